/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppError:
 * @XMPP_ERROR_DISCONNECTED: the stream ended before the answer came
 * @XMPP_ERROR_TIMEOUT: no answer came within the time limit
 * @XMPP_ERROR_MALFORMED: the peer sent what the protocol does not allow
 * @XMPP_ERROR_INVALID_ADDRESS: a text is not an address by RFC 7622
 * @XMPP_ERROR_UNKNOWN_HOST: the domain, or every host that its SRV records name, has no address
 * @XMPP_ERROR_UNREACHABLE: the hosts are known, none of them takes a connection
 * @XMPP_ERROR_NO_SERVICE: the domain says that it has no XMPP service (SRV target ".")
 * @XMPP_ERROR_NO_TLS: the server offers no TLS, or refused it; nothing was sent in clear
 * @XMPP_ERROR_CERTIFICATE: the certificate is not trusted
 * @XMPP_ERROR_NO_MECHANISM: no mechanism that is safe enough is offered
 * @XMPP_ERROR_DOWNGRADE: what is offered is weaker than what signed us in before, and the server
 *   does not confirm it
 * @XMPP_ERROR_TAMPERED: what the server offers is not what arrives here (XEP-0474, XEP-0515)
 * @XMPP_ERROR_NOT_AUTHORIZED: wrong password, or a credential that no longer holds
 * @XMPP_ERROR_ACCOUNT_DISABLED: the server knows the account and does not let it in
 * @XMPP_ERROR_SERVER_UNTRUSTED: the server could not prove that it knows the password (SCRAM)
 * @XMPP_ERROR_CANCELLED_BY_USER: a question (password, certificate) was answered with no
 * @XMPP_ERROR_CONFLICT: another device took the place of this one
 * @XMPP_ERROR_STREAM: the server ended the stream with another stream error
 * @XMPP_ERROR_TOO_LARGE: more than the agreed limit
 * @XMPP_ERROR_UNSUPPORTED: the server lacks the feature
 * @XMPP_ERROR_PROXY: the proxy cannot be reached, or does not do what a proxy does
 * @XMPP_ERROR_PROXY_LOGIN: the proxy wants another user or password
 * @XMPP_ERROR_NEEDS_PROXY: an onion service, and there is no proxy to reach it by
 *
 * What can go wrong on our side of the wire.
 */
typedef enum {
  XMPP_ERROR_DISCONNECTED,
  XMPP_ERROR_TIMEOUT,
  XMPP_ERROR_MALFORMED,
  XMPP_ERROR_INVALID_ADDRESS,
  XMPP_ERROR_UNKNOWN_HOST,
  XMPP_ERROR_UNREACHABLE,
  XMPP_ERROR_NO_SERVICE,
  XMPP_ERROR_NO_TLS,
  XMPP_ERROR_CERTIFICATE,
  XMPP_ERROR_NO_MECHANISM,
  XMPP_ERROR_DOWNGRADE,
  XMPP_ERROR_TAMPERED,
  XMPP_ERROR_NOT_AUTHORIZED,
  XMPP_ERROR_ACCOUNT_DISABLED,
  XMPP_ERROR_SERVER_UNTRUSTED,
  XMPP_ERROR_CANCELLED_BY_USER,
  XMPP_ERROR_CONFLICT,
  XMPP_ERROR_STREAM,
  XMPP_ERROR_TOO_LARGE,
  XMPP_ERROR_UNSUPPORTED,
  XMPP_ERROR_PROXY,
  XMPP_ERROR_PROXY_LOGIN,
  XMPP_ERROR_NEEDS_PROXY,
} XmppError;

#define XMPP_ERROR (xmpp_error_quark ())
GQuark xmpp_error_quark (void);

gboolean xmpp_error_is_final       (const GError *error);
gboolean xmpp_error_spares_session (const GError *error);

/**
 * XmppStanzaError:
 *
 * What the other side answered: one code for each condition of RFC 6120, 8.3.3.
 */
typedef enum {
  XMPP_STANZA_ERROR_UNDEFINED_CONDITION,
  XMPP_STANZA_ERROR_BAD_REQUEST,
  XMPP_STANZA_ERROR_CONFLICT,
  XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
  XMPP_STANZA_ERROR_FORBIDDEN,
  XMPP_STANZA_ERROR_GONE,
  XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR,
  XMPP_STANZA_ERROR_ITEM_NOT_FOUND,
  XMPP_STANZA_ERROR_JID_MALFORMED,
  XMPP_STANZA_ERROR_NOT_ACCEPTABLE,
  XMPP_STANZA_ERROR_NOT_ALLOWED,
  XMPP_STANZA_ERROR_NOT_AUTHORIZED,
  XMPP_STANZA_ERROR_POLICY_VIOLATION,
  XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE,
  XMPP_STANZA_ERROR_REDIRECT,
  XMPP_STANZA_ERROR_REGISTRATION_REQUIRED,
  XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
  XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT,
  XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT,
  XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE,
  XMPP_STANZA_ERROR_SUBSCRIPTION_REQUIRED,
  XMPP_STANZA_ERROR_UNEXPECTED_REQUEST,
} XmppStanzaError;

#define XMPP_STANZA_ERROR (xmpp_stanza_error_quark ())
GQuark       xmpp_stanza_error_quark        (void);

const char  *xmpp_stanza_error_get_name     (XmppStanzaError  condition);
GError      *xmpp_stanza_error_from_element (XmppElement     *stanza) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_stanza_error_get_detail   (const GError    *error,
                                             const char      *name,
                                             const char      *ns); /* (nullable) borrowed */
XmppElement *xmpp_stanza_error_reply        (XmppElement     *request,
                                             XmppStanzaError  condition,
                                             const char      *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
