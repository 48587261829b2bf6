/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the screen for longer than it takes to scroll past. */
#define G_LOG_DOMAIN "ui-sight"

#include "ui-sight.h"

#define MOMENT_MS 150

struct _UiSight
{
  GtkWidget     *widget;     /* borrowed */
  UiSightFunc    func;
  gpointer       user_data;
  GtkScrollable *scrollable; /* (nullable): the list that it is in */
  GtkAdjustment *adjustment; /* (nullable) */
  guint          source;
  gboolean       is_seen;
};

static void
set_seen (UiSight  *self,
          gboolean  seen)
{
  if (self->is_seen == seen)
    return;

  self->is_seen = seen;
  self->func (seen, self->user_data);
}

static gboolean
is_in_view (UiSight *self)
{
  graphene_rect_t bounds;
  graphene_rect_t view;

  if (!gtk_widget_get_mapped (self->widget))
    return FALSE;
  if (self->scrollable == NULL)
    return TRUE;
  if (!gtk_widget_compute_bounds (self->widget, GTK_WIDGET (self->scrollable), &bounds))
    return FALSE;

  graphene_rect_init (&view, 0, 0, (float) gtk_widget_get_width (GTK_WIDGET (self->scrollable)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self->scrollable)));
  return graphene_rect_intersection (&view, &bounds, NULL);
}

static gboolean
moment_cb (gpointer user_data)
{
  UiSight *self = user_data;

  self->source = 0;
  set_seen (self, is_in_view (self));
  return G_SOURCE_REMOVE;
}

static void
look_soon (UiSight *self)
{
  if (self->source == 0)
    self->source = g_timeout_add (MOMENT_MS, moment_cb, self);
}

static void
unmap_cb (UiSight *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  g_clear_object (&self->scrollable);
  set_seen (self, FALSE);
}

static void
map_cb (UiSight *self)
{
  GtkWidget *ancestor = gtk_widget_get_ancestor (self->widget, GTK_TYPE_SCROLLABLE);

  if (ancestor != NULL)
    self->scrollable = g_object_ref (GTK_SCROLLABLE (ancestor));
  if (ancestor != NULL && gtk_scrollable_get_vadjustment (self->scrollable) != NULL)
    {
      self->adjustment = g_object_ref (gtk_scrollable_get_vadjustment (self->scrollable));
      g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (look_soon), self);
      g_signal_connect_swapped (self->adjustment, "changed", G_CALLBACK (look_soon), self);
    }
  look_soon (self);
}

UiSight *
ui_sight_new (GtkWidget   *widget,
              UiSightFunc  func,
              gpointer     user_data)
{
  UiSight *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (UiSight, 1);
  self->widget = widget;
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_swapped (widget, "map", G_CALLBACK (map_cb), self);
  g_signal_connect_swapped (widget, "unmap", G_CALLBACK (unmap_cb), self);
  if (gtk_widget_get_mapped (widget))
    map_cb (self);
  return self;
}

void
ui_sight_free (UiSight *self)
{
  unmap_cb (self);
  g_signal_handlers_disconnect_by_data (self->widget, self);
  g_free (self);
}

void
ui_sight_reset (UiSight *self)
{
  g_return_if_fail (self != NULL);

  set_seen (self, FALSE);
  if (gtk_widget_get_mapped (self->widget))
    look_soon (self);
}
