/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* Asks for the password of an account that waits for it. */
AdwMessageDialog *ui_password_present (GtkWindow   *parent, /* (nullable) */
                                       ChatAccount *account);

G_END_DECLS
