/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model full of people and their talk, without any server. */
#include "chat-fixture.h"

#include "chat-account-private.h"
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-early.h"
#include "chat-error.h"
#include "chat-message-private.h"

static const char *const names[] = {
  "Marta Ruiz", "Luis Gil", "Eva Sanz", "Omar Haddad", "Núria Puig", "Kenji Mori", "Zoë Adams",
  "Maximiliana von Hohenstein-Wolfenbüttel und zu Oberhausen", "أمل حداد", "José",
};

static const char *const statuses[] = {
  NULL, "On the train", "At lunch", "Working from home 🏠", NULL, "Back on Monday",
};

static const char *const bodies[] = {
  "Did you see the plan?", "I put it on the share.", "Looks good to me",
  "/me is on the way", "🎉", "https://example.org/plan.pdf",
  "It is a longer one, so that the line breaks somewhere: nobody reads such a text to its end, "
  "but a window has to show it anyway, and it must not jump while it does.",
  "Two lines:\nthis is the second.", "مرحبا، كيف حالك؟", "On my way!",
};

static void
add_contact (ChatClient *client,
             guint       i)
{
  ChatAccount *account = chat_fixture_get_account (client);
  g_autofree char *address = g_strdup_printf ("contact%u@office.example", i);
  g_autofree char *name = i < G_N_ELEMENTS (names)
                            ? g_strdup (names[i])
                            : g_strdup_printf ("%s %u", names[i % G_N_ELEMENTS (names)], i);
  const char *const groups[] = { i % 3 == 0 ? "Friends" : "Office", NULL };
  ChatContact *contact = chat_account_get_contact (account, address);

  chat_contact_set_roster (contact, name, groups, CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  if (i % 2 == 0)
    chat_contact_set_presence (contact, (ChatPresence) (i / 2 % CHAT_PRESENCE_OFFLINE),
                               statuses[i % G_N_ELEMENTS (statuses)], 0);
  g_list_store_append (G_LIST_STORE (chat_account_get_contacts (account)), contact);
}

static void
add_messages (ChatClient       *client,
              ChatConversation *conversation,
              guint             n_messages)
{
  ChatContact *contact = chat_conversation_get_contact (conversation);
  gint64 time_us = g_get_real_time () - (gint64) n_messages * 7 * 60 * G_USEC_PER_SEC;
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_messages; i++)
    {
      gboolean is_outgoing = i % 5 > 2;
      ChatMessageState state = CHAT_MESSAGE_RECEIVED;

      if (is_outgoing && i + 5 < n_messages)
        state = CHAT_MESSAGE_DISPLAYED;
      else if (is_outgoing)
        state = (ChatMessageState) (CHAT_MESSAGE_QUEUED + i % 5);
      g_ptr_array_add (messages,
                       chat_early_message (chat_early_store (client),
                                           chat_conversation_get_id (conversation),
                                           is_outgoing ? "ana@office.example"
                                                       : chat_contact_get_address (contact),
                                           is_outgoing ? "Ana" : chat_contact_get_name (contact),
                                           is_outgoing ? "#3584e4" : chat_contact_get_color (contact),
                                           is_outgoing, state,
                                           time_us + (gint64) i * 7 * 60 * G_USEC_PER_SEC,
                                           bodies[i % G_N_ELEMENTS (bodies)]));
    }
  if (messages->len > 0)
    chat_conversation_add (conversation, messages, n_messages > 3 ? 3 : 0);
}

ChatClient *
chat_fixture_new_client_with (guint n_contacts,
                              guint n_messages)
{
  ChatClient *client = chat_client_new ("/tmp", NULL);
  ChatAccount *account;

  chat_client_start_async (client, NULL, NULL, NULL);
  chat_client_add_account_async (client, "ana@office.example", NULL, FALSE, NULL, NULL, NULL, NULL);
  account = chat_fixture_get_account (client);
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_ONLINE, -1);
  for (guint i = 0; i < n_contacts; i++)
    add_contact (client, i);
  for (guint i = 0; i < n_contacts && n_messages > 0; i++)
    {
      g_autofree char *address = g_strdup_printf ("contact%u@office.example", i);

      add_messages (client, chat_client_get_conversation (client, account, address, NULL),
                    n_messages);
    }

  return client;
}

void
chat_fixture_clear_client (ChatClient **client)
{
  g_clear_object (client);
}

ChatAccount *
chat_fixture_get_account (ChatClient *client)
{
  g_autoptr(ChatAccount) account = g_list_model_get_item (chat_client_get_accounts (client), 0);

  return account;
}

ChatConversation *
chat_fixture_get_conversation (ChatClient *client,
                               guint       position)
{
  g_autoptr(ChatConversation) conversation =
    g_list_model_get_item (chat_client_get_conversations (client), position);

  return conversation;
}

void
chat_fixture_set_account_state (ChatAccount      *account,
                                ChatAccountState  state,
                                int               error)
{
  chat_account_enter (account, state,
                      error < 0 ? NULL
                                : g_error_new_literal (CHAT_ERROR, error, "Said by a test"));
}

void
chat_fixture_ask_trust (ChatAccount *account)
{
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_NEEDS_TRUST, CHAT_ERROR_CERTIFICATE);
}

void
chat_fixture_set_presence (ChatContact  *contact,
                           ChatPresence  presence,
                           const char   *status)
{
  chat_contact_set_presence (contact, presence, status, 0);
}

void
chat_fixture_set_typing (ChatConversation *conversation,
                         ChatTyping        typing)
{
  chat_conversation_set_typing (conversation, typing);
}

ChatContact *
chat_fixture_add_request (ChatClient *client,
                          const char *address,
                          const char *text)
{
  ChatAccount *account = chat_fixture_get_account (client);
  ChatContact *contact = chat_account_get_contact (account, address);

  chat_contact_set_request (contact, TRUE, text);
  g_list_store_append (G_LIST_STORE (chat_account_get_contacts (account)), contact);
  g_signal_emit_by_name (client, "contact-request", account, contact);
  return contact;
}

ChatMessage *
chat_fixture_receive (ChatClient       *client,
                      ChatConversation *conversation,
                      const char       *body)
{
  ChatContact *contact = chat_conversation_get_contact (conversation);
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  ChatMessage *message =
    chat_early_message (chat_early_store (client), chat_conversation_get_id (conversation),
                        chat_contact_get_address (contact), chat_contact_get_name (contact),
                        chat_contact_get_color (contact), FALSE, CHAT_MESSAGE_RECEIVED,
                        g_get_real_time (), body);

  g_ptr_array_add (messages, message);
  chat_conversation_add (conversation, messages, 1);
  g_signal_emit_by_name (client, "message", conversation, message, TRUE);
  return message;
}

void
chat_fixture_set_message_state (ChatMessage      *message,
                                ChatMessageState  state,
                                const char       *error_text)
{
  chat_message_set_state (message, state, error_text);
}
