/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens over the row of a message: its menu, and what it said before. */
#define G_LOG_DOMAIN "ui-message-row"

#include "ui-message-popovers.h"

#include "ui-message-versions.h"

void
ui_message_popovers_open_menu (UiMessagePopovers *self,
                               GtkWidget         *row,
                               GMenuModel        *model,
                               double             x,
                               double             y,
                               GCallback          closed)
{
  const GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, row);
      g_signal_connect_object (self->menu, "closed", closed, row, G_CONNECT_SWAPPED);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  self->is_menu_open = TRUE;
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

void
ui_message_popovers_note_closed (UiMessagePopovers *self)
{
  self->is_menu_open = FALSE;
}

void
ui_message_popovers_show_versions (UiMessagePopovers *self,
                                   GtkWidget         *row,
                                   GtkWidget         *mark,
                                   GPtrArray         *versions,
                                   UiClock           *clock)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (self->versions == NULL)
    {
      self->versions = ui_message_versions_new ();
      gtk_widget_set_parent (self->versions, row);
    }
  if (mark == NULL || !gtk_widget_compute_bounds (mark, row, &bounds))
    return;

  place = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                           (int) bounds.size.height };
  ui_message_versions_fill (self->versions, versions, clock);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->versions), &place);
  gtk_popover_popup (GTK_POPOVER (self->versions));
}

gboolean
ui_message_popovers_are_open (UiMessagePopovers *self)
{
  return self->is_menu_open
         || (self->versions != NULL && gtk_widget_get_visible (self->versions));
}

void
ui_message_popovers_close (UiMessagePopovers *self)
{
  if (self->menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->menu));
  if (self->versions != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->versions));
}

void
ui_message_popovers_present (UiMessagePopovers *self)
{
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (self->versions != NULL)
    gtk_popover_present (GTK_POPOVER (self->versions));
}
