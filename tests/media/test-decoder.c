/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures through the real decoder, and what becomes of what a decoder says that lies. */
#include "media-decoder.h"

#include "media-wire.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *lying;

static const MediaImageSize small = { .width = 100, .height = 100 };

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static MediaImage *
decode (MediaDecoder         *decoder,
        GBytes               *encoded,
        const MediaImageSize *size,
        GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  media_decoder_decode_async (decoder, encoded, size, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return media_decoder_decode_finish (decoder, result, error);
}

/* Red on the left, blue on the right. */
static GdkPixbuf *
new_pixbuf (int      width,
            int      height,
            gboolean has_alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, has_alpha, 8, width, height);
  g_autoptr(GdkPixbuf) right = gdk_pixbuf_new_subpixbuf (pixbuf, width / 2, 0, width - width / 2,
                                                         height);

  gdk_pixbuf_fill (pixbuf, 0xff000080);
  gdk_pixbuf_fill (right, 0x0000ff80);
  return pixbuf;
}

static GBytes *
encode (GdkPixbuf  *pixbuf,
        const char *kind)
{
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, kind, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static GBytes *
new_picture (int         width,
             int         height,
             const char *kind)
{
  g_autoptr(GdkPixbuf) pixbuf = new_pixbuf (width, height, FALSE);

  return encode (pixbuf, kind);
}

static const guint8 *
get_pixel (const MediaImage *image,
           guint             frame,
           guint             x,
           guint             y)
{
  return (const guint8 *) g_bytes_get_data (g_ptr_array_index (image->frames, frame), NULL)
         + (y * image->width + x) * image->n_channels;
}

static void
test_sizes (void)
{
  static const struct {
    int            width, height;
    MediaImageSize size;
    guint          wanted_width, wanted_height;
  } cases[] = {
    { 400, 200, { .width = 100, .height = 100 }, 100, 50 },
    { 40, 20, { .width = 100, .height = 100 }, 40, 20 },
    { 400, 200, { .width = 64, .height = 64, .is_crop = TRUE }, 64, 64 },
    { 10, 20, { .width = 64, .height = 64, .is_crop = TRUE }, 64, 64 },
    { 3000, 1, { .width = 100, .height = 100 }, 100, 1 },
    { 1, 1, { .width = 1, .height = 1 }, 1, 1 },
  };
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) encoded = new_picture (cases[i].width, cases[i].height, "png");
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) image = decode (decoder, encoded, &cases[i].size, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (image->full_width, ==, (guint) cases[i].width);
      g_assert_cmpuint (image->full_height, ==, (guint) cases[i].height);
      g_assert_cmpuint (image->width, ==, cases[i].wanted_width);
      g_assert_cmpuint (image->height, ==, cases[i].wanted_height);
      g_assert_cmpuint (image->frames->len, ==, 1);
    }
}

static void
test_pixels (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GdkPixbuf) pixbuf = new_pixbuf (40, 20, TRUE);
  g_autoptr(GBytes) encoded = encode (pixbuf, "png");
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = decode (decoder, encoded, &small, &error);
  static const guint8 red[] = { 0xff, 0, 0, 0x80 };
  static const guint8 blue[] = { 0, 0, 0xff, 0x80 };

  g_assert_no_error (error);
  g_assert_cmpuint (image->n_channels, ==, 4);
  g_assert_cmpmem (get_pixel (image, 0, 0, 0), 4, red, 4);
  g_assert_cmpmem (get_pixel (image, 0, 39, 19), 4, blue, 4);
}

/* Every kind that the system can write. */
static void
test_kinds (void)
{
  static const char *const kinds[] = { "png", "jpeg", "bmp", "webp", "avif" };
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GdkPixbuf) pixbuf = new_pixbuf (60, 30, FALSE);
      g_autoptr(GBytes) encoded = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) image = NULL;
      char *data = NULL;
      gsize length = 0;

      if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, kinds[i], NULL, NULL))
        {
          g_test_message ("%s cannot be written here", kinds[i]);
          continue;
        }

      encoded = g_bytes_new_take (data, length);
      image = decode (decoder, encoded, &small, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (image->width, ==, 60);
    }
}

/* A camera that was held upright: EXIF, 4.6.4. */
/* A telephone's, of 16 × 16 px, where the system can show it. */
static void
test_heif (void)
{
  static const char text[] =
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABw"
    "aWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABAAEAAAADhpbG9jAQAA"
    "AERAAAIAAQAAAAAAAAHOAAEAAAAAAAAASwACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAA"
    "AAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNp"
    "cGNvAAAAc2h2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAA"
    "AwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubAgAAAAwCAAAADAIQiAAEABkQB"
    "wXPBiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAAD"
    "CAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAA"
    "AFNtZGF0AAAARygBrwtIaFIS9f3YWzaYiLfj9znoTqNfLRdI97fTYfI/+3r5C/aoVY93pcMgUKmp"
    "j7GBH5nfk+Vu24Tj0Si16gmSSrBvlOVg";
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GdkPixbufLoader) loader = NULL;
  g_autoptr(GBytes) encoded = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = NULL;
  gsize length = 0;
  guchar *bytes = g_base64_decode (text, &length);

  encoded = g_bytes_new_take (bytes, length);
  loader = gdk_pixbuf_loader_new_with_type ("heif/avif", NULL);
  if (loader == NULL)
    {
      g_test_skip ("HEIF cannot be shown here");
      return;
    }

  gdk_pixbuf_loader_write_bytes (loader, encoded, NULL);
  gdk_pixbuf_loader_close (loader, NULL);
  image = decode (decoder, encoded, &small, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->width, ==, 16);
  g_assert_cmpuint (image->height, ==, 16);
}

static void
test_turned (void)
{
  static const guint8 exif[] = "\xff\xe1\x00\x22" "Exif\0\0" "MM\0*\0\0\0\x08" "\0\x01"
    "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" "\0\0\0\0";
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GBytes) plain = new_picture (400, 200, "jpeg");
  g_autoptr(GByteArray) turned = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (plain, NULL);
  g_autoptr(GBytes) encoded = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = NULL;

  g_byte_array_append (turned, data, 2);
  g_byte_array_append (turned, exif, sizeof exif - 1);
  g_byte_array_append (turned, data + 2, (guint) g_bytes_get_size (plain) - 2);
  encoded = g_byte_array_free_to_bytes (g_steal_pointer (&turned));
  image = decode (decoder, encoded, &small, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->full_width, ==, 200);
  g_assert_cmpuint (image->full_height, ==, 400);
  g_assert_cmpuint (image->width, ==, 50);
  g_assert_cmpuint (image->height, ==, 100);
  g_assert_cmpuint (get_pixel (image, 0, 25, 5)[0], >, 200);
  g_assert_cmpuint (get_pixel (image, 0, 25, 95)[2], >, 200);
}

/* Two pictures of 2 × 2: all of the second colour, and all of the first. */
static const char moving[] =
  "GIF89a\x02\x00\x02\x00\x80\x00\x00" "\0\0\0\xff\xff\xff" "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
  "\x21\xf9\x04\x04\x0a\x00\x00\x00" "\x2c\0\0\0\0\x02\0\x02\0\0" "\x02\x02\x8c\x53\x00"
  "\x21\xf9\x04\x04\x00\x00\x00\x00" "\x2c\0\0\0\0\x02\0\x02\0\0" "\x02\x02\x84\x51\x00" ";";

static void
test_moving (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GBytes) encoded = g_bytes_new_static (moving, sizeof moving - 1);
  MediaImageSize size = { .width = 100, .height = 100, .max_frames = 10 };
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = decode (decoder, encoded, &size, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (image->frames->len, ==, 2);
  g_assert_cmpuint (image->times_ms[0], ==, 100);
  g_assert_cmpuint (image->times_ms[1], ==, 100); /* none is named: browsers take that */
  g_assert_cmpuint (get_pixel (image, 0, 0, 0)[0], !=, get_pixel (image, 1, 0, 0)[0]);

  g_clear_pointer (&image, media_image_free);
  image = decode (decoder, encoded, &small, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->frames->len, ==, 1);
}

/* Not one of these is shown; the picture after each is. */
static void
test_refused (void)
{
  /* A few bytes that say they are 50,000 × 50,000 px */
  static const char bomb[] =
    "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\xc3\x50\x00\x00"
    "\xc3\x50\x08\x06\x00\x00\x00\x4b\xaf\x3d\xca\x00\x00\x00\x11\x49\x44\x41\x54\x78\x9c\x63"
    "\x60\x18\x05\xa3\x60\x14\x0c\x77\x00\x00\x03\xe8\x00\x01\xb3\xa6\xd3\x46";
  static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<image href='file:///etc/passwd' width='9' height='9'/></svg>";
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GBytes) good = new_picture (50, 50, "jpeg");
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (good, 0, 200);
  const struct {
    GBytes *encoded;
    int     code;
  } cases[] = {
    { g_bytes_new_static ("", 0), G_IO_ERROR_INVALID_DATA },
    { g_bytes_new_static ("What is this?", 13), G_IO_ERROR_INVALID_DATA },
    { g_bytes_new_static (bomb, sizeof bomb - 1), G_IO_ERROR_MESSAGE_TOO_LARGE },
    { g_bytes_new_static (svg, sizeof svg - 1), G_IO_ERROR_INVALID_DATA },
    { g_bytes_ref (cut), G_IO_ERROR_INVALID_DATA },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) encoded = cases[i].encoded;
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) refused = decode (decoder, encoded, &small, &error);
      g_autoptr(MediaImage) shown = NULL;

      g_assert_error (error, G_IO_ERROR, cases[i].code);
      g_assert_null (refused);
      g_clear_error (&error);
      shown = decode (decoder, good, &small, &error);
      g_assert_no_error (error);
    }
}

static void
test_file (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autoptr(GBytes) encoded = new_picture (50, 50, "png");
  g_autofree char *gone = g_build_filename (folder, "gone", NULL);
  const char *const paths[] = { path, pipe, "/dev/zero", folder, gone };

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (encoded, NULL),
                                      (gssize) g_bytes_get_size (encoded), NULL));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (paths[i]);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) image = NULL;

      media_decoder_decode_file_async (decoder, file, &small, NULL, result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      image = media_decoder_decode_finish (decoder, result, &error);
      if (i == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, (paths[i] == gone ? G_IO_ERROR_NOT_FOUND
                                                             : G_IO_ERROR_NOT_REGULAR_FILE));
    }

  g_unlink (path);
  g_unlink (pipe);
  g_rmdir (folder);
}

/* Whatever a decoder says that has been taken over, the picture is not shown, and the next one
 * is. */
static void
test_lies (void)
{
  static const int codes[] = {
    [1] = G_IO_ERROR_INVALID_DATA, [2] = G_IO_ERROR_INVALID_DATA, [3] = G_IO_ERROR_INVALID_DATA,
    [4] = G_IO_ERROR_INVALID_DATA, [5] = G_IO_ERROR_INVALID_DATA, [6] = G_IO_ERROR_TIMED_OUT,
    [7] = G_IO_ERROR_INVALID_DATA, [8] = G_IO_ERROR_INVALID_DATA, [9] = G_IO_ERROR_INVALID_DATA,
    [10] = G_IO_ERROR_INVALID_DATA,
  };
  g_autoptr(MediaDecoder) decoder = media_decoder_new (lying);
  g_autoptr(GBytes) encoded = g_bytes_new_static ("picture", 7);

  for (guint i = 1; i < G_N_ELEMENTS (codes); i++)
    {
      const MediaImageSize lie = { .width = i, .height = 100 };
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) refused = NULL;
      g_autoptr(MediaImage) shown = NULL;

      media_decoder_set_patience (decoder, i == 6 ? 50 : 10000);
      refused = decode (decoder, encoded, &lie, &error);
      g_assert_error (error, G_IO_ERROR, codes[i]);
      g_assert_null (refused);
      g_clear_error (&error);
      /* For that another decoder begins first. */
      media_decoder_set_patience (decoder, 10000);
      shown = decode (decoder, encoded, &small, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (shown->width, ==, 10);
    }
}

static void
test_no_decoder (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new ("/nowhere/charla-decoder");
  g_autoptr(GBytes) encoded = g_bytes_new_static ("picture", 7);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image = NULL;

  image = decode (decoder, encoded, &small, &error);
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaImage) image =
    media_decoder_decode_finish (MEDIA_DECODER (object), result, &error);
  guint *counts = user_data;

  counts[image != NULL ? 0 : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? 1 : 2]++;
}

/* A program that ends before it is asked: it is not begun again and again. The picture is one that takes
 * longer to be made ready than that. */
static void
test_ends (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new ("/bin/false");
  g_autoptr(GBytes) encoded = g_bytes_new_take (g_malloc0 (MEDIA_WIRE_MAX_BYTES), MEDIA_WIRE_MAX_BYTES);
  g_autoptr(GError) error = NULL;

  g_assert_null (decode (decoder, encoded, &small, &error));
  g_assert_nonnull (error);
  g_assert_null (media_decoder_get_process (decoder));
}

/* Many at once, some of which nobody wants any more. */
static void
test_many (void)
{
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GBytes) encoded = new_picture (50, 50, "png");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  guint counts[3] = { 0 };

  for (guint i = 0; i < 60; i++)
    media_decoder_decode_async (decoder, encoded, &small, i % 3 == 2 ? cancellable : NULL, count_cb,
                                counts);
  g_cancellable_cancel (cancellable);
  while (counts[0] + counts[1] + counts[2] < 60)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counts[0], ==, 40);
  g_assert_cmpuint (counts[1], ==, 20);
}

/* A picture that is to be sent smaller: turned as the camera was held, with its colours, and nothing
 * more said of it. */
static void
test_encode (void)
{
  static const MediaImageSize jpeg = { .width = 100, .height = 100, .format = MEDIA_IMAGE_JPEG,
                                       .quality = 80 };
  static const MediaImageSize png = { .width = 16, .height = 16, .format = MEDIA_IMAGE_PNG };
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GdkPixbuf) pixbuf = new_pixbuf (400, 200, FALSE);
  g_autoptr(GdkPixbuf) transparent = new_pixbuf (400, 200, TRUE);
  guint8 said[132] = { 0, 0, 0, sizeof said, 'a', ' ', 'p', 'r', 'o', 'f', 'i', 'l', 'e' };
  g_autofree char *profile = g_base64_encode (said, sizeof said);
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize length = 0;
  g_autoptr(GByteArray) told = NULL;
  g_autoptr(GBytes) encoded = NULL;
  g_autoptr(GBytes) encoded_transparent = encode (transparent, "png");
  g_autoptr(MediaImage) image = NULL;
  g_autoptr(MediaImage) again = NULL;
  g_autoptr(MediaImage) refused = NULL;
  g_autoptr(MediaImage) small_png = NULL;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "jpeg", &error, "icc-profile", profile, NULL);
  g_assert_no_error (error);
  told = g_byte_array_new_take ((guint8 *) data, length);
  g_byte_array_append (told, (const guint8 *) "\xff\xfe\0\5Kim", 7); /* a comment, behind the start */
  memmove (told->data + 9, told->data + 2, told->len - 9);
  memcpy (told->data + 2, "\xff\xfe\0\5Kim", 7);
  encoded = g_bytes_new (told->data, told->len);

  image = decode (decoder, encoded, &jpeg, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->full_width, ==, 400);
  g_assert_cmpuint (image->width, ==, 100);
  g_assert_cmpuint (image->height, ==, 50);
  g_assert_nonnull (image->encoded);
  g_assert_cmpuint (image->frames->len, ==, 0);
  data = (char *) g_bytes_get_data (image->encoded, &length);
  g_assert_cmpmem (data, 3, "\xff\xd8\xff", 3);
  g_assert_nonnull (memmem (data, length, "a profile", 9));
  g_assert_null (memmem (data, length, "Kim", 3));

  again = decode (decoder, image->encoded, &small, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->width, ==, 100);
  g_assert_cmpuint (get_pixel (again, 0, 10, 10)[0], >, 200);
  g_assert_cmpuint (get_pixel (again, 0, 90, 10)[2], >, 200);

  refused = decode (decoder, encoded_transparent, &jpeg, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_null (refused);
  g_clear_error (&error);
  small_png = decode (decoder, encoded_transparent, &png, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (small_png->width, ==, 16);
  g_assert_cmpmem (g_bytes_get_data (small_png->encoded, NULL), 4, "\x89PNG", 4);
}

/* Whatever a library looks up in the files of the system from time to time, a process that has been
 * there for a while decodes as a new one does. */
static void
test_old (void)
{
  static const char *const kinds[] = { "png", "jpeg", "bmp", "webp" };
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autofree char *process = NULL;

  for (guint seconds = 0; seconds < 7; seconds++)
    {
      const char *kind = kinds[seconds % G_N_ELEMENTS (kinds)];
      g_autoptr(GBytes) encoded = new_picture (50, 50, kind);
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaImage) image = decode (decoder, encoded, &small, &error);

      g_assert_no_error (error);
      g_assert_nonnull (image);
      g_assert_nonnull (media_decoder_get_process (decoder));
      if (process == NULL)
        process = g_strdup (media_decoder_get_process (decoder));
      g_assert_cmpstr (media_decoder_get_process (decoder), ==, process); /* none that is new */
      g_usleep (G_USEC_PER_SEC);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  lying = g_canonicalize_filename (argv[1], NULL);
  g_test_add_func ("/media/decoder/sizes", test_sizes);
  g_test_add_func ("/media/decoder/pixels", test_pixels);
  g_test_add_func ("/media/decoder/kinds", test_kinds);
  g_test_add_func ("/media/decoder/heif", test_heif);
  g_test_add_func ("/media/decoder/turned", test_turned);
  g_test_add_func ("/media/decoder/moving", test_moving);
  g_test_add_func ("/media/decoder/refused", test_refused);
  g_test_add_func ("/media/decoder/file", test_file);
  g_test_add_func ("/media/decoder/lies", test_lies);
  g_test_add_func ("/media/decoder/no-decoder", test_no_decoder);
  g_test_add_func ("/media/decoder/ends", test_ends);
  g_test_add_func ("/media/decoder/many", test_many);
  g_test_add_func ("/media/decoder/encode", test_encode);
  g_test_add_func ("/media/decoder/old", test_old);
  status = g_test_run ();
  g_free (lying);
  return status;
}
