/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-tree.h"

G_BEGIN_DECLS

#define XMPP_NAME_CACHE_BITS 9

/* What xmpp_known_name() says about a name that the parser keeps: known by its pointer */
typedef struct {
  const guint8 *name;  /* (nullable) borrowed: the parser's */
  const char   *known; /* (nullable) */
} XmppCachedName;

/* One stanza in the making; a part of the parser */
typedef struct {
  XmppTree       *tree;       /* (nullable): what is being built */
  XmppElement    *cursor;     /* (nullable) borrowed: the element that is open */
  guint           n_elements;
  GHashTable     *unknown;    /* libxml2's names to the tree's own, all borrowed */
  XmppCachedName  cache[1 << XMPP_NAME_CACHE_BITS];
} XmppTreeBuilder;

void         xmpp_tree_builder_init         (XmppTreeBuilder *self);
void         xmpp_tree_builder_clear        (XmppTreeBuilder *self);
void         xmpp_tree_builder_forget_names (XmppTreeBuilder *self);
gboolean     xmpp_tree_builder_start        (XmppTreeBuilder  *self,
                                             const guint8     *name,
                                             const guint8     *ns,
                                             const guint8    **attributes,
                                             guint             n_attributes);
void         xmpp_tree_builder_end          (XmppTreeBuilder *self);
void         xmpp_tree_builder_cut          (XmppTreeBuilder *self);
XmppElement *xmpp_tree_builder_take         (XmppTreeBuilder *self) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_tree_builder_drop         (XmppTreeBuilder *self);

G_END_DECLS
