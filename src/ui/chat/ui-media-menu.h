/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-media.h"

G_BEGIN_DECLS

/* What can be done with @file, of @media; its actions are "media.open", of whoever shows it, and
 * those below */
GMenuModel *ui_media_menu_new (ChatMedia  *media,
                               ChatFile   *file) G_GNUC_WARN_UNUSED_RESULT;
/* "media.save", "media.copy", "media.forward", "media.show-folder" */
void        ui_media_menu_run (GtkWidget  *from,
                               ChatMedia  *media,
                               ChatFile   *file,
                               const char *action);

G_END_DECLS
