/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* One conversation: banner, search bar, timeline, composer. It is made once and shows one
 * conversation after another.
 *
 * Properties: client (ChatClient, construct only), conversation (ChatConversation, nullable),
 * compact (bool: less space between messages), enter-sends (bool, TRUE: Enter sends and
 * Shift+Enter breaks the line; else the other way round), search-mode (bool: the search bar is
 * open).
 * Signals:
 *   "details" (): the person asks for the details of the contact (by the title, or a banner)
 *   "activate-uri" (const char *uri) → gboolean: a link was activated; TRUE when it was dealt
 *      with. Not dealt with, "xmpp:" does nothing and the others are opened by the desktop.
 *   "error" (const char *text): something that the person asked for failed, for a toast
 * Actions (group from ui_conversation_page_get_actions(), for a window to insert as
 * "conversation"):
 *   search, details, jump-down, focus-composer */
#define UI_TYPE_CONVERSATION_PAGE (ui_conversation_page_get_type ())
G_DECLARE_FINAL_TYPE (UiConversationPage, ui_conversation_page, UI, CONVERSATION_PAGE, GtkWidget)

GtkWidget        *ui_conversation_page_new              (ChatClient         *client);
ChatConversation *ui_conversation_page_get_conversation (UiConversationPage *self);
void              ui_conversation_page_set_conversation (UiConversationPage *self,
                                                         ChatConversation   *conversation);
/* Avatar, name and what they are doing, for the title of a header bar; made on the first call,
 * borrowed */
GtkWidget        *ui_conversation_page_get_title_widget (UiConversationPage *self);
GActionGroup     *ui_conversation_page_get_actions      (UiConversationPage *self); /* borrowed */
void              ui_conversation_page_set_search_mode  (UiConversationPage *self,
                                                         gboolean            search_mode);
void              ui_conversation_page_focus_composer   (UiConversationPage *self);
/* Shows a message of the conversation, loading around it, and flashes it. */
void              ui_conversation_page_go_to_message    (UiConversationPage *self,
                                                         gint64              id);

G_END_DECLS
