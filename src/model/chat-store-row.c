/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row of the archive comes to when it is shown. */
#define G_LOG_DOMAIN "chat-store"

#include "chat-store-row.h"

#include "chat-error.h"
#include "chat-file.h"
#include "chat-file-private.h"

#include <string.h>

/* What "/me waves" begins with: XEP-0245. */
#define ACTION_PREFIX "/me "

static const ChatMessageState states[] = {
  [ARCHIVE_STATE_RECEIVED] = CHAT_MESSAGE_RECEIVED,
  [ARCHIVE_STATE_QUEUED] = CHAT_MESSAGE_QUEUED,
  [ARCHIVE_STATE_SENT] = CHAT_MESSAGE_SENT,
  [ARCHIVE_STATE_DELIVERED] = CHAT_MESSAGE_DELIVERED,
  [ARCHIVE_STATE_DISPLAYED] = CHAT_MESSAGE_DISPLAYED,
  [ARCHIVE_STATE_FAILED] = CHAT_MESSAGE_FAILED,
};

ChatMessageState
chat_store_row_state (ArchiveState state)
{
  return states[state];
}

static ChatMessageKind
get_kind (const ArchiveMessage *row,
          const char          **body)
{
  *body = row->body != NULL ? row->body : "";

  if ((row->flags & ARCHIVE_FLAG_RETRACTED) != 0)
    {
      *body = "";
      return CHAT_MESSAGE_RETRACTED;
    }

  switch (row->kind)
    {
    case ARCHIVE_MESSAGE_UNDECRYPTED:
      return CHAT_MESSAGE_UNREADABLE;
    case ARCHIVE_MESSAGE_SUBJECT:
    case ARCHIVE_MESSAGE_CALL:
    case ARCHIVE_MESSAGE_INVITATION:
    case ARCHIVE_MESSAGE_NOTICE:
      return CHAT_MESSAGE_NOTICE;
    case ARCHIVE_MESSAGE_FILE:
      if (row->files != NULL)
        return CHAT_MESSAGE_FILE;
      break;
    case ARCHIVE_MESSAGE_TEXT:
    default:
      break;
    }

  if (g_str_has_prefix (*body, ACTION_PREFIX))
    {
      *body += strlen (ACTION_PREFIX);
      return CHAT_MESSAGE_ACTION;
    }

  /* Only a link that is the whole message: beside a text it is the text that counts. */
  if (row->oob_url != NULL && (**body == '\0' || g_str_equal (*body, row->oob_url)))
    return CHAT_MESSAGE_LINK;

  return CHAT_MESSAGE_TEXT;
}

static ChatConversationKind
get_conversation_kind (const ArchiveMessage *row)
{
  static const ChatConversationKind kinds[] = {
    [ARCHIVE_CONVERSATION_CHAT] = CHAT_CONVERSATION_CHAT,
    [ARCHIVE_CONVERSATION_ROOM] = CHAT_CONVERSATION_ROOM,
    [ARCHIVE_CONVERSATION_PRIVATE] = CHAT_CONVERSATION_PRIVATE,
  };

  return kinds[row->with_kind];
}

char *
chat_store_row_get_text (const ArchiveMessage *row,
                         ChatMessageText      *text)
{
  const ArchiveCorrection *correction = &row->correction;
  char *reason = NULL;

  *text = (ChatMessageText) { 0 };
  text->kind = get_kind (row, &text->body);
  if (text->kind == CHAT_MESSAGE_LINK)
    text->url = row->oob_url;
  if (text->kind == CHAT_MESSAGE_TEXT || text->kind == CHAT_MESSAGE_ACTION
      || text->kind == CHAT_MESSAGE_LINK)
    text->link = row->link;
  text->is_moderated = text->kind == CHAT_MESSAGE_RETRACTED
                       && (row->flags & ARCHIVE_FLAG_MODERATED) != 0;
  if (text->is_moderated)
    {
      text->moderator = row->moderator;
      text->removal = row->removal;
    }
  text->is_mention = (row->flags & ARCHIVE_FLAG_MENTION) != 0;
  text->is_edited = (row->flags & ARCHIVE_FLAG_EDITED) != 0;
  text->text_state = states[correction->state];
  if (correction->failed_id != 0)
    {
      text->unsent_id = correction->failed_id;
      text->unsent_body = correction->failed_body;
      text->unsent_reason = reason =
        chat_error_delivery_text (get_conversation_kind (row), correction->error_condition,
                                  correction->error_text);
    }
  return reason;
}

char *
chat_store_row_failure (const ArchiveMessage *row)
{
  return chat_error_delivery_text (get_conversation_kind (row), row->error_condition,
                                   row->error_text);
}

GListModel *
chat_store_row_dup_files (const ArchiveMessage *row)
{
  GListStore *files;

  if (row->files == NULL || row->kind != ARCHIVE_MESSAGE_FILE
      || (row->flags & ARCHIVE_FLAG_RETRACTED) != 0)
    return NULL;

  files = g_list_store_new (CHAT_TYPE_FILE);
  for (guint i = 0; i < row->files->len; i++)
    {
      g_autoptr(ChatFile) file = chat_file_new (g_ptr_array_index (row->files, i));

      g_list_store_append (files, file);
    }

  return G_LIST_MODEL (files);
}
