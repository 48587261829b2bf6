/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes as they are stored. */
#define G_LOG_DOMAIN "base"

#include "base-hex.h"

#include <string.h>

/**
 * base_hex_to_bytes:
 * @hex: (nullable): two digits for each byte
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL where @hex is something else
 */
GBytes *
base_hex_to_bytes (const char *hex)
{
  gsize length = hex != NULL ? strlen (hex) : 0;
  g_autofree guint8 *data = NULL;

  if (length == 0 || length % 2 != 0)
    return NULL;

  data = g_malloc (length / 2);
  for (gsize i = 0; i < length / 2; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      data[i] = (guint8) (high << 4 | low);
    }

  return g_bytes_new_take (g_steal_pointer (&data), length / 2);
}

/**
 * base_hex_from_bytes:
 * @bytes: any bytes
 *
 * Returns: (transfer full): two digits for each, in lower case
 */
char *
base_hex_from_bytes (GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GString *hex = g_string_sized_new (2 * length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}
