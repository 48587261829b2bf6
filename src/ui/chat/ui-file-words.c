/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a file in its place. */
#define G_LOG_DOMAIN "ui-file-words"

#include "ui-file-words.h"

#include "ui-duration.h"

#include <glib/gi18n.h>

char *
ui_file_words_dup_unplayed (const char *bytes,
                            const char *codec)
{
  if (bytes == NULL && codec == NULL)
    return g_strdup (_("Cannot be played here"));
  if (bytes == NULL)
    /* Translators: what a sound or a video is written in is not installed: H.265 (HEVC) */
    return g_strdup_printf (_("Cannot be played here: needs %s"), codec);
  if (codec == NULL)
    /* Translators: under the name of a sound or a video; %s is its size */
    return g_strdup_printf (_("%s · cannot be played here"), bytes);

  /* Translators: its size, and what it is written in, which is not installed: H.265 (HEVC) */
  return g_strdup_printf (_("%s · cannot be played here: needs %s"), bytes, codec);
}

char *
ui_file_words_dup_trouble (ChatFile *file)
{
  ChatTransfer *transfer = chat_file_get_transfer (file);
  const char *trouble = transfer != NULL ? chat_transfer_get_text (transfer) : NULL;

  /* What comes directly has buttons of its own; what is here is opened by a click. */
  if (trouble == NULL || chat_file_is_direct (file) || chat_file_get_url (file) == NULL
      || chat_file_get_path (file) != NULL)
    return g_strdup (trouble);

  /* Translators: under the name of a file; %s is a sentence, why it could not be downloaded */
  return g_strdup_printf (_("%s Click to try again."), trouble);
}

const char *
ui_file_words_get_offer (ChatFile *file)
{
  switch (chat_file_get_offer (file))
    {
    case CHAT_OFFER_OPEN:
      return _("offered to you");
    case CHAT_OFFER_DECLINED:
      return _("declined");
    case CHAT_OFFER_WITHDRAWN:
      return _("no longer offered");
    case CHAT_OFFER_FAILED:
      return _("not received");
    case CHAT_OFFER_TAKEN:
    case CHAT_OFFER_NONE:
    default:
      return NULL;
    }
}

const char *
ui_file_words_get_name (ChatFile   *file,
                        const char *unnamed)
{
  const char *name = chat_file_get_name (file);

  /* Nobody has given a voice message its name. */
  if (chat_file_is_voice (file))
    return _("Voice message");

  return name != NULL ? name : unnamed;
}

const char *
ui_file_words_get_icon_of_type (const char *mime_type,
                                const char *name)
{
  static const struct {
    const char *generic;
    const char *icon;
  } icons[] = {
    { "x-office-document", "x-office-document-symbolic" },
    { "x-office-spreadsheet", "x-office-spreadsheet-symbolic" },
    { "x-office-presentation", "x-office-presentation-symbolic" },
    { "x-office-drawing", "x-office-drawing-symbolic" },
    { "package-x-generic", "package-x-generic-symbolic" },
    { "font-x-generic", "font-x-generic-symbolic" },
    { "image-x-generic", "image-x-generic-symbolic" },
    { "video-x-generic", "video-x-generic-symbolic" },
    { "audio-x-generic", "audio-x-generic-symbolic" },
    { "folder", "folder-symbolic" },
    { "text-x-script", "application-x-executable-symbolic" },
    { "application-x-executable", "application-x-executable-symbolic" },
  };
  g_autofree char *type = mime_type != NULL ? g_content_type_from_mime_type (mime_type) : NULL;
  g_autofree char *generic = NULL;

  if ((type == NULL || g_content_type_is_unknown (type)) && name != NULL)
    {
      g_free (type);
      type = g_content_type_guess (name, NULL, 0, NULL);
    }
  generic = type != NULL ? g_content_type_get_generic_icon_name (type) : NULL;
  for (gsize i = 0; generic != NULL && i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (generic, icons[i].generic))
      return icons[i].icon;

  return "text-x-generic-symbolic";
}

const char *
ui_file_words_get_icon (ChatFile *file)
{
  switch (chat_file_get_kind (file))
    {
    case CHAT_FILE_PICTURE:
      return "image-x-generic-symbolic";
    case CHAT_FILE_VIDEO:
      return "video-x-generic-symbolic";
    case CHAT_FILE_AUDIO:
      return "audio-x-generic-symbolic";
    case CHAT_FILE_OTHER:
    default:
      return ui_file_words_get_icon_of_type (chat_file_get_media_type (file),
                                             chat_file_get_name (file));
    }
}

char *
ui_file_words_dup_size (ChatFile *file)
{
  gint64 size = chat_file_get_size (file);
  g_autofree char *bytes = size >= 0 ? g_format_size ((guint64) size) : NULL;
  g_autofree char *length = NULL;

  if (bytes == NULL || chat_file_get_length (file) <= 0)
    return g_steal_pointer (&bytes);

  length = ui_duration_format (chat_file_get_length (file));
  return g_strdup_printf ("%s · %s", length, bytes);
}
