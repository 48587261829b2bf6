/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages and the arithmetic of SCRAM, RFC 5802 and RFC 7677, without any state. */
#include "xmpp-scram.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "xmpp-base64.h"
#include "xmpp-error.h"

#define NONCE_BYTES    24
#define MAX_NONCE_CHARS 1024
#define MAX_SALT_BYTES  1024

static const struct {
  const char                *name;
  gnutls_mac_algorithm_t     mac;
  gnutls_digest_algorithm_t  digest;
  gsize                      length;
} families[] = {
  [XMPP_SCRAM_SHA_1]   = { "SCRAM-SHA-1", GNUTLS_MAC_SHA1, GNUTLS_DIG_SHA1, 20 },
  [XMPP_SCRAM_SHA_256] = { "SCRAM-SHA-256", GNUTLS_MAC_SHA256, GNUTLS_DIG_SHA256, 32 },
  [XMPP_SCRAM_SHA_512] = { "SCRAM-SHA-512", GNUTLS_MAC_SHA512, GNUTLS_DIG_SHA512, 64 },
};

/**
 * xmpp_scram_get_name:
 * @hash: a family
 *
 * Returns: the mechanism's name without "-PLUS"
 */
const char *
xmpp_scram_get_name (XmppScramHash hash)
{
  return families[hash].name;
}

/**
 * xmpp_scram_get_length:
 * @hash: a family
 *
 * Returns: how many bytes its keys, proofs and signatures have
 */
gsize
xmpp_scram_get_length (XmppScramHash hash)
{
  return families[hash].length;
}

/**
 * xmpp_scram_escape_name:
 * @name: a prepared user name
 *
 * Returns: (transfer full): @name with "=" and "," as RFC 5802, 5.1 wants them
 */
char *
xmpp_scram_escape_name (const char *name)
{
  GString *escaped = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  escaped = g_string_new (name);
  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);
  return g_string_free (escaped, FALSE);
}

/**
 * xmpp_scram_make_nonce:
 *
 * Returns: (transfer full): a fresh nonce of printable characters without ","
 */
char *
xmpp_scram_make_nonce (void)
{
  guint8 bytes[NONCE_BYTES];

  /* It fails only when the library could not even start. */
  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0)
    g_error ("No random numbers");
  return g_base64_encode (bytes, sizeof bytes);
}

static gboolean
refuse (GError     **error,
        XmppError    code,
        const char  *why)
{
  g_set_error_literal (error, XMPP_ERROR, (int) code, why);
  return FALSE;
}

/* Takes the value of attribute @name off the front of *@rest; NULL when another comes first. */
static char *
take_attribute (const char **rest,
                char         name)
{
  const char *start = *rest;
  const char *end = NULL;

  if (start[0] != name || start[1] != '=')
    return NULL;

  start += 2;
  end = start + strcspn (start, ",");
  *rest = *end == ',' ? end + 1 : end;
  return g_strndup (start, (gsize) (end - start));
}

static gboolean
is_nonce (const char *text)
{
  gsize len = strlen (text);

  if (len == 0 || len > MAX_NONCE_CHARS)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (text[i] < 0x21 || text[i] > 0x7e)
      return FALSE;
  return TRUE;
}

/**
 * xmpp_scram_challenge_parse:
 * @self: (out caller-allocates): what the message says; untouched on error
 * @message: the server's first message
 * @client_nonce: the nonce that we sent
 * @error: return location for %XMPP_ERROR_MALFORMED, or %XMPP_ERROR_SERVER_UNTRUSTED when the
 *   message is one that an honest server does not send
 *
 * Reads "r=…,s=…,i=…" and ignores extensions after it, but for "m", which RFC 5802, 5.1 forbids
 * to ignore.
 *
 * Returns: whether it is acceptable
 */
gboolean
xmpp_scram_challenge_parse (XmppScramChallenge  *self,
                            const char          *message,
                            const char          *client_nonce,
                            GError             **error)
{
  g_autofree char *nonce = NULL;
  g_autofree char *salt_text = NULL;
  g_autofree char *count = NULL;
  g_autoptr(GBytes) salt = NULL;
  guint64 iterations = 0;
  const char *rest = message;

  g_return_val_if_fail (self != NULL && message != NULL && client_nonce != NULL, FALSE);

  if (g_str_has_prefix (message, "m="))
    return refuse (error, XMPP_ERROR_UNSUPPORTED, "A mandatory extension of SCRAM");

  if ((nonce = take_attribute (&rest, 'r')) == NULL
      || (salt_text = take_attribute (&rest, 's')) == NULL
      || (count = take_attribute (&rest, 'i')) == NULL
      || !is_nonce (nonce)
      || (salt = xmpp_base64_decode (salt_text, MAX_SALT_BYTES)) == NULL
      || g_bytes_get_size (salt) == 0
      || !g_ascii_string_to_unsigned (count, 10, 1, G_MAXUINT32, &iterations, NULL))
    return refuse (error, XMPP_ERROR_MALFORMED, "No first message of a SCRAM server");

  if (!g_str_has_prefix (nonce, client_nonce) || strlen (nonce) == strlen (client_nonce))
    return refuse (error, XMPP_ERROR_SERVER_UNTRUSTED, "The server did not build upon our nonce");

  /* RFC 5802, 5.1 and RFC 7677, 4: 4096 at least. Less helps only who wants to try passwords; more
   * than some seconds' work only who wants to keep us busy. */
  if (iterations < XMPP_SCRAM_MIN_ITERATIONS || iterations > XMPP_SCRAM_MAX_ITERATIONS)
    return refuse (error, XMPP_ERROR_SERVER_UNTRUSTED, "An iteration count that is not acceptable");

  self->nonce = g_steal_pointer (&nonce);
  self->salt = g_steal_pointer (&salt);
  self->iterations = (guint) iterations;
  return TRUE;
}

/**
 * xmpp_scram_challenge_clear:
 * @self: a challenge, parsed or zero
 *
 * Frees what @self holds.
 */
void
xmpp_scram_challenge_clear (XmppScramChallenge *self)
{
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->salt, g_bytes_unref);
}

/**
 * xmpp_scram_digest:
 * @hash: the family
 * @bytes: what to hash
 * @n_bytes: how many
 * @digest: (out caller-allocates): as long as xmpp_scram_get_length() says
 *
 * Computes the hash that gave the family its name.
 */
void
xmpp_scram_digest (XmppScramHash  hash,
                   const void    *bytes,
                   gsize          n_bytes,
                   guint8        *digest)
{
  if (gnutls_hash_fast (families[hash].digest, bytes, n_bytes, digest) != 0)
    g_error ("No hash for %s", families[hash].name);
}

static void
hmac (XmppScramHash  hash,
      const guint8  *key,
      const char    *text,
      guint8        *out)
{
  if (gnutls_hmac_fast (families[hash].mac, key, families[hash].length, text, strlen (text), out)
      != 0)
    g_error ("No HMAC for %s", families[hash].name);
}

/**
 * xmpp_scram_forget:
 * @secret: some bytes
 * @n_bytes: how many
 *
 * Leaves nothing of them in memory.
 */
void
xmpp_scram_forget (void  *secret,
                   gsize  n_bytes)
{
  gnutls_memset (secret, 0, n_bytes);
}

/**
 * xmpp_scram_salt_password:
 * @hash: the family
 * @password: the prepared password
 * @salt: the server's salt
 * @iterations: the server's count
 * @salted: (out caller-allocates): as long as xmpp_scram_get_length() says
 * @error: return location for %XMPP_ERROR_UNSUPPORTED
 *
 * Does the slow part, RFC 5802, 3: up to seconds, so not for the main thread.
 *
 * Returns: whether @salted is set
 */
gboolean
xmpp_scram_salt_password (XmppScramHash   hash,
                          const char     *password,
                          GBytes         *salt,
                          guint           iterations,
                          guint8         *salted,
                          GError        **error)
{
  gnutls_datum_t secret = { (unsigned char *) password, (unsigned int) strlen (password) };
  gnutls_datum_t salt_datum = { (unsigned char *) g_bytes_get_data (salt, NULL),
                                (unsigned int) g_bytes_get_size (salt) };
  int code = gnutls_pbkdf2 (families[hash].mac, &secret, &salt_datum, iterations, salted,
                            families[hash].length);

  if (code == GNUTLS_E_SUCCESS)
    return TRUE;

  g_set_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED, "PBKDF2: %s", gnutls_strerror (code));
  return FALSE;
}

/**
 * xmpp_scram_derive_keys:
 * @hash: the family
 * @password: the prepared password
 * @salt: the server's salt
 * @iterations: the server's count
 * @keys: (out caller-allocates): the keys
 * @error: return location for %XMPP_ERROR_UNSUPPORTED
 *
 * Does xmpp_scram_salt_password(), and what follows.
 *
 * Returns: whether @keys are set
 */
gboolean
xmpp_scram_derive_keys (XmppScramHash   hash,
                        const char     *password,
                        GBytes         *salt,
                        guint           iterations,
                        XmppScramKeys  *keys,
                        GError        **error)
{
  guint8 salted[XMPP_SCRAM_MAX_BYTES];

  if (!xmpp_scram_salt_password (hash, password, salt, iterations, salted, error))
    return FALSE;

  hmac (hash, salted, "Client Key", keys->client_key);
  hmac (hash, salted, "Server Key", keys->server_key);
  xmpp_scram_forget (salted, sizeof salted);
  return TRUE;
}

/**
 * xmpp_scram_keys_clear:
 * @keys: some keys
 *
 * Leaves nothing of @keys in memory.
 */
void
xmpp_scram_keys_clear (XmppScramKeys *keys)
{
  xmpp_scram_forget (keys, sizeof *keys);
}

/**
 * xmpp_scram_prove:
 * @hash: the family
 * @keys: the keys of the password
 * @auth_message: both first messages and our last without the proof, joined with ","
 * @proof: (out caller-allocates): our proof, as long as xmpp_scram_get_length() says
 * @server_signature: (out caller-allocates): what the server must answer, as long
 *
 * Computes both sides' proofs, RFC 5802, 3.
 */
void
xmpp_scram_prove (XmppScramHash        hash,
                  const XmppScramKeys *keys,
                  const char          *auth_message,
                  guint8              *proof,
                  guint8              *server_signature)
{
  guint8 stored_key[XMPP_SCRAM_MAX_BYTES];

  xmpp_scram_digest (hash, keys->client_key, families[hash].length, stored_key);
  hmac (hash, stored_key, auth_message, proof);
  for (gsize i = 0; i < families[hash].length; i++)
    proof[i] ^= keys->client_key[i];

  hmac (hash, keys->server_key, auth_message, server_signature);
}

/**
 * xmpp_scram_verify_final:
 * @hash: the family
 * @message: the server's last message
 * @server_signature: what xmpp_scram_prove() computed
 * @error: return location for %XMPP_ERROR_NOT_AUTHORIZED when the server refuses,
 *   %XMPP_ERROR_SERVER_UNTRUSTED when it does not prove that it knows the password
 *
 * Checks "v=…", in a time that does not tell how much of it was right.
 *
 * Returns: whether the server is the one that knows the password
 */
gboolean
xmpp_scram_verify_final (XmppScramHash   hash,
                         const char     *message,
                         const guint8   *server_signature,
                         GError        **error)
{
  g_autofree char *refusal = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) signature = NULL;
  const char *rest = message;

  if ((refusal = take_attribute (&rest, 'e')) != NULL)
    {
      g_set_error (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED, "Refused: %.64s", refusal);
      return FALSE;
    }

  if ((text = take_attribute (&rest, 'v')) == NULL
      || (signature = xmpp_base64_decode (text, families[hash].length)) == NULL
      || g_bytes_get_size (signature) != families[hash].length
      || gnutls_memcmp (g_bytes_get_data (signature, NULL), server_signature,
                        families[hash].length) != 0)
    return refuse (error, XMPP_ERROR_SERVER_UNTRUSTED, "The server's signature is wrong");

  return TRUE;
}
