/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatPreview ChatPreview;

/* NULL: @url is none that may be followed blindly, or nothing is said of it. All but @url may be
 * NULL, and comes from anybody */
ChatPreview *chat_preview_new   (const char  *url,
                                 const char  *title,
                                 const char  *description,
                                 const char  *site) G_GNUC_WARN_UNUSED_RESULT;
/* As the archive has it */
ChatPreview *chat_preview_parse (const char  *stored) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
char        *chat_preview_store (ChatPreview *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean     chat_preview_equal (ChatPreview *self,   /* (nullable) */
                                 ChatPreview *other); /* (nullable) */

/* What is told in a message of a link in @body: the first thing that can be shown. @links:
 * (nullable) of XmppLinkMetadata */
ChatPreview *chat_preview_read  (GPtrArray   *links,
                                 const char  *body) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
/* Of XmppLinkMetadata */
GPtrArray   *chat_preview_write (ChatPreview *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
