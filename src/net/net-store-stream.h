/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-store.h"

G_BEGIN_DECLS

/* What is written to it is put into a store, which it owns: for a file that comes as a stream. */
#define NET_TYPE_STORE_STREAM (net_store_stream_get_type ())
G_DECLARE_FINAL_TYPE (NetStoreStream, net_store_stream, NET, STORE_STREAM, GOutputStream)

/* @store: (transfer full); goes on after what is there */
NetStoreStream *net_store_stream_new       (NetStore       *store) G_GNUC_WARN_UNUSED_RESULT;
/* borrowed: to be committed, or discarded, once the stream is closed */
NetStore       *net_store_stream_get_store (NetStoreStream *self);
/* Lets it go, now, for the next who opens it; of a stream that is closed */
void            net_store_stream_release   (NetStoreStream *self);

G_END_DECLS
