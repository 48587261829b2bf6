/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificates a person has accepted for one domain. */
#define G_LOG_DOMAIN "chat-trust"

#include "chat-trust.h"

#include "xmpp-trust.h"

/* A server that changes its own certificate every week must not fill the archive. */
#define MAX_PINS 8

struct _ChatTrust
{
  GObject          parent_instance;

  char            *domain;
  GPtrArray       *pins;        /* owned char *, oldest first, NULL-terminated */
  ChatCertificate *certificate; /* (nullable): refused last */
  char            *digest;      /* (nullable): of @certificate */
};

static void trust_iface_init (XmppTrustInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTrust, chat_trust, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TRUST, trust_iface_init))

static guint refused_signal;

static char *
compute_digest (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len) : NULL;
}

static gboolean
chat_trust_is_pinned (XmppTrust       *trust,
                      const char      *domain,
                      GTlsCertificate *certificate)
{
  ChatTrust *self = CHAT_TRUST (trust);
  g_autofree char *digest = compute_digest (certificate);

  if (digest == NULL || g_ascii_strcasecmp (domain, self->domain) != 0)
    return FALSE;

  return g_strv_contains ((const char *const *) self->pins->pdata, digest);
}

static void
chat_trust_refused (XmppTrust            *trust,
                    const char           *domain,
                    GTlsCertificate      *certificate,
                    GTlsCertificateFlags  errors)
{
  ChatTrust *self = CHAT_TRUST (trust);

  g_clear_object (&self->certificate);
  g_free (self->digest);
  self->certificate = chat_certificate_new (domain, certificate, errors);
  self->digest = compute_digest (certificate);
  g_signal_emit (self, refused_signal, 0, self->certificate);
}

static void
trust_iface_init (XmppTrustInterface *iface)
{
  iface->is_pinned = chat_trust_is_pinned;
  iface->refused = chat_trust_refused;
}

static void
chat_trust_finalize (GObject *object)
{
  ChatTrust *self = CHAT_TRUST (object);

  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->digest, g_free);

  G_OBJECT_CLASS (chat_trust_parent_class)->finalize (object);
}

static void
chat_trust_class_init (ChatTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_trust_finalize;

  refused_signal = g_signal_new ("refused", CHAT_TYPE_TRUST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, CHAT_TYPE_CERTIFICATE);
}

static void
chat_trust_init (ChatTrust *self)
{
  self->pins = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->pins, NULL);
}

static void
add_pin (ChatTrust  *self,
         const char *digest)
{
  if (g_strv_contains ((const char *const *) self->pins->pdata, digest))
    return;

  g_ptr_array_insert (self->pins, (int) self->pins->len - 1, g_strdup (digest));
  if (self->pins->len > MAX_PINS + 1)
    g_ptr_array_remove_index (self->pins, 0);
}

ChatTrust *
chat_trust_new (const char        *domain,
                const char *const *pins)
{
  ChatTrust *self = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  self = g_object_new (CHAT_TYPE_TRUST, NULL);
  self->domain = g_strdup (domain);
  for (gsize i = 0; pins != NULL && pins[i] != NULL; i++)
    add_pin (self, pins[i]);
  return self;
}

const char *const *
chat_trust_get_pins (ChatTrust *self)
{
  g_return_val_if_fail (CHAT_IS_TRUST (self), NULL);

  return (const char *const *) self->pins->pdata;
}

ChatCertificate *
chat_trust_get_certificate (ChatTrust *self)
{
  g_return_val_if_fail (CHAT_IS_TRUST (self), NULL);

  return self->certificate;
}

gboolean
chat_trust_pin (ChatTrust *self)
{
  g_return_val_if_fail (CHAT_IS_TRUST (self), FALSE);

  if (self->digest == NULL)
    return FALSE;

  add_pin (self, self->digest);
  chat_trust_clear (self);
  return TRUE;
}

void
chat_trust_clear (ChatTrust *self)
{
  g_return_if_fail (CHAT_IS_TRUST (self));

  g_clear_object (&self->certificate);
  g_clear_pointer (&self->digest, g_free);
}
