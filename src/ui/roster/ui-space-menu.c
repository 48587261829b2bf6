/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of workspaces. */
#define G_LOG_DOMAIN "ui-space-menu"

#include "ui-space-menu.h"

#include "chat-space-room.h"

#include <glib/gi18n.h>

/* The actions name a workspace by account and id: "(ss)". */
static void
add (GMenu      *menu,
     const char *label,
     const char *action,
     ChatSpace  *space)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(ss)", chat_space_get_account_address (space),
                                     chat_space_get_id (space));
  g_menu_append_item (menu, item);
}

/* Whether the one before it, or behind it, is of the same account. */
static gboolean
can_move (ChatSpace  *space,
          GListModel *spaces,
          int         step)
{
  guint n_spaces = g_list_model_get_n_items (spaces);

  for (guint i = 0; i < n_spaces; i++)
    {
      g_autoptr(ChatSpace) one = g_list_model_get_item (spaces, i);
      g_autoptr(ChatSpace) next = NULL;

      if (one != space || (i == 0 && step < 0))
        continue;

      next = g_list_model_get_item (spaces, i + (guint) step);
      return next != NULL && g_str_equal (chat_space_get_account_address (one),
                                          chat_space_get_account_address (next));
    }
  return FALSE;
}

GMenuModel *
ui_space_menu_new (ChatSpace  *space,
                   GListModel *spaces)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) usual = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();

  g_return_val_if_fail (CHAT_IS_SPACE (space), NULL);

  if (!chat_space_is_shared (space))
    add (usual, _("_Rename…"), "space.rename", space);
  if (can_move (space, spaces, -1))
    add (usual, _("Move _up"), "space.up", space);
  if (can_move (space, spaces, 1))
    add (usual, _("Move _down"), "space.down", space);
  if (chat_space_is_shared (space))
    add (away, _("_Leave space…"), "space.delete", space);
  if (chat_space_is_owned (space))
    add (away, _("_Destroy space…"), "space.destroy", space);
  if (!chat_space_is_shared (space))
    add (away, _("_Delete workspace…"), "space.delete", space);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* What people have written is no mnemonic. */
static char *
escape (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
add_place (GMenu            *menu,
           const char       *label,
           ChatConversation *conversation,
           const char       *id)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "space.put", "(sss)",
                                     chat_conversation_get_account_address (conversation),
                                     chat_conversation_get_address (conversation), id);
  g_menu_append_item (menu, item);
}

/* What belongs to a server's space is not there because the person has put it there. */
static gboolean
is_put_into (ChatSpace  *space,
             const char *address)
{
  g_auto(GStrv) members = chat_space_dup_members (space);

  return g_strv_contains ((const char *const *) members, address);
}

static void
add_for_all (GMenu            *menu,
             const char       *label,
             const char       *action,
             ChatConversation *conversation,
             ChatSpace        *space)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(sss)",
                                     chat_conversation_get_account_address (conversation),
                                     chat_conversation_get_address (conversation),
                                     chat_space_get_id (space));
  g_menu_append_item (menu, item);
}

static gboolean
has_room (ChatSpace  *space,
          const char *address)
{
  GListModel *rooms = chat_space_get_rooms (space);

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (rooms, i);

      if (g_str_equal (chat_space_room_get_address (room), address))
        return TRUE;
    }
  return FALSE;
}

/* What whoever owns a server's space can do with a room, for everybody. */
static void
add_owned (GMenu            *menu,
           ChatConversation *conversation,
           GListModel       *spaces)
{
  const char *account = chat_conversation_get_account_address (conversation);

  if (chat_conversation_get_kind (conversation) != CHAT_CONVERSATION_ROOM)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (spaces); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (spaces, i);
      g_autofree char *name = escape (chat_space_get_name (space));
      g_autofree char *into = NULL;
      g_autofree char *out = NULL;

      if (!chat_space_is_owned (space)
          || !g_str_equal (chat_space_get_account_address (space), account))
        continue;
      /* Translators: of a room: the name of a space. */
      into = g_strdup_printf (_("Into “%s” for everybody"), name);
      out = g_strdup_printf (_("Out of “%s” for everybody"), name);
      if (has_room (space, chat_conversation_get_address (conversation)))
        add_for_all (menu, out, "space.withdraw", conversation, space);
      else
        add_for_all (menu, into, "space.publish", conversation, space);
    }
}

GMenuModel *
ui_space_menu_new_move (ChatConversation *conversation,
                        GListModel       *spaces)
{
  const char *account = chat_conversation_get_account_address (conversation);
  const char *address = chat_conversation_get_address (conversation);
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) places = g_menu_new ();
  g_autoptr(GMenu) rest = g_menu_new ();
  g_autoptr(GMenu) owned = g_menu_new ();
  g_autoptr(GMenuItem) item = NULL;
  gboolean is_in_one = FALSE;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (spaces); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (spaces, i);
      g_autofree char *name = escape (chat_space_get_name (space));

      if (!g_str_equal (chat_space_get_account_address (space), account))
        continue;
      if (is_put_into (space, address))
        is_in_one = TRUE;
      else
        add_place (places, name, conversation, chat_space_get_id (space));
    }

  if (is_in_one)
    /* Translators: takes a chat out of the workspace that it is in. */
    add_place (rest, _("_None"), conversation, "");
  item = g_menu_item_new (_("New _workspace…"), NULL);
  g_menu_item_set_action_and_target (item, "space.new", "(ss)", account, address);
  g_menu_append_item (rest, item);
  add_owned (owned, conversation, spaces);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (places));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  if (g_menu_model_get_n_items (G_MENU_MODEL (owned)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (owned));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
