/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatPicture ChatPicture;

/* @image: (transfer full): a MediaImage */
ChatPicture *chat_picture_new (gpointer image) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
