/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BaseTextFlags:
 * @BASE_TEXT_ONE_LINE: line ends and tabs become spaces, and no space is left at either end
 * @BASE_TEXT_NO_BIDI: without the characters that turn the direction of what follows
 * @BASE_TEXT_NO_UNSEEN: without those that show nothing, by which one name looks like another
 */
typedef enum {
  BASE_TEXT_DEFAULT = 0,
  BASE_TEXT_ONE_LINE = 1 << 0,
  BASE_TEXT_NO_BIDI = 1 << 1,
  BASE_TEXT_NO_UNSEEN = 1 << 2,
} BaseTextFlags;

char *base_text_clean    (const char    *text,
                          BaseTextFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
char *base_text_truncate (const char    *text,
                          gsize          max_characters) G_GNUC_WARN_UNUSED_RESULT;
char *base_text_truncate_name (const char    *name,
                               gsize          max_characters) G_GNUC_WARN_UNUSED_RESULT;
char *base_text_initials (const char    *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
