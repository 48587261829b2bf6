/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-peer.h"

G_BEGIN_DECLS

/* Presence as a dot: a shape as well as a colour. Properties: presence (int, ChatPresence),
 * size (int, px; 12). */
#define UI_TYPE_PRESENCE_DOT (ui_presence_dot_get_type ())
G_DECLARE_FINAL_TYPE (UiPresenceDot, ui_presence_dot, UI, PRESENCE_DOT, GtkWidget)

GtkWidget    *ui_presence_dot_new          (void);
ChatPresence  ui_presence_dot_get_presence (UiPresenceDot *self);
void          ui_presence_dot_set_presence (UiPresenceDot *self,
                                            ChatPresence   presence);
void          ui_presence_dot_set_size     (UiPresenceDot *self,
                                            int            size);

/* "Available", "Away"…: translated. */
const char   *ui_presence_to_text          (ChatPresence presence);
/* Whether we would know if they were online: of those who do not let us see it, "offline" would be
 * a guess. Rooms have no presence. */
gboolean      ui_presence_is_known         (ChatPeer *peer);

G_END_DECLS
