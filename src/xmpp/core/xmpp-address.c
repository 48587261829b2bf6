/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An XMPP address: RFC 7622, prepared as servers do, with the profiles of RFC 6122 and UTS #46. */
#define G_LOG_DOMAIN "xmpp-address"

#include "xmpp-address.h"

#include "base-utf8.h"
#include "xmpp-error.h"

#include <string.h>
#include <unicode/uidna.h>
#include <unicode/usprep.h>
#include <unicode/ustring.h>

#define PART_BYTES   1023 /* RFC 7622, 3.1 */
#define LABEL_BYTES  63   /* RFC 1035, 2.3.4 */
#define DOMAIN_BYTES 253

struct _XmppAddress
{
  int         ref_count; /* atomic */
  const char *local;     /* (nullable) */
  const char *domain;    /* a part of @bare */
  const char *resource;  /* (nullable) a part of @full */
  const char *bare;
  const char *full;
  char        text[];    /* what the others point into */
};

/* What ICU loads from files, once: immutable and safe to share among threads. */
typedef struct {
  UStringPrepProfile *local;
  UStringPrepProfile *resource;
  UIDNA              *domain;
} Profiles;

static const Profiles *
get_profiles (void)
{
  static const Profiles *profiles;

  if (g_once_init_enter (&profiles))
    {
      Profiles *opened = g_new0 (Profiles, 1);
      UErrorCode status = U_ZERO_ERROR;

      opened->local = usprep_openByType (USPREP_RFC3920_NODEPREP, &status);
      opened->resource = usprep_openByType (USPREP_RFC3920_RESOURCEPREP, &status);
      opened->domain = uidna_openUTS46 (UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                        UIDNA_NONTRANSITIONAL_TO_ASCII |
                                        UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
      if (U_FAILURE (status))
        g_error ("The data of ICU are missing: %s", u_errorName (status));

      g_once_init_leave (&profiles, opened);
    }

  return profiles;
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS, message);

  return FALSE;
}

static gboolean
is_ascii (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if ((guint8) text[i] >= 0x80)
      return FALSE;

  return TRUE;
}

/* RFC 7622, 3.3.1, and what every IdentifierClass refuses */
static gboolean
is_local_char (char c)
{
  return (guint8) c >= 0x80 || (g_ascii_isgraph (c) && strchr ("\"&'/:<>@", c) == NULL);
}

static gboolean
is_resource_char (char c)
{
  return (guint8) c >= 0x80 || g_ascii_isprint (c);
}

static gboolean
is_domain_char (char c)
{
  return (guint8) c >= 0x80 || g_ascii_isalnum (c) || c == '-' || c == '_' || c == '.';
}

static gboolean
has_only (const char *text,
          gboolean  (*is_allowed) (char c))
{
  for (; *text != '\0'; text++)
    if (!is_allowed (*text))
      return FALSE;

  return TRUE;
}

/* Prepares @text, which is not ASCII. Unassigned code points are allowed, for ICU's profiles stand at
 * Unicode 3.2 and people write emoji. */
static char *
stringprep (const UStringPrepProfile *profile,
            const char               *text,
            gsize                     length)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar source[PART_BYTES + 1];
  UChar prepared[PART_BYTES + 1];
  char utf8[PART_BYTES + 1];
  int32_t n = 0;

  u_strFromUTF8 (source, G_N_ELEMENTS (source), &n, text, (int32_t) length, &status);
  n = usprep_prepare (profile, source, n, prepared, G_N_ELEMENTS (prepared),
                      USPREP_ALLOW_UNASSIGNED, NULL, &status);
  u_strToUTF8 (utf8, sizeof utf8, &n, prepared, n, &status);

  return U_SUCCESS (status) ? g_strndup (utf8, (gsize) n) : NULL;
}

static char *
prepare_local (const char  *text,
               gsize        length,
               GError     **error)
{
  g_autofree char *prepared = NULL;

  if (length == 0 || length > PART_BYTES)
    {
      refuse (error, "The part before @ is %s", length == 0 ? "empty" : "too long");
      return NULL;
    }

  prepared = is_ascii (text, length) ? g_ascii_strdown (text, (gssize) length)
                                     : stringprep (get_profiles ()->local, text, length);

  if (prepared == NULL || *prepared == '\0' || !has_only (prepared, is_local_char))
    {
      refuse (error, "The part before @ has characters that are not allowed");
      return NULL;
    }

  return g_steal_pointer (&prepared);
}

static char *
prepare_resource (const char  *text,
                  gsize        length,
                  GError     **error)
{
  g_autofree char *prepared = NULL;

  if (length == 0 || length > PART_BYTES)
    {
      refuse (error, "The part after / is %s", length == 0 ? "empty" : "too long");
      return NULL;
    }

  prepared = is_ascii (text, length) ? g_strndup (text, length)
                                     : stringprep (get_profiles ()->resource, text, length);

  if (prepared == NULL || *prepared == '\0' || !has_only (prepared, is_resource_char))
    {
      refuse (error, "The part after / has characters that are not allowed");
      return NULL;
    }

  return g_steal_pointer (&prepared);
}

/* "[2001:db8::1]", each address written in one way only */
static char *
prepare_ip_literal (const char *text,
                    gsize       length)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *normal = NULL;

  if (length < 4 || text[length - 1] != ']')
    return NULL;

  inner = g_strndup (text + 1, length - 2);
  if (strspn (inner, "0123456789abcdefABCDEF:.") != length - 2)
    return NULL;

  address = g_inet_address_new_from_string (inner);
  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;

  normal = g_inet_address_to_string (address);
  return g_strdup_printf ("[%s]", normal);
}

/* The labels of a domain in ASCII: letters, digits, hyphens; also the underscore that people use. */
static gboolean
are_labels (const char *domain)
{
  gsize length = strlen (domain);
  gsize label = 0;

  if (length == 0 || length > DOMAIN_BYTES || !has_only (domain, is_domain_char))
    return FALSE;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && domain[i] != '.')
        {
          if (label++ == 0 && domain[i] == '-')
            return FALSE;
          continue;
        }

      if (label == 0 || label > LABEL_BYTES || domain[i - 1] == '-')
        return FALSE;
      label = 0;
    }

  return TRUE;
}

static gboolean
has_a_label (const char *domain)
{
  return g_str_has_prefix (domain, "xn--") || strstr (domain, ".xn--") != NULL;
}

/* Answers %NULL where the domain cannot be written in ASCII. Two hyphens in a bad place are not our
 * business: such names exist. */
static char *
convert_domain (const char *domain,
                gboolean    to_ascii)
{
  const UIDNA *idna = get_profiles ()->domain;
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  char converted[PART_BYTES + 1];
  int32_t n;

  if (to_ascii)
    n = uidna_nameToASCII_UTF8 (idna, domain, -1, converted, PART_BYTES, &info, &status);
  else
    n = uidna_nameToUnicodeUTF8 (idna, domain, -1, converted, PART_BYTES, &info, &status);

  if (U_FAILURE (status) || (info.errors & ~(guint32) UIDNA_ERROR_HYPHEN_3_4) != 0)
    return NULL;

  return g_strndup (converted, (gsize) n);
}

/* RFC 7622, 3.2: U-labels in lower case, without the dot at the end. */
static char *
prepare_domain (const char  *text,
                gsize        length,
                GError     **error)
{
  g_autofree char *domain = NULL;
  g_autofree char *ascii = NULL;

  if (length == 0 || length > PART_BYTES)
    {
      refuse (error, "The domain is %s", length == 0 ? "missing" : "too long");
      return NULL;
    }

  if (*text == '[')
    {
      domain = prepare_ip_literal (text, length);
      if (domain == NULL)
        refuse (error, "What stands in brackets is not an IPv6 address");
      return g_steal_pointer (&domain);
    }

  if (text[length - 1] == '.')
    length--;
  domain = g_ascii_strdown (text, (gssize) length);

  if (!is_ascii (domain, length) || has_a_label (domain))
    {
      g_autofree char *typed = g_steal_pointer (&domain);

      domain = convert_domain (typed, FALSE);
      if (domain != NULL && g_str_has_suffix (domain, "."))
        domain[strlen (domain) - 1] = '\0';
      ascii = domain != NULL ? convert_domain (domain, TRUE) : NULL;
    }
  else
    {
      ascii = g_strdup (domain);
    }

  if (ascii == NULL || !are_labels (ascii) || !has_only (domain, is_domain_char))
    {
      refuse (error, "The domain is not one");
      return NULL;
    }

  return g_steal_pointer (&domain);
}

/* Takes prepared parts. */
static XmppAddress *
make_address (const char *local,
              const char *domain,
              const char *resource)
{
  gsize local_size = local != NULL ? strlen (local) + 1 : 0;
  gsize bare_size = local_size + strlen (domain) + 1;
  gsize resource_size = resource != NULL ? strlen (resource) + 1 : 0;
  gsize full_size = resource != NULL ? bare_size + resource_size : 0;
  XmppAddress *self = g_malloc (sizeof *self + local_size + bare_size + full_size);
  char *end = self->text;

  self->ref_count = 1;
  self->local = NULL;
  self->resource = NULL;

  self->bare = end;
  if (local != NULL)
    {
      memcpy (end, local, local_size - 1);
      end[local_size - 1] = '@';
      end += local_size;
    }
  self->domain = memcpy (end, domain, bare_size - local_size);
  end += bare_size - local_size;

  self->full = self->bare;
  if (resource != NULL)
    {
      self->full = memcpy (end, self->bare, bare_size - 1);
      end[bare_size - 1] = '/';
      self->resource = memcpy (end + bare_size, resource, resource_size);
      end += full_size;
    }

  if (local != NULL)
    self->local = memcpy (end, local, local_size);

  return self;
}

/* @local and @resource are %NULL where they are absent. */
static XmppAddress *
prepare_address (const char  *local,
                 gsize        local_length,
                 const char  *domain,
                 gsize        domain_length,
                 const char  *resource,
                 gsize        resource_length,
                 GError     **error)
{
  g_autofree char *prepared_local = NULL;
  g_autofree char *prepared_domain = NULL;
  g_autofree char *prepared_resource = NULL;

  if (local != NULL && !(prepared_local = prepare_local (local, local_length, error)))
    return NULL;
  if (!(prepared_domain = prepare_domain (domain, domain_length, error)))
    return NULL;
  if (resource != NULL
      && !(prepared_resource = prepare_resource (resource, resource_length, error)))
    return NULL;

  return make_address (prepared_local, prepared_domain, prepared_resource);
}

static gboolean
is_clean (const char  *text,
          GError     **error)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length > 3 * PART_BYTES + 2)
    return refuse (error, "The address is too long");
  if (length > 0 && base_utf8_span (text, length, NULL) < length)
    return refuse (error, "The address is not UTF-8");

  return TRUE;
}

/**
 * xmpp_address_parse:
 * @text: (nullable): an address from the wire or from a person; %NULL is none
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Takes an address apart (RFC 7622, 3.1) and prepares its parts, so that two equal addresses become
 * equal texts: lower case but for the resource, Unicode for domains, each IPv6 address in one form.
 * White space around it is not taken away.
 *
 * Returns: (nullable) (transfer full): the address
 */
XmppAddress *
xmpp_address_parse (const char  *text,
                    GError     **error)
{
  const char *slash;
  const char *at;
  const char *domain = text;
  gsize bare_length;

  if (text == NULL)
    {
      refuse (error, "There is no address");
      return NULL;
    }
  if (!is_clean (text, error))
    return NULL;

  slash = strchr (text, '/');
  bare_length = slash != NULL ? (gsize) (slash - text) : strlen (text);
  at = memchr (text, '@', bare_length);
  if (at != NULL)
    domain = at + 1;

  return prepare_address (at != NULL ? text : NULL, at != NULL ? (gsize) (at - text) : 0,
                          domain, bare_length - (gsize) (domain - text),
                          slash != NULL ? slash + 1 : NULL,
                          slash != NULL ? strlen (slash + 1) : 0, error);
}

/**
 * xmpp_address_new:
 * @local: (nullable): what stands before the @
 * @domain: the domain
 * @resource: (nullable): what stands after the /
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Makes an address of its parts, prepared as by xmpp_address_parse().
 *
 * Returns: (nullable) (transfer full): the address
 */
XmppAddress *
xmpp_address_new (const char  *local,
                  const char  *domain,
                  const char  *resource,
                  GError     **error)
{
  g_return_val_if_fail (domain != NULL, NULL);

  if (!is_clean (local, error) || !is_clean (domain, error) || !is_clean (resource, error))
    return NULL;

  return prepare_address (local, local != NULL ? strlen (local) : 0,
                          domain, strlen (domain),
                          resource, resource != NULL ? strlen (resource) : 0, error);
}

/**
 * xmpp_address_ref:
 * @self: an address
 *
 * Returns: (transfer full): @self
 */
XmppAddress *
xmpp_address_ref (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * xmpp_address_unref:
 * @self: (transfer full): an address
 */
void
xmpp_address_unref (XmppAddress *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/**
 * xmpp_address_get_local:
 * @self: an address
 *
 * Returns: (nullable): what stands before the @, as it is on the wire; to show it to people it wants
 *   xmpp_address_unescape_local()
 */
const char *
xmpp_address_get_local (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->local;
}

/**
 * xmpp_address_get_domain:
 * @self: an address
 *
 * Returns: the domain, in Unicode
 */
const char *
xmpp_address_get_domain (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->domain;
}

/**
 * xmpp_address_get_resource:
 * @self: an address
 *
 * Returns: (nullable): what stands after the /
 */
const char *
xmpp_address_get_resource (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->resource;
}

/**
 * xmpp_address_get_bare:
 * @self: an address
 *
 * Returns: the address without its resource
 */
const char *
xmpp_address_get_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bare;
}

/**
 * xmpp_address_get_full:
 * @self: an address
 *
 * Returns: the whole address
 */
const char *
xmpp_address_get_full (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->full;
}

/**
 * xmpp_address_is_bare:
 * @self: an address
 *
 * Returns: whether it has no resource
 */
gboolean
xmpp_address_is_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->resource == NULL;
}

/**
 * xmpp_address_equal:
 * @self: an address
 * @other: another
 *
 * Returns: whether they are the same
 */
gboolean
xmpp_address_equal (XmppAddress *self,
                    XmppAddress *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->full, other->full) == 0;
}

/**
 * xmpp_address_equal_bare:
 * @self: an address
 * @other: another
 *
 * Returns: whether they are the same but for the resource
 */
gboolean
xmpp_address_equal_bare (XmppAddress *self,
                         XmppAddress *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->bare, other->bare) == 0;
}

/**
 * xmpp_address_dup_bare:
 * @self: an address
 *
 * Returns: (transfer full): the address without its resource
 */
XmppAddress *
xmpp_address_dup_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->resource == NULL ? xmpp_address_ref (self)
                                : make_address (self->local, self->domain, NULL);
}

/**
 * xmpp_address_with_resource:
 * @self: an address
 * @resource: another resource
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Returns: (nullable) (transfer full): the address with that resource in place of its own
 */
XmppAddress *
xmpp_address_with_resource (XmppAddress  *self,
                            const char   *resource,
                            GError      **error)
{
  g_autofree char *prepared = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (resource != NULL, NULL);

  if (!is_clean (resource, error)
      || !(prepared = prepare_resource (resource, strlen (resource), error)))
    return NULL;

  return make_address (self->local, self->domain, prepared);
}

/**
 * xmpp_address_dup_ascii_domain:
 * @self: an address
 *
 * Returns: (transfer full): the domain as DNS and certificates write it, in A-labels; an IPv6 address
 *   without its brackets
 */
char *
xmpp_address_dup_ascii_domain (XmppAddress *self)
{
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  length = strlen (self->domain);
  if (*self->domain == '[')
    return g_strndup (self->domain + 1, length - 2);

  return is_ascii (self->domain, length) ? g_strdup (self->domain)
                                         : convert_domain (self->domain, TRUE);
}
