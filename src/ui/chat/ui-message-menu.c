/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a message. */
#define G_LOG_DOMAIN "ui-message-menu"

#include "ui-message-menu.h"

#include "base-text.h"
#include "chat-forward.h"
#include "ui-message-body.h"

#include <glib/gi18n.h>

/* How much of a name stands in it. */
#define NAME_CHARS 24

/* In a menu an underline is what marks a letter. */
static char *
dup_name (ChatMessage *message)
{
  g_autofree char *cut = base_text_truncate (chat_message_get_sender_name (message), NAME_CHARS);
  g_autofree char *name = ui_message_body_isolate (cut);
  g_auto(GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

/* Only what has a name that the room knows, and only of whom it is sure: a nick may have been
 * another's. */
static void
add_moderation (GMenu       *menu,
                ChatMessage *message,
                ChatRoom    *room)
{
  ChatMessageKind kind = chat_message_get_kind (message);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if ((chat_room_get_rights (room) & CHAT_ROOM_MAY_MODERATE) == 0
      || chat_message_is_outgoing (message) || kind == CHAT_MESSAGE_NOTICE)
    return;

  if (kind != CHAT_MESSAGE_RETRACTED && chat_message_get_archive_id (message) != NULL)
    g_menu_append (menu, _("Remove for every_body…"), "message.moderate");
  if (chat_message_get_author (message) == NULL)
    return;

  name = dup_name (message);
  /* Translators: %s is the name of somebody in a room, all of whose messages are meant */
  text = g_strdup_printf (_("Re_move all of %s…"), name);
  g_menu_append (menu, text, "message.moderate-all");
}

static void
add_file (GMenu    *menu,
          ChatFile *file)
{
  if (chat_file_get_path (file) == NULL)
    {
      g_menu_append (menu, _("Do_wnload"), "message.open-file");
      return;
    }

  g_menu_append (menu, _("_Open"), "message.open-file");
  g_menu_append (menu, _("Save _as…"), "message.save-file");
  g_menu_append (menu, _("Copy f_ile"), "message.copy-file");
  g_menu_append (menu, _("S_how in its folder"), "message.show-folder");
}

GMenuModel *
ui_message_menu_new (ChatMessage       *message,
                     ChatFile          *file,
                     ChatRoom          *room,
                     UiMessageMenuFlags flags)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) files = g_menu_new ();
  g_autoptr(GMenu) copying = g_menu_new ();
  g_autoptr(GMenu) editing = g_menu_new ();
  g_autoptr(GMenu) removing = g_menu_new ();

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  if (file != NULL)
    add_file (files, file);
  if (file == NULL || chat_message_get_body (message)[0] != '\0')
    g_menu_append (copying,
                   (flags & UI_MESSAGE_MENU_SELECTION) != 0 ? _("_Copy the selection") : _("_Copy"),
                   "message.copy");
  if ((flags & UI_MESSAGE_MENU_LINK) != 0)
    g_menu_append (copying, _("Copy _link"), "message.copy-link");
  if (chat_forward_is_possible (message))
    g_menu_append (copying, _("_Forward…"), "message.forward");
  g_menu_append (copying, _("D_etails"), "message.details");
  if (chat_message_is_edited (message))
    g_menu_append (copying, _("Earlier _versions"), "message.versions");
  if (chat_message_can_correct (message))
    g_menu_append (editing, _("Ed_it"), "message.edit");
  if (chat_message_get_state (message) == CHAT_MESSAGE_FAILED
      || chat_message_get_unsent (message) != NULL)
    g_menu_append (removing, _("_Send again"), "message.retry");
  if (chat_message_get_unsent (message) != NULL)
    g_menu_append (removing, _("Disca_rd the edit"), "message.discard");
  g_menu_append (removing, _("_Delete here…"), "message.delete");
  if (room != NULL)
    add_moderation (removing, message, room);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (editing));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copying));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removing));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
