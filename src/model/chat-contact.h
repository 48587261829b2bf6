/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* Somebody we talk to: in the contact list or not. One object per account and bare address, for
 * as long as the account lives.
 *
 * Properties (all notify): address (string, construct), name (string: never empty; the name
 * given in the list, else their own nickname, else the unescaped local part), presence
 * (ChatPresence, best resource), status (string, nullable), last-interaction (int64, unix s, 0
 * unknown: XEP-0319), subscription (ChatSubscription), asking (bool: we asked to see their
 * presence, not answered yet), in-list (bool: in the roster), wants-subscription (bool: they ask
 * to see ours: a contact request), request-text (nullable), groups (GStrv, sorted), blocked
 * (bool), avatar (GBytes, nullable: encoded image, loaded when first asked for), color (string
 * "#rrggbb": XEP-0392), time-zone-offset not here. */
#define CHAT_TYPE_CONTACT (chat_contact_get_type ())
G_DECLARE_FINAL_TYPE (ChatContact, chat_contact, CHAT, CONTACT, GObject)

const char        *chat_contact_get_address            (ChatContact *self);
const char        *chat_contact_get_account_address    (ChatContact *self);
const char        *chat_contact_get_name               (ChatContact *self);
/* (nullable) roster name */
const char        *chat_contact_get_given_name         (ChatContact *self);
ChatPresence       chat_contact_get_presence           (ChatContact *self);
const char        *chat_contact_get_status             (ChatContact *self);
gint64             chat_contact_get_last_interaction   (ChatContact *self);
ChatSubscription   chat_contact_get_subscription       (ChatContact *self);
gboolean           chat_contact_get_asking             (ChatContact *self);
gboolean           chat_contact_get_in_list            (ChatContact *self);
gboolean           chat_contact_get_wants_subscription (ChatContact *self);
const char        *chat_contact_get_request_text       (ChatContact *self);
const char *const *chat_contact_get_groups             (ChatContact *self);
gboolean           chat_contact_get_blocked            (ChatContact *self);
/* (nullable) borrowed */
GBytes            *chat_contact_get_avatar             (ChatContact *self);
const char        *chat_contact_get_color              (ChatContact *self);
/* GListModel of ChatDevice: the resources that are online (chat-device.h) */
GListModel *chat_contact_get_devices (ChatContact *self);

G_END_DECLS
