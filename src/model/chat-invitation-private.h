/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ChatContact ChatContact;
typedef struct _ChatInvitation ChatInvitation;

/* Signals, for the account's rooms alone:
 *   "accepted" ()
 *   "refused" () */

/* @contact: (nullable): who invites, when in the contact list; @invitation: an XmppInvitation */
ChatInvitation *chat_invitation_new      (const char     *account_address,
                                          ChatContact    *contact,
                                          gconstpointer   invitation) G_GNUC_WARN_UNUSED_RESULT;
/* An XmppInvitation, borrowed */
gconstpointer   chat_invitation_get_xmpp (ChatInvitation *self);

G_END_DECLS
