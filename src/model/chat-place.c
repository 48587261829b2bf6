/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a place on the earth that somebody has sent. */
#define G_LOG_DOMAIN "chat-place"

#include "chat-place.h"

#include <glib/gi18n.h>

gboolean
chat_place_read (const char *text,
                 BaseGeo    *geo)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  /* Most of what is said is none, and need not be copied to know that. All of it counts: where it
   * is one, the text is not shown. */
  while (g_ascii_isspace (*text))
    text++;
  if (g_ascii_strncasecmp (text, "geo:", 4) != 0)
    return FALSE;

  line = g_strchomp (g_strdup (text));
  return base_geo_parse (line, geo);
}

/* A ten-thousandth of a minute is enough for people; with a point, as maps have it everywhere. */
char *
chat_place_dup_coordinates (const BaseGeo *geo)
{
  char north[G_ASCII_DTOSTR_BUF_SIZE];
  char east[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *latitude = NULL;
  g_autofree char *longitude = NULL;

  g_ascii_formatd (north, sizeof north, "%.5f", ABS (geo->latitude));
  g_ascii_formatd (east, sizeof east, "%.5f", ABS (geo->longitude));
  /* Translators: north and south of the equator; %s is a number of degrees */
  latitude = geo->latitude < 0 ? g_strdup_printf (_("%s° S"), north)
                               : g_strdup_printf (_("%s° N"), north);
  /* Translators: east and west of Greenwich; %s is a number of degrees */
  longitude = geo->longitude < 0 ? g_strdup_printf (_("%s° W"), east)
                                 : g_strdup_printf (_("%s° E"), east);
  return g_strdup_printf ("%s, %s", latitude, longitude);
}

char *
chat_place_dup_line (const char *text)
{
  g_autofree char *coordinates = NULL;
  BaseGeo geo;

  if (!chat_place_read (text, &geo))
    return NULL;

  coordinates = chat_place_dup_coordinates (&geo);
  /* Translators: a place on the earth that somebody has sent; %s is where it is */
  return g_strdup_printf (_("Location: %s"), coordinates);
}
