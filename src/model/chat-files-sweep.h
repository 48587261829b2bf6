/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatStore ChatStore;

/* Voice messages that were recorded; how the files begin of those that were not sent yet */
#define CHAT_FILES_VOICE_FOLDER "voice"
#define CHAT_FILES_VOICE_PREFIX "draft-"

/* Files that were fetched, pasted or recorded, and whose messages were deleted, are deleted */
void chat_files_sweep (ChatStore *store);

G_END_DECLS
