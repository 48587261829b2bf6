/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-pubsub.h"
#include "xmpp-server-info.h"
#include "xmpp-vcard-temp.h"

G_BEGIN_DECLS

/**
 * XmppAvatarPlaces:
 *
 * Where pictures are published. Borrowed in calls.
 */
typedef struct {
  XmppPubsub     *pubsub;
  XmppVcardTemp  *vcards;
  XmppServerInfo *server_info;
} XmppAvatarPlaces;

void     xmpp_avatar_publication_run_async  (const XmppAvatarPlaces *places,
                                             GBytes                 *image,
                                             guint                   width,
                                             guint                   height,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean xmpp_avatar_publication_run_finish (GAsyncResult  *result,
                                             GError       **error);

G_END_DECLS
