/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *xmpp_base64_decode (const char *text,
                            gsize       max_bytes) G_GNUC_WARN_UNUSED_RESULT;
char   *xmpp_base64_encode (GBytes     *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
