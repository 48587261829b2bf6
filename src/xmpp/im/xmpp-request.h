/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session.h"

G_BEGIN_DECLS

/**
 * XmppAnswerFunc:
 * @iq: the result; what it holds is unchecked
 * @task: the task that waits
 *
 * Reads an answer and completes @task.
 */
typedef void (*XmppAnswerFunc) (XmppElement *iq,
                                GTask       *task);

void     xmpp_request_send   (XmppSession    *session,
                              XmppElement    *iq,
                              GTask          *task,
                              XmppAnswerFunc  answer);
gboolean xmpp_request_finish (gpointer        source,
                              GAsyncResult   *result,
                              gpointer        source_tag,
                              GError        **error);

G_END_DECLS
