/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A voice message that is being made.
 *
 *   NONE → STARTING → RECORDING → ENDING → READY → SENDING → NONE
 *
 * There is one of a conversation at most, in a file that is called after the conversation, so that
 * it is never sent to another one, not even after a crash, and so that they do not pile up. What is
 * sent becomes its message's, as a picture does that was pasted. */
#define G_LOG_DOMAIN "chat-voice"

#include "chat-voice.h"

#include "chat-conversation-private.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-files-sweep.h"
#include "chat-store.h"
#include "media-length.h"
#include "media-recorder.h"

#include <errno.h>
#include <glib/gstdio.h>

#define LIMIT_MS (60 * 60 * (gint64) 1000)

/* What is less is a slip of the finger. */
#define SHORTEST_MS 300

/* From a whisper, which should be seen, to a shout */
#define SILENT_DECIBELS (-54.0)
#define LOUD_DECIBELS   (-6.0)

struct _ChatVoice
{
  GObject           parent_instance;

  ChatConversation *conversation; /* (nullable) weak */
  char             *draft_path;
  char             *name;         /* (nullable): it is sent as soon as it has ended */
  GError           *trouble;      /* (nullable): why it has ended by itself */
  MediaRecorder    *recorder;     /* (nullable) */
  GByteArray       *levels;
  gint64            length_ms;
  gint64            limit_ms;
  double            level;
  gboolean          is_slow;
  ChatVoiceState    state;
  guint             attempt;      /* which one: what belongs to another one comes too late */
  guint             n_working;    /* with the file, elsewhere */
  gboolean          is_wanted;    /* once that is over */

  char             *program;      /* (nullable) */
  char             *source;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatVoice, chat_voice, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  PROP_LENGTH,
  PROP_LEVEL,
  PROP_SLOW,
  PROP_PATH,
  N_PROPS,
};

enum {
  SIGNAL_ERROR,
  SIGNAL_SENT,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void begin (ChatVoice *self);

static void
set_state (ChatVoice      *self,
           ChatVoiceState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PATH]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_length (ChatVoice *self,
            gint64     length_ms)
{
  if (self->length_ms == length_ms)
    return;

  self->length_ms = length_ms;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LENGTH]);
}

static void
set_slow (ChatVoice *self,
          gboolean   is_slow)
{
  if (self->is_slow == is_slow)
    return;

  self->is_slow = is_slow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SLOW]);
}

static void
emit_error (ChatVoice *self,
            GError    *error) /* (transfer full) */
{
  g_autoptr(GError) told = chat_error_translate (error);

  g_signal_emit (self, signals[SIGNAL_ERROR], 0, told);
}

static void
be_none (ChatVoice *self)
{
  g_clear_object (&self->recorder);
  g_clear_pointer (&self->name, g_free);
  g_clear_error (&self->trouble);
  self->attempt++;
  g_byte_array_set_size (self->levels, 0);
  self->level = 0;
  set_slow (self, FALSE);
  set_length (self, 0);
  set_state (self, CHAT_VOICE_NONE);
}

/* Only one at a time has to do with the file. */
static void
note_worked (ChatVoice *self)
{
  if (--self->n_working > 0 || !self->is_wanted)
    return;

  self->is_wanted = FALSE;
  if (self->state == CHAT_VOICE_STARTING)
    begin (self);
}

/* Files are dealt with off the main thread: what is to be done with one, and what came of it. */
typedef struct {
  char  *path;
  char  *name;    /* (nullable): to become this, in the same folder */
  guint  attempt;
  int    fd;      /* -1: none */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  if (work->fd >= 0)
    g_close (work->fd, NULL);
  g_free (work->path);
  g_free (work->name);
  g_free (work);
}

static void
run (ChatVoice           *self,
     GTaskThreadFunc      thread,
     GAsyncReadyCallback  callback, /* calls note_worked() */
     const char          *name)     /* (nullable) */
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, NULL);
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (self->draft_path);
  work->name = g_strdup (name);
  work->attempt = self->attempt;
  work->fd = -1;
  self->n_working++;
  g_task_set_source_tag (task, thread);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, thread);
}

static void
delete_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const Work *work = task_data;

  if (g_unlink (work->path) != 0 && errno != ENOENT)
    g_debug ("%s: %s", work->path, g_strerror (errno));
  g_task_return_boolean (task, TRUE);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  note_worked (CHAT_VOICE (object));
}

static void
measure (ChatVoice           *self,
         GAsyncReadyCallback  callback)
{
  g_autoptr(GFile) file = g_file_new_for_path (self->draft_path);

  self->n_working++;
  media_length_read_async (file, NULL, callback, g_object_ref (self));
}

/* What was not sent before we ended */
static void
look_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatVoice) self = user_data;
  gint64 length_ms = media_length_read_finish (G_FILE (object), result);

  if (length_ms >= SHORTEST_MS)
    {
      set_length (self, length_ms);
      set_state (self, CHAT_VOICE_READY);
    }
  note_worked (self);
}

static const struct {
  MediaRecorderError from;
  ChatError          to;
  ChatError          kept; /* where something was recorded before */
} translations[] = {
  { MEDIA_RECORDER_ERROR_FAILED, CHAT_ERROR_RECORDER, CHAT_ERROR_VOICE_BROKEN },
  { MEDIA_RECORDER_ERROR_MISSING, CHAT_ERROR_RECORDER, CHAT_ERROR_VOICE_BROKEN },
  { MEDIA_RECORDER_ERROR_NO_MICROPHONE, CHAT_ERROR_NO_MICROPHONE, CHAT_ERROR_VOICE_BROKEN },
  { MEDIA_RECORDER_ERROR_DENIED, CHAT_ERROR_MICROPHONE_DENIED, CHAT_ERROR_VOICE_BROKEN },
  { MEDIA_RECORDER_ERROR_BUSY, CHAT_ERROR_MICROPHONE_BUSY, CHAT_ERROR_VOICE_BROKEN },
  { MEDIA_RECORDER_ERROR_DISK_FULL, CHAT_ERROR_DISK_FULL, CHAT_ERROR_VOICE_DISK_FULL },
  { MEDIA_RECORDER_ERROR_STORAGE, CHAT_ERROR_STORAGE, CHAT_ERROR_VOICE_DISK_FULL },
  { MEDIA_RECORDER_ERROR_NO_ANSWER, CHAT_ERROR_SOUND_SYSTEM, CHAT_ERROR_VOICE_BROKEN },
};

/* What is told depends on whether there is anything of it. */
static void
tell_trouble (ChatVoice *self,
              gboolean   is_kept)
{
  g_autoptr(GError) trouble = g_steal_pointer (&self->trouble);
  ChatError code = is_kept ? CHAT_ERROR_VOICE_BROKEN : CHAT_ERROR_RECORDER;

  if (trouble == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (translations); i++)
    if (g_error_matches (trouble, MEDIA_RECORDER_ERROR, (int) translations[i].from))
      code = is_kept ? translations[i].kept : translations[i].to;
  emit_error (self, g_error_new_literal (CHAT_ERROR, (int) code, trouble->message));
}

/* It is as long as its file says. */
static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ChatVoice) self = user_data;
  gint64 length_ms = media_length_read_finish (G_FILE (object), result);
  g_autofree char *name = g_steal_pointer (&self->name);

  if (self->state == CHAT_VOICE_ENDING && length_ms < SHORTEST_MS)
    {
      g_autoptr(GError) trouble = g_steal_pointer (&self->trouble);

      chat_voice_discard (self);
      self->trouble = g_steal_pointer (&trouble);
      tell_trouble (self, FALSE);
    }
  else if (self->state == CHAT_VOICE_ENDING)
    {
      set_length (self, length_ms);
      set_state (self, CHAT_VOICE_READY);
      tell_trouble (self, TRUE);
      if (name != NULL)
        chat_voice_send (self, name);
    }
  note_worked (self);
}

static void
ended_cb (MediaRecorder *recorder,
          const GError  *error, /* (nullable) */
          ChatVoice     *self)
{
  g_clear_object (&self->recorder);
  self->level = 0;
  set_slow (self, FALSE);
  set_state (self, CHAT_VOICE_ENDING);
  /* What is not as it was meant to be is looked at first. */
  if (error != NULL)
    {
      g_clear_pointer (&self->name, g_free);
      g_clear_error (&self->trouble);
      self->trouble = g_error_copy (error);
    }
  if (self->state == CHAT_VOICE_ENDING)
    measure (self, measured_cb);
}

static void
level_cb (MediaRecorder *recorder,
          double         decibels,
          gint64         time_ms,
          ChatVoice     *self)
{
  double level = CLAMP ((decibels - SILENT_DECIBELS) / (LOUD_DECIBELS - SILENT_DECIBELS), 0, 1);
  guint8 byte = (guint8) (level * G_MAXUINT8);

  set_slow (self, FALSE);
  if (self->state == CHAT_VOICE_STARTING)
    set_state (self, CHAT_VOICE_RECORDING);
  g_byte_array_append (self->levels, &byte, 1);
  self->level = level;
  set_length (self, time_ms);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEVEL]);
  if (time_ms < self->limit_ms || self->state != CHAT_VOICE_RECORDING)
    return;

  chat_voice_stop (self);
  emit_error (self, g_error_new_literal (CHAT_ERROR, CHAT_ERROR_VOICE_LIMIT, "Long enough"));
}

static void
slow_cb (MediaRecorder *recorder,
         ChatVoice     *self)
{
  set_slow (self, self->state == CHAT_VOICE_STARTING);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  work->fd = media_recorder_create_file (work->path, &error);
  if (work->fd >= 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  ChatVoice *self = CHAT_VOICE (object);
  Work *work = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean is_open = g_task_propagate_boolean (G_TASK (result), &error);
  int fd = work->fd;

  if (self->attempt != work->attempt)
    {
      g_clear_error (&error);
      /* It was given up meanwhile, perhaps before the file was made. */
      if (is_open)
        run (self, delete_thread, deleted_cb, NULL);
      note_worked (self);
      return;
    }

  note_worked (self);
  if (!is_open)
    {
      be_none (self);
      emit_error (self, error);
      return;
    }

  work->fd = -1;
  self->recorder = media_recorder_new (self->program, self->source, fd);
  g_signal_connect_object (self->recorder, "level", G_CALLBACK (level_cb), self, 0);
  g_signal_connect_object (self->recorder, "slow", G_CALLBACK (slow_cb), self, 0);
  g_signal_connect_object (self->recorder, "ended", G_CALLBACK (ended_cb), self, 0);
}

static void
begin (ChatVoice *self)
{
  run (self, open_thread, opened_cb, NULL);
}

void
chat_voice_start (ChatVoice *self)
{
  g_return_if_fail (CHAT_IS_VOICE (self));

  if (self->state != CHAT_VOICE_NONE || self->conversation == NULL)
    return;

  be_none (self);
  set_state (self, CHAT_VOICE_STARTING);
  if (self->n_working > 0)
    self->is_wanted = TRUE;
  else
    begin (self);
}

void
chat_voice_stop (ChatVoice *self)
{
  g_return_if_fail (CHAT_IS_VOICE (self));

  self->is_wanted = FALSE;
  if (self->state == CHAT_VOICE_STARTING)
    {
      /* Nothing was heard yet. */
      chat_voice_discard (self);
    }
  else if (self->state == CHAT_VOICE_RECORDING)
    {
      set_state (self, CHAT_VOICE_ENDING);
      media_recorder_end (self->recorder);
    }
}

void
chat_voice_discard (ChatVoice *self)
{
  g_return_if_fail (CHAT_IS_VOICE (self));

  self->is_wanted = FALSE;
  if (self->state == CHAT_VOICE_NONE || self->state == CHAT_VOICE_SENDING)
    return;

  be_none (self);
  run (self, delete_thread, deleted_cb, NULL);
}

/* Moves it to where its message finds it. Nothing that is there is written over. */
static gboolean
move (const char  *from,
      const char  *to,
      GError     **error)
{
  g_autoptr(GFile) source = g_file_new_for_path (from);
  g_autoptr(GFile) target = g_file_new_for_path (to);

  return g_file_move (source, target, G_FILE_COPY_NO_FALLBACK_FOR_MOVE, NULL, NULL, NULL, error);
}

static void
name_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  g_autofree char *folder = g_path_get_dirname (work->path);
  GError *error = NULL;

  for (guint i = 1; i < 100; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (work->name, ".ogg", NULL)
                                     : g_strdup_printf ("%s (%u).ogg", work->name, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_clear_error (&error);
      if (move (work->path, path, &error))
        {
          g_task_return_pointer (task, g_steal_pointer (&path), g_free);
          return;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }

  g_task_return_error (task, error);
}

/* It could not be sent: back to where it is found. @name: where it was to be sent from */
static void
unname_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const Work *work = task_data;
  g_autoptr(GError) error = NULL;

  if (!move (work->name, work->path, &error))
    g_warning ("%s: %s", work->name, error->message);
  g_task_return_boolean (task, TRUE);
}

static void
unnamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  ChatVoice *self = CHAT_VOICE (object);

  set_state (self, CHAT_VOICE_READY);
  note_worked (self);
}

typedef struct {
  ChatVoice *self;
  char      *path;
} Sending;

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Sending *sending = user_data;
  g_autoptr(ChatVoice) self = sending->self;
  g_autofree char *path = sending->path;
  GError *error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);

  if (message != NULL)
    {
      be_none (self);
      g_signal_emit (self, signals[SIGNAL_SENT], 0, message);
      return;
    }

  run (self, unname_thread, unnamed_cb, path);
  emit_error (self, error);
}

static void
named_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  ChatVoice *self = CHAT_VOICE (object);
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);
  Sending *sending;

  note_worked (self);
  if (path == NULL)
    {
      set_state (self, CHAT_VOICE_READY);
      emit_error (self, error);
      return;
    }

  if (self->conversation == NULL)
    {
      run (self, unname_thread, unnamed_cb, path);
      g_free (path);
      return;
    }

  sending = g_new (Sending, 1);
  sending->self = g_object_ref (self);
  sending->path = path;
  chat_conversation_send_file_async (self->conversation, path, NULL, NULL, sent_cb, sending);
}

void
chat_voice_send (ChatVoice  *self,
                 const char *name)
{
  g_return_if_fail (CHAT_IS_VOICE (self));
  g_return_if_fail (name != NULL && strchr (name, G_DIR_SEPARATOR) == NULL);

  if (self->state == CHAT_VOICE_READY)
    {
      set_state (self, CHAT_VOICE_SENDING);
      run (self, name_thread, named_cb, name);
    }
  else if (self->state == CHAT_VOICE_RECORDING || self->state == CHAT_VOICE_ENDING)
    {
      g_free (self->name);
      self->name = g_strdup (name);
      chat_voice_stop (self);
    }
}

ChatVoiceState
chat_voice_get_state (ChatVoice *self)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), CHAT_VOICE_NONE);

  return self->state;
}

gint64
chat_voice_get_length (ChatVoice *self)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), 0);

  return self->length_ms;
}

double
chat_voice_get_level (ChatVoice *self)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), 0);

  return self->level;
}

gboolean
chat_voice_get_slow (ChatVoice *self)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), FALSE);

  return self->is_slow;
}

const char *
chat_voice_get_path (ChatVoice *self)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), NULL);

  return self->state == CHAT_VOICE_READY ? self->draft_path : NULL;
}

const guint8 *
chat_voice_get_levels (ChatVoice *self,
                       gsize     *n_levels)
{
  g_return_val_if_fail (CHAT_IS_VOICE (self), NULL);
  g_return_val_if_fail (n_levels != NULL, NULL);

  *n_levels = self->levels->len;
  return self->levels->len > 0 ? self->levels->data : NULL;
}

void
chat_voice_set_source (ChatVoice  *self,
                       const char *program,
                       const char *source)
{
  g_return_if_fail (CHAT_IS_VOICE (self));

  g_free (self->program);
  self->program = g_strdup (program);
  g_free (self->source);
  self->source = g_strdup (source);
}

void
chat_voice_set_limit (ChatVoice *self,
                      gint64     limit_ms)
{
  g_return_if_fail (CHAT_IS_VOICE (self));

  self->limit_ms = CLAMP (limit_ms, SHORTEST_MS, LIMIT_MS);
}

static void
chat_voice_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ChatVoice *self = CHAT_VOICE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_LENGTH:
      g_value_set_int64 (value, self->length_ms);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;
    case PROP_SLOW:
      g_value_set_boolean (value, self->is_slow);
      break;
    case PROP_PATH:
      g_value_set_string (value, chat_voice_get_path (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_voice_dispose (GObject *object)
{
  ChatVoice *self = CHAT_VOICE (object);

  g_clear_object (&self->recorder);
  g_clear_weak_pointer (&self->conversation);

  G_OBJECT_CLASS (chat_voice_parent_class)->dispose (object);
}

static void
chat_voice_finalize (GObject *object)
{
  ChatVoice *self = CHAT_VOICE (object);

  g_byte_array_unref (self->levels);
  g_free (self->draft_path);
  g_free (self->name);
  g_clear_error (&self->trouble);
  g_free (self->program);
  g_free (self->source);

  G_OBJECT_CLASS (chat_voice_parent_class)->finalize (object);
}

static void
chat_voice_class_init (ChatVoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_voice_get_property;
  object_class->dispose = chat_voice_dispose;
  object_class->finalize = chat_voice_finalize;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_VOICE_STATE,
                                         CHAT_VOICE_NONE, flags);
  props[PROP_LENGTH] = g_param_spec_int64 ("length", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_LEVEL] = g_param_spec_double ("level", NULL, NULL, 0, 1, 0, flags);
  props[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_ERROR] = g_signal_new ("error", CHAT_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_SENT] = g_signal_new ("sent", CHAT_TYPE_VOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
}

static void
chat_voice_init (ChatVoice *self)
{
  self->levels = g_byte_array_new ();
  self->limit_ms = LIMIT_MS;
}

/* Of another one it is another one. */
static char *
make_name (ChatConversation *conversation)
{
  g_autofree char *whose = g_strdup_printf (
    "%s\n%s\n%d", chat_conversation_get_account_address (conversation),
    chat_conversation_get_address (conversation),
    chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);

  return g_strdup_printf (CHAT_FILES_VOICE_PREFIX "%s.ogg", sum);
}

ChatVoice *
chat_voice_get (ChatConversation *conversation)
{
  const char *files;
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  ChatVoice *self;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  files = chat_store_get_files_folder (conversation->store);
  if (conversation->voice != NULL || files == NULL)
    return conversation->voice;

  self = conversation->voice = g_object_new (CHAT_TYPE_VOICE, NULL);
  g_set_weak_pointer (&self->conversation, conversation);
  parent = g_path_get_dirname (files);
  name = make_name (conversation);
  self->draft_path = g_build_filename (parent, CHAT_FILES_VOICE_FOLDER, name, NULL);
  measure (self, look_cb);
  return self;
}
