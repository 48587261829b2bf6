/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-error.h"
#include "xmpp-jingle-error.h"

G_BEGIN_DECLS

/**
 * XmppJingleAction:
 *
 * What is asked for: XEP-0166, 7.2. Those that nothing is done about are not told apart.
 */
typedef enum {
  XMPP_JINGLE_UNKNOWN,
  XMPP_JINGLE_CONTENT_ADD,
  XMPP_JINGLE_CONTENT_REMOVE,
  XMPP_JINGLE_DESCRIPTION_INFO,
  XMPP_JINGLE_SECURITY_INFO,
  XMPP_JINGLE_SESSION_ACCEPT,
  XMPP_JINGLE_SESSION_INFO,
  XMPP_JINGLE_SESSION_INITIATE,
  XMPP_JINGLE_SESSION_TERMINATE,
  XMPP_JINGLE_TRANSPORT_ACCEPT,
  XMPP_JINGLE_TRANSPORT_INFO,
  XMPP_JINGLE_TRANSPORT_REJECT,
  XMPP_JINGLE_TRANSPORT_REPLACE,
  XMPP_JINGLE_OTHER,           /* known, and not for us */
} XmppJingleAction;

/**
 * XmppJingleStanza:
 *
 * A <jingle/> that came. All is borrowed of it.
 */
typedef struct {
  XmppElement      *jingle;
  XmppJingleAction  action;
  const char       *sid;
  XmppElement      *content;      /* (nullable): the first */
  guint             n_contents;
  const char       *content_name; /* (nullable) */
  const char       *creator;      /* (nullable): "initiator" or "responder" */
  const char       *senders;      /* (nullable) */
  XmppElement      *description;  /* (nullable) */
  XmppElement      *transport;    /* (nullable) */
  XmppElement      *security;     /* (nullable) */
  const char       *offer_id;     /* (nullable): what its sender calls what is offered */
} XmppJingleStanza;

gboolean     xmpp_jingle_stanza_read        (XmppJingleStanza *self,
                                             XmppElement      *jingle);
XmppElement *xmpp_jingle_stanza_new         (const char       *to,
                                             const char       *action,
                                             const char       *sid,
                                             XmppElement     **jingle) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_jingle_stanza_add_content (XmppElement      *jingle,
                                             const char       *creator,
                                             const char       *name,
                                             const char       *senders); /* (nullable) */
XmppElement *xmpp_jingle_stanza_refuse      (XmppElement      *iq,
                                             XmppStanzaError   condition,
                                             const char       *detail) G_GNUC_WARN_UNUSED_RESULT;

/* Why a session ends: XEP-0166, 7.4 */
GError      *xmpp_jingle_reason_read        (XmppElement      *jingle); /* (nullable): success */
void         xmpp_jingle_reason_write       (const GError     *error,   /* (nullable): success */
                                             gboolean          is_offer,
                                             XmppElement      *jingle);

G_END_DECLS
