/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping of what an address may not have before its @: XEP-0106. */
#define G_LOG_DOMAIN "xmpp-address"

#include "xmpp-address.h"

#include <string.h>

static const struct {
  char        plain;
  const char *escaped;
} escapes[] = {
  { ' ', "\\20" }, { '"', "\\22" }, { '&', "\\26" }, { '\'', "\\27" }, { '/', "\\2f" },
  { ':', "\\3a" }, { '<', "\\3c" }, { '>', "\\3e" }, { '@', "\\40" }, { '\\', "\\5c" },
};

/* The character that the beginning of @text stands for; 0 when it is no escape. Case matters. */
static char
read_escape (const char *text)
{
  if (*text == '\\')
    for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
      if (strncmp (text, escapes[i].escaped, 3) == 0)
        return escapes[i].plain;

  return '\0';
}

static const char *
get_escape (const char *text)
{
  /* A backslash is itself, unless it would be read as the beginning of an escape. */
  if (*text == '\\' && read_escape (text) == '\0')
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (*text == escapes[i].plain)
      return escapes[i].escaped;

  return NULL;
}

/**
 * xmpp_address_escape_local:
 * @text: what a person typed before the @
 *
 * Writes the characters that are not allowed there as escapes: XEP-0106, 4.2. Spaces at both ends
 * are dropped, for no escaped one may stand there.
 *
 * Returns: (transfer full): the part as it goes over the wire, not yet prepared
 */
char *
xmpp_address_escape_local (const char *text)
{
  g_autofree char *trimmed = NULL;
  GString *local;

  g_return_val_if_fail (text != NULL, NULL);

  while (*text == ' ')
    text++;
  trimmed = g_strdup (text);
  for (gsize length = strlen (trimmed); length > 0 && trimmed[length - 1] == ' '; length--)
    trimmed[length - 1] = '\0';

  local = g_string_sized_new (strlen (trimmed) + 8);
  for (const char *c = trimmed; *c != '\0'; c++)
    {
      const char *escaped = get_escape (c);

      if (escaped != NULL)
        g_string_append (local, escaped);
      else
        g_string_append_c (local, *c);
    }

  return g_string_free (local, FALSE);
}

/**
 * xmpp_address_unescape_local:
 * @local: what stands before the @ on the wire
 *
 * Makes it readable for people: XEP-0106, 4.1. Never use the outcome as an address, nor to compare
 * two. An escaped space at either end, which nobody may send, stays as it is.
 *
 * Returns: (transfer full): what to show
 */
char *
xmpp_address_unescape_local (const char *local)
{
  GString *text;
  const char *c;

  g_return_val_if_fail (local != NULL, NULL);

  text = g_string_sized_new (strlen (local));
  for (c = local; *c != '\0'; c++)
    {
      char plain = read_escape (c);

      if (plain == '\0' || (plain == ' ' && (c == local || c[3] == '\0')))
        {
          g_string_append_c (text, *c);
          continue;
        }

      g_string_append_c (text, plain);
      c += 2;
    }

  return g_string_free (text, FALSE);
}
