/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a conversation, in the side bar and in its header bar. */
#define G_LOG_DOMAIN "ui-conversation-menu"

#include "ui-conversation-menu.h"

#include "ui-space-menu.h"

#include <glib/gi18n.h>

/* The actions name a conversation by account and address: "(ss)". */
static void
add (GMenu            *menu,
     const char       *label,
     const char       *action,
     ChatConversation *conversation)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(ss)",
                                     chat_conversation_get_account_address (conversation),
                                     chat_conversation_get_address (conversation));
  g_menu_append_item (menu, item);
}

static void
add_mute (GMenu            *menu,
          const char       *label,
          const char       *until,
          ChatConversation *conversation)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "chat.mute", "(sss)",
                                     chat_conversation_get_account_address (conversation),
                                     chat_conversation_get_address (conversation), until);
  g_menu_append_item (menu, item);
}

GMenuModel *
ui_conversation_menu_new_mute (ChatConversation *conversation)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  if (chat_conversation_get_muted (conversation))
    add_mute (menu, _("_Unmute"), "never", conversation);
  add_mute (menu, _("Mute for 1 hour"), "1h", conversation);
  add_mute (menu, _("Mute for 8 hours"), "8h", conversation);
  add_mute (menu, _("Mute until tomorrow"), "tomorrow", conversation);
  add_mute (menu, _("Mute always"), "always", conversation);
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
add_mute_menu (GMenu            *menu,
               ChatConversation *conversation)
{
  g_autoptr(GMenuModel) times = NULL;

  if (chat_conversation_get_muted (conversation))
    {
      add_mute (menu, _("_Unmute"), "never", conversation);
      return;
    }

  times = ui_conversation_menu_new_mute (conversation);
  g_menu_append_submenu (menu, _("M_ute"), times);
}

GMenuModel *
ui_conversation_menu_new (ChatConversation *conversation,
                          GListModel       *spaces,
                          gboolean          is_open)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) usual = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();
  g_autoptr(GMenuModel) places = NULL;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  if (chat_conversation_get_pinned (conversation))
    add (usual, _("Un_pin"), "chat.unpin", conversation);
  else
    add (usual, _("_Pin to the top"), "chat.pin", conversation);
  if (chat_conversation_get_unread (conversation) > 0)
    add (usual, _("Mark as _read"), "chat.mark-read", conversation);
  add_mute_menu (usual, conversation);
  if (chat_conversation_can_preview (conversation))
    add (usual, chat_conversation_get_previews (conversation) ? _("Stop pre_views of links")
                                                              : _("Show pre_views of links"),
         chat_conversation_get_previews (conversation) ? "chat.stop-previews" : "chat.previews",
         conversation);
  places = ui_space_menu_new_move (conversation, spaces);
  g_menu_append_submenu (usual, _("Move to _workspace"), places);
  add (usual, _("_Details"), "win.show-details", conversation);
  if (is_open)
    add (away, _("Clos_e"), "win.leave", conversation);
  if (chat_conversation_get_archived (conversation))
    add (away, _("Back to the _list"), "chat.unarchive", conversation);
  else
    add (away, _("Ar_chive"), "chat.archive", conversation);
  add (away, _("Clear _history…"), "chat.clear-history", conversation);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
