/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks whether an account, whose server offers only weaker ways to sign in than before, shall take
 * one of them. (nullable): the dialog, when there is something to ask. */
GtkWidget *ui_weaker_present (GtkWindow   *parent, /* (nullable) */
                              ChatAccount *account);

G_END_DECLS
