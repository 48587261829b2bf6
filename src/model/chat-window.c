/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stretch of a conversation: messages in their order, and what becomes of them. */
#define G_LOG_DOMAIN "chat-window"

#include "chat-window.h"

#include "chat-message.h"
#include "chat-message-private.h"

void
chat_window_init (ChatWindow *self,
                  GListModel *list)
{
  self->list = list;
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->has_older = FALSE;
  self->has_newer = FALSE;
}

void
chat_window_clear (ChatWindow *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
}

static ChatMessage *
get (ChatWindow *self,
     guint       position)
{
  return g_ptr_array_index (self->messages, position);
}

gboolean
chat_window_find (ChatWindow *self,
                  gint64      id,
                  guint      *position)
{
  for (guint i = self->messages->len; i > 0; i--)
    if (chat_message_get_id (get (self, i - 1)) == id)
      {
        *position = i - 1;
        return TRUE;
      }

  return FALSE;
}

/* Where @message stands, or would stand: nearly always at the end. */
static guint
find_place (ChatWindow  *self,
            ChatMessage *message)
{
  guint low = 0;
  guint high = self->messages->len;

  if (high > 0 && chat_message_compare (get (self, high - 1), message) < 0)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (chat_message_compare (get (self, middle), message) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Puts those of @messages from *@next on in at @place that belong before @after, and after each
 * other: a stretch that is one change. */
static guint
insert_stretch (ChatWindow  *self,
                guint        place,
                ChatMessage *after, /* (nullable) */
                GPtrArray   *messages,
                guint       *next)
{
  guint n_added = 0;

  while (*next < messages->len)
    {
      ChatMessage *message = g_ptr_array_index (messages, *next);

      if (after != NULL && chat_message_compare (message, after) >= 0)
        break;
      if (n_added > 0 && chat_message_compare (get (self, place + n_added - 1), message) >= 0)
        break;

      g_ptr_array_insert (self->messages, (int) (place + n_added), g_object_ref (message));
      n_added++;
      (*next)++;
    }

  return n_added;
}

/* Beyond an end that is not the conversation's a message would stand somewhere else. */
static gboolean
is_within (ChatWindow *self,
           guint       place)
{
  return (place > 0 || !self->has_older) && (place < self->messages->len || !self->has_newer);
}

static void
put (ChatWindow *self,
     GPtrArray  *messages,
     gboolean    only_within)
{
  guint next = 0;

  while (next < messages->len)
    {
      guint place = find_place (self, g_ptr_array_index (messages, next));
      ChatMessage *after = place < self->messages->len ? get (self, place) : NULL;
      guint n_added = 0;

      if (!only_within || is_within (self, place))
        n_added = insert_stretch (self, place, after, messages, &next);
      if (n_added > 0)
        g_list_model_items_changed (self->list, place, 0, n_added);
      else
        next++; /* it is here already, or somewhere else */
    }
}

void
chat_window_merge (ChatWindow *self,
                   GPtrArray  *messages)
{
  put (self, messages, FALSE);
}

void
chat_window_admit (ChatWindow *self,
                   GPtrArray  *messages)
{
  put (self, messages, TRUE);
}

/* What stands at both ends of the old and the new one stays untouched. */
void
chat_window_replace (ChatWindow *self,
                     GPtrArray  *messages)
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->messages);
  guint n_most = MIN (old->len, messages->len);
  guint n_start = 0;
  guint n_end = 0;
  guint n_removed;
  guint n_added;

  while (n_start < n_most && old->pdata[n_start] == messages->pdata[n_start])
    n_start++;
  while (n_end < n_most - n_start
         && old->pdata[old->len - 1 - n_end] == messages->pdata[messages->len - 1 - n_end])
    n_end++;

  self->messages = g_ptr_array_ref (messages);
  n_removed = old->len - n_start - n_end;
  n_added = messages->len - n_start - n_end;
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (self->list, n_start, n_removed, n_added);
}

static gboolean
is_in_place (ChatWindow  *self,
             ChatMessage *message,
             guint        position)
{
  gboolean is_last = position + 1 == self->messages->len;

  /* At an end beyond which there is more, nobody knows. */
  if ((position == 0 && self->has_older) || (is_last && self->has_newer))
    return FALSE;

  return (position == 0 || chat_message_compare (get (self, position - 1), message) < 0)
         && (is_last || chat_message_compare (message, get (self, position + 1)) < 0);
}

void
chat_window_move (ChatWindow  *self,
                  ChatMessage *message)
{
  g_autoptr(ChatMessage) kept = g_object_ref (message);
  guint position;
  guint place;

  if (chat_window_find (self, chat_message_get_id (message), &position))
    {
      if (is_in_place (self, message, position))
        return;
      chat_window_remove (self, position, 1);
    }

  place = find_place (self, message);
  if (!is_within (self, place))
    return;

  g_ptr_array_insert (self->messages, (int) place, g_steal_pointer (&kept));
  g_list_model_items_changed (self->list, place, 0, 1);
}

void
chat_window_remove (ChatWindow *self,
                    guint       position,
                    guint       length)
{
  if (length == 0)
    return;

  g_ptr_array_remove_range (self->messages, position, length);
  g_list_model_items_changed (self->list, position, length, 0);
}
