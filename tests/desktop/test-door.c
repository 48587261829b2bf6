/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The D-Bus door before a real model: every method with good and with bad arguments. */
#include "desktop-door.h"

#include "chat-account-private.h"
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "door-client.h"

#include <string.h>

#define OWN "ana@office.example"
#define FIRST "contact0@office.example"
#define SECOND "contact1@office.example"
#define N_MESSAGES 250
/* So many that what is at their beginning is pages away. */
#define N_OLD 5000
#define OLD_OWN_POSITION 3
#define OLD_OWN "message-" FIRST "-3"

typedef struct {
  ChatClient  *client;
  DesktopDoor *door;
  DoorClient  *caller;
  guint        n_signals;
  char        *link;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GError) error = NULL;

  fx->client = chat_fixture_new_client_with (3, (guint) GPOINTER_TO_UINT (data));
  fx->door = desktop_door_new (fx->client);
  desktop_door_export (fx->door, bus, &error);
  g_assert_no_error (error);
  fx->caller = door_client_new ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->caller, door_client_free);
  g_assert_finalize_object (fx->door);
  chat_fixture_clear_client (&fx->client);
  g_free (fx->link);
}

static GVariant *
list (Fixture    *fx,
      const char *method,
      GVariant   *arguments)
{
  g_autoptr(GVariant) answer = door_client_call (fx->caller, method, arguments);

  g_assert_true (g_variant_is_of_type (answer, G_VARIANT_TYPE ("(aa{sv})")));
  return g_variant_get_child_value (answer, 0);
}

/* (nullable): of the entry @i of @list */
static char *
text_of (GVariant   *entries,
         gsize       i,
         const char *key)
{
  g_autoptr(GVariant) entry = g_variant_get_child_value (entries, i);
  char *text = NULL;

  g_variant_lookup (entry, key, "s", &text);
  return text;
}

static void
assert_text (GVariant   *entries,
             gsize       i,
             const char *key,
             const char *wanted)
{
  g_autofree char *found = text_of (entries, i, key);

  g_assert_cmpstr (found, ==, wanted);
}

static GVariant *
no_options (void)
{
  return g_variant_new ("a{sv}", NULL);
}

static GVariant *
one_option (const char *name,
            GVariant   *value)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, name, value);
  return g_variant_dict_end (&dict);
}

static void
test_status (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GVariant) answer = door_client_call (fx->caller, "GetStatus", NULL);
  g_autoptr(GVariant) status = g_variant_get_child_value (answer, 0);
  g_autoptr(GVariant) accounts = NULL;
  const char *version;
  guint unread;

  g_assert_true (g_variant_lookup (status, "version", "&s", &version));
  g_assert_true (g_variant_lookup (status, "unread", "u", &unread));
  g_assert_cmpuint (unread, ==, chat_client_get_unread (fx->client));
  g_assert_false (g_variant_lookup (status, "trouble", "&s", &version));
  accounts = g_variant_lookup_value (status, "accounts", G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpuint (g_variant_n_children (accounts), ==, 1);
  assert_text (accounts, 0, "address", OWN);
  assert_text (accounts, 0, "state", "online");
  assert_text (accounts, 0, "presence", "available");

  g_signal_emit_by_name (fx->client, "salvaged", "/somewhere/kept", (guint64) 12);
  g_clear_pointer (&answer, g_variant_unref);
  g_clear_pointer (&status, g_variant_unref);
  answer = door_client_call (fx->caller, "GetStatus", NULL);
  status = g_variant_get_child_value (answer, 0);
  g_assert_true (g_variant_lookup (status, "trouble", "&s", &version));
  g_assert_nonnull (strstr (version, "/somewhere/kept"));
}

static void
test_accounts (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(GVariant) accounts = NULL;
  g_autoptr(GVariant) two = NULL;
  g_autoptr(GVariant) one = NULL;

  accounts = list (fx, "ListAccounts", NULL);
  g_assert_cmpuint (g_variant_n_children (accounts), ==, 1);

  door_client_do (fx->caller, "AddAccount",
                  g_variant_new ("(ss@a{sv})", "Bea@Office.Example", "", no_options ()));
  two = list (fx, "ListAccounts", NULL);
  g_assert_cmpuint (g_variant_n_children (two), ==, 2);
  assert_text (two, 1, "address", "bea@office.example");

  door_client_do (fx->caller, "EnableAccount", g_variant_new ("(sb)", "bea@office.example", FALSE));
  g_assert_false (chat_account_get_enabled (chat_client_get_account (fx->client,
                                                                     "bea@office.example")));
  door_client_do (fx->caller, "RemoveAccount", g_variant_new ("(sb)", "bea@office.example", FALSE));
  one = list (fx, "ListAccounts", NULL);
  g_assert_cmpuint (g_variant_n_children (one), ==, 1);
}

/* What is not given stays. */
static void
test_server (Fixture       *fx,
             gconstpointer  data)
{
  ChatAccount *account = chat_client_get_account (fx->client, OWN);
  ChatServer server = { 0 };

  door_client_do (fx->caller, "SetServer",
                  g_variant_new ("(s@a{sv})", OWN,
                                 one_option ("host", g_variant_new_string ("127.0.92.1"))));
  door_client_do (fx->caller, "SetServer",
                  g_variant_new ("(s@a{sv})", OWN,
                                 one_option ("proxy", g_variant_new_string ("http://127.0.92.1:1"))));
  chat_account_get_server (account, &server);
  g_assert_cmpstr (server.host, ==, "127.0.92.1");
  g_assert_cmpstr (server.proxy, ==, "http://127.0.92.1:1");

  door_client_fail (fx->caller, "SetServer",
                    g_variant_new ("(s@a{sv})", OWN,
                                   one_option ("proxy", g_variant_new_string ("socks4://h:1"))),
                    "InvalidProxy");
  door_client_fail (fx->caller, "SetServer", g_variant_new ("(s@a{sv})", "x@y.example", no_options ()),
                    "NotFound");
  chat_account_get_server (account, &server);
  g_assert_cmpstr (server.proxy, ==, "http://127.0.92.1:1");
}

static void
test_bad_accounts (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *const methods[] = { "EnableAccount", "RemoveAccount" };

  door_client_fail (fx->caller, "AddAccount",
                    g_variant_new ("(ss@a{sv})", "no address", "x", no_options ()),
                    "InvalidAddress");
  door_client_fail (fx->caller, "AddAccount", g_variant_new ("(ss@a{sv})", OWN, "x", no_options ()),
                    "AlreadyExists");
  /* What is not understood is refused, and not passed over. */
  door_client_fail (fx->caller, "AddAccount",
                    g_variant_new ("(ss@a{sv})", "bea@office.example", "x",
                                   one_option ("hots", g_variant_new_string ("localhost"))),
                    "Unsupported");
  door_client_fail (fx->caller, "AddAccount",
                    g_variant_new ("(ss@a{sv})", "bea@office.example", "x",
                                   one_option ("port", g_variant_new_int32 (5222))),
                    "Unsupported");
  door_client_fail (fx->caller, "AddAccount",
                    g_variant_new ("(ss@a{sv})", "bea@office.example", "x",
                                   one_option ("tls", g_variant_new_string ("none"))),
                    "Unsupported");
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    door_client_fail (fx->caller, methods[i], g_variant_new ("(sb)", "x@y.example", TRUE),
                      "NotFound");
  door_client_fail (fx->caller, "Reconnect", g_variant_new ("(s)", "x@y.example"), "NotFound");
  door_client_fail (fx->caller, "Reconnect", g_variant_new ("(s)", "@@@"), "NotFound");
  /* On the server it can be deleted by who is signed in alone. */
  door_client_fail (fx->caller, "RemoveAccount", g_variant_new ("(sb)", OWN, TRUE), "Offline");
}

static void
test_passwords (Fixture       *fx,
                gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);

  door_client_fail (fx->caller, "GivePassword", g_variant_new ("(ssb)", OWN, "x", FALSE), "Failed");
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_NEEDS_PASSWORD, -1);
  door_client_fail (fx->caller, "GivePassword", g_variant_new ("(ssb)", OWN, "", FALSE),
                    "NoPassword");
  door_client_do (fx->caller, "GivePassword", g_variant_new ("(ssb)", OWN, "x", FALSE));
  door_client_fail (fx->caller, "ChangePassword", g_variant_new ("(ss)", OWN, ""), "NoPassword");
  door_client_fail (fx->caller, "ChangePassword", g_variant_new ("(ss)", OWN, "y"), "Offline");
}

static void
test_certificate (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(GVariant) accounts = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *reason = NULL;

  door_client_fail (fx->caller, "AnswerCertificate", g_variant_new ("(ssb)", OWN, "00", TRUE),
                    "NotFound");
  chat_fixture_ask_trust (chat_fixture_get_account (fx->client));
  accounts = list (fx, "ListAccounts", NULL);
  assert_text (accounts, 0, "state", "needs-trust");
  assert_text (accounts, 0, "error-name", "certificate");
  fingerprint = text_of (accounts, 0, "certificate-fingerprint");
  reason = text_of (accounts, 0, "certificate-reason");
  g_assert_nonnull (fingerprint);
  g_assert_cmpstr (reason, !=, "");

  /* Only the very certificate that was looked at is let in. */
  door_client_fail (fx->caller, "AnswerCertificate", g_variant_new ("(ssb)", OWN, "00", TRUE),
                    "Certificate");
  door_client_do (fx->caller, "AnswerCertificate", g_variant_new ("(ssb)", OWN, fingerprint, TRUE));
}

static void
test_weaker (Fixture       *fx,
             gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  g_autoptr(GVariant) accounts = NULL;

  door_client_fail (fx->caller, "AcceptWeaker", g_variant_new ("(ssb)", OWN, "PLAIN", TRUE), "NotFound");
  chat_fixture_refuse_weaker (account, "PLAIN");
  accounts = list (fx, "ListAccounts", NULL);
  assert_text (accounts, 0, "error-name", "weaker");
  assert_text (accounts, 0, "weaker-mechanism", "PLAIN");

  /* Only what was looked at will do. */
  door_client_fail (fx->caller, "AcceptWeaker", g_variant_new ("(ssb)", OWN, "SCRAM-SHA-1", TRUE), "Weaker");
  g_assert_null (chat_account_get_usual (account));
  door_client_do (fx->caller, "AcceptWeaker", g_variant_new ("(ssb)", OWN, "PLAIN", TRUE));
  g_assert_cmpstr (chat_account_get_usual (account), ==, "PLAIN");
}

static void
test_register (Fixture       *fx,
               gconstpointer  data)
{
  GVariantDict dict;

  door_client_fail (fx->caller, "RegisterAccount",
                    g_variant_new ("(ss@a{sv})", "bea", "x", no_options ()), "InvalidAddress");
  door_client_fail (fx->caller, "RegisterAccount",
                    g_variant_new ("(ss@a{sv})", "bea@a.example/phone", "x", no_options ()),
                    "InvalidAddress");
  door_client_fail (fx->caller, "RegisterAccount",
                    g_variant_new ("(ss@a{sv})", "bea@a.example", "", no_options ()), "NoPassword");
  door_client_fail (fx->caller, "RegisterAccount",
                    g_variant_new ("(ss@a{sv})", "bea@a.example", "x",
                                   one_option ("remember", g_variant_new_boolean (FALSE))),
                    "Unsupported");

  /* Nobody listens there. */
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "host", "s", "127.0.0.1");
  g_variant_dict_insert (&dict, "port", "q", 1);
  door_client_fail (fx->caller, "RegisterAccount",
                    g_variant_new ("(ss@a{sv})", "bea@a.example", "x", g_variant_dict_end (&dict)),
                    "Unreachable");
}

static void
test_presence (Fixture       *fx,
               gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);

  door_client_do (fx->caller, "SetPresence", g_variant_new ("(sss)", "", "away", "At lunch"));
  g_assert_cmpint (chat_account_get_presence (account), ==, CHAT_PRESENCE_AWAY);
  g_assert_cmpstr (chat_account_get_status (account), ==, "At lunch");
  door_client_do (fx->caller, "SetPresence", g_variant_new ("(sss)", OWN, "do-not-disturb", ""));
  g_assert_cmpint (chat_account_get_presence (account), ==, CHAT_PRESENCE_DO_NOT_DISTURB);
  g_assert_null (chat_account_get_status (account));
  door_client_fail (fx->caller, "SetPresence", g_variant_new ("(sss)", "", "sideways", ""),
                    "Failed");
  door_client_fail (fx->caller, "SetPresence", g_variant_new ("(sss)", "x@y.example", "away", ""),
                    "NotFound");
}

static void
test_contacts (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(GVariant) contacts = list (fx, "ListContacts", g_variant_new ("(s)", ""));
  g_autoptr(GVariant) more = NULL;
  const char *none[] = { NULL };

  g_assert_cmpuint (g_variant_n_children (contacts), ==, 3);
  assert_text (contacts, 0, "address", FIRST);
  assert_text (contacts, 0, "name", "Marta Ruiz");
  assert_text (contacts, 0, "subscription", "both");
  door_client_fail (fx->caller, "ListContacts", g_variant_new ("(s)", "x@y.example"), "NotFound");

  door_client_fail (fx->caller, "AddContact",
                    g_variant_new ("(sss^as)", "", "no address", "", none), "InvalidAddress");
  door_client_fail (fx->caller, "AddContact",
                    g_variant_new ("(sss^as)", "", "lea@example.org", "", none), "Offline");
  door_client_fail (fx->caller, "ChangeContact",
                    g_variant_new ("(ss@a{sv})", "", "lea@example.org", no_options ()), "NotFound");
  door_client_fail (fx->caller, "ChangeContact",
                    g_variant_new ("(ss@a{sv})", "", FIRST,
                                   one_option ("nam", g_variant_new_string ("M"))), "Unsupported");
  door_client_fail (fx->caller, "ChangeContact",
                    g_variant_new ("(ss@a{sv})", "", FIRST,
                                   one_option ("name", g_variant_new_string ("M"))), "Offline");
  door_client_fail (fx->caller, "RemoveContact", g_variant_new ("(ss)", "", "lea@example.org"),
                    "NotFound");
  door_client_fail (fx->caller, "RemoveContact", g_variant_new ("(ss)", "", FIRST), "Offline");
  door_client_fail (fx->caller, "BlockContact", g_variant_new ("(ssbb)", "", "@@@", TRUE, FALSE),
                    "InvalidAddress");
  door_client_fail (fx->caller, "BlockContact", g_variant_new ("(ssbb)", "", FIRST, TRUE, FALSE),
                    "Offline");

  /* Nobody is let in who did not ask. */
  door_client_fail (fx->caller, "AnswerRequest", g_variant_new ("(ssb)", "", FIRST, TRUE),
                    "NotFound");
  chat_fixture_add_request (fx->client, "lea@example.org", "It is me");
  more = list (fx, "ListContacts", g_variant_new ("(s)", OWN));
  g_assert_cmpuint (g_variant_n_children (more), ==, 4);
  door_client_fail (fx->caller, "AnswerRequest",
                    g_variant_new ("(ssb)", "", "lea@example.org", TRUE), "Offline");
}

static void
test_blocked (Fixture       *fx,
              gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, chat_fixture_get_account (fx->client),
                                  "spam@example.org", NULL);
  g_autoptr(GVariant) contacts = NULL;

  chat_contact_set_blocked (chat_conversation_get_contact (conversation), TRUE);
  contacts = list (fx, "ListContacts", g_variant_new ("(s)", ""));
  g_assert_cmpuint (g_variant_n_children (contacts), ==, 4);
  assert_text (contacts, 3, "address", "spam@example.org");
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", "spam@example.org", "x", no_options ()),
                    "Blocked");
}

static void
test_several_accounts (Fixture       *fx,
                       gconstpointer  data)
{
  ChatAccount *second = chat_fixture_add_account (fx->client, "ana@home.example");
  const char *const groups[] = { NULL };
  g_autoptr(GVariant) answer = NULL;

  /* Who has the contact is meant. */
  answer = door_client_call (fx->caller, "SendMessage",
                             g_variant_new ("(sss@a{sv})", "", FIRST, "x", no_options ()));
  g_assert_nonnull (chat_client_find_conversation (fx->client, OWN, FIRST));

  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", "lea@example.org", "x", no_options ()),
                    "NotFound");
  chat_contact_set_roster (chat_account_get_contact (second, FIRST), "Marta", groups,
                           CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", FIRST, "x", no_options ()), "NotFound");
  g_clear_pointer (&answer, g_variant_unref);
  answer = door_client_call (fx->caller, "SendMessage",
                             g_variant_new ("(sss@a{sv})", "ana@home.example", FIRST, "x",
                                            no_options ()));
}

static void
test_send (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) messages = NULL;
  g_autoptr(GVariant) conversations = NULL;
  g_autofree char *huge = g_strnfill (5 * 1024 * 1024, 'x');
  const char *id;

  answer = door_client_call (fx->caller, "SendMessage",
                             g_variant_new ("(sss@a{sv})", "", "Lea@Example.ORG",
                                            "línea uno\nlínea dos", no_options ()));
  g_variant_get (answer, "(&s)", &id);
  messages = list (fx, "GetHistory", g_variant_new ("(ssus)", "", "lea@example.org", 10, ""));
  g_assert_cmpuint (g_variant_n_children (messages), ==, 1);
  assert_text (messages, 0, "id", id);
  assert_text (messages, 0, "body", "línea uno\nlínea dos");
  assert_text (messages, 0, "state", "queued");
  assert_text (messages, 0, "with", "lea@example.org");
  conversations = list (fx, "ListConversations", NULL);
  assert_text (conversations, 0, "address", "lea@example.org");

  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", FIRST, "", no_options ()), "Failed");
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", FIRST, " \n\t", no_options ()), "Failed");
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", "@@@", "x", no_options ()), "InvalidAddress");
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "x@y.example", FIRST, "x", no_options ()),
                    "NotFound");
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", FIRST, huge, no_options ()), "TooLarge");
  /* Who wants it encrypted must not find it sent in clear. */
  door_client_fail (fx->caller, "SendMessage",
                    g_variant_new ("(sss@a{sv})", "", FIRST, "x",
                                   one_option ("encrypt", g_variant_new_string ("omemo"))),
                    "Unsupported");
}

static char *
correct (Fixture    *fx,
         const char *id,
         const char *text)
{
  g_autoptr(GVariant) options =
    g_variant_ref_sink (one_option ("correct", g_variant_new_string (id)));
  g_autoptr(GVariant) answer =
    door_client_call (fx->caller, "SendMessage",
                      g_variant_new ("(sss@a{sv})", "", FIRST, text, options));
  char *correction = NULL;

  g_variant_get (answer, "(s)", &correction);
  return correction;
}

/* The rows of the whole history, by pages; each begins before the one that was read last. */
static GPtrArray *
read_all (Fixture  *fx,
          guint     page,
          gboolean  by_row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *before = g_strdup ("");

  while (TRUE)
    {
      g_autoptr(GVariant) messages =
        list (fx, "GetHistory", g_variant_new ("(ssus)", "", FIRST, page, before));
      gsize n = g_variant_n_children (messages);
      gint64 last_row = 0;

      g_assert_cmpuint (n, <=, MAX (page, 1));
      if (n == 0)
        break;
      for (gsize i = 0; i < n; i++)
        {
          g_autoptr(GVariant) message = g_variant_get_child_value (messages, i);
          gint64 row = 0;

          g_assert_true (g_variant_lookup (message, "row", "x", &row));
          g_assert_cmpint (row, >, last_row);
          last_row = row;
          g_ptr_array_insert (rows, (int) i, g_strdup_printf ("#%" G_GINT64_FORMAT, row));
        }
      g_free (before);
      before = by_row ? g_strdup (g_ptr_array_index (rows, 0)) : text_of (messages, 0, "id");
    }
  return rows;
}

static void
test_history (Fixture       *fx,
              gconstpointer  data)
{
  static const guint pages[] = { 0, 7, 99, 100, 101, 1000, G_MAXUINT };
  g_autoptr(GVariant) nothing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr(GPtrArray) by_row = read_all (fx, pages[i], TRUE);

      g_assert_cmpuint (by_row->len, ==, N_MESSAGES);
    }
  g_ptr_array_unref (read_all (fx, 60, FALSE));

  nothing = list (fx, "GetHistory", g_variant_new ("(ssus)", "", "nobody@office.example", 10, ""));
  g_assert_cmpuint (g_variant_n_children (nothing), ==, 0);
  g_assert_null (chat_client_find_conversation (fx->client, OWN, "nobody@office.example"));
  door_client_fail (fx->caller, "GetHistory", g_variant_new ("(ssus)", "", "@@@", 10, ""),
                    "InvalidAddress");
  door_client_fail (fx->caller, "GetHistory", g_variant_new ("(ssus)", "", FIRST, 10, "no-such-id"),
                    "NotFound");
  door_client_fail (fx->caller, "GetHistory", g_variant_new ("(ssus)", "", FIRST, 10, "#999999999"),
                    "NotFound");
  door_client_fail (fx->caller, "GetHistory", g_variant_new ("(ssus)", "", FIRST, 10, "#no row"),
                    "NotFound");
  door_client_fail (fx->caller, "GetHistory",
                    g_variant_new ("(ssus)", "", "nobody@office.example", 10, "some-id"),
                    "NotFound");
}

/* What only the server may have is not said to be nowhere while nobody can ask it. */
static void
test_server_has_more (Fixture       *fx,
                      gconstpointer  data)
{
  chat_account_note_older (chat_fixture_get_account (fx->client), TRUE);
  door_client_fail (fx->caller, "GetHistory", g_variant_new ("(ssus)", "", FIRST, 10, "far-back"),
                    "Offline");
  door_client_fail (fx->caller, "GetVersions", g_variant_new ("(sss)", "", FIRST, "far-back"),
                    "Offline");
}

/* However long the messages are, an answer stays small enough for the bus. */
static void
test_long_history (Fixture       *fx,
                   gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  g_autofree char *body = g_strnfill (60 * 1024, 'x');
  g_autofree char *before = g_strdup ("");
  guint n_all = 0, n_answers = 0;
  gsize n;

  for (guint i = 0; i < 100; i++)
    chat_fixture_receive (fx->client, conversation, body);
  do
    {
      g_autoptr(GVariant) messages =
        list (fx, "GetHistory",
              g_variant_new ("(ssus)", "", chat_conversation_get_address (conversation), 1000,
                             before));

      n = g_variant_n_children (messages);
      g_assert_cmpuint (g_variant_get_size (messages), <, 8 * 1024 * 1024);
      g_free (before);
      before = n > 0 ? text_of (messages, 0, "id") : NULL;
      n_all += n;
      n_answers++;
    }
  while (n > 0);
  g_assert_cmpuint (n_all, ==, 101);
  g_assert_cmpuint (n_answers, >, 2);
}

static GVariant *
versions (Fixture    *fx,
          const char *id)
{
  return list (fx, "GetVersions", g_variant_new ("(sss)", "", FIRST, id));
}

/* However far back it lies; by its id, by that of what corrected it, and by its row. */
static void
test_versions (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *correction = correct (fx, OLD_OWN, "Said better");
  g_autoptr(GPtrArray) rows = read_all (fx, 1000, TRUE);
  const char *names[] = { OLD_OWN, correction, g_ptr_array_index (rows, OLD_OWN_POSITION) };
  g_autoptr(GVariant) never = versions (fx, "message-" FIRST "-2");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GVariant) found = versions (fx, names[i]);

      g_assert_cmpuint (g_variant_n_children (found), ==, 2);
      assert_text (found, 0, "id", "");
      assert_text (found, 1, "id", correction);
      assert_text (found, 1, "body", "Said better");
    }
  g_assert_cmpuint (g_variant_n_children (never), ==, 0);

  door_client_fail (fx->caller, "GetVersions", g_variant_new ("(sss)", "", FIRST, "no-such-id"),
                    "NotFound");
  door_client_fail (fx->caller, "GetVersions", g_variant_new ("(sss)", "", FIRST, "#999999999"),
                    "NotFound");
  /* It is there, but not in that conversation. */
  door_client_fail (fx->caller, "GetVersions",
                    g_variant_new ("(sss)", "", SECOND, g_ptr_array_index (rows, 0)), "NotFound");
  door_client_fail (fx->caller, "GetVersions", g_variant_new ("(sss)", "", SECOND, OLD_OWN),
                    "NotFound");
  door_client_fail (fx->caller, "GetVersions",
                    g_variant_new ("(sss)", "", "nobody@office.example", OLD_OWN), "NotFound");
}

static void
test_search (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GVariant) all = list (fx, "Search", g_variant_new ("(sssu)", "share", "", "", 1000));
  g_autoptr(GVariant) few = list (fx, "Search", g_variant_new ("(sssu)", "share", "", "", 3));
  g_autoptr(GVariant) with = NULL;
  g_autoptr(GVariant) of = NULL;
  g_autoptr(GVariant) nobody = NULL;
  g_autoptr(GVariant) nothing = NULL;
  g_autoptr(GVariant) other = NULL;

  g_assert_cmpuint (g_variant_n_children (all), ==, 3 * N_MESSAGES / 10);
  g_assert_cmpuint (g_variant_n_children (few), ==, 3);
  with = list (fx, "Search", g_variant_new ("(sssu)", "share", "", FIRST, 1000));
  g_assert_cmpuint (g_variant_n_children (with), ==, N_MESSAGES / 10);
  of = list (fx, "Search", g_variant_new ("(sssu)", "share", OWN, "", 1000));
  g_assert_cmpuint (g_variant_n_children (of), ==, 3 * N_MESSAGES / 10);
  nobody = list (fx, "Search", g_variant_new ("(sssu)", "share", "", "lea@example.org", 10));
  g_assert_cmpuint (g_variant_n_children (nobody), ==, 0);
  g_assert_null (chat_client_find_conversation (fx->client, OWN, "lea@example.org"));
  nothing = list (fx, "Search", g_variant_new ("(sssu)", "", "", "", 10));
  g_assert_cmpuint (g_variant_n_children (nothing), ==, 0);

  chat_fixture_add_account (fx->client, "ana@home.example");
  other = list (fx, "Search", g_variant_new ("(sssu)", "share", "ana@home.example", "", 10));
  g_assert_cmpuint (g_variant_n_children (other), ==, 0);
  door_client_fail (fx->caller, "Search", g_variant_new ("(sssu)", "share", "x@y.example", "", 10),
                    "NotFound");
  door_client_fail (fx->caller, "Search", g_variant_new ("(sssu)", "share", OWN, "@@@", 10),
                    "InvalidAddress");
}

static void
test_set (Fixture       *fx,
          gconstpointer  data)
{
  ChatConversation *conversation = chat_client_find_conversation (fx->client, OWN, FIRST);

  door_client_do (fx->caller, "SetPinned", g_variant_new ("(ssb)", "", FIRST, TRUE));
  g_assert_true (chat_conversation_get_pinned (conversation));
  door_client_do (fx->caller, "SetMuted", g_variant_new ("(ssb)", "", FIRST, TRUE));
  g_assert_cmpint (chat_conversation_get_muted_until (conversation), ==, G_MAXINT64);
  door_client_do (fx->caller, "SetMuted", g_variant_new ("(ssb)", "", FIRST, FALSE));
  g_assert_cmpint (chat_conversation_get_muted_until (conversation), ==, 0);
  door_client_fail (fx->caller, "SetPinned", g_variant_new ("(ssb)", "", "@@@", TRUE),
                    "InvalidAddress");
  door_client_fail (fx->caller, "SetMuted",
                    g_variant_new ("(ssb)", "", "nobody@office.example", TRUE), "NotFound");
}

static void
test_mark_read (Fixture       *fx,
                gconstpointer  data)
{
  ChatConversation *conversation = chat_client_find_conversation (fx->client, OWN, FIRST);

  chat_fixture_receive (fx->client, conversation, "New");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), >, 0);
  door_client_do (fx->caller, "MarkRead", g_variant_new ("(ss)", "", FIRST));
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 0);
  door_client_do (fx->caller, "MarkRead", g_variant_new ("(ss)", "", "nobody@office.example"));
  door_client_fail (fx->caller, "MarkRead", g_variant_new ("(ss)", "", "@@@"), "InvalidAddress");
}

/* A call waits: it has reached the door, and is not answered. */
static void
assert_waits (Fixture *fx,
              GTask   *begun)
{
  door_client_settle (fx->caller);
  g_assert_false (door_client_is_done (begun));
}

static void
test_wait_account (Fixture       *fx,
                   gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  g_autoptr(GVariant) online = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) entry = NULL;
  g_autofree char *name = NULL;
  const char *state;
  GTask *waiting;

  online = door_client_call (fx->caller, "WaitForAccount", g_variant_new ("(su)", OWN, 10));
  door_client_fail (fx->caller, "WaitForAccount", g_variant_new ("(su)", "x@y.example", 10),
                    "NotFound");

  chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  door_client_fail (fx->caller, "WaitForAccount", g_variant_new ("(su)", OWN, 0), "Timeout");
  waiting = door_client_begin (fx->caller, "WaitForAccount", g_variant_new ("(su)", OWN, 60));
  assert_waits (fx, waiting);
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_FAILED, CHAT_ERROR_UNKNOWN_HOST);
  answer = door_client_take (waiting, NULL);
  entry = g_variant_get_child_value (answer, 0);
  g_assert_true (g_variant_lookup (entry, "state", "&s", &state));
  g_assert_cmpstr (state, ==, "failed");
  g_assert_true (g_variant_lookup (entry, "error-name", "&s", &state));
  g_assert_cmpstr (state, ==, "unknown-host");

  chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  waiting = door_client_begin (fx->caller, "WaitForAccount", g_variant_new ("(su)", OWN, 60));
  assert_waits (fx, waiting);
  door_client_do (fx->caller, "RemoveAccount", g_variant_new ("(sb)", OWN, FALSE));
  g_variant_unref (answer);
  answer = door_client_take (waiting, &name);
  g_assert_true (answer != NULL || g_str_equal (name, "im.charla.Error.NotFound"));
}

static void
test_wait_message (Fixture       *fx,
                   gconstpointer  data)
{
  ChatConversation *conversation;
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GVariant) sent = NULL;
  g_autoptr(GVariant) reached = NULL;
  g_autofree char *name = NULL;
  const char *id, *word;
  GTask *waiting;

  sent = door_client_call (fx->caller, "SendMessage",
                           g_variant_new ("(sss@a{sv})", "", FIRST, "x", no_options ()));
  g_variant_get (sent, "(&s)", &id);
  conversation = chat_client_find_conversation (fx->client, OWN, FIRST);
  timeline = chat_conversation_open_timeline (conversation);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  message = g_list_model_get_item (G_LIST_MODEL (timeline),
                                   g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  g_assert_cmpstr (chat_message_get_message_id (message), ==, id);

  door_client_fail (fx->caller, "WaitForMessage",
                    g_variant_new ("(ssssu)", "", FIRST, id, "received", 10), "Failed");
  door_client_fail (fx->caller, "WaitForMessage",
                    g_variant_new ("(ssssu)", "", FIRST, "no-such-id", "sent", 10), "NotFound");
  door_client_fail (fx->caller, "WaitForMessage",
                    g_variant_new ("(ssssu)", "", "nobody@office.example", id, "sent", 10),
                    "NotFound");
  door_client_fail (fx->caller, "WaitForMessage",
                    g_variant_new ("(ssssu)", "", FIRST, id, "sent", 1), "Timeout");

  waiting = door_client_begin (fx->caller, "WaitForMessage",
                               g_variant_new ("(ssssu)", "", FIRST, id, "delivered", 60));
  assert_waits (fx, waiting);
  chat_fixture_set_message_state (message, CHAT_MESSAGE_SENT, NULL);
  g_signal_emit_by_name (fx->client, "message-changed", conversation, message);
  assert_waits (fx, waiting);
  chat_fixture_set_message_state (message, CHAT_MESSAGE_DISPLAYED, NULL);
  g_signal_emit_by_name (fx->client, "message-changed", conversation, message);
  reached = door_client_take (waiting, NULL);
  g_variant_get (reached, "(&s)", &word);
  g_assert_cmpstr (word, ==, "displayed");

  waiting = door_client_begin (fx->caller, "WaitForMessage",
                               g_variant_new ("(ssssu)", "", FIRST, id, "sent", 60));
  g_variant_unref (reached);
  reached = door_client_take (waiting, NULL);
  g_assert_nonnull (reached);
  g_variant_unref (reached);
  reached = door_client_call (fx->caller, "WaitForMessage",
                              g_variant_new ("(ssssu)", "", FIRST, OLD_OWN, "sent", 60));
  g_variant_get (reached, "(&s)", &word);
  g_assert_cmpstr (word, ==, "displayed");

  chat_fixture_set_message_state (message, CHAT_MESSAGE_FAILED, "Nobody is there.");
  door_client_fail (fx->caller, "WaitForMessage",
                    g_variant_new ("(ssssu)", "", FIRST, id, "sent", 60), "Refused");
}

/* Who no longer listens keeps nothing alive. */
static void
test_caller_vanishes (Fixture       *fx,
                      gconstpointer  data)
{
  guint n_references = G_OBJECT (fx->client)->ref_count;
  GTask *waiting;

  chat_fixture_set_account_state (chat_fixture_get_account (fx->client), CHAT_ACCOUNT_CONNECTING,
                                  -1);
  waiting = door_client_begin (fx->caller, "WaitForAccount", g_variant_new ("(su)", OWN, 3600));
  assert_waits (fx, waiting);
  g_assert_cmpuint (G_OBJECT (fx->client)->ref_count, >, n_references);
  g_clear_pointer (&fx->caller, door_client_free);
  while (G_OBJECT (fx->client)->ref_count > n_references)
    g_main_context_iteration (NULL, TRUE);
  g_variant_unref (g_variant_ref_sink (g_variant_new_boolean (TRUE)));
  g_assert_null (door_client_take (waiting, NULL));
}

static void
test_watch (Fixture       *fx,
            gconstpointer  data)
{
  ChatConversation *conversation = chat_client_find_conversation (fx->client, OWN, FIRST);
  ChatContact *contact = chat_conversation_get_contact (conversation);
  DoorClient *other = door_client_new ();
  g_autoptr(GVariant) sent = NULL;
  guint n;

  chat_fixture_receive (fx->client, conversation, "Before");
  door_client_do (fx->caller, "Watch", NULL);
  door_client_do (fx->caller, "Watch", NULL); /* twice is once */

  chat_fixture_receive (fx->client, conversation, "Heard");
  door_client_wait_event (fx->caller, "message", "body", "Heard");
  chat_fixture_set_typing (conversation, CHAT_TYPING_COMPOSING);
  door_client_wait_event (fx->caller, "typing", "typing", "composing");
  chat_fixture_add_request (fx->client, "lea@example.org", NULL);
  door_client_wait_event (fx->caller, "contact-request", "address", "lea@example.org");
  chat_fixture_set_account_state (chat_fixture_get_account (fx->client), CHAT_ACCOUNT_WAITING,
                                  CHAT_ERROR_NO_NETWORK);
  door_client_wait_event (fx->caller, "account", "error-name", "no-network");

  /* Presence and status are one event. */
  n = fx->caller->events->len;
  chat_fixture_set_presence (contact, CHAT_PRESENCE_CHATTY, "Come in");
  door_client_wait_event (fx->caller, "contact", "status", "Come in");
  door_client_settle (fx->caller);
  g_assert_cmpuint (fx->caller->events->len, ==, n + 1);

  /* Of accounts and contacts that come later, too. */
  chat_fixture_add_account (fx->client, "ana@home.example");
  door_client_do (fx->caller, "EnableAccount", g_variant_new ("(sb)", "ana@home.example", FALSE));
  chat_fixture_set_account_state (chat_client_get_account (fx->client, "ana@home.example"),
                                  CHAT_ACCOUNT_FAILED, CHAT_ERROR_NOT_XMPP);
  door_client_wait_event (fx->caller, "account", "address", "ana@home.example");
  door_client_do (fx->caller, "RemoveAccount", g_variant_new ("(sb)", "ana@home.example", FALSE));

  /* Told to nobody else. */
  door_client_settle (other);
  g_assert_cmpuint (other->events->len, ==, 0);

  /* Nobody watches, nothing is made. */
  g_clear_pointer (&fx->caller, door_client_free);
  while (g_signal_has_handler_pending (fx->client,
                                       g_signal_lookup ("message", CHAT_TYPE_CLIENT), 0, FALSE))
    g_main_context_iteration (NULL, TRUE);
  fx->caller = other;
}

static void
open_cb (DesktopDoor *door,
         const char  *link,
         Fixture     *fx)
{
  g_free (fx->link);
  fx->link = g_strdup (link);
}

static void
quit_cb (DesktopDoor *door,
         Fixture     *fx)
{
  fx->n_signals++;
}

static gboolean
has_windows (Fixture *fx)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GDBusProxy) proxy = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GVariant) value = NULL;

  g_dbus_proxy_new (fx->caller->bus, G_DBUS_PROXY_FLAGS_NONE, NULL,
                    g_dbus_connection_get_unique_name (bus), "/im/charla/Charla1",
                    "im.charla.Charla1", NULL, chat_fixture_result_cb, &result);
  proxy = g_dbus_proxy_new_finish (chat_fixture_wait_result (&result), NULL);
  value = g_dbus_proxy_get_cached_property (proxy, "HasWindows");
  return g_variant_get_boolean (value);
}

static void
test_open_and_quit (Fixture       *fx,
                    gconstpointer  data)
{
  door_client_fail (fx->caller, "Open", g_variant_new ("(s)", ""), "Unsupported");
  g_assert_false (has_windows (fx));
  g_signal_connect (fx->door, "open", G_CALLBACK (open_cb), fx);
  g_assert_true (has_windows (fx));
  door_client_do (fx->caller, "Open", g_variant_new ("(s)", "xmpp:lea@example.org"));
  g_assert_cmpstr (fx->link, ==, "xmpp:lea@example.org");

  g_signal_connect (fx->door, "quit", G_CALLBACK (quit_cb), fx);
  door_client_do (fx->caller, "Quit", NULL);
  g_assert_cmpuint (fx->n_signals, ==, 1);
}

/* The door before its model is ready. */
typedef struct {
  char        *folder;
  ChatClient  *client;
  DesktopDoor *door;
  DoorClient  *caller;
} Early;

static void
early_set_up (Early         *early,
              gconstpointer  data)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  early->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  early->client = chat_client_new (early->folder, NULL);
  early->door = desktop_door_new (early->client);
  g_assert_true (desktop_door_export (early->door, bus, NULL));
  early->caller = door_client_new ();
}

static void
early_tear_down (Early         *early,
                 gconstpointer  data)
{
  door_client_free (early->caller);
  g_clear_object (&early->door);
  if (chat_client_get_ready (early->client))
    chat_fixture_stop (&early->client);
  g_clear_object (&early->client);
  chat_fixture_remove_folder (early->folder);
  g_free (early->folder);
}

static void
test_early_calls_wait (Early         *early,
                       gconstpointer  data)
{
  GTask *first = door_client_begin (early->caller, "ListAccounts", NULL);
  GTask *second = door_client_begin (early->caller, "GetStatus", NULL);
  g_autoptr(GVariant) accounts = NULL;
  g_autoptr(GVariant) status = NULL;

  door_client_settle (early->caller);
  g_assert_false (door_client_is_done (first));
  chat_client_start_async (early->client, NULL, NULL, NULL);
  accounts = door_client_take (first, NULL);
  status = door_client_take (second, NULL);
  g_assert_nonnull (accounts);
  g_assert_nonnull (status);
}

static void
test_early_error (Early         *early,
                  gconstpointer  data)
{
  GTask *waiting = door_client_begin (early->caller, "ListAccounts", NULL);
  g_autoptr(GError) error =
    g_error_new_literal (CHAT_ERROR, CHAT_ERROR_TOO_NEW, "Written by a later one");
  g_autofree char *name = NULL;

  door_client_settle (early->caller);
  desktop_door_set_error (early->door, error);
  g_assert_null (door_client_take (waiting, &name));
  g_assert_cmpstr (name, ==, "im.charla.Error.TooNew");
  door_client_fail (early->caller, "GetStatus", NULL, "TooNew");
  door_client_fail (early->caller, "Watch", NULL, "TooNew");
}

static void
test_early_end (Early         *early,
                gconstpointer  data)
{
  GTask *waiting = door_client_begin (early->caller, "ListAccounts", NULL);
  g_autofree char *name = NULL;

  door_client_settle (early->caller);
  g_clear_object (&early->door);
  g_assert_null (door_client_take (waiting, &name));
  g_assert_nonnull (name);
}

static const struct {
  const char *path;
  void      (*func) (Fixture *fx, gconstpointer data);
  guint       n_messages;
} tests[] = {
  { "/door/status", test_status, 0 },
  { "/door/accounts", test_accounts, 0 },
  { "/door/server", test_server, 0 },
  { "/door/bad-accounts", test_bad_accounts, 0 },
  { "/door/passwords", test_passwords, 0 },
  { "/door/certificate", test_certificate, 0 },
  { "/door/weaker", test_weaker, 0 },
  { "/door/register", test_register, 0 },
  { "/door/presence", test_presence, 0 },
  { "/door/contacts", test_contacts, 0 },
  { "/door/blocked", test_blocked, 0 },
  { "/door/several-accounts", test_several_accounts, 0 },
  { "/door/send", test_send, 0 },
  { "/door/history", test_history, N_MESSAGES },
  { "/door/server-has-more", test_server_has_more, N_MESSAGES },
  { "/door/long-history", test_long_history, 1 },
  { "/door/versions", test_versions, N_OLD },
  { "/door/search", test_search, N_MESSAGES },
  { "/door/mark-read", test_mark_read, 1 },
  { "/door/set", test_set, 1 },
  { "/door/wait-account", test_wait_account, 0 },
  { "/door/wait-message", test_wait_message, N_MESSAGES },
  { "/door/caller-vanishes", test_caller_vanishes, 0 },
  { "/door/watch", test_watch, 1 },
  { "/door/open-and-quit", test_open_and_quit, 0 },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GUINT_TO_POINTER (tests[i].n_messages), set_up,
                tests[i].func, tear_down);
  g_test_add ("/door/early/calls-wait", Early, NULL, early_set_up, test_early_calls_wait,
              early_tear_down);
  g_test_add ("/door/early/error", Early, NULL, early_set_up, test_early_error, early_tear_down);
  g_test_add ("/door/early/end", Early, NULL, early_set_up, test_early_end, early_tear_down);
  return g_test_run ();
}
