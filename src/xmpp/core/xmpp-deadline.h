/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppDeadline:
 *
 * A cancellable for one step of a task, which ends by time or when the task is cancelled.
 */
typedef struct _XmppDeadline XmppDeadline;

XmppDeadline *xmpp_deadline_new             (GTask        *task,
                                             guint         timeout_ms) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_deadline_free            (XmppDeadline *self);
void          xmpp_deadline_stop            (XmppDeadline *self);
GCancellable *xmpp_deadline_get_cancellable (XmppDeadline *self);
gboolean      xmpp_deadline_has_passed      (XmppDeadline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDeadline, xmpp_deadline_free)

G_END_DECLS
