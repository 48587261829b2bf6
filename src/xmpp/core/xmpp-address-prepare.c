/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an address made comparable: the profiles of RFC 6122 and UTS #46, through ICU. */
#define G_LOG_DOMAIN "xmpp-address"

#include "xmpp-address-prepare.h"

#include "base-utf8.h"
#include "xmpp-error.h"

#include <gio/gio.h>
#include <string.h>
#include <unicode/uidna.h>
#include <unicode/usprep.h>
#include <unicode/ustring.h>

#define PART_BYTES   1023 /* RFC 7622, 3.1 */
#define LABEL_BYTES  63   /* RFC 1035, 2.3.4 */
#define DOMAIN_BYTES 253

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

/* Prepares @text, which is not ASCII. Unassigned code points are allowed, for ICU's profiles stand
 * at Unicode 3.2 and people write emoji. */
static char *
stringprep (const UStringPrepProfile *profile,
            const char               *text,
            gsize                     length)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar source[PART_BYTES + 1];
  UChar prepared[PART_BYTES + 1];
  char utf8[PART_BYTES];
  int32_t n = 0;

  u_strFromUTF8 (source, G_N_ELEMENTS (source), &n, text, (int32_t) length, &status);
  n = usprep_prepare (profile, source, n, prepared, G_N_ELEMENTS (prepared),
                      USPREP_ALLOW_UNASSIGNED, NULL, &status);
  u_strToUTF8 (utf8, PART_BYTES, &n, prepared, n, &status);

  return U_SUCCESS (status) ? g_strndup (utf8, (gsize) n) : NULL;
}

/* Whether @text can be looked at, before anything else: strict UTF-8 of bounded length. */
gboolean
xmpp_address_is_clean (const char  *text,
                       GError     **error)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length > 3 * PART_BYTES + 2)
    return refuse (error, "The address is too long");
  if (length > 0 && base_utf8_span (text, length, NULL) < length)
    return refuse (error, "The address is not UTF-8");

  return TRUE;
}

/* What stands before the @; needs clean text. */
char *
xmpp_address_prepare_local (const char  *text,
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

/* What stands after the /; needs clean text. */
char *
xmpp_address_prepare_resource (const char  *text,
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

/* The labels of a domain in ASCII: letters, digits, hyphens; also the underscore that people use.
 * */
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

/* Labels to A-labels, or to U-labels. Answers %NULL where that cannot be. Two hyphens in a bad
 * place are not our business: such names exist. */
char *
xmpp_address_convert_domain (const char *domain,
                             gboolean    to_ascii)
{
  const UIDNA *idna = get_profiles ()->domain;
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  char converted[PART_BYTES];
  int32_t n;

  if (to_ascii)
    n = uidna_nameToASCII_UTF8 (idna, domain, -1, converted, PART_BYTES, &info, &status);
  else
    n = uidna_nameToUnicodeUTF8 (idna, domain, -1, converted, PART_BYTES, &info, &status);

  if (U_FAILURE (status) || (info.errors & ~(guint32) UIDNA_ERROR_HYPHEN_3_4) != 0)
    return NULL;

  return g_strndup (converted, (gsize) n);
}

/* RFC 7622, 3.2: U-labels in lower case, without the dot at the end; needs clean text. */
char *
xmpp_address_prepare_domain (const char  *text,
                             gsize        length,
                             GError     **error)
{
  g_autofree char *domain = NULL;
  g_autofree char *a_labels = NULL;
  gboolean is_valid;

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

      domain = xmpp_address_convert_domain (typed, FALSE);
      if (domain != NULL && g_str_has_suffix (domain, "."))
        domain[strlen (domain) - 1] = '\0';
      a_labels = domain != NULL ? xmpp_address_convert_domain (domain, TRUE) : NULL;
      is_valid = a_labels != NULL && are_labels (a_labels);
    }
  else
    {
      is_valid = are_labels (domain);
    }

  if (!is_valid)
    {
      refuse (error, "The domain is not one");
      return NULL;
    }

  return g_steal_pointer (&domain);
}
