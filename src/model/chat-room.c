/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room, as windows show it: XEP-0045. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "base-color.h"
#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-faces.h"
#include "chat-enums.h"
#include "chat-room-private.h"
#include "chat-text.h"
#include "xmpp-muc.h"

#define MAX_NAME_CHARS 80

static void peer_iface_init (ChatPeerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatRoom, chat_room, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_PEER, peer_iface_init))

static GParamSpec *props[CHAT_ROOM_N_ALL_PROPS];

enum {
  SIGNAL_STATUS,
  SIGNAL_VOICE_REQUESTED,
  SIGNAL_SET,
  SIGNAL_SAVE,
  SIGNAL_STAY,
  SIGNAL_SAID,
  SIGNAL_TOLD,
  SIGNAL_WAKE,
  SIGNAL_IGNORE,
  SIGNAL_NOTED,
  SIGNAL_KEEP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct {
  ChatRoomProp  id;
  const char   *name;
} peer_props[] = {
  { CHAT_ROOM_PROP_NAME, "name" },
  { CHAT_ROOM_PROP_COLOR, "color" },
  { CHAT_ROOM_PROP_AVATAR, "avatar" },
  { CHAT_ROOM_PROP_PRESENCE, "presence" },
};

void
chat_room_notify (ChatRoom     *self,
                  ChatRoomProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
chat_room_emit_status (ChatRoom   *self,
                       const char *text)
{
  g_signal_emit (self, signals[SIGNAL_STATUS], 0, text);
}

void
chat_room_emit_voice (ChatRoom     *self,
                      ChatOccupant *who)
{
  g_signal_emit (self, signals[SIGNAL_VOICE_REQUESTED], 0, who);
}

void
chat_room_emit_set (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_SET], 0);
}

void
chat_room_emit_save (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_SAVE], 0);
}

void
chat_room_emit_stay (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_STAY], 0);
}

void
chat_room_emit_said (ChatRoom *self,
                     gpointer  message)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, message);
}

void
chat_room_emit_told (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0);
}

void
chat_room_emit_wake (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_WAKE], 0);
}

void
chat_room_emit_ignore (ChatRoom   *self,
                       const char *author,
                       gboolean    ignored)
{
  g_signal_emit (self, signals[SIGNAL_IGNORE], 0, author, ignored);
}

void
chat_room_close (ChatRoom *self)
{
  g_autoptr(XmppRoom) xmpp = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  self->is_closed = TRUE;
  xmpp = g_steal_pointer (&self->xmpp);
  if (xmpp != NULL)
    {
      g_signal_handlers_disconnect_by_data (xmpp, self);
      /* Who waits to come in keeps us, and we the connection that the room is of. */
      xmpp_room_release (xmpp);
    }
  g_clear_handle_id (&self->speaking_source, g_source_remove);
  chat_room_forget_typists (self);
  if (self->state != CHAT_ROOM_LEFT)
    {
      self->state = CHAT_ROOM_LEFT;
      chat_room_notify (self, CHAT_ROOM_PROP_STATE);
      chat_room_notify (self, CHAT_ROOM_PROP_PRESENCE);
    }
}

void
chat_room_set_avatars (ChatRoom    *self,
                       ChatAvatars *avatars)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  g_set_object (&self->avatars, avatars);
}

void
chat_room_emit_noted (ChatRoom  *self,
                      GPtrArray *notes)
{
  g_signal_emit (self, signals[SIGNAL_NOTED], 0, notes);
}

void
chat_room_emit_keep (ChatRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_KEEP], 0);
}

static void
chat_room_dispose (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  chat_room_close (self);
  if (self->faces != NULL)
    chat_faces_set_gate (self->faces, NULL, NULL);
  g_clear_object (&self->faces);
  g_clear_object (&self->avatars);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (chat_room_parent_class)->dispose (object);
}

static void
chat_room_finalize (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_pointer (&self->account_address, g_free);
  g_clear_pointer (&self->given_name, g_free);
  g_clear_pointer (&self->own_name, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->subject_nick, g_free);
  g_clear_pointer (&self->nick, g_free);
  g_clear_pointer (&self->usual_nick, g_free);
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->own_id, g_free);
  g_clear_pointer (&self->kept, g_free);
  g_clear_pointer (&self->venue, g_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->error_text, g_free);
  g_clear_pointer (&self->error_reason, g_free);
  g_clear_pointer (&self->avatar_hash, g_free);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_pointer (&self->departed, g_hash_table_unref);
  g_clear_pointer (&self->voice_forms, g_hash_table_unref);
  g_clear_pointer (&self->speakers, g_ptr_array_unref);
  g_clear_pointer (&self->ignored, g_hash_table_unref);

  G_OBJECT_CLASS (chat_room_parent_class)->finalize (object);
}

static void
get_peer_property (ChatRoom   *self,
                   guint       prop_id,
                   GValue     *value,
                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case CHAT_ROOM_PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case CHAT_ROOM_PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case CHAT_ROOM_PROP_AVATAR:
      g_value_set_boxed (value, chat_room_get_avatar (self));
      break;
    case CHAT_ROOM_PROP_PRESENCE:
      g_value_set_enum (value, (int) chat_peer_get_presence (CHAT_PEER (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (self, prop_id, pspec);
    }
}

static void
chat_room_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch (prop_id)
    {
    case CHAT_ROOM_PROP_ADDRESS:
      g_value_set_string (value, chat_room_get_address (self));
      break;
    case CHAT_ROOM_PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case CHAT_ROOM_PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    case CHAT_ROOM_PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case CHAT_ROOM_PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case CHAT_ROOM_PROP_NICK:
      g_value_set_string (value, self->nick);
      break;
    case CHAT_ROOM_PROP_N_OCCUPANTS:
      g_value_set_uint (value, self->n_occupants);
      break;
    case CHAT_ROOM_PROP_FEATURES:
      g_value_set_flags (value, self->features);
      break;
    case CHAT_ROOM_PROP_RIGHTS:
      g_value_set_flags (value, self->rights);
      break;
    case CHAT_ROOM_PROP_AFFILIATION:
      g_value_set_enum (value, (int) self->affiliation);
      break;
    case CHAT_ROOM_PROP_ROLE:
      g_value_set_enum (value, (int) self->role);
      break;
    case CHAT_ROOM_PROP_NOTIFY:
      g_value_set_enum (value, (int) chat_room_get_notify (self));
      break;
    case CHAT_ROOM_PROP_AUTOJOIN:
      g_value_set_boolean (value, self->autojoin);
      break;
    case CHAT_ROOM_PROP_PINNED:
      g_value_set_boolean (value, self->is_pinned);
      break;
    case CHAT_ROOM_PROP_SPEAKING_IN:
      g_value_set_uint (value, self->speaking_in_s);
      break;
    case CHAT_ROOM_PROP_TYPISTS:
      g_value_take_boxed (value, chat_room_dup_typists (self));
      break;
    case CHAT_ROOM_PROP_NOTES:
      g_value_set_boolean (value, chat_room_get_notes (self));
      break;
    default:
      get_peer_property (self, prop_id, value, pspec);
    }
}

static void
chat_room_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch (prop_id)
    {
    case CHAT_ROOM_PROP_NOTIFY:
      chat_room_set_notify (self, (ChatRoomNotify) g_value_get_enum (value));
      break;
    case CHAT_ROOM_PROP_AUTOJOIN:
      chat_room_set_autojoin (self, g_value_get_boolean (value));
      break;
    case CHAT_ROOM_PROP_NOTES:
      chat_room_set_notes (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = flags | G_PARAM_WRITABLE;

  props[CHAT_ROOM_PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[CHAT_ROOM_PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_ROOM_STATE,
                                                   CHAT_ROOM_LEFT, flags);
  props[CHAT_ROOM_PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, flags);
  props[CHAT_ROOM_PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  props[CHAT_ROOM_PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  props[CHAT_ROOM_PROP_NICK] = g_param_spec_string ("nick", NULL, NULL, NULL, flags);
  props[CHAT_ROOM_PROP_N_OCCUPANTS] = g_param_spec_uint ("n-occupants", NULL, NULL, 0, G_MAXUINT,
                                                         0, flags);
  props[CHAT_ROOM_PROP_FEATURES] = g_param_spec_flags ("features", NULL, NULL,
                                                       CHAT_TYPE_ROOM_FEATURES, 0, flags);
  props[CHAT_ROOM_PROP_RIGHTS] = g_param_spec_flags ("rights", NULL, NULL, CHAT_TYPE_ROOM_RIGHTS,
                                                     0, flags);
  props[CHAT_ROOM_PROP_AFFILIATION] = g_param_spec_enum ("affiliation", NULL, NULL,
                                                         CHAT_TYPE_AFFILIATION,
                                                         CHAT_AFFILIATION_NONE, flags);
  props[CHAT_ROOM_PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, CHAT_TYPE_ROLE,
                                                  CHAT_ROLE_NONE, flags);
  props[CHAT_ROOM_PROP_NOTIFY] = g_param_spec_enum ("notify", NULL, NULL, CHAT_TYPE_ROOM_NOTIFY,
                                                    CHAT_ROOM_NOTIFY_ALWAYS, writable);
  props[CHAT_ROOM_PROP_AUTOJOIN] = g_param_spec_boolean ("autojoin", NULL, NULL, FALSE, writable);
  props[CHAT_ROOM_PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  props[CHAT_ROOM_PROP_SPEAKING_IN] = g_param_spec_uint ("speaking-in", NULL, NULL, 0, G_MAXUINT,
                                                         0, flags);
  props[CHAT_ROOM_PROP_TYPISTS] = g_param_spec_boxed ("typists", NULL, NULL, G_TYPE_STRV, flags);
  props[CHAT_ROOM_PROP_NOTES] = g_param_spec_boolean ("notes", NULL, NULL, FALSE, writable);
  g_object_class_install_properties (object_class, CHAT_ROOM_N_PROPS, props);

  for (guint i = 0; i < G_N_ELEMENTS (peer_props); i++)
    {
      g_object_class_override_property (object_class, peer_props[i].id, peer_props[i].name);
      props[peer_props[i].id] = g_object_class_find_property (object_class, peer_props[i].name);
    }
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
chat_room_class_init (ChatRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_room_dispose;
  object_class->finalize = chat_room_finalize;
  object_class->get_property = chat_room_get_property;
  object_class->set_property = chat_room_set_property;

  install_properties (object_class);
  signals[SIGNAL_STATUS] = g_signal_new ("status", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_VOICE_REQUESTED] = g_signal_new ("voice-requested", CHAT_TYPE_ROOM,
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 1, CHAT_TYPE_OCCUPANT);
  signals[SIGNAL_SET] = new_signal ("set");
  signals[SIGNAL_SAVE] = new_signal ("save");
  signals[SIGNAL_STAY] = new_signal ("stay");
  signals[SIGNAL_SAID] = g_signal_new ("said", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_TOLD] = new_signal ("told");
  signals[SIGNAL_WAKE] = new_signal ("wake");
  signals[SIGNAL_IGNORE] = g_signal_new ("ignore", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                         G_TYPE_BOOLEAN);
  signals[SIGNAL_NOTED] = g_signal_new ("noted", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_KEEP] = new_signal ("keep");
}

static void
chat_room_init (ChatRoom *self)
{
  self->affiliation = CHAT_AFFILIATION_NONE;
}

/* What it calls itself, else what the bookmark says, else what stands before the @. */
static void
update_name (ChatRoom *self)
{
  g_autofree char *name = chat_text_clean_line (self->own_name, MAX_NAME_CHARS);

  if (name == NULL)
    name = chat_text_clean_line (self->given_name, MAX_NAME_CHARS);
  if (name == NULL)
    {
      g_autofree char *local = xmpp_address_unescape_local (xmpp_address_get_local (self->address));

      name = chat_text_clean_line (local, MAX_NAME_CHARS);
    }
  if (name == NULL)
    name = g_strdup (chat_room_get_address (self));
  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_steal_pointer (&name);
  chat_room_notify (self, CHAT_ROOM_PROP_NAME);
}

ChatRoom *
chat_room_new (ChatConnection *connection,
               XmppAddress    *address)
{
  ChatRoom *self = NULL;

  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (xmpp_address_get_local (address) != NULL, NULL);

  self = g_object_new (CHAT_TYPE_ROOM, NULL);
  self->connection = g_object_ref (connection);
  self->address = xmpp_address_dup_bare (address);
  self->account_address = g_strdup (xmpp_address_get_bare (connection->address));
  base_color_for_text (chat_room_get_address (self), self->color);
  update_name (self);
  return self;
}

XmppRoom *
chat_room_get_xmpp_room (ChatRoom *self)
{
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  if (self->xmpp != NULL || self->is_closed)
    return self->xmpp;

  xmpp = xmpp_muc_ensure_room (self->connection->muc, self->address);
  if (xmpp == NULL)
    return NULL;

  self->xmpp = g_object_ref (xmpp);
  if (self->own_id != NULL)
    xmpp_room_set_own_id (xmpp, self->own_id);
  chat_room_listen (self);
  return self->xmpp;
}

static gboolean
replace_string (char       **field,
                const char  *value) /* (nullable) */
{
  if (g_strcmp0 (*field, value) == 0)
    return FALSE;

  g_free (*field);
  *field = g_strdup (value);
  return TRUE;
}

void
chat_room_set_given_name (ChatRoom   *self,
                          const char *name)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (replace_string (&self->given_name, name))
    update_name (self);
}

void
chat_room_set_own_name (ChatRoom   *self,
                        const char *name)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (replace_string (&self->own_name, name))
    update_name (self);
}

void
chat_room_set_nick (ChatRoom   *self,
                    const char *nick)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (replace_string (&self->nick, nick))
    chat_room_notify (self, CHAT_ROOM_PROP_NICK);
}

void
chat_room_set_usual_nick (ChatRoom   *self,
                          const char *nick)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  replace_string (&self->usual_nick, nick);
}

const char *
chat_room_get_account_address (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->account_address;
}

const char *
chat_room_get_address (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return xmpp_address_get_bare (self->address);
}

const char *
chat_room_get_name (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->name;
}

ChatRoomState
chat_room_get_state (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_ROOM_LEFT);

  return self->state;
}

const GError *
chat_room_get_error (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->error;
}

const char *
chat_room_get_error_text (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->error_text;
}

gboolean
chat_room_comes_back (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  switch (self->state)
    {
    case CHAT_ROOM_LEFT:
      return self->autojoin && !self->is_out;
    case CHAT_ROOM_FAILED:
      return self->xmpp != NULL && xmpp_room_is_wanted (self->xmpp);
    case CHAT_ROOM_JOINING:
    case CHAT_ROOM_JOINED:
    case CHAT_ROOM_REJOINING:
    default:
      return TRUE;
    }
}

const char *
chat_room_get_error_reason (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->error_reason;
}

const char *
chat_room_get_venue (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->venue;
}

const char *
chat_room_get_description (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->description;
}

const char *
chat_room_get_subject (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->subject;
}

const char *
chat_room_get_subject_nick (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->subject_nick;
}

const char *
chat_room_get_nick (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->nick;
}

ChatRole
chat_room_get_role (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_ROLE_NONE);

  return self->role;
}

ChatAffiliation
chat_room_get_affiliation (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_AFFILIATION_NONE);

  return self->affiliation;
}

guint
chat_room_get_n_occupants (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->n_occupants;
}

ChatRoomFeatures
chat_room_get_features (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->features;
}

ChatRoomRights
chat_room_get_rights (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->rights;
}

guint
chat_room_get_speaking_in (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->speaking_in_s;
}

void
chat_room_note_time (ChatRoom *self,
                     gint64    time_us)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  self->last_us = MAX (self->last_us, time_us);
}

static const char *
peer_get_address (ChatPeer *peer)
{
  return chat_room_get_address (CHAT_ROOM (peer));
}

static const char *
peer_get_name (ChatPeer *peer)
{
  return chat_room_get_name (CHAT_ROOM (peer));
}

static const char *
peer_get_color (ChatPeer *peer)
{
  return CHAT_ROOM (peer)->color;
}

static GBytes *
peer_get_avatar (ChatPeer *peer)
{
  return chat_room_get_avatar (CHAT_ROOM (peer));
}

static ChatPresence
peer_get_presence (ChatPeer *peer)
{
  return CHAT_ROOM (peer)->state == CHAT_ROOM_JOINED ? CHAT_PRESENCE_AVAILABLE
                                                     : CHAT_PRESENCE_OFFLINE;
}

static void
peer_iface_init (ChatPeerInterface *iface)
{
  iface->get_address = peer_get_address;
  iface->get_name = peer_get_name;
  iface->get_color = peer_get_color;
  iface->get_avatar = peer_get_avatar;
  iface->get_presence = peer_get_presence;
}
