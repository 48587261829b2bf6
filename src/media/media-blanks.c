/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a file that are overwritten, in any order. */
#define G_LOG_DOMAIN "media"

#include "media-blanks.h"

#include "media-pieces.h"

#include <string.h>

#define MAX_HEAD 16

typedef struct {
  gint64 begin;
  gint64 size;
  guint8 head[MAX_HEAD];
  gsize  n_head;
} Blank;

/**
 * media_blanks_new:
 *
 * Returns: (transfer full): none
 */
GArray *
media_blanks_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Blank));
}

/**
 * media_blanks_add:
 * @blanks: blanks
 * @begin: where one is
 * @size: how long it is
 * @head: (nullable): its first bytes
 * @n_head: how many; at most 16, and @size
 */
void
media_blanks_add (GArray       *blanks,
                  gint64        begin,
                  gint64        size,
                  const guint8 *head,
                  gsize         n_head)
{
  Blank blank = { .begin = begin, .size = size, .n_head = n_head };

  g_return_if_fail (n_head <= MAX_HEAD && (gint64) n_head <= size);

  if (n_head > 0)
    memcpy (blank.head, head, n_head);
  g_array_append_val (blanks, blank);
}

/* Of those that begin together the longest first */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Blank *first = a;
  const Blank *second = b;

  if (first->begin != second->begin)
    return first->begin < second->begin ? -1 : 1;
  return (first->size < second->size) - (first->size > second->size);
}

/**
 * media_blanks_apply:
 * @blanks: blanks; they are sorted
 * @length: of the file
 * @pieces: where to add it
 *
 * What is within another one, or begins in it, is of that.
 */
void
media_blanks_apply (GArray *blanks,
                    gint64  length,
                    GArray *pieces)
{
  gint64 done = 0;

  g_array_sort (blanks, compare);
  for (guint i = 0; i < blanks->len; i++)
    {
      const Blank *blank = &g_array_index (blanks, Blank, i);
      gint64 end = blank->begin < length - blank->size ? blank->begin + blank->size : length;
      gint64 begin = MAX (blank->begin, done);

      if (begin >= end)
        continue;

      if (begin > done)
        media_pieces_add (pieces, done, begin - done);
      if (begin == blank->begin && blank->n_head > 0 && (gint64) blank->n_head <= end - begin)
        {
          media_pieces_add_bytes (pieces, blank->head, blank->n_head);
          begin += (gint64) blank->n_head;
        }
      if (end > begin)
        media_pieces_add_zeros (pieces, end - begin);
      done = end;
    }

  if (length > done)
    media_pieces_add (pieces, done, length - done);
}
