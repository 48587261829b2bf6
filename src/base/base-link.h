/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* http, https, xmpp, mailto, geo, tel: what may be handed to the desktop */
gsize       base_link_get_scheme (const char *text);
const char *base_link_find       (const char *text,
                                  const char *from,
                                  gsize      *length); /* (out) */

G_END_DECLS
