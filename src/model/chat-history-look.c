/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody looks at what is older than all that is held of a conversation at its newest end: that
 * is fetched ahead of everything else, without the other conversations. The run that fetches all
 * comes by later, and puts it where it belongs among these. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history.h"

#include "archive-delivery.h"
#include "archive-history.h"
#include "chat-account-private.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-history-private.h"
#include "chat-store.h"

/* Pages without anything to be seen are passed over, but not for ever. */
#define MAX_EMPTY_PAGES 20

/* One conversation that is looked at. */
typedef struct {
  char     *address;
  gint64    conversation_id;
  char     *before_id; /* (nullable): up to where it is held; NULL: nothing of it is */
  char     *bound_id;  /* (nullable): the oldest message of that: it may begin with a receipt */
  gint64    before_us; /* the server's stamp of that; 0: it is to be found out */
  guint     n_empty;
  gboolean  is_wanted;
  gboolean  is_over;   /* nothing of it is missing above what is held besides */
} Look;

typedef struct {
  ChatHistory  *history;
  GCancellable *session;
  char         *address;
} Search;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->address);
  g_free (look->before_id);
  g_free (look->bound_id);
  g_free (look);
}

static Look *
ensure_look (ChatHistory      *self,
             ChatConversation *conversation)
{
  const char *address = chat_conversation_get_address (conversation);
  Look *look = g_hash_table_lookup (self->looks, address);

  if (look != NULL)
    return look;

  look = g_new0 (Look, 1);
  look->address = g_strdup (address);
  look->conversation_id = chat_conversation_get_id (conversation);
  g_hash_table_insert (self->looks, look->address, look);
  return look;
}

static ChatOlder
judge (ChatHistory *self,
       const Look  *look) /* (nullable) */
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  ChatOlder unreachable =
    self->account->record.has_older ? CHAT_OLDER_OFFLINE : CHAT_OLDER_NONE;

  switch (self->state)
    {
    case CHAT_HISTORY_ASLEEP:
    case CHAT_HISTORY_BEGINNING:
      return unreachable;
    case CHAT_HISTORY_CATCHING_UP:
    case CHAT_HISTORY_FILLING:
      if (top == NULL)
        return unreachable;
      if (top->at_start || (look != NULL && look->is_over))
        return CHAT_OLDER_NONE;
      return look != NULL && look->is_wanted ? CHAT_OLDER_COMING : CHAT_OLDER_THERE;
    case CHAT_HISTORY_IDLE:
    case CHAT_HISTORY_ABSENT:
    default:
      return CHAT_OLDER_NONE;
    }
}

static void
tell (ChatHistory      *self,
      ChatConversation *conversation)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  const Look *look =
    g_hash_table_lookup (self->looks, chat_conversation_get_address (conversation));

  chat_conversation_set_older (conversation, judge (self, look),
                               top != NULL ? top->first_sort_us : 0);
}

static gboolean
is_ours (ChatHistory      *self,
         ChatConversation *conversation)
{
  /* A room has an archive of its own. */
  gboolean is_here = chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM
                       ? g_str_equal (self->owner, chat_conversation_get_address (conversation))
                       : self->room == NULL;

  return is_here && g_str_equal (chat_conversation_get_account_address (conversation),
                                 self->account->address);
}

/* Only what somebody looks at follows. */
void
chat_history_tell_older (ChatHistory *self)
{
  GListModel *list = chat_conversations_get_list (self->conversations);
  guint n_conversations = g_list_model_get_n_items (list);

  if (self->room != NULL)
    {
      chat_history_tell_room (self);
      return;
    }

  for (guint i = 0; i < n_conversations; i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (list, i);

      if (chat_conversation_is_shown (conversation) && is_ours (self, conversation))
        tell (self, conversation);
    }
}

static void
tell_look (ChatHistory *self,
           const Look  *look)
{
  ChatConversation *conversation =
    chat_conversations_find (self->conversations, self->account->address, look->address);

  if (conversation != NULL)
    tell (self, conversation);
}

static void
enqueue (ChatHistory *self,
         Look        *look)
{
  g_queue_push_tail (&self->wanted, look);
  chat_history_go_on (self);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Search *search = user_data;
  g_autoptr(ChatHistory) self = search->history;
  g_autoptr(GCancellable) session = search->session;
  g_autofree char *address = search->address;
  g_autoptr(GError) error = NULL;
  g_autofree char *id =
    archive_history_find_oldest_finish (ARCHIVE_DATABASE (object), result, &error);
  Look *look = g_hash_table_lookup (self->looks, address);

  if (session != self->session || look == NULL)
    return;

  if (error != NULL)
    {
      g_debug ("Where a conversation is held could not be read: %s", error->message);
      look->is_wanted = FALSE;
      tell_look (self, look);
      return;
    }

  /* Where all of it that the run has brought are receipts and the like, the look knows better. */
  if (id != NULL)
    {
      g_free (look->bound_id);
      look->bound_id = g_strdup (id);
      g_free (look->before_id);
      look->before_id = g_steal_pointer (&id);
    }
  enqueue (self, look);
}

static void
find (ChatHistory *self,
      const Look  *look,
      gint64       from_us)
{
  Search *search = g_new0 (Search, 1);

  search->history = g_object_ref (self);
  search->session = g_object_ref (self->session);
  search->address = g_strdup (look->address);
  archive_history_find_oldest_async (chat_store_get_database (self->store), look->conversation_id,
                                     from_us, self->session, found_cb, search);
}

/* Where the run has passed the last look, it goes on from there. */
static void
go_on (ChatHistory *self,
       Look        *look)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);

  if (top != NULL && (look->before_us == 0 || top->first_us < look->before_us))
    find (self, look, top->first_sort_us);
  else
    enqueue (self, look);
}

static void
begin (ChatHistory      *self,
       ChatConversation *conversation)
{
  Look *look = g_hash_table_lookup (self->looks, chat_conversation_get_address (conversation));

  if (judge (self, look) != CHAT_OLDER_THERE || chat_conversation_get_id (conversation) == 0
      || chat_store_get_database (self->store) == NULL)
    return;

  look = ensure_look (self, conversation);
  look->is_wanted = TRUE;
  look->n_empty = 0;
  go_on (self, look);
}

static void
look_cb (ChatHistory      *self,
         ChatConversation *conversation,
         gboolean          wants_more)
{
  if (!is_ours (self, conversation))
    return;

  if (self->room != NULL)
    {
      chat_history_look_at_room (self, wants_more);
      return;
    }

  if (wants_more)
    begin (self, conversation);
  tell (self, conversation);
}

void
chat_history_init_looks (ChatHistory *self)
{
  self->looks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, look_free);
  g_queue_init (&self->wanted);
  g_signal_connect_object (self->conversations, "look", G_CALLBACK (look_cb), self,
                           G_CONNECT_SWAPPED);
}

void
chat_history_clear_looks (ChatHistory *self)
{
  g_queue_clear (&self->wanted);
  if (self->looks != NULL)
    g_hash_table_remove_all (self->looks);
}

ChatHistoryStep *
chat_history_next_look (ChatHistory *self)
{
  Look *look = g_queue_pop_head (&self->wanted);
  ChatHistoryStep *step;

  if (look == NULL)
    return NULL;

  step = chat_history_step_new (CHAT_HISTORY_LOOK, self->session);
  step->with = g_strdup (look->address);
  step->before_id = g_strdup (look->before_id);
  step->bound_id = g_strdup (look->bound_id);
  /* What was missed is news, whoever brings it. */
  step->is_history = self->state != CHAT_HISTORY_CATCHING_UP || self->below_id == NULL;
  return step;
}

/* The oldest one that has a place. */
static void
note_bound (Look                   *look,
            const ChatHistoryStep  *step,
            const ArchiveDelivered *delivered)
{
  const ArchiveDelivery *delivery = step->delivery;

  for (guint i = 0; i < delivered->inserted->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (delivery->messages, i);

      if (g_array_index (delivered->inserted, ArchiveInserted, i).id == 0)
        continue;

      g_free (look->bound_id);
      look->bound_id = g_strdup (message->ids.stanza);
      return;
    }
}

void
chat_history_end_look (ChatHistory           *self,
                       const ChatHistoryStep *step,
                       gconstpointer          stored)
{
  const ArchiveDelivered *delivered = stored;
  Look *look = g_hash_table_lookup (self->looks, step->with);
  gboolean is_new = FALSE;

  if (look == NULL)
    return;

  look->is_over = delivered == NULL || chat_history_step_is_complete (step);
  for (guint i = 0; delivered != NULL && i < delivered->inserted->len; i++)
    {
      const ArchiveInserted *one = &g_array_index (delivered->inserted, ArchiveInserted, i);

      is_new |= one->outcome == ARCHIVE_OUTCOME_NEW;
      look->is_over |= one->id == 0; /* what is held has been met */
    }
  if (delivered != NULL)
    note_bound (look, step, delivered);
  if (chat_history_step_get_first (step) != NULL)
    {
      g_free (look->before_id);
      look->before_id = g_strdup (chat_history_step_get_first (step));
      look->before_us = chat_history_step_get_time (step);
    }

  look->is_wanted = !look->is_over && !is_new && ++look->n_empty < MAX_EMPTY_PAGES;
  if (look->is_wanted)
    go_on (self, look);
  tell_look (self, look);
}

void
chat_history_put_back_look (ChatHistory           *self,
                            const ChatHistoryStep *step)
{
  Look *look = g_hash_table_lookup (self->looks, step->with);

  if (look != NULL)
    g_queue_push_head (&self->wanted, look);
}
