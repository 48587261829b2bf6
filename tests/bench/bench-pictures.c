/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation of 1,000 pictures, scrolled from its end to its start: each is decoded as it comes
 * into sight. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "archive-file.h"
#include "bench-row.h"
#include "chat-file-private.h"
#include "chat-message-private.h"
#include "ui-message-row.h"
#include "ui-texture-cache.h"
#include "ui-timeline-view.h"

#define N_PICTURES 1000
#define N_DIFFERENT 25
#define STEP_PX 120

/* A window in which pictures are decoded. */
#define BENCH_TYPE_WINDOW (bench_window_get_type ())
G_DECLARE_FINAL_TYPE (BenchWindow, bench_window, BENCH, WINDOW, GtkWindow)

struct _BenchWindow
{
  GtkWindow       parent_instance;

  UiTextureCache *textures;
};

static UiTextureCache *
get_texture_cache (UiTextureScope *scope)
{
  return BENCH_WINDOW (scope)->textures;
}

static void
scope_init (UiTextureScopeInterface *iface)
{
  iface->get_texture_cache = get_texture_cache;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchWindow, bench_window, GTK_TYPE_WINDOW,
                               G_IMPLEMENT_INTERFACE (UI_TYPE_TEXTURE_SCOPE, scope_init))

static void
bench_window_class_init (BenchWindowClass *klass)
{
}

static void
bench_window_init (BenchWindow *self)
{
  g_autoptr(ChatPictures) pictures = chat_pictures_new (NULL);

  self->textures = ui_texture_cache_new (pictures);
}

typedef struct {
  UiMessageContext context;
  GListStore      *model;
  gboolean         painted;
  gint64           last_paint;
  gint64           max_gap;
  gint64           last_own;  /* what the main thread had worked */
  gint64           max_own;
  guint            n_frames;
  guint            n_stalls; /* gaps over 50 ms */
  gboolean         bound[N_PICTURES]; /* which have been in sight */
} Bench;

static double
resident_mb (void)
{
  g_autofree char *statm = NULL;
  g_auto(GStrv) fields = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL))
    return 0;
  fields = g_strsplit (statm, " ", 3);
  return (double) g_ascii_strtoull (fields[1], NULL, 10) * (double) sysconf (_SC_PAGESIZE) / 1e6;
}

/* Of this thread, which whoever else uses the processors does not disturb. */
static gint64
get_own_us (void)
{
  struct timespec spent = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (gint64) spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

/* As a telephone makes them, but smaller. */
static void
make_pictures (const char *folder)
{
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *first_name = g_strdup_printf ("%u.jpg", i % N_DIFFERENT);
      g_autofree char *first = g_build_filename (folder, first_name, NULL);
      g_autoptr(GError) error = NULL;

      if (i >= N_DIFFERENT)
        {
          g_autofree char *data = NULL;
          gsize length = 0;

          g_assert_true (g_file_get_contents (first, &data, &length, NULL));
          g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
          continue;
        }

      {
        g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1600, 1200);
        guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);

        for (guint at = 0; at < 1600 * 1200 * 3; at++)
          pixels[at] = (guchar) ((at / 5000 + i * 10) ^ (at % 97));
        g_assert_true (gdk_pixbuf_save (pixbuf, path, "jpeg", &error, "quality", "85", NULL));
      }
    }
}

static ChatMessage *
make_message (const char *folder,
              guint       n)
{
  g_autofree char *name = g_strdup_printf ("%u.jpg", n);
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ChatFile) file = NULL;
  ChatMessageInit init = {
    .id = n + 1, .conversation_id = 1, .sort_us = n,
    .text = { .kind = CHAT_MESSAGE_FILE, .body = "" },
    .time_us = G_GINT64_CONSTANT (1700000000000000) + (gint64) n * 20 * G_USEC_PER_SEC,
    .sender = "marta@office.example", .sender_name = "Marta Ruiz",
    .state = CHAT_MESSAGE_RECEIVED, .files = G_LIST_MODEL (files),
  };

  row->path = g_build_filename (folder, name, NULL);
  row->name = g_strdup (name);
  row->type = g_strdup ("image/jpeg");
  row->width = 1600;
  row->height = 1200;
  file = chat_file_new (row);
  g_list_store_append (files, file);
  return chat_message_new (&init);
}

static GtkWidget *
create_cb (gpointer user_data)
{
  return ui_message_row_new (&((Bench *) user_data)->context);
}

static void
bind_cb (GtkWidget *row,
         GObject   *item,
         guint      position,
         gpointer   user_data)
{
  Bench *bench = user_data;
  g_autoptr(ChatMessage) before = NULL;

  bench->bound[position] = TRUE;
  if (position > 0)
    before = g_list_model_get_item (G_LIST_MODEL (bench->model), position - 1);
  ui_message_row_bind (UI_MESSAGE_ROW (row), CHAT_MESSAGE (item), before);
}

static void
unbind_cb (GtkWidget *row,
           gpointer   user_data)
{
  ui_message_row_unbind (UI_MESSAGE_ROW (row));
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  Bench *bench = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 own_us = get_own_us ();

  bench->painted = TRUE;
  bench->n_frames++;
  if (bench->last_paint != 0)
    {
      bench->max_gap = MAX (bench->max_gap, now_us - bench->last_paint);
      bench->n_stalls += now_us - bench->last_paint > 50000;
      bench->max_own = MAX (bench->max_own, own_us - bench->last_own);
    }
  bench->last_paint = now_us;
  bench->last_own = own_us;
}

static void
draw (Bench     *bench,
      GtkWidget *window)
{
  bench->painted = FALSE;
  gtk_widget_queue_draw (window);
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
}

static void
scroll (Bench         *bench,
        GtkWidget     *window,
        GtkWidget     *view,
        GtkAdjustment *adjustment)
{
  g_autofree char *gap = NULL;
  guint first = 1;
  guint last;
  guint n_bound = 0;
  double before_mb = resident_mb ();
  double most_mb = before_mb;

  bench->last_paint = bench->max_gap = bench->max_own = 0;
  bench->n_frames = bench->n_stalls = 0;
  while (first > 0)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - STEP_PX);
      draw (bench, window);
      most_mb = MAX (most_mb, resident_mb ());
      if (!ui_timeline_view_get_range (UI_TIMELINE_VIEW (view), &first, &last))
        first = 1;
    }
  for (guint i = 0; i < N_PICTURES; i++)
    n_bound += bench->bound[i];

  gap = g_strdup_printf ("≤ 50 ms (%u of %u over)", bench->n_stalls, bench->n_frames);
  bench_row ("pictures: 1,000 scrolled, longest gap between frames", (double) bench->max_gap / 1000,
             "ms", 0, "", gap);
  bench_row ("  of it work of the main thread, at most", (double) bench->max_own / 1000, "ms", 0, "",
             "≤ 50 ms");
  bench_row ("  of them bound to a row", n_bound, "", 0, "", "1000");
  bench_row ("  grown by at most", most_mb - before_mb, "MB", 0, "", "bounded");
}

int
main (void)
{
  static const UiTimelineFactory factory = { create_cb, bind_cb, unbind_cb, NULL };
  Bench bench = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("charla-pictures-XXXXXX", NULL);
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *view, *scrolled, *window;

  adw_init ();
  gtk_css_provider_load_from_resource (style, "/im/charla/Charla/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  make_pictures (folder);
  for (guint i = 0; i < N_PICTURES; i++)
    g_ptr_array_add (messages, make_message (folder, i));

  ui_message_context_init (&bench.context);
  bench.model = g_list_store_new (CHAT_TYPE_MESSAGE);
  view = ui_timeline_view_new (&factory, &bench);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  window = g_object_new (BENCH_TYPE_WINDOW, "default-width", 700, "default-height", 700, "child",
                         scrolled, NULL);
  gtk_widget_realize (window);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb),
                    &bench);
  ui_timeline_view_set_model (UI_TIMELINE_VIEW (view), G_LIST_MODEL (bench.model));
  gtk_window_present (GTK_WINDOW (window));
  g_list_store_splice (bench.model, 0, 0, messages->pdata, messages->len);
  for (guint i = 0; i < 60; i++)
    draw (&bench, window);
  scroll (&bench, window, view,
          gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)));

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (bench.model);
  ui_message_context_clear (&bench.context);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.jpg", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  return 0;
}
