// malloc and free of a message-sized block.
#include "floor.h"

static void *volatile kept;

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    kept = malloc(128);
    free(kept);
  }
}

int main(void) {
  report_batches("allocate", work, 200000);
  return 0;
}
