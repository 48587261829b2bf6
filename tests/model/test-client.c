/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts come and go; search, links and errors. */
#include <glib/gstdio.h>
#include <string.h>

#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-device.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "fake-keyring.h"
#include "xmpp-error.h"

static ChatClient *
start (const char  *folder,
       ChatKeyring *keyring)
{
  ChatClient *client = chat_client_new (folder, keyring);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  chat_client_set_asleep (client, TRUE);
  chat_client_start_async (client, NULL, chat_fixture_result_cb, &result);
  chat_client_start_finish (client, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_true (chat_client_get_ready (client));
  return client;
}

static ChatAccount *
add (ChatClient  *client,
     const char  *address,
     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_client_add_account_async (client, address, "secret", TRUE, NULL, NULL,
                                 chat_fixture_result_cb, &result);
  return chat_client_add_account_finish (client, chat_fixture_wait_result (&result), error);
}

static void
test_accounts (void)
{
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  ChatClient *client = start (folder, NULL);
  ChatAccount *ana = add (client, "Ana@Office.example/x", NULL);
  ChatAccount *two = add (client, "two@office.example", NULL);
  g_autoptr(GError) twice = NULL;
  g_autoptr(GError) bad = NULL;
  ChatServer server = { 0 };

  g_assert_cmpstr (chat_account_get_address (ana), ==, "ana@office.example");
  g_assert_cmpstr (chat_account_get_label (ana), ==, "ana@office.example");
  g_assert_cmpstr (chat_account_get_color (ana), !=, chat_account_get_color (two));
  g_assert_true (chat_client_get_account (client, "ANA@office.example") == ana);
  g_assert_null (add (client, "ana@office.example", &twice));
  g_assert_error (twice, CHAT_ERROR, CHAT_ERROR_ALREADY_EXISTS);
  g_assert_null (add (client, "office.example", &bad));
  g_assert_error (bad, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS);

  chat_account_set_label (ana, " Work \n");
  chat_account_set_color (ana, "#123456");
  chat_account_set_color (two, "red; }");
  chat_account_set_enabled (two, FALSE);
  chat_account_set_server (ana, &(ChatServer) { .host = "127.0.0.1", .port = 5299,
                                                .tls = "direct", .allow_plain = TRUE });
  chat_account_set_presence (ana, CHAT_PRESENCE_AWAY, "One");
  chat_account_set_presence (ana, CHAT_PRESENCE_DO_NOT_DISTURB, "Two");
  chat_account_set_presence (ana, CHAT_PRESENCE_DO_NOT_DISTURB, "One");
  chat_fixture_stop (&client);

  client = start (folder, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (chat_client_get_accounts (client)), ==, 2);
  ana = chat_client_get_account (client, "ana@office.example");
  two = chat_client_get_account (client, "two@office.example");
  g_assert_cmpstr (chat_account_get_label (ana), ==, "Work");
  g_assert_cmpstr (chat_account_get_color (ana), ==, "#123456");
  g_assert_true (chat_account_get_enabled (ana));
  g_assert_false (chat_account_get_enabled (two));
  chat_account_get_server (ana, &server);
  g_assert_cmpstr (server.host, ==, "127.0.0.1");
  g_assert_cmpuint (server.port, ==, 5299);

  /* What was lent comes back with a change in it. */
  server.port = 5300;
  chat_account_set_server (ana, &server);
  chat_account_get_server (ana, &server);
  g_assert_cmpstr (server.host, ==, "127.0.0.1");
  g_assert_cmpuint (server.port, ==, 5300);
  g_assert_cmpstr (server.tls, ==, "direct");
  g_assert_true (server.allow_plain);
  g_assert_cmpint (chat_account_get_presence (ana), ==, CHAT_PRESENCE_DO_NOT_DISTURB);
  g_assert_cmpstr (chat_account_get_status (ana), ==, "One");
  g_assert_cmpstr (chat_account_get_status_history (ana)[0], ==, "One");
  g_assert_cmpstr (chat_account_get_status_history (ana)[1], ==, "Two");
  g_assert_null (chat_account_get_status_history (ana)[2]);
  chat_fixture_clear_client (&client);
}

static void
assert_proxy (ChatAccount *account,
              FakeKeyring *keyring,
              const char  *proxy,
              const char  *password)
{
  ChatServer server = { 0 };

  chat_account_get_server (account, &server);
  g_assert_cmpstr (server.proxy, ==, proxy);
  g_assert_null (server.proxy_password);
  g_assert_cmpstr (fake_keyring_get (keyring, "ana@office.example/proxy-password"), ==, password);
  g_assert_cmpstr (fake_keyring_get (keyring, "ana@office.example"), ==, NULL);
}

static void
set_proxy (ChatAccount *account,
           const char  *proxy,
           const char  *password)
{
  ChatServer server = { 0 };

  chat_account_get_server (account, &server);
  server.proxy = proxy;
  server.proxy_password = password;
  chat_account_set_server (account, &server);
}

/* The password is in the key ring and nowhere else, and belongs to one proxy. */
static void
test_proxy (void)
{
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_WORKS);
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  ChatClient *client = start (folder, CHAT_KEYRING (keyring));
  ChatAccount *ana = add (client, "ana@office.example", NULL);

  assert_proxy (ana, keyring, "system", NULL);
  set_proxy (ana, "SOCKS5://bea@proxy.example", "secret");
  assert_proxy (ana, keyring, "socks5://bea@proxy.example:1080", "secret");
  set_proxy (ana, "socks5://bea@proxy.example:1080", NULL);
  assert_proxy (ana, keyring, "socks5://bea@proxy.example:1080", "secret");
  set_proxy (ana, "http://bea:inside@proxy.example:3128", NULL);
  assert_proxy (ana, keyring, "http://bea@proxy.example:3128", "inside");
  chat_fixture_stop (&client);

  client = start (folder, CHAT_KEYRING (keyring));
  ana = chat_client_get_account (client, "ana@office.example");
  assert_proxy (ana, keyring, "http://bea@proxy.example:3128", "inside");
  set_proxy (ana, "http://bea@other.example:3128", NULL);
  assert_proxy (ana, keyring, "http://bea@other.example:3128", NULL);
  set_proxy (ana, "none", "for nobody");
  assert_proxy (ana, keyring, "none", NULL);
  set_proxy (ana, NULL, NULL);
  assert_proxy (ana, keyring, "system", NULL);
  chat_fixture_clear_client (&client);
}

/* An account goes with everything that is its own; others stay. */
static void
test_remove (void)
{
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_WORKS);
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  ChatClient *client = start (folder, CHAT_KEYRING (keyring));
  ChatAccount *ana = g_object_ref (add (client, "ana@office.example", NULL));
  ChatAccount *two = add (client, "two@office.example", NULL);
  ChatConversation *gone = NULL;
  g_autoptr(ChatContact) contact = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GError) error = NULL;

  fake_keyring_set (keyring, "ana@office.example", "secret");
  fake_keyring_set (keyring, "two@office.example", "other");
  chat_fixture_receive (client, chat_client_get_conversation (client, ana, "a@b.example", NULL),
                        "For Ana");
  chat_client_get_conversation (client, two, "a@b.example", NULL);
  gone = g_object_ref (chat_client_find_conversation (client, "ana@office.example",
                                                      "a@b.example"));
  g_assert_cmpuint (chat_client_get_unread (client), ==, 1);
  contact = g_object_ref (chat_conversation_get_contact (gone));
  chat_contact_set_avatar_hash (contact, "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33");

  chat_client_remove_account_async (client, ana, TRUE, NULL, chat_fixture_result_cb, &refused);
  g_assert_false (chat_client_remove_account_finish (client, chat_fixture_wait_result (&refused),
                                                     &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_OFFLINE);
  g_assert_nonnull (chat_client_get_account (client, "ana@office.example"));

  chat_client_remove_account_async (client, ana, FALSE, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_client_remove_account_finish (client, chat_fixture_wait_result (&result),
                                                    NULL));
  g_assert_null (chat_client_get_account (client, "ana@office.example"));
  g_assert_null (chat_client_find_conversation (client, "ana@office.example", "a@b.example"));
  g_assert_nonnull (chat_client_find_conversation (client, "two@office.example", "a@b.example"));
  g_assert_cmpuint (chat_client_get_unread (client), ==, 0);
  chat_fixture_settle (client);
  g_assert_null (fake_keyring_get (keyring, "ana@office.example"));
  g_assert_nonnull (fake_keyring_get (keyring, "two@office.example"));
  g_clear_object (&refused);
  g_clear_object (&result);
  g_assert_finalize_object (gone);
  g_assert_finalize_object (ana);
  g_assert_null (chat_contact_get_avatar (contact)); /* a window may hold it a little longer */
  chat_fixture_stop (&client);

  client = start (folder, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (chat_client_get_accounts (client)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (chat_client_get_conversations (client)), ==, 1);
  chat_fixture_clear_client (&client);
}

static void
wait_until_found (ChatSearch *search)
{
  while (chat_search_get_searching (search))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_search (void)
{
  ChatClient *client = chat_fixture_new_client_with (2, 300);
  ChatSearch *search = chat_client_new_search (client, NULL);
  g_autoptr(ChatSearch) one = NULL;
  g_autoptr(ChatHit) hit = NULL;
  const char *excerpt;
  GArray *starts;
  GArray *ends;
  g_autofree char *match = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, 0);
  chat_search_set_query (search, "plan");
  g_assert_true (chat_search_get_searching (search));
  wait_until_found (search);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, 50);
  g_assert_true (chat_search_get_has_more (search));
  chat_search_load_more (search);
  wait_until_found (search);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, 100);

  chat_search_set_query (search, "show jump");
  wait_until_found (search);
  hit = g_list_model_get_item (G_LIST_MODEL (search), 0);
  excerpt = chat_hit_get_excerpt (hit, &starts, &ends);
  g_assert_true (g_str_has_prefix (excerpt, "…"));
  g_assert_cmpuint (starts->len, ==, 2);
  match = g_strndup (excerpt + g_array_index (starts, guint, 0),
                     g_array_index (ends, guint, 0) - g_array_index (starts, guint, 0));
  g_assert_cmpstr (match, ==, "show");
  g_assert_nonnull (chat_hit_get_conversation (hit));
  g_assert_nonnull (chat_hit_get_message (hit));
  g_clear_object (&hit);

  /* Changing one's mind while it searches. */
  chat_search_set_query (search, "p");
  chat_search_set_query (search, "nothing like that");
  wait_until_found (search);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (search)), ==, 0);
  chat_search_set_query (search, "plan");
  chat_search_set_query (search, "");
  g_assert_false (chat_search_get_searching (search));

  one = chat_client_new_search (client, chat_fixture_get_conversation (client, 1));
  chat_search_set_query (one, "lines");
  wait_until_found (one);
  hit = g_list_model_get_item (G_LIST_MODEL (one), 0);
  g_assert_true (chat_hit_get_conversation (hit) == chat_fixture_get_conversation (client, 1));
  g_clear_object (&hit);
  g_clear_object (&one);
  chat_fixture_settle (client);
  g_assert_finalize_object (search);
  chat_fixture_clear_client (&client);
}

static void
test_links (void)
{
  g_autoptr(ChatLink) address = chat_link_parse (" Romeo@Montague.lit/x ", NULL);
  g_autoptr(ChatLink) link =
    chat_link_parse ("xmpp:romeo@montague.lit?message;body=Hi%20there%0A", NULL);
  g_autoptr(ChatLink) invitation =
    chat_link_parse ("xmpp:capulet.lit?register;preauth=t0k3n", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (address->address, ==, "romeo@montague.lit");
  g_assert_null (address->action);
  g_assert_cmpstr (link->address, ==, "romeo@montague.lit");
  g_assert_cmpstr (link->action, ==, "message");
  g_assert_cmpstr (link->body, ==, "Hi there\n");
  g_assert_cmpstr (invitation->token, ==, "t0k3n");
  g_assert_null (chat_link_parse ("xmpp:", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS);
}

static void
test_errors (void)
{
  for (int code = 0; code <= CHAT_ERROR_CANCELLED; code++)
    {
      g_autoptr(GError) error = g_error_new_literal (CHAT_ERROR, code, "internal");
      g_autofree char *text = chat_error_to_text (error);

      g_assert_nonnull (chat_error_get_name (error));
      g_assert_cmpuint (strlen (text), >, 5);
      if (code != CHAT_ERROR_REFUSED)
        g_assert_null (strstr (text, "internal"));
    }

  {
    g_autoptr(GError) error = chat_error_translate (
      g_error_new_literal (XMPP_ERROR, XMPP_ERROR_NO_TLS, "x"));
    g_autoptr(GError) unknown = g_error_new_literal (G_KEY_FILE_ERROR, 1, "x");

    g_assert_error (error, CHAT_ERROR, CHAT_ERROR_NO_TLS);
    g_assert_cmpstr (chat_error_get_name (error), ==, "no-tls");
    g_assert_cmpstr (chat_error_get_name (unknown), ==, "failed");
  }
}

static void
test_fixture_states (void)
{
  ChatClient *client = chat_fixture_new_client_with (3, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  ChatContact *asker;

  chat_fixture_ask_trust (account);
  g_assert_nonnull (chat_account_get_certificate (account));
  asker = chat_fixture_add_request (client, "paris@verona.lit", "Marry me");
  g_assert_true (chat_contact_get_wants_subscription (asker));
  g_assert_cmpstr (chat_contact_get_request_text (asker), ==, "Marry me");
  g_assert_cmpuint (g_list_model_get_n_items (chat_account_get_contacts (account)), ==, 4);
  chat_fixture_clear_client (&client);
}

/* The folder cannot be written. */
static void
test_no_archive (void)
{
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  ChatClient *client = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) added = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) closed = NULL;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  client = chat_client_new (path, NULL);
  chat_client_start_async (client, NULL, chat_fixture_result_cb, &result);
  g_assert_false (chat_client_start_finish (client, chat_fixture_wait_result (&result), &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_STORAGE);
  g_assert_false (chat_client_get_ready (client));

  chat_client_add_account_async (client, "a@b.example", NULL, FALSE, NULL, NULL,
                                 chat_fixture_result_cb, &added);
  g_assert_null (chat_client_add_account_finish (client, chat_fixture_wait_result (&added),
                                                 &closed));
  g_assert_error (closed, CHAT_ERROR, CHAT_ERROR_STORAGE);
  g_clear_object (&result);
  g_clear_object (&added);
  g_assert_finalize_object (client);
  chat_fixture_remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/client/accounts", test_accounts);
  g_test_add_func ("/model/client/proxy", test_proxy);
  g_test_add_func ("/model/client/remove", test_remove);
  g_test_add_func ("/model/client/search", test_search);
  g_test_add_func ("/model/client/links", test_links);
  g_test_add_func ("/model/client/errors", test_errors);
  g_test_add_func ("/model/client/fixture-states", test_fixture_states);
  g_test_add_func ("/model/client/no-archive", test_no_archive);

  return g_test_run ();
}
