/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: conversations, sending, history, search. */
#define G_LOG_DOMAIN "desktop-door-messages"

#include "desktop-door-call.h"
#include "desktop-door-files.h"
#include "desktop-door-look.h"
#include "desktop-door-walk.h"

#include <glib/gi18n.h>
#include <string.h>

/* What one answer holds at most, so that making and sending it does not hold up the program: who
 * wants more asks again. The bytes are those of the texts. */
#define MAX_LIMIT 1000
#define MAX_BYTES (4 * 1024 * 1024)

/* A message that is about to be corrected. */
typedef struct {
  GDBusMethodInvocation *invocation;
  char                  *text;
} Correction;

static void
correction_free (Correction *correction)
{
  g_free (correction->text);
  g_free (correction);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Correction, correction_free)

static void
corrected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_conversation_correct_finish (CHAT_CONVERSATION (object), result, &id, &error);
  if (message == NULL)
    desktop_call_fail (user_data, g_steal_pointer (&error));
  else
    g_dbus_method_invocation_return_value (user_data, g_variant_new ("(s)", id));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Correction) correction = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_conversation_find_own_finish (CHAT_CONVERSATION (object), result, &error);
  if (message == NULL)
    desktop_call_fail (correction->invocation, g_steal_pointer (&error));
  else
    chat_conversation_correct_async (CHAT_CONVERSATION (object), message, correction->text, NULL,
                                     corrected_cb, correction->invocation);
}

static void
correct_message (ChatConversation      *conversation,
                 const char            *id,
                 const char            *text,
                 GDBusMethodInvocation *invocation)
{
  Correction *correction = g_new0 (Correction, 1);

  correction->invocation = invocation;
  correction->text = g_strdup (text);
  chat_conversation_find_own_async (conversation, id, NULL, found_cb, correction);
}

/* Nothing but whole paths, and URIs: where we were started is nobody's business. */
static gboolean
is_place (const char *path)
{
  return g_path_is_absolute (path) || g_uri_is_valid (path, G_URI_FLAGS_ENCODED, NULL);
}

static void
send_message (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = { { "correct", "s" }, { "file", "s" },
                                         { "direct", "b" }, { "resize", "b" }, { NULL, NULL } };
  g_autoptr(GVariant) options = NULL;
  const char *account, *to, *text;
  const char *corrects = NULL;
  const char *file = NULL;
  gboolean direct = FALSE;
  gboolean resize = FALSE;
  ChatConversation *conversation;

  g_variant_get (arguments, "(&s&s&s@a{sv})", &account, &to, &text, &options);
  if (!desktop_call_check_options (options, known, invocation))
    return;

  g_variant_lookup (options, "correct", "&s", &corrects);
  g_variant_lookup (options, "file", "&s", &file);
  g_variant_lookup (options, "direct", "b", &direct);
  g_variant_lookup (options, "resize", "b", &resize);
  if (file != NULL && (corrects != NULL || !is_place (file)))
    desktop_call_refuse (invocation, CHAT_ERROR_NO_FILE,
                         _("A file is named by its whole path, and corrects nothing."));
  else if (file == NULL && text[strspn (text, " \t\r\n")] == '\0')
    desktop_call_refuse (invocation, CHAT_ERROR_FAILED, _("There is nothing to send."));
  else if ((conversation = desktop_call_conversation (client, account, to, invocation)) == NULL)
    return;
  else if (file != NULL && direct)
    chat_conversation_send_direct_async (conversation, file, text, NULL, desktop_call_sent_cb,
                                         invocation);
  else if (file != NULL)
    chat_conversation_send_smaller_async (conversation, file, resize ? CHAT_PHOTO_FIT : 0, text,
                                          NULL, desktop_call_sent_cb, invocation);
  else if (corrects != NULL)
    correct_message (conversation, corrects, text, invocation);
  else
    chat_conversation_send_async (conversation, text, NULL, desktop_call_sent_cb, invocation);
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

typedef struct {
  GDBusMethodInvocation *invocation;
  ChatConversation      *conversation;
  GPtrArray             *messages; /* owned GVariant, newest first */
  char                  *before;   /* (nullable): the id of a message that is still looked for */
  guint                  limit;
  gsize                  size;     /* bytes of the texts */
} History;

static void
history_free (History *job)
{
  g_ptr_array_unref (job->messages);
  g_object_unref (job->conversation);
  g_free (job->before);
  g_free (job);
}

static gboolean
history_message (ChatMessage *message,
                 gpointer     user_data)
{
  History *job = user_data;

  if (job->before != NULL)
    {
      if (g_strcmp0 (chat_message_get_message_id (message), job->before) == 0)
        g_clear_pointer (&job->before, g_free);
      return TRUE;
    }

  g_ptr_array_add (job->messages,
                   g_variant_ref_sink (desktop_message_variant (job->conversation, message)));
  job->size += strlen (chat_message_get_body (message));
  return job->messages->len < job->limit && job->size < MAX_BYTES;
}

static void
history_done (DesktopWalkEnd end,
              gpointer       user_data)
{
  History *job = user_data;
  gboolean is_end = end == DESKTOP_WALK_OVER || end == DESKTOP_WALK_OFFLINE;
  GVariantBuilder builder;
  ChatError code;
  const char *text;

  if (job->before != NULL || (!is_end && job->messages->len == 0))
    {
      code = desktop_walk_explain (end, &text);
      desktop_call_refuse (job->invocation, code, text);
      history_free (job);
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = job->messages->len; i-- > 0;)
    g_variant_builder_add_value (&builder, g_ptr_array_index (job->messages, i));
  g_dbus_method_invocation_return_value (job->invocation, g_variant_new ("(aa{sv})", &builder));
  history_free (job);
}

/* What moves to its place in the archive meanwhile is not walked past. */
static void
before_found_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  History *job = user_data;
  gint64 before_row = 0;
  g_autoptr(ChatMessage) message =
    chat_conversation_find_finish (CHAT_CONVERSATION (object), result, NULL);

  if (message != NULL)
    {
      before_row = chat_message_get_id (message);
      g_clear_pointer (&job->before, g_free);
    }
  /* Where it is not here, the server may have it. */
  desktop_walk_new (job->conversation, before_row, history_message, history_done, job);
}

static void
get_history (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *with, *before;
  ChatConversation *conversation;
  gint64 before_row;
  History *job;
  guint limit;

  g_variant_get (arguments, "(&s&su&s)", &account, &with, &limit, &before);
  if (!desktop_call_find_conversation (client, account, with, &conversation, invocation))
    return;
  if (conversation == NULL && before[0] == '\0')
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", NULL));
      return;
    }
  if (conversation == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such message."));
      return;
    }

  before_row = desktop_look_parse_row (before);
  job = g_new0 (History, 1);
  job->invocation = invocation;
  job->conversation = g_object_ref (conversation);
  job->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  job->before = before[0] != '\0' && before_row == 0 ? g_strdup (before) : NULL;
  job->limit = CLAMP (limit, 1, MAX_LIMIT);
  if (job->before != NULL)
    chat_conversation_find_async (conversation, job->before, NULL, before_found_cb, job);
  else
    desktop_walk_new (conversation, before_row, history_message, history_done, job);
}

static void
versions_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) versions = NULL;
  GVariantBuilder builder;

  versions = chat_conversation_load_versions_finish (CHAT_CONVERSATION (object), result, &error);
  if (versions == NULL)
    {
      desktop_call_fail (user_data, g_steal_pointer (&error));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < versions->len; i++)
    {
      const ChatVersion *version = g_ptr_array_index (versions, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "id", "s", version->id);
      g_variant_dict_insert (&dict, "time", "x", version->time_us);
      g_variant_dict_insert (&dict, "body", "s", version->body);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
readers_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) readers = NULL;
  GVariantBuilder builder;

  readers = chat_conversation_load_readers_finish (CHAT_CONVERSATION (object), result, &error);
  if (readers == NULL)
    {
      desktop_call_fail (user_data, g_steal_pointer (&error));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < readers->len; i++)
    {
      const ChatReader *reader = g_ptr_array_index (readers, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "address", "s", reader->address);
      g_variant_dict_insert (&dict, "name", "s", reader->name);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
retry (ChatConversation      *conversation,
       ChatMessage           *message,
       gpointer               user_data,
       GDBusMethodInvocation *invocation)
{
  if (chat_message_get_state (message) != CHAT_MESSAGE_FAILED
      && chat_message_get_unsent (message) == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED, _("This message has not failed."));
      return;
    }

  chat_conversation_retry (conversation, message);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
found_versions (ChatConversation      *conversation,
                ChatMessage           *message,
                gpointer               user_data,
                GDBusMethodInvocation *invocation)
{
  chat_conversation_load_versions_async (conversation, message, NULL, versions_cb, invocation);
}

static void
found_readers (ChatConversation      *conversation,
               ChatMessage           *message,
               gpointer               user_data,
               GDBusMethodInvocation *invocation)
{
  chat_conversation_load_readers_async (conversation, message, NULL, readers_cb, invocation);
}

static void
found_message (ChatConversation      *conversation,
               ChatMessage           *message,
               gpointer               user_data,
               GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(@a{sv})", desktop_message_variant (conversation, message)));
}

/* A message that is looked for, to say what it said, who has read it, or where its file is. */
static void
look_for (ChatClient            *client,
          GVariant              *arguments,
          DesktopLookFunc        func,
          GDBusMethodInvocation *invocation)
{
  const char *account, *with, *id;

  g_variant_get (arguments, "(&s&s&s)", &account, &with, &id);
  desktop_look_for (client, account, with, id, func, NULL, NULL, invocation);
}

/* The same, of one of its files */
static void
look_for_file (ChatClient            *client,
               GVariant              *arguments,
               DesktopLookFunc        func,
               GDBusMethodInvocation *invocation)
{
  const char *account, *with, *id;
  guint index;

  g_variant_get (arguments, "(&s&s&su)", &account, &with, &id, &index);
  desktop_look_for (client, account, with, id, func, GUINT_TO_POINTER (index), NULL, invocation);
}

static void
get_versions (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  look_for (client, arguments, found_versions, invocation);
}

static void
get_message (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  look_for (client, arguments, found_message, invocation);
}

static void
get_readers (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  look_for (client, arguments, found_readers, invocation);
}

static void
fetch_file (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  look_for_file (client, arguments, desktop_door_fetch_file, invocation);
}

static void
decline_file (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  look_for (client, arguments, desktop_door_decline_file, invocation);
}

static void
cancel_file (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  look_for_file (client, arguments, desktop_door_cancel_file, invocation);
}

static void
retry_message (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  look_for (client, arguments, retry, invocation);
}

typedef struct {
  GDBusMethodInvocation *invocation;
  ChatSearch            *search;
  char                  *account;  /* "" for all */
  GVariantBuilder        messages;
  guint                  n_messages;
  guint                  n_seen;   /* hits that were looked at */
  guint                  n_asked;  /* hits that were there when more were asked for */
  guint                  limit;
  gsize                  size;     /* bytes of the texts */
  guint                  idle;
} Searching;

static void
searching_end (Searching *job)
{
  g_dbus_method_invocation_return_value (job->invocation,
                                         g_variant_new ("(aa{sv})", &job->messages));
  g_signal_handlers_disconnect_by_data (job->search, job);
  g_object_unref (job->search);
  g_free (job->account);
  g_free (job);
}

static gboolean
searching_take (Searching *job,
                ChatHit   *hit)
{
  ChatConversation *conversation = chat_hit_get_conversation (hit);
  ChatMessage *message = chat_hit_get_message (hit);

  if (job->account[0] == '\0'
      || g_str_equal (job->account, chat_conversation_get_account_address (conversation)))
    {
      g_variant_builder_add_value (&job->messages, desktop_message_variant (conversation, message));
      job->n_messages++;
      job->size += strlen (chat_message_get_body (message));
    }
  return job->n_messages < job->limit && job->size < MAX_BYTES;
}

static gboolean
searching_step_cb (gpointer user_data)
{
  Searching *job = user_data;
  GListModel *hits = G_LIST_MODEL (job->search);
  guint n = g_list_model_get_n_items (hits);
  gboolean wants_more = TRUE;

  job->idle = 0;
  if (chat_search_get_searching (job->search))
    return G_SOURCE_REMOVE;

  for (; wants_more && job->n_seen < n; job->n_seen++)
    {
      g_autoptr(ChatHit) hit = g_list_model_get_item (hits, job->n_seen);

      wants_more = searching_take (job, hit);
    }

  /* Asked for in vain: the archive cannot be read. */
  if (!wants_more || !chat_search_get_has_more (job->search) || (n > 0 && n == job->n_asked))
    searching_end (job);
  else
    {
      job->n_asked = n;
      chat_search_load_more (job->search);
    }
  return G_SOURCE_REMOVE;
}

static void
searched_cb (ChatSearch *search,
             GParamSpec *pspec,
             Searching  *job)
{
  if (job->idle == 0)
    job->idle = g_idle_add_full (G_PRIORITY_DEFAULT, searching_step_cb, job, NULL);
}

static void
search (ChatClient            *client,
        GVariant              *arguments,
        GDBusMethodInvocation *invocation)
{
  const char *words, *account, *with;
  ChatConversation *conversation = NULL;
  ChatAccount *only = NULL;
  Searching *job;
  guint limit;

  g_variant_get (arguments, "(&s&s&su)", &words, &account, &with, &limit);
  if (account[0] != '\0'
      && (only = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;
  if (with[0] != '\0'
      && !desktop_call_find_conversation (client, account, with, &conversation, invocation))
    return;
  if (with[0] != '\0' && conversation == NULL)
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", NULL));
      return;
    }

  job = g_new0 (Searching, 1);
  job->invocation = invocation;
  job->account = g_strdup (only != NULL ? chat_account_get_address (only) : "");
  job->limit = CLAMP (limit, 1, MAX_LIMIT);
  job->search = chat_client_new_search (client, conversation);
  g_variant_builder_init (&job->messages, G_VARIANT_TYPE ("aa{sv}"));
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
  if (!desktop_call_find_conversation (client, account, with, &conversation, invocation))
    return;

  if (conversation != NULL)
    chat_conversation_mark_read (conversation);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* Gives the conversation of whom the call is about; else it is answered. */
static ChatConversation *
find_to_set (ChatClient            *client,
             GVariant              *arguments,
             gboolean              *value,
             GDBusMethodInvocation *invocation)
{
  const char *account, *with;
  ChatConversation *conversation = NULL;

  g_variant_get (arguments, "(&s&sb)", &account, &with, value);
  if (desktop_call_find_conversation (client, account, with, &conversation, invocation)
      && conversation == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such conversation."));
  return conversation;
}

static void
set_pinned (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  gboolean pinned;
  ChatConversation *conversation = find_to_set (client, arguments, &pinned, invocation);

  if (conversation == NULL)
    return;

  chat_conversation_set_pinned (conversation, pinned);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
set_muted (ChatClient            *client,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation)
{
  gboolean muted;
  ChatConversation *conversation = find_to_set (client, arguments, &muted, invocation);

  if (conversation == NULL)
    return;

  chat_conversation_set_muted_until (conversation, muted ? G_MAXINT64 : 0);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

const DesktopCall desktop_message_calls[] = {
  { "SendMessage", send_message },
  { "ListConversations", list_conversations },
  { "GetHistory", get_history },
  { "GetVersions", get_versions },
  { "GetMessage", get_message },
  { "GetReaders", get_readers },
  { "CheckFile", desktop_door_check_file },
  { "FetchFile", fetch_file },
  { "DeclineFile", decline_file },
  { "CancelFile", cancel_file },
  { "RetryMessage", retry_message },
  { "Search", search },
  { "MarkRead", mark_read },
  { "SetPinned", set_pinned },
  { "SetMuted", set_muted },
  { NULL, NULL },
};
