/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-conversation.h"

G_BEGIN_DECLS

gboolean ui_composer_words_may_write (ChatConversation *conversation);
/* What the empty field says. @account: (nullable) of @conversation */
char    *ui_composer_words_field     (ChatConversation *conversation,
                                      ChatAccount      *account) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
