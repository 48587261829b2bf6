/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* Who is in a room, and what can be done with them. */
#define UI_TYPE_PEOPLE (ui_people_get_type ())
G_DECLARE_FINAL_TYPE (UiPeople, ui_people, UI, PEOPLE, AdwWindow)

/* @account: (nullable): of whose contacts those are called by their names who are not there */
GtkWidget *ui_people_new (ChatRoom    *room,
                          ChatAccount *account);

G_END_DECLS
