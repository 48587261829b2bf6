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

/**
 * XmppLivenessFuncs:
 * @ask: ask the server for any answer
 * @dead: it is gone; called once. It may free the watch
 */
typedef struct {
  void (*ask)  (gpointer      user_data);
  void (*dead) (const GError *error,
                gpointer      user_data);
} XmppLivenessFuncs;

XmppLiveness *xmpp_liveness_new        (XmppStream              *stream,
                                        const XmppSessionLimits *limits,
                                        const XmppLivenessFuncs *funcs,
                                        gpointer                 user_data)
                                        G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_liveness_set_quiet  (XmppLiveness *self,
                                        guint         quiet_s);
void          xmpp_liveness_free       (XmppLiveness *self);
void          xmpp_liveness_note_asked (XmppLiveness *self);
void          xmpp_liveness_check_now  (XmppLiveness *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppLiveness, xmpp_liveness_free)

G_END_DECLS
