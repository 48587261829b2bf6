/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the keys of the program; ui-window-keys.c has those of the window. */
#define G_LOG_DOMAIN "ui-shortcut-page"

#include "ui-shortcut-page.h"

#include "ui-shortcut.h"

#include <glib/gi18n.h>

struct _UiShortcutPage
{
  AdwPreferencesPage  parent_instance;

  UiShortcut         *send;
  UiShortcut         *new_line;
};

G_DEFINE_FINAL_TYPE (UiShortcutPage, ui_shortcut_page, ADW_TYPE_PREFERENCES_PAGE)

#define SEND "send"
#define NEW_LINE "new-line"

/* Those without keys begin a group. */
static const struct {
  const char *title;
  const char *keys;
} entries[] = {
  { NC_("shortcut window", "General"), NULL },
  { NC_("shortcut window", "Search or jump to a conversation"), "<Control>k" },
  { NC_("shortcut window", "New chat"), "<Control>n" },
  { NC_("shortcut window", "Preferences"), "<Control>comma" },
  { NC_("shortcut window", "Keyboard shortcuts"), "<Control>question" },
  { NC_("shortcut window", "Main menu"), "F10" },
  { NC_("shortcut window", "Next part of the window"), "Tab" },
  { NC_("shortcut window", "XML console"), "<Control><Shift>x" },
  { NC_("shortcut window", "Close the window"), "<Control>w" },
  { NC_("shortcut window", "Quit"), "<Control>q" },
  { NC_("shortcut window", "Chats"), NULL },
  { NC_("shortcut window", "Next chat"), "<Control>Page_Down <Alt>Down" },
  { NC_("shortcut window", "Previous chat"), "<Control>Page_Up <Alt>Up" },
  { NC_("shortcut window", "Chat 1 to 9"), "<Alt>1...9" },
  { NC_("shortcut window", "All chats, or a workspace"), "<Control>1...9" },
  { NC_("shortcut window", "Menu of a chat or contact"), "<Shift>F10 Menu" },
  { NC_("shortcut window", "Chats or contacts"), "<Control><Shift>k" },
  { NC_("shortcut window", "Back, or close what is open"), "Escape" },
  { NC_("shortcut window", "Conversation"), NULL },
  { NC_("shortcut window", "Find in the conversation"), "<Control>f" },
  { NC_("shortcut window", "Details"), "F9" },
  { NC_("shortcut window", "Send the message"), SEND },
  { NC_("shortcut window", "New line"), NEW_LINE },
  { NC_("shortcut window", "Send files"), "<Control>o" },
  { NC_("shortcut window", "Record a voice message, or stop"), "<Control><Shift>r" },
  { NC_("shortcut window", "Insert an emoji"), "<Control>period" },
  { NC_("shortcut window", "Edit your last message, where nothing is written"), "Up" },
  { NC_("shortcut window", "Messages"), NULL },
  { NC_("shortcut window", "Scroll by a page"), "Page_Up Page_Down" },
  { NC_("shortcut window", "Go through the messages"), "Up Down" },
  { NC_("shortcut window", "Menu of the message"), "<Shift>F10 Menu" },
  { NC_("shortcut window", "Copy the message"), "<Control>c" },
  { NC_("shortcut window", "Delete the message here"), "Delete" },
};

static void
ui_shortcut_page_class_init (UiShortcutPageClass *klass)
{
}

static void
ui_shortcut_page_init (UiShortcutPage *self)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const char *title = g_dpgettext2 (NULL, "shortcut window", entries[i].title);
      GtkWidget *row = NULL;

      if (entries[i].keys == NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, title);
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), group);
          continue;
        }

      row = ui_shortcut_new (title);
      adw_preferences_group_add (group, row);
      if (g_str_equal (entries[i].keys, SEND))
        self->send = UI_SHORTCUT (row);
      else if (g_str_equal (entries[i].keys, NEW_LINE))
        self->new_line = UI_SHORTCUT (row);
      else
        ui_shortcut_set_keys (UI_SHORTCUT (row), entries[i].keys);
    }
}

static void
enter_changed_cb (GSettings      *settings,
                  const char     *key,
                  UiShortcutPage *self)
{
  gboolean enter_sends = g_settings_get_boolean (settings, key);

  ui_shortcut_set_keys (self->send, enter_sends ? "Return <Control>Return"
                                                : "<Shift>Return <Control>Return");
  ui_shortcut_set_keys (self->new_line, enter_sends ? "<Shift>Return" : "Return");
}

void
ui_shortcut_page_set_settings (UiShortcutPage *self,
                               GSettings      *settings)
{
  g_return_if_fail (UI_IS_SHORTCUT_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_signal_connect_object (settings, "changed::enter-sends", G_CALLBACK (enter_changed_cb), self,
                           0);
  enter_changed_cb (settings, "enter-sends", self);
}
