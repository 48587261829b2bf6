/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppElement:
 *
 * An XML element. All elements of one stanza live in one tree; a reference on any of them keeps the
 * whole tree. Parsed trees are sealed: nobody changes what came over the wire. Names and namespaces
 * that the protocol knows are interned, so that comparing them is mostly comparing pointers.
 */
typedef struct _XmppElement XmppElement;

XmppElement *xmpp_element_new              (const char  *name,
                                            const char  *ns) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_element_new_iq           (const char  *type,
                                            const char  *to) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_element_new_result       (XmppElement *request) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_element_copy             (XmppElement *self) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_element_ref              (XmppElement *self);
void         xmpp_element_unref            (XmppElement *self);

/* Reading. Every getter may answer NULL: what a peer leaves out is not there. All are borrowed. */
const char  *xmpp_element_get_name         (XmppElement *self);
const char  *xmpp_element_get_ns           (XmppElement *self);
gboolean     xmpp_element_is               (XmppElement *self,
                                            const char  *name,
                                            const char  *ns);
const char  *xmpp_element_get_attribute    (XmppElement *self,
                                            const char  *name);
const char  *xmpp_element_get_attribute_ns (XmppElement *self,
                                            const char  *name,
                                            const char  *ns);
const char  *xmpp_element_get_language     (XmppElement *self); /* inherited */
const char  *xmpp_element_get_text         (XmppElement *self); /* never NULL: "" when empty */
XmppElement *xmpp_element_get_parent       (XmppElement *self);
XmppElement *xmpp_element_get_first_child  (XmppElement *self);
XmppElement *xmpp_element_get_next         (XmppElement *self);
XmppElement *xmpp_element_get_child        (XmppElement *self,
                                            const char  *name,  /* NULL: any */
                                            const char  *ns);   /* NULL: any */
XmppElement *xmpp_element_get_next_same    (XmppElement *self); /* of that name and ns */
const char  *xmpp_element_get_child_text   (XmppElement *self,
                                            const char  *name,
                                            const char  *ns);   /* NULL without such a child */
gsize        xmpp_element_get_tree_size    (XmppElement *self); /* memory that a reference keeps */
guint64      xmpp_element_hash             (XmppElement *self,
                                            const char  *without_ns); /* NULL: of all of it */

/* Building. A child without a namespace of its own takes its parent's. Children are borrowed. */
void         xmpp_element_set_attribute    (XmppElement *self,
                                            const char  *name,
                                            const char  *value);  /* NULL takes it away */
void         xmpp_element_set_attribute_ns (XmppElement *self,
                                            const char  *name,
                                            const char  *ns,
                                            const char  *value);
void         xmpp_element_set_text         (XmppElement *self,
                                            const char  *text);
XmppElement *xmpp_element_add_child        (XmppElement *self,
                                            const char  *name,
                                            const char  *ns);     /* NULL: as @self */
XmppElement *xmpp_element_add_text_child   (XmppElement *self,
                                            const char  *name,
                                            const char  *ns,
                                            const char  *text);
XmppElement *xmpp_element_append_copy      (XmppElement *self,
                                            XmppElement *child);  /* returns the copy */
/* Takes a child away; @child must not be used any more, but for a reference that keeps the tree */
void         xmpp_element_remove_child     (XmppElement *self,
                                            XmppElement *child);

/* Writing: @outer_ns is what is declared already ("jabber:client" inside a stream). Characters that
 * XML 1.0 forbids are dropped. */
char        *xmpp_element_to_xml           (XmppElement *self,
                                            const char  *outer_ns) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_element_append_xml       (XmppElement *self,
                                            const char  *outer_ns,
                                            GString     *xml);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppElement, xmpp_element_unref)

G_END_DECLS
