/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"
#include "xmpp-token-store.h"

G_BEGIN_DECLS

#define XMPP_TYPE_FAST (xmpp_fast_get_type ())
G_DECLARE_FINAL_TYPE (XmppFast, xmpp_fast, XMPP, FAST, GObject)

XmppFast   *xmpp_fast_new           (const char     *address) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_fast_set_store     (XmppFast       *self,
                                     XmppTokenStore *store);
gboolean    xmpp_fast_has_store     (XmppFast       *self);

void        xmpp_fast_load_async    (XmppFast            *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean    xmpp_fast_load_finish   (XmppFast            *self,
                                     GAsyncResult        *result,
                                     GError             **error);

const char *xmpp_fast_get_mechanism (XmppFast       *self); /* (nullable): without a token */
const char *xmpp_fast_get_secret    (XmppFast       *self); /* (nullable) */

gboolean    xmpp_fast_take          (XmppFast       *self,
                                     const char     *mechanism,
                                     XmppElement    *token);
void        xmpp_fast_discard       (XmppFast       *self);

G_END_DECLS
