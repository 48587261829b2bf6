/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account: the object, its properties, and what people may set. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-directs.h"
#include "chat-downloads.h"
#include "chat-contact-private.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-outbox.h"
#include "chat-uploads.h"
#include "chat-web.h"
#include "chat-prompt.h"
#include "chat-rooms-private.h"
#include "chat-spaces-private.h"
#include "chat-store.h"
#include "chat-text.h"
#include "chat-trust.h"
#include "xmpp-session.h"

#include <string.h>

#define MAX_LABEL_CHARS 60

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

/* Windows may hold a contact for longer than we are there to ask. */
static void
leave_contacts (ChatAccount *self)
{
  GHashTableIter iter;
  gpointer contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    chat_contact_set_avatar_func (contact, NULL, NULL);
}

static void
chat_account_dispose (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  /* The session may outlive us while it says good-bye. */
  if (self->connection != NULL)
    {
      xmpp_session_set_prompt (self->connection->session, NULL);
      xmpp_session_set_trust (self->connection->session, NULL);
      xmpp_session_set_token_store (self->connection->session, NULL);
    }
  leave_contacts (self);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->trust_source, g_source_remove);
  g_clear_handle_id (&self->listing_source, g_source_remove);
  if (self->rooms != NULL)
    chat_rooms_close (self->rooms);
  g_clear_object (&self->rooms);
  if (self->spaces != NULL)
    chat_spaces_close (self->spaces);
  g_clear_object (&self->spaces);
  g_clear_object (&self->outbox);
  g_clear_object (&self->downloads);
  g_clear_object (&self->directs);
  g_clear_object (&self->web);
  g_clear_object (&self->avatars);
  g_clear_object (&self->connection);
  g_clear_object (&self->prompt);
  g_clear_object (&self->proxy_prompt);
  g_clear_object (&self->tokens);
  g_clear_object (&self->trust);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_account_parent_class)->dispose (object);
}

static void
record_clear (ChatAccountRecord *record)
{
  g_clear_pointer (&record->color, g_free);
  g_clear_pointer (&record->label, g_free);
  g_clear_pointer (&record->host, g_free);
  g_clear_pointer (&record->tls, g_free);
  g_clear_pointer (&record->ca_file, g_free);
  g_clear_pointer (&record->proxy, g_free);
  g_clear_pointer (&record->mechanism, g_free);
  g_clear_pointer (&record->user_agent, g_free);
  g_clear_pointer (&record->nickname, g_free);
  g_clear_pointer (&record->status, g_free);
  g_clear_pointer (&record->status_history, g_ptr_array_unref);
}

static void
chat_account_finalize (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  g_clear_pointer (&self->address, g_free);
  record_clear (&self->record);
  g_clear_error (&self->error);
  g_clear_pointer (&self->error_text, g_free);
  g_clear_pointer (&self->weaker, g_free);
  g_clear_pointer (&self->accepted_once, g_free);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_object (&self->listed);
  g_clear_pointer (&self->to_list, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);
  g_clear_pointer (&self->nicknames, g_hash_table_unref);
  for (guint i = 0; i < CHAT_N_SHARED; i++)
    g_clear_pointer (&self->untold[i], g_hash_table_unref);

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
      g_value_set_string (value, self->record.label);
      break;
    case CHAT_ACCOUNT_PROP_COLOR:
      g_value_set_string (value, self->record.color);
      break;
    case CHAT_ACCOUNT_PROP_ENABLED:
      g_value_set_boolean (value, self->record.enabled);
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
      g_value_set_enum (value, (int) self->record.presence);
      break;
    case CHAT_ACCOUNT_PROP_STATUS:
      g_value_set_string (value, self->record.status);
      break;
    case CHAT_ACCOUNT_PROP_NICKNAME:
      g_value_set_string (value, self->record.nickname);
      break;
    case CHAT_ACCOUNT_PROP_AVATAR:
      g_value_set_boxed (value, self->avatar);
      break;
    case CHAT_ACCOUNT_PROP_CERTIFICATE:
      g_value_set_object (value, chat_account_get_certificate (self));
      break;
    case CHAT_ACCOUNT_PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case CHAT_ACCOUNT_PROP_AUTOMATIC_AWAY:
      g_value_set_boolean (value, self->is_automatic_away);
      break;
    case CHAT_ACCOUNT_PROP_FILE_LIMIT:
      g_value_set_int64 (value, chat_account_get_file_limit (self));
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

  object_class->dispose = chat_account_dispose;
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
  props[CHAT_ACCOUNT_PROP_FILE_LIMIT] =
    g_param_spec_int64 ("file-limit", NULL, NULL, -1, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, CHAT_ACCOUNT_N_PROPS, props);

  g_signal_new ("contact-request", CHAT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, CHAT_TYPE_CONTACT);
}

static void
chat_account_init (ChatAccount *self)
{
  self->state = CHAT_ACCOUNT_OFFLINE;
  self->is_held = TRUE;
  self->record.enabled = TRUE;
  self->record.presence = CHAT_PRESENCE_AVAILABLE;
  self->record.status_history = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->record.status_history, NULL);
  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->listed = g_list_store_new (CHAT_TYPE_CONTACT);
  self->nicknames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < CHAT_N_SHARED; i++)
    self->untold[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static ChatContact *
find_contact (gpointer    user_data,
              const char *address)
{
  return chat_account_find_contact (user_data, address);
}

ChatAccount *
chat_account_new (ChatStore          *store,
                  ChatKeyring        *keyring,
                  const char         *address,
                  guint               position,
                  const char *const  *pins,
                  GError            **error)
{
  g_autoptr(ChatConnection) connection = NULL;
  g_autoptr(ChatUploads) uploads = NULL;
  ChatAccount *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  connection = chat_connection_new (address, error);
  if (connection == NULL)
    return NULL;
  if (xmpp_address_get_local (connection->address) == NULL)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS,
                           "A domain has no account");
      return NULL;
    }

  self = g_object_new (CHAT_TYPE_ACCOUNT, NULL);
  self->address = g_strdup (xmpp_address_get_bare (connection->address));
  self->record.position = position;
  self->record.color = g_strdup (colors[position % G_N_ELEMENTS (colors)]);
  self->store = g_object_ref (store);
  self->prompt = chat_prompt_new (self->address, CHAT_PROMPT_ACCOUNT, keyring);
  chat_account_init_proxy (self, keyring);
  self->trust = chat_trust_new (xmpp_address_get_domain (connection->address), pins);
  self->avatars = chat_avatars_new (store, connection);
  self->outbox = chat_outbox_new (store, connection);
  self->web = chat_web_new (connection->address, self->trust);
  uploads = chat_uploads_new (store, connection, self->web);
  self->directs = chat_directs_new (store, connection);
  chat_outbox_set_uploads (self->outbox, uploads);
  chat_outbox_set_directs (self->outbox, self->directs);
  self->downloads = chat_downloads_new (store, connection, self->web);
  self->connection = g_steal_pointer (&connection);
  self->record.user_agent = g_uuid_string_random ();
  chat_account_init_tokens (self, keyring);
  chat_account_init_session (self);
  chat_account_init_contacts (self);
  chat_account_init_presence (self);
  self->rooms = chat_rooms_new (store, self->connection);
  chat_rooms_set_contact_func (self->rooms, find_contact, self);
  chat_rooms_set_avatars (self->rooms, self->avatars);
  chat_outbox_set_rooms (self->outbox, self->rooms);
  self->spaces = chat_spaces_new (store, self->connection, self->address);
  return self;
}

const char *
chat_account_get_address (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->address;
}

ChatRooms *
chat_account_get_rooms (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->rooms;
}

ChatSpaces *
chat_account_get_spaces (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->spaces;
}

const char *
chat_account_get_label (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->record.label != NULL ? self->record.label : self->address;
}

const char *
chat_account_get_color (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->record.color;
}

gboolean
chat_account_get_enabled (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), FALSE);

  return self->record.enabled;
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

  return self->record.presence;
}

const char *
chat_account_get_status (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->record.status;
}

const char *
chat_account_get_nickname (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->record.nickname;
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

  return self->state == CHAT_ACCOUNT_NEEDS_TRUST ? chat_trust_get_certificate (self->trust)
                                                 : NULL;
}

void
chat_account_get_server (ChatAccount *self,
                         ChatServer  *server)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (server != NULL);

  *server = (ChatServer) {
    .host = self->record.host,
    .port = self->record.port,
    .tls = self->record.tls != NULL ? self->record.tls : "auto",
    .ca_file = self->record.ca_file,
    .allow_plain = self->record.allow_plain,
    .proxy = self->record.proxy != NULL ? self->record.proxy : "system",
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

  return (const char *const *) self->record.status_history->pdata;
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

void
chat_account_set_own_avatar (ChatAccount *self,
                             GBytes      *avatar)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->avatar == avatar)
    return;

  g_clear_pointer (&self->avatar, g_bytes_unref);
  self->avatar = avatar != NULL ? g_bytes_ref (avatar) : NULL;
  chat_account_notify (self, CHAT_ACCOUNT_PROP_AVATAR);
}

void
chat_account_set_own_nickname (ChatAccount *self,
                               const char  *nickname)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  clean = chat_text_clean_line (nickname, MAX_LABEL_CHARS);
  if (g_strcmp0 (self->record.nickname, clean) == 0)
    return;

  g_free (self->record.nickname);
  self->record.nickname = g_steal_pointer (&clean);
  chat_rooms_set_usual_nick (self->rooms, self->record.nickname);
  chat_account_save_setting (self, "nickname", self->record.nickname);
  chat_account_notify (self, CHAT_ACCOUNT_PROP_NICKNAME);
}

void
chat_account_set_label (ChatAccount *self,
                        const char  *label)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  clean = chat_text_clean_line (label, MAX_LABEL_CHARS);
  if (g_strcmp0 (self->record.label, clean) == 0)
    return;

  g_free (self->record.label);
  self->record.label = g_steal_pointer (&clean);
  chat_account_save_setting (self, "label", self->record.label);
  chat_account_notify (self, CHAT_ACCOUNT_PROP_LABEL);
}

static gboolean
is_color (const char *color)
{
  if (color[0] != '#' || strlen (color) != 7)
    return FALSE;
  for (const char *p = color + 1; *p != '\0'; p++)
    if (!g_ascii_isxdigit (*p))
      return FALSE;

  return TRUE;
}

void
chat_account_set_color (ChatAccount *self,
                        const char  *color)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (color == NULL || !is_color (color))
    color = colors[self->record.position % G_N_ELEMENTS (colors)];
  if (g_str_equal (self->record.color, color))
    return;

  g_free (self->record.color);
  self->record.color = g_strdup (color);
  chat_account_save (self);
  chat_account_notify (self, CHAT_ACCOUNT_PROP_COLOR);
}

void
chat_account_set_state (ChatAccount      *self,
                        ChatAccountState  state,
                        GError           *error)
{
  gboolean had_certificate;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  had_certificate = chat_account_get_certificate (self) != NULL;
  g_object_freeze_notify (G_OBJECT (self));
  if (error != NULL || self->error != NULL)
    {
      g_autofree char *text = error != NULL ? chat_error_to_text (error) : NULL;

      g_clear_error (&self->error);
      self->error = error;
      if (g_strcmp0 (self->error_text, text) != 0)
        {
          g_free (self->error_text);
          self->error_text = g_steal_pointer (&text);
          chat_account_notify (self, CHAT_ACCOUNT_PROP_ERROR_TEXT);
        }
    }
  if (self->state != state)
    {
      self->state = state;
      chat_account_notify (self, CHAT_ACCOUNT_PROP_STATE);
    }
  if (had_certificate != (chat_account_get_certificate (self) != NULL))
    chat_account_notify (self, CHAT_ACCOUNT_PROP_CERTIFICATE);
  g_object_thaw_notify (G_OBJECT (self));
}
