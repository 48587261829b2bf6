/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-presence-info.h"

G_BEGIN_DECLS

/**
 * XmppPresenceTable:
 *
 * Which resources of whom are available. Bounded.
 */
typedef struct _XmppPresenceTable XmppPresenceTable;

XmppPresenceTable *xmpp_presence_table_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void               xmpp_presence_table_free     (XmppPresenceTable *self);
/* Whether it was taken: there is a place for it */
gboolean           xmpp_presence_table_put      (XmppPresenceTable *self,
                                                 XmppPresenceInfo  *info);
/* Whether it was there */
gboolean           xmpp_presence_table_remove   (XmppPresenceTable *self,
                                                 XmppAddress       *address);
void               xmpp_presence_table_clear    (XmppPresenceTable *self);
XmppPresenceInfo  *xmpp_presence_table_get      (XmppPresenceTable *self,
                                                 XmppAddress       *address); /* borrowed */
XmppPresenceInfo  *xmpp_presence_table_get_best (XmppPresenceTable *self,
                                                 XmppAddress       *bare);    /* borrowed */
/* Of all contacts when @bare is NULL */
GPtrArray         *xmpp_presence_table_dup      (XmppPresenceTable *self,
                                                 XmppAddress       *bare) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppPresenceTable, xmpp_presence_table_free)

G_END_DECLS
