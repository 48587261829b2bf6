/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"

G_BEGIN_DECLS

#define XMPP_TYPE_BOB (xmpp_bob_get_type ())
G_DECLARE_FINAL_TYPE (XmppBob, xmpp_bob, XMPP, BOB, GObject)

/* Small pictures and the like, named by what they hold: the hash is checked, the size bounded */
XmppBob *xmpp_bob_new          (void) G_GNUC_WARN_UNUSED_RESULT;

/* Remembers every <data/> that is a direct child of @element */
void     xmpp_bob_take_inline  (XmppBob     *self,
                                XmppElement *element);
/* (nullable): what came along with @stanza, as a "data:" URI */
char    *xmpp_bob_dup_inline   (XmppElement *stanza,
                                const char  *uri) G_GNUC_WARN_UNUSED_RESULT;
/* What is here already. @cid: "sha1+…@bob.xmpp.org", with or without "cid:" */
GBytes  *xmpp_bob_lookup       (XmppBob     *self,
                                const char  *cid); /* (nullable) borrowed */
/* The same, or asks @from for it */
void     xmpp_bob_fetch_async  (XmppBob             *self,
                                XmppAddress         *from,
                                const char          *cid,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
GBytes  *xmpp_bob_fetch_finish (XmppBob       *self,
                                GAsyncResult  *result,
                                GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
