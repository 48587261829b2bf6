/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the archive answers. */
#define G_LOG_DOMAIN "archive-outcome"

#include "archive-outcome.h"

/**
 * archive_page_free:
 * @self: (nullable) (transfer full): a page
 */
void
archive_page_free (ArchivePage *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->messages);
  g_free (self);
}
