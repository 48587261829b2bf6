/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms of a space that one is not in. */
#define G_LOG_DOMAIN "ui-space-rooms"

#include "ui-space-rooms.h"

#include "chat-space-room.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiSpaceRooms
{
  GtkWidget  parent_instance;

  GPtrArray *rooms; /* owned ChatSpaceRoom: as they are shown */

  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (UiSpaceRooms, ui_space_rooms, GTK_TYPE_WIDGET)

static void
ui_space_rooms_dispose (GObject *object)
{
  UiSpaceRooms *self = UI_SPACE_ROOMS (object);

  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_SPACE_ROOMS);
  g_ptr_array_set_size (self->rooms, 0);

  G_OBJECT_CLASS (ui_space_rooms_parent_class)->dispose (object);
}

static void
ui_space_rooms_finalize (GObject *object)
{
  g_ptr_array_unref (UI_SPACE_ROOMS (object)->rooms);

  G_OBJECT_CLASS (ui_space_rooms_parent_class)->finalize (object);
}

static void
ui_space_rooms_class_init (UiSpaceRoomsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_space_rooms_dispose;
  object_class->finalize = ui_space_rooms_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-space-rooms.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSpaceRooms, list);
  gtk_widget_class_set_css_name (widget_class, "spacerooms");
}

static void
ui_space_rooms_init (UiSpaceRooms *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_row (ChatSpaceRoom *room,
          const char    *account)
{
  const char *name = chat_space_room_get_name (room);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("system-users-symbolic");
  GtkWidget *label = gtk_label_new (name);
  g_autofree char *sentence = NULL;

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 16);
  gtk_widget_set_size_request (icon, 40, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, chat_space_room_get_address (room));
  /* Translators: of a room that one is not in: its name. */
  sentence = g_strdup_printf (_("%s, join the room"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "room.join");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", account,
                                    chat_space_room_get_address (room));
  return row;
}

static gboolean
is_same (UiSpaceRooms *self,
         GPtrArray    *rooms)
{
  if (self->rooms->len != rooms->len)
    return FALSE;

  for (guint i = 0; i < rooms->len; i++)
    if (self->rooms->pdata[i] != rooms->pdata[i])
      return FALSE;

  return TRUE;
}

void
ui_space_rooms_set (UiSpaceRooms *self,
                    const char   *account,
                    GPtrArray    *rooms)
{
  GtkWidget *row;

  g_return_if_fail (UI_IS_SPACE_ROOMS (self));

  if (is_same (self, rooms))
    return;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  g_ptr_array_set_size (self->rooms, 0);
  for (guint i = 0; i < rooms->len; i++)
    {
      g_ptr_array_add (self->rooms, g_object_ref (rooms->pdata[i]));
      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (rooms->pdata[i], account));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), rooms->len > 0);
}
