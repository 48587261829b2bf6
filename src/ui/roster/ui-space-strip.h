/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The workspaces beside the chats, all chats first; not to be seen while there are none.
 * Signal "chosen" (ChatSpace, nullable: all chats): another one is chosen. */
#define UI_TYPE_SPACE_STRIP (ui_space_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiSpaceStrip, ui_space_strip, UI, SPACE_STRIP, GtkWidget)

void       ui_space_strip_set_client (UiSpaceStrip *self,
                                      ChatClient   *client);
/* @space: (nullable): all chats */
void       ui_space_strip_choose     (UiSpaceStrip *self,
                                      ChatSpace    *space);
/* The one of that id, as soon as it is there, unless the person chooses another one before */
void       ui_space_strip_want       (UiSpaceStrip *self,
                                      const char   *id);
ChatSpace *ui_space_strip_get_chosen (UiSpaceStrip *self); /* (nullable) borrowed */
/* 0: all chats; nothing happens where there is none */
void       ui_space_strip_choose_nth (UiSpaceStrip *self,
                                      guint         n);

G_END_DECLS
