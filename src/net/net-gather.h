/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NET_TYPE_GATHER (net_gather_get_type ())

G_DECLARE_FINAL_TYPE (NetGather, net_gather, NET, GATHER, GOutputStream)

/* So much of what is held back has not gone yet */
typedef void (*NetGatherFunc) (gsize    n_left,
                               gpointer user_data);

NetGather *net_gather_new   (GOutputStream *base) G_GNUC_WARN_UNUSED_RESULT;
void       net_gather_start (NetGather     *self,
                             NetGatherFunc  moved,
                             gpointer       moved_data);
void       net_gather_stop  (NetGather     *self);

G_END_DECLS
