/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-presence-info.h"

G_BEGIN_DECLS

/**
 * XmppSubscriptionAnswer:
 *
 * What a contact did with a subscription: RFC 6121, 3.
 */
typedef enum {
  XMPP_SUBSCRIPTION_GRANTED, /* "subscribed": we may see the contact's presence */
  XMPP_SUBSCRIPTION_REFUSED, /* "unsubscribed": refused, or taken back */
  XMPP_SUBSCRIPTION_ENDED,   /* "unsubscribe": the contact no longer wants ours */
} XmppSubscriptionAnswer;

#define XMPP_TYPE_PRESENCE (xmpp_presence_get_type ())
G_DECLARE_FINAL_TYPE (XmppPresence, xmpp_presence, XMPP, PRESENCE, GObject)

/* Signals:
 *   "changed" (XmppAddress *address, XmppPresenceInfo *info): a resource came, went (show offline)
 *             or changed; @address is info->address. Own other resources too
 *   "reset" (): the session went offline: nobody is known to be available
 *   "sending" (XmppElement *presence): our own available presence is about to be broadcast or
 *             directed; handlers add to it (capabilities, …)
 *   "sent" (): our own presence was broadcast; who has it by being directed has to be told
 *   "subscription-requested" (XmppAddress *bare, const char *status, const char *nick,
 *             const char *preauth_token), the strings nullable and unchecked. Never answered here
 *   "subscription-answered" (XmppAddress *bare, XmppSubscriptionAnswer answer)
 *
 * Presence of rooms (with a muc#user payload) is left to others. */
XmppPresence     *xmpp_presence_new               (void) G_GNUC_WARN_UNUSED_RESULT;

/* Own presence: kept, sent now when online and again after each new sign-in. XMPP_SHOW_OFFLINE:
 * sends "unavailable" and stays connected */
void              xmpp_presence_set               (XmppPresence *self,
                                                   XmppShow      show,
                                                   const char   *status); /* (nullable) */
XmppShow          xmpp_presence_get_show          (XmppPresence *self);
void              xmpp_presence_set_priority      (XmppPresence *self,
                                                   int           priority); /* -128 … 127 */
/* Since when nobody touched the machine; µs since 1970, 0: in use. XEP-0319 */
void              xmpp_presence_set_idle_since    (XmppPresence *self,
                                                   gint64        time_us);
/* SHA-1 in hex; "": we have no picture; NULL: not known yet. XEP-0153 */
void              xmpp_presence_set_photo_hash    (XmppPresence *self,
                                                   const char   *hash);
/* Sends our presence once more: what "sending" adds has changed */
void              xmpp_presence_refresh           (XmppPresence *self);
/* Directed presence: RFC 6121, 4.6 */
void              xmpp_presence_send_directed     (XmppPresence *self,
                                                   XmppAddress  *to,
                                                   gboolean      available);
/* The same, to be added to and sent with xmpp_presence_send_stanza(); NULL while we are offline */
XmppElement      *xmpp_presence_new_directed      (XmppPresence *self,
                                                   XmppAddress  *to) G_GNUC_WARN_UNUSED_RESULT;

/* Others' */
XmppPresenceInfo *xmpp_presence_get               (XmppPresence *self,
                                                   XmppAddress  *full);  /* (nullable) borrowed */
XmppPresenceInfo *xmpp_presence_get_best          (XmppPresence *self,
                                                   XmppAddress  *bare);  /* (nullable) borrowed */
GPtrArray        *xmpp_presence_get_resources     (XmppPresence *self,
                                                   XmppAddress  *bare) G_GNUC_WARN_UNUSED_RESULT;

/* Takes any other presence; FALSE when not online */
gboolean          xmpp_presence_send_stanza       (XmppPresence *self,
                                                   XmppElement  *presence);

/* Subscriptions: RFC 6121, 3. FALSE when not online */
gboolean          xmpp_presence_subscribe         (XmppPresence *self,
                                                   XmppAddress  *bare,
                                                   const char   *status,         /* (nullable) */
                                                   const char   *nick,           /* XEP-0172 */
                                                   const char   *preauth_token); /* XEP-0379 */
gboolean          xmpp_presence_approve           (XmppPresence *self,
                                                   XmppAddress  *bare);  /* also in advance */
gboolean          xmpp_presence_deny              (XmppPresence *self,
                                                   XmppAddress  *bare);  /* also: take back */
gboolean          xmpp_presence_unsubscribe       (XmppPresence *self,
                                                   XmppAddress  *bare);

G_END_DECLS
