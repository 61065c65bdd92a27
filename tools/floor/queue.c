// One-way messages between two threads: a list behind a mutex, and a receiver that takes all that is there.
#include "floor.h"
#include <pthread.h>

struct message {
  struct message *next;
  uint64_t number;
};

enum { message_count = 2000000, at_most_waiting = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct message *first, **last = &first;
static size_t waiting;

static void *produce(void *messages) {
  for (size_t i = 0; i < message_count; i++) {
    struct message *message = (struct message *)messages + i;
    message->next = NULL;
    message->number = i;
    pthread_mutex_lock(&lock);
    while (waiting >= at_most_waiting) pthread_cond_wait(&changed, &lock);
    *last = message;
    last = &message->next;
    if (waiting++ == 0) pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static uint64_t consume(void) {
  for (size_t received = 0; received < message_count;) {
    pthread_mutex_lock(&lock);
    while (!first) pthread_cond_wait(&changed, &lock);
    struct message *message = first;
    first = NULL;
    last = &first;
    if (waiting >= at_most_waiting) pthread_cond_broadcast(&changed);
    waiting = 0;
    pthread_mutex_unlock(&lock);
    for (; message; message = message->next, received++)
      if (message->number != received) fail("order");
  }
  return message_count;
}

int main(void) {
  enum { rounds = 5 };
  uint64_t samples[rounds];
  struct message *messages = calloc(message_count, sizeof *messages);
  if (!messages) fail("calloc");
  for (int round = 0; round < rounds; round++) {
    pthread_t producer;
    uint64_t start = now_ns();
    if (pthread_create(&producer, NULL, produce, messages)) fail("pthread_create");
    consume();
    pthread_join(producer, NULL);
    samples[round] = now_ns() - start;
  }
  double each = median_ns(samples, rounds) / message_count;
  report("queue", each, 1e9 / each);
  return 0;
}
