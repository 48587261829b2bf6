/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-roster-item.h"

G_BEGIN_DECLS

#define XMPP_TYPE_ROSTER (xmpp_roster_get_type ())
G_DECLARE_FINAL_TYPE (XmppRoster, xmpp_roster, XMPP, ROSTER, GObject)

/* Signals:
 *   "loaded" (gboolean from_cache): the roster is that of the server; @from_cache: the server sent
 *            nothing, what was cached holds (and pushes follow). Emitted after "item-changed" and
 *            "item-removed" for all that differed from before
 *   "item-changed" (XmppRosterItem *item): new, or changed
 *   "item-removed" (XmppAddress *address) */
XmppRoster     *xmpp_roster_new          (void) G_GNUC_WARN_UNUSED_RESULT;

/* What was kept from the last time; before the session goes online. @items: XmppRosterItem */
void            xmpp_roster_set_cache    (XmppRoster  *self,
                                          const char  *version, /* (nullable) */
                                          GPtrArray   *items);

const char     *xmpp_roster_get_version  (XmppRoster  *self);   /* (nullable) */
GPtrArray      *xmpp_roster_get_items    (XmppRoster  *self)
  G_GNUC_WARN_UNUSED_RESULT; /* owned refs */
XmppRosterItem *xmpp_roster_get_item     (XmppRoster  *self,
                                          XmppAddress *address); /* borrowed; any resource */
gboolean        xmpp_roster_is_loaded    (XmppRoster  *self);
/* Whether the contact sees our presence: subscription from or both */
gboolean        xmpp_roster_has_subscriber (XmppRoster  *self,
                                            XmppAddress *address);
/* Whether the server keeps approvals given in advance: RFC 6121, 3.4 */
gboolean        xmpp_roster_can_preapprove (XmppRoster  *self);

void            xmpp_roster_set_async    (XmppRoster          *self,
                                          XmppAddress         *address,
                                          const char          *name,   /* (nullable) */
                                          const char *const   *groups, /* (nullable) */
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean        xmpp_roster_set_finish   (XmppRoster    *self,
                                          GAsyncResult  *result,
                                          GError       **error);
/* Takes the contact away, with the subscriptions of both sides */
void            xmpp_roster_remove_async  (XmppRoster          *self,
                                           XmppAddress         *address,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean        xmpp_roster_remove_finish (XmppRoster    *self,
                                           GAsyncResult  *result,
                                           GError       **error);

G_END_DECLS
