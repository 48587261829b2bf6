/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "ui-account-page.h"
#include "ui-console.h"
#include "ui-test.h"
#include "xmpp-session.h"

typedef struct {
  ChatMock  *mock;
  GtkWindow *window;
  GtkWidget *page;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<iq type='get' id='*'><prefs xmlns='urn:xmpp:mam:2'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><prefs xmlns='urn:xmpp:mam:2' default='never'>"
                 "<always/><never/></prefs></iq>"),
  };

  fx->mock = chat_mock_new_online ();
  mock_server_play (fx->mock->server, play, G_N_ELEMENTS (play));
  fx->window = GTK_WINDOW (adw_window_new ());
  fx->page = ui_account_page_new (fx->mock->client, fx->mock->account);
  adw_window_set_content (ADW_WINDOW (fx->window), fx->page);
  gtk_window_present (fx->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  chat_mock_wait_played (fx->mock);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->page), (gpointer *) &fx->page);
  gtk_window_destroy (fx->window);
  ui_test_wait_for (fx->page == NULL);
  chat_mock_free (fx->mock);
}

static void
test_console (Fixture       *fx,
              gconstpointer  data)
{
  GtkWindow *console = NULL;

  g_signal_emit_by_name (ui_test_find (fx->page, ADW_TYPE_ACTION_ROW, "XML console"), "activated");
  console = ui_test_find_window (UI_TYPE_CONSOLE);
  g_assert_true (gtk_window_get_transient_for (console) == NULL);
  ui_test_close (&console);
}

static void
test_facts (Fixture       *fx,
            gconstpointer  data)
{
  XmppSession *session = fx->mock->account->connection->session;
  const char *const facts[][2] = {
    { "Server program", "Prosody" },
    { "Name of this device", xmpp_address_get_resource (xmpp_session_get_address (session)) },
    { "After an outage", "A new session" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      GtkWidget *row = ui_test_find (fx->page, ADW_TYPE_ACTION_ROW, facts[i][0]);

      g_assert_nonnull (row);
      g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, facts[i][1]));
    }
  g_assert_nonnull (ui_test_find (fx->page, ADW_TYPE_ACTION_ROW, "Signing in took"));
}

/* What is answered is told by the model's tests; here, that it is asked, and when. */
static void
test_weaker (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *button = ui_test_child (fx->page, "weaker");

  g_assert_false (gtk_widget_get_visible (button));
  chat_fixture_refuse_weaker (fx->mock->account, "SCRAM-SHA-1 <b>");
  g_assert_true (gtk_widget_get_visible (button));
  /* What is tried again as it was is refused again. */
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->page, "reconnect")));
  ui_test_click (button);
  g_assert_nonnull (ui_test_find (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG), GTK_TYPE_LABEL,
                                  "This account signed in with SCRAM-SHA-256 before. Now its server offers "
                                  "SCRAM-SHA-1 <b> at best.\n\n"
                                  "The server may be at fault. Or somebody between here and the server is "
                                  "after the password. If in doubt, ask whoever runs the server."));
  ui_test_answer (fx->window, "cancel");
  g_assert_cmpstr (chat_account_get_usual (fx->mock->account), ==, "SCRAM-SHA-256");

  ui_test_click (button);
  ui_test_answer (fx->window, "always");
  g_assert_cmpstr (chat_account_get_usual (fx->mock->account), ==, "SCRAM-SHA-1 <b>");
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/account-page/console", Fixture, NULL, set_up, test_console, tear_down);
  g_test_add ("/ui/account-page/weaker", Fixture, NULL, set_up, test_weaker, tear_down);
  g_test_add ("/ui/account-page/facts", Fixture, NULL, set_up, test_facts, tear_down);
  return g_test_run ();
}
