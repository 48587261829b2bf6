/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* What things in a room are called: translated. */
const char *ui_room_words_role        (ChatRole        role);        /* "moderator" */
const char *ui_room_words_roles       (ChatRole        role);        /* "Moderators" */
/* Of somebody, for a sentence: isolated, and no longer than one can read */
char       *ui_room_words_name        (const char     *nick) G_GNUC_WARN_UNUSED_RESULT;
/* Slow mode (XEP-0500) */
char       *ui_room_words_waiting     (guint           seconds) G_GNUC_WARN_UNUSED_RESULT;
/* How much is written (XEP-0502). @activity: messages an hour, about */
char       *ui_room_words_activity    (double          activity) G_GNUC_WARN_UNUSED_RESULT;
/* What the empty field says where one writes in a room. @title: that of the room */
char       *ui_room_words_field       (ChatRoom       *room,
                                       const char     *title) G_GNUC_WARN_UNUSED_RESULT;
/* What is written while one is not there waits */
gboolean    ui_room_words_may_write   (ChatRoom       *room);
const char *ui_room_words_affiliation (ChatAffiliation affiliation); /* "owner" */

/* "Ben is typing…"; @nicks: who is writing, at least one */
char       *ui_room_words_typists     (const char *const *nicks) G_GNUC_WARN_UNUSED_RESULT;
/* The same of who is writing now; of a contact, "typing…" */
char       *ui_room_words_typing      (ChatConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;

/* Why one is not in a room */
char       *ui_room_words_outside     (ChatRoom       *room) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
