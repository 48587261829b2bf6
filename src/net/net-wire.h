/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-gather.h"
#include "net-meter.h"

G_BEGIN_DECLS

/* From the thread that sends: so many bytes of the file have gone */
typedef void (*NetWireFunc) (gint64   sent,
                             gpointer user_data);

guint net_wire_put (GIOStream     *stream,
                    NetGather     *gather,
                    const char    *head,
                    NetMeter      *content,
                    NetWireFunc    told,
                    gpointer       told_data,
                    GCancellable  *cancellable,
                    GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
