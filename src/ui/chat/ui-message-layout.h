/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_MESSAGE_MIN_WIDTH 240

/* The children of a message row, all owned by it; what is not child-visible takes no place. */
typedef struct {
  GtkWidget *day;
  GtkWidget *fresh;    /* the "New" line */
  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *time;
  GtkWidget *bubble;   /* the card behind the body */
  GtkWidget *body;
  GtkWidget *more;
  GtkWidget *state;
  GtkWidget *problem;
  GtkWidget *retry;
  gboolean   outgoing;
  gboolean   first;    /* of its group */
} UiMessageParts;

void ui_message_layout_make_parts (UiMessageParts       *parts,
                                   GtkWidget            *row);
int  ui_message_layout_height     (const UiMessageParts *parts,
                                   int                   width);
void ui_message_layout_allocate   (const UiMessageParts *parts,
                                   int                   width,
                                   gboolean              rtl);

G_END_DECLS
