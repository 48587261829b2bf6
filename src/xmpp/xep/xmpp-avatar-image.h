/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

#define XMPP_AVATAR_MAX_BYTES (1024 * 1024)

/* What a picture is, by its first bytes; NULL: nothing that is shown */
const char  *xmpp_avatar_image_get_type   (GBytes      *image);
char        *xmpp_avatar_image_dup_hash   (GBytes      *image) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it may be shown as the picture @hash */
gboolean     xmpp_avatar_image_check      (GBytes      *image,  /* (nullable) */
                                           const char  *hash,
                                           GError     **error);

XmppElement *xmpp_avatar_image_new_data   (GBytes      *image) G_GNUC_WARN_UNUSED_RESULT;
GBytes      *xmpp_avatar_image_read_data  (XmppElement *data) G_GNUC_WARN_UNUSED_RESULT;

/* @image: NULL: the picture is taken away */
XmppElement *xmpp_avatar_metadata_new     (GBytes      *image,
                                           guint        width,
                                           guint        height) G_GNUC_WARN_UNUSED_RESULT;
gboolean     xmpp_avatar_metadata_read    (XmppElement  *metadata,
                                           char        **hash,
                                           char        **type);

G_END_DECLS
