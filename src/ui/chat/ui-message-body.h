/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"
#include "chat-room.h"

G_BEGIN_DECLS

/**
 * UiMessageBody:
 * @markup: what the label of the row shows
 * @is_cut: it is longer, see ui_message_body_make()
 * @is_large: nothing but one to three emoji
 * @is_dim: not what a person said
 *
 * How the text of a message is shown.
 */
typedef struct {
  char     *markup;
  gboolean  is_cut;
  gboolean  is_large;
  gboolean  is_dim;
} UiMessageBody;

/**
 * UiMessageMention:
 * @room: where it is said
 * @open_ours: markup before our own name, where the message speaks to us
 * @close_ours: and after it
 *
 * How those who are mentioned are shown; all of it borrowed.
 */
typedef struct {
  ChatRoom   *room;
  const char *open_ours;
  const char *close_ours;
} UiMessageMention;

void     ui_message_body_make      (UiMessageBody          *self,
                                    ChatMessage            *message,
                                    gboolean                whole,
                                    const UiMessageMention *look); /* (nullable) */
void     ui_message_body_clear     (UiMessageBody *self);
/* Whether @message goes on what the same person began to say in @before. */
gboolean ui_message_body_continues (ChatMessage   *message,
                                    ChatMessage   *before);
/* A name between isolates (U+2068, U+2069): its direction stays within it. */
char    *ui_message_body_isolate   (const char    *name) G_GNUC_WARN_UNUSED_RESULT;
/* The link of a message, or the first one in its text; (nullable) */
char    *ui_message_body_dup_link  (ChatMessage   *message) G_GNUC_WARN_UNUSED_RESULT;

char *ui_message_body_dup_problem (ChatMessage *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
