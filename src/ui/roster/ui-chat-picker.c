/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses where to send something. */
#define G_LOG_DOMAIN "ui-chat-picker"

#include "ui-chat-picker.h"

#include "ui-address.h"
#include "ui-check-row.h"
#include "ui-jump-find.h"
#include "ui-jump-row.h"
#include "ui-live-list.h"
#include "ui-tab-stop.h"
#include "ui-template.h"

#include <glib/gi18n.h>

/* Of the others the heads of their lists remind. */
#define MAX_CHATS 50
#define MAX_OTHERS 2000

struct _UiChatPicker
{
  GtkWidget   parent_instance;

  ChatClient *client;  /* (nullable) */
  GPtrArray  *chosen;  /* owned UiJumpItem */
  UiLiveList *list;    /* of UiJumpItem; the chosen one is where the arrows are */
  GPtrArray  *bound;   /* borrowed GtkListItem that are shown now */

  GtkWidget  *entry;
  GtkWidget  *stack;
  GtkWidget  *view;
};

G_DEFINE_FINAL_TYPE (UiChatPicker, ui_chat_picker, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is there. */

/* (nullable): why nothing can be sent there now */
static const char *
get_obstacle (ChatPeer *peer)
{
  ChatRoom *room = CHAT_IS_ROOM (peer) ? CHAT_ROOM (peer) : NULL;

  if (CHAT_IS_CONTACT (peer) && chat_contact_get_blocked (CHAT_CONTACT (peer)))
    return _("Blocked");
  if (room != NULL && !chat_room_comes_back (room))
    return _("You are not in this room");
  if (room != NULL && chat_room_get_state (room) == CHAT_ROOM_JOINED
      && (chat_room_get_rights (room) & CHAT_ROOM_MAY_SPEAK) == 0)
    return _("You may not speak in this room. Ask a moderator.");
  return NULL;
}

static gboolean
can_choose (UiJumpItem *item)
{
  ChatPeer *peer = ui_jump_item_get_peer (item);

  return ui_jump_item_get_kind (item) != UI_JUMP_HEADER
         && (peer == NULL || get_obstacle (peer) == NULL);
}

/* (transfer full) (nullable): that of those whom nobody knows yet */
static ChatAccount *
dup_account (UiChatPicker *self)
{
  return g_list_model_get_item (chat_client_get_accounts (self->client), 0);
}

/* Whom nobody knows yet, by a whole address: it becomes a contact when it is chosen, not with every
 * letter of it. */
static void
find_address (UiChatPicker *self,
              const char   *text,
              GHashTable   *seen,
              GPtrArray    *items)
{
  g_autofree char *address = ui_address_parse (text);
  g_autoptr(ChatAccount) account = dup_account (self);
  ChatContact *contact;

  if (address == NULL || account == NULL)
    return;

  contact = chat_account_find_contact (account, address);
  if (contact != NULL && g_hash_table_contains (seen, contact))
    return;

  g_ptr_array_add (items, ui_jump_item_new (UI_JUMP_HEADER, _("New chat"), NULL));
  g_ptr_array_add (items, contact != NULL ? ui_jump_item_new (UI_JUMP_CONTACT, NULL, contact)
                                          : ui_jump_item_new (UI_JUMP_ADDRESS, address, NULL));
}

/* With what is in the way, for who sees it. */
static void
explain (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      UiJumpItem *item = items->pdata[i];
      ChatPeer *peer = ui_jump_item_get_peer (item);
      const char *obstacle = peer != NULL ? get_obstacle (peer) : NULL;

      if (obstacle == NULL)
        continue;

      items->pdata[i] = ui_jump_item_new (ui_jump_item_get_kind (item), obstacle,
                                          ui_jump_item_get_object (item));
      g_object_unref (item);
    }
}

static void
choose_first (UiChatPicker *self)
{
  guint n_items = ui_live_list_get_length (self->list);
  UiJumpItem *first = NULL;

  for (guint i = 0; i < n_items && first == NULL; i++)
    if (can_choose (ui_live_list_peek (self->list, i)))
      first = ui_live_list_peek (self->list, i);
  ui_live_list_choose (self->list, first);
}

static void
changed_cb (UiChatPicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(UiMatch) match = ui_match_new (text);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->client == NULL)
    return;

  ui_jump_find_chats (self->client, match, MAX_CHATS, seen, items);
  ui_jump_find_contacts (self->client, match, MAX_OTHERS, seen, items);
  ui_jump_find_rooms (self->client, match, MAX_OTHERS, seen, items);
  find_address (self, text, seen, items);
  explain (items);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), items->len > 0 ? "list" : "none");
  ui_live_list_take_items (self->list, g_steal_pointer (&items));
  /* Nothing is typed: nobody means the first one. */
  if (match != NULL)
    choose_first (self);
  else
    ui_live_list_choose (self->list, NULL);
}

/* Choosing. */

static UiJumpItem *
find_chosen (UiChatPicker *self,
             ChatPeer     *peer)
{
  for (guint i = 0; i < self->chosen->len; i++)
    if (ui_jump_item_get_peer (self->chosen->pdata[i]) == peer)
      return self->chosen->pdata[i];

  return NULL;
}

static void
show_chosen (UiChatPicker *self,
             GtkListItem  *list_item)
{
  UiJumpItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  ChatPeer *peer = ui_jump_item_get_peer (item);

  if (peer != NULL)
    ui_check_row_set_chosen (row, chat_peer_get_name (peer), find_chosen (self, peer) != NULL,
                             get_obstacle (peer));
  else if (ui_jump_item_get_kind (item) == UI_JUMP_ADDRESS)
    ui_check_row_set_chosen (row, ui_jump_item_get_text (item), FALSE, NULL);
  else
    ui_check_row_set_heading (row, ui_jump_item_get_text (item));
}

static void
tell (UiChatPicker *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_chosen (self, self->bound->pdata[i]);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* (transfer full) (nullable): with the contact that it becomes */
static UiJumpItem *
make_contact (UiChatPicker *self,
              UiJumpItem   *item)
{
  g_autoptr(ChatAccount) account = dup_account (self);
  ChatContact *contact =
    account != NULL ? chat_account_get_contact (account, ui_jump_item_get_text (item)) : NULL;

  return contact != NULL ? ui_jump_item_new (UI_JUMP_CONTACT, NULL, contact) : NULL;
}

static void
toggle (UiChatPicker *self,
        UiJumpItem   *wanted)
{
  const gboolean is_address = ui_jump_item_get_kind (wanted) == UI_JUMP_ADDRESS;
  g_autoptr(UiJumpItem) item = is_address ? make_contact (self, wanted) : g_object_ref (wanted);
  UiJumpItem *chosen;

  if (is_address)
    changed_cb (self); /* it is there as such now */
  if (item == NULL || !can_choose (item))
    return;

  chosen = find_chosen (self, ui_jump_item_get_peer (item));

  if (chosen != NULL)
    g_ptr_array_remove (self->chosen, chosen);
  else
    g_ptr_array_add (self->chosen, g_object_ref (item));
  tell (self);
}

static void
activate_cb (GtkListView  *view,
             guint         position,
             UiChatPicker *self)
{
  UiJumpItem *item = ui_live_list_peek (self->list, position);

  if (item != NULL)
    toggle (self, item);
}

/* Enter takes the one that is marked, and the next name can be typed; once none is, it is done. */
static void
enter_cb (UiChatPicker *self)
{
  g_autoptr(UiJumpItem) item = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (*text != '\0')
    changed_cb (self); /* what was typed last may not have been looked for */
  if (ui_live_list_get_chosen (self->list) != NULL)
    item = g_object_ref (ui_live_list_get_chosen (self->list));
  if (item == NULL && *text == '\0')
    g_signal_emit (self, signals[DONE], 0);
  if (item == NULL)
    return;

  toggle (self, item);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  changed_cb (self);
}

static void
move (UiChatPicker *self,
      int           step)
{
  gpointer marked = ui_live_list_get_chosen (self->list);
  int length = (int) ui_live_list_get_length (self->list);
  int position = marked != NULL ? (int) ui_live_list_find (self->list, marked) : -1;

  for (position += step; position >= 0 && position < length; position += step)
    if (can_choose (ui_live_list_peek (self->list, (guint) position)))
      {
        ui_live_list_choose (self->list, ui_live_list_peek (self->list, (guint) position));
        gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", (guint) position);
        return;
      }
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        modifiers,
        UiChatPicker          *self)
{
  gboolean is_plain = (modifiers & gtk_accelerator_get_default_mod_mask ()) == 0;

  if (is_plain && (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down))
    move (self, 1);
  else if (is_plain && (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up))
    move (self, -1);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

/* An empty search takes Escape, which is to close the dialog. */
static void
stop_cb (UiChatPicker *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

/* Rows. */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          UiChatPicker             *self)
{
  gtk_list_item_set_child (list_item, ui_check_row_new (ui_jump_row_new ()));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiChatPicker             *self)
{
  UiJumpItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = ui_check_row_get_content (gtk_list_item_get_child (list_item));

  gtk_list_item_set_activatable (list_item, can_choose (item));
  gtk_list_item_set_selectable (list_item, can_choose (item));
  ui_jump_row_set_item (UI_JUMP_ROW (row), item, NULL);
  g_ptr_array_add (self->bound, list_item);
  show_chosen (self, list_item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiChatPicker             *self)
{
  GtkWidget *row = ui_check_row_get_content (gtk_list_item_get_child (list_item));

  g_ptr_array_remove_fast (self->bound, list_item);
  ui_jump_row_set_item (UI_JUMP_ROW (row), NULL, NULL);
}

static gboolean
ui_chat_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_CHAT_PICKER (widget)->entry);
}

static void
ui_chat_picker_dispose (GObject *object)
{
  UiChatPicker *self = UI_CHAT_PICKER (object);

  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CHAT_PICKER);
  g_clear_object (&self->list);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_chat_picker_parent_class)->dispose (object);
}

static void
ui_chat_picker_finalize (GObject *object)
{
  UiChatPicker *self = UI_CHAT_PICKER (object);

  g_ptr_array_unref (self->chosen);
  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (ui_chat_picker_parent_class)->finalize (object);
}

static void
ui_chat_picker_class_init (UiChatPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ui_chat_picker_dispose;
  object_class->finalize = ui_chat_picker_finalize;
  widget_class->grab_focus = ui_chat_picker_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-chat-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, UiChatPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, UiChatPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, UiChatPicker, view);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
ui_chat_picker_init (UiChatPicker *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_object_unref);
  self->bound = g_ptr_array_new ();
  self->list = ui_live_list_new (UI_TYPE_JUMP_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (self->list));
}

void
ui_chat_picker_set_client (UiChatPicker *self,
                           ChatClient   *client)
{
  g_return_if_fail (UI_IS_CHAT_PICKER (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  changed_cb (self);
}

guint
ui_chat_picker_get_count (UiChatPicker *self)
{
  g_return_val_if_fail (UI_IS_CHAT_PICKER (self), 0);

  return self->chosen->len;
}

GStrv
ui_chat_picker_dup_names (UiChatPicker *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (UI_IS_CHAT_PICKER (self), NULL);

  for (guint i = 0; i < self->chosen->len; i++)
    g_strv_builder_add (builder,
                        chat_peer_get_name (ui_jump_item_get_peer (self->chosen->pdata[i])));
  return g_strv_builder_end (builder);
}

GPtrArray *
ui_chat_picker_get_chosen (UiChatPicker *self)
{
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (UI_IS_CHAT_PICKER (self), NULL);

  for (guint i = 0; i < self->chosen->len; i++)
    {
      gpointer object = ui_jump_item_get_object (self->chosen->pdata[i]);
      ChatConversation *conversation = CHAT_IS_CONVERSATION (object) ? object : NULL;
      ChatAccount *account = NULL;

      if (conversation == NULL)
        account = chat_client_get_account (self->client,
                                           chat_contact_get_account_address (object));
      if (account != NULL)
        conversation = chat_client_get_conversation (self->client, account,
                                                     chat_contact_get_address (object), NULL);
      if (conversation != NULL)
        g_ptr_array_add (conversations, g_object_ref (conversation));
    }
  return g_steal_pointer (&conversations);
}

void
ui_chat_picker_drop (UiChatPicker     *self,
                     ChatConversation *conversation)
{
  UiJumpItem *chosen = NULL;

  g_return_if_fail (UI_IS_CHAT_PICKER (self));

  chosen = find_chosen (self, chat_conversation_get_peer (conversation));
  if (chosen == NULL)
    return;

  g_ptr_array_remove (self->chosen, chosen);
  tell (self);
}
