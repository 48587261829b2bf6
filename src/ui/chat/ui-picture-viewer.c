/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows pictures large, one at a time, over a dark ground. */
#define G_LOG_DOMAIN "ui-picture-viewer"

#include "ui-picture-viewer.h"

#include "ui-confirm.h"
#include "ui-copy-picture.h"
#include "ui-drag-file.h"
#include "ui-open-file.h"
#include "ui-picture-words.h"
#include "ui-zoom-view.h"

#include <glib/gi18n.h>

#define SHARPEST    4096 /* px that a side is decoded to at most */
#define FIRST       1024 /* at least, so that a small window does not begin with a blur */
#define MAX_FRAMES  200
#define SHARPEN_MS  150  /* after the last turn of the wheel */
#define SPINNER_MS  250  /* for what is there sooner, none turns */
#define MIN_WIDTH   360
#define MIN_HEIGHT  360

/* What moves has to fit into the memory that the decoder gives to it: if not as large as wanted,
 * then smaller. */
static const guint moving_sides[] = { 512, 360, 250 };

struct _UiPictureViewer
{
  AdwWindow           parent_instance;

  ChatPictures       *pictures;
  GtkSingleSelection *files;     /* the pictures, of which one is shown; NULL once it closes */
  ChatFile           *file;      /* (nullable): the one that is shown */
  GCancellable       *loading;   /* (nullable): of what is being decoded */
  GSignalGroup       *transfer;  /* of the one that is shown */
  guint               side;      /* px to which all of it was last decoded, or tried to */
  gboolean            is_try;    /* that is whether it moves in a smaller size */
  guint               tried;     /* how many of moving_sides were */
  guint               sharpen;   /* timeout */
  guint               spin;      /* timeout */
  guint               close;     /* idle */

  GtkWidget          *heading;
  GtkWidget          *stack;
  GtkWidget          *view;
  GtkWidget          *message;
  GtkWidget          *fetch;
  GtkWidget          *other;
  GtkWidget          *spinner;
  GtkWidget          *previous;
  GtkWidget          *next;
  GtkWidget          *zoom;
  GtkWidget          *percent;
};

G_DEFINE_FINAL_TYPE (UiPictureViewer, ui_picture_viewer, ADW_TYPE_WINDOW)

enum {
  CAN_FETCH,
  FETCH,
  FORWARD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is said of it. */

static void
update_actions (UiPictureViewer *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_files = self->files != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->files)) : 0;
  guint at = n_files > 0 ? gtk_single_selection_get_selected (self->files) : 0;
  gboolean is_here = self->file != NULL && chat_file_get_path (self->file) != NULL;
  gboolean is_shown = ui_zoom_view_get_picture (UI_ZOOM_VIEW (self->view)) != NULL;

  gtk_widget_action_set_enabled (widget, "viewer.previous", n_files > 0 && at > 0);
  gtk_widget_action_set_enabled (widget, "viewer.next", at + 1 < n_files);
  gtk_widget_action_set_enabled (widget, "viewer.save", is_here);
  gtk_widget_action_set_enabled (widget, "viewer.open", is_here);
  gtk_widget_action_set_enabled (widget, "viewer.show-folder", is_here);
  gtk_widget_action_set_enabled (widget, "viewer.copy", is_shown);
  gtk_widget_action_set_enabled (widget, "viewer.forward", self->file != NULL);
  gtk_widget_set_visible (self->previous, n_files > 1);
  gtk_widget_set_visible (self->next, n_files > 1);
  gtk_widget_set_visible (self->zoom, is_shown);
}

static void
update_zoom (UiPictureViewer *self)
{
  UiZoomView *view = UI_ZOOM_VIEW (self->view);
  double zoom = ui_zoom_view_get_zoom (view);
  g_autofree char *percent = zoom > 0 && zoom < 0.01
                             /* Translators: how large a picture is shown: less than that */
                             ? g_strdup (_("< 1 %"))
                             /* Translators: how large a picture is shown */
                             : g_strdup_printf (_("%.0f %%"), zoom * 100);
  /* U+200E: the sign stays behind the number where one reads from the right. */
  g_autofree char *shown = g_strconcat ("\u200e", percent, NULL);

  gtk_label_set_text (GTK_LABEL (self->percent), shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.zoom-in",
                                 ui_zoom_view_can_zoom (view, TRUE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.zoom-out",
                                 ui_zoom_view_can_zoom (view, FALSE));
}

static void
update (UiPictureViewer *self)
{
  const char *name = chat_file_get_name (self->file);
  g_autofree char *text = ui_picture_words_describe (
    self->file, ui_zoom_view_get_picture (UI_ZOOM_VIEW (self->view)),
    gtk_single_selection_get_selected (self->files),
    g_list_model_get_n_items (G_LIST_MODEL (self->files)));

  if (name == NULL)
    name = _("Picture");

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->heading), name);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->heading), text);
  gtk_window_set_title (GTK_WINDOW (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  update_actions (self);
}

static void
show_message (UiPictureViewer *self,
              const char      *icon,
              const char      *title,
              const char      *text)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (self->message);

  adw_status_page_set_icon_name (page, icon);
  adw_status_page_set_title (page, title);
  adw_status_page_set_description (page, text);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "message");
}

static gboolean
is_on_its_way (ChatFile *file)
{
  ChatTransfer *transfer = chat_file_get_transfer (file);

  return transfer != NULL && (chat_transfer_get_state (transfer) == CHAT_TRANSFER_WAITING
                              || chat_transfer_get_state (transfer) == CHAT_TRANSFER_ACTIVE);
}

/* (nullable): why it has not come when it was last asked for */
static const char *
get_trouble (ChatFile *file)
{
  ChatTransfer *transfer = chat_file_get_transfer (file);

  return transfer != NULL ? chat_transfer_get_text (transfer) : NULL;
}

static void
show_gone (UiPictureViewer *self)
{
  const char *trouble = get_trouble (self->file);
  gboolean can_fetch = FALSE;

  if (chat_file_get_url (self->file) != NULL)
    g_signal_emit (self, signals[CAN_FETCH], 0, self->file, &can_fetch);
  gtk_widget_set_visible (self->fetch, can_fetch);
  gtk_widget_set_visible (self->other, FALSE);
  show_message (self, "image-missing-symbolic", _("The picture is gone"),
                trouble != NULL ? trouble : _("It is not on this computer any more."));
}

static void
show_failure (UiPictureViewer *self,
              const GError    *error)
{
  gtk_widget_set_visible (self->fetch, FALSE);
  gtk_widget_set_visible (self->other, TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    show_message (self, "image-missing-symbolic", _("The picture is too large to be shown"),
                  _("Another program may be able to show it."));
  else
    show_message (self, "image-missing-symbolic", _("This cannot be shown"),
                  _("It is damaged, or no picture that Charla knows."));
}

static void
show_absent (UiPictureViewer *self)
{
  gtk_widget_set_visible (self->fetch, chat_file_get_url (self->file) != NULL);
  gtk_widget_set_visible (self->other, FALSE);
  show_message (self, "image-x-generic-symbolic", _("Not on this computer yet"),
                get_trouble (self->file));
}

/* Loading. */

static void
stop_spinner (UiPictureViewer *self)
{
  g_clear_handle_id (&self->spin, g_source_remove);
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
}

static gboolean
spin_cb (gpointer user_data)
{
  UiPictureViewer *self = user_data;

  self->spin = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
stop_loading (UiPictureViewer *self)
{
  g_clear_handle_id (&self->sharpen, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  stop_spinner (self);
}

static void load          (UiPictureViewer *self,
                           guint            side,
                           gboolean         is_try);
static void sharpen_later (UiPictureViewer *self);

static gboolean
may_move (ChatFile *file)
{
  const char *type = chat_file_get_media_type (file);

  return g_strcmp0 (type, "image/gif") == 0 || g_strcmp0 (type, "image/webp") == 0
         || g_strcmp0 (type, "image/apng") == 0;
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiPictureViewer) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);
  UiZoomView *view = NULL;
  gboolean again;
  gboolean moves;

  /* The widgets may be gone, too. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  view = UI_ZOOM_VIEW (self->view);
  again = ui_zoom_view_get_picture (view) != NULL;
  g_clear_object (&self->loading);
  stop_spinner (self);
  if (picture == NULL)
    {
      g_debug ("%s", error->message);
      if (again)
        return;

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        show_failure (self, error);
      else if (is_on_its_way (self->file))
        spin_cb (self);
      else
        show_gone (self);
      return;
    }

  moves = chat_picture_get_n_frames (picture) > 1;
  if (!self->is_try || moves)
    {
      ui_zoom_view_take_picture (view, g_steal_pointer (&picture), again);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->view);
      update (self);
    }
  if (!moves && may_move (self->file) && self->tried < G_N_ELEMENTS (moving_sides))
    load (self, moving_sides[self->tried++], TRUE);
  else
    sharpen_later (self); /* it may have been zoomed meanwhile */
}

/* Large enough for @side px on the screen. Holds no more than one picture and what comes in its
 * stead. */
static void
load (UiPictureViewer *self,
      guint            side,
      gboolean         is_try)
{
  const ChatPictureSize size = { side, side, FALSE, MAX_FRAMES };
  g_autoptr(GFile) file = ui_open_file_dup_place (self->file);

  self->is_try = is_try;
  if (!is_try)
    self->side = side;
  self->loading = g_cancellable_new ();
  chat_pictures_decode_file_async (self->pictures, file, &size, self->loading, decoded_cb,
                                   g_object_ref (self));
}

static guint
get_first_side (UiPictureViewer *self)
{
  int width = gtk_widget_get_width (self->view);
  int height = gtk_widget_get_height (self->view);
  int side;

  if (width == 0 || height == 0)
    gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  side = MAX (width, height) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  return (guint) CLAMP (side, FIRST, SHARPEST);
}

static void
start (UiPictureViewer *self)
{
  stop_loading (self);
  ui_zoom_view_take_picture (UI_ZOOM_VIEW (self->view), NULL, FALSE);
  self->tried = 0;
  update (self);

  if (chat_file_get_path (self->file) != NULL)
    {
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->view);
      self->spin = g_timeout_add (SPINNER_MS, spin_cb, self);
      load (self, get_first_side (self), FALSE);
    }
  else if (is_on_its_way (self->file))
    {
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->view);
      spin_cb (self);
    }
  else
    show_absent (self);
}

/* It is seen from nearer than it was decoded for. */
static gboolean
sharpen_cb (gpointer user_data)
{
  UiPictureViewer *self = user_data;
  UiZoomView *view = UI_ZOOM_VIEW (self->view);
  ChatPicture *picture = ui_zoom_view_get_picture (view);
  guint full;
  guint have;
  guint wanted;

  self->sharpen = 0;
  if (picture == NULL || self->loading != NULL || chat_picture_get_n_frames (picture) > 1)
    return G_SOURCE_REMOVE;

  full = MAX (chat_picture_get_full_width (picture), chat_picture_get_full_height (picture));
  have = MAX (chat_picture_get_width (picture), chat_picture_get_height (picture));
  wanted = MIN (ui_zoom_view_get_side (view), MIN (full, SHARPEST));
  /* With some room, so that not every step decodes it */
  if (wanted > have && wanted > self->side)
    load (self, MIN (wanted + wanted / 2, SHARPEST), FALSE);
  return G_SOURCE_REMOVE;
}

static void
sharpen_later (UiPictureViewer *self)
{
  if (self->sharpen == 0 && ui_zoom_view_get_picture (UI_ZOOM_VIEW (self->view)) != NULL)
    self->sharpen = g_timeout_add (SHARPEN_MS, sharpen_cb, self);
}

static void
zoom_cb (UiPictureViewer *self)
{
  update_zoom (self);
  sharpen_later (self);
}

static void
fetch_cb (UiPictureViewer *self)
{
  g_signal_emit (self, signals[FETCH], 0, self->file);
}

/* Which one. */

static void
place_cb (UiPictureViewer *self)
{
  if (ui_zoom_view_get_picture (UI_ZOOM_VIEW (self->view)) == NULL)
    start (self);
}

static void
transfer_cb (UiPictureViewer *self)
{
  g_signal_group_set_target (self->transfer, chat_file_get_transfer (self->file));
  place_cb (self);
}

static void
size_cb (UiPictureViewer *self)
{
  update (self);
}

static void
forget_file (UiPictureViewer *self)
{
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_object (&self->file);
}

static gboolean
close_cb (gpointer user_data)
{
  UiPictureViewer *self = user_data;

  self->close = 0;
  gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static void
selected_cb (UiPictureViewer *self)
{
  ChatFile *file = gtk_single_selection_get_selected_item (self->files);

  if (file == NULL)
    {
      /* The last one was taken back; the list is not to be let go while it tells so. */
      if (self->close == 0)
        self->close = g_idle_add (close_cb, self);
      return;
    }
  if (file == self->file)
    {
      update (self);
      return;
    }

  forget_file (self);
  self->file = g_object_ref (file);
  g_signal_connect_object (file, "notify::path", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (file, "notify::transfer", G_CALLBACK (transfer_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->transfer, chat_file_get_transfer (file));
  g_signal_connect_object (file, "notify::size", G_CALLBACK (size_cb), self, G_CONNECT_SWAPPED);
  start (self);
}

static void
items_cb (UiPictureViewer *self)
{
  if (self->file != NULL && self->files != NULL)
    update (self);
}

static void
go_by (UiPictureViewer *self,
       int              step)
{
  guint at = gtk_single_selection_get_selected (self->files);
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (self->files));

  if ((step < 0 && at > 0) || (step > 0 && at + 1 < n_files))
    gtk_single_selection_set_selected (self->files, step < 0 ? at - 1 : at + 1);
}

/* Actions. */

static void
turn_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  int step = g_variant_get_int32 (parameter);

  go_by (UI_PICTURE_VIEWER (widget),
         gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? -step : step);
}

static void
go_cb (GtkWidget  *widget,
       const char *action,
       GVariant   *parameter)
{
  go_by (UI_PICTURE_VIEWER (widget), g_str_equal (action, "viewer.next") ? 1 : -1);
}

static void
zoom_action_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  UiZoomView *view = UI_ZOOM_VIEW (UI_PICTURE_VIEWER (widget)->view);

  if (g_str_equal (action, "viewer.fit"))
    ui_zoom_view_fit (view);
  else if (g_str_equal (action, "viewer.actual"))
    ui_zoom_view_set_zoom (view, 1);
  else
    ui_zoom_view_step (view, g_str_equal (action, "viewer.zoom-in"));
}

static void
full_screen_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
file_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  UiPictureViewer *self = UI_PICTURE_VIEWER (widget);

  if (g_str_equal (action, "viewer.save"))
    ui_open_file_save (self->stack, self->file);
  else if (g_str_equal (action, "viewer.open"))
    ui_open_file (self->stack, NULL, NULL, self->file);
  else
    ui_open_file_show_folder (self->stack, self->file);
}

static void
copy_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  UiPictureViewer *self = UI_PICTURE_VIEWER (widget);
  ChatPicture *picture = ui_zoom_view_get_picture (UI_ZOOM_VIEW (self->view));

  if (picture != NULL)
    ui_copy_picture (self->stack, self->pictures, picture, self->file);
}

static void
forward_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  UiPictureViewer *self = UI_PICTURE_VIEWER (widget);

  if (self->file != NULL)
    g_signal_emit (self, signals[FORWARD], 0, self->file);
}

/* What is zoomed is moved instead. */
static ChatFile *
get_dragged (GtkWidget *view)
{
  GtkRoot *root = gtk_widget_get_root (view);

  return UI_IS_PICTURE_VIEWER (root) && !ui_zoom_view_is_larger (UI_ZOOM_VIEW (view))
         ? UI_PICTURE_VIEWER (root)->file : NULL;
}

static void
ui_picture_viewer_dispose (GObject *object)
{
  UiPictureViewer *self = UI_PICTURE_VIEWER (object);

  g_clear_handle_id (&self->sharpen, g_source_remove);
  g_clear_handle_id (&self->spin, g_source_remove);
  g_clear_handle_id (&self->close, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->transfer);
  forget_file (self);
  if (self->files != NULL)
    g_signal_handlers_disconnect_by_data (self->files, self);
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);

  G_OBJECT_CLASS (ui_picture_viewer_parent_class)->dispose (object);
}

static void
add_actions (GtkWidgetClass *klass)
{
  static const struct {
    const char                  *name;
    GtkWidgetActionActivateFunc  func;
  } actions[] = {
    { "viewer.next", go_cb },
    { "viewer.previous", go_cb },
    { "viewer.zoom-in", zoom_action_cb },
    { "viewer.zoom-out", zoom_action_cb },
    { "viewer.fit", zoom_action_cb },
    { "viewer.actual", zoom_action_cb },
    { "viewer.full-screen", full_screen_cb },
    { "viewer.save", file_cb },
    { "viewer.open", file_cb },
    { "viewer.show-folder", file_cb },
    { "viewer.copy", copy_cb },
    { "viewer.forward", forward_cb },
  };
  static const struct {
    guint            key;
    GdkModifierType  modifiers;
    const char      *action;
  } keys[] = {
    { GDK_KEY_Escape, 0, "window.close" },
    { GDK_KEY_w, GDK_CONTROL_MASK, "window.close" },
    { GDK_KEY_Page_Down, 0, "viewer.next" },
    { GDK_KEY_KP_Page_Down, 0, "viewer.next" },
    { GDK_KEY_Page_Up, 0, "viewer.previous" },
    { GDK_KEY_KP_Page_Up, 0, "viewer.previous" },
    { GDK_KEY_plus, 0, "viewer.zoom-in" },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "viewer.zoom-in" },
    { GDK_KEY_equal, 0, "viewer.zoom-in" },
    { GDK_KEY_KP_Add, 0, "viewer.zoom-in" },
    { GDK_KEY_minus, 0, "viewer.zoom-out" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "viewer.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "viewer.zoom-out" },
    { GDK_KEY_0, 0, "viewer.fit" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "viewer.fit" },
    { GDK_KEY_KP_0, 0, "viewer.fit" },
    { GDK_KEY_1, 0, "viewer.actual" },
    { GDK_KEY_F11, 0, "viewer.full-screen" },
    { GDK_KEY_s, GDK_CONTROL_MASK, "viewer.save" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "viewer.copy" },
    { GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "viewer.forward" },
  };

  gtk_widget_class_install_action (klass, "viewer.turn", "i", turn_cb);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].func);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action,
                                         NULL);
}

static void
ui_picture_viewer_class_init (UiPictureViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_picture_viewer_dispose;

  /* Whether @file, which was here and is gone, can be had again by "fetch" */
  signals[CAN_FETCH] = g_signal_new ("can-fetch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_BOOLEAN, 1, CHAT_TYPE_FILE);
  signals[FETCH] = g_signal_new ("fetch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_FILE);
  signals[FORWARD] = g_signal_new ("forward", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_FILE);

  g_type_ensure (UI_TYPE_ZOOM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-picture-viewer.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, heading);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, stack);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, view);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, message);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, fetch);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, other);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, previous);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, next);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, zoom);
  gtk_widget_class_bind_template_child (widget_class, UiPictureViewer, percent);
  gtk_widget_class_bind_template_callback (widget_class, zoom_cb);
  gtk_widget_class_bind_template_callback (widget_class, fetch_cb);
  add_actions (widget_class);
}

static void
ui_picture_viewer_init (UiPictureViewer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_drag_file_enable (self->view, get_dragged);
  self->transfer = g_signal_group_new (CHAT_TYPE_TRANSFER);
  g_signal_group_connect_object (self->transfer, "notify::state", G_CALLBACK (place_cb), self,
                                 G_CONNECT_SWAPPED);
}

/* Opening. */

static gboolean
is_picture (gpointer item,
            gpointer user_data)
{
  return chat_file_get_kind (item) == CHAT_FILE_PICTURE;
}

static void
fill (UiPictureViewer *self,
      GListModel      *files,
      guint            at)
{
  g_autoptr(ChatFile) wanted = g_list_model_get_item (files, at);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_picture, NULL, NULL));
  GtkFilterListModel *pictures = gtk_filter_list_model_new (g_object_ref (files), filter);
  guint n_pictures = g_list_model_get_n_items (G_LIST_MODEL (pictures));

  self->files = gtk_single_selection_new (G_LIST_MODEL (pictures));
  for (guint i = 0; i < n_pictures; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (pictures), i);

      if (file == wanted)
        gtk_single_selection_set_selected (self->files, i);
    }
}

/* As large as the window that it is opened from, which it covers. */
static void
set_size (UiPictureViewer *self,
          GtkWindow       *window)
{
  int width = window != NULL ? gtk_widget_get_width (GTK_WIDGET (window)) : 0;
  int height = window != NULL ? gtk_widget_get_height (GTK_WIDGET (window)) : 0;

  gtk_window_set_default_size (GTK_WINDOW (self), MAX (width, MIN_WIDTH),
                               MAX (height, MIN_HEIGHT));
  if (window != NULL && gtk_window_is_maximized (window))
    gtk_window_maximize (GTK_WINDOW (self));
}

UiPictureViewer *
ui_picture_viewer_present (GtkWidget    *from,
                           ChatPictures *pictures,
                           GListModel   *files,
                           guint         at)
{
  GtkWindow *window = ui_confirm_get_window (from);
  UiPictureViewer *self = NULL;

  g_return_val_if_fail (CHAT_IS_PICTURES (pictures), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (files), NULL);

  self = g_object_new (UI_TYPE_PICTURE_VIEWER, "transient-for", window, "destroy-with-parent",
                       TRUE, NULL);
  self->pictures = g_object_ref (pictures);
  set_size (self, window);
  fill (self, files, at);
  g_signal_connect_object (self->files, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->files, "items-changed", G_CALLBACK (items_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  selected_cb (self);
  gtk_widget_grab_focus (self->view);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

ChatFile *
ui_picture_viewer_get_file (UiPictureViewer *self)
{
  g_return_val_if_fail (UI_IS_PICTURE_VIEWER (self), NULL);

  return self->file;
}
