/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of one conversation: a window over the archive that slides. */
#define G_LOG_DOMAIN "chat-timeline"

#include "chat-timeline.h"

#include "chat-message-private.h"
#include "chat-store.h"
#include "chat-timeline-private.h"

#define PAGE_SIZE 100

/* At the end of a conversation more than MOST shrinks to KEEP, so that a flood moves the window in
 * strides. While somebody reads back the window may be larger, and loses its far side. */
#define FOLLOW_MOST 400
#define FOLLOW_KEEP 300
#define BROWSE_MOST 800

/**
 * Load:
 *
 * What is under way: never more than one. NEWEST and AROUND replace the window.
 */
typedef enum {
  LOAD_NONE,
  LOAD_NEWEST,
  LOAD_OLDER,
  LOAD_NEWER,
  LOAD_AROUND,
} Load;

struct _ChatTimeline
{
  GObject       parent_instance;

  ChatStore    *store;
  gint64        conversation_id;
  GPtrArray    *messages;     /* owned ChatMessage, by chat_message_compare() */
  GCancellable *cancellable;  /* of what is under way */
  GPtrArray    *late;         /* owned ChatMessage: stored while a page was on its way */
  gboolean      has_lost_late; /* there were too many of them */
  GHashTable   *removed;      /* owned gint64: deleted while a page was on its way */
  GTask        *around;       /* (nullable): waits for LOAD_AROUND */
  gint64        first_unread;
  Load          load;
  guint         serial;       /* of the load, so that one overtaken by another is not applied */
  gboolean      has_older;
  gboolean      has_newer;
  gboolean      is_following;
};

static GType
chat_timeline_get_item_type (GListModel *model)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
chat_timeline_get_n_items (GListModel *model)
{
  return CHAT_TIMELINE (model)->messages->len;
}

static gpointer
chat_timeline_get_item (GListModel *model,
                        guint       position)
{
  ChatTimeline *self = CHAT_TIMELINE (model);

  return position < self->messages->len
           ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_timeline_get_item_type;
  iface->get_n_items = chat_timeline_get_n_items;
  iface->get_item = chat_timeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTimeline, chat_timeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_HAS_OLDER = 1,
  PROP_HAS_NEWER,
  PROP_LOADING,
  PROP_FIRST_UNREAD,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_has_older (ChatTimeline *self,
               gboolean      has_older)
{
  if (self->has_older == has_older)
    return;

  self->has_older = has_older;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_OLDER]);
}

static void
set_has_newer (ChatTimeline *self,
               gboolean      has_newer)
{
  if (self->has_newer == has_newer)
    return;

  self->has_newer = has_newer;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_NEWER]);
}

static void
set_load (ChatTimeline *self,
          Load          load)
{
  gboolean was_loading = self->load != LOAD_NONE;

  self->load = load;
  if (was_loading != (load != LOAD_NONE))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

/* Where @message stands, or would stand: nearly always at the end. */
static guint
find_place (ChatTimeline *self,
            ChatMessage  *message)
{
  guint low = 0;
  guint high = self->messages->len;

  if (high > 0
      && chat_message_compare (g_ptr_array_index (self->messages, high - 1), message) < 0)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (chat_message_compare (g_ptr_array_index (self->messages, middle), message) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
find_by_id (ChatTimeline *self,
            gint64        id,
            guint        *position)
{
  for (guint i = self->messages->len; i > 0; i--)
    if (chat_message_get_id (g_ptr_array_index (self->messages, i - 1)) == id)
      {
        *position = i - 1;
        return TRUE;
      }

  return FALSE;
}

static void
remove_range (ChatTimeline *self,
              guint         position,
              guint         length)
{
  if (length == 0)
    return;

  g_ptr_array_remove_range (self->messages, position, length);
  g_list_model_items_changed (G_LIST_MODEL (self), position, length, 0);
}

static void
trim_start (ChatTimeline *self,
            guint         most,
            guint         keep)
{
  if (self->messages->len <= most)
    return;

  remove_range (self, 0, self->messages->len - keep);
  set_has_older (self, TRUE);
}

static void
trim_end (ChatTimeline *self,
          guint         most,
          guint         keep)
{
  if (self->messages->len <= most)
    return;

  remove_range (self, keep, self->messages->len - keep);
  set_has_newer (self, TRUE);
}

/* Puts @messages in, those that are here already left out. As they come in order, each stretch that
 * stands together is one change: usually all of them, at the end. */
static void
merge (ChatTimeline *self,
       GPtrArray    *messages)
{
  guint i = 0;

  while (i < messages->len)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);
      guint place = find_place (self, message);
      guint n_added = 0;
      ChatMessage *after =
        place < self->messages->len ? g_ptr_array_index (self->messages, place) : NULL;

      while (message != NULL && message != after
             && (after == NULL || chat_message_compare (message, after) < 0)
             && (n_added == 0
                 || chat_message_compare (g_ptr_array_index (self->messages, place + n_added - 1),
                                          message) < 0))
        {
          g_ptr_array_insert (self->messages, (int) (place + n_added), g_object_ref (message));
          n_added++;
          i++;
          message = i < messages->len ? g_ptr_array_index (messages, i) : NULL;
        }

      if (n_added > 0)
        g_list_model_items_changed (G_LIST_MODEL (self), place, 0, n_added);
      else
        i++;
    }
}

/* The window is another one: one change. What stands on both sides of it stays untouched. */
static void
replace (ChatTimeline *self,
         GPtrArray    *messages)
{
  guint n_old = self->messages->len;
  guint n_new = messages->len;
  guint n_same_start = 0;
  guint n_same_end = 0;
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->messages);

  while (n_same_start < MIN (n_old, n_new)
         && old->pdata[n_same_start] == messages->pdata[n_same_start])
    n_same_start++;
  while (n_same_end < MIN (n_old, n_new) - n_same_start
         && old->pdata[n_old - 1 - n_same_end] == messages->pdata[n_new - 1 - n_same_end])
    n_same_end++;

  self->messages = g_ptr_array_ref (messages);
  if (n_old - n_same_start - n_same_end > 0 || n_new - n_same_start - n_same_end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n_same_start,
                                n_old - n_same_start - n_same_end,
                                n_new - n_same_start - n_same_end);
}

/* What was deleted while the page was being read must not come back. */
static void
drop_removed (ChatTimeline *self,
              GPtrArray    *messages)
{
  for (guint i = messages->len; i > 0 && g_hash_table_size (self->removed) > 0; i--)
    {
      gint64 id = chat_message_get_id (g_ptr_array_index (messages, i - 1));

      if (g_hash_table_contains (self->removed, &id))
        g_ptr_array_remove_index (messages, i - 1);
    }
}

static void
apply_page (ChatTimeline *self,
            ChatPage     *page)
{
  switch (self->load)
    {
    case LOAD_OLDER:
      merge (self, page->messages);
      set_has_older (self, !page->at_start);
      break;
    case LOAD_NEWER:
      merge (self, page->messages);
      set_has_newer (self, !page->at_end);
      break;
    case LOAD_NEWEST:
    case LOAD_AROUND:
      replace (self, page->messages);
      set_has_older (self, !page->at_start);
      set_has_newer (self, !page->at_end);
      break;
    case LOAD_NONE:
    default:
      g_assert_not_reached ();
    }
}

static void
end_load (ChatTimeline *self)
{
  Load load = self->load;
  g_autoptr(GPtrArray) late = g_steal_pointer (&self->late);

  /* Those that came meanwhile stand at the end, so they belong here only if the end is here. */
  self->late = g_ptr_array_new_with_free_func (g_object_unref);
  if (!self->has_newer)
    merge (self, late);
  g_hash_table_remove_all (self->removed);
  g_clear_object (&self->cancellable);
  if (load == LOAD_OLDER)
    trim_end (self, BROWSE_MOST, BROWSE_MOST - PAGE_SIZE);
  else if (load == LOAD_NEWER)
    trim_start (self, BROWSE_MOST, BROWSE_MOST - PAGE_SIZE);
  set_load (self, LOAD_NONE);

  if (self->has_lost_late)
    {
      self->has_lost_late = FALSE;
      set_has_newer (self, TRUE);
      if (self->is_following)
        chat_timeline_load_newest (self);
    }
}

static void
abandon_load (ChatTimeline *self)
{
  g_autoptr(GTask) around = g_steal_pointer (&self->around);

  self->serial++;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (around != NULL)
    g_task_return_new_error (around, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "Another part of the conversation was asked for");
}

/* A page that is asked for; it keeps the timeline alive only weakly. */
typedef struct {
  GWeakRef timeline;
  guint    serial;
} Request;

static Request *
request_new (ChatTimeline *self)
{
  Request *request = g_new0 (Request, 1);

  g_weak_ref_init (&request->timeline, self);
  request->serial = ++self->serial;
  return request;
}

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->timeline);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
finish_around (ChatTimeline *self,
               const GError *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->around);
  const gint64 *id = task != NULL ? g_task_get_task_data (task) : NULL;
  guint position;

  if (task == NULL)
    return;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else if (find_by_id (self, *id, &position))
    g_task_return_int (task, (gssize) position);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The message is gone");
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(ChatTimeline) self = g_weak_ref_get (&request->timeline);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPage) page = chat_store_page_finish (CHAT_STORE (object), result, &error);

  if (self == NULL || request->serial != self->serial)
    return;

  if (page != NULL)
    {
      drop_removed (self, page->messages);
      apply_page (self, page);
    }
  else
    g_debug ("A page could not be read: %s", error->message);

  finish_around (self, error);
  end_load (self);
}

static void
start_load (ChatTimeline *self,
            Load          load,
            ChatPageKind  kind,
            ChatMessage  *place)
{
  self->cancellable = g_cancellable_new ();
  set_load (self, load);
  chat_store_page_async (self->store, self->conversation_id, kind,
                         place != NULL ? chat_message_get_sort (place) : 0,
                         place != NULL ? chat_message_get_id (place) : 0, PAGE_SIZE,
                         self->cancellable, page_cb, request_new (self));
}

static void
chat_timeline_dispose (GObject *object)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  abandon_load (self);

  G_OBJECT_CLASS (chat_timeline_parent_class)->dispose (object);
}

static void
chat_timeline_finalize (GObject *object)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->late, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);

  G_OBJECT_CLASS (chat_timeline_parent_class)->finalize (object);
}

static void
chat_timeline_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  switch (prop_id)
    {
    case PROP_HAS_OLDER:
      g_value_set_boolean (value, self->has_older);
      break;
    case PROP_HAS_NEWER:
      g_value_set_boolean (value, self->has_newer);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->load != LOAD_NONE);
      break;
    case PROP_FIRST_UNREAD:
      g_value_set_int64 (value, self->first_unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_timeline_class_init (ChatTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = chat_timeline_dispose;
  object_class->finalize = chat_timeline_finalize;
  object_class->get_property = chat_timeline_get_property;

  props[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, flags);
  props[PROP_HAS_NEWER] = g_param_spec_boolean ("has-newer", NULL, NULL, FALSE, flags);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_FIRST_UNREAD] = g_param_spec_int64 ("first-unread", NULL, NULL, 0, G_MAXINT64, 0,
                                                 flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_timeline_init (ChatTimeline *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->late = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

ChatTimeline *
chat_timeline_new (ChatStore *store)
{
  ChatTimeline *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);

  self = g_object_new (CHAT_TYPE_TIMELINE, NULL);
  self->store = g_object_ref (store);
  self->load = LOAD_NEWEST; /* that is: about to, see chat_timeline_open() */
  return self;
}

void
chat_timeline_open (ChatTimeline *self,
                    gint64        conversation_id,
                    gint64        first_unread)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  self->conversation_id = conversation_id;
  if (self->first_unread != first_unread)
    {
      self->first_unread = first_unread;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIRST_UNREAD]);
    }
  if (self->load == LOAD_NEWEST && self->cancellable == NULL)
    start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
}

gboolean
chat_timeline_get_has_older (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);

  return self->has_older;
}

gboolean
chat_timeline_get_has_newer (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);

  return self->has_newer;
}

gboolean
chat_timeline_get_loading (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);

  return self->load != LOAD_NONE;
}

gint64
chat_timeline_get_first_unread (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), 0);

  return self->first_unread;
}

void
chat_timeline_load_older (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load != LOAD_NONE || !self->has_older || self->messages->len == 0)
    return;

  start_load (self, LOAD_OLDER, CHAT_PAGE_BEFORE, g_ptr_array_index (self->messages, 0));
}

void
chat_timeline_load_newer (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load != LOAD_NONE || !self->has_newer || self->messages->len == 0)
    return;

  start_load (self, LOAD_NEWER, CHAT_PAGE_AFTER,
              g_ptr_array_index (self->messages, self->messages->len - 1));
}

void
chat_timeline_load_newest (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load == LOAD_NEWEST || (self->load == LOAD_NONE && !self->has_newer))
    return;

  abandon_load (self);
  start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
}

static void
around_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(ChatTimeline) self = g_weak_ref_get (&request->timeline);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_store_get_message_finish (CHAT_STORE (object), result, &error);
  if (self == NULL || request->serial != self->serial)
    return;

  if (message != NULL && chat_message_get_conversation_id (message) != self->conversation_id)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         "The message is in another conversation");
  if (error != NULL)
    {
      finish_around (self, error);
      end_load (self);
      if (self->messages->len == 0)
        start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
      return;
    }

  g_clear_object (&self->cancellable);
  start_load (self, LOAD_AROUND, CHAT_PAGE_AROUND, message);
}

void
chat_timeline_load_around_async (ChatTimeline        *self,
                                 gint64               id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  guint position;

  g_return_if_fail (CHAT_IS_TIMELINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_timeline_load_around_async);
  g_task_set_task_data (task, g_memdup2 (&id, sizeof id), g_free);

  if (find_by_id (self, id, &position))
    {
      g_task_return_int (task, (gssize) position);
      return;
    }

  abandon_load (self);
  self->around = g_steal_pointer (&task);
  self->cancellable = g_cancellable_new ();
  set_load (self, LOAD_AROUND);
  chat_store_get_message_async (self->store, id, self->cancellable, around_cb,
                                request_new (self));
}

int
chat_timeline_load_around_finish (ChatTimeline  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
chat_timeline_set_follow (ChatTimeline *self,
                          gboolean      follow)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  self->is_following = follow;
  if (follow && !self->has_newer && self->load == LOAD_NONE)
    trim_start (self, FOLLOW_MOST, FOLLOW_KEEP);
}

ChatMessage *
chat_timeline_find (ChatTimeline *self,
                    gint64        id,
                    guint        *position)
{
  guint found;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);

  if (!find_by_id (self, id, &found))
    return NULL;

  if (position != NULL)
    *position = found;
  return g_ptr_array_index (self->messages, found);
}

void
chat_timeline_add (ChatTimeline *self,
                   GPtrArray    *messages)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load != LOAD_NONE)
    for (guint i = 0; i < messages->len; i++)
      {
        if (self->late->len >= FOLLOW_MOST)
          self->has_lost_late = TRUE;
        else
          g_ptr_array_add (self->late, g_object_ref (g_ptr_array_index (messages, i)));
      }

  /* While a page replaces the window, what comes waits for it. */
  if (self->has_newer || self->load == LOAD_NEWEST || self->load == LOAD_AROUND)
    return;

  merge (self, messages);
  if (self->is_following && self->load == LOAD_NONE)
    trim_start (self, FOLLOW_MOST, FOLLOW_KEEP);
}

void
chat_timeline_move (ChatTimeline *self,
                    ChatMessage  *message)
{
  guint position;
  guint place;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (!find_by_id (self, chat_message_get_id (message), &position))
    return;

  if ((position == 0
       || chat_message_compare (g_ptr_array_index (self->messages, position - 1), message) < 0)
      && (position + 1 == self->messages->len
          || chat_message_compare (message,
                                   g_ptr_array_index (self->messages, position + 1)) < 0))
    return;

  g_object_ref (message);
  remove_range (self, position, 1);
  place = find_place (self, message);
  g_ptr_array_insert (self->messages, (int) place, message);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
}

void
chat_timeline_remove (ChatTimeline *self,
                      gint64        id)
{
  guint position;

  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load != LOAD_NONE)
    g_hash_table_add (self->removed, g_memdup2 (&id, sizeof id));
  for (guint i = self->late->len; i > 0; i--)
    if (chat_message_get_id (g_ptr_array_index (self->late, i - 1)) == id)
      g_ptr_array_remove_index (self->late, i - 1);
  if (find_by_id (self, id, &position))
    remove_range (self, position, 1);
}

void
chat_timeline_clear (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  abandon_load (self);
  g_ptr_array_set_size (self->late, 0);
  end_load (self);
  remove_range (self, 0, self->messages->len);
  set_has_older (self, FALSE);
  set_has_newer (self, FALSE);
}
