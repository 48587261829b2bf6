/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about a message. */
#define G_LOG_DOMAIN "archive-mark"

#include "archive-mark.h"

/**
 * archive_mark_new:
 * @kind: what is said
 * @with: address of the conversation
 * @remote_id: what names the message
 * @time_us: when it was said
 *
 * Returns: (transfer full): the mark
 */
ArchiveMark *
archive_mark_new (ArchiveMarkKind  kind,
                  const char      *with,
                  const char      *remote_id,
                  gint64           time_us)
{
  ArchiveMark *self = g_new0 (ArchiveMark, 1);

  self->kind = kind;
  self->with = g_strdup (with);
  self->remote_id = g_strdup (remote_id);
  self->time_us = time_us;
  return self;
}

/**
 * archive_mark_free:
 * @self: (nullable) (transfer full): a mark
 */
void
archive_mark_free (ArchiveMark *self)
{
  if (self == NULL)
    return;

  g_free (self->with);
  g_free (self->remote_id);
  g_free (self->error_condition);
  g_free (self->error_text);
  g_free (self);
}
