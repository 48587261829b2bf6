/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"
#include "xmpp-handler.h"
#include "xmpp-sasl-prompt.h"
#include "xmpp-session-config.h"
#include "xmpp-token-store.h"
#include "xmpp-trust.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SESSION (xmpp_session_get_type ())
G_DECLARE_FINAL_TYPE (XmppSession, xmpp_session, XMPP, SESSION, GObject)

/* Signals: "online"  (gboolean resumed): state has become ONLINE. Not resumed: features ask for
 * what they need. "offline" (const GError *reason, nullable): what the server knew of us is lost;
 * not while it may be resumed. "acknowledged" (guint64 serial): the server has everything up to
 * serial. "traffic" (gboolean sent, const char *xml): emitted only while somebody listens (XML
 * console). Properties: "state" (XmppSessionState, int), notify on every change */
XmppSession         *xmpp_session_new            (XmppAddress *bare_address)
                                                  G_GNUC_WARN_UNUSED_RESULT;
void                 xmpp_session_set_config     (XmppSession             *self,
                                                  const XmppSessionConfig *config);
void                 xmpp_session_set_limits     (XmppSession             *self,
                                                  const XmppSessionLimits *limits);
/* They are borrowed and outlive the session. */
void                 xmpp_session_set_prompt     (XmppSession    *self,
                                                  XmppSaslPrompt *prompt);
void                 xmpp_session_set_trust      (XmppSession *self,
                                                  XmppTrust   *trust);
void                 xmpp_session_set_token_store (XmppSession    *self,
                                                  XmppTokenStore *store);

void                 xmpp_session_start          (XmppSession *self); /* also: retry now */
void                 xmpp_session_start_unregistered (XmppSession *self); /* to REGISTERING */
void                 xmpp_session_stop_async     (XmppSession         *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean             xmpp_session_stop_finish    (XmppSession   *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);

/* Gives up the token that signs us in without a password, while stopped: XEP-0484, 3.6. */
void                 xmpp_session_revoke_async   (XmppSession         *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean             xmpp_session_revoke_finish  (XmppSession   *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);

XmppSessionState     xmpp_session_get_state      (XmppSession *self);
const GError        *xmpp_session_get_error      (XmppSession *self); /* (nullable) */
gint64               xmpp_session_get_retry_time (XmppSession *self); /* monotonic µs; 0: none */
XmppAddress         *xmpp_session_get_address    (XmppSession *self); /* full once bound */
XmppElement         *xmpp_session_get_stream_features (XmppSession *self); /* (nullable) borrowed */
void                 xmpp_session_get_info       (XmppSession     *self,
                                                  XmppSessionInfo *info);

/* Handlers with a payload are asked before those without, each in the order they were added.
 * @name: "message", "presence" or "iq"; @type: NULL any ("" for none or the default); @payload_name
 * and @payload_ns: a direct child, NULL any. Strings are copied. */
guint                xmpp_session_add_handler    (XmppSession    *self,
                                                  const char     *name,
                                                  const char     *type,
                                                  const char     *payload_name,
                                                  const char     *payload_ns,
                                                  XmppStanzaFunc  func,
                                                  gpointer        user_data);
void                 xmpp_session_remove_handler (XmppSession *self,
                                                  guint        id);

/* Takes @stanza; dropped, with a debug line, when not online: what must not be lost waits above. */
gboolean             xmpp_session_send           (XmppSession *self,
                                                  XmppElement *stanza);
/* The same; a serial for "acknowledged", 0 when dropped. */
guint64              xmpp_session_send_tracked   (XmppSession  *self,
                                                  XmppElement  *stanza,
                                                  GError      **error);
/* Takes @iq; @timeout_s 0: the usual 30. */
void                 xmpp_session_send_iq_async  (XmppSession         *self,
                                                  XmppElement         *iq,
                                                  guint                timeout_s,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
XmppElement         *xmpp_session_send_iq_finish (XmppSession   *self,
                                                  GAsyncResult  *result,
                                                  GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* What comes meanwhile is not acknowledged: XEP-0198. */
guint64              xmpp_session_hold           (XmppSession *self) G_GNUC_WARN_UNUSED_RESULT;
void                 xmpp_session_release        (XmppSession *self,
                                                  guint64      hold);
void                 xmpp_session_set_active     (XmppSession *self,
                                                  gboolean     active);
void                 xmpp_session_check          (XmppSession *self);
gboolean             xmpp_session_suspend        (XmppSession *self);

/* Whether @from is our own account's bare address, or absent: RFC 6120, 8.1.2.1; the one policy
 * function for carbons, roster pushes, archives, own PEP events. */
gboolean             xmpp_session_is_from_self   (XmppSession *self,
                                                  XmppElement *stanza);

G_END_DECLS
