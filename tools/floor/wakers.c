// 500 processes, each waking 100 times a second and handing an audio frame to four nodes: the processor time of all of them in percent of a core, and how
// late they wake.
#include "frame.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { processes = 500, wakes = 1000, period_ns = 10000000 };

static struct node nodes[fan_out];

static void take(struct node *self, struct frame *frame) {
  retain(frame);
  self->received += frame->bytes[0];
  release(frame);
}

static double cpu_seconds(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

// Deadlines are absolute: a sleep that is counted from its begin drifts.
static void sleep_until(uint64_t due) {
  struct timespec until = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) {}
}

static _Noreturn void run(uint64_t begin, uint64_t *late, uint64_t end) {
  for (size_t i = 0; i < wakes; i++) {
    uint64_t due = begin + i * period_ns;
    sleep_until(due);
    late[i] = now_ns() - due;
    struct frame *frame = make_frame();
    for (int n = 0; n < fan_out; n++) nodes[n].receive(&nodes[n], frame);
    release(frame);
  }
  // The end of a process is dear: it would make those late that still wake.
  sleep_until(end);
  _exit(0);
}

int main(void) {
  static const size_t samples = (size_t)processes * wakes;
  uint64_t *late = mmap(NULL, samples * sizeof *late, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (late == MAP_FAILED) fail("mmap");
  for (int i = 0; i < fan_out; i++) nodes[i] = (struct node){take, NULL, 0};
  // All are there before the first wakes; they begin spread over one period, as calls do.
  uint64_t begin = now_ns() + 1000000000u, end = begin + (uint64_t)wakes * period_ns + 100000000u;
  for (int i = 0; i < processes; i++) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) run(begin + (uint64_t)i * (period_ns / processes), late + (size_t)i * wakes, end);
  }
  int status = 0;
  for (int i = 0; i < processes; i++)
    if (wait(&status) < 0 || status != 0) fail("wait");
  double seconds = 1e-9 * (double)wakes * period_ns;
  double cpu = cpu_seconds(RUSAGE_CHILDREN);
  double p50 = median_ns(late, samples);
  printf("{\"name\": \"wakers\", \"p50_ns\": %.0f, \"p999_ns\": %.0f, \"rate_per_s\": %.0f, \"cpu_percent\": %.2f}\n", p50,
         (double)late[samples - samples / 1000], (double)samples / seconds, 100 * cpu / seconds);
  return 0;
}
