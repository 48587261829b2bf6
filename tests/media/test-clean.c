/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures without what they tell of whoever made them. */
#include "media-clean.h"
#include "media-kind.h"

#include <glib/gstdio.h>
#include <string.h>

#define BYTES(text) text, sizeof (text) - 1

static GBytes *
clean (const char *bytes,
       gsize       size,
       guint      *width,
       guint      *height)
{
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (bytes, (gssize) size, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaClean) cleaned = media_clean_new (input, NULL, &error);
  g_autoptr(GInputStream) left = NULL;
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  if (cleaned == NULL)
    return NULL;

  *width = cleaned->width;
  *height = cleaned->height;
  left = media_clean_open (cleaned, input);
  g_output_stream_splice (output, left, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output)), ==,
                    cleaned->size);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

static void
assert_clean (const char *bytes,
              gsize       size,
              const char *wanted,
              gsize       wanted_size,
              guint       wanted_width,
              guint       wanted_height)
{
  guint width = 0;
  guint height = 0;
  g_autoptr(GBytes) left = clean (bytes, size, &width, &height);
  guint again_width, again_height;
  g_autoptr(GBytes) again = NULL;

  g_assert_nonnull (left);
  g_assert_cmpmem (g_bytes_get_data (left, NULL), g_bytes_get_size (left), wanted, wanted_size);
  g_assert_cmpuint (width, ==, wanted_width);
  g_assert_cmpuint (height, ==, wanted_height);

  /* What is clean stays as it is. */
  again = clean (g_bytes_get_data (left, NULL), g_bytes_get_size (left), &again_width,
                 &again_height);
  g_assert_true (g_bytes_equal (again, left));
}

#define JFIF  "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define XMP   "\xff\xe1\0\x09http://"
#define IPTC  "\xff\xed\0\x06Phot"
#define NOTE  "\xff\xfe\0\x06Home"
#define MPF   "\xff\xe2\0\x06MPF\0"
#define ICC   "\xff\xe2\0\x0fICC_PROFILE\0\1"
#define ADOBE "\xff\xee\0\x0e" "Adobe\0d\0\0\0\0\1"
#define SOF   "\xff\xc0\0\x0b\x08\0\x20\0\x40\1\1\x11\0"
#define SCAN  "\xff\xda\0\x08\1\1\0\0\x3f\0" "data\xff\0\xff\xd0more"
#define END   "\xff\xd9"
/* Little-endian, with a second entry, and a place behind */
#define EXIF(turn) \
  "\xff\xe1\0\x3b" "Exif\0\0II*\0\x08\0\0\0\2\0" \
  "\x0f\1\2\0\4\0\0\0Cam\0" "\x12\1\3\0\1\0\0\0" turn "\0\0\0\0\0\0\0" "40.4168N 3.7W"
#define UPRIGHT(turn) \
  "\xff\xe1\0\x22" "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0" turn "\0\0\0\0\0\0"

static void
test_jpeg (void)
{
  static const char photo[] =
    "\xff\xd8" JFIF EXIF ("\6") XMP IPTC NOTE ICC MPF ADOBE SOF SCAN NOTE END
    "\xff\xd8" EXIF ("\1") END;
  static const char wanted[] =
    "\xff\xd8" JFIF UPRIGHT ("\6") ICC ADOBE SOF SCAN END;
  static const char upright[] = "\xff\xd8" EXIF ("\1") SOF SCAN END;
  static const char upright_wanted[] = "\xff\xd8" SOF SCAN END;
  static const char progressive[] = "\xff\xd8" SOF SCAN "\xff\xc4\0\4ab" XMP SCAN END;
  static const char progressive_wanted[] = "\xff\xd8" SOF SCAN "\xff\xc4\0\4ab" SCAN END;

  assert_clean (BYTES (photo), BYTES (wanted), 32, 64); /* turned by a quarter */
  assert_clean (BYTES (upright), BYTES (upright_wanted), 64, 32);
  assert_clean (BYTES (progressive), BYTES (progressive_wanted), 64, 32);
}

/* The small picture may show what was cut off the large one. */
static void
test_jpeg_thumbnails (void)
{
  static const char photo[] =
    "\xff\xd8" "\xff\xe0\0\x13JFIF\0\1\2\1\0\x48\0\x48\1\1rgb"
    "\xff\xe0\0\x0dJFXX\0\x13\1\1rgb" "\xff\xe0\0\x09JFIF\0\1\2" SOF SCAN END;
  static const char wanted[] =
    "\xff\xd8" "\xff\xe0\0\x10JFIF\0\1\2\1\0\x48\0\x48\0\0" SOF SCAN END;

  assert_clean (BYTES (photo), BYTES (wanted), 64, 32);
}

/* What is said of a place must not come through because a length is a lie. */
static void
test_jpeg_hostile (void)
{
  static const char lying[] =
    "\xff\xd8\xff\xe1\0\x08" "Exif\0\0" "40.4168N 3.7W" SOF SCAN END;
  static const char wanted[] = "\xff\xd8" SOF SCAN END;
  static const char long_end[] = "\xff\xd8" SOF "\xff\xe1\xff\xff" "Exif";
  static const char short_length[] = "\xff\xd8" SOF "\xff\xe1\0\1" "Exif";
  static const char no_end[] = "\xff\xd8" SOF "\xff\xda\0\x08\1\1\0\0\x3f\0" "data";

  assert_clean (BYTES (lying), BYTES (wanted), 64, 32);
  assert_clean (BYTES (long_end), "\xff\xd8" SOF, 2 + sizeof (SOF) - 1, 64, 32);
  assert_clean (BYTES (short_length), "\xff\xd8" SOF, 2 + sizeof (SOF) - 1, 64, 32);
  assert_clean (BYTES (no_end), BYTES (no_end), 64, 32);
}

#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define IHDR "\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x20\x08\6\0\0\0crc1"
#define TEXT "\0\0\0\4tEXtHomecrc2"
#define GEO  "\0\0\0\4eXIfII*\0crc3"
#define TIME "\0\0\0\7tIME1234567crc4"
#define ODD  "\0\0\0\1prVWxcrc5"
#define PHYS "\0\0\0\2pHYs12crc6"
#define IDAT "\0\0\0\3IDATabccrc7"
#define IEND "\0\0\0\0IENDcrc8"

static void
test_png (void)
{
  static const char shot[] = SIGNATURE IHDR TEXT GEO TIME ODD PHYS IDAT IDAT TEXT IEND "what was cut";
  static const char wanted[] = SIGNATURE IHDR PHYS IDAT IDAT IEND;
  static const char cut[] = SIGNATURE IHDR "\xff\xff\xff\xfftEXtHome";

  assert_clean (BYTES (shot), BYTES (wanted), 16, 32);
  assert_clean (BYTES (cut), SIGNATURE IHDR, sizeof (SIGNATURE IHDR) - 1, 16, 32);
}

/* As in EXIF above, without what JPEG puts around it */
#define TIFF(turn) \
  "II*\0\x08\0\0\0\2\0" \
  "\x0f\1\2\0\4\0\0\0Cam\0" "\x12\1\3\0\1\0\0\0" turn "\0\0\0\0\0\0\0" "40.4168N 3.7W"
#define ORIENTATION(turn) \
  "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0" turn "\0\0\0\0\0\0"

#define CRC "\xd6\x67\x4b\x69" /* zlib.crc32 of the one that is turned by 6 */

/* Which way is up is kept, and nothing else of it. */
static void
test_png_turned (void)
{
  static const char shot[] =
    SIGNATURE IHDR "\0\0\0\x33" "eXIf" TIFF ("\6") "crc3" GEO IDAT IEND;
  static const char wanted[] =
    SIGNATURE IHDR "\0\0\0\x1a" "eXIf" ORIENTATION ("\6") CRC IDAT IEND;
  static const char upright[] =
    SIGNATURE IHDR "\0\0\0\x33" "eXIf" TIFF ("\1") "crc3" IDAT IEND;
  static const char upright_wanted[] = SIGNATURE IHDR IDAT IEND;
  static const char cut[] = SIGNATURE IHDR "\0\0\0\x34" "eXIf" TIFF ("\6");

  assert_clean (BYTES (shot), BYTES (wanted), 32, 16);
  assert_clean (BYTES (upright), BYTES (upright_wanted), 16, 32);
  assert_clean (BYTES (cut), SIGNATURE IHDR, sizeof (SIGNATURE IHDR) - 1, 16, 32);
}

#define VP8X(flags) "VP8X\x0a\0\0\0" flags "\0\0\0\x0f\0\0\x1f\0\0"

static void
test_webp (void)
{
  static const char picture[] =
    "RIFF\x99\0\0\0WEBP" VP8X ("\x2c") "ICCP\3\0\0\0abc\0" "VP8 \2\0\0\0xy"
    "EXIF\4\0\0\0II*\0" "XMP \1\0\0\0x\0" "junk\0\0\0\0";
  static const char wanted[] =
    "RIFF\x2c\0\0\0WEBP" VP8X ("\x20") "ICCP\3\0\0\0abc\0" "VP8 \2\0\0\0xy";

  assert_clean (BYTES (picture), BYTES (wanted), 16, 32);
}

static void
test_webp_turned (void)
{
  static const char picture[] =
    "RIFF\x99\0\0\0WEBP" VP8X ("\x2c") "VP8 \2\0\0\0xy"
    "EXIF\x33\0\0\0" TIFF ("\x08") "\0" "XMP \1\0\0\0x\0";
  static const char prefixed[] =
    "RIFF\x99\0\0\0WEBP" VP8X ("\x28") "VP8 \2\0\0\0xy"
    "EXIF\x39\0\0\0" "Exif\0\0" TIFF ("\x08") "\0" "EXIF\x33\0\0\0" TIFF ("\3") "\0";
  static const char wanted[] =
    "RIFF\x42\0\0\0WEBP" VP8X ("\x28") "VP8 \2\0\0\0xy" "EXIF\x1a\0\0\0" ORIENTATION ("\x08");
  static const char unsaid[] =
    "RIFF\x99\0\0\0WEBP" "VP8 \2\0\0\0xy" "EXIF\x33\0\0\0" TIFF ("\x08") "\0";
  static const char unsaid_wanted[] = "RIFF\x0e\0\0\0WEBP" "VP8 \2\0\0\0xy";

  assert_clean (BYTES (picture), BYTES (wanted), 32, 16);
  assert_clean (BYTES (prefixed), BYTES (wanted), 32, 16);
  assert_clean (BYTES (unsaid), BYTES (unsaid_wanted), 0, 0);
}

/* Reads forwards alone, as what comes over a net does. */
#define TEST_TYPE_STREAM (test_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestStream, test_stream, TEST, STREAM, GFilterInputStream)

struct _TestStream
{
  GFilterInputStream parent_instance;
};

G_DEFINE_FINAL_TYPE (TestStream, test_stream, G_TYPE_FILTER_INPUT_STREAM)

static void
test_stream_class_init (TestStreamClass *klass)
{
}

static void
test_stream_init (TestStream *self)
{
}

static GInputStream *
make_stream (const char *bytes,
             gsize       size)
{
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (bytes, (gssize) size, NULL);

  return g_object_new (TEST_TYPE_STREAM, "base-stream", input, NULL);
}

static void
test_unseekable (void)
{
  static const char photo[] = "\xff\xd8" EXIF ("\1") SOF SCAN END;
  static const char wanted[] = "\xff\xd8" SOF SCAN END;
  g_autoptr(GInputStream) stream = make_stream (BYTES (photo));
  g_autoptr(GInputStream) other = make_stream (BYTES ("GIF89a"));
  g_autoptr(GInputStream) again = make_stream (BYTES (photo));
  g_autoptr(GInputStream) left = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaClean) cleaned = media_clean_new (stream, NULL, &error);
  char bytes[200];
  gsize n_read = 0;

  g_assert_no_error (error);
  g_assert_nonnull (cleaned);
  left = media_clean_open (cleaned, again);
  g_assert_true (g_input_stream_read_all (left, bytes, sizeof bytes, &n_read, NULL, &error));
  g_assert_cmpmem (bytes, n_read, wanted, sizeof wanted - 1);
  g_assert_null (media_clean_new (other, NULL, &error));
  g_assert_no_error (error);
}

/* Cut anywhere, a picture is read to its end, and nothing of it is looked for beyond. */
static void
test_cut (void)
{
  static const char photo[] = "\xff\xd8" JFIF EXIF ("\6") ICC SOF SCAN SCAN END;
  static const char shot[] = SIGNATURE IHDR TEXT PHYS IDAT IEND;
  guint width, height;

  for (gsize size = 0; size < sizeof photo; size++)
    {
      g_autofree char *copy = g_memdup2 (photo, size);
      g_autoptr(GBytes) left = clean (copy, size, &width, &height);

      g_assert_true (left != NULL || size < 3);
      if (left != NULL)
        g_assert_null (g_strstr_len (g_bytes_get_data (left, NULL),
                                     (gssize) g_bytes_get_size (left), "40.4168"));
    }
  for (gsize size = 0; size < sizeof shot; size++)
    {
      g_autofree char *copy = g_memdup2 (shot, size);
      g_autoptr(GBytes) left = clean (copy, size, &width, &height);

      g_assert_true (left != NULL || size < 8);
    }
}

/* Noise behind the first bytes of each */
static void
test_noise (void)
{
  static const char *const starts[] = { "\xff\xd8\xff", "\x89PNG\r\n\x1a\n" };

  for (guint round = 0; round < 500; round++)
    {
      guint8 bytes[600];
      gsize size = (gsize) g_test_rand_int_range (12, sizeof bytes);
      const char *start = starts[round % G_N_ELEMENTS (starts)];
      guint width, height;

      for (gsize i = 0; i < size; i++)
        bytes[i] = g_test_rand_int_range (0, 4) == 0 ? 0xff : (guint8) g_test_rand_int_range (0, 256);
      memcpy (bytes, start, strlen (start));
      g_bytes_unref (clean ((const char *) bytes, size, &width, &height));
    }
}

/* What is no such picture is left as it is. */
static void
test_others (void)
{
  static const char *const others[] = { "", "GIF89a", "RIFF1234WAVEfmt ", "\x89PDF", "\xff\xd8", "%PDF" };
  guint width, height;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (clean (others[i], strlen (others[i]), &width, &height));
}

/* Boxes of ISO/IEC 14496-12, 4.2 */

static GString *
box_new (const char *type)
{
  GString *box = g_string_new_len ("\0\0\0\0", 4);

  return g_string_append_len (box, type, 4);
}

static void
add_number (GString *box,
            guint64  number,
            guint    n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    g_string_append_c (box, (char) (number >> (8 * (i - 1)) & 0xff));
}

static void
add_box (GString *parent,
         GString *box) /* (transfer full) */
{
  for (guint i = 0; i < 4; i++)
    box->str[i] = (char) (box->len >> (24 - 8 * i) & 0xff);
  g_string_append_len (parent, box->str, (gssize) box->len);
  g_string_free (box, TRUE);
}

static void
add_text_box (GString    *parent,
              const char *type,
              const char *text)
{
  GString *box = box_new (type);

  g_string_append (box, text);
  add_box (parent, box);
}

typedef struct {
  const char *type;
  guint       method;
  guint64     offset;
  guint64     size;
} Item;

static void
add_tables (GString    *meta,
            guint       version,
            const Item *items,
            guint       n_items)
{
  GString *entries = box_new ("iinf");
  GString *locations = box_new ("iloc");

  add_number (entries, 0, 4);
  add_number (entries, n_items, 2);
  add_number (locations, (guint64) version << 24, 4);
  add_number (locations, version == 2 ? 0x8440 : 0x4400, 2);
  add_number (locations, n_items, version == 2 ? 4 : 2);
  for (guint i = 0; i < n_items; i++)
    {
      GString *entry = box_new ("infe");
      guint n_offset = version == 2 ? 8 : 4;

      add_number (entry, version == 2 ? 0x03000000 : 0x02000000, 4);
      add_number (entry, i + 1, version == 2 ? 4 : 2);
      add_number (entry, 0, 2);
      g_string_append (entry, items[i].type);
      g_string_append_c (entry, '\0');
      add_box (entries, entry);

      add_number (locations, i + 1, version == 2 ? 4 : 2);
      if (version > 0)
        add_number (locations, items[i].method, 2);
      add_number (locations, 0, 2);
      if (version == 2)
        add_number (locations, 0, 4); /* the base */
      add_number (locations, 2, 2);
      add_number (locations, items[i].offset, n_offset);
      add_number (locations, items[i].size - 1, 4);
      add_number (locations, items[i].offset + items[i].size - 1, n_offset);
      add_number (locations, 1, 4);
    }
  add_box (meta, entries);
  add_box (meta, locations);
}

/* @secret: what each item that tells holds */
static GString *
make_heif (guint       version,
           const char *brand,
           const Item *items,
           guint       n_items,
           const char *secret)
{
  GString *file = g_string_new (NULL);
  GString *meta = box_new ("meta");
  GString *properties = box_new ("iprp");
  GString *shared = box_new ("ipco");
  GString *start = box_new ("ftyp");

  g_string_append (start, brand);
  add_number (start, 0, 4);
  add_box (file, start);
  add_number (meta, 0, 4);
  add_text_box (meta, "hdlr", "12345678pict1234567890123");
  add_text_box (shared, "ispe", "123456781234");
  add_text_box (shared, "udes", secret);
  add_box (properties, shared);
  add_box (meta, properties);
  add_text_box (meta, "xml ", secret);
  add_text_box (meta, "idat", version > 0 ? secret : "");
  add_tables (meta, version, items, n_items);
  add_box (file, meta);
  add_text_box (file, "mpvd", secret);
  return file;
}

#define SECRET "40.41N 3.7W, Canon No. 123456"
#define PADDED "0123456789PICTUREPICTURE" SECRET SECRET

/* What tells is overwritten, wherever it stands; the rest stays where it is. */
static void
test_heif (void)
{
  const guint64 n_secret = strlen (SECRET);

  for (guint version = 0; version <= 2; version++)
    {
      Item items[] = {
        { version == 1 ? "hvc1" : "av01", 0, 0, 14 }, { "Exif", 0, 0, n_secret },
        { "mime", 0, 0, n_secret }, { "uri ", version > 0 ? 1 : 0, 0, n_secret },
      };
      GString *file = make_heif (version, version == 1 ? "heic" : "avif", items, 4, SECRET);
      gsize start = file->len + 8;
      g_autoptr(GBytes) left = NULL;
      guint width = 0;
      guint height = 0;

      /* Now that it is known where the end is */
      items[0].offset = start + 10;
      items[1].offset = start + 24;
      items[2].offset = start + 24 + n_secret;
      items[3].offset = version > 0 ? 0 : start + 24;
      g_string_free (file, TRUE);
      file = make_heif (version, version == 1 ? "heic" : "avif", items, 4, SECRET);
      add_text_box (file, "mdat", PADDED);

      left = clean (file->str, file->len, &width, &height);
      g_assert_nonnull (left);
      g_assert_cmpuint (g_bytes_get_size (left), ==, file->len);
      g_assert_null (memmem (g_bytes_get_data (left, NULL), file->len, "Canon", 5));
      g_assert_null (memmem (g_bytes_get_data (left, NULL), file->len, "123456\0", 7));
      g_assert_nonnull (memmem (g_bytes_get_data (left, NULL), file->len, "PICTUREPICTURE", 14));
      g_assert_nonnull (memmem (g_bytes_get_data (left, NULL), file->len, "MM\0*\0\0\0\x08\0\0", 10));
      assert_clean (g_bytes_get_data (left, NULL), file->len, g_bytes_get_data (left, NULL),
                    file->len, 0, 0);

      /* Cut anywhere, it is given up, or has nothing more to tell. */
      for (gsize size = 12; size < file->len; size++)
        {
          g_autofree char *cut = g_memdup2 (file->str, size);
          g_autoptr(GBytes) of_cut = clean (cut, size, &width, &height);

          if (of_cut != NULL)
            g_assert_null (memmem (g_bytes_get_data (of_cut, NULL), size, "Canon", 5));
        }
      g_string_free (file, TRUE);
    }
}

/* Where what tells cannot be found, nothing is promised. */
static void
test_heif_unknown (void)
{
  const Item elsewhere = { "Exif", 2, 0, 20 };
  const Item beyond = { "Exif", 0, 100000, 20 };
  const Item too_far = { "Exif", 1, 100000, 20 };
  const Item *const items[] = { &elsewhere, &beyond, &too_far };
  guint width;
  guint height;

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      GString *file = make_heif (1, "heic", items[i], 1, SECRET);

      g_assert_null (clean (file->str, file->len, &width, &height));
      g_string_free (file, TRUE);
    }
}

/* Of tables that a stranger has written, one that would keep us busy for minutes, and one that ends
 * in what is no box. */
static void
test_heif_hostile (void)
{
  for (guint i = 0; i < 2; i++)
    {
      GString *file = g_string_new (NULL);
      GString *start = box_new ("ftyp");
      GString *meta = box_new ("meta");
      GString *table = box_new (i == 0 ? "iloc" : "iprp");
      g_autoptr(GBytes) left = NULL;
      guint width;
      guint height;

      g_string_append (start, "heic");
      add_number (start, 0, 4);
      add_box (file, start);
      add_number (meta, 0, 4);
      if (i == 0)
        {
          add_number (table, 0, 6); /* nothing in it takes room */
          add_number (table, 20, 2);
          for (guint item = 0; item < 20; item++)
            {
              add_number (table, item, 4);
              add_number (table, 0xffff, 2);
            }
        }
      else
        {
          add_text_box (table, "ispe", "123456781234");
          add_number (table, 7, 4);
          g_string_append (table, "udes" SECRET);
        }
      add_box (meta, table);
      add_box (file, meta);

      left = clean (file->str, file->len, &width, &height);
      g_assert_null (left);
      g_string_free (file, TRUE);
    }
}

/* What cannot be cleaned is told before it is sent, by what it is and by what it is called. */
static void
test_kinds (void)
{
  static const struct {
    const char *name;
    const char *bytes;
    gsize       size;
    gboolean    tells;
  } cases[] = {
    { "a.jpg", BYTES ("\xff\xd8\xff\xe0" "12345678"), FALSE },
    { "a.heic", BYTES ("\x89PNG\r\n\x1a\n1234"), FALSE },
    { "a.heic", BYTES ("\0\0\0\x18" "ftypheic\0\0\0\0"), TRUE },
    { "a.jpg", BYTES ("\0\0\0\x18" "ftypavif\0\0\0\0"), TRUE },
    { "a.mp4", BYTES ("\0\0\0\x18" "ftypisom\0\0\0\0"), FALSE },
    { "a", BYTES ("II*\0\x08\0\0\0"), TRUE },
    { "a.dng", BYTES ("MM\0*\0\0\0\x08"), TRUE },
    { "a", BYTES ("\0\0\0\x0cJXL \r\n\x87\n"), TRUE },
    { "a.gif", BYTES ("GIF89a"), FALSE },
    { "a.txt", BYTES ("a"), FALSE },
    { "a.jpg", BYTES (""), FALSE },
  };
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (folder, cases[i].name, NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, cases[i].bytes, (gssize) cases[i].size, NULL));
      if (media_kind_tells (file, NULL) != cases[i].tells)
        g_error ("%u: %s", i, cases[i].name);
      g_assert_true (g_file_delete (file, NULL, NULL));
      g_assert_false (media_kind_tells (file, NULL));
    }
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/clean/jpeg", test_jpeg);
  g_test_add_func ("/media/clean/jpeg-thumbnails", test_jpeg_thumbnails);
  g_test_add_func ("/media/clean/jpeg-hostile", test_jpeg_hostile);
  g_test_add_func ("/media/clean/png", test_png);
  g_test_add_func ("/media/clean/png-turned", test_png_turned);
  g_test_add_func ("/media/clean/webp", test_webp);
  g_test_add_func ("/media/clean/webp-turned", test_webp_turned);
  g_test_add_func ("/media/clean/heif", test_heif);
  g_test_add_func ("/media/clean/heif-unknown", test_heif_unknown);
  g_test_add_func ("/media/clean/heif-hostile", test_heif_hostile);
  g_test_add_func ("/media/clean/unseekable", test_unseekable);
  g_test_add_func ("/media/clean/cut", test_cut);
  g_test_add_func ("/media/clean/noise", test_noise);
  g_test_add_func ("/media/clean/others", test_others);
  g_test_add_func ("/media/clean/kinds", test_kinds);
  return g_test_run ();
}
