/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contacts in the side bar. */
#define G_LOG_DOMAIN "ui-contact-list"

#include "ui-contact-list.h"

#include "ui-contact-menu.h"
#include "ui-contact-row.h"
#include "ui-group-row.h"
#include "ui-item-watch.h"
#include "ui-list-menu.h"
#include "ui-list-top.h"
#include "ui-request-row.h"
#include "ui-roster-item.h"
#include "ui-tab-stop.h"
#include "ui-template.h"

struct _UiContactList
{
  GtkWidget    parent_instance;

  ChatClient  *client;   /* (nullable) */
  UiRoster    *roster;   /* (nullable) */
  UiItemWatch *accounts; /* (nullable) */
  UiListMenu  *menu;
  GPtrArray   *bound;    /* borrowed UiContactRow: those that show something now */
  gboolean     was_at_top;

  GtkWidget   *chips;
  GtkWidget   *all;
  GtkWidget   *online;
  GtkWidget   *stack;
  GtkWidget   *view;
};

G_DEFINE_FINAL_TYPE (UiContactList, ui_contact_list, GTK_TYPE_WIDGET)

enum {
  ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const account_properties[] = { "color", "enabled", NULL };

static void
update_row (UiContactList *self,
            UiContactRow  *row)
{
  ChatContact *contact = ui_contact_row_get_contact (row);
  ChatAccount *account = NULL;

  if (g_list_model_get_n_items (ui_item_watch_get_model (self->accounts)) > 1)
    account = chat_client_get_account (self->client, chat_contact_get_account_address (contact));
  ui_contact_row_set_account_color (row, account != NULL ? chat_account_get_color (account) : NULL);
}

static void
update_rows (UiContactList *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_row (self, self->bound->pdata[i]);
}

static void
rebuild_cb (UiContactList *self)
{
  self->was_at_top = ui_list_top_is_shown (self->view);
}

static void
rebuilt_cb (UiContactList *self)
{
  g_autofree char *filter = NULL;
  gboolean empty = ui_live_list_get_length (ui_roster_get_list (self->roster)) == 0;
  gboolean any = ui_roster_get_n_contacts (self->roster) > 0;
  const char *page = "list";

  g_object_get (self->roster, "filter", &filter, NULL);
  if (empty && !any)
    page = "none";
  else if (empty)
    page = filter != NULL ? "no-match" : "nobody-online";

  if (self->was_at_top)
    ui_list_top_show (self->view);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_set_visible (self->chips, any && filter == NULL);
}

static GtkWidget *
make_child (UiRosterKind kind)
{
  switch (kind)
    {
    case UI_ROSTER_GROUP:
      return ui_group_row_new ();
    case UI_ROSTER_REQUEST:
      return ui_request_row_new ();
    case UI_ROSTER_CONTACT:
    default:
      return ui_contact_row_new ();
    }
}

static GType
child_type (UiRosterKind kind)
{
  switch (kind)
    {
    case UI_ROSTER_GROUP:
      return UI_TYPE_GROUP_ROW;
    case UI_ROSTER_REQUEST:
      return UI_TYPE_REQUEST_ROW;
    case UI_ROSTER_CONTACT:
    default:
      return UI_TYPE_CONTACT_ROW;
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiContactList            *self)
{
  UiRosterItem *item = gtk_list_item_get_item (list_item);
  UiRosterKind kind = ui_roster_item_get_kind (item);
  GtkWidget *child = gtk_list_item_get_child (list_item);

  /* Rows are of three kinds, and a widget is used again for whichever comes. */
  if (child == NULL || G_OBJECT_TYPE (child) != child_type (kind))
    {
      child = make_child (kind);
      gtk_list_item_set_child (list_item, child);
    }
  gtk_list_item_set_activatable (list_item, kind != UI_ROSTER_REQUEST);

  switch (kind)
    {
    case UI_ROSTER_GROUP:
      ui_group_row_set_item (UI_GROUP_ROW (child), item);
      break;
    case UI_ROSTER_REQUEST:
      ui_request_row_set_contact (UI_REQUEST_ROW (child), ui_roster_item_get_contact (item));
      break;
    case UI_ROSTER_CONTACT:
    default:
      ui_contact_row_set_contact (UI_CONTACT_ROW (child), ui_roster_item_get_contact (item));
      g_ptr_array_add (self->bound, child);
      update_row (self, UI_CONTACT_ROW (child));
      break;
    }
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiContactList            *self)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (UI_IS_GROUP_ROW (child))
    {
      ui_group_row_set_item (UI_GROUP_ROW (child), NULL);
    }
  else if (UI_IS_REQUEST_ROW (child))
    {
      ui_request_row_set_contact (UI_REQUEST_ROW (child), NULL);
    }
  else if (UI_IS_CONTACT_ROW (child))
    {
      g_ptr_array_remove_fast (self->bound, child);
      ui_contact_row_set_contact (UI_CONTACT_ROW (child), NULL);
    }
}

static void
activate_item (UiContactList *self,
               UiRosterItem  *item)
{
  switch (ui_roster_item_get_kind (item))
    {
    case UI_ROSTER_GROUP:
      ui_roster_set_folded (self->roster, ui_roster_item_get_group (item),
                            !ui_roster_item_get_folded (item));
      break;
    case UI_ROSTER_CONTACT:
      g_signal_emit (self, signals[ACTIVATE], 0, ui_roster_item_get_contact (item));
      break;
    case UI_ROSTER_REQUEST:
    default:
      break;
    }
}

static void
activate_cb (GtkListView   *view,
             guint          position,
             UiContactList *self)
{
  g_autoptr(UiRosterItem) item = NULL;

  item = g_list_model_get_item (G_LIST_MODEL (ui_roster_get_list (self->roster)), position);
  if (item != NULL)
    activate_item (self, item);
}

/* Left and right fold and unfold a group, as in every tree. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        modifiers,
        UiContactList         *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint fold_key = rtl ? GDK_KEY_Right : GDK_KEY_Left;
  guint unfold_key = rtl ? GDK_KEY_Left : GDK_KEY_Right;

  if (!UI_IS_GROUP_ROW (row) || (keyval != fold_key && keyval != unfold_key))
    return GDK_EVENT_PROPAGATE;

  ui_roster_set_folded (self->roster,
                        ui_roster_item_get_group (ui_group_row_get_item (UI_GROUP_ROW (row))),
                        keyval == fold_key);
  return GDK_EVENT_STOP;
}

static GMenuModel *
menu_cb (GtkWidget *row,
         gpointer   user_data)
{
  UiContactList *self = user_data;
  ChatContact *contact = ui_contact_row_get_contact (UI_CONTACT_ROW (row));
  ChatAccount *account = NULL;

  if (contact == NULL)
    return NULL;

  account = chat_client_get_account (self->client, chat_contact_get_account_address (contact));
  return account != NULL ? ui_contact_menu_new (account, contact) : NULL;
}

/* GTK makes some two hundred rows of a list that nobody sees as well; many people never look. */
static void
ui_contact_list_map (GtkWidget *widget)
{
  UiContactList *self = UI_CONTACT_LIST (widget);

  if (self->roster != NULL)
    {
      ui_roster_set_shown (self->roster, TRUE);
      if (gtk_list_view_get_model (GTK_LIST_VIEW (self->view)) == NULL)
        gtk_list_view_set_model (GTK_LIST_VIEW (self->view),
                                 GTK_SELECTION_MODEL (ui_roster_get_list (self->roster)));
    }
  GTK_WIDGET_CLASS (ui_contact_list_parent_class)->map (widget);
}

static void
ui_contact_list_unmap (GtkWidget *widget)
{
  UiContactList *self = UI_CONTACT_LIST (widget);

  GTK_WIDGET_CLASS (ui_contact_list_parent_class)->unmap (widget);
  if (self->roster != NULL)
    ui_roster_set_shown (self->roster, FALSE);
}

static void
ui_contact_list_dispose (GObject *object)
{
  UiContactList *self = UI_CONTACT_LIST (object);

  if (self->menu != NULL)
    ui_list_menu_close (self->menu);
  g_clear_object (&self->menu);
  g_clear_object (&self->accounts);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CONTACT_LIST);
  g_clear_object (&self->roster);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_contact_list_parent_class)->dispose (object);
}

static void
ui_contact_list_finalize (GObject *object)
{
  UiContactList *self = UI_CONTACT_LIST (object);

  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (ui_contact_list_parent_class)->finalize (object);
}

static void
ui_contact_list_class_init (UiContactListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_contact_list_dispose;
  object_class->finalize = ui_contact_list_finalize;
  widget_class->map = ui_contact_list_map;
  widget_class->unmap = ui_contact_list_unmap;

  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONTACT);

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-contact-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiContactList, chips);
  gtk_widget_class_bind_template_child (widget_class, UiContactList, all);
  gtk_widget_class_bind_template_child (widget_class, UiContactList, online);
  gtk_widget_class_bind_template_child (widget_class, UiContactList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiContactList, view);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_set_css_name (widget_class, "contactlist");
}

static void
ui_contact_list_init (UiContactList *self)
{
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = ui_list_menu_new (GTK_WIDGET (self), self->view, UI_TYPE_CONTACT_ROW, menu_cb, self);
}

void
ui_contact_list_set_client (UiContactList *self,
                            ChatClient    *client,
                            GSettings     *settings)
{
  g_return_if_fail (UI_IS_CONTACT_LIST (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->accounts = ui_item_watch_new (chat_client_get_accounts (client), account_properties);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);

  self->roster = ui_roster_new (client);
  ui_roster_set_shown (self->roster, gtk_widget_get_mapped (GTK_WIDGET (self)));
  g_settings_bind (settings, "show-offline", self->roster, "show-offline", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "folded-groups", self->roster, "folded", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->roster, "rebuild", G_CALLBACK (rebuild_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->roster, "rebuilt", G_CALLBACK (rebuilt_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->roster, "show-offline", self->online, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE
                          | G_BINDING_INVERT_BOOLEAN);
  rebuilt_cb (self);
}

void
ui_contact_list_set_filter (UiContactList *self,
                            const char    *filter)
{
  g_return_if_fail (UI_IS_CONTACT_LIST (self));

  ui_roster_set_filter (self->roster, filter);
}

gboolean
ui_contact_list_activate_first (UiContactList *self)
{
  UiLiveList *list = NULL;

  g_return_val_if_fail (UI_IS_CONTACT_LIST (self), FALSE);

  list = ui_roster_get_list (self->roster);
  for (guint i = 0; i < ui_live_list_get_length (list); i++)
    {
      UiRosterItem *item = ui_live_list_peek (list, i);

      if (ui_roster_item_get_kind (item) == UI_ROSTER_CONTACT)
        {
          activate_item (self, item);
          return TRUE;
        }
    }
  return FALSE;
}

void
ui_contact_list_focus (UiContactList *self)
{
  g_return_if_fail (UI_IS_CONTACT_LIST (self));

  gtk_widget_child_focus (gtk_widget_get_mapped (self->view) ? self->view : self->stack,
                          GTK_DIR_TAB_FORWARD);
}

UiRoster *
ui_contact_list_get_roster (UiContactList *self)
{
  g_return_val_if_fail (UI_IS_CONTACT_LIST (self), NULL);

  return self->roster;
}
