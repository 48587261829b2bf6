/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a page, in any letters: the first byte says which. What it says of itself is text,
 * and no more than it may be. */
#include "net-html.h"

#include <string.h>

#define MAX_BYTES (3 * 4096)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (const char *text) /* (nullable) */
{
  g_assert_true (text == NULL || (text[0] != '\0' && strlen (text) <= MAX_BYTES
                                  && g_utf8_validate (text, -1, NULL)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const charsets[] = {
    NULL, "utf-8", "iso-8859-1", "windows-1251", "shift_jis", "euc-jp", "gb18030", "big5",
    "utf-16le", "utf-16be", "nothing",
  };
  g_autoptr(NetPage) page = NULL;

  if (size == 0)
    return 0;

  page = net_html_read ((const char *) data + 1, size - 1,
                        charsets[data[0] % G_N_ELEMENTS (charsets)]);
  check (page->title);
  check (page->description);
  check (page->site);
  return 0;
}
