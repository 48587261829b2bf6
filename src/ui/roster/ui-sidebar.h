/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* The side bar: chats or contacts, or what a search found; oneself at the foot.
 * Signals: "open-conversation" (ChatConversation, int64 message id or 0), "open-contact"
 * (ChatContact), "open-address" (string). */
#define UI_TYPE_SIDEBAR (ui_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (UiSidebar, ui_sidebar, UI, SIDEBAR, GtkWidget)

void              ui_sidebar_set_client     (UiSidebar        *self,
                                             ChatClient       *client,
                                             GSettings        *settings,
                                             UiClock          *clock);
void              ui_sidebar_choose         (UiSidebar        *self,
                                             ChatConversation *conversation); /* (nullable) */
ChatConversation *ui_sidebar_step           (UiSidebar        *self,
                                             int               step);      /* (nullable) borrowed */
ChatConversation *ui_sidebar_peek           (UiSidebar        *self,
                                             guint             position);  /* (nullable) borrowed */
/* Puts the focus into "Search or jump to…". */
void              ui_sidebar_search         (UiSidebar        *self);
/* The actions "space.*"; borrowed */
GActionGroup     *ui_sidebar_get_space_actions (UiSidebar     *self);
/* Leaves the search; FALSE when there was none. */
gboolean          ui_sidebar_stop_search    (UiSidebar        *self);
void              ui_sidebar_toggle_view    (UiSidebar        *self);
void              ui_sidebar_show_contacts  (UiSidebar        *self);
/* Whether the header bar has the buttons of the window: it is at its edge, or alone. */
void              ui_sidebar_set_end_buttons (UiSidebar       *self,
                                              gboolean         shown);

G_END_DECLS
