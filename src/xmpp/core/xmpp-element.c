/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An XML element in a reference-counted tree: to read, to build and to copy (RFC 6120, 8). */
#define G_LOG_DOMAIN "xmpp-element"

#include "xmpp-element.h"

#include "xmpp-namespaces.h"
#include "xmpp-tree.h"

#include <string.h>

/* The one prefix that XML declares by itself, so that it may stand in the name of an attribute. */
#define XML_PREFIX "xml:"

/* Names that the protocol knows are mostly the same pointer. */
static inline gboolean
same (const char *a,
      const char *b)
{
  if (a == b)
    return TRUE;

  return a != NULL && b != NULL && *a == *b && strcmp (a, b) == 0;
}

static inline gboolean
matches (XmppElement *self,
         const char  *name,
         const char  *ns)
{
  return (name == NULL || same (self->name, name)) && (ns == NULL || same (self->ns, ns));
}

static const char *
keep_ns (XmppTree   *tree,
         const char *ns)
{
  return ns != NULL && *ns != '\0' ? xmpp_tree_keep_name (tree, ns) : NULL;
}

/**
 * xmpp_element_new:
 * @name: its name, without a prefix
 * @ns: (nullable): its namespace; %NULL or "": none
 *
 * Begins a new tree that can be built upon.
 *
 * Returns: (transfer full): the element
 */
XmppElement *
xmpp_element_new (const char *name,
                  const char *ns)
{
  XmppTree *tree;

  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  tree = xmpp_tree_new ();
  return xmpp_tree_add_element (tree, NULL, xmpp_tree_keep_name (tree, name), keep_ns (tree, ns));
}

/**
 * xmpp_element_new_iq:
 * @type: "get" or "set"
 * @to: (nullable): whom to ask; %NULL: the own account, at the own server
 *
 * Begins a request: RFC 6120, 8.2.3. The session gives it an id.
 *
 * Returns: (transfer full): the iq element
 */
XmppElement *
xmpp_element_new_iq (const char *type,
                     const char *to)
{
  XmppElement *iq = xmpp_element_new ("iq", XMPP_NS_CLIENT);

  g_return_val_if_fail (type != NULL, iq);

  xmpp_element_set_attribute (iq, "type", type);
  xmpp_element_set_attribute (iq, "to", to);

  return iq;
}

/**
 * xmpp_element_new_result:
 * @request: an iq of type get or set, from a peer
 *
 * Begins the answer to @request: its id, and to whom it came from.
 *
 * Returns: (transfer full): the iq element, of type result
 */
XmppElement *
xmpp_element_new_result (XmppElement *request)
{
  XmppElement *iq;

  g_return_val_if_fail (request != NULL, NULL);

  iq = xmpp_element_new_iq ("result", xmpp_element_get_attribute (request, "from"));
  xmpp_element_set_attribute (iq, "id", xmpp_element_get_attribute (request, "id"));

  return iq;
}

/* @name and @ns must live as long as the tree. */
static XmppAttribute *
add_attribute (XmppElement *self,
               const char  *name,
               const char  *ns)
{
  XmppAttribute *attribute = xmpp_tree_alloc (self->tree, sizeof *attribute);
  XmppAttribute **end = &self->attributes;

  while (*end != NULL)
    end = &(*end)->next;

  *attribute = (XmppAttribute) { .name = name, .ns = ns };
  *end = attribute;

  return attribute;
}

/**
 * xmpp_element_copy:
 * @self: an element
 *
 * Copies @self and all in it into a tree of its own, which can be changed even when @self cannot.
 * What stands around @self is left behind.
 *
 * Returns: (transfer full): the copy
 */
XmppElement *
xmpp_element_copy (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return xmpp_tree_copy_element (self);
}

/**
 * xmpp_element_ref:
 * @self: an element
 *
 * Keeps @self, and the whole tree that it is in.
 *
 * Returns: (transfer full): @self
 */
XmppElement *
xmpp_element_ref (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  xmpp_tree_ref (self->tree);
  return self;
}

/**
 * xmpp_element_unref:
 * @self: (transfer full): an element
 *
 * Gives a reference back; with the last one on any of its elements the tree goes.
 */
void
xmpp_element_unref (XmppElement *self)
{
  g_return_if_fail (self != NULL);

  xmpp_tree_unref (self->tree);
}

/**
 * xmpp_element_get_name:
 * @self: an element
 *
 * Returns: its name, without a prefix
 */
const char *
xmpp_element_get_name (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * xmpp_element_get_ns:
 * @self: an element
 *
 * Returns: (nullable): its namespace
 */
const char *
xmpp_element_get_ns (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->ns;
}

/**
 * xmpp_element_is:
 * @self: an element
 * @name: (nullable): a name; %NULL: any
 * @ns: (nullable): a namespace; %NULL: any
 *
 * Returns: whether @self has that name in that namespace
 */
gboolean
xmpp_element_is (XmppElement *self,
                 const char  *name,
                 const char  *ns)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return matches (self, name, ns);
}

static XmppAttribute *
find_attribute (XmppElement *self,
                const char  *name,
                const char  *ns)
{
  for (XmppAttribute *attribute = self->attributes; attribute != NULL; attribute = attribute->next)
    if (same (attribute->name, name) && same (attribute->ns, ns))
      return attribute;

  return NULL;
}

/* Attributes have no namespace, but for those of XML itself. */
static const char *
split_name (const char **name)
{
  if (!g_str_has_prefix (*name, XML_PREFIX))
    return NULL;

  *name += strlen (XML_PREFIX);
  return XMPP_NS_XML;
}

/**
 * xmpp_element_get_attribute:
 * @self: an element
 * @name: the name of an attribute without a namespace, or such as "xml:lang"
 *
 * Returns: (nullable): its value; %NULL when @self has no such attribute
 */
const char *
xmpp_element_get_attribute (XmppElement *self,
                            const char  *name)
{
  const char *ns;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  ns = split_name (&name);
  return xmpp_element_get_attribute_ns (self, name, ns);
}

/**
 * xmpp_element_get_attribute_ns:
 * @self: an element
 * @name: the name of an attribute, without a prefix
 * @ns: (nullable): its namespace; %NULL: none
 *
 * Returns: (nullable): its value; %NULL when @self has no such attribute
 */
const char *
xmpp_element_get_attribute_ns (XmppElement *self,
                               const char  *name,
                               const char  *ns)
{
  XmppAttribute *attribute;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  attribute = find_attribute (self, name, ns);
  return attribute != NULL ? attribute->value : NULL;
}

/**
 * xmpp_element_get_language:
 * @self: an element
 *
 * Looks for xml:lang at @self and what it stands in: RFC 6120, 8.1.5.
 *
 * Returns: (nullable): the language; %NULL when nothing in the tree says it
 */
const char *
xmpp_element_get_language (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (XmppElement *element = self; element != NULL; element = element->parent)
    {
      XmppAttribute *attribute = find_attribute (element, "lang", XMPP_NS_XML);

      if (attribute != NULL)
        return attribute->value;
    }

  return NULL;
}

/**
 * xmpp_element_get_text:
 * @self: an element
 *
 * Returns: all the text directly in @self, in one piece, also where children stand between; "" when
 *   there is none
 */
const char *
xmpp_element_get_text (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->text != NULL ? self->text : "";
}

/**
 * xmpp_element_get_parent:
 * @self: an element
 *
 * Returns: (nullable) (transfer none): what @self stands in; %NULL for the root of the tree
 */
XmppElement *
xmpp_element_get_parent (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parent;
}

/**
 * xmpp_element_get_first_child:
 * @self: an element
 *
 * Returns: (nullable) (transfer none): the first element in @self
 */
XmppElement *
xmpp_element_get_first_child (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->first_child;
}

/**
 * xmpp_element_get_next:
 * @self: an element
 *
 * Returns: (nullable) (transfer none): the next element beside @self
 */
XmppElement *
xmpp_element_get_next (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->next;
}

/**
 * xmpp_element_get_child:
 * @self: an element
 * @name: (nullable): a name; %NULL: any
 * @ns: (nullable): a namespace; %NULL: any
 *
 * Returns: (nullable) (transfer none): the first child of that name in that namespace
 */
XmppElement *
xmpp_element_get_child (XmppElement *self,
                        const char  *name,
                        const char  *ns)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (XmppElement *child = self->first_child; child != NULL; child = child->next)
    if (matches (child, name, ns))
      return child;

  return NULL;
}

/**
 * xmpp_element_get_next_same:
 * @self: an element
 *
 * Returns: (nullable) (transfer none): the next element beside @self with its name and namespace
 */
XmppElement *
xmpp_element_get_next_same (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (XmppElement *next = self->next; next != NULL; next = next->next)
    if (same (next->name, self->name) && same (next->ns, self->ns))
      return next;

  return NULL;
}

/**
 * xmpp_element_get_child_text:
 * @self: an element
 * @name: (nullable): a name; %NULL: any
 * @ns: (nullable): a namespace; %NULL: any
 *
 * Returns: (nullable): the text of the first such child, "" when it is empty; %NULL when there is
 *   no such child
 */
const char *
xmpp_element_get_child_text (XmppElement *self,
                             const char  *name,
                             const char  *ns)
{
  XmppElement *child;

  g_return_val_if_fail (self != NULL, NULL);

  child = xmpp_element_get_child (self, name, ns);
  return child != NULL ? xmpp_element_get_text (child) : NULL;
}

/**
 * xmpp_element_get_tree_size:
 * @self: an element
 *
 * Tells what it costs to keep @self, for who keeps many and has a limit.
 *
 * Returns: the memory of the whole tree, in bytes
 */
gsize
xmpp_element_get_tree_size (XmppElement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->tree->size;
}

/**
 * xmpp_element_set_attribute:
 * @self: an element that is being built
 * @name: the name of an attribute without a namespace, or such as "xml:lang"
 * @value: (nullable): its value; %NULL takes the attribute away
 *
 * Sets one attribute. An attribute that is there already stays in its place.
 */
void
xmpp_element_set_attribute (XmppElement *self,
                            const char  *name,
                            const char  *value)
{
  const char *ns;

  g_return_if_fail (name != NULL && *name != '\0');

  ns = split_name (&name);
  xmpp_element_set_attribute_ns (self, name, ns, value);
}

/**
 * xmpp_element_set_attribute_ns:
 * @self: an element that is being built
 * @name: the name of an attribute, without a prefix
 * @ns: (nullable): its namespace; %NULL: none
 * @value: (nullable): its value; %NULL takes the attribute away
 *
 * Sets one attribute. The prefix is made when it is written.
 */
void
xmpp_element_set_attribute_ns (XmppElement *self,
                               const char  *name,
                               const char  *ns,
                               const char  *value)
{
  XmppAttribute *attribute;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->tree->sealed);
  g_return_if_fail (name != NULL && *name != '\0');

  attribute = find_attribute (self, name, ns);

  if (value == NULL)
    {
      for (XmppAttribute **link = &self->attributes; *link != NULL; link = &(*link)->next)
        if (*link == attribute)
          {
            *link = attribute->next;
            break;
          }
      return;
    }

  if (attribute == NULL)
    attribute = add_attribute (self, xmpp_tree_keep_name (self->tree, name),
                               keep_ns (self->tree, ns));
  xmpp_tree_set_value (self->tree, attribute, value);
}

/**
 * xmpp_element_set_text:
 * @self: an element that is being built
 * @text: (nullable): what it shall say; %NULL as ""
 *
 * Replaces all text directly in @self; children stay.
 */
void
xmpp_element_set_text (XmppElement *self,
                       const char  *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->tree->sealed);

  for (XmppElement *child = self->first_child; child != NULL; child = child->next)
    child->offset = 0;

  self->text_length = 0;
  if (text != NULL)
    xmpp_tree_append_text (self, text, strlen (text));
  else if (self->text != NULL)
    *self->text = '\0';
}

/**
 * xmpp_element_add_child:
 * @self: an element that is being built
 * @name: the child's name
 * @ns: (nullable): its namespace; %NULL: the one of @self
 *
 * Adds a child behind the others.
 *
 * Returns: (transfer none): the child
 */
XmppElement *
xmpp_element_add_child (XmppElement *self,
                        const char  *name,
                        const char  *ns)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (!self->tree->sealed, NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  return xmpp_tree_add_element (self->tree, self, xmpp_tree_keep_name (self->tree, name),
                                ns != NULL ? keep_ns (self->tree, ns) : self->ns);
}

/**
 * xmpp_element_add_text_child:
 * @self: an element that is being built
 * @name: the child's name
 * @ns: (nullable): its namespace; %NULL: the one of @self
 * @text: (nullable): what it says
 *
 * Adds a child with text behind the others.
 *
 * Returns: (transfer none): the child
 */
XmppElement *
xmpp_element_add_text_child (XmppElement *self,
                             const char  *name,
                             const char  *ns,
                             const char  *text)
{
  XmppElement *child = xmpp_element_add_child (self, name, ns);

  g_return_val_if_fail (child != NULL, NULL);

  if (text != NULL)
    xmpp_tree_append_text (child, text, strlen (text));

  return child;
}

/**
 * xmpp_element_append_copy:
 * @self: an element that is being built
 * @child: an element of this tree or any other
 *
 * Adds a copy of @child and all in it behind the other children.
 *
 * Returns: (transfer none): the copy
 */
XmppElement *
xmpp_element_append_copy (XmppElement *self,
                          XmppElement *child)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (!self->tree->sealed, NULL);
  g_return_val_if_fail (child != NULL, NULL);

  /* An element cannot be copied into itself while it grows by that. */
  if (child->tree == self->tree)
    {
      g_autoptr(XmppElement) copy = xmpp_element_copy (child);

      return xmpp_tree_append_copy (self, copy);
    }

  return xmpp_tree_append_copy (self, child);
}

/**
 * xmpp_element_remove_child:
 * @self: an element that is being built
 * @child: one of its children
 *
 * Takes @child and all in it out of the tree. Its memory goes with the tree.
 */
void
xmpp_element_remove_child (XmppElement *self,
                           XmppElement *child)
{
  XmppElement *before = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->tree->sealed);
  g_return_if_fail (child != NULL && child->parent == self);

  if (self->first_child == child)
    self->first_child = child->next;
  else
    {
      for (before = self->first_child; before->next != child; before = before->next)
        ;
      before->next = child->next;
    }

  if (self->last_child == child)
    self->last_child = before;
  self->n_children--;
  child->parent = NULL;
  child->next = NULL;
}
