/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint xmpp_backoff_get_delay_ms (guint  n_failures,
                                 guint  first_ms,
                                 guint  most_ms,
                                 double chance);

G_END_DECLS
