// The least that starting and stopping a graph of five nodes in one process can cost: a loop's timer handle, five nodes with their
// inboxes and names, one call of each to start and to stop, and everything freed again.
#include "floor.h"
#include <uv.h>

enum { node_count = 5 };

struct node {
  char name[32];
  void **inbox;
  int running;
};

static uv_loop_t loop;

static void set_running(struct node *node, int running) { node->running = running; }
static void (*volatile change)(struct node *node, int running) = set_running;

static void closed(uv_handle_t *handle) { free(handle); }

static void work(size_t iterations) {
  for (size_t i = 0; i < iterations; i++) {
    uv_timer_t *timer = malloc(sizeof *timer);
    struct node *nodes = calloc(node_count, sizeof *nodes);
    if (!timer || !nodes) fail("malloc");
    uv_timer_init(&loop, timer);
    for (int n = 0; n < node_count; n++) {
      snprintf(nodes[n].name, sizeof nodes[n].name, "node_%d", n);
      nodes[n].inbox = calloc(16, sizeof *nodes[n].inbox);
      change(&nodes[n], 1);
    }
    for (int n = 0; n < node_count; n++) {
      change(&nodes[n], 0);
      free(nodes[n].inbox);
    }
    free(nodes);
    uv_close((uv_handle_t *)timer, closed);
    uv_run(&loop, UV_RUN_DEFAULT);
  }
}

int main(void) {
  if (uv_loop_init(&loop)) fail("uv_loop_init");
  report_batches("session", work, 500);
  return 0;
}
