/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures and films without what they tell of whoever made them: where, when, with which camera,
 * and what they showed before they were cut. Nothing is decoded: what is needed to see the picture
 * is kept byte by byte, all else is left out, and which way is up is said anew. What is not known
 * is not kept. */
#define G_LOG_DOMAIN "media"

#include "media-clean.h"

#include "base-magic.h"
#include "media-film.h"
#include "media-pieces.h"
#include "media-scan.h"

#include <string.h>

/* More parts than any picture has */
#define MAX_PARTS 100000

/* Exif 2.32, 4.5.4: the longest that is read */
#define MAX_EXIF (64 * 1024)

#define UPRIGHT 1

/* bytes: one with the orientation alone */
#define TIFF_SIZE 26

/* JPEG: ITU-T T.81, B.1.1.3 */
enum {
  SOF0 = 0xc0, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, SOF15 = 0xcf,
  RST0 = 0xd0, RST7 = 0xd7, SOI = 0xd8, EOI = 0xd9, SOS = 0xda,
  APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee, APP15 = 0xef, COM = 0xfe,
  TEM = 0x01,
};

/* PNG, 11.3: what changes how it looks, of what need not be understood */
static const char *const png_kept[] = {
  "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "tRNS", "pHYs",
  "sPLT", "acTL", "fcTL", "fdAT",
};

/* WebP container: likewise */
static const char *const webp_kept[] = { "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP" };

static guint
get_16 (const guint8 *bytes,
        gboolean      little)
{
  return little ? bytes[0] | (guint) bytes[1] << 8 : (guint) bytes[0] << 8 | bytes[1];
}

static guint32
get_32 (const guint8 *bytes,
        gboolean      little)
{
  return little ? get_16 (bytes, TRUE) | (guint32) get_16 (bytes + 2, TRUE) << 16
                : (guint32) get_16 (bytes, FALSE) << 16 | get_16 (bytes + 2, FALSE);
}

/* Exif 2.32, 4.6.2 and 4.6.4: the tag 0x0112 of the first directory. */
static guint
read_orientation (const guint8 *tiff,
                  gsize         size)
{
  gboolean little;
  guint32 start;
  guint n_entries;

  if (size < 8 || (memcmp (tiff, "II*\0", 4) != 0 && memcmp (tiff, "MM\0*", 4) != 0))
    return UPRIGHT;

  little = tiff[0] == 'I';
  start = get_32 (tiff + 4, little);
  if (start > size - 2 || size < 2)
    return UPRIGHT;

  n_entries = get_16 (tiff + start, little);
  for (guint i = 0; i < n_entries && start + 2 + (gsize) (i + 1) * 12 <= size; i++)
    {
      const guint8 *entry = tiff + start + 2 + (gsize) i * 12;
      guint value = get_16 (entry + 8, little);

      if (get_16 (entry, little) == 0x0112)
        return value >= 1 && value <= 8 ? value : UPRIGHT;
    }

  return UPRIGHT;
}

/* A directory with that one entry. */
static GBytes *
make_tiff (guint orientation)
{
  guint8 tiff[] = {
    'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
  };

  G_STATIC_ASSERT (sizeof tiff == TIFF_SIZE);
  tiff[19] = (guint8) orientation;
  return g_bytes_new (tiff, sizeof tiff);
}

static void
turn (MediaClean *self,
      guint       orientation)
{
  if (orientation >= 5)
    {
      guint width = self->width;

      self->width = self->height;
      self->height = width;
    }
}

/* What a segment begins with tells what it is for. */
static gboolean
jpeg_keeps (guint         marker,
            const guint8 *start,
            gsize         size)
{
  if (marker == APP2)
    return size >= 12 && memcmp (start, "ICC_PROFILE", 12) == 0;
  if (marker == APP14)
    return size >= 5 && memcmp (start, "Adobe", 5) == 0;
  return (marker < APP0 || marker > APP15) && marker != COM;
}

/* JFIF 1.02: the small picture behind these may be of what was cut off. */
static void
keep_jfif (MediaClean   *self,
           const guint8 *start,
           gsize         size)
{
  guint8 jfif[18] = { 0xff, APP0, 0, 16 };

  if (size < 12 || memcmp (start, "JFIF", 5) != 0)
    return;

  memcpy (jfif + 4, start, 12);
  media_pieces_add_bytes (self->pieces, jfif, sizeof jfif);
}

static void
keep_orientation (MediaClean *self,
                  guint       orientation)
{
  static const guint8 start[] = { 0xff, APP1, 0, 34, 'E', 'x', 'i', 'f', 0, 0 };
  g_autoptr(GBytes) tiff = make_tiff (orientation);

  media_pieces_add_bytes (self->pieces, start, sizeof start);
  media_pieces_add_bytes (self->pieces, g_bytes_get_data (tiff, NULL), g_bytes_get_size (tiff));
}

/* A segment with a length, from behind its marker on. FALSE: nothing more is there. */
static gboolean
clean_jpeg_segment (MediaClean *self,
                    MediaScan  *scan,
                    guint       marker,
                    gint64      begin,
                    guint      *orientation)
{
  guint8 bytes[MAX_EXIF];
  guint length;
  gsize n_read;

  if (media_scan_read (scan, bytes, 2) != 2 || (length = get_16 (bytes, FALSE)) < 2)
    return FALSE;

  length -= 2;
  n_read = marker == APP1 ? length : MIN (length, 16);
  n_read = media_scan_read (scan, bytes, n_read);
  if (n_read >= 5 && marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG
      && marker != DAC && self->width == 0)
    {
      self->height = get_16 (bytes + 1, FALSE);
      self->width = get_16 (bytes + 3, FALSE);
    }
  if (marker == APP1 && *orientation == 0 && n_read > 6 && memcmp (bytes, "Exif\0", 6) == 0)
    {
      *orientation = read_orientation (bytes + 6, n_read - 6);
      if (*orientation != UPRIGHT)
        keep_orientation (self, *orientation);
    }

  media_scan_skip (scan, length - n_read);
  if (marker == APP0)
    keep_jfif (self, bytes, n_read);
  else if (jpeg_keeps (marker, bytes, n_read))
    media_pieces_add (self->pieces, begin, media_scan_tell (scan) - begin);
  return !media_scan_has_ended (scan);
}

/* Up to the next marker that is none of those within a scan; @begin: (out): where that is. 0: the
 * end is there before. */
static guint
find_marker (MediaScan *scan,
             gint64    *begin)
{
  guint8 byte = 0;

  while (media_scan_read (scan, &byte, 1) == 1)
    {
      if (byte != 0xff)
        continue;

      do
        *begin = media_scan_tell (scan) - 1;
      while (media_scan_read (scan, &byte, 1) == 1 && byte == 0xff);
      if (media_scan_has_ended (scan))
        return 0;
      if (byte != 0 && byte != TEM && (byte < RST0 || byte > RST7))
        return byte;
    }

  return 0;
}

/* What follows the end is another picture, or worse; what stands between segments belongs to the
 * picture only after the head of a scan. What is cut short is kept as far as it goes. */
static void
clean_jpeg (MediaClean *self,
            MediaScan  *scan)
{
  guint orientation = 0;
  gint64 data = 0;
  gint64 begin = 0;
  guint last = SOI;
  guint marker;
  guint n_parts = 0;
  gboolean is_whole;

  media_scan_skip (scan, 2);
  media_pieces_add (self->pieces, 0, 2);
  data = media_scan_tell (scan);
  while (n_parts++ < MAX_PARTS && (marker = find_marker (scan, &begin)) != 0)
    {
      if (last == SOS)
        media_pieces_add (self->pieces, data, begin - data);
      if (marker == EOI)
        media_pieces_add (self->pieces, begin, media_scan_tell (scan) - begin);
      last = marker;
      is_whole = marker != EOI && clean_jpeg_segment (self, scan, marker, begin, &orientation);
      data = media_scan_tell (scan);
      if (!is_whole)
        break;
    }

  if (last == SOS && media_scan_has_ended (scan))
    media_pieces_add (self->pieces, data, media_scan_tell (scan) - data);
  turn (self, orientation);
}

static gboolean
is_listed (const char *const *list,
           gsize              n_list,
           const guint8      *name)
{
  for (gsize i = 0; i < n_list; i++)
    if (memcmp (list[i], name, 4) == 0)
      return TRUE;

  return FALSE;
}

/* PNG, annex D; little enough is summed up to do so bit by bit. */
static guint32
sum_png (const guint8 *bytes,
         gsize         size)
{
  guint32 sum = 0xffffffff;

  for (gsize i = 0; i < size; i++)
    {
      sum ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = (sum & 1) != 0 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
    }

  return ~sum;
}

/* Reads @length bytes that should be Exif, as it stands in PNG and WebP. */
static guint
scan_orientation (MediaScan *scan,
                  guint32    length)
{
  guint8 bytes[MAX_EXIF];
  gsize n_read = media_scan_read (scan, bytes, MIN (length, sizeof bytes));
  /* As in JPEG, which is wrong, but seen */
  gsize start = n_read > 6 && memcmp (bytes, "Exif\0", 6) == 0 ? 6 : 0;

  media_scan_skip (scan, (gint64) length - (gint64) n_read);
  return media_scan_has_ended (scan) ? UPRIGHT : read_orientation (bytes + start, n_read - start);
}

/* PNG, 11.3.4.5 */
static void
keep_png_orientation (MediaClean *self,
                      guint       orientation)
{
  guint8 chunk[4 + 4 + TIFF_SIZE + 4] = { 0, 0, 0, TIFF_SIZE, 'e', 'X', 'I', 'f' };
  g_autoptr(GBytes) tiff = make_tiff (orientation);
  guint32 sum;

  memcpy (chunk + 8, g_bytes_get_data (tiff, NULL), TIFF_SIZE);
  sum = sum_png (chunk + 4, 4 + TIFF_SIZE);
  for (guint i = 0; i < 4; i++)
    chunk[8 + TIFF_SIZE + i] = (guint8) (sum >> (24 - 8 * i));
  media_pieces_add_bytes (self->pieces, chunk, sizeof chunk);
}

static void
clean_png (MediaClean *self,
           MediaScan  *scan)
{
  guint8 bytes[16];
  guint orientation = 0;
  guint n_parts = 0;

  media_scan_skip (scan, 8); /* the signature: 5.2 */
  media_pieces_add (self->pieces, 0, media_scan_tell (scan));
  while (n_parts++ < MAX_PARTS && media_scan_read (scan, bytes, 8) == 8)
    {
      gint64 begin = media_scan_tell (scan) - 8;
      guint32 length = get_32 (bytes, FALSE);
      guint8 type[4];
      gsize n_read = 0;

      memcpy (type, bytes + 4, 4);
      if (memcmp (type, "eXIf", 4) == 0 && orientation == 0)
        {
          orientation = scan_orientation (scan, length);
          media_scan_skip (scan, 4);
          if (orientation != UPRIGHT)
            keep_png_orientation (self, orientation);
          continue;
        }
      if (memcmp (type, "IHDR", 4) == 0)
        {
          n_read = media_scan_read (scan, bytes, MIN (length, 8));
          if (n_read == 8)
            {
              self->width = get_32 (bytes, FALSE);
              self->height = get_32 (bytes + 4, FALSE);
            }
        }
      media_scan_skip (scan, (gint64) length - (gint64) n_read + 4);
      /* The first letter tells whether it can be done without: 5.4 */
      if ((type[0] & 0x20) == 0 || is_listed (png_kept, G_N_ELEMENTS (png_kept), type))
        media_pieces_add (self->pieces, begin, media_scan_tell (scan) - begin);
      if (memcmp (type, "IEND", 4) == 0)
        break;
    }
  turn (self, orientation);
}

#define WEBP_HEADER_SIZE 18
#define WEBP_HAS_XMP     0x04
#define WEBP_HAS_EXIF    0x08

/* The canvas of the extended header, with flags that say what is still there. FALSE: there is none
 * to be read. */
static gboolean
clean_webp_header (MediaClean *self,
                   MediaScan  *scan,
                   guint32     length,
                   guint8     *header)
{
  static const guint8 start[] = { 'V', 'P', '8', 'X', 10, 0, 0, 0 };

  memcpy (header, start, sizeof start);
  if (length < 10 || media_scan_read (scan, header + 8, 10) != 10)
    return FALSE;

  header[8] &= (guint8) ~(WEBP_HAS_EXIF | WEBP_HAS_XMP);
  self->width = 1 + (header[12] | (guint) header[13] << 8 | (guint) header[14] << 16);
  self->height = 1 + (header[15] | (guint) header[16] << 8 | (guint) header[17] << 16);
  media_pieces_add_bytes (self->pieces, header, WEBP_HEADER_SIZE);
  media_scan_skip (scan, (gint64) length + (length & 1) - 10);
  return TRUE;
}

static void
keep_webp_orientation (MediaClean *self,
                       guint       orientation)
{
  static const guint8 start[] = { 'E', 'X', 'I', 'F', TIFF_SIZE, 0, 0, 0 };
  g_autoptr(GBytes) tiff = make_tiff (orientation);

  media_pieces_add_bytes (self->pieces, start, sizeof start);
  media_pieces_add_bytes (self->pieces, g_bytes_get_data (tiff, NULL), TIFF_SIZE);
}

static void
clean_webp (MediaClean *self,
            MediaScan  *scan)
{
  guint8 bytes[8];
  guint8 start[12] = "RIFF\0\0\0\0WEBP";
  guint8 header[WEBP_HEADER_SIZE] = { 0 };
  guint header_piece = 0; /* 0: there is none */
  guint orientation = 0;
  guint n_parts = 0;
  gint64 size;

  media_scan_skip (scan, sizeof start);
  media_pieces_add_bytes (self->pieces, start, sizeof start);
  while (n_parts++ < MAX_PARTS && media_scan_read (scan, bytes, 8) == 8)
    {
      gint64 begin = media_scan_tell (scan) - 8;
      guint32 length = get_32 (bytes + 4, TRUE);

      if (memcmp (bytes, "VP8X", 4) == 0 && header_piece == 0)
        {
          guint piece = self->pieces->len;

          if (clean_webp_header (self, scan, length, header))
            header_piece = piece;
          continue;
        }
      if (memcmp (bytes, "EXIF", 4) == 0 && header_piece != 0 && orientation == 0)
        {
          orientation = scan_orientation (scan, length);
          media_scan_skip (scan, length & 1);
          if (orientation != UPRIGHT)
            keep_webp_orientation (self, orientation);
          continue;
        }
      media_scan_skip (scan, (gint64) length + (length & 1));
      if (is_listed (webp_kept, G_N_ELEMENTS (webp_kept), bytes))
        media_pieces_add (self->pieces, begin, media_scan_tell (scan) - begin);
    }

  /* It stands behind the picture, and the word of it before. */
  if (orientation > UPRIGHT)
    {
      header[8] |= WEBP_HAS_EXIF;
      media_pieces_set_bytes (self->pieces, header_piece, header, sizeof header);
      turn (self, orientation);
    }

  size = media_pieces_get_size (self->pieces) - 8;
  for (guint i = 0; i < 4; i++)
    start[4 + i] = (guint8) (size >> (8 * i));
  media_pieces_set_bytes (self->pieces, 0, start, sizeof start);
}

static void
clean_mp4 (MediaClean *self,
           MediaScan  *scan)
{
  media_film_clean_mp4 (scan, self->pieces, &self->width, &self->height);
}

/* What turns it stands beside the picture, not in what is left out. */
static void
clean_heif (MediaClean *self,
            MediaScan  *scan)
{
  media_film_clean_heif (scan, self->pieces);
}

static void
clean_matroska (MediaClean *self,
                MediaScan  *scan)
{
  media_film_clean_matroska (scan, self->pieces);
}

typedef void (*CleanFunc) (MediaClean *self,
                           MediaScan  *scan);

/* (nullable): by its first bytes, whatever it is called */
static CleanFunc
find_cleaner (const guint8 *start,
              gsize         size)
{
  BaseMagic magic = base_magic_read (start, size);

  if (magic == BASE_MAGIC_JPEG)
    return clean_jpeg;
  if (magic == BASE_MAGIC_PNG)
    return clean_png;
  if (magic == BASE_MAGIC_MP4)
    return clean_mp4;
  if (magic == BASE_MAGIC_MATROSKA)
    return clean_matroska;
  if (magic == BASE_MAGIC_HEIF || magic == BASE_MAGIC_AVIF)
    return clean_heif;
  return magic == BASE_MAGIC_WEBP ? clean_webp : NULL;
}

/**
 * media_clean_takes:
 * @start: the first bytes of a file
 * @size: how many there are; %MEDIA_CLEAN_START_SIZE are enough
 *
 * Returns: whether it is a picture or a film of a kind that can be cleaned
 */
gboolean
media_clean_takes (const guint8 *start,
                   gsize         size)
{
  return find_cleaner (start, size) != NULL;
}

/* What cannot be sought in is put where it can: a file that nobody else finds, gone with the stream
 * that reads it. (nullable): it is none that can be cleaned, or with an error */
static GInputStream *
copy_picture (GInputStream  *picture,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GInputStream) buffered = g_buffered_input_stream_new (picture);
  GBufferedInputStream *peeked = G_BUFFERED_INPUT_STREAM (buffered);
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileIOStream) written = NULL;
  GFileInputStream *copy = NULL;
  guint8 start[MEDIA_CLEAN_START_SIZE];
  gssize n_read = 1;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (buffered), FALSE);
  while (n_read > 0 && g_buffered_input_stream_get_available (peeked) < sizeof start)
    n_read = g_buffered_input_stream_fill (peeked, -1, cancellable, error);
  if (n_read < 0)
    return NULL;

  if (!media_clean_takes (start, g_buffered_input_stream_peek (peeked, start, 0, sizeof start)))
    return NULL;

  file = g_file_new_tmp ("charla-XXXXXX", &written, error);
  if (file == NULL)
    return NULL;

  if (g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (written)), buffered,
                              G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, cancellable, error) >= 0)
    copy = g_file_read (file, cancellable, error);
  g_file_delete (file, NULL, NULL);
  return copy != NULL ? G_INPUT_STREAM (copy) : NULL;
}

/**
 * media_clean_new:
 * @picture: a picture, from its start; blocks while it is read
 * @cancellable: (nullable): gives up
 * @error: return location for an error of reading
 *
 * Finds out what to keep of a JPEG, PNG, WebP, HEIF or AVIF picture, or of a film in MP4,
 * QuickTime, Matroska or WebM.
 *
 * Returns: (transfer full) (nullable): what is left; %NULL without an error: it is none of these,
 *   or a HEIF or AVIF in which what tells cannot be found
 */
MediaClean *
media_clean_new (GInputStream  *picture,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(MediaClean) self = NULL;
  g_autoptr(MediaScan) scan = NULL;
  g_autoptr(GInputStream) copy = NULL;
  guint8 start[MEDIA_CLEAN_START_SIZE];
  gsize n_read = 0;
  CleanFunc clean;

  g_return_val_if_fail (G_IS_INPUT_STREAM (picture), NULL);

  if (!G_IS_SEEKABLE (picture) || !g_seekable_can_seek (G_SEEKABLE (picture)))
    {
      picture = copy = copy_picture (picture, cancellable, error);
      if (copy == NULL)
        return NULL;
    }

  if (!g_input_stream_read_all (picture, start, sizeof start, &n_read, cancellable, error))
    return NULL;

  clean = find_cleaner (start, n_read);
  if (clean == NULL
      || !g_seekable_seek (G_SEEKABLE (picture), 0, G_SEEK_SET, cancellable, error))
    return NULL;

  self = g_new0 (MediaClean, 1);
  self->pieces = media_pieces_new ();
  scan = media_scan_new (picture, cancellable);
  clean (self, scan);
  if (!media_scan_finish (scan, error) || self->pieces->len == 0)
    return NULL;

  self->size = media_pieces_get_size (self->pieces);
  self->copy = g_steal_pointer (&copy);
  return g_steal_pointer (&self);
}

/**
 * media_clean_free:
 * @self: (nullable): what is left of a picture
 */
void
media_clean_free (MediaClean *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->pieces, g_array_unref);
  g_clear_object (&self->copy);
  g_free (self);
}

/**
 * media_clean_open:
 * @self: what is left of a picture
 * @picture: the same picture
 *
 * Returns: (transfer full): what is left of it, @size bytes
 */
GInputStream *
media_clean_open (const MediaClean *self,
                  GInputStream     *picture)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (picture), NULL);

  return media_pieces_open (self->pieces, self->copy != NULL ? self->copy : picture);
}
