/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies where, in wide windows and in narrow ones, and what they say of themselves. */
#include "chat-account-private.h"
#include "chat-fixture.h"
#include "ui-add-account.h"
#include "ui-banner.h"
#include "ui-contact-details.h"
#include "ui-conversation-title.h"
#include "ui-preferences.h"
#include "ui-presence-button.h"
#include "ui-shortcut.h"
#include "ui-test.h"
#include "ui-window.h"

#include <string.h>

typedef struct {
  ChatClient *client;
  GSettings  *settings;
  UiWindow   *window;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (8, 5);
  fx->settings = ui_test_new_settings ();
  g_settings_set_int (fx->settings, "window-width", GPOINTER_TO_INT (data));
  fx->window = ui_window_new (NULL, fx->client, fx->settings);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static graphene_rect_t
get_bounds (Fixture   *fx,
            GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_nonnull (widget);
  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (fx->window), &bounds));
  g_assert_cmpfloat (bounds.size.width, >, 0);
  return bounds;
}

/* It is said below the heading, as a whole, and above what one reads and writes. */
static void
test_toast_covers_nothing (Fixture       *fx,
                           gconstpointer  data)
{
  static const char text[] = "Said to whoever looks, at such a length that no window of a telephone has "
                             "it in one line, or two, or three; in no language more is ever said";
  graphene_rect_t words, toast, head;
  GtkWidget *label = NULL;
  gboolean narrow = GPOINTER_TO_INT (data) < 700;
  int height;

  if (!narrow)
    ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 0));
  ui_window_say (fx->window, text);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
  label = ui_test_find (fx->window, GTK_TYPE_LABEL, text);
  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  words = get_bounds (fx, label);
  pango_layout_get_pixel_size (gtk_label_get_layout (GTK_LABEL (label)), NULL, &height);
  g_assert_cmpint (height, <=, words.size.height);
  while (g_strcmp0 (gtk_widget_get_css_name (label), "toast") != 0)
    g_assert_nonnull (label = gtk_widget_get_parent (label));

  toast = get_bounds (fx, label);
  g_assert_cmpfloat (words.origin.y - toast.origin.y, >=, 6);
  g_assert_cmpfloat (toast.size.height - words.size.height, >=, 12);
  head = get_bounds (fx, ui_test_find (narrow ? ui_test_child (fx->window, "sidebar")
                                              : ui_test_child (fx->window, "content"),
                                       ADW_TYPE_HEADER_BAR, NULL));
  g_assert_false (graphene_rect_intersection (&toast, &head, NULL));
  g_assert_cmpfloat (toast.origin.y + toast.size.height, <,
                     gtk_widget_get_height (GTK_WIDGET (fx->window)) / 3);
  g_assert_cmpfloat (toast.origin.x, >=, 0);
  g_assert_cmpfloat (toast.origin.x + toast.size.width, <=,
                     gtk_widget_get_width (GTK_WIDGET (fx->window)));
  /* What is beside it can still be clicked on. */
  g_assert_true (gtk_widget_get_width (ui_test_child (fx->window, "toasts"))
                 <= toast.size.width + 24);
}

static void
test_details_cover_all (Fixture       *fx,
                        gconstpointer  data)
{
  GtkWidget *panes = ui_test_child (fx->window, "panes");
  g_autoptr(GtkWidget) details = NULL;
  GtkWidget *details_of_contact = NULL;
  graphene_rect_t bounds;

  ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 0));
  g_assert_true (ui_test_press (fx->window, "F9"));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
  g_object_get (panes, "details", &details, NULL);
  bounds = get_bounds (fx, details);
  if (GPOINTER_TO_INT (data) < 700)
    g_assert_cmpint (bounds.size.width, >=, gtk_widget_get_width (panes) - 1);
  else
    g_assert_cmpint (bounds.size.width, <, gtk_widget_get_width (panes) / 2);
  /* What covers everything is left by going back. */
  details_of_contact = ui_test_find (details, UI_TYPE_CONTACT_DETAILS, NULL);
  g_assert_cmpstr (gtk_button_get_icon_name (ui_test_child (details_of_contact, "close")), ==,
                   GPOINTER_TO_INT (data) < 700 ? "go-previous-symbolic"
                                                : "sidebar-show-right-symbolic");
}

/* The name stands where reading begins, and has the room that the buttons leave. */
static void
test_title_at_the_start (Fixture       *fx,
                         gconstpointer  data)
{
  GtkWidget *content = ui_test_child (fx->window, "content");
  gboolean narrow = GPOINTER_TO_INT (data) < 700;
  GtkWidget *title = NULL;
  graphene_rect_t pane, menu, whole, name;

  ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 0));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
  title = ui_test_find (content, UI_TYPE_CONVERSATION_TITLE, NULL);
  pane = get_bounds (fx, content);
  whole = get_bounds (fx, title);
  name = get_bounds (fx, gtk_widget_get_first_child (title));
  g_assert_cmpfloat (name.origin.x - pane.origin.x, <, narrow ? 60 : 20);
  menu = get_bounds (fx, ui_test_child (content, narrow ? "conversation_menu" : "find_button"));
  g_assert_cmpfloat (menu.origin.x - whole.origin.x - whole.size.width, <, 20);
}

/* A server may say as much as it likes. */
static void
test_banner_leaves_the_chats (Fixture       *fx,
                              gconstpointer  data)
{
  GtkWidget *banners = ui_test_child (ui_test_child (fx->window, "sidebar"), "banners");
  UiBanner *trouble = ui_test_child (banners, "trouble");
  g_autofree char *text = g_strnfill (2000, 'x');

  ui_banner_set_title (trouble, text);
  ui_banner_set_revealed (trouble, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (trouble)), >, 0);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (trouble)), <, 150);
}

/* What people are asked is said by the banner, and the question is under its button. */
static void
test_weaker_sign_in (Fixture       *fx,
                     gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  GtkWidget *banners = ui_test_child (ui_test_child (fx->window, "sidebar"), "banners");
  UiBanner *banner = NULL;
  AdwMessageDialog *dialog = NULL;

  chat_fixture_refuse_weaker (account, "PLAIN");
  ui_test_settle ();
  banner = UI_BANNER (gtk_widget_get_last_child (banners));
  g_assert_true (ui_banner_get_revealed (banner));
  g_assert_cmpstr (ui_banner_get_title (banner), ==, "Only a weaker way to sign in is left.");
  /* The next try takes nothing away from under the pointer. */
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  g_assert_true (ui_banner_get_revealed (banner));

  ui_test_click (ui_test_find (banner, GTK_TYPE_BUTTON, "_Review"));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "PLAIN"));
  g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "cancel");
  ui_test_answer (fx->window, "cancel");
  g_assert_null (chat_account_get_accepted (account));
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, CHAT_ERROR_WEAKER);
  g_assert_true (ui_banner_get_revealed (banner));

  /* Nothing listens where it connects to. */
  chat_account_set_server (account, &(ChatServer) { "127.0.92.1", 1, "direct", NULL, FALSE });
  ui_test_click (ui_test_find (banner, GTK_TYPE_BUTTON, "_Review"));
  ui_test_answer (fx->window, "once");
  g_assert_cmpstr (chat_account_get_accepted (account), ==, "PLAIN");
  g_assert_null (chat_account_get_usual (account));
}

static void
find_labels (GtkWidget *widget,
             gboolean   in_bar,
             guint     *shown,
             guint     *cut)
{
  in_bar = in_bar || ADW_IS_VIEW_SWITCHER_BAR (widget);
  if (in_bar && GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      *shown += 1;
      *cut += pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))) ? 1 : 0;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_labels (child, in_bar, shown, cut);
}

static char *
dup_title (Fixture *fx,
           int      width,
           guint   *n_names)
{
  UiPreferences *preferences = ui_preferences_new (fx->client, fx->settings);
  char *title = NULL;
  guint cut = 0;

  gtk_window_set_default_size (GTK_WINDOW (preferences), width, 500);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences),
                                                "notifications");
  gtk_window_present (GTK_WINDOW (preferences));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  ui_test_settle ();
  *n_names = 0;
  find_labels (GTK_WIDGET (preferences), FALSE, n_names, &cut);
  g_assert_cmpuint (cut, ==, 0);
  title = g_strdup (gtk_window_get_title (GTK_WINDOW (preferences)));
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_test_settle ();
  return title;
}

/* Every name of a page can be read, or none is there and the title has that of the one shown. */
static void
test_pages_are_named (Fixture       *fx,
                      gconstpointer  data)
{
  gboolean any = FALSE;

  for (int width = 360; width <= 840; width += 60)
    {
      guint n_names = 0;
      g_autofree char *title = dup_title (fx, width, &n_names);

      if (width == 360)
        g_assert_cmpstr (title, ==, "Notifications");
      else if (width == 840)
        g_assert_cmpstr (title, ==, "Preferences");
      if (n_names > 0)
        g_assert_cmpstr (title, ==, "Preferences");
      any |= n_names > 0;
    }
  g_assert_true (any);
}

/* @title: of a shortcut. What its keys are. */
static const char *
get_keys (UiPreferences *preferences,
          const char    *title)
{
  UiShortcut *shortcut = ui_test_find (preferences, UI_TYPE_SHORTCUT, title);

  g_assert_nonnull (shortcut);
  return ui_shortcut_get_keys (shortcut);
}

static void
assert_keys (UiPreferences *preferences,
             const char    *send,
             const char    *new_line)
{
  g_assert_cmpstr (get_keys (preferences, "Send the message"), ==, send);
  g_assert_cmpstr (get_keys (preferences, "New line"), ==, new_line);
}

static void
test_shortcuts_follow (Fixture       *fx,
                       gconstpointer  data)
{
  UiPreferences *preferences = NULL;
  int minimum = 0;

  gtk_widget_activate_action (GTK_WIDGET (fx->window), "win.shortcuts", NULL);
  preferences = ui_test_find_window (UI_TYPE_PREFERENCES);
  g_assert_nonnull (preferences);
  g_assert_cmpstr (adw_preferences_window_get_visible_page_name
                     (ADW_PREFERENCES_WINDOW (preferences)), ==, "shortcuts");
  assert_keys (preferences, "Return <Control>Return", "<Shift>Return");
  g_settings_set_boolean (fx->settings, "enter-sends", FALSE);
  assert_keys (preferences, "<Shift>Return <Control>Return", "Return");
  gtk_widget_measure (ui_test_child (preferences, "shortcuts"), GTK_ORIENTATION_HORIZONTAL, -1,
                      &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 300); /* so that it is in a narrow window with large text, too */
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_test_settle ();
}

static void
assert_words (GSettings  *settings,
              const char *expected)
{
  g_auto(GStrv) words = g_settings_get_strv (settings, "alert-words");
  g_autofree char *joined = g_strjoinv ("|", words);

  g_assert_cmpstr (joined, ==, expected);
}

/* What is typed stays as it is while it is typed. */
static void
test_words_that_alert (Fixture       *fx,
                       gconstpointer  data)
{
  UiPreferences *preferences = ui_preferences_new (fx->client, fx->settings);
  GtkWidget *row = ui_test_find (preferences, ADW_TYPE_ENTRY_ROW, "Words that alert");
  GtkWidget *error = ui_test_child (preferences, "too_many_words");
  g_autoptr(GString) many = g_string_new (NULL);
  g_auto(GStrv) words = NULL;

  g_assert_nonnull (row);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (row), "broom, Ana  María,, ");
  assert_words (fx->settings, "broom|Ana  María");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "broom, Ana  María,, ");
  gtk_editable_set_text (GTK_EDITABLE (row), "会议、咖啡，سلام، x");
  assert_words (fx->settings, "会议|咖啡|سلام|x");
  g_assert_false (gtk_widget_get_visible (error) || gtk_widget_has_css_class (row, "error"));

  for (guint i = 0; i < 101; i++)
    g_string_append_c (many, 'x');
  for (guint i = 0; i < 60; i++)
    g_string_append_printf (many, ",%u", i);
  gtk_editable_set_text (GTK_EDITABLE (row), many->str);
  words = g_settings_get_strv (fx->settings, "alert-words");
  g_assert_cmpuint (g_strv_length (words), ==, 50);
  g_assert_cmpstr (words[0], ==, "0");
  g_assert_true (gtk_widget_get_visible (error) && gtk_widget_has_css_class (row, "error"));
  g_string_truncate (many, 100);
  gtk_editable_set_text (GTK_EDITABLE (row), many->str);
  g_assert_false (gtk_widget_get_visible (error) || gtk_widget_has_css_class (row, "error"));
  g_string_append_c (many, 'x');
  gtk_editable_set_text (GTK_EDITABLE (row), many->str);
  g_assert_true (gtk_widget_get_visible (error) && gtk_widget_has_css_class (row, "error"));
  assert_words (fx->settings, "");

  g_settings_reset (fx->settings, "alert-words");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_test_settle ();
}

/* Whoever adds a second account has been welcomed before. */
static void
test_second_account (Fixture       *fx,
                     gconstpointer  data)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fx->window), "account.add", NULL);
  dialog = ui_test_find_window (UI_TYPE_ADD_ACCOUNT);
  g_assert_nonnull (dialog);
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, "Add account"));
  g_assert_null (ui_test_find (dialog, GTK_TYPE_LABEL, "Welcome to Charla"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(name, width, func) \
  g_test_add ("/ui/layout/" name, Fixture, GINT_TO_POINTER (width), set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("toast-covers-nothing", 1040, test_toast_covers_nothing);
  ADD ("toast-covers-nothing-narrow", 360, test_toast_covers_nothing);
  ADD ("details-cover-all", 360, test_details_cover_all);
  ADD ("details-cover-a-part", 800, test_details_cover_all);
  ADD ("title-at-the-start", 1040, test_title_at_the_start);
  ADD ("title-at-the-start-narrow", 360, test_title_at_the_start);
  ADD ("banner-leaves-the-chats", 1040, test_banner_leaves_the_chats);
  ADD ("weaker-sign-in", 1040, test_weaker_sign_in);
  ADD ("pages-are-named", 1040, test_pages_are_named);
  ADD ("shortcuts-follow", 1040, test_shortcuts_follow);
  ADD ("words-that-alert", 1040, test_words_that_alert);
  ADD ("second-account", 1040, test_second_account);

  return g_test_run ();
}
