/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean   xmpp_host_meta_is_usable  (const char *href);
GPtrArray *xmpp_host_meta_parse_xrd  (const char *text,
                                      gsize       len) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *xmpp_host_meta_parse_json (const char *text,
                                      gsize       len) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
