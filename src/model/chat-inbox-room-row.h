/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @said: an XmppRoomMessage, TALK, SERVICE or SUBJECT; @own: our bare address; @nick: (nullable):
 * what we are called in the room. An ArchiveMessage, to be stored */
gpointer  chat_inbox_room_row_new         (gconstpointer  said,
                                           const char    *own,
                                           const char    *nick,
                                           gint64         account_id) G_GNUC_WARN_UNUSED_RESULT;
/* What it takes back: an ArchiveRetraction; NULL: nothing, or nobody knows who says so */
gpointer  chat_inbox_room_row_new_retraction (gconstpointer said) G_GNUC_WARN_UNUSED_RESULT;
/* The conversation's address */
char     *chat_inbox_room_row_dup_with    (gconstpointer  said) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): who says it, as the archive names authors; NULL: nobody knows, or we do */
char     *chat_inbox_room_row_dup_author  (gconstpointer  said) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @text speaks of @nick: as a word of its own, whatever the case */
gboolean  chat_inbox_room_row_is_mention  (const char    *text,
                                           const char    *nick);

G_END_DECLS
