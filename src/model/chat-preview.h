/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the sender of a message tells of a link in it (XEP-0511): in one line of plain text each,
 * and a small picture. It does not change. */
#define CHAT_TYPE_PREVIEW (chat_preview_get_type ())
G_DECLARE_FINAL_TYPE (ChatPreview, chat_preview, CHAT, PREVIEW, GObject)

const char *chat_preview_get_url         (ChatPreview *self);
/* Where that really leads: it is nobody's words */
const char *chat_preview_get_host        (ChatPreview *self);
const char *chat_preview_get_title       (ChatPreview *self);
const char *chat_preview_get_description (ChatPreview *self); /* (nullable) */
const char *chat_preview_get_site        (ChatPreview *self); /* (nullable): what it calls itself */
/* (nullable) (transfer full): a small picture that came along, encoded */
GBytes     *chat_preview_dup_image       (ChatPreview *self) G_GNUC_WARN_UNUSED_RESULT;

/* The first link of @text of which something can be told; NULL: there is none */
char       *chat_preview_dup_link        (const char  *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @self tells of a link in @text */
gboolean    chat_preview_is_for          (ChatPreview *self,
                                          const char  *text);

G_END_DECLS
