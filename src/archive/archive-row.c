/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the archive as plain structs. */
#define G_LOG_DOMAIN "archive-row"

#include "archive-row.h"

/**
 * archive_message_new:
 *
 * Returns: (transfer full): an incoming message without anything in it
 */
ArchiveMessage *
archive_message_new (void)
{
  return g_new0 (ArchiveMessage, 1);
}

/**
 * archive_message_copy:
 * @self: a message
 *
 * Returns: (transfer full): a copy with strings of its own
 */
ArchiveMessage *
archive_message_copy (const ArchiveMessage *self)
{
  ArchiveMessage *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ArchiveMessage, 1);
  *copy = *self;
  copy->with = g_strdup (self->with);
  copy->sender = g_strdup (self->sender);
  copy->resource = g_strdup (self->resource);
  copy->ids.message = g_strdup (self->ids.message);
  copy->ids.origin = g_strdup (self->ids.origin);
  copy->ids.stanza = g_strdup (self->ids.stanza);
  copy->ids.occupant = g_strdup (self->ids.occupant);
  copy->ids.author = g_strdup (self->ids.author);
  copy->body = g_strdup (self->body);
  copy->thread = g_strdup (self->thread);
  copy->oob_url = g_strdup (self->oob_url);
  copy->link = g_strdup (self->link);
  copy->files = archive_files_copy (self->files);
  copy->reply_id = g_strdup (self->reply_id);
  copy->reply_to = g_strdup (self->reply_to);
  copy->replace_id = g_strdup (self->replace_id);
  copy->error_condition = g_strdup (self->error_condition);
  copy->error_text = g_strdup (self->error_text);
  copy->moderator = g_strdup (self->moderator);
  copy->removal = g_strdup (self->removal);
  copy->correction.failed_body = g_strdup (self->correction.failed_body);
  copy->correction.error_condition = g_strdup (self->correction.error_condition);
  copy->correction.error_text = g_strdup (self->correction.error_text);
  copy->correction.first_body = g_strdup (self->correction.first_body);
  copy->correction.first_link = g_strdup (self->correction.first_link);
  return copy;
}

/**
 * archive_message_free:
 * @self: (nullable) (transfer full): a message
 */
void
archive_message_free (ArchiveMessage *self)
{
  if (self == NULL)
    return;

  g_free (self->with);
  g_free (self->sender);
  g_free (self->resource);
  g_free (self->ids.message);
  g_free (self->ids.origin);
  g_free (self->ids.stanza);
  g_free (self->ids.occupant);
  g_free (self->ids.author);
  g_free (self->body);
  g_free (self->thread);
  g_free (self->oob_url);
  g_free (self->link);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->reply_id);
  g_free (self->reply_to);
  g_free (self->replace_id);
  g_free (self->error_condition);
  g_free (self->error_text);
  g_free (self->moderator);
  g_free (self->removal);
  g_free (self->correction.failed_body);
  g_free (self->correction.error_condition);
  g_free (self->correction.error_text);
  g_free (self->correction.first_body);
  g_free (self->correction.first_link);
  g_free (self);
}

/**
 * archive_conversation_free:
 * @self: (nullable) (transfer full): a conversation
 */
void
archive_conversation_free (ArchiveConversation *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->draft);
  archive_message_free (self->last);
  g_free (self);
}
