/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NET_TYPE_METER (net_meter_get_type ())
G_DECLARE_FINAL_TYPE (NetMeter, net_meter, NET, METER, GFilterInputStream)

NetMeter *net_meter_new        (GInputStream *base,
                                gint64        size) G_GNUC_WARN_UNUSED_RESULT;
char     *net_meter_dup_sha256 (NetMeter     *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
