/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppRetry:
 *
 * When to connect again.
 */
typedef struct _XmppRetry XmppRetry;

/**
 * XmppRetryFuncs:
 * @again: it is time
 * @network_changed: there is a network, but perhaps another one, and nothing is scheduled
 */
typedef struct {
  void (*again)           (gpointer user_data);
  void (*network_changed) (gpointer user_data);
} XmppRetryFuncs;

XmppRetry *xmpp_retry_new      (const XmppRetryFuncs *funcs,
                                gpointer              user_data) G_GNUC_WARN_UNUSED_RESULT;
void       xmpp_retry_free     (XmppRetry *self);

void       xmpp_retry_schedule (XmppRetry *self,
                                guint      first_ms,
                                guint      most_ms);
void       xmpp_retry_cancel   (XmppRetry *self);
void       xmpp_retry_forget   (XmppRetry *self);
gboolean   xmpp_retry_has_failed (XmppRetry *self);
gint64     xmpp_retry_get_time (XmppRetry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRetry, xmpp_retry_free)

G_END_DECLS
