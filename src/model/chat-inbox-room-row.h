/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who we are, all of it borrowed. */
typedef struct {
  const char *address;     /* bare */
  const char *nick;        /* (nullable): in the room */
  const char *occupant_id; /* (nullable): likewise */
  const char *const *keywords; /* (nullable): what we want to hear of, folded */
  gboolean    is_active;   /* we are here, not away */
  gconstpointer info;      /* (nullable) an XmppRoomInfo: of the room */
  gconstpointer own;       /* (nullable) an XmppOccupant: what we are there now */
} ChatInboxRoomSelf;

/* @said: an XmppRoomMessage, TALK, SERVICE or SUBJECT. An ArchiveMessage, to be stored */
gpointer  chat_inbox_room_row_new         (gconstpointer  said,
                                           const ChatInboxRoomSelf *self,
                                           gint64         account_id) G_GNUC_WARN_UNUSED_RESULT;
/* What it takes back: an ArchiveRetraction; NULL: nothing, or nobody knows who says so */
gpointer  chat_inbox_room_row_new_retraction (gconstpointer said) G_GNUC_WARN_UNUSED_RESULT;
/* The conversation's address */
char     *chat_inbox_room_row_dup_with    (gconstpointer  said) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): who says it, as the archive names authors; NULL: nobody knows, or we do */
char     *chat_inbox_room_row_dup_author  (gconstpointer  said) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
