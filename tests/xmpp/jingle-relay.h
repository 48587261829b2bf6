/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A proxy for bytestreams, XEP-0065, on 127.0.0.1, in threads of its own */
typedef struct _JingleRelay JingleRelay;

JingleRelay *jingle_relay_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void         jingle_relay_free      (JingleRelay *self);
guint16      jingle_relay_get_port  (JingleRelay *self);
void         jingle_relay_activate  (JingleRelay *self);
/* Both connections are closed when so much went through */
void         jingle_relay_cut_after (JingleRelay *self,
                                     gsize        n_bytes);
guint        jingle_relay_get_n     (JingleRelay *self); /* who came */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JingleRelay, jingle_relay_free)

G_END_DECLS
