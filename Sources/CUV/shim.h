#pragma once
#include <pthread.h>
#include <sys/timerfd.h>
#include <uv.h>

// A GNU extension that Swift's Glibc module does not show.
int pthread_setname_np(pthread_t thread, const char *name);
