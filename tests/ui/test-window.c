/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "ui-add-account.h"
#include "ui-add-contact.h"
#include "ui-banner.h"
#include "ui-certificate.h"
#include "ui-contact-details.h"
#include "ui-contact-row.h"
#include "ui-content.h"
#include "ui-conversation-page.h"
#include "ui-first-start.h"
#include "ui-conversation-menu.h"
#include "ui-groups.h"
#include "ui-message-row.h"
#include "ui-new-chat.h"
#include "ui-panes.h"
#include "ui-password-change.h"
#include "ui-presence-button.h"
#include "ui-profile.h"
#include "ui-sidebar.h"
#include "ui-test.h"
#include "ui-window.h"

/* The main window, with people in it. */
typedef struct {
  ChatClient       *client;
  GSettings        *settings;
  UiWindow         *window;
  UiPanes          *panes;
  ChatConversation *conversation;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  int width = data != NULL ? GPOINTER_TO_INT (data) : 1040;

  fx->client = chat_fixture_new_client_with (8, 5);
  fx->settings = ui_test_new_settings ();
  g_settings_set_int (fx->settings, "window-width", width);
  fx->window = ui_window_new (NULL, fx->client, fx->settings);
  fx->panes = ui_test_child (fx->window, "panes");
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
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

static void
act (Fixture    *fx,
     const char *action)
{
  g_assert_true (gtk_widget_activate_action (
    GTK_WIDGET (fx->window), action, "(ss)",
    chat_conversation_get_account_address (fx->conversation),
    chat_conversation_get_address (fx->conversation)));
  ui_test_settle ();
}

static const char *
get_content (Fixture *fx)
{
  return gtk_stack_get_visible_child_name (ui_test_child (ui_test_child (fx->window, "content"),
                                                          "stack"));
}

static const char *
get_page (Fixture *fx)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fx->window, "stack"));
}

static void
test_shows_a_conversation (Fixture       *fx,
                           gconstpointer  data)
{
  g_assert_cmpstr (get_page (fx), ==, "main");
  g_assert_cmpstr (get_content (fx), ==, "none");
  g_assert_null (ui_window_get_conversation (fx->window));

  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_true (ui_window_get_conversation (fx->window) == fx->conversation);
  g_assert_cmpstr (get_content (fx), ==, "conversation");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fx->window)), ==,
                   chat_conversation_get_title (fx->conversation));

  /* They get another name while it is open. */
  chat_contact_set_roster (chat_conversation_get_contact (fx->conversation), "Somebody else", NULL,
                           CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fx->window)), ==, "Somebody else");

  ui_window_show_conversation (fx->window, NULL);
  g_assert_cmpstr (get_content (fx), ==, "none");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fx->window)), ==, "Charla");
}

static void
test_keys_go_through_chats (Fixture       *fx,
                            gconstpointer  data)
{
  UiSidebar *sidebar = ui_test_child (fx->window, "sidebar");

  g_assert_true (ui_test_press (fx->window, "<Alt>2"));
  g_assert_true (ui_window_get_conversation (fx->window) == ui_sidebar_peek (sidebar, 1));
  g_assert_true (ui_test_press (fx->window, "<Control>Page_Down"));
  g_assert_true (ui_window_get_conversation (fx->window) == ui_sidebar_peek (sidebar, 2));
  g_assert_true (ui_test_press (fx->window, "<Alt>Up"));
  g_assert_true (ui_window_get_conversation (fx->window) == ui_sidebar_peek (sidebar, 1));
  g_assert_true (ui_test_press (fx->window, "<Alt>9"));
  g_assert_true (ui_window_get_conversation (fx->window) == ui_sidebar_peek (sidebar, 1));

  g_assert_true (ui_test_press (fx->window, "<Control>k"));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fx->window)),
                                         ui_test_child (sidebar, "search")));
  g_assert_true (ui_test_press (fx->window, "<Control>f"));
  g_assert_true (ui_test_press (fx->window, "Escape"));
}

/* What a notification of a request leads to. */
static void
test_shows_contacts (Fixture       *fx,
                     gconstpointer  data)
{
  UiSidebar *sidebar = ui_test_child (fx->window, "sidebar");
  GtkStack *views = ui_test_child (sidebar, "views");

  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (views), ==, "chats");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->window), "win.show-contacts", NULL));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (views), ==, "contacts");
  g_assert_false (ui_panes_get_show_content (fx->panes));
}

static GtkDropTarget *
find_drop_target (gpointer widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  return NULL;
}

static void
test_text_is_dropped (Fixture       *fx,
                      gconstpointer  data)
{
  UiConversationPage *page;
  GtkWidget *composer;
  GtkWidget *sign;
  GtkTextView *text;
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;
  g_autofree char *written = NULL;
  g_autofree char *said = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  page = ui_content_get_page (ui_test_child (fx->window, "content"));
  composer = ui_test_child (page, "composer");
  text = ui_test_child (composer, "text");
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, "from elsewhere");
  g_signal_emit_by_name (find_drop_target (page), "drop", &value, 10.0, 10.0, &taken);
  g_assert_true (taken);
  g_object_get (gtk_text_view_get_buffer (text), "text", &written, NULL);
  g_assert_cmpstr (written, ==, "from elsewhere");

  /* Where files would go is said while they are over it. */
  sign = ui_test_child (page, "drop_sign");
  g_assert_false (gtk_widget_get_visible (sign));
  said = g_strdup_printf ("Send to %s", chat_conversation_get_title (fx->conversation));
  g_assert_nonnull (ui_test_find (sign, GTK_TYPE_LABEL, said));

  gtk_widget_set_sensitive (composer, FALSE);
  g_signal_emit_by_name (find_drop_target (page), "drop", &value, 10.0, 10.0, &taken);
  g_assert_false (taken);
  g_value_unset (&value);
}

static gboolean
has_item (GMenuModel *menu,
          const char *action)
{
  gboolean found = FALSE;

  for (int i = 0; !found && i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *name = NULL;

      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name);
      found = g_strcmp0 (name, action) == 0 || (section != NULL && has_item (section, action));
    }
  return found;
}

/* Only what is open can be closed. */
static void
test_closes (Fixture       *fx,
             gconstpointer  data)
{
  GListModel *spaces = chat_client_get_spaces (fx->client);
  g_autoptr(GMenuModel) open = ui_conversation_menu_new (fx->conversation, spaces, TRUE);
  g_autoptr(GMenuModel) other = ui_conversation_menu_new (fx->conversation, spaces, FALSE);

  g_assert_true (has_item (open, "win.leave"));
  g_assert_false (has_item (other, "win.leave"));
  ui_window_show_conversation (fx->window, fx->conversation);
  act (fx, "win.leave");
  g_assert_null (ui_window_get_conversation (fx->window));
  g_assert_false (chat_conversation_get_archived (fx->conversation));
}

/* It has a submenu, from which the keyboard would be lost. */
static void
test_menu_gives_focus_back (Fixture       *fx,
                            gconstpointer  data)
{
  GtkWidget *content = ui_test_child (fx->window, "content");
  GtkWidget *button = ui_test_child (content, "conversation_menu");
  GtkWidget *focus = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_test_settle ();
  g_assert_cmpuint (ui_test_count (button, GTK_TYPE_POPOVER_MENU), ==, 1);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  ui_test_settle ();
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, button));
  g_assert_null (gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER));
}

/* From what one writes in, back to the newest message, and down again. */
static void
test_messages_are_reached_by_tab (Fixture       *fx,
                                  gconstpointer  data)
{
  GtkWidget *content = ui_test_child (fx->window, "content");
  GtkWidget *focus = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  ui_test_wait_for (ui_test_find (content, UI_TYPE_MESSAGE_ROW, NULL) != NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_true (GTK_IS_TEXT_VIEW (focus));
  gtk_widget_child_focus (GTK_WIDGET (fx->window), GTK_DIR_TAB_BACKWARD);
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_true (UI_IS_MESSAGE_ROW (focus));
  g_assert_true (gtk_widget_grab_focus (ui_test_child (content, "conversation_menu")));
  for (guint i = 0; i < 8 && !UI_IS_MESSAGE_ROW (gtk_root_get_focus (GTK_ROOT (fx->window))); i++)
    gtk_widget_child_focus (GTK_WIDGET (fx->window), GTK_DIR_TAB_FORWARD);
  g_assert_true (UI_IS_MESSAGE_ROW (gtk_root_get_focus (GTK_ROOT (fx->window))));
  for (guint i = 0; i < 8 && !GTK_IS_TEXT_VIEW (gtk_root_get_focus (GTK_ROOT (fx->window))); i++)
    gtk_widget_child_focus (GTK_WIDGET (fx->window), GTK_DIR_TAB_FORWARD);
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_root_get_focus (GTK_ROOT (fx->window))));
}

/* The window goes while one is open. */
static void
test_closes_with_a_menu (Fixture       *fx,
                         gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      GtkWidget *content = ui_test_child (fx->window, "content");
      GtkWidget *row = NULL;

      ui_window_show_conversation (fx->window, fx->conversation);
      gtk_window_present (GTK_WINDOW (fx->window));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
      ui_test_wait_for ((row = ui_test_find (content, UI_TYPE_MESSAGE_ROW, NULL)) != NULL);
      if (i == 0)
        gtk_menu_button_popup (ui_test_child (content, "conversation_menu"));
      else if (i == 1)
        g_assert_true (gtk_widget_activate_action (row, "message.menu", NULL));
      else
        gtk_widget_activate (ui_test_find (fx->window, UI_TYPE_PRESENCE_BUTTON, NULL));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
      g_object_ref (fx->window);
      gtk_window_close (GTK_WINDOW (fx->window));
      ui_test_settle ();
      g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fx->window)));
      g_object_unref (fx->window);
      fx->window = ui_window_new (NULL, fx->client, fx->settings);
    }
}

static void
test_dialogs_close (Fixture       *fx,
                    gconstpointer  data)
{
  GtkWindow *parent = GTK_WINDOW (fx->window);
  ChatAccount *account = chat_fixture_get_account (fx->client);
  GtkWindow *dialogs[] = {
    ui_profile_new (parent, account),
    ui_password_change_new (parent, account),
    GTK_WINDOW (ui_groups_new (account, chat_conversation_get_contact (fx->conversation))),
    GTK_WINDOW (ui_add_contact_new (fx->client, NULL, NULL, NULL)),
  };

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      g_object_add_weak_pointer (G_OBJECT (dialogs[i]), (gpointer *) &dialogs[i]);
      gtk_window_present (dialogs[i]);
      g_assert_true (ui_test_press (dialogs[i], "Escape"));
      ui_test_wait_for (dialogs[i] == NULL);
    }
}

static gboolean
has_own_name (GtkButton *button)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (button),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* A screen reader would say "underscore New chat, New chat". */
static void
test_buttons_are_named_once (Fixture       *fx,
                             gconstpointer  data)
{
  GtkButton *button = ui_test_find (ui_test_child (fx->window, "content"), GTK_TYPE_BUTTON,
                                    "_New chat");

  g_assert_nonnull (button);
  g_assert_false (has_own_name (button));
  gtk_button_set_label (button, "_Another");
  g_assert_false (has_own_name (button));
}

static void
test_every_listed_key_is_there (Fixture       *fx,
                                gconstpointer  data)
{
  static const char *const keys[] = {
    "<Control>k", "<Control>n", "<Control>comma", "<Control>question", "<Control>w",
    "<Control>Page_Down", "<Alt>Down", "<Control>Page_Up", "<Alt>Up", "<Alt>1", "<Alt>9",
    "<Control><Shift>k", "Escape", "<Control>f", "F9",
  };
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fx->window));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (keys[i]);
      gboolean found = FALSE;

      for (guint j = 0; j < g_list_model_get_n_items (controllers); j++)
        {
          g_autoptr(GListModel) shortcuts = g_list_model_get_item (controllers, j);

          for (guint k = 0; GTK_IS_SHORTCUT_CONTROLLER (shortcuts) && !found
                            && k < g_list_model_get_n_items (shortcuts); k++)
            {
              g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, k);

              found = gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), trigger);
            }
        }
      if (!found)
        g_error ("Nothing is done at %s", keys[i]);
    }
}

static void
test_details_stay (Fixture       *fx,
                   gconstpointer  data)
{
  UiContactDetails *details = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_false (ui_panes_get_folded (fx->panes));
  g_assert_false (ui_panes_get_details_folded (fx->panes));
  g_assert_false (ui_panes_get_show_details (fx->panes));

  g_assert_true (ui_test_press (fx->window, "F9"));
  g_assert_true (ui_panes_get_show_details (fx->panes));
  g_assert_true (g_settings_get_boolean (fx->settings, "show-details"));
  details = ui_test_find (fx->panes, UI_TYPE_CONTACT_DETAILS, NULL);
  g_assert_true (ui_contact_details_get_contact (details)
                 == chat_conversation_get_contact (fx->conversation));

  /* They follow the chat, go without one, and come back with the next. */
  ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 1));
  g_assert_true (ui_panes_get_show_details (fx->panes));
  ui_window_show_conversation (fx->window, NULL);
  g_assert_false (ui_panes_get_show_details (fx->panes));
  g_assert_true (g_settings_get_boolean (fx->settings, "show-details"));
  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_true (ui_panes_get_show_details (fx->panes));
}

/* What nobody looks at is not made: two hundred rows of contacts, forms, the conversation. */
static void
test_hidden_views_are_not_made (Fixture       *fx,
                                gconstpointer  data)
{
  g_assert_null (ui_test_find (fx->window, UI_TYPE_FIRST_START, NULL));
  g_assert_null (ui_test_find (fx->window, UI_TYPE_CONVERSATION_PAGE, NULL));
  g_assert_null (ui_test_find (fx->window, UI_TYPE_CONTACT_DETAILS, NULL));
  g_assert_null (ui_test_find (fx->window, UI_TYPE_CONTACT_ROW, NULL));

  g_assert_true (ui_test_press (fx->window, "<Control><Shift>k"));
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (fx->window, UI_TYPE_CONTACT_ROW, NULL));
}

static void
test_narrow_folds (Fixture       *fx,
                   gconstpointer  data)
{
  GtkWidget *content = ui_test_child (fx->window, "content");

  g_assert_true (ui_panes_get_folded (fx->panes));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fx->window)), <=, 400);
  g_assert_false (ui_panes_get_show_content (fx->panes));

  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_true (ui_panes_get_show_content (fx->panes));
  g_assert_true (gtk_widget_get_visible (ui_test_child (content, "back")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (content, "find_button")));

  /* Details lie over it and are not remembered; Escape goes back step by step. */
  g_assert_true (ui_test_press (fx->window, "F9"));
  g_assert_true (ui_panes_get_show_details (fx->panes));
  g_assert_false (g_settings_get_boolean (fx->settings, "show-details"));
  g_assert_true (ui_test_press (fx->window, "Escape"));
  g_assert_false (ui_panes_get_show_details (fx->panes));
  g_assert_true (ui_panes_get_show_content (fx->panes));
  g_assert_true (ui_test_press (fx->window, "Escape"));
  g_assert_false (ui_panes_get_show_content (fx->panes));
}

static void
test_archive_and_undo (Fixture       *fx,
                       gconstpointer  data)
{
  GtkWidget *undo = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  act (fx, "chat.archive");
  g_assert_true (chat_conversation_get_archived (fx->conversation));
  g_assert_null (ui_window_get_conversation (fx->window));

  undo = ui_test_find (fx->window, GTK_TYPE_BUTTON, "_Undo");
  g_assert_nonnull (undo);
  ui_test_click (undo);
  g_assert_false (chat_conversation_get_archived (fx->conversation));

  /* Opening brings it back, too. */
  chat_conversation_set_archived (fx->conversation, TRUE);
  ui_window_show_conversation (fx->window, fx->conversation);
  g_assert_false (chat_conversation_get_archived (fx->conversation));
}

static void
mute (Fixture    *fx,
      const char *until)
{
  g_assert_true (gtk_widget_activate_action (
    GTK_WIDGET (fx->window), "chat.mute", "(sss)",
    chat_conversation_get_account_address (fx->conversation),
    chat_conversation_get_address (fx->conversation), until));
}

static void
test_pin_mute_read (Fixture       *fx,
                    gconstpointer  data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  act (fx, "chat.pin");
  g_assert_true (chat_conversation_get_pinned (fx->conversation));
  act (fx, "chat.unpin");
  g_assert_false (chat_conversation_get_pinned (fx->conversation));

  mute (fx, "8h");
  g_assert_true (chat_conversation_get_muted (fx->conversation));
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), >=, now + 8 * 3600);
  mute (fx, "tomorrow");
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), >, now + 7 * 3600);
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), <, now + 33 * 3600);
  mute (fx, "always");
  g_assert_cmpint (chat_conversation_get_muted_until (fx->conversation), ==, G_MAXINT64);
  mute (fx, "never");
  g_assert_false (chat_conversation_get_muted (fx->conversation));

  chat_fixture_receive (fx->client, fx->conversation, "Read me");
  act (fx, "chat.mark-read");
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
}

static void
test_clearing_is_asked (Fixture       *fx,
                        gconstpointer  data)
{
  act (fx, "chat.clear-history");
  ui_test_answer (fx->window, "cancel");
  g_assert_null (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_nonnull (chat_conversation_get_preview (fx->conversation));
}

static void
test_says_as_plain_text (Fixture       *fx,
                         gconstpointer  data)
{
  ui_window_say (fx->window, "<b>1 & 2</b>");
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (fx->window, GTK_TYPE_LABEL, "<b>1 & 2</b>"));
}

static void
test_account_banner (Fixture       *fx,
                     gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  GtkWidget *banners = ui_test_child (ui_test_child (fx->window, "sidebar"), "banners");
  UiBanner *banner = NULL;
  AdwMessageDialog *dialog = NULL;

  chat_fixture_set_account_state (account, CHAT_ACCOUNT_NEEDS_PASSWORD,
                                  CHAT_ERROR_WRONG_PASSWORD);
  ui_test_settle ();
  banner = UI_BANNER (gtk_widget_get_last_child (banners));
  g_assert_true (ui_banner_get_revealed (banner));
  g_assert_cmpstr (ui_banner_get_title (banner), ==, chat_account_get_error_text (account));

  ui_test_click (ui_test_find (banner, GTK_TYPE_BUTTON, "_Sign in"));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "sign-in"));
  gtk_editable_set_text (ui_test_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL), "secret");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "sign-in"));
  ui_test_answer (fx->window, "cancel");
  g_assert_cmpint (chat_account_get_state (account), ==, CHAT_ACCOUNT_NEEDS_PASSWORD);

  ui_test_click (ui_test_find (banner, GTK_TYPE_BUTTON, "_Sign in"));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  gtk_editable_set_text (ui_test_find (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL), "secret");
  ui_test_answer (fx->window, "sign-in");

  chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, CHAT_ERROR_NO_NETWORK);
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (banner, GTK_TYPE_BUTTON, "_Try now"));
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  ui_test_settle ();
  g_assert_false (ui_banner_get_revealed (banner));
  g_assert_false (gtk_revealer_get_reveal_child (ui_test_child (banners, "connecting")));
  ui_test_wait_for (gtk_revealer_get_reveal_child (ui_test_child (banners, "connecting")));
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_ONLINE, -1);
  ui_test_settle ();
  g_assert_false (gtk_revealer_get_reveal_child (ui_test_child (banners, "connecting")));
}

static void
test_certificate_question (Fixture       *fx,
                           gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  UiCertificate *question = NULL;
  GtkWidget *connect = NULL;

  /* Nothing listens there, for when it is trusted. */
  chat_account_set_server (account, &(ChatServer) { "127.0.92.1", 1, "direct", NULL, FALSE });
  chat_fixture_ask_trust (account);
  g_assert_nonnull (chat_account_get_certificate (account));
  gtk_widget_activate_action (GTK_WIDGET (fx->window), "account.ask-trust", "s",
                              chat_account_get_address (account));
  question = ui_test_find_window (UI_TYPE_CERTIFICATE);
  g_assert_nonnull (question);
  connect = ui_test_child (question, "connect");
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (question))
                 == GTK_WIDGET (ui_test_find (question, GTK_TYPE_BUTTON, "_Cancel")));
  g_assert_false (gtk_widget_is_sensitive (connect));
  gtk_expander_set_expanded (ui_test_child (question, "details"), TRUE);
  g_assert_true (gtk_widget_is_sensitive (connect));
  g_assert_nonnull (ui_test_find (question, ADW_TYPE_ACTION_ROW, "Fingerprint (SHA-256)"));

  ui_test_click (connect);
  ui_test_settle ();
  g_assert_cmpint (chat_account_get_state (account), !=, CHAT_ACCOUNT_NEEDS_TRUST);
  g_assert_null (ui_test_find_window (UI_TYPE_CERTIFICATE));
}

/* What a click on a link in a message does */
static gboolean
follow (Fixture    *fx,
        const char *uri)
{
  GtkWidget *page = ui_test_find (fx->window, UI_TYPE_CONVERSATION_PAGE, NULL);
  gboolean is_done = FALSE;

  g_signal_emit_by_name (page, "activate-uri", uri, &is_done);
  ui_test_settle ();
  return is_done;
}

static void
test_links (Fixture       *fx,
            gconstpointer  data)
{
  UiAddContact *add = NULL;
  GtkWindow *account = NULL;

  /* To write is to open the chat; its text is only taken when that is wanted. */
  ui_window_open_link (fx->window, "xmpp:contact2@office.example?message;body=Send%20money");
  ui_test_answer (fx->window, "cancel");
  g_assert_null (chat_conversation_get_draft (chat_fixture_get_conversation (fx->client, 2)));
  ui_window_open_link (fx->window, "xmpp:contact2@office.example?message;body=Send%20money");
  ui_test_answer (fx->window, "write");
  g_assert_cmpstr (chat_conversation_get_draft (ui_window_get_conversation (fx->window)), ==,
                   "Send money");

  /* Never over what is being written */
  ui_window_open_link (fx->window, "xmpp:contact2@office.example?message;body=Other");
  ui_test_settle ();
  g_assert_null (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_cmpstr (chat_conversation_get_draft (ui_window_get_conversation (fx->window)), ==,
                   "Send money");

  ui_window_open_link (fx->window, "xmpp:new@elsewhere.example?roster;name=New");
  add = ui_test_find_window (UI_TYPE_ADD_CONTACT);
  g_assert_nonnull (add);
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (add, "address")), ==,
                   "new@elsewhere.example");
  gtk_window_destroy (GTK_WINDOW (add));

  ui_window_open_link (fx->window, "xmpp:office.example?register;preauth=abc");
  account = ui_test_find_window (UI_TYPE_ADD_ACCOUNT);
  g_assert_nonnull (account);
  gtk_window_destroy (account);

  /* As it stands in a message: schemes are the same in capitals. */
  g_assert_true (follow (fx, "XMPP:else@elsewhere.example?roster"));
  add = ui_test_find_window (UI_TYPE_ADD_CONTACT);
  g_assert_nonnull (add);
  gtk_window_destroy (GTK_WINDOW (add));

  ui_window_open_link (fx->window, "not a link");
  ui_window_open_link (fx->window, "xmpp:room@rooms.example?destroy");
  ui_test_settle ();
}

static void
test_new_chat (Fixture       *fx,
               gconstpointer  data)
{
  UiNewChat *dialog = NULL;
  GtkWidget *entry = NULL;
  GtkWidget *start = NULL;

  g_assert_true (ui_test_press (fx->window, "<Control>n"));
  dialog = ui_test_find_window (UI_TYPE_NEW_CHAT);
  g_assert_nonnull (dialog);
  entry = ui_test_child (dialog, "entry");
  start = ui_test_child (dialog, "start");
  g_assert_false (gtk_widget_is_sensitive (start));

  gtk_editable_set_text (GTK_EDITABLE (entry), "nobody@");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_false (gtk_widget_is_sensitive (start));
  g_assert_true (gtk_widget_get_visible (ui_test_child (dialog, "problem")));

  gtk_editable_set_text (GTK_EDITABLE (entry), "somebody@elsewhere.example");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_false (gtk_widget_get_visible (ui_test_child (dialog, "problem")));
  ui_test_click (start);
  ui_test_settle ();
  g_assert_null (ui_test_find_window (UI_TYPE_NEW_CHAT));
  g_assert_cmpstr (chat_conversation_get_address (ui_window_get_conversation (fx->window)), ==,
                   "somebody@elsewhere.example");
}

static void
test_size_is_remembered (Fixture       *fx,
                         gconstpointer  data)
{
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 900, 650);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  g_object_ref (fx->window);
  gtk_window_close (GTK_WINDOW (fx->window));
  ui_test_settle ();
  g_assert_cmpint (g_settings_get_int (fx->settings, "window-width"), ==, 900);
  g_assert_cmpint (g_settings_get_int (fx->settings, "window-height"), ==, 650);
  g_object_unref (fx->window);
  fx->window = ui_window_new (NULL, fx->client, fx->settings);
}

static void
test_first_start_without_accounts (void)
{
  g_autofree char *dir = g_dir_make_tmp ("charla-test-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", dir);
  ChatClient *client = chat_client_new (dir, NULL);
  g_autoptr(GSettings) settings = ui_test_new_settings ();
  UiWindow *window = ui_window_new (NULL, client, settings);
  GtkStack *stack = ui_test_child (window, "stack");
  GtkStack *start = ui_test_child (ui_test_child (window, "start"), "stack");

  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "start");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (start), ==, "loading");
  chat_client_start_async (client, NULL, NULL, NULL);
  ui_test_wait_for (chat_client_get_ready (client));
  ui_test_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "start");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (start), ==, "first-start");

  /* An account that came by the command line. */
  chat_client_set_asleep (client, TRUE);
  chat_fixture_add_account (client, "ana@office.example");
  ui_test_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "main");

  ui_test_close (&window);
  chat_fixture_stop (&client);
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
}

#define ADD(name, width, func) \
  g_test_add ("/ui/window/" name, Fixture, GINT_TO_POINTER (width), set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("shows-a-conversation", 1040, test_shows_a_conversation);
  ADD ("keys-go-through-chats", 1040, test_keys_go_through_chats);
  ADD ("every-listed-key-is-there", 1040, test_every_listed_key_is_there);
  ADD ("hidden-views-are-not-made", 1040, test_hidden_views_are_not_made);
  ADD ("shows-contacts", 1040, test_shows_contacts);
  ADD ("shows-contacts-narrow", 360, test_shows_contacts);
  ADD ("text-is-dropped", 1040, test_text_is_dropped);
  ADD ("closes", 1040, test_closes);
  ADD ("menu-gives-focus-back", 1040, test_menu_gives_focus_back);
  ADD ("messages-are-reached-by-tab", 1040, test_messages_are_reached_by_tab);
  ADD ("closes-with-a-menu", 1040, test_closes_with_a_menu);
  ADD ("dialogs-close", 1040, test_dialogs_close);
  ADD ("buttons-are-named-once", 1040, test_buttons_are_named_once);
  ADD ("details-stay", 1040, test_details_stay);
  ADD ("narrow-folds", 360, test_narrow_folds);
  ADD ("archive-and-undo", 1040, test_archive_and_undo);
  ADD ("pin-mute-read", 1040, test_pin_mute_read);
  ADD ("clearing-is-asked", 1040, test_clearing_is_asked);
  ADD ("says-as-plain-text", 1040, test_says_as_plain_text);
  ADD ("account-banner", 1040, test_account_banner);
  ADD ("certificate-question", 1040, test_certificate_question);
  ADD ("links", 1040, test_links);
  ADD ("new-chat", 1040, test_new_chat);
  ADD ("size-is-remembered", 1040, test_size_is_remembered);
  g_test_add_func ("/ui/window/first-start-without-accounts", test_first_start_without_accounts);
  return g_test_run ();
}
