/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether somebody between us and the server has changed what it offers: XEP-0474 and XEP-0515.
 * What the server says about that in its first message of SCRAM is signed with the password, like
 * all of the message: whoever changes it fails in the end. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-scram-guard.h"

#include <string.h>

#include "xmpp-error.h"

/* XEP-0474, 8: no XML can bring them here as a part of a name. */
#define BETWEEN_ITEMS '\x1e'
#define BETWEEN_LISTS '\x1f'

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted by octets: RFC 4790, 9.3. */
static void
append_sorted (GString           *text,
               const char *const *list)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  for (gsize i = 0; list[i] != NULL; i++)
    g_ptr_array_add (sorted, (gpointer) list[i]);
  g_ptr_array_sort (sorted, compare_texts);

  for (guint i = 0; i < sorted->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, BETWEEN_ITEMS);
      g_string_append (text, sorted->pdata[i]);
    }
}

static char *
compute (const XmppScramGuard *self,
         XmppScramHash         hash)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint8 digest[XMPP_SCRAM_MAX_BYTES];

  append_sorted (text, self->mechanisms);
  if (self->bindings != NULL)
    {
      g_string_append_c (text, BETWEEN_LISTS);
      append_sorted (text, self->bindings);
    }

  xmpp_scram_digest (hash, text->str, text->len, digest);
  return g_base64_encode (digest, xmpp_scram_get_length (hash));
}

static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TAMPERED, why);
  return FALSE;
}

/* Of the attributes after "r", "s" and "i": whether @value is what the server has to say there.
 * @confirmed: is set when it says what it offers */
static gboolean
check_attribute (const XmppScramGuard  *self,
                 XmppScramHash          hash,
                 char                   name,
                 const char            *value,
                 gboolean              *confirmed,
                 GError               **error)
{
  if (name == 't' && self->tls_version != NULL && strcmp (value, self->tls_version) != 0)
    return refuse (error, "The server speaks another version of TLS than we do");

  if (name == 'h')
    {
      g_autofree char *expected = compute (self, hash);

      if (strcmp (value, expected) != 0)
        return refuse (error, "The server offers something else than what arrived here");

      *confirmed = TRUE;
    }
  return TRUE;
}

/**
 * xmpp_scram_guard_check:
 * @self: what we have heard
 * @hash: the family of SCRAM
 * @server_first: the server's first message, which xmpp_scram_challenge_parse() has read
 * @error: return location for %XMPP_ERROR_TAMPERED when the server says something else,
 *   %XMPP_ERROR_DOWNGRADE when it says nothing though that is needed
 *
 * Checks what we have heard against what the server says to have said.
 *
 * Returns: whether to go on
 */
gboolean
xmpp_scram_guard_check (const XmppScramGuard  *self,
                        XmppScramHash          hash,
                        const char            *server_first,
                        GError               **error)
{
  g_auto(GStrv) attributes = NULL;
  gboolean is_confirmed = FALSE;

  g_return_val_if_fail (self != NULL && self->mechanisms != NULL && server_first != NULL, FALSE);

  attributes = g_strsplit (server_first, ",", -1);
  for (gsize i = 0; attributes[i] != NULL; i++)
    if (i >= 3 && attributes[i][0] != '\0' && attributes[i][1] == '='
        && !check_attribute (self, hash, attributes[i][0], attributes[i] + 2, &is_confirmed, error))
      return FALSE;

  if (is_confirmed || !self->is_needed)
    return TRUE;

  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_DOWNGRADE,
                       "The server offers less than before, and does not confirm it");
  return FALSE;
}
