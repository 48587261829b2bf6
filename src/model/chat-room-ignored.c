/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom people do not want to hear in a room: by who it is (XEP-0421, or the real address), since
 * anybody can have a nick. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "archive-room.h"
#include "chat-room-private.h"

gboolean
chat_room_is_ignored (ChatRoom   *self,
                      const char *author)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return author != NULL && self->ignored != NULL && g_hash_table_contains (self->ignored, author);
}

void
chat_room_follow_ignored (ChatRoom   *self,
                          const char *author)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (author != NULL);

  if (self->ignored == NULL)
    self->ignored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->ignored, g_strdup (author));
}

gboolean
chat_room_set_ignored (ChatRoom   *self,
                       const char *author,
                       gboolean    ignored)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);
  g_return_val_if_fail (author != NULL, FALSE);

  if (chat_room_is_ignored (self, author) == (ignored != FALSE))
    return TRUE;

  if (!ignored)
    g_hash_table_remove (self->ignored, author);
  else if (self->ignored != NULL
           && g_hash_table_size (self->ignored) >= ARCHIVE_ROOM_IGNORED_MAX)
    return FALSE; /* no more are kept */
  else
    chat_room_follow_ignored (self, author);

  chat_room_forget_typists (self);
  chat_room_emit_ignore (self, author, ignored);
  return TRUE;
}

static int
compare_authors (gconstpointer a,
                 gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

char **
chat_room_dup_ignored (ChatRoom *self)
{
  g_autoptr(GPtrArray) authors = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer author;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  if (self->ignored != NULL)
    {
      g_hash_table_iter_init (&iter, self->ignored);
      while (g_hash_table_iter_next (&iter, &author, NULL))
        g_ptr_array_add (authors, g_strdup (author));
    }
  g_ptr_array_sort (authors, compare_authors);
  g_ptr_array_add (authors, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&authors), FALSE);
}
