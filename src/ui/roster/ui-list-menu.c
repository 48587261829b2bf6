/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the context menu of a row in a virtualised list. */
#define G_LOG_DOMAIN "ui-list-menu"

#include "ui-list-menu.h"

struct _UiListMenu
{
  GObject         parent_instance;

  GtkWidget      *owner; /* borrowed: it owns us; NULL once closed */
  GtkWidget      *list;  /* borrowed: a child of @owner */
  GType           row_type;
  UiListMenuFunc  func;
  gpointer        user_data;
  GtkWidget      *popover; /* (nullable) child of @owner */
  GtkWidget      *row;     /* (nullable), weak: whose menu it is */
};

G_DEFINE_FINAL_TYPE (UiListMenu, ui_list_menu, G_TYPE_OBJECT)

/* The row at or around @widget; the list wraps each row in a widget of its own, which has the
 * focus. */
static GtkWidget *
find_row (UiListMenu *self,
          GtkWidget  *widget)
{
  GtkWidget *row = NULL;

  if (widget == NULL || widget == self->list || !gtk_widget_is_ancestor (widget, self->list))
    return NULL;

  if ((row = gtk_widget_get_ancestor (widget, self->row_type)) != NULL)
    return row;

  row = gtk_widget_get_first_child (widget);
  return row != NULL && G_TYPE_CHECK_INSTANCE_TYPE (row, self->row_type) ? row : NULL;
}

/* GTK would leave the keyboard wherever it falls, after a submenu even nowhere. */
static void
closed_cb (UiListMenu *self)
{
  GtkWidget *row = self->row;

  if (row != NULL && gtk_widget_get_mapped (row))
    gtk_widget_grab_focus (gtk_widget_get_parent (row));
}

static gboolean
open_menu (UiListMenu         *self,
           GtkWidget          *row,
           const GdkRectangle *place) /* in coordinates of the owner */
{
  g_autoptr(GMenuModel) menu = NULL;

  if (row == NULL || (menu = self->func (row, self->user_data)) == NULL)
    return FALSE;

  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, self->owner);
      g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (closed_cb), self);
    }
  g_set_weak_pointer (&self->row, row);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return TRUE;
}

static gboolean
open_at (UiListMenu *self,
         double      x,
         double      y)
{
  GtkWidget *row = find_row (self, gtk_widget_pick (self->list, x, y, GTK_PICK_DEFAULT));
  double owner_x = x;
  double owner_y = y;

  if (row == NULL
      || !gtk_widget_translate_coordinates (self->list, self->owner, x, y, &owner_x, &owner_y))
    return FALSE;

  return open_menu (self, row, &(GdkRectangle) { (int) owner_x, (int) owner_y, 1, 1 });
}

/* Once the button is up again: the menu would take that from the row, and GTK count it among what
 * is pressed for good. */
static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             UiListMenu      *self)
{
  if (self->owner != NULL && open_at (self, x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture,
                 double               x,
                 double               y,
                 UiListMenu          *self)
{
  if (self->owner != NULL && open_at (self, x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        modifiers,
        UiListMenu            *self)
{
  GtkWidget *row = NULL;
  GtkRoot *root = NULL;
  graphene_rect_t bounds;
  gboolean is_menu = keyval == GDK_KEY_Menu
                     || (keyval == GDK_KEY_F10 && (modifiers & GDK_SHIFT_MASK) != 0);

  if (!is_menu || self->owner == NULL || (root = gtk_widget_get_root (self->owner)) == NULL)
    return GDK_EVENT_PROPAGATE;

  row = find_row (self, gtk_root_get_focus (root));
  if (row == NULL || !gtk_widget_compute_bounds (row, self->owner, &bounds))
    return GDK_EVENT_PROPAGATE;

  return open_menu (self, row,
                    &(GdkRectangle) { (int) (bounds.origin.x + bounds.size.width / 4),
                                      (int) (bounds.origin.y + bounds.size.height / 2), 1, 1 });
}

static void
ui_list_menu_dispose (GObject *object)
{
  ui_list_menu_close (UI_LIST_MENU (object));

  G_OBJECT_CLASS (ui_list_menu_parent_class)->dispose (object);
}

static void
ui_list_menu_class_init (UiListMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_list_menu_dispose;
}

static void
ui_list_menu_init (UiListMenu *self)
{
}

UiListMenu *
ui_list_menu_new (GtkWidget      *owner,
                  GtkWidget      *list,
                  GType           row_type,
                  UiListMenuFunc  func,
                  gpointer        user_data)
{
  UiListMenu *self = NULL;
  GtkGesture *click = NULL;
  GtkGesture *press = NULL;
  GtkEventController *keys = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (owner) && GTK_IS_WIDGET (list), NULL);
  /* With a screen reader GTK crashes on children of a stack that are none of its pages. */
  g_return_val_if_fail (!GTK_IS_STACK (owner), NULL);

  self = g_object_new (UI_TYPE_LIST_MENU, NULL);
  self->owner = owner;
  self->list = list;
  self->row_type = row_type;
  self->func = func;
  self->user_data = user_data;

  click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));

  press = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_pressed_cb), self, 0);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (press));

  keys = gtk_event_controller_key_new ();
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (list, keys);
  return self;
}

void
ui_list_menu_close (UiListMenu *self)
{
  g_return_if_fail (UI_IS_LIST_MENU (self));

  g_clear_weak_pointer (&self->row);
  if (self->popover != NULL)
    g_signal_handlers_disconnect_by_data (self->popover, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->owner = NULL;
  self->list = NULL;
}
