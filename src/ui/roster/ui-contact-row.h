/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-contact.h"

G_BEGIN_DECLS

/* One contact in the contact list: who, and what they say of themselves. */
#define UI_TYPE_CONTACT_ROW (ui_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (UiContactRow, ui_contact_row, UI, CONTACT_ROW, GtkWidget)

GtkWidget   *ui_contact_row_new               (void);
ChatContact *ui_contact_row_get_contact       (UiContactRow *self);
void         ui_contact_row_set_contact       (UiContactRow *self,
                                               ChatContact  *contact); /* (nullable) */
void         ui_contact_row_set_account_color (UiContactRow *self,
                                               const char   *color);   /* (nullable): no mark */

G_END_DECLS
