/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file in a message. */
#define G_LOG_DOMAIN "ui-file-view"

#include "ui-file-view.h"

#include "base-text.h"
#include "ui-drag-file.h"
#include "ui-file-words.h"
#include "ui-moving-picture.h"
#include "ui-picture-place.h"
#include "ui-size-sign.h"
#include "ui-small-picture.h"
#include "ui-texture-cache.h"
#include "ui-thumbnail.h"
#include "ui-transfer-line.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_WIDTH  UI_PICTURE_PLACE_WIDTH
#define MAX_HEIGHT UI_PICTURE_PLACE_HEIGHT
#define CARD_WIDTH 260
#define SMALL      160

#define RADIUS      9
#define SIZE_MARGIN 6
#define NAME_CHARS 120
#define SMALL_SIZE 64 /* of what came along with an offer, px */

struct _UiFileView
{
  GtkWidget       parent_instance;

  UiPictureCache *cache;       /* borrowed */
  ChatFile       *file;        /* (nullable) */
  GSignalGroup   *signals;
  GSignalGroup   *transfer_signals;
  GdkTexture     *texture;     /* (nullable) */
  GCancellable   *decoding;    /* (nullable) */
  UiSmallPicture *small;       /* what came along with it */
  gboolean        has_small;   /* of a film: one that is not here has a place with that alone */
  guint           full_width;  /* px of the picture as it is; 0: not known */
  guint           full_height;
  gboolean        tells;       /* how far it is: nobody else does */
  gboolean        is_broken;   /* it is no picture that can be shown */
  gboolean        may_heal;    /* that was for a reason that passes */
  char           *codec;       /* (nullable): as this is not installed */
  gboolean        is_unplayed; /* it is a sound or a film that cannot be played here */
  UiMovingPicture *moving;

  GtkWidget      *card;
  GtkWidget      *icon;
  GtkWidget      *name;
  GtkWidget      *facts;
  GtkWidget      *fetch;       /* the sign that it is not here yet */
  GtkWidget      *size;        /* of that */
  GtkWidget      *progress;    /* in the place of a picture */
};

G_DEFINE_FINAL_TYPE (UiFileView, ui_file_view, GTK_TYPE_WIDGET)

static guint activate_signal;

/* (nullable): why it has not come, or gone */
static const char *
get_trouble (UiFileView *self)
{
  ChatTransfer *transfer = chat_file_get_transfer (self->file);

  return transfer != NULL ? chat_transfer_get_text (transfer) : NULL;
}

static gboolean
is_film (UiFileView *self)
{
  return self->file != NULL && chat_file_get_kind (self->file) == CHAT_FILE_VIDEO;
}

/* It has the place of a picture; a film has it until it is here, and is no longer shown by this.
 * What could not be had does not: its card says why. */
static gboolean
is_picture (UiFileView *self)
{
  gboolean is_here;

  if (self->file == NULL || chat_file_get_offer (self->file) != CHAT_OFFER_NONE)
    return FALSE;

  is_here = chat_file_get_path (self->file) != NULL;
  if (!is_here && get_trouble (self) != NULL)
    return FALSE;
  if (is_film (self))
    return !is_here && self->has_small;
  return chat_file_get_kind (self->file) == CHAT_FILE_PICTURE && self->full_width > 0
         && self->full_height > 0 && !self->is_broken;
}

/* An offer stays a card, with what came along in its place of a sign. */
static gboolean
shows_offered (UiFileView *self)
{
  return self->file != NULL && chat_file_get_offer (self->file) != CHAT_OFFER_NONE
         && ui_thumbnail_exists (self->file);
}

static void
show_icon (UiFileView *self)
{
  gboolean has_place = shows_offered (self);
  GdkTexture *small = has_place ? ui_small_picture_get_texture (self->small) : NULL;

  /* It has its place before it is there. */
  gtk_widget_set_size_request (self->icon, has_place ? SMALL_SIZE : -1,
                               has_place ? SMALL_SIZE : -1);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon),
                            small != NULL ? SMALL_SIZE : UI_FILE_WORDS_ICON_SIZE);
  if (small != NULL)
    {
      gtk_image_set_from_paintable (GTK_IMAGE (self->icon), GDK_PAINTABLE (small));
      gtk_widget_remove_css_class (self->icon, "dim-label");
    }
  else
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), ui_file_words_get_icon (self->file));
      gtk_widget_add_css_class (self->icon, "dim-label");
    }
}

static gboolean
tells_progress (UiFileView *self)
{
  ChatTransfer *transfer = chat_file_get_transfer (self->file);

  return self->tells && transfer != NULL
         && (chat_transfer_get_state (transfer) == CHAT_TRANSFER_WAITING
             || chat_transfer_get_state (transfer) == CHAT_TRANSFER_ACTIVE);
}

static char *
dup_facts (UiFileView *self)
{
  ChatTransfer *transfer = chat_file_get_transfer (self->file);
  g_autofree char *bytes = ui_file_words_dup_size (self->file);

  if (get_trouble (self) != NULL)
    return ui_file_words_dup_trouble (self->file);
  if (bytes != NULL && ui_file_words_get_offer (self->file) != NULL)
    return g_strdup_printf ("%s · %s", bytes, ui_file_words_get_offer (self->file));
  if (tells_progress (self))
    return ui_transfer_line_dup_text (transfer);
  if (chat_file_get_path (self->file) != NULL && self->is_unplayed)
    return ui_file_words_dup_unplayed (bytes, self->codec);
  if (chat_file_get_path (self->file) != NULL || chat_file_is_direct (self->file)
      || transfer != NULL)
    return g_steal_pointer (&bytes);
  if (bytes == NULL)
    return g_strdup (_("Click to download"));

  /* Translators: under the name of a file that is not here yet; %s is its size */
  return g_strdup_printf (_("%s · click to download"), bytes);
}

/* Whoever clicks to get it knows how large it is. */
static void
show_fetch (UiFileView *self,
            gboolean    can_fetch)
{
  gtk_widget_set_child_visible (self->size,
                                can_fetch && ui_size_sign_set_file (self->size, self->file));
  gtk_widget_set_child_visible (self->fetch, can_fetch);
}

/* What went wrong is not said more softly than what goes well. */
static void
set_trouble (UiFileView *self,
             gboolean    is_trouble)
{
  static const char *usual[] = { "caption", "dim-label", NULL };
  static const char *wrong[] = { "caption", "error", NULL };

  if (is_trouble == gtk_widget_has_css_class (self->facts, "error"))
    return;

  gtk_widget_set_css_classes (self->facts, is_trouble ? wrong : usual);
}

static void
show_facts (UiFileView *self)
{
  gboolean picture = is_picture (self);
  gboolean is_here = chat_file_get_path (self->file) != NULL;
  g_autofree char *cut = base_text_truncate_name (ui_file_words_get_name (self->file, _("File")),
                                                  NAME_CHARS);
  g_autofree char *facts = dup_facts (self);
  g_autofree char *label = g_strdup_printf ("%s, %s", cut, facts != NULL ? facts : "");

  gtk_label_set_text (GTK_LABEL (self->name), cut);
  gtk_label_set_text (GTK_LABEL (self->facts), facts != NULL ? facts : "");
  gtk_widget_set_visible (self->facts, facts != NULL);
  set_trouble (self, get_trouble (self) != NULL);
  show_icon (self);
  gtk_widget_set_child_visible (self->card, !picture);
  if (picture)
    gtk_widget_add_css_class (GTK_WIDGET (self), "picture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "picture");
  show_fetch (self, picture && !is_here && chat_file_get_transfer (self->file) == NULL);
  gtk_label_set_text (GTK_LABEL (self->progress), facts != NULL ? facts : "");
  gtk_widget_set_child_visible (self->progress,
                                picture && self->texture == NULL && tells_progress (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), cut);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiFileView) self = user_data;
  g_autoptr(GError) error = NULL;
  guint full_width = 0;
  guint full_height = 0;
  UiTextureCache *window = ui_texture_cache_for_widget (GTK_WIDGET (self));
  g_autoptr(GdkTexture) texture = ui_picture_cache_load_finish (UI_PICTURE_CACHE (object), result,
                                                                &full_width, &full_height, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->file == NULL)
    return;

  g_clear_object (&self->decoding);
  if (texture == NULL)
    {
      g_debug ("No picture: %s", error->message);
      self->is_broken = TRUE;
      self->may_heal = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
                       && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
    }
  else
    {
      /* What it is counts, not what was said of it. */
      self->full_width = full_width;
      self->full_height = full_height;
      g_set_object (&self->texture, texture);
      if (window != NULL)
        ui_moving_picture_load (self->moving, ui_texture_cache_get_pictures (window),
                                chat_file_get_path (self->file),
                                chat_file_get_media_type (self->file));
    }
  show_facts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* What cannot be shown is as good as none. */
static void
small_loaded_cb (gpointer user_data)
{
  UiFileView *self = user_data;

  show_icon (self);
  if (ui_small_picture_get_texture (self->small) != NULL || !self->has_small)
    return;

  self->has_small = FALSE;
  show_facts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
load (UiFileView *self)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  UiTextureCache *window = ui_texture_cache_for_widget (GTK_WIDGET (self));
  const char *path = self->file != NULL ? chat_file_get_path (self->file) : NULL;
  GdkTexture *kept;

  if (self->texture == NULL && (is_picture (self) || shows_offered (self)))
    ui_small_picture_load (self->small, self->file);
  if (path == NULL || chat_file_get_kind (self->file) != CHAT_FILE_PICTURE || self->is_broken
      || self->texture != NULL || self->decoding != NULL || window == NULL)
    return;

  kept = ui_picture_cache_lookup (self->cache, path, MAX_WIDTH * scale, MAX_HEIGHT * scale);
  if (kept != NULL)
    {
      /* Smaller than it is perhaps, but of its shape; whether it is still that is seen below. */
      if (!is_picture (self))
        {
          self->full_width = (guint) gdk_texture_get_width (kept);
          self->full_height = (guint) gdk_texture_get_height (kept);
          show_facts (self);
          gtk_widget_queue_resize (GTK_WIDGET (self));
        }
      g_set_object (&self->texture, kept);
      gtk_widget_set_child_visible (self->progress, FALSE);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }

  self->decoding = g_cancellable_new ();
  ui_picture_cache_load_async (self->cache, ui_texture_cache_get_pictures (window), path,
                               MAX_WIDTH * scale, MAX_HEIGHT * scale, self->decoding, decoded_cb,
                               g_object_ref (self));
}

static void
transfer_cb (UiFileView *self)
{
  show_facts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
progress_cb (UiFileView *self)
{
  if (tells_progress (self))
    show_facts (self);
}

static void
forget_picture (UiFileView *self)
{
  if (self->decoding != NULL)
    g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  g_clear_object (&self->texture);
  ui_small_picture_stop (self->small);
  ui_moving_picture_forget (self->moving);
  self->is_broken = FALSE;
}

static void
changed_cb (UiFileView *self)
{
  g_signal_group_set_target (self->transfer_signals, chat_file_get_transfer (self->file));
  show_facts (self);
  load (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* What came along has come after it. */
static void
small_cb (UiFileView *self)
{
  ui_small_picture_set_texture (self->small, NULL);
  if (self->full_width == 0)
    chat_file_get_shape (self->file, &self->full_width, &self->full_height);
  self->has_small = is_film (self) && ui_thumbnail_exists (self->file);
  changed_cb (self);
}

/* It has come, perhaps again. */
static void
place_cb (UiFileView *self)
{
  forget_picture (self);
  changed_cb (self);
}

void
ui_file_view_set_file (UiFileView *self,
                       ChatFile   *file)
{
  g_return_if_fail (UI_IS_FILE_VIEW (self));

  if (self->file == file)
    return;

  forget_picture (self);
  ui_small_picture_set_texture (self->small, NULL);
  self->full_width = self->full_height = 0;
  g_set_object (&self->file, file);
  g_signal_group_set_target (self->signals, file);
  if (file == NULL)
    {
      g_signal_group_set_target (self->transfer_signals, NULL);
      return;
    }

  chat_file_get_shape (file, &self->full_width, &self->full_height);
  self->has_small = is_film (self) && ui_thumbnail_exists (file);
  changed_cb (self);
}

void
ui_file_view_set_unplayed (UiFileView *self,
                           gboolean    is_unplayed,
                           const char *codec)
{
  g_return_if_fail (UI_IS_FILE_VIEW (self));

  if (self->is_unplayed == is_unplayed && g_strcmp0 (self->codec, codec) == 0)
    return;

  self->is_unplayed = is_unplayed;
  g_free (self->codec);
  self->codec = g_strdup (codec);
  if (self->file != NULL)
    transfer_cb (self);
}

void
ui_file_view_set_tells_progress (UiFileView *self,
                                 gboolean    tells)
{
  g_return_if_fail (UI_IS_FILE_VIEW (self));

  self->tells = tells;
  if (self->file != NULL)
    transfer_cb (self);
}

double
ui_file_view_get_shape (UiFileView *self)
{
  g_return_val_if_fail (UI_IS_FILE_VIEW (self), 0);

  /* A film stands by itself when it is here, so that it does before. */
  if (!is_picture (self) || is_film (self) || MIN (self->full_width, self->full_height) < SMALL)
    return 0;

  return (double) self->full_width / self->full_height;
}

gboolean
ui_file_view_is_picture (UiFileView *self)
{
  g_return_val_if_fail (UI_IS_FILE_VIEW (self), FALSE);

  return is_picture (self);
}

ChatFile *
ui_file_view_get_file (UiFileView *self)
{
  g_return_val_if_fail (UI_IS_FILE_VIEW (self), NULL);

  return self->file;
}

GdkTexture *
ui_file_view_get_thumbnail (UiFileView *self)
{
  g_return_val_if_fail (UI_IS_FILE_VIEW (self), NULL);

  return ui_small_picture_get_texture (self->small);
}

void
ui_file_view_measure (UiFileView *self,
                      int         room,
                      int        *width,
                      int        *height)
{
  g_return_if_fail (UI_IS_FILE_VIEW (self));

  if (is_picture (self))
    {
      (is_film (self) ? ui_picture_place_measure_film : ui_picture_place_measure) (
        self->full_width, self->full_height, room, width, height);
      gtk_widget_measure (self->fetch, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (self->size, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_measure (self->progress, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      return;
    }

  gtk_widget_measure (self->card, GTK_ORIENTATION_HORIZONTAL, -1, NULL, width, NULL, NULL);
  *width = CLAMP (*width, MIN (CARD_WIDTH, room), MAX (MIN (MAX_WIDTH, room), 1));
  gtk_widget_measure (self->card, GTK_ORIENTATION_VERTICAL, *width, NULL, height, NULL, NULL);
}

static void
ui_file_view_measure_vfunc (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  int width;
  int height;

  ui_file_view_measure (UI_FILE_VIEW (widget),
                        orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? for_size
                                                                                : MAX_WIDTH,
                        &width, &height);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (width, 1) : height;
}

/* In the corner, as the length of a film; nowhere where there is no room beside the sign. */
static void
allocate_size (UiFileView *self,
               int         width,
               int         height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = SIZE_MARGIN;
  int side;
  int line;

  gtk_widget_measure (self->size, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &side, NULL, NULL);
  gtk_widget_measure (self->size, GTK_ORIENTATION_VERTICAL, -1, NULL, &line, NULL, NULL);
  if (side + 2 * SIZE_MARGIN > width || height < 5 * line)
    x = -width - side;
  else if (rtl)
    x = width - side - SIZE_MARGIN;
  gtk_widget_size_allocate (self->size,
                            &(const GtkAllocation) { x, height - line - SIZE_MARGIN, side, line },
                            -1);
}

static void
ui_file_view_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  UiFileView *self = UI_FILE_VIEW (widget);

  if (gtk_widget_get_child_visible (self->card))
    gtk_widget_size_allocate (self->card, &(const GtkAllocation) { 0, 0, width, height }, -1);
  if (gtk_widget_get_child_visible (self->fetch))
    {
      int side;

      gtk_widget_measure (self->fetch, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &side, NULL, NULL);
      side = MIN (side, MIN (width, height));
      gtk_widget_size_allocate (self->fetch,
                                &(const GtkAllocation) { (width - side) / 2, (height - side) / 2,
                                                         side, side }, -1);
    }
  if (gtk_widget_get_child_visible (self->size))
    allocate_size (self, width, height);
  if (gtk_widget_get_child_visible (self->progress))
    {
      int side;

      gtk_widget_measure (self->progress, GTK_ORIENTATION_VERTICAL, -1, NULL, &side, NULL, NULL);
      gtk_widget_size_allocate (self->progress,
                                &(const GtkAllocation) { 0, (height - side) / 2, width, side }, -1);
    }
}

/* (nullable): what is seen of it now */
static GdkTexture *
get_texture (UiFileView *self)
{
  GdkTexture *frame = ui_moving_picture_get_texture (self->moving);

  if (self->texture == NULL)
    return ui_small_picture_get_texture (self->small);

  return frame != NULL ? frame : self->texture;
}

static void
ui_file_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  UiFileView *self = UI_FILE_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GskRoundedRect outline;

  if (is_picture (self))
    {
      gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      (is_film (self) ? ui_picture_place_snapshot_film : ui_picture_place_snapshot) (
        widget, snapshot, get_texture (self), self->full_width, self->full_height);
      gtk_snapshot_pop (snapshot);
    }

  GTK_WIDGET_CLASS (ui_file_view_parent_class)->snapshot (widget, snapshot);
}

/* What is read in full is not told once more, above what stands around it. */
static gboolean
ui_file_view_query_tooltip (GtkWidget  *widget,
                            int         x,
                            int         y,
                            gboolean    is_keyboard,
                            GtkTooltip *tooltip)
{
  UiFileView *self = UI_FILE_VIEW (widget);

  return gtk_widget_get_child_visible (self->card)
         && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (self->name)))
         && GTK_WIDGET_CLASS (ui_file_view_parent_class)->query_tooltip (widget, x, y, is_keyboard,
                                                                         tooltip);
}

static void
ui_file_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_file_view_parent_class)->root (widget);
  load (UI_FILE_VIEW (widget));
}

static void
ui_file_view_map (GtkWidget *widget)
{
  UiFileView *self = UI_FILE_VIEW (widget);

  GTK_WIDGET_CLASS (ui_file_view_parent_class)->map (widget);
  if (self->is_broken && self->may_heal)
    {
      self->is_broken = FALSE;
      load (self);
    }
  ui_moving_picture_play (self->moving);
}

static void
ui_file_view_unmap (GtkWidget *widget)
{
  ui_moving_picture_stop (UI_FILE_VIEW (widget)->moving);
  GTK_WIDGET_CLASS (ui_file_view_parent_class)->unmap (widget);
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             UiFileView      *self)
{
  if (gtk_widget_contains (GTK_WIDGET (self), x, y))
    g_signal_emit (self, activate_signal, 0);
}

static void
ui_file_view_dispose (GObject *object)
{
  UiFileView *self = UI_FILE_VIEW (object);

  if (self->moving != NULL)
    forget_picture (self);
  g_clear_object (&self->moving);
  g_clear_object (&self->small);
  g_clear_object (&self->signals);
  g_clear_object (&self->transfer_signals);
  g_clear_object (&self->file);
  g_clear_pointer (&self->codec, g_free);
  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_clear_pointer (&self->fetch, gtk_widget_unparent);
  g_clear_pointer (&self->size, gtk_widget_unparent);
  g_clear_pointer (&self->progress, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_file_view_parent_class)->dispose (object);
}

static void
ui_file_view_class_init (UiFileViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_file_view_dispose;
  widget_class->measure = ui_file_view_measure_vfunc;
  widget_class->size_allocate = ui_file_view_size_allocate;
  widget_class->snapshot = ui_file_view_snapshot;
  widget_class->query_tooltip = ui_file_view_query_tooltip;
  widget_class->root = ui_file_view_root;
  widget_class->map = ui_file_view_map;
  widget_class->unmap = ui_file_view_unmap;
  activate_signal = g_signal_new ("activate", UI_TYPE_FILE_VIEW,
                                  G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal (widget_class, activate_signal);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_Return, 0, "activate", NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_KP_Enter, 0, "activate", NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_space, 0, "activate", NULL);
  gtk_widget_class_set_css_name (widget_class, "file");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
make_card (UiFileView *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_widget_set_can_target (self->card, FALSE);
  self->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), UI_FILE_WORDS_ICON_SIZE);
  gtk_widget_add_css_class (self->icon, "dim-label");
  self->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_widget_add_css_class (self->name, "heading");
  self->facts = gtk_label_new (NULL);
  /* In large text too all of it is seen: what has become of an offer stands at its end. */
  gtk_label_set_wrap (GTK_LABEL (self->facts), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->facts), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->facts), 0);
  gtk_widget_add_css_class (self->facts, "caption");
  gtk_widget_add_css_class (self->facts, "dim-label");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->name);
  gtk_box_append (GTK_BOX (lines), self->facts);
  gtk_box_append (GTK_BOX (self->card), self->icon);
  gtk_box_append (GTK_BOX (self->card), lines);
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));
}

static ChatFile *
get_dragged (GtkWidget *widget)
{
  return UI_FILE_VIEW (widget)->file;
}

static void
ui_file_view_init (UiFileView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->moving = ui_moving_picture_new (GTK_WIDGET (self));
  self->small = ui_small_picture_new (GTK_WIDGET (self), small_loaded_cb);
  make_card (self);
  self->fetch = gtk_image_new_from_icon_name ("folder-download-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->fetch), 24);
  gtk_widget_add_css_class (self->fetch, "over-picture");
  gtk_widget_set_can_target (self->fetch, FALSE);
  gtk_widget_set_child_visible (self->fetch, FALSE);
  gtk_widget_set_parent (self->fetch, GTK_WIDGET (self));
  self->size = ui_size_sign_new ();
  gtk_widget_set_parent (self->size, GTK_WIDGET (self));
  self->progress = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->progress), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->progress, "caption");
  gtk_widget_add_css_class (self->progress, "numeric");
  gtk_widget_add_css_class (self->progress, "over-picture");
  gtk_widget_set_can_target (self->progress, FALSE);
  gtk_widget_set_child_visible (self->progress, FALSE);
  gtk_widget_set_parent (self->progress, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "pointer");
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  ui_drag_file_enable (GTK_WIDGET (self), get_dragged);

  self->transfer_signals = g_signal_group_new (CHAT_TYPE_TRANSFER);
  g_signal_group_connect_object (self->transfer_signals, "notify::state", G_CALLBACK (transfer_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->transfer_signals, "notify::done", G_CALLBACK (progress_cb),
                                 self, G_CONNECT_SWAPPED);
  self->signals = g_signal_group_new (CHAT_TYPE_FILE);
  g_signal_group_connect_object (self->signals, "notify::path", G_CALLBACK (place_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::thumbnail", G_CALLBACK (small_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::offer", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::transfer", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
ui_file_view_new (UiPictureCache *cache)
{
  UiFileView *self = g_object_new (UI_TYPE_FILE_VIEW, NULL);

  self->cache = cache;
  return GTK_WIDGET (self);
}
