/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to people in a room, and what is left of it in the end. */
#define G_LOG_DOMAIN "chat-notes"

#include "chat-note.h"

#include <string.h>

void
chat_note_free (ChatNote *self)
{
  g_free (self->nick);
  g_free (self->new_nick);
  g_free (self->actor);
  g_free (self->reason);
  g_free (self->author);
  g_free (self);
}

/* Somebody, from the first note to the last; strings are the notes'. */
typedef struct {
  guint64         serial;
  const char     *author; /* (nullable) */
  const char     *first_nick;
  const char     *nick;
  gboolean        was_there;
  gboolean        is_there;
  gboolean        has_left;
  const ChatNote *removal;     /* (nullable): the last one */
  const ChatNote *role;        /* (nullable): likewise */
  const ChatNote *affiliation; /* (nullable): likewise */
} Person;

static gboolean
has_gone_as (const Person   *person,
             const ChatNote *note)
{
  if (person->is_there)
    return FALSE;

  /* Where nobody knows who anybody is, the nick is all there is to tell. */
  return person->author != NULL || note->author != NULL
         ? g_strcmp0 (person->author, note->author) == 0
         : strcmp (person->nick, note->nick) == 0;
}

static Person *
find (GPtrArray      *people,
      const ChatNote *note)
{
  for (guint i = people->len; i > 0; i--)
    {
      Person *person = g_ptr_array_index (people, i - 1);

      if (note->kind == CHAT_NOTE_CAME ? has_gone_as (person, note)
                                       : person->serial == note->serial)
        return person;
    }

  return NULL;
}

static Person *
ensure (GPtrArray      *people,
        const ChatNote *note)
{
  Person *person = find (people, note);

  if (person == NULL)
    {
      person = g_new0 (Person, 1);
      person->first_nick = note->nick;
      person->nick = note->nick;
      person->was_there = note->kind != CHAT_NOTE_CAME;
      person->is_there = person->was_there;
      g_ptr_array_add (people, person);
    }
  person->serial = note->serial;
  person->author = note->author;
  return person;
}

static void
take (Person         *person,
      const ChatNote *note)
{
  switch (note->kind)
    {
    case CHAT_NOTE_CAME:
      person->is_there = TRUE;
      person->nick = note->nick;
      /* With what somebody comes in is no change. */
      person->role = NULL;
      person->affiliation = NULL;
      break;
    case CHAT_NOTE_LEFT:
    case CHAT_NOTE_KICKED:
    case CHAT_NOTE_BANNED:
      person->is_there = FALSE;
      person->has_left = TRUE;
      person->removal = note;
      break;
    case CHAT_NOTE_RENAMED:
      person->nick = note->new_nick;
      break;
    case CHAT_NOTE_ROLE:
      person->role = note;
      break;
    case CHAT_NOTE_AFFILIATION:
      person->affiliation = note;
      break;
    case CHAT_NOTE_VISITED:
    case CHAT_NOTE_RETURNED:
    default:
      break;
    }
}

static ChatNote *
add (GPtrArray    *sum,
     ChatNoteKind  kind,
     const char   *nick)
{
  ChatNote *note = g_new0 (ChatNote, 1);

  note->kind = kind;
  note->nick = g_strdup (nick);
  g_ptr_array_add (sum, note);
  return note;
}

static void
add_removal (GPtrArray    *sum,
             const Person *person)
{
  ChatNoteKind kind = person->removal->kind;
  ChatNote *note;

  if (kind == CHAT_NOTE_LEFT && !person->was_there)
    kind = CHAT_NOTE_VISITED;
  note = add (sum, kind, person->nick);
  note->actor = g_strdup (person->removal->actor);
}

static void
add_person (GPtrArray    *sum,
            const Person *person)
{
  if (!person->is_there)
    {
      add_removal (sum, person);
      return;
    }

  if (!person->was_there)
    add (sum, CHAT_NOTE_CAME, person->nick);
  else if (person->has_left)
    add (sum, CHAT_NOTE_RETURNED, person->nick);
  if (person->was_there && strcmp (person->first_nick, person->nick) != 0)
    add (sum, CHAT_NOTE_RENAMED, person->first_nick)->new_nick = g_strdup (person->nick);

  /* Who is given an affiliation gets the role that goes with it. */
  if (person->affiliation != NULL)
    add (sum, CHAT_NOTE_AFFILIATION, person->nick)->affiliation = person->affiliation->affiliation;
  else if (person->role != NULL)
    add (sum, CHAT_NOTE_ROLE, person->nick)->role = person->role->role;
}

GPtrArray *
chat_note_sum_up (const GPtrArray *notes)
{
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  GPtrArray *sum = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);

  g_return_val_if_fail (notes != NULL, sum);

  for (guint i = 0; i < notes->len; i++)
    {
      const ChatNote *note = g_ptr_array_index (notes, i);

      take (ensure (people, note), note);
    }

  for (guint i = 0; i < people->len; i++)
    add_person (all, g_ptr_array_index (people, i));
  for (ChatNoteKind kind = CHAT_NOTE_CAME; kind <= CHAT_NOTE_RETURNED; kind++)
    for (guint i = 0; i < all->len; i++)
      if (((const ChatNote *) g_ptr_array_index (all, i))->kind == kind)
        g_ptr_array_add (sum, g_ptr_array_index (all, i));

  return sum;
}
