/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-card.h"
#include "chat-file.h"

G_BEGIN_DECLS

/* What files of contacts and calendars hold. */

/* Whether @file is said to be one, and not too large for it */
gboolean  chat_card_is_promised (ChatFile            *file);
/* Whether @file is one, is here, and is not too large for it */
gboolean  chat_card_is_in       (ChatFile            *file);
/* Reads it; what it holds may be nothing. CHAT_ERROR_NO_FILE */
void      chat_card_load_async  (ChatFile            *file,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
BaseCard *chat_card_load_finish (ChatFile            *file,
                                 GAsyncResult        *result,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
