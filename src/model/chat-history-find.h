/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-history.h"

G_BEGIN_DECLS

/* Whether the server holds what is not here, and can be asked */
gboolean chat_history_can_find    (ChatHistory         *self);
/* Has the server look for words (XEP-0431), and stores what it finds; @with: (nullable): only in
 * that conversation. Finish: whether anything is here now that was not; an error where the server
 * cannot search */
void     chat_history_find_async  (ChatHistory         *self,
                                   const char          *words,
                                   const char          *with,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean chat_history_find_finish (ChatHistory         *self,
                                   GAsyncResult        *result,
                                   GError             **error);

G_END_DECLS
