/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of the HT mechanisms, draft-schmaus-kitten-sasl-ht-09. */
#include "mock-token.h"

#include <string.h>

static GChecksumType
get_hash (const char *mechanism)
{
  return g_str_has_prefix (mechanism, "HT-SHA-512-") ? G_CHECKSUM_SHA512 : G_CHECKSUM_SHA256;
}

static void
append_binding (const char     *mechanism,
                GTlsConnection *tls,
                GByteArray     *message)
{
  g_autoptr(GByteArray) data = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  GTlsChannelBindingType type = G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT;

  if (g_str_has_suffix (mechanism, "-NONE"))
    return;
  if (g_str_has_suffix (mechanism, "-EXPR"))
    type = G_TLS_CHANNEL_BINDING_TLS_EXPORTER;
  else
    g_assert_true (g_str_has_suffix (mechanism, "-ENDP"));

  g_tls_connection_get_channel_binding_data (tls, type, data, &error);
  g_assert_no_error (error);
  g_byte_array_append (message, data->data, data->len);
}

static gsize
compute (const char     *mechanism,
         const char     *secret,
         GTlsConnection *tls,
         const char     *role,
         guint8         *digest)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  GHmac *hmac = g_hmac_new (get_hash (mechanism), (const guchar *) secret, strlen (secret));
  gsize len = 64;

  g_byte_array_append (message, (const guint8 *) role, (guint) strlen (role));
  append_binding (mechanism, tls, message);
  g_hmac_update (hmac, message->data, message->len);
  g_hmac_get_digest (hmac, digest, &len);
  g_hmac_unref (hmac);
  return len;
}

/**
 * mock_token_check:
 * @mechanism: the mechanism's name
 * @secret: the token
 * @tls: the connection
 * @initial_response: what the client said, as Base64
 * @lie: %MOCK_LIES_SIGNATURE for a wrong answer
 *
 * Ends the test when the client does not have just this token.
 *
 * Returns: (transfer full): the answer, as Base64
 */
char *
mock_token_check (const char     *mechanism,
                  const char     *secret,
                  GTlsConnection *tls,
                  const char     *initial_response,
                  MockLie         lie)
{
  static const char name[] = "juliet"; /* and the NUL after it */
  gsize len = 0;
  g_autofree guchar *message = g_base64_decode (initial_response, &len);
  guint8 expected[64];
  gsize n_expected = compute (mechanism, secret, tls, "Initiator", expected);

  g_assert_cmpmem (message, MIN (len, sizeof name), name, sizeof name);
  g_assert_cmpmem (message + sizeof name, len - sizeof name, expected, n_expected);

  n_expected = compute (mechanism, secret, tls, "Responder", expected);
  if (lie == MOCK_LIES_SIGNATURE)
    expected[0] ^= 1;
  return g_base64_encode (expected, n_expected);
}
