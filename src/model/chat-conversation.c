/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A talk with a contact or in a room: what the list and the window show of it. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-composing.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-enums.h"
#include "chat-message-private.h"
#include "chat-nick.h"
#include "chat-directs.h"
#include "chat-downloads.h"
#include "chat-outbox.h"
#include "chat-room-private.h"
#include "chat-store.h"
#include "chat-timeline-private.h"
#include "xmpp-session.h"

G_DEFINE_FINAL_TYPE (ChatConversation, chat_conversation, G_TYPE_OBJECT)

static GParamSpec *props[CHAT_CONVERSATION_N_PROPS];
static guint look_signal;
static guint shared_set_signal;
static guint files_signal;
static guint read_signal;

void
chat_conversation_notify (ChatConversation     *self,
                          ChatConversationProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
chat_conversation_dispose (GObject *object)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  chat_conversation_flush (self);
  if (self->connection != NULL)
    g_clear_signal_handler (&self->online_handler, self->connection->session);
  g_clear_pointer (&self->composing, chat_composing_free);
  g_clear_handle_id (&self->mute_source, g_source_remove);
  g_clear_handle_id (&self->typing_source, g_source_remove);
  chat_conversation_drop_timelines (self);

  G_OBJECT_CLASS (chat_conversation_parent_class)->dispose (object);
}

static void
chat_conversation_finalize (GObject *object)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  g_clear_object (&self->store);
  g_clear_object (&self->connection);
  g_clear_object (&self->outbox);
  g_clear_object (&self->downloads);
  g_clear_object (&self->directs);
  g_clear_object (&self->peer);
  g_clear_object (&self->last);
  g_clear_object (&self->notes);
  g_clear_object (&self->previewer);
  g_clear_pointer (&self->preview, g_free);
  g_clear_pointer (&self->draft, g_free);
  g_clear_object (&self->edited);
  g_clear_pointer (&self->edit, g_free);
  g_clear_object (&self->voice);
  g_clear_pointer (&self->timelines, g_ptr_array_unref);
  g_clear_pointer (&self->opening, g_ptr_array_unref);
  g_clear_pointer (&self->marker_id, g_free);

  G_OBJECT_CLASS (chat_conversation_parent_class)->finalize (object);
}

static void
chat_conversation_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  switch (prop_id)
    {
    case CHAT_CONVERSATION_PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case CHAT_CONVERSATION_PROP_ACCOUNT_ADDRESS:
      g_value_set_string (value, chat_conversation_get_account_address (self));
      break;
    case CHAT_CONVERSATION_PROP_ADDRESS:
      g_value_set_string (value, chat_conversation_get_address (self));
      break;
    case CHAT_CONVERSATION_PROP_KIND:
      g_value_set_enum (value, (int) self->kind);
      break;
    case CHAT_CONVERSATION_PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case CHAT_CONVERSATION_PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case CHAT_CONVERSATION_PROP_ROOM:
      g_value_set_object (value, self->room);
      break;
    case CHAT_CONVERSATION_PROP_TITLE:
      g_value_set_string (value, chat_conversation_get_title (self));
      break;
    case CHAT_CONVERSATION_PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case CHAT_CONVERSATION_PROP_MENTIONS:
      g_value_set_uint (value, self->mentions);
      break;
    case CHAT_CONVERSATION_PROP_PREVIEW_NAME:
      g_value_set_string (value, chat_conversation_get_preview_name (self));
      break;
    case CHAT_CONVERSATION_PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case CHAT_CONVERSATION_PROP_PREVIEW_OUTGOING:
      g_value_set_boolean (value, chat_conversation_get_preview_outgoing (self));
      break;
    case CHAT_CONVERSATION_PROP_PREVIEW_KIND:
      g_value_set_enum (value, (int) chat_conversation_get_preview_kind (self));
      break;
    case CHAT_CONVERSATION_PROP_PREVIEW_STATE:
      g_value_set_enum (value, (int) chat_conversation_get_preview_state (self));
      break;
    case CHAT_CONVERSATION_PROP_LAST_TIME:
      g_value_set_int64 (value, chat_conversation_get_last_time (self));
      break;
    case CHAT_CONVERSATION_PROP_PINNED:
      g_value_set_boolean (value, self->is_pinned);
      break;
    case CHAT_CONVERSATION_PROP_MUTED:
      g_value_set_boolean (value, self->is_muted);
      break;
    case CHAT_CONVERSATION_PROP_MUTED_UNTIL:
      g_value_set_int64 (value, self->muted_until_s);
      break;
    case CHAT_CONVERSATION_PROP_ARCHIVED:
      g_value_set_boolean (value, self->is_archived);
      break;
    case CHAT_CONVERSATION_PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case CHAT_CONVERSATION_PROP_TYPING:
      g_value_set_enum (value, (int) self->typing);
      break;
    case CHAT_CONVERSATION_PROP_ACTIVE:
      g_value_set_boolean (value, self->is_active);
      break;
    case CHAT_CONVERSATION_PROP_OLDER:
      g_value_set_enum (value, (int) self->older);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_conversation_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  switch (prop_id)
    {
    case CHAT_CONVERSATION_PROP_PINNED:
      chat_conversation_set_pinned (self, g_value_get_boolean (value));
      break;
    case CHAT_CONVERSATION_PROP_MUTED_UNTIL:
      chat_conversation_set_muted_until (self, g_value_get_int64 (value));
      break;
    case CHAT_CONVERSATION_PROP_ARCHIVED:
      chat_conversation_set_archived (self, g_value_get_boolean (value));
      break;
    case CHAT_CONVERSATION_PROP_DRAFT:
      chat_conversation_set_draft (self, g_value_get_string (value));
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

  props[CHAT_CONVERSATION_PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[CHAT_CONVERSATION_PROP_ACCOUNT_ADDRESS] =
    g_param_spec_string ("account-address", NULL, NULL, NULL, flags);
  props[CHAT_CONVERSATION_PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[CHAT_CONVERSATION_PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_CONVERSATION_KIND, CHAT_CONVERSATION_CHAT,
                       flags);
  props[CHAT_CONVERSATION_PROP_PEER] =
    g_param_spec_object ("peer", NULL, NULL, CHAT_TYPE_PEER, flags);
  props[CHAT_CONVERSATION_PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, flags);
  props[CHAT_CONVERSATION_PROP_CONTACT] =
    g_param_spec_object ("contact", NULL, NULL, CHAT_TYPE_CONTACT, flags);
  props[CHAT_CONVERSATION_PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[CHAT_CONVERSATION_PROP_UNREAD] =
    g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[CHAT_CONVERSATION_PROP_MENTIONS] =
    g_param_spec_uint ("mentions", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[CHAT_CONVERSATION_PROP_PREVIEW_NAME] =
    g_param_spec_string ("preview-name", NULL, NULL, NULL, flags);
  props[CHAT_CONVERSATION_PROP_PREVIEW] =
    g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  props[CHAT_CONVERSATION_PROP_PREVIEW_OUTGOING] =
    g_param_spec_boolean ("preview-outgoing", NULL, NULL, FALSE, flags);
  props[CHAT_CONVERSATION_PROP_PREVIEW_KIND] =
    g_param_spec_enum ("preview-kind", NULL, NULL, CHAT_TYPE_MESSAGE_KIND, CHAT_MESSAGE_TEXT,
                       flags);
  props[CHAT_CONVERSATION_PROP_PREVIEW_STATE] =
    g_param_spec_enum ("preview-state", NULL, NULL, CHAT_TYPE_MESSAGE_STATE, CHAT_MESSAGE_RECEIVED,
                       flags);
  props[CHAT_CONVERSATION_PROP_LAST_TIME] =
    g_param_spec_int64 ("last-time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[CHAT_CONVERSATION_PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, FALSE, writable);
  props[CHAT_CONVERSATION_PROP_MUTED] =
    g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  props[CHAT_CONVERSATION_PROP_MUTED_UNTIL] =
    g_param_spec_int64 ("muted-until", NULL, NULL, 0, G_MAXINT64, 0, writable);
  props[CHAT_CONVERSATION_PROP_ARCHIVED] =
    g_param_spec_boolean ("archived", NULL, NULL, FALSE, writable);
  props[CHAT_CONVERSATION_PROP_DRAFT] =
    g_param_spec_string ("draft", NULL, NULL, NULL, writable);
  props[CHAT_CONVERSATION_PROP_TYPING] =
    g_param_spec_enum ("typing", NULL, NULL, CHAT_TYPE_TYPING, CHAT_TYPING_IDLE, flags);
  props[CHAT_CONVERSATION_PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  props[CHAT_CONVERSATION_PROP_OLDER] =
    g_param_spec_enum ("older", NULL, NULL, CHAT_TYPE_OLDER, CHAT_OLDER_NONE, flags);

  g_object_class_install_properties (object_class, CHAT_CONVERSATION_N_PROPS, props);
}

static void
chat_conversation_class_init (ChatConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_conversation_dispose;
  object_class->finalize = chat_conversation_finalize;
  object_class->get_property = chat_conversation_get_property;
  object_class->set_property = chat_conversation_set_property;

  install_properties (object_class);
  read_signal = g_signal_new ("read", CHAT_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  look_signal = g_signal_new ("look", CHAT_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  files_signal = g_signal_new ("files", CHAT_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  shared_set_signal = g_signal_new ("shared-set", CHAT_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
chat_conversation_init (ChatConversation *self)
{
  self->timelines = g_ptr_array_new ();
  self->opening = g_ptr_array_new_with_free_func (g_object_unref);
}

void
chat_conversation_set_mentions (ChatConversation *self,
                                guint             mentions)
{
  if (self->mentions == mentions)
    return;

  self->mentions = mentions;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_MENTIONS);
}

void
chat_conversation_set_unread (ChatConversation *self,
                              guint             unread)
{
  if (self->mentions > unread)
    chat_conversation_set_mentions (self, unread);
  if (self->unread == unread)
    return;

  self->unread = unread;
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_UNREAD);
}

void
chat_conversation_emit_read (ChatConversation *self)
{
  g_signal_emit (self, read_signal, 0);
}

void
chat_conversation_emit_look (ChatConversation *self,
                             gboolean          older)
{
  g_signal_emit (self, look_signal, 0, older);
}

void
chat_conversation_emit_files (ChatConversation *self,
                              GPtrArray        *messages)
{
  gboolean has_files = messages == NULL;

  for (guint i = 0; !has_files && i < messages->len; i++)
    has_files = chat_message_get_kind (g_ptr_array_index (messages, i)) == CHAT_MESSAGE_FILE;
  if (has_files)
    g_signal_emit (self, files_signal, 0);
}

void
chat_conversation_emit_shared_set (ChatConversation *self,
                                   ChatShared        what)
{
  g_signal_emit (self, shared_set_signal, 0, (int) what);
}

/* Before anybody hears of it: windows fill their rows with it. */
static void
peer_name_cb (ChatConversation *self)
{
  const char *address = chat_conversation_get_address (self);
  const char *name = chat_peer_get_name (self->peer);

  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_rename (g_ptr_array_index (self->timelines, i), address, name);
  if (self->last != NULL && g_str_equal (chat_message_get_sender (self->last), address))
    chat_message_set_sender_name (self->last, name);
  chat_conversation_notify (self, CHAT_CONVERSATION_PROP_TITLE);
}

static void
peer_presence_cb (ChatConversation *self)
{
  if (chat_peer_get_presence (self->peer) == CHAT_PRESENCE_OFFLINE)
    chat_conversation_set_typing (self, CHAT_TYPING_IDLE);
  else if (self->kind == CHAT_CONVERSATION_ROOM)
    chat_conversation_come_back (self);
}

/* With nothing said there is nothing that they could stand below. */
static void
noted_cb (ChatConversation *self,
          GPtrArray        *notes)
{
  if (self->last != NULL)
    chat_notes_take (self->notes, chat_message_get_id (self->last), notes);
}

/* Not where the room has only become too large for it by itself. */
static void
room_notes_cb (ChatConversation *self)
{
  if (self->room->has_notes && !self->room->notes)
    chat_notes_clear (self->notes);
}

static void
follow_room (ChatConversation *self)
{
  static const struct {
    const char *signal;
    GCallback   func;
  } handlers[] = {
    { "notify::typists", G_CALLBACK (chat_conversation_follow_typists) },
    { "noted", G_CALLBACK (noted_cb) },
    { "notify::notes", G_CALLBACK (room_notes_cb) },
  };

  self->composing = chat_composing_new_for_room (self->connection, self->room);
  self->notes = chat_notes_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->room, handlers[i].signal, handlers[i].func, self,
                             G_CONNECT_SWAPPED);
}

static void
set_peer (ChatConversation *self,
          ChatPeer         *peer)
{
  self->peer = g_object_ref (peer);
  if (CHAT_IS_CONTACT (peer))
    {
      self->kind = CHAT_CONVERSATION_CHAT;
      self->contact = CHAT_CONTACT (peer);
    }
  else if (CHAT_IS_ROOM (peer))
    {
      self->kind = CHAT_CONVERSATION_ROOM;
      self->room = CHAT_ROOM (peer);
    }
  else
    {
      self->kind = CHAT_CONVERSATION_PRIVATE;
      self->room = chat_nick_get_room (CHAT_NICK (peer));
    }
}

ChatConversation *
chat_conversation_new (ChatStore                  *store,
                       ChatConnection             *connection,
                       ChatOutbox                 *outbox,
                       ChatDownloads              *downloads,
                       ChatDirects                *directs,
                       ChatPeer                   *peer,
                       const ChatConversationInit *init)
{
  ChatConversation *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_PEER (peer), NULL);
  g_return_val_if_fail (init != NULL, NULL);

  self = g_object_new (CHAT_TYPE_CONVERSATION, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  self->outbox = g_object_ref (outbox);
  self->downloads = g_object_ref (downloads);
  self->directs = g_object_ref (directs);
  set_peer (self, peer);
  self->id = init->id;
  self->draft = g_strdup (init->draft);
  self->muted_until_s = init->muted_until_us == G_MAXINT64
                          ? G_MAXINT64 : init->muted_until_us / G_USEC_PER_SEC;
  self->read_sort_us = init->read_sort_us;
  self->unread = init->unread;
  self->mentions = MIN (init->mentions, init->unread);
  self->is_pinned = init->is_pinned;
  self->is_archived = init->is_archived;
  if (init->last != NULL)
    {
      chat_conversation_set_last (self, init->last);
      if (chat_message_get_state (init->last) != CHAT_MESSAGE_QUEUED)
        self->newest_sort_us = chat_message_get_sort (init->last);
      self->has_written = chat_message_is_outgoing (init->last);
      if (self->unread > 0)
        self->marker_id = g_strdup (chat_conversation_get_marker_id (self, init->last));
    }
  if (self->kind == CHAT_CONVERSATION_CHAT)
    self->composing = chat_composing_new (connection, chat_peer_get_address (peer));
  if (self->kind == CHAT_CONVERSATION_ROOM)
    follow_room (self);
  chat_conversation_update_muted (self);
  g_signal_connect_object (peer, "notify::name", G_CALLBACK (peer_name_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "notify::presence", G_CALLBACK (peer_presence_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gint64
chat_conversation_get_id (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->id;
}

const char *
chat_conversation_get_account_address (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return xmpp_address_get_bare (self->connection->address);
}

const char *
chat_conversation_get_address (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return chat_peer_get_address (self->peer);
}

ChatConversationKind
chat_conversation_get_kind (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_CONVERSATION_CHAT);

  return self->kind;
}

ChatPeer *
chat_conversation_get_peer (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->peer;
}

ChatRoom *
chat_conversation_get_room (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->room;
}

ChatContact *
chat_conversation_get_contact (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->contact;
}

ChatNotes *
chat_conversation_get_notes (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->notes;
}

const char *
chat_conversation_get_title (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return chat_peer_get_name (self->peer);
}

guint
chat_conversation_get_unread (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->unread;
}

guint
chat_conversation_get_mentions (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->mentions;
}

gboolean
chat_conversation_get_pinned (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->is_pinned;
}

gboolean
chat_conversation_get_muted (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->is_muted;
}

gint64
chat_conversation_get_muted_until (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->muted_until_s;
}

gboolean
chat_conversation_get_archived (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->is_archived;
}

const char *
chat_conversation_get_draft (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->draft;
}

ChatTyping
chat_conversation_get_typing (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_TYPING_IDLE);

  return self->typing;
}

gboolean
chat_conversation_get_active (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->is_active;
}
