/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-disco-info.c: what an entity is and can do: XEP-0030 2.5.0, with XEP-0128. */
#define G_LOG_DOMAIN "xmpp-disco"

#include "xmpp-disco-info.h"

#include "xmpp-disco-hash.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_IDENTITIES    64
#define MAX_FEATURES      2000
#define MAX_FORMS         16
#define MAX_TEXT_BYTES    1024
#define MAX_FEATURE_BYTES 1024

struct _XmppDiscoInfo
{
  GPtrArray  *identities;      /* owned XmppIdentity */
  GHashTable *features;        /* owned char * */
  GPtrArray  *forms;           /* owned XmppDataForm */

  char       *language;        /* (nullable): what the whole answer is in */
  gboolean    is_ill_formed;   /* it says something twice: XEP-0115, 5.4 */
  gboolean    is_beyond_caps2; /* it holds what XEP-0390, 4.1 does not admit */
};

static void
identity_free (gpointer data)
{
  XmppIdentity *identity = data;

  g_free (identity->category);
  g_free (identity->type);
  g_free (identity->language);
  g_free (identity->name);
  g_free (identity);
}

/**
 * xmpp_disco_info_new:
 *
 * Returns: (transfer full): an answer that says nothing, to be added to
 */
XmppDiscoInfo *
xmpp_disco_info_new (void)
{
  XmppDiscoInfo *self = g_atomic_rc_box_new0 (XmppDiscoInfo);

  self->identities = g_ptr_array_new_with_free_func (identity_free);
  self->features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->forms = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_data_form_unref);
  return self;
}

/**
 * xmpp_disco_info_ref:
 * @self: an answer
 *
 * Returns: (transfer full): @self
 */
XmppDiscoInfo *
xmpp_disco_info_ref (XmppDiscoInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer info)
{
  XmppDiscoInfo *self = info;

  g_ptr_array_unref (self->identities);
  g_hash_table_unref (self->features);
  g_ptr_array_unref (self->forms);
  g_free (self->language);
}

/**
 * xmpp_disco_info_unref:
 * @self: (transfer full): an answer
 *
 * Gives a reference back.
 */
void
xmpp_disco_info_unref (XmppDiscoInfo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
has_same_identity (XmppDiscoInfo      *self,
                   const XmppIdentity *identity)
{
  for (guint i = 0; i < self->identities->len; i++)
    {
      const XmppIdentity *other = g_ptr_array_index (self->identities, i);

      if (strcmp (other->category, identity->category) == 0
          && strcmp (other->type, identity->type) == 0
          && g_strcmp0 (other->language, identity->language) == 0
          && g_strcmp0 (other->name, identity->name) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * xmpp_disco_info_add_identity:
 * @self: an answer that is not shared yet
 * @category: such as "client"
 * @type: such as "pc"
 * @language: (nullable): the language of @name
 * @name: (nullable): what it is called
 *
 * Adds what the entity is: XEP-0030, 3.1.
 */
void
xmpp_disco_info_add_identity (XmppDiscoInfo *self,
                              const char    *category,
                              const char    *type,
                              const char    *language,
                              const char    *name)
{
  XmppIdentity *identity;

  g_return_if_fail (self != NULL);
  g_return_if_fail (category != NULL && type != NULL);

  identity = g_new0 (XmppIdentity, 1);
  identity->category = g_strdup (category);
  identity->type = g_strdup (type);
  identity->language = g_strdup (language);
  identity->name = xmpp_text_clip (name, MAX_TEXT_BYTES);
  if (has_same_identity (self, identity))
    {
      self->is_ill_formed = TRUE;
      identity_free (identity);
      return;
    }

  g_ptr_array_add (self->identities, identity);
}

/**
 * xmpp_disco_info_add_feature:
 * @self: an answer that is not shared yet
 * @feature: what it can do
 *
 * Adds a feature.
 */
void
xmpp_disco_info_add_feature (XmppDiscoInfo *self,
                             const char    *feature)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (feature != NULL);

  if (!g_hash_table_add (self->features, g_strdup (feature)))
    self->is_ill_formed = TRUE;
}

/* XEP-0115, 5.4, step 3.5: a FORM_TYPE says one thing, once. */
static void
check_form (XmppDiscoInfo *self,
            XmppDataForm  *form)
{
  const char *form_type = xmpp_data_form_get_form_type (form);
  XmppDataField *field = xmpp_data_form_get_field (form, "FORM_TYPE");

  if (field != NULL)
    for (guint i = 1; field->values[0] != NULL && field->values[i] != NULL; i++)
      {
        self->is_beyond_caps2 = TRUE;
        if (strcmp (field->values[0], field->values[i]) != 0)
          self->is_ill_formed = TRUE;
      }

  if (form_type == NULL || form->reported->len > 0 || form->items->len > 0)
    self->is_beyond_caps2 = TRUE;
  else if (xmpp_disco_info_get_form (self, form_type) != NULL)
    self->is_ill_formed = TRUE;
}

/**
 * xmpp_disco_info_add_form:
 * @self: an answer that is not shared yet
 * @form: (transfer none): more about the entity: XEP-0128
 *
 * Adds a form.
 */
void
xmpp_disco_info_add_form (XmppDiscoInfo *self,
                          XmppDataForm  *form)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (form != NULL);

  check_form (self, form);
  g_ptr_array_add (self->forms, xmpp_data_form_ref (form));
}

static void
read_identity (XmppDiscoInfo *self,
               XmppElement   *child)
{
  const char *category = xmpp_element_get_attribute (child, "category");
  const char *type = xmpp_element_get_attribute (child, "type");

  if (category == NULL || type == NULL)
    self->is_beyond_caps2 = TRUE;
  else
    xmpp_disco_info_add_identity (self, category, type,
                                  xmpp_element_get_attribute_ns (child, "lang", XMPP_NS_XML),
                                  xmpp_element_get_attribute (child, "name"));
}

static void
read_feature (XmppDiscoInfo *self,
              XmppElement   *child)
{
  g_autofree char *feature = xmpp_text_bounded (xmpp_element_get_attribute (child, "var"),
                                                MAX_FEATURE_BYTES);

  if (feature == NULL)
    self->is_ill_formed = TRUE;
  else
    xmpp_disco_info_add_feature (self, feature);
}

static gboolean
read_form (XmppDiscoInfo  *self,
           XmppElement    *child,
           GError        **error)
{
  g_autoptr(XmppDataForm) form = xmpp_data_form_parse (child, error);

  if (form == NULL)
    return FALSE;

  xmpp_disco_info_add_form (self, form);
  return TRUE;
}

static gboolean
is_full (XmppDiscoInfo *self)
{
  return self->identities->len > MAX_IDENTITIES || self->forms->len > MAX_FORMS
         || g_hash_table_size (self->features) > MAX_FEATURES;
}

/**
 * xmpp_disco_info_parse:
 * @query: the root of an answer: XEP-0030, 3.1
 * @error: return location for %XMPP_ERROR_MALFORMED or %XMPP_ERROR_TOO_LARGE
 *
 * Reads an answer. What is in it twice counts once, but makes it unfit to be remembered by a hash.
 *
 * Returns: (transfer full) (nullable): the answer
 */
XmppDiscoInfo *
xmpp_disco_info_parse (XmppElement  *query,
                       GError      **error)
{
  g_autoptr(XmppDiscoInfo) self = NULL;

  g_return_val_if_fail (query != NULL, NULL);

  if (!xmpp_element_is (query, "query", XMPP_NS_DISCO_INFO))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Not a discovery answer");
      return NULL;
    }

  self = xmpp_disco_info_new ();
  self->language = xmpp_text_bounded (xmpp_element_get_language (query), MAX_TEXT_BYTES);
  for (XmppElement *child = xmpp_element_get_first_child (query);
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      if (xmpp_element_is (child, "identity", XMPP_NS_DISCO_INFO))
        read_identity (self, child);
      else if (xmpp_element_is (child, "feature", XMPP_NS_DISCO_INFO))
        read_feature (self, child);
      else if (!xmpp_element_is (child, "x", XMPP_NS_DATA_FORM))
        self->is_beyond_caps2 = TRUE;
      else if (!read_form (self, child, error))
        return NULL;

      if (is_full (self))
        {
          g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE,
                               "The discovery answer is too large");
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

/**
 * xmpp_disco_info_has_feature:
 * @self: (nullable): an answer
 * @feature: what is asked for
 *
 * Returns: whether the entity says that it can
 */
gboolean
xmpp_disco_info_has_feature (XmppDiscoInfo *self,
                             const char    *feature)
{
  g_return_val_if_fail (feature != NULL, FALSE);

  return self != NULL && g_hash_table_contains (self->features, feature);
}

/**
 * xmpp_disco_info_has_identity:
 * @self: (nullable): an answer
 * @category: such as "pubsub"
 * @type: (nullable): such as "pep"; %NULL: any
 *
 * Returns: whether the entity says that it is one
 */
gboolean
xmpp_disco_info_has_identity (XmppDiscoInfo *self,
                              const char    *category,
                              const char    *type)
{
  g_return_val_if_fail (category != NULL, FALSE);

  for (guint i = 0; self != NULL && i < self->identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (self->identities, i);

      if (strcmp (identity->category, category) == 0
          && (type == NULL || strcmp (identity->type, type) == 0))
        return TRUE;
    }

  return FALSE;
}

/**
 * xmpp_disco_info_get_name:
 * @self: (nullable): an answer
 *
 * Returns: (nullable): what the entity is called, by the first identity that has a name
 */
const char *
xmpp_disco_info_get_name (XmppDiscoInfo *self)
{
  for (guint i = 0; self != NULL && i < self->identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (self->identities, i);

      if (identity->name != NULL && *identity->name != '\0')
        return identity->name;
    }

  return NULL;
}

/**
 * xmpp_disco_info_get_form:
 * @self: (nullable): an answer
 * @form_type: what the form is about: XEP-0068
 *
 * Returns: (nullable) (transfer none): the first form of that kind
 */
XmppDataForm *
xmpp_disco_info_get_form (XmppDiscoInfo *self,
                          const char    *form_type)
{
  g_return_val_if_fail (form_type != NULL, NULL);

  for (guint i = 0; self != NULL && i < self->forms->len; i++)
    {
      XmppDataForm *form = g_ptr_array_index (self->forms, i);

      if (g_strcmp0 (xmpp_data_form_get_form_type (form), form_type) == 0)
        return form;
    }

  return NULL;
}

/**
 * xmpp_disco_info_get_identities:
 * @self: (nullable): an answer
 *
 * Returns: (nullable) (transfer none) (element-type XmppIdentity): what the entity is
 */
GPtrArray *
xmpp_disco_info_get_identities (XmppDiscoInfo *self)
{
  return self != NULL ? self->identities : NULL;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * xmpp_disco_info_dup_features:
 * @self: (nullable): an answer
 *
 * Returns: (transfer full) (array zero-terminated=1): all features, sorted by their bytes
 */
char **
xmpp_disco_info_dup_features (XmppDiscoInfo *self)
{
  GPtrArray *features = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer feature = NULL;

  if (self != NULL)
    {
      g_hash_table_iter_init (&iter, self->features);
      while (g_hash_table_iter_next (&iter, &feature, NULL))
        g_ptr_array_add (features, g_strdup (feature));
    }

  g_ptr_array_sort (features, compare_texts);
  g_ptr_array_add (features, NULL);
  return (char **) g_ptr_array_free (features, FALSE);
}

static char *
hash (XmppDiscoInfo *self,
      char        *(*func) (const XmppDiscoParts *parts,
                            const char           *algorithm),
      const char    *language,
      const char    *algorithm)
{
  g_auto(GStrv) features = xmpp_disco_info_dup_features (self);
  XmppDiscoParts parts = {
    .identities = self->identities,
    .features = (const char *const *) features,
    .forms = self->forms,
    .language = language,
  };

  return func (&parts, algorithm);
}

/**
 * xmpp_disco_info_dup_caps_hash:
 * @self: an answer
 * @algorithm: "sha-1" or a stronger one
 *
 * Hashes an answer as XEP-0115, 5.1 does.
 *
 * Returns: (transfer full) (nullable): the hash in base64; %NULL when @algorithm is not known, or
 *   the answer says something twice, or holds the character by which one answer could pass for
 *   another
 */
char *
xmpp_disco_info_dup_caps_hash (XmppDiscoInfo *self,
                               const char    *algorithm)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->is_ill_formed ? NULL : hash (self, xmpp_disco_hash_caps, NULL, algorithm);
}

/**
 * xmpp_disco_info_dup_caps2_hash:
 * @self: an answer
 * @algorithm: "sha-256" or another one
 *
 * Hashes an answer as XEP-0390, 4.1 does.
 *
 * Returns: (transfer full) (nullable): the hash in base64; %NULL when @algorithm is not known, or
 *   the answer holds what must not be hashed
 */
char *
xmpp_disco_info_dup_caps2_hash (XmppDiscoInfo *self,
                                const char    *algorithm)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->is_ill_formed || self->is_beyond_caps2)
    return NULL;

  return hash (self, xmpp_disco_hash_caps2, NULL, algorithm);
}

/**
 * xmpp_disco_info_matches_caps:
 * @self: (nullable): an answer
 * @algorithm: the hash that was announced
 * @value: its value, in base64
 *
 * Returns: whether @value is the hash of @self: XEP-0115, 5.4
 */
gboolean
xmpp_disco_info_matches_caps (XmppDiscoInfo *self,
                              const char    *algorithm,
                              const char    *value)
{
  g_autofree char *own = self != NULL ? xmpp_disco_info_dup_caps_hash (self, algorithm) : NULL;

  return own != NULL && g_strcmp0 (own, value) == 0;
}

/**
 * xmpp_disco_info_matches_caps2:
 * @self: (nullable): an answer
 * @algorithm: the hash that was announced
 * @value: its value, in base64
 *
 * Compares an answer with a hash. XEP-0390, 4.1 has the language of the whole stanza count; servers
 * write one into it that its author did not think of. Either way the answer is that of the hash.
 *
 * Returns: whether @value is the hash of @self: XEP-0390, 4.4
 */
gboolean
xmpp_disco_info_matches_caps2 (XmppDiscoInfo *self,
                               const char    *algorithm,
                               const char    *value)
{
  g_autofree char *own = self != NULL ? xmpp_disco_info_dup_caps2_hash (self, algorithm) : NULL;
  g_autofree char *inherited = NULL;

  if (own == NULL)
    return FALSE;

  if (self->language != NULL)
    inherited = hash (self, xmpp_disco_hash_caps2, self->language, algorithm);

  return g_strcmp0 (own, value) == 0 || (inherited != NULL && g_strcmp0 (inherited, value) == 0);
}

/**
 * xmpp_disco_info_write:
 * @self: an answer
 * @query: (inout): a disco#info <query/>
 *
 * Appends identities, features and forms to @query.
 */
void
xmpp_disco_info_write (XmppDiscoInfo *self,
                       XmppElement   *query)
{
  g_auto(GStrv) features = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (query != NULL);

  for (guint i = 0; i < self->identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (self->identities, i);
      XmppElement *child = xmpp_element_add_child (query, "identity", NULL);

      xmpp_element_set_attribute (child, "category", identity->category);
      xmpp_element_set_attribute (child, "type", identity->type);
      xmpp_element_set_attribute (child, "xml:lang", identity->language);
      xmpp_element_set_attribute (child, "name", identity->name);
    }

  features = xmpp_disco_info_dup_features (self);
  for (guint i = 0; features[i] != NULL; i++)
    xmpp_element_set_attribute (xmpp_element_add_child (query, "feature", NULL),
                                "var", features[i]);

  for (guint i = 0; i < self->forms->len; i++)
    {
      g_autoptr(XmppElement) x = xmpp_data_form_to_element (g_ptr_array_index (self->forms, i));

      xmpp_element_append_copy (query, x);
    }
}

/**
 * xmpp_disco_info_to_xml:
 * @self: an answer
 *
 * Returns: (transfer full): a text to be kept
 */
char *
xmpp_disco_info_to_xml (XmppDiscoInfo *self)
{
  g_autoptr(XmppElement) query = xmpp_element_new ("query", XMPP_NS_DISCO_INFO);

  g_return_val_if_fail (self != NULL, NULL);

  xmpp_element_set_attribute (query, "xml:lang", self->language);
  xmpp_disco_info_write (self, query);
  return xmpp_element_to_xml (query, NULL);
}

/**
 * xmpp_disco_info_from_xml:
 * @xml: what xmpp_disco_info_to_xml() gave
 *
 * Returns: (transfer full) (nullable): the answer; %NULL for what is none
 */
XmppDiscoInfo *
xmpp_disco_info_from_xml (const char *xml)
{
  g_autoptr(XmppElement) query = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  query = xmpp_parser_parse (xml, -1, NULL);
  return query != NULL ? xmpp_disco_info_parse (query, NULL) : NULL;
}
