/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account: who it is, how it is doing, and what people may set. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-contact-private.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-text.h"

#define MAX_LABEL_CHARS   60
#define MAX_STATUSES      10
#define MAX_STATUS_CHARS  300

/* The first accounts are far apart on the colour circle; none is grey or hard to read on. */
static const char *const colors[] = {
  "#3584e4", "#2ec27e", "#e66100", "#9141ac", "#c01c28", "#1c9a9a", "#986a44", "#e5a50a",
};

G_DEFINE_FINAL_TYPE (ChatAccount, chat_account, G_TYPE_OBJECT)

static GParamSpec *props[CHAT_ACCOUNT_N_PROPS];

void
chat_account_notify (ChatAccount     *self,
                     ChatAccountProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
chat_account_finalize (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->color, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->tls, g_free);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->error_text, g_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->status_history, g_ptr_array_unref);
  g_clear_pointer (&self->nickname, g_free);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);
  g_clear_object (&self->listed);

  G_OBJECT_CLASS (chat_account_parent_class)->finalize (object);
}

static void
chat_account_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  switch (prop_id)
    {
    case CHAT_ACCOUNT_PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case CHAT_ACCOUNT_PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case CHAT_ACCOUNT_PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case CHAT_ACCOUNT_PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case CHAT_ACCOUNT_PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case CHAT_ACCOUNT_PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    case CHAT_ACCOUNT_PROP_RETRY_IN:
      g_value_set_uint (value, self->retry_in_s);
      break;
    case CHAT_ACCOUNT_PROP_PRESENCE:
      g_value_set_enum (value, (int) self->presence);
      break;
    case CHAT_ACCOUNT_PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case CHAT_ACCOUNT_PROP_NICKNAME:
      g_value_set_string (value, self->nickname);
      break;
    case CHAT_ACCOUNT_PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case CHAT_ACCOUNT_PROP_CERTIFICATE:
      g_value_set_object (value, self->certificate);
      break;
    case CHAT_ACCOUNT_PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case CHAT_ACCOUNT_PROP_AUTOMATIC_AWAY:
      g_value_set_boolean (value, self->is_automatic_away);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_account_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  switch (prop_id)
    {
    case CHAT_ACCOUNT_PROP_LABEL:
      chat_account_set_label (self, g_value_get_string (value));
      break;
    case CHAT_ACCOUNT_PROP_COLOR:
      chat_account_set_color (self, g_value_get_string (value));
      break;
    case CHAT_ACCOUNT_PROP_ENABLED:
      chat_account_set_enabled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_account_class_init (ChatAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = flags | G_PARAM_WRITABLE;

  object_class->finalize = chat_account_finalize;
  object_class->get_property = chat_account_get_property;
  object_class->set_property = chat_account_set_property;

  props[CHAT_ACCOUNT_PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[CHAT_ACCOUNT_PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL, writable);
  props[CHAT_ACCOUNT_PROP_COLOR] =
    g_param_spec_string ("color", NULL, NULL, NULL, writable);
  props[CHAT_ACCOUNT_PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, writable);
  props[CHAT_ACCOUNT_PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_ACCOUNT_STATE, CHAT_ACCOUNT_OFFLINE, flags);
  props[CHAT_ACCOUNT_PROP_ERROR_TEXT] =
    g_param_spec_string ("error-text", NULL, NULL, NULL, flags);
  props[CHAT_ACCOUNT_PROP_RETRY_IN] =
    g_param_spec_uint ("retry-in", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[CHAT_ACCOUNT_PROP_PRESENCE] =
    g_param_spec_enum ("presence", NULL, NULL, CHAT_TYPE_PRESENCE, CHAT_PRESENCE_AVAILABLE, flags);
  props[CHAT_ACCOUNT_PROP_STATUS] =
    g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[CHAT_ACCOUNT_PROP_NICKNAME] =
    g_param_spec_string ("nickname", NULL, NULL, NULL, flags);
  props[CHAT_ACCOUNT_PROP_AVATAR] =
    g_param_spec_boxed ("avatar", NULL, NULL, G_TYPE_BYTES, flags);
  props[CHAT_ACCOUNT_PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, CHAT_TYPE_CERTIFICATE, flags);
  props[CHAT_ACCOUNT_PROP_UNREAD] =
    g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[CHAT_ACCOUNT_PROP_AUTOMATIC_AWAY] =
    g_param_spec_boolean ("automatic-away", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, CHAT_ACCOUNT_N_PROPS, props);
}

static void
chat_account_init (ChatAccount *self)
{
  self->enabled = TRUE;
  self->state = CHAT_ACCOUNT_OFFLINE;
  self->presence = CHAT_PRESENCE_AVAILABLE;
  self->status_history = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->status_history, NULL);
  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->listed = g_list_store_new (CHAT_TYPE_CONTACT);
}

ChatAccount *
chat_account_new (const char *address,
                  guint       position)
{
  ChatAccount *self = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (CHAT_TYPE_ACCOUNT, NULL);
  self->address = g_strdup (address);
  self->position = position;
  self->color = g_strdup (colors[position % G_N_ELEMENTS (colors)]);
  return self;
}

const char *
chat_account_get_address (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->address;
}

const char *
chat_account_get_label (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->label != NULL ? self->label : self->address;
}

const char *
chat_account_get_color (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->color;
}

gboolean
chat_account_get_enabled (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), FALSE);

  return self->enabled;
}

ChatAccountState
chat_account_get_state (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), CHAT_ACCOUNT_OFFLINE);

  return self->state;
}

const GError *
chat_account_get_error (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->error;
}

const char *
chat_account_get_error_text (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->error_text;
}

guint
chat_account_get_retry_in (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), 0);

  return self->retry_in_s;
}

ChatPresence
chat_account_get_presence (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), CHAT_PRESENCE_OFFLINE);

  return self->presence;
}

const char *
chat_account_get_status (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->status;
}

const char *
chat_account_get_nickname (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->nickname;
}

GBytes *
chat_account_get_avatar (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->avatar;
}

ChatCertificate *
chat_account_get_certificate (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->certificate;
}

void
chat_account_get_server (ChatAccount *self,
                         ChatServer  *server)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (server != NULL);

  *server = (ChatServer) {
    .host = self->host,
    .port = self->port,
    .tls = self->tls != NULL ? self->tls : "auto",
    .ca_file = self->ca_file,
    .allow_plain = self->allow_plain,
  };
}

GListModel *
chat_account_get_contacts (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->listed);
}

const char *const *
chat_account_get_status_history (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return (const char *const *) self->status_history->pdata;
}

void
chat_account_set_unread (ChatAccount *self,
                         guint        unread)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->unread == unread)
    return;

  self->unread = unread;
  chat_account_notify (self, CHAT_ACCOUNT_PROP_UNREAD);
}
