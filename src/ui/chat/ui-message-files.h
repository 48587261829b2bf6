/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-file-view.h"

G_BEGIN_DECLS

/* The files of a message, below one another; sounds and films that are here are played there.
 * Signal: "activate-file" (ChatFile): it was clicked. */
#define UI_TYPE_MESSAGE_FILES (ui_message_files_get_type ())
G_DECLARE_FINAL_TYPE (UiMessageFiles, ui_message_files, UI, MESSAGE_FILES, GtkWidget)

/* @cache: borrowed, outlives it */
GtkWidget *ui_message_files_new       (UiPictureCache *cache) G_GNUC_WARN_UNUSED_RESULT;
/* @files: (nullable) of ChatFile; @messages: (nullable) of ChatMessage: among which they are */
void       ui_message_files_set_files (UiMessageFiles *self,
                                       GListModel     *files,
                                       GListModel     *messages);
void       ui_message_files_measure   (UiMessageFiles *self,
                                       int             room,
                                       int            *width,
                                       int            *height);
/* Where something of that size stands upon the picture or film that is the last of them, at its end
 * where nothing else is; FALSE: there is none that is large enough. @room: as above; @place: (out):
 * from the side where reading begins */
gboolean   ui_message_files_find_corner (UiMessageFiles *self,
                                         int             room,
                                         int             width,
                                         int             height,
                                         GtkAllocation  *place);
/* The same of a line as wide as the first of them. */
gboolean   ui_message_files_find_edge (UiMessageFiles *self,
                                       int             room,
                                       int             height,
                                       GtkAllocation  *place);

/* Its menu is about the file at that place of @widget, or the one that has the keyboard; else about
 * the first. */
void       ui_message_files_choose    (UiMessageFiles *self,
                                       GtkWidget      *widget,
                                       double          x,
                                       double          y);
ChatFile  *ui_message_files_get_chosen (UiMessageFiles *self); /* (nullable) */

G_END_DECLS
