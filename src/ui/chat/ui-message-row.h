/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"
#include "chat-message.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* What stands above the first message. */
typedef enum {
  UI_MESSAGE_TOP_OPEN,    /* nothing: there may be more */
  UI_MESSAGE_TOP_COMING,  /* there is more, and room for the sign that it is fetched */
  UI_MESSAGE_TOP_START,   /* the conversation begins here */
  UI_MESSAGE_TOP_OFFLINE, /* there is more, but not now */
} UiMessageTop;

/* What the rows of one conversation share. Owned by who makes them; outlives them. */
typedef struct {
  UiClock     *clock;        /* owned */
  ChatPeer    *peer;         /* (nullable) owned: with whom; whose picture stands at what came in */
  ChatRoom    *room;         /* (nullable) owned: where others speak, by their nicks */
  gint64       first_unread; /* id: the "New" line stands above it; 0: nowhere */
  UiMessageTop top;
  gboolean     compact;      /* less space between messages */
  GHashTable  *expanded;     /* gint64 ids of long messages that are shown whole */
} UiMessageContext;

/* One message, with what stands above it: the day, the "New" line, who says it. Rows are used
 * again and again. Signals: "retry", "discard", "delete", "edit", "versions" (it was asked what it
 * said before), "expand", "moderate" (it is to be removed for everybody), "moderate-all" (all of
 * whoever wrote it), "details" (ChatMessage); "activate-uri" (const char *uri) → gboolean. */
#define UI_TYPE_MESSAGE_ROW (ui_message_row_get_type ())
G_DECLARE_FINAL_TYPE (UiMessageRow, ui_message_row, UI, MESSAGE_ROW, GtkWidget)

GtkWidget   *ui_message_row_new         (const UiMessageContext *context);
void         ui_message_row_bind        (UiMessageRow           *self,
                                         ChatMessage            *message,
                                         ChatMessage            *before); /* (nullable) */
void         ui_message_row_unbind      (UiMessageRow           *self);
ChatMessage *ui_message_row_get_message (UiMessageRow           *self);   /* (nullable) borrowed */
/* @versions: owned ChatVersion of its message, the present one last */
void         ui_message_row_show_versions (UiMessageRow         *self,
                                           GPtrArray            *versions);
/* TRUE while text is selected in it or its menu is open: then it must not be used for another. */
gboolean     ui_message_row_is_busy     (UiMessageRow           *self);

G_END_DECLS
