/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What strangers write, made fit to be shown. */

/* A body: lines and tabs stay, other control characters go, far too long ones are cut. */
char *chat_text_clean_body (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A name, a status, a preview: one line, trimmed, at most @max_chars; NULL when nothing is left. */
char *chat_text_clean_line (const char *text,
                            guint       max_chars) G_GNUC_WARN_UNUSED_RESULT;
/* What two texts have in common that are the same without regard to case and accents. */
char *chat_text_fold       (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
