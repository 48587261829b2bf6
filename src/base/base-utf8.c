/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict UTF-8 (RFC 3629), as XML 1.0 wants it: what comes from a peer is checked here first. */
#include "base-utf8.h"

#include <string.h>

#define LOW_BITS  G_GUINT64_CONSTANT (0x0101010101010101)
#define HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)

/* How many bytes the character at @bytes has; 0 when it is not to be had; more than @available when
 * it is fine so far but cut off. */
static gsize
measure_character (const guint8 *bytes,
                   gsize         available)
{
  guint8 lead = bytes[0];
  guint8 low = 0x80;
  guint8 high = 0xbf;
  gsize size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

  if (lead < 0x80)
    return lead != 0 ? 1 : 0;
  if (lead < 0xc2 || lead > 0xf4)
    return 0;

  /* The second byte shuts out overlong forms, surrogates, and what lies past U+10FFFF. */
  switch (lead)
    {
    case 0xe0: low = 0xa0; break;
    case 0xed: high = 0x9f; break;
    case 0xf0: low = 0x90; break;
    case 0xf4: high = 0x8f; break;
    default: break;
    }

  for (gsize i = 1; i < MIN (size, available); i++)
    {
      if (bytes[i] < low || bytes[i] > high)
        return 0;
      low = 0x80;
      high = 0xbf;
    }

  /* U+FFFE and U+FFFF */
  if (size == 3 && available >= 3 && lead == 0xef && bytes[1] == 0xbf && bytes[2] >= 0xbe)
    return 0;

  return size;
}

/**
 * base_utf8_span:
 * @text: (array length=length): any bytes
 * @length: how many
 * @tail: (out) (optional): how many of the bytes that follow the span begin a character that is
 *   fine so far but does not end within @length; 0 to 3
 *
 * Measures the clean beginning of @text: whole characters in strict UTF-8, without NUL, U+FFFE and
 * U+FFFF. Overlong forms and surrogates are not clean. When span and tail together are shorter than
 * @length, what follows is not clean.
 *
 * Returns: the length of the clean beginning, in bytes
 */
gsize
base_utf8_span (const char *text,
                gsize       length,
                gsize      *tail)
{
  const guint8 *bytes = (const guint8 *) text;
  gsize cut = 0;
  gsize i = 0;

  while (i < length)
    {
      guint64 word;
      gsize size;

      /* Eight at a time while it is ASCII without NUL: taking one from each byte then sets no bit
       * that is not there already. Else, from the first byte that may be something else. */
      if (length - i >= sizeof word)
        {
          memcpy (&word, bytes + i, sizeof word);
          word = GUINT64_FROM_LE (word);
          word = (word | (word - LOW_BITS)) & HIGH_BITS;
          if (word == 0)
            {
              i += sizeof word;
              continue;
            }
          i += (gsize) __builtin_ctzll (word) / 8;
        }

      size = measure_character (bytes + i, length - i);
      if (size == 0)
        break;
      if (size > length - i)
        {
          cut = length - i;
          break;
        }
      i += size;
    }

  if (tail != NULL)
    *tail = cut;

  return i;
}
