/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EXTERNAL with a client certificate, RFC 4422, appendix A, and XEP-0178. */
#include "xmpp-sasl-external.h"

#include <gnutls/x509.h>
#include <string.h>

#include "xmpp-address.h"

/* More names than that are not worth counting. */
#define MAX_NAMES 64

struct _XmppSaslExternal
{
  XmppSaslMechanism  parent_instance;

  char              *identity; /* "" when the certificate says who we are */
};

G_DEFINE_FINAL_TYPE (XmppSaslExternal, xmpp_sasl_external, XMPP_TYPE_SASL_MECHANISM)

/* The address (id-on-xmppAddr, RFC 6120, 13.7.1.4) that is the certificate's name number @i. */
static char *
dup_address (gnutls_x509_crt_t certificate,
             guint             i)
{
  char text[3072];
  size_t size = sizeof text;

  /* GnuTLS knows this kind of name and gives it as text. */
  if (gnutls_x509_crt_get_subject_alt_name2 (certificate, i, text, &size, NULL, NULL)
      != GNUTLS_SAN_OTHERNAME_XMPP)
    return NULL;

  return g_strndup (text, size);
}

/* How many addresses the certificate names, and whether @address is one of them. */
static guint
count_addresses (gnutls_x509_crt_t  certificate,
                 XmppAddress       *address,
                 gboolean          *is_named)
{
  guint n_found = 0;

  for (guint i = 0; i < MAX_NAMES; i++)
    {
      g_autofree char *text = dup_address (certificate, i);
      g_autoptr(XmppAddress) named = NULL;

      if (text == NULL)
        continue;

      n_found++;
      named = xmpp_address_parse (text, NULL);
      *is_named |= named != NULL && xmpp_address_equal (named, address);
    }

  return n_found;
}

/* XEP-0178, 2: the identity must be said when the certificate names several addresses or another
 * one, and must not be said otherwise. */
static gboolean
must_say_identity (GTlsCertificate *certificate,
                   const char      *address)
{
  g_autoptr(XmppAddress) ours = xmpp_address_parse (address, NULL);
  g_autoptr(GByteArray) der = NULL;
  gnutls_x509_crt_t parsed = NULL;
  gnutls_datum_t datum = { NULL, 0 };
  gboolean is_named = FALSE;
  guint n_addresses = 0;

  g_object_get (certificate, "certificate", &der, NULL);
  if (ours == NULL || der == NULL || gnutls_x509_crt_init (&parsed) != GNUTLS_E_SUCCESS)
    return FALSE;

  datum.data = der->data;
  datum.size = der->len;
  if (gnutls_x509_crt_import (parsed, &datum, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS)
    n_addresses = count_addresses (parsed, ours, &is_named);
  gnutls_x509_crt_deinit (parsed);

  return n_addresses > 1 || (n_addresses == 1 && !is_named);
}

static GBytes *
xmpp_sasl_external_begin (XmppSaslMechanism  *mechanism,
                          GError            **error)
{
  XmppSaslExternal *self = XMPP_SASL_EXTERNAL (mechanism);

  return g_bytes_new (self->identity, strlen (self->identity));
}

static void
xmpp_sasl_external_finalize (GObject *object)
{
  XmppSaslExternal *self = XMPP_SASL_EXTERNAL (object);

  g_clear_pointer (&self->identity, g_free);

  G_OBJECT_CLASS (xmpp_sasl_external_parent_class)->finalize (object);
}

static void
xmpp_sasl_external_class_init (XmppSaslExternalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_sasl_external_finalize;
  XMPP_SASL_MECHANISM_CLASS (klass)->begin = xmpp_sasl_external_begin;
}

static void
xmpp_sasl_external_init (XmppSaslExternal *self)
{
}

/**
 * xmpp_sasl_external_new:
 * @address: the bare address to sign in as
 * @certificate: the certificate that TLS showed to the server
 *
 * Returns: (transfer full): a run of EXTERNAL
 */
XmppSaslMechanism *
xmpp_sasl_external_new (const char      *address,
                        GTlsCertificate *certificate)
{
  XmppSaslExternal *self = g_object_new (XMPP_TYPE_SASL_EXTERNAL, NULL);

  self->identity = g_strdup (must_say_identity (certificate, address) ? address : "");
  return XMPP_SASL_MECHANISM (self);
}
