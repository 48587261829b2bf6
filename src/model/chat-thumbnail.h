/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-picture.h"

G_BEGIN_DECLS

/* px: of those that are made here, the longer side */
#define CHAT_THUMBNAIL_SIDE 32

/* Small pictures that come along with messages (XEP-0264), as "data:" URIs (RFC 2397): one is
 * parsed or rendered, never both. */
GBytes      *chat_thumbnail_parse     (const char *uri)  /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
ChatPicture *chat_thumbnail_render    (const char *uri,  /* (nullable) */
                                       guint       full_width,
                                       guint       full_height)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean     chat_thumbnail_get_shape (const char *uri,  /* (nullable) */
                                       guint      *width,
                                       guint      *height);
char        *chat_thumbnail_dup_type  (const char *uri)
  G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
char        *chat_thumbnail_format    (GBytes     *picture)
  G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
/* The same of what its sender was asked for, which may be larger */
char        *chat_thumbnail_format_fetched (GBytes *picture)
  G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
/* It goes, or came, within a message */
gboolean     chat_thumbnail_is_sent   (const char *uri);
/* It can be asked for: a "cid:" URI */
gboolean     chat_thumbnail_is_with_sender (const char *uri); /* (nullable) */

G_END_DECLS
