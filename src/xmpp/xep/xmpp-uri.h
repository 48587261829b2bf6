/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"

G_BEGIN_DECLS

/**
 * XmppUri:
 * @address: (nullable): whom it is about; NULL in "xmpp:?…"
 * @action: (nullable): the query type: "message", "roster", "join", "register", …
 * @parameters: owned char * by owned char *: the rest of the query; the first of a name counts
 *
 * An "xmpp:" link: RFC 5122, XEP-0147. It is somebody else's wish: shown, never acted on by itself.
 */
typedef struct {
  XmppAddress *address;
  char        *action;
  GHashTable  *parameters;
} XmppUri;

XmppUri    *xmpp_uri_parse             (const char     *text,
                                        GError        **error) G_GNUC_WARN_UNUSED_RESULT;
XmppUri    *xmpp_uri_new               (XmppAddress    *address, /* (nullable) */
                                        const char     *action)  /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_uri_free              (XmppUri        *self);

const char *xmpp_uri_get_parameter     (const XmppUri  *self,
                                        const char     *name); /* (nullable) */
void        xmpp_uri_set_parameter     (XmppUri        *self,
                                        const char     *name,
                                        const char     *value);
char       *xmpp_uri_to_string         (const XmppUri  *self) G_GNUC_WARN_UNUSED_RESULT;

/* The token of an invitation: as a contact (XEP-0379) or to make an account (XEP-0445) */
const char *xmpp_uri_get_preauth_token (const XmppUri  *self); /* (nullable) */
/* Whether its token makes an account on the server of @address: ";ibr=y", or "?register" */
gboolean    xmpp_uri_can_register      (const XmppUri  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppUri, xmpp_uri_free)

G_END_DECLS
