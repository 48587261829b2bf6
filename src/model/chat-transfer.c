/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file on its way, for those who show how far it is. */
#define G_LOG_DOMAIN "chat-transfer"

#include "chat-transfer.h"

#include "chat-enums.h"

struct _ChatTransfer
{
  GObject            parent_instance;

  ChatTransferState  state;
  gint64             done;
  gint64             size; /* -1: not known */
  char              *text; /* (nullable): why it has failed */
};

G_DEFINE_FINAL_TYPE (ChatTransfer, chat_transfer, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  PROP_DONE,
  PROP_SIZE,
  PROP_FRACTION,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static guint cancelled_signal;

static void
chat_transfer_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ChatTransfer *self = CHAT_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_DONE:
      g_value_set_int64 (value, self->done);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, chat_transfer_get_fraction (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_transfer_finalize (GObject *object)
{
  g_free (CHAT_TRANSFER (object)->text);

  G_OBJECT_CLASS (chat_transfer_parent_class)->finalize (object);
}

static void
chat_transfer_class_init (ChatTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_transfer_get_property;
  object_class->finalize = chat_transfer_finalize;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_TRANSFER_STATE,
                                         CHAT_TRANSFER_WAITING, flags);
  props[PROP_DONE] = g_param_spec_int64 ("done", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, -1, G_MAXINT64, -1, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  cancelled_signal = g_signal_new ("cancelled", CHAT_TYPE_TRANSFER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_transfer_init (ChatTransfer *self)
{
  self->size = -1;
}

ChatTransfer *
chat_transfer_new (void)
{
  return g_object_new (CHAT_TYPE_TRANSFER, NULL);
}

ChatTransferState
chat_transfer_get_state (ChatTransfer *self)
{
  g_return_val_if_fail (CHAT_IS_TRANSFER (self), CHAT_TRANSFER_WAITING);

  return self->state;
}

gint64
chat_transfer_get_done (ChatTransfer *self)
{
  g_return_val_if_fail (CHAT_IS_TRANSFER (self), 0);

  return self->done;
}

gint64
chat_transfer_get_size (ChatTransfer *self)
{
  g_return_val_if_fail (CHAT_IS_TRANSFER (self), -1);

  return self->size;
}

double
chat_transfer_get_fraction (ChatTransfer *self)
{
  g_return_val_if_fail (CHAT_IS_TRANSFER (self), -1);

  if (self->size < 0)
    return -1;

  return self->size > 0 ? MIN (1, (double) self->done / (double) self->size) : 1;
}

const char *
chat_transfer_get_text (ChatTransfer *self)
{
  g_return_val_if_fail (CHAT_IS_TRANSFER (self), NULL);

  return self->state == CHAT_TRANSFER_FAILED ? self->text : NULL;
}

void
chat_transfer_fail (ChatTransfer *self,
                    const char   *text)
{
  g_return_if_fail (CHAT_IS_TRANSFER (self));

  g_free (self->text);
  self->text = g_strdup (text);
  chat_transfer_set_state (self, CHAT_TRANSFER_FAILED);
}

void
chat_transfer_cancel (ChatTransfer *self)
{
  g_return_if_fail (CHAT_IS_TRANSFER (self));

  g_signal_emit (self, cancelled_signal, 0);
}

void
chat_transfer_set_state (ChatTransfer      *self,
                         ChatTransferState  state)
{
  g_return_if_fail (CHAT_IS_TRANSFER (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
chat_transfer_set_progress (ChatTransfer *self,
                            gint64        done,
                            gint64        size)
{
  g_return_if_fail (CHAT_IS_TRANSFER (self));
  g_return_if_fail (done >= 0 && size >= -1);

  if (self->done == done && self->size == size)
    return;

  self->done = done;
  self->size = size;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
}
