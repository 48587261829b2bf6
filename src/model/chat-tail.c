/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came live since the server's archive was asked for the last time. */
#define G_LOG_DOMAIN "chat-tail"

#include "chat-tail.h"

/* Two messages that are archived one way and delivered the other are not farther apart. */
#define SETTLED_US (10 * G_USEC_PER_SEC)

/* More than that are all let go, and with them the end that they went on from: the archive is asked
 * for them again. */
#define MAX_ENTRIES 10000

typedef struct {
  char        *id;      /* (nullable): of the archive */
  gint64       time_us;
  gint64       sort_us;
  gint64       came_us; /* monotonic */
  ChatTailKind kind;
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->id);
  g_free (entry);
}

void
chat_tail_init (ChatTail *self)
{
  *self = (ChatTail) { .entries = G_QUEUE_INIT };
}

void
chat_tail_clear (ChatTail *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  g_clear_pointer (&self->last_id, g_free);
}

void
chat_tail_begin (ChatTail *self,
                 gint64    floor_us)
{
  chat_tail_clear (self);
  self->floor_us = floor_us;
  self->is_unsettled = FALSE;
  self->is_asked = FALSE;
}

void
chat_tail_note (ChatTail     *self,
                const char   *id,
                gint64        came_us,
                gint64        time_us,
                gint64        sort_us,
                ChatTailKind  kind)
{
  GList *before;
  Entry *entry;

  if (id == NULL && kind == CHAT_TAIL_NEXT)
    return; /* the archive does not have it */

  if (self->entries.length == MAX_ENTRIES)
    chat_tail_clear (self);

  entry = g_new0 (Entry, 1);
  entry->id = g_strdup (id);
  entry->time_us = time_us;
  entry->sort_us = sort_us;
  entry->came_us = came_us;
  entry->kind = kind;

  /* What came is stored some time later, and one of ours may have been sent meanwhile. */
  before = self->entries.tail;
  while (before != NULL && ((Entry *) before->data)->came_us > came_us)
    before = before->prev;
  if (before != NULL)
    g_queue_insert_after (&self->entries, before, entry);
  else
    g_queue_push_head (&self->entries, entry);
}

/* Whether all that came before it was archived before the question that @ids answer. */
static gboolean
covers (const Entry *entry,
        GHashTable  *ids,
        gint64       asked_us)
{
  if (entry->id == NULL)
    return entry->came_us < asked_us;

  return entry->kind != CHAT_TAIL_DELAYED && g_hash_table_contains (ids, entry->id);
}

static void
delete_link (ChatTail *self,
             GList    *link)
{
  entry_free (link->data);
  g_queue_delete_link (&self->entries, link);
}

/* What came late is in the answer or not: that says nothing about the others. */
static void
drop_delayed (ChatTail   *self,
              GHashTable *ids)
{
  for (GList *link = self->entries.head, *next; link != NULL; link = next)
    {
      const Entry *entry = link->data;

      next = link->next;
      if (entry->kind == CHAT_TAIL_DELAYED && entry->id != NULL
          && g_hash_table_contains (ids, entry->id))
        delete_link (self, link);
    }
}

void
chat_tail_join (ChatTail   *self,
                const char *last_id,
                GHashTable *ids,
                gint64      asked_us)
{
  GList *covered = NULL;

  /* What came before something that the answer has was archived before the question. */
  for (GList *link = self->entries.tail; link != NULL && covered == NULL; link = link->prev)
    if (covers (link->data, ids, asked_us))
      covered = link;

  while (covered != NULL)
    {
      GList *previous = covered->prev;

      delete_link (self, covered);
      covered = previous;
    }
  drop_delayed (self, ids);

  if (g_strcmp0 (self->last_id, last_id) != 0)
    {
      g_free (self->last_id);
      self->last_id = g_strdup (last_id);
    }
}

gboolean
chat_tail_is_within (ChatTail   *self,
                     GHashTable *ids,
                     gint64      asked_us)
{
  for (GList *link = self->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = link->data;

      if (entry->id != NULL && entry->came_us < asked_us
          && !g_hash_table_contains (ids, entry->id))
        return FALSE;
    }

  return TRUE;
}

gboolean
chat_tail_get_held (ChatTail     *self,
                    ChatTailHeld *held)
{
  gint64 limit_us = g_get_monotonic_time () - SETTLED_US;
  Entry *last = NULL;

  if (self->last_id == NULL || !self->is_copied || self->is_unsettled || self->is_asked)
    return FALSE;

  for (GList *link = self->entries.head; link != NULL; link = link->next)
    {
      Entry *entry = link->data;

      if (entry->kind != CHAT_TAIL_NEXT || entry->came_us > limit_us)
        break;
      last = entry;
    }

  if (last == NULL)
    return FALSE;

  *held = (ChatTailHeld) { self->last_id, last->id, last->time_us, last->sort_us };
  return TRUE;
}

void
chat_tail_settle (ChatTail   *self,
                  const char *id)
{
  Entry *entry;
  gboolean is_last = FALSE;

  while (!is_last && (entry = g_queue_pop_head (&self->entries)) != NULL)
    {
      is_last = g_strcmp0 (entry->id, id) == 0;
      entry_free (entry);
    }
  g_free (self->last_id);
  self->last_id = g_strdup (id);
}

void
chat_tail_doubt (ChatTail   *self,
                 const char *id)
{
  gboolean is_last = FALSE;

  for (GList *link = self->entries.head; link != NULL && !is_last; link = link->next)
    {
      Entry *entry = link->data;

      is_last = g_strcmp0 (entry->id, id) == 0;
      if (entry->kind == CHAT_TAIL_NEXT)
        entry->kind = CHAT_TAIL_OWN;
    }
}

gboolean
chat_tail_is_unplaced (ChatTail *self)
{
  for (GList *link = self->entries.head; link != NULL; link = link->next)
    if (((Entry *) link->data)->kind != CHAT_TAIL_NEXT)
      return TRUE;

  return FALSE;
}
