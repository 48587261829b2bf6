/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-handler.h"

G_BEGIN_DECLS

/**
 * XmppDispatch:
 *
 * Who wants which stanzas.
 */
typedef struct _XmppDispatch XmppDispatch;

XmppDispatch *xmpp_dispatch_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_dispatch_free   (XmppDispatch *self);

guint         xmpp_dispatch_add    (XmppDispatch   *self,
                                    const char     *name,
                                    const char     *type,
                                    const char     *payload_name,
                                    const char     *payload_ns,
                                    XmppStanzaFunc  func,
                                    gpointer        user_data);
void          xmpp_dispatch_remove (XmppDispatch *self,
                                    guint         id);
gboolean      xmpp_dispatch_stanza (XmppDispatch *self,
                                    XmppSession  *session,
                                    XmppElement  *stanza);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDispatch, xmpp_dispatch_free)

G_END_DECLS
