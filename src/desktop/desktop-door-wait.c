/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: calls that wait for an account or a message to get somewhere. */
#define G_LOG_DOMAIN "desktop-door-wait"

#include "chat-enums.h"
#include "chat-error.h"
#include "desktop-door-call.h"
#include "desktop-door-walk.h"

#include <glib/gi18n.h>

#define MAX_TIMEOUT_S (24 * 60 * 60)

/* One waiting call; it ends through wait_end() alone. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatClient            *client;
  ChatAccount           *account;      /* (nullable): waits for an account */
  ChatConversation      *conversation; /* (nullable): waits for a message of it */
  ChatMessage           *message;      /* (nullable) once found: held, so that changes are told */
  GCancellable          *finding;      /* (nullable) of what looks for the message, */
  DesktopWalk           *walk;         /* (nullable) first here, then from the server */
  char                  *id;           /* (nullable): of the message */
  int                    target;       /* ChatMessageState */
  guint                  timer;
  guint                  caller;       /* watch of its bus name */
} Wait;

static void
wait_end (Wait *wait)
{
  g_signal_handlers_disconnect_by_data (wait->client, wait);
  g_signal_handlers_disconnect_by_data (chat_client_get_accounts (wait->client), wait);
  if (wait->account != NULL)
    g_signal_handlers_disconnect_by_data (wait->account, wait);
  if (wait->finding != NULL)
    g_cancellable_cancel (wait->finding);
  g_clear_object (&wait->finding);
  g_clear_pointer (&wait->walk, desktop_walk_free);
  g_clear_handle_id (&wait->timer, g_source_remove);
  g_clear_handle_id (&wait->caller, g_bus_unwatch_name);
  g_clear_object (&wait->message);
  g_clear_object (&wait->conversation);
  g_clear_object (&wait->account);
  g_clear_object (&wait->client);
  g_free (wait->id);
  g_free (wait);
}

static void
wait_refuse (Wait       *wait,
             ChatError   code,
             const char *text)
{
  desktop_call_refuse (wait->invocation, code, text);
  wait_end (wait);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Wait *wait = user_data;

  wait->timer = 0;
  wait_refuse (wait, CHAT_ERROR_TIMEOUT, _("It did not happen in time."));
  return G_SOURCE_REMOVE;
}

/* Who asked has gone: nobody hears the answer, but the call must end. */
static void
caller_vanished_cb (GDBusConnection *connection,
                    const char      *name,
                    gpointer         user_data)
{
  wait_refuse (user_data, CHAT_ERROR_CANCELLED, "Nobody waits any more");
}

static Wait *
wait_new (ChatClient            *client,
          guint                  timeout_s,
          GDBusMethodInvocation *invocation)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  Wait *wait = g_new0 (Wait, 1);

  wait->client = g_object_ref (client);
  wait->invocation = invocation;
  wait->timer = g_timeout_add_seconds (CLAMP (timeout_s, 1, MAX_TIMEOUT_S), timeout_cb, wait);
  if (sender != NULL)
    wait->caller =
      g_bus_watch_name_on_connection (g_dbus_method_invocation_get_connection (invocation), sender,
                                      G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, caller_vanished_cb,
                                      wait, NULL);
  return wait;
}

/* Whether @account is still on its way, by itself, to where it was told to go. */
static gboolean
is_on_its_way (ChatAccount *account)
{
  switch (chat_account_get_state (account))
    {
    case CHAT_ACCOUNT_CONNECTING:
      return TRUE;
    case CHAT_ACCOUNT_OFFLINE:
      return chat_account_get_enabled (account)
             && chat_account_get_presence (account) != CHAT_PRESENCE_OFFLINE;
    case CHAT_ACCOUNT_WAITING:
    case CHAT_ACCOUNT_ONLINE:
    case CHAT_ACCOUNT_NEEDS_PASSWORD:
    case CHAT_ACCOUNT_NEEDS_TRUST:
    case CHAT_ACCOUNT_FAILED:
    default:
      return FALSE;
    }
}

static void
account_state_cb (ChatAccount *account,
                  GParamSpec  *pspec,
                  Wait        *wait)
{
  if (is_on_its_way (account))
    return;

  g_dbus_method_invocation_return_value (wait->invocation,
                                         g_variant_new ("(@a{sv})",
                                                        desktop_account_variant (account)));
  wait_end (wait);
}

static void
accounts_changed_cb (GListModel *accounts,
                     guint       position,
                     guint       removed,
                     guint       added,
                     Wait       *wait)
{
  if (chat_client_get_account (wait->client, chat_account_get_address (wait->account))
      != wait->account)
    wait_refuse (wait, CHAT_ERROR_NOT_FOUND, _("There is no such account."));
}

static void
wait_for_account (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  const char *address;
  ChatAccount *account;
  guint timeout_s;
  Wait *wait;

  g_variant_get (arguments, "(&su)", &address, &timeout_s);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  wait = wait_new (client, timeout_s, invocation);
  wait->account = g_object_ref (account);
  g_signal_connect (account, "notify::state", G_CALLBACK (account_state_cb), wait);
  g_signal_connect (chat_client_get_accounts (client), "items-changed",
                    G_CALLBACK (accounts_changed_cb), wait);
  account_state_cb (account, NULL, wait);
}

static void
check_message (Wait *wait)
{
  ChatMessageState state = chat_message_get_state (wait->message);
  const char *reason = chat_message_get_error_text (wait->message);

  if (state == CHAT_MESSAGE_FAILED)
    wait_refuse (wait, CHAT_ERROR_REFUSED,
                 reason != NULL ? reason : _("The message could not be delivered."));
  else if ((int) state >= wait->target)
    {
      const char *reached = desktop_word (CHAT_TYPE_MESSAGE_STATE, (int) state);

      g_dbus_method_invocation_return_value (wait->invocation, g_variant_new ("(s)", reached));
      wait_end (wait);
    }
}

static gboolean
is_wanted (Wait        *wait,
           ChatMessage *message)
{
  return chat_message_is_outgoing (message)
         && g_strcmp0 (chat_message_get_message_id (message), wait->id) == 0;
}

static void
message_changed_cb (ChatClient       *client,
                    ChatConversation *conversation,
                    ChatMessage      *message,
                    Wait             *wait)
{
  if (conversation != wait->conversation || !is_wanted (wait, message))
    return;

  g_set_object (&wait->message, message);
  check_message (wait);
}

static gboolean
walk_message (ChatMessage *message,
              gpointer     user_data)
{
  Wait *wait = user_data;

  if (wait->message == NULL && is_wanted (wait, message))
    wait->message = g_object_ref (message);
  return wait->message == NULL;
}

static void
walk_done (DesktopWalkEnd end,
           gpointer       user_data)
{
  Wait *wait = user_data;
  const char *text;
  ChatError code = desktop_walk_explain (end, &text);

  wait->walk = NULL;
  if (wait->message != NULL)
    check_message (wait);
  else
    wait_refuse (wait, code, text);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Wait *wait = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_find_own_finish (CHAT_CONVERSATION (object), result, &error);

  if (g_error_matches (error, CHAT_ERROR, CHAT_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the wait has ended */

  if (message == NULL)
    {
      wait->walk = desktop_walk_new (wait->conversation, 0, walk_message, walk_done, wait);
      return;
    }

  g_set_object (&wait->message, message);
  check_message (wait);
}

static void
wait_for_message (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  const char *account, *with, *id, *word;
  ChatConversation *conversation;
  guint timeout_s;
  int target;
  Wait *wait;

  g_variant_get (arguments, "(&s&s&s&su)", &account, &with, &id, &word, &timeout_s);
  if (!desktop_unword (CHAT_TYPE_MESSAGE_STATE, word, &target)
      || target < CHAT_MESSAGE_SENT || target > CHAT_MESSAGE_DISPLAYED)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                           _("One can wait for sent, delivered or displayed."));
      return;
    }
  if (!desktop_call_find_conversation (client, account, with, &conversation, invocation))
    return;
  if (conversation == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such message."));
      return;
    }

  wait = wait_new (client, timeout_s, invocation);
  wait->id = g_strdup (id);
  wait->target = target;
  wait->conversation = g_object_ref (conversation);
  g_signal_connect (client, "message-changed", G_CALLBACK (message_changed_cb), wait);
  wait->finding = g_cancellable_new ();
  chat_conversation_find_own_async (conversation, id, wait->finding, found_cb, wait);
}

const DesktopCall desktop_wait_calls[] = {
  { "WaitForAccount", wait_for_account },
  { "WaitForMessage", wait_for_message },
  { NULL, NULL },
};
