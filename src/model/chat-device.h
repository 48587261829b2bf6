/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* One resource of a contact, or of ourselves, that is online. Properties: resource, presence,
 * status (nullable), client (nullable: "Gajim 1.7.3", known once
 * chat_account_query_device_async() was answered). */
#define CHAT_TYPE_DEVICE (chat_device_get_type ())
G_DECLARE_FINAL_TYPE (ChatDevice, chat_device, CHAT, DEVICE, GObject)

const char  *chat_device_get_resource (ChatDevice *self);
ChatPresence chat_device_get_presence (ChatDevice *self);
const char  *chat_device_get_status   (ChatDevice *self); /* (nullable) */
const char  *chat_device_get_client   (ChatDevice *self); /* (nullable) */

G_END_DECLS
