/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a list one stop of the Tab key. */
#define G_LOG_DOMAIN "ui-tab-stop"

#include "ui-tab-stop.h"

struct _UiTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (UiTabStop, ui_tab_stop, ADW_TYPE_BIN)

/* The row of the list that has the focus, or that holds what has it; (nullable). */
static GtkWidget *
get_row (UiTabStop *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self));

  while (row != NULL && !GTK_IS_LIST_VIEW (gtk_widget_get_parent (row)))
    row = gtk_widget_get_focus_child (row);
  return row;
}

static gboolean
ui_tab_stop_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  GtkWidget *row = get_row (UI_TAB_STOP (widget));

  if (row != NULL && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return gtk_widget_child_focus (row, direction);

  return GTK_WIDGET_CLASS (ui_tab_stop_parent_class)->focus (widget, direction);
}

static void
ui_tab_stop_class_init (UiTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = ui_tab_stop_focus;
}

static void
ui_tab_stop_init (UiTabStop *self)
{
}
