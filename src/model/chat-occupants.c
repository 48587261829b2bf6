/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a room, as a list: XEP-0045. Each row is a reference to what the room holds with its
 * place; an object is made of it when somebody asks for it. */
#define G_LOG_DOMAIN "chat-occupants"

#include "chat-occupants.h"

#include "chat-faces.h"
#include "chat-occupant-private.h"
#include "chat-occupants-private.h"
#include "chat-text.h"
#include "xmpp-skeleton.h"

#include <string.h>

typedef struct {
  XmppOccupant  *occupant;
  char          *sort_key;
  char          *search_key; /* (nullable): made when it is first searched for */
  char          *skeleton;   /* borrowed: the key among those that look alike */
  GList         *alike;      /* borrowed: its link among them */
  GSequenceIter *place;      /* (nullable) borrowed: not shown */
  ChatOccupant  *object;     /* (nullable) weak */
} Row;

/* Rows that look alike. */
typedef struct {
  char  *skeleton;
  GList *rows;     /* borrowed Row */
} Alikes;

struct _ChatOccupants
{
  GObject        parent_instance;

  XmppRoom      *room;       /* (nullable) */
  ChatFaces     *faces;      /* (nullable) */
  XmppSkeletons *skeletons;
  GHashTable    *by_serial;  /* borrowed serial of its occupant → owned Row */
  GHashTable    *alikes;     /* borrowed skeleton → owned Alikes */
  GSequence     *shown;      /* borrowed Row */
  char          *filter;     /* (nullable) folded */

  /* What happens until it is told, all together. */
  gboolean       is_batch;
  guint          n_before;
  guint          n_first;    /* how many at the beginning stand where they stood */
  guint          n_last;     /* and at the end */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatOccupants, chat_occupants, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_N_ITEMS = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static guint
get_n (ChatOccupants *self)
{
  return (guint) g_sequence_get_length (self->shown);
}

static void
row_free (gpointer data)
{
  Row *row = data;

  if (row->object != NULL)
    g_object_remove_weak_pointer (G_OBJECT (row->object), (gpointer *) &row->object);
  xmpp_occupant_unref (row->occupant);
  g_free (row->sort_key);
  g_free (row->search_key);
  g_free (row);
}

static void
alikes_free (gpointer data)
{
  Alikes *alikes = data;

  g_list_free (alikes->rows);
  g_free (alikes->skeleton);
  g_free (alikes);
}

static void
chat_occupants_finalize (GObject *object)
{
  ChatOccupants *self = CHAT_OCCUPANTS (object);

  g_clear_object (&self->room);
  g_clear_object (&self->faces);
  g_clear_pointer (&self->skeletons, xmpp_skeletons_free);
  g_clear_pointer (&self->shown, g_sequence_free);
  g_clear_pointer (&self->alikes, g_hash_table_unref);
  g_clear_pointer (&self->by_serial, g_hash_table_unref);
  g_clear_pointer (&self->filter, g_free);

  G_OBJECT_CLASS (chat_occupants_parent_class)->finalize (object);
}

static void
chat_occupants_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n (CHAT_OCCUPANTS (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_occupants_class_init (ChatOccupantsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_occupants_finalize;
  object_class->get_property = chat_occupants_get_property;

  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_occupants_init (ChatOccupants *self)
{
  self->skeletons = xmpp_skeletons_new ();
  self->by_serial = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, row_free);
  self->alikes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, alikes_free);
  self->shown = g_sequence_new (NULL);
}

/* Telling. */

static void
tell (ChatOccupants *self,
      guint          position,
      guint          n_removed,
      guint          n_added)
{
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  if (n_removed != n_added)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

static void
begin_batch (ChatOccupants *self)
{
  self->is_batch = TRUE;
  self->n_before = self->n_first = self->n_last = get_n (self);
}

static void
end_batch (ChatOccupants *self)
{
  guint n_after = get_n (self);

  self->is_batch = FALSE;
  /* Nothing happened, or something in the midst of what is the same at both ends. */
  if (self->n_first == self->n_before && n_after == self->n_before)
    return;

  self->n_first = MIN (self->n_first, MIN (self->n_before, n_after));
  self->n_last = MIN (self->n_last, MIN (self->n_before, n_after) - self->n_first);
  tell (self, self->n_first, self->n_before - self->n_first - self->n_last,
        n_after - self->n_first - self->n_last);
}

/* One row came to @position or left it, and @n_after are behind it. */
static void
note (ChatOccupants *self,
      guint          position,
      guint          n_after,
      gboolean       is_added)
{
  if (!self->is_batch)
    {
      tell (self, position, is_added ? 0 : 1, is_added ? 1 : 0);
      return;
    }

  self->n_first = MIN (self->n_first, position);
  self->n_last = MIN (self->n_last, n_after);
}

/* Order and search. */

static char *
make_sort_key (const XmppOccupant *occupant)
{
  g_autofree char *folded = g_utf8_casefold (occupant->nick, -1);

  return g_utf8_collate_key (folded, -1);
}

/* Moderators first; by nick, as people sort; and nobody in the same place. */
static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const Row *row = a;
  const Row *other = b;
  int order;

  if (row->occupant->role != other->occupant->role)
    return row->occupant->role > other->occupant->role ? -1 : 1;

  order = strcmp (row->sort_key, other->sort_key);
  if (order != 0)
    return order;

  return row->occupant->serial < other->occupant->serial ? -1 : 1;
}

static gboolean
matches (ChatOccupants *self,
         Row           *row)
{
  XmppAddress *real = row->occupant->real_address;

  if (self->filter == NULL)
    return TRUE;

  if (row->search_key == NULL)
    {
      g_autofree char *text =
        g_strdup_printf ("%s\n%s", row->occupant->nick,
                         real != NULL ? xmpp_address_get_bare (real) : "");

      row->search_key = chat_text_fold (text);
    }
  return strstr (row->search_key, self->filter) != NULL;
}

/* Rows. */

static void
show_row (ChatOccupants *self,
          Row           *row)
{
  guint position;

  if (!matches (self, row))
    return;

  row->place = g_sequence_insert_sorted (self->shown, row, compare, NULL);
  position = (guint) g_sequence_iter_get_position (row->place);
  note (self, position, get_n (self) - 1 - position, TRUE);
}

static void
hide_row (ChatOccupants *self,
          Row           *row)
{
  guint position;

  if (row->place == NULL)
    return;

  position = (guint) g_sequence_iter_get_position (row->place);
  g_sequence_remove (row->place);
  row->place = NULL;
  note (self, position, get_n (self) - position, FALSE);
}

static void
set_alike (Row      *row,
           gboolean  alike)
{
  if (row->object != NULL)
    chat_occupant_set_alike (row->object, alike);
}

/* One person with two nicks deceives nobody. */
static gboolean
is_alike (const Alikes *alikes)
{
  const Row *first;
  const Row *second;

  if (alikes->rows == NULL || alikes->rows->next == NULL)
    return FALSE;
  if (alikes->rows->next->next != NULL)
    return TRUE;

  first = alikes->rows->data;
  second = alikes->rows->next->data;
  return !xmpp_occupant_is_same (first->occupant, second->occupant);
}

static void
update_alikes (const Alikes *alikes)
{
  gboolean alike = is_alike (alikes);

  /* Of many, those that were there are told already. */
  for (GList *l = alikes->rows; l != NULL; l = l->next)
    set_alike (l->data, alike);
}

static void
add_alike (ChatOccupants *self,
           Row           *row)
{
  g_autofree char *skeleton = xmpp_skeletons_make (self->skeletons, row->occupant->nick);
  Alikes *alikes = g_hash_table_lookup (self->alikes, skeleton);

  if (alikes == NULL)
    {
      alikes = g_new0 (Alikes, 1);
      alikes->skeleton = g_steal_pointer (&skeleton);
      g_hash_table_insert (self->alikes, alikes->skeleton, alikes);
    }
  row->skeleton = alikes->skeleton;
  alikes->rows = g_list_prepend (alikes->rows, row);
  row->alike = alikes->rows;
  if (alikes->rows->next == NULL || alikes->rows->next->next == NULL)
    update_alikes (alikes);
  else
    set_alike (row, TRUE);
}

static void
drop_alike (ChatOccupants *self,
            Row           *row)
{
  Alikes *alikes = g_hash_table_lookup (self->alikes, row->skeleton);

  alikes->rows = g_list_delete_link (alikes->rows, row->alike);
  row->alike = NULL;
  row->skeleton = NULL;
  if (alikes->rows == NULL)
    g_hash_table_remove (self->alikes, alikes->skeleton);
  else if (alikes->rows->next == NULL || alikes->rows->next->next == NULL)
    update_alikes (alikes);
}

static void
add_occupant (ChatOccupants *self,
              XmppOccupant  *occupant)
{
  Row *row = g_new0 (Row, 1);

  row->occupant = xmpp_occupant_ref (occupant);
  row->sort_key = make_sort_key (occupant);
  g_hash_table_insert (self->by_serial, &row->occupant->serial, row);
  add_alike (self, row);
  show_row (self, row);
}

static void
remove_occupant (ChatOccupants *self,
                 guint64        serial)
{
  Row *row = g_hash_table_lookup (self->by_serial, &serial);

  if (row == NULL)
    return;

  hide_row (self, row);
  drop_alike (self, row);
  if (row->object != NULL)
    chat_occupant_take_changes (row->object, NULL);
  g_hash_table_remove (self->by_serial, &serial);
}

/* The key is within the occupant. */
static void
replace_occupant (ChatOccupants *self,
                  Row           *row,
                  XmppOccupant  *occupant)
{
  g_hash_table_steal (self->by_serial, &row->occupant->serial);
  xmpp_occupant_unref (row->occupant);
  row->occupant = xmpp_occupant_ref (occupant);
  g_hash_table_insert (self->by_serial, &row->occupant->serial, row);
}

static gboolean
is_same_address (XmppAddress *one,   /* (nullable) */
                 XmppAddress *other) /* (nullable) */
{
  return one == other || (one != NULL && other != NULL && xmpp_address_equal (one, other));
}

static void
change_occupant (ChatOccupants *self,
                 XmppOccupant  *occupant)
{
  Row *row = g_hash_table_lookup (self->by_serial, &occupant->serial);
  gboolean is_renamed;
  gboolean is_elsewhere;

  if (row == NULL)
    {
      add_occupant (self, occupant);
      return;
    }

  is_renamed = strcmp (row->occupant->nick, occupant->nick) != 0;
  is_elsewhere = is_renamed || row->occupant->role != occupant->role
                 || !is_same_address (row->occupant->real_address, occupant->real_address);
  /* Nearly always only what people see of it. */
  if (is_elsewhere)
    hide_row (self, row);
  if (is_renamed)
    drop_alike (self, row);
  replace_occupant (self, row, occupant);
  if (row->object != NULL)
    chat_occupant_take_changes (row->object, occupant);
  if (is_renamed)
    {
      g_free (row->sort_key);
      row->sort_key = make_sort_key (occupant);
      add_alike (self, row);
    }
  if (is_elsewhere)
    {
      g_clear_pointer (&row->search_key, g_free);
      show_row (self, row);
    }
}

static void
take_changes (ChatOccupants       *self,
              XmppOccupantChanges *changes)
{
  for (guint i = 0; i < changes->removed->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->removed, i);

      remove_occupant (self, change->before->serial);
    }
  for (guint i = 0; i < changes->changed->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->changed, i);

      /* Under the same nick it may be somebody else. */
      if (change->before->serial != change->after->serial)
        remove_occupant (self, change->before->serial);
      change_occupant (self, change->after);
    }
  for (guint i = 0; i < changes->added->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->added, i);

      change_occupant (self, change->after);
    }
}

static void
occupants_cb (ChatOccupants       *self,
              XmppOccupantChanges *changes)
{
  guint n_changes = changes->removed->len + changes->changed->len + changes->added->len;

  if (n_changes > CHAT_OCCUPANTS_SINGLE_MAX)
    begin_batch (self);
  take_changes (self, changes);
  if (self->is_batch)
    end_batch (self);
}

ChatOccupants *
chat_occupants_new (XmppRoom  *room,
                    ChatFaces *faces)
{
  ChatOccupants *self = g_object_new (CHAT_TYPE_OCCUPANTS, NULL);
  g_autoptr(GPtrArray) occupants = NULL;

  if (room == NULL)
    return self;

  self->room = g_object_ref (room);
  g_set_object (&self->faces, faces);
  g_signal_connect_object (room, "occupants-changed", G_CALLBACK (occupants_cb), self,
                           G_CONNECT_SWAPPED);
  occupants = xmpp_room_get_occupants (room);
  begin_batch (self);
  for (guint i = 0; i < occupants->len; i++)
    add_occupant (self, g_ptr_array_index (occupants, i));
  self->is_batch = FALSE; /* nobody listens yet */
  return self;
}

void
chat_occupants_set_filter (ChatOccupants *self,
                           const char    *text)
{
  g_autofree char *filter = NULL;
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (CHAT_IS_OCCUPANTS (self));

  if (text != NULL && text[0] != '\0')
    filter = chat_text_fold (text);
  if (g_strcmp0 (filter, self->filter) == 0)
    return;

  g_free (self->filter);
  self->filter = g_steal_pointer (&filter);
  begin_batch (self);
  g_hash_table_iter_init (&iter, self->by_serial);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      Row *one = row;
      gboolean is_shown = one->place != NULL;

      if (is_shown == matches (self, one))
        continue;
      if (is_shown)
        hide_row (self, one);
      else
        show_row (self, one);
    }
  end_batch (self);
}

static GType
chat_occupants_get_item_type (GListModel *model)
{
  return CHAT_TYPE_OCCUPANT;
}

static guint
chat_occupants_get_n_items (GListModel *model)
{
  return get_n (CHAT_OCCUPANTS (model));
}

static gpointer
chat_occupants_get_item (GListModel *model,
                         guint       position)
{
  ChatOccupants *self = CHAT_OCCUPANTS (model);
  ChatOccupant *object;
  Row *row;

  if (position >= get_n (self))
    return NULL;

  row = g_sequence_get (g_sequence_get_iter_at_pos (self->shown, (int) position));
  if (row->object != NULL)
    return g_object_ref (row->object);

  object = chat_occupant_new (row->occupant);
  chat_occupant_set_faces (object, self->faces);
  chat_occupant_set_alike (object, is_alike (g_hash_table_lookup (self->alikes, row->skeleton)));
  row->object = object;
  g_object_add_weak_pointer (G_OBJECT (object), (gpointer *) &row->object);
  return object;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_occupants_get_item_type;
  iface->get_n_items = chat_occupants_get_n_items;
  iface->get_item = chat_occupants_get_item;
}
