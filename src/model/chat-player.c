/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is played, and what was. */
#define G_LOG_DOMAIN "chat-player"

#include "chat-player.h"

#include "base-place.h"
#include "archive-files.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-look-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "media-player.h"

/* Of so many it is known how they look and where they were left. */
#define MAX_KNOWN 200

/* Of films a picture is kept with that. */
#define MAX_FILMS 24

/* What is on its way is waited for so long. */
#define AWAIT_S 15

typedef struct {
  char     *path;
  ChatLook *look;        /* (nullable) */
  gint64    position_ms; /* where it was left */
  gboolean  has_ended;
  GList     link;        /* in the order */
} Known;

struct _ChatPlayer
{
  GObject       parent_instance;

  ChatStore    *store;    /* (nullable) weak */
  MediaSpeaker *speaker;
  MediaPlayer  *player;
  MediaLooker  *looker;
  GHashTable   *known;    /* path, its own → owned Known */
  GQueue        order;    /* borrowed Known: what was asked for last at the end */
  char         *path;     /* (nullable): what plays, or played last */
  guint         width;    /* px that its frames may have; 1: it is a sound */
  guint         height;
  GListModel   *messages; /* (nullable) owned: what it is followed in */
  guint         speed;    /* of sounds */
  guint         volume;   /* of films, in per cent */
  gboolean      is_muted;
  gboolean      is_deaf;  /* nothing that is played can be heard: the speaker has just said so */
  gboolean      is_silent; /* a film goes on without */
  gboolean      is_switching;
  ChatFile     *awaited;  /* (nullable): it plays on once it is here */
  guint         awaiting; /* source: it is not waited for any more */
};

G_DEFINE_FINAL_TYPE (ChatPlayer, chat_player, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  SIGNAL_FRAME,
  SIGNAL_VOLUME,
  SIGNAL_ERROR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known->look, chat_look_unref);
  g_free (known->path);
  g_free (known);
}

static gboolean
is_current (ChatPlayer *self,
            const char *path)
{
  return self->path != NULL && g_strcmp0 (path, self->path) == 0;
}

/* What was asked for longest ago is forgotten, but not what plays. */
static void
forget_old (ChatPlayer *self)
{
  while (self->order.length > MAX_KNOWN)
    {
      Known *old = g_queue_peek_head (&self->order);

      if (is_current (self, old->path))
        {
          g_queue_unlink (&self->order, &old->link);
          g_queue_push_tail_link (&self->order, &old->link);
          continue;
        }
      g_queue_unlink (&self->order, &old->link);
      g_hash_table_remove (self->known, old->path);
    }
}

static void
drop_posters (ChatPlayer *self)
{
  guint n_films = 0;

  for (GList *l = self->order.tail; l != NULL; l = l->prev)
    {
      Known *known = l->data;

      if (known->look != NULL && chat_look_get_poster (known->look) != NULL
          && ++n_films > MAX_FILMS)
        g_clear_pointer (&known->look, chat_look_unref);
    }
}

static Known *
know (ChatPlayer *self,
      const char *path)
{
  Known *known = g_hash_table_lookup (self->known, path);

  if (known == NULL)
    {
      known = g_new0 (Known, 1);
      known->path = g_strdup (path);
      known->link.data = known;
      g_hash_table_insert (self->known, known->path, known);
    }
  else
    g_queue_unlink (&self->order, &known->link);

  g_queue_push_tail_link (&self->order, &known->link);
  forget_old (self);
  return known;
}

/* What follows. */

/* (nullable) borrowed: of a sound that is here */
static const char *
get_sound (ChatFile *file)
{
  return chat_file_get_kind (file) == CHAT_FILE_AUDIO ? chat_file_get_path (file) : NULL;
}

/* (nullable) borrowed: which of the files of @message plays */
static ChatFile *
get_current (ChatPlayer  *self,
             ChatMessage *message)
{
  GListModel *files = chat_message_get_kind (message) == CHAT_MESSAGE_FILE
                      ? chat_message_get_files (message) : NULL;
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);

      if (is_current (self, get_sound (file)))
        return file; /* the message keeps it */
    }

  return NULL;
}

/* (nullable) (transfer full): the message with the sound that plays, and what came after it. From
 * the end: that is where people listen. */
static ChatMessage *
dup_current (ChatPlayer   *self,
             ChatMessage **following) /* (nullable) */
{
  guint n_messages = self->messages != NULL ? g_list_model_get_n_items (self->messages) : 0;
  g_autoptr(ChatMessage) next = NULL;

  for (guint i = n_messages; i > 0; i--)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (self->messages, i - 1);

      if (get_current (self, message) != NULL)
        {
          if (following != NULL)
            *following = g_steal_pointer (&next);
          return g_steal_pointer (&message);
        }
      /* Nobody says what only tells who has come. */
      if (chat_message_get_kind (message) != CHAT_MESSAGE_NOTICE)
        g_set_object (&next, message);
    }

  return NULL;
}

static void
note_heard (ChatPlayer *self)
{
  g_autoptr(ChatMessage) message = dup_current (self, NULL);
  ChatFile *file = message != NULL ? get_current (self, message) : NULL;
  ArchiveDatabase *database = self->store != NULL ? chat_store_get_database (self->store) : NULL;

  if (file == NULL || !chat_file_get_unheard (file))
    return;

  chat_file_note_heard (file);
  if (database != NULL)
    archive_files_note_heard_async (database, chat_message_get_id (message), self->path, NULL, NULL,
                                    NULL);
}

/* (nullable) (transfer full): the sound that came in right after what has ended, if nobody has
 * heard it yet */
static ChatFile *
dup_next (ChatPlayer *self)
{
  g_autoptr(ChatMessage) next = NULL;
  g_autoptr(ChatMessage) message = dup_current (self, &next);
  ChatFile *file = next != NULL && chat_message_get_kind (next) == CHAT_MESSAGE_FILE
                   ? chat_message_get_file (next) : NULL;

  return file != NULL && chat_file_get_unheard (file) ? g_object_ref (file) : NULL;
}

static void
stop_awaiting (ChatPlayer *self)
{
  g_clear_handle_id (&self->awaiting, g_source_remove);
  if (self->awaited != NULL)
    g_signal_handlers_disconnect_by_data (self->awaited, self);
  g_clear_object (&self->awaited);
}

static gboolean
awaiting_cb (gpointer user_data)
{
  ChatPlayer *self = user_data;

  self->awaiting = 0;
  stop_awaiting (self);
  return G_SOURCE_REMOVE;
}

static void
play_next (ChatPlayer *self)
{
  g_autofree char *path = g_strdup (get_sound (self->awaited));

  if (path != NULL)
    chat_player_play (self, path, self->messages);
}

static void
await (ChatPlayer *self,
       ChatFile   *file) /* (transfer full) */
{
  stop_awaiting (self);
  self->awaited = file;
  self->awaiting = g_timeout_add_seconds (AWAIT_S, awaiting_cb, self);
  g_signal_connect_swapped (file, "notify::path", G_CALLBACK (play_next), self);
  play_next (self);
}

/* What the player tells. */

static void
emit_changed (ChatPlayer *self,
              const char *path)
{
  g_autofree char *copy = g_strdup (path); /* who hears may begin another one */

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, copy);
}

/* Before the player hears of it */
static void
speaker_failed_cb (MediaSpeaker *speaker,
                   ChatPlayer   *self)
{
  self->is_deaf = TRUE;
}

/* There is nothing wrong with what was played. A film goes on, to be seen; a sound stands where it
 * is. */
static void
go_deaf (ChatPlayer *self)
{
  g_autoptr(GError) error = g_error_new_literal (CHAT_ERROR, CHAT_ERROR_SOUND_SYSTEM, "No sound");
  g_autoptr(GFile) file = base_place_to_file (self->path);
  gint64 position_ms = media_player_get_position (self->player);

  self->is_deaf = FALSE;
  if (self->width > 1 && !self->is_silent)
    {
      self->is_silent = TRUE;
      media_speaker_set_silent (self->speaker, TRUE);
      media_player_play (self->player);
      return;
    }

  self->is_switching = TRUE;
  media_player_open (self->player, file, self->width, self->height);
  media_player_seek (self->player, position_ms);
  self->is_switching = FALSE;
  emit_changed (self, self->path);
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, error);
}

static void
changed_cb (MediaPlayer *player,
            ChatPlayer  *self)
{
  MediaPlayerState state = media_player_get_state (player);
  g_autoptr(ChatFile) next = NULL;

  if (self->is_switching || self->path == NULL)
    return;

  if (state == MEDIA_PLAYER_FAILED && self->is_deaf)
    {
      go_deaf (self);
      return;
    }

  if (state == MEDIA_PLAYER_ENDED)
    {
      Known *known = know (self, self->path);

      known->position_ms = 0;
      known->has_ended = TRUE;
      next = dup_next (self);
    }
  emit_changed (self, self->path);
  if (next != NULL && self->messages != NULL)
    await (self, g_steal_pointer (&next));
}

static void
frame_cb (MediaPlayer *player,
          GBytes      *pixels,
          ChatPlayer  *self)
{
  g_autofree char *path = g_strdup (self->path);

  g_signal_emit (self, signals[SIGNAL_FRAME], 0, path, pixels, media_player_get_width (player),
                 media_player_get_height (player));
}

/* Playing. */

/* What played stands where it is, and is heard of no more. */
static void
leave (ChatPlayer *self)
{
  g_autofree char *path = g_steal_pointer (&self->path);
  Known *known;

  if (path == NULL)
    return;

  known = know (self, path);
  known->position_ms = media_player_get_state (self->player) == MEDIA_PLAYER_ENDED
                       ? 0 : media_player_get_position (self->player);
  self->is_switching = TRUE;
  media_player_open (self->player, NULL, 1, 1);
  self->is_switching = FALSE;
  g_clear_object (&self->messages);
  emit_changed (self, path);
}

static void
apply_volume (ChatPlayer *self)
{
  media_speaker_set_volume (self->speaker, self->width > 1 ? chat_player_get_volume (self) : 100);
}

static void
play (ChatPlayer *self,
      const char *path,
      GListModel *messages,
      guint       width,
      guint       height)
{
  g_autofree char *wanted = g_strdup (path);
  g_autoptr(GListModel) list = messages != NULL ? g_object_ref (messages) : NULL;

  stop_awaiting (self);
  if (!is_current (self, wanted) || width != self->width || height != self->height)
    {
      g_autoptr(GFile) file = base_place_to_file (wanted);

      leave (self);
      self->is_silent = FALSE;
      media_speaker_set_silent (self->speaker, FALSE);
      self->path = g_strdup (wanted);
      self->width = width;
      self->height = height;
      self->is_switching = TRUE;
      media_player_open (self->player, file, width, height);
      media_player_set_speed (self->player, width > 1 ? 100 : self->speed);
      if (know (self, wanted)->position_ms > 0)
        media_player_seek (self->player, know (self, wanted)->position_ms);
      self->is_switching = FALSE;
    }

  g_set_object (&self->messages, list);
  know (self, wanted)->has_ended = FALSE;
  self->is_deaf = FALSE;
  note_heard (self);
  apply_volume (self);
  media_player_play (self->player);
}

void
chat_player_play (ChatPlayer *self,
                  const char *path,
                  GListModel *messages)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));
  g_return_if_fail (path != NULL);

  play (self, path, messages, 1, 1);
}

void
chat_player_play_film (ChatPlayer *self,
                       const char *path,
                       guint       width,
                       guint       height)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));
  g_return_if_fail (path != NULL);

  play (self, path, NULL, MAX (width, 2), MAX (height, 2));
}

void
chat_player_pause (ChatPlayer *self)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));

  stop_awaiting (self);
  media_player_pause (self->player);
}

void
chat_player_seek (ChatPlayer *self,
                  const char *path,
                  gint64      time_ms)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));

  time_ms = MAX (time_ms, 0);
  if (is_current (self, path))
    {
      media_player_seek (self->player, time_ms);
      return;
    }

  know (self, path)->position_ms = time_ms;
  know (self, path)->has_ended = FALSE;
  emit_changed (self, path);
}

void
chat_player_forget (ChatPlayer *self,
                    const char *path)
{
  Known *known;

  g_return_if_fail (CHAT_IS_PLAYER (self));

  if (is_current (self, path))
    leave (self);
  known = g_hash_table_lookup (self->known, path);
  if (known == NULL)
    return;

  g_queue_unlink (&self->order, &known->link);
  g_hash_table_remove (self->known, path);
}

ChatPlayerState
chat_player_get_state (ChatPlayer *self,
                       const char *path)
{
  const Known *known;

  g_return_val_if_fail (CHAT_IS_PLAYER (self), CHAT_PLAYER_PAUSED);

  if (!is_current (self, path))
    {
      known = path != NULL ? g_hash_table_lookup (self->known, path) : NULL;
      return known != NULL && known->has_ended ? CHAT_PLAYER_ENDED : CHAT_PLAYER_PAUSED;
    }

  switch (media_player_get_state (self->player))
    {
    case MEDIA_PLAYER_PLAYING:
      return CHAT_PLAYER_PLAYING;
    case MEDIA_PLAYER_ENDED:
      return CHAT_PLAYER_ENDED;
    case MEDIA_PLAYER_FAILED:
      return CHAT_PLAYER_FAILED;
    case MEDIA_PLAYER_EMPTY:
    case MEDIA_PLAYER_PAUSED:
    default:
      return CHAT_PLAYER_PAUSED;
    }
}

gint64
chat_player_get_position (ChatPlayer *self,
                          const char *path)
{
  const Known *known;

  g_return_val_if_fail (CHAT_IS_PLAYER (self), 0);

  if (is_current (self, path))
    return media_player_get_position (self->player);

  known = path != NULL ? g_hash_table_lookup (self->known, path) : NULL;
  return known != NULL ? known->position_ms : 0;
}

gint64
chat_player_get_duration (ChatPlayer *self,
                          const char *path)
{
  const Known *known;

  g_return_val_if_fail (CHAT_IS_PLAYER (self), -1);

  /* Counted is better than said. */
  known = path != NULL ? g_hash_table_lookup (self->known, path) : NULL;
  if (known != NULL && known->look != NULL && chat_look_get_duration (known->look) >= 0)
    return chat_look_get_duration (known->look);

  return is_current (self, path) ? media_player_get_duration (self->player) : -1;
}

const char *
chat_player_get_path (ChatPlayer *self)
{
  g_return_val_if_fail (CHAT_IS_PLAYER (self), NULL);

  return self->path;
}

void
chat_player_set_speed (ChatPlayer *self,
                       guint       speed)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));

  if (self->speed == speed)
    return;

  self->speed = speed;
  if (self->path != NULL && self->width == 1)
    media_player_set_speed (self->player, speed);
  emit_changed (self, self->path != NULL ? self->path : "");
}

guint
chat_player_get_speed (ChatPlayer *self)
{
  g_return_val_if_fail (CHAT_IS_PLAYER (self), 100);

  return self->speed;
}

static void
set_loudness (ChatPlayer *self,
              guint       volume,
              gboolean    is_muted)
{
  if (self->volume == volume && self->is_muted == is_muted)
    return;

  self->volume = volume;
  self->is_muted = is_muted;
  apply_volume (self);
  g_signal_emit (self, signals[SIGNAL_VOLUME], 0);
}

void
chat_player_set_volume (ChatPlayer *self,
                        guint       volume)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));

  /* What is turned down to nothing comes back as it was. */
  if (volume == 0)
    set_loudness (self, self->volume, TRUE);
  else
    set_loudness (self, MIN (volume, 100), FALSE);
}

guint
chat_player_get_volume (ChatPlayer *self)
{
  g_return_val_if_fail (CHAT_IS_PLAYER (self), 100);

  return self->is_muted ? 0 : self->volume;
}

void
chat_player_set_muted (ChatPlayer *self,
                       gboolean    is_muted)
{
  g_return_if_fail (CHAT_IS_PLAYER (self));

  set_loudness (self, self->volume, is_muted);
}

/* Looking. */

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatPlayer *self = g_task_get_source_object (task);
  const char *path = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  MediaLook *seen = media_looker_look_finish (MEDIA_LOOKER (object), result, &error);
  g_autoptr(ChatLook) look = seen != NULL ? chat_look_new (seen) : NULL;
  Known *known;

  if (look == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  known = know (self, path);
  g_clear_pointer (&known->look, chat_look_unref);
  known->look = chat_look_ref (look);
  drop_posters (self);
  g_task_return_pointer (task, g_steal_pointer (&look), (GDestroyNotify) chat_look_unref);
}

void
chat_player_look_async (ChatPlayer          *self,
                        const char          *path,
                        guint                width,
                        guint                height,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  const MediaImageSize size = { .width = width, .height = height };
  g_autoptr(GFile) file = NULL;
  GTask *task;

  g_return_if_fail (CHAT_IS_PLAYER (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_player_look_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  file = base_place_to_file (path);
  media_looker_look_async (self->looker, file, &size, cancellable, looked_cb, task);
}

ChatLook *
chat_player_look_finish (ChatPlayer    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const ChatLook *
chat_player_get_look (ChatPlayer *self,
                      const char *path)
{
  const Known *known;

  g_return_val_if_fail (CHAT_IS_PLAYER (self), NULL);

  known = g_hash_table_lookup (self->known, path);
  return known != NULL ? known->look : NULL;
}

static void
chat_player_dispose (GObject *object)
{
  ChatPlayer *self = CHAT_PLAYER (object);

  stop_awaiting (self);
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  g_clear_object (&self->speaker);
  g_clear_object (&self->looker);
  g_clear_object (&self->messages);
  g_clear_weak_pointer (&self->store);

  G_OBJECT_CLASS (chat_player_parent_class)->dispose (object);
}

static void
chat_player_finalize (GObject *object)
{
  ChatPlayer *self = CHAT_PLAYER (object);

  g_hash_table_unref (self->known);
  g_free (self->path);

  G_OBJECT_CLASS (chat_player_parent_class)->finalize (object);
}

static void
chat_player_class_init (ChatPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_player_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CHAT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  1, G_TYPE_STRING);
  signals[SIGNAL_FRAME] =
    g_signal_new ("frame", CHAT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  4, G_TYPE_STRING, G_TYPE_BYTES, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_ERROR] =
    g_signal_new ("error", CHAT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  1, G_TYPE_POINTER);
  signals[SIGNAL_VOLUME] =
    g_signal_new ("volume", CHAT_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  0);
}

static void
chat_player_init (ChatPlayer *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, known_free);
  g_queue_init (&self->order);
  self->speed = self->volume = 100;
  self->width = self->height = 1;
  self->speaker = media_speaker_new (NULL);
  g_signal_connect_object (self->speaker, "failed", G_CALLBACK (speaker_failed_cb), self, 0);
  self->player = media_player_new (NULL, self->speaker);
  self->looker = media_looker_new (NULL);
  g_signal_connect (self->player, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->player, "frame", G_CALLBACK (frame_cb), self);
}

ChatPlayer *
chat_player_new (ChatStore *store)
{
  ChatPlayer *self = g_object_new (CHAT_TYPE_PLAYER, NULL);

  g_set_weak_pointer (&self->store, store);
  return self;
}
