/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MockProxy:
 *
 * A SOCKS 5 and HTTP proxy for tests, on 127.0.0.1, in threads of its own. It leads every
 * connection to one port of this machine, whatever is asked, and remembers what was asked.
 */
typedef struct _MockProxy MockProxy;

/* Where in its part it does what it does */
typedef enum {
  MOCK_PROXY_NOWHERE,
  MOCK_PROXY_AT_ONCE,        /* before it reads anything */
  MOCK_PROXY_AFTER_GREETING, /* SOCKS: the methods */
  MOCK_PROXY_AFTER_LOGIN,    /* SOCKS: user and password */
  MOCK_PROXY_AFTER_REQUEST,  /* the place is known */
  MOCK_PROXY_IN_ANSWER,      /* half of the answer was said */
} MockProxyStep;

typedef enum {
  MOCK_PROXY_HANGS,
  MOCK_PROXY_CUTS,
  MOCK_PROXY_BABBLES,        /* what no proxy says */
  MOCK_PROXY_REFUSES,        /* in the words of the protocol */
  MOCK_PROXY_FLOODS,         /* says what has no end */
} MockProxyFault;

MockProxy *mock_proxy_new          (guint16         target) G_GNUC_WARN_UNUSED_RESULT;
void       mock_proxy_free         (MockProxy      *self);
guint16    mock_proxy_get_port     (MockProxy      *self);
void       mock_proxy_set_login    (MockProxy      *self,
                                    const char     *user,
                                    const char     *password);
void       mock_proxy_set_fault    (MockProxy      *self,
                                    MockProxyStep   step,
                                    MockProxyFault  fault);
/* SOCKS: RFC 1928, 6. HTTP: a status */
void       mock_proxy_set_refusal  (MockProxy      *self,
                                    guint           code);
char      *mock_proxy_dup_asked    (MockProxy      *self); /* "host:port host:port" */
guint      mock_proxy_get_n_served (MockProxy      *self);
/* Until the proxy stands at its fault */
void       mock_proxy_wait_fault   (MockProxy      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MockProxy, mock_proxy_free)

G_END_DECLS
