/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the tree of one stanza of what libxml2's SAX2 parser tells. */
#include "xmpp-tree-builder.h"

#include "xmpp-namespaces.h"

#include <string.h>

/* No specification has a longer name or namespace; whoever writes one makes us write it again. */
#define NAME_BYTES 1024

void
xmpp_tree_builder_init (XmppTreeBuilder *self)
{
  memset (self, 0, sizeof *self);
  self->unknown = g_hash_table_new (NULL, NULL);
}

void
xmpp_tree_builder_clear (XmppTreeBuilder *self)
{
  xmpp_tree_builder_drop (self);
  g_clear_pointer (&self->unknown, g_hash_table_unref);
}

/* When the parser keeps its names no longer. */
void
xmpp_tree_builder_forget_names (XmppTreeBuilder *self)
{
  memset (self->cache, 0, sizeof self->cache);
  g_hash_table_remove_all (self->unknown);
}

/* libxml2 writes an ampersand in the value of an attribute, and so in a namespace, as a reference,
 * for its own tree builder to read again; nothing else in there is one. */
static void
resolve_ampersands (char *value)
{
  char *to = value;

  for (const char *from = value; *from != '\0'; )
    {
      gboolean reference = strncmp (from, "&#38;", 5) == 0;

      *to++ = *from;
      from += reference ? 5 : 1;
    }
  *to = '\0';
}

/* A name that strangers made up is copied once for each tree, however often it stands there. */
static const char *
keep_unknown_name (XmppTreeBuilder *self,
                   const guint8    *name)
{
  char *copy = g_hash_table_lookup (self->unknown, name);

  if (copy == NULL)
    {
      gsize length = strlen ((const char *) name);

      if (length > NAME_BYTES)
        return NULL;
      copy = xmpp_tree_strndup (self->tree, (const char *) name, length);
      resolve_ampersands (copy);
      g_hash_table_insert (self->unknown, (gpointer) name, copy);
    }

  return copy;
}

/* @name as the tree keeps it; %NULL when it is too long. */
static inline const char *
keep_name (XmppTreeBuilder *self,
           const guint8    *name)
{
  guint64 hash = (guint64) (guintptr) name * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  XmppCachedName *cached = &self->cache[hash >> (64 - XMPP_NAME_CACHE_BITS)];

  if (G_UNLIKELY (cached->name != name))
    {
      cached->name = name;
      cached->known = xmpp_known_name ((const char *) name);
    }

  return G_LIKELY (cached->known != NULL) ? cached->known : keep_unknown_name (self, name);
}

/* Five pointers for each attribute: name, prefix, namespace, where its value begins and ends */
static gboolean
add_attributes (XmppTreeBuilder  *self,
                const guint8    **attributes,
                guint             n_attributes)
{
  XmppAttribute *kept = xmpp_tree_alloc (self->tree, n_attributes * sizeof *kept);
  XmppAttribute **end = &self->cursor->attributes;

  for (guint i = 0; i < n_attributes; i++, attributes += 5)
    {
      gsize length = (gsize) (attributes[4] - attributes[3]);
      const char *name = keep_name (self, attributes[0]);
      const char *ns = attributes[2] != NULL ? keep_name (self, attributes[2]) : NULL;
      char *value;

      if (name == NULL || (ns == NULL && attributes[2] != NULL))
        return FALSE;

      value = xmpp_tree_strndup (self->tree, (const char *) attributes[3], length);
      if (G_UNLIKELY (memchr (value, '&', length) != NULL))
        resolve_ampersands (value);

      kept[i] = (XmppAttribute) { .name = name, .ns = ns, .value = value, .room = length + 1 };
      *end = &kept[i];
      end = &kept[i].next;
    }

  return TRUE;
}

/* Opens an element in the one that is open; without one, it begins a tree. All strings are
 * libxml2's. Answers %FALSE when one is too long; then something may be missing of the element. */
gboolean
xmpp_tree_builder_start (XmppTreeBuilder  *self,
                         const guint8     *name,
                         const guint8     *ns,
                         const guint8    **attributes,
                         guint             n_attributes)
{
  const char *kept_name;
  const char *kept_ns;

  if (self->cursor == NULL)
    {
      self->tree = xmpp_tree_new ();
      self->n_elements = 0;
    }

  kept_name = keep_name (self, name);
  kept_ns = ns != NULL ? keep_name (self, ns) : NULL;
  self->cursor = xmpp_tree_add_element (self->tree, self->cursor,
                                        kept_name != NULL ? kept_name : "", kept_ns);
  self->n_elements++;

  return kept_name != NULL && (kept_ns != NULL || ns == NULL)
         && (n_attributes == 0 || add_attributes (self, attributes, n_attributes));
}

/* Closes the element that is open, which is not the root. */
void
xmpp_tree_builder_end (XmppTreeBuilder *self)
{
  self->cursor = self->cursor->parent;
}

/* Leaves nothing of the tree but its root, with its attributes. */
void
xmpp_tree_builder_cut (XmppTreeBuilder *self)
{
  XmppElement *root = self->cursor;
  XmppTree *tree = self->tree;

  while (root->parent != NULL)
    root = root->parent;
  root->first_child = NULL;
  root->last_child = NULL;
  root->text_length = 0;

  self->cursor = xmpp_tree_copy_element (root);
  self->tree = self->cursor->tree;
  xmpp_tree_unref (tree);
  g_hash_table_remove_all (self->unknown);
}

/* Closes the root and hands the tree out; nobody will change it. */
XmppElement *
xmpp_tree_builder_take (XmppTreeBuilder *self)
{
  XmppElement *root = self->cursor;

  self->tree->sealed = TRUE;
  self->tree = NULL;
  self->cursor = NULL;
  if (G_UNLIKELY (g_hash_table_size (self->unknown) > 0))
    g_hash_table_remove_all (self->unknown);

  return root;
}

/* Forgets the tree. */
void
xmpp_tree_builder_drop (XmppTreeBuilder *self)
{
  g_clear_pointer (&self->tree, xmpp_tree_unref);
  self->cursor = NULL;
  g_hash_table_remove_all (self->unknown);
}
