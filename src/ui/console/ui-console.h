/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The XML console of one account: what goes over its wire, without secrets, and a way to send
 * something by hand. Nothing is listened to while it is closed. */
#define UI_TYPE_CONSOLE (ui_console_get_type ())
G_DECLARE_FINAL_TYPE (UiConsole, ui_console, UI, CONSOLE, AdwWindow)

UiConsole *ui_console_new     (ChatClient  *client,
                               ChatAccount *account) G_GNUC_WARN_UNUSED_RESULT;
/* The console of @account comes to the front, opened when it is not. @near: a window of ours */
void       ui_console_present (GtkWindow   *near,
                               ChatClient  *client,
                               ChatAccount *account);

G_END_DECLS
