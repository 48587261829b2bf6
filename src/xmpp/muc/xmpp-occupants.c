/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-occupants.c: who is in a room: XEP-0045 1.35.5, 7.2.2. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-occupants.h"

#define MAX_REMOVED 40000 /* that nobody has asked for yet */

/* Somebody in the room. Those with the same occupant-id form a chain. */
typedef struct _Entry Entry;
struct _Entry
{
  XmppOccupant *occupant;
  XmppOccupant *told;       /* (nullable): what was told last, while it has changed since */
  Entry        *next_same;  /* (nullable) borrowed */
  Entry        *last_same;  /* (nullable) borrowed: the one before */
  guint         generation; /* of when the room told it */
  gboolean      is_new;     /* nobody was told yet */
  guint         touched;    /* 1 more than its place among those that were touched; 0: none */
};

struct _XmppOccupants
{
  GHashTable *by_nick;    /* borrowed nick, of the occupant, to owned Entry */
  GHashTable *by_id;      /* borrowed occupant_id, of the first one, to borrowed Entry */
  GPtrArray  *touched;    /* (nullable elements) borrowed Entry */
  GPtrArray  *removed;    /* owned XmppOccupantChange */
  guint64     last_serial;
  guint       generation;
  gboolean    is_trusted;
  gboolean    is_cut;
};

static void
change_free (gpointer data)
{
  XmppOccupantChange *change = data;

  g_clear_pointer (&change->before, xmpp_occupant_unref);
  g_clear_pointer (&change->after, xmpp_occupant_unref);
  g_free (change->reason);
  g_free (change->actor_nick);
  g_free (change->farewell);
  g_free (change);
}

/**
 * xmpp_occupant_changes_free:
 * @self: (nullable): changes
 *
 * Frees @self.
 */
void
xmpp_occupant_changes_free (XmppOccupantChanges *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->removed);
  g_ptr_array_unref (self->changed);
  g_ptr_array_unref (self->added);
  g_free (self);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  xmpp_occupant_unref (entry->occupant);
  g_clear_pointer (&entry->told, xmpp_occupant_unref);
  g_free (entry);
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func (change_free);
}

/**
 * xmpp_occupants_new:
 *
 * Returns: (transfer full): the occupants of an empty room
 */
XmppOccupants *
xmpp_occupants_new (void)
{
  XmppOccupants *self = g_new0 (XmppOccupants, 1);

  self->by_nick = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->touched = g_ptr_array_new ();
  self->removed = new_changes ();
  return self;
}

/**
 * xmpp_occupants_free:
 * @self: (nullable): occupants
 *
 * Frees @self.
 */
void
xmpp_occupants_free (XmppOccupants *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->touched);
  g_ptr_array_unref (self->removed);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_nick);
  g_free (self);
}

static void
link_id (XmppOccupants *self,
         Entry         *entry)
{
  if (entry->occupant->occupant_id == NULL)
    return;

  entry->next_same = g_hash_table_lookup (self->by_id, entry->occupant->occupant_id);
  if (entry->next_same != NULL)
    entry->next_same->last_same = entry;
  g_hash_table_replace (self->by_id, entry->occupant->occupant_id, entry);
}

static void
unlink_id (XmppOccupants *self,
           Entry         *entry)
{
  if (entry->occupant->occupant_id == NULL)
    return;

  if (entry->next_same != NULL)
    entry->next_same->last_same = entry->last_same;
  if (entry->last_same != NULL)
    entry->last_same->next_same = entry->next_same;
  else if (entry->next_same != NULL)
    g_hash_table_replace (self->by_id, entry->next_same->occupant->occupant_id, entry->next_same);
  else
    g_hash_table_remove (self->by_id, entry->occupant->occupant_id);

  entry->next_same = NULL;
  entry->last_same = NULL;
}

static void
touch (XmppOccupants *self,
       Entry         *entry)
{
  if (entry->touched != 0)
    return;

  if (!entry->is_new)
    entry->told = xmpp_occupant_ref (entry->occupant);
  g_ptr_array_add (self->touched, entry);
  entry->touched = self->touched->len;
}

static void
forget_touch (XmppOccupants *self,
              Entry         *entry)
{
  if (entry->touched != 0)
    self->touched->pdata[entry->touched - 1] = NULL;
  entry->touched = 0;
}

/* Takes @occupant. */
static void
replace_occupant (XmppOccupants *self,
                  Entry         *entry,
                  XmppOccupant  *occupant)
{
  touch (self, entry);
  unlink_id (self, entry);
  g_hash_table_steal (self->by_nick, entry->occupant->nick);
  xmpp_occupant_unref (entry->occupant);
  entry->occupant = occupant;
  g_hash_table_insert (self->by_nick, (gpointer) occupant->nick, entry);
  link_id (self, entry);
}

/* After a time in which we saw nothing, a nick proves nothing. */
static gboolean
is_same_person (XmppOccupants      *self,
                const Entry        *entry,
                const XmppOccupant *occupant)
{
  if (entry->occupant->occupant_id != NULL && occupant->occupant_id != NULL)
    return g_strcmp0 (entry->occupant->occupant_id, occupant->occupant_id) == 0;

  return entry->generation == self->generation
         || (entry->occupant->is_self && occupant->is_self)
         || xmpp_occupant_is_same (entry->occupant, occupant);
}

/**
 * xmpp_occupants_put:
 * @self: occupants
 * @occupant: (transfer full): somebody who is there; nobody else has it yet
 *
 * Notes what the room tells of somebody.
 *
 * Returns: whether there was room for it
 */
gboolean
xmpp_occupants_put (XmppOccupants *self,
                    XmppOccupant  *occupant)
{
  Entry *entry = g_hash_table_lookup (self->by_nick, occupant->nick);

  if (self->is_trusted)
    occupant->occupant_id = g_strdup (occupant->claimed_id);

  if (entry == NULL && g_hash_table_size (self->by_nick) >= XMPP_OCCUPANTS_MAX
      && !occupant->is_self)
    {
      self->is_cut = TRUE;
      xmpp_occupant_unref (occupant);
      return FALSE;
    }

  if (entry != NULL)
    {
      occupant->serial = is_same_person (self, entry, occupant) ? entry->occupant->serial
                                                                : ++self->last_serial;
      entry->generation = self->generation;
      if (xmpp_occupant_equal (entry->occupant, occupant))
        xmpp_occupant_unref (occupant);
      else
        replace_occupant (self, entry, occupant);
      return TRUE;
    }

  occupant->serial = ++self->last_serial;
  entry = g_new0 (Entry, 1);
  entry->occupant = occupant;
  entry->generation = self->generation;
  entry->is_new = TRUE;
  g_hash_table_insert (self->by_nick, (gpointer) occupant->nick, entry);
  link_id (self, entry);
  touch (self, entry);
  return TRUE;
}

static void
note_removal (XmppOccupants     *self,
              const Entry       *entry,
              const XmppMucUser *user,
              const char        *farewell)
{
  XmppOccupantChange *change;

  /* Nobody has heard of who came and went. */
  if (entry->is_new || self->removed->len >= MAX_REMOVED)
    return;

  change = g_new0 (XmppOccupantChange, 1);
  change->before = xmpp_occupant_ref (entry->told != NULL ? entry->told : entry->occupant);
  change->farewell = g_strdup (farewell);
  if (user != NULL)
    {
      change->status = user->status;
      change->reason = user->item != NULL ? g_strdup (user->item->reason) : NULL;
      change->actor_nick = user->item != NULL ? g_strdup (user->item->actor_nick) : NULL;
    }
  g_ptr_array_add (self->removed, change);
}

/**
 * xmpp_occupants_remove:
 * @self: occupants
 * @nick: who
 * @user: (nullable): what the room says of it
 * @farewell: (nullable): what the person says
 *
 * Notes that somebody is gone.
 *
 * Returns: whether there was somebody of that nick
 */
gboolean
xmpp_occupants_remove (XmppOccupants     *self,
                       const char        *nick,
                       const XmppMucUser *user,
                       const char        *farewell)
{
  Entry *entry = g_hash_table_lookup (self->by_nick, nick);

  if (entry == NULL)
    return FALSE;

  note_removal (self, entry, user, farewell);
  forget_touch (self, entry);
  unlink_id (self, entry);
  g_hash_table_remove (self->by_nick, entry->occupant->nick);
  return TRUE;
}

/**
 * xmpp_occupants_rename:
 * @self: occupants
 * @nick: the nick that somebody had
 * @new_nick: the nick that it has now
 *
 * Notes that somebody has changed its nick. Whoever had the new one is gone.
 *
 * Returns: whether there was somebody of that nick, and the new one is a nick
 */
gboolean
xmpp_occupants_rename (XmppOccupants *self,
                       const char    *nick,
                       const char    *new_nick)
{
  Entry *entry = g_hash_table_lookup (self->by_nick, nick);
  g_autoptr(XmppAddress) address = NULL;
  XmppOccupant *occupant;

  if (entry == NULL)
    return FALSE;

  address = xmpp_address_with_resource (entry->occupant->address, new_nick, NULL);
  if (address == NULL || xmpp_address_is_bare (address))
    return FALSE;
  if (xmpp_address_equal (address, entry->occupant->address))
    return TRUE;

  xmpp_occupants_remove (self, xmpp_address_get_resource (address), NULL, NULL);
  occupant = xmpp_occupant_copy (entry->occupant);
  xmpp_address_unref (occupant->address);
  occupant->address = g_steal_pointer (&address);
  occupant->nick = xmpp_address_get_resource (occupant->address);
  replace_occupant (self, entry, occupant);
  return TRUE;
}

static void
remove_generations (XmppOccupants *self,
                    gboolean       all)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->by_nick);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (!all && entry->generation == self->generation)
        continue;

      note_removal (self, entry, NULL, NULL);
      forget_touch (self, entry);
      unlink_id (self, entry);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * xmpp_occupants_clear:
 * @self: occupants
 *
 * Notes that everybody is gone.
 */
void
xmpp_occupants_clear (XmppOccupants *self)
{
  remove_generations (self, TRUE);
  self->is_cut = FALSE;
}

/**
 * xmpp_occupants_begin:
 * @self: occupants
 *
 * From now on the room tells who is there, all of them.
 */
void
xmpp_occupants_begin (XmppOccupants *self)
{
  self->generation++;
  self->is_cut = FALSE;
}

/**
 * xmpp_occupants_end:
 * @self: occupants
 *
 * All have been told: whoever was not is gone.
 */
void
xmpp_occupants_end (XmppOccupants *self)
{
  remove_generations (self, FALSE);
}

/**
 * xmpp_occupants_set_trusted:
 * @self: occupants
 * @trusted: whether the room gives occupant-ids, and takes away those of others
 *
 * Says whether occupant-ids are believed: of those that are there, and of those to come.
 */
void
xmpp_occupants_set_trusted (XmppOccupants *self,
                            gboolean       trusted)
{
  g_autoptr(GPtrArray) all = NULL;

  if (self->is_trusted == trusted)
    return;

  self->is_trusted = trusted;
  all = xmpp_occupants_get_all (self);
  for (guint i = 0; i < all->len; i++)
    {
      const XmppOccupant *old = g_ptr_array_index (all, i);
      XmppOccupant *occupant = NULL;

      if (old->claimed_id == NULL)
        continue;

      occupant = xmpp_occupant_copy (old);
      g_clear_pointer (&occupant->occupant_id, g_free);
      if (trusted)
        occupant->occupant_id = g_strdup (occupant->claimed_id);
      replace_occupant (self, g_hash_table_lookup (self->by_nick, old->nick), occupant);
    }
}

/**
 * xmpp_occupants_has_changes:
 * @self: occupants
 *
 * Returns: whether there may be something to tell
 */
gboolean
xmpp_occupants_has_changes (XmppOccupants *self)
{
  return self->touched->len > 0 || self->removed->len > 0;
}

/* Takes @before (nullable). */
static void
add_change (GPtrArray    *changes,
            XmppOccupant *before,
            XmppOccupant *after,
            gboolean      is_unsure)
{
  XmppOccupantChange *change = g_new0 (XmppOccupantChange, 1);

  change->before = before;
  change->after = after != NULL ? xmpp_occupant_ref (after) : NULL;
  change->is_unsure = is_unsure;
  g_ptr_array_add (changes, change);
}

static void
take_change (XmppOccupantChanges *changes,
             Entry               *entry)
{
  g_autoptr(XmppOccupant) told = g_steal_pointer (&entry->told);
  XmppOccupant *occupant = entry->occupant;
  gboolean is_new = entry->is_new;
  gboolean is_unsure = told == NULL || told->occupant_id == NULL || occupant->occupant_id == NULL;

  entry->touched = 0;
  entry->is_new = FALSE;
  if (is_new)
    add_change (changes->added, NULL, occupant, FALSE);
  else if (told->serial != occupant->serial)
    {
      add_change (changes->removed, g_steal_pointer (&told), NULL, is_unsure);
      add_change (changes->added, NULL, occupant, is_unsure);
    }
  else if (!xmpp_occupant_equal (told, occupant))
    add_change (changes->changed, g_steal_pointer (&told), occupant, FALSE);
}

/**
 * xmpp_occupants_take_changes:
 * @self: occupants
 *
 * Returns: (transfer full) (nullable): what has happened since the last time; %NULL for nothing
 */
XmppOccupantChanges *
xmpp_occupants_take_changes (XmppOccupants *self)
{
  g_autoptr(XmppOccupantChanges) changes = NULL;

  if (!xmpp_occupants_has_changes (self))
    return NULL;

  changes = g_new0 (XmppOccupantChanges, 1);
  changes->removed = self->removed;
  changes->changed = new_changes ();
  changes->added = new_changes ();
  self->removed = new_changes ();
  for (guint i = 0; i < self->touched->len; i++)
    if (self->touched->pdata[i] != NULL)
      take_change (changes, self->touched->pdata[i]);
  g_ptr_array_set_size (self->touched, 0);

  if (changes->removed->len + changes->changed->len + changes->added->len == 0)
    return NULL;
  return g_steal_pointer (&changes);
}

/**
 * xmpp_occupants_get_count:
 * @self: occupants
 *
 * Returns: how many there are
 */
guint
xmpp_occupants_get_count (XmppOccupants *self)
{
  return g_hash_table_size (self->by_nick);
}

/**
 * xmpp_occupants_is_cut:
 * @self: occupants
 *
 * Returns: whether there are more of them than are held
 */
gboolean
xmpp_occupants_is_cut (XmppOccupants *self)
{
  return self->is_cut;
}

/**
 * xmpp_occupants_get:
 * @self: occupants
 * @nick: (nullable): a nick, prepared as in an address
 *
 * Returns: (nullable) (transfer none): who has it
 */
XmppOccupant *
xmpp_occupants_get (XmppOccupants *self,
                    const char    *nick)
{
  Entry *entry = nick != NULL ? g_hash_table_lookup (self->by_nick, nick) : NULL;

  return entry != NULL ? entry->occupant : NULL;
}

/**
 * xmpp_occupants_get_by_id:
 * @self: occupants
 * @occupant_id: (nullable): an occupant-id
 *
 * Returns: (nullable) (transfer none): one who has it: a person may be there under several nicks
 */
XmppOccupant *
xmpp_occupants_get_by_id (XmppOccupants *self,
                          const char    *occupant_id)
{
  Entry *entry = occupant_id != NULL ? g_hash_table_lookup (self->by_id, occupant_id) : NULL;

  return entry != NULL ? entry->occupant : NULL;
}

/**
 * xmpp_occupants_get_all:
 * @self: occupants
 *
 * Returns: (transfer full) (element-type XmppOccupant): all of them, in no order
 */
GPtrArray *
xmpp_occupants_get_all (XmppOccupants *self)
{
  GPtrArray *all = g_ptr_array_new_full (g_hash_table_size (self->by_nick),
                                         (GDestroyNotify) xmpp_occupant_unref);
  GHashTableIter iter;
  gpointer entry = NULL;

  g_hash_table_iter_init (&iter, self->by_nick);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (all, xmpp_occupant_ref (((Entry *) entry)->occupant));
  return all;
}
