/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate that did not verify, readable by people. */
#define G_LOG_DOMAIN "chat-certificate"

#include "chat-certificate.h"

#include "charla-config.h"
#include "chat-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Names inside a foreign certificate are as long as their maker liked. */
#define MAX_NAME_CHARS 200

struct _ChatCertificate
{
  GObject              parent_instance;

  char                *domain;
  GTlsCertificate     *certificate; /* (nullable) */
  GTlsCertificateFlags errors;
  char                *fingerprint;
  char                *subject;     /* (nullable) */
  char                *issuer;      /* (nullable) */
  GDateTime           *not_before;  /* (nullable) */
  GDateTime           *not_after;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatCertificate, chat_certificate, G_TYPE_OBJECT)

enum {
  PROP_DOMAIN = 1,
  PROP_FINGERPRINT,
  PROP_SUBJECT,
  PROP_ISSUER,
  PROP_NOT_BEFORE,
  PROP_NOT_AFTER,
  PROP_REASON,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* What is wrong, the worst first: a person is told one thing. */
static const struct {
  GTlsCertificateFlags flag;
  const char          *text;
} reasons[] = {
  { G_TLS_CERTIFICATE_REVOKED,
    N_("The certificate of %s was revoked by who issued it.") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY,
    N_("The certificate is not one for %s.") },
  { G_TLS_CERTIFICATE_EXPIRED,
    N_("The certificate of %s has expired.") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED,
    N_("The certificate of %s is not valid yet. Is the clock of this computer right?") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA,
    N_("The certificate of %s comes from nobody that this computer trusts.") },
  { G_TLS_CERTIFICATE_INSECURE,
    N_("The certificate of %s is made in a way that is no longer safe.") },
};

static void
chat_certificate_finalize (GObject *object)
{
  ChatCertificate *self = CHAT_CERTIFICATE (object);

  g_clear_pointer (&self->domain, g_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->issuer, g_free);
  g_clear_pointer (&self->not_before, g_date_time_unref);
  g_clear_pointer (&self->not_after, g_date_time_unref);

  G_OBJECT_CLASS (chat_certificate_parent_class)->finalize (object);
}

static void
chat_certificate_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ChatCertificate *self = CHAT_CERTIFICATE (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;
    case PROP_FINGERPRINT:
      g_value_set_string (value, self->fingerprint);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case PROP_ISSUER:
      g_value_set_string (value, self->issuer);
      break;
    case PROP_NOT_BEFORE:
      g_value_set_boxed (value, self->not_before);
      break;
    case PROP_NOT_AFTER:
      g_value_set_boxed (value, self->not_after);
      break;
    case PROP_REASON:
      g_value_take_string (value, chat_certificate_dup_reason (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_certificate_class_init (ChatCertificateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_certificate_finalize;
  object_class->get_property = chat_certificate_get_property;

  props[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, flags);
  props[PROP_FINGERPRINT] = g_param_spec_string ("fingerprint", NULL, NULL, NULL, flags);
  props[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  props[PROP_ISSUER] = g_param_spec_string ("issuer", NULL, NULL, NULL, flags);
  props[PROP_NOT_BEFORE] = g_param_spec_boxed ("not-before", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_NOT_AFTER] = g_param_spec_boxed ("not-after", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_certificate_init (ChatCertificate *self)
{
}

/* "AB:CD:…", as people compare it with what the owner of a server tells them. */
static char *
make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;
  g_autofree char *hex = NULL;
  GString *fingerprint;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return g_strdup ("");

  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  fingerprint = g_string_sized_new (3 * strlen (hex) / 2);
  for (const char *p = hex; *p != '\0'; p += 2)
    {
      if (fingerprint->len > 0)
        g_string_append_c (fingerprint, ':');
      g_string_append_c (fingerprint, g_ascii_toupper (p[0]));
      g_string_append_c (fingerprint, g_ascii_toupper (p[1]));
    }

  return g_string_free (fingerprint, FALSE);
}

ChatCertificate *
chat_certificate_new (const char           *domain,
                      GTlsCertificate      *certificate,
                      GTlsCertificateFlags  errors)
{
  ChatCertificate *self = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;

  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  self = g_object_new (CHAT_TYPE_CERTIFICATE, NULL);
  self->domain = g_strdup (domain);
  self->certificate = g_object_ref (certificate);
  self->errors = errors;
  self->fingerprint = make_fingerprint (certificate);
  self->not_before = g_tls_certificate_get_not_valid_before (certificate);
  self->not_after = g_tls_certificate_get_not_valid_after (certificate);
  subject = g_tls_certificate_get_subject_name (certificate);
  issuer = g_tls_certificate_get_issuer_name (certificate);
  self->subject = chat_text_clean_line (subject, MAX_NAME_CHARS);
  self->issuer = chat_text_clean_line (issuer, MAX_NAME_CHARS);
  return self;
}

const char *
chat_certificate_get_domain (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->domain;
}

const char *
chat_certificate_get_fingerprint (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->fingerprint;
}

const char *
chat_certificate_get_subject (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->subject;
}

const char *
chat_certificate_get_issuer (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->issuer;
}

GDateTime *
chat_certificate_get_not_before (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->not_before;
}

GDateTime *
chat_certificate_get_not_after (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  return self->not_after;
}

char *
chat_certificate_dup_reason (ChatCertificate *self)
{
  g_return_val_if_fail (CHAT_IS_CERTIFICATE (self), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if ((self->errors & reasons[i].flag) != 0)
      {
        g_autofree char *domain = chat_text_clean_line (self->domain, MAX_NAME_CHARS);
        const char *format = g_dgettext (GETTEXT_PACKAGE, reasons[i].text);
        g_auto(GStrv) parts = g_strsplit (format, "%s", 2);

        return g_strjoinv (domain != NULL ? domain : "", parts);
      }

  return g_strdup_printf (_("The certificate of %s could not be checked."), self->domain);
}
