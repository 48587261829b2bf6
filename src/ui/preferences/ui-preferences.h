/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The preferences: general, appearance, notifications, privacy, accounts, shortcuts. */
#define UI_TYPE_PREFERENCES (ui_preferences_get_type ())
G_DECLARE_FINAL_TYPE (UiPreferences, ui_preferences, UI, PREFERENCES, AdwPreferencesWindow)

UiPreferences *ui_preferences_new     (ChatClient *client,
                                       GSettings  *settings);
/* Opens the preferences over @parent; @page (nullable): "general", "appearance", "notifications",
 * "privacy", "accounts" or "shortcuts". */
void           ui_preferences_present (GtkWindow  *parent,
                                       ChatClient *client,
                                       GSettings  *settings,
                                       const char *page);

G_END_DECLS
