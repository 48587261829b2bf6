/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* Edits what one says of oneself (vCard): loaded from the server, saved there. */
#define UI_TYPE_PROFILE (ui_profile_get_type ())
G_DECLARE_FINAL_TYPE (UiProfile, ui_profile, UI, PROFILE, AdwWindow)

GtkWindow *ui_profile_new (GtkWindow   *parent,
                           ChatAccount *account);

G_END_DECLS
