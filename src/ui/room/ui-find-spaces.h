/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The spaces of a server's service, to be joined.
 * Signal "joined" (ChatSpace): one of them was. */
#define UI_TYPE_FIND_SPACES (ui_find_spaces_get_type ())
G_DECLARE_FINAL_TYPE (UiFindSpaces, ui_find_spaces, UI, FIND_SPACES, AdwWindow)

/* @account: (nullable): the one to begin with */
GtkWidget *ui_find_spaces_new (ChatClient *client,
                               const char *account) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
