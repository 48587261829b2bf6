/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"
#include "ui-card-view.h"

G_BEGIN_DECLS

/* Whether there is something to be told of @message in a card. @conversation: (nullable) */
gboolean ui_message_card_is_wanted (ChatMessage      *message,
                                    ChatConversation *conversation);
/* Where @preview leads, and what that calls itself */
char    *ui_message_card_dup_source (ChatPreview      *preview) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what is said of the place or the file that @message is, in a line */
char    *ui_message_card_dup_line  (ChatMessage      *message) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the text need not be shown besides */
gboolean ui_message_card_says_all  (ChatMessage      *message);
void     ui_message_card_fill      (UiCardView       *card,
                                    ChatMessage      *message);

G_END_DECLS
