/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A space of a server that can be joined. */
#define G_LOG_DOMAIN "chat-space-offer"

#include "chat-space-offer.h"

#include "chat-text.h"

#define MAX_NAME_CHARS        60
#define MAX_DESCRIPTION_CHARS 500

struct _ChatSpaceOffer
{
  GObject  parent_instance;

  char    *service;
  char    *node;
  char    *name;
  char    *description; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatSpaceOffer, chat_space_offer, G_TYPE_OBJECT)

static void
chat_space_offer_finalize (GObject *object)
{
  ChatSpaceOffer *self = CHAT_SPACE_OFFER (object);

  g_free (self->service);
  g_free (self->node);
  g_free (self->name);
  g_free (self->description);

  G_OBJECT_CLASS (chat_space_offer_parent_class)->finalize (object);
}

static void
chat_space_offer_class_init (ChatSpaceOfferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_space_offer_finalize;
}

static void
chat_space_offer_init (ChatSpaceOffer *self)
{
}

ChatSpaceOffer *
chat_space_offer_new (const char *service,
                      const char *node,
                      const char *title,
                      const char *description)
{
  ChatSpaceOffer *self;

  g_return_val_if_fail (service != NULL && node != NULL, NULL);

  self = g_object_new (CHAT_TYPE_SPACE_OFFER, NULL);
  self->service = g_strdup (service);
  self->node = g_strdup (node);
  self->name = title != NULL ? chat_text_clean_line (title, MAX_NAME_CHARS) : NULL;
  if (self->name == NULL)
    self->name = chat_text_clean_line (node, MAX_NAME_CHARS);
  if (self->name == NULL)
    self->name = g_strdup (service);
  if (description != NULL)
    self->description = chat_text_clean_line (description, MAX_DESCRIPTION_CHARS);
  return self;
}

const char *
chat_space_offer_get_service (ChatSpaceOffer *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_OFFER (self), NULL);

  return self->service;
}

const char *
chat_space_offer_get_node (ChatSpaceOffer *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_OFFER (self), NULL);

  return self->node;
}

const char *
chat_space_offer_get_name (ChatSpaceOffer *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_OFFER (self), NULL);

  return self->name;
}

const char *
chat_space_offer_get_description (ChatSpaceOffer *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_OFFER (self), NULL);

  return self->description;
}
