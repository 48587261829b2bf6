/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppJingleContext:
 *
 * What all files of an account have in common. Reference-counted; it outlives the feature while a
 * file is on its way.
 */
typedef struct {
  grefcount       ref_count;
  XmppSession    *session;        /* (nullable) borrowed: it is there from attach to detach */
  XmppServerInfo *info;
  char           *proxy;          /* (nullable): the account's: xmpp_proxy_check_setting() */
  char           *proxy_password; /* (nullable) */
  gboolean        direct;         /* others may learn our addresses */
  gboolean        local;          /* this machine is an address like another */
  GQueue          waiting;        /* owned: what is said after an outage */
  GHashTable     *failures;       /* owned full addresses that no connection came about with */
} XmppJingleContext;

XmppJingleContext *xmpp_jingle_context_new       (XmppServerInfo    *info)
  G_GNUC_WARN_UNUSED_RESULT;
XmppJingleContext *xmpp_jingle_context_ref       (XmppJingleContext *self);
void               xmpp_jingle_context_unref     (XmppJingleContext *self);
void               xmpp_jingle_context_note_failure (XmppJingleContext *self,
                                                      XmppAddress       *peer);
gboolean           xmpp_jingle_context_has_failed (XmppJingleContext *self,
                                                   XmppAddress       *peer);
void               xmpp_jingle_context_forget_failures (XmppJingleContext *self);
/* Takes @stanza. What is said in an outage that may pass waits for its end; @callback is to call
 * xmpp_session_send_iq_finish() */
void               xmpp_jingle_context_send      (XmppJingleContext   *self,
                                                  XmppElement         *stanza);
void               xmpp_jingle_context_request   (XmppJingleContext   *self,
                                                  XmppElement         *iq,
                                                  guint                timeout_s, /* 0: the usual */
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
/* The outage has an end, one way or the other */
void               xmpp_jingle_context_flush     (XmppJingleContext   *self);
gboolean           xmpp_jingle_context_is_online (XmppJingleContext *self);

G_END_DECLS
