/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preparation of user names and passwords, RFC 4013, through ICU. */
#include "xmpp-saslprep.h"

#include <gnutls/gnutls.h>
#include <string.h>
#include <unicode/usprep.h>
#include <unicode/ustring.h>

#include "xmpp-error.h"

/* Nobody types more; ICU counts in int32_t. */
#define MAX_BYTES 4096

static void
forget (UChar *text,
        gsize  length)
{
  gnutls_memset (text, 0, length * sizeof *text);
}

static char *
prepare (UStringPrepProfile  *profile,
         const char          *text,
         GError             **error)
{
  UChar in[MAX_BYTES + 1];
  UChar out[2 * MAX_BYTES];
  char utf8[4 * MAX_BYTES];
  UErrorCode status = U_ZERO_ERROR;
  int32_t n_in = 0;
  int32_t n_out = 0;
  char *prepared = NULL;

  u_strFromUTF8 (in, G_N_ELEMENTS (in), &n_in, text, -1, &status);
  /* Emoji are newer than the Unicode 3.2 of RFC 4013; a client asks, so it may use them (RFC
   * 3454, 7). */
  n_out = usprep_prepare (profile, in, n_in, out, G_N_ELEMENTS (out), USPREP_ALLOW_UNASSIGNED, NULL,
                          &status);
  u_strToUTF8 (utf8, sizeof utf8, NULL, out, n_out, &status);

  if (U_FAILURE (status) || status == U_STRING_NOT_TERMINATED_WARNING)
    g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED,
                         "Characters that no user name or password may have");
  else
    prepared = g_strdup (utf8);

  forget (in, G_N_ELEMENTS (in));
  forget (out, G_N_ELEMENTS (out));
  gnutls_memset (utf8, 0, sizeof utf8);
  return prepared;
}

/**
 * xmpp_saslprep:
 * @text: a user name or password
 * @error: return location for %XMPP_ERROR_NOT_AUTHORIZED
 *
 * Brings @text into the form that both sides compute with. Text of printable ASCII stays as it
 * is.
 *
 * Returns: (transfer full): the prepared text, to be freed with xmpp_secret_free(); %NULL with
 *   @error set when @text is no UTF-8, too long, or has characters that RFC 4013 prohibits
 */
char *
xmpp_saslprep (const char  *text,
               GError     **error)
{
  UErrorCode status = U_ZERO_ERROR;
  UStringPrepProfile *profile = NULL;
  char *prepared = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED,
                           "A user name or password that is too long or no text");
      return NULL;
    }

  profile = usprep_openByType (USPREP_RFC4013_SASLPREP, &status);
  if (U_FAILURE (status))
    {
      g_set_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED, "No SASLprep: %s",
                   u_errorName (status));
      return NULL;
    }

  prepared = prepare (profile, text, error);
  usprep_close (profile);
  return prepared;
}

/**
 * xmpp_secret_free:
 * @secret: (transfer full) (nullable): a password
 *
 * Frees @secret and leaves nothing of it in memory.
 */
void
xmpp_secret_free (char *secret)
{
  if (secret != NULL)
    gnutls_memset (secret, 0, strlen (secret));
  g_free (secret);
}
