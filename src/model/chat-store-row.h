/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-row.h"
#include "chat-message-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the text of a row comes to when it is shown; borrowed from @row, and from what is given
 * back: (nullable) (transfer full) */
char             *chat_store_row_get_text (const ArchiveMessage *row,
                                           ChatMessageText      *text)
  G_GNUC_WARN_UNUSED_RESULT;
ChatMessageState  chat_store_row_state    (ArchiveState          state);

/* (nullable): of ChatFile */
GListModel *chat_store_row_dup_files (const ArchiveMessage *row) G_GNUC_WARN_UNUSED_RESULT;

/* Why it failed: a sentence */
char *chat_store_row_failure (const ArchiveMessage *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
