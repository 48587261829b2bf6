/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-console-line.h"

G_BEGIN_DECLS

/* What goes over the wire of one account: a GListModel of ChatConsoleLine, oldest first, that
 * forgets the oldest when it gets too long. It listens from when it is made until it is gone; an
 * account without one spends nothing on it.
 *
 * Property: paused (bool, notify): nothing is listened to meanwhile. */
#define CHAT_TYPE_CONSOLE (chat_console_get_type ())
G_DECLARE_FINAL_TYPE (ChatConsole, chat_console, CHAT, CONSOLE, GObject)

ChatConsole *chat_console_new         (ChatAccount  *account) G_GNUC_WARN_UNUSED_RESULT;
ChatAccount *chat_console_get_account (ChatConsole  *self);
gboolean     chat_console_get_paused  (ChatConsole  *self);
void         chat_console_set_paused  (ChatConsole  *self,
                                       gboolean      paused);
void         chat_console_clear       (ChatConsole  *self);
/* @xml: one stanza or several, written by a person. Nothing is sent when one of them is none. */
gboolean     chat_console_send        (ChatConsole  *self,
                                       const char   *xml,
                                       GError      **error);

G_END_DECLS
