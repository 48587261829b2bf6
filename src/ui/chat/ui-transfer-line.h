/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-transfer.h"

G_BEGIN_DECLS

/* How far a file on its way is, with a button that stops it. */
#define UI_TYPE_TRANSFER_LINE (ui_transfer_line_get_type ())
G_DECLARE_FINAL_TYPE (UiTransferLine, ui_transfer_line, UI, TRANSFER_LINE, GtkWidget)

GtkWidget *ui_transfer_line_new          (void);
void       ui_transfer_line_set_transfer (UiTransferLine *self,
                                          ChatTransfer   *transfer); /* (nullable) */
/* It stands upon a picture, on a ground of its own, as large as elsewhere. May be called in the
 * middle of a layout. */
void       ui_transfer_line_set_on_picture (UiTransferLine *self,
                                            gboolean        is_on_picture);
char      *ui_transfer_line_dup_text     (ChatTransfer   *transfer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
