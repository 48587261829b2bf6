/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

G_BEGIN_DECLS

/* Which of so many it is, how many px it has, and how large it is. @picture: (nullable): once it is
 * decoded */
char *ui_picture_words_describe (ChatFile    *file,
                                 ChatPicture *picture,
                                 guint        at,
                                 guint        n_files) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
