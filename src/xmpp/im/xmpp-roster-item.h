/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppSubscription:
 * @XMPP_SUBSCRIPTION_TO: we see the contact's presence
 * @XMPP_SUBSCRIPTION_FROM: the contact sees ours
 *
 * RFC 6121, 2.1.2.5. A set of flags.
 */
typedef enum {
  XMPP_SUBSCRIPTION_NONE = 0,
  XMPP_SUBSCRIPTION_TO   = 1 << 0,
  XMPP_SUBSCRIPTION_FROM = 1 << 1,
  XMPP_SUBSCRIPTION_BOTH = XMPP_SUBSCRIPTION_TO | XMPP_SUBSCRIPTION_FROM,
} XmppSubscription;

/**
 * XmppRosterItem:
 *
 * One contact as the server keeps it. Immutable; share it by reference.
 */
typedef struct {
  XmppAddress      *address;      /* bare */
  char             *name;         /* (nullable) */
  char            **groups;       /* sorted, without duplicates; never NULL */
  XmppSubscription  subscription;
  gboolean          is_requested; /* we have asked for a subscription and wait */
  gboolean          is_approved;  /* pre-approved: RFC 6121, 3.4 */
} XmppRosterItem;

XmppRosterItem *xmpp_roster_item_new   (XmppAddress        *address,
                                        const char         *name,
                                        const char *const  *groups,       /* (nullable) */
                                        XmppSubscription    subscription,
                                        gboolean            is_requested,
                                        gboolean            is_approved) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when it has no proper address, and for subscription='remove' */
XmppRosterItem *xmpp_roster_item_parse (XmppElement        *item) G_GNUC_WARN_UNUSED_RESULT;
XmppRosterItem *xmpp_roster_item_ref   (XmppRosterItem     *self);
void            xmpp_roster_item_unref (XmppRosterItem     *self);
gboolean        xmpp_roster_item_equal (const XmppRosterItem *self,
                                        const XmppRosterItem *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRosterItem, xmpp_roster_item_unref)

G_END_DECLS
