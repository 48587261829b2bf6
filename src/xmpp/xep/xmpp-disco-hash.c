/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-disco-hash.c: hashes of what an entity can do: XEP-0115 1.6.0, 5.1 and XEP-0390
 * 0.3.2, 4.1. */
#define G_LOG_DOMAIN "xmpp-disco"

#include "xmpp-disco-hash.h"

#include <string.h>

/* XEP-0300 names; what is weaker than SHA-1 proves nothing. */
static const struct {
  const char    *name;
  GChecksumType  type;
} algorithms[] = {
  { "sha-1", G_CHECKSUM_SHA1 },
  { "sha-256", G_CHECKSUM_SHA256 },
  { "sha-384", G_CHECKSUM_SHA384 },
  { "sha-512", G_CHECKSUM_SHA512 },
};

static char *
hash_text (GString    *text,
           const char *algorithm)
{
  g_autoptr(GChecksum) checksum = NULL;
  guint8 digest[64];
  gsize n_digest = sizeof digest;

  for (guint i = 0; i < G_N_ELEMENTS (algorithms) && checksum == NULL; i++)
    if (g_strcmp0 (algorithm, algorithms[i].name) == 0)
      checksum = g_checksum_new (algorithms[i].type);

  if (checksum == NULL)
    return NULL;

  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  g_checksum_get_digest (checksum, digest, &n_digest);
  return g_base64_encode (digest, n_digest);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
compare_identities (gconstpointer a,
                    gconstpointer b)
{
  const XmppIdentity *one = *(const XmppIdentity *const *) a;
  const XmppIdentity *other = *(const XmppIdentity *const *) b;
  int order = strcmp (one->category, other->category);

  if (order == 0)
    order = strcmp (one->type, other->type);
  if (order == 0)
    order = g_strcmp0 (one->language, other->language);
  if (order == 0)
    order = g_strcmp0 (one->name, other->name);
  return order;
}

static int
compare_forms (gconstpointer a,
               gconstpointer b)
{
  XmppDataForm *one = *(XmppDataForm *const *) a;
  XmppDataForm *other = *(XmppDataForm *const *) b;

  return g_strcmp0 (xmpp_data_form_get_form_type (one), xmpp_data_form_get_form_type (other));
}

static int
compare_fields (gconstpointer a,
                gconstpointer b)
{
  const XmppDataField *one = *(const XmppDataField *const *) a;
  const XmppDataField *other = *(const XmppDataField *const *) b;

  return g_strcmp0 (one->var, other->var);
}

static GPtrArray *
sort_values (const XmppDataField *field)
{
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = 0; field->values[i] != NULL; i++)
    g_ptr_array_add (values, field->values[i]);
  g_ptr_array_sort (values, compare_texts);
  return values;
}

/* Without this character in it a part can neither end early nor hold another one: the attack that
 * XEP-0115, 5.4 and 9 speak of. */
static gboolean
append_part (GString    *text,
             const char *part,
             char        end)
{
  if (part != NULL && strchr (part, '<') != NULL)
    return FALSE;

  if (part != NULL)
    g_string_append (text, part);
  g_string_append_c (text, end);
  return TRUE;
}

static gboolean
append_form (GString      *text,
             XmppDataForm *form)
{
  g_autoptr(GPtrArray) fields = g_ptr_array_copy (form->fields, NULL, NULL);

  g_ptr_array_set_free_func (fields, NULL);
  if (!append_part (text, xmpp_data_form_get_form_type (form), '<'))
    return FALSE;

  g_ptr_array_sort (fields, compare_fields);
  for (guint i = 0; i < fields->len; i++)
    {
      const XmppDataField *field = g_ptr_array_index (fields, i);
      g_autoptr(GPtrArray) values = NULL;

      if (field->var == NULL || strcmp (field->var, "FORM_TYPE") == 0)
        continue;

      if (!append_part (text, field->var, '<'))
        return FALSE;

      values = sort_values (field);
      for (guint j = 0; j < values->len; j++)
        if (!append_part (text, g_ptr_array_index (values, j), '<'))
          return FALSE;
    }

  return TRUE;
}

/**
 * xmpp_disco_hash_caps:
 * @parts: what is hashed
 * @algorithm: the name of a hash
 *
 * Computes the verification string: XEP-0115, 5.1. Forms without a FORM_TYPE do not count.
 *
 * Returns: (transfer full) (nullable): the hash in base64
 */
char *
xmpp_disco_hash_caps (const XmppDiscoParts *parts,
                      const char           *algorithm)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) identities = g_ptr_array_copy (parts->identities, NULL, NULL);
  g_autoptr(GPtrArray) forms = g_ptr_array_copy (parts->forms, NULL, NULL);

  g_ptr_array_set_free_func (identities, NULL);
  g_ptr_array_set_free_func (forms, NULL);

  g_ptr_array_sort (identities, compare_identities);
  for (guint i = 0; i < identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (identities, i);

      if (!append_part (text, identity->category, '/')
          || !append_part (text, identity->type, '/')
          || !append_part (text, identity->language, '/')
          || !append_part (text, identity->name, '<'))
        return NULL;
    }

  for (guint i = 0; parts->features[i] != NULL; i++)
    if (!append_part (text, parts->features[i], '<'))
      return NULL;

  g_ptr_array_sort (forms, compare_forms);
  for (guint i = 0; i < forms->len; i++)
    {
      XmppDataForm *form = g_ptr_array_index (forms, i);

      if (xmpp_data_form_get_form_type (form) != NULL && !append_form (text, form))
        return NULL;
    }

  return hash_text (text, algorithm);
}

/* Sorts what was collected and joins it: XEP-0390, 4.1 does so at each level. */
static void
join_sorted (GString   *text,
             GPtrArray *strings,
             char       end)
{
  g_ptr_array_sort (strings, compare_texts);
  for (guint i = 0; i < strings->len; i++)
    g_string_append (text, g_ptr_array_index (strings, i));
  g_string_append_c (text, end);
}

static void
append_features (GString              *text,
                 const XmppDiscoParts *parts)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts->features[i] != NULL; i++)
    g_ptr_array_add (strings, g_strconcat (parts->features[i], "\x1f", NULL));

  join_sorted (text, strings, '\x1c');
}

static void
append_identities (GString              *text,
                   const XmppDiscoParts *parts)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parts->identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (parts->identities, i);
      const char *language = identity->language != NULL ? identity->language : parts->language;

      g_ptr_array_add (strings,
                       g_strdup_printf ("%s\x1f%s\x1f%s\x1f%s\x1f\x1e",
                                        identity->category, identity->type,
                                        language != NULL ? language : "",
                                        identity->name != NULL ? identity->name : ""));
    }

  join_sorted (text, strings, '\x1c');
}

/* The separators count when the strings are sorted. */
static char *
make_field_string (const XmppDataField *field)
{
  GString *text = g_string_new (field->var);
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; field->values[i] != NULL; i++)
    g_ptr_array_add (values, g_strconcat (field->values[i], "\x1f", NULL));

  g_string_append_c (text, '\x1f');
  join_sorted (text, values, '\x1e');
  return g_string_free (text, FALSE);
}

static void
append_forms (GString              *text,
              const XmppDiscoParts *parts)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parts->forms->len; i++)
    {
      XmppDataForm *form = g_ptr_array_index (parts->forms, i);
      g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
      GString *form_text = g_string_new (NULL);

      for (guint j = 0; j < form->fields->len; j++)
        g_ptr_array_add (fields, make_field_string (g_ptr_array_index (form->fields, j)));
      join_sorted (form_text, fields, '\x1d');
      g_ptr_array_add (strings, g_string_free (form_text, FALSE));
    }

  join_sorted (text, strings, '\x1c');
}

/**
 * xmpp_disco_hash_caps2:
 * @parts: what is hashed
 * @algorithm: the name of a hash
 *
 * Computes the capability hash: XEP-0390, 4.1. No part can hold the separators, as XML forbids
 * them.
 *
 * Returns: (transfer full) (nullable): the hash in base64
 */
char *
xmpp_disco_hash_caps2 (const XmppDiscoParts *parts,
                       const char           *algorithm)
{
  g_autoptr(GString) text = g_string_new (NULL);

  append_features (text, parts);
  append_identities (text, parts);
  append_forms (text, parts);
  return hash_text (text, algorithm);
}
