/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: conversations, sending, history, search. */
#define G_LOG_DOMAIN "desktop-door-messages"

#include "desktop-door-call.h"

#include <glib/gi18n.h>

#define MAX_LIMIT 100000

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);
  if (message == NULL)
    desktop_call_fail (user_data, g_steal_pointer (&error));
  else
    g_dbus_method_invocation_return_value (user_data,
                                           g_variant_new ("(s)",
                                                          chat_message_get_message_id (message)));
}

static void
send_message (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *to, *text;
  ChatConversation *conversation;

  g_variant_get (arguments, "(&s&s&sa{sv})", &account, &to, &text, NULL);
  if ((conversation = desktop_call_conversation (client, account, to, invocation)) != NULL)
    chat_conversation_send_async (conversation, text, NULL, sent_cb, invocation);
}

static int
compare_conversations (gconstpointer a,
                       gconstpointer b)
{
  gint64 first = chat_conversation_get_last_time (*(ChatConversation *const *) a);
  gint64 second = chat_conversation_get_last_time (*(ChatConversation *const *) b);

  return (first < second) - (first > second);
}

static void
list_conversations (ChatClient            *client,
                    GVariant              *arguments,
                    GDBusMethodInvocation *invocation)
{
  GListModel *conversations = chat_client_get_conversations (client);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantBuilder builder;

  for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
    g_ptr_array_add (sorted, g_list_model_get_item (conversations, i));
  g_ptr_array_sort (sorted, compare_conversations);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < sorted->len; i++)
    g_variant_builder_add_value (&builder,
                                 desktop_conversation_variant (g_ptr_array_index (sorted, i)));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

/* Reading history: a timeline of its own that asks for older pages until there is enough. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatConversation      *conversation;
  ChatTimeline          *timeline;
  char                  *before; /* (nullable): a message id or a row */
  guint                  limit;
} History;

static void
history_free (History *job)
{
  g_signal_handlers_disconnect_by_data (job->timeline, job);
  g_object_unref (job->timeline);
  g_object_unref (job->conversation);
  g_free (job->before);
  g_free (job);
}

/* How many of the loaded messages come before the one asked about; -1: it is not among them. */
static int
count_before (History *job)
{
  GListModel *messages = G_LIST_MODEL (job->timeline);
  guint n = g_list_model_get_n_items (messages);
  gint64 row;

  if (job->before == NULL)
    return (int) n;

  row = g_ascii_strtoll (job->before, NULL, 10);
  for (guint i = n; i-- > 0;)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (messages, i);

      if (g_strcmp0 (chat_message_get_message_id (message), job->before) == 0
          || chat_message_get_id (message) == row)
        return (int) i;
    }
  return -1;
}

static void
history_loaded_cb (ChatTimeline *timeline,
                   GParamSpec   *pspec,
                   History      *job)
{
  GVariantBuilder builder;
  int end;

  if (chat_timeline_get_loading (timeline))
    return;

  end = count_before (job);
  if ((end < 0 || (guint) end < job->limit) && chat_timeline_get_has_older (timeline))
    {
      chat_timeline_load_older (timeline);
      return;
    }
  if (end < 0)
    {
      desktop_call_refuse (job->invocation, CHAT_ERROR_NOT_FOUND, _("There is no such message."));
      history_free (job);
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (int i = MAX (0, end - (int) job->limit); i < end; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), (guint) i);

      g_variant_builder_add_value (&builder, desktop_message_variant (job->conversation, message));
    }
  g_dbus_method_invocation_return_value (job->invocation,
                                         g_variant_new ("(@aa{sv})",
                                                        g_variant_builder_end (&builder)));
  history_free (job);
}

static void
get_history (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *with, *before;
  ChatConversation *conversation;
  ChatAccount *found;
  History *job;
  guint limit;

  g_variant_get (arguments, "(&s&su&s)", &account, &with, &limit, &before);
  if ((found = desktop_call_account (client, account, with, invocation)) == NULL)
    return;

  /* Reading makes no conversation. */
  conversation = chat_client_find_conversation (client, chat_account_get_address (found), with);
  if (conversation == NULL)
    {
      g_dbus_method_invocation_return_value (invocation,
                                             g_variant_new ("(aa{sv})", NULL));
      return;
    }

  job = g_new0 (History, 1);
  job->invocation = invocation;
  job->conversation = g_object_ref (conversation);
  job->limit = CLAMP (limit, 1, MAX_LIMIT);
  job->before = before[0] != '\0' ? g_strdup (before) : NULL;
  job->timeline = chat_conversation_open_timeline (conversation);
  chat_timeline_set_follow (job->timeline, FALSE);
  g_signal_connect (job->timeline, "notify::loading", G_CALLBACK (history_loaded_cb), job);
  history_loaded_cb (job->timeline, NULL, job);
}

typedef struct {
  GDBusMethodInvocation *invocation;
  ChatSearch            *search;
  char                  *account; /* "" for all */
  guint                  limit;
} Searching;

static void
searching_free (Searching *job)
{
  g_signal_handlers_disconnect_by_data (job->search, job);
  g_object_unref (job->search);
  g_free (job->account);
  g_free (job);
}

static void
searched_cb (ChatSearch *search,
             GParamSpec *pspec,
             Searching  *job)
{
  GListModel *hits = G_LIST_MODEL (search);
  GVariantBuilder builder;
  guint n = g_list_model_get_n_items (hits), given = 0;

  if (chat_search_get_searching (search))
    return;
  if (n < job->limit && chat_search_get_has_more (search))
    {
      chat_search_load_more (search);
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n && given < job->limit; i++)
    {
      g_autoptr(ChatHit) hit = g_list_model_get_item (hits, i);
      ChatConversation *conversation = chat_hit_get_conversation (hit);

      if (job->account[0] != '\0'
          && !g_str_equal (job->account, chat_conversation_get_account_address (conversation)))
        continue;
      g_variant_builder_add_value (&builder, desktop_message_variant (conversation,
                                                                      chat_hit_get_message (hit)));
      given++;
    }
  g_dbus_method_invocation_return_value (job->invocation,
                                         g_variant_new ("(@aa{sv})",
                                                        g_variant_builder_end (&builder)));
  searching_free (job);
}

static void
search (ChatClient            *client,
        GVariant              *arguments,
        GDBusMethodInvocation *invocation)
{
  const char *words, *account, *with;
  ChatConversation *conversation = NULL;
  Searching *job;
  guint limit;

  g_variant_get (arguments, "(&s&s&su)", &words, &account, &with, &limit);
  if (with[0] != '\0'
      && (conversation = desktop_call_conversation (client, account, with, invocation)) == NULL)
    return;

  job = g_new0 (Searching, 1);
  job->invocation = invocation;
  job->account = g_strdup (account);
  job->limit = CLAMP (limit, 1, MAX_LIMIT);
  job->search = chat_client_new_search (client, conversation);
  chat_search_set_query (job->search, words);
  g_signal_connect (job->search, "notify::searching", G_CALLBACK (searched_cb), job);
  searched_cb (job->search, NULL, job);
}

static void
mark_read (ChatClient            *client,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation)
{
  const char *account, *with;
  ChatConversation *conversation;

  g_variant_get (arguments, "(&s&s)", &account, &with);
  if ((conversation = desktop_call_conversation (client, account, with, invocation)) == NULL)
    return;

  chat_conversation_mark_read (conversation);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

const DesktopCall desktop_message_calls[] = {
  { "SendMessage", send_message },
  { "ListConversations", list_conversations },
  { "GetHistory", get_history },
  { "Search", search },
  { "MarkRead", mark_read },
  { NULL, NULL },
};
