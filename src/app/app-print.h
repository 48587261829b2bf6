/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What subcommands print. Dictionaries are a{sv}, as the door gives them. */

/* As JSON on a line: always UTF-8, whatever the locale. */
void        app_print_json   (GVariant   *dictionary);

/* One value that a command was asked for: by its name as JSON, or alone on a line */
void        app_print_value  (gboolean    json,
                              const char *key,
                              const char *value);

/* The text of a key as it is, for programs; "" when it is not there. Borrowed from @dictionary. */
const char *app_print_text   (GVariant   *dictionary,
                              const char *key);
/* The same for people: on one line, and without anything that could drive a terminal. */
char       *app_print_line   (GVariant   *dictionary,
                              const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* The same with spaces up to @width columns. */
char       *app_print_column (GVariant   *dictionary,
                              const char *key,
                              guint       width) G_GNUC_WARN_UNUSED_RESULT;
gint64      app_print_number (GVariant   *dictionary,
                              const char *key);
gboolean    app_print_flag   (GVariant   *dictionary,
                              const char *key);
/* Local date and time of a key with unix microseconds */
char       *app_print_time   (GVariant   *dictionary,
                              const char *key) G_GNUC_WARN_UNUSED_RESULT;

/* What a message says, for people: its text, and its files with name, size and URL */
char       *app_print_content (GVariant  *message) G_GNUC_WARN_UNUSED_RESULT;

/* "charla: TEXT" on standard error, cleaned as well. */
void        app_print_error  (const char *text);

G_END_DECLS
