/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a sound is, of whole files, of cut ones and of those that lie. */
#include "media-length.h"

#include <glib/gstdio.h>
#include <string.h>

#define SERIAL 0x01020304

static void
add_number (GByteArray *bytes,
            guint64     number,
            guint       size)
{
  for (guint i = 0; i < size; i++)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (number >> (8 * i)) }, 1);
}

static void
add_page (GByteArray   *file,
          guint8        flags,
          guint32       serial,
          gint64        position,
          const guint8 *packet,
          guint8        size)
{
  g_byte_array_append (file, (const guint8 *) "OggS", 5);
  g_byte_array_append (file, &flags, 1);
  add_number (file, (guint64) position, 8);
  add_number (file, serial, 4);
  add_number (file, 0, 8); /* number, sum: not looked at */
  add_number (file, 1, 1);
  add_number (file, size, 1);
  g_byte_array_append (file, packet, size);
}

static GByteArray *
make_opus (guint16 skipped)
{
  GByteArray *file = g_byte_array_new ();
  guint8 head[19] = "OpusHead\1\1";

  head[10] = (guint8) (skipped & 0xff);
  head[11] = (guint8) (skipped >> 8);
  add_page (file, 2, SERIAL, 0, head, sizeof head);
  return file;
}

static void
add_sound (GByteArray *file,
           guint32     serial,
           gint64      position)
{
  guint8 packet[200];

  memset (packet, 0x5a, sizeof packet);
  add_page (file, 0, serial, position, packet, sizeof packet);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(gint64 *) user_data = media_length_read_finish (G_FILE (object), result);
}

static gint64
read_length (const guint8 *bytes,
             gsize         size)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("charla-length-XXXXXX", &path, &error);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  gint64 length_ms = -1;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, &error));
  media_length_read_async (file, NULL, read_cb, &length_ms);
  while (length_ms < 0)
    g_main_context_iteration (NULL, TRUE);
  g_unlink (path);
  return length_ms;
}

static void
test_opus (void)
{
  g_autoptr(GByteArray) file = make_opus (312);

  g_assert_cmpint (read_length (file->data, file->len), ==, 0);
  for (guint i = 1; i <= 1000; i++)
    add_sound (file, SERIAL, i * 4800 + 312);
  add_sound (file, SERIAL, -1); /* nothing ends on it */
  add_sound (file, SERIAL + 1, 48000 * 7200); /* of something else */
  g_assert_cmpuint (file->len, >, 128 * 1024);
  g_assert_cmpint (read_length (file->data, file->len), ==, 100000);

  /* Cut in the middle of a page, it is as long as what is whole before that. */
  g_assert_cmpint (read_length (file->data, file->len - 3 * 229 + 10), ==, 99900);
}

static void
test_vorbis (void)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint8 head[30] = "\1vorbis\0\0\0\0\2\x44\xac";

  add_page (file, 2, SERIAL, 0, head, sizeof head);
  add_sound (file, SERIAL, 44100 * 3);
  g_assert_cmpint (read_length (file->data, file->len), ==, 3000);

  /* No samples in a second */
  head[12] = head[13] = 0;
  g_byte_array_set_size (file, 0);
  add_page (file, 2, SERIAL, 0, head, sizeof head);
  add_sound (file, SERIAL, 44100 * 3);
  g_assert_cmpint (read_length (file->data, file->len), ==, 0);
}

/* What cannot be told is not told. */
static void
test_others (void)
{
  g_autoptr(GByteArray) file = make_opus (312);
  g_autoptr(GFile) none = g_file_new_for_path ("/nonexistent/x.ogg");
  gint64 length_ms = -1;

  g_assert_cmpint (read_length ((const guint8 *) "", 0), ==, 0);
  g_assert_cmpint (read_length ((const guint8 *) "OggS", 4), ==, 0);
  g_assert_cmpint (read_length ((const guint8 *) "ID3\4 some sound or other, of a fair length", 42),
                   ==, 0);
  for (gsize size = 0; size <= file->len; size++)
    g_assert_cmpint (read_length (file->data, size), ==, 0);

  /* Shorter than what is skipped of it */
  add_sound (file, SERIAL, 311);
  g_assert_cmpint (read_length (file->data, file->len), ==, 0);

  media_length_read_async (none, NULL, read_cb, &length_ms);
  while (length_ms < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (length_ms, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/length/opus", test_opus);
  g_test_add_func ("/media/length/vorbis", test_vorbis);
  g_test_add_func ("/media/length/others", test_others);
  return g_test_run ();
}
