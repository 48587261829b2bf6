/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others are told of a file of ours, whichever way it goes: XEP-0446. */
#define G_LOG_DOMAIN "chat-file"

#include "chat-file-told.h"

#include "base-hex.h"

#define SHA256_BYTES 32

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
  if (digest != NULL && g_bytes_get_size (digest) == SHA256_BYTES)
    xmpp_file_add_hash (file, "sha-256", digest);
  return file;
}
