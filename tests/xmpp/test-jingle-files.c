/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files from one to the other: XEP-0234 over XEP-0261. */
#include "jingle-pair.h"

#include "xmpp-namespaces.h"

#include <string.h>

/* Bytes of which no two pieces are the same */
static GBytes *
make_bytes (gsize size)
{
  guint8 *bytes = g_malloc (size + 1);
  guint32 state = 1;

  for (gsize i = 0; i < size; i++)
    {
      state = state * 1664525 + 1013904223;
      bytes[i] = (guint8) (state >> 24);
    }
  return g_bytes_new_take (bytes, size);
}

static XmppFile *
describe (const char *name,
          gint64      size)
{
  XmppFile *file = xmpp_file_new ();

  file->name = g_strdup (name);
  file->media_type = g_strdup ("application/octet-stream");
  file->size = size;
  return file;
}

/* One file from A to B, with what both hear of it. */
typedef struct {
  JinglePair     *pair;
  GBytes         *bytes;
  XmppJingleFile *sent;
  GOutputStream  *sink;
  JingleEnd       sent_end;
  JingleEnd       came_end;
} Passage;

static gboolean
is_offered (gpointer user_data)
{
  return ((JingleSide *) user_data)->offered != NULL;
}

static void
offer (Passage    *self,
       JinglePair *pair,
       gsize       size,
       gint64      told_size,
       GBytes     *told_hash)
{
  g_autoptr(XmppAddress) peer = xmpp_address_parse (JINGLE_B, NULL);
  g_autoptr(XmppFile) file = describe ("a file.bin", told_size);
  g_autoptr(GInputStream) source = NULL;

  memset (self, 0, sizeof *self);
  self->pair = pair;
  self->bytes = make_bytes (size);
  source = g_memory_input_stream_new_from_bytes (self->bytes);
  if (told_hash != NULL)
    g_assert_true (xmpp_file_add_hash (file, "sha-256", told_hash));
  self->sent = xmpp_jingle_files_offer (pair->a.files, peer, file, source);
  jingle_end_watch (&self->sent_end, self->sent);
}

static void
wait_offered (Passage *self)
{
  jingle_pair_wait (is_offered, &self->pair->b);
  jingle_end_watch (&self->came_end, self->pair->b.offered);
}

static void
accept (Passage *self,
        gint64   offset)
{
  g_autoptr(GBytes) before = g_bytes_new_from_bytes (self->bytes, 0, (gsize) offset);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (before);

  self->sink = g_memory_output_stream_new_resizable ();
  xmpp_jingle_file_accept (self->pair->b.offered, self->sink, offset, offset > 0 ? stream : NULL);
}

static void
assert_came (Passage *self,
             gint64   offset)
{
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (self->sink);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &size);

  jingle_end_wait (&self->sent_end);
  jingle_end_wait (&self->came_end);
  g_assert_no_error (self->sent_end.error);
  g_assert_no_error (self->came_end.error);
  g_assert_cmpint (xmpp_jingle_file_get_state (self->sent), ==, XMPP_JINGLE_FILE_DONE);
  g_assert_cmpint (xmpp_jingle_file_get_state (self->pair->b.offered), ==, XMPP_JINGLE_FILE_DONE);
  g_assert_true (xmpp_jingle_file_is_verified (self->pair->b.offered));
  g_assert_cmpint (xmpp_jingle_file_get_transferred (self->pair->b.offered), ==, (gint64) size);
  g_assert_cmpint (xmpp_jingle_file_get_transferred (self->sent), ==, (gint64) size);
  g_assert_true (g_output_stream_is_closed (self->sink));
  g_assert_cmpmem (g_memory_output_stream_get_data (memory),
                   g_memory_output_stream_get_data_size (memory), bytes + offset,
                   size - (gsize) offset);
}

static void
passage_clear (Passage *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->sent);
  g_clear_object (&self->sink);
  jingle_end_clear (&self->sent_end);
  jingle_end_clear (&self->came_end);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Passage, passage_clear)

static void
test_in_band (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE);
  g_auto(Passage) passage = { NULL };
  const XmppFile *file;

  offer (&passage, pair, size, (gint64) size, NULL);
  g_assert_cmpint (xmpp_jingle_file_get_state (passage.sent), ==, XMPP_JINGLE_FILE_OFFERED);
  wait_offered (&passage);

  file = xmpp_jingle_file_get_file (pair->b.offered);
  g_assert_cmpstr (file->name, ==, "a file.bin");
  g_assert_cmpstr (file->media_type, ==, "application/octet-stream");
  g_assert_cmpint (file->size, ==, (gint64) size);
  g_assert_true (xmpp_jingle_file_is_incoming (pair->b.offered));
  g_assert_true (xmpp_jingle_file_can_resume (pair->b.offered));
  g_assert_cmpstr (xmpp_address_get_full (xmpp_jingle_file_get_peer (pair->b.offered)), ==, JINGLE_A);

  accept (&passage, 0);
  assert_came (&passage, 0);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_IN_BAND);
}

static void
test_straight (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE);
  g_auto(Passage) passage = { NULL };

  offer (&passage, pair, size, (gint64) size, NULL);
  wait_offered (&passage);
  accept (&passage, 0);
  assert_came (&passage, 0);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_DIRECT);
  g_assert_cmpint (xmpp_jingle_file_get_way (pair->b.offered), ==, XMPP_JINGLE_WAY_DIRECT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/empty", GSIZE_TO_POINTER (0), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/byte", GSIZE_TO_POINTER (1), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/block", GSIZE_TO_POINTER (8192), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/large", GSIZE_TO_POINTER (1000001), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/straight/empty", GSIZE_TO_POINTER (0), test_straight);
  g_test_add_data_func ("/xmpp/jingle-files/straight/byte", GSIZE_TO_POINTER (1), test_straight);
  g_test_add_data_func ("/xmpp/jingle-files/straight/large", GSIZE_TO_POINTER (5000001), test_straight);
  return g_test_run ();
}
