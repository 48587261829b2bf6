/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-command.h"

G_BEGIN_DECLS

#define APP_DOOR_NAME "im.charla.Charla"
#define APP_DOOR_PATH "/im/charla/Charla1"
#define APP_DOOR_INTERFACE "im.charla.Charla1"

/* The client side of the D-Bus door. Where it fails the reason was printed, and the exit status
 * says of which kind it is. */

/* (transfer full) (nullable): the answer; NULL: see *@status. @arguments floating or NULL.
 * @timeout_s 0: the usual. */
GVariant *app_door_call     (AppCall    *call,
                             const char *method,
                             GVariant   *arguments,
                             guint       timeout_s,
                             int        *status);
/* The same for calls without an answer: the exit status */
int       app_door_do       (AppCall    *call,
                             const char *method,
                             GVariant   *arguments);
/* Calls @method, whose answer is an array of dictionaries, and has each printed: as JSON, or by
 * @print. Returns the exit status. */
int       app_door_list     (AppCall    *call,
                             const char *method,
                             GVariant   *arguments,
                             void      (*print) (GVariant *dictionary));
/* Whether Charla runs: 0, or the exit status. */
int       app_door_check    (AppCall    *call);
/* Until the Charla that runs has ended: 0, or the exit status when it takes too long. */
int       app_door_quit     (AppCall    *call);
/* A password from standard input or from a terminal, into *@password; left NULL where there is
 * neither. Returns 0, or the exit status when an empty one was given. */
int       app_door_password (AppCall    *call,
                             char      **password);
/* The same for the password of the proxy, after that of the account, where call->proxy has a user
 * and no password. */
int       app_door_proxy_password (AppCall    *call,
                                   char      **password);

G_END_DECLS
