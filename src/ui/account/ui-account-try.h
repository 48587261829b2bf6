/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The first sign-in of a new account: asks about its certificate where needed, and waits until it
 * is online or has failed. One that failed or was cancelled is taken away again. Signals, one of
 * them, once: "online" (ChatAccount), "failed" (string: why, int: ChatError). */
#define UI_TYPE_ACCOUNT_TRY (ui_account_try_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountTry, ui_account_try, UI, ACCOUNT_TRY, GObject)

/* @widget: held weakly: over whose window the question about the certificate opens.
 * @keep: leave the account even when it fails: it exists on the server already */
UiAccountTry *ui_account_try_new    (ChatClient   *client,
                                     GtkWidget    *widget,
                                     gboolean      keep) G_GNUC_WARN_UNUSED_RESULT;
void          ui_account_try_start  (UiAccountTry *self,
                                     ChatAccount  *account);
void          ui_account_try_cancel (UiAccountTry *self);

G_END_DECLS
