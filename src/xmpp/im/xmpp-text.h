/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *xmpp_text_clip    (const char *text,
                             gsize       max_bytes) G_GNUC_WARN_UNUSED_RESULT;
char     *xmpp_text_bounded (const char *text,
                             gsize       max_bytes) G_GNUC_WARN_UNUSED_RESULT;
gboolean  xmpp_text_is_true (const char *text);
gboolean  xmpp_text_is_sha1 (const char *text);
GBytes   *xmpp_text_decode_base64 (const char *text,
                                   gsize       max_bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
