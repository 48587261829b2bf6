/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"
#include "ui-live-list.h"

G_BEGIN_DECLS

/* Everybody in the contact lists of all accounts as the rows of one list of UiRosterItem: who asks
 * first, then the groups with their heads. Properties: filter (string, nullable: names and
 * addresses that have it; then no group is folded and nobody left out), show-offline (bool),
 * folded (GStrv: groups). */
#define UI_TYPE_ROSTER (ui_roster_get_type ())
G_DECLARE_FINAL_TYPE (UiRoster, ui_roster, UI, ROSTER, GObject)

UiRoster   *ui_roster_new            (ChatClient *client) G_GNUC_WARN_UNUSED_RESULT;
UiLiveList *ui_roster_get_list       (UiRoster   *self); /* borrowed */
guint       ui_roster_get_n_requests (UiRoster   *self);
guint       ui_roster_get_n_contacts (UiRoster   *self); /* in any list, whether shown or not */
void        ui_roster_set_filter     (UiRoster   *self,
                                      const char *filter); /* (nullable) */
void        ui_roster_set_folded     (UiRoster   *self,
                                      const char *group,
                                      gboolean    folded);
/* While nobody looks, only the counts are kept. It is shown at first. */
void        ui_roster_set_shown      (UiRoster   *self,
                                      gboolean    shown);
/* Signals: "rebuild", the list is about to change; "rebuilt", it and the counts are new. */

G_END_DECLS
