/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-fixture.h"
#include "chat-mock.h"
#include "ui-archive-row.h"
#include "ui-test.h"

#define ASKS   SERVER_HEARS ("<iq type='get' id='*'><prefs xmlns='urn:xmpp:mam:2'/></iq>")
#define SETS(policy) \
  SERVER_HEARS ("<iq type='set' id='*'><prefs xmlns='urn:xmpp:mam:2' default='" policy "'>" \
                "<always/><never/></prefs></iq>")
#define SAYS(policy) \
  SERVER_SAYS ("<iq type='result' id='$id'><prefs xmlns='urn:xmpp:mam:2' default='" policy "'>" \
               "<always/><never/></prefs></iq>")
#define REFUSES(condition) \
  SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'><" condition \
               " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")

static void
error_cb (UiArchiveRow *row,
          const char   *text,
          guint        *n_errors)
{
  g_assert_nonnull (text);
  (*n_errors)++;
}

static void
test_choice (void)
{
  static const MockLine knows[] = { ASKS, SAYS ("roster") };
  static const MockLine obeys[] = { ASKS, SAYS ("roster"), SETS ("never"), SAYS ("never") };
  static const MockLine refuses[] = { ASKS, SAYS ("never"), SETS ("always"), REFUSES ("not-allowed") };
  ChatMock *mock = chat_mock_new_online ();
  GtkWidget *row = g_object_ref_sink (g_object_new (UI_TYPE_ARCHIVE_ROW, NULL));
  AdwComboRow *combo = ADW_COMBO_ROW (row);
  guint n_errors = 0;

  g_signal_connect (row, "error", G_CALLBACK (error_cb), &n_errors);
  g_assert_false (gtk_widget_get_visible (row));
  mock_server_play (mock->server, knows, G_N_ELEMENTS (knows));
  ui_archive_row_set_account (UI_ARCHIVE_ROW (row), mock->account);
  ui_test_wait_for (gtk_widget_get_visible (row));
  g_assert_cmpuint (adw_combo_row_get_selected (combo), ==, CHAT_ARCHIVE_CONTACTS);

  mock_server_play (mock->server, obeys, G_N_ELEMENTS (obeys));
  adw_combo_row_set_selected (combo, CHAT_ARCHIVE_NOBODY);
  g_assert_false (gtk_widget_get_sensitive (row));
  ui_test_wait_for (gtk_widget_get_sensitive (row));
  chat_mock_wait_played (mock);
  g_assert_cmpuint (adw_combo_row_get_selected (combo), ==, CHAT_ARCHIVE_NOBODY);
  g_assert_cmpuint (n_errors, ==, 0);

  mock_server_play (mock->server, refuses, G_N_ELEMENTS (refuses));
  adw_combo_row_set_selected (combo, CHAT_ARCHIVE_EVERYBODY);
  ui_test_wait_for (n_errors == 1);
  g_assert_cmpuint (adw_combo_row_get_selected (combo), ==, CHAT_ARCHIVE_NOBODY);

  g_assert_finalize_object (row);
  chat_mock_free (mock);
}

/* Where there is no choice none is shown; and nobody is told. */
static void
test_no_choice (void)
{
  static const MockLine play[] = { ASKS, REFUSES ("feature-not-implemented") };
  ChatMock *mock = chat_mock_new_online ();
  GtkWidget *row = g_object_ref_sink (g_object_new (UI_TYPE_ARCHIVE_ROW, NULL));
  guint n_errors = 0;

  g_signal_connect (row, "error", G_CALLBACK (error_cb), &n_errors);
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  ui_archive_row_set_account (UI_ARCHIVE_ROW (row), mock->account);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_cmpuint (n_errors, ==, 0);
  g_assert_finalize_object (row);
  chat_mock_free (mock);
}

/* The page lets go of the row while the server is asked: it lives to the answer and no longer. */
static void
test_gone (void)
{
  static const MockLine play[] = { ASKS, SAYS ("never") };
  ChatMock *mock = chat_mock_new_online ();
  GtkWidget *row = g_object_ref_sink (g_object_new (UI_TYPE_ARCHIVE_ROW, NULL));

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  ui_archive_row_set_account (UI_ARCHIVE_ROW (row), mock->account);
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &row);
  g_object_unref (row);
  ui_test_wait_for (row == NULL);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/archive-row/choice", test_choice);
  g_test_add_func ("/ui/archive-row/no-choice", test_no_choice);
  g_test_add_func ("/ui/archive-row/gone", test_gone);
  return g_test_run ();
}
