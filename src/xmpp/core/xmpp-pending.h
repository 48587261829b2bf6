/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppPending:
 *
 * The requests that wait for their answers. Each leaves the table once, by one of five ways:
 * answered, refused, timed out, cancelled, disconnected.
 */
typedef struct _XmppPending XmppPending;

XmppPending *xmpp_pending_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_pending_free      (XmppPending *self);

char        *xmpp_pending_add       (XmppPending *self,
                                     GTask       *task,
                                     const char  *to,
                                     guint        timeout_ms) G_GNUC_WARN_UNUSED_RESULT;
gboolean     xmpp_pending_answer    (XmppPending *self,
                                     XmppElement *answer,
                                     XmppAddress *own,
                                     gboolean     is_whole);
void         xmpp_pending_fail      (XmppPending *self,
                                     const char  *id,
                                     GError      *error);
void         xmpp_pending_fail_all  (XmppPending  *self,
                                     const GError *error);
void         xmpp_pending_set_paused (XmppPending *self,
                                     gboolean     paused);
guint        xmpp_pending_get_count (XmppPending *self);

gboolean     xmpp_pending_may_answer (const char  *to,
                                      const char  *from,
                                      XmppAddress *own);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppPending, xmpp_pending_free)

G_END_DECLS
