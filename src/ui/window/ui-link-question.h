/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Does what an "xmpp:" link (XEP-0147) is meant for, as far as the person wants it: a dialog
 * stands before everything but opening a chat. @window: a UiWindow, for its actions; @account:
 * (nullable) */
void ui_link_question_ask (GtkWindow   *window,
                           ChatClient  *client,
                           GSettings   *settings,
                           ChatAccount *account,
                           const char  *uri,
                           ChatLink    *link);

G_END_DECLS
