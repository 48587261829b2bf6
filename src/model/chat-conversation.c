/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A talk with one contact: what the list and the window show of it. */
#define G_LOG_DOMAIN "chat-conversation"

#include "chat-conversation.h"

#include "chat-conversation-private.h"
#include "chat-enums.h"
#include "chat-message-private.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "chat-text.h"
#include "chat-timeline-private.h"

#define MAX_PREVIEW_CHARS 200

/* Drafts change with every key; the archive hears of it once the fingers rest. */
#define DRAFT_DELAY_MS 1000

/* Who stops typing without a word has gone for coffee. */
#define TYPING_TIMEOUT_S 45

G_DEFINE_FINAL_TYPE (ChatConversation, chat_conversation, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_ACCOUNT_ADDRESS,
  PROP_ADDRESS,
  PROP_CONTACT,
  PROP_TITLE,
  PROP_UNREAD,
  PROP_PREVIEW,
  PROP_PREVIEW_OUTGOING,
  PROP_PREVIEW_KIND,
  PROP_PREVIEW_STATE,
  PROP_LAST_TIME,
  PROP_PINNED,
  PROP_MUTED,
  PROP_MUTED_UNTIL,
  PROP_ARCHIVED,
  PROP_DRAFT,
  PROP_TYPING,
  PROP_ACTIVE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
notify (ChatConversation *self,
        guint             prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
timeline_gone_cb (gpointer  data,
                  GObject  *timeline)
{
  ChatConversation *self = data;

  g_ptr_array_remove (self->timelines, timeline);
}

static void
chat_conversation_dispose (GObject *object)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  chat_conversation_flush (self);
  g_clear_handle_id (&self->mute_source, g_source_remove);
  g_clear_handle_id (&self->typing_source, g_source_remove);
  for (guint i = 0; i < self->timelines->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->timelines, i), timeline_gone_cb, self);
  g_ptr_array_set_size (self->timelines, 0);
  g_ptr_array_set_size (self->opening, 0);

  G_OBJECT_CLASS (chat_conversation_parent_class)->dispose (object);
}

static void
chat_conversation_finalize (GObject *object)
{
  ChatConversation *self = CHAT_CONVERSATION (object);

  g_clear_object (&self->store);
  g_clear_object (&self->outbox);
  g_clear_object (&self->contact);
  g_clear_object (&self->last);
  g_clear_pointer (&self->preview, g_free);
  g_clear_pointer (&self->draft, g_free);
  g_clear_pointer (&self->timelines, g_ptr_array_unref);
  g_clear_pointer (&self->opening, g_ptr_array_unref);
  g_clear_pointer (&self->markable_id, g_free);

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
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_ACCOUNT_ADDRESS:
      g_value_set_string (value, chat_conversation_get_account_address (self));
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, chat_conversation_get_address (self));
      break;
    case PROP_CONTACT:
      g_value_set_object (value, self->contact);
      break;
    case PROP_TITLE:
      g_value_set_string (value, chat_conversation_get_title (self));
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_PREVIEW_OUTGOING:
      g_value_set_boolean (value, chat_conversation_get_preview_outgoing (self));
      break;
    case PROP_PREVIEW_KIND:
      g_value_set_enum (value, (int) chat_conversation_get_preview_kind (self));
      break;
    case PROP_PREVIEW_STATE:
      g_value_set_enum (value, (int) chat_conversation_get_preview_state (self));
      break;
    case PROP_LAST_TIME:
      g_value_set_int64 (value, chat_conversation_get_last_time (self));
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->is_pinned);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->is_muted);
      break;
    case PROP_MUTED_UNTIL:
      g_value_set_int64 (value, self->muted_until_s);
      break;
    case PROP_ARCHIVED:
      g_value_set_boolean (value, self->is_archived);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_TYPING:
      g_value_set_enum (value, (int) self->typing);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->is_active);
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
    case PROP_PINNED:
      chat_conversation_set_pinned (self, g_value_get_boolean (value));
      break;
    case PROP_MUTED_UNTIL:
      chat_conversation_set_muted_until (self, g_value_get_int64 (value));
      break;
    case PROP_ARCHIVED:
      chat_conversation_set_archived (self, g_value_get_boolean (value));
      break;
    case PROP_DRAFT:
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

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_ACCOUNT_ADDRESS] = g_param_spec_string ("account-address", NULL, NULL, NULL, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, CHAT_TYPE_CONTACT, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, NULL, flags);
  props[PROP_PREVIEW_OUTGOING] = g_param_spec_boolean ("preview-outgoing", NULL, NULL, FALSE,
                                                       flags);
  props[PROP_PREVIEW_KIND] = g_param_spec_enum ("preview-kind", NULL, NULL,
                                                CHAT_TYPE_MESSAGE_KIND, CHAT_MESSAGE_TEXT, flags);
  props[PROP_PREVIEW_STATE] = g_param_spec_enum ("preview-state", NULL, NULL,
                                                 CHAT_TYPE_MESSAGE_STATE, CHAT_MESSAGE_RECEIVED,
                                                 flags);
  props[PROP_LAST_TIME] = g_param_spec_int64 ("last-time", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                              flags);
  props[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, writable);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  props[PROP_MUTED_UNTIL] = g_param_spec_int64 ("muted-until", NULL, NULL, 0, G_MAXINT64, 0,
                                                writable);
  props[PROP_ARCHIVED] = g_param_spec_boolean ("archived", NULL, NULL, FALSE, writable);
  props[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, writable);
  props[PROP_TYPING] = g_param_spec_enum ("typing", NULL, NULL, CHAT_TYPE_TYPING, CHAT_TYPING_IDLE,
                                          flags);
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
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
}

static void
chat_conversation_init (ChatConversation *self)
{
  self->timelines = g_ptr_array_new ();
  self->opening = g_ptr_array_new_with_free_func (g_object_unref);
}

/* @last is shown in the list; NULL: there is nothing any more. */
static void
set_last (ChatConversation *self,
          ChatMessage      *last)
{
  g_autofree char *preview = NULL;

  if (last != NULL)
    preview = chat_text_clean_line (chat_message_get_body (last), MAX_PREVIEW_CHARS);

  g_object_freeze_notify (G_OBJECT (self));
  g_set_object (&self->last, last);
  if (g_strcmp0 (self->preview, preview) != 0)
    {
      g_free (self->preview);
      self->preview = g_steal_pointer (&preview);
      notify (self, PROP_PREVIEW);
    }
  notify (self, PROP_PREVIEW_OUTGOING);
  notify (self, PROP_PREVIEW_KIND);
  notify (self, PROP_PREVIEW_STATE);
  notify (self, PROP_LAST_TIME);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_unread (ChatConversation *self,
            guint             unread)
{
  if (self->unread == unread)
    return;

  self->unread = unread;
  notify (self, PROP_UNREAD);
}

static gboolean
unmute_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->mute_source = 0;
  chat_conversation_set_muted_until (self, 0);
  return G_SOURCE_REMOVE;
}

static void
update_muted (ChatConversation *self)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  gboolean is_muted = self->muted_until_s > now_s;

  g_clear_handle_id (&self->mute_source, g_source_remove);
  if (is_muted && self->muted_until_s - now_s < G_MAXUINT / 2000)
    self->mute_source = g_timeout_add_seconds ((guint) (self->muted_until_s - now_s), unmute_cb,
                                               self);
  if (self->is_muted != is_muted)
    {
      self->is_muted = is_muted;
      notify (self, PROP_MUTED);
    }
}

static void
contact_name_cb (ChatConversation *self)
{
  notify (self, PROP_TITLE);
}

ChatConversation *
chat_conversation_new (ChatStore                  *store,
                       ChatOutbox                 *outbox,
                       ChatContact                *contact,
                       const ChatConversationInit *init)
{
  ChatConversation *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONTACT (contact), NULL);
  g_return_val_if_fail (init != NULL, NULL);

  self = g_object_new (CHAT_TYPE_CONVERSATION, NULL);
  self->store = g_object_ref (store);
  self->outbox = outbox != NULL ? g_object_ref (outbox) : NULL;
  self->contact = g_object_ref (contact);
  self->id = init->id;
  self->draft = g_strdup (init->draft);
  self->muted_until_s = init->muted_until_us == G_MAXINT64
                          ? G_MAXINT64 : init->muted_until_us / G_USEC_PER_SEC;
  self->read_sort_us = init->read_sort_us;
  self->unread = init->unread;
  self->is_pinned = init->is_pinned;
  self->is_archived = init->is_archived;
  if (init->last != NULL)
    {
      set_last (self, init->last);
      if (chat_message_get_state (init->last) != CHAT_MESSAGE_QUEUED)
        self->newest_sort_us = chat_message_get_sort (init->last);
    }
  update_muted (self);
  g_signal_connect_object (contact, "notify::name", G_CALLBACK (contact_name_cb), self,
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

  return chat_contact_get_account_address (self->contact);
}

const char *
chat_conversation_get_address (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return chat_contact_get_address (self->contact);
}

ChatContact *
chat_conversation_get_contact (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->contact;
}

const char *
chat_conversation_get_title (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return chat_contact_get_name (self->contact);
}

guint
chat_conversation_get_unread (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->unread;
}

const char *
chat_conversation_get_preview (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  return self->preview;
}

gboolean
chat_conversation_get_preview_outgoing (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), FALSE);

  return self->last != NULL && chat_message_is_outgoing (self->last);
}

ChatMessageKind
chat_conversation_get_preview_kind (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_MESSAGE_TEXT);

  return self->last != NULL ? chat_message_get_kind (self->last) : CHAT_MESSAGE_TEXT;
}

ChatMessageState
chat_conversation_get_preview_state (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), CHAT_MESSAGE_RECEIVED);

  return self->last != NULL ? chat_message_get_state (self->last) : CHAT_MESSAGE_RECEIVED;
}

gint64
chat_conversation_get_last_time (ChatConversation *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), 0);

  return self->last != NULL ? chat_message_get_time (self->last) : 0;
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

static void
first_unread_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ChatConversation) self = user_data;
  gint64 first_unread = chat_store_first_unread_finish (CHAT_STORE (object), result);
  g_autoptr(GPtrArray) opening = g_steal_pointer (&self->opening);

  self->opening = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < opening->len; i++)
    chat_timeline_open (g_ptr_array_index (opening, i), self->id, first_unread);

  if (self->is_mark_wanted)
    chat_conversation_mark_read (self);
}

static void
open_timelines (ChatConversation *self)
{
  if (self->opening->len > 0 && self->id != 0)
    chat_store_first_unread_async (self->store, self->id, NULL, first_unread_cb,
                                   g_object_ref (self));
}

ChatTimeline *
chat_conversation_open_timeline (ChatConversation *self)
{
  ChatTimeline *timeline = NULL;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (self), NULL);

  timeline = chat_timeline_new (self->store);
  g_ptr_array_add (self->timelines, timeline);
  g_object_weak_ref (G_OBJECT (timeline), timeline_gone_cb, self);

  /* What is unread must be known before anybody marks it as read. */
  if (self->unread == 0 && self->id != 0)
    chat_timeline_open (timeline, self->id, 0);
  else
    {
      g_ptr_array_add (self->opening, g_object_ref (timeline));
      if (self->opening->len == 1)
        open_timelines (self);
    }

  return timeline;
}

static void
save_setting (ChatConversation *self)
{
  self->is_unsaved = self->id == 0;
}

static void
save_draft (ChatConversation *self)
{
  if (self->id != 0)
    chat_store_set_draft (self->store, self->id, self->draft);
}

static gboolean
save_draft_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->draft_source = 0;
  save_draft (self);
  return G_SOURCE_REMOVE;
}

void
chat_conversation_flush (ChatConversation *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->draft_source != 0)
    {
      g_clear_handle_id (&self->draft_source, g_source_remove);
      save_draft (self);
    }
}

void
chat_conversation_set_pinned (ChatConversation *self,
                              gboolean          pinned)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_pinned == (pinned != FALSE))
    return;

  self->is_pinned = pinned != FALSE;
  save_setting (self);
  if (self->id != 0)
    chat_store_set_pinned (self->store, self->id, self->is_pinned);
  notify (self, PROP_PINNED);
}

void
chat_conversation_set_muted_until (ChatConversation *self,
                                   gint64            until_s)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->muted_until_s == MAX (until_s, 0))
    return;

  self->muted_until_s = MAX (until_s, 0);
  save_setting (self);
  if (self->id != 0)
    chat_store_set_muted (self->store, self->id, self->muted_until_s);
  notify (self, PROP_MUTED_UNTIL);
  update_muted (self);
}

void
chat_conversation_set_archived (ChatConversation *self,
                                gboolean          archived)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_archived == (archived != FALSE))
    return;

  self->is_archived = archived != FALSE;
  save_setting (self);
  if (self->id != 0)
    chat_store_set_archived (self->store, self->id, self->is_archived);
  notify (self, PROP_ARCHIVED);
}

void
chat_conversation_set_draft (ChatConversation *self,
                             const char       *draft)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (draft != NULL && draft[0] == '\0')
    draft = NULL;
  if (g_strcmp0 (self->draft, draft) == 0)
    return;

  g_free (self->draft);
  self->draft = g_strdup (draft);
  save_setting (self);
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_DELAY_MS, save_draft_cb, self);
  notify (self, PROP_DRAFT);
}

void
chat_conversation_set_id (ChatConversation *self,
                          gint64            id)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (id > 0);

  if (self->id == id)
    return;

  self->id = id;
  notify (self, PROP_ID);
  if (self->is_unsaved)
    {
      self->is_unsaved = FALSE;
      chat_store_set_pinned (self->store, id, self->is_pinned);
      chat_store_set_muted (self->store, id, self->muted_until_s);
      chat_store_set_archived (self->store, id, self->is_archived);
      save_draft (self);
    }
  open_timelines (self);
}

static gboolean
typing_timeout_cb (gpointer user_data)
{
  ChatConversation *self = user_data;

  self->typing_source = 0;
  chat_conversation_set_typing (self, CHAT_TYPING_IDLE);
  return G_SOURCE_REMOVE;
}

void
chat_conversation_set_typing (ChatConversation *self,
                              ChatTyping        typing)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  g_clear_handle_id (&self->typing_source, g_source_remove);
  if (typing == CHAT_TYPING_COMPOSING || typing == CHAT_TYPING_PAUSED)
    self->typing_source = g_timeout_add_seconds (TYPING_TIMEOUT_S, typing_timeout_cb, self);
  if (self->typing == typing)
    return;

  self->typing = typing;
  notify (self, PROP_TYPING);
}

void
chat_conversation_set_active (ChatConversation *self,
                              gboolean          active)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->is_active == (active != FALSE))
    return;

  self->is_active = active != FALSE;
  if (self->is_active)
    chat_conversation_mark_read (self);
  else
    chat_conversation_flush (self);
  notify (self, PROP_ACTIVE);
}

void
chat_conversation_mark_read (ChatConversation *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (self->opening->len > 0)
    {
      self->is_mark_wanted = TRUE;
      return;
    }

  self->is_mark_wanted = FALSE;
  if (self->unread == 0 && self->read_sort_us >= self->newest_sort_us)
    return;

  self->read_sort_us = self->newest_sort_us;
  if (self->id != 0)
    chat_store_mark_read (self->store, self->id, self->read_sort_us);
  set_unread (self, 0);
}

void
chat_conversation_add (ChatConversation *self,
                       GPtrArray        *messages,
                       guint             n_unread)
{
  ChatMessage *newest;

  g_return_if_fail (CHAT_IS_CONVERSATION (self));
  g_return_if_fail (messages->len > 0);

  newest = g_ptr_array_index (messages, messages->len - 1);
  for (guint i = 0; i < messages->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);

      if (chat_message_get_state (message) != CHAT_MESSAGE_QUEUED)
        self->newest_sort_us = MAX (self->newest_sort_us, chat_message_get_sort (message));
    }

  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_add (g_ptr_array_index (self->timelines, i), messages);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->last == NULL || chat_message_compare (self->last, newest) < 0)
    set_last (self, newest);
  set_unread (self, self->unread + n_unread);
  chat_conversation_set_archived (self, FALSE);
  if (self->is_active)
    chat_conversation_mark_read (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_conversation_note_change (ChatConversation *self,
                               ChatMessage      *message)
{
  g_return_if_fail (CHAT_IS_CONVERSATION (self));

  if (chat_message_get_state (message) != CHAT_MESSAGE_QUEUED)
    self->newest_sort_us = MAX (self->newest_sort_us, chat_message_get_sort (message));
  for (guint i = 0; i < self->timelines->len; i++)
    chat_timeline_move (g_ptr_array_index (self->timelines, i), message);
  if (message == self->last)
    notify (self, PROP_PREVIEW_STATE);
}
