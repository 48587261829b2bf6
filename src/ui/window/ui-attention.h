/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether somebody looks at the windows: one of them has the keyboard, or had it a minute ago.
 * Property (notify): given (bool). */
#define UI_TYPE_ATTENTION (ui_attention_get_type ())
G_DECLARE_FINAL_TYPE (UiAttention, ui_attention, UI, ATTENTION, GObject)

UiAttention *ui_attention_new       (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean     ui_attention_get_given (UiAttention *self);

G_END_DECLS
