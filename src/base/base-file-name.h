/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest name that is made, so that " (2)" still fits behind it in any file system. */
#define BASE_FILE_NAME_MAX_BYTES 200

char *base_file_name_clean    (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *base_file_name_from_url (const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
