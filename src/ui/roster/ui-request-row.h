/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-contact.h"

G_BEGIN_DECLS

/* Somebody who asks to be a contact, with what can be answered. */
#define UI_TYPE_REQUEST_ROW (ui_request_row_get_type ())
G_DECLARE_FINAL_TYPE (UiRequestRow, ui_request_row, UI, REQUEST_ROW, GtkWidget)

GtkWidget   *ui_request_row_new         (void);
ChatContact *ui_request_row_get_contact (UiRequestRow *self);
void         ui_request_row_set_contact (UiRequestRow *self,
                                         ChatContact  *contact); /* (nullable) */

G_END_DECLS
