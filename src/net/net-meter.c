/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that is just as long as was said, and tells what its bytes amount to. Who is promised so
 * many bytes gets them all or none: a file may grow, shrink or go while it is read. */
#define G_LOG_DOMAIN "net"

#include "net-meter.h"

#include "net-error.h"

struct _NetMeter
{
  GFilterInputStream  parent_instance;

  gint64              size;
  gint64              done;
  GChecksum          *checksum;
};

G_DEFINE_FINAL_TYPE (NetMeter, net_meter, G_TYPE_FILTER_INPUT_STREAM)

static gssize
fail (GError **error)
{
  g_set_error_literal (error, NET_ERROR, NET_ERROR_CHANGED, "The file has changed");
  return -1;
}

/* One thread at a time, as for every stream. */
static gssize
net_meter_read (GInputStream  *stream,
                void          *buffer,
                gsize          count,
                GCancellable  *cancellable,
                GError       **error)
{
  NetMeter *self = NET_METER (stream);
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  gint64 left = self->size - self->done;
  gssize n_read;
  char more;

  /* At the end it must be at its end. */
  if (left == 0)
    {
      n_read = g_input_stream_read (base, &more, 1, cancellable, error);
      return n_read > 0 ? fail (error) : n_read;
    }

  n_read = g_input_stream_read (base, buffer, MIN (count, (gsize) left), cancellable, error);
  if (n_read == 0)
    return fail (error);
  if (n_read < 0)
    return n_read;

  g_checksum_update (self->checksum, buffer, n_read);
  self->done += n_read;
  return n_read;
}

static gssize
net_meter_skip (GInputStream  *stream,
                gsize          count,
                GCancellable  *cancellable,
                GError       **error)
{
  guint8 buffer[4096];

  return net_meter_read (stream, buffer, MIN (count, sizeof buffer), cancellable, error);
}

static void
net_meter_finalize (GObject *object)
{
  g_checksum_free (NET_METER (object)->checksum);

  G_OBJECT_CLASS (net_meter_parent_class)->finalize (object);
}

static void
net_meter_class_init (NetMeterClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = net_meter_finalize;
  stream_class->read_fn = net_meter_read;
  stream_class->skip = net_meter_skip;
}

static void
net_meter_init (NetMeter *self)
{
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

/**
 * net_meter_new:
 * @base: what is read
 * @size: how many bytes there are
 *
 * Returns: (transfer full): a stream of just so many bytes; reading it fails with
 *   %NET_ERROR_CHANGED where there are more or less
 */
NetMeter *
net_meter_new (GInputStream *base,
               gint64        size)
{
  NetMeter *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (base), NULL);
  g_return_val_if_fail (size >= 0, NULL);

  self = g_object_new (NET_TYPE_METER, "base-stream", base, NULL);
  self->size = size;
  return self;
}

/**
 * net_meter_dup_sha256:
 * @self: a stream that nobody is reading
 *
 * Returns: (transfer full): the SHA-256 of what was read, in hex
 */
char *
net_meter_dup_sha256 (NetMeter *self)
{
  g_autoptr(GChecksum) copy = NULL;

  g_return_val_if_fail (NET_IS_METER (self), NULL);

  copy = g_checksum_copy (self->checksum); /* one that was read is closed */
  return g_strdup (g_checksum_get_string (copy));
}
