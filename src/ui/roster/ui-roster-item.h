/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-contact.h"

G_BEGIN_DECLS

typedef enum {
  UI_ROSTER_GROUP,
  UI_ROSTER_REQUEST,
  UI_ROSTER_CONTACT,
} UiRosterKind;

/* One row of the contact list: the head of a group, somebody who asks, or a contact, who stands
 * once in each group they are in. Signal "changed": the counts or the fold of a head did. */
#define UI_TYPE_ROSTER_ITEM (ui_roster_item_get_type ())
G_DECLARE_FINAL_TYPE (UiRosterItem, ui_roster_item, UI, ROSTER_ITEM, GObject)

UiRosterItem *ui_roster_item_new          (UiRosterKind  kind,
                                           const char   *group,    /* "": of those in no group */
                                           ChatContact  *contact)  /* (nullable): of a head */
  G_GNUC_WARN_UNUSED_RESULT;
UiRosterKind  ui_roster_item_get_kind     (UiRosterItem *self);
const char   *ui_roster_item_get_group    (UiRosterItem *self);
ChatContact  *ui_roster_item_get_contact  (UiRosterItem *self); /* (nullable) borrowed */
guint         ui_roster_item_get_online   (UiRosterItem *self);
guint         ui_roster_item_get_total    (UiRosterItem *self);
gboolean      ui_roster_item_get_folded   (UiRosterItem *self);
void          ui_roster_item_set_head     (UiRosterItem *self,
                                           guint         online,
                                           guint         total,
                                           gboolean      folded);

/* In the order of the list: by presence, then by name. */
int           ui_roster_item_compare      (UiRosterItem *a,
                                           UiRosterItem *b);

G_END_DECLS
