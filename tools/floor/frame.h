// A reference-counted audio frame of 960 bytes, and a node that is called through a pointer, as a runtime has to.
#pragma once
#include "floor.h"
#include <stdatomic.h>

struct frame {
  atomic_int references;
  uint64_t turn;
  unsigned char bytes[frame_bytes];
};

struct node {
  void (*receive)(struct node *self, struct frame *frame);
  struct node *next;
  uint64_t received;
};

static inline void retain(struct frame *frame) { atomic_fetch_add_explicit(&frame->references, 1, memory_order_relaxed); }

static inline void release(struct frame *frame) {
  if (atomic_fetch_sub_explicit(&frame->references, 1, memory_order_acq_rel) == 1) free(frame);
}

static inline struct frame *make_frame(void) {
  struct frame *frame = malloc(sizeof *frame);
  if (!frame) fail("malloc");
  atomic_init(&frame->references, 1);
  frame->turn = 1;
  memset(frame->bytes, 1, sizeof frame->bytes);
  return frame;
}
