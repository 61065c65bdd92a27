// memcpy of one audio frame's 960 bytes.
#include "floor.h"

static unsigned char from[frame_bytes], to[frame_bytes];
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i++) copy(to, from, sizeof to);
}

int main(void) {
  report_batches("copy960", work, 200000);
  return to[0];
}
