#pragma once
#include <libwebsockets.h>

// What Swift does not import: macros with casts or long shifts, arrays in unions.

static inline unsigned long long ten_lws_options(void) {
  return LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
         LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
}

static inline unsigned long long ten_lws_tls_option(void) { return LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT; }

static inline unsigned long long ten_lws_listener_options(void) { return LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND; }

// Room that the library wants in front of what it writes.
static inline int ten_lws_pre(void) { return LWS_PRE; }

// Ends a connection at once; not inside one of its own callbacks.
static inline void ten_lws_kill(struct lws *wsi) { lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC); }
