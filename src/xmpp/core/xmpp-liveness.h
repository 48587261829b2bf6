/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session-config.h"
#include "xmpp-stream.h"

G_BEGIN_DECLS

/**
 * XmppLiveness:
 *
 * Notices that a silent server is gone.
 */
typedef struct _XmppLiveness XmppLiveness;

typedef void (*XmppLivenessFunc) (const GError *error,
                                  gpointer      user_data);

XmppLiveness *xmpp_liveness_new       (XmppStream              *stream,
                                       const XmppSessionLimits *limits,
                                       XmppLivenessFunc         dead,
                                       gpointer                 user_data)
                                       G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_liveness_free      (XmppLiveness *self);
void          xmpp_liveness_check_now (XmppLiveness *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppLiveness, xmpp_liveness_free)

G_END_DECLS
