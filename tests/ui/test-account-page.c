/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"
#include "ui-account-page.h"
#include "ui-console.h"
#include "ui-test.h"

typedef struct {
  ChatClient *client;
  GtkWindow  *window;
  GtkWidget  *page;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (1, 0);
  fx->window = GTK_WINDOW (adw_window_new ());
  fx->page = ui_account_page_new (fx->client, chat_fixture_get_account (fx->client));
  adw_window_set_content (ADW_WINDOW (fx->window), fx->page);
  gtk_window_present (fx->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->page), (gpointer *) &fx->page);
  ui_test_close (&fx->window);
  g_assert_null (fx->page);
  chat_fixture_clear_client (&fx->client);
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

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/account-page/console", Fixture, NULL, set_up, test_console, tear_down);
  return g_test_run ();
}
