/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the contact list. */
#define G_LOG_DOMAIN "ui-roster-item"

#include "ui-roster-item.h"

struct _UiRosterItem
{
  GObject       parent_instance;

  UiRosterKind  kind;
  char         *group;
  ChatContact  *contact; /* (nullable) */
  guint         online;
  guint         total;
  gboolean      folded;

  char         *name;     /* (nullable): what @sort_key was made of */
  char         *sort_key; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiRosterItem, ui_roster_item, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A thousand names are compared ten thousand times whenever somebody comes online. */
static const char *
get_sort_key (UiRosterItem *self)
{
  const char *name = self->contact != NULL ? chat_contact_get_name (self->contact) : self->group;

  if (g_strcmp0 (self->name, name) != 0)
    {
      g_autofree char *folded = g_utf8_casefold (name, -1);

      g_free (self->name);
      self->name = g_strdup (name);
      g_free (self->sort_key);
      self->sort_key = g_utf8_collate_key (folded, -1);
    }
  return self->sort_key;
}

static void
ui_roster_item_finalize (GObject *object)
{
  UiRosterItem *self = UI_ROSTER_ITEM (object);

  g_free (self->group);
  g_clear_object (&self->contact);
  g_free (self->name);
  g_free (self->sort_key);

  G_OBJECT_CLASS (ui_roster_item_parent_class)->finalize (object);
}

static void
ui_roster_item_class_init (UiRosterItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_roster_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_roster_item_init (UiRosterItem *self)
{
}

UiRosterItem *
ui_roster_item_new (UiRosterKind  kind,
                    const char   *group,
                    ChatContact  *contact)
{
  UiRosterItem *self = g_object_new (UI_TYPE_ROSTER_ITEM, NULL);

  self->kind = kind;
  self->group = g_strdup (group);
  g_set_object (&self->contact, contact);
  return self;
}

UiRosterKind
ui_roster_item_get_kind (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), UI_ROSTER_GROUP);

  return self->kind;
}

const char *
ui_roster_item_get_group (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), NULL);

  return self->group;
}

ChatContact *
ui_roster_item_get_contact (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), NULL);

  return self->contact;
}

guint
ui_roster_item_get_online (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), 0);

  return self->online;
}

guint
ui_roster_item_get_total (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), 0);

  return self->total;
}

gboolean
ui_roster_item_get_folded (UiRosterItem *self)
{
  g_return_val_if_fail (UI_IS_ROSTER_ITEM (self), FALSE);

  return self->folded;
}

void
ui_roster_item_set_head (UiRosterItem *self,
                         guint         online,
                         guint         total,
                         gboolean      folded)
{
  g_return_if_fail (UI_IS_ROSTER_ITEM (self));

  if (self->online == online && self->total == total && self->folded == folded)
    return;

  self->online = online;
  self->total = total;
  self->folded = folded;
  g_signal_emit (self, signals[CHANGED], 0);
}

int
ui_roster_item_compare (UiRosterItem *a,
                        UiRosterItem *b)
{
  int order = 0;

  if (a->contact != NULL && b->contact != NULL)
    order = (int) chat_contact_get_presence (a->contact)
            - (int) chat_contact_get_presence (b->contact);
  if (order == 0)
    order = strcmp (get_sort_key (a), get_sort_key (b));
  if (order == 0 && a->contact != NULL && b->contact != NULL)
    order = g_strcmp0 (chat_contact_get_address (a->contact),
                       chat_contact_get_address (b->contact));
  return order;
}
