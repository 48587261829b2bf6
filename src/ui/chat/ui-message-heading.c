/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above a message: the day, the "New" line, who says it and when. */
#define G_LOG_DOMAIN "ui-message-row"

#include "ui-message-heading.h"

#include "ui-avatar.h"
#include "ui-message-body.h"
#include "ui-name-color.h"

#include <glib/gi18n.h>

static void
set_style (GtkWidget  *widget,
           const char *style,
           gboolean    has)
{
  if (has)
    gtk_widget_add_css_class (widget, style);
  else
    gtk_widget_remove_css_class (widget, style);
}

static void
show_text (GtkWidget  *label,
           const char *text) /* (nullable): hides it */
{
  gtk_widget_set_child_visible (label, text != NULL);
  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
fill_lines (UiMessageParts         *parts,
            const UiMessageContext *context,
            ChatMessage            *message,
            gboolean                at_top,
            gboolean                new_day,
            gboolean                first_unread)
{
  g_autofree char *day = NULL;
  g_autofree char *start = NULL;

  if (new_day)
    day = ui_clock_format_day (context->clock, chat_message_get_time (message));
  if (at_top)
    start = ui_message_context_dup_top (context);
  ui_message_parts_set_start (parts, start);
  ui_message_parts_set_day (parts, day);
  ui_message_parts_set_fresh (parts, first_unread);
}

/* In a room everybody has a colour, and whoever keeps order there is marked. */
static void
fill_sender (UiMessageParts         *parts,
             const UiMessageContext *context,
             ChatMessage            *message,
             const char             *clock)
{
  const char *author = chat_message_get_author (message);
  g_autoptr(ChatOccupant) occupant = NULL;
  g_autoptr(PangoAttrList) attributes = NULL;
  g_autofree char *text = NULL;

  if (context->room == NULL)
    {
      ui_avatar_set_peer (UI_AVATAR (parts->avatar), context->peer);
      gtk_label_set_attributes (GTK_LABEL (parts->name), NULL);
      return;
    }

  /* Whoever it is for sure, though he has another name by now, or is gone. */
  if (author != NULL)
    occupant = chat_room_find_author (context->room, chat_message_get_sender (message), author);
  ui_avatar_set_peer_as (UI_AVATAR (parts->avatar), (ChatPeer *) occupant,
                         chat_message_get_sender_name (message),
                         chat_message_get_sender_color (message));
  attributes = ui_name_color_new_attributes (chat_message_get_sender_color (message));
  gtk_label_set_attributes (GTK_LABEL (parts->name), attributes);
  if (occupant != NULL && chat_occupant_is_present (occupant)
      && chat_occupant_get_role (occupant) == CHAT_ROLE_MODERATOR)
    {
      /* Translators: over a message in a room: the time, and that a moderator says it */
      text = g_strdup_printf (_("%s · moderator"), clock);
      gtk_label_set_text (GTK_LABEL (parts->time), text);
    }
}

void
ui_message_heading_fill (UiMessageParts         *parts,
                         const UiMessageContext *context,
                         ChatMessage            *message,
                         ChatMessage            *before)
{
  gint64 time = chat_message_get_time (message);
  gboolean new_day = before == NULL
                     || !ui_clock_is_same_day (context->clock, chat_message_get_time (before),
                                               time);
  gboolean first_unread = context->first_unread != 0
                          && chat_message_get_id (message) == context->first_unread;
  gboolean outgoing = chat_message_is_outgoing (message);
  g_autofree char *clock = ui_clock_format_time (context->clock, time);
  g_autofree char *name = ui_message_body_isolate (chat_message_get_sender_name (message));

  parts->compact = context->compact;
  parts->notice = chat_message_get_kind (message) == CHAT_MESSAGE_NOTICE;
  parts->outgoing = outgoing;
  parts->first = new_day || first_unread || !ui_message_body_continues (message, before);
  fill_lines (parts, context, message, before == NULL, new_day, first_unread);
  show_text (parts->name, parts->first && !outgoing && !parts->notice ? name : NULL);
  show_text (parts->time, parts->first && !parts->notice ? clock : NULL);

  gtk_widget_set_child_visible (parts->avatar, parts->first && !outgoing && !parts->notice);
  if (parts->first && !outgoing)
    fill_sender (parts, context, message, clock);

  set_style (parts->bubble, "outgoing", outgoing);
  set_style (parts->bubble, "incoming", !outgoing);
}
