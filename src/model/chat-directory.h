/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* A room in a list of rooms. Properties (notify, filled in when looked at): name, description
 * (nullable), n-occupants (int, less than 0: not known), activity (double: messages an hour, about
 * (XEP-0502), less than 0: not known) */
#define CHAT_TYPE_CHANNEL (chat_channel_get_type ())
G_DECLARE_FINAL_TYPE (ChatChannel, chat_channel, CHAT, CHANNEL, GObject)

const char *chat_channel_get_address     (ChatChannel *self);
const char *chat_channel_get_name        (ChatChannel *self); /* never NULL */
const char *chat_channel_get_description (ChatChannel *self);
int         chat_channel_get_n_occupants (ChatChannel *self);
double      chat_channel_get_activity    (ChatChannel *self);
gboolean    chat_channel_needs_password  (ChatChannel *self);

/* GListModel of ChatChannel that grows as its pages come. Properties (notify): loading (bool),
 * has-more (bool), error-text (nullable: translated) */
#define CHAT_TYPE_DIRECTORY (chat_directory_get_type ())
G_DECLARE_FINAL_TYPE (ChatDirectory, chat_directory, CHAT, DIRECTORY, GObject)

/* (transfer full). @service: whose rooms (XEP-0045), or a search service (XEP-0433); @text:
 * (nullable): only what holds that */
struct _ChatRooms;
ChatDirectory *chat_directory_new       (struct _ChatRooms *rooms,
                                         const char        *service,
                                         const char        *text,
                                         gboolean           is_search) G_GNUC_WARN_UNUSED_RESULT;
void           chat_directory_load_more (ChatDirectory *self);

G_END_DECLS
