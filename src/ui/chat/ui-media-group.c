/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last pictures of a conversation, and the way to all of its files. */
#define G_LOG_DOMAIN "ui-media-group"

#include "ui-media-group.h"

#include "ui-media-square.h"
#include "ui-media-window.h"

#include <glib/gi18n.h>

#define N_SQUARES 4
#define SIDE      64

struct _UiMediaGroup
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatMedia        *media;        /* (nullable) */

  GtkWidget        *group;
  GtkWidget        *squares;      /* borrowed: a row of the group */
  GtkWidget        *buttons[N_SQUARES];
};

G_DEFINE_FINAL_TYPE (UiMediaGroup, ui_media_group, GTK_TYPE_WIDGET)

static void
update (UiMediaGroup *self)
{
  guint n_files = self->media != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->media)) : 0;
  guint n_shown = 0;

  for (guint i = 0; i < n_files && n_shown < N_SQUARES; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (self->media), i);
      GtkWidget *button = self->buttons[n_shown];

      if (chat_file_get_kind (file) != CHAT_FILE_PICTURE
          && chat_file_get_kind (file) != CHAT_FILE_VIDEO)
        continue;

      ui_media_square_set_file (UI_MEDIA_SQUARE (gtk_button_get_child (GTK_BUTTON (button))),
                                file);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      chat_file_get_name (file) != NULL
                                      ? chat_file_get_name (file)
                                      : chat_file_get_kind (file) == CHAT_FILE_VIDEO
                                      ? _("Video") : _("Picture"), -1);
      gtk_widget_set_child_visible (button, TRUE);
      n_shown++;
    }
  for (guint i = n_shown; i < N_SQUARES; i++)
    {
      GtkWidget *square = gtk_button_get_child (GTK_BUTTON (self->buttons[i]));

      ui_media_square_set_file (UI_MEDIA_SQUARE (square), NULL);
      gtk_widget_set_child_visible (self->buttons[i], FALSE); /* its place is kept */
    }
  gtk_widget_set_visible (self->squares, n_shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n_files > 0);
}

static void
items_cb (UiMediaGroup *self)
{
  update (self);
}

static void
picture_cb (UiMediaGroup *self,
            GtkButton    *button)
{
  ChatFile *file = ui_media_square_get_file (UI_MEDIA_SQUARE (gtk_button_get_child (button)));

  if (file != NULL && self->media != NULL)
    ui_media_window_view (GTK_WIDGET (self), self->media, file);
}

static void
all_cb (UiMediaGroup *self)
{
  if (self->media != NULL)
    ui_media_window_present (GTK_WIDGET (self), self->media);
}

static void
set_media (UiMediaGroup *self,
           ChatMedia    *media) /* (nullable) (transfer full) */
{
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_object (&self->media);
  self->media = media;
  if (media != NULL)
    g_signal_connect_object (media, "items-changed", G_CALLBACK (items_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
ui_media_group_dispose (GObject *object)
{
  UiMediaGroup *self = UI_MEDIA_GROUP (object);

  set_media (self, NULL);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->group, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_media_group_parent_class)->dispose (object);
}

static void
ui_media_group_class_init (UiMediaGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_media_group_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
add_squares (UiMediaGroup *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  self->squares = g_object_new (ADW_TYPE_PREFERENCES_ROW, "activatable", FALSE, "focusable", FALSE,
                                "child", box, NULL);
  for (guint i = 0; i < N_SQUARES; i++)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_button_set_child (GTK_BUTTON (button), ui_media_square_new (SIDE));
      gtk_widget_add_css_class (button, "media-square");
      g_signal_connect_object (button, "clicked", G_CALLBACK (picture_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), button);
      self->buttons[i] = button;
    }
}

static void
ui_media_group_init (UiMediaGroup *self)
{
  GtkWidget *all = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Pictures and files"));
  add_squares (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->squares);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), _("Show all"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (all), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (all), arrow);
  g_signal_connect_object (all, "activated", G_CALLBACK (all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), all);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  update (self);
}

void
ui_media_group_set_conversation (UiMediaGroup     *self,
                                 ChatConversation *conversation)
{
  g_return_if_fail (UI_IS_MEDIA_GROUP (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  set_media (self, conversation != NULL ? chat_media_new (conversation) : NULL);
  update (self);
}
