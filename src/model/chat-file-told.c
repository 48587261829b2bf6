/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a file, whichever way it goes: of one of ours, or of what comes: XEP-0446. */
#define G_LOG_DOMAIN "chat-file"

#include "chat-file-told.h"

#include "base-hex.h"
#include "chat-thumbnail.h"

#include <gio/gio.h>

/**
 * chat_file_told_new:
 * @row: the file as it is sent
 *
 * Returns: (transfer full): what is said of it, with the small picture that goes along
 */
XmppFile *
chat_file_told_new (const ArchiveFile *row)
{
  XmppFile *file = xmpp_file_new ();
  g_autoptr(GBytes) digest = base_hex_to_bytes (row->sha256);

  file->name = g_strdup (row->name);
  file->media_type = g_strdup (row->type);
  file->size = row->size_bytes;
  file->width = row->width;
  file->height = row->height;
  file->length_ms = row->length_ms;
  if (digest != NULL)
    xmpp_file_add_hash (file, "sha-256", digest);
  if (row->thumbnail != NULL && chat_thumbnail_is_sent (row->thumbnail))
    {
      g_autofree char *type = chat_thumbnail_dup_type (row->thumbnail);

      xmpp_file_add_thumbnail (file, row->thumbnail, type, 0, 0);
    }
  return file;
}

/* By what it is called, where nothing is said. */
static char *
guess_type (const char *name) /* (nullable) */
{
  gboolean is_uncertain = FALSE;
  g_autofree char *type = name != NULL ? g_content_type_guess (name, NULL, 0, &is_uncertain) : NULL;

  return type != NULL && !g_content_type_is_unknown (type) ? g_content_type_get_mime_type (type)
                                                           : NULL;
}

/**
 * chat_file_told_read:
 * @said: what somebody says of a file that comes
 *
 * Returns: (transfer full): the same, as the archive keeps it; where it is, and small pictures, are
 *   for the caller to add
 */
ArchiveFile *
chat_file_told_read (const XmppFile *said)
{
  GBytes *digest = xmpp_file_get_hash (said, "sha-256");
  ArchiveFile *row = archive_file_new ();

  row->name = g_strdup (said->name);
  row->type = said->media_type != NULL ? g_strdup (said->media_type) : guess_type (said->name);
  row->size_bytes = said->size;
  row->width = said->width;
  row->height = said->height;
  row->length_ms = said->length_ms;
  row->sha256 = digest != NULL ? base_hex_from_bytes (digest) : NULL;
  return row;
}

/**
 * chat_file_told_dup_thumbnail:
 * @said: what somebody says of a file that comes
 *
 * Returns: (transfer full) (nullable): the first small picture that came along; or else the first
 *   hash of one, or one that its sender can be asked for. Those that are elsewhere are fetched by
 *   nobody
 */
char *
chat_file_told_dup_thumbnail (const XmppFile *said)
{
  const char *hash = NULL;
  const char *asked = NULL;

  for (guint i = 0; said->thumbnails != NULL && i < said->thumbnails->len; i++)
    {
      const char *uri = ((XmppFileThumbnail *) g_ptr_array_index (said->thumbnails, i))->uri;
      gboolean is_sent = chat_thumbnail_is_sent (uri);
      g_autoptr(GBytes) picture = is_sent ? chat_thumbnail_parse (uri) : NULL;
      g_autoptr(ChatPicture) colors = NULL;

      if (picture != NULL)
        return g_strdup (uri);
      if (hash == NULL && is_sent && (colors = chat_thumbnail_render (uri, 1, 1)) != NULL)
        hash = uri;
      if (asked == NULL && chat_thumbnail_is_with_sender (uri))
        asked = uri;
    }

  return g_strdup (hash != NULL ? hash : asked);
}
