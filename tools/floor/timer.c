// A loop that wakes 100 times a second and does nothing: how late it wakes, and the share of one core that it uses.
#include "floor.h"
#include <sys/resource.h>
#include <uv.h>

enum { wakes = 500, period_ms = 10 };

static uint64_t samples[wakes], began;
static size_t done;

static uint64_t next_due(void) { return began + (done + 1) * period_ms * 1000000u; }

// Deadlines are absolute: a timer that is armed relative to its last call drifts.
static void on_timer(uv_timer_t *timer) {
  uint64_t due = next_due(), now = now_ns();
  samples[done] = now > due ? now - due : 0;
  if (++done == wakes) return;
  due = next_due();
  uv_update_time(timer->loop);
  uv_timer_start(timer, on_timer, due > now ? (due - now + 999999u) / 1000000u : 0, 0);
}

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(void) {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t timer;
  uv_timer_init(loop, &timer);
  double cpu_before = cpu_seconds();
  began = now_ns();
  uv_timer_start(&timer, on_timer, period_ms, 0);
  uv_run(loop, UV_RUN_DEFAULT);
  double seconds = 1e-9 * (double)(now_ns() - began);
  printf("{\"name\": \"timer\", \"p50_ns\": %.2f, \"rate_per_s\": %.0f, \"cpu_percent\": %.3f}\n", median_ns(samples, wakes), wakes / seconds,
         100 * (cpu_seconds() - cpu_before) / seconds);
  return 0;
}
