/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* The question about a certificate that did not verify. "Cancel" is the default; to connect anyway
 * can be chosen only after the details were opened. */
#define UI_TYPE_CERTIFICATE (ui_certificate_get_type ())
G_DECLARE_FINAL_TYPE (UiCertificate, ui_certificate, UI, CERTIFICATE, AdwWindow)

/* Signal "answer" (bool trust): once. */
GtkWidget *ui_certificate_new                 (ChatCertificate *certificate);
/* Hands the answer to the account, which waits for it. */
GtkWidget *ui_certificate_present_for_account (GtkWindow       *parent, /* (nullable) */
                                               ChatAccount     *account);

G_END_DECLS
