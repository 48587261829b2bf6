/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* Asks whether a file that a contact offers is wanted. */
#define UI_TYPE_OFFER_LINE (ui_offer_line_get_type ())
G_DECLARE_FINAL_TYPE (UiOfferLine, ui_offer_line, UI, OFFER_LINE, GtkWidget)

GtkWidget *ui_offer_line_new         (void);
/* Both NULL: it asks nothing. What is answered is done here. */
void       ui_offer_line_set_message (UiOfferLine      *self,
                                      ChatConversation *conversation,
                                      ChatMessage      *message);

G_END_DECLS
