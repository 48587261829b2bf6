/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The page of the preferences that lists all keys. Which of them send a message is a setting. */
#define UI_TYPE_SHORTCUT_PAGE (ui_shortcut_page_get_type ())

G_DECLARE_FINAL_TYPE (UiShortcutPage, ui_shortcut_page, UI, SHORTCUT_PAGE, AdwPreferencesPage)

void ui_shortcut_page_set_settings (UiShortcutPage *self,
                                    GSettings      *settings);

G_END_DECLS
