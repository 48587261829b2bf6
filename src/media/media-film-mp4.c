/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MP4 and QuickTime without what they tell of whoever made them: ISO/IEC 14496-12. Boxes that say
 * it become free ones of the same size, so that everything else stays where the tables of the film
 * say it is. HEIF and AVIF are the same outside: of their pictures, media-heif.c knows more. */
#define G_LOG_DOMAIN "media"

#include "media-film.h"

#include "media-blanks.h"
#include "media-heif.h"

#include <string.h>

#define MAX_DEPTH   8
#define MAX_BOXES   1000000
#define MAX_SAMPLES (1000 * 1000)

/* bytes: what is told of a picture of many thousand parts */
#define MAX_META (1024 * 1024)

#define BOX(text) \
  ((guint32) (text)[0] << 24 | (guint32) (text)[1] << 16 | (guint32) (text)[2] << 8 \
   | (guint32) (text)[3])

/* A track that is written down beside the picture: where the camera was, how it was held */
typedef struct {
  gboolean  tells;
  GArray   *offsets; /* of guint64: of its chunks */
  GArray   *counts;  /* of guint32: first chunk, samples in each, what is of no interest */
  GArray   *sizes;   /* of guint32: of its samples */
  guint32   size;    /* of all of them; 0: @sizes */
  guint32   n_samples;
} Track;

typedef struct {
  MediaScan *scan;
  gint64     length;
  GArray    *blanks;
  guint     *width;
  guint     *height;
  guint      n_boxes;
  gboolean   is_picture;
  gboolean   is_sound;   /* all that tells was found */
} Film;

static guint32
get_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static guint64
get_64 (const guint8 *bytes)
{
  return (guint64) get_32 (bytes) << 32 | get_32 (bytes + 4);
}

static void
blank_box (Film   *film,
           gint64  begin,
           gint64  size,
           gsize   n_header)
{
  /* The length stays as it is written, which may take 16 bytes, and be "to the end". */
  guint8 header[16] = { 0 };

  if (n_header == 16)
    {
      header[3] = 1;
      for (guint i = 0; i < 8; i++)
        header[8 + i] = (guint8) (size >> (56 - 8 * i));
    }
  else
    for (guint i = 0; i < 4; i++)
      header[i] = (guint8) (size >> (24 - 8 * i));
  memcpy (header + 4, "free", 4);
  media_blanks_add (film->blanks, begin, size, header, n_header);
}

/* When it was made: 8.2.2, 8.3.2, 8.4.2. And how large it is to be seen */
static void
clean_header (Film    *film,
              guint32  type,
              gint64   begin,
              gint64   size)
{
  guint8 bytes[96];
  gsize n_read = media_scan_read (film->scan, bytes, (gsize) MIN (size, (gint64) sizeof bytes));
  gboolean is_long = n_read > 0 && bytes[0] == 1;
  gsize matrix = is_long ? 52 : 40;
  guint32 width;
  guint32 height;

  if (n_read < 20)
    return;

  media_blanks_add (film->blanks, begin + 4, is_long ? 16 : 8, NULL, 0);
  if (type != BOX ("tkhd") || n_read < matrix + 44)
    return;

  width = get_32 (bytes + matrix + 36) >> 16;
  height = get_32 (bytes + matrix + 40) >> 16;
  if (width == 0 || height == 0 || *film->width != 0)
    return;

  /* It is turned by a quarter. */
  *film->width = get_32 (bytes + matrix) == 0 ? height : width;
  *film->height = get_32 (bytes + matrix) == 0 ? width : height;
}

static void
read_numbers (Film    *film,
              GArray  *numbers, /* of guint32 or guint64 */
              gint64   size,
              guint    n_each)
{
  gsize n_bytes = g_array_get_element_size (numbers);
  guint8 bytes[8];

  if (media_scan_read (film->scan, bytes, 4) != 4)
    return;

  for (gint64 left = MIN ((gint64) get_32 (bytes) * n_each, MAX_SAMPLES); left > 0; left--)
    {
      guint64 wide;
      guint32 narrow;

      size -= (gint64) n_bytes;
      if (size < 0 || media_scan_read (film->scan, bytes, n_bytes) != n_bytes)
        return;

      wide = n_bytes == 8 ? get_64 (bytes) : 0;
      narrow = n_bytes == 4 ? get_32 (bytes) : 0;
      if (n_bytes == 8)
        g_array_append_val (numbers, wide);
      else
        g_array_append_val (numbers, narrow);
    }
}

/* Where the samples of a track lie: 8.7 */
static void
read_table (Film    *film,
            Track   *track,
            guint32  type,
            gint64   size)
{
  guint8 bytes[8];

  if (size < 8 || media_scan_read (film->scan, bytes, 4) != 4)
    return;

  if (type == BOX ("stsz"))
    {
      if (media_scan_read (film->scan, bytes, 4) != 4)
        return;

      track->size = get_32 (bytes);
      if (track->size != 0)
        return;
    }

  if (type == BOX ("stco"))
    {
      g_autoptr(GArray) narrow = g_array_new (FALSE, FALSE, sizeof (guint32));

      read_numbers (film, narrow, size - 8, 1);
      for (guint i = 0; i < narrow->len; i++)
        {
          guint64 offset = g_array_index (narrow, guint32, i);

          g_array_append_val (track->offsets, offset);
        }
      return;
    }

  read_numbers (film, type == BOX ("co64") ? track->offsets
                      : type == BOX ("stsc") ? track->counts : track->sizes,
                size - 8, type == BOX ("stsc") ? 3 : 1);
}

static void
blank_samples (Film        *film,
               const Track *track)
{
  guint run = 0;
  guint sample = 0;

  for (guint chunk = 0; chunk < track->offsets->len && track->counts->len >= 3; chunk++)
    {
      guint64 offset = g_array_index (track->offsets, guint64, chunk);
      guint64 size = 0;
      guint32 count;

      while ((run + 1) * 3 + 2 < track->counts->len
             && g_array_index (track->counts, guint32, (run + 1) * 3) <= chunk + 1)
        run++;
      count = g_array_index (track->counts, guint32, run * 3 + 1);
      if (track->size != 0)
        size = (guint64) track->size * count;
      else
        for (guint32 i = 0; i < count && sample < track->sizes->len; i++)
          size += g_array_index (track->sizes, guint32, sample++);
      if (offset < G_MAXINT64 / 2 && size > 0 && size < G_MAXINT64 / 2)
        media_blanks_add (film->blanks, (gint64) offset, (gint64) size, NULL, 0);
    }
}

static void
clean_picture (Film   *film,
               gint64  begin,
               gint64  size)
{
  g_autofree guint8 *meta = NULL;

  if (size <= MAX_META)
    meta = g_malloc ((gsize) size);
  film->is_sound = meta != NULL
                   && media_scan_read (film->scan, meta, (gsize) size) == (gsize) size
                   && media_heif_clean (meta, (gsize) size, begin, film->length, film->blanks);
  film->is_picture = film->is_sound; /* the next one is no better */
}

/* 4.3, 8.1.1 and the like, at the top: what else is there is none of the film */
static gboolean
is_known (guint32 type)
{
  static const char *const known[] = {
    "ftyp", "moov", "mdat", "moof", "mfra", "sidx", "ssix", "styp", "prft", "pdin", "wide", "emsg",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (type == BOX (known[i]))
      return TRUE;

  return FALSE;
}

static void walk (Film   *film,
                  Track  *track, /* (nullable) */
                  gint64  end,
                  guint   depth);

static void
walk_track (Film   *film,
            gint64  begin,
            gint64  size,
            gsize   n_header,
            guint   depth)
{
  Track track = {
    .offsets = g_array_new (FALSE, FALSE, sizeof (guint64)),
    .counts = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .sizes = g_array_new (FALSE, FALSE, sizeof (guint32)),
  };

  walk (film, &track, begin + size, depth);
  if (track.tells)
    {
      blank_box (film, begin, size, n_header);
      blank_samples (film, &track);
    }
  g_array_unref (track.offsets);
  g_array_unref (track.counts);
  g_array_unref (track.sizes);
}

static void
walk_box (Film    *film,
          Track   *track, /* (nullable) */
          guint32  type,
          gint64   begin,
          gint64   size,
          gsize    n_header,
          guint    depth)
{
  gint64 content = begin + (gint64) n_header;
  gint64 n_content = size - (gint64) n_header;
  guint8 bytes[12];

  if (type == BOX ("meta") && depth == 0 && film->is_picture)
    clean_picture (film, content, n_content);
  else if (type == BOX ("udta") || type == BOX ("meta") || type == BOX ("uuid")
           || type == BOX ("free") || type == BOX ("skip") || (depth == 0 && !is_known (type)))
    blank_box (film, begin, size, n_header);
  else if (type == BOX ("mvhd") || type == BOX ("tkhd") || type == BOX ("mdhd"))
    clean_header (film, type, content, n_content);
  else if (type == BOX ("trak") && track == NULL)
    walk_track (film, begin, size, n_header, depth + 1);
  else if (type == BOX ("moov") || type == BOX ("mdia") || type == BOX ("minf")
           || type == BOX ("stbl"))
    walk (film, track, begin + size, depth + 1);
  else if (type == BOX ("hdlr") && track != NULL && n_content >= 12
           && media_scan_read (film->scan, bytes, 12) == 12 && get_32 (bytes + 8) == BOX ("meta"))
    track->tells = TRUE;
  else if (track != NULL && track->tells
           && (type == BOX ("stsz") || type == BOX ("stsc") || type == BOX ("stco")
               || type == BOX ("co64")))
    read_table (film, track, type, n_content);
}

static void
walk (Film   *film,
      Track  *track,
      gint64  end,
      guint   depth)
{
  gint64 begin;

  while ((begin = media_scan_tell (film->scan)) < end && film->n_boxes++ < MAX_BOXES)
    {
      guint8 bytes[16];
      gsize n_header = 8;
      gint64 size;

      if (end - begin < 8 || media_scan_read (film->scan, bytes, 8) != 8)
        break;

      size = get_32 (bytes);
      if (size == 1 && media_scan_read (film->scan, bytes + 8, 8) == 8)
        {
          n_header = 16;
          size = (gint64) (get_64 (bytes + 8) & G_MAXINT64);
        }
      else if (size == 0 && depth == 0)
        size = end - begin;
      if (size < (gint64) n_header || size > end - begin)
        {
          /* A recording that was cut off */
          if (get_32 (bytes + 4) == BOX ("mdat"))
            return;
          break;
        }

      if (depth < MAX_DEPTH)
        walk_box (film, track, get_32 (bytes + 4), begin, size, n_header, depth);
      media_scan_jump (film->scan, begin + size);
    }

  /* What follows behind is none of it. */
  if (begin < end && depth == 0 && end - begin >= 8 && end - begin <= G_MAXUINT32)
    blank_box (film, begin, end - begin, 8);
  else if (begin < end && depth == 0)
    media_blanks_add (film->blanks, begin, end - begin, NULL, 0);
}

/**
 * media_film_clean_mp4:
 * @scan: a film, from its start
 * @pieces: where to add what is left of it
 * @width: (inout): px, as it is to be seen; 0: not known
 * @height: (inout): px, likewise
 */
void
media_film_clean_mp4 (MediaScan *scan,
                      GArray    *pieces,
                      guint     *width,
                      guint     *height)
{
  g_autoptr(GArray) blanks = media_blanks_new ();
  gint64 length = media_scan_get_length (scan);
  Film film = { .scan = scan, .length = length, .blanks = blanks, .width = width,
                .height = height };

  walk (&film, NULL, length, 0);
  media_blanks_apply (blanks, length, pieces);
}

/**
 * media_film_clean_heif:
 * @scan: a picture in HEIF or AVIF, from its start
 * @pieces: where to add what is left of it
 *
 * Nothing is added where some of what tells cannot be found.
 */
void
media_film_clean_heif (MediaScan *scan,
                       GArray    *pieces)
{
  g_autoptr(GArray) blanks = media_blanks_new ();
  gint64 length = media_scan_get_length (scan);
  guint width = 0;
  guint height = 0;
  Film film = { .scan = scan, .length = length, .blanks = blanks, .width = &width,
                .height = &height, .is_picture = TRUE };

  walk (&film, NULL, length, 0);
  if (film.is_sound)
    media_blanks_apply (blanks, length, pieces);
}
