/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model full of people and their talk, on a real archive, without any server. */
#include "chat-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "archive-conversations.h"
#include "archive-messages.h"
#include "archive-settings.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-inbox-private.h"
#include "chat-message-private.h"
#include "chat-room-private.h"
#include "chat-store.h"
#include "chat-trust.h"
#include "xmpp-messaging.h"
#include "xmpp-muc.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-trust.h"

#define OWN_ADDRESS "ana@office.example"

/* Between two messages */
#define GAP_US (7 * 60 * G_USEC_PER_SEC)

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
  ("It is a longer one, so that the line breaks somewhere: nobody reads such a text to its end, "
   "but a window has to show it anyway, and it must not jump while it does."),
  "Two lines:\nthis is the second.", "مرحبا، كيف حالك؟", "On my way!",
};

/* Of office.example, by itself, long expired */
static const char certificate_pem[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBqDCCAU+gAwIBAgIUI9tVd6pfyMr4f8jIxkay9wmSHLYwCgYIKoZIzj0EAwIw\n"
  "KjEXMBUGA1UEAwwOb2ZmaWNlLmV4YW1wbGUxDzANBgNVBAoMBk9mZmljZTAeFw0y\n"
  "NjExMjEwMjQxMDBaFw0yNjExMjIwMjQxMDBaMCoxFzAVBgNVBAMMDm9mZmljZS5l\n"
  "eGFtcGxlMQ8wDQYDVQQKDAZPZmZpY2UwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n"
  "AARSu6o6pg2lae77/u7ViFV2e6xNxL+UQLa4AdL2SvpOmWTxQK8ttwL6PnyUnk47\n"
  "m+hsqYFQWVGCmnH+n+v400Aio1MwUTAdBgNVHQ4EFgQUBNidAueXfUF+FTYwPx8w\n"
  "inNcU1MwHwYDVR0jBBgwFoAUBNidAueXfUF+FTYwPx8winNcU1MwDwYDVR0TAQH/\n"
  "BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBZaEHtek906yxkpYhIESWGTA2LSSBr\n"
  "MjZJTJXOEhkobwIgZvgyVYFOtZ5HPtd1UwBDh8b1x/UmVz1SxqYcNhDjHkk=\n"
  "-----END CERTIFICATE-----\n";

void
chat_fixture_result_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

GAsyncResult *
chat_fixture_wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
get_address (guint i)
{
  return g_strdup_printf ("contact%u@office.example", i);
}

static void
add_contact (ChatClient *client,
             guint       i)
{
  ChatAccount *account = chat_fixture_get_account (client);
  g_autofree char *address = get_address (i);
  g_autofree char *name = i < G_N_ELEMENTS (names)
                            ? g_strdup (names[i])
                            : g_strdup_printf ("%s %u", names[i % G_N_ELEMENTS (names)], i);
  const char *const groups[] = { i % 3 == 0 ? "Friends" : "Office", NULL };
  ChatContact *contact = chat_account_get_contact (account, address);

  chat_contact_set_roster (contact, name, groups, CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  chat_account_list_contact (account, contact, FALSE);
  if (i % 2 == 0)
    chat_contact_set_presence (contact, (ChatPresence) (i / 2 % CHAT_PRESENCE_OFFLINE),
                               statuses[i % G_N_ELEMENTS (statuses)], 0);
}

static ArchiveMessage *
new_row (ChatAccount *account,
         const char  *address,
         guint        i,
         guint        n_messages,
         gint64       now_us)
{
  static const ArchiveState last_states[] = {
    ARCHIVE_STATE_SENT, ARCHIVE_STATE_DELIVERED, ARCHIVE_STATE_FAILED,
  };
  ArchiveMessage *row = archive_message_new ();
  const char *body = bodies[i % G_N_ELEMENTS (bodies)];
  gboolean is_outgoing = i % 5 > 2;

  row->account_id = account->record.id;
  row->with = g_strdup (address);
  row->sender = g_strdup (is_outgoing ? OWN_ADDRESS : address);
  row->direction = is_outgoing ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = !is_outgoing ? ARCHIVE_STATE_RECEIVED
                            : i + 5 < n_messages ? ARCHIVE_STATE_DISPLAYED
                                                 : last_states[i % G_N_ELEMENTS (last_states)];
  if (row->state == ARCHIVE_STATE_FAILED)
    row->error_condition = g_strdup ("service-unavailable");
  row->time_us = now_us - (gint64) (n_messages - i) * GAP_US;
  row->ids.message = g_strdup_printf ("message-%s-%u", address, i);
  row->ids.origin = g_strdup (row->ids.message);
  row->body = g_strdup (body);
  if (g_str_has_prefix (body, "https://"))
    row->oob_url = g_strdup (body);
  return row;
}

static void
add_messages (ChatClient *client,
              guint       contact,
              guint       n_messages)
{
  ChatAccount *account = chat_fixture_get_account (client);
  ArchiveDatabase *database = chat_store_get_database (client->store);
  g_autofree char *address = get_address (contact);
  /* The first contact wrote last, so that the list has an order. */
  gint64 now_us = g_get_real_time () - (gint64) contact * G_USEC_PER_SEC;
  g_autoptr(GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) marked = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) inserted = NULL;

  for (guint i = 0; i < n_messages; i++)
    g_ptr_array_add (rows, new_row (account, address, i, n_messages, now_us));
  archive_messages_insert_async (database, rows, ARCHIVE_PLACE_HISTORY, NULL,
                                 chat_fixture_result_cb, &result);
  inserted = archive_messages_insert_finish (database, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);

  /* All but the last few have been read. */
  if (n_messages > 3)
    {
      const ArchiveInserted *read = &g_array_index (inserted, ArchiveInserted, n_messages - 4);

      archive_conversations_mark_read_async (database, read->conversation_id, read->sort_us, NULL,
                                             chat_fixture_result_cb, &marked);
      g_assert_true (archive_conversations_mark_read_finish (
        database, chat_fixture_wait_result (&marked), NULL, &error));
    }
}

ChatClient *
chat_fixture_start (const char *folder)
{
  ChatClient *client = chat_client_new (folder, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  /* So that no account ever tries to reach a server. */
  chat_client_set_asleep (client, TRUE);
  chat_client_start_async (client, NULL, chat_fixture_result_cb, &result);
  chat_client_start_finish (client, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  return client;
}

ChatAccount *
chat_fixture_add_account (ChatClient *client,
                          const char *address)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatAccount *account;

  chat_client_add_account_async (client, address, NULL, FALSE, NULL, NULL, chat_fixture_result_cb,
                                 &result);
  account = chat_client_add_account_finish (client, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  return account;
}

void
chat_fixture_stop (ChatClient **client)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_client_stop_async (*client, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_client_stop_finish (*client, chat_fixture_wait_result (&result), NULL));
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (*client);
  *client = NULL;
}

void
chat_fixture_settle (ChatClient *client)
{
  GPtrArray *inboxes = client->inboxes;

  ArchiveDatabase *database = chat_store_get_database (client->store);
  gint64 id = chat_fixture_get_account (client)->record.id;

  /* What was asked before is done before: one thread writes. What it leads to may be asked next. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      /* A burst is stored in strides. */
      for (guint j = 0; j < inboxes->len; j++)
        while (((ChatInbox *) g_ptr_array_index (inboxes, j))->is_striding)
          g_main_context_iteration (NULL, TRUE);
      archive_settings_set_async (database, ARCHIVE_SCOPE_ACCOUNT, id, "settled", NULL, NULL,
                                  chat_fixture_result_cb, &result);
      chat_fixture_wait_result (&result);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

ChatClient *
chat_fixture_new_client_with (guint n_contacts,
                              guint n_messages)
{
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  ChatClient *client = chat_fixture_start (folder);

  chat_fixture_add_account (client, OWN_ADDRESS);
  if (n_messages > 0)
    {
      for (guint i = 0; i < n_contacts; i++)
        add_messages (client, i, n_messages);
      chat_fixture_stop (&client);
      client = chat_fixture_start (folder);
    }
  for (guint i = 0; i < n_contacts; i++)
    add_contact (client, i);
  chat_fixture_set_account_state (chat_fixture_get_account (client), CHAT_ACCOUNT_ONLINE, -1);
  return client;
}

void
chat_fixture_remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        chat_fixture_remove_folder (path);
    }
  g_rmdir (folder);
}

void
chat_fixture_clear_client (ChatClient **client)
{
  g_autofree char *folder = g_strdup ((*client)->data_dir);
  g_autoptr(GAsyncResult) result = NULL;

  chat_client_stop_async (*client, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_client_stop_finish (*client, chat_fixture_wait_result (&result), NULL));
  g_clear_object (client);
  chat_fixture_remove_folder (folder);
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
  chat_account_set_state (account, state,
                          error < 0 ? NULL
                                    : g_error_new_literal (CHAT_ERROR, error, "Said by a test"));
}

void
chat_fixture_refuse_weaker (ChatAccount *account,
                            const char  *weaker)
{
  g_free (account->weaker);
  account->weaker = g_strdup (weaker);
  account->asks_weaker = TRUE;
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, CHAT_ERROR_WEAKER);
}

void
chat_fixture_ask_trust (ChatAccount *account)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsCertificate) certificate =
    g_tls_certificate_new_from_pem (certificate_pem, -1, &error);

  g_assert_no_error (error);
  xmpp_trust_refused (XMPP_TRUST (account->trust), "office.example", certificate,
                      G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED);
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
  g_autoptr(XmppAddress) parsed = xmpp_address_parse (address, NULL);

  g_signal_emit_by_name (account->connection->presence, "subscription-requested", parsed, text,
                         NULL, NULL);
  return chat_account_get_contact (account, address);
}

void
chat_fixture_add_invitation (ChatClient *client,
                             const char *room,
                             const char *inviter,
                             const char *reason)
{
  ChatAccount *account = chat_fixture_get_account (client);
  g_autoptr(XmppAddress) room_address = xmpp_address_parse (room, NULL);
  g_autoptr(XmppAddress) inviter_address = xmpp_address_parse (inviter, NULL);
  const XmppInvitation invitation = {
    .room = room_address,
    .inviter = inviter_address,
    .reason = (char *) reason,
    .is_mediated = TRUE,
  };

  g_signal_emit_by_name (account->connection->muc, "invited", &invitation);
}

void
chat_fixture_put_out (ChatRoom   *room,
                      const char *error)
{
  chat_room_follow_out (room, error);
  chat_room_notify (room, CHAT_ROOM_PROP_STATE);
}

void
chat_fixture_enter_room (ChatRoom       *room,
                         ChatRoomRights  rights)
{
  room->state = CHAT_ROOM_JOINED;
  room->rights = rights;
  chat_room_notify (room, CHAT_ROOM_PROP_STATE);
  chat_room_notify (room, CHAT_ROOM_PROP_RIGHTS);
}

void
chat_fixture_hold_up (ChatRoom *room,
                      guint     seconds)
{
  room->speaking_in_s = seconds;
  chat_room_notify (room, CHAT_ROOM_PROP_SPEAKING_IN);
}

gpointer
chat_fixture_parse (const char *xml)
{
  const char *end = strpbrk (xml, " >/");
  g_autofree char *whole = g_strdup_printf ("%.*s xmlns='" XMPP_NS_CLIENT "'%s",
                                            (int) (end - xml), xml, end);
  g_autoptr(GError) error = NULL;
  XmppElement *element = xmpp_parser_parse (whole, -1, &error);

  g_assert_no_error (error);
  return element;
}

void
chat_fixture_hear (ChatAccount *account,
                   const char  *from,
                   const char  *id,
                   const char  *body,
                   ChatFixtureFunc func,
                   gpointer     user_data)
{
  g_autoptr(XmppElement) stanza = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  xmpp_element_set_attribute (stanza, "from", from);
  xmpp_element_set_attribute (stanza, "to", account->address);
  xmpp_element_set_attribute (stanza, "type", "chat");
  xmpp_element_set_attribute (stanza, "id", id);
  if (body != NULL)
    xmpp_element_add_text_child (stanza, "body", NULL, body);
  message = xmpp_message_parse (stanza, NULL, &error);
  g_assert_no_error (error);
  if (func != NULL)
    func (message, user_data);
  g_signal_emit_by_name (account->connection->messaging, "message", message, stanza);
}

static void
message_cb (ChatClient        *client,
            ChatConversation  *conversation,
            ChatMessage       *message,
            gboolean           notify,
            ChatMessage      **kept)
{
  *kept = message;
}

ChatMessage *
chat_fixture_receive (ChatClient       *client,
                      ChatConversation *conversation,
                      const char       *body)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *from =
    g_strconcat (chat_conversation_get_address (conversation), "/phone", NULL);
  ChatMessage *message = NULL;
  gulong handler = g_signal_connect (client, "message", G_CALLBACK (message_cb), &message);

  chat_fixture_hear (chat_fixture_get_account (client), from, id, body, NULL, NULL);
  while (message == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (client, handler);
  return message;
}

void
chat_fixture_set_message_state (ChatMessage      *message,
                                ChatMessageState  state,
                                const char       *error_text)
{
  chat_message_set_state (message, state, error_text);
}
