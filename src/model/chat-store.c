/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive as the model uses it: rows become messages, one object for each. */
#define G_LOG_DOMAIN "chat-store"

#include "chat-store.h"

#include "archive-messages.h"
#include "chat-error.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-store-row.h"

/* A message that somebody holds. */
typedef struct {
  ChatStore   *store;   /* borrowed: it owns us */
  ChatMessage *message; /* borrowed: tells when it goes */
  gint64       id;
} Slot;

/* What has changed of a message while pages are read. */
typedef struct {
  gint64          id;
  ArchiveChange   change;
  gboolean        is_changed; /* @change holds */
  char           *error_text; /* (nullable) */
  ArchiveMessage *row;        /* (nullable): what it says now */
} LateChange;

/* Beside the archive */
#define FILES_NAME "files"

struct _ChatStore
{
  GObject          parent_instance;

  ArchiveDatabase *database;     /* (nullable): until it is open, and after it was closed */
  GHashTable      *slots;        /* its id → owned Slot */
  GHashTable      *late_changes; /* its id → owned LateChange: those of while pages are read */
  char            *files_folder; /* (nullable): where files are kept that were fetched */
  guint            n_reading;    /* pages that are being read */
  ChatSenderFunc   sender_func;  /* (nullable) */
  gpointer         sender_data;
};

G_DEFINE_FINAL_TYPE (ChatStore, chat_store, G_TYPE_OBJECT)

static void
late_change_free (gpointer late)
{
  g_free (((LateChange *) late)->error_text);
  archive_message_free (((LateChange *) late)->row);
  g_free (late);
}

enum {
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  SIGNAL_EDITED,
  SIGNAL_TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
chat_page_free (ChatPage *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->moved, g_ptr_array_unref);
  g_free (self);
}

static void
message_gone_cb (gpointer  data,
                 GObject  *message)
{
  Slot *slot = data;

  g_hash_table_remove (slot->store->slots, &slot->id); /* frees the slot */
}

static ChatMessage *
look_up (ChatStore *self,
         gint64     id)
{
  Slot *slot = g_hash_table_lookup (self->slots, &id);

  return slot != NULL ? slot->message : NULL;
}

static void
remember (ChatStore   *self,
          ChatMessage *message)
{
  Slot *slot = g_new0 (Slot, 1);

  slot->store = self;
  slot->message = message;
  slot->id = chat_message_get_id (message);
  g_hash_table_insert (self->slots, &slot->id, slot);
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, slot);
}

/* Nothing is connected when it goes: the thread that closes it may be the last to hold it, and a
 * handler that is bound to us must not be taken apart there while we go here. */
static void
let_database_go (ChatStore       *self,
                 ArchiveDatabase *database)
{
  g_signal_handlers_disconnect_by_data (database, self);
}

static void
chat_store_dispose (GObject *object)
{
  ChatStore *self = CHAT_STORE (object);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Slot *slot = value;

      g_object_weak_unref (G_OBJECT (slot->message), message_gone_cb, slot);
      g_hash_table_iter_remove (&iter);
    }
  if (self->database != NULL)
    let_database_go (self, self->database);
  g_clear_object (&self->database);

  G_OBJECT_CLASS (chat_store_parent_class)->dispose (object);
}

static void
chat_store_finalize (GObject *object)
{
  ChatStore *self = CHAT_STORE (object);

  g_free (self->files_folder);
  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_clear_pointer (&self->late_changes, g_hash_table_unref);

  G_OBJECT_CLASS (chat_store_parent_class)->finalize (object);
}

static void
chat_store_class_init (ChatStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_store_dispose;
  object_class->finalize = chat_store_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHAT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, CHAT_TYPE_MESSAGE,
                                          G_TYPE_BOOLEAN);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", CHAT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SIGNAL_EDITED] = g_signal_new ("edited", CHAT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", CHAT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_store_init (ChatStore *self)
{
  self->slots = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->late_changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                              late_change_free);
}

ChatStore *
chat_store_new (void)
{
  return g_object_new (CHAT_TYPE_STORE, NULL);
}

void
chat_store_set_sender_func (ChatStore      *self,
                            ChatSenderFunc  func,
                            gpointer        user_data)
{
  g_return_if_fail (CHAT_IS_STORE (self));

  self->sender_func = func;
  self->sender_data = user_data;
}

ArchiveDatabase *
chat_store_get_database (ChatStore *self)
{
  g_return_val_if_fail (CHAT_IS_STORE (self), NULL);

  return self->database;
}

const char *
chat_store_get_files_folder (ChatStore *self)
{
  g_return_val_if_fail (CHAT_IS_STORE (self), NULL);

  return self->files_folder;
}

const GError *
chat_store_get_trouble (ChatStore *self)
{
  g_return_val_if_fail (CHAT_IS_STORE (self), NULL);

  return self->database != NULL ? archive_database_get_trouble (self->database) : NULL;
}

/* Opening and closing. */

/* What opening finds besides the archive. */
typedef struct {
  char    *kept_path;  /* (nullable) */
  guint64  n_salvaged;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_free (opened->kept_path);
  g_free (opened);
}

static void
trouble_cb (ChatStore *self)
{
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0);
}

static void
open_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatStore *self = g_task_get_source_object (task);
  g_autoptr(ArchiveSalvage) salvage = NULL;
  g_autoptr(ArchiveDatabase) database = NULL;
  g_autoptr(GError) error = NULL;
  Opened *opened;

  database = archive_database_open_finish (result, &salvage, &error);
  if (database == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  opened = g_new0 (Opened, 1);
  if (salvage != NULL)
    {
      opened->kept_path = g_strdup (salvage->kept_path);
      opened->n_salvaged = salvage->messages;
    }
  g_signal_connect_swapped (database, "notify::trouble", G_CALLBACK (trouble_cb), self);
  g_set_object (&self->database, database);
  g_task_return_pointer (task, opened, opened_free);
}

void
chat_store_open_async (ChatStore           *self,
                       const char          *path,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *folder = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (self->database == NULL);

  folder = g_path_get_dirname (path);
  g_free (self->files_folder);
  self->files_folder = g_build_filename (folder, FILES_NAME, NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_open_async);
  archive_database_open_async (path, cancellable, open_cb, g_steal_pointer (&task));
}

gboolean
chat_store_open_finish (ChatStore     *self,
                        GAsyncResult  *result,
                        char         **kept_path,
                        guint64       *n_salvaged,
                        GError       **error)
{
  Opened *opened;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  opened = g_task_propagate_pointer (G_TASK (result), error);
  if (opened == NULL)
    return FALSE;

  *kept_path = g_steal_pointer (&opened->kept_path);
  *n_salvaged = opened->n_salvaged;
  opened_free (opened);
  return TRUE;
}

static void
close_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  let_database_go (g_task_get_source_object (task), ARCHIVE_DATABASE (object));
  if (archive_database_close_finish (ARCHIVE_DATABASE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
}

void
chat_store_close_async (ChatStore           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(ArchiveDatabase) database = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_close_async);
  database = g_steal_pointer (&self->database);
  if (database == NULL)
    g_task_return_boolean (task, TRUE);
  else
    archive_database_close_async (database, cancellable, close_cb, g_steal_pointer (&task));
}

gboolean
chat_store_close_finish (ChatStore     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Rows and messages. */

static ChatMessage *
make_message (ChatStore            *self,
              const ArchiveMessage *row)
{
  const LateChange *late_change = g_hash_table_lookup (self->late_changes, &row->id);
  const ArchiveChange *late =
    late_change != NULL && late_change->is_changed ? &late_change->change : NULL;
  ArchiveState state = late != NULL ? late->state : row->state;
  g_autofree char *error_text = NULL;
  g_autofree char *unsent_reason = NULL;
  g_autoptr(GListModel) files = NULL;
  gboolean is_outgoing = row->direction == ARCHIVE_OUTGOING;
  ChatSender sender = { 0 };
  ChatMessageInit init = {
    .id = row->id,
    .conversation_id = row->conversation_id,
    .sort_us = late != NULL ? late->sort_us : row->sort_us,
    .time_us = row->time_us,
    .message_id = row->ids.origin != NULL ? row->ids.origin : row->ids.message,
    .archive_id = row->ids.stanza,
    .sender = row->sender,
    .author = row->ids.author,
    .state = chat_store_row_state (state),
    .is_outgoing = is_outgoing,
    .is_delayed = (row->flags & ARCHIVE_FLAG_DELAYED) != 0,
  };

  unsent_reason =
    chat_store_row_get_text (late_change != NULL && late_change->row != NULL ? late_change->row
                                                                             : row, &init.text);
  init.corrects_row = row->corrects;
  if (row->corrects != 0)
    init.corrects = row->replace_id;
  if (!is_outgoing && (row->flags & ARCHIVE_FLAG_MARKABLE) != 0)
    init.marker_id = row->ids.message;
  if (state == ARCHIVE_STATE_FAILED)
    init.error_text = error_text =
      late != NULL && late_change->error_text != NULL
        ? g_strdup (late_change->error_text)
        : chat_store_row_failure (row);
  init.files = files = chat_store_row_dup_files (row);
  if (self->sender_func != NULL)
    self->sender_func (row->account_id, row->sender, &sender, self->sender_data);
  init.sender_name = sender.name;
  init.sender_color = sender.color;
  return chat_message_new (&init);
}

GPtrArray *
chat_store_wrap (ChatStore *self,
                 GPtrArray *rows)
{
  g_autoptr(GPtrArray) messages = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (self), NULL);

  messages = g_ptr_array_new_full (rows->len, g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (rows, i);
      ChatMessage *message = look_up (self, row->id);

      /* One that lives has heard of every change already: the page may be the older news. */
      if (message != NULL)
        g_object_ref (message);
      else
        {
          message = make_message (self, row);
          remember (self, message);
        }
      g_ptr_array_add (messages, message);
    }

  return g_steal_pointer (&messages);
}

/* A page that is being read may yet tell what was true before. (nullable): none is. */
static LateChange *
get_late_change (ChatStore *self,
                 gint64     id)
{
  LateChange *late = g_hash_table_lookup (self->late_changes, &id);

  if (late != NULL || self->n_reading == 0)
    return late;

  late = g_new0 (LateChange, 1);
  late->id = id;
  g_hash_table_insert (self->late_changes, &late->id, late);
  return late;
}

static void
correct (ChatStore            *self,
         const ArchiveMessage *row)
{
  g_autoptr(ChatMessage) message = look_up (self, row->id);
  LateChange *late = get_late_change (self, row->id);
  g_autofree char *unsent_reason = NULL;
  gboolean is_edited = FALSE;
  ChatMessageText text;

  if (late != NULL)
    {
      archive_message_free (late->row);
      late->row = archive_message_copy (row);
    }
  if (message == NULL)
    return;

  g_object_ref (message);
  unsent_reason = chat_store_row_get_text (row, &text);
  is_edited = chat_message_set_text (message, &text);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, message, FALSE);
  if (is_edited)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, message);
}

static void
apply_change (ChatStore           *self,
              const ArchiveChange *change,
              const char          *error_text)
{
  ChatMessage *message = look_up (self, change->id);
  LateChange *late = get_late_change (self, change->id);
  gboolean is_moved;

  /* Something else of it has changed: why it failed is known already. */
  if (error_text == NULL && change->state == ARCHIVE_STATE_FAILED && message != NULL)
    error_text = chat_message_get_error_text (message);

  if (late != NULL)
    {
      late->change = *change;
      late->change.original = NULL;
      late->is_changed = TRUE;
      g_free (late->error_text);
      late->error_text = g_strdup (error_text);
    }
  if (message == NULL)
    return;

  g_object_ref (message);
  is_moved = chat_message_get_sort (message) != change->sort_us;
  chat_message_set_sort (message, change->sort_us);
  chat_message_set_state (message, chat_store_row_state (change->state),
                          change->state == ARCHIVE_STATE_FAILED ? error_text : NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, message, is_moved);
  g_object_unref (message);
}

void
chat_store_apply (ChatStore  *self,
                  GArray     *changes,
                  const char *error_text)
{
  g_return_if_fail (CHAT_IS_STORE (self));

  for (guint i = 0; i < changes->len; i++)
    {
      const ArchiveChange *change = &g_array_index (changes, ArchiveChange, i);

      apply_change (self, change, error_text);
      if (change->original != NULL)
        correct (self, change->original);
    }
}

void
chat_store_correct (ChatStore *self,
                    GPtrArray *rows)
{
  g_return_if_fail (CHAT_IS_STORE (self));

  for (guint i = 0; i < rows->len; i++)
    correct (self, g_ptr_array_index (rows, i));
}

void
chat_store_hide (ChatStore *self,
                 gint64     conversation_id,
                 gint64     id)
{
  g_return_if_fail (CHAT_IS_STORE (self));

  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, conversation_id, id);
}

void
chat_store_shift (ChatStore  *self,
                  GHashTable *conversation_ids,
                  gint64      from_us,
                  gint64      by_us)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (CHAT_IS_STORE (self));

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ChatMessage *message = ((Slot *) value)->message;
      gint64 conversation_id = chat_message_get_conversation_id (message);
      gint64 sort_us = chat_message_get_sort (message);

      if (sort_us >= from_us && sort_us < ARCHIVE_SORT_QUEUED
          && g_hash_table_contains (conversation_ids, &conversation_id))
        chat_message_set_sort (message, sort_us + by_us);
    }
}

ChatMessage *
chat_store_find (ChatStore *self,
                 gint64     id)
{
  g_return_val_if_fail (CHAT_IS_STORE (self), NULL);

  return look_up (self, id);
}

/* Reading. */

static void
return_closed (GTask *task)
{
  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
}

/* What has changed its place since the page was read is none of it any more. */
static ChatPage *
make_page (ChatStore         *self,
           const ArchivePage *rows)
{
  g_autoptr(GPtrArray) messages = chat_store_wrap (self, rows->messages);
  ChatPage *page = g_new0 (ChatPage, 1);

  page->messages = g_ptr_array_new_full (messages->len, g_object_unref);
  page->moved = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < messages->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (rows->messages, i);
      ChatMessage *message = g_ptr_array_index (messages, i);
      gboolean is_moved = chat_message_get_sort (message) != row->sort_us;

      g_ptr_array_add (is_moved ? page->moved : page->messages, g_object_ref (message));
    }
  page->at_start = rows->at_start;
  page->at_end = rows->at_end;
  return page;
}

static void
end_reading (ChatStore *self)
{
  if (--self->n_reading == 0)
    g_hash_table_remove_all (self->late_changes);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatStore *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchivePage) rows = NULL;

  rows = archive_messages_page_finish (ARCHIVE_DATABASE (object), result, &error);
  if (rows != NULL)
    g_task_return_pointer (task, make_page (self, rows), (GDestroyNotify) chat_page_free);
  else
    g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
  end_reading (self);
}

void
chat_store_page_async (ChatStore           *self,
                       gint64               conversation_id,
                       ChatPageKind         kind,
                       gint64               sort_us,
                       gint64               id,
                       guint                limit,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  static const ArchivePageKind kinds[] = {
    [CHAT_PAGE_NEWEST] = ARCHIVE_PAGE_NEWEST,
    [CHAT_PAGE_BEFORE] = ARCHIVE_PAGE_BEFORE,
    [CHAT_PAGE_AFTER] = ARCHIVE_PAGE_AFTER,
    [CHAT_PAGE_AROUND] = ARCHIVE_PAGE_AROUND,
    [CHAT_PAGE_FILES] = ARCHIVE_PAGE_FILES,
  };
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_page_async);
  if (self->database == NULL)
    {
      return_closed (task);
      return;
    }

  self->n_reading++;
  archive_messages_page_async (self->database, conversation_id, kinds[kind],
                               (ArchivePosition) { sort_us, id }, limit, cancellable, page_cb,
                               g_steal_pointer (&task));
}

ChatPage *
chat_store_page_finish (ChatStore     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
message_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatStore *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  ArchiveMessage *row;

  row = archive_messages_get_finish (ARCHIVE_DATABASE (object), result, &error);
  if (row != NULL)
    {
      g_autoptr(GPtrArray) messages = NULL;

      rows = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
      g_ptr_array_add (rows, row);
      messages = chat_store_wrap (self, rows);
      g_task_return_pointer (task, g_ptr_array_steal_index (messages, 0), g_object_unref);
    }
  else
    g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
  end_reading (self);
}

void
chat_store_get_message_async (ChatStore           *self,
                              gint64               id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ChatMessage *message;

  g_return_if_fail (CHAT_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_get_message_async);
  message = look_up (self, id);
  if (message != NULL)
    {
      g_task_return_pointer (task, g_object_ref (message), g_object_unref);
      return;
    }
  if (self->database == NULL)
    {
      return_closed (task);
      return;
    }

  self->n_reading++;
  archive_messages_get_async (self->database, id, cancellable, message_cb,
                              g_steal_pointer (&task));
}

ChatMessage *
chat_store_get_message_finish (ChatStore     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
counts_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ArchiveCounts counts = { 0 };

  if (!archive_messages_count_finish (ARCHIVE_DATABASE (object), result, &counts, NULL))
    counts.first_unread.id = 0;
  g_task_return_int (task, (gssize) counts.first_unread.id);
}

void
chat_store_first_unread_async (ChatStore           *self,
                               gint64               conversation_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_first_unread_async);
  if (self->database == NULL)
    g_task_return_int (task, 0);
  else
    archive_messages_count_async (self->database, conversation_id, (ArchivePosition) { 0, 0 },
                                  cancellable, counts_cb, g_steal_pointer (&task));
}

gint64
chat_store_first_unread_finish (ChatStore    *self,
                                GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  return g_task_propagate_int (G_TASK (result), NULL);
}
