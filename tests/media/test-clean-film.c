/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Films without what they tell of whoever made them: everything else stays where it is. */
#include "media-clean.h"

#include <string.h>

#define PLACE "+40.4168-003.7038/"

static GByteArray *
clean (GByteArray *film,
       guint      *width,
       guint      *height)
{
  g_autoptr(GInputStream) input =
    g_memory_input_stream_new_from_data (film->data, (gssize) film->len, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaClean) cleaned = media_clean_new (input, NULL, &error);
  g_autoptr(GInputStream) left = NULL;
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  if (cleaned == NULL)
    return NULL;

  g_assert_cmpint (cleaned->size, ==, film->len);
  *width = cleaned->width;
  *height = cleaned->height;
  left = media_clean_open (cleaned, input);
  g_output_stream_splice (output, left, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_bytes_unref_to_array (
    g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output)));
}

static gboolean
has (GByteArray *film,
     const char *text)
{
  return memmem (film->data, film->len, text, strlen (text)) != NULL;
}

static void
add_32 (GByteArray *film,
        guint32     number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (film, (const guint8 *) &number, 4);
}

static void
add_text (GByteArray *film,
          const char *text)
{
  g_byte_array_append (film, (const guint8 *) text, (guint) strlen (text));
}

/* Returns: where it begins */
static guint
begin_box (GByteArray *film,
           const char *type)
{
  guint begin = film->len;

  add_32 (film, 0);
  add_text (film, type);
  return begin;
}

static void
end_box (GByteArray *film,
         guint       begin)
{
  guint32 size = GUINT32_TO_BE (film->len - begin);

  memcpy (film->data + begin, &size, 4);
}

static void
add_box (GByteArray *film,
         const char *type,
         const char *content)
{
  guint begin = begin_box (film, type);

  add_text (film, content);
  end_box (film, begin);
}

/* 8.3.2, with a time of 0x41414141; @is_turned: by a quarter */
static void
add_track_header (GByteArray *film,
                  gboolean    is_turned)
{
  guint begin = begin_box (film, "tkhd");

  add_32 (film, 7);
  add_32 (film, 0x41414141);
  add_32 (film, 0x41414141);
  for (guint i = 0; i < 7; i++)
    add_32 (film, 1);
  add_32 (film, is_turned ? 0 : 0x10000);
  for (guint i = 0; i < 8; i++)
    add_32 (film, 0x10000);
  add_32 (film, 640 << 16);
  add_32 (film, 480 << 16);
  end_box (film, begin);
}

static void
add_table (GByteArray    *film,
           const char    *type,
           const guint32 *numbers,
           guint          n_numbers)
{
  guint begin = begin_box (film, type);

  add_32 (film, 0);
  for (guint i = 0; i < n_numbers; i++)
    add_32 (film, numbers[i]);
  end_box (film, begin);
}

/* A track of two chunks at @offset, the first with two samples and the second with one. */
static void
add_track (GByteArray *film,
           const char *kind,
           guint32     offset,
           gboolean    is_turned)
{
  const guint32 sizes[] = { 0, 3, 4, 5, 6 };
  const guint32 runs[] = { 2, 1, 2, 1, 2, 1, 1 };
  const guint32 chunks[] = { 2, offset, offset + 20 };
  guint track = begin_box (film, "trak");
  guint media, handler, info, table;

  add_track_header (film, is_turned);
  add_box (film, "udta", "\251xyz" PLACE);
  media = begin_box (film, "mdia");
  handler = begin_box (film, "hdlr");
  add_32 (film, 0);
  add_32 (film, 0);
  add_text (film, kind);
  add_text (film, "12345678901234567890");
  end_box (film, handler);
  info = begin_box (film, "minf");
  table = begin_box (film, "stbl");
  add_table (film, "stsz", sizes, G_N_ELEMENTS (sizes));
  add_table (film, "stsc", runs, G_N_ELEMENTS (runs));
  add_table (film, "stco", chunks, G_N_ELEMENTS (chunks));
  end_box (film, table);
  end_box (film, info);
  end_box (film, media);
  end_box (film, track);
}

/* As telephones make them: what is told, the film, and where each piece of it lies */
static GByteArray *
make_mp4 (gboolean is_turned)
{
  GByteArray *film = g_byte_array_new ();
  guint box;
  guint start;

  add_box (film, "ftyp", "isom0000");
  box = begin_box (film, "mdat");
  start = film->len;
  add_text (film, "picture---SECRETSEC-picture---TOLDIT-sound");
  end_box (film, box);
  box = begin_box (film, "moov");
  add_track (film, "vide", start, is_turned);
  add_track (film, "meta", start + 10, FALSE);
  add_box (film, "meta", "com.apple.quicktime.location.ISO6709" PLACE);
  add_box (film, "udta", "loci" PLACE "Madrid");
  end_box (film, box);
  add_box (film, "uuid", "<x:xmpmeta>" PLACE);
  add_box (film, "free", PLACE);
  add_box (film, "sefd", PLACE);
  add_text (film, PLACE);
  return film;
}

static void
test_mp4 (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GByteArray) film = make_mp4 (i == 1);
      guint width, height;
      g_autoptr(GByteArray) left = clean (film, &width, &height);
      g_autoptr(GByteArray) again = NULL;

      g_assert_cmpuint (left->len, ==, film->len);
      g_assert_false (has (left, PLACE));
      g_assert_false (has (left, "Madrid"));
      g_assert_false (has (left, "AAAA"));
      g_assert_cmpuint (width, ==, i == 1 ? 480 : 640);
      g_assert_cmpuint (height, ==, i == 1 ? 640 : 480);
      /* What is seen and heard is where the table says, and what was written beside it is not. */
      g_assert_true (has (left, "vide"));
      g_assert_true (has (left, "picture---"));
      g_assert_true (has (left, "sound"));
      g_assert_false (has (left, "SECRETS"));
      g_assert_false (has (left, "TOLD"));

      again = clean (left, &width, &height);
      g_assert_cmpmem (again->data, again->len, left->data, left->len);
    }
}

/* However it is cut and changed, nothing is read that is not there, and it stays as long as it is. */
static void
test_mp4_hostile (void)
{
  g_autoptr(GByteArray) film = make_mp4 (FALSE);
  guint n_bytes = film->len;

  for (guint length = 16; length < n_bytes; length++)
    {
      g_autoptr(GByteArray) cut = g_byte_array_new ();
      guint width, height;

      g_byte_array_append (cut, film->data, length);
      g_byte_array_unref (clean (cut, &width, &height));
    }

  for (guint i = 16; i < n_bytes; i++)
    {
      g_autoptr(GByteArray) changed = g_byte_array_new ();
      guint width, height;

      g_byte_array_append (changed, film->data, n_bytes);
      changed->data[i] = i % 3 == 0 ? 0xff : i % 3 == 1 ? 0 : 0x7f;
      g_byte_array_unref (clean (changed, &width, &height));
    }
}

/* A recording that was cut off keeps what there is of it. */
static void
test_mp4_cut (void)
{
  g_autoptr(GByteArray) film = g_byte_array_new ();
  guint width, height;
  g_autoptr(GByteArray) left = NULL;

  add_box (film, "ftyp", "isom");
  add_32 (film, 100000);
  add_text (film, "mdatpicture");
  left = clean (film, &width, &height);
  g_assert_true (has (left, "mdatpicture"));
}

static void
add_element (GByteArray *film,
             const char *id,
             const char *content)
{
  const guint8 size = (guint8) (0x80 | strlen (content));

  add_text (film, id);
  g_byte_array_append (film, &size, 1);
  add_text (film, content);
}

static void
test_matroska (void)
{
  g_autoptr(GByteArray) film = g_byte_array_new ();
  g_autoptr(GString) much = g_string_new (PLACE);
  guint width, height;
  g_autoptr(GByteArray) left = NULL;
  g_autoptr(GByteArray) again = NULL;

  while (much->len < 120)
    g_string_append_c (much, 'x');
  add_element (film, "\x1a\x45\xdf\xa3", "webm");
  add_text (film, "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"); /* of unknown length */
  add_element (film, "\x15\x49\xa9\x66", "\xbf\x84" "sum!" "\x44\x61\x88" "12345678"
               "\x4d\x80\x84Lavf");
  add_element (film, "\x12\x54\xc3\x67", PLACE);
  add_text (film, "\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff");
  add_element (film, "\xa3", "picture");
  add_element (film, "\x12\x54\xc3\x67", much->str);
  add_element (film, "\xec", PLACE);
  add_element (film, "\xa3", "sound");

  left = clean (film, &width, &height);
  g_assert_cmpuint (left->len, ==, film->len);
  g_assert_false (has (left, PLACE));
  g_assert_false (has (left, "12345678"));
  g_assert_false (has (left, "sum!"));
  g_assert_true (has (left, "Lavf"));
  g_assert_true (has (left, "\xa3\x87picture"));
  g_assert_true (has (left, "\xa3\x85sound"));
  again = clean (left, &width, &height);
  g_assert_cmpmem (again->data, again->len, left->data, left->len);

  for (guint length = 16; length < film->len; length++)
    {
      g_autoptr(GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, film->data, length);
      g_byte_array_unref (clean (cut, &width, &height));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/clean-film/mp4", test_mp4);
  g_test_add_func ("/media/clean-film/mp4-hostile", test_mp4_hostile);
  g_test_add_func ("/media/clean-film/mp4-cut", test_mp4_cut);
  g_test_add_func ("/media/clean-film/matroska", test_matroska);
  return g_test_run ();
}
