/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-command.h"

G_BEGIN_DECLS

#define APP_DOOR_NAME "im.charla.Charla"
#define APP_DOOR_PATH "/im/charla/Charla1"
#define APP_DOOR_INTERFACE "im.charla.Charla1"

/* (transfer full) (nullable): the answer; NULL: *status is the exit status, the reason was printed.
 * @arguments floating or NULL. @timeout_s 0: the usual. */
GVariant *app_door_call     (AppCall    *call,
                             const char *method,
                             GVariant   *arguments,
                             int         timeout_s,
                             int        *status);
/* The same for calls without an answer: the exit status. */
int       app_door_do       (AppCall    *call,
                             const char *method,
                             GVariant   *arguments);
/* (transfer full) (nullable): from standard input or a terminal; NULL: none was given */
char     *app_door_password (AppCall    *call);

/* Printing: a dictionary as JSON on a line. */
void      app_print_json    (GVariant   *dictionary);
/* The text of a key; "" when it is not there. Borrowed from @dictionary. */
const char *app_print_text  (GVariant   *dictionary,
                             const char *key);
gint64    app_print_number  (GVariant   *dictionary,
                             const char *key);
gboolean  app_print_flag    (GVariant   *dictionary,
                             const char *key);
/* Local date and time of unix microseconds. */
char     *app_print_time    (gint64      time_us);
/* @text with its control characters made harmless: what a peer writes must not drive a terminal. */
char     *app_print_clean   (const char *text);

G_END_DECLS
