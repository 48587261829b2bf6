/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppAddress:
 *
 * An XMPP address (JID), prepared and immutable: RFC 7622. Two equal addresses have equal texts.
 */
typedef struct _XmppAddress XmppAddress;

XmppAddress *xmpp_address_parse         (const char  *text,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
XmppAddress *xmpp_address_new           (const char  *local,     /* (nullable) */
                                         const char  *domain,
                                         const char  *resource,  /* (nullable) */
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
XmppAddress *xmpp_address_ref           (XmppAddress *self);
void         xmpp_address_unref         (XmppAddress *self);

const char  *xmpp_address_get_local     (XmppAddress *self);  /* (nullable) */
const char  *xmpp_address_get_domain    (XmppAddress *self);
const char  *xmpp_address_get_resource  (XmppAddress *self);  /* (nullable) */
const char  *xmpp_address_get_bare      (XmppAddress *self);  /* local@domain */
const char  *xmpp_address_get_full      (XmppAddress *self);  /* the whole text */
gboolean     xmpp_address_is_bare       (XmppAddress *self);
gboolean     xmpp_address_equal         (XmppAddress *self,
                                         XmppAddress *other);
gboolean     xmpp_address_equal_bare    (XmppAddress *self,
                                         XmppAddress *other);
XmppAddress *xmpp_address_dup_bare      (XmppAddress *self) G_GNUC_WARN_UNUSED_RESULT;
XmppAddress *xmpp_address_with_resource (XmppAddress  *self,
                                         const char   *resource,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* For DNS and TLS */
char        *xmpp_address_dup_ascii_domain (XmppAddress *self) G_GNUC_WARN_UNUSED_RESULT;

/* JID escaping, XEP-0106 */
char        *xmpp_address_escape_local   (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char        *xmpp_address_unescape_local (const char *local) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppAddress, xmpp_address_unref)

G_END_DECLS
