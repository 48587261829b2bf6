/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory under a stanza: one arena and one reference count for all its elements. */
#define G_LOG_DOMAIN "xmpp-tree"

#include "xmpp-tree.h"

#include "xmpp-namespaces.h"

#include <string.h>

/* A presence fits into the first block, a message into two, and the allocator is quick with such.
 * For fuzzing, everything has a block of its own, so that the sanitizers see where it ends. */
#ifndef XMPP_TREE_EXACT
#define FIRST_BLOCK (1024 - sizeof (XmppTree))
#define LAST_BLOCK  (64 * 1024)
#else
#define FIRST_BLOCK 0
#define LAST_BLOCK  0
#endif

struct _XmppBlock
{
  XmppBlock *next;
  /* the memory follows */
};

/* A tree with room for a usual stanza, and one reference. */
XmppTree *
xmpp_tree_new (void)
{
  XmppTree *self = g_malloc (sizeof (XmppTree) + FIRST_BLOCK);

  self->next = (char *) (self + 1);
  self->end = self->next + FIRST_BLOCK;
  self->blocks = NULL;
  self->block_size = FIRST_BLOCK;
  self->size = sizeof (XmppTree) + FIRST_BLOCK;
  self->ref_count = 1;
  self->sealed = FALSE;

  return self;
}

XmppTree *
xmpp_tree_ref (XmppTree *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
xmpp_tree_unref (XmppTree *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  while (self->blocks != NULL)
    {
      XmppBlock *block = self->blocks;

      self->blocks = block->next;
      g_free (block);
    }

  g_free (self);
}

static char *
add_block (XmppTree *self,
           gsize     size)
{
  XmppBlock *block = g_malloc (sizeof (XmppBlock) + size);

  block->next = self->blocks;
  self->blocks = block;
  self->size += sizeof (XmppBlock) + size;

  return (char *) (block + 1);
}

/* What xmpp_tree_alloc() does when the block is full. Blocks grow, so that their number stays
 * small; what is too big for any has one of its own, and the rest of the current block stays in
 * use. */
gpointer
xmpp_tree_alloc_slow (XmppTree *self,
                      gsize     size)
{
  char *memory;

  if (size > LAST_BLOCK / 4)
    return add_block (self, size);

  if (self->blocks != NULL)
    self->block_size = MIN (self->block_size * 2, LAST_BLOCK);
  self->block_size = MAX (self->block_size, size);
  memory = add_block (self, self->block_size);
  self->next = memory + size;
  self->end = memory + self->block_size;

  return memory;
}

/* The protocol's own copy of @name, or one that lives as long as the tree. */
const char *
xmpp_tree_keep_name (XmppTree   *self,
                     const char *name)
{
  const char *known = xmpp_known_name (name);

  return known != NULL ? known : xmpp_tree_strndup (self, name, strlen (name));
}

/* Adds an element behind all children of @parent. @name and @ns must live as long as the tree. */
XmppElement *
xmpp_tree_add_element (XmppTree    *self,
                       XmppElement *parent,
                       const char  *name,
                       const char  *ns)
{
  XmppElement *element = xmpp_tree_alloc (self, sizeof *element);

  *element = (XmppElement) {
    .tree = self,
    .name = name,
    .ns = ns,
    .parent = parent,
  };

  if (parent != NULL)
    {
      element->offset = parent->text_length;
      parent->n_children++;
      if (parent->last_child != NULL)
        parent->last_child->next = element;
      else
        parent->first_child = element;
      parent->last_child = element;
    }

  return element;
}

/* Makes room for @length bytes and a NUL. Text that grows piece by piece mostly lies at the end of
 * the block and grows where it is; else it moves, to twice the room. */
static void
reserve_text (XmppElement *element,
              gsize        length)
{
  XmppTree *tree = element->tree;
  gsize room = (length + 1 + 7) & ~(gsize) 7;
  char *end = element->text != NULL ? element->text + element->text_room : NULL;

  if (element->text != NULL && room <= element->text_room)
    return;

  if (end != NULL && end == tree->next && (gsize) (tree->end - element->text) >= room)
    {
      tree->next = element->text + room;
    }
  else
    {
      char *text;

      room = MAX (room, 2 * (gsize) element->text_room);
      text = xmpp_tree_alloc (tree, room);
      if (element->text != NULL)
        memcpy (text, element->text, element->text_length + 1);
      element->text = text;
    }

  element->text_room = (guint32) room;
}

/* Appends to the text of @element; @text may be a part of it. */
void
xmpp_tree_append_text (XmppElement *element,
                       const char  *text,
                       gsize        length)
{
  g_return_if_fail (length < G_MAXUINT32 / 4 - element->text_length);

  reserve_text (element, element->text_length + length);
  memmove (element->text + element->text_length, text, length);
  element->text_length += (guint32) length;
  element->text[element->text_length] = '\0';
}

/* Values, too, keep their place when they fit. */
void
xmpp_tree_set_value (XmppTree      *self,
                     XmppAttribute *attribute,
                     const char    *value)
{
  gsize size = strlen (value) + 1;

  if (size <= attribute->room)
    {
      memmove (attribute->value, value, size);
      return;
    }

  attribute->room = MAX (size, 2 * attribute->room);
  attribute->value = xmpp_tree_alloc (self, attribute->room);
  memcpy (attribute->value, value, size);
}

/* @copies has a copy of each name that is not known, so that the many elements that share one go on
 * sharing it. */
static const char *
copy_name (XmppTree   *self,
           GHashTable *copies,
           const char *name)
{
  const char *copy;

  if (name == NULL)
    return NULL;

  copy = g_hash_table_lookup (copies, name);
  if (copy == NULL)
    {
      copy = xmpp_tree_keep_name (self, name);
      g_hash_table_insert (copies, (gpointer) name, (gpointer) copy);
    }

  return copy;
}

/* The depth of trees is bounded by the parser's limits. */
static XmppElement *
copy_into (XmppTree    *self,
           GHashTable  *copies,
           XmppElement *parent,
           XmppElement *source)
{
  XmppElement *copy = xmpp_tree_add_element (self, parent, copy_name (self, copies, source->name),
                                             copy_name (self, copies, source->ns));
  XmppAttribute **end = &copy->attributes;

  for (XmppAttribute *from = source->attributes; from != NULL; from = from->next)
    {
      XmppAttribute *to = xmpp_tree_alloc (self, sizeof *to);

      *to = (XmppAttribute) {
        .name = copy_name (self, copies, from->name),
        .ns = copy_name (self, copies, from->ns),
      };
      xmpp_tree_set_value (self, to, from->value);
      *end = to;
      end = &to->next;
    }

  if (source->text_length > 0)
    xmpp_tree_append_text (copy, source->text, source->text_length);

  for (XmppElement *child = source->first_child; child != NULL; child = child->next)
    copy_into (self, copies, copy, child)->offset = child->offset;

  return copy;
}

/* Copies @source and all in it into a tree of its own, which can be changed. */
XmppElement *
xmpp_tree_copy_element (XmppElement *source)
{
  g_autoptr(GHashTable) copies = g_hash_table_new (NULL, NULL);

  return copy_into (xmpp_tree_new (), copies, NULL, source);
}

/* Likewise as the last child of @parent, which is in another tree. */
XmppElement *
xmpp_tree_append_copy (XmppElement *parent,
                       XmppElement *source)
{
  g_autoptr(GHashTable) copies = g_hash_table_new (NULL, NULL);

  return copy_into (parent->tree, copies, parent, source);
}
