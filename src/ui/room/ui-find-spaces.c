/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spaces of a service, to be joined. */
#define G_LOG_DOMAIN "ui-find-spaces"

#include "ui-find-spaces.h"

#include "chat-error.h"
#include "chat-space-offer.h"
#include "ui-address.h"
#include "ui-ask-text.h"

#include <glib/gi18n.h>

struct _UiFindSpaces
{
  AdwWindow     parent_instance;

  ChatClient   *client;      /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is asked now */
  GListModel   *offers;      /* (nullable): as they are shown */

  GtkWidget    *spinner;
  GtkWidget    *accounts;
  GtkWidget    *service;
  GtkWidget    *stack;
  GtkWidget    *none;
  GtkWidget    *list;
};

G_DEFINE_FINAL_TYPE (UiFindSpaces, ui_find_spaces, ADW_TYPE_WINDOW)

static guint joined_signal;

static void
show_none (UiFindSpaces *self,
           const char   *title,
           const char   *description)
{
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (self->none), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->none), escaped);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "none");
}

static void
stop (UiFindSpaces *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->spinner != NULL)
    gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
}

static GCancellable *
start (UiFindSpaces *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), TRUE);
  return self->cancellable;
}

static GtkWidget *
make_row (ChatSpaceOffer *offer)
{
  const char *description = chat_space_offer_get_description (offer);
  GtkWidget *row = adw_action_row_new ();

  g_object_set (row, "use-markup", FALSE, "title", chat_space_offer_get_name (offer), "subtitle",
                description != NULL ? description : "", "activatable", TRUE, NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("list-add-symbolic"));
  return row;
}

static void
show (UiFindSpaces *self,
      GListModel   *offers) /* (transfer full) */
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  g_clear_object (&self->offers);
  self->offers = offers;
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr(ChatSpaceOffer) offer = g_list_model_get_item (offers, i);

      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (offer));
    }
  if (g_list_model_get_n_items (offers) > 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  else
    show_none (self, _("No spaces"), _("There are none here that can be found."));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiFindSpaces) self = user_data;
  g_autoptr(GError) error = NULL;
  GListModel *offers = chat_spaces_find_offers_finish (CHAT_SPACES (object), result, &error);

  /* Another question has been asked since. */
  if (self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    {
      g_clear_object (&offers);
      return;
    }

  stop (self);
  if (offers != NULL)
    {
      show (self, offers);
    }
  else
    {
      g_autofree char *text = chat_error_to_text (error);

      show_none (self, _("No spaces can be shown"), text);
    }
}

static void
search (UiFindSpaces *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autofree char *service = NULL;

  if (account == NULL || self->client == NULL)
    return;

  service = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->service))));
  show_none (self, _("Looking for spaces…"), "");
  chat_spaces_find_offers_async (chat_account_get_spaces (account),
                                 *service != '\0' ? service : NULL, start (self), found_cb,
                                 g_object_ref (self));
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiFindSpaces) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatSpace) space = chat_spaces_join_finish (CHAT_SPACES (object), result, &error);

  if (self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  stop (self);
  if (space == NULL)
    {
      g_autofree char *text = chat_error_to_text (error);

      show_none (self, _("This did not work"), text);
      return;
    }

  g_signal_emit (self, joined_signal, 0, space);
  gtk_window_close (GTK_WINDOW (self));
}

static void
new_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 UiFindSpaces     *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autofree char *name = ui_ask_text_dup (dialog);
  g_autofree char *service = NULL;

  if (!g_str_equal (response, "yes") || account == NULL)
    return;

  service = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->service))));
  chat_spaces_create_shared_async (chat_account_get_spaces (account), name,
                                   *service != '\0' ? service : NULL, TRUE, start (self),
                                   joined_cb, g_object_ref (self));
}

static void
new_cb (UiFindSpaces *self)
{
  AdwMessageDialog *dialog =
    ui_ask_text_new (GTK_WIDGET (self), _("New space"),
                     _("Everybody on the server can find it and join. Which rooms are in it is for "
                       "you to say."), _("Name"), NULL, _("_Create"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (new_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activated_cb (GtkListBox    *list,
              GtkListBoxRow *row,
              UiFindSpaces  *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_autoptr(ChatSpaceOffer) offer =
    g_list_model_get_item (self->offers, (guint) gtk_list_box_row_get_index (row));

  if (account != NULL && offer != NULL)
    chat_spaces_join_async (chat_account_get_spaces (account),
                            chat_space_offer_get_service (offer),
                            chat_space_offer_get_node (offer), start (self), joined_cb,
                            g_object_ref (self));
}

static void
ui_find_spaces_dispose (GObject *object)
{
  UiFindSpaces *self = UI_FIND_SPACES (object);

  self->spinner = NULL;
  stop (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_FIND_SPACES);
  g_clear_object (&self->offers);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_find_spaces_parent_class)->dispose (object);
}

static void
ui_find_spaces_class_init (UiFindSpacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_find_spaces_dispose;

  joined_signal = g_signal_new ("joined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SPACE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-find-spaces.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, service);
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, stack);
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, none);
  gtk_widget_class_bind_template_child (widget_class, UiFindSpaces, list);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_find_spaces_init (UiFindSpaces *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_find_spaces_new (ChatClient *client,
                    const char *account)
{
  UiFindSpaces *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_FIND_SPACES, NULL);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, account);
  self->client = g_object_ref (client);
  search (self);
  gtk_widget_grab_focus (self->service);
  return GTK_WIDGET (self);
}
