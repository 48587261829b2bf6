/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppWriter:
 *
 * Writes elements to a connection, in order, without ever blocking.
 */
typedef struct _XmppWriter XmppWriter;

/**
 * XmppWriterFuncs:
 * @idle: all that was said is written
 * @broken: writing failed, and nothing more will be written
 *
 * Each may free the writer.
 */
typedef struct {
  void (*idle)   (gpointer      user_data);
  void (*broken) (const GError *error,
                  gpointer      user_data);
} XmppWriterFuncs;

XmppWriter *xmpp_writer_new     (GOutputStream         *output,
                                 const XmppWriterFuncs *funcs,
                                 gpointer               user_data) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_writer_free    (XmppWriter     *self);

void        xmpp_writer_add     (XmppWriter     *self,
                                 const char     *text);
gboolean    xmpp_writer_add_element (XmppWriter  *self,
                                 XmppElement     *element,
                                 gsize            max_bytes,
                                 GError         **error);
gsize       xmpp_writer_get_n_added (XmppWriter *self);
gboolean    xmpp_writer_is_idle (XmppWriter     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppWriter, xmpp_writer_free)

G_END_DECLS
