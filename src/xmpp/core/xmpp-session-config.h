/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppTlsMode:
 * @XMPP_TLS_AUTO: as the SRV records say; STARTTLS where there are none
 * @XMPP_TLS_STARTTLS: RFC 6120, 5
 * @XMPP_TLS_DIRECT: XEP-0368
 * @XMPP_TLS_WEBSOCKET: RFC 7395, where XEP-0156 says; with %XMPP_TLS_AUTO it is tried last
 */
typedef enum {
  XMPP_TLS_AUTO,
  XMPP_TLS_STARTTLS,
  XMPP_TLS_DIRECT,
  XMPP_TLS_WEBSOCKET,
} XmppTlsMode;

/**
 * XmppSessionConfig:
 * @host: (nullable): connect here instead of where DNS says; may be the URI of a WebSocket
 * @port: 0: the usual one
 * @ca_file: (nullable): path of PEM certificates that are trusted besides the system's
 * @client_certificate: (nullable): for SASL EXTERNAL
 * @resource: (nullable): what to ask for; the server makes one
 * @software: (nullable): what we are called: for the server, and in our resource
 * @user_agent: (nullable): a random UUID by which our server knows this installation's account
 *   again, XEP-0388, 2.3
 * @carbons: whether copies of what other devices send and receive are wanted
 * @accepted: (nullable): what signed us in with the password before, as #XmppSessionInfo says it:
 *   nothing weaker will do, unless the server proves that it means it
 * @allow_plain: whether PLAIN is acceptable inside verified TLS when nothing better is offered
 * @proxy: (nullable): see xmpp_proxy_check_setting()
 * @proxy_password: (nullable): for the user in @proxy
 *
 * What is not in the address. Strings are borrowed in calls, copied by the session.
 */
typedef struct {
  const char      *host;
  guint16          port;
  XmppTlsMode      tls;
  const char      *ca_file;
  GTlsCertificate *client_certificate;
  const char      *resource;
  const char      *software;
  const char      *user_agent;
  gboolean         carbons;
  const char      *accepted;
  gboolean         allow_plain;
  const char      *proxy;
  const char      *proxy_password;
} XmppSessionConfig;

/**
 * XmppSessionLimits:
 * @lookup_ms: for DNS
 * @connect_ms: for TCP, each candidate
 * @step_ms: for each answer while a stream is negotiated; a person's typing does not count
 * @idle_ms: silence after which the server is asked whether it is still there
 * @ping_ms: how long that answer may take
 * @close_ms: how long a good-bye may take
 * @retry_first_ms: the most that the first retry waits
 * @retry_most_ms: the most that any retry waits
 * @late_ms: how long a resumption may take, or four times as long as the answer before it, until
 *   what it says is doubted; 0: it always is
 *
 * Time limits of a session, in milliseconds, none of the others 0. The defaults suit people; tests
 * are less patient.
 */
typedef struct {
  guint lookup_ms;
  guint connect_ms;
  guint step_ms;
  guint idle_ms;
  guint ping_ms;
  guint close_ms;
  guint retry_first_ms;
  guint retry_most_ms;
  guint late_ms;
} XmppSessionLimits;

#define XMPP_SESSION_LIMITS_INIT \
  { 15000, 12000, 30000, 60000, 20000, 3000, 2000, 240000, 1000 }

/**
 * XmppSessionState:
 * @XMPP_SESSION_OFFLINE: not started, or stopped
 * @XMPP_SESSION_WAITING: the connection was lost or not to be had; the next try is at
 *   xmpp_session_get_retry_time(), and may yet resume what was lost
 * @XMPP_SESSION_CONNECTING: DNS, TCP
 * @XMPP_SESSION_SECURING: TLS
 * @XMPP_SESSION_AUTHENTICATING: SASL
 * @XMPP_SESSION_BINDING: resource binding
 * @XMPP_SESSION_ONLINE: stanzas flow
 * @XMPP_SESSION_CLOSING: saying good-bye
 * @XMPP_SESSION_FAILED: something that trying again does not mend (password, certificate, …): see
 *   xmpp_session_get_error(); xmpp_session_start() tries anew
 * @XMPP_SESSION_REGISTERING: after xmpp_session_start_unregistered(): inside verified TLS, nobody
 *   is signed in; requests (XEP-0077, XEP-0445) can be sent. Features are not told
 */
typedef enum {
  XMPP_SESSION_OFFLINE,
  XMPP_SESSION_WAITING,
  XMPP_SESSION_CONNECTING,
  XMPP_SESSION_SECURING,
  XMPP_SESSION_AUTHENTICATING,
  XMPP_SESSION_BINDING,
  XMPP_SESSION_ONLINE,
  XMPP_SESSION_CLOSING,
  XMPP_SESSION_FAILED,
  XMPP_SESSION_REGISTERING,
} XmppSessionState;

/**
 * XmppSessionInfo:
 *
 * What was negotiated, for people who want to know. All borrowed, good until the next state change.
 */
typedef struct {
  const char *proxy;           /* (nullable) through what, "socks5://host:port" */
  const char *host;            /* (nullable) where we are connected */
  guint16     port;
  gboolean    direct_tls;
  const char *websocket;       /* (nullable) its URI */
  const char *tls_version;     /* (nullable) "TLS 1.3" */
  const char *cipher;          /* (nullable) */
  const char *mechanism;       /* (nullable) "SCRAM-SHA-256-PLUS" */
  const char *channel_binding; /* (nullable) "tls-exporter" */
  gboolean    stream_management; /* stanzas are acknowledged: XEP-0198 */
  gboolean    resumable;       /* the session outlives this connection */
  gboolean    resumed;         /* it has outlived the one before */
  const char *accepted;        /* (nullable) what signed us in with the password last */
  const char *weaker;          /* (nullable) what was too weak after that; also offline */
  gboolean    sasl2;           /* XEP-0388 */
  gboolean    fast;            /* signed in with a token, XEP-0484 */
  gboolean    carbons;         /* were asked for together with the resource, XEP-0386 */
  guint       round_trips;     /* until we were online, with TCP and TLS, without DNS */
  guint64     bytes_sent;      /* of XML, until then */
  guint64     bytes_received;
  guint       time_ms;         /* until then, with DNS and whoever was asked */
} XmppSessionInfo;

void xmpp_session_config_copy  (XmppSessionConfig       *self,
                                const XmppSessionConfig *from);
void xmpp_session_config_clear (XmppSessionConfig *self);

G_END_DECLS
