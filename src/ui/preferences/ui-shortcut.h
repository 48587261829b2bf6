/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row that says what a key does. Where the two have no room beside one another, the key stands
 * below. */
#define UI_TYPE_SHORTCUT (ui_shortcut_get_type ())

G_DECLARE_FINAL_TYPE (UiShortcut, ui_shortcut, UI, SHORTCUT, AdwPreferencesRow)

GtkWidget  *ui_shortcut_new      (const char *title);
/* @keys: "<Control>Page_Down <Alt>Down" are two that do the same. */
void        ui_shortcut_set_keys (UiShortcut *self,
                                  const char *keys);
const char *ui_shortcut_get_keys (UiShortcut *self);

G_END_DECLS
