/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

#define CHAT_ERROR (chat_error_quark ())
GQuark chat_error_quark (void);

/* Translates errors of the rooms below into the domain %CHAT_ERROR; takes @error. */
GError *chat_error_translate (GError *error)
  G_GNUC_WARN_UNUSED_RESULT;

/* A translated sentence or two: what happened, what to do. For windows, notifications, command
 * line. */
char *chat_error_to_text (const GError *error)
  G_GNUC_WARN_UNUSED_RESULT;

/* "wrong-password": the code's name, for D-Bus and --json. */
const char *chat_error_get_name (const GError *error);

/* Why a message was not delivered, by where it was said, the condition and the text of the answer;
 * both nullable. */
char *chat_error_delivery_text (ChatConversationKind  kind,
                                const char           *condition,
                                const char           *text)
  G_GNUC_WARN_UNUSED_RESULT;
/* What a room tells of itself, an XmppMucStatus; NULL: nothing that people need to know */
char *chat_error_room_status_text (guint status)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
