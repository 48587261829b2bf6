/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"
#include "ui-jump-item.h"
#include "ui-match.h"

G_BEGIN_DECLS

/* Each adds to @items, owned UiJumpItem, what matches, at most @max and below a heading, and their
 * peers to @seen, borrowed ChatPeer: who is in that already is left out. @match: (nullable): all */

/* Where something was said, the latest first */
void ui_jump_find_chats    (ChatClient *client,
                            UiMatch    *match,
                            guint       max,
                            GHashTable *seen,
                            GPtrArray  *items);
/* By presence and name */
void ui_jump_find_contacts (ChatClient *client,
                            UiMatch    *match,
                            guint       max,
                            GHashTable *seen,
                            GPtrArray  *items);
/* By name, whether something was said there or not */
void ui_jump_find_rooms    (ChatClient *client,
                            UiMatch    *match,
                            guint       max,
                            GHashTable *seen,
                            GPtrArray  *items);

G_END_DECLS
