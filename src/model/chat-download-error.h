/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): why a file does not come, in words */
char *chat_download_error_text (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
