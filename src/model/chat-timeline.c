/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of one conversation: a window over the archive that slides. */
#define G_LOG_DOMAIN "chat-timeline"

#include "chat-timeline.h"

#include "chat-message-private.h"
#include "chat-store.h"
#include "chat-timeline-private.h"
#include "chat-window.h"

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
  gint64        first_unread;
  ChatWindow    window;
  gboolean      is_following;
  gboolean      is_open;       /* it is known where to load from; what is asked before waits */
  gboolean      is_filled;     /* a first page came, or none will */

  Load          load;
  guint         serial;        /* of the load, so that one overtaken by another is not applied */
  GCancellable *cancellable;   /* of what is under way */
  ChatMessage  *anchor;        /* (nullable): what the page is asked to begin or end at */
  gint64        anchor_sort;
  GTask        *around;        /* (nullable): waits for LOAD_AROUND */

  /* What happened while a page was on its way: */
  GPtrArray    *late;          /* owned ChatMessage: were stored */
  GPtrArray    *moved;         /* owned ChatMessage: changed their place */
  GHashTable   *removed;       /* owned gint64: were deleted */
  gboolean      has_lost_late; /* too many were stored */
};

static GType
chat_timeline_get_item_type (GListModel *model)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
chat_timeline_get_n_items (GListModel *model)
{
  return CHAT_TIMELINE (model)->window.messages->len;
}

static gpointer
chat_timeline_get_item (GListModel *model,
                        guint       position)
{
  GPtrArray *messages = CHAT_TIMELINE (model)->window.messages;

  return position < messages->len ? g_object_ref (g_ptr_array_index (messages, position)) : NULL;
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

static guint
get_size (ChatTimeline *self)
{
  return self->window.messages->len;
}

static void
set_has_older (ChatTimeline *self,
               gboolean      has_older)
{
  if (self->window.has_older == has_older)
    return;

  self->window.has_older = has_older;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_OLDER]);
}

static void
set_has_newer (ChatTimeline *self,
               gboolean      has_newer)
{
  if (self->window.has_newer == has_newer)
    return;

  self->window.has_newer = has_newer;
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

static void
trim_start (ChatTimeline *self,
            guint         most,
            guint         keep)
{
  if (get_size (self) <= most)
    return;

  set_has_older (self, TRUE);
  chat_window_remove (&self->window, 0, get_size (self) - keep);
}

static void
trim_end (ChatTimeline *self,
          guint         most,
          guint         keep)
{
  if (get_size (self) <= most)
    return;

  set_has_newer (self, TRUE);
  chat_window_remove (&self->window, keep, get_size (self) - keep);
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
  drop_removed (self, page->messages);
  drop_removed (self, page->moved);
  g_ptr_array_extend (self->moved, page->moved, (GCopyFunc) g_object_ref, NULL);

  /* A page is asked for from one message on. When that one has moved, the page no longer fits. */
  if (self->anchor != NULL && chat_message_get_sort (self->anchor) != self->anchor_sort)
    return;

  switch (self->load)
    {
    case LOAD_OLDER:
      chat_window_merge (&self->window, page->messages);
      set_has_older (self, !page->at_start);
      break;
    case LOAD_NEWER:
      chat_window_merge (&self->window, page->messages);
      set_has_newer (self, !page->at_end);
      break;
    case LOAD_NEWEST:
    case LOAD_AROUND:
      chat_window_replace (&self->window, page->messages);
      set_has_older (self, !page->at_start);
      set_has_newer (self, !page->at_end);
      break;
    case LOAD_NONE:
    default:
      g_assert_not_reached ();
    }
}

static void
apply_late (ChatTimeline *self)
{
  g_autoptr(GPtrArray) late = g_steal_pointer (&self->late);
  g_autoptr(GPtrArray) moved = g_steal_pointer (&self->moved);

  self->late = g_ptr_array_new_with_free_func (g_object_unref);
  self->moved = g_ptr_array_new_with_free_func (g_object_unref);
  chat_window_admit (&self->window, late);
  for (guint i = 0; i < moved->len; i++)
    chat_window_move (&self->window, g_ptr_array_index (moved, i));
  g_hash_table_remove_all (self->removed);
}

static void start_load (ChatTimeline *self, Load load, ChatPageKind kind, ChatMessage *place);

/* Deletions can leave nothing of the window, though there is more on both sides. */
static void
refill (ChatTimeline *self)
{
  if (self->load == LOAD_NONE && get_size (self) == 0
      && (self->window.has_older || self->window.has_newer))
    start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
}

static void
end_load (ChatTimeline *self)
{
  Load load = self->load;

  apply_late (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->anchor);
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
  refill (self);
}

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
  else if (chat_window_find (&self->window, *id, &position))
    g_task_return_int (task, (gssize) position);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The message is gone");
}

static void
abandon_load (ChatTimeline *self)
{
  g_autoptr(GTask) around = g_steal_pointer (&self->around);

  self->serial++;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->anchor);
  if (around != NULL)
    g_task_return_new_error (around, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "Another part of the conversation was asked for");
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
    apply_page (self, page);
  else
    g_debug ("A page could not be read: %s", error->message);

  self->is_filled = TRUE;
  finish_around (self, error);
  end_load (self);
}

/* @place: (nullable): the message that the page is to begin or end at */
static void
start_load (ChatTimeline *self,
            Load          load,
            ChatPageKind  kind,
            ChatMessage  *place)
{
  g_set_object (&self->anchor, place);
  self->anchor_sort = place != NULL ? chat_message_get_sort (place) : 0;
  self->cancellable = g_cancellable_new ();
  set_load (self, load);
  chat_store_page_async (self->store, self->conversation_id, kind, self->anchor_sort,
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
  chat_window_clear (&self->window);
  g_clear_pointer (&self->late, g_ptr_array_unref);
  g_clear_pointer (&self->moved, g_ptr_array_unref);
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
      g_value_set_boolean (value, self->window.has_older);
      break;
    case PROP_HAS_NEWER:
      g_value_set_boolean (value, self->window.has_newer);
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
  chat_window_init (&self->window, G_LIST_MODEL (self));
  self->late = g_ptr_array_new_with_free_func (g_object_unref);
  self->moved = g_ptr_array_new_with_free_func (g_object_unref);
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
  g_clear_object (&self->cancellable);
  if (error == NULL)
    {
      start_load (self, LOAD_AROUND, CHAT_PAGE_AROUND, message);
      return;
    }

  finish_around (self, error);
  if (self->is_filled)
    end_load (self);
  else
    start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
}

static void
start_around (ChatTimeline *self)
{
  const gint64 *id = g_task_get_task_data (self->around);

  self->cancellable = g_cancellable_new ();
  chat_store_get_message_async (self->store, *id, self->cancellable, around_cb,
                                request_new (self));
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
  self->is_open = TRUE;
  if (self->load == LOAD_NEWEST)
    start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
  else if (self->load == LOAD_AROUND)
    start_around (self);
}

gboolean
chat_timeline_get_has_older (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);

  return self->window.has_older;
}

gboolean
chat_timeline_get_has_newer (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);

  return self->window.has_newer;
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

  if (self->load == LOAD_NONE && self->window.has_older && get_size (self) > 0)
    start_load (self, LOAD_OLDER, CHAT_PAGE_BEFORE, g_ptr_array_index (self->window.messages, 0));
}

void
chat_timeline_load_newer (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load == LOAD_NONE && self->window.has_newer && get_size (self) > 0)
    start_load (self, LOAD_NEWER, CHAT_PAGE_AFTER,
                g_ptr_array_index (self->window.messages, get_size (self) - 1));
}

void
chat_timeline_load_newest (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load == LOAD_NEWEST || (self->load == LOAD_NONE && !self->window.has_newer))
    return;

  abandon_load (self);
  if (self->is_open)
    start_load (self, LOAD_NEWEST, CHAT_PAGE_NEWEST, NULL);
  else
    set_load (self, LOAD_NEWEST);
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

  if (chat_window_find (&self->window, id, &position))
    {
      g_task_return_int (task, (gssize) position);
      return;
    }

  abandon_load (self);
  self->around = g_steal_pointer (&task);
  set_load (self, LOAD_AROUND);
  if (self->is_open)
    start_around (self);
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
  if (follow && !self->window.has_newer && self->load == LOAD_NONE)
    trim_start (self, FOLLOW_MOST, FOLLOW_KEEP);
}

ChatMessage *
chat_timeline_find (ChatTimeline *self,
                    gint64        id,
                    guint        *position)
{
  guint found;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);

  if (!chat_window_find (&self->window, id, &found))
    return NULL;

  if (position != NULL)
    *position = found;
  return g_ptr_array_index (self->window.messages, found);
}

void
chat_timeline_add (ChatTimeline *self,
                   GPtrArray    *messages)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  for (guint i = 0; self->load != LOAD_NONE && i < messages->len; i++)
    {
      if (self->late->len >= FOLLOW_MOST)
        self->has_lost_late = TRUE;
      else
        g_ptr_array_add (self->late, g_object_ref (g_ptr_array_index (messages, i)));
    }

  /* While a page replaces the window, what comes waits for it. */
  if (self->load == LOAD_NEWEST || self->load == LOAD_AROUND)
    return;

  chat_window_admit (&self->window, messages);
  if (self->is_following && !self->window.has_newer && self->load == LOAD_NONE)
    trim_start (self, FOLLOW_MOST, FOLLOW_KEEP);
}

/* What comes before a window that is large enough is read from the archive when it is wanted. */
void
chat_timeline_add_history (ChatTimeline *self,
                           GPtrArray    *messages)
{
  g_autoptr(GPtrArray) near = g_ptr_array_new ();

  g_return_if_fail (CHAT_IS_TIMELINE (self));

  for (guint i = 0; i < messages->len; i++)
    {
      ChatMessage *message = g_ptr_array_index (messages, i);

      if (get_size (self) < PAGE_SIZE || self->load != LOAD_NONE
          || chat_message_compare (g_ptr_array_index (self->window.messages, 0), message) < 0)
        g_ptr_array_add (near, message);
      else
        set_has_older (self, TRUE);
    }
  chat_timeline_add (self, near);
}

void
chat_timeline_move (ChatTimeline *self,
                    ChatMessage  *message)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->load != LOAD_NONE)
    g_ptr_array_add (self->moved, g_object_ref (message));
  if (self->is_filled)
    chat_window_move (&self->window, message);
  refill (self);
}

void
chat_timeline_remove (ChatTimeline *self,
                      gint64        id)
{
  GPtrArray *waiting[] = { self->late, self->moved };
  guint position;

  g_return_if_fail (CHAT_IS_TIMELINE (self));

  if (self->load != LOAD_NONE)
    g_hash_table_add (self->removed, g_memdup2 (&id, sizeof id));
  for (guint list = 0; list < G_N_ELEMENTS (waiting); list++)
    for (guint i = waiting[list]->len; i > 0; i--)
      if (chat_message_get_id (g_ptr_array_index (waiting[list], i - 1)) == id)
        g_ptr_array_remove_index (waiting[list], i - 1);
  if (chat_window_find (&self->window, id, &position))
    chat_window_remove (&self->window, position, 1);
  refill (self);
}

void
chat_timeline_clear (ChatTimeline *self)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  abandon_load (self);
  g_ptr_array_set_size (self->late, 0);
  g_ptr_array_set_size (self->moved, 0);
  self->is_filled = TRUE;
  set_has_older (self, FALSE);
  set_has_newer (self, FALSE);
  chat_window_remove (&self->window, 0, get_size (self));
  end_load (self);
}

static void
rename_all (GPtrArray  *messages,
            const char *sender,
            const char *name)
{
  for (guint i = 0; i < messages->len; i++)
    if (g_str_equal (chat_message_get_sender (g_ptr_array_index (messages, i)), sender))
      chat_message_set_sender_name (g_ptr_array_index (messages, i), name);
}

void
chat_timeline_rename (ChatTimeline *self,
                      const char   *sender,
                      const char   *name)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  rename_all (self->window.messages, sender, name);
  rename_all (self->late, sender, name);
}
