/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatDevice ChatDevice;

ChatDevice *chat_device_new        (const char   *resource) G_GNUC_WARN_UNUSED_RESULT;
void        chat_device_set_state  (ChatDevice   *self,
                                    ChatPresence  presence,
                                    const char   *status, /* (nullable) */
                                    int           priority);
void        chat_device_set_client (ChatDevice   *self,
                                    const char   *client);

G_END_DECLS
