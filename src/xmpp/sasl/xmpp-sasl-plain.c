/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PLAIN, RFC 4616: only ever inside TLS whose certificate was verified. */
#include "xmpp-sasl-plain.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-saslprep.h"

struct _XmppSaslPlain
{
  XmppSaslMechanism    parent_instance;

  XmppSaslCredentials *credentials;
};

G_DEFINE_FINAL_TYPE (XmppSaslPlain, xmpp_sasl_plain, XMPP_TYPE_SASL_MECHANISM)

static GBytes *
xmpp_sasl_plain_begin (XmppSaslMechanism  *mechanism,
                       GError            **error)
{
  XmppSaslPlain *self = XMPP_SASL_PLAIN (mechanism);
  const char *known = xmpp_sasl_credentials_get_password (self->credentials);
  g_autofree char *username =
    xmpp_saslprep (xmpp_sasl_credentials_get_username (self->credentials), error);
  char *password = NULL;
  GByteArray *message = NULL;

  if (username == NULL)
    return NULL;
  if (known == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED, "No password");
      return NULL;
    }
  if ((password = xmpp_saslprep (known, error)) == NULL)
    return NULL;

  message = g_byte_array_sized_new ((guint) (strlen (username) + strlen (password) + 2));
  g_byte_array_append (message, (const guint8 *) "", 1); /* no other identity to act as */
  g_byte_array_append (message, (const guint8 *) username, (guint) strlen (username) + 1);
  g_byte_array_append (message, (const guint8 *) password, (guint) strlen (password));
  xmpp_secret_free (password);
  return g_byte_array_free_to_bytes (message);
}

static void
xmpp_sasl_plain_finalize (GObject *object)
{
  XmppSaslPlain *self = XMPP_SASL_PLAIN (object);

  g_clear_object (&self->credentials);

  G_OBJECT_CLASS (xmpp_sasl_plain_parent_class)->finalize (object);
}

static void
xmpp_sasl_plain_class_init (XmppSaslPlainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_sasl_plain_finalize;
  XMPP_SASL_MECHANISM_CLASS (klass)->begin = xmpp_sasl_plain_begin;
}

static void
xmpp_sasl_plain_init (XmppSaslPlain *self)
{
}

/**
 * xmpp_sasl_plain_new:
 * @credentials: (transfer none): user name and password
 *
 * Returns: (transfer full): a run of PLAIN
 */
XmppSaslMechanism *
xmpp_sasl_plain_new (XmppSaslCredentials *credentials)
{
  XmppSaslPlain *self = g_object_new (XMPP_TYPE_SASL_PLAIN, NULL);

  self->credentials = g_object_ref (credentials);
  return XMPP_SASL_MECHANISM (self);
}
