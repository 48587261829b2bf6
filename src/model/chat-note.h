/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/**
 * ChatNoteKind:
 * @CHAT_NOTE_CAME: somebody came in
 * @CHAT_NOTE_LEFT: somebody left
 * @CHAT_NOTE_KICKED: somebody was put out
 * @CHAT_NOTE_BANNED: the same, for good
 * @CHAT_NOTE_RENAMED: somebody has another nick
 * @CHAT_NOTE_ROLE: somebody has another role
 * @CHAT_NOTE_AFFILIATION: somebody has another affiliation
 * @CHAT_NOTE_VISITED: in a sum alone: came and left
 * @CHAT_NOTE_RETURNED: in a sum alone: left and came back
 */
typedef enum {
  CHAT_NOTE_CAME,
  CHAT_NOTE_LEFT,
  CHAT_NOTE_KICKED,
  CHAT_NOTE_BANNED,
  CHAT_NOTE_RENAMED,
  CHAT_NOTE_ROLE,
  CHAT_NOTE_AFFILIATION,
  CHAT_NOTE_VISITED,
  CHAT_NOTE_RETURNED,
} ChatNoteKind;

/**
 * ChatNote:
 * @kind: what happened
 * @time_us: when, by our clock; 0 in a sum
 * @nick: to whom
 * @new_nick: (nullable): of CHAT_NOTE_RENAMED
 * @actor: (nullable): who did it, as the room says
 * @reason: (nullable): why, as the room says
 * @role: of CHAT_NOTE_ROLE
 * @affiliation: of CHAT_NOTE_AFFILIATION
 *
 * What happened to somebody in a room. Immutable.
 */
typedef struct {
  ChatNoteKind    kind;
  gint64          time_us;
  char           *nick;
  char           *new_nick;
  char           *actor;
  char           *reason;
  ChatRole        role;
  ChatAffiliation affiliation;

  /* For the model alone */
  guint64         serial; /* of who was there: another one for who comes back */
  char           *author; /* (nullable): who it is, where that is sure */
} ChatNote;

void       chat_note_free   (ChatNote        *self);
/* @notes: ChatNote, the oldest first. What is left of them in the end: owned ChatNote, each person
 * no more than once for coming and going; in the order of their kinds */
GPtrArray *chat_note_sum_up (const GPtrArray *notes) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatNote, chat_note_free)

G_END_DECLS
