/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-forward-way.h"
#include "chat-message.h"

G_BEGIN_DECLS

typedef struct _ChatWeb ChatWeb;

/**
 * ChatForwardPiece:
 * @body: what is said in it
 * @preview: (nullable)
 * @files: (nullable): owned ArchiveFile
 * @size: bytes of what has to be uploaded; -1: nothing has
 *
 * One of the messages that a message becomes where it is handed on.
 */
typedef struct {
  char        *body;
  ChatPreview *preview;
  GPtrArray   *files;
  gint64       size;
} ChatForwardPiece;

/* All of them, in their order: owned ChatForwardPiece */
typedef struct {
  GPtrArray      *pieces;
  ChatForwardWay  way;
} ChatForwardPlan;

ChatForwardPiece *chat_forward_piece_new     (const char          *body) G_GNUC_WARN_UNUSED_RESULT;
/* What @message says now, as whoever hands it on would write it; empty: nothing for others */
char             *chat_forward_plan_dup_text (ChatMessage         *message)
  G_GNUC_WARN_UNUSED_RESULT;
/* @file: (nullable): that one alone. @web: (nullable): by which its server is asked whether a file
 * is still there; NULL: it is taken to be */
void              chat_forward_plan_async    (ChatMessage         *message,
                                              ChatFile            *file,
                                              ChatWeb             *web,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
ChatForwardPlan  *chat_forward_plan_finish   (GAsyncResult        *result,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
void              chat_forward_plan_free     (ChatForwardPlan     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatForwardPlan, chat_forward_plan_free)

G_END_DECLS
