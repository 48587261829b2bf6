/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-attention.h"
#include "ui-test.h"

#include <gdk/x11/gdkx.h>
#include <xcb/xcb.h>

typedef struct {
  UiAttention      *attention;
  GtkWindow        *window;
  xcb_connection_t *other; /* whoever takes the keyboard away, as another program does */
  guint             n_changes;
} Fixture;

static void
changed_cb (Fixture *fx)
{
  fx->n_changes++;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->attention = ui_attention_new ();
  g_signal_connect_swapped (fx->attention, "notify::given", G_CALLBACK (changed_cb), fx);
  fx->other = xcb_connect (NULL, NULL);
  g_assert_cmpint (xcb_connection_has_error (fx->other), ==, 0);
  fx->window = GTK_WINDOW (gtk_window_new ());
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->window, gtk_window_destroy);
  ui_test_settle ();
  g_assert_finalize_object (fx->attention);
  xcb_disconnect (fx->other);
}

static void
give_keyboard (Fixture *fx,
               gboolean is_ours)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fx->window));

  xcb_set_input_focus (fx->other, XCB_INPUT_FOCUS_POINTER_ROOT,
                       is_ours ? (xcb_window_t) gdk_x11_surface_get_xid (surface) : XCB_NONE,
                       XCB_CURRENT_TIME);
  xcb_flush (fx->other);
  ui_test_wait_for (gtk_window_is_active (fx->window) == is_ours);
}

static void
show (Fixture *fx)
{
  gtk_window_present (fx->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  give_keyboard (fx, TRUE);
}

static gboolean
is_waiting (Fixture *fx)
{
  return g_main_context_find_source_by_user_data (NULL, fx->attention) != NULL;
}

/* The minute is over. */
static void
end_moment (Fixture *fx)
{
  GSource *source = g_main_context_find_source_by_user_data (NULL, fx->attention);

  g_assert_nonnull (source);
  g_source_set_ready_time (source, 0);
  ui_test_wait_for (!is_waiting (fx));
}

static void
test_starts_without (Fixture       *fx,
                     gconstpointer  data)
{
  g_assert_false (ui_attention_get_given (fx->attention));
  show (fx);
  g_assert_true (ui_attention_get_given (fx->attention));
  g_assert_cmpuint (fx->n_changes, ==, 1);
}

/* One that comes when the window is there already. */
static void
test_finds_a_window (Fixture       *fx,
                     gconstpointer  data)
{
  g_autoptr(UiAttention) late = NULL;

  show (fx);
  late = ui_attention_new ();
  g_assert_true (ui_attention_get_given (late));
}

static void
test_lasts_a_moment (Fixture       *fx,
                     gconstpointer  data)
{
  show (fx);
  give_keyboard (fx, FALSE);
  g_assert_true (ui_attention_get_given (fx->attention));
  g_assert_true (is_waiting (fx));
  end_moment (fx);
  g_assert_false (ui_attention_get_given (fx->attention));
  g_assert_cmpuint (fx->n_changes, ==, 2);

  give_keyboard (fx, TRUE);
  g_assert_true (ui_attention_get_given (fx->attention));
  g_assert_cmpuint (fx->n_changes, ==, 3);
}

static void
test_comes_back_in_time (Fixture       *fx,
                         gconstpointer  data)
{
  show (fx);
  give_keyboard (fx, FALSE);
  g_assert_true (is_waiting (fx));
  give_keyboard (fx, TRUE);
  g_assert_false (is_waiting (fx));
  g_assert_true (ui_attention_get_given (fx->attention));
  g_assert_cmpuint (fx->n_changes, ==, 1);
}

/* Whoever closes the last window does not look, at once. */
static void
test_ends_with_the_window (Fixture       *fx,
                           gconstpointer  data)
{
  show (fx);
  if (data != NULL)
    give_keyboard (fx, FALSE);
  g_clear_pointer (&fx->window, gtk_window_destroy);
  ui_test_wait_for (!ui_attention_get_given (fx->attention));
  g_assert_false (is_waiting (fx));
  g_assert_cmpuint (fx->n_changes, ==, 2);
}

#define ADD(name, data, func) \
  g_test_add ("/ui/attention/" name, Fixture, data, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("starts-without", NULL, test_starts_without);
  ADD ("finds-a-window", NULL, test_finds_a_window);
  ADD ("lasts-a-moment", NULL, test_lasts_a_moment);
  ADD ("comes-back-in-time", NULL, test_comes_back_in_time);
  ADD ("ends-with-the-window", NULL, test_ends_with_the_window);
  ADD ("ends-with-the-window-left", GINT_TO_POINTER (1), test_ends_with_the_window);

  return g_test_run ();
}
