/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* In the details pane: the last pictures of a conversation, and the way to all of its files.
 * Hidden where there are none. */
#define UI_TYPE_MEDIA_GROUP (ui_media_group_get_type ())
G_DECLARE_FINAL_TYPE (UiMediaGroup, ui_media_group, UI, MEDIA_GROUP, GtkWidget)

void ui_media_group_set_conversation (UiMediaGroup     *self,
                                      ChatConversation *conversation); /* (nullable) */

G_END_DECLS
