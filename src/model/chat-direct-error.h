/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is stored of why a file was not sent straight to somebody: see chat-error.c. Static */
const char *chat_direct_error_get_condition (const GError *error);
/* Whether nothing came through any more: then it may go on later */
gboolean    chat_direct_error_is_cut        (const GError *error);
/* Why one does not come, in words; (nullable): the person has given it up */
char       *chat_direct_error_text          (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
