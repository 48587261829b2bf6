/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of who comes and goes in a room. */
#define G_LOG_DOMAIN "ui-fold-words"

#include "ui-fold-words.h"

#include "base-text.h"
#include "ui-room-words.h"

#include <glib/gi18n.h>

/* How many are named; of one more than that, all are. */
#define MOST_NAMES 3

/* "Ana", "Ana and Luis", "Ana, Luis and Eva", "Ana, Luis, Eva and 5 more"; @names: at least one */
static char *
join_names (GPtrArray *names)
{
  const char *const *all = (const char *const *) names->pdata;
  guint n_more = names->len - MIN (names->len, MOST_NAMES);

  switch (names->len)
    {
    case 1:
      return g_strdup (all[0]);
    case 2:
      /* Translators: two persons, of whom something is said */
      return g_strdup_printf (_("%1$s and %2$s"), all[0], all[1]);
    case 3:
      /* Translators: three persons, of whom something is said */
      return g_strdup_printf (_("%1$s, %2$s and %3$s"), all[0], all[1], all[2]);
    default:
      /* Translators: three persons and so many others, of whom something is said */
      return g_strdup_printf (ngettext ("%1$s, %2$s, %3$s and %4$u more",
                                        "%1$s, %2$s, %3$s and %4$u more", n_more),
                              all[0], all[1], all[2], n_more);
    }
}

static char *
tell_affiliation (ChatAffiliation  affiliation,
                  const char      *who,
                  guint            n)
{
  switch (affiliation)
    {
    case CHAT_AFFILIATION_OWNER:
      return g_strdup_printf (ngettext ("%s is an owner now", "%s are owners now", n), who);
    case CHAT_AFFILIATION_ADMIN:
      return g_strdup_printf (ngettext ("%s is an administrator now",
                                        "%s are administrators now", n), who);
    case CHAT_AFFILIATION_MEMBER:
      return g_strdup_printf (ngettext ("%s is a member now", "%s are members now", n), who);
    case CHAT_AFFILIATION_NONE:
    case CHAT_AFFILIATION_OUTCAST:
    default:
      return g_strdup_printf (ngettext ("%s is no longer a member",
                                        "%s are no longer members", n), who);
    }
}

static char *
tell_role (ChatRole    role,
           const char *who,
           guint       n)
{
  switch (role)
    {
    case CHAT_ROLE_MODERATOR:
      return g_strdup_printf (ngettext ("%s is a moderator now", "%s are moderators now", n), who);
    case CHAT_ROLE_PARTICIPANT:
      return g_strdup_printf (ngettext ("%s may speak now", "%s may speak now", n), who);
    case CHAT_ROLE_VISITOR:
    case CHAT_ROLE_NONE:
    default:
      return g_strdup_printf (ngettext ("%s may only read now", "%s may only read now", n), who);
    }
}

/* @who: one or more, who are @n; all of them as @note says */
static char *
tell (const ChatNote *note,
      const char     *who,
      guint           n)
{
  g_autofree char *name = NULL;

  switch (note->kind)
    {
    case CHAT_NOTE_CAME:
      /* Translators: one or more persons, into a room */
      return g_strdup_printf (ngettext ("%s came in", "%s came in", n), who);
    case CHAT_NOTE_LEFT:
      return g_strdup_printf (ngettext ("%s left", "%s left", n), who);
    case CHAT_NOTE_KICKED:
      return g_strdup_printf (ngettext ("%s was removed from the room",
                                        "%s were removed from the room", n), who);
    case CHAT_NOTE_BANNED:
      return g_strdup_printf (ngettext ("%s was banned", "%s were banned", n), who);
    case CHAT_NOTE_VISITED:
      return g_strdup_printf (ngettext ("%s came in and left", "%s came in and left", n), who);
    case CHAT_NOTE_RETURNED:
      return g_strdup_printf (ngettext ("%s left and came back", "%s left and came back", n), who);
    case CHAT_NOTE_RENAMED:
      name = ui_room_words_name (note->new_nick);
      /* Translators: what somebody in a room was called, and is called now */
      return g_strdup_printf (_("%1$s is called %2$s now"), who, name);
    case CHAT_NOTE_AFFILIATION:
      return tell_affiliation (note->affiliation, who, n);
    case CHAT_NOTE_ROLE:
    default:
      return tell_role (note->role, who, n);
    }
}

/* What is said of one can be said of another in the same breath. */
static gboolean
is_alike (const ChatNote *note,
          const ChatNote *other)
{
  return note->kind == other->kind && note->kind != CHAT_NOTE_RENAMED
         && note->role == other->role && note->affiliation == other->affiliation;
}

/* From there on what is alike, which is taken out of @sum. */
static char *
tell_first (GPtrArray *sum)
{
  g_autoptr(ChatNote) first = g_ptr_array_steal_index (sum, 0);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *who = NULL;

  g_ptr_array_add (names, ui_room_words_name (first->nick));
  for (guint i = 0; i < sum->len; i++)
    {
      const ChatNote *note = g_ptr_array_index (sum, i);

      if (!is_alike (first, note))
        continue;
      g_ptr_array_add (names, ui_room_words_name (note->nick));
      g_ptr_array_remove_index (sum, i--);
    }

  who = join_names (names);
  return tell (first, who, names->len);
}

static char *
tell_dropped (guint n_dropped)
{
  return g_strdup_printf (ngettext ("%u more before", "%u more before", n_dropped), n_dropped);
}

char *
ui_fold_words_sum (const ChatFold *fold)
{
  g_autoptr(GPtrArray) sum = chat_note_sum_up (fold->notes);
  g_autoptr(GPtrArray) clauses = g_ptr_array_new_with_free_func (g_free);

  while (sum->len > 0)
    g_ptr_array_add (clauses, tell_first (sum));
  if (fold->n_dropped > 0)
    g_ptr_array_add (clauses, tell_dropped (fold->n_dropped));

  g_ptr_array_add (clauses, NULL);
  /* Translators: stands between "Ana came in" and "Eva left" */
  return g_strjoinv (_("; "), (char **) clauses->pdata);
}

static char *
tell_event (const ChatNote *note)
{
  g_autofree char *who = ui_room_words_name (note->nick);
  g_autofree char *actor = note->actor != NULL ? ui_room_words_name (note->actor) : NULL;
  g_autofree char *reason = note->reason != NULL
                              ? base_text_clean (note->reason,
                                                 BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI) : NULL;
  g_autofree char *said = NULL;

  if (actor != NULL && note->kind == CHAT_NOTE_KICKED)
    /* Translators: one person in a room, by another one */
    said = g_strdup_printf (_("%1$s was removed by %2$s"), who, actor);
  else if (actor != NULL && note->kind == CHAT_NOTE_BANNED)
    /* Translators: one person in a room, by another one */
    said = g_strdup_printf (_("%1$s was banned by %2$s"), who, actor);
  else
    said = tell (note, who, 1);

  return reason != NULL && *reason != '\0' ? g_strdup_printf ("%s: %s", said, reason)
                                           : g_steal_pointer (&said);
}

char *
ui_fold_words_events (const ChatFold *fold,
                      UiClock        *clock,
                      gint64          since_us)
{
  g_autoptr(GString) all = g_string_new (NULL);
  gint64 day_us = since_us;

  if (fold->n_dropped > 0)
    {
      g_autofree char *dropped = tell_dropped (fold->n_dropped);

      g_string_append (all, dropped);
    }

  for (guint i = 0; i < fold->notes->len; i++)
    {
      const ChatNote *note = g_ptr_array_index (fold->notes, i);
      g_autofree char *time = ui_clock_format_time (clock, note->time_us);
      g_autofree char *said = tell_event (note);

      if (all->len > 0)
        g_string_append_c (all, '\n');
      if (!ui_clock_is_same_day (clock, day_us, note->time_us))
        {
          g_autofree char *day = ui_clock_format_day (clock, note->time_us);

          g_string_append_printf (all, "%s\n", day);
        }
      day_us = note->time_us;
      g_string_append_printf (all, "%s  %s", time, said);
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}
