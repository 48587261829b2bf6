/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was open over a window, and is not any more. */
#include "ui-popovers.h"

typedef struct {
  GtkWidget *window;
  GtkWidget *popover;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  GtkWidget *button = gtk_button_new_with_label ("Below");

  fx->window = g_object_ref_sink (gtk_window_new ());
  gtk_window_set_child (GTK_WINDOW (fx->window), button);
  fx->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (fx->popover), gtk_label_new ("Above"));
  gtk_widget_set_parent (fx->popover, button);
  gtk_window_present (GTK_WINDOW (fx->window));
  while (!gtk_widget_get_mapped (button))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  gtk_widget_unparent (fx->popover);
  gtk_window_destroy (GTK_WINDOW (fx->window));
  g_object_unref (fx->window);
}

static void
open_popover (Fixture *fx)
{
  gtk_popover_popup (GTK_POPOVER (fx->popover));
  while (!gtk_widget_get_mapped (fx->popover))
    g_main_context_iteration (NULL, TRUE);
}

static void
close_popover (Fixture *fx)
{
  gtk_popover_popdown (GTK_POPOVER (fx->popover));
  while (gtk_widget_get_realized (fx->popover))
    g_main_context_iteration (NULL, TRUE);
}

/* It has no surface that could be told of the pointer, and is as good as new. */
static void
test_closed (Fixture       *fx,
             gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      open_popover (fx);
      close_popover (fx);
      g_assert_null (gtk_native_get_surface (GTK_NATIVE (fx->popover)));
    }
}

static gboolean
note_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_again (Fixture       *fx,
            gconstpointer  data)
{
  gboolean is_over = FALSE;

  open_popover (fx);
  gtk_popover_popdown (GTK_POPOVER (fx->popover));
  gtk_popover_popup (GTK_POPOVER (fx->popover));
  g_idle_add_full (G_PRIORITY_LOW, note_cb, &is_over, NULL);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_mapped (fx->popover));
  close_popover (fx);
}

/* Whoever opened it may have gone. */
static void
test_gone (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *popover = g_object_ref (fx->popover);
  GtkWidget *parent = gtk_widget_get_parent (popover);

  open_popover (fx);
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_widget_unparent (popover);
  g_assert_false (gtk_widget_get_realized (popover));
  while (g_main_context_iteration (NULL, FALSE));
  gtk_widget_set_parent (popover, parent);
  g_object_unref (popover);
  open_popover (fx);
  close_popover (fx);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  ui_popovers_install ();

  g_test_add ("/ui/popovers/closed", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/ui/popovers/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/ui/popovers/gone", Fixture, NULL, set_up, test_gone, tear_down);
  return g_test_run ();
}
