/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A space of a server that can be joined. Never changes. */
#define CHAT_TYPE_SPACE_OFFER (chat_space_offer_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpaceOffer, chat_space_offer, CHAT, SPACE_OFFER, GObject)

/* @title, @description: (nullable) */
ChatSpaceOffer *chat_space_offer_new             (const char     *service,
                                                  const char     *node,
                                                  const char     *title,
                                                  const char     *description)
  G_GNUC_WARN_UNUSED_RESULT;
const char     *chat_space_offer_get_service     (ChatSpaceOffer *self);
const char     *chat_space_offer_get_node        (ChatSpaceOffer *self);
const char     *chat_space_offer_get_name        (ChatSpaceOffer *self); /* never NULL */
const char     *chat_space_offer_get_description (ChatSpaceOffer *self); /* (nullable) */

G_END_DECLS
