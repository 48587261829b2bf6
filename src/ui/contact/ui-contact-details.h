/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* The details pane: who somebody is, and what can be done about them. What only the server knows is
 * asked for once the pane is to be seen. Signal "close". */
#define UI_TYPE_CONTACT_DETAILS (ui_contact_details_get_type ())
G_DECLARE_FINAL_TYPE (UiContactDetails, ui_contact_details, UI, CONTACT_DETAILS, GtkWidget)

void         ui_contact_details_set_client  (UiContactDetails *self,
                                             ChatClient       *client,
                                             UiClock          *clock);
ChatContact *ui_contact_details_get_contact (UiContactDetails *self); /* (nullable) borrowed */
void         ui_contact_details_set_contact (UiContactDetails *self,
                                             ChatContact      *contact); /* (nullable) */
/* The pane is all that is to be seen: what closes it leads back. */
void         ui_contact_details_set_alone   (UiContactDetails *self,
                                             gboolean          alone);

G_END_DECLS
