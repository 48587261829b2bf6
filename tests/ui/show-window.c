/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the windows full of people and their talk, without a server: show-window SCENE [WIDTH HEIGHT].
 * To be looked at; environment: SHOW_DARK, SHOW_RTL, SHOW_CONTACTS (how many), SHOW_MESSAGES. */
#include "chat-error.h"
#include "chat-fixture.h"
#include "ui-account-page.h"
#include "ui-add-account.h"
#include "ui-preferences.h"
#include "ui-window.h"

#include <stdlib.h>

static guint
get_number (const char *name,
            guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
act (UiWindow   *window,
     const char *action,
     const char *format,
     const char *account,
     const char *address)
{
  if (format == NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  else if (g_str_equal (format, "s"))
    gtk_widget_activate_action (GTK_WIDGET (window), action, "s", account);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), action, "(ss)", account, address);
}

static void
add_talk (ChatClient *client)
{
  ChatConversation *conversation = chat_fixture_get_conversation (client, 0);

  chat_conversation_set_pinned (chat_fixture_get_conversation (client, 2), TRUE);
  chat_conversation_set_pinned (chat_fixture_get_conversation (client, 4), TRUE);
  chat_conversation_set_muted_until (chat_fixture_get_conversation (client, 3), G_MAXINT64);
  chat_fixture_set_typing (chat_fixture_get_conversation (client, 5), CHAT_TYPING_COMPOSING);
  chat_conversation_set_draft (chat_fixture_get_conversation (client, 6), "I wanted to say that…");
  chat_fixture_receive (client, conversation, "On my way! See you at the station at ten to six");
  chat_fixture_receive (client, conversation, "Or a bit later");
}

/* What is shown, for when the window stands. */
typedef struct {
  UiWindow   *window;
  ChatClient *client;
  GSettings  *settings;
  const char *scene;
} Show;

static void
show_account (UiWindow   *window,
              ChatClient *client,
              GSettings  *settings)
{
  ChatAccount *account = chat_fixture_get_account (client);
  UiPreferences *preferences = ui_preferences_new (client, settings);

  chat_fixture_refuse_weaker (account, "PLAIN");
  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (preferences),
                                          ui_account_page_new (client, account));
  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (preferences));
}

static gboolean
set_scene (gpointer user_data)
{
  Show *show = user_data;
  UiWindow *window = show->window;
  ChatClient *client = show->client;
  GSettings *settings = show->settings;
  const char *scene = show->scene;
  gboolean any = g_list_model_get_n_items (chat_client_get_accounts (client)) > 0
                 && g_list_model_get_n_items (chat_client_get_conversations (client)) > 0;
  ChatAccount *account = any ? chat_fixture_get_account (client) : NULL;
  ChatConversation *conversation = any ? chat_fixture_get_conversation (client, 0) : NULL;
  const char *own = account != NULL ? chat_account_get_address (account) : "";
  const char *address = conversation != NULL ? chat_conversation_get_address (conversation) : "";

  if (conversation != NULL && strstr ("list contacts requests", scene) == NULL)
    ui_window_show_conversation (window, conversation);
  if (g_str_equal (scene, "contacts") || g_str_equal (scene, "requests"))
    g_settings_set_string (settings, "sidebar-view", "contacts");
  if (g_str_equal (scene, "requests"))
    {
      chat_fixture_add_request (client, "nora@elsewhere.example", "Hi Ana, we met in Vigo.");
      chat_fixture_add_request (client, "spam@elsewhere.example", NULL);
    }
  else if (g_str_equal (scene, "details"))
    act (window, "win.show-details", "(ss)", own, address);
  else if (g_str_equal (scene, "new-chat"))
    act (window, "win.new-chat", NULL, NULL, NULL);
  else if (g_str_equal (scene, "add-contact"))
    act (window, "contact.add", "(ss)", "", "");
  else if (g_str_equal (scene, "groups") || g_str_equal (scene, "rename")
           || g_str_equal (scene, "block") || g_str_equal (scene, "remove"))
    {
      g_autofree char *name = g_strdup_printf ("contact.%s", scene);

      act (window, name, "(ss)", own, address);
    }
  else if (g_str_equal (scene, "clear"))
    act (window, "chat.clear-history", "(ss)", own, address);
  else if (g_str_equal (scene, "archive"))
    act (window, "chat.archive", "(ss)", own, address);
  else if (g_str_equal (scene, "preferences"))
    ui_preferences_present (GTK_WINDOW (window), client, settings, g_getenv ("SHOW_PAGE"));
  else if (g_str_equal (scene, "shortcuts"))
    act (window, "win.shortcuts", NULL, NULL, NULL);
  else if (g_str_equal (scene, "about"))
    act (window, "win.about", NULL, NULL, NULL);
  else if (g_str_equal (scene, "add-account"))
    act (window, "account.add", NULL, NULL, NULL);
  else if (g_str_equal (scene, "password"))
    {
      chat_fixture_set_account_state (account, CHAT_ACCOUNT_NEEDS_PASSWORD,
                                      CHAT_ERROR_WRONG_PASSWORD);
      act (window, "account.give-password", "s", own, NULL);
    }
  else if (g_str_equal (scene, "weaker") || g_str_equal (scene, "weaker-question"))
    {
      chat_fixture_refuse_weaker (account, "PLAIN");
      if (g_str_equal (scene, "weaker-question"))
        act (window, "account.ask-weaker", "s", own, NULL);
    }
  else if (g_str_equal (scene, "weaker-account"))
    show_account (window, client, settings);
  else if (g_str_equal (scene, "toast"))
    ui_window_say (window, "The address was copied");
  else if (g_str_equal (scene, "trust"))
    {
      chat_fixture_ask_trust (account);
      act (window, "account.ask-trust", "s", own, NULL);
    }
  else if (g_str_equal (scene, "failed"))
    chat_fixture_set_account_state (account, CHAT_ACCOUNT_FAILED, CHAT_ERROR_ACCOUNT_DISABLED);
  else if (g_str_equal (scene, "waiting"))
    chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, CHAT_ERROR_NO_NETWORK);
  else if (g_str_equal (scene, "connecting"))
    chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  const char *scene = argc > 1 ? argv[1] : "main";
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();
  ChatClient *client = NULL;
  UiWindow *window = NULL;
  Show show = { 0 };

  adw_init ();
  if (g_getenv ("SHOW_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_getenv ("SHOW_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_css_provider_load_from_resource (style, "/im/charla/Charla/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/im/charla/Charla/icons");

  settings = g_settings_new ("im.charla.Charla");
  if (argc > 3)
    {
      g_settings_set_int (settings, "window-width", atoi (argv[2]));
      g_settings_set_int (settings, "window-height", atoi (argv[3]));
    }
  if (g_str_equal (scene, "first-start"))
    {
      g_autofree char *dir = g_dir_make_tmp ("charla-show-XXXXXX", NULL);

      client = chat_client_new (dir, NULL);
      chat_client_start_async (client, NULL, NULL, NULL);
    }
  else
    {
      client = chat_fixture_new_client_with (get_number ("SHOW_CONTACTS", 12),
                                             get_number ("SHOW_MESSAGES", 40));
    }
  if (!g_str_equal (scene, "first-start") && get_number ("SHOW_CONTACTS", 12) > 6 && get_number ("SHOW_MESSAGES", 40) > 0)
    add_talk (client);

  window = ui_window_new (NULL, client, settings);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  show = (Show) { window, client, settings, scene };
  g_timeout_add (300, set_scene, &show);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  chat_fixture_clear_client (&client);
  return 0;
}
