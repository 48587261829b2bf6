/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CHAT_CONSOLE_MESSAGE,
  CHAT_CONSOLE_PRESENCE,
  CHAT_CONSOLE_REQUEST,    /* iq */
  CHAT_CONSOLE_CONNECTION, /* all that is no stanza */
} ChatConsoleKind;

/* One thing that went over the wire, as text to be read: indented, without passwords and tokens. */
#define CHAT_TYPE_CONSOLE_LINE (chat_console_line_get_type ())
G_DECLARE_FINAL_TYPE (ChatConsoleLine, chat_console_line, CHAT, CONSOLE_LINE, GObject)

guint64          chat_console_line_get_number (ChatConsoleLine *self); /* counted from 1 */
gboolean         chat_console_line_is_sent    (ChatConsoleLine *self);
ChatConsoleKind  chat_console_line_get_kind   (ChatConsoleLine *self);
gint64           chat_console_line_get_time   (ChatConsoleLine *self); /* unix µs */
const char      *chat_console_line_get_xml    (ChatConsoleLine *self);
/* It was longer than anybody reads */
gboolean         chat_console_line_is_cut     (ChatConsoleLine *self);

G_END_DECLS
