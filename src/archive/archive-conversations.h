/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* load: ArchiveConversation, newest message first; account_id 0: of all accounts. ensure: finds or
 * makes it. mark_read: everything up to sort_us is read (never moves back); mark_unread: that
 * place and all after it is unread. clear: its messages go, with all that hangs on them; delete:
 * it goes altogether. */
void       archive_conversations_load_async  (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *archive_conversations_load_finish (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;

void                 archive_conversations_ensure_async  (ArchiveDatabase        *database,
                                                          gint64                  account_id,
                                                          const char             *address,
                                                          ArchiveConversationKind kind,
                                                          GCancellable           *cancellable,
                                                          GAsyncReadyCallback     callback,
                                                          gpointer                user_data);
ArchiveConversation *archive_conversations_ensure_finish (ArchiveDatabase        *database,
                                                          GAsyncResult           *result,
                                                          GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;

void     archive_conversations_set_draft_async     (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    const char         *draft,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_set_draft_finish    (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);
void     archive_conversations_set_pinned_async    (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    guint               pinned,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_set_pinned_finish   (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);
void     archive_conversations_set_muted_async     (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    gint64              until_us,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_set_muted_finish    (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);
void     archive_conversations_set_archived_async  (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    gboolean            archived,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_set_archived_finish (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);
void     archive_conversations_mark_read_async     (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    gint64              sort_us,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_mark_read_finish    (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    guint              *unread,
                                                    GError            **error);
void     archive_conversations_mark_unread_async   (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    gint64              sort_us,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_mark_unread_finish  (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    guint              *unread,
                                                    GError            **error);
void     archive_conversations_clear_async         (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_clear_finish        (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);
void     archive_conversations_delete_async        (ArchiveDatabase    *database,
                                                    gint64              conversation_id,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean archive_conversations_delete_finish       (ArchiveDatabase    *database,
                                                    GAsyncResult       *result,
                                                    GError            **error);

G_END_DECLS
