/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file in the list of all files of a conversation, and what becomes of it. */
#define G_LOG_DOMAIN "ui-media-row"

#include "ui-media-row.h"

#include "ui-drag-file.h"
#include "ui-file-words.h"
#include "ui-transfer-line.h"

#include <glib/gi18n.h>

#define GAP    12
#define MARGIN 6

struct _UiMediaRow
{
  GtkWidget     parent_instance;

  ChatFile     *file;     /* (nullable) */
  gint64        time_us;  /* 0: not known */
  GSignalGroup *of_file;
  GSignalGroup *of_transfer;

  GtkWidget    *icon;
  GtkWidget    *name;
  GtkWidget    *facts;
  GtkWidget    *fetch;    /* the sign that it is not here yet */
};

G_DEFINE_FINAL_TYPE (UiMediaRow, ui_media_row, GTK_TYPE_WIDGET)

static gboolean
is_on_its_way (ChatTransfer *transfer) /* (nullable) */
{
  return transfer != NULL && chat_transfer_get_state (transfer) != CHAT_TRANSFER_FAILED;
}

/* How long, how large, and of when */
static char *
dup_about (UiMediaRow *self)
{
  g_autoptr(GDateTime) date = self->time_us > 0
                              ? g_date_time_new_from_unix_local (self->time_us / G_USEC_PER_SEC)
                              : NULL;
  g_autofree char *day = date != NULL ? g_date_time_format (date, "%x") : NULL;
  g_autofree char *size = ui_file_words_dup_size (self->file);
  const char *words[4] = { NULL };
  guint n_words = 0;

  if (size != NULL)
    words[n_words++] = size;
  if (ui_file_words_get_offer (self->file) != NULL)
    words[n_words++] = ui_file_words_get_offer (self->file);
  if (day != NULL)
    words[n_words++] = day;
  return g_strjoinv (" · ", (char **) words);
}

/* What went wrong is not said more softly than what goes well. */
static void
set_trouble (UiMediaRow *self,
             gboolean    is_trouble)
{
  static const char *usual[] = { "caption", "dim-label", NULL };
  static const char *wrong[] = { "caption", "error", NULL };

  gtk_widget_set_css_classes (self->facts, is_trouble ? wrong : usual);
}

static void
update (UiMediaRow *self)
{
  ChatTransfer *transfer = chat_file_get_transfer (self->file);
  g_autofree char *trouble = ui_file_words_dup_trouble (self->file);
  const char *called = ui_file_words_get_name (self->file, _("File"));
  GtkWidget *holder = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *facts = NULL;
  g_autofree char *label = NULL;

  if (trouble != NULL)
    facts = g_strdup (trouble);
  else if (is_on_its_way (transfer))
    facts = ui_transfer_line_dup_text (transfer);
  else
    facts = dup_about (self);
  label = g_strdup_printf ("%s, %s", called, facts);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                ui_file_words_get_icon (self->file));
  gtk_label_set_text (GTK_LABEL (self->name), called);
  gtk_label_set_text (GTK_LABEL (self->facts), facts);
  set_trouble (self, trouble != NULL);
  gtk_widget_set_visible (self->fetch, chat_file_get_path (self->file) == NULL
                          && chat_file_get_url (self->file) != NULL && !is_on_its_way (transfer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), called);
  /* It is the row of the list that has the keyboard. */
  if (holder != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (holder), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

static void
transfer_cb (UiMediaRow *self)
{
  g_signal_group_set_target (self->of_transfer, chat_file_get_transfer (self->file));
  update (self);
}

void
ui_media_row_set_file (UiMediaRow *self,
                       ChatFile   *file,
                       gint64      time_us)
{
  g_return_if_fail (UI_IS_MEDIA_ROW (self));

  self->time_us = time_us;
  g_set_object (&self->file, file);
  g_signal_group_set_target (self->of_file, file);
  if (file != NULL)
    transfer_cb (self);
  else
    g_signal_group_set_target (self->of_transfer, NULL);
}

ChatFile *
ui_media_row_get_file (UiMediaRow *self)
{
  g_return_val_if_fail (UI_IS_MEDIA_ROW (self), NULL);

  return self->file;
}

static void
ui_media_row_dispose (GObject *object)
{
  UiMediaRow *self = UI_MEDIA_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->of_file);
  g_clear_object (&self->of_transfer);
  g_clear_object (&self->file);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_media_row_parent_class)->dispose (object);
}

static void
ui_media_row_class_init (UiMediaRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_media_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "mediarow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static ChatFile *
get_dragged (GtkWidget *widget)
{
  return UI_MEDIA_ROW (widget)->file;
}

static void
make_words (UiMediaRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  self->facts = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->facts), 0);
  gtk_label_set_wrap (GTK_LABEL (self->facts), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->facts), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->name);
  gtk_box_append (GTK_BOX (lines), self->facts);
  gtk_widget_set_parent (lines, GTK_WIDGET (self));
}

static void
ui_media_row_init (UiMediaRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget)), GAP);
  gtk_widget_set_margin_start (widget, MARGIN);
  gtk_widget_set_margin_end (widget, MARGIN);
  gtk_widget_set_margin_top (widget, MARGIN);
  gtk_widget_set_margin_bottom (widget, MARGIN);

  self->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), UI_FILE_WORDS_ICON_SIZE);
  gtk_widget_add_css_class (self->icon, "dim-label");
  gtk_widget_set_parent (self->icon, widget);
  make_words (self);
  self->fetch = gtk_image_new_from_icon_name ("folder-download-symbolic");
  gtk_widget_add_css_class (self->fetch, "dim-label");
  gtk_widget_set_parent (self->fetch, widget);
  ui_drag_file_enable (widget, get_dragged);

  self->of_file = g_signal_group_new (CHAT_TYPE_FILE);
  g_signal_group_connect_object (self->of_file, "notify::path", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->of_file, "notify::offer", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->of_file, "notify::transfer", G_CALLBACK (transfer_cb), self,
                                 G_CONNECT_SWAPPED);
  self->of_transfer = g_signal_group_new (CHAT_TYPE_TRANSFER);
  g_signal_group_connect_object (self->of_transfer, "notify::state", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->of_transfer, "notify::done", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
ui_media_row_new (void)
{
  return g_object_new (UI_TYPE_MEDIA_ROW, NULL);
}
