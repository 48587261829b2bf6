/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-roster.h"

G_BEGIN_DECLS

/* The contacts of all accounts in their groups, requests on top.
 * Signal "activate" (ChatContact): the person wants to write to one. */
#define UI_TYPE_CONTACT_LIST (ui_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (UiContactList, ui_contact_list, UI, CONTACT_LIST, GtkWidget)

void      ui_contact_list_set_client (UiContactList *self,
                                      ChatClient    *client,
                                      GSettings     *settings);
void      ui_contact_list_set_filter (UiContactList *self,
                                      const char    *filter); /* (nullable) */
/* Writes to the first one, as Enter in the filter does; FALSE when there is none. */
gboolean  ui_contact_list_activate_first (UiContactList *self);
void      ui_contact_list_focus      (UiContactList *self);
UiRoster *ui_contact_list_get_roster (UiContactList *self); /* borrowed */

G_END_DECLS
