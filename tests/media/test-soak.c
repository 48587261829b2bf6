/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of all kinds and sizes, many of them damaged, one after the other for as long as is asked
 * (CHARLA_SOAK seconds; a few): what decodes them and what asks for it keep their size, and nothing
 * stays open. */
#include "media-decoder.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS 4

/* What a C library may keep for later */
#define MAX_GROWN_KIB (8 * 1024)

static const char *const kinds[] = { "png", "jpeg", "bmp", "ico", "tiff", "webp", "avif" };

typedef struct {
  long  memory_kib;
  guint n_open;
} State;

static State
look (int pid)
{
  g_autofree char *status_path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *open_path = g_strdup_printf ("/proc/%d/fd", pid);
  g_autofree char *status = NULL;
  g_autoptr(GDir) open = NULL;
  State state = { 0 };
  const char *rss;

  g_assert_true (g_file_get_contents (status_path, &status, NULL, NULL));
  rss = strstr (status, "VmRSS:");
  state.memory_kib = rss != NULL ? strtol (rss + strlen ("VmRSS:"), NULL, 10) : 0;
  /* It lets nobody look but who may look at everything. */
  open = g_dir_open (open_path, 0, NULL);
  while (open != NULL && g_dir_read_name (open) != NULL)
    state.n_open++;
  return state;
}

/* 0: it is not running */
static int
find_child (void)
{
  g_autoptr(GDir) processes = g_dir_open ("/proc", 0, NULL);
  g_autofree char *wanted = g_strdup_printf ("\nPPid:\t%d\n", getpid ());
  const char *name;

  while ((name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/status", name);
      g_autofree char *status = NULL;

      if (g_ascii_isdigit (name[0]) && g_file_get_contents (path, &status, NULL, NULL)
          && strstr (status, wanted) != NULL)
        return atoi (name);
    }

  return 0;
}

/* (nullable): the system does not write that kind */
static GBytes *
new_picture (void)
{
  const char *kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];
  const int most = g_str_equal (kind, "ico") ? 256 : 500;
  g_autoptr(GdkPixbuf) pixbuf =
    gdk_pixbuf_new (GDK_COLORSPACE_RGB, g_test_rand_int () & 1, 8,
                    g_test_rand_int_range (1, most), g_test_rand_int_range (1, most));
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const gsize size = gdk_pixbuf_get_byte_length (pixbuf);
  char *data = NULL;
  gsize length = 0;

  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8) (i ^ (i >> 7));
  return gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, kind, NULL, NULL)
         ? g_bytes_new_take (data, length) : NULL;
}

static GBytes *
damage (GBytes *whole)
{
  gsize length = 0;
  guint8 *data = g_bytes_unref_to_data (whole, &length);
  const int n_bytes = g_test_rand_int_range (1, 20);

  for (int i = 0; i < n_bytes; i++)
    data[g_test_rand_int_range (0, (int) MIN (length, (gsize) 1 << (4 + i)))] ^=
      (guint8) (1 << g_test_rand_int_range (0, 8));
  if (g_test_rand_int () & 1)
    length = (gsize) g_test_rand_int_range (0, (int) length);
  return g_bytes_new_take (data, length);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Whether there was a picture. */
static gboolean
decode_one (MediaDecoder *decoder,
            gboolean      is_damaged)
{
  g_autoptr(GBytes) encoded = new_picture ();
  const MediaImageSize size = { .width = 200, .height = 200, .max_frames = 10 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = NULL;

  if (encoded == NULL)
    return FALSE;
  if (is_damaged)
    encoded = damage (g_steal_pointer (&encoded));
  media_decoder_decode_async (decoder, encoded, &size, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  image = media_decoder_decode_finish (decoder, result, &error);
  g_assert_true ((image != NULL) == (error == NULL));
  return image != NULL;
}

/* How many were shown */
static guint
work_until (MediaDecoder *decoder,
            gint64        end_us,
            guint        *n_asked)
{
  guint n_shown = 0;

  for (guint i = 0; g_get_monotonic_time () < end_us || i < 30; i++)
    {
      n_shown += decode_one (decoder, i % 3 == 0);
      ++*n_asked;
    }

  return n_shown;
}

static void
test_soak (void)
{
  const char *wanted = g_getenv ("CHARLA_SOAK");
  const gint64 seconds = wanted != NULL ? atoi (wanted) : SECONDS;
  const gint64 began_us = g_get_monotonic_time ();
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  guint n_asked = 0, n_shown;
  int pid;
  State ours, theirs, ours_then, theirs_then;

  n_shown = work_until (decoder, began_us + seconds * G_USEC_PER_SEC / 4, &n_asked);
  g_assert_true (decode_one (decoder, FALSE) || n_shown > 0);
  ours_then = look (getpid ());
  pid = find_child ();
  theirs_then = look (pid);

  n_shown += work_until (decoder, began_us + seconds * G_USEC_PER_SEC, &n_asked);
  ours = look (getpid ());
  theirs = look (find_child ());
  g_test_message ("%u pictures, %u of them shown%s; we had %ld KiB and %u open, and "
                  "have %ld and %u; the decoder had %ld and %u, and has %ld and %u",
                  n_asked, n_shown, pid == find_child () ? "" : ", by another process", ours_then.memory_kib, ours_then.n_open,
                  ours.memory_kib, ours.n_open, theirs_then.memory_kib, theirs_then.n_open,
                  theirs.memory_kib, theirs.n_open);
  g_assert_cmpuint (n_shown, >, n_asked / 4);
  /* The last picture may just be about to be put away. */
  g_assert_cmpuint (ours.n_open, <=, ours_then.n_open + 1);
  g_assert_cmpuint (theirs.n_open, <=, theirs_then.n_open + 1);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed for a while */
  g_assert_cmpint (ours.memory_kib - ours_then.memory_kib, <, MAX_GROWN_KIB);
  g_assert_cmpint (theirs.memory_kib - theirs_then.memory_kib, <, MAX_GROWN_KIB);
#endif
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/soak", test_soak);
  return g_test_run ();
}
