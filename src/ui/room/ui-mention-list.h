/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* Whom one can mention in a room, over the "@" that one types; and Tab, which completes nicks. The
 * focus stays where one writes. */
#define UI_TYPE_MENTION_LIST (ui_mention_list_get_type ())
G_DECLARE_FINAL_TYPE (UiMentionList, ui_mention_list, UI, MENTION_LIST, GtkPopover)

/* @text: where one writes, which outlives it */
GtkWidget *ui_mention_list_new      (GtkTextView     *text);
void       ui_mention_list_set_room (UiMentionList   *self,
                                     ChatRoom        *room); /* (nullable) */
/* Somebody has typed: opens where there is a word that begins with "@" */
void       ui_mention_list_update   (UiMentionList   *self);
void       ui_mention_list_close    (UiMentionList   *self);
/* Whether it was for the list, or for the completion of a nick */
gboolean   ui_mention_list_take_key (UiMentionList   *self,
                                     guint            key,
                                     GdkModifierType  state);

G_END_DECLS
