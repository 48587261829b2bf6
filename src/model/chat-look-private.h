/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-look.h"

G_BEGIN_DECLS

typedef struct _ChatLook ChatLook;

/* @look: (transfer full) */
ChatLook *chat_look_new (MediaLook *look) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
