/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-pictures.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows the pictures among files large, one at a time, over a dark ground. Signal "fetch", with
 * the ChatFile: the person wants one that is not on this machine; whoever opens the viewer has that
 * fetched. It is shown once the file has a path. Signal "forward", with the ChatFile:
 * the person wants to hand it on. */
#define UI_TYPE_PICTURE_VIEWER (ui_picture_viewer_get_type ())
G_DECLARE_FINAL_TYPE (UiPictureViewer, ui_picture_viewer, UI, PICTURE_VIEWER, AdwWindow)

/* Opens one over the window of @from, which has as many as are open at most. @files: of ChatFile,
 * in the order in which one goes through them; those that are no pictures are left out. @at: which
 * of @files is shown first. Borrowed: it lives until it is closed. */
UiPictureViewer *ui_picture_viewer_present (GtkWidget    *from,
                                            ChatPictures *pictures,
                                            GListModel   *files,
                                            guint         at);
/* (nullable) borrowed: what is shown */
ChatFile        *ui_picture_viewer_get_file (UiPictureViewer *self);

G_END_DECLS
