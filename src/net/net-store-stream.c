/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store, for those who write to a stream. Closing it gives the file no name: only who knows that
 * it is whole does that. */
#define G_LOG_DOMAIN "net"

#include "net-store-stream.h"

struct _NetStoreStream
{
  GOutputStream  parent_instance;

  NetStore      *store;
};

G_DEFINE_FINAL_TYPE (NetStoreStream, net_store_stream, G_TYPE_OUTPUT_STREAM)

static gssize
net_store_stream_write (GOutputStream  *stream,
                        const void     *data,
                        gsize           n_bytes,
                        GCancellable   *cancellable,
                        GError        **error)
{
  NetStoreStream *self = NET_STORE_STREAM (stream);

  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !net_store_append (self->store, data, n_bytes, error))
    return -1;

  return (gssize) n_bytes;
}

static void
net_store_stream_finalize (GObject *object)
{
  net_store_free (NET_STORE_STREAM (object)->store);

  G_OBJECT_CLASS (net_store_stream_parent_class)->finalize (object);
}

static void
net_store_stream_class_init (NetStoreStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = net_store_stream_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = net_store_stream_write;
}

static void
net_store_stream_init (NetStoreStream *self)
{
}

NetStoreStream *
net_store_stream_new (NetStore *store)
{
  NetStoreStream *self;

  g_return_val_if_fail (store != NULL, NULL);

  self = g_object_new (NET_TYPE_STORE_STREAM, NULL);
  self->store = store;
  return self;
}

NetStore *
net_store_stream_get_store (NetStoreStream *self)
{
  g_return_val_if_fail (NET_IS_STORE_STREAM (self), NULL);

  return self->store;
}

void
net_store_stream_release (NetStoreStream *self)
{
  g_return_if_fail (NET_IS_STORE_STREAM (self));
  g_return_if_fail (g_output_stream_is_closed (G_OUTPUT_STREAM (self)));

  g_clear_pointer (&self->store, net_store_free);
}
