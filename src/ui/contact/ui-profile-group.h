/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* What somebody says of themselves, fetched when it is asked for. */
#define UI_TYPE_PROFILE_GROUP (ui_profile_group_get_type ())
G_DECLARE_FINAL_TYPE (UiProfileGroup, ui_profile_group, UI, PROFILE_GROUP, GtkWidget)

void ui_profile_group_set_contact (UiProfileGroup *self,
                                   ChatAccount    *account,  /* (nullable) */
                                   ChatContact    *contact); /* (nullable) */

G_END_DECLS
