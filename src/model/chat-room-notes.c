/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes into a room, who leaves, and what becomes of people there, as what is told of it. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-notes.h"
#include "chat-occupant-private.h"
#include "chat-room-private.h"
#include "chat-text.h"

/* Where all know one another it matters who is there; elsewhere somebody always comes and goes. */
#define SMALL_ROOM 20

#define MAX_REASON_CHARS 200

gboolean
chat_room_get_notes (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  if (self->has_notes)
    return self->notes;

  return (self->features & CHAT_ROOM_MEMBERS_ONLY) != 0 && self->n_occupants <= SMALL_ROOM;
}

void
chat_room_follow_notes (ChatRoom *self,
                        gboolean  notes)
{
  gboolean before;

  g_return_if_fail (CHAT_IS_ROOM (self));

  before = chat_room_get_notes (self);
  self->has_notes = TRUE;
  self->notes = notes != FALSE;
  if (chat_room_get_notes (self) != before)
    chat_room_notify (self, CHAT_ROOM_PROP_NOTES);
}

void
chat_room_set_notes (ChatRoom *self,
                     gboolean  notes)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->has_notes && self->notes == (notes != FALSE))
    return;

  chat_room_follow_notes (self, notes);
  chat_room_emit_keep (self);
}

static ChatNote *
make_note (ChatNoteKind        kind,
           const XmppOccupant *who)
{
  ChatNote *note = g_new0 (ChatNote, 1);

  note->kind = kind;
  note->time_us = g_get_real_time ();
  note->nick = g_strdup (who->nick);
  note->serial = who->serial;
  note->author = chat_occupant_make_author (who);
  return note;
}

static void
add (ChatRoom  *self,
     GPtrArray *notes,
     ChatNote  *note) /* (transfer full) */
{
  g_autoptr(ChatNote) owned = note;

  if (!chat_room_is_ignored (self, owned->author))
    g_ptr_array_add (notes, g_steal_pointer (&owned));
}

static void
add_removal (ChatRoom                 *self,
             GPtrArray                *notes,
             const XmppOccupantChange *change)
{
  const XmppMucStatus is_put_out = XMPP_MUC_STATUS_KICKED | XMPP_MUC_STATUS_AFFILIATION_LOST
                                   | XMPP_MUC_STATUS_MEMBERS_ONLY;
  ChatNoteKind kind = CHAT_NOTE_LEFT;
  ChatNote *note;

  if (change->before->is_self)
    return;

  /* XEP-0045, 9.1.1: 333 beside 307: nobody did it, a connection broke. */
  if ((change->status & XMPP_MUC_STATUS_BANNED) != 0)
    kind = CHAT_NOTE_BANNED;
  else if ((change->status & is_put_out) != 0 && (change->status & XMPP_MUC_STATUS_FAULT) == 0)
    kind = CHAT_NOTE_KICKED;
  note = make_note (kind, change->before);
  if (kind != CHAT_NOTE_LEFT)
    {
      note->actor = g_strdup (change->actor_nick);
      note->reason = chat_text_clean_line (change->reason, MAX_REASON_CHARS);
    }
  add (self, notes, note);
}

static void
add_change (ChatRoom                 *self,
            GPtrArray                *notes,
            const XmppOccupantChange *change)
{
  const XmppOccupant *before = change->before;
  const XmppOccupant *after = change->after;
  ChatNote *note;

  if (!g_str_equal (before->nick, after->nick))
    {
      note = make_note (CHAT_NOTE_RENAMED, before);
      note->new_nick = g_strdup (after->nick);
      add (self, notes, note);
    }
  if (before->affiliation != after->affiliation)
    {
      note = make_note (CHAT_NOTE_AFFILIATION, after);
      note->affiliation = (ChatAffiliation) ((int) after->affiliation
                                             + (int) CHAT_AFFILIATION_NONE);
      add (self, notes, note);
    }
  if (before->role != after->role && after->role != XMPP_ROLE_NONE)
    {
      note = make_note (CHAT_NOTE_ROLE, after);
      note->role = (ChatRole) after->role;
      add (self, notes, note);
    }
}

/* Nobody knows when that was which has happened while we were not there. */
void
chat_room_tell_notes (ChatRoom                  *self,
                      const XmppOccupantChanges *changes)
{
  g_autoptr(GPtrArray) notes = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->is_entering || self->state != CHAT_ROOM_JOINED || !chat_room_get_notes (self))
    return;

  notes = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);
  for (guint i = 0; i < changes->removed->len; i++)
    add_removal (self, notes, g_ptr_array_index (changes->removed, i));
  for (guint i = 0; i < changes->changed->len; i++)
    add_change (self, notes, g_ptr_array_index (changes->changed, i));
  for (guint i = 0; i < changes->added->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->added, i);

      if (!change->after->is_self)
        add (self, notes, make_note (CHAT_NOTE_CAME, change->after));
    }

  if (notes->len > 0)
    chat_room_emit_noted (self, notes);
}
