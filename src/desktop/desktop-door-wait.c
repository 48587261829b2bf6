/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: calls that wait for an account or a message to get somewhere. */
#define G_LOG_DOMAIN "desktop-door-wait"

#include "chat-enums.h"
#include "desktop-door-call.h"

#include <glib/gi18n.h>

#define MAX_TIMEOUT_S (24 * 60 * 60)

/* One waiting call; it ends through wait_end() alone. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatClient            *client;
  GObject               *watched;   /* the account; (nullable) the message, once found */
  ChatTimeline          *timeline;  /* (nullable) while looking for the message */
  char                  *id;
  int                    target;    /* ChatMessageState */
  guint                  timer;
} Wait;

static void
wait_end (Wait *wait)
{
  if (wait->watched != NULL)
    g_signal_handlers_disconnect_by_data (wait->watched, wait);
  if (wait->timeline != NULL)
    g_signal_handlers_disconnect_by_data (wait->timeline, wait);
  g_clear_handle_id (&wait->timer, g_source_remove);
  g_clear_object (&wait->watched);
  g_clear_object (&wait->timeline);
  g_clear_object (&wait->client);
  g_free (wait->id);
  g_free (wait);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Wait *wait = user_data;

  wait->timer = 0;
  desktop_call_refuse (wait->invocation, CHAT_ERROR_TIMEOUT, _("It did not happen in time."));
  wait_end (wait);
  return G_SOURCE_REMOVE;
}

static Wait *
wait_new (ChatClient            *client,
          guint                  timeout_s,
          GDBusMethodInvocation *invocation)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->client = g_object_ref (client);
  wait->invocation = invocation;
  wait->timer = g_timeout_add_seconds (CLAMP (timeout_s, 1, MAX_TIMEOUT_S), timeout_cb, wait);
  return wait;
}

static void
account_state_cb (ChatAccount *account,
                  GParamSpec  *pspec,
                  Wait        *wait)
{
  ChatAccountState state = chat_account_get_state (account);

  if (state == CHAT_ACCOUNT_CONNECTING
      || (state == CHAT_ACCOUNT_OFFLINE && chat_account_get_enabled (account)))
    return;

  g_dbus_method_invocation_return_value (wait->invocation,
                                         g_variant_new ("(@a{sv})",
                                                        desktop_account_variant (account)));
  wait_end (wait);
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
  wait->watched = G_OBJECT (g_object_ref (account));
  g_signal_connect (account, "notify::state", G_CALLBACK (account_state_cb), wait);
  account_state_cb (account, NULL, wait);
}

static void
message_state_cb (ChatMessage *message,
                  GParamSpec  *pspec,
                  Wait        *wait)
{
  ChatMessageState state = chat_message_get_state (message);
  const char *reason = chat_message_get_error_text (message);

  if (state == CHAT_MESSAGE_FAILED)
    desktop_call_refuse (wait->invocation, CHAT_ERROR_REFUSED,
                         reason != NULL ? reason : _("The message could not be delivered."));
  else if ((int) state >= wait->target)
    g_dbus_method_invocation_return_value (
      wait->invocation,
      g_variant_new ("(s)", desktop_word (CHAT_TYPE_MESSAGE_STATE, (int) state)));
  else
    return;
  wait_end (wait);
}

static void
search_message_cb (ChatTimeline *timeline,
                   GParamSpec   *pspec,
                   Wait         *wait)
{
  GListModel *messages = G_LIST_MODEL (timeline);

  if (chat_timeline_get_loading (timeline))
    return;

  for (guint i = g_list_model_get_n_items (messages); i-- > 0;)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (messages, i);

      if (!chat_message_is_outgoing (message)
          || g_strcmp0 (chat_message_get_message_id (message), wait->id) != 0)
        continue;
      g_signal_handlers_disconnect_by_data (timeline, wait);
      wait->watched = G_OBJECT (g_object_ref (message));
      g_signal_connect (message, "notify::state", G_CALLBACK (message_state_cb), wait);
      message_state_cb (message, NULL, wait);
      return;
    }

  if (chat_timeline_get_has_older (timeline))
    {
      chat_timeline_load_older (timeline);
      return;
    }
  desktop_call_refuse (wait->invocation, CHAT_ERROR_NOT_FOUND, _("There is no such message."));
  wait_end (wait);
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
  if ((conversation = desktop_call_conversation (client, account, with, invocation)) == NULL)
    return;

  wait = wait_new (client, timeout_s, invocation);
  wait->id = g_strdup (id);
  wait->target = target;
  wait->timeline = chat_conversation_open_timeline (conversation);
  chat_timeline_set_follow (wait->timeline, FALSE);
  g_signal_connect (wait->timeline, "notify::loading", G_CALLBACK (search_message_cb), wait);
  search_message_cb (wait->timeline, NULL, wait);
}

const DesktopCall desktop_wait_calls[] = {
  { "WaitForAccount", wait_for_account },
  { "WaitForMessage", wait_for_message },
  { NULL, NULL },
};
