/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-web.h"

G_BEGIN_DECLS

/* Asks where @files, of ChatFile, are whether they still are there, and notes which are not. Nobody
 * is asked who has not seen us there: only our own server, and who has had a file from us or given
 * us one. It takes seconds at most, and never fails. */
void chat_forward_ask_async  (ChatWeb             *web,
                              GPtrArray           *files,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
void chat_forward_ask_finish (GAsyncResult        *result);

G_END_DECLS
