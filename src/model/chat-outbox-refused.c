/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room refused because it did not know us (XEP-0045, 7.4), as when it has lost us unnoticed:
 * it waits, with all that was written after it, until we are in it again, and is said once more.
 * Some rooms refuse in the same way what a message says: the room is asked whether it knows us, and
 * what it refuses again though it does has failed. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "archive-outbox.h"
#include "chat-message.h"
#include "chat-outbox-private.h"
#include "chat-room-private.h"
#include "chat-rooms.h"
#include "chat-store.h"
#include "xmpp-room.h"

/* Beyond that it is the person who decides. */
#define MAX_TRIES 3

/* The room says at once whether we are in it after all; nor does anything else take as long. */
#define DOUBT_MS (10 * 1000)

/* How a message of ours was refused. */
typedef struct {
  guint   n_tries;
  guint64 stay;       /* in which of our stays there; 0: we were out already */
  gint64  refused_us; /* monotonic: the last time */
} Refused;

/* A room in doubt: nothing is said there. */
typedef struct {
  ChatOutbox *outbox; /* borrowed: it owns this */
  char       *room;
  guint       source;
  guint64     stay;        /* which of our stays in it; 0: we were out already */
  gint64      begun_us;    /* monotonic */
  guint       n_returning; /* taken back in the archive, and not yet here */
  gboolean    is_certain;  /* we are in it again */
} Doubt;

static void
doubt_free (gpointer data)
{
  Doubt *doubt = data;

  g_clear_handle_id (&doubt->source, g_source_remove);
  g_free (doubt->room);
  g_free (doubt);
}

void
chat_outbox_init_refused (ChatOutbox *self)
{
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->doubts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, doubt_free);
}

void
chat_outbox_clear_refused (ChatOutbox *self)
{
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_pointer (&self->doubts, g_hash_table_unref);
}

gboolean
chat_outbox_doubts (ChatOutbox *self,
                    const char *room)
{
  return g_hash_table_contains (self->doubts, room);
}

static gboolean
doubt_cb (gpointer user_data)
{
  Doubt *doubt = user_data;
  ChatOutbox *self = doubt->outbox;

  doubt->source = 0;
  g_hash_table_remove (self->doubts, doubt->room);
  chat_outbox_schedule (self);
  return G_SOURCE_REMOVE;
}

static void
settle (ChatOutbox *self,
        Doubt      *doubt)
{
  if (!doubt->is_certain || doubt->n_returning > 0)
    return;

  g_hash_table_remove (self->doubts, doubt->room);
  chat_outbox_schedule (self);
}

static guint64
find_stay (ChatOutbox *self,
           const char *room)
{
  ChatRoom *there = self->rooms != NULL ? chat_rooms_find (self->rooms, room) : NULL;
  const XmppOccupant *own =
    there != NULL && there->xmpp != NULL && chat_room_get_state (there) == CHAT_ROOM_JOINED
      ? xmpp_room_get_own_occupant (there->xmpp) : NULL;

  return own != NULL ? own->serial : 0;
}

/* Whether it has said since then that we are in it. */
static gboolean
is_confirmed (ChatOutbox *self,
              const char *room,
              gint64      since_us)
{
  ChatRoom *there = self->rooms != NULL ? chat_rooms_find (self->rooms, room) : NULL;

  return there != NULL && there->xmpp != NULL
         && xmpp_room_get_confirmed_us (there->xmpp) > since_us;
}

/* Not because one may write again where one is: that is told in the same way. */
void
chat_outbox_end_doubt (ChatOutbox *self,
                       const char *room)
{
  Doubt *doubt = g_hash_table_lookup (self->doubts, room);

  if (doubt == NULL || (doubt->stay == find_stay (self, room)
                        && !is_confirmed (self, room, doubt->begun_us)))
    return;

  doubt->is_certain = TRUE;
  settle (self, doubt);
}

static Doubt *
begin_doubt (ChatOutbox *self,
             const char *room)
{
  Doubt *doubt = g_hash_table_lookup (self->doubts, room);

  if (doubt == NULL)
    {
      doubt = g_new0 (Doubt, 1);
      doubt->outbox = self;
      doubt->room = g_strdup (room);
      g_hash_table_insert (self->doubts, doubt->room, doubt);
    }
  g_clear_handle_id (&doubt->source, g_source_remove);
  doubt->source = g_timeout_add (MIN (self->patience_ms, DOUBT_MS), doubt_cb, doubt);
  doubt->stay = find_stay (self, room);
  doubt->begun_us = g_get_monotonic_time ();
  doubt->is_certain = FALSE;
  return doubt;
}

/* One that the server has not acknowledged yet is here still. */
static gboolean
unwrite (ChatOutbox *self,
         const char *room,
         const char *message_id)
{
  for (GList *link = self->items.head; link != NULL; link = link->next)
    {
      ChatOutboxItem *item = link->data;

      if (item->kind != CHAT_CONVERSATION_ROOM
          || g_strcmp0 (chat_message_get_message_id (item->message), message_id) != 0
          || !g_str_equal (xmpp_address_get_bare (item->address), room))
        continue;

      if (item->serial != 0)
        self->n_unacknowledged--;
      item->serial = 0;
      return TRUE;
    }

  return FALSE;
}

/* Of ours alone: a room can refuse what was never said, as often as it likes. */
static void
count (ChatOutbox *self,
       const char *room,
       const char *message_id)
{
  Refused *refused = g_hash_table_lookup (self->refused, message_id);

  if (refused == NULL)
    {
      refused = g_new0 (Refused, 1);
      g_hash_table_insert (self->refused, g_strdup (message_id), refused);
    }
  refused->n_tries++;
  refused->stay = find_stay (self, room);
  refused->refused_us = g_get_monotonic_time ();
}

static ChatRefusal
judge (ChatOutbox *self,
       const char *room,
       const char *message_id)
{
  const Refused *refused = g_hash_table_lookup (self->refused, message_id);

  if (refused == NULL)
    return CHAT_REFUSAL_WAITS;
  if (refused->stay != 0 && refused->stay == find_stay (self, room)
      && is_confirmed (self, room, refused->refused_us))
    return CHAT_REFUSAL_CONTENT;

  return refused->n_tries == MAX_TRIES ? CHAT_REFUSAL_FINAL : CHAT_REFUSAL_WAITS;
}

void
chat_outbox_forget_refusals (ChatOutbox *self,
                             const char *message_id)
{
  g_hash_table_remove (self->refused, message_id);
}

ChatRefusal
chat_outbox_refuse (ChatOutbox *self,
                    const char *room,
                    const char *message_id)
{
  ChatRoom *there;
  ChatRefusal refusal;
  Doubt *doubt;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), CHAT_REFUSAL_FINAL);
  g_return_val_if_fail (room != NULL && message_id != NULL, CHAT_REFUSAL_FINAL);

  there = self->rooms != NULL ? chat_rooms_find (self->rooms, room) : NULL;
  /* Who is out already, and comes back by itself, may still hear of what was said before. */
  refusal = there != NULL && there->xmpp != NULL && xmpp_room_is_wanted (there->xmpp)
              ? judge (self, room, message_id) : CHAT_REFUSAL_FINAL;
  if (refusal != CHAT_REFUSAL_WAITS)
    {
      g_hash_table_remove (self->refused, message_id);
      return refusal;
    }

  g_debug ("%s does not know us: %s is said again", room, message_id);
  doubt = begin_doubt (self, room);
  if (unwrite (self, room, message_id))
    {
      count (self, room, message_id);
      return CHAT_REFUSAL_WAITS;
    }

  doubt->n_returning++;
  return CHAT_REFUSAL_RETURNS;
}

/* One that comes back from the archive. */
typedef struct {
  ChatOutbox *outbox;
  char       *room;
  char       *message_id;
} Returning;

static void
returning_free (Returning *returning)
{
  g_object_unref (returning->outbox);
  g_free (returning->room);
  g_free (returning->message_id);
  g_free (returning);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Returning, returning_free)

/* That it was sent is no longer true, and must not be noted late. */
static void
forget_sent (ChatOutbox *self,
             gint64      id)
{
  for (guint i = 0; self->unnoted != NULL && i < self->unnoted->len; i++)
    if (g_array_index (self->unnoted, gint64, i) == id)
      g_array_remove_index (self->unnoted, i--);
}

static void
returned_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Returning) returning = user_data;
  ChatOutbox *self = returning->outbox;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  Doubt *doubt;

  rows = archive_outbox_load_one_finish (ARCHIVE_DATABASE (object), result, &error);
  if (rows == NULL)
    g_warning ("What a room refused could not be read again: %s", error->message);
  if (self->doubts == NULL)
    return; /* closed meanwhile: the next start finds it */

  if (rows != NULL && rows->len > 0)
    {
      forget_sent (self, ((const ArchiveMessage *) g_ptr_array_index (rows, 0))->id);
      count (self, returning->room, returning->message_id);
      chat_outbox_add (self, rows, FALSE);
    }

  doubt = g_hash_table_lookup (self->doubts, returning->room);
  if (doubt == NULL)
    return;

  doubt->n_returning -= MIN (doubt->n_returning, 1);
  settle (self, doubt);
}

void
chat_outbox_note_returned (ChatOutbox *self,
                           const char *room,
                           const char *message_id)
{
  ArchiveDatabase *database;
  Returning *returning;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (room != NULL && message_id != NULL);

  database = chat_store_get_database (self->store);
  if (database == NULL)
    return;

  returning = g_new0 (Returning, 1);
  returning->outbox = g_object_ref (self);
  returning->room = g_strdup (room);
  returning->message_id = g_strdup (message_id);
  archive_outbox_load_one_async (database, self->account_id, room, message_id, NULL, returned_cb,
                                 returning);
}
