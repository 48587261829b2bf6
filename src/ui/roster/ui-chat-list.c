/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of conversations in the side bar. */
#define G_LOG_DOMAIN "ui-chat-list"

#include "ui-chat-list.h"

#include "chat-space-room.h"
#include "ui-chat-row.h"
#include "ui-conversation-menu.h"
#include "ui-item-watch.h"
#include "ui-list-menu.h"
#include "ui-list-top.h"
#include "ui-live-list.h"
#include "ui-space-menu.h"
#include "ui-space-rooms.h"
#include "ui-tab-stop.h"
#include "ui-template.h"

struct _UiChatList
{
  GtkWidget    parent_instance;

  ChatClient  *client; /* (nullable) */
  UiClock     *clock;  /* (nullable) */
  UiLiveList  *list;
  UiItemWatch *conversations; /* (nullable) */
  UiItemWatch *accounts;      /* (nullable) */
  ChatSpace   *space;         /* (nullable): all */
  GBindingGroup *space_names; /* of @space */
  UiListMenu  *menu;
  GPtrArray   *bound; /* borrowed UiChatRow: those that show something now */
  guint        n_pinned;

  GtkWidget   *space_bar;
  GtkWidget   *space_name;
  GtkWidget   *space_menu;
  GtkWidget   *space_rooms;
  GtkWidget   *chips;
  GtkWidget   *unread;
  GtkWidget   *stack;
  GtkWidget   *view;
};

G_DEFINE_FINAL_TYPE (UiChatList, ui_chat_list, GTK_TYPE_WIDGET)

enum {
  ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const conversation_properties[] = {
  "archived", "draft", "last-time", "pinned", "title", "unread", NULL,
};
static const char *const account_properties[] = { "color", "enabled", NULL };

/* In a room one is before anybody has said anything. */
static gboolean
is_joined (ChatConversation *conversation)
{
  return chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM
         && chat_room_get_autojoin (chat_conversation_get_room (conversation));
}

static gboolean
is_in_space (UiChatList       *self,
             ChatConversation *conversation)
{
  return g_str_equal (chat_conversation_get_account_address (conversation),
                      chat_space_get_account_address (self->space))
         && chat_space_contains (self->space, chat_conversation_get_address (conversation));
}

static gboolean
is_listed (UiChatList       *self,
           ChatConversation *conversation)
{
  const char *draft = NULL;

  if (self->space != NULL && !is_in_space (self, conversation))
    return FALSE;
  if (conversation == ui_live_list_get_chosen (self->list))
    return TRUE;
  if (chat_conversation_get_archived (conversation))
    return FALSE;
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->unread)))
    return chat_conversation_get_unread (conversation) > 0;
  if (self->space != NULL || chat_conversation_get_pinned (conversation)
      || chat_conversation_get_last_time (conversation) != 0
      || is_joined (conversation))
    return TRUE;

  /* Opened once, and nothing was ever said there. */
  draft = chat_conversation_get_draft (conversation);
  return draft != NULL && *draft != '\0';
}

/* A new talk stands where its first message will put it. */
static gint64
rank_of (ChatConversation *conversation)
{
  gint64 time = chat_conversation_get_last_time (conversation);

  return time != 0 ? time : G_MAXINT64;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  ChatConversation *first = *(ChatConversation *const *) a;
  ChatConversation *second = *(ChatConversation *const *) b;
  gboolean first_pinned = chat_conversation_get_pinned (first);
  gint64 first_rank = rank_of (first);
  gint64 second_rank = rank_of (second);

  if (first_pinned != chat_conversation_get_pinned (second))
    return first_pinned ? -1 : 1;
  if (first_rank != second_rank)
    return first_rank > second_rank ? -1 : 1;
  return g_utf8_collate (chat_conversation_get_title (first),
                         chat_conversation_get_title (second));
}

/* The list wraps each row in a widget of its own; the line and the colours stand on that. */
static void
update_row (UiChatList *self,
            UiChatRow  *row)
{
  ChatConversation *conversation = ui_chat_row_get_conversation (row);
  GtkWidget *holder = gtk_widget_get_parent (GTK_WIDGET (row));
  guint position = ui_live_list_find (self->list, conversation);
  ChatAccount *account = NULL;

  if (g_list_model_get_n_items (ui_item_watch_get_model (self->accounts)) > 1)
    account = chat_client_get_account (self->client,
                                       chat_conversation_get_account_address (conversation));
  ui_chat_row_set_account_color (row, account != NULL ? chat_account_get_color (account) : NULL);
  ui_chat_row_set_chosen (row, conversation == ui_live_list_get_chosen (self->list));

  if (holder == NULL)
    return;
  if (position + 1 == self->n_pinned && self->n_pinned < ui_live_list_get_length (self->list))
    gtk_widget_add_css_class (holder, "last-pinned");
  else
    gtk_widget_remove_css_class (holder, "last-pinned");
}

static void
update_rows (UiChatList *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_row (self, self->bound->pdata[i]);
}

static void
update_page (UiChatList *self)
{
  const char *page = "list";

  if (ui_live_list_get_length (self->list) == 0)
    page = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->unread)) ? "all-read"
           : self->space != NULL ? "empty-space" : "none";
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
}

/* Those that belong to a server's space and are not in the list already. */
static GPtrArray *
dup_more_rooms (UiChatList *self)
{
  GPtrArray *more = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *rooms = self->space != NULL ? chat_space_get_rooms (self->space) : NULL;

  if (rooms == NULL || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->unread)))
    return more;

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (rooms, i);
      ChatConversation *conversation = chat_client_find_conversation (
        self->client, chat_space_get_account_address (self->space),
        chat_space_room_get_address (room));

      if (conversation == NULL
          || ui_live_list_find (self->list, conversation) == GTK_INVALID_LIST_POSITION)
        g_ptr_array_add (more, g_steal_pointer (&room));
    }
  return more;
}

/* Where there is nothing but what one is not in, that has the room. */
static void
update_more_rooms (UiChatList *self)
{
  g_autoptr(GPtrArray) more = dup_more_rooms (self);

  ui_space_rooms_set (UI_SPACE_ROOMS (self->space_rooms),
                      self->space != NULL ? chat_space_get_account_address (self->space) : "",
                      more);
  gtk_widget_set_visible (self->stack, more->len == 0 || ui_live_list_get_length (self->list) > 0);
  gtk_widget_set_vexpand (self->space_rooms, !gtk_widget_get_visible (self->stack));
}

static void
rebuild (UiChatList *self)
{
  GListModel *model = ui_item_watch_get_model (self->conversations);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (model);
  gboolean at_top = ui_list_top_is_shown (self->view);

  self->n_pinned = 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (model, i);

      if (!is_listed (self, conversation))
        continue;
      if (chat_conversation_get_pinned (conversation))
        self->n_pinned++;
      g_ptr_array_add (items, g_steal_pointer (&conversation));
    }
  g_ptr_array_sort (items, compare);

  ui_live_list_take_items (self->list, g_steal_pointer (&items));
  if (at_top)
    ui_list_top_show (self->view);
  gtk_widget_set_visible (self->chips, n_items > 0);
  update_page (self);
  update_more_rooms (self);
  update_rows (self);
}

static void
filter_toggled_cb (UiChatList *self)
{
  if (self->conversations != NULL)
    rebuild (self);
}

/* What is dragged onto a workspace goes into it. */
static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 UiChatRow     *row)
{
  ChatConversation *conversation = ui_chat_row_get_conversation (row);
  g_autoptr(GdkPaintable) picture = NULL;

  if (conversation == NULL)
    return NULL;

  picture = gtk_widget_paintable_new (GTK_WIDGET (row));
  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (CHAT_TYPE_CONVERSATION, conversation);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          UiChatList               *self)
{
  GtkWidget *row = ui_chat_row_new (self->clock);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), row, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         UiChatList               *self)
{
  UiChatRow *row = UI_CHAT_ROW (gtk_list_item_get_child (item));

  ui_chat_row_set_conversation (row, gtk_list_item_get_item (item));
  g_ptr_array_add (self->bound, row);
  update_row (self, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           UiChatList               *self)
{
  UiChatRow *row = UI_CHAT_ROW (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->bound, row);
  ui_chat_row_set_conversation (row, NULL);
}

static void
activate_cb (GtkListView *view,
             guint        position,
             UiChatList  *self)
{
  ChatConversation *conversation = ui_live_list_peek (self->list, position);

  if (conversation != NULL)
    g_signal_emit (self, signals[ACTIVATE], 0, conversation);
}

static GMenuModel *
menu_cb (GtkWidget *row,
         gpointer   user_data)
{
  UiChatList *self = user_data;
  ChatConversation *conversation = ui_chat_row_get_conversation (UI_CHAT_ROW (row));

  if (conversation == NULL)
    return NULL;
  return ui_conversation_menu_new (conversation, chat_client_get_spaces (self->client),
                                   conversation == ui_live_list_get_chosen (self->list));
}

/* Made when it is opened: what it offers depends on where the workspace stands. */
static void
make_space_menu (GtkMenuButton *button,
                 gpointer       user_data)
{
  UiChatList *self = user_data;
  g_autoptr(GMenuModel) menu = NULL;

  if (self->space == NULL)
    return;

  menu = ui_space_menu_new (self->space, chat_client_get_spaces (self->client));
  gtk_menu_button_set_menu_model (button, menu);
}

static void
ui_chat_list_dispose (GObject *object)
{
  UiChatList *self = UI_CHAT_LIST (object);

  if (self->menu != NULL)
    ui_list_menu_close (self->menu);
  g_clear_object (&self->menu);
  g_clear_object (&self->space_names);
  if (self->space != NULL)
    g_signal_handlers_disconnect_by_data (self->space, self);
  g_clear_object (&self->space);
  g_clear_object (&self->conversations);
  g_clear_object (&self->accounts);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CHAT_LIST);
  g_clear_object (&self->list);
  g_clear_object (&self->clock);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_chat_list_parent_class)->dispose (object);
}

static void
ui_chat_list_finalize (GObject *object)
{
  UiChatList *self = UI_CHAT_LIST (object);

  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (ui_chat_list_parent_class)->finalize (object);
}

static void
ui_chat_list_class_init (UiChatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_chat_list_dispose;
  object_class->finalize = ui_chat_list_finalize;

  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONVERSATION);

  g_type_ensure (UI_TYPE_SPACE_ROOMS);
  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-chat-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiChatList, space_bar);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, space_name);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, space_menu);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, space_rooms);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, chips);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, unread);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiChatList, view);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_set_css_name (widget_class, "chatlist");
}

static void
ui_chat_list_init (UiChatList *self)
{
  self->bound = g_ptr_array_new ();
  self->list = ui_live_list_new (CHAT_TYPE_CONVERSATION);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = ui_list_menu_new (GTK_WIDGET (self), self->view, UI_TYPE_CHAT_ROW, menu_cb, self);
  self->space_names = g_binding_group_new ();
  g_binding_group_bind (self->space_names, "name", self->space_name, "label",
                        G_BINDING_SYNC_CREATE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->space_menu), make_space_menu, self,
                                         NULL);
}

void
ui_chat_list_set_client (UiChatList *self,
                         ChatClient *client,
                         UiClock    *clock)
{
  g_return_if_fail (UI_IS_CHAT_LIST (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  self->accounts = ui_item_watch_new (chat_client_get_accounts (client), account_properties);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);
  self->conversations = ui_item_watch_new (chat_client_get_conversations (client),
                                           conversation_properties);
  g_signal_connect_object (self->conversations, "changed", G_CALLBACK (rebuild), self,
                           G_CONNECT_SWAPPED);
  rebuild (self);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (self->list));
}

void
ui_chat_list_choose (UiChatList       *self,
                     ChatConversation *conversation)
{
  guint position;

  g_return_if_fail (UI_IS_CHAT_LIST (self));
  g_return_if_fail (conversation == NULL || CHAT_IS_CONVERSATION (conversation));

  if (ui_live_list_get_chosen (self->list) == conversation)
    return;

  ui_live_list_choose (self->list, conversation);
  rebuild (self);

  position = conversation != NULL ? ui_live_list_find (self->list, conversation)
                                  : GTK_INVALID_LIST_POSITION;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

ChatConversation *
ui_chat_list_step (UiChatList *self,
                   int         step)
{
  gpointer chosen = NULL;
  guint position = GTK_INVALID_LIST_POSITION;
  int length;

  g_return_val_if_fail (UI_IS_CHAT_LIST (self), NULL);

  length = (int) ui_live_list_get_length (self->list);
  if (length == 0)
    return NULL;

  if ((chosen = ui_live_list_get_chosen (self->list)) != NULL)
    position = ui_live_list_find (self->list, chosen);
  if (position == GTK_INVALID_LIST_POSITION)
    return ui_live_list_peek (self->list, step > 0 ? 0 : (guint) length - 1);

  return ui_live_list_peek (self->list, (guint) (((int) position + step + length) % length));
}

ChatConversation *
ui_chat_list_peek (UiChatList *self,
                   guint       position)
{
  g_return_val_if_fail (UI_IS_CHAT_LIST (self), NULL);

  return ui_live_list_peek (self->list, position);
}

void
ui_chat_list_focus (UiChatList *self)
{
  g_return_if_fail (UI_IS_CHAT_LIST (self));

  gtk_widget_child_focus (gtk_widget_get_mapped (self->view) ? self->view : self->stack,
                          GTK_DIR_TAB_FORWARD);
}

void
ui_chat_list_set_space (UiChatList *self,
                        ChatSpace  *space)
{
  g_return_if_fail (UI_IS_CHAT_LIST (self));
  g_return_if_fail (space == NULL || CHAT_IS_SPACE (space));

  if (self->space == space)
    return;

  if (self->space != NULL)
    g_signal_handlers_disconnect_by_data (self->space, self);
  g_set_object (&self->space, space);
  if (space != NULL)
    g_signal_connect_object (space, "members-changed", G_CALLBACK (rebuild), self,
                             G_CONNECT_SWAPPED);
  g_binding_group_set_source (self->space_names, space);
  gtk_widget_set_visible (self->space_bar, space != NULL);
  if (self->conversations != NULL)
    {
      rebuild (self);
      ui_list_top_show (self->view);
    }
}

gboolean
ui_chat_list_has_space_of (UiChatList       *self,
                           ChatConversation *conversation)
{
  g_return_val_if_fail (UI_IS_CHAT_LIST (self), FALSE);
  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), FALSE);

  return self->space == NULL || is_in_space (self, conversation);
}

GListModel *
ui_chat_list_get_model (UiChatList *self)
{
  g_return_val_if_fail (UI_IS_CHAT_LIST (self), NULL);

  return G_LIST_MODEL (self->list);
}

void
ui_chat_list_show_unread (UiChatList *self,
                          gboolean    only_unread)
{
  g_return_if_fail (UI_IS_CHAT_LIST (self));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->unread), only_unread);
}
