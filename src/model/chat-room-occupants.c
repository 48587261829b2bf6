/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a room: as a list, by nick, and for whoever begins to write a nick. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-faces.h"
#include "chat-message.h"
#include "chat-occupant-private.h"
#include "chat-occupants-private.h"
#include "chat-room-private.h"
#include "chat-text.h"

#include <string.h>

#define MAX_SPEAKERS    100
#define MAX_COMPLETIONS 100

/* What one of so many does is of interest to the others, and costs a message for each of them. */
#define SMALL_ROOM 20

/* Of so many who have left it is known what they look like. */
#define MAX_DEPARTED 300

static gboolean
may_ask (gpointer            user_data,
         const XmppOccupant *occupant)
{
  ChatRoom *self = user_data;
  g_autofree char *author = occupant != NULL ? chat_occupant_make_author (occupant) : NULL;

  return self->state == CHAT_ROOM_JOINED && !chat_room_is_ignored (self, author);
}

/* (nullable) */
static ChatFaces *
ensure_faces (ChatRoom *self)
{
  if (self->faces == NULL && self->avatars != NULL)
    {
      self->faces = chat_faces_new (self->avatars, self->account_address);
      chat_faces_set_gate (self->faces, may_ask, self);
    }
  return self->faces;
}

void
chat_room_resume_faces (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->faces != NULL && self->state == CHAT_ROOM_JOINED)
    chat_faces_resume (self->faces);
}

ChatOccupants *
chat_room_open_occupants (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return chat_occupants_new (chat_room_get_xmpp_room (self), ensure_faces (self));
}

ChatOccupant *
chat_room_find_occupant (ChatRoom   *self,
                         const char *nick)
{
  XmppRoom *xmpp;
  XmppOccupant *occupant;
  ChatOccupant *found;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (nick != NULL, NULL);

  xmpp = chat_room_get_xmpp_room (self);
  occupant = xmpp != NULL ? xmpp_room_get_occupant (xmpp, nick) : NULL;
  if (occupant == NULL)
    return NULL;

  found = chat_occupant_new (occupant);
  chat_occupant_follow (found, xmpp);
  chat_occupant_set_faces (found, ensure_faces (self));
  return found;
}

/* Who left is remembered, for what he has said; of all of a large room only some. */
void
chat_room_note_departed (ChatRoom                  *self,
                         const XmppOccupantChanges *changes)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->departed == NULL)
    self->departed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) xmpp_occupant_unref);
  for (guint i = changes->removed->len - MIN (changes->removed->len, MAX_DEPARTED);
       i < changes->removed->len; i++)
    {
      XmppOccupant *occupant = ((XmppOccupantChange *) changes->removed->pdata[i])->before;
      char *author = occupant->is_self ? NULL : chat_occupant_make_author (occupant);
      GHashTableIter iter;

      if (author == NULL)
        continue;

      g_hash_table_replace (self->departed, author, xmpp_occupant_ref (occupant));
      g_hash_table_iter_init (&iter, self->departed);
      /* Whichever: nobody scrolls back as far as that. */
      if (g_hash_table_size (self->departed) > MAX_DEPARTED
          && g_hash_table_iter_next (&iter, NULL, NULL))
        g_hash_table_iter_remove (&iter);
    }
}

static ChatOccupant *
new_occupant (ChatRoom     *self,
              XmppOccupant *occupant,
              XmppRoom     *xmpp) /* (nullable): who is not there */
{
  ChatOccupant *found = chat_occupant_new (occupant);

  if (xmpp != NULL)
    chat_occupant_follow (found, xmpp);
  else
    chat_occupant_take_changes (found, NULL);
  chat_occupant_set_faces (found, ensure_faces (self));
  return found;
}

/* (transfer full) (nullable): who has left, or was never seen: then by the real address, which may
 * be that of a contact. */
static XmppOccupant *
find_departed (ChatRoom   *self,
               const char *sender,
               const char *author)
{
  XmppOccupant *known =
    self->departed != NULL ? g_hash_table_lookup (self->departed, author) : NULL;
  g_autoptr(XmppAddress) address = NULL;
  g_autoptr(XmppAddress) real_address = NULL;

  if (known != NULL)
    return xmpp_occupant_ref (known);
  if (!g_str_has_prefix (author, "j:"))
    return NULL;

  address = xmpp_address_parse (sender, NULL);
  real_address = xmpp_address_parse (author + strlen ("j:"), NULL);
  return address != NULL && !xmpp_address_is_bare (address) && real_address != NULL
           ? xmpp_occupant_new (address, real_address) : NULL;
}

ChatOccupant *
chat_room_find_author (ChatRoom   *self,
                       const char *sender,
                       const char *author)
{
  g_autoptr(XmppOccupant) departed = NULL;
  const char *nick;
  XmppRoom *xmpp;
  XmppOccupant *occupant = NULL;
  g_autofree char *now = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (sender != NULL && author != NULL, NULL);

  xmpp = chat_room_get_xmpp_room (self);
  nick = strchr (sender, '/');
  if (xmpp != NULL && g_str_has_prefix (author, "o:"))
    occupant = xmpp_room_get_occupant_by_id (xmpp, author + strlen ("o:"));
  else if (xmpp != NULL && nick != NULL)
    occupant = xmpp_room_get_occupant (xmpp, nick + 1);
  if (occupant != NULL)
    now = chat_occupant_make_author (occupant);
  if (g_strcmp0 (now, author) == 0)
    return new_occupant (self, occupant, xmpp);

  departed = find_departed (self, sender, author);
  return departed != NULL ? new_occupant (self, departed, NULL) : NULL;
}

/* What is told late is of before, and who has spoken since stays in front. */
void
chat_room_note_speaker (ChatRoom   *self,
                        const char *nick,
                        gint64      time_us)
{
  gboolean is_last = time_us == 0 || time_us >= self->speaker_us;
  guint place;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (nick != NULL);

  if (self->speakers == NULL)
    self->speakers = g_ptr_array_new_with_free_func (g_free);
  if (g_ptr_array_find_with_equal_func (self->speakers, nick, g_str_equal, &place))
    {
      if (!is_last)
        return;
      g_ptr_array_remove_index (self->speakers, place);
    }

  g_ptr_array_insert (self->speakers, is_last ? 0 : -1, g_strdup (nick));
  if (is_last)
    self->speaker_us = MAX (self->speaker_us, time_us != 0 ? time_us : g_get_real_time ());
  if (self->speakers->len > MAX_SPEAKERS)
    g_ptr_array_set_size (self->speakers, MAX_SPEAKERS);
}

/* Once: what is said from now on the room tells itself. */
static void
timeline_cb (GListModel *timeline,
             guint       position,
             guint       n_removed,
             guint       n_added,
             ChatRoom   *self)
{
  if (n_added == 0)
    return;

  g_signal_handlers_disconnect_by_func (timeline, timeline_cb, self);
  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (timeline, i - 1);
      const char *slash = strchr (chat_message_get_sender (message), '/');
      gint64 time_us = chat_message_get_time (message);

      /* From the last one on: what was said in the same second was said before it. */
      if (self->speaker_us != 0 && time_us == self->speaker_us)
        time_us--;

      if (slash != NULL && !chat_message_is_outgoing (message)
          && chat_message_get_kind (message) != CHAT_MESSAGE_NOTICE)
        chat_room_note_speaker (self, slash + 1, time_us);
    }
}

void
chat_room_note_speakers (ChatRoom   *self,
                         GListModel *timeline)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  g_signal_connect_object (timeline, "items-changed", G_CALLBACK (timeline_cb), self,
                           G_CONNECT_DEFAULT);
}

/* Somebody whose nick fits, and how well. */
typedef struct {
  XmppOccupant *occupant; /* borrowed */
  char         *folded;
  gboolean      is_within; /* not at its beginning */
  guint         spoke;     /* 0: last */
} Fit;

static void
fit_clear (gpointer data)
{
  g_free (((Fit *) data)->folded);
}

static int
compare_fits (const Fit *a,
              const Fit *b)
{
  int order;

  if (a->is_within != b->is_within)
    return a->is_within ? 1 : -1;
  if (a->spoke != b->spoke)
    return a->spoke < b->spoke ? -1 : 1;

  order = strcmp (a->folded, b->folded);
  return order != 0 ? order : strcmp (a->occupant->nick, b->occupant->nick);
}

/* Takes @fit. There are not more than @max at any time: to sort all of a room that only begins to
 * be searched would be felt. */
static void
add_fit (GArray *fits,
         Fit    *fit,
         guint   max)
{
  guint low = 0;
  guint high = fits->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_fits (fit, &g_array_index (fits, Fit, middle)) < 0)
        high = middle;
      else
        low = middle + 1;
    }

  if (low >= max)
    {
      fit_clear (fit);
      return;
    }
  if (fits->len == max)
    g_array_set_size (fits, max - 1);
  g_array_insert_vals (fits, low, fit, 1);
}

/* Who is there beside ourselves: those whose nick begins with @text before those that hold it, who
 * spoke last first, then by name. Of Fit, which borrow from @occupants. */
static GArray *
find_fits (ChatRoom   *self,
           GPtrArray  *occupants,
           const char *text,
           gboolean    within,
           guint       max)
{
  g_autoptr(GHashTable) spoke = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *folded = chat_text_fold (text);
  GArray *fits = g_array_new (FALSE, FALSE, sizeof (Fit));

  g_array_set_clear_func (fits, fit_clear);
  for (guint i = 0; self->speakers != NULL && i < self->speakers->len; i++)
    g_hash_table_insert (spoke, g_ptr_array_index (self->speakers, i), GUINT_TO_POINTER (i + 1));

  for (guint i = 0; i < occupants->len; i++)
    {
      Fit fit = { .occupant = g_ptr_array_index (occupants, i) };
      const char *at;

      if (fit.occupant->is_self)
        continue;

      fit.folded = chat_text_fold (fit.occupant->nick);
      at = strstr (fit.folded, folded);
      fit.is_within = at != fit.folded;
      /* Who has not spoken is beyond all who have. */
      fit.spoke = GPOINTER_TO_UINT (g_hash_table_lookup (spoke, fit.occupant->nick)) - 1;
      if (at == NULL || (fit.is_within && !within))
        fit_clear (&fit);
      else
        add_fit (fits, &fit, max);
    }

  return fits;
}

GPtrArray *
chat_room_complete_nick (ChatRoom   *self,
                         const char *prefix)
{
  GPtrArray *nicks = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) occupants = NULL;
  g_autoptr(GArray) fits = NULL;
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (self), nicks);
  g_return_val_if_fail (prefix != NULL, nicks);

  xmpp = chat_room_get_xmpp_room (self);
  if (xmpp == NULL)
    return nicks;

  occupants = xmpp_room_get_occupants (xmpp);
  fits = find_fits (self, occupants, prefix, FALSE, MAX_COMPLETIONS);
  for (guint i = 0; i < fits->len; i++)
    g_ptr_array_add (nicks, g_strdup (g_array_index (fits, Fit, i).occupant->nick));
  return nicks;
}

GPtrArray *
chat_room_find_people (ChatRoom   *self,
                       const char *text,
                       guint       max)
{
  GPtrArray *people = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) occupants = NULL;
  g_autoptr(GArray) fits = NULL;
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (self), people);
  g_return_val_if_fail (text != NULL, people);

  xmpp = chat_room_get_xmpp_room (self);
  if (xmpp == NULL || max == 0)
    return people;

  occupants = xmpp_room_get_occupants (xmpp);
  fits = find_fits (self, occupants, text, TRUE, max);
  for (guint i = 0; i < fits->len; i++)
    {
      ChatOccupant *person = chat_occupant_new (g_array_index (fits, Fit, i).occupant);

      chat_occupant_follow (person, xmpp);
      chat_occupant_set_faces (person, ensure_faces (self));
      g_ptr_array_add (people, person);
    }

  return people;
}

gboolean
chat_room_is_small (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->state == CHAT_ROOM_JOINED && self->n_occupants > 1
         && self->n_occupants <= SMALL_ROOM;
}

gboolean
chat_room_shares_reading (ChatRoom *self)
{
  const guint is_private = CHAT_ROOM_MEMBERS_ONLY | CHAT_ROOM_SHOWS_ADDRESSES;

  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return chat_room_is_small (self) && (self->features & is_private) == is_private;
}
