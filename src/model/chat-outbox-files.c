/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages with files in the outbox: they wait until others can get the files, and nothing waits
 * for them. They tell of them as XEP-0447 does, and in words for everybody else (XEP-0066,
 * XEP-0428). */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "archive-row.h"
#include "chat-directs.h"
#include "chat-file-told.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-outbox-private.h"
#include "chat-uploads.h"
#include "xmpp-address.h"
#include "xmpp-message.h"

static void
uploaded_cb (ChatUploads *uploads,
             ChatMessage *message,
             gpointer     row,
             ChatOutbox  *self)
{
  gint64 id = chat_message_get_id (message);
  GList *link = g_hash_table_lookup (self->links, &id);

  if (link == NULL)
    return;

  chat_outbox_take_files (self, link->data, row);
  chat_outbox_schedule (self);
}

void
chat_outbox_set_uploads (ChatOutbox  *self,
                         ChatUploads *uploads)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_UPLOADS (uploads));

  self->uploads = g_object_ref (uploads);
  g_signal_connect_object (uploads, "uploaded", G_CALLBACK (uploaded_cb), self, G_CONNECT_DEFAULT);
}

void
chat_outbox_set_directs (ChatOutbox  *self,
                         ChatDirects *directs)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_DIRECTS (directs));

  self->directs = g_object_ref (directs);
}

static gboolean
is_direct (GPtrArray *files)
{
  return files->len > 0
         && ((ArchiveFile *) g_ptr_array_index (files, 0))->direct != ARCHIVE_DIRECT_NONE;
}

static gboolean
is_there (GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    if (((ArchiveFile *) g_ptr_array_index (files, i))->url == NULL)
      return FALSE;

  return TRUE;
}

void
chat_outbox_take_files (ChatOutbox     *self,
                        ChatOutboxItem *item,
                        gconstpointer   row)
{
  const ArchiveMessage *stored = row;

  g_clear_pointer (&item->files, g_ptr_array_unref);
  item->files = archive_files_copy (stored->files);
  item->is_uploading = !is_there (item->files);
  if (!item->is_uploading)
    return;

  item->is_unsure = FALSE; /* nobody was told of it */
  if (is_direct (item->files) && self->directs != NULL)
    chat_directs_add (self->directs, item->message, xmpp_address_get_bare (item->address));
  else if (self->uploads != NULL)
    chat_uploads_add (self->uploads, item->message, item->kind);
}

void
chat_outbox_let_files_go (ChatOutbox           *self,
                          const ChatOutboxItem *item)
{
  if (item->is_uploading && self->uploads != NULL)
    chat_uploads_remove (self->uploads, item->message);
  if (item->is_uploading && self->directs != NULL)
    chat_directs_remove (self->directs, item->message);
}

static XmppFileShare *
make_share (const ArchiveFile *row)
{
  XmppFile *file = chat_file_told_new (row);
  XmppFileShare *share = xmpp_file_share_new (file);

  xmpp_file_share_add_url (share, row->url);
  /* What can be shown in place is meant to be. */
  if (row->type != NULL && (g_str_has_prefix (row->type, "image/")
                            || g_str_has_prefix (row->type, "video/")
                            || g_str_has_prefix (row->type, "audio/")))
    share->disposition = XMPP_DISPOSITION_INLINE;
  else
    share->disposition = XMPP_DISPOSITION_ATTACHMENT;
  return share;
}

/* Who knows nothing but XEP-0066 wants a body that is the URL and no more: so it is, where nothing
 * is written to the file. */
void
chat_outbox_write_files (const ChatOutboxItem *item,
                         gpointer              message)
{
  XmppMessage *built = message;
  GString *body = g_string_new (item->body);

  built->files = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_file_share_free);
  if (body->len > 0)
    g_string_append_c (body, '\n');
  built->files_text.begin = (guint) g_utf8_strlen (body->str, -1);
  for (guint i = 0; i < item->files->len; i++)
    {
      const ArchiveFile *file = g_ptr_array_index (item->files, i);

      g_ptr_array_add (built->files, make_share (file));
      if (i > 0)
        g_string_append_c (body, '\n');
      g_string_append (body, file->url);
    }
  built->files_text.end = (guint) g_utf8_strlen (body->str, -1);

  built->oob_url = g_strdup (((ArchiveFile *) g_ptr_array_index (item->files, 0))->url);
  g_free (built->body);
  built->body = g_string_free (body, FALSE);
}
