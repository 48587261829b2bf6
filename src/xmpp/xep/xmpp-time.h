/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-feature.h"

G_BEGIN_DECLS

#define XMPP_TYPE_TIME (xmpp_time_get_type ())
G_DECLARE_FINAL_TYPE (XmppTime, xmpp_time, XMPP, TIME, GObject)

/* Answers to the audience alone */
XmppTime *xmpp_time_new          (XmppAudience *audience) G_GNUC_WARN_UNUSED_RESULT;
void      xmpp_time_query_async  (XmppTime            *self,
                                  XmppAddress         *address, /* full */
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
/* @time_us: (out): there, since 1970; @offset_s: (out): east of UTC */
gboolean  xmpp_time_query_finish (XmppTime      *self,
                                  GAsyncResult  *result,
                                  gint64        *time_us,
                                  int           *offset_s,
                                  GError       **error);

G_END_DECLS
