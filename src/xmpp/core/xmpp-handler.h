/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

typedef struct _XmppSession XmppSession;

/**
 * XmppStanzaFunc:
 * @session: the session that received @stanza
 * @stanza: (transfer none): the stanza; take a reference to keep it
 * @payload: (transfer none): the child that the handler was added for; @stanza itself when for none
 * @user_data: what the handler was added with
 *
 * A handler may remove itself or others.
 *
 * Returns: %TRUE when the stanza is dealt with and no other handler shall see it
 */
typedef gboolean (*XmppStanzaFunc) (XmppSession *session,
                                    XmppElement *stanza,
                                    XmppElement *payload,
                                    gpointer     user_data);

G_END_DECLS
