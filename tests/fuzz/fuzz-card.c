/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of contacts or of a calendar: what it says is text in one line, and there is not
 * more of it than may be. */
#include "base-card.h"

#include <string.h>

#define MAX_BYTES 1000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (const char *text) /* (nullable) */
{
  g_assert_true (text == NULL || (text[0] != '\0' && strlen (text) <= MAX_BYTES
                                  && strchr (text, '\n') == NULL
                                  && g_utf8_validate (text, -1, NULL)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(BaseCard) card = base_card_read ((const char *) data, size);

  g_assert_true ((card->kind == BASE_CARD_NONE) == (card->n_cards == 0));
  check (card->title);
  check (card->organization);
  check (card->place);
  g_assert_cmpuint (card->ways->len, <=, BASE_CARD_MAX_WAYS);
  for (guint i = 0; i < card->ways->len; i++)
    check (g_ptr_array_index (card->ways, i));
  g_assert_true (card->start == NULL || card->end == NULL
                 || g_date_time_compare (card->start, card->end) <= 0);
  return 0;
}
