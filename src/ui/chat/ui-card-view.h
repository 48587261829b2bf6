/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A card that says a few words about something: a link, a place. Everything in it is plain text. It
 * emits "activate-uri" with what is to be opened; it opens nothing by itself. */
#define UI_TYPE_CARD_VIEW (ui_card_view_get_type ())
G_DECLARE_FINAL_TYPE (UiCardView, ui_card_view, UI, CARD_VIEW, GtkWidget)

GtkWidget *ui_card_view_new      (void);
/* @caption: (nullable), @text: (nullable), @uri: (nullable): what opens with a click. Takes the
 * buttons away */
void       ui_card_view_set      (UiCardView *self,
                                  const char *icon, /* (nullable) */
                                  const char *caption,
                                  const char *title,
                                  const char *text,
                                  const char *uri);
/* In place of its icon; @picture: encoded, from anybody: where it cannot be shown there is none */
void       ui_card_view_set_picture (UiCardView *self,
                                     GBytes     *picture);
/* Ends with what it shows now: for what is being looked up for it */
GCancellable *ui_card_view_get_cancellable (UiCardView *self);
/* How wide it is with all of its buttons beside one another; 0: it has none */
int        ui_card_view_get_wide (UiCardView *self);
void       ui_card_view_add_link (UiCardView *self,
                                  const char *label,
                                  const char *uri);
void       ui_card_view_add_action (UiCardView *self,
                                    const char *label,
                                    const char *action);
void       ui_card_view_add_copy (UiCardView *self,
                                  const char *label,
                                  const char *text);

G_END_DECLS
