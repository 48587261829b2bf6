/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppTlsMode:
 * @XMPP_TLS_AUTO: as the SRV records say; STARTTLS where there are none
 * @XMPP_TLS_STARTTLS: RFC 6120, 5
 * @XMPP_TLS_DIRECT: XEP-0368
 */
typedef enum {
  XMPP_TLS_AUTO,
  XMPP_TLS_STARTTLS,
  XMPP_TLS_DIRECT,
} XmppTlsMode;

/**
 * XmppSessionConfig:
 * @host: (nullable): connect here instead of where DNS says
 * @port: 0: the usual one
 * @ca_file: (nullable): path of PEM certificates that are trusted besides the system's
 * @client_certificate: (nullable): for SASL EXTERNAL
 * @resource: (nullable): what to ask for; the server makes one
 * @allow_plain: whether PLAIN is acceptable inside verified TLS when nothing better is offered
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
  gboolean         allow_plain;
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
 *
 * Time limits of a session, in milliseconds, none of them 0. The defaults suit people; tests are less
 * patient.
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
} XmppSessionLimits;

#define XMPP_SESSION_LIMITS_INIT \
  { 15000, 12000, 30000, 60000, 20000, 3000, 2000, 240000 }

void xmpp_session_config_copy  (XmppSessionConfig       *self,
                                const XmppSessionConfig *from);
void xmpp_session_config_clear (XmppSessionConfig *self);

G_END_DECLS
