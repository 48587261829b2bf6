/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is held back on its way, above something that takes what it likes. */
#include "net-gather.h"

#include <gio/gio.h>

#define RECORD_BYTES (16 * 1024 + 22)
#define MAX_BYTES    (272 * 1024)

/* Longer than what goes in no time. */
#define SLOW_US (120 * 1000)

/* What is below: takes up to @most at a time. */

#define TEST_TYPE_BELOW (below_get_type ())
G_DECLARE_FINAL_TYPE (Below, below, TEST, BELOW, GOutputStream)

struct _Below
{
  GOutputStream  parent_instance;

  GByteArray    *got;
  gsize          most;
  gsize          largest;  /* that it was offered */
  guint          n_writes;
  gboolean       is_slow;
  gboolean       fails;
};

static void below_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Below, below, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      below_pollable_init))

static gssize
below_write (GOutputStream  *stream,
             const void     *data,
             gsize           n_bytes,
             GCancellable   *cancellable,
             GError        **error)
{
  Below *self = TEST_BELOW (stream);
  const gsize n = MIN (n_bytes, self->most);

  if (self->fails)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "Gone");
      return -1;
    }

  if (self->is_slow)
    g_usleep (SLOW_US);
  self->n_writes++;
  self->largest = MAX (self->largest, n_bytes);
  g_byte_array_append (self->got, data, (guint) n);
  return (gssize) n;
}

static gssize
below_write_nonblocking (GPollableOutputStream  *stream,
                         const void             *data,
                         gsize                   n_bytes,
                         GError                **error)
{
  return below_write (G_OUTPUT_STREAM (stream), data, n_bytes, NULL, error);
}

static void
below_finalize (GObject *object)
{
  g_byte_array_unref (TEST_BELOW (object)->got);

  G_OBJECT_CLASS (below_parent_class)->finalize (object);
}

static void
below_class_init (BelowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = below_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = below_write;
}

static void
below_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->write_nonblocking = below_write_nonblocking;
}

static void
below_init (Below *self)
{
  self->got = g_byte_array_new ();
  self->most = G_MAXSIZE;
}

typedef struct {
  Below         *below;
  GOutputStream *stream;
  GByteArray    *said;
  guint          n_moved;
  gsize          n_left;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->below = g_object_new (TEST_TYPE_BELOW, NULL);
  fx->stream = G_OUTPUT_STREAM (net_gather_new (G_OUTPUT_STREAM (fx->below)));
  fx->said = g_byte_array_new ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_object (&fx->stream);
  g_clear_object (&fx->below);
  g_byte_array_unref (fx->said);
}

static void
moved_cb (gsize    n_left,
          gpointer user_data)
{
  Fixture *fx = user_data;

  fx->n_moved++;
  fx->n_left = n_left;
}

static void
say (Fixture *fx,
     gsize    size)
{
  g_autofree guint8 *data = g_malloc (size);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) ((fx->said->len + i) * 7 % 251);
  g_byte_array_append (fx->said, data, (guint) size);
  g_assert_true (g_output_stream_write_all (fx->stream, data, size, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
flush (Fixture *fx)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_output_stream_flush (fx->stream, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_got_all (Fixture *fx)
{
  g_assert_cmpmem (fx->below->got->data, fx->below->got->len, fx->said->data, fx->said->len);
}

/* A handshake waits for the answer to each thing that it says. */
static void
test_as_it_comes (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  say (fx, 5);
  assert_got_all (fx);
  say (fx, MAX_BYTES * 2);
  assert_got_all (fx);
  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (
                     G_POLLABLE_OUTPUT_STREAM (fx->stream), "ab", 2, NULL, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (fx->below->got->len, ==, fx->said->len + 2);
  g_assert_cmpuint (fx->n_moved, ==, 0);
}

static void
test_held (Fixture       *fx,
           gconstpointer  data)
{
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  say (fx, 5);
  say (fx, 1000);
  g_assert_cmpuint (fx->below->n_writes, ==, 0);
  flush (fx);
  assert_got_all (fx);
  g_assert_cmpuint (fx->below->n_writes, ==, 1);
  g_assert_cmpuint (fx->n_moved, ==, 1);
  g_assert_cmpuint (fx->n_left, ==, 0);

  flush (fx);
  g_assert_cmpuint (fx->below->n_writes, ==, 1);
}

/* In a few large pieces, and never in one that is too large. */
static void
test_large (Fixture       *fx,
            gconstpointer  data)
{
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  for (guint i = 0; i < 256; i++)
    say (fx, RECORD_BYTES);
  flush (fx);
  assert_got_all (fx);
  g_assert_cmpuint (fx->below->n_writes, <, 256 / 8);
  g_assert_cmpuint (fx->below->largest, <=, MAX_BYTES);
  g_assert_cmpuint (fx->below->largest, >=, MAX_BYTES / 2);
}

/* Somebody hears of each part of it: what moves has not stalled. */
static void
test_parts (Fixture       *fx,
            gconstpointer  data)
{
  fx->below->most = 1000;
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  say (fx, 10500);
  flush (fx);
  assert_got_all (fx);
  g_assert_cmpuint (fx->n_moved, ==, 11);
  g_assert_cmpuint (fx->n_left, ==, 0);
}

/* Who is slow gets little at a time, so that the writer may look for an answer in between. */
static void
test_slow (Fixture       *fx,
           gconstpointer  data)
{
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  for (guint i = 0; i < 64; i++)
    say (fx, RECORD_BYTES);
  fx->below->is_slow = TRUE;
  flush (fx);
  fx->below->is_slow = FALSE;
  fx->below->largest = 0;
  say (fx, RECORD_BYTES);
  say (fx, RECORD_BYTES);
  g_assert_cmpuint (fx->below->largest, ==, RECORD_BYTES);
}

static void
test_failure (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  say (fx, 1000);
  fx->below->fails = TRUE;
  g_assert_false (g_output_stream_flush (fx->stream, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (fx->n_moved, ==, 0);

  fx->below->fails = FALSE;
  flush (fx);
  g_assert_cmpuint (fx->below->got->len, ==, 0);
}

/* What was not flushed is not wanted any more. */
static void
test_stop (Fixture       *fx,
           gconstpointer  data)
{
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  say (fx, 1000);
  net_gather_stop (NET_GATHER (fx->stream));
  g_byte_array_set_size (fx->said, 0);
  say (fx, 5);
  assert_got_all (fx);
}

static void
test_close (Fixture       *fx,
            gconstpointer  data)
{
  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  say (fx, 1000);
  g_assert_true (g_output_stream_close (fx->stream, NULL, NULL));
  assert_got_all (fx);
  g_assert_false (g_output_stream_is_closed (G_OUTPUT_STREAM (fx->below)));
}

/* As much as fits, and no more: it may not wait. */
static void
test_no_wait (Fixture       *fx,
              gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc0 (RECORD_BYTES);
  g_autoptr(GError) error = NULL;
  GPollableOutputStream *stream = G_POLLABLE_OUTPUT_STREAM (fx->stream);

  net_gather_start (NET_GATHER (fx->stream), moved_cb, fx);
  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (stream, bytes, RECORD_BYTES, NULL,
                                                               &error), ==, RECORD_BYTES);
  g_assert_no_error (error);
  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (stream, bytes, RECORD_BYTES, NULL,
                                                               &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  flush (fx);
  g_assert_cmpuint (fx->below->got->len, ==, RECORD_BYTES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/net/gather/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("as-it-comes", test_as_it_comes);
  ADD ("held", test_held);
  ADD ("large", test_large);
  ADD ("parts", test_parts);
  ADD ("slow", test_slow);
  ADD ("failure", test_failure);
  ADD ("stop", test_stop);
  ADD ("close", test_close);
  ADD ("no-wait", test_no_wait);
#undef ADD
  return g_test_run ();
}
