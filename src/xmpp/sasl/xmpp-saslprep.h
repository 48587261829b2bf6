/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *xmpp_saslprep (const char  *text,
                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

void  xmpp_secret_free (char *secret);

G_END_DECLS
