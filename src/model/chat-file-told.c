/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a file, whichever way it goes: of one of ours, or of what comes: XEP-0446. */
#define G_LOG_DOMAIN "chat-file"

#include "chat-file-told.h"

#include "base-hex.h"

#include <gio/gio.h>

/**
 * chat_file_told_new:
 * @row: the file as it is sent
 *
 * Returns: (transfer full): what is said of it; small pictures are for the caller to add
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
