/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is read ahead of whoever takes it. */
#include "net-error.h"
#include "net-meter.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <unistd.h>

#define PIECE (512 * 1024)
#define AHEAD (8 * PIECE)

/* A file of @size bytes that counts what was read of it. */

#define TEST_TYPE_SOURCE (source_get_type ())
G_DECLARE_FINAL_TYPE (Source, source, TEST, SOURCE, GInputStream)

struct _Source
{
  GInputStream  parent_instance;

  gint64        size;
  gint64        fails_at; /* 0: never */
  GMutex        mutex;
  GCond         changed;
  gint64        n_read;
};

G_DEFINE_FINAL_TYPE (Source, source, G_TYPE_INPUT_STREAM)

static gssize
source_read (GInputStream  *stream,
             void          *buffer,
             gsize          n_bytes,
             GCancellable  *cancellable,
             GError       **error)
{
  Source *self = TEST_SOURCE (stream);
  guint8 *bytes = buffer;
  gssize n;

  if (self->fails_at > 0 && self->n_read >= self->fails_at)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "A bad place");
      return -1;
    }

  n = (gssize) MIN ((gint64) n_bytes, self->size - self->n_read);
  for (gssize i = 0; i < n; i++)
    bytes[i] = (guint8) ((self->n_read + i) * 7 % 251);
  g_mutex_lock (&self->mutex);
  self->n_read += n;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  return n;
}

static void
source_finalize (GObject *object)
{
  Source *self = TEST_SOURCE (object);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (source_parent_class)->finalize (object);
}

static void
source_class_init (SourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = source_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = source_read;
}

static void
source_init (Source *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
}

static Source *
make_source (gint64 size)
{
  Source *self = g_object_new (TEST_TYPE_SOURCE, NULL);

  self->size = size;
  return self;
}

static gint64
get_n_read (Source *self)
{
  gint64 n_read;

  g_mutex_lock (&self->mutex);
  n_read = self->n_read;
  g_mutex_unlock (&self->mutex);
  return n_read;
}

static void
wait_for (Source *self,
          gint64  n_read)
{
  g_mutex_lock (&self->mutex);
  while (self->n_read < n_read)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
test_sum (gconstpointer data)
{
  const gint64 size = GPOINTER_TO_INT (data);
  g_autoptr(Source) source = make_source (size);
  g_autoptr(NetMeter) meter = net_meter_new (G_INPUT_STREAM (source), size, NULL);
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *sha256 = NULL;
  g_autoptr(GError) error = NULL;
  const guint8 *bytes;
  gsize length;
  gint64 n_taken = 0;

  while ((bytes = net_meter_take (meter, &length, &error)) != NULL && length > 0)
    {
      g_checksum_update (sum, bytes, (gssize) length);
      n_taken += (gint64) length;
    }
  g_assert_no_error (error);
  g_assert_cmpint (n_taken, ==, size);
  sha256 = net_meter_dup_sha256 (meter);
  g_assert_cmpstr (sha256, ==, g_checksum_get_string (sum));
}

/* However large a file is, and however slow who takes it, so much of it is here and no more. */
static void
test_bounded (void)
{
  g_autoptr(Source) source = make_source (8 * AHEAD);
  g_autoptr(NetMeter) meter = net_meter_new (G_INPUT_STREAM (source), source->size, NULL);
  g_autoptr(GError) error = NULL;
  gsize length = 1;

  wait_for (source, AHEAD);
  for (gint64 n_taken = 0; length > 0; n_taken += (gint64) length)
    {
      g_assert_cmpint (get_n_read (source), <=, n_taken + AHEAD);
      g_assert_nonnull (net_meter_take (meter, &length, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (get_n_read (source), ==, source->size);
}

static gboolean
has_read (Source *source,
          gint64  n_read,
          gint64  within_us)
{
  const gint64 until_us = g_get_monotonic_time () + within_us;
  gboolean has;

  g_mutex_lock (&source->mutex);
  while (source->n_read < n_read
         && g_cond_wait_until (&source->changed, &source->mutex, until_us))
    ;
  has = source->n_read >= n_read;
  g_mutex_unlock (&source->mutex);
  return has;
}

/* Once all is full, it goes on when half of it is free, not for each piece. When it has come to its
 * rest is not to be seen; it gets several times the time for that. */
static void
test_rest (void)
{
  g_autoptr(Source) source = make_source (16 * AHEAD);
  g_autoptr(NetMeter) meter = net_meter_new (G_INPUT_STREAM (source), source->size, NULL);
  gint64 n_free = 0; /* bytes of all that were taken but for the last, which is still needed */
  gboolean rests = FALSE;
  gsize length;

  g_assert_nonnull (net_meter_take (meter, &length, NULL));
  for (guint i = 0; !rests && i < 20; i++)
    {
      wait_for (source, n_free + AHEAD);
      g_usleep (20 * 1000);
      for (guint j = 0; j < 3; j++)
        g_assert_nonnull (net_meter_take (meter, &length, NULL));
      rests = !has_read (source, n_free + AHEAD + 1, 20 * 1000);
      n_free += 3 * PIECE;
    }
  g_assert_true (rests);

  g_assert_nonnull (net_meter_take (meter, &length, NULL));
  wait_for (source, n_free + PIECE + AHEAD);
}

/* What came before it is not lost, and what it was is told. */
static void
test_bad_place (void)
{
  g_autoptr(Source) source = make_source (8 * PIECE);
  g_autoptr(NetMeter) meter = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  guint n_taken = 0;

  source->fails_at = 3 * PIECE;
  meter = net_meter_new (G_INPUT_STREAM (source), source->size, NULL);
  while (net_meter_take (meter, &length, &error) != NULL)
    n_taken++;
  g_assert_cmpuint (n_taken, ==, 3);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_changed (gconstpointer data)
{
  g_autoptr(Source) source = make_source (3 * PIECE + GPOINTER_TO_INT (data));
  g_autoptr(NetMeter) meter = net_meter_new (G_INPUT_STREAM (source), 3 * PIECE, NULL);
  g_autoptr(GError) error = NULL;
  gsize length;
  guint n_taken = 0;

  while (net_meter_take (meter, &length, &error) != NULL)
    n_taken++;
  /* Who is promised so many bytes has not got all of them. */
  g_assert_cmpuint (n_taken, ==, 2);
  g_assert_error (error, NET_ERROR, NET_ERROR_CHANGED);
}

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* A place that gives nothing, as one in a network may. */
static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GInputStream) silent = NULL;
  g_autoptr(NetMeter) meter = NULL;
  g_autoptr(GError) error = NULL;
  GThread *thread;
  gsize length;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  silent = g_unix_input_stream_new (ends[0], TRUE);
  meter = net_meter_new (silent, 10, cancellable);
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_null (net_meter_take (meter, &length, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (ends[1]);
}

/* While it rests. */
static void
test_dropped (void)
{
  g_autoptr(Source) source = make_source (8 * AHEAD);
  NetMeter *meter = net_meter_new (G_INPUT_STREAM (source), source->size, NULL);

  wait_for (source, AHEAD);
  net_meter_free (meter);
  g_assert_cmpint (source->n_read, ==, AHEAD);
}

int
main (int    argc,
      char **argv)
{
  static const int sizes[] = {
    0, 1, PIECE - 1, PIECE, PIECE + 1, AHEAD - 1, AHEAD, AHEAD + 1, 2 * AHEAD + 3
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("/net/meter/sum/%d", sizes[i]);

      g_test_add_data_func (name, GINT_TO_POINTER (sizes[i]), test_sum);
    }
  g_test_add_func ("/net/meter/bounded", test_bounded);
  g_test_add_func ("/net/meter/rest", test_rest);
  g_test_add_func ("/net/meter/bad-place", test_bad_place);
  g_test_add_data_func ("/net/meter/shrunk", GINT_TO_POINTER (-1), test_changed);
  g_test_add_data_func ("/net/meter/grown", GINT_TO_POINTER (1), test_changed);
  g_test_add_func ("/net/meter/cancelled", test_cancelled);
  g_test_add_func ("/net/meter/dropped", test_dropped);
  return g_test_run ();
}
