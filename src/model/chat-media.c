/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of one conversation, newest first. */
#define G_LOG_DOMAIN "chat-media"

#include "chat-media.h"

#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-store.h"

#define PAGE_SIZE  60
#define MAX_RELOAD 1000 /* messages, the most that the archive gives at once */
#define RELOAD_MS  100  /* of many changes at once only the last one counts */

typedef struct {
  ChatMessage *message;
  ChatFile    *file;
} Entry;

struct _ChatMedia
{
  GObject           parent_instance;

  ChatConversation *conversation;
  GPtrArray        *messages;   /* owned ChatMessage, newest first */
  GPtrArray        *entries;    /* owned Entry: their files */
  GCancellable     *loading;    /* (nullable): of the page under way */
  guint             asked;      /* how many messages that is to have */
  guint             reload;     /* timeout */
  gboolean          is_more;    /* the page under way is added */
  gboolean          has_more;
};

static GType
chat_media_get_item_type (GListModel *model)
{
  return CHAT_TYPE_FILE;
}

static guint
chat_media_get_n_items (GListModel *model)
{
  return CHAT_MEDIA (model)->entries->len;
}

static gpointer
chat_media_get_item (GListModel *model,
                     guint       position)
{
  ChatMedia *self = CHAT_MEDIA (model);

  if (position >= self->entries->len)
    return NULL;
  return g_object_ref (((const Entry *) g_ptr_array_index (self->entries, position))->file);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_media_get_item_type;
  iface->get_n_items = chat_media_get_n_items;
  iface->get_item = chat_media_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatMedia, chat_media, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_LOADING = 1,
  PROP_HAS_MORE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->message);
  g_object_unref (entry->file);
  g_free (entry);
}

static void
add_entries (GPtrArray   *entries,
             ChatMessage *message)
{
  GListModel *files = chat_message_get_kind (message) == CHAT_MESSAGE_FILE
                      ? chat_message_get_files (message) : NULL;
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (guint i = 0; i < n_files; i++)
    {
      Entry *entry = g_new0 (Entry, 1);

      entry->message = g_object_ref (message);
      entry->file = g_list_model_get_item (files, i);
      g_ptr_array_add (entries, entry);
    }
}

static ChatFile *
get_file (GPtrArray *entries,
          guint      i)
{
  return ((const Entry *) g_ptr_array_index (entries, i))->file;
}

/* Only what is different is told of, so that a view stays where it is. */
static void
show (ChatMedia *self)
{
  g_autoptr(GPtrArray) before = self->entries;
  GPtrArray *now = g_ptr_array_new_with_free_func (entry_free);
  guint same = 0;
  guint same_end = 0;

  for (guint i = 0; i < self->messages->len; i++)
    add_entries (now, g_ptr_array_index (self->messages, i));
  while (same < MIN (before->len, now->len) && get_file (before, same) == get_file (now, same))
    same++;
  while (same + same_end < MIN (before->len, now->len)
         && get_file (before, before->len - 1 - same_end)
            == get_file (now, now->len - 1 - same_end))
    same_end++;

  self->entries = now;
  if (before->len != now->len || same < now->len)
    g_list_model_items_changed (G_LIST_MODEL (self), same, before->len - same - same_end,
                                now->len - same - same_end);
}

static void
set_has_more (ChatMedia *self,
              gboolean   has_more)
{
  if (self->has_more == has_more)
    return;

  self->has_more = has_more;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_MORE]);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatMedia) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPage) page = chat_store_page_finish (CHAT_STORE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another one is under way, or none is wanted */

  g_clear_object (&self->loading);
  if (page != NULL)
    {
      if (!self->is_more)
        g_ptr_array_set_size (self->messages, 0);
      for (guint i = page->messages->len; i > 0; i--)
        g_ptr_array_add (self->messages, g_object_ref (page->messages->pdata[i - 1]));
      set_has_more (self, page->messages->len == self->asked);
      show (self);
    }
  else
    {
      g_debug ("The files cannot be read: %s", error->message);
      set_has_more (self, FALSE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
load (ChatMedia   *self,
      ChatMessage *before, /* (nullable): from the newest on */
      guint        limit)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->conversation->id == 0)
    return; /* nothing was ever written there */

  self->loading = g_cancellable_new ();
  self->asked = limit;
  self->is_more = before != NULL;
  chat_store_page_async (self->conversation->store, self->conversation->id, CHAT_PAGE_FILES,
                         before != NULL ? chat_message_get_sort (before) : G_MAXINT64,
                         before != NULL ? chat_message_get_id (before) : G_MAXINT64, limit,
                         self->loading, page_cb, g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static gboolean
reload_cb (gpointer user_data)
{
  ChatMedia *self = user_data;

  self->reload = 0;
  load (self, NULL, CLAMP (self->messages->len + 1, PAGE_SIZE, MAX_RELOAD));
  return G_SOURCE_REMOVE;
}

static void
queue_reload (ChatMedia *self)
{
  if (self->reload == 0)
    self->reload = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static gboolean
has_message (ChatMedia *self,
             gint64     id)
{
  for (guint i = 0; i < self->messages->len; i++)
    if (chat_message_get_id (g_ptr_array_index (self->messages, i)) == id)
      return TRUE;

  return FALSE;
}

static void
files_cb (ChatMedia *self)
{
  queue_reload (self);
}

static void
changed_cb (ChatMedia   *self,
            ChatMessage *message,
            gboolean     moved)
{
  if (moved && has_message (self, chat_message_get_id (message)))
    queue_reload (self);
}

/* It was taken back, or is another file now. */
static void
edited_cb (ChatMedia   *self,
           ChatMessage *message)
{
  if (has_message (self, chat_message_get_id (message)))
    queue_reload (self);
}

static void
removed_cb (ChatMedia *self,
            gint64     conversation_id,
            gint64     id)
{
  if (conversation_id == self->conversation->id)
    queue_reload (self);
}

static void
chat_media_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ChatMedia *self = CHAT_MEDIA (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading != NULL);
      break;
    case PROP_HAS_MORE:
      g_value_set_boolean (value, self->has_more);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_media_dispose (GObject *object)
{
  ChatMedia *self = CHAT_MEDIA (object);

  g_clear_handle_id (&self->reload, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_ptr_array_set_size (self->messages, 0);
  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (chat_media_parent_class)->dispose (object);
}

static void
chat_media_finalize (GObject *object)
{
  ChatMedia *self = CHAT_MEDIA (object);

  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (chat_media_parent_class)->finalize (object);
}

static void
chat_media_class_init (ChatMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_media_get_property;
  object_class->dispose = chat_media_dispose;
  object_class->finalize = chat_media_finalize;

  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_media_init (ChatMedia *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

ChatMedia *
chat_media_new (ChatConversation *conversation)
{
  ChatMedia *self;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (CHAT_TYPE_MEDIA, NULL);
  self->conversation = g_object_ref (conversation);
  g_signal_connect_object (conversation, "files", G_CALLBACK (files_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation->store, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation->store, "edited", G_CALLBACK (edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation->store, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self, NULL, PAGE_SIZE);
  return self;
}

ChatConversation *
chat_media_get_conversation (ChatMedia *self)
{
  g_return_val_if_fail (CHAT_IS_MEDIA (self), NULL);

  return self->conversation;
}

gboolean
chat_media_get_loading (ChatMedia *self)
{
  g_return_val_if_fail (CHAT_IS_MEDIA (self), FALSE);

  return self->loading != NULL;
}

gboolean
chat_media_get_has_more (ChatMedia *self)
{
  g_return_val_if_fail (CHAT_IS_MEDIA (self), FALSE);

  return self->has_more;
}

void
chat_media_load_more (ChatMedia *self)
{
  g_return_if_fail (CHAT_IS_MEDIA (self));

  if (self->loading == NULL && self->has_more && self->messages->len > 0)
    load (self, g_ptr_array_index (self->messages, self->messages->len - 1), PAGE_SIZE);
}

ChatMessage *
chat_media_find_message (ChatMedia *self,
                         ChatFile  *file)
{
  g_return_val_if_fail (CHAT_IS_MEDIA (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->file == file)
        return entry->message;
    }
  return NULL;
}
