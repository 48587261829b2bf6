/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatStore ChatStore;

/* Files that were fetched or pasted, and whose messages were deleted, are deleted */
void chat_files_sweep (ChatStore *store);

G_END_DECLS
