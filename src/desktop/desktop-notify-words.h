/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* A message in one line */
char *desktop_notify_line  (ChatConversation *conversation,
                            ChatMessage      *message) G_GNUC_WARN_UNUSED_RESULT;
/* A file that is offered. @show_text: whether its name may be read by whoever is about */
char *desktop_notify_offer (ChatFile         *file,
                            gboolean          show_text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
