/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files that others chose, made fit to be shown and to be written under. */
#include "base-file-name.h"

#include "base-text.h"

#include <string.h>

/* The longest end that is taken for a kind of file: ".tar.gz" loses ".tar" before ".gz". */
#define MAX_EXTENSION_BYTES 16

/* Names that are devices on some systems, whatever comes after a full stop. */
static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "COM", "LPT" };

static gboolean
is_device (const char *name)
{
  gsize length = strcspn (name, ".");

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      gsize known = strlen (devices[i]);
      gboolean numbered = i >= 4; /* COM1, LPT9 */

      if (length == known + numbered && g_ascii_strncasecmp (name, devices[i], known) == 0
          && (!numbered || g_ascii_isdigit (name[known])))
        return TRUE;
    }

  return FALSE;
}

/* What is left of @bytes of @text when no character is cut. */
static gsize
whole_characters (const char *text,
                  gsize       bytes)
{
  while (bytes > 0 && (text[bytes] & 0xc0) == 0x80)
    bytes--;
  return bytes;
}

/* The end says what kind of file it is, and stays. */
static char *
shorten (const char *name)
{
  const char *extension = strrchr (name, '.');
  gsize tail;

  if (strlen (name) <= BASE_FILE_NAME_MAX_BYTES)
    return g_strdup (name);

  tail = extension != NULL ? strlen (extension) : 0;
  if (tail > MAX_EXTENSION_BYTES)
    tail = 0;

  return g_strdup_printf ("%.*s%s",
                          (int) whole_characters (name, BASE_FILE_NAME_MAX_BYTES - tail), name,
                          tail > 0 ? extension : "");
}

/* Full stops and spaces at the end are lost on some systems; a full stop at the start hides. */
static char *
strip_ends (char *name)
{
  gsize length = strlen (name);
  gsize start = strspn (name, ". ");

  while (length > start && strchr (". ", name[length - 1]) != NULL)
    length--;

  name[length] = '\0';
  return name + start;
}

/**
 * base_file_name_clean:
 * @name: (nullable): what somebody calls a file; any bytes
 *
 * Makes a name of one file out of it: what a path would lead through is taken away, as is all that
 * cannot be seen, turns text around, hides the file or means a device. It is not decoded: who has a
 * part of a URL uses base_file_name_from_url().
 *
 * Returns: (transfer full) (nullable): the name; %NULL when nothing is left
 */
char *
base_file_name_clean (const char *name)
{
  g_autofree char *clean = NULL;
  g_autofree char *marked = NULL;
  g_autofree char *short_name = NULL;
  const char *stripped;

  if (name == NULL)
    return NULL;

  clean = base_text_clean (name, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI | BASE_TEXT_NO_UNSEEN);
  for (char *c = clean; *c != '\0'; c++)
    if (*c == '\\')
      *c = '/';
  stripped = strrchr (clean, '/') != NULL ? strrchr (clean, '/') + 1 : clean;

  marked = g_strdelimit (g_strdup (stripped), "<>:\"|?*", '_');
  short_name = shorten (strip_ends (marked));
  stripped = strip_ends (short_name);
  if (*stripped == '\0')
    return NULL;

  return g_strconcat (is_device (stripped) ? "_" : "", stripped, NULL);
}

/**
 * base_file_name_from_url:
 * @url: a URL, checked or not
 *
 * Finds what to call the file behind a URL: the last part of its path, decoded once, and cleaned
 * after that, so that an encoded path leads nowhere either.
 *
 * Returns: (transfer full) (nullable): the name; %NULL when the URL has none
 */
char *
base_file_name_from_url (const char *url)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *decoded = NULL;
  const char *last;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  last = uri != NULL ? strrchr (g_uri_get_path (uri), '/') : NULL;
  if (last == NULL)
    return NULL;

  /* What is no UTF-8 once decoded, or holds a NUL, is shown as it stands. */
  decoded = g_uri_unescape_string (last + 1, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return base_file_name_clean (last + 1);

  return base_file_name_clean (decoded);
}
