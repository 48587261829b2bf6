/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are dragged out, or copied. */
#define G_LOG_DOMAIN "ui-drag-file"

#include "ui-drag-file.h"

#include "ui-open-file.h"

/* px: of a picture below the pointer */
#define MAX_ICON 160

GdkContentProvider *
ui_drag_file_new_content (ChatFile *file)
{
  g_autoptr(GFile) place = NULL;
  g_autoptr(GSList) places = NULL;
  GdkContentProvider *content;
  GdkFileList *list;

  g_return_val_if_fail (CHAT_IS_FILE (file), NULL);

  place = ui_open_file_dup_place (file);
  if (place == NULL)
    return NULL;

  /* Who gets it in a sandbox gets it through the portal: that is up to the toolkit. */
  places = g_slist_prepend (NULL, place);
  list = gdk_file_list_new_from_list (places);
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return content;
}

void
ui_drag_file_copy (GtkWidget *from,
                   ChatFile  *file)
{
  g_autoptr(GdkContentProvider) content = ui_drag_file_new_content (file);

  g_return_if_fail (GTK_IS_WIDGET (from));

  if (content != NULL)
    gdk_clipboard_set_content (gtk_widget_get_clipboard (from), content);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            UiDragFileGet  get_file)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  ChatFile *file = get_file (widget);

  return file != NULL ? ui_drag_file_new_content (file) : NULL;
}

/* A large picture would hide where it is dropped. */
static void
begin_cb (GtkDragSource *source,
          GdkDrag       *drag,
          gpointer       user_data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr(GdkPaintable) live = gtk_widget_paintable_new (widget);
  g_autoptr(GdkPaintable) still = gdk_paintable_get_current_image (live);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GdkPaintable) icon = NULL;
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  double scale = MIN (1, MAX_ICON / MAX (MAX (width, height), 1));

  gdk_paintable_snapshot (still, snapshot, width * scale, height * scale);
  icon = gtk_snapshot_free_to_paintable (g_steal_pointer (&snapshot),
                                         &GRAPHENE_SIZE_INIT ((float) (width * scale),
                                                              (float) (height * scale)));
  gtk_drag_source_set_icon (source, icon, 0, 0);
}

void
ui_drag_file_enable (GtkWidget     *widget,
                     UiDragFileGet  get_file)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), (gpointer) get_file);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
}
