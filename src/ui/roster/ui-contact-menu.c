/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a contact. */
#define G_LOG_DOMAIN "ui-contact-menu"

#include "ui-contact-menu.h"

#include <glib/gi18n.h>

static void
add (GMenu       *menu,
     const char  *label,
     const char  *action,
     ChatContact *contact)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "(ss)",
                                     chat_contact_get_account_address (contact),
                                     chat_contact_get_address (contact));
  g_menu_append_item (menu, item);
}

static void
add_block (GMenu       *menu,
           ChatAccount *account,
           ChatContact *contact)
{
  if (chat_contact_get_blocked (contact))
    add (menu, _("Un_block"), "contact.unblock", contact);
  else if (chat_account_has_feature (account, "blocking"))
    add (menu, _("_Block…"), "contact.block", contact);
}

GMenuModel *
ui_contact_menu_new (ChatAccount *account,
                     ChatContact *contact)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) usual = g_menu_new ();
  g_autoptr(GMenu) entry = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();
  ChatSubscription subscription;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_CONTACT (contact), NULL);

  subscription = chat_contact_get_subscription (contact);
  add (usual, _("_Message"), "win.message", contact);
  add (usual, _("_Details"), "win.show-details", contact);
  if (chat_contact_get_in_list (contact))
    {
      add (entry, _("_Rename…"), "contact.rename", contact);
      add (entry, _("_Groups…"), "contact.groups", contact);
      if (subscription == CHAT_SUBSCRIPTION_NONE || subscription == CHAT_SUBSCRIPTION_FROM)
        add (entry, _("_Ask to see presence"), "contact.ask-presence", contact);
    }
  else
    {
      add (entry, _("_Add to contacts…"), "contact.add", contact);
    }
  add_block (away, account, contact);
  if (chat_contact_get_in_list (contact))
    add (away, _("Remo_ve…"), "contact.remove", contact);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (usual));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (entry));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
