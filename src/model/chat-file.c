/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that comes with a message, as it is shown. */
#define G_LOG_DOMAIN "chat-file"

#include "chat-file.h"

#include "archive-file.h"
#include "chat-enums.h"
#include "chat-file-private.h"
#include "chat-thumbnail.h"

/* Of a picture of which only the shape is known: most are as large as they are shown at most. */
#define SHAPE_SCALE 64

struct _ChatFile
{
  GObject       parent_instance;

  ArchiveFile  *row;
  ChatOffer     offer;    /* as it is now; NONE: as the row has it */
  ChatTransfer *transfer; /* (nullable) */
  gboolean      is_gone;
  gboolean      is_ours;
};

G_DEFINE_FINAL_TYPE (ChatFile, chat_file, G_TYPE_OBJECT)

enum {
  PROP_NAME = 1,
  PROP_MEDIA_TYPE,
  PROP_KIND,
  PROP_SIZE,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_LENGTH,
  PROP_URL,
  PROP_PATH,
  PROP_OFFER,
  PROP_UNHEARD,
  PROP_TRANSFER,
  PROP_THUMBNAIL,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
chat_file_finalize (GObject *object)
{
  ChatFile *self = CHAT_FILE (object);

  g_clear_pointer (&self->row, archive_file_free);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (chat_file_parent_class)->finalize (object);
}

static void
chat_file_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  ChatFile *self = CHAT_FILE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->row->name);
      break;
    case PROP_MEDIA_TYPE:
      g_value_set_string (value, self->row->type);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int) chat_file_get_kind (self));
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->row->size_bytes);
      break;
    case PROP_WIDTH:
      g_value_set_uint (value, self->row->width);
      break;
    case PROP_HEIGHT:
      g_value_set_uint (value, self->row->height);
      break;
    case PROP_LENGTH:
      g_value_set_int64 (value, self->row->length_ms);
      break;
    case PROP_URL:
      g_value_set_string (value, self->row->url);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->row->path);
      break;
    case PROP_OFFER:
      g_value_set_enum (value, (int) chat_file_get_offer (self));
      break;
    case PROP_UNHEARD:
      g_value_set_boolean (value, chat_file_get_unheard (self));
      break;
    case PROP_TRANSFER:
      g_value_set_object (value, self->transfer);
      break;
    case PROP_THUMBNAIL:
      g_value_set_boolean (value, self->row->thumbnail != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_file_class_init (ChatFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_file_finalize;
  object_class->get_property = chat_file_get_property;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_MEDIA_TYPE] = g_param_spec_string ("media-type", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_FILE_KIND, CHAT_FILE_OTHER,
                                        flags);
  props[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, -1, G_MAXINT64, -1, flags);
  props[PROP_WIDTH] = g_param_spec_uint ("width", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_HEIGHT] = g_param_spec_uint ("height", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_LENGTH] = g_param_spec_int64 ("length", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_OFFER] = g_param_spec_enum ("offer", NULL, NULL, CHAT_TYPE_OFFER, CHAT_OFFER_NONE,
                                         flags);
  props[PROP_UNHEARD] = g_param_spec_boolean ("unheard", NULL, NULL, FALSE, flags);
  props[PROP_TRANSFER] = g_param_spec_object ("transfer", NULL, NULL, CHAT_TYPE_TRANSFER, flags);
  props[PROP_THUMBNAIL] = g_param_spec_boolean ("thumbnail", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_file_init (ChatFile *self)
{
}

ChatFile *
chat_file_new (gconstpointer row)
{
  ChatFile *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (CHAT_TYPE_FILE, NULL);
  self->row = archive_file_copy (row);
  return self;
}

const char *
chat_file_get_name (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->row->name;
}

const char *
chat_file_get_media_type (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->row->type;
}

ChatFileKind
chat_file_get_kind (ChatFile *self)
{
  const char *type;

  g_return_val_if_fail (CHAT_IS_FILE (self), CHAT_FILE_OTHER);

  type = self->row->type;
  if (type == NULL)
    return CHAT_FILE_OTHER;
  if (g_str_has_prefix (type, "image/"))
    return CHAT_FILE_PICTURE;
  /* Where no type was told it is that of the ending: of what Converse.js records, a film's. */
  if (g_str_equal (type, "video/webm") && self->row->name != NULL
      && g_str_has_prefix (self->row->name, "voice-message-"))
    return CHAT_FILE_AUDIO;
  if (g_str_has_prefix (type, "video/"))
    return CHAT_FILE_VIDEO;
  if (g_str_has_prefix (type, "audio/"))
    return CHAT_FILE_AUDIO;
  return CHAT_FILE_OTHER;
}

gint64
chat_file_get_size (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), -1);

  return self->row->size_bytes;
}

guint
chat_file_get_width (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->row->width;
}

guint
chat_file_get_height (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->row->height;
}

gint64
chat_file_get_length (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->row->length_ms;
}

guint
chat_file_get_fit (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->row->fit;
}

const char *
chat_file_get_url (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->row->url;
}

const char *
chat_file_get_path (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->row->path;
}

GBytes *
chat_file_dup_thumbnail (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return chat_thumbnail_parse (self->row->thumbnail);
}

void
chat_file_set_thumbnail (ChatFile   *self,
                         const char *uri)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  g_free (self->row->thumbnail);
  self->row->thumbnail = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_THUMBNAIL]);
}

ChatPicture *
chat_file_dup_colors (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return chat_thumbnail_render (self->row->thumbnail, self->row->width, self->row->height);
}

void
chat_file_get_shape (ChatFile *self,
                     guint    *width,
                     guint    *height)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  *width = self->row->width;
  *height = self->row->height;
  if ((*width == 0 || *height == 0)
      && chat_thumbnail_get_shape (self->row->thumbnail, width, height))
    {
      *width *= SHAPE_SCALE;
      *height *= SHAPE_SCALE;
    }
}

ChatOffer
chat_file_get_offer (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), CHAT_OFFER_NONE);

  if (self->row->path != NULL)
    return CHAT_OFFER_NONE;
  if (self->offer != CHAT_OFFER_NONE)
    return self->offer;

  switch (self->row->direct)
    {
    case ARCHIVE_DIRECT_OFFERED:   /* before the program ended */
    case ARCHIVE_DIRECT_WITHDRAWN:
      return CHAT_OFFER_WITHDRAWN;
    case ARCHIVE_DIRECT_DECLINED:
      return CHAT_OFFER_DECLINED;
    case ARCHIVE_DIRECT_FAILED:
      return CHAT_OFFER_FAILED;
    case ARCHIVE_DIRECT_NONE:
    default:
      return CHAT_OFFER_NONE;
    }
}

gboolean
chat_file_is_direct (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), FALSE);

  return self->row->direct != ARCHIVE_DIRECT_NONE;
}

void
chat_file_set_offer (ChatFile  *self,
                     ChatOffer  offer)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  if (self->offer == offer)
    return;

  self->offer = offer;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFER]);
}

gboolean
chat_file_is_gone (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), FALSE);

  return self->is_gone;
}

void
chat_file_set_gone (ChatFile *self)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  self->is_gone = TRUE;
}

gboolean
chat_file_get_unheard (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), FALSE);

  return !self->is_ours && !self->row->is_heard && chat_file_get_kind (self) == CHAT_FILE_AUDIO;
}

void
chat_file_note_heard (ChatFile *self)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  if (self->row->is_heard)
    return;

  self->row->is_heard = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNHEARD]);
}

void
chat_file_note_ours (ChatFile *self)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  self->is_ours = TRUE;
}

ChatTransfer *
chat_file_get_transfer (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->transfer;
}

gconstpointer
chat_file_get_row (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->row;
}

void
chat_file_update (ChatFile      *self,
                  gconstpointer  row)
{
  g_autoptr(ArchiveFile) before = NULL;

  g_return_if_fail (CHAT_IS_FILE (self));
  g_return_if_fail (row != NULL);

  /* What has become of it meanwhile, whoever made that row need not know. */
  before = g_steal_pointer (&self->row);
  self->row = archive_file_copy (row);
  self->row->is_heard |= before->is_heard;
  if (chat_thumbnail_is_with_sender (self->row->thumbnail))
    {
      g_free (self->row->thumbnail);
      self->row->thumbnail = g_steal_pointer (&before->thumbnail);
    }
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_NAME; i < PROP_TRANSFER; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_file_set_transfer (ChatFile     *self,
                        ChatTransfer *transfer)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  if (g_set_object (&self->transfer, transfer))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSFER]);
}
