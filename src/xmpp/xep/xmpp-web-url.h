/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define XMPP_WEB_URL_MAX_BYTES 8192

gboolean xmpp_web_url_is_safe (const char *url);

G_END_DECLS
