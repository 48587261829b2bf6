/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-form.h"

G_BEGIN_DECLS

/* A server's own form, as rows; what is filled in goes into its fields at once. Signal "changed".
 */
#define UI_TYPE_FORM_VIEW (ui_form_view_get_type ())
G_DECLARE_FINAL_TYPE (UiFormView, ui_form_view, UI, FORM_VIEW, GtkWidget)

ChatForm *ui_form_view_get_form     (UiFormView *self); /* (nullable) borrowed */
void      ui_form_view_set_form     (UiFormView *self,
                                     ChatForm   *form); /* (nullable) */
/* Whether all that must be filled in is. */
gboolean  ui_form_view_get_complete (UiFormView *self);

G_END_DECLS
