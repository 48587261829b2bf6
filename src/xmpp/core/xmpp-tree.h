/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What elements are made of. For the element and the parser alone. */

typedef struct _XmppElement   XmppElement;
typedef struct _XmppAttribute XmppAttribute;
typedef struct _XmppTree      XmppTree;
typedef struct _XmppBlock     XmppBlock;

struct _XmppAttribute
{
  XmppAttribute *next;  /* (nullable) */
  const char    *name;
  const char    *ns;    /* (nullable) */
  char          *value;
  gsize          room;  /* how many bytes @value can take */
};

struct _XmppElement
{
  XmppTree      *tree;        /* borrowed: it owns us */
  const char    *name;
  const char    *ns;          /* (nullable) */
  XmppElement   *parent;      /* (nullable) */
  XmppElement   *first_child; /* (nullable) */
  XmppElement   *last_child;  /* (nullable) */
  XmppElement   *next;        /* (nullable) */
  XmppAttribute *attributes;  /* (nullable) */
  char          *text;        /* (nullable): all text directly in here, one piece */
  guint32        text_length;
  guint32        text_room;
  guint32        offset;      /* how much of the parent's text stands before us */
  guint32        n_children;
};

struct _XmppTree
{
  char        *next;      /* free memory of the newest block, from here … */
  char        *end;       /* … to here */
  XmppBlock   *blocks;    /* (nullable): all but the first, which lies behind this struct */
  gsize        block_size;
  gsize        size;      /* all of its memory */
  int          ref_count; /* atomic */
  gboolean     sealed;
};

XmppTree    *xmpp_tree_new         (void) G_GNUC_WARN_UNUSED_RESULT;
XmppTree    *xmpp_tree_ref         (XmppTree *self);
void         xmpp_tree_unref       (XmppTree *self);
gpointer     xmpp_tree_alloc_slow  (XmppTree *self,
                                    gsize     size);
const char  *xmpp_tree_keep_name   (XmppTree   *self,
                                    const char *name);
XmppElement *xmpp_tree_add_element (XmppTree    *self,
                                    XmppElement *parent,
                                    const char  *name,
                                    const char  *ns);
void         xmpp_tree_set_value   (XmppTree      *self,
                                    XmppAttribute *attribute,
                                    const char    *value);
XmppElement *xmpp_tree_copy_element (XmppElement *source) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_tree_append_copy (XmppElement *parent,
                                    XmppElement *source);
void         xmpp_tree_append_text (XmppElement *element,
                                    const char  *text,
                                    gsize        length);

/* Memory that lives as long as the tree. */
static inline gpointer
xmpp_tree_alloc (XmppTree *self,
                 gsize     size)
{
  char *memory = self->next;

  size = (size + 7) & ~(gsize) 7;
  if (G_UNLIKELY ((gsize) (self->end - memory) < size))
    return xmpp_tree_alloc_slow (self, size);

  self->next = memory + size;
  return memory;
}

static inline char *
xmpp_tree_strndup (XmppTree   *self,
                   const char *text,
                   gsize       length)
{
  char *copy = xmpp_tree_alloc (self, length + 1);

  __builtin_memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

G_END_DECLS
