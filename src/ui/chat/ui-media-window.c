/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pictures and files of a conversation. */
#define G_LOG_DOMAIN "ui-media-window"

#include "ui-media-window.h"

#include "ui-confirm.h"
#include "ui-film-window.h"
#include "ui-list-menu.h"
#include "ui-media-menu.h"
#include "ui-media-row.h"
#include "ui-media-square.h"
#include "ui-open-file.h"
#include "ui-picture-viewer.h"
#include "ui-texture-cache.h"

#include <glib/gi18n.h>

#define SIDE 120
#define PAGE 60  /* how many more are wanted at the end of a list */
#define SPIN_MS 200 /* what takes no longer is not said to take any time */

struct _UiMediaWindow
{
  AdwWindow           parent_instance;

  ChatMedia          *media;
  GtkFilterListModel *pictures;
  GtkFilterListModel *files;
  guint               wanted_pictures;
  guint               wanted_files;
  ChatFile           *chosen;          /* (nullable): whose menu it is */
  UiListMenu         *grid_menu;
  UiListMenu         *list_menu;
  gboolean            has_focused;     /* the keyboard was given its place */
  guint               spin;            /* timeout */

  GtkWidget          *content;
  GtkWidget          *stack;
  GtkWidget          *pictures_stack;
  GtkWidget          *files_stack;
  GtkWidget          *grid;
  GtkWidget          *list;
  GtkWidget          *spinner;
};

G_DEFINE_FINAL_TYPE (UiMediaWindow, ui_media_window, ADW_TYPE_WINDOW)

static gboolean
is_picture (gpointer item,
            gpointer user_data)
{
  return chat_file_get_kind (item) == CHAT_FILE_PICTURE
         || chat_file_get_kind (item) == CHAT_FILE_VIDEO;
}

static gboolean
is_other (gpointer item,
          gpointer user_data)
{
  return !is_picture (item, user_data);
}

static GtkFilterListModel *
filter_new (ChatMedia               *media,
            GtkCustomFilterFunc      func)
{
  return gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (media)),
                                    GTK_FILTER (gtk_custom_filter_new (func, NULL, NULL)));
}

/* The viewer. */

static gboolean
can_fetch_cb (UiPictureViewer *viewer,
              ChatFile        *file,
              ChatMedia       *media)
{
  ChatMessage *message = chat_media_find_message (media, file);

  return message != NULL && !chat_message_is_outgoing (message);
}

static void
fetch_cb (UiPictureViewer *viewer,
          ChatFile        *file,
          ChatMedia       *media)
{
  ChatMessage *message = chat_media_find_message (media, file);

  if (message != NULL)
    chat_conversation_fetch_file (chat_media_get_conversation (media), message, file, TRUE);
}

static void
forward_cb (UiPictureViewer *viewer,
            ChatFile        *file,
            ChatMedia       *media)
{
  ui_media_menu_run (GTK_WIDGET (viewer), media, file, "media.forward");
}

/* One that is not here yet is fetched first. */
static void
view_film (GtkWidget  *from,
           ChatMedia  *media,
           ChatFile   *file,
           ChatPlayer *player)
{
  ChatMessage *message = chat_media_find_message (media, file);

  if (chat_file_get_path (file) != NULL)
    ui_film_window_present (from, player, file);
  else if (message != NULL)
    ui_open_file (from, chat_media_get_conversation (media), message, file);
}

/* Somebody has clicked it. */
static void
fetch_absent (ChatMedia *media,
              ChatFile  *file)
{
  ChatMessage *message = chat_media_find_message (media, file);

  if (chat_file_get_path (file) == NULL && chat_file_get_url (file) != NULL && message != NULL
      && !chat_message_is_outgoing (message))
    chat_conversation_fetch_file (chat_media_get_conversation (media), message, file, TRUE);
}

void
ui_media_window_view (GtkWidget *from,
                      ChatMedia *media,
                      ChatFile  *file)
{
  UiTextureCache *cache = ui_texture_cache_for_widget (from);
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (media));
  UiPictureViewer *viewer;
  guint at = 0;

  if (cache == NULL)
    return;

  if (chat_file_get_kind (file) == CHAT_FILE_VIDEO)
    {
      view_film (from, media, file,
                 chat_pictures_get_player (ui_texture_cache_get_pictures (cache)));
      return;
    }

  fetch_absent (media, file);
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) other = g_list_model_get_item (G_LIST_MODEL (media), i);

      if (other == file)
        at = i;
    }
  viewer = ui_picture_viewer_present (from, ui_texture_cache_get_pictures (cache),
                                      G_LIST_MODEL (media), at);
  g_signal_connect_object (viewer, "can-fetch", G_CALLBACK (can_fetch_cb), media, 0);
  g_signal_connect_object (viewer, "fetch", G_CALLBACK (fetch_cb), media, 0);
  g_signal_connect_object (viewer, "forward", G_CALLBACK (forward_cb), media, 0);
}

/* Rows. */

static void
square_setup_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  gtk_list_item_set_child (item, ui_media_square_new (SIDE));
}

static void
square_bind_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  ui_media_square_set_file (UI_MEDIA_SQUARE (gtk_list_item_get_child (item)),
                            gtk_list_item_get_item (item));
}

static void
square_unbind_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item)
{
  ui_media_square_set_file (UI_MEDIA_SQUARE (gtk_list_item_get_child (item)), NULL);
}

static void
row_setup_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, ui_media_row_new ());
}

static void
row_bind_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             UiMediaWindow            *self)
{
  ChatFile *file = gtk_list_item_get_item (item);
  ChatMessage *message = chat_media_find_message (self->media, file);

  ui_media_row_set_file (UI_MEDIA_ROW (gtk_list_item_get_child (item)), file,
                         message != NULL ? chat_message_get_time (message) : 0);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  ui_media_row_set_file (UI_MEDIA_ROW (gtk_list_item_get_child (item)), NULL, 0);
}

/* What is shown. */

/* The keyboard is where the pictures are, as soon as there is one. */
static void
focus_first (UiMediaWindow *self)
{
  gboolean pictures = g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)),
                                 "pictures") == 0;
  GtkWidget *shown = pictures ? self->grid : self->list;

  if (!self->has_focused && gtk_widget_get_mapped (shown)
      && g_list_model_get_n_items (G_LIST_MODEL (pictures ? self->pictures : self->files)) > 0)
    self->has_focused = gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD);
}

static gboolean
spin_cb (gpointer user_data)
{
  UiMediaWindow *self = user_data;

  self->spin = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
stop_spinner (UiMediaWindow *self)
{
  g_clear_handle_id (&self->spin, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
}

static void
fill (UiMediaWindow *self)
{
  gboolean pictures = g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)),
                                 "pictures") == 0;
  guint n_pictures;
  guint n_files;

  if (self->media == NULL)
    return;

  n_pictures = g_list_model_get_n_items (G_LIST_MODEL (self->pictures));
  n_files = g_list_model_get_n_items (G_LIST_MODEL (self->files));
  if (pictures ? n_pictures < self->wanted_pictures : n_files < self->wanted_files)
    chat_media_load_more (self->media);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pictures_stack),
                                    n_pictures > 0 || chat_media_get_loading (self->media)
                                    ? "list" : "empty");
  gtk_stack_set_visible_child_name (GTK_STACK (self->files_stack),
                                    n_files > 0 || chat_media_get_loading (self->media)
                                    ? "list" : "empty");
  focus_first (self);
  if (!chat_media_get_loading (self->media))
    stop_spinner (self);
  else if (self->spin == 0 && !gtk_widget_get_visible (self->spinner))
    self->spin = g_timeout_add (SPIN_MS, spin_cb, self);
}

static void
fill_cb (UiMediaWindow *self)
{
  fill (self);
}

static void
edge_cb (UiMediaWindow   *self,
         GtkPositionType  edge)
{
  if (edge != GTK_POS_BOTTOM)
    return;

  self->wanted_pictures = g_list_model_get_n_items (G_LIST_MODEL (self->pictures)) + PAGE;
  self->wanted_files = g_list_model_get_n_items (G_LIST_MODEL (self->files)) + PAGE;
  fill (self);
}

static void
open_file (UiMediaWindow *self,
           ChatFile      *file)
{
  ChatMessage *message = chat_media_find_message (self->media, file);

  if (is_picture (file, NULL))
    ui_media_window_view (GTK_WIDGET (self), self->media, file);
  else if (message != NULL)
    ui_open_file (self->list, chat_media_get_conversation (self->media), message, file);
}

static void
picture_cb (UiMediaWindow *self,
            guint          position)
{
  g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (self->pictures), position);

  if (file != NULL)
    open_file (self, file);
}

static void
file_cb (UiMediaWindow *self,
         guint          position)
{
  g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), position);

  if (file != NULL)
    open_file (self, file);
}

/* The menu of each. */

static GMenuModel *
menu_cb (GtkWidget *row,
         gpointer   user_data)
{
  UiMediaWindow *self = user_data;
  ChatFile *file = UI_IS_MEDIA_SQUARE (row) ? ui_media_square_get_file (UI_MEDIA_SQUARE (row))
                                            : ui_media_row_get_file (UI_MEDIA_ROW (row));

  g_set_object (&self->chosen, file);
  return self->chosen != NULL ? ui_media_menu_new (self->media, self->chosen) : NULL;
}

static void
chosen_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  UiMediaWindow *self = UI_MEDIA_WINDOW (widget);

  if (self->chosen == NULL)
    return;

  if (g_str_equal (action, "media.open"))
    open_file (self, self->chosen);
  else
    ui_media_menu_run (widget, self->media, self->chosen, action);
}

static void
ui_media_window_dispose (GObject *object)
{
  UiMediaWindow *self = UI_MEDIA_WINDOW (object);

  g_clear_handle_id (&self->spin, g_source_remove);
  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  if (self->grid_menu != NULL)
    {
      ui_list_menu_close (self->grid_menu);
      ui_list_menu_close (self->list_menu);
    }
  g_clear_object (&self->grid_menu);
  g_clear_object (&self->list_menu);
  g_clear_object (&self->chosen);
  g_clear_object (&self->pictures);
  g_clear_object (&self->files);
  g_clear_object (&self->media);

  G_OBJECT_CLASS (ui_media_window_parent_class)->dispose (object);
}

static void
ui_media_window_class_init (UiMediaWindowClass *klass)
{
  static const char *const actions[] = {
    "media.open", "media.show-folder", "media.copy", "media.save", "media.forward",
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_media_window_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, chosen_action);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-media-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, content);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, pictures_stack);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, files_stack);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, grid);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, list);
  gtk_widget_class_bind_template_child (widget_class, UiMediaWindow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, fill_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_media_window_init (UiMediaWindow *self)
{
  g_autoptr(GtkListItemFactory) squares = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();

  self->wanted_pictures = self->wanted_files = PAGE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->grid_menu = ui_list_menu_new (self->content, self->grid, UI_TYPE_MEDIA_SQUARE, menu_cb,
                                      self);
  self->list_menu = ui_list_menu_new (self->content, self->list, UI_TYPE_MEDIA_ROW, menu_cb, self);
  g_signal_connect (squares, "setup", G_CALLBACK (square_setup_cb), NULL);
  g_signal_connect (squares, "bind", G_CALLBACK (square_bind_cb), NULL);
  g_signal_connect (squares, "unbind", G_CALLBACK (square_unbind_cb), NULL);
  g_signal_connect (rows, "setup", G_CALLBACK (row_setup_cb), NULL);
  g_signal_connect_object (rows, "bind", G_CALLBACK (row_bind_cb), self, 0);
  g_signal_connect (rows, "unbind", G_CALLBACK (row_unbind_cb), NULL);
  gtk_grid_view_set_factory (GTK_GRID_VIEW (self->grid), squares);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), rows);
}

static void
set_models (UiMediaWindow *self)
{
  g_autoptr(GtkSelectionModel) pictures = NULL;
  g_autoptr(GtkSelectionModel) files = NULL;

  self->pictures = filter_new (self->media, is_picture);
  self->files = filter_new (self->media, is_other);
  pictures = GTK_SELECTION_MODEL (
    gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->pictures))));
  files = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->files))));
  gtk_grid_view_set_model (GTK_GRID_VIEW (self->grid), pictures);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), files);
}

UiMediaWindow *
ui_media_window_present (GtkWidget *from,
                         ChatMedia *media)
{
  UiMediaWindow *self = NULL;

  g_return_val_if_fail (CHAT_IS_MEDIA (media), NULL);

  self = g_object_new (UI_TYPE_MEDIA_WINDOW, "transient-for", ui_confirm_get_window (from),
                       "destroy-with-parent", TRUE, NULL);
  self->media = g_object_ref (media);
  set_models (self);
  g_signal_connect_object (media, "notify::loading", G_CALLBACK (fill_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (media, "items-changed", G_CALLBACK (fill_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->pictures)) == 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "files");
  fill (self);
  gtk_window_present (GTK_WINDOW (self));
  focus_first (self);
  return self;
}
