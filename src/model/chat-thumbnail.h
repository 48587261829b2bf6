/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* px: of those that are made here, the longer side */
#define CHAT_THUMBNAIL_SIDE 32

/* Small pictures that come along with messages (XEP-0264), as "data:" URIs (RFC 2397) */
GBytes *chat_thumbnail_parse    (const char *uri)  /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
char   *chat_thumbnail_dup_type (const char *uri) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
char   *chat_thumbnail_format   (GBytes     *picture) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */

G_END_DECLS
