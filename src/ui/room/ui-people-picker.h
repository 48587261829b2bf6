/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* Chooses some of an account's contacts, and other addresses that are typed. Signal: "changed" */
#define UI_TYPE_PEOPLE_PICKER (ui_people_picker_get_type ())
G_DECLARE_FINAL_TYPE (UiPeoplePicker, ui_people_picker, UI, PEOPLE_PICKER, GtkWidget)

void   ui_people_picker_set_account (UiPeoplePicker *self,
                                     ChatAccount    *account);
guint  ui_people_picker_get_count   (UiPeoplePicker *self);
/* Bare addresses; (transfer full) */
GStrv  ui_people_picker_dup_chosen  (UiPeoplePicker *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
