/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of somebody in a room. */
#define G_LOG_DOMAIN "ui-occupant-menu"

#include "ui-occupant-menu.h"

#include <glib/gi18n.h>

static void
add (GMenu      *menu,
     const char *label,
     const char *action,
     GVariant   *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
add_role (GMenu        *menu,
          const char   *label,
          ChatOccupant *occupant,
          ChatRole      role)
{
  if (chat_occupant_get_role (occupant) != role)
    add (menu, label, "occupant.role",
         g_variant_new ("(si)", chat_occupant_get_nick (occupant), (int) role));
}

static void
add_affiliation (GMenu          *menu,
                 const char     *label,
                 const char     *address,
                 ChatAffiliation affiliation)
{
  add (menu, label, "occupant.affiliation", g_variant_new ("(si)", address, (int) affiliation));
}

/* @address: (nullable): nobody knows who it really is; @now: what they are */
static void
add_appointments (GMenu          *menu,
                  const char     *address,
                  ChatAffiliation now,
                  ChatRoomRights  rights)
{
  static const struct {
    ChatAffiliation affiliation;
    const char     *label;
    ChatRoomRights  wanted;
  } appointments[] = {
    { CHAT_AFFILIATION_OWNER, N_("Make _owner"), CHAT_ROOM_MAY_CONFIGURE },
    { CHAT_AFFILIATION_ADMIN, N_("Make _administrator"), CHAT_ROOM_MAY_CONFIGURE },
    { CHAT_AFFILIATION_MEMBER, N_("Make _member"), CHAT_ROOM_MAY_BAN },
    { CHAT_AFFILIATION_NONE, N_("Take out of the _list"), CHAT_ROOM_MAY_BAN },
  };

  for (guint i = 0; address != NULL && i < G_N_ELEMENTS (appointments); i++)
    if (appointments[i].affiliation != now && (rights & appointments[i].wanted) != 0)
      add_affiliation (menu, _(appointments[i].label), address, appointments[i].affiliation);
}

/* Nobody can do anything to those who stand above them. */
static gboolean
is_below (ChatRoom       *room,
          ChatAffiliation theirs)
{
  ChatAffiliation own = chat_room_get_affiliation (room);

  return own == CHAT_AFFILIATION_OWNER || theirs < own
         || (theirs == own && theirs < CHAT_AFFILIATION_ADMIN);
}

/* Whom the room does not tell apart from others cannot be ignored: a nick is anybody's. */
static void
add_ignoring (GMenu        *menu,
              ChatRoom     *room,
              ChatOccupant *occupant)
{
  const char *author = chat_occupant_get_author (occupant);
  gboolean ignored = chat_room_is_ignored (room, author);

  if (author != NULL)
    add (menu, ignored ? _("Stop i_gnoring") : _("I_gnore"), "occupant.ignore",
         g_variant_new ("(sb)", author, !ignored));
}

GMenuModel *
ui_occupant_menu_new (ChatRoom     *room,
                      ChatOccupant *occupant)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) usual = g_menu_new ();
  g_autoptr(GMenu) roles = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();
  ChatRoomRights rights = chat_room_get_rights (room);
  const char *address = chat_occupant_get_real_address (occupant);
  const char *nick = chat_occupant_get_nick (occupant);
  gboolean self = chat_occupant_is_self (occupant);

  if (!self)
    add (usual, _("Write in _private"), "occupant.private", g_variant_new_string (nick));
  if (address != NULL)
    add (usual, _("_Copy address"), "occupant.copy-address", g_variant_new_string (address));
  if (!self)
    add_ignoring (away, room, occupant);
  if (!self && is_below (room, chat_occupant_get_affiliation (occupant)))
    {
      if ((rights & CHAT_ROOM_MAY_BAN) != 0)
        add_role (roles, _("Make mo_derator"), occupant, CHAT_ROLE_MODERATOR);
      if ((rights & CHAT_ROOM_MAY_KICK) != 0)
        {
          add_role (roles, _("Let _write"), occupant, CHAT_ROLE_PARTICIPANT);
          add_role (roles, _("Let only _read"), occupant, CHAT_ROLE_VISITOR);
        }
      add_appointments (roles, address, chat_occupant_get_affiliation (occupant), rights);
      if ((rights & CHAT_ROOM_MAY_KICK) != 0)
        add (away, _("_Send out…"), "occupant.kick", g_variant_new_string (nick));
      if ((rights & CHAT_ROOM_MAY_BAN) != 0 && address != NULL)
        add (away, _("_Ban…"), "occupant.ban", g_variant_new ("(ss)", nick, address));
    }

  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (roles));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return g_menu_model_get_n_items (G_MENU_MODEL (usual)) > 0
         || g_menu_model_get_n_items (G_MENU_MODEL (away)) > 0
         ? G_MENU_MODEL (g_steal_pointer (&menu)) : NULL;
}

GMenuModel *
ui_occupant_menu_new_for_member (ChatRoom *room,
                                 UiMember *member)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) usual = g_menu_new ();
  g_autoptr(GMenu) roles = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();
  ChatRoomRights rights = chat_room_get_rights (room);
  ChatAffiliation affiliation = ui_member_get_affiliation (member);
  const char *address = ui_member_get_address (member);

  add (usual, _("_Write"), "occupant.write", g_variant_new_string (address));
  add (usual, _("_Copy address"), "occupant.copy-address", g_variant_new_string (address));
  if ((rights & CHAT_ROOM_MAY_BAN) != 0 && affiliation == CHAT_AFFILIATION_OUTCAST)
    add_affiliation (away, _("Lift the _ban"), address, CHAT_AFFILIATION_NONE);
  else if ((rights & CHAT_ROOM_MAY_BAN) != 0 && is_below (room, affiliation))
    {
      add_appointments (roles, address, affiliation, rights);
      add (away, _("_Ban…"), "occupant.ban",
           g_variant_new ("(ss)", ui_member_get_name (member), address));
    }

  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (roles));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
