/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"

G_BEGIN_DECLS

/**
 * XmppReport:
 *
 * What is told to our server about whom we block: XEP-0377. Plain values, borrowed in calls.
 */
typedef struct {
  gboolean           is_spam;        /* else: abuse */
  const char        *text;           /* (nullable) */
  const char *const *stanza_ids; /* (nullable) ids that our own archive gave to the bad messages */
  gboolean           tell_origin;    /* may be forwarded to the sender's server */
  gboolean           tell_others;    /* may be forwarded to services that collect reports */
} XmppReport;

#define XMPP_TYPE_BLOCKING (xmpp_blocking_get_type ())
G_DECLARE_FINAL_TYPE (XmppBlocking, xmpp_blocking, XMPP, BLOCKING, GObject)

/* The list is asked for after each sign-in that is not a resumption.
 * Signals:
 *   "loaded" (): the list is here (or is_supported() says no)
 *   "blocked" (XmppAddress *address)
 *   "unblocked" (XmppAddress *address) */
XmppBlocking *xmpp_blocking_new            (void) G_GNUC_WARN_UNUSED_RESULT;

gboolean      xmpp_blocking_is_supported   (XmppBlocking *self);
GPtrArray    *xmpp_blocking_get_addresses  (XmppBlocking *self)
  G_GNUC_WARN_UNUSED_RESULT; /* owned refs */
/* By the matching rules of XEP-0191, 6: full, bare, domain with resource, domain */
gboolean      xmpp_blocking_is_blocked     (XmppBlocking *self,
                                            XmppAddress  *address);

void          xmpp_blocking_block_async    (XmppBlocking        *self,
                                            XmppAddress         *address,
                                            const XmppReport    *report, /* (nullable) */
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean      xmpp_blocking_block_finish   (XmppBlocking  *self,
                                            GAsyncResult  *result,
                                            GError       **error);
void          xmpp_blocking_unblock_async  (XmppBlocking        *self,
                                            XmppAddress         *address, /* NULL: everybody */
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean      xmpp_blocking_unblock_finish (XmppBlocking  *self,
                                            GAsyncResult  *result,
                                            GError       **error);

G_END_DECLS
