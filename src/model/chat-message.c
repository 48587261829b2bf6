/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message as it is shown: a row of the archive that tells of its changes. */
#define G_LOG_DOMAIN "chat-message"

#include "chat-message.h"

#include "chat-enums.h"
#include "chat-file-private.h"
#include "chat-message-private.h"
#include "chat-preview-private.h"
#include "chat-text.h"

#include <string.h>

/* What "/me waves" begins with: XEP-0245. */
#define ACTION_PREFIX "/me "

/* Of who has taken a message out of a room, and why */
#define MAX_NICK_CHARS   100
#define MAX_REASON_CHARS 500

/* A correction that could not be sent. */
typedef struct {
  gint64  id;
  char   *body;
  char   *reason; /* (nullable) */
} Unsent;

/* That it was taken out of a room. */
typedef struct {
  char *moderator; /* (nullable) */
  char *reason;    /* (nullable) */
} Removal;

struct _ChatMessage
{
  GObject           parent_instance;

  gint64            id;
  gint64            conversation_id;
  gint64            sort_us;
  gint64            time_us;
  gint64            corrects_row; /* 0: it stands for itself */
  char             *message_id;   /* (nullable) */
  char             *archive_id;   /* (nullable) */
  char             *body;
  char             *url;          /* (nullable) */
  ChatPreview      *preview;      /* (nullable) */
  char             *sender;       /* a GRefString, as the next two: few people write much */
  char             *sender_name;
  char             *sender_color;
  char             *error_text;   /* (nullable) */
  char             *author;       /* (nullable) GRefString: in rooms */
  char             *marker_id;    /* (nullable): XEP-0333 */
  char             *corrects;     /* (nullable) */
  Unsent           *unsent;       /* (nullable) */
  Removal          *removal;      /* (nullable) */
  GListModel       *files;        /* (nullable): of ChatFile */
  ChatMessageKind   kind;
  ChatMessageState  state;        /* of the row */
  ChatMessageState  text_state;   /* of its newest correction; RECEIVED: there is none */
  guint             is_outgoing : 1;
  guint             is_delayed : 1;
  guint             is_mention : 1;
  guint             is_edited : 1;
  guint             is_moderated : 1;
};

G_DEFINE_FINAL_TYPE (ChatMessage, chat_message, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_MESSAGE_ID,
  PROP_BODY,
  PROP_KIND,
  PROP_STATE,
  PROP_ERROR_TEXT,
  PROP_OUTGOING,
  PROP_TIME,
  PROP_DELAYED,
  PROP_SENDER,
  PROP_SENDER_NAME,
  PROP_SENDER_COLOR,
  PROP_URL,
  PROP_PREVIEW,
  PROP_EDITED,
  PROP_UNSENT,
  PROP_FILES,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
unsent_free (Unsent *unsent)
{
  g_free (unsent->body);
  g_free (unsent->reason);
  g_free (unsent);
}

static void
removal_free (Removal *removal)
{
  g_free (removal->moderator);
  g_free (removal->reason);
  g_free (removal);
}

static ChatMessageState
get_shown_state (ChatMessage *self)
{
  return self->text_state != CHAT_MESSAGE_RECEIVED ? self->text_state : self->state;
}

static const char *
get_shown_error (ChatMessage *self)
{
  return get_shown_state (self) == CHAT_MESSAGE_FAILED ? self->error_text : NULL;
}

static void
chat_message_finalize (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_clear_pointer (&self->message_id, g_free);
  g_clear_pointer (&self->archive_id, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_object (&self->preview);
  g_clear_pointer (&self->sender, g_ref_string_release);
  g_clear_pointer (&self->sender_name, g_ref_string_release);
  g_clear_pointer (&self->sender_color, g_ref_string_release);
  g_clear_pointer (&self->author, g_ref_string_release);
  g_clear_pointer (&self->error_text, g_free);
  g_clear_pointer (&self->marker_id, g_free);
  g_clear_pointer (&self->corrects, g_free);
  g_clear_pointer (&self->unsent, unsent_free);
  g_clear_pointer (&self->removal, removal_free);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (chat_message_parent_class)->finalize (object);
}

static void
chat_message_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_MESSAGE_ID:
      g_value_set_string (value, self->message_id);
      break;
    case PROP_BODY:
      g_value_set_string (value, self->body);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int) self->kind);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) get_shown_state (self));
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, get_shown_error (self));
      break;
    case PROP_OUTGOING:
      g_value_set_boolean (value, self->is_outgoing);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time_us);
      break;
    case PROP_DELAYED:
      g_value_set_boolean (value, self->is_delayed);
      break;
    case PROP_SENDER:
      g_value_set_string (value, self->sender);
      break;
    case PROP_SENDER_NAME:
      g_value_set_string (value, self->sender_name);
      break;
    case PROP_SENDER_COLOR:
      g_value_set_string (value, self->sender_color);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_PREVIEW:
      g_value_set_object (value, self->preview);
      break;
    case PROP_EDITED:
      g_value_set_boolean (value, self->is_edited);
      break;
    case PROP_UNSENT:
      g_value_set_string (value, chat_message_get_unsent (self));
      break;
    case PROP_FILES:
      g_value_set_object (value, self->files);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_message_class_init (ChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_message_finalize;
  object_class->get_property = chat_message_get_property;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_MESSAGE_ID] = g_param_spec_string ("message-id", NULL, NULL, NULL, flags);
  props[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, "", flags);
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_MESSAGE_KIND,
                                        CHAT_MESSAGE_TEXT, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_MESSAGE_STATE,
                                         CHAT_MESSAGE_RECEIVED, flags);
  props[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, flags);
  props[PROP_OUTGOING] = g_param_spec_boolean ("outgoing", NULL, NULL, FALSE, flags);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  props[PROP_DELAYED] = g_param_spec_boolean ("delayed", NULL, NULL, FALSE, flags);
  props[PROP_SENDER] = g_param_spec_string ("sender", NULL, NULL, NULL, flags);
  props[PROP_SENDER_NAME] = g_param_spec_string ("sender-name", NULL, NULL, NULL, flags);
  props[PROP_SENDER_COLOR] = g_param_spec_string ("sender-color", NULL, NULL, NULL, flags);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  props[PROP_PREVIEW] =
    g_param_spec_object ("preview", NULL, NULL, CHAT_TYPE_PREVIEW, flags);
  props[PROP_EDITED] = g_param_spec_boolean ("edited", NULL, NULL, FALSE, flags);
  props[PROP_UNSENT] = g_param_spec_string ("unsent", NULL, NULL, NULL, flags);
  props[PROP_FILES] = g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_message_init (ChatMessage *self)
{
}

static char *
dup_local_part (const char *address)
{
  const char *at = strchr (address, '@');

  return at != NULL ? g_strndup (address, (gsize) (at - address)) : g_strdup (address);
}

static void
note_ours (ChatMessage *self)
{
  guint n_files = self->files != NULL ? g_list_model_get_n_items (self->files) : 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (self->files, i);

      chat_file_note_ours (file);
    }
}

ChatMessage *
chat_message_new (const ChatMessageInit *init)
{
  ChatMessage *self = NULL;

  g_return_val_if_fail (init != NULL && init->sender != NULL, NULL);

  self = g_object_new (CHAT_TYPE_MESSAGE, NULL);
  self->id = init->id;
  self->conversation_id = init->conversation_id;
  self->sort_us = init->sort_us;
  self->time_us = init->time_us;
  self->message_id = g_strdup (init->message_id);
  self->archive_id = g_strdup (init->archive_id);
  self->body = g_strdup ("");
  self->sender = g_ref_string_new_intern (init->sender);
  chat_message_set_sender_name (self, init->sender_name);
  self->sender_color = g_ref_string_new_intern (init->sender_color != NULL ? init->sender_color
                                                                           : "#888888");
  self->error_text = g_strdup (init->error_text);
  if (init->author != NULL)
    self->author = g_ref_string_new_intern (init->author);
  self->marker_id = g_strdup (init->marker_id);
  self->corrects = g_strdup (init->corrects);
  self->corrects_row = init->corrects_row;
  self->state = init->state;
  self->is_outgoing = init->is_outgoing != FALSE;
  self->is_delayed = init->is_delayed != FALSE;
  g_set_object (&self->files, init->files);
  if (self->is_outgoing)
    note_ours (self);
  chat_message_set_text (self, &init->text);
  return self;
}

gint64
chat_message_get_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->id;
}

const char *
chat_message_get_message_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->message_id;
}

const char *
chat_message_get_archive_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->archive_id;
}

const char *
chat_message_get_body (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), "");

  return self->body;
}

const char *
chat_message_get_summary (ChatMessage *self)
{
  ChatFile *file;
  const char *name;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), "");

  file = self->body[0] == '\0' ? chat_message_get_file (self) : NULL;
  name = file != NULL ? chat_file_get_name (file) : NULL;
  return name != NULL ? name : self->body;
}

ChatMessageKind
chat_message_get_kind (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_MESSAGE_TEXT);

  return self->kind;
}

ChatMessageState
chat_message_get_state (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_MESSAGE_RECEIVED);

  return get_shown_state (self);
}

const char *
chat_message_get_error_text (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return get_shown_error (self);
}

gboolean
chat_message_is_outgoing (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_outgoing;
}

gint64
chat_message_get_time (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->time_us;
}

gboolean
chat_message_is_delayed (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_delayed;
}

const char *
chat_message_get_author (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->author;
}

gboolean
chat_message_is_mention (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_mention;
}

const char *
chat_message_get_sender (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->sender;
}

const char *
chat_message_get_sender_name (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->sender_name;
}

const char *
chat_message_get_sender_color (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->sender_color;
}

const char *
chat_message_get_url (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->url;
}

ChatPreview *
chat_message_get_preview (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->preview;
}

GListModel *
chat_message_get_files (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->files;
}

ChatFile *
chat_message_get_file (ChatMessage *self)
{
  g_autoptr(ChatFile) file = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  /* The list has it for as long as it is there. */
  file = self->files != NULL ? g_list_model_get_item (self->files, 0) : NULL;
  return file;
}

gboolean
chat_message_is_edited (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_edited;
}

gboolean
chat_message_is_moderated (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_moderated;
}

const char *
chat_message_get_moderator (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->removal != NULL ? self->removal->moderator : NULL;
}

const char *
chat_message_get_removal (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->removal != NULL ? self->removal->reason : NULL;
}

gboolean
chat_message_can_correct (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->is_outgoing && self->message_id != NULL && self->corrects_row == 0
         && self->body[0] != '\0'
         && (self->kind == CHAT_MESSAGE_TEXT || self->kind == CHAT_MESSAGE_ACTION);
}

const char *
chat_message_get_unsent (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->unsent != NULL ? self->unsent->body : NULL;
}

const char *
chat_message_get_unsent_reason (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->unsent != NULL ? self->unsent->reason : NULL;
}

char *
chat_message_dup_draft (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  if (self->unsent != NULL)
    return g_strdup (self->unsent->body);

  return self->kind == CHAT_MESSAGE_ACTION ? g_strconcat (ACTION_PREFIX, self->body, NULL)
                                           : g_strdup (self->body);
}

const char *
chat_message_get_corrects (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->corrects;
}

ChatMessageState
chat_message_get_own_state (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_MESSAGE_RECEIVED);

  return self->state;
}

gint64
chat_message_get_corrects_row (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->corrects_row;
}

gint64
chat_message_get_unsent_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->unsent != NULL ? self->unsent->id : 0;
}

gint64
chat_message_get_conversation_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->conversation_id;
}

gint64
chat_message_get_sort (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->sort_us;
}

const char *
chat_message_get_marker_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->marker_id;
}

int
chat_message_compare (ChatMessage *self,
                      ChatMessage *other)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self) && CHAT_IS_MESSAGE (other), 0);

  if (self->sort_us != other->sort_us)
    return self->sort_us < other->sort_us ? -1 : 1;

  return self->id < other->id ? -1 : self->id > other->id;
}

void
chat_message_set_state (ChatMessage      *self,
                        ChatMessageState  state,
                        const char       *error_text)
{
  g_autofree char *before = NULL;
  ChatMessageState shown;

  g_return_if_fail (CHAT_IS_MESSAGE (self));

  before = g_strdup (get_shown_error (self));
  shown = get_shown_state (self);
  if (g_strcmp0 (self->error_text, error_text) != 0)
    {
      g_free (self->error_text);
      self->error_text = g_strdup (error_text);
    }
  self->state = state;

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (before, get_shown_error (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR_TEXT]);
  if (shown != get_shown_state (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
take_text (char **place,
           char  *text) /* (transfer full) (nullable) */
{
  g_autofree char *before = *place;

  *place = text;
  return g_strcmp0 (before, text) != 0;
}

/* A newer text that could not be sent. */
static void
take_unsent (ChatMessage           *self,
             const ChatMessageText *text)
{
  gboolean is_same = (self->unsent != NULL) == (text->unsent_id != 0)
                     && (self->unsent == NULL
                         || (self->unsent->id == text->unsent_id
                             && g_strcmp0 (self->unsent->reason, text->unsent_reason) == 0));

  if (is_same)
    return;

  g_clear_pointer (&self->unsent, unsent_free);
  if (text->unsent_id != 0)
    {
      self->unsent = g_new0 (Unsent, 1);
      self->unsent->id = text->unsent_id;
      self->unsent->body = chat_text_clean_body (text->unsent_body);
      self->unsent->reason = g_strdup (text->unsent_reason);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNSENT]);
}

/* Of a link that is not in the text nothing is shown. Gives whether that is news. */
static gboolean
take_preview (ChatMessage *self,
              const char  *stored) /* (nullable) */
{
  g_autoptr(ChatPreview) preview = stored != NULL ? chat_preview_parse (stored) : NULL;

  if (preview != NULL && !chat_preview_is_for (preview, self->body))
    g_clear_object (&preview);
  if (chat_preview_equal (preview, self->preview))
    return FALSE;

  g_set_object (&self->preview, preview);
  return TRUE;
}

/* Whether that is news. */
static gboolean
take_removal (ChatMessage           *self,
              const ChatMessageText *text)
{
  g_autofree char *moderator = chat_text_clean_line (text->moderator, MAX_NICK_CHARS);
  g_autofree char *reason = chat_text_clean_line (text->removal, MAX_REASON_CHARS);

  if (g_strcmp0 (moderator, chat_message_get_moderator (self)) == 0
      && g_strcmp0 (reason, chat_message_get_removal (self)) == 0)
    return FALSE;

  g_clear_pointer (&self->removal, removal_free);
  if (moderator != NULL || reason != NULL)
    {
      self->removal = g_new0 (Removal, 1);
      self->removal->moderator = g_steal_pointer (&moderator);
      self->removal->reason = g_steal_pointer (&reason);
    }
  return TRUE;
}

/* All of it is there before anybody hears of any of it. */
gboolean
chat_message_set_text (ChatMessage           *self,
                       const ChatMessageText *text)
{
  ChatMessageState state;
  gboolean is_other = FALSE;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  g_object_freeze_notify (G_OBJECT (self));
  state = get_shown_state (self);
  self->text_state = text->text_state;
  if (state != get_shown_state (self))
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR_TEXT]);
    }
  take_unsent (self, text);
  if (take_removal (self, text) || self->kind != text->kind)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KIND]);
  if (self->is_edited != (text->is_edited != FALSE))
    {
      is_other = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITED]);
    }
  if (take_text (&self->body, chat_text_clean_body (text->body)))
    {
      is_other = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
    }
  if (take_text (&self->url, g_strdup (text->url)))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URL]);
  if (take_preview (self, text->link))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREVIEW]);
  self->kind = text->kind;
  if (self->kind != CHAT_MESSAGE_FILE && self->files != NULL)
    {
      g_clear_object (&self->files);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILES]);
    }
  self->is_edited = text->is_edited != FALSE;
  self->is_moderated = text->is_moderated != FALSE;
  self->is_mention = text->is_mention != FALSE;
  g_object_thaw_notify (G_OBJECT (self));
  return is_other;
}

void
chat_message_set_archive_id (ChatMessage *self,
                             const char  *archive_id)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  g_free (self->archive_id);
  self->archive_id = g_strdup (archive_id);
}

void
chat_message_set_sort (ChatMessage *self,
                       gint64       sort_us)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  self->sort_us = sort_us;
}

void
chat_message_set_sender_name (ChatMessage *self,
                              const char  *sender_name)
{
  g_autofree char *local = NULL;

  g_return_if_fail (CHAT_IS_MESSAGE (self));

  if (sender_name == NULL)
    sender_name = local = dup_local_part (self->sender);
  if (g_strcmp0 (self->sender_name, sender_name) == 0)
    return;

  g_clear_pointer (&self->sender_name, g_ref_string_release);
  self->sender_name = g_ref_string_new_intern (sender_name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SENDER_NAME]);
}
