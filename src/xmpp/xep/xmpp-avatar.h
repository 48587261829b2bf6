/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-avatar-image.h"
#include "xmpp-presence.h"
#include "xmpp-pubsub.h"
#include "xmpp-vcard-temp.h"

G_BEGIN_DECLS

#define XMPP_TYPE_AVATAR (xmpp_avatar_get_type ())
G_DECLARE_FINAL_TYPE (XmppAvatar, xmpp_avatar, XMPP, AVATAR, GObject)

/* Signals:
 *   "changed" (XmppAddress *bare, const char *hash, const char *type): somebody's picture; @hash is
 *             its SHA-1 in hex, "" when there is none any more; @type: (nullable) media type.
 *             Emitted only when it differs from what was told before in this session; our own
 *             account too */
XmppAvatar *xmpp_avatar_new            (XmppPubsub     *pubsub,
                                        XmppVcardTemp  *vcards,
                                        XmppPresence   *presence,
                                        XmppServerInfo *server_info) G_GNUC_WARN_UNUSED_RESULT;

const char *xmpp_avatar_get_hash       (XmppAvatar     *self,
                                        XmppAddress    *bare); /* NULL: not heard of */

/* The picture itself: its SHA-1 is @hash, it has at most XMPP_AVATAR_MAX_BYTES and begins as PNG,
 * JPEG, GIF, WebP or AVIF do. It is not decoded here */
void        xmpp_avatar_fetch_async    (XmppAvatar          *self,
                                        XmppAddress         *bare,
                                        const char          *hash,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
/* @type: (out) (optional) (transfer full): media type, from the bytes */
GBytes     *xmpp_avatar_fetch_finish   (XmppAvatar    *self,
                                        GAsyncResult  *result,
                                        char         **type,
                                        GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* Our own picture, where everybody finds it; @image NULL: none any more.
 * PNG is what all can show */
void        xmpp_avatar_publish_async  (XmppAvatar          *self,
                                        GBytes              *image,  /* (nullable) */
                                        guint                width,
                                        guint                height,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
/* Returns the hash; "" after a removal; NULL on failure */
char       *xmpp_avatar_publish_finish (XmppAvatar    *self,
                                        GAsyncResult  *result,
                                        GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
