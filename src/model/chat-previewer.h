/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-preview.h"

G_BEGIN_DECLS

typedef struct _ChatWeb ChatWeb;

/* What is told of the link in a message that is being written (XEP-0511): it is asked of the site
 * once the fingers rest, and goes with the message. */
#define CHAT_TYPE_PREVIEWER (chat_previewer_get_type ())
G_DECLARE_FINAL_TYPE (ChatPreviewer, chat_previewer, CHAT, PREVIEWER, GObject)

ChatPreviewer *chat_previewer_new         (ChatWeb       *web) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): of the link that is in the text now; notify::preview */
ChatPreview   *chat_previewer_get_preview (ChatPreviewer *self);
/* What the person writes. Only what was written by hand is asked about, and only where that
 * @is_wanted */
void           chat_previewer_set_text    (ChatPreviewer *self,
                                           const char    *text,
                                           gboolean       is_wanted);
/* The person wants none for this link */
void           chat_previewer_dismiss     (ChatPreviewer *self);
/* The text is sent, or gone. (transfer full) (nullable): what is told of a link in @text */
ChatPreview   *chat_previewer_take        (ChatPreviewer *self,
                                           const char    *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it is about to be asked, or is */
gboolean       chat_previewer_is_busy     (ChatPreviewer *self);
/* For tests, which have no fingers: how long they rest */
void           chat_previewer_hurry       (ChatPreviewer *self,
                                           guint          pause_ms);

G_END_DECLS
