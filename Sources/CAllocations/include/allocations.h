#pragma once
#include <stdint.h>
/* How many blocks of memory this process has asked for so far; 0 for ever where a sanitizer owns the allocator. */
uint64_t tenhost_allocations(void);
