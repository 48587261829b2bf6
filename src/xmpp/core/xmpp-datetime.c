/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments in time as text: XEP-0082, and the older form of XEP-0091. */
#define G_LOG_DOMAIN "xmpp-datetime"

#include "xmpp-datetime.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

/* 0001-01-01 and the day after 9999-12-31, in seconds since 1970 */
#define FIRST_SECOND (G_GINT64_CONSTANT (-62135596800))
#define END_SECOND   (G_GINT64_CONSTANT (253402300800))

/* Reads @n digits, no more, no sign, no space. */
static gboolean
read_digits (const char **text,
             guint        n,
             guint        min,
             guint        max,
             guint       *value)
{
  guint number = 0;

  for (; n > 0; n--, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      number = number * 10 + (guint) (**text - '0');
    }

  *value = number;
  return number >= min && number <= max;
}

static gboolean
read_char (const char **text,
           char         c)
{
  if (**text != c)
    return FALSE;

  (*text)++;
  return TRUE;
}

/* Digits past the sixth are read and dropped. */
static gboolean
read_fraction (const char **text,
               guint       *us)
{
  guint unit = 100000;

  *us = 0;
  if (!read_char (text, '.'))
    return TRUE;
  if (!g_ascii_isdigit (**text))
    return FALSE;

  for (; g_ascii_isdigit (**text); (*text)++, unit /= 10)
    *us += unit * (guint) (**text - '0');

  return TRUE;
}

/* XML Schema, 3.3.7: "Z", or up to 14 hours to either side */
static gboolean
read_zone (const char **text,
           int         *offset_s)
{
  gboolean west = **text == '-';
  guint hours;
  guint minutes;

  *offset_s = 0;
  if (read_char (text, 'Z'))
    return TRUE;

  if (!read_char (text, '+') && !read_char (text, '-'))
    return FALSE;
  if (!read_digits (text, 2, 0, 14, &hours) || !read_char (text, ':')
      || !read_digits (text, 2, 0, hours == 14 ? 0 : 59, &minutes))
    return FALSE;

  *offset_s = (int) (hours * 60 + minutes) * (west ? -60 : 60);
  return TRUE;
}

/**
 * xmpp_datetime_parse:
 * @text: (nullable): what a peer says
 * @time_us: (out): the moment, in microseconds since 1970, UTC
 *
 * Reads a DateTime of XEP-0082, with any fraction and any time zone, or the older form
 * "20020910T23:08:25", which is UTC: XEP-0091. Nothing else is taken, nor years before 1 and after
 * 9999. A leap second is the one that follows it.
 *
 * Returns: whether @text is a moment in time; else @time_us is not touched
 */
gboolean
xmpp_datetime_parse (const char *text,
                     gint64     *time_us)
{
  gboolean legacy;
  guint year, month, day, hour, minute, second, us;
  int offset_s = 0;
  gint64 moment_s;
  GDate date;

  g_return_val_if_fail (time_us != NULL, FALSE);

  if (text == NULL || !read_digits (&text, 4, 1, 9999, &year))
    return FALSE;

  legacy = *text != '-';
  if ((!legacy && !read_char (&text, '-')) || !read_digits (&text, 2, 1, 12, &month)
      || (!legacy && !read_char (&text, '-')) || !read_digits (&text, 2, 1, 31, &day)
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)
      || !read_char (&text, 'T') || !read_digits (&text, 2, 0, 23, &hour)
      || !read_char (&text, ':') || !read_digits (&text, 2, 0, 59, &minute)
      || !read_char (&text, ':') || !read_digits (&text, 2, 0, 60, &second))
    return FALSE;

  if (!read_fraction (&text, &us) || (!legacy && !read_zone (&text, &offset_s)) || *text != '\0')
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  moment_s = FIRST_SECOND + (gint64) (g_date_get_julian (&date) - 1) * SECONDS_PER_DAY
             + hour * 3600 + minute * 60 + second - offset_s;

  /* Leap seconds come before midnight, UTC, alone. */
  if (moment_s < FIRST_SECOND || moment_s >= END_SECOND
      || (second == 60 && moment_s % SECONDS_PER_DAY != 0))
    return FALSE;

  *time_us = moment_s * G_USEC_PER_SEC + us;
  return TRUE;
}

/**
 * xmpp_datetime_format:
 * @time_us: a moment, in microseconds since 1970, UTC
 *
 * Writes a DateTime of XEP-0082, in UTC, with as much of a fraction as there is. What lies before
 * year 1 or after 9999 becomes the first or the last moment of them.
 *
 * Returns: (transfer full): the text
 */
char *
xmpp_datetime_format (gint64 time_us)
{
  gint64 clamped = CLAMP (time_us, FIRST_SECOND * G_USEC_PER_SEC, END_SECOND * G_USEC_PER_SEC - 1);
  gint64 since_us = clamped - FIRST_SECOND * G_USEC_PER_SEC;
  gint64 since_s = since_us / G_USEC_PER_SEC;
  int us = (int) (since_us % G_USEC_PER_SEC);
  int second = (int) (since_s % SECONDS_PER_DAY);
  char fraction[8] = "";
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (since_s / SECONDS_PER_DAY) + 1);

  if (us % 1000 != 0)
    g_snprintf (fraction, sizeof fraction, ".%06d", us);
  else if (us != 0)
    g_snprintf (fraction, sizeof fraction, ".%03d", us / 1000);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%sZ", g_date_get_year (&date),
                          (int) g_date_get_month (&date), g_date_get_day (&date),
                          second / 3600, second / 60 % 60, second % 60, fraction);
}
