/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"
#include "ui-picture-cache.h"

G_BEGIN_DECLS

#define UI_MESSAGE_AVATAR 36 /* px */

/* The children of a message row, all owned by it; what is not child-visible takes no place. Those
 * that few rows need are made when they are first shown. */
typedef struct {
  GtkWidget *row;      /* borrowed: it owns the parts */
  GtkWidget *start;    /* (nullable): the conversation begins here */
  GtkWidget *day;      /* (nullable) */
  GtkWidget *fresh;    /* (nullable): the "New" line */
  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *time;
  GtkWidget *bubble;   /* the card behind the body */
  GtkWidget *files;    /* (nullable): above the body */
  GtkWidget *body;
  GtkWidget *more;     /* (nullable) */
  GtkWidget *card;     /* (nullable): UiCardView, below the body */
  GtkWidget *edited;   /* (nullable) */
  GtkWidget *state;
  GtkWidget *transfer; /* (nullable): how far a file is */
  GtkWidget *offer;    /* (nullable): whether it is wanted */
  GtkWidget *problem;  /* (nullable) */
  GtkWidget *retry;    /* (nullable) */
  GtkWidget *discard;  /* (nullable) */
  GtkWidget *menu;     /* (nullable): the button that opens it, beside the bubble */
  GtkWidget *fold;     /* (nullable): below it: who came and went after it */
  GtkWidget *events;   /* (nullable): below that: the same, one by one */
  gboolean   compact;
  gboolean   outgoing;
  gboolean   first;    /* of its group */
  gboolean   notice;   /* a line about the conversation: in the middle, by itself */
} UiMessageParts;

void     ui_message_parts_make         (UiMessageParts   *parts,
                                        GtkWidget        *row);
/* NULL: not shown */
void     ui_message_parts_set_start    (UiMessageParts   *parts,
                                        const char       *text);
void     ui_message_parts_set_day      (UiMessageParts   *parts,
                                        const char       *text);
void     ui_message_parts_set_fresh    (UiMessageParts   *parts,
                                        gboolean          fresh);
void     ui_message_parts_set_more     (UiMessageParts   *parts,
                                        gboolean          more);
void     ui_message_parts_set_edited   (UiMessageParts   *parts,
                                        gboolean          edited);
/* @files: (nullable) of ChatFile; @messages: (nullable) among which they are; @cache: borrowed,
 * outlives them; TRUE when they are made: then parts->files is new */
gboolean ui_message_parts_set_files    (UiMessageParts   *parts,
                                        GListModel       *files,
                                        GListModel       *messages,
                                        UiPictureCache   *cache);
/* TRUE when it is made: then parts->card is new */
gboolean ui_message_parts_set_card     (UiMessageParts   *parts,
                                        gboolean          card);
void     ui_message_parts_set_transfer (UiMessageParts   *parts,
                                        ChatTransfer     *transfer);
/* Both NULL: nothing is offered */
void     ui_message_parts_set_offer    (UiMessageParts   *parts,
                                        ChatConversation *conversation,
                                        ChatMessage      *message);
void     ui_message_parts_set_failed   (UiMessageParts   *parts,
                                        const char       *reason,
                                        gboolean          can_discard);
/* @sum: who came and went after it; @events: the same, one by one; NULL: not shown */
void     ui_message_parts_set_fold     (UiMessageParts   *parts,
                                        const char       *sum,
                                        const char       *events);
/* TRUE when that changes anything */
gboolean ui_message_parts_set_menu     (UiMessageParts   *parts,
                                        gboolean          shown);

G_END_DECLS
