/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether a peer may make us connect there */
gboolean   xmpp_socks_host_is_fit (GInetAddress *address,
                                   gboolean      local); /* this machine is one like another */
/* (transfer full) (element-type utf8): addresses that others may reach this machine by */
GPtrArray *xmpp_socks_host_get_own (gboolean     local) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
