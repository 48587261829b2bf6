/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completes the names of people in a room. */
#define G_LOG_DOMAIN "ui-nick-completion"

#include "ui-nick-completion.h"

struct _UiNickCompletion
{
  GPtrArray *found; /* (nullable) owned strings */
  guint      at;    /* which of them stands there now */
  int        start; /* where, in characters */
  gboolean   is_mention; /* with "@", as the list of those who can be mentioned writes it */
  char      *put;   /* (nullable): what was put there */
};

UiNickCompletion *
ui_nick_completion_new (void)
{
  return g_new0 (UiNickCompletion, 1);
}

void
ui_nick_completion_free (UiNickCompletion *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self->put);
  g_free (self);
}

/* Whether what was put there last still stands before the cursor. */
static gboolean
goes_on (UiNickCompletion *self,
         GtkTextBuffer    *buffer,
         GtkTextIter      *start,
         GtkTextIter      *cursor)
{
  g_autofree char *text = NULL;

  if (self->put == NULL || self->start > gtk_text_iter_get_offset (cursor))
    return FALSE;

  gtk_text_buffer_get_iter_at_offset (buffer, start, self->start);
  text = gtk_text_buffer_get_text (buffer, start, cursor, FALSE);
  return g_str_equal (text, self->put);
}

static void
find_word (GtkTextIter *start)
{
  while (gtk_text_iter_backward_char (start))
    if (g_unichar_isspace (gtk_text_iter_get_char (start)))
      {
        gtk_text_iter_forward_char (start);
        return;
      }
}

static gboolean
look_up (UiNickCompletion *self,
         GtkTextBuffer    *buffer,
         ChatRoom         *room,
         GtkTextIter      *start,
         GtkTextIter      *cursor)
{
  g_autofree char *word = NULL;

  *start = *cursor;
  find_word (start);
  word = gtk_text_buffer_get_text (buffer, start, cursor, FALSE);
  if (word[0] == '\0' || g_str_equal (word, "@"))
    return FALSE;

  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = chat_room_complete_nick (room, word[0] == '@' ? word + 1 : word);
  self->at = 0;
  self->is_mention = word[0] == '@';
  self->start = gtk_text_iter_get_offset (start);
  return self->found != NULL && self->found->len > 0;
}

gboolean
ui_nick_completion_step (UiNickCompletion *self,
                         GtkTextBuffer    *buffer,
                         ChatRoom         *room)
{
  GtkTextIter start;
  GtkTextIter cursor;

  g_return_val_if_fail (self != NULL, FALSE);

  if (gtk_text_buffer_get_has_selection (buffer))
    return FALSE;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (goes_on (self, buffer, &start, &cursor))
    self->at = (self->at + 1) % self->found->len;
  else if (!look_up (self, buffer, room, &start, &cursor))
    {
      g_clear_pointer (&self->put, g_free);
      return FALSE;
    }

  g_free (self->put);
  self->put = self->is_mention
              ? g_strconcat ("@", self->found->pdata[self->at], " ", NULL)
              : g_strconcat (self->found->pdata[self->at], self->start == 0 ? ": " : " ", NULL);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &cursor);
  gtk_text_buffer_insert (buffer, &start, self->put, -1);
  gtk_text_buffer_end_user_action (buffer);
  return TRUE;
}
