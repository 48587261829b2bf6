/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether files go straight to a contact, and what that means. */
#define G_LOG_DOMAIN "ui-send-direct"

#include "ui-send-direct.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Sentences, one after the other */
static char *
dup_subtitle (ChatConversation *conversation,
              gboolean          is_only_way)
{
  const char *server = is_only_way ? _("The server takes no files.")
                                   : _("Not kept on the server, of any size.");
  const char *contact =
    chat_conversation_get_shows_address (conversation)
      ? _("The contact has to accept each, and may see your network address.")
      : _("The contact has to accept each.");

  if (chat_conversation_get_direct_reach (conversation) == CHAT_REACH_NOW)
    return g_strjoin (" ", server, contact, NULL);

  return g_strjoin (" ", server, contact, _("They wait until both of you are online."), NULL);
}

GtkWidget *
ui_send_direct_row_new (ChatConversation  *conversation,
                        gboolean           is_only_way,
                        GtkWidget        **active)
{
  GtkWidget *row;
  g_autofree char *subtitle = NULL;

  *active = NULL;
  if (chat_conversation_get_direct_reach (conversation) == CHAT_REACH_NONE)
    return NULL;

  subtitle = dup_subtitle (conversation, is_only_way);
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Send directly"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (is_only_way)
    return row;

  *active = gtk_switch_new ();
  gtk_widget_set_valign (*active, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *active);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *active);
  return row;
}

const char *
ui_send_direct_get_obstacle (ChatConversation *conversation)
{
  if (chat_conversation_get_direct_reach (conversation) != CHAT_REACH_NONE)
    return NULL;

  if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_CHAT)
    return _("The server takes no files, and the contact is not online with a program that can "
             "receive them directly.");
  return _("The server takes no files. Ask whoever runs it.");
}
