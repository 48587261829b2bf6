/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card that says a few words about something. */
#define G_LOG_DOMAIN "ui-card-view"

#include "ui-card-view.h"

#include "ui-texture-cache.h"

#define GAP 6
#define ICON_SIDE    32
#define PICTURE_SIDE 56
#define MARGIN 10 /* at both sides of the buttons, as in the style */

struct _UiCardView
{
  GtkWidget     parent_instance;

  GCancellable *cancellable; /* (nullable) */
  char         *uri;         /* (nullable) */
  GBytes       *picture;     /* (nullable): encoded, until it is decoded */
  GtkWidget    *main;        /* all but the buttons: a button itself */
  GtkWidget    *icon;
  GtkWidget    *caption;
  GtkWidget    *title;
  GtkWidget    *text;
  GtkWidget    *buttons;
};

G_DEFINE_FINAL_TYPE (UiCardView, ui_card_view, GTK_TYPE_WIDGET)

static guint activate_signal;

static void
activate (UiCardView *self,
          const char *uri)
{
  gboolean handled = FALSE;

  g_signal_emit (self, activate_signal, 0, uri, &handled);
}

static void
main_clicked_cb (UiCardView *self)
{
  if (self->uri != NULL)
    activate (self, self->uri);
}

static void
link_clicked_cb (GtkWidget  *button,
                 UiCardView *self)
{
  activate (self, g_object_get_data (G_OBJECT (button), "ui-card-uri"));
}

static void
copy_clicked_cb (GtkWidget  *button,
                 UiCardView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          g_object_get_data (G_OBJECT (button), "ui-card-text"));
}

static void
set_line (GtkWidget  *label,
          const char *text) /* (nullable) */
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

void
ui_card_view_set (UiCardView *self,
                  const char *icon,
                  const char *caption,
                  const char *title,
                  const char *text,
                  const char *uri)
{
  GtkWidget *button;

  g_return_if_fail (UI_IS_CARD_VIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->uri != uri)
    {
      g_free (self->uri);
      self->uri = g_strdup (uri);
    }
  set_line (self->caption, caption);
  set_line (self->title, title);
  set_line (self->text, text);
  g_clear_pointer (&self->picture, g_bytes_unref);
  gtk_widget_remove_css_class (self->icon, "picture");
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), ICON_SIDE);
  gtk_widget_set_visible (self->icon, icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_widget_set_can_target (self->main, uri != NULL);
  gtk_widget_set_focusable (self->main, uri != NULL);
  gtk_widget_set_tooltip_text (self->main, uri);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->main), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  while ((button = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->buttons), button);
  gtk_widget_set_visible (self->buttons, FALSE);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiCardView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = ui_texture_cache_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (texture != NULL)
    gtk_image_set_from_paintable (GTK_IMAGE (self->icon), GDK_PAINTABLE (texture));
  else
    gtk_widget_set_visible (self->icon, FALSE); /* what cannot be shown is as good as none */
}

/* In which window it is, and who decodes there, may not be known yet. */
static void
load_picture (UiCardView *self)
{
  int side = PICTURE_SIDE * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  UiTextureCache *cache = ui_texture_cache_for_widget (GTK_WIDGET (self));
  g_autoptr(GBytes) picture = NULL;
  GdkTexture *kept;

  if (cache == NULL || self->picture == NULL)
    return;

  picture = g_steal_pointer (&self->picture);
  kept = ui_texture_cache_lookup (cache, picture, side);
  if (kept != NULL)
    gtk_image_set_from_paintable (GTK_IMAGE (self->icon), GDK_PAINTABLE (kept));
  else
    ui_texture_cache_load_async (cache, picture, side, ui_card_view_get_cancellable (self),
                                 decoded_cb, g_object_ref (self));
}

void
ui_card_view_set_picture (UiCardView *self,
                          GBytes     *picture)
{
  g_return_if_fail (UI_IS_CARD_VIEW (self));
  g_return_if_fail (picture != NULL);

  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = g_bytes_ref (picture);
  gtk_image_clear (GTK_IMAGE (self->icon));
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), PICTURE_SIDE);
  gtk_widget_add_css_class (self->icon, "picture");
  gtk_widget_set_visible (self->icon, TRUE);
  load_picture (self);
}

GCancellable *
ui_card_view_get_cancellable (UiCardView *self)
{
  g_return_val_if_fail (UI_IS_CARD_VIEW (self), NULL);

  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static GtkWidget *
add_button (UiCardView *self,
            const char *text)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_add_css_class (button, "inline-button");
  gtk_flow_box_insert (GTK_FLOW_BOX (self->buttons), button, -1);
  /* It is the button that the keyboard goes to. */
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  gtk_widget_set_visible (self->buttons, TRUE);
  return button;
}

void
ui_card_view_add_link (UiCardView *self,
                       const char *label,
                       const char *uri)
{
  GtkWidget *button;

  g_return_if_fail (UI_IS_CARD_VIEW (self));
  g_return_if_fail (uri != NULL);

  button = add_button (self, label);
  g_object_set_data_full (G_OBJECT (button), "ui-card-uri", g_strdup (uri), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_clicked_cb), self, 0);
}

void
ui_card_view_add_action (UiCardView *self,
                         const char *label,
                         const char *action)
{
  g_return_if_fail (UI_IS_CARD_VIEW (self));
  g_return_if_fail (action != NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (add_button (self, label)), action);
}

void
ui_card_view_add_copy (UiCardView *self,
                       const char *label,
                       const char *text)
{
  GtkWidget *button;

  g_return_if_fail (UI_IS_CARD_VIEW (self));
  g_return_if_fail (text != NULL);

  button = add_button (self, label);
  g_object_set_data_full (G_OBJECT (button), "ui-card-text", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_clicked_cb), self, 0);
}

/* A flow box is content with less. */
int
ui_card_view_get_wide (UiCardView *self)
{
  int width = 0;

  g_return_val_if_fail (UI_IS_CARD_VIEW (self), 0);

  for (GtkWidget *child = gtk_widget_get_first_child (self->buttons); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      width += natural + GAP;
    }

  return width > 0 ? width - GAP + 2 * MARGIN : 0;
}

static void
ui_card_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_card_view_parent_class)->root (widget);
  load_picture (UI_CARD_VIEW (widget));
}

static void
ui_card_view_dispose (GObject *object)
{
  UiCardView *self = UI_CARD_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->picture, g_bytes_unref);

  G_OBJECT_CLASS (ui_card_view_parent_class)->dispose (object);
}

static void
ui_card_view_class_init (UiCardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_card_view_dispose;
  widget_class->root = ui_card_view_root;
  activate_signal =
    g_signal_new ("activate-uri", UI_TYPE_CARD_VIEW, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "cardview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

/* The start of it, where there is more. */
static GtkWidget *
make_label (GtkWidget  *box,
            const char *style,
            int         n_lines)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_wrap (GTK_LABEL (label), n_lines > 1);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), n_lines);
  /* One that is shorter than its own ellipsis GTK 4.8 cannot measure. */
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
ui_card_view_init (UiCardView *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2 * GAP);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP / 3);

  gtk_orientable_set_orientation (
    GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), ICON_SIDE);
  gtk_widget_set_overflow (self->icon, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), self->icon);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  self->title = make_label (words, "heading", 2);
  self->text = make_label (words, "body", 3);
  self->caption = make_label (words, "caption", 1);
  gtk_widget_add_css_class (self->caption, "dim-label");

  self->main = gtk_button_new ();
  gtk_widget_add_css_class (self->main, "flat");
  gtk_widget_set_focus_on_click (self->main, FALSE);
  gtk_button_set_child (GTK_BUTTON (self->main), line);
  g_signal_connect_object (self->main, "clicked", G_CALLBACK (main_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->main, GTK_WIDGET (self));

  /* Below one another where there is no room beside one another. */
  self->buttons = g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE,
                                "column-spacing", GAP, "row-spacing", GAP, NULL);
  gtk_widget_add_css_class (self->buttons, "buttons");
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
}

GtkWidget *
ui_card_view_new (void)
{
  return g_object_new (UI_TYPE_CARD_VIEW, NULL);
}
