// A 960-byte frame through a chain of eight nodes: an indirect call and a reference taken and let go at each.
#include "frame.h"

static struct node nodes[chain_length];

static void pass_on(struct node *self, struct frame *frame) {
  retain(frame);
  self->received += frame->bytes[0];
  if (self->next) self->next->receive(self->next, frame);
  release(frame);
}

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    struct frame *frame = make_frame();
    nodes[0].receive(&nodes[0], frame);
    release(frame);
  }
}

int main(void) {
  for (int i = 0; i < chain_length; i++) nodes[i] = (struct node){pass_on, i + 1 < chain_length ? &nodes[i + 1] : NULL, 0};
  report_batches("chain8", work, 20000);
  return nodes[chain_length - 1].received == 0;
}
