/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* The devices somebody is online with, and which programs run there. */
#define UI_TYPE_DEVICE_GROUP (ui_device_group_get_type ())
G_DECLARE_FINAL_TYPE (UiDeviceGroup, ui_device_group, UI, DEVICE_GROUP, GtkWidget)

void ui_device_group_set_contact (UiDeviceGroup *self,
                                  ChatAccount   *account,  /* (nullable) */
                                  ChatContact   *contact); /* (nullable) */

G_END_DECLS
