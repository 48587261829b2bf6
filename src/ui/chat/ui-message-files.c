/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a message. */
#define G_LOG_DOMAIN "ui-message-files"

#include "ui-message-files.h"

#define GAP 6

/* Of more the others are not shown: nobody sends so many at once. */
#define MAX_SHOWN 20

struct _UiMessageFiles
{
  GtkWidget       parent_instance;

  UiPictureCache *cache; /* borrowed */
  GPtrArray      *views; /* borrowed UiFileView: children */
};

G_DEFINE_FINAL_TYPE (UiMessageFiles, ui_message_files, GTK_TYPE_WIDGET)

static guint activate_signal;

static void
activate_cb (UiFileView     *view,
             UiMessageFiles *self)
{
  if (ui_file_view_get_file (view) != NULL)
    g_signal_emit (self, activate_signal, 0, ui_file_view_get_file (view));
}

void
ui_message_files_set_files (UiMessageFiles *self,
                            GListModel     *files)
{
  guint n_files = files != NULL ? MIN (g_list_model_get_n_items (files), MAX_SHOWN) : 0;

  g_return_if_fail (UI_IS_MESSAGE_FILES (self));

  while (self->views->len > n_files)
    gtk_widget_unparent (g_ptr_array_steal_index (self->views, self->views->len - 1));
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);

      if (i == self->views->len)
        {
          GtkWidget *view = ui_file_view_new (self->cache);

          /* The first one has a line of its own below them. */
          ui_file_view_set_tells_progress (UI_FILE_VIEW (view), i > 0);
          g_signal_connect (view, "activate", G_CALLBACK (activate_cb), self);
          gtk_widget_set_parent (view, GTK_WIDGET (self));
          g_ptr_array_add (self->views, view);
        }
      ui_file_view_set_file (g_ptr_array_index (self->views, i), file);
    }
}

void
ui_message_files_measure (UiMessageFiles *self,
                          int             room,
                          int            *width,
                          int            *height)
{
  g_return_if_fail (UI_IS_MESSAGE_FILES (self));

  *width = *height = 0;
  for (guint i = 0; i < self->views->len; i++)
    {
      int view_width;
      int view_height;

      ui_file_view_measure (g_ptr_array_index (self->views, i), room, &view_width, &view_height);
      *width = MAX (*width, view_width);
      *height += view_height + (i > 0 ? GAP : 0);
    }
}

static void
ui_message_files_measure_vfunc (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  int width;
  int height;

  ui_message_files_measure (UI_MESSAGE_FILES (widget), for_size > 0 ? for_size : G_MAXINT16, &width,
                            &height);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (width, 1) : height;
}

static void
ui_message_files_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  UiMessageFiles *self = UI_MESSAGE_FILES (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  for (guint i = 0; i < self->views->len; i++)
    {
      GtkWidget *view = g_ptr_array_index (self->views, i);
      int view_width;
      int view_height;

      gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      ui_file_view_measure (UI_FILE_VIEW (view), width, &view_width, &view_height);
      gtk_widget_size_allocate (view,
                                &(const GtkAllocation) { rtl ? width - view_width : 0, y,
                                                         view_width, view_height }, -1);
      y += view_height + GAP;
    }
}

static void
ui_message_files_dispose (GObject *object)
{
  UiMessageFiles *self = UI_MESSAGE_FILES (object);

  if (self->views != NULL)
    ui_message_files_set_files (self, NULL);

  G_OBJECT_CLASS (ui_message_files_parent_class)->dispose (object);
}

static void
ui_message_files_finalize (GObject *object)
{
  g_ptr_array_unref (UI_MESSAGE_FILES (object)->views);

  G_OBJECT_CLASS (ui_message_files_parent_class)->finalize (object);
}

static void
ui_message_files_class_init (UiMessageFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_message_files_dispose;
  object_class->finalize = ui_message_files_finalize;
  widget_class->measure = ui_message_files_measure_vfunc;
  widget_class->size_allocate = ui_message_files_size_allocate;
  activate_signal = g_signal_new ("activate-file", UI_TYPE_MESSAGE_FILES, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_FILE);
  gtk_widget_class_set_css_name (widget_class, "files");
}

static void
ui_message_files_init (UiMessageFiles *self)
{
  self->views = g_ptr_array_new ();
}

GtkWidget *
ui_message_files_new (UiPictureCache *cache)
{
  UiMessageFiles *self = g_object_new (UI_TYPE_MESSAGE_FILES, NULL);

  self->cache = cache;
  return GTK_WIDGET (self);
}
