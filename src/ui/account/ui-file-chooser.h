/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*UiFileChooserFunc) (GFile    *file,
                                   gpointer  user_data);

/* Lets the person choose a file to open; the only place that knows by what widget. @func is called
 * only when one was chosen, @user_data freed in any case. @patterns: NULL-terminated media types
 * or globs */
void ui_file_chooser_open (GtkWindow         *parent, /* (nullable) */
                           const char        *title,
                           const char        *filter_name,
                           const char *const *patterns,
                           UiFileChooserFunc  func,
                           gpointer           user_data,
                           GDestroyNotify     destroy);

G_END_DECLS
