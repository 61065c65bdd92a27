// posix_spawn of a small dynamic C program, until it has run to its end and is reaped.
#include "floor.h"
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

int main(int count, char **arguments) {
  enum { rounds = 300 };
  // The spawned program is this one, told to end at once.
  if (count > 1) return 0;
  uint64_t samples[rounds];
  char *child_arguments[] = {arguments[0], "end", NULL};
  uint64_t began = now_ns();
  for (int i = 0; i < rounds; i++) {
    pid_t child;
    int status;
    uint64_t start = now_ns();
    if (posix_spawn(&child, arguments[0], NULL, NULL, child_arguments, environ)) fail("posix_spawn");
    if (waitpid(child, &status, 0) != child || status != 0) fail("waitpid");
    samples[i] = now_ns() - start;
  }
  double total = (double)(now_ns() - began);
  report("spawn", median_ns(samples, rounds), 1e9 * rounds / total);
  return 0;
}
