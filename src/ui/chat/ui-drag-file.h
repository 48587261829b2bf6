/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (nullable) borrowed: what @widget shows now */
typedef ChatFile *(*UiDragFileGet) (GtkWidget *widget);

/* The file that @widget shows can be dragged out of it, once it is on this machine: to another
 * program, a folder, or another conversation. */
void                ui_drag_file_enable      (GtkWidget     *widget,
                                              UiDragFileGet  get_file);
/* (nullable) (transfer full): what is dragged then */
GdkContentProvider *ui_drag_file_new_content (ChatFile      *file) G_GNUC_WARN_UNUSED_RESULT;

/* To the clipboard of @from, to be pasted in a folder or another conversation */
void                ui_drag_file_copy        (GtkWidget     *from,
                                              ChatFile      *file);

G_END_DECLS
