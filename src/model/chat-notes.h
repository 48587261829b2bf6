/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-note.h"

G_BEGIN_DECLS

/* How much is kept in each stretch between two messages, and of those stretches */
#define CHAT_FOLD_MAX   100
#define CHAT_NOTES_MAX  30

/**
 * ChatFold:
 * @notes: ChatNote, the oldest first
 * @n_dropped: how many there were before them
 *
 * What happened in a room between two messages.
 */
typedef struct {
  GPtrArray *notes;
  guint      n_dropped;
} ChatFold;

/* Who came, who left and what became of people in a room, between its messages. It is no part of
 * the history: nobody else has it so, it is not searched, and would be most of what is stored. So
 * it is held in memory, and ends with the program.
 *
 * Signal "changed" (gint64 message_id): what happened after that message */
#define CHAT_TYPE_NOTES (chat_notes_get_type ())
G_DECLARE_FINAL_TYPE (ChatNotes, chat_notes, CHAT, NOTES, GObject)

ChatNotes      *chat_notes_new    (void) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) borrowed */
const ChatFold *chat_notes_find   (ChatNotes *self,
                                   gint64     message_id);
/* @notes: owned ChatNote, which are taken out of it: just happened, after that message */
void            chat_notes_take   (ChatNotes *self,
                                   gint64     message_id,
                                   GPtrArray *notes);
/* That message is the last one now: what happened after it stands below it */
void            chat_notes_follow (ChatNotes *self,
                                   gint64     message_id,
                                   gint64     time_us);
void            chat_notes_clear  (ChatNotes *self);

G_END_DECLS
