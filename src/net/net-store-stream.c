/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store, for those who write to a stream. Closing it gives the file no name: only who knows that
 * it is whole does that. What nobody can go on with goes with the stream. */
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
let_go (NetStore *store)
{
  if (net_store_is_passing (store))
    net_store_discard (store);
  net_store_free (store);
}

static void
let_go_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  let_go (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
net_store_stream_finalize (GObject *object)
{
  NetStore *store = NET_STORE_STREAM (object)->store;

  /* A large file takes a while to be gone. */
  if (store != NULL && net_store_is_passing (store))
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_source_tag (task, net_store_stream_finalize);
      g_task_set_task_data (task, store, NULL);
      g_task_run_in_thread (task, let_go_thread);
    }
  else
    {
      net_store_free (store);
    }

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

  if (self->store != NULL)
    let_go (g_steal_pointer (&self->store));
}
