/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small pieces that go to the system as a large one. TLS gives one record of 16 KiB after the
 * other to what is below it (RFC 8446, 5.1), and each that goes by itself costs the system, and who
 * it is for, more than it costs to encrypt it. 1 GiB over loopback, at the side of curl: 0.2 s of
 * 1.35 s of the processor here, a tenth of that of the server. */
#define G_LOG_DOMAIN "net"

#include "net-gather.h"

/* Records of TLS, with what belongs to each. */
#define MIN_HELD_BYTES (17 * 1024)
#define MAX_HELD_BYTES (16 * MIN_HELD_BYTES)

/* What goes in no time may be more the next time. Of what takes long little is held back: who
 * writes it looks for an answer in between. */
#define QUICK_US (10 * 1000)
#define SLOW_US  (100 * 1000)

struct _NetGather
{
  GOutputStream          parent_instance;

  GPollableOutputStream *base;
  GByteArray            *held;       /* (nullable): it goes on as it comes */
  gsize                  limit;      /* how much that may be */
  NetGatherFunc          moved;      /* only while something is held */
  gpointer               moved_data;
};

static void net_gather_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NetGather, net_gather, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      net_gather_pollable_init))

static void
judge_time (NetGather *self,
            gint64     took_us)
{
  if (took_us < QUICK_US)
    self->limit = MIN (2 * self->limit, MAX_HELD_BYTES);
  else if (took_us > SLOW_US)
    self->limit = MIN_HELD_BYTES;
}

/* What is left after a failure never goes: some of it may have. */
static gboolean
let_go (NetGather     *self,
        GCancellable  *cancellable,
        GError       **error)
{
  const gsize length = self->held != NULL ? self->held->len : 0;
  const gint64 began_us = g_get_monotonic_time ();
  gssize n = 0;

  for (gsize done = 0; done < length && n >= 0; done += (gsize) MAX (n, 0))
    {
      n = g_output_stream_write (G_OUTPUT_STREAM (self->base), self->held->data + done,
                                 length - done, cancellable, error);
      if (n >= 0)
        self->moved (length - done - (gsize) n, self->moved_data);
    }

  if (length > 0)
    {
      g_byte_array_set_size (self->held, 0);
      judge_time (self, g_get_monotonic_time () - began_us);
    }
  return n >= 0;
}

static gssize
net_gather_write (GOutputStream  *stream,
                  const void     *data,
                  gsize           n_bytes,
                  GCancellable   *cancellable,
                  GError        **error)
{
  NetGather *self = NET_GATHER (stream);

  if (self->held != NULL && self->held->len + n_bytes > self->limit
      && !let_go (self, cancellable, error))
    return -1;
  if (self->held == NULL || n_bytes > self->limit)
    return g_output_stream_write (G_OUTPUT_STREAM (self->base), data, n_bytes, cancellable, error);

  g_byte_array_append (self->held, data, (guint) n_bytes);
  return (gssize) n_bytes;
}

static gboolean
net_gather_flush (GOutputStream  *stream,
                  GCancellable   *cancellable,
                  GError        **error)
{
  return let_go (NET_GATHER (stream), cancellable, error);
}

static gboolean
net_gather_can_poll (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_can_poll (NET_GATHER (stream)->base);
}

static gboolean
net_gather_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (NET_GATHER (stream)->base);
}

static GSource *
net_gather_create_source (GPollableOutputStream *stream,
                          GCancellable          *cancellable)
{
  g_autoptr(GSource) source =
    g_pollable_output_stream_create_source (NET_GATHER (stream)->base, NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static gssize
net_gather_write_nonblocking (GPollableOutputStream  *stream,
                              const void             *data,
                              gsize                   n_bytes,
                              GError                **error)
{
  NetGather *self = NET_GATHER (stream);

  if (self->held == NULL)
    return g_pollable_output_stream_write_nonblocking (self->base, data, n_bytes, NULL, error);
  if (self->held->len + n_bytes > self->limit)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "More than is held back");
      return -1;
    }

  g_byte_array_append (self->held, data, (guint) n_bytes);
  return (gssize) n_bytes;
}

static void
net_gather_finalize (GObject *object)
{
  NetGather *self = NET_GATHER (object);

  g_clear_pointer (&self->held, g_byte_array_unref);
  g_object_unref (self->base);

  G_OBJECT_CLASS (net_gather_parent_class)->finalize (object);
}

static void
net_gather_class_init (NetGatherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = net_gather_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = net_gather_write;
  G_OUTPUT_STREAM_CLASS (klass)->flush = net_gather_flush;
}

static void
net_gather_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->can_poll = net_gather_can_poll;
  iface->is_writable = net_gather_is_writable;
  iface->create_source = net_gather_create_source;
  iface->write_nonblocking = net_gather_write_nonblocking;
}

static void
net_gather_init (NetGather *self)
{
}

/**
 * net_gather_new:
 * @base: where it goes; one that can be polled, as TLS demands. Not closed with it
 *
 * Returns: (transfer full): a stream that holds nothing back yet
 */
NetGather *
net_gather_new (GOutputStream *base)
{
  NetGather *self;

  g_return_val_if_fail (G_IS_POLLABLE_OUTPUT_STREAM (base), NULL);

  self = g_object_new (NET_TYPE_GATHER, NULL);
  self->base = G_POLLABLE_OUTPUT_STREAM (g_object_ref (base));
  return self;
}

/**
 * net_gather_start:
 * @self: a stream
 * @moved: told of each part of what was held back that goes, in the thread that writes
 * @moved_data: (closure moved): for @moved
 *
 * From now on what is written is held back until it is enough, or the stream is flushed.
 */
void
net_gather_start (NetGather     *self,
                  NetGatherFunc  moved,
                  gpointer       moved_data)
{
  g_return_if_fail (NET_IS_GATHER (self));
  g_return_if_fail (self->held == NULL && moved != NULL);

  self->held = g_byte_array_sized_new (MAX_HELD_BYTES);
  self->limit = MIN_HELD_BYTES;
  self->moved = moved;
  self->moved_data = moved_data;
}

/**
 * net_gather_stop:
 * @self: a stream
 *
 * Holds nothing back any more. What was, and was not flushed, never goes.
 */
void
net_gather_stop (NetGather *self)
{
  g_return_if_fail (NET_IS_GATHER (self));

  g_clear_pointer (&self->held, g_byte_array_unref);
}
