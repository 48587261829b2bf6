/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of SCRAM, RFC 5802, with the password of every test. */
#include "mock-scram.h"

#include <string.h>

#include "xmpp-scram.h"

#define ITERATIONS 4096

struct _MockScram
{
  XmppScramHash   hash;
  MockLie         lie;
  const char     *extension;     /* (nullable), borrowed */
  GTlsConnection *tls;           /* (nullable) */
  gboolean        is_plus;
  char           *gs2_header;
  char           *client_bare;
  char           *server_first;
  char           *nonce;
};

static char *
decode (const char *text)
{
  gsize len = 0;
  g_autofree guchar *bytes = g_base64_decode (text, &len);

  return g_strndup ((const char *) bytes, len);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

MockScram *
mock_scram_new (const char     *mechanism,
                MockLie         lie,
                const char     *extension,
                GTlsConnection *tls)
{
  MockScram *self = g_new0 (MockScram, 1);

  self->lie = lie;
  self->extension = extension;
  self->tls = tls;
  self->is_plus = g_str_has_suffix (mechanism, "-PLUS");
  for (int hash = 0; hash < (int) XMPP_SCRAM_N_HASHES; hash++)
    if (g_str_has_prefix (mechanism, xmpp_scram_get_name ((XmppScramHash) hash)))
      self->hash = (XmppScramHash) hash;
  return self;
}

void
mock_scram_free (MockScram *self)
{
  g_free (self->gs2_header);
  g_free (self->client_bare);
  g_free (self->server_first);
  g_free (self->nonce);
  g_free (self);
}

/* The answer to <auth/>, as Base64. */
char *
mock_scram_challenge (MockScram  *self,
                      const char *client_first)
{
  g_autofree char *message = decode (client_first);
  const char *bare = strstr (message, ",,");
  const char *nonce = NULL;
  guint iterations = ITERATIONS;

  g_assert_nonnull (bare);
  self->gs2_header = g_strndup (message, (gsize) (bare + 2 - message));
  self->client_bare = g_strdup (bare + 2);
  g_assert_true (g_str_has_prefix (self->client_bare, "n=juliet,r="));
  nonce = self->client_bare + strlen ("n=juliet,r=");
  g_assert_cmpuint (strlen (nonce), >=, 22);
  g_assert_cmpint (self->is_plus, ==, self->gs2_header[0] == 'p');

  if (self->lie == MOCK_LIES_NONCE)
    self->nonce = g_strdup ("3rfcNHYJY1ZVvWVs7j");
  else if (self->lie == MOCK_LIES_SHORT_NONCE)
    self->nonce = g_strdup (nonce);
  else
    self->nonce = g_strconcat (nonce, "srv", NULL);
  if (self->lie == MOCK_LIES_FEW_ITERATIONS)
    iterations = 1;
  else if (self->lie == MOCK_LIES_MANY_ITERATIONS)
    iterations = 1000000000;

  self->server_first = g_strdup_printf ("%sr=%s,s=c2FsdHlzYWx0,i=%u,x=ignored%s%s",
                                        self->lie == MOCK_LIES_EXTENSION ? "m=x," : "", self->nonce,
                                        iterations, self->extension != NULL ? "," : "",
                                        self->extension != NULL ? self->extension : "");
  return encode (self->server_first);
}

static void
append_binding (MockScram  *self,
                GByteArray *channel)
{
  g_autoptr(GByteArray) data = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  GTlsChannelBindingType type = G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT;

  if (g_str_has_prefix (self->gs2_header, "p=tls-exporter"))
    type = G_TLS_CHANNEL_BINDING_TLS_EXPORTER;
  else if (g_str_has_prefix (self->gs2_header, "p=tls-unique"))
    type = G_TLS_CHANNEL_BINDING_TLS_UNIQUE;

  g_tls_connection_get_channel_binding_data (self->tls, type, data, &error);
  g_assert_no_error (error);
  g_byte_array_append (channel, data->data, data->len);
}

/* "c=": that the client sees the channel as we do. */
static gboolean
is_channel_right (MockScram  *self,
                  const char *text)
{
  g_autoptr(GByteArray) channel = g_byte_array_new ();
  g_autofree char *expected = NULL;

  g_byte_array_append (channel, (const guint8 *) self->gs2_header,
                       (guint) strlen (self->gs2_header));
  if (self->is_plus)
    append_binding (self, channel);
  expected = g_base64_encode (channel->data, channel->len);
  return strcmp (expected, text) == 0;
}

/* The answer to <response/>, as Base64; NULL when the password is wrong. */
char *
mock_scram_finish (MockScram  *self,
                   const char *client_final)
{
  g_autofree char *message = decode (client_final);
  const char *proof_text = strstr (message, ",p=");
  g_autofree char *without_proof = g_strndup (message, (gsize) (proof_text - message));
  g_auto(GStrv) parts = g_strsplit (without_proof, ",", -1);
  g_autofree char *auth_message = g_strjoin (",", self->client_bare, self->server_first,
                                             without_proof, NULL);
  g_autoptr(GBytes) salt = g_bytes_new_static ("saltysalt", 9);
  g_autofree char *expected = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *answer = NULL;
  guint8 proof[XMPP_SCRAM_MAX_BYTES];
  guint8 server_signature[XMPP_SCRAM_MAX_BYTES];
  XmppScramKeys keys;

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_true (is_channel_right (self, parts[0] + 2));
  g_assert_cmpstr (parts[1] + 2, ==, self->nonce);

  g_assert_true (xmpp_scram_derive_keys (self->hash, MOCK_PASSWORD, salt, ITERATIONS, &keys, NULL));
  xmpp_scram_prove (self->hash, &keys, auth_message, proof, server_signature);
  expected = g_base64_encode (proof, xmpp_scram_get_length (self->hash));
  if (strcmp (proof_text + 3, expected) != 0)
    return NULL;

  if (self->lie == MOCK_LIES_SIGNATURE)
    server_signature[0] ^= 1;
  signature = g_base64_encode (server_signature, xmpp_scram_get_length (self->hash));
  answer = g_strconcat ("v=", signature, NULL);
  return encode (answer);
}
