/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That a message is taken back. */
#define G_LOG_DOMAIN "archive-retraction"

#include "archive-retraction.h"

/**
 * archive_retraction_new:
 * @with: address of the conversation
 * @remote_id: what names the message
 * @author: (nullable): who takes it back
 * @time_us: when it was said
 *
 * Returns: (transfer full): the retraction
 */
ArchiveRetraction *
archive_retraction_new (const char *with,
                        const char *remote_id,
                        const char *author,
                        gint64      time_us)
{
  ArchiveRetraction *self = g_new0 (ArchiveRetraction, 1);

  self->with = g_strdup (with);
  self->remote_id = g_strdup (remote_id);
  self->author = g_strdup (author);
  self->time_us = time_us;
  return self;
}

/**
 * archive_retraction_free:
 * @self: (nullable) (transfer full): a retraction
 */
void
archive_retraction_free (ArchiveRetraction *self)
{
  if (self == NULL)
    return;

  g_free (self->with);
  g_free (self->remote_id);
  g_free (self->author);
  g_free (self->moderator);
  g_free (self->reason);
  g_free (self);
}
