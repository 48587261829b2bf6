/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     xmpp_tcp_prepare         (GSocketConnection *connection);
void     xmpp_tcp_acknowledge_now (GSocketConnection *connection);
gboolean xmpp_tcp_is_stranded     (GSocketConnection *connection);

G_END_DECLS
