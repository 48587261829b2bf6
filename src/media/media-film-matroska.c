/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matroska and WebM without what they tell of whoever made them: RFC 9559. Elements that say it
 * become void ones of the same size. */
#define G_LOG_DOMAIN "media"

#include "media-film.h"

#include "media-blanks.h"

#define MAX_ELEMENTS 1000000

#define UNKNOWN_SIZE G_MAXINT64

enum {
  VOID = 0xec,
  CRC_32 = 0xbf,
  DATE_UTC = 0x4461,
  SEGMENT = 0x18538067,
  INFO = 0x1549a966,
  CLUSTER = 0x1f43b675,
  TAGS = 0x1254c367,
};

/* RFC 8794, 4 and 5: a number of 1 to 8 bytes, the first of which tells how many. -1: there is
 * none */
static gint64
read_number (MediaScan *scan,
             guint      most,
             gboolean   is_size)
{
  guint8 bytes[8];
  guint n_bytes = 1;
  gint64 number;
  gint64 all = 0x7f;

  if (media_scan_read (scan, bytes, 1) != 1)
    return -1;

  while (n_bytes <= most && (bytes[0] & (0x80 >> (n_bytes - 1))) == 0)
    n_bytes++;
  if (n_bytes > most || media_scan_read (scan, bytes + 1, n_bytes - 1) != n_bytes - 1)
    return -1;

  number = is_size ? bytes[0] & (0xff >> n_bytes) : bytes[0];
  for (guint i = 1; i < n_bytes; i++)
    {
      number = number << 8 | bytes[i];
      all = all << 7 | 0x7f;
    }

  return is_size && number == all ? UNKNOWN_SIZE : number;
}

static void
blank_element (GArray *blanks,
               gint64  begin,
               gint64  size)
{
  guint8 header[9] = { VOID, 0x01 };

  if (size < 2)
    return;

  if (size <= 2 + 0x7e)
    {
      header[1] = (guint8) (0x80 | (size - 2));
      media_blanks_add (blanks, begin, size, header, 2);
      return;
    }

  for (guint i = 0; i < 7; i++)
    header[2 + i] = (guint8) ((size - 9) >> (48 - 8 * i));
  media_blanks_add (blanks, begin, size, header, sizeof header);
}

/**
 * media_film_clean_matroska:
 * @scan: a film, from its start
 * @pieces: where to add what is left of it
 */
void
media_film_clean_matroska (MediaScan *scan,
                           GArray    *pieces)
{
  g_autoptr(GArray) blanks = media_blanks_new ();
  gint64 length = media_scan_get_length (scan);
  guint n_elements = 0;
  gint64 begin;

  while ((begin = media_scan_tell (scan)) < length && n_elements++ < MAX_ELEMENTS)
    {
      gint64 id = read_number (scan, 4, FALSE);
      gint64 size = id >= 0 ? read_number (scan, 8, TRUE) : -1;
      gint64 content = media_scan_tell (scan);

      if (size < 0)
        break;

      /* What is in these comes next. */
      if (id == SEGMENT || id == INFO || (id == CLUSTER && size == UNKNOWN_SIZE))
        continue;

      /* One that a recorder has not come to its end with is nothing that can be passed by. */
      if (size > length - content)
        {
          if (id == TAGS || id == VOID)
            media_blanks_add (blanks, begin, length - begin, NULL, 0);
          break;
        }

      /* A sum would be wrong where something is missing. */
      if (id == TAGS || id == DATE_UTC || id == CRC_32 || id == VOID)
        blank_element (blanks, begin, content - begin + size);
      media_scan_jump (scan, content + size);
    }

  media_blanks_apply (blanks, length, pieces);
}
