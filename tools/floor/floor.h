// Shared by the floor programs: the least that a piece of work costs in plain C on this machine.
// Each program prints one JSON line: {"name": ..., "p50_ns": ..., "rate_per_s": ...}.
#pragma once
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { frame_bytes = 960, chain_length = 8, fan_out = 4 };

static inline uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int by_size(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

// The value that half of the samples stay below; sorts them.
static inline double median_ns(uint64_t *samples, size_t count) {
  qsort(samples, count, sizeof *samples, by_size);
  return (double)samples[count / 2];
}

static inline void report(const char *name, double p50_ns, double rate_per_s) {
  printf("{\"name\": \"%s\", \"p50_ns\": %.2f, \"rate_per_s\": %.0f}\n", name, p50_ns, rate_per_s);
}

// Measures work that is too short for the clock: each sample is the mean of one batch.
typedef void (*batch_work)(size_t iterations);
static inline void report_batches(const char *name, batch_work work, size_t iterations) {
  enum { batches = 301 };
  uint64_t samples[batches];
  work(iterations);
  uint64_t began = now_ns();
  for (size_t i = 0; i < batches; i++) {
    uint64_t start = now_ns();
    work(iterations);
    samples[i] = now_ns() - start;
  }
  double total = (double)(now_ns() - began);
  report(name, median_ns(samples, batches) / (double)iterations, 1e9 * batches * (double)iterations / total);
}

static inline _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}
