// A 960-byte frame to four nodes, without a copy: one delivery is one iteration.
#include "frame.h"

static struct node nodes[fan_out];

static void take(struct node *self, struct frame *frame) {
  retain(frame);
  self->received += frame->bytes[0];
  release(frame);
}

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i += fan_out) {
    struct frame *frame = make_frame();
    for (int n = 0; n < fan_out; n++) nodes[n].receive(&nodes[n], frame);
    release(frame);
  }
}

int main(void) {
  for (int i = 0; i < fan_out; i++) nodes[i] = (struct node){take, NULL, 0};
  report_batches("fanout4", work, 80000);
  return nodes[0].received == 0;
}
