/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places on the earth: RFC 5870. */
#define G_LOG_DOMAIN "base-geo"

#include "base-geo.h"

#include <string.h>

#define SCHEME "geo:"

#define MAX_BYTES        512
#define MAX_NUMBER_BYTES 32

/* A ten-thousandth of the last place is a centimetre; nobody's telephone knows better. */
#define PLACES "%.6f"

/* More is no accuracy: it is the whole earth. */
#define MAX_ACCURACY_M 20e6

/* RFC 5870, 3.3: ["-"] 1*DIGIT ["." 1*DIGIT], without exponents, signs and names of numbers that
 * g_ascii_strtod() would take as well. */
static gboolean
take_number (const char **at,
             double      *number)
{
  const char *end = *at;
  gsize n_digits;

  if (*end == '-')
    end++;
  n_digits = strspn (end, "0123456789");
  end += n_digits;
  if (n_digits == 0)
    return FALSE;

  if (*end == '.')
    {
      gsize n_places = strspn (end + 1, "0123456789");

      if (n_places == 0)
        return FALSE;
      end += 1 + n_places;
    }
  if (end - *at > MAX_NUMBER_BYTES)
    return FALSE;

  *number = g_ascii_strtod (*at, NULL);
  *at = end;
  return TRUE;
}

/* @at: behind the semicolon. Unknown ones may be there (3.4.3), another idea of the earth not. */
static gboolean
take_parameter (const char **at,
                BaseGeo     *geo)
{
  gsize length = strcspn (*at, ";?");
  const char *value = *at + 2;

  if (length == 0)
    return FALSE;

  if (g_ascii_strncasecmp (*at, "crs=", 4) == 0
      && (length != strlen ("crs=wgs84") || g_ascii_strncasecmp (*at, "crs=wgs84", length) != 0))
    return FALSE;
  if (g_ascii_strncasecmp (*at, "u=", 2) == 0
      && (!take_number (&value, &geo->accuracy_m) || value != *at + length
          || geo->accuracy_m < 0 || geo->accuracy_m > MAX_ACCURACY_M))
    return FALSE;

  *at += length;
  return TRUE;
}

static gboolean
is_text (const char *uri)
{
  for (const char *p = uri; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;

  return TRUE;
}

/**
 * base_geo_parse:
 * @uri: what may be one; from anybody
 * @geo: (out): the place
 *
 * Reads a place. What Android adds behind a question mark is taken for what it is: nothing of the
 * place.
 *
 * Returns: whether it is one
 */
gboolean
base_geo_parse (const char *uri,
                BaseGeo    *geo)
{
  BaseGeo found = { 0, 0, -1 };
  const char *at = uri;
  double altitude;

  g_return_val_if_fail (uri != NULL && geo != NULL, FALSE);

  if (g_ascii_strncasecmp (at, SCHEME, strlen (SCHEME)) != 0
      || strnlen (at, MAX_BYTES + 1) > MAX_BYTES || !is_text (at))
    return FALSE;

  at += strlen (SCHEME);
  if (!take_number (&at, &found.latitude) || *at++ != ',' || !take_number (&at, &found.longitude))
    return FALSE;
  if (*at == ',' && (at++, !take_number (&at, &altitude)))
    return FALSE;
  while (*at == ';')
    if (at++, !take_parameter (&at, &found))
      return FALSE;
  if ((*at != '\0' && *at != '?') || found.latitude < -90 || found.latitude > 90
      || found.longitude < -180 || found.longitude > 180)
    return FALSE;

  *geo = found;
  return TRUE;
}

/* As short as it can be said, in the numbers of machines. */
static char *
dup_number (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;

  g_ascii_formatd (buffer, sizeof buffer, PLACES, number);
  end = buffer + strlen (buffer);
  while (end[-1] == '0')
    end--;
  if (end[-1] == '.')
    end--;
  *end = '\0';
  return g_strdup (g_str_equal (buffer, "-0") ? "0" : buffer);
}

/**
 * base_geo_to_uri:
 * @self: a place
 *
 * Returns: (transfer full): the place as a URI, with nothing else in it
 */
char *
base_geo_to_uri (const BaseGeo *self)
{
  g_autofree char *latitude = dup_number (self->latitude);
  g_autofree char *longitude = dup_number (self->longitude);
  g_autofree char *accuracy = self->accuracy_m >= 0 ? dup_number (self->accuracy_m) : NULL;

  return g_strconcat (SCHEME, latitude, ",", longitude, accuracy != NULL ? ";u=" : NULL, accuracy,
                      NULL);
}

/**
 * base_geo_to_text:
 * @self: a place
 *
 * Returns: (transfer full): the place in two numbers
 */
char *
base_geo_to_text (const BaseGeo *self)
{
  g_autofree char *latitude = dup_number (self->latitude);
  g_autofree char *longitude = dup_number (self->longitude);

  return g_strconcat (latitude, ", ", longitude, NULL);
}

/**
 * base_geo_to_web:
 * @self: a place
 *
 * Returns: (transfer full): where a map of it is on the web
 */
char *
base_geo_to_web (const BaseGeo *self)
{
  g_autofree char *latitude = dup_number (self->latitude);
  g_autofree char *longitude = dup_number (self->longitude);

  return g_strdup_printf ("https://www.openstreetmap.org/?mlat=%s&mlon=%s#map=16/%s/%s", latitude,
                          longitude, latitude, longitude);
}
