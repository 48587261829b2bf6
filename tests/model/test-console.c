/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML console: what it shows of the wire and hides, what it forgets, and what it sends. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-console.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-mock.h"

#define MAX_LINES 2000
#define MAX_BYTES (4 * 1024 * 1024)

static guint
get_n_lines (ChatConsole *console)
{
  return g_list_model_get_n_items (G_LIST_MODEL (console));
}

/* Borrowed: the console keeps it */
static ChatConsoleLine *
get_line (ChatConsole *console,
          guint        position)
{
  g_autoptr(ChatConsoleLine) line = g_list_model_get_item (G_LIST_MODEL (console), position);

  g_assert_nonnull (line);
  return line;
}

static ChatConsoleLine *
get_last (ChatConsole *console)
{
  return get_line (console, get_n_lines (console) - 1);
}

static XmppSession *
get_session (ChatAccount *account)
{
  return account->connection->session;
}

static void
hear (ChatAccount *account,
      gboolean     is_sent,
      const char  *xml)
{
  g_signal_emit_by_name (get_session (account), "traffic", is_sent, xml);
}

static gboolean
is_listened_to (ChatAccount *account)
{
  return g_signal_has_handler_pending (get_session (account),
                                       g_signal_lookup ("traffic", XMPP_TYPE_SESSION), 0, TRUE);
}

/* A whole sign-in: nothing of the password is in it, whatever the server asks. */
static void
test_secrets (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  ChatMock *mock = chat_mock_new (NULL);
  ChatConsole *console = NULL;
  guint n_masked = 0;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  g_assert_false (is_listened_to (mock->account));
  console = chat_console_new (mock->account);
  g_assert_true (is_listened_to (mock->account));
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);

  g_assert_cmpuint (get_n_lines (console), >, 10);
  for (guint i = 0; i < get_n_lines (console); i++)
    {
      ChatConsoleLine *line = get_line (console, i);
      const char *xml = chat_console_line_get_xml (line);

      g_assert_cmpuint (chat_console_line_get_number (line), ==, i + 1);
      g_assert_null (strstr (xml, MOCK_PASSWORD));
      if (g_str_has_prefix (xml, "<auth") || g_str_has_prefix (xml, "<response")
          || g_str_has_prefix (xml, "<challenge") || g_str_has_prefix (xml, "<success"))
        {
          g_assert_nonnull (strstr (xml, ">…</"));
          n_masked++;
        }
    }
  g_assert_cmpuint (n_masked, >=, 4);

  g_assert_finalize_object (console);
  g_assert_false (is_listened_to (mock->account));
  chat_mock_free (mock);
}

static void
test_lines (void)
{
  static const struct {
    const char      *xml;
    const char      *shown;
    ChatConsoleKind  kind;
  } cases[] = {
    { "<message/>", "<message/>", CHAT_CONSOLE_MESSAGE },
    { "<messages/>", "<messages/>", CHAT_CONSOLE_CONNECTION },
    { "<presence type='unavailable'/>", "<presence type='unavailable'/>", CHAT_CONSOLE_PRESENCE },
    { "<iq id='1'><query xmlns='a'><item/><item><b>x &lt; y</b></item></query></iq>",
      "<iq id='1'>\n  <query xmlns='a'>\n    <item/>\n    <item>\n      <b>x &lt; y</b>\n"
      "    </item>\n  </query>\n</iq>", CHAT_CONSOLE_REQUEST },
    { "<message><body>a<b/>c</body></message>",
      "<message>\n  <body>a<b/>c</body>\n</message>", CHAT_CONSOLE_MESSAGE },
    { "<?xml version='1.0'?><stream:stream to='a'>",
      "<?xml version='1.0'?>\n<stream:stream to='a'>", CHAT_CONSOLE_CONNECTION },
    { "</stream:stream>", "</stream:stream>", CHAT_CONSOLE_CONNECTION },
    { "", "", CHAT_CONSOLE_CONNECTION },
  };
  ChatClient *client = chat_fixture_new_client_with (1, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  ChatConsole *console = chat_console_new (account);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      hear (account, i % 2 == 0, cases[i].xml);
      g_assert_cmpuint (get_n_lines (console), ==, i + 1);
      g_assert_cmpstr (chat_console_line_get_xml (get_last (console)), ==, cases[i].shown);
      g_assert_cmpint (chat_console_line_get_kind (get_last (console)), ==, cases[i].kind);
      g_assert_true (chat_console_line_is_sent (get_last (console)) == (i % 2 == 0));
      g_assert_false (chat_console_line_is_cut (get_last (console)));
      g_assert_cmpint (chat_console_line_get_time (get_last (console)), >, 0);
    }

  /* What happens meanwhile is not recorded, and costs nothing. */
  chat_console_set_paused (console, TRUE);
  g_assert_false (is_listened_to (account));
  hear (account, TRUE, "<message/>");
  g_assert_cmpuint (get_n_lines (console), ==, G_N_ELEMENTS (cases));
  chat_console_set_paused (console, FALSE);
  hear (account, TRUE, "<message/>");
  g_assert_cmpuint (get_n_lines (console), ==, G_N_ELEMENTS (cases) + 1);

  chat_console_clear (console);
  g_assert_cmpuint (get_n_lines (console), ==, 0);
  chat_console_clear (console);
  g_assert_finalize_object (console);
  chat_fixture_clear_client (&client);
}

static gsize
count_bytes (ChatConsole *console)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < get_n_lines (console); i++)
    n_bytes += strlen (chat_console_line_get_xml (get_line (console, i)));
  return n_bytes;
}

/* Whatever comes, only so much is kept. */
static void
test_bounded (void)
{
  ChatClient *client = chat_fixture_new_client_with (1, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  ChatConsole *console = chat_console_new (account);
  g_autoptr(GString) huge = g_string_new ("<message><body>");
  g_autoptr(GString) deep = g_string_new (NULL);

  for (guint i = 0; i < MAX_LINES + 500; i++)
    hear (account, FALSE, "<message/>");
  g_assert_cmpuint (get_n_lines (console), ==, MAX_LINES);
  g_assert_cmpuint (chat_console_line_get_number (get_line (console, 0)), ==, 501);

  while (huge->len < 1024 * 1024)
    g_string_append (huge, "ñandú ");
  for (guint i = 0; i < 100; i++)
    {
      hear (account, FALSE, huge->str);
      g_assert_true (chat_console_line_is_cut (get_last (console)));
      g_assert_true (g_utf8_validate (chat_console_line_get_xml (get_last (console)), -1, NULL));
      g_assert_cmpuint (count_bytes (console), <=, MAX_BYTES);
    }

  /* Nothing grows by the square of the depth. */
  for (guint i = 0; i < 10000; i++)
    g_string_append (deep, "<a>");
  hear (account, FALSE, deep->str);
  g_assert_cmpuint (strlen (chat_console_line_get_xml (get_last (console))), <, 1024 * 1024);
  g_assert_cmpuint (count_bytes (console), <=, MAX_BYTES);
  g_assert_finalize_object (console);
  chat_fixture_clear_client (&client);
}

static void
test_refuses (void)
{
  static const char *const bad[] = {
    "", " ", "hello", "<message>", "<message/> and", "<a/>", "<message xmlns='other'/>",
    "<message/></console><console xmlns='jabber:client'>", "</console>", "<!-- x --><message/>",
    "<?x y?><message/>", "<!DOCTYPE x><message/>", "<message>&nbsp;</message>",
    "<stream:stream/>", "<r xmlns='urn:xmpp:sm:3'/>", "<message a='1' a='2'/>",
    "<message>\xff</message>", "<message>\x01</message>", "<message/><auth/>",
  };
  ChatClient *client = chat_fixture_new_client_with (1, 0);
  g_autoptr(ChatConsole) console = chat_console_new (chat_fixture_get_account (client));
  g_autofree char *long_text = g_strnfill (65 * 1024, ' ');
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GError) too_long = NULL;
  g_autoptr(GError) too_many = NULL;
  g_autoptr(GError) offline = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (chat_console_send (console, bad[i], &error));
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_XML);
    }

  g_assert_false (chat_console_send (console, long_text, &too_long));
  g_assert_error (too_long, CHAT_ERROR, CHAT_ERROR_TOO_LARGE);
  for (guint i = 0; i < 21; i++)
    g_string_append (many, "<message/>");
  g_assert_false (chat_console_send (console, many->str, &too_many));
  g_assert_error (too_many, CHAT_ERROR, CHAT_ERROR_TOO_LARGE);
  g_assert_false (chat_console_send (console, "<message/>", &offline));
  g_assert_error (offline, CHAT_ERROR, CHAT_ERROR_OFFLINE);
  g_clear_object (&console);
  chat_fixture_clear_client (&client);
}

static void
test_sends (void)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<message to='romeo@montague.lit' type='headline'><body>a &lt; b</body>"
                  "<x xmlns='custom'><y/></x></message>"),
    SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>" CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatConsole) console = chat_console_new (mock->account);
  g_autoptr(GError) error = NULL;
  guint n_sent = 0;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  g_assert_true (chat_console_send (console,
                                    "<message to='romeo@montague.lit' type='headline'>"
                                    "<body>a &lt; b</body><x xmlns='custom'><y/></x></message>\n"
                                    " <iq type='get' to='capulet.lit' xmlns='jabber:client'>"
                                    "<ping xmlns='urn:xmpp:ping'/></iq>", &error));
  g_assert_no_error (error);
  chat_mock_wait_played (mock);

  /* Both ways are seen. */
  for (guint i = 0; i < get_n_lines (console); i++)
    n_sent += chat_console_line_is_sent (get_line (console, i));
  g_assert_cmpuint (n_sent, >=, 3);
  g_assert_cmpuint (get_n_lines (console), >, n_sent);
  g_clear_object (&console);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/console/secrets", test_secrets);
  g_test_add_func ("/model/console/lines", test_lines);
  g_test_add_func ("/model/console/bounded", test_bounded);
  g_test_add_func ("/model/console/refuses", test_refuses);
  g_test_add_func ("/model/console/sends", test_sends);

  return g_test_run ();
}
