/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in messages: which place they take, and what is shown of them. */
#include "archive-file.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "ui-card-view.h"
#include "ui-file-view.h"
#include "ui-film-view.h"
#include "ui-message-files.h"
#include "ui-open-file.h"
#include "ui-test.h"
#include "ui-window.h"

#include <glib/gstdio.h>

typedef struct {
  ChatClient     *client;
  GSettings      *settings;
  GtkWidget      *window;
  GtkWidget      *dialog;
  UiPictureCache *cache;
  GtkWidget      *view;
  char           *folder;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (0, 0);
  fx->settings = ui_test_new_settings ();
  fx->window = GTK_WIDGET (ui_window_new (NULL, fx->client, fx->settings));
  fx->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  fx->cache = ui_picture_cache_new ();
  fx->view = ui_file_view_new (fx->cache);
  fx->dialog = gtk_window_new ();
  gtk_window_set_transient_for (GTK_WINDOW (fx->dialog), GTK_WINDOW (fx->window));
  gtk_window_set_child (GTK_WINDOW (fx->dialog), fx->view);
  gtk_window_present (GTK_WINDOW (fx->dialog));
  gtk_test_widget_wait_for_draw (fx->dialog);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fx->folder, 0, NULL);
  const char *name;

  ui_test_close (&fx->dialog);
  ui_test_close (&fx->window);
  g_object_unref (fx->cache);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fx->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fx->folder);
  g_free (fx->folder);
}

static ChatFile *
new_file (const char *name,
          const char *type,
          guint       width,
          guint       height)
{
  g_autoptr(ArchiveFile) row = archive_file_new ();

  row->url = g_strdup ("https://a.example/x");
  row->name = g_strdup (name);
  row->type = g_strdup (type);
  row->size_bytes = 2000;
  row->width = width;
  row->height = height;
  return chat_file_new (row);
}

static void
write_picture (const char *path,
               int         width,
               int         height)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

/* It is here from now on. */
static void
give (Fixture  *fx,
      ChatFile *file,
      int       width,
      int       height)
{
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);

  if (width > 0)
    write_picture (path, width, height);
  else
    g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_free (row->path);
  row->path = g_strdup (path);
  chat_file_update (file, row);
}

static gboolean
is_decoded (Fixture *fx,
            int      width,
            int      height)
{
  int found_width;
  int found_height;

  ui_file_view_measure (UI_FILE_VIEW (fx->view), 1000, &found_width, &found_height);
  return found_width == width && found_height == height;
}

static guint8
get_red_at (Fixture *fx,
            int      x,
            int      y)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, x + 1, y + 1);
  cairo_t *cr = cairo_create (surface);
  guint8 red;

  /* What has just changed has its place first. */
  gtk_widget_queue_draw (fx->view);
  gtk_test_widget_wait_for_draw (fx->dialog);
  GTK_WIDGET_GET_CLASS (fx->view)->snapshot (fx->view, snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  red = cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface)
                                               + x * 4 + 2];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return red;
}

static guint8
get_red (Fixture *fx)
{
  return get_red_at (fx, 24, 24);
}

/* As large as it is said to be before it is there; then as it is. */
static void
test_picture (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_true (is_decoded (fx, 360, 240));
  give (fx, file, 600, 600);
  ui_test_wait_for (is_decoded (fx, 300, 300));
}

/* A small picture that came along is in its place before it is there, and gone as soon as it is. */
static void
test_thumbnail (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatFile) told = new_file ("lake.png", "image/png", 1200, 800);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 12, 8);
  g_autofree char *bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr(ChatFile) file = NULL;
  gsize n_bytes = 0;

  gdk_pixbuf_fill (pixbuf, 0xcc6699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &n_bytes, "png", NULL, NULL));
  text = g_base64_encode ((const guchar *) bytes, n_bytes);
  row->thumbnail = g_strconcat ("data:image/png;base64,", text, NULL);
  file = chat_file_new (row);

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  gtk_test_widget_wait_for_draw (fx->dialog);
  ui_test_wait_for (get_red (fx) == 0xcc);
  g_assert_true (is_decoded (fx, 360, 240));
  give (fx, file, 600, 600);
  ui_test_wait_for (get_red (fx) == 0x33);

  /* It is not left behind in another's place. */
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), told);
  gtk_test_widget_wait_for_draw (fx->dialog);
  g_assert_cmpint (get_red (fx), !=, 0xcc);
}

/* Colours that came along are, too, and give the place its shape where nobody has told its size. */
static void
test_colors (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatFile) told = new_file ("lake.png", "image/png", 0, 0);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
  g_autoptr(ChatFile) file = NULL;
  int width;
  int height;

  row->thumbnail = g_strdup ("data:image/thumbhash;base64,JsgCBYCHh4iIeHeAd3h4dYeIcIgH");
  file = chat_file_new (row);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  gtk_test_widget_wait_for_draw (fx->dialog);
  ui_file_view_measure (UI_FILE_VIEW (fx->view), 1000, &width, &height);
  g_assert_cmpint (width, ==, 360);
  g_assert_cmpint (height, ==, 259);
  ui_test_wait_for (ABS (get_red (fx) - 0xcc) < 4);
  give (fx, file, 600, 600);
  ui_test_wait_for (get_red (fx) == 0x33);

  row->thumbnail = (g_free (row->thumbnail), g_strdup ("data:image/blurhash,00NZe?"));
  row->width = 1200;
  row->height = 800;
  g_clear_object (&file);
  file = chat_file_new (row);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  ui_test_wait_for (get_red (fx) == 0xcc);
}

/* What is here can be dragged to another program, as a file. */
static void
test_drag (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (fx->view);
  g_autoptr(GdkContentProvider) content = NULL;
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);
  g_auto(GValue) value = G_VALUE_INIT;
  GtkDragSource *source = NULL;
  g_autoptr(GFile) dragged = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DRAG_SOURCE (controller))
        source = GTK_DRAG_SOURCE (controller);
    }
  g_assert_nonnull (source);
  g_assert_cmpint (gtk_drag_source_get_actions (source), ==, GDK_ACTION_COPY);

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_signal_emit_by_name (source, "prepare", 1.0, 1.0, &content);
  g_assert_null (content);
  give (fx, file, 600, 600);
  g_signal_emit_by_name (source, "prepare", 1.0, 1.0, &content);
  g_assert_nonnull (content);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  dragged = g_object_ref (((GSList *) g_value_get_boxed (&value))->data);
  g_assert_cmpstr (g_file_peek_path (dragged), ==, path);
}

/* Of one that nobody has told the size of. */
static void
test_unknown (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 0, 0);
  GtkWidget *name;

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  name = ui_test_find (fx->view, GTK_TYPE_LABEL, "lake.png");
  g_assert_nonnull (name);
  give (fx, file, 100, 50);
  ui_test_wait_for (is_decoded (fx, 100, 50));
  g_assert_false (gtk_widget_get_mapped (name));
}

/* What only says it is a picture is shown as the file that it is. */
static void
test_broken (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);
  GtkWidget *name;

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  give (fx, file, 0, 0);
  name = ui_test_find (fx->view, GTK_TYPE_LABEL, "lake.png");
  ui_test_wait_for (gtk_widget_get_mapped (name));
  g_assert_false (is_decoded (fx, 360, 240));
}

/* Where it was only a decoder that was missing, it is a picture when it is seen again. */
static void
test_healed (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);
  GtkWidget *name;

  give (fx, file, 100, 50);
  g_assert_cmpint (g_unlink (path), ==, 0);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  name = ui_test_find (fx->view, GTK_TYPE_LABEL, "lake.png");
  ui_test_wait_for (gtk_widget_get_mapped (name));

  write_picture (path, 100, 50);
  gtk_widget_set_visible (fx->view, FALSE);
  gtk_widget_set_visible (fx->view, TRUE);
  ui_test_wait_for (is_decoded (fx, 100, 50));
  gtk_test_widget_wait_for_draw (fx->dialog);
  ui_test_wait_for (get_red (fx) == 0x33);
}

/* Gone, it is a file; and a picture as soon as it is here again. */
static void
test_again (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 100, 50);
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);
  GtkWidget *name;

  give (fx, file, 100, 50);
  g_unlink (path);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  name = ui_test_find (fx->view, GTK_TYPE_LABEL, "lake.png");
  ui_test_wait_for (gtk_widget_get_mapped (name));
  give (fx, file, 100, 50);
  ui_test_wait_for (get_red (fx) == 0x33);
  g_assert_false (gtk_widget_get_mapped (name));
}

/* What could not be had says why, and what a click does, in the place of a picture as well. */
static void
test_failed (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  GtkWidget *reason;

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  chat_file_set_transfer (file, transfer);
  g_assert_true (is_decoded (fx, 360, 240));
  chat_transfer_fail (transfer, "It is gone.");
  g_assert_false (is_decoded (fx, 360, 240));
  reason = ui_test_find (fx->view, GTK_TYPE_LABEL, "It is gone. Click to try again.");
  g_assert_nonnull (reason);
  ui_test_wait_for (gtk_widget_get_mapped (reason));
  g_assert_true (gtk_widget_has_css_class (reason, "error"));

  chat_file_set_transfer (file, NULL);
  g_assert_true (is_decoded (fx, 360, 240));
  g_assert_false (gtk_widget_has_css_class (reason, "error"));
}

/* What is offered is no picture yet, and a click on it takes nothing: its buttons ask. */
static void
test_offered (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    ArchiveDirect  direct;
    ChatOffer      offer;
    const char    *facts;
  } cases[] = {
    { ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_OPEN, "2.0\u00a0kB · offered to you" },
    { ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_TAKEN, "2.0\u00a0kB" },
    { ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_NONE, "2.0\u00a0kB · no longer offered" },
    { ARCHIVE_DIRECT_WITHDRAWN, CHAT_OFFER_NONE, "2.0\u00a0kB · no longer offered" },
    { ARCHIVE_DIRECT_DECLINED, CHAT_OFFER_NONE, "2.0\u00a0kB · declined" },
    { ARCHIVE_DIRECT_FAILED, CHAT_OFFER_NONE, "2.0\u00a0kB · not received" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ArchiveFile) row = archive_file_new ();
      g_autoptr(ChatFile) file = NULL;

      row->direct = cases[i].direct;
      row->name = g_strdup ("lake.png");
      row->type = g_strdup ("image/png");
      row->size_bytes = 2000;
      row->width = 1200;
      row->height = 800;
      file = chat_file_new (row);
      chat_file_set_offer (file, cases[i].offer);
      ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
      g_assert_false (is_decoded (fx, 360, 240));
      g_assert_nonnull (ui_test_find (fx->view, GTK_TYPE_LABEL, cases[i].facts));
      g_assert_true (gtk_label_get_ellipsize (ui_test_find (fx->view, GTK_TYPE_LABEL,
                                                            cases[i].facts))
                     == PANGO_ELLIPSIZE_NONE);
      ui_open_file (fx->view, NULL, NULL, file);
      g_assert_cmpint (chat_file_get_offer (file), !=,
                       cases[i].offer == CHAT_OFFER_OPEN ? CHAT_OFFER_TAKEN : CHAT_OFFER_OPEN);
    }
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), NULL);
}

/* What came along with an offer stands in its card, in place of the sign: one sees what it is before
 * one takes it. */
static void
test_offered_thumbnail (Fixture       *fx,
                        gconstpointer  data)
{
  g_autoptr(ChatFile) told = new_file ("lake.png", "image/png", 0, 0);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
  g_autoptr(ChatFile) file = NULL;
  GtkImage *sign = ui_test_find (fx->view, GTK_TYPE_IMAGE, NULL);

  row->direct = ARCHIVE_DIRECT_OFFERED;
  row->thumbnail = g_strdup ("data:image/blurhash,00NZe?");
  file = chat_file_new (row);
  chat_file_set_offer (file, CHAT_OFFER_OPEN);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  ui_test_wait_for (gtk_image_get_storage_type (sign) == GTK_IMAGE_PAINTABLE);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (sign)));
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), told);
  g_assert_cmpint (gtk_image_get_storage_type (sign), ==, GTK_IMAGE_ICON_NAME);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), NULL);
}

/* Of several files each tells how far it is, save the first, below which that stands. */
static void
test_progress (Fixture       *fx,
               gconstpointer  data)
{
  static const char *const types[] = { "text/plain", "text/plain", "image/png" };
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  GtkWidget *view = ui_message_files_new (fx->cache);
  GtkWidget *in_place;

  gtk_window_set_child (GTK_WINDOW (fx->dialog), view);
  fx->view = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(ChatFile) file = new_file ("x", types[i], 1200, 800);
      g_autoptr(ChatTransfer) transfer = chat_transfer_new ();

      chat_file_set_transfer (file, transfer);
      g_list_store_append (files, file);
    }
  ui_message_files_set_files (UI_MESSAGE_FILES (view), G_LIST_MODEL (files), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (files), i);
      ChatTransfer *transfer = chat_file_get_transfer (file);

      chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
      chat_transfer_set_progress (transfer, (i + 1) * 1000 * 1000, 5000 * 1000);
    }
  g_assert_null (ui_test_find (view, GTK_TYPE_LABEL, "1.0\u00a0MB of 5.0\u00a0MB"));
  ui_test_wait_for (gtk_widget_get_mapped (ui_test_find (view, GTK_TYPE_LABEL,
                                                         "2.0\u00a0MB of 5.0\u00a0MB")));
  in_place = gtk_widget_get_last_child (gtk_widget_get_last_child (view));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (in_place)), ==, "3.0\u00a0MB of 5.0\u00a0MB");
  g_assert_true (gtk_widget_get_mapped (in_place));
}

static void
paint (Fixture *fx,
       guint32  color)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 60, 60);
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);

  gdk_pixbuf_fill (pixbuf, color);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

/* Where another file is now, what was there is not shown. */
static void
test_overwritten (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 60, 60);
  g_autoptr(ChatFile) again = NULL;

  give (fx, file, 60, 60);
  paint (fx, 0xff0000ff);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  ui_test_wait_for (get_red (fx) == 0xff);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), NULL);

  paint (fx, 0x110000ff);
  again = chat_file_new (chat_file_get_row (file));
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), again);
  ui_test_wait_for (get_red (fx) == 0x11);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), NULL);

  /* What is the same is there at once. */
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), again);
  g_assert_cmpuint (get_red (fx), ==, 0x11);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatPicture) picture = chat_pictures_decode_finish (CHAT_PICTURES (object), result,
                                                                NULL);

  g_assert_nonnull (picture);
  *(gboolean *) user_data = TRUE;
}

/* A picture of another message is not shown where this one is now. */
static void
test_reused (Fixture       *fx,
             gconstpointer  data)
{
  const ChatPictureSize size = { .width = 10, .height = 10 };
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 1200, 800);
  g_autoptr(ChatFile) other = new_file ("plan.pdf", "application/pdf", 0, 0);
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);
  g_autoptr(GFile) place = g_file_new_for_path (path);
  gboolean is_decoded_too = FALSE;

  give (fx, file, 1200, 800);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), other);
  /* One is decoded after the other: once this is, so is what was asked for before it. */
  chat_pictures_decode_file_async (chat_client_get_pictures (fx->client), place, &size, NULL,
                                   decoded_cb, &is_decoded_too);
  ui_test_wait_for (is_decoded_too);
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (fx->view, GTK_TYPE_LABEL, "plan.pdf"));
  g_assert_false (is_decoded (fx, 360, 240));
}

/* The question whether a program is to be opened goes with its window, unanswered. */
static void
test_unanswered (Fixture       *fx,
                 gconstpointer  data)
{
  ChatFile *file = new_file ("tool.sh", "text/x-shellscript", 0, 0);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));

  row->path = g_build_filename (fx->folder, "tool.sh", NULL);
  g_assert_true (g_file_set_contents (row->path, "#!/bin/sh\n", -1, NULL));
  g_assert_cmpint (g_chmod (row->path, 0700), ==, 0);
  chat_file_update (file, row);
  ui_open_file (fx->view, NULL, NULL, file);
  ui_test_wait_for (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_window_destroy (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  ui_test_settle ();
  g_assert_finalize_object (file);
}

/* What is no longer where it was says so, in words for people. */
static void
test_gone (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("notes.txt", "text/plain", 0, 0);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));
  GtkWidget *dialog;

  row->path = g_build_filename (fx->folder, "notes.txt", NULL);
  chat_file_update (file, row);
  ui_open_file (fx->view, NULL, NULL, file);
  ui_test_wait_for ((dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "It is no longer where it was: it was moved or deleted.");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Two pictures of 2 × 2, each for a moment. */
static const char moving[] =
  "GIF89a\x02\x00\x02\x00\x80\x00\x00" "\0\0\0\xff\xff\xff"
  "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
  "\x21\xf9\x04\x04\x05\x00\x00\x00" "\x2c\0\0\0\0\x02\0\x02\0\0" "\x02\x02\x8c\x53\x00"
  "\x21\xf9\x04\x04\x05\x00\x00\x00" "\x2c\0\0\0\0\x02\0\x02\0\0" "\x02\x02\x84\x51\x00" ";";

/* What moves shows one after the other. */
static void
test_moving (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("wave.gif", "image/gif", 2, 2);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));
  g_autofree char *path = g_build_filename (fx->folder, "wave.gif", NULL);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_assert_true (g_file_set_contents (path, moving, sizeof moving - 1, NULL));
  row->path = g_strdup (path);
  chat_file_update (file, row);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  ui_test_wait_for (get_red (fx) > 200);
  ui_test_wait_for (get_red (fx) < 50);
  ui_test_wait_for (get_red (fx) > 200);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* What is much wider than high is no higher than it is, in a place that can be clicked. */
static void
test_shape (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("wide.png", "image/png", 4000, 100);
  int middle;

  give (fx, file, 4000, 100);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_true (is_decoded (fx, 360, 48));
  ui_test_wait_for (gtk_widget_get_height (fx->view) >= 24);
  middle = gtk_widget_get_width (fx->view) / 2;
  ui_test_wait_for (get_red_at (fx, middle, gtk_widget_get_height (fx->view) / 2) == 0x33);
  g_assert_cmpint (get_red_at (fx, middle, 4), <, 0x33);
}

/* Whoever clicks to get it knows how large it is. */
static void
test_size (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("lake.png", "image/png", 300, 200);
  GtkWidget *size;

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  size = ui_test_find (fx->view, GTK_TYPE_LABEL, "2.0\u00a0kB");
  ui_test_wait_for (gtk_widget_get_mapped (size));
  give (fx, file, 300, 200);
  g_assert_false (gtk_widget_get_mapped (size));
}

/* A film that is not here stands where it will, with what came along: its size is that of later. */
static void
test_film (Fixture       *fx,
           gconstpointer  data)
{
  static const guint sizes[][2] = { { 1280, 720 }, { 1080, 1920 }, { 64, 64 }, { 0, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(ChatPlayer) player = chat_player_new (NULL);
      GtkWidget *film = g_object_ref_sink (ui_film_view_new (player, FALSE));
      g_autoptr(ChatFile) told = new_file ("a.mp4", "video/mp4", sizes[i][0], sizes[i][1]);
      g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
      g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
      g_autoptr(ChatFile) file = NULL;
      GtkWidget *size;
      int width;
      int height;

      row->thumbnail = g_strdup ("data:image/blurhash,00NZe?");
      row->length_ms = 12000;
      file = chat_file_new (row);
      ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
      ui_film_view_set_file (UI_FILM_VIEW (film), file, NULL);
      ui_film_view_measure (UI_FILM_VIEW (film), 1000, &width, &height);
      g_assert_true (is_decoded (fx, width, height));
      /* As a telephone makes it, nothing is black beside it. */
      if (sizes[i][1] > sizes[i][0])
        g_assert_cmpint (ABS (width * 16 - height * 9), <=, 16);
      g_assert_cmpfloat (ui_file_view_get_shape (UI_FILE_VIEW (fx->view)), ==, 0);
      ui_test_wait_for (gtk_widget_get_height (fx->view) >= 48);
      /* Above the sign that is in its middle. */
      ui_test_wait_for (get_red_at (fx, gtk_widget_get_width (fx->view) / 2,
                                    gtk_widget_get_height (fx->view) / 2 - 26) == 0xcc);
      size = ui_test_find (fx->view, GTK_TYPE_LABEL, "0:12 · 2.0\u00a0kB");
      g_assert_nonnull (size);
      ui_test_wait_for (gtk_widget_get_mapped (size));
      g_assert_true (gtk_widget_get_mapped (gtk_widget_get_prev_sibling (size)));

      /* Why it could not be had says its card. */
      chat_file_set_transfer (file, transfer);
      g_assert_true (is_decoded (fx, width, height));
      g_assert_false (gtk_widget_get_mapped (size));
      chat_transfer_fail (transfer, "The server does not have it");
      g_assert_false (is_decoded (fx, width, height));

      /* One with which nothing came along has a card. */
      ui_file_view_set_file (UI_FILE_VIEW (fx->view), told);
      ui_test_wait_for (gtk_widget_get_mapped (ui_test_find (fx->view, GTK_TYPE_LABEL, "a.mp4")));
      g_object_unref (film);
    }
}

/* What came along with a film and cannot be shown is as good as nothing. */
static void
test_broken_thumbnail (Fixture       *fx,
                       gconstpointer  data)
{
  g_autoptr(ChatFile) told = new_file ("a.mp4", "video/mp4", 1280, 720);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
  g_autoptr(ChatFile) file = NULL;
  int width;
  int height;

  row->thumbnail = g_strdup ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==");
  file = chat_file_new (row);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), told);
  ui_file_view_measure (UI_FILE_VIEW (fx->view), 1000, &width, &height);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_false (is_decoded (fx, width, height));
  ui_test_wait_for (is_decoded (fx, width, height));
  ui_test_wait_for (gtk_widget_get_mapped (ui_test_find (fx->view, GTK_TYPE_LABEL, "a.mp4")));
}

/* It may come after its message: it was asked for. */
static void
test_late_thumbnail (Fixture       *fx,
                     gconstpointer  data)
{
  g_autoptr(ChatFile) file = new_file ("a.mp4", "video/mp4", 1280, 720);

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_false (is_decoded (fx, 360, 203));
  chat_file_set_thumbnail (file, "data:image/blurhash,00NZe?");
  g_assert_true (is_decoded (fx, 360, 203));
  ui_test_wait_for (gtk_widget_get_height (fx->view) >= 48);
  ui_test_wait_for (get_red_at (fx, gtk_widget_get_width (fx->view) / 2,
                                gtk_widget_get_height (fx->view) / 2 - 26) == 0xcc);
}

/* The small picture in a card: its place is there before it is, and gone where it cannot be shown. */
static void
test_card (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *card = ui_card_view_new ();
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 12, 8);
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(GBytes) broken = g_bytes_new_static ("\x89PNG\r\n\x1a\n", 8);
  GtkWidget *icon;
  char *bytes = NULL;
  gsize n_bytes = 0;

  gdk_pixbuf_fill (pixbuf, 0xcc6699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &n_bytes, "png", NULL, NULL));
  picture = g_bytes_new_take (bytes, n_bytes);

  /* Before it is in a window, and after */
  ui_card_view_set (UI_CARD_VIEW (card), NULL, "a.example", "Title", NULL, "https://a.example/");
  ui_card_view_set_picture (UI_CARD_VIEW (card), picture);
  gtk_window_set_child (GTK_WINDOW (fx->dialog), card);
  fx->view = NULL;
  icon = ui_test_find (card, GTK_TYPE_IMAGE, NULL);
  ui_test_wait_for (gtk_widget_get_width (icon) == 56 && gtk_widget_get_height (icon) == 56);
  ui_test_wait_for (gtk_image_get_paintable (GTK_IMAGE (icon)) != NULL);

  ui_card_view_set (UI_CARD_VIEW (card), NULL, "a.example", "Title", NULL, "https://a.example/");
  g_assert_false (gtk_widget_get_visible (icon));
  ui_card_view_set_picture (UI_CARD_VIEW (card), broken);
  g_assert_true (gtk_widget_get_visible (icon));
  g_assert_null (gtk_image_get_paintable (GTK_IMAGE (icon)));
  ui_test_wait_for (!gtk_widget_get_visible (icon));

  /* What was decoded once is there at once. */
  ui_card_view_set_picture (UI_CARD_VIEW (card), picture);
  g_assert_nonnull (gtk_image_get_paintable (GTK_IMAGE (icon)));
}

/* One that is here shows what came along, by itself or as it is handed on, until it is seen. */
static void
test_film_here (Fixture       *fx,
                gconstpointer  data)
{
  ChatPlayer *player = chat_pictures_get_player (chat_client_get_pictures (fx->client));
  g_autoptr(ChatFile) told = new_file ("a.mp4", "video/mp4", 640, 360);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (told));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *film = ui_film_view_new (player, FALSE);
  g_autoptr(GdkTexture) thumbnail = NULL;
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(ChatFile) plain = NULL;

  row->path = g_build_filename (fx->folder, "a.mp4", NULL);
  plain = chat_file_new (row);
  row->thumbnail = g_strdup ("data:image/blurhash,00NZe?");
  file = chat_file_new (row);
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_null (ui_file_view_get_thumbnail (UI_FILE_VIEW (fx->view)));
  g_free (g_steal_pointer (&row->path));
  chat_file_update (file, row);
  ui_test_wait_for (ui_file_view_get_thumbnail (UI_FILE_VIEW (fx->view)) != NULL);
  thumbnail = g_object_ref (ui_file_view_get_thumbnail (UI_FILE_VIEW (fx->view)));
  row->path = g_build_filename (fx->folder, "a.mp4", NULL);
  chat_file_update (file, row);

  /* Where nobody sees it, it is not decoded itself. */
  gtk_widget_set_visible (box, FALSE);
  gtk_box_append (GTK_BOX (box), film);
  gtk_window_set_child (GTK_WINDOW (fx->dialog), box);
  fx->view = film;
  gtk_widget_measure (film, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (film, &(const GtkAllocation) { 0, 0, 360, 203 }, -1);
  ui_film_view_set_file (UI_FILM_VIEW (film), file, thumbnail);
  g_assert_cmpint (get_red (fx), ==, 0xcc);
  ui_film_view_set_file (UI_FILM_VIEW (film), plain, NULL);
  g_assert_cmpint (get_red (fx), !=, 0xcc);
  ui_film_view_set_file (UI_FILM_VIEW (film), file, NULL);
  ui_test_wait_for (get_red (fx) == 0xcc);
}

/* However long the name is, its end says what it is. */
static void
test_name (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *long_name = g_strnfill (190, 'x');
  g_autofree char *name = g_strconcat (long_name, ".exe", NULL);
  g_autoptr(ChatFile) file = new_file (name, "application/octet-stream", 0, 0);

  ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
  g_assert_true (g_str_has_suffix (gtk_widget_get_tooltip_text (fx->view), ".exe"));
}

static const char *
get_card_icon (Fixture *fx)
{
  return gtk_image_get_icon_name (GTK_IMAGE (
    gtk_widget_get_first_child (gtk_widget_get_first_child (fx->view))));
}

static gboolean
shows_tooltip (Fixture *fx)
{
  gboolean is_shown = FALSE;
  GtkTooltip *tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);

  g_signal_emit_by_name (fx->view, "query-tooltip", 10, 10, FALSE, tooltip, &is_shown);
  g_object_unref (tooltip);
  return is_shown;
}

/* A sign tells what it is; its name is told once more only where it is cut. */
static void
test_sign (Fixture       *fx,
           gconstpointer  data)
{
  static const struct {
    const char *name;
    const char *type;
    const char *icon;
  } cases[] = {
    { "a.pdf", "application/pdf", "x-office-document-symbolic" },
    { "a", "application/vnd.oasis.opendocument.spreadsheet", "x-office-spreadsheet-symbolic" },
    { "a.zip", NULL, "package-x-generic-symbolic" },
    { "a.txt", "text/plain", "text-x-generic-symbolic" },
    { "a.exe", "application/octet-stream", "application-x-executable-symbolic" },
    { "a.sh", "application/x-shellscript", "application-x-executable-symbolic" },
    { "a", "application/octet-stream", "text-x-generic-symbolic" },
    { "a", "nonsense", "text-x-generic-symbolic" },
  };
  g_autofree char *long_name = g_strnfill (100, 'x');
  g_autoptr(ChatFile) named_long = new_file (long_name, NULL, 0, 0);

  gtk_window_present (GTK_WINDOW (fx->dialog));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ChatFile) file = new_file (cases[i].name, cases[i].type, 0, 0);

      ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
      g_assert_cmpstr (get_card_icon (fx), ==, cases[i].icon);
    }
  ui_test_wait_for (gtk_widget_get_width (fx->view) > 0);
  g_assert_false (shows_tooltip (fx));
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), named_long);
  ui_test_wait_for (shows_tooltip (fx));
}

/* Two pictures of a message stand side by side, where there is room. */
static void
test_pair (Fixture       *fx,
           gconstpointer  data)
{
  static const guint sizes[][2] = { { 1200, 800 }, { 800, 1200 }, { 4000, 100 }, { 1200, 800 } };
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  GtkWidget *view = ui_message_files_new (fx->cache);
  graphene_rect_t first;
  graphene_rect_t second;
  int width;
  int height;

  gtk_window_set_child (GTK_WINDOW (fx->dialog), view);
  fx->view = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(ChatFile) file = new_file ("x.png", "image/png", sizes[i][0], sizes[i][1]);

      g_list_store_append (files, file);
    }
  ui_message_files_set_files (UI_MESSAGE_FILES (view), G_LIST_MODEL (files), NULL);
  ui_message_files_measure (UI_MESSAGE_FILES (view), 1000, &width, &height);
  g_assert_cmpint (width, ==, 360);
  g_assert_cmpint (height, ==, 163 + 6 + 48 + 6 + 240);
  ui_message_files_measure (UI_MESSAGE_FILES (view), 120, &width, &height);
  g_assert_cmpint (height, ==, 80 + 6 + 180 + 6 + 48 + 6 + 80);

  gtk_test_widget_wait_for_draw (fx->dialog);
  g_assert_true (gtk_widget_compute_bounds (gtk_widget_get_first_child (view), view, &first));
  g_assert_true (gtk_widget_compute_bounds (
    gtk_widget_get_next_sibling (gtk_widget_get_first_child (view)), view, &second));
  g_assert_cmpfloat (first.size.height, ==, second.size.height);
  g_assert_cmpfloat (first.origin.y, ==, second.origin.y);
  g_assert_cmpfloat (second.origin.x, ==, first.size.width + 6);
}

#define MARKUP "<span size='99999'>&amp;%n%s</span>.exe"

/* Sizes and names of strangers. */
static void
test_hostile (Fixture       *fx,
              gconstpointer  data)
{
  static const guint sizes[][2] = { { 65535, 1 }, { 1, 65535 }, { 1, 1 }, { 65535, 65535 } };
  g_autofree char *name = g_strnfill (200, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(ChatFile) file = new_file (name, "image/png", sizes[i][0], sizes[i][1]);
      int width;
      int height;

      ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
      ui_file_view_measure (UI_FILE_VIEW (fx->view), 200, &width, &height);
      g_assert_cmpint (width, >=, 1);
      g_assert_cmpint (width, <=, 200);
      g_assert_cmpint (height, <=, 300);
      g_assert_cmpint (height, >=, 48);
    }

  {
    g_autoptr(ChatFile) file = new_file (MARKUP, "application/octet-stream", 0, 0);

    ui_file_view_set_file (UI_FILE_VIEW (fx->view), file);
    g_assert_nonnull (ui_test_find (fx->view, GTK_TYPE_LABEL, MARKUP));
  }
  ui_file_view_set_file (UI_FILE_VIEW (fx->view), NULL);
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/ui/file-view/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("picture", test_picture);
  ADD ("thumbnail", test_thumbnail);
  ADD ("colors", test_colors);
  ADD ("drag", test_drag);
  ADD ("healed", test_healed);
  ADD ("unknown", test_unknown);
  ADD ("broken", test_broken);
  ADD ("reused", test_reused);
  ADD ("again", test_again);
  ADD ("failed", test_failed);
  ADD ("offered", test_offered);
  ADD ("offered-thumbnail", test_offered_thumbnail);
  ADD ("progress", test_progress);
  ADD ("overwritten", test_overwritten);
  ADD ("unanswered", test_unanswered);
  ADD ("moving", test_moving);
  ADD ("shape", test_shape);
  ADD ("size", test_size);
  ADD ("film", test_film);
  ADD ("broken-thumbnail", test_broken_thumbnail);
  ADD ("film-here", test_film_here);
  ADD ("card", test_card);
  ADD ("late-thumbnail", test_late_thumbnail);
  ADD ("name", test_name);
  ADD ("sign", test_sign);
  ADD ("gone", test_gone);
  ADD ("pair", test_pair);
  ADD ("hostile", test_hostile);
#undef ADD
  return g_test_run ();
}
