/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who may have accepted one certificate, and remembers what was refused. */
#include "mock-trust.h"

struct _MockTrust
{
  GObject               parent_instance;

  GTlsCertificate      *pinned;   /* (nullable) */
  GTlsCertificate      *refused;  /* (nullable) */
  GTlsCertificateFlags  errors;
  char                 *domain;   /* (nullable) */
  guint                 n_refused;
};

static gboolean
mock_trust_is_pinned (XmppTrust       *trust,
                      const char      *domain,
                      GTlsCertificate *certificate)
{
  MockTrust *self = MOCK_TRUST (trust);

  return self->pinned != NULL && g_tls_certificate_is_same (self->pinned, certificate);
}

static void
mock_trust_refused (XmppTrust            *trust,
                    const char           *domain,
                    GTlsCertificate      *certificate,
                    GTlsCertificateFlags  errors)
{
  MockTrust *self = MOCK_TRUST (trust);

  self->n_refused++;
  self->errors = errors;
  g_set_object (&self->refused, certificate);
  g_free (self->domain);
  self->domain = g_strdup (domain);
}

static void
trust_iface_init (XmppTrustInterface *iface)
{
  iface->is_pinned = mock_trust_is_pinned;
  iface->refused = mock_trust_refused;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MockTrust, mock_trust, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TRUST, trust_iface_init))

static void
mock_trust_finalize (GObject *object)
{
  MockTrust *self = MOCK_TRUST (object);

  g_clear_object (&self->pinned);
  g_clear_object (&self->refused);
  g_free (self->domain);

  G_OBJECT_CLASS (mock_trust_parent_class)->finalize (object);
}

static void
mock_trust_class_init (MockTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mock_trust_finalize;
}

static void
mock_trust_init (MockTrust *self)
{
}

MockTrust *
mock_trust_new (void)
{
  return g_object_new (MOCK_TYPE_TRUST, NULL);
}

void
mock_trust_pin (MockTrust       *self,
                GTlsCertificate *certificate)
{
  g_set_object (&self->pinned, certificate);
}

guint
mock_trust_get_n_refused (MockTrust *self)
{
  return self->n_refused;
}

GTlsCertificate *
mock_trust_get_refused (MockTrust *self)
{
  return self->refused;
}

GTlsCertificateFlags
mock_trust_get_errors (MockTrust *self)
{
  return self->errors;
}

const char *
mock_trust_get_domain (MockTrust *self)
{
  return self->domain;
}
