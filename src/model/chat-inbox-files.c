/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come with messages: as XEP-0447 tells of them, or as most programs do, which send
 * nothing but where one is (XEP-0066). */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox-files.h"

#include "archive-row.h"
#include "chat-file-told.h"
#include "xmpp-message.h"

static void
add_file (GPtrArray           *files,
          const XmppFileShare *share)
{
  ArchiveFile *file;

  if (xmpp_file_share_get_url (share) == NULL || files->len == ARCHIVE_FILES_MAX)
    return; /* it comes some other way, which is not known here */

  file = chat_file_told_read (share->file);
  file->url = g_strdup (xmpp_file_share_get_url (share));
  file->thumbnail = chat_file_told_dup_thumbnail (share->file);
  g_ptr_array_add (files, file);
}

/* Where the whole text is where a file is: not where that is a whole site. */
static XmppFileShare *
read_link (const XmppMessage *message)
{
  const char *body = message->body != NULL ? message->body : "";
  g_autoptr(XmppFileShare) link = NULL;

  if (message->oob_url == NULL
      || (body[0] != '\0' && g_strcmp0 (body, message->oob_url) != 0))
    return NULL;

  link = xmpp_file_share_new_for_url (message->oob_url);
  return link != NULL && link->file->name != NULL ? g_steal_pointer (&link) : NULL;
}

/* What is said beside it: neither what is there for other programs, nor where the file is. */
static char *
dup_caption (const XmppMessage *message,
             GPtrArray         *files)
{
  g_autofree char *text =
    xmpp_fallback_strip (&message->files_text, message->body != NULL ? message->body : "");

  g_strstrip (text);
  for (guint i = 0; i < files->len; i++)
    if (g_strcmp0 (text, ((ArchiveFile *) g_ptr_array_index (files, i))->url) == 0)
      return g_strdup ("");

  return g_steal_pointer (&text);
}

void
chat_inbox_files_fill (gpointer      filled,
                       gconstpointer reading)
{
  const XmppMessage *message = reading;
  ArchiveMessage *row = filled;
  g_autoptr(GPtrArray) files = archive_files_new ();
  g_autoptr(XmppFileShare) link = NULL;

  if (row->kind != ARCHIVE_MESSAGE_TEXT || message->replace_id != NULL
      || (message->subject != NULL && message->subject[0] != '\0'))
    return;

  for (guint i = 0; message->files != NULL && i < message->files->len; i++)
    add_file (files, g_ptr_array_index (message->files, i));
  if (message->files == NULL && (link = read_link (message)) != NULL)
    add_file (files, link);
  if (files->len == 0)
    return;

  row->kind = ARCHIVE_MESSAGE_FILE;
  row->files = g_steal_pointer (&files);
  g_free (row->body);
  row->body = dup_caption (message, row->files);
}
