/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

G_BEGIN_DECLS

#define UI_FILE_WORDS_ICON_SIZE 28 /* px of what stands before its name */

/* Of a sound or a film; @bytes: (nullable): its size; @codec: (nullable): what it needs */
char       *ui_file_words_dup_unplayed (const char   *bytes,
                                        const char   *codec) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): why it has not come, and what can be done about it */
char       *ui_file_words_dup_trouble  (ChatFile     *file) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what has become of its offer */
const char *ui_file_words_get_offer    (ChatFile     *file);
/* What it is called where people see it; @unnamed: what has no name */
const char *ui_file_words_get_name     (ChatFile     *file,
                                        const char   *unnamed);
/* Of what it says to be, or is called like; of what may be a program, that of programs */
const char *ui_file_words_get_icon     (ChatFile     *file);
/* The same of both, which are (nullable) */
const char *ui_file_words_get_icon_of_type (const char *mime_type,
                                            const char *name);
/* (nullable): how long it is, and how large */
char       *ui_file_words_dup_size     (ChatFile     *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
