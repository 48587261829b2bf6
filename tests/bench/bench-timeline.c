/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to show messages: opening a conversation, scrolling in it, and 10,000 messages that
 * arrive while it is on the screen; beside a window that does nothing but draw as many fresh labels. */
#include <adwaita.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench-row.h"
#include "chat-message-private.h"
#include "ui-message-row.h"
#include "ui-timeline-view.h"

#define N_ARRIVING 10000
#define N_OPENED 400
/* As a timeline that is followed keeps them. */
#define MOST 400
#define KEEP 300
#define SLICE_US 4000
#define PER_FRAME 48
#define N_FLOOR_LABELS 12

typedef struct {
  GtkWidget        *window;
  GtkWidget        *scrolled;
  UiTimelineView   *view;
  GListStore       *model;
  UiMessageContext  context;
  GdkFrameClock    *clock;
  guint             n_made;

  gboolean          painted;
  gint64            frame_start;
  gint64            last_paint;
  gint64            max_frame;
  gint64            max_gap;
  guint             n_frames;
  guint             n_stalls; /* gaps over 50 ms */
  double            frame_ms; /* processor time of a frame */
} Bench;

static const char *const words[] = {
  "the", "plan", "is", "on", "my", "desk", "and", "nobody", "has", "read", "it", "yet", "but",
  "tomorrow", "we", "meet", "at", "ten", "in", "Vigo", "so", "bring", "coffee", "🎉",
};

static double
cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

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

/* 70 % short, 25 % of some lines, 5 % long. */
static char *
make_body (guint n)
{
  GString *body = g_string_new (NULL);
  guint kind = n * 7919 % 100;
  guint n_words = kind < 70 ? 2 + n % 12 : kind < 95 ? 24 + n % 60 : 120 + n % 130;

  g_string_append_printf (body, "%u:", n);
  for (guint i = 0; i < n_words; i++)
    g_string_append_printf (body, " %s", words[(n * 31 + i * 17 + i / 7) % G_N_ELEMENTS (words)]);
  if (n % 11 == 0)
    g_string_append (body, " https://example.org/a/page?of=it");
  return g_string_free (body, FALSE);
}

static ChatMessage *
make_message (guint n)
{
  g_autofree char *body = make_body (n);
  gboolean is_outgoing = n % 5 == 0;
  ChatMessageInit init = {
    .id = n + 1, .conversation_id = 1, .sort_us = n, .text.body = body,
    .time_us = G_GINT64_CONSTANT (1700000000000000) + (gint64) n * 20 * G_USEC_PER_SEC,
    .sender = is_outgoing ? "ana@office.example" : "marta@office.example",
    .sender_name = is_outgoing ? "Ana" : "Marta Ruiz", .sender_color = "#8f6b00",
    .state = is_outgoing ? CHAT_MESSAGE_DELIVERED : CHAT_MESSAGE_RECEIVED,
    .is_outgoing = is_outgoing,
  };

  return chat_message_new (&init);
}

static void
append (Bench *bench,
        guint  n)
{
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (bench->model));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (messages, make_message (bench->n_made++));
  g_list_store_splice (bench->model, n_items, 0, messages->pdata, messages->len);
  n_items += n;
  if (n_items > MOST && ui_timeline_view_get_at_end (bench->view))
    g_list_store_splice (bench->model, 0, n_items - KEEP, NULL, 0);
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
before_paint_cb (GdkFrameClock *clock,
                 gpointer       user_data)
{
  ((Bench *) user_data)->frame_start = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();

  bench->painted = TRUE;
  bench->n_frames++;
  bench->max_frame = MAX (bench->max_frame, now - bench->frame_start);
  if (bench->last_paint != 0)
    {
      bench->max_gap = MAX (bench->max_gap, now - bench->last_paint);
      bench->n_stalls += now - bench->last_paint > 50000;
    }
  bench->last_paint = now;
}

static void
start_counting (Bench *bench)
{
  bench->max_frame = bench->max_gap = bench->last_paint = 0;
  bench->n_frames = bench->n_stalls = 0;
}

static void
draw (Bench *bench)
{
  bench->painted = FALSE;
  gtk_widget_queue_draw (bench->window);
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
}

/* @floor: (nullable) what it is beside: the processor time of a frame is compared */
static void
report (Bench       *bench,
        const Bench *floor,
        const char  *what,
        double       cpu,
        gint64       wall_us)
{
  g_autofree char *gap = g_strdup_printf ("≤ 50 ms (%u over)", bench->n_stalls);

  bench->frame_ms = cpu * 1000 / MAX (bench->n_frames, 1);
  g_print ("%s cpu %.2f s, wall %.2f s, %u frames, the longest %.0f ms\n", what, cpu,
           (double) wall_us / 1e6, bench->n_frames, (double) bench->max_frame / 1000);
  bench_row (what, bench->frame_ms, "ms", floor != NULL ? floor->frame_ms : 0,
             floor != NULL ? "12 fresh labels" : "", "");
  bench_row ("  longest gap between frames", (double) bench->max_gap / 1000, "ms",
             floor != NULL ? (double) floor->max_gap / 1000 : 0,
             floor != NULL ? "12 fresh labels" : "", gap);
}

static void
make_window (Bench     *bench,
             GtkWidget *child)
{
  bench->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 700, 700);
  gtk_window_set_child (GTK_WINDOW (bench->window), child);
  gtk_widget_realize (bench->window);
  bench->clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (bench->clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect (bench->clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
}

static void
rest (Bench *bench)
{
  for (guint i = 0; i < 60; i++)
    draw (bench);
}

static void
bench_open (Bench       *bench,
            const Bench *floor)
{
  static const UiTimelineFactory factory = { create_cb, bind_cb, unbind_cb, NULL };
  double cpu;
  gint64 start;

  ui_message_context_init (&bench->context);
  bench->model = g_list_store_new (CHAT_TYPE_MESSAGE);
  bench->view = UI_TIMELINE_VIEW (ui_timeline_view_new (&factory, bench));
  bench->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (bench->scrolled), GTK_WIDGET (bench->view));
  make_window (bench, bench->scrolled);
  ui_timeline_view_set_model (bench->view, G_LIST_MODEL (bench->model));
  gtk_window_present (GTK_WINDOW (bench->window));
  rest (bench);

  start_counting (bench);
  cpu = cpu_s ();
  start = g_get_monotonic_time ();
  append (bench, N_OPENED);
  draw (bench);
  report (bench, floor, "timeline: open a conversation, CPU a frame", cpu_s () - cpu, g_get_monotonic_time () - start);
  rest (bench);
}

static void
bench_scroll (Bench       *bench,
              const Bench *floor)
{
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench->scrolled));
  double cpu = cpu_s ();
  gint64 start = g_get_monotonic_time ();

  start_counting (bench);
  for (guint i = 0; i < 200; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 60);
      draw (bench);
    }
  report (bench, floor, "timeline: scroll 200 × 60 px, CPU a frame", cpu_s () - cpu, g_get_monotonic_time () - start);

  start_counting (bench);
  cpu = cpu_s ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 40; i++)
    {
      ui_timeline_view_go_to (bench->view, i * 7919 % N_OPENED % 280, TRUE);
      draw (bench);
    }
  report (bench, floor, "timeline: 40 jumps, CPU a frame", cpu_s () - cpu, g_get_monotonic_time () - start);
  ui_timeline_view_go_to_end (bench->view);
  rest (bench);
}

/* As fast as they can be taken, in slices: the main loop is never held for longer. */
static gboolean
arrive_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 start = g_get_monotonic_time ();

  while (bench->n_made < N_OPENED + N_ARRIVING && g_get_monotonic_time () - start < SLICE_US)
    append (bench, 1);

  return bench->n_made < N_OPENED + N_ARRIVING;
}

static void
bench_arrive (Bench       *bench,
              const Bench *floor)
{
  double before_mb = resident_mb ();
  double cpu = cpu_s ();
  gint64 start = g_get_monotonic_time ();

  start_counting (bench);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, arrive_cb, bench, NULL);
  while (bench->n_made < N_OPENED + N_ARRIVING)
    draw (bench);
  draw (bench);
  cpu = cpu_s () - cpu;
  bench_row ("timeline: 10,000 at full speed, CPU", cpu * 1e3, "ms", 0, "", "");
  report (bench, floor, "  of a frame", cpu, g_get_monotonic_time () - start);

  rest (bench);
  start_counting (bench);
  cpu = cpu_s ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_ARRIVING; i += PER_FRAME)
    {
      append (bench, PER_FRAME);
      draw (bench);
    }
  cpu = cpu_s () - cpu;
  bench_row ("timeline: 10,000, 48 in each frame, CPU", cpu * 1e3, "ms", 0, "", "");
  report (bench, floor, "  of a frame", cpu, g_get_monotonic_time () - start);
  bench_row ("  growth by 20,000 messages", resident_mb () - before_mb, "MB", 0, "", "");
  g_print ("%u rows ever made\n", ui_timeline_view_get_n_made (bench->view));
}

/* The floor: as many frames, each with a screen of labels that were never shown before. */
static void
bench_floor (Bench *bench)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *labels[N_FLOOR_LABELS];
  guint n = 0;
  double cpu;
  gint64 start;

  for (guint i = 0; i < N_FLOOR_LABELS; i++)
    {
      labels[i] = gtk_label_new (NULL);
      gtk_label_set_ellipsize (GTK_LABEL (labels[i]), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), labels[i]);
    }
  make_window (bench, box);
  gtk_window_present (GTK_WINDOW (bench->window));
  rest (bench);

  start_counting (bench);
  cpu = cpu_s ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_ARRIVING / PER_FRAME; i++)
    {
      for (guint j = 0; j < N_FLOOR_LABELS; j++)
        {
          g_autofree char *body = make_body (n++);

          gtk_label_set_text (GTK_LABEL (labels[j]), body);
        }
      draw (bench);
    }
  bench->frame_ms = (cpu_s () - cpu) * 1000 / bench->n_frames;
  g_print ("the floor: wall %.2f s\n", (double) (g_get_monotonic_time () - start) / 1e6);
  gtk_window_destroy (GTK_WINDOW (bench->window));
}

int
main (void)
{
  Bench bench = { 0 };
  Bench floor = { 0 };
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();

  adw_init ();
  gtk_css_provider_load_from_resource (style, "/im/charla/Charla/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  bench_floor (&floor);
  bench_open (&bench, &floor);
  bench_scroll (&bench, &floor);
  bench_arrive (&bench, &floor);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_clear_object (&bench.model);
  ui_message_context_clear (&bench.context);
  return 0;
}
