// A round trip between two loop threads with uv_async_send, both idle in between: what a wake-up costs.
#include "floor.h"
#include <uv.h>

enum { warm_up = 1000, rounds = 30000 };

static uv_async_t ping, pong;
static uint64_t samples[rounds], started;
static size_t done;

static void on_ping(uv_async_t *handle) {
  (void)handle;
  uv_async_send(&pong);
}

static void on_pong(uv_async_t *handle) {
  uint64_t now = now_ns();
  if (done >= warm_up) samples[done - warm_up] = now - started;
  if (++done == warm_up + rounds) {
    uv_stop(handle->loop);
    return;
  }
  started = now_ns();
  uv_async_send(&ping);
}

static void run_loop(void *loop) { uv_run(loop, UV_RUN_DEFAULT); }

static void on_stop(uv_async_t *handle) { uv_stop(handle->loop); }

int main(void) {
  uv_loop_t here, there;
  uv_async_t stop;
  uv_thread_t thread;
  if (uv_loop_init(&here) || uv_loop_init(&there) || uv_async_init(&here, &pong, on_pong) || uv_async_init(&there, &ping, on_ping) ||
      uv_async_init(&there, &stop, on_stop) || uv_thread_create(&thread, run_loop, &there))
    fail("libuv");
  started = now_ns();
  uv_async_send(&ping);
  uint64_t began = now_ns();
  uv_run(&here, UV_RUN_DEFAULT);
  double total = (double)(now_ns() - began);
  uv_async_send(&stop);
  uv_thread_join(&thread);
  report("ping", median_ns(samples, rounds), 1e9 * (warm_up + rounds) / total);
  return 0;
}
