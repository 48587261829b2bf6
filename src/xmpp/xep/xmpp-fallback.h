/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppFallback:
 *
 * The part of a body that is there for those alone who cannot read something else in the message:
 * in code points, [begin, end). Without one both are 0.
 */
typedef struct {
  guint begin;
  guint end;
} XmppFallback;

XmppFallback  xmpp_fallback_read  (XmppElement        *message,
                                   const char         *for_ns,
                                   const char         *body); /* (nullable) */
void          xmpp_fallback_write (const XmppFallback *self,
                                   XmppElement        *message,
                                   const char         *for_ns,
                                   const char         *body);
char         *xmpp_fallback_strip (const XmppFallback *self,
                                   const char         *body) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
