/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details of one message. */
#define G_LOG_DOMAIN "ui-message-details"

#include "ui-message-details.h"

#include "base-text.h"
#include "ui-confirm.h"
#include "ui-message-body.h"
#include "ui-state-icon.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 420

static void
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *value) /* (nullable): no row */
{
  g_autofree char *plain = NULL;
  GtkWidget *row = NULL;

  if (value == NULL || value[0] == '\0')
    return;

  plain = g_markup_escape_text (value, -1);
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), plain);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_preferences_group_add (group, row);
}

static void
add_removal (AdwPreferencesGroup *group,
             ChatMessage         *message)
{
  const char *moderator = chat_message_get_moderator (message);
  const char *reason = chat_message_get_removal (message);
  g_autofree char *name = moderator != NULL ? ui_message_body_isolate (moderator) : NULL;
  g_autofree char *text = reason != NULL ? ui_message_body_isolate (reason) : NULL;

  /* Translators: what follows is the name of a moderator of a room */
  add_row (group, _("Removed by"), name);
  add_row (group, _("Reason for the removal"), text);
}

static void
add_rows (AdwPreferencesGroup *group,
          ChatMessage         *message,
          UiClock             *clock)
{
  g_autofree char *name = ui_message_body_isolate (chat_message_get_sender_name (message));
  g_autofree char *time = ui_clock_format_full (clock, chat_message_get_time (message));

  add_row (group, _("From"), name);
  add_row (group, _("Address"), chat_message_get_sender (message));
  add_row (group, _("Written"), time);
  if (chat_message_is_delayed (message))
    add_row (group, _("Arrived"), _("Later: from the server’s archive, or kept until you came"));
  add_row (group, _("State"), ui_state_to_text (chat_message_get_state (message)));
  add_row (group, _("Reason"), chat_message_get_error_text (message));
  add_removal (group, message);
  if (chat_message_get_kind (message) == CHAT_MESSAGE_UNREADABLE)
    add_row (group, _("What the other program said"), chat_message_get_body (message));
  add_row (group, _("Link"), chat_message_get_url (message));
  add_row (group, _("Identifier"), chat_message_get_message_id (message));
}

static void
readers_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AdwPreferencesGroup) group = user_data;
  g_autoptr(GPtrArray) readers =
    chat_conversation_load_readers_finish (CHAT_CONVERSATION (object), result, NULL);
  g_autoptr(GString) names = g_string_new (NULL);
  GtkRoot *root = NULL;

  for (guint i = 0; readers != NULL && i < readers->len; i++)
    {
      const ChatReader *reader = g_ptr_array_index (readers, i);
      g_autofree char *name = base_text_clean (reader->name,
                                               BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  /* Translators: what follows are names of people */
  add_row (group, _("Read by"), names->str);
  /* As high as what is in it; nothing grows under the eyes. */
  if ((root = gtk_widget_get_root (GTK_WIDGET (group))) != NULL)
    gtk_window_present (GTK_WINDOW (root));
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

GtkWindow *
ui_message_details_present (GtkWidget        *parent,
                            ChatConversation *conversation,
                            ChatMessage      *message,
                            UiClock          *clock)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  add_rows (ADW_PREFERENCES_GROUP (group), message, clock);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 600);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scrolled);

  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _("Message details"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, -1);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), ui_confirm_get_window (parent));
  add_escape (window);
  chat_conversation_load_readers_async (conversation, message, NULL, readers_cb,
                                        g_object_ref (group));
  return GTK_WINDOW (window);
}
