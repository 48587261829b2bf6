/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words looked for in what only the server has yet: XEP-0431. What it finds is stored, each message
 * by itself, since nothing is known of what lies between them; the run that fetches all comes by
 * later, and puts them where they belong. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history-find.h"

#include "archive-delivery.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-history-private.h"
#include "chat-inbox-private.h"
#include "chat-store.h"
#include "xmpp-mam.h"

#define MAX_FOUND 50

/* Steps that are stored one after the other. */
typedef struct {
  GQueue           steps;   /* owned ChatHistoryStep, the oldest first */
  ChatHistoryStep *working; /* (nullable) */
  gboolean         is_new;
} Find;

static void
find_free (gpointer data)
{
  Find *find = data;

  g_queue_clear_full (&find->steps, (GDestroyNotify) chat_history_step_free);
  chat_history_step_free (find->working);
  g_free (find);
}

gboolean
chat_history_can_find (ChatHistory *self)
{
  const ArchiveRange *top;

  g_return_val_if_fail (CHAT_IS_HISTORY (self), FALSE);

  top = chat_history_get_range (self, 0);
  return self->room == NULL && self->session != NULL && top != NULL && !top->at_start
         && (self->state == CHAT_HISTORY_CATCHING_UP || self->state == CHAT_HISTORY_FILLING);
}

static void store_next (GTask *task);

static void
delivered_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatHistory *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveDelivered) delivered =
    archive_deliver_finish (ARCHIVE_DATABASE (object), result, &error);
  const ChatDelivered what = { find->working->delivery, delivered, NULL, FALSE };

  if (delivered == NULL || self->is_closed)
    {
      g_debug ("What the server found is not stored: %s",
               error != NULL ? error->message : "the account is gone");
      g_task_return_boolean (task, find->is_new);
      return;
    }

  chat_inbox_show_delivered (self->inbox, &what);
  if (find->working->session == self->session)
    {
      g_clear_pointer (&self->ranges, g_ptr_array_unref);
      self->ranges = g_ptr_array_ref (delivered->ranges);
    }
  for (guint i = 0; i < delivered->inserted->len; i++)
    find->is_new |=
      g_array_index (delivered->inserted, ArchiveInserted, i).outcome == ARCHIVE_OUTCOME_NEW;
  store_next (task);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatHistory *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (!chat_history_step_read_finish (CHAT_INBOX (object), result) || database == NULL)
    g_task_return_boolean (task, find->is_new);
  else
    {
      chat_inbox_hurry (self->inbox);
      archive_deliver_async (database, find->working->delivery, NULL, delivered_cb,
                             g_object_ref (task));
    }
}

static void
store_next (GTask *task)
{
  ChatHistory *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);

  g_clear_pointer (&find->working, chat_history_step_free);
  find->working = g_queue_pop_head (&find->steps);
  if (find->working == NULL)
    g_task_return_boolean (task, find->is_new);
  else
    chat_history_step_read_async (find->working, self->inbox, read_cb, g_object_ref (task));
}

/* Only what lies in the newest gap can be put somewhere. */
static gboolean
is_in_gap (ChatHistory         *self,
           const XmppForwarded *item)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  const ArchiveRange *below = chat_history_get_range (self, 1);

  return item->stamp_us <= top->first_us && (below == NULL || item->stamp_us > below->last_us);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatHistory *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(XmppMamPage) page = xmpp_mam_query_finish (XMPP_MAM (object), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  while (page->messages->len > 0 && chat_history_can_find (self))
    {
      gpointer item = g_ptr_array_steal_index (page->messages, 0);
      ChatHistoryStep *step = chat_history_step_new (CHAT_HISTORY_FIND, self->session);
      XmppMamPage *alone = xmpp_mam_page_new ();

      g_ptr_array_add (alone->messages, item);
      step->page = alone;
      step->is_history = TRUE;
      if (is_in_gap (self, item))
        g_queue_push_tail (&find->steps, step);
      else
        chat_history_step_free (step);
    }
  store_next (task);
}

void
chat_history_find_async (ChatHistory         *self,
                         const char          *words,
                         const char          *with,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(XmppAddress) address = NULL;
  XmppMamQuery query = { .before_id = "", .max = MAX_FOUND, .fulltext = words };
  GTask *task;

  g_return_if_fail (CHAT_IS_HISTORY (self));
  g_return_if_fail (words != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_history_find_async);
  g_task_set_task_data (task, g_new0 (Find, 1), find_free);
  if (with != NULL)
    query.with = address = xmpp_address_parse (with, NULL);
  xmpp_mam_query_async (self->account->connection->mam, &query, cancellable, found_cb, task);
}

gboolean
chat_history_find_finish (ChatHistory   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
