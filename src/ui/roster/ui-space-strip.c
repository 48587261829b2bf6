/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspaces beside the chats. */
#define G_LOG_DOMAIN "ui-space-strip"

#include "ui-space-strip.h"

#include "ui-list-menu.h"
#include "ui-space-menu.h"
#include "ui-space-row.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiSpaceStrip
{
  GtkWidget   parent_instance;

  ChatClient *client; /* (nullable) */
  UiListMenu *menu;
  char       *wanted; /* (nullable): the id of one that may be yet to come */

  GtkWidget  *list;
};

G_DEFINE_FINAL_TYPE (UiSpaceStrip, ui_space_strip, GTK_TYPE_WIDGET)

static guint chosen_signal;

static UiSpaceRow *
get_row (GtkListBoxRow *row)
{
  return UI_SPACE_ROW (gtk_list_box_row_get_child (row));
}

ChatSpace *
ui_space_strip_get_chosen (UiSpaceStrip *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (UI_IS_SPACE_STRIP (self), NULL);

  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  return row != NULL ? ui_space_row_get_space (get_row (row)) : NULL;
}

static void
selected_cb (UiSpaceStrip *self)
{
  /* In between there is none. */
  if (gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)) == NULL)
    return;

  g_clear_pointer (&self->wanted, g_free);
  g_signal_emit (self, chosen_signal, 0, ui_space_strip_get_chosen (self));
}

void
ui_space_strip_choose_nth (UiSpaceStrip *self,
                           guint         n)
{
  GtkListBoxRow *row;

  g_return_if_fail (UI_IS_SPACE_STRIP (self));

  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) n);
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

static GtkWidget *
add_row (UiSpaceStrip *self,
         ChatSpace    *space, /* (nullable) */
         guint         position)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), ui_space_row_new (self->client, space));
  gtk_list_box_insert (GTK_LIST_BOX (self->list), row, (int) position);
  return row;
}

/* The first row is none of the list's. */
static void
spaces_cb (GListModel   *spaces,
           guint         position,
           guint         n_removed,
           guint         n_added,
           UiSpaceStrip *self)
{
  GtkListBox *list = GTK_LIST_BOX (self->list);
  ChatSpace *chosen = ui_space_strip_get_chosen (self);
  g_autofree char *was_chosen = chosen != NULL ? g_strdup (chat_space_get_id (chosen)) : NULL;

  for (guint i = 0; i < n_removed; i++)
    gtk_list_box_remove (list, GTK_WIDGET (gtk_list_box_get_row_at_index (list,
                                                                          (int) position + 1)));
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (spaces, i);
      GtkWidget *row = add_row (self, space, i + 1);
      const char *id = chat_space_get_id (space);

      /* One that was moved is the same as before. */
      if (g_strcmp0 (id, was_chosen) == 0 || g_strcmp0 (id, self->wanted) == 0)
        gtk_list_box_select_row (list, GTK_LIST_BOX_ROW (row));
    }

  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (spaces) > 0);
  if (gtk_list_box_get_selected_row (list) == NULL)
    gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 0));
}

static GMenuModel *
menu_cb (GtkWidget *row,
         gpointer   user_data)
{
  UiSpaceStrip *self = user_data;
  ChatSpace *space = ui_space_row_get_space (UI_SPACE_ROW (row));

  return space != NULL ? ui_space_menu_new (space, chat_client_get_spaces (self->client)) : NULL;
}

static void
ui_space_strip_dispose (GObject *object)
{
  UiSpaceStrip *self = UI_SPACE_STRIP (object);

  if (self->menu != NULL)
    ui_list_menu_close (self->menu);
  g_clear_object (&self->menu);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_SPACE_STRIP);
  self->list = NULL;
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (chat_client_get_spaces (self->client), self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (ui_space_strip_parent_class)->dispose (object);
}

static void
ui_space_strip_class_init (UiSpaceStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_space_strip_dispose;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SPACE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-space-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSpaceStrip, list);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_set_css_name (widget_class, "spacestrip");
}

static void
ui_space_strip_init (UiSpaceStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = ui_list_menu_new (GTK_WIDGET (self), self->list, UI_TYPE_SPACE_ROW, menu_cb, self);
}

void
ui_space_strip_set_client (UiSpaceStrip *self,
                           ChatClient   *client)
{
  GListModel *spaces;

  g_return_if_fail (UI_IS_SPACE_STRIP (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  spaces = chat_client_get_spaces (client);
  add_row (self, NULL, 0);
  g_signal_connect_object (spaces, "items-changed", G_CALLBACK (spaces_cb), self, 0);
  spaces_cb (spaces, 0, 0, g_list_model_get_n_items (spaces), self);
}

void
ui_space_strip_choose (UiSpaceStrip *self,
                       ChatSpace    *space)
{
  GtkListBoxRow *row;

  g_return_if_fail (UI_IS_SPACE_STRIP (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (ui_space_row_get_space (get_row (row)) == space)
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

void
ui_space_strip_want (UiSpaceStrip *self,
                     const char   *id)
{
  GListModel *spaces;

  g_return_if_fail (UI_IS_SPACE_STRIP (self));
  g_return_if_fail (self->client != NULL && id != NULL);

  spaces = chat_client_get_spaces (self->client);
  g_free (self->wanted);
  self->wanted = g_strdup (id);
  for (guint i = 0; i < g_list_model_get_n_items (spaces); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (spaces, i);

      if (g_strcmp0 (chat_space_get_id (space), self->wanted) != 0)
        continue;

      ui_space_strip_choose (self, space);
      return;
    }
}
