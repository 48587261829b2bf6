/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppSaslProfile:
 * @XMPP_SASL_PROFILE_1: of RFC 6120, 6
 * @XMPP_SASL_PROFILE_2: of XEP-0388
 *
 * How SASL is said on a stream.
 */
typedef enum {
  XMPP_SASL_PROFILE_1,
  XMPP_SASL_PROFILE_2,
} XmppSaslProfile;

/**
 * XmppSaslReplyKind:
 * @XMPP_SASL_REPLY_CHALLENGE: a challenge
 * @XMPP_SASL_REPLY_SUCCESS: we are in
 * @XMPP_SASL_REPLY_FAILURE: we are not
 * @XMPP_SASL_REPLY_CONTINUE: the mechanism has succeeded, and something else is wanted first
 * @XMPP_SASL_REPLY_TASK: a part of that
 */
typedef enum {
  XMPP_SASL_REPLY_CHALLENGE,
  XMPP_SASL_REPLY_SUCCESS,
  XMPP_SASL_REPLY_FAILURE,
  XMPP_SASL_REPLY_CONTINUE,
  XMPP_SASL_REPLY_TASK,
} XmppSaslReplyKind;

/**
 * XmppSaslReply:
 * @bytes: (nullable): of a challenge; the additional data of a success or a continuation
 * @condition: (nullable): why it failed, RFC 6120, 6.5
 * @text: (nullable): the same, or what is wanted, for people; not longer than 500 bytes
 * @identity: (nullable): whom a success has signed in, as the server writes it
 * @tasks: (nullable): what may be done next, after a continuation
 *
 * What the server says while we sign in.
 */
typedef struct {
  XmppSaslReplyKind   kind;
  GBytes             *bytes;
  char               *condition;
  char               *text;
  char               *identity;
  char              **tasks;
} XmppSaslReply;

XmppElement *xmpp_sasl_make_auth     (XmppSaslProfile  profile,
                                      const char      *mechanism,
                                      GBytes          *initial) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_sasl_make_response (XmppSaslProfile  profile,
                                      GBytes          *response) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_sasl_make_abort    (XmppSaslProfile  profile) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_sasl_make_next     (const char      *task) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_sasl_make_hash     (const guint8    *salted,
                                      gsize            n_bytes) G_GNUC_WARN_UNUSED_RESULT;

gboolean     xmpp_sasl_reply_read    (XmppSaslReply    *self,
                                      XmppSaslProfile   profile,
                                      XmppElement      *element,
                                      GError          **error);
void         xmpp_sasl_reply_clear   (XmppSaslReply    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XmppSaslReply, xmpp_sasl_reply_clear)

G_END_DECLS
