/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms of a service. */
#define G_LOG_DOMAIN "ui-browse-rooms"

#include "ui-browse-rooms.h"

#include "chat-directory.h"
#include "chat-error.h"
#include "ui-address.h"
#include "ui-channel-row.h"
#include "ui-tab-stop.h"

#include <glib/gi18n.h>

struct _UiBrowseRooms
{
  AdwWindow      parent_instance;

  ChatClient    *client;
  ChatDirectory *directory; /* (nullable) */
  GCancellable  *cancellable;
  gboolean       asking;    /* for the service */

  GtkWidget     *spinner;
  GtkWidget     *accounts;
  GtkWidget     *service;
  GtkWidget     *entry;
  GtkWidget     *stack;
  GtkWidget     *none;
  GtkWidget     *view;
};

G_DEFINE_FINAL_TYPE (UiBrowseRooms, ui_browse_rooms, ADW_TYPE_WINDOW)

static void
show_none (UiBrowseRooms *self,
           const char    *title,
           const char    *description)
{
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (self->none), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->none), escaped);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "none");
}

static void
update (UiBrowseRooms *self)
{
  guint n_items = 0;
  gboolean loading = self->asking;
  g_autofree char *error = NULL;

  if (self->directory != NULL)
    {
      n_items = g_list_model_get_n_items (G_LIST_MODEL (self->directory));
      g_object_get (self->directory, "loading", &loading, "error-text", &error, NULL);
    }
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), loading);
  if (n_items > 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  else if (loading)
    show_none (self, _("Looking for rooms…"), "");
  else if (error != NULL)
    show_none (self, _("No rooms can be shown"), error);
  else if (self->directory == NULL)
    show_none (self, _("Which service?"),
               _("Your server names none. Type the address of one above."));
  else
    show_none (self, _("No rooms"), *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0'
               ? _("No room here has this name.") : _("There are none here that can be found."));
}

static void
open_directory (UiBrowseRooms *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autofree char *service = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(GtkSelectionModel) model = NULL;

  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), NULL);
  if (self->directory != NULL)
    g_signal_handlers_disconnect_by_data (self->directory, self);
  g_clear_object (&self->directory);
  service = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->service))));
  if (account != NULL && *service != '\0')
    {
      self->directory = chat_directory_new (chat_account_get_rooms (account), service,
                                            *text != '\0' ? text : NULL, FALSE);
      model = GTK_SELECTION_MODEL (
        gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->directory))));
      gtk_list_view_set_model (GTK_LIST_VIEW (self->view), model);
      g_signal_connect_object (self->directory, "notify", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->directory, "items-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      chat_directory_load_more (self->directory);
    }
  update (self);
}

static void
found_service_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(UiBrowseRooms) self = user_data;
  g_autofree char *service = chat_rooms_find_service_finish (CHAT_ROOMS (object), result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->asking = FALSE;
  /* What was typed meanwhile is meant. */
  if (service != NULL && *gtk_editable_get_text (GTK_EDITABLE (self->service)) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->service), service);
  open_directory (self);
}

static void
account_cb (UiBrowseRooms *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));

  if (account == NULL || self->client == NULL)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->service), "");
  self->asking = TRUE;
  chat_rooms_find_service_async (chat_account_get_rooms (account), self->cancellable,
                                 found_service_cb, g_object_ref (self));
  update (self);
}

static void
service_cb (UiBrowseRooms *self)
{
  open_directory (self);
}

static void
filter_cb (UiBrowseRooms *self)
{
  open_directory (self);
}

static void
edge_cb (GtkScrolledWindow *window,
         GtkPositionType    edge,
         UiBrowseRooms     *self)
{
  if (edge == GTK_POS_BOTTOM && self->directory != NULL)
    chat_directory_load_more (self->directory);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          UiBrowseRooms            *self)
{
  gtk_list_item_set_child (item, ui_channel_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         UiBrowseRooms            *self)
{
  ui_channel_row_set_channel (UI_CHANNEL_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           UiBrowseRooms            *self)
{
  ui_channel_row_set_channel (UI_CHANNEL_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Joining asks first, over the main window. */
static void
activate_cb (GtkListView   *view,
             guint          position,
             UiBrowseRooms *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr(ChatChannel) channel = NULL;

  channel = g_list_model_get_item (G_LIST_MODEL (self->directory), position);
  if (channel == NULL || account == NULL || window == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (window), "room.join", "(ss)",
                              chat_account_get_address (account),
                              chat_channel_get_address (channel));
  gtk_window_close (GTK_WINDOW (self));
}

static void
ui_browse_rooms_dispose (GObject *object)
{
  UiBrowseRooms *self = UI_BROWSE_ROOMS (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_BROWSE_ROOMS);
  if (self->directory != NULL)
    g_signal_handlers_disconnect_by_data (self->directory, self);
  g_clear_object (&self->directory);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_browse_rooms_parent_class)->dispose (object);
}

static void
ui_browse_rooms_finalize (GObject *object)
{
  g_clear_object (&UI_BROWSE_ROOMS (object)->cancellable);

  G_OBJECT_CLASS (ui_browse_rooms_parent_class)->finalize (object);
}

static void
ui_browse_rooms_class_init (UiBrowseRoomsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_browse_rooms_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_browse_rooms_finalize;

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-browse-rooms.ui");
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, service);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, entry);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, stack);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, none);
  gtk_widget_class_bind_template_child (widget_class, UiBrowseRooms, view);
  gtk_widget_class_bind_template_callback (widget_class, account_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_browse_rooms_init (UiBrowseRooms *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_browse_rooms_new (ChatClient *client,
                     const char *account)
{
  UiBrowseRooms *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_BROWSE_ROOMS, NULL);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, account);
  self->client = g_object_ref (client);
  account_cb (self);
  gtk_widget_grab_focus (self->entry);
  return GTK_WIDGET (self);
}
