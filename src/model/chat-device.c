/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One resource of somebody that is online. */
#define G_LOG_DOMAIN "chat-device"

#include "chat-device.h"

#include "chat-enums.h"
#include "chat-device-private.h"

struct _ChatDevice
{
  GObject       parent_instance;

  char         *resource;
  ChatPresence  presence;
  char         *status; /* (nullable) */
  char         *client; /* (nullable) */
  int           priority;
};

G_DEFINE_FINAL_TYPE (ChatDevice, chat_device, G_TYPE_OBJECT)

enum {
  PROP_RESOURCE = 1,
  PROP_PRESENCE,
  PROP_STATUS,
  PROP_CLIENT,
  PROP_PRIORITY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
chat_device_finalize (GObject *object)
{
  ChatDevice *self = CHAT_DEVICE (object);

  g_clear_pointer (&self->resource, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->client, g_free);

  G_OBJECT_CLASS (chat_device_parent_class)->finalize (object);
}

static void
chat_device_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ChatDevice *self = CHAT_DEVICE (object);

  switch (prop_id)
    {
    case PROP_RESOURCE:
      g_value_set_string (value, self->resource);
      break;
    case PROP_PRESENCE:
      g_value_set_enum (value, (int) self->presence);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_CLIENT:
      g_value_set_string (value, self->client);
      break;
    case PROP_PRIORITY:
      g_value_set_int (value, self->priority);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_device_class_init (ChatDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_device_finalize;
  object_class->get_property = chat_device_get_property;

  props[PROP_RESOURCE] = g_param_spec_string ("resource", NULL, NULL, NULL, flags);
  props[PROP_PRESENCE] = g_param_spec_enum ("presence", NULL, NULL, CHAT_TYPE_PRESENCE,
                                            CHAT_PRESENCE_AVAILABLE, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_CLIENT] = g_param_spec_string ("client", NULL, NULL, NULL, flags);
  props[PROP_PRIORITY] = g_param_spec_int ("priority", NULL, NULL, -128, 127, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_device_init (ChatDevice *self)
{
  self->presence = CHAT_PRESENCE_AVAILABLE;
}

ChatDevice *
chat_device_new (const char *resource)
{
  ChatDevice *self = NULL;

  g_return_val_if_fail (resource != NULL, NULL);

  self = g_object_new (CHAT_TYPE_DEVICE, NULL);
  self->resource = g_strdup (resource);
  return self;
}

const char *
chat_device_get_resource (ChatDevice *self)
{
  g_return_val_if_fail (CHAT_IS_DEVICE (self), NULL);

  return self->resource;
}

ChatPresence
chat_device_get_presence (ChatDevice *self)
{
  g_return_val_if_fail (CHAT_IS_DEVICE (self), CHAT_PRESENCE_OFFLINE);

  return self->presence;
}

const char *
chat_device_get_status (ChatDevice *self)
{
  g_return_val_if_fail (CHAT_IS_DEVICE (self), NULL);

  return self->status;
}

const char *
chat_device_get_client (ChatDevice *self)
{
  g_return_val_if_fail (CHAT_IS_DEVICE (self), NULL);

  return self->client;
}

void
chat_device_set_state (ChatDevice   *self,
                       ChatPresence  presence,
                       const char   *status,
                       int           priority)
{
  g_return_if_fail (CHAT_IS_DEVICE (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->presence != presence)
    {
      self->presence = presence;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
    }
  if (g_strcmp0 (self->status, status) != 0)
    {
      g_free (self->status);
      self->status = g_strdup (status);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
    }
  if (self->priority != priority)
    {
      self->priority = priority;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRIORITY]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_device_set_client (ChatDevice *self,
                        const char *client)
{
  g_return_if_fail (CHAT_IS_DEVICE (self));

  if (g_strcmp0 (self->client, client) == 0)
    return;

  g_free (self->client);
  self->client = g_strdup (client);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
}
