/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanisms of tokens, draft-schmaus-kitten-sasl-ht-09, as FAST uses them (XEP-0484): one
 * message each way, both a proof of who has the token, bound to the channel.
 *
 *   begin      → user, NUL, HMAC (token, "Initiator" || channel)
 *   complete   ← HMAC (token, "Responder" || channel)
 */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-sasl-ht.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "xmpp-error.h"
#include "xmpp-sasl-choice.h"
#include "xmpp-saslprep.h"

#define MAX_BYTES 64

/* The strongest channel binding first, which counts for more than the hash. */
static const struct {
  const char *suffix;
  const char *binding; /* (nullable): none */
} bindings[] = {
  { "-EXPR", XMPP_BINDING_EXPORTER },
  { "-UNIQ", XMPP_BINDING_UNIQUE },
  { "-ENDP", XMPP_BINDING_END_POINT },
  { "-NONE", NULL },
};

static const struct {
  const char             *prefix;
  gnutls_mac_algorithm_t  mac;
  gsize                   length;
} hashes[] = {
  { "HT-SHA-512", GNUTLS_MAC_SHA512, 64 },
  { "HT-SHA-256", GNUTLS_MAC_SHA256, 32 },
};

struct _XmppSaslHt
{
  XmppSaslMechanism  parent_instance;

  gsize              hash;
  char              *username;
  char              *token;
  GBytes            *binding; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (XmppSaslHt, xmpp_sasl_ht, XMPP_TYPE_SASL_MECHANISM)

static gboolean
read_name (const char *mechanism,
           gsize      *hash,
           gsize      *binding)
{
  for (*hash = 0; *hash < G_N_ELEMENTS (hashes); ++*hash)
    for (*binding = 0; *binding < G_N_ELEMENTS (bindings); ++*binding)
      {
        gsize len = strlen (hashes[*hash].prefix);

        if (strncmp (mechanism, hashes[*hash].prefix, len) == 0
            && strcmp (mechanism + len, bindings[*binding].suffix) == 0)
          return TRUE;
      }
  return FALSE;
}

static void
compute (XmppSaslHt *self,
         const char *role,
         guint8     *proof)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *) role, (guint) strlen (role));
  if (self->binding != NULL)
    g_byte_array_append (message, g_bytes_get_data (self->binding, NULL),
                         (guint) g_bytes_get_size (self->binding));
  if (gnutls_hmac_fast (hashes[self->hash].mac, self->token, strlen (self->token), message->data,
                        message->len, proof) != 0)
    g_error ("No HMAC for %s", hashes[self->hash].prefix);
}

static GBytes *
xmpp_sasl_ht_begin (XmppSaslMechanism  *mechanism,
                    GError            **error)
{
  XmppSaslHt *self = XMPP_SASL_HT (mechanism);
  GByteArray *message = g_byte_array_new ();
  guint8 proof[MAX_BYTES];

  compute (self, "Initiator", proof);
  g_byte_array_append (message, (const guint8 *) self->username,
                       (guint) strlen (self->username) + 1);
  g_byte_array_append (message, proof, (guint) hashes[self->hash].length);
  return g_byte_array_free_to_bytes (message);
}

static gboolean
xmpp_sasl_ht_complete (XmppSaslMechanism  *mechanism,
                       GBytes             *additional,
                       GError            **error)
{
  XmppSaslHt *self = XMPP_SASL_HT (mechanism);
  gsize length = hashes[self->hash].length;
  guint8 proof[MAX_BYTES];

  compute (self, "Responder", proof);
  if (additional != NULL && g_bytes_get_size (additional) == length
      && gnutls_memcmp (g_bytes_get_data (additional, NULL), proof, length) == 0)
    return TRUE;

  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED,
                       "The server did not prove that it knows the token");
  return FALSE;
}

static void
xmpp_sasl_ht_finalize (GObject *object)
{
  XmppSaslHt *self = XMPP_SASL_HT (object);

  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->token, xmpp_secret_free);
  g_clear_pointer (&self->binding, g_bytes_unref);

  G_OBJECT_CLASS (xmpp_sasl_ht_parent_class)->finalize (object);
}

static void
xmpp_sasl_ht_class_init (XmppSaslHtClass *klass)
{
  XmppSaslMechanismClass *mechanism_class = XMPP_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xmpp_sasl_ht_finalize;
  mechanism_class->begin = xmpp_sasl_ht_begin;
  mechanism_class->complete = xmpp_sasl_ht_complete;
}

static void
xmpp_sasl_ht_init (XmppSaslHt *self)
{
}

/**
 * xmpp_sasl_ht_new:
 * @mechanism: a name that xmpp_sasl_ht_read_name() can read
 * @username: the address's local part
 * @token: the token that was made for @mechanism
 * @binding: (nullable): what the channel binding of @mechanism binds to; %NULL when it has none
 *
 * Returns: (transfer full): a run of @mechanism
 */
XmppSaslMechanism *
xmpp_sasl_ht_new (const char *mechanism,
                  const char *username,
                  const char *token,
                  GBytes     *binding)
{
  XmppSaslHt *self = NULL;
  gsize hash = 0;
  gsize kind = 0;

  g_return_val_if_fail (username != NULL && token != NULL, NULL);
  g_return_val_if_fail (read_name (mechanism, &hash, &kind), NULL);
  g_return_val_if_fail ((bindings[kind].binding == NULL) == (binding == NULL), NULL);

  self = g_object_new (XMPP_TYPE_SASL_HT, NULL);
  self->hash = hash;
  self->username = g_strdup (username);
  self->token = g_strdup (token);
  self->binding = binding != NULL ? g_bytes_ref (binding) : NULL;
  return XMPP_SASL_MECHANISM (self);
}

/**
 * xmpp_sasl_ht_read_name:
 * @mechanism: any text
 * @binding: (out) (nullable): the kind of channel binding, %NULL for none
 *
 * Returns: whether @mechanism is the name of one that we know
 */
gboolean
xmpp_sasl_ht_read_name (const char  *mechanism,
                        const char **binding)
{
  gsize hash = 0;
  gsize kind = 0;

  g_return_val_if_fail (mechanism != NULL && binding != NULL, FALSE);

  *binding = NULL;
  if (!read_name (mechanism, &hash, &kind))
    return FALSE;

  *binding = bindings[kind].binding;
  return TRUE;
}

/**
 * xmpp_sasl_ht_choose:
 * @offered: what a server makes tokens for
 * @available: the kinds of channel binding that this TLS connection can give us
 *
 * Returns: (nullable): the strongest mechanism of @offered that works here, borrowed from it
 */
const char *
xmpp_sasl_ht_choose (const char *const *offered,
                     const char *const *available)
{
  const char *best = NULL;
  gsize best_rank = G_MAXSIZE;

  g_return_val_if_fail (offered != NULL && available != NULL, NULL);

  for (gsize i = 0; offered[i] != NULL; i++)
    {
      gsize hash = 0;
      gsize kind = 0;

      if (!read_name (offered[i], &hash, &kind)
          || (bindings[kind].binding != NULL
              && !g_strv_contains (available, bindings[kind].binding)))
        continue;
      if (kind * G_N_ELEMENTS (hashes) + hash < best_rank)
        {
          best = offered[i];
          best_rank = kind * G_N_ELEMENTS (hashes) + hash;
        }
    }
  return best;
}
