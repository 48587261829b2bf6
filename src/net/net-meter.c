/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that is just as long as was said, and tells what its bytes amount to. Who is promised so
 * many bytes gets them all or none: a file may grow, shrink or go while it is read. */
#define G_LOG_DOMAIN "net"

#include "net-meter.h"

#include "net-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

/* libsoup asks for 8 KiB at a time, each time in a thread: so many go to one of ours. */
#define BUFFER_SIZE (512 * 1024)

#define SHA256_SIZE 32

struct _NetMeter
{
  GFilterInputStream  parent_instance;

  gint64              size;
  gint64              done;     /* what was read of the base, and hashed */
  gnutls_hash_hd_t    hash;
  gsize               begin;    /* of what is in the buffer, and was not asked for yet */
  gsize               end;
  guint8             *buffer;
};

G_DEFINE_FINAL_TYPE (NetMeter, net_meter, G_TYPE_FILTER_INPUT_STREAM)

static gssize
fail (GError **error)
{
  g_set_error_literal (error, NET_ERROR, NET_ERROR_CHANGED, "The file has changed");
  return -1;
}

/* One thread at a time, as for every stream. What was there is hashed, whoever asks for it. */
static gssize
fill (NetMeter      *self,
      GCancellable  *cancellable,
      GError       **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
  gint64 left = self->size - self->done;
  gssize n_read;

  /* At the end it must be at its end. */
  if (left == 0)
    {
      n_read = g_input_stream_read (base, self->buffer, 1, cancellable, error);
      return n_read > 0 ? fail (error) : n_read;
    }

  n_read = g_input_stream_read (base, self->buffer, (gsize) MIN (BUFFER_SIZE, left), cancellable,
                                error);
  if (n_read == 0)
    return fail (error);
  if (n_read < 0)
    return n_read;

  gnutls_hash (self->hash, self->buffer, (gsize) n_read);
  self->done += n_read;
  self->begin = 0;
  self->end = (gsize) n_read;
  return n_read;
}

static gssize
take (NetMeter *self,
      void     *buffer,
      gsize     count)
{
  gsize n = MIN (count, self->end - self->begin);

  memcpy (buffer, self->buffer + self->begin, n);
  self->begin += n;
  return (gssize) n;
}

static gssize
net_meter_read (GInputStream  *stream,
                void          *buffer,
                gsize          count,
                GCancellable  *cancellable,
                GError       **error)
{
  NetMeter *self = NET_METER (stream);
  gssize n_read = 1;

  if (self->begin == self->end)
    n_read = fill (self, cancellable, error);
  return n_read > 0 ? take (self, buffer, count) : n_read;
}

/* What is asked for */
typedef struct {
  void  *buffer;
  gsize  count;
} Wanted;

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  GError *error = NULL;
  gssize n_read = net_meter_read (source, wanted->buffer, wanted->count, cancellable, &error);

  if (n_read < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n_read);
}

static void
net_meter_read_async (GInputStream        *stream,
                      void                *buffer,
                      gsize                count,
                      int                  priority,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  NetMeter *self = NET_METER (stream);
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);
  const Wanted wanted = { buffer, count };

  g_task_set_source_tag (task, net_meter_read_async);
  g_task_set_priority (task, priority);
  if (self->begin < self->end)
    {
      g_task_return_int (task, take (self, buffer, count));
      return;
    }

  g_task_set_task_data (task, g_memdup2 (&wanted, sizeof wanted), g_free);
  g_task_run_in_thread (task, read_thread);
}

static gssize
net_meter_read_finish (GInputStream  *stream,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);

  return g_task_propagate_int (G_TASK (result), error);
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
  NetMeter *self = NET_METER (object);

  gnutls_hash_deinit (self->hash, NULL);
  g_free (self->buffer);

  G_OBJECT_CLASS (net_meter_parent_class)->finalize (object);
}

static void
net_meter_class_init (NetMeterClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = net_meter_finalize;
  stream_class->read_fn = net_meter_read;
  stream_class->read_async = net_meter_read_async;
  stream_class->read_finish = net_meter_read_finish;
  stream_class->skip = net_meter_skip;
}

static void
net_meter_init (NetMeter *self)
{
  if (gnutls_hash_init (&self->hash, GNUTLS_DIG_SHA256) != 0)
    g_error ("No SHA-256");
  self->buffer = g_malloc (BUFFER_SIZE);
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
  guint8 digest[SHA256_SIZE];
  GString *hex = g_string_sized_new (2 * SHA256_SIZE);
  gnutls_hash_hd_t copy;

  g_return_val_if_fail (NET_IS_METER (self), NULL);

  copy = gnutls_hash_copy (self->hash); /* one that was read is closed */
  gnutls_hash_deinit (copy, digest);
  for (guint i = 0; i < SHA256_SIZE; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}
