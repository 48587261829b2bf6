/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that is read and hashed ahead of whoever takes it, and is just as long as was said */
typedef struct _NetMeter NetMeter;

NetMeter     *net_meter_new        (GInputStream *base,
                                    gint64        size,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void          net_meter_free       (NetMeter     *self);
const guint8 *net_meter_take       (NetMeter     *self,
                                    gsize        *length,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      net_meter_is_broken  (NetMeter     *self);
char         *net_meter_dup_sha256 (NetMeter     *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetMeter, net_meter_free)

G_END_DECLS
