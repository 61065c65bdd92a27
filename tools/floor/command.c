// A command and its result on one loop: a slot in a table of pending commands, an indirect call, the result looked up by slot and generation.
#include "floor.h"

enum { slots = 1024 };

struct pending {
  uint32_t generation, next_free;
  void (*answered)(struct pending *self, int status);
  uint64_t answers;
};

static struct pending table[slots];
static uint32_t first_free;

static void count(struct pending *self, int status) { self->answers += (uint64_t)status; }

static void answer(uint32_t slot, uint32_t generation, int status) {
  struct pending *pending = &table[slot];
  if (pending->generation != generation) return;
  pending->answered(pending, status);
  pending->generation++;
  pending->next_free = first_free;
  first_free = slot;
}

static void (*volatile handler)(uint32_t slot, uint32_t generation, int status) = answer;

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    uint32_t slot = first_free;
    first_free = table[slot].next_free;
    table[slot].answered = count;
    handler(slot, table[slot].generation, 1);
  }
}

int main(void) {
  for (uint32_t i = 0; i < slots; i++) table[i].next_free = (i + 1) % slots;
  report_batches("command", work, 200000);
  return 0;
}
