/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list model that is given its whole order and tells only what changed. */
#define G_LOG_DOMAIN "ui-live-list"

#include "ui-live-list.h"

struct _UiLiveList
{
  GObject    parent_instance;

  GType      item_type;
  GPtrArray *items;  /* owned objects */
  GObject   *chosen; /* (nullable) */
};

static GType
ui_live_list_get_item_type (GListModel *model)
{
  return UI_LIVE_LIST (model)->item_type;
}

static guint
ui_live_list_get_n_items (GListModel *model)
{
  return UI_LIVE_LIST (model)->items->len;
}

static gpointer
ui_live_list_get_item (GListModel *model,
                       guint       position)
{
  gpointer item = ui_live_list_peek (UI_LIVE_LIST (model), position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = ui_live_list_get_item_type;
  iface->get_n_items = ui_live_list_get_n_items;
  iface->get_item = ui_live_list_get_item;
}

static gboolean
ui_live_list_is_selected (GtkSelectionModel *model,
                          guint              position)
{
  UiLiveList *self = UI_LIVE_LIST (model);

  return self->chosen != NULL && ui_live_list_peek (self, position) == self->chosen;
}

static GtkBitset *
ui_live_list_get_selection_in_range (GtkSelectionModel *model,
                                     guint              position,
                                     guint              n_items)
{
  UiLiveList *self = UI_LIVE_LIST (model);
  GtkBitset *set = gtk_bitset_new_empty ();
  guint chosen = self->chosen != NULL ? ui_live_list_find (self, self->chosen)
                                      : GTK_INVALID_LIST_POSITION;

  if (chosen != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (set, chosen);
  return set;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = ui_live_list_is_selected;
  iface->get_selection_in_range = ui_live_list_get_selection_in_range;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UiLiveList, ui_live_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_iface_init))

static void
ui_live_list_dispose (GObject *object)
{
  UiLiveList *self = UI_LIVE_LIST (object);

  g_clear_object (&self->chosen);
  g_ptr_array_set_size (self->items, 0);

  G_OBJECT_CLASS (ui_live_list_parent_class)->dispose (object);
}

static void
ui_live_list_finalize (GObject *object)
{
  UiLiveList *self = UI_LIVE_LIST (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (ui_live_list_parent_class)->finalize (object);
}

static void
ui_live_list_class_init (UiLiveListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_live_list_dispose;
  object_class->finalize = ui_live_list_finalize;
}

static void
ui_live_list_init (UiLiveList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

UiLiveList *
ui_live_list_new (GType item_type)
{
  UiLiveList *self = g_object_new (UI_TYPE_LIVE_LIST, NULL);

  self->item_type = item_type;
  return self;
}

void
ui_live_list_take_items (UiLiveList *self,
                         GPtrArray  *items)
{
  g_autoptr(GPtrArray) old = NULL;
  guint start = 0;
  guint end = 0;
  guint shorter;

  g_return_if_fail (UI_IS_LIVE_LIST (self));
  g_return_if_fail (items != NULL);

  old = g_steal_pointer (&self->items);
  self->items = items;

  shorter = MIN (old->len, items->len);
  while (start < shorter && old->pdata[start] == items->pdata[start])
    start++;
  while (end < shorter - start
         && old->pdata[old->len - 1 - end] == items->pdata[items->len - 1 - end])
    end++;

  if (start + end < old->len || start + end < items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), start,
                                old->len - start - end, items->len - start - end);
}

void
ui_live_list_choose (UiLiveList *self,
                     gpointer    item)
{
  g_autoptr(GObject) before = NULL;
  guint positions[2];

  g_return_if_fail (UI_IS_LIVE_LIST (self));

  if (self->chosen == item)
    return;

  before = g_steal_pointer (&self->chosen);
  g_set_object (&self->chosen, item);

  positions[0] = before != NULL ? ui_live_list_find (self, before) : GTK_INVALID_LIST_POSITION;
  positions[1] = item != NULL ? ui_live_list_find (self, item) : GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      if (positions[i] != GTK_INVALID_LIST_POSITION)
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), positions[i], 1);
    }
}

gpointer
ui_live_list_get_chosen (UiLiveList *self)
{
  g_return_val_if_fail (UI_IS_LIVE_LIST (self), NULL);

  return self->chosen;
}

gpointer
ui_live_list_peek (UiLiveList *self,
                   guint       position)
{
  g_return_val_if_fail (UI_IS_LIVE_LIST (self), NULL);

  return position < self->items->len ? self->items->pdata[position] : NULL;
}

guint
ui_live_list_get_length (UiLiveList *self)
{
  g_return_val_if_fail (UI_IS_LIVE_LIST (self), 0);

  return self->items->len;
}

guint
ui_live_list_find (UiLiveList *self,
                   gpointer    item)
{
  guint position;

  g_return_val_if_fail (UI_IS_LIVE_LIST (self), GTK_INVALID_LIST_POSITION);

  return g_ptr_array_find (self->items, item, &position) ? position : GTK_INVALID_LIST_POSITION;
}
