/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "Search or jump to…" finds. */
#define G_LOG_DOMAIN "ui-jump-list"

#include "ui-jump-list.h"

#include "ui-jump-find.h"
#include "ui-jump-item.h"
#include "ui-jump-row.h"
#include "ui-live-list.h"
#include "ui-match.h"
#include "ui-tab-stop.h"
#include "ui-template.h"

#include <glib/gi18n.h>

/* More than that is found by writing another letter. */
#define MAX_CHATS 8
#define MAX_CONTACTS 8

struct _UiJumpList
{
  GtkWidget   parent_instance;

  ChatClient *client; /* (nullable) */
  UiClock    *clock;  /* (nullable) */
  ChatSearch *search; /* (nullable) */
  UiLiveList *list;
  GHashTable *hits;   /* owned UiJumpItem, by ChatHit: a row stays the same while the list grows */
  char       *query;  /* (nullable) */
  GPtrArray  *people; /* owned UiJumpItem: all above the messages */

  GtkWidget  *stack;
  GtkWidget  *view;
};

G_DEFINE_FINAL_TYPE (UiJumpList, ui_jump_list, GTK_TYPE_WIDGET)

enum {
  PROP_SEARCHING = 1,
  N_PROPS,
};

enum {
  OPEN_CONVERSATION,
  OPEN_CONTACT,
  OPEN_ADDRESS,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_searching (UiJumpList *self)
{
  return self->search != NULL && chat_search_get_searching (self->search);
}

static void
add_item (GPtrArray  *items,
          UiJumpKind  kind,
          const char *text,
          gpointer    object)
{
  g_ptr_array_add (items, ui_jump_item_new (kind, text, object));
}

/* A whole address of somebody unknown can be written to. */
static void
find_address (UiJumpList *self,
              GHashTable *seen)
{
  g_autoptr(ChatLink) link = NULL;
  GHashTableIter iter;
  gpointer contact;

  if (strchr (self->query, '@') == NULL || (link = chat_link_parse (self->query, NULL)) == NULL)
    return;

  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &contact, NULL))
    {
      if (g_strcmp0 (chat_contact_get_address (contact), link->address) == 0)
        return;
    }

  add_item (self->people, UI_JUMP_HEADER, _("New chat"), NULL);
  add_item (self->people, UI_JUMP_ADDRESS, link->address, NULL);
}

static void
add_messages (UiJumpList *self,
              GPtrArray  *rows)
{
  guint n_hits = self->search != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->search)) : 0;

  if (n_hits > 0)
    add_item (rows, UI_JUMP_HEADER, _("Messages"), NULL);
  for (guint i = 0; i < n_hits; i++)
    {
      g_autoptr(ChatHit) hit = g_list_model_get_item (G_LIST_MODEL (self->search), i);
      UiJumpItem *item = g_hash_table_lookup (self->hits, hit);

      if (item == NULL)
        {
          item = ui_jump_item_new (UI_JUMP_MESSAGE, NULL, hit);
          g_hash_table_insert (self->hits, hit, item); /* the item keeps the hit */
        }
      g_ptr_array_add (rows, g_object_ref (item));
    }
}

static gboolean
can_choose (UiJumpItem *item)
{
  return ui_jump_item_get_kind (item) != UI_JUMP_HEADER;
}

static void
choose_first (UiJumpList *self)
{
  for (guint i = 0; i < ui_live_list_get_length (self->list); i++)
    {
      if (can_choose (ui_live_list_peek (self->list, i)))
        {
          ui_live_list_choose (self->list, ui_live_list_peek (self->list, i));
          return;
        }
    }
  ui_live_list_choose (self->list, NULL);
}

static void
rebuild (UiJumpList *self)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  const char *page = "list";
  gpointer chosen = NULL;

  for (guint i = 0; i < self->people->len; i++)
    g_ptr_array_add (rows, g_object_ref (self->people->pdata[i]));
  add_messages (self, rows);

  if (rows->len == 0)
    page = is_searching (self) ? "searching" : "none";
  ui_live_list_take_items (self->list, g_steal_pointer (&rows));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);

  chosen = ui_live_list_get_chosen (self->list);
  if (chosen == NULL || ui_live_list_find (self->list, chosen) == GTK_INVALID_LIST_POSITION)
    choose_first (self);
}

static void
searching_cb (UiJumpList *self)
{
  rebuild (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCHING]);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          UiJumpList               *self)
{
  gtk_list_item_set_child (list_item, ui_jump_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiJumpList               *self)
{
  UiJumpItem *item = gtk_list_item_get_item (list_item);

  gtk_list_item_set_activatable (list_item, can_choose (item));
  gtk_list_item_set_selectable (list_item, can_choose (item));
  ui_jump_row_set_item (UI_JUMP_ROW (gtk_list_item_get_child (list_item)), item, self->clock);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiJumpList               *self)
{
  ui_jump_row_set_item (UI_JUMP_ROW (gtk_list_item_get_child (list_item)), NULL, self->clock);
}

static void
open_item (UiJumpList *self,
           UiJumpItem *item)
{
  g_autoptr(UiJumpItem) kept = g_object_ref (item); /* opening may clear the list */
  gpointer object = ui_jump_item_get_object (item);

  switch (ui_jump_item_get_kind (kept))
    {
    case UI_JUMP_CHAT:
      g_signal_emit (self, signals[OPEN_CONVERSATION], 0, object, (gint64) 0);
      break;
    case UI_JUMP_MESSAGE:
      g_signal_emit (self, signals[OPEN_CONVERSATION], 0, chat_hit_get_conversation (object),
                     chat_message_get_id (chat_hit_get_message (object)));
      break;
    case UI_JUMP_CONTACT:
      g_signal_emit (self, signals[OPEN_CONTACT], 0, object);
      break;
    case UI_JUMP_ADDRESS:
      g_signal_emit (self, signals[OPEN_ADDRESS], 0, ui_jump_item_get_text (kept));
      break;
    case UI_JUMP_HEADER:
    default:
      break;
    }
}

static void
activate_cb (GtkListView *view,
             guint        position,
             UiJumpList  *self)
{
  UiJumpItem *item = ui_live_list_peek (self->list, position);

  if (item != NULL)
    open_item (self, item);
}

static void
edge_reached_cb (GtkScrolledWindow *window,
                 GtkPositionType    edge,
                 UiJumpList        *self)
{
  if (edge == GTK_POS_BOTTOM && self->search != NULL)
    chat_search_load_more (self->search);
}

static void
ui_jump_list_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCHING:
      g_value_set_boolean (value, is_searching (UI_JUMP_LIST (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_jump_list_dispose (GObject *object)
{
  UiJumpList *self = UI_JUMP_LIST (object);

  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_JUMP_LIST);
  g_clear_object (&self->search);
  g_clear_object (&self->list);
  g_clear_object (&self->clock);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_jump_list_parent_class)->dispose (object);
}

static void
ui_jump_list_finalize (GObject *object)
{
  UiJumpList *self = UI_JUMP_LIST (object);

  g_hash_table_unref (self->hits);
  g_ptr_array_unref (self->people);
  g_free (self->query);

  G_OBJECT_CLASS (ui_jump_list_parent_class)->finalize (object);
}

static void
ui_jump_list_class_init (UiJumpListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = ui_jump_list_get_property;
  object_class->dispose = ui_jump_list_dispose;
  object_class->finalize = ui_jump_list_finalize;

  props[PROP_SEARCHING] =
    g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[OPEN_CONVERSATION] = g_signal_new ("open-conversation", type, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 2,
                                             CHAT_TYPE_CONVERSATION, G_TYPE_INT64);
  signals[OPEN_CONTACT] = g_signal_new ("open-contact", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONTACT);
  signals[OPEN_ADDRESS] = g_signal_new ("open-address", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-jump-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiJumpList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiJumpList, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_set_css_name (widget_class, "jumplist");
}

static void
ui_jump_list_init (UiJumpList *self)
{
  self->list = ui_live_list_new (UI_TYPE_JUMP_ITEM);
  self->people = g_ptr_array_new_with_free_func (g_object_unref);
  self->hits = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (self->list));
}

void
ui_jump_list_set_client (UiJumpList *self,
                         ChatClient *client,
                         UiClock    *clock)
{
  g_return_if_fail (UI_IS_JUMP_LIST (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  self->search = chat_client_new_search (client, NULL);
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (rebuild), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::searching", G_CALLBACK (searching_cb), self,
                           G_CONNECT_SWAPPED);
}

void
ui_jump_list_set_query (UiJumpList *self,
                        const char *query)
{
  g_autoptr(UiMatch) match = NULL;
  g_autoptr(GHashTable) seen = NULL;
  g_autofree char *stripped = NULL;

  g_return_if_fail (UI_IS_JUMP_LIST (self));
  g_return_if_fail (self->client != NULL);

  stripped = g_strstrip (g_strdup (query != NULL ? query : ""));
  if (g_strcmp0 (self->query, stripped) == 0)
    return;

  g_free (self->query);
  self->query = g_strdup (stripped);
  ui_live_list_choose (self->list, NULL);
  g_ptr_array_set_size (self->people, 0);
  g_hash_table_remove_all (self->hits);

  if ((match = ui_match_new (stripped)) != NULL)
    {
      seen = g_hash_table_new (NULL, NULL);
      ui_jump_find_chats (self->client, match, MAX_CHATS, seen, self->people);
      ui_jump_find_contacts (self->client, match, MAX_CONTACTS, seen, self->people);
      find_address (self, seen);
    }
  chat_search_set_query (self->search, stripped);
  rebuild (self);
}

void
ui_jump_list_move (UiJumpList *self,
                   int         step)
{
  gpointer chosen = NULL;
  int length;
  int position;

  g_return_if_fail (UI_IS_JUMP_LIST (self));

  chosen = ui_live_list_get_chosen (self->list);
  length = (int) ui_live_list_get_length (self->list);
  position = chosen != NULL ? (int) ui_live_list_find (self->list, chosen) : -1;

  for (position += step; position >= 0 && position < length; position += step > 0 ? 1 : -1)
    {
      if (!can_choose (ui_live_list_peek (self->list, (guint) position)))
        continue;
      ui_live_list_choose (self->list, ui_live_list_peek (self->list, (guint) position));
      gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", (guint) position);
      if (position >= length - 2)
        chat_search_load_more (self->search);
      return;
    }
}

void
ui_jump_list_activate (UiJumpList *self)
{
  g_return_if_fail (UI_IS_JUMP_LIST (self));

  if (ui_live_list_get_chosen (self->list) != NULL)
    open_item (self, ui_live_list_get_chosen (self->list));
}

GListModel *
ui_jump_list_get_model (UiJumpList *self)
{
  g_return_val_if_fail (UI_IS_JUMP_LIST (self), NULL);

  return G_LIST_MODEL (self->list);
}
