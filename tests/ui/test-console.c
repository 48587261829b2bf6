/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "ui-console-row.h"
#include "ui-console.h"
#include "ui-test.h"

#include <string.h>

typedef struct {
  ChatClient  *client;
  ChatAccount *account;
  UiConsole   *console;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (1, 0);
  fx->account = chat_fixture_get_account (fx->client);
  ui_console_present (NULL, fx->client, fx->account);
  fx->console = ui_test_find_window (UI_TYPE_CONSOLE);
  g_assert_nonnull (fx->console);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->console));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  if (fx->console != NULL)
    ui_test_close (&fx->console);
  chat_fixture_clear_client (&fx->client);
}

static void
hear (Fixture    *fx,
      gboolean    is_sent,
      const char *xml)
{
  g_signal_emit_by_name (fx->account->connection->session, "traffic", is_sent, xml);
  ui_test_settle ();
}

static const char *
get_page (Fixture *fx)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fx->console, "stack"));
}

/* How many rows there are whose text contains @text */
static guint
count_rows (gpointer    root,
            const char *text)
{
  guint n = 0;

  if (UI_IS_CONSOLE_ROW (root) && gtk_widget_get_child_visible (root))
    {
      GtkLabel *label = ui_test_find (root, GTK_TYPE_LABEL, NULL);

      return strstr (gtk_label_get_text (label), text) != NULL;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child, text);
  return n;
}

static char *
read_clipboard (Fixture *fx)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fx->console));
  g_auto(GValue) copied = G_VALUE_INIT;

  g_value_init (&copied, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &copied,
                                                 NULL));
  return g_value_dup_string (&copied);
}

static void
test_shows (Fixture       *fx,
            gconstpointer  data)
{
  g_assert_cmpstr (get_page (fx), ==, "empty");
  hear (fx, TRUE, "<message to='a@b'><body>&lt;b&gt; one</body></message>");
  hear (fx, FALSE, "<iq type='result' id='1'/>");
  g_assert_cmpstr (get_page (fx), ==, "lines");
  ui_test_wait_for (count_rows (fx->console, "Sent at ") == 1);
  ui_test_wait_for (count_rows (fx->console, "Received at ") == 1);
  g_assert_cmpuint (count_rows (fx->console, "<message to='a@b'>\n  <body>&lt;b&gt; one"), ==, 1);

  /* There is one console for an account. */
  ui_console_present (NULL, fx->client, fx->account);
  g_assert_true (ui_test_find_window (UI_TYPE_CONSOLE) == fx->console);
}

static void
test_filter (Fixture       *fx,
             gconstpointer  data)
{
  GtkDropDown *kind = ui_test_child (fx->console, "kind");
  GtkEditable *search = ui_test_child (fx->console, "search");

  hear (fx, TRUE, "<message to='a@b'><body>Needle</body></message>");
  hear (fx, FALSE, "<presence from='a@b'/>");
  hear (fx, FALSE, "<iq type='result' id='needle'/>");
  hear (fx, TRUE, "<r xmlns='urn:xmpp:sm:3'/>");

  gtk_drop_down_set_selected (kind, 2);
  ui_test_wait_for (count_rows (fx->console, "Sent") == 0);
  ui_test_wait_for (count_rows (fx->console, "<presence") == 1);
  g_assert_cmpuint (count_rows (fx->console, "<iq"), ==, 0);
  gtk_drop_down_set_selected (kind, 4);
  ui_test_wait_for (count_rows (fx->console, "<r xmlns") == 1);

  gtk_drop_down_set_selected (kind, 0);
  gtk_editable_set_text (search, "NEEDLE");
  ui_test_wait_for (count_rows (fx->console, "<presence") == 0
                    && count_rows (fx->console, "eedle") == 2);
  gtk_editable_set_text (search, "nothing of the kind");
  ui_test_wait_for (g_str_equal (get_page (fx), "filtered"));
  gtk_editable_set_text (search, "");
  ui_test_wait_for (count_rows (fx->console, " at ") == 4);
}

static void
test_pause_clear_copy (Fixture       *fx,
                       gconstpointer  data)
{
  GtkToggleButton *pause = ui_test_child (fx->console, "pause");
  g_autofree char *copied = NULL;

  g_assert_false (gtk_widget_get_sensitive (ui_test_child (fx->console, "copy")));
  hear (fx, TRUE, "<message id='1'/>");
  gtk_toggle_button_set_active (pause, TRUE);
  hear (fx, TRUE, "<message id='2'/>");
  gtk_toggle_button_set_active (pause, FALSE);
  hear (fx, FALSE, "<message id='3'/>");

  ui_test_click (ui_test_child (fx->console, "copy"));
  copied = read_clipboard (fx);
  g_assert_nonnull (strstr (copied, "<message id='1'/>"));
  g_assert_null (strstr (copied, "<message id='2'/>"));
  g_assert_nonnull (strstr (copied, "<message id='3'/>"));
  g_assert_true (g_str_has_prefix (copied, "Sent at "));

  g_signal_emit_by_name (ui_test_child (fx->console, "clear"), "clicked");
  g_assert_cmpstr (get_page (fx), ==, "empty");
}

static void
test_long (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GString) xml = g_string_new ("<message><body>");
  GtkLabel *label = NULL;
  gboolean handled;

  while (xml->len < 20000)
    g_string_append (xml, "word ");
  g_string_append (xml, "the end</body></message>");
  hear (fx, FALSE, xml->str);
  ui_test_wait_for (count_rows (fx->console, "Show all of it (20.0") == 1);
  g_assert_cmpuint (count_rows (fx->console, "the end"), ==, 0);

  label = ui_test_find (ui_test_find (fx->console, UI_TYPE_CONSOLE_ROW, NULL), GTK_TYPE_LABEL,
                        NULL);
  g_signal_emit_by_name (label, "activate-link", gtk_label_get_current_uri (label), &handled);
  g_assert_true (handled);
  ui_test_wait_for (count_rows (fx->console, "the end") == 1);
  g_assert_cmpuint (count_rows (fx->console, "Show all of it"), ==, 0);
}

static void
test_send (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *send = ui_test_child (fx->console, "send");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (ui_test_child (fx->console, "input"));

  g_assert_false (gtk_widget_get_sensitive (send));
  gtk_text_buffer_set_text (buffer, "<message>", -1);
  ui_test_click (send);
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (fx->console, GTK_TYPE_LABEL,
                                  "This cannot be sent. It has to be a <message>, a <presence> "
                                  "or an <iq>, in XML without a mistake."));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 9);
  g_assert_true (ui_test_press (fx->console, "<Control>Return"));
}

/* With its account it goes. */
static void
test_account_removed (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_object_add_weak_pointer (G_OBJECT (fx->console), (gpointer *) &fx->console);
  chat_client_remove_account_async (fx->client, fx->account, FALSE, NULL, chat_fixture_result_cb,
                                    &result);
  g_assert_true (chat_client_remove_account_finish (fx->client,
                                                    chat_fixture_wait_result (&result), NULL));
  g_clear_object (&result);
  ui_test_settle ();
  g_assert_null (fx->console);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ui/console/shows", test_shows },
    { "/ui/console/filter", test_filter },
    { "/ui/console/pause-clear-copy", test_pause_clear_copy },
    { "/ui/console/long", test_long },
    { "/ui/console/send", test_send },
    { "/ui/console/account-removed", test_account_removed },
  };

  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
