/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a key of the program. */
#define G_LOG_DOMAIN "ui-shortcut"

#include "ui-shortcut.h"

#define SPACING 12

struct _UiShortcut
{
  AdwPreferencesRow  parent_instance;

  GtkWidget         *box;
  GtkWidget         *label;
  GtkWidget         *keys_box;
  char              *keys;
};

G_DEFINE_FINAL_TYPE (UiShortcut, ui_shortcut, ADW_TYPE_PREFERENCES_ROW)

static int
get_natural_width (GtkWidget *widget)
{
  int natural = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
get_height (GtkWidget *widget,
            int        width)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* What the text has beside the keys; 0 where that would be less than half of what it wants. */
static int
get_room (GtkWidget *label,
          GtkWidget *keys,
          int        width)
{
  int room = width - SPACING - get_natural_width (keys);

  return room < get_natural_width (label) / 2 ? 0 : room;
}

static void
measure_box (GtkWidget      *box,
             GtkOrientation  orientation,
             int             for_size,
             int            *minimum,
             int            *natural,
             int            *minimum_baseline,
             int            *natural_baseline)
{
  GtkWidget *label = gtk_widget_get_first_child (box);
  GtkWidget *keys = gtk_widget_get_last_child (box);
  int room = 0;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (label, orientation, -1, minimum, NULL, NULL, NULL);
      *minimum = MAX (*minimum, get_natural_width (keys));
      *natural = get_natural_width (label) + SPACING + get_natural_width (keys);
      return;
    }

  if (for_size < 0)
    for_size = get_natural_width (label) + SPACING + get_natural_width (keys);
  room = get_room (label, keys, for_size);
  if (room > 0)
    *minimum = MAX (get_height (label, room), get_height (keys, for_size - SPACING - room));
  else
    *minimum = get_height (label, for_size) + SPACING / 2 + get_height (keys, for_size);
  *natural = *minimum;
}

static void
allocate_box (GtkWidget *box,
              int        width,
              int        height,
              int        baseline)
{
  GtkWidget *label = gtk_widget_get_first_child (box);
  GtkWidget *keys = gtk_widget_get_last_child (box);
  int keys_width = get_natural_width (keys);
  int room = get_room (label, keys, width);
  gboolean rtl = gtk_widget_get_direction (box) == GTK_TEXT_DIR_RTL;
  int y = room > 0 ? 0 : get_height (label, width) + SPACING / 2;
  gboolean keys_at_start = room > 0 ? rtl : !rtl;

  gtk_widget_size_allocate (label, &(GtkAllocation) {
                              rtl && room > 0 ? width - room : 0, 0,
                              room > 0 ? room : width, room > 0 ? height : y - SPACING / 2 }, -1);
  gtk_widget_size_allocate (keys, &(GtkAllocation) {
                              keys_at_start ? 0 : width - keys_width, y,
                              keys_width, height - y }, -1);
}

static GtkSizeRequestMode
get_mode (GtkWidget *box)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_shortcut_finalize (GObject *object)
{
  g_free (UI_SHORTCUT (object)->keys);

  G_OBJECT_CLASS (ui_shortcut_parent_class)->finalize (object);
}

static void
ui_shortcut_class_init (UiShortcutClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_shortcut_finalize;
}

static void
ui_shortcut_init (UiShortcut *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->label = gtk_label_new (NULL);
  self->keys_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (self->keys_box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (self->box, 6);
  gtk_widget_set_margin_bottom (self->box, 6);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->keys_box);
  gtk_widget_set_layout_manager (self->box,
                                 gtk_custom_layout_new (get_mode, measure_box, allocate_box));
  gtk_widget_add_css_class (self->box, "header");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
ui_shortcut_new (const char *title)
{
  UiShortcut *self = g_object_new (UI_TYPE_SHORTCUT, "title", title, NULL);

  gtk_label_set_text (GTK_LABEL (self->label), title);
  return GTK_WIDGET (self);
}

static void
append_name (GString    *name,
             const char *key)
{
  guint keyval = 0;
  GdkModifierType modifiers = 0;

  if (gtk_accelerator_parse (key, &keyval, &modifiers))
    {
      g_autofree char *label = gtk_accelerator_get_label (keyval, modifiers);

      g_string_append_printf (name, ", %s", label);
    }
}

void
ui_shortcut_set_keys (UiShortcut *self,
                      const char *keys)
{
  g_autoptr(GString) name = NULL;
  g_auto(GStrv) list = NULL;
  GtkWidget *child = NULL;

  g_return_if_fail (UI_IS_SHORTCUT (self));
  g_return_if_fail (keys != NULL);

  if (g_strcmp0 (self->keys, keys) == 0)
    return;
  g_free (self->keys);
  self->keys = g_strdup (keys);

  while ((child = gtk_widget_get_first_child (self->keys_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->keys_box), child);
  name = g_string_new (gtk_label_get_text (GTK_LABEL (self->label)));
  list = g_strsplit (keys, " ", -1);
  for (guint i = 0; list[i] != NULL; i++)
    {
      GtkWidget *label = gtk_shortcut_label_new (list[i]);

      gtk_widget_set_halign (label, GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (self->keys_box), label);
      append_name (name, list[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name->str, -1);
}

const char *
ui_shortcut_get_keys (UiShortcut *self)
{
  g_return_val_if_fail (UI_IS_SHORTCUT (self), NULL);

  return self->keys;
}
