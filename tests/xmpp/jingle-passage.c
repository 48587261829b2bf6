/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file from one to the other. */
#include "jingle-passage.h"

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

static void
offer (JinglePassage *self,
       JinglePair    *pair,
       gsize          size,
       gint64         told_size,
       gboolean       tells_hash)
{
  g_autoptr(XmppAddress) peer = xmpp_address_parse (JINGLE_B, NULL);
  g_autoptr(XmppFile) file = xmpp_file_new ();
  g_autoptr(GInputStream) source = NULL;

  memset (self, 0, sizeof *self);
  self->pair = pair;
  self->bytes = make_bytes (size);
  file->name = g_strdup ("a file.bin");
  file->media_type = g_strdup ("application/octet-stream");
  file->size = told_size;
  if (tells_hash)
    {
      guint8 digest[32];
      gsize length = sizeof digest;
      g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      g_autoptr(GBytes) hash = NULL;

      g_checksum_update (checksum, g_bytes_get_data (self->bytes, NULL), (gssize) size);
      g_checksum_get_digest (checksum, digest, &length);
      hash = g_bytes_new (digest, length);
      g_assert_true (xmpp_file_add_hash (file, "sha-256", hash));
    }
  source = g_memory_input_stream_new_from_bytes (self->bytes);
  self->sent = xmpp_jingle_files_offer (pair->a.files, peer, file, NULL, source);
  jingle_end_watch (&self->sent_end, self->sent);
}

void
jingle_passage_offer (JinglePassage *self,
                      JinglePair    *pair,
                      gsize          size,
                      gint64         told_size)
{
  offer (self, pair, size, told_size, FALSE);
}

void
jingle_passage_offer_summed (JinglePassage *self,
                             JinglePair    *pair,
                             gsize          size)
{
  offer (self, pair, size, (gint64) size, TRUE);
}

static gboolean
is_offered (gpointer user_data)
{
  return ((JingleSide *) user_data)->offered != NULL;
}

void
jingle_passage_wait_offered (JinglePassage *self)
{
  jingle_pair_wait (is_offered, &self->pair->b);
  jingle_end_watch (&self->came_end, self->pair->b.offered);
}

void
jingle_passage_accept (JinglePassage *self,
                       gint64         offset)
{
  g_autoptr(GBytes) before = g_bytes_new_from_bytes (self->bytes, 0, (gsize) offset);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (before);

  self->sink = g_memory_output_stream_new_resizable ();
  xmpp_jingle_file_accept (self->pair->b.offered, self->sink, offset, offset > 0 ? stream : NULL);
}

static gboolean
is_closed (gpointer user_data)
{
  return g_output_stream_is_closed (user_data);
}

void
jingle_passage_wait_closed (JinglePassage *self)
{
  jingle_pair_wait (is_closed, self->sink);
}

void
jingle_passage_assert_came (JinglePassage *self,
                            gint64         offset)
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

void
jingle_passage_clear (JinglePassage *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->sent);
  g_clear_object (&self->sink);
  jingle_end_clear (&self->sent_end);
  jingle_end_clear (&self->came_end);
}
