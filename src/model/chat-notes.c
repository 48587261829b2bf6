/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in a room between its messages. */
#define G_LOG_DOMAIN "chat-notes"

#include "chat-notes.h"

typedef struct {
  gint64   message_id;
  ChatFold fold;
} Stretch;

struct _ChatNotes
{
  GObject    parent_instance;

  GPtrArray *stretches; /* owned Stretch, the oldest first */
};

G_DEFINE_FINAL_TYPE (ChatNotes, chat_notes, G_TYPE_OBJECT)

static guint changed_signal;

static void
stretch_free (gpointer data)
{
  Stretch *stretch = data;

  g_ptr_array_unref (stretch->fold.notes);
  g_free (stretch);
}

static void
chat_notes_finalize (GObject *object)
{
  g_ptr_array_unref (CHAT_NOTES (object)->stretches);

  G_OBJECT_CLASS (chat_notes_parent_class)->finalize (object);
}

static void
chat_notes_class_init (ChatNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_notes_finalize;

  changed_signal = g_signal_new ("changed", CHAT_TYPE_NOTES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
chat_notes_init (ChatNotes *self)
{
  self->stretches = g_ptr_array_new_with_free_func (stretch_free);
}

ChatNotes *
chat_notes_new (void)
{
  return g_object_new (CHAT_TYPE_NOTES, NULL);
}

static Stretch *
find (ChatNotes *self,
      gint64     message_id)
{
  for (guint i = self->stretches->len; i > 0; i--)
    {
      Stretch *stretch = g_ptr_array_index (self->stretches, i - 1);

      if (stretch->message_id == message_id)
        return stretch;
    }

  return NULL;
}

static Stretch *
ensure (ChatNotes *self,
        gint64     message_id)
{
  Stretch *stretch = find (self, message_id);

  if (stretch != NULL)
    return stretch;

  if (self->stretches->len >= CHAT_NOTES_MAX)
    {
      gint64 oldest = ((const Stretch *) g_ptr_array_index (self->stretches, 0))->message_id;

      g_ptr_array_remove_index (self->stretches, 0);
      g_signal_emit (self, changed_signal, 0, oldest);
    }
  stretch = g_new0 (Stretch, 1);
  stretch->message_id = message_id;
  stretch->fold.notes = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);
  g_ptr_array_add (self->stretches, stretch);
  return stretch;
}

const ChatFold *
chat_notes_find (ChatNotes *self,
                 gint64     message_id)
{
  const Stretch *stretch;

  g_return_val_if_fail (CHAT_IS_NOTES (self), NULL);

  stretch = find (self, message_id);
  return stretch != NULL ? &stretch->fold : NULL;
}

void
chat_notes_take (ChatNotes *self,
                 gint64     message_id,
                 GPtrArray *notes)
{
  ChatFold *fold;

  g_return_if_fail (CHAT_IS_NOTES (self));

  if (notes->len == 0)
    return;

  fold = &ensure (self, message_id)->fold;
  g_ptr_array_extend_and_steal (fold->notes, g_ptr_array_ref (notes));
  if (fold->notes->len > CHAT_FOLD_MAX)
    {
      guint n_most = fold->notes->len - CHAT_FOLD_MAX;

      fold->n_dropped += n_most;
      g_ptr_array_remove_range (fold->notes, 0, n_most);
    }
  g_signal_emit (self, changed_signal, 0, message_id);
}

/* A message is stored before it is shown, and who has said it may be gone by then; and what was
 * missed comes later than it was said. */
void
chat_notes_follow (ChatNotes *self,
                   gint64     message_id,
                   gint64     time_us)
{
  g_autoptr(GPtrArray) later = NULL;
  Stretch *latest;
  gint64 before;
  guint n_before;

  g_return_if_fail (CHAT_IS_NOTES (self));

  if (self->stretches->len == 0)
    return;

  latest = g_ptr_array_index (self->stretches, self->stretches->len - 1);
  before = latest->message_id;
  n_before = latest->fold.notes->len;
  while (n_before > 0
         && ((const ChatNote *) g_ptr_array_index (latest->fold.notes, n_before - 1))->time_us
              > time_us)
    n_before--;
  if (before == message_id || n_before == latest->fold.notes->len)
    return;

  later = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);
  while (latest->fold.notes->len > n_before)
    g_ptr_array_add (later, g_ptr_array_steal_index (latest->fold.notes, n_before));
  if (n_before == 0)
    g_ptr_array_remove_index (self->stretches, self->stretches->len - 1);
  g_signal_emit (self, changed_signal, 0, before);
  chat_notes_take (self, message_id, later);
}

void
chat_notes_clear (ChatNotes *self)
{
  g_autoptr(GPtrArray) stretches = NULL;

  g_return_if_fail (CHAT_IS_NOTES (self));

  stretches = g_steal_pointer (&self->stretches);
  self->stretches = g_ptr_array_new_with_free_func (stretch_free);
  for (guint i = 0; i < stretches->len; i++)
    g_signal_emit (self, changed_signal, 0,
                   ((const Stretch *) g_ptr_array_index (stretches, i))->message_id);
}
