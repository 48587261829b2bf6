/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The viewer of pictures: which one it shows, how near, and what it says of what is none. With
 * SHOW_DIR in the environment it leaves pictures of itself there. */
#include "archive-file.h"
#include "chat-file-private.h"
#include "ui-picture-viewer.h"
#include "ui-test.h"
#include "ui-zoom-view.h"

#include <glib/gstdio.h>
#include <string.h>

#define MOVING \
  "GIF89a\x02\x00\x02\x00\x80\x00\x00" "\0\0\0\xff\xff\xff" "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" \
  "\x21\xf9\x04\x04\x0a\x00\x00\x00\x2c\0\0\0\0\x02\0\x02\0\0\x02\x02\x84\x51\x00" \
  "\x21\xf9\x04\x04\x0a\x00\x00\x00\x2c\0\0\0\0\x02\0\x02\0\0\x02\x02\x84\x51\x00;"
/* A few bytes that say they are 16,384 × 16,384 px */
#define HUGE \
  "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x40\0\0\0\x40\0\x08\x02\0\0\0\x26\xaa\x87\xd3" \
  "\0\0\0\x11IDAT\x78\x9c\x63\x60\x18\x05\xa3\x60\x14\x0c\x77\0\0\x03\xe8\0\x01\xb3\xa6\xd3\x46"

typedef struct {
  char            *folder;
  ChatPictures    *pictures;
  GListStore      *files;
  GtkWindow       *window;
  UiPictureViewer *viewer;
} Fixture;

static ChatFile *
add_file (Fixture    *fx,
          const char *name,
          const char *type,
          gboolean    is_here)
{
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ChatFile) file = NULL;

  row->name = g_strdup (name);
  row->type = g_strdup (type);
  row->url = g_strdup ("https://files.example/x");
  row->path = is_here ? g_build_filename (fx->folder, name, NULL) : NULL;
  row->size_bytes = 4711;
  file = chat_file_new (row);
  g_list_store_append (fx->files, file);
  return file; /* borrowed: the list has it */
}

static void
write_file (Fixture    *fx,
            const char *name,
            const char *content,
            gsize       n_bytes)
{
  g_autofree char *path = g_build_filename (fx->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, (gssize) n_bytes, NULL));
}

/* A landscape, so that one sees what is up and where its edges are */
static void
write_picture (Fixture    *fx,
               const char *name,
               int         width,
               int         height)
{
  g_autofree char *path = g_build_filename (fx->folder, name, NULL);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  double radius = height / 6.0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint8 *pixel = pixels + (gsize) y * (gsize) stride + (gsize) x * 3;
        double dx = x - width * 0.7;
        double dy = y - height * 0.3;
        gboolean is_sun = dx * dx + dy * dy < radius * radius;
        gboolean is_hill = y > height * 0.75 - 0.3 * height * x / width;
        gboolean is_line = x / 40 % 2 == y / 40 % 2;

        pixel[0] = is_hill ? 40 : is_sun ? 255 : (guint8) (90 + y * 120 / height);
        pixel[1] = is_hill ? (is_line ? 120 : 110) : is_sun ? 220 : (guint8) (150 + y * 60 / height);
        pixel[2] = is_hill ? 60 : is_sun ? 120 : 230;
      }
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, "compression", "1", NULL));
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->folder = g_dir_make_tmp ("charla-viewer-XXXXXX", NULL);
  fx->pictures = chat_pictures_new (NULL);
  fx->files = g_list_store_new (CHAT_TYPE_FILE);
  fx->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fx->window, 640, 480);
  gtk_window_present (fx->window);
  ui_test_wait_for (gtk_widget_get_width (GTK_WIDGET (fx->window)) > 0);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fx->folder, 0, NULL);
  const char *name;

  if (fx->viewer != NULL)
    ui_test_close (&fx->viewer);
  ui_test_close (&fx->window);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fx->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fx->folder);
  g_free (fx->folder);
  g_assert_finalize_object (fx->files);
  g_object_unref (fx->pictures);
}

static UiZoomView *
get_view (Fixture *fx)
{
  return ui_test_child (fx->viewer, "view");
}

static void
begin (Fixture *fx,
       guint    at)
{
  fx->viewer = ui_picture_viewer_present (GTK_WIDGET (fx->window), fx->pictures,
                                          G_LIST_MODEL (fx->files), at);
}

static void
present (Fixture *fx,
         guint    at)
{
  begin (fx, at);
  ui_test_wait_for (gtk_widget_get_width (ui_test_child (fx->viewer, "stack")) > 0);
}

static gboolean
shows (Fixture    *fx,
       const char *name)
{
  const char *title = adw_window_title_get_title (ui_test_child (fx->viewer, "heading"));

  return g_strcmp0 (title, name) == 0 && ui_zoom_view_get_picture (get_view (fx)) != NULL;
}

static gboolean
says (Fixture    *fx,
      const char *title)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (ui_test_child (fx->viewer, "stack")),
                    "message") == 0
         && g_strcmp0 (adw_status_page_get_title (ui_test_child (fx->viewer, "message")),
                       title) == 0;
}

static gboolean
nothing_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* What is drawn, for whoever wants to look */
static void
leave_picture (Fixture    *fx,
               const char *name)
{
  const char *folder = g_getenv ("SHOW_DIR");
  gint64 until = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (fx->viewer));
  int height = gtk_widget_get_height (GTK_WIDGET (fx->viewer));

  if (folder == NULL)
    return;

  g_timeout_add (1100, nothing_cb, NULL);
  ui_test_wait_for (g_get_monotonic_time () > until);
  paintable = gtk_widget_paintable_new (GTK_WIDGET (fx->viewer));
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fx->viewer)), node,
                                         NULL);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static char *
dup_subtitle (Fixture *fx)
{
  return g_strdup (adw_window_title_get_subtitle (ui_test_child (fx->viewer, "heading")));
}

/* Through those that are pictures, by keys and buttons */
static void
test_turn (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  write_picture (fx, "one.png", 320, 200);
  write_picture (fx, "two.png", 1600, 1000);
  write_picture (fx, "three.png", 60, 90);
  add_file (fx, "one.png", "image/png", TRUE);
  add_file (fx, "paper.pdf", "application/pdf", TRUE);
  add_file (fx, "two.png", "image/png", TRUE);
  add_file (fx, "three.png", "image/png", TRUE);
  present (fx, 2);
  ui_test_wait_for (shows (fx, "two.png"));
  second = dup_subtitle (fx);
  g_assert_cmpstr (second, ==, "2 of 3 · \u200e1600 × 1000\u200e · 4.7\u00a0kB");
  leave_picture (fx, "fits");

  g_assert_true (ui_test_press (get_view (fx), "Left"));
  ui_test_wait_for (shows (fx, "one.png"));
  first = dup_subtitle (fx);
  g_assert_true (g_str_has_prefix (first, "1 of 3"));
  g_assert_false (gtk_widget_get_sensitive (ui_test_child (fx->viewer, "previous")));
  ui_test_press (get_view (fx), "Left");
  g_assert_true (shows (fx, "one.png"));

  ui_test_press (fx->viewer, "Page_Down");
  ui_test_click (ui_test_child (fx->viewer, "next"));
  ui_test_wait_for (shows (fx, "three.png"));
  g_assert_false (gtk_widget_get_sensitive (ui_test_child (fx->viewer, "next")));
  leave_picture (fx, "small");

  /* Where one reads from the right, the next one is on the left. */
  gtk_widget_set_direction (GTK_WIDGET (fx->viewer), GTK_TEXT_DIR_RTL);
  ui_test_press (get_view (fx), "Right");
  ui_test_wait_for (shows (fx, "two.png"));
}

static void
test_zoom (Fixture       *fx,
           gconstpointer  data)
{
  UiZoomView *view;
  double fit;

  write_picture (fx, "large.png", 3000, 2000);
  write_picture (fx, "other.png", 300, 200);
  add_file (fx, "large.png", "image/png", TRUE);
  add_file (fx, "other.png", "image/png", TRUE);
  present (fx, 0);
  view = get_view (fx);
  ui_test_wait_for (shows (fx, "large.png"));

  /* All of it, decoded for that */
  fit = ui_zoom_view_get_zoom (view);
  g_assert_cmpfloat (fit, <, 0.3);
  g_assert_cmpfloat (fit * 3000, <=, gtk_widget_get_width (GTK_WIDGET (view)) + 0.5);
  g_assert_cmpuint (chat_picture_get_width (ui_zoom_view_get_picture (view)), <=, 1024);
  g_assert_false (ui_zoom_view_can_zoom (view, FALSE));

  ui_test_press (fx->viewer, "plus");
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), fit * 1.25, 0.001);
  ui_test_press (fx->viewer, "minus");
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), fit, 0.001);

  /* From near it is sharper, and stays where it was. */
  ui_test_press (fx->viewer, "1");
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), 1, 0.001);
  ui_test_wait_for (chat_picture_get_width (ui_zoom_view_get_picture (view)) == 3000);
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), 1, 0.001);
  leave_picture (fx, "near");

  /* An arrow moves it then, and turns only once all of it is there. */
  ui_test_press (view, "Right");
  ui_test_settle ();
  g_assert_true (shows (fx, "large.png"));
  ui_zoom_view_set_zoom (view, 1000);
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), 8, 0.001);
  g_assert_false (ui_zoom_view_can_zoom (view, TRUE));
  ui_test_press (fx->viewer, "0");
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), fit, 0.001);
  ui_test_press (view, "Right");
  ui_test_wait_for (shows (fx, "other.png"));

  /* A small one is not made larger by itself. */
  g_assert_cmpfloat_with_epsilon (ui_zoom_view_get_zoom (view), 1, 0.001);
}

static void
test_moving (Fixture       *fx,
             gconstpointer  data)
{
  write_file (fx, "moving.gif", MOVING, sizeof MOVING - 1);
  add_file (fx, "moving.gif", "image/gif", TRUE);
  present (fx, 0);
  ui_test_wait_for (shows (fx, "moving.gif"));
  g_assert_cmpuint (chat_picture_get_n_frames (ui_zoom_view_get_picture (get_view (fx))), ==, 2);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->viewer, "next")));
}

/* What is no picture, is too large, or gone */
static void
test_hostile (Fixture       *fx,
              gconstpointer  data)
{
  write_file (fx, "text.png", "no picture at all", 17);
  write_file (fx, "huge.png", HUGE, sizeof HUGE - 1);
  write_picture (fx, "fine.png", 30, 20);
  add_file (fx, "text.png", "image/png", TRUE);
  add_file (fx, "huge.png", "image/png", TRUE);
  add_file (fx, "gone.png", "image/png", TRUE);
  add_file (fx, "fine.png", "image/png", TRUE);
  present (fx, 0);
  ui_test_wait_for (says (fx, "This cannot be shown"));
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->viewer, "other")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->viewer, "zoom")));
  leave_picture (fx, "broken");

  ui_test_press (fx->viewer, "Page_Down");
  ui_test_wait_for (says (fx, "The picture is too large to be shown"));
  ui_test_press (fx->viewer, "Page_Down");
  ui_test_wait_for (says (fx, "The picture is gone"));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->viewer, "other")));
  ui_test_press (fx->viewer, "Page_Down");
  ui_test_wait_for (shows (fx, "fine.png"));
}

static void
fetch_cb (UiPictureViewer *viewer,
          ChatFile        *file,
          ChatFile       **wanted)
{
  *wanted = file;
}

/* Nothing is fetched by itself; it is shown once it is here. */
static void
test_absent (Fixture       *fx,
             gconstpointer  data)
{
  ChatFile *file = add_file (fx, "away.png", "image/png", FALSE);
  ChatFile *wanted = NULL;
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));

  present (fx, 0);
  g_signal_connect (fx->viewer, "fetch", G_CALLBACK (fetch_cb), &wanted);
  g_assert_true (says (fx, "Not on this computer yet"));
  leave_picture (fx, "absent");
  ui_test_click (ui_test_child (fx->viewer, "fetch"));
  g_assert_true (wanted == file);

  write_picture (fx, "away.png", 30, 20);
  row->path = g_build_filename (fx->folder, "away.png", NULL);
  chat_file_update (file, row);
  ui_test_wait_for (shows (fx, "away.png"));
}

static gboolean
spins (Fixture *fx)
{
  return gtk_widget_get_visible (ui_test_child (fx->viewer, "spinner"));
}

/* What could not be had says why, and can be asked for again. */
static void
test_failed (Fixture       *fx,
             gconstpointer  data)
{
  ChatFile *file = add_file (fx, "away.png", "image/png", FALSE);
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  g_autoptr(ChatTransfer) again = chat_transfer_new ();
  AdwStatusPage *message;

  present (fx, 0);
  message = ui_test_child (fx->viewer, "message");
  chat_file_set_transfer (file, transfer);
  g_assert_true (spins (fx));
  chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
  g_assert_true (spins (fx));
  chat_transfer_fail (transfer, "The server does not have it");
  g_assert_false (spins (fx));
  g_assert_true (says (fx, "Not on this computer yet"));
  g_assert_cmpstr (adw_status_page_get_description (message), ==, "The server does not have it");
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->viewer, "fetch")));
  leave_picture (fx, "failed");

  chat_file_set_transfer (file, again);
  g_assert_true (spins (fx));
  g_assert_false (says (fx, "Not on this computer yet"));
  chat_file_set_transfer (file, NULL);
  g_assert_true (says (fx, "Not on this computer yet"));
  g_assert_cmpstr (adw_status_page_get_description (message), ==, "");
}

static gboolean
can_fetch_cb (UiPictureViewer *viewer,
              ChatFile        *file,
              gboolean        *can_fetch)
{
  return *can_fetch;
}

/* What was here and is gone can be had again, unless it was ours. */
static void
test_gone (Fixture       *fx,
           gconstpointer  data)
{
  ChatFile *file = add_file (fx, "lost.png", "image/png", TRUE);
  ChatFile *wanted = NULL;
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));
  gboolean can_fetch = TRUE;

  begin (fx, 0);
  g_signal_connect (fx->viewer, "can-fetch", G_CALLBACK (can_fetch_cb), &can_fetch);
  g_signal_connect (fx->viewer, "fetch", G_CALLBACK (fetch_cb), &wanted);
  ui_test_wait_for (says (fx, "The picture is gone"));
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->viewer, "fetch")));
  leave_picture (fx, "gone");
  ui_test_click (ui_test_child (fx->viewer, "fetch"));
  g_assert_true (wanted == file);

  chat_file_set_transfer (file, transfer);
  ui_test_wait_for (spins (fx));
  ui_test_settle ();
  g_assert_false (says (fx, "The picture is gone"));
  can_fetch = FALSE;
  chat_transfer_fail (transfer, "The server does not have it");
  ui_test_wait_for (says (fx, "The picture is gone"));
  g_assert_cmpstr (adw_status_page_get_description (ui_test_child (fx->viewer, "message")), ==,
                   "The server does not have it");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->viewer, "fetch")));

  write_picture (fx, "lost.png", 30, 20);
  chat_file_update (file, row);
  chat_file_set_transfer (file, NULL);
  ui_test_wait_for (shows (fx, "lost.png"));
}

/* What might move and does not is as sharp from near as any other. */
static void
test_still (Fixture       *fx,
            gconstpointer  data)
{
  UiZoomView *view;

  write_picture (fx, "still.webp", 3000, 2000);
  add_file (fx, "still.webp", "image/webp", TRUE);
  present (fx, 0);
  view = get_view (fx);
  ui_test_wait_for (shows (fx, "still.webp"));
  ui_test_press (fx->viewer, "1");
  ui_test_wait_for (chat_picture_get_width (ui_zoom_view_get_picture (view)) == 3000);
}

/* A message is taken back while its picture is looked at. */
static void
test_removed (Fixture       *fx,
              gconstpointer  data)
{
  write_picture (fx, "one.png", 30, 20);
  write_picture (fx, "two.png", 30, 20);
  add_file (fx, "one.png", "image/png", TRUE);
  add_file (fx, "two.png", "image/png", TRUE);
  present (fx, 1);
  ui_test_wait_for (shows (fx, "two.png"));
  g_list_store_remove (fx->files, 1);
  ui_test_wait_for (shows (fx, "one.png"));
  g_object_add_weak_pointer (G_OBJECT (fx->viewer), (gpointer *) &fx->viewer);
  g_list_store_remove (fx->files, 0);
  ui_test_wait_for (fx->viewer == NULL);
}

static void
test_close (Fixture       *fx,
            gconstpointer  data)
{
  write_picture (fx, "one.png", 1600, 1200);
  add_file (fx, "one.png", "image/png", TRUE);
  fx->viewer = ui_picture_viewer_present (GTK_WIDGET (fx->window), fx->pictures,
                                          G_LIST_MODEL (fx->files), 0);
  g_object_add_weak_pointer (G_OBJECT (fx->viewer), (gpointer *) &fx->viewer);
  ui_test_press (fx->viewer, "Escape"); /* before it is decoded */
  ui_test_wait_for (fx->viewer == NULL);
}

#define ADD(name, func) \
  g_test_add ("/ui/picture-viewer/" name, Fixture, NULL, set_up, func, tear_down)

static void
note_cb (UiPictureViewer  *viewer,
         ChatFile         *file,
         ChatFile        **noted)
{
  g_set_object (noted, file);
}

/* (nullable) (transfer full): what is dragged out of it, begun in the middle */
static GdkContentProvider *
drag (Fixture *fx)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (get_view (fx)));
  GdkContentProvider *content = NULL;
  guint n_sources = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_DRAG_SOURCE (controller))
        continue;

      n_sources++;
      g_signal_emit_by_name (controller, "prepare", 100.0, 100.0, &content);
    }
  g_assert_cmpuint (n_sources, ==, 1);
  return content;
}

/* It is handed on by whoever has opened it, and can be dragged out, unless it is moved by that. */
static void
test_elsewhere (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatFile) noted = NULL;
  g_autoptr(GdkContentProvider) content = NULL;

  write_picture (fx, "one.png", 200, 150);
  add_file (fx, "one.png", "image/png", TRUE);
  add_file (fx, "away.png", "image/png", FALSE);
  present (fx, 0);
  ui_test_wait_for (shows (fx, "one.png"));
  g_signal_connect (fx->viewer, "forward", G_CALLBACK (note_cb), &noted);
  g_assert_true (ui_test_press (fx->viewer, "<Control><Shift>f"));
  g_assert_true (noted == ui_picture_viewer_get_file (fx->viewer));

  content = drag (fx);
  g_assert_nonnull (content);
  g_clear_object (&content);
  ui_zoom_view_set_zoom (get_view (fx), 8);
  g_assert_null (drag (fx));

  /* What is not here can be handed on, but not dragged. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->viewer), "viewer.next", NULL));
  ui_test_wait_for (says (fx, "Not on this computer yet"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->viewer), "viewer.forward", NULL));
  g_assert_cmpstr (chat_file_get_name (noted), ==, "away.png");
  g_assert_null (drag (fx));
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("turn", test_turn);
  ADD ("zoom", test_zoom);
  ADD ("moving", test_moving);
  ADD ("hostile", test_hostile);
  ADD ("absent", test_absent);
  ADD ("failed", test_failed);
  ADD ("gone", test_gone);
  ADD ("still", test_still);
  ADD ("removed", test_removed);
  ADD ("close", test_close);
  ADD ("elsewhere", test_elsewhere);
  return g_test_run ();
}
