/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean net_address_is_private (GInetAddress *address);

gboolean net_address_is_named_near (const char   *host);

G_END_DECLS
