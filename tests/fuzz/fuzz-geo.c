/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a place: one that is found is on this earth, and what is written of it is the same. */
#include "base-geo.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *uri = NULL;
  g_autofree char *again_uri = NULL;
  BaseGeo geo;
  BaseGeo again;

  if (!base_geo_parse (text, &geo))
    return 0;

  g_assert_true (fabs (geo.latitude) <= 90 && fabs (geo.longitude) <= 180);
  uri = base_geo_to_uri (&geo);
  g_assert_true (base_geo_parse (uri, &again));
  again_uri = base_geo_to_uri (&again);
  g_assert_cmpstr (uri, ==, again_uri);
  return 0;
}
