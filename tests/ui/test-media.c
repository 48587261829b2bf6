/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a conversation: the list, its group in the details, the window with all of them.
 * With SHOW_DIR in the environment it leaves pictures of itself there. */
#include "archive-database.h"
#include "archive-file.h"
#include "archive-job.h"
#include "chat-client-private.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-media.h"
#include "chat-store.h"
#include "ui-file-icon.h"
#include "ui-file-words.h"
#include "ui-media-group.h"
#include "ui-media-menu.h"
#include "ui-media-row.h"
#include "ui-media-square.h"
#include "ui-media-window.h"
#include "ui-picture-viewer.h"
#include "ui-test.h"
#include "ui-texture-cache.h"
#include "xmpp-message.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* A window that has what decodes. */
#define TEST_TYPE_WINDOW (test_window_get_type ())
G_DECLARE_FINAL_TYPE (TestWindow, test_window, TEST, WINDOW, AdwWindow)

struct _TestWindow
{
  AdwWindow       parent_instance;

  UiTextureCache *cache;
};

static UiTextureCache *
get_cache (UiTextureScope *scope)
{
  return TEST_WINDOW (scope)->cache;
}

static void
scope_iface_init (UiTextureScopeInterface *iface)
{
  iface->get_texture_cache = get_cache;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestWindow, test_window, ADW_TYPE_WINDOW,
                               G_IMPLEMENT_INTERFACE (UI_TYPE_TEXTURE_SCOPE, scope_iface_init))

static void
test_window_finalize (GObject *object)
{
  g_object_unref (TEST_WINDOW (object)->cache);
  G_OBJECT_CLASS (test_window_parent_class)->finalize (object);
}

static void
test_window_class_init (TestWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_window_finalize;
}

static void
test_window_init (TestWindow *self)
{
  g_autoptr(ChatPictures) pictures = chat_pictures_new (NULL);

  self->cache = ui_texture_cache_new (pictures);
}

typedef struct {
  ChatClient       *client;
  ChatConversation *conversation; /* borrowed */
  char             *folder;
  GtkWidget        *window;
  UiMediaGroup     *group;
  guint             n_heard;
} Fixture;

static void
set_oob_cb (gpointer message,
            gpointer user_data)
{
  XmppMessage *said = message;

  g_free (said->oob_url);
  said->oob_url = g_strdup (user_data);
}

static void
hear (Fixture    *fx,
      const char *name)
{
  g_autofree char *url = g_strdup_printf ("https://files.example/%u/%s", fx->n_heard, name);
  g_autofree char *id = g_strdup_printf ("file-%u", fx->n_heard++);
  ChatContact *contact = chat_conversation_get_contact (fx->conversation);
  g_autofree char *from = g_strconcat (chat_contact_get_address (contact), "/phone", NULL);

  chat_fixture_hear (chat_fixture_get_account (fx->client), from, id, url, set_oob_cb, url);
  chat_fixture_settle (fx->client);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (3, 2);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->folder = g_dir_make_tmp ("charla-media-XXXXXX", NULL);
  fx->window = g_object_new (TEST_TYPE_WINDOW, NULL);
  fx->group = g_object_new (UI_TYPE_MEDIA_GROUP, NULL);
  gtk_widget_set_valign (GTK_WIDGET (fx->group), GTK_ALIGN_START);
  adw_window_set_content (ADW_WINDOW (fx->window), GTK_WIDGET (fx->group));
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 360, 400);
  gtk_window_present (GTK_WINDOW (fx->window));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);

  ui_test_close (&fx->window);
  g_unlink (path);
  g_rmdir (fx->folder);
  g_free (fx->folder);
  chat_fixture_clear_client (&fx->client);
}

static guint
count (ChatMedia *media)
{
  return g_list_model_get_n_items (G_LIST_MODEL (media));
}

static void
assert_name (ChatMedia  *media,
             guint       position,
             const char *name)
{
  g_autoptr(ChatFile) file = g_list_model_get_item (G_LIST_MODEL (media), position);

  g_assert_nonnull (file);
  g_assert_cmpstr (chat_file_get_name (file), ==, name);
}

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            guint      *sum)
{
  *sum += removed * 1000 + added;
}

/* Newest first, by pages; what comes stands on top, what is removed is gone. */
static void
test_model (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMedia) media = NULL;
  g_autoptr(ChatFile) newest = NULL;
  guint sum = 0;

  for (guint i = 0; i < 70; i++)
    hear (fx, i % 2 == 0 ? "a.png" : "b.pdf");
  media = chat_media_new (fx->conversation);
  ui_test_wait_for (!chat_media_get_loading (media));
  g_assert_cmpuint (count (media), ==, 60);
  g_assert_true (chat_media_get_has_more (media));
  assert_name (media, 0, "b.pdf");
  chat_media_load_more (media);
  ui_test_wait_for (!chat_media_get_loading (media));
  g_assert_cmpuint (count (media), ==, 70);
  g_assert_false (chat_media_get_has_more (media));

  /* Only what is new is told of. */
  g_signal_connect (media, "items-changed", G_CALLBACK (changed_cb), &sum);
  hear (fx, "c.png");
  ui_test_wait_for (count (media) == 71);
  assert_name (media, 0, "c.png");
  g_assert_cmpuint (sum, ==, 1);
  chat_fixture_receive (fx->client, fx->conversation, "No file at all");

  newest = g_list_model_get_item (G_LIST_MODEL (media), 0);
  chat_conversation_delete_message_async (fx->conversation,
                                          chat_media_find_message (media, newest), NULL, NULL,
                                          NULL);
  ui_test_wait_for (count (media) == 70);
  g_assert_null (chat_media_find_message (media, newest));
  g_assert_cmpuint (sum, ==, 1001);
  chat_conversation_clear_async (fx->conversation, NULL, NULL, NULL);
  ui_test_wait_for (count (media) == 0);
}

static void
leave_picture (GtkWidget  *widget,
               const char *name)
{
  const char *folder = g_getenv ("SHOW_DIR");
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;

  for (guint i = 0; i < 20; i++)
    {
      ui_test_settle ();
      g_usleep (20000);
    }
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         NULL);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* As if it had been fetched */
static void
fetch (Fixture  *fx,
       ChatFile *file)
{
  g_autofree char *path = g_build_filename (fx->folder, "x.png", NULL);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 300, 200);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  row->path = g_strdup (path);
  chat_file_update (file, row);
}

static gboolean
is_shown (Fixture *fx)
{
  return gtk_widget_get_visible (GTK_WIDGET (fx->group));
}

/* The row of a file that is not here follows what becomes of it, as its card does. */
static void
look_at_row (GtkWidget *label)
{
  GtkWidget *row = gtk_widget_get_ancestor (label, UI_TYPE_MEDIA_ROW);
  GtkWidget *icon = gtk_widget_get_first_child (row);
  GtkWidget *sign = gtk_widget_get_last_child (row);
  GtkAccessible *holder = GTK_ACCESSIBLE (gtk_widget_get_parent (row));
  ChatFile *file = ui_media_row_get_file (UI_MEDIA_ROW (row));
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  GtkWidget *facts = gtk_widget_get_next_sibling (label);
  g_autofree char *called = g_strdup_printf ("paper.pdf, %s",
                                             gtk_label_get_text (GTK_LABEL (facts)));

  g_assert_cmpint (gtk_image_get_pixel_size (GTK_IMAGE (icon)), ==, UI_FILE_WORDS_ICON_SIZE);
  g_assert_true (gtk_widget_has_css_class (icon, "dim-label"));
  g_assert_true (gtk_widget_get_visible (sign));
  gtk_test_accessible_assert_property (holder, GTK_ACCESSIBLE_PROPERTY_LABEL, called);

  chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
  chat_file_set_transfer (file, transfer);
  g_assert_false (gtk_widget_get_visible (sign));
  chat_transfer_set_progress (transfer, 1000, 3000);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (facts)), ==,
                   "1.0\302\240kB of 3.0\302\240kB");
  chat_transfer_fail (transfer, "It is gone.");
  g_assert_true (gtk_widget_get_visible (sign));
  g_assert_true (gtk_widget_has_css_class (facts, "error"));
  gtk_test_accessible_assert_property (holder, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "paper.pdf, It is gone. Click to try again.");
  chat_file_set_transfer (file, NULL);
  g_assert_true (gtk_widget_has_css_class (facts, "dim-label"));
}

static void
test_group (Fixture       *fx,
            gconstpointer  data)
{
  UiMediaWindow *all;
  UiPictureViewer *viewer;
  UiMediaSquare *square;
  GtkWidget *row;

  ui_media_group_set_conversation (fx->group, fx->conversation);
  ui_test_settle ();
  g_assert_false (is_shown (fx));

  /* A file alone: no pictures, but the way to all */
  hear (fx, "paper.pdf");
  ui_test_wait_for (is_shown (fx));
  g_assert_cmpuint (ui_test_count (fx->group, UI_TYPE_MEDIA_SQUARE), ==, 0);
  for (guint i = 0; i < 6; i++)
    hear (fx, "x.png");
  ui_test_wait_for (ui_test_count (fx->group, UI_TYPE_MEDIA_SQUARE) == 4);
  square = ui_test_find (fx->group, UI_TYPE_MEDIA_SQUARE, NULL);
  fetch (fx, ui_media_square_get_file (square));
  leave_picture (fx->window, "group");

  row = ui_test_find (fx->group, ADW_TYPE_ACTION_ROW, "Show all");
  g_signal_emit_by_name (row, "activated");
  ui_test_wait_for ((all = ui_test_find_window (UI_TYPE_MEDIA_WINDOW)) != NULL);
  ui_test_wait_for (ui_test_count (all, UI_TYPE_MEDIA_SQUARE) == 6);
  ui_test_wait_for (gtk_root_get_focus (GTK_ROOT (all)) != NULL
                    && gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (all)),
                                               ui_test_child (all, "grid")));
  leave_picture (GTK_WIDGET (all), "grid");
  gtk_stack_set_visible_child_name (ui_test_child (all, "stack"), "files");
  ui_test_settle ();
  look_at_row (ui_test_find (ui_test_child (all, "list"), GTK_TYPE_LABEL, "paper.pdf"));
  leave_picture (GTK_WIDGET (all), "list");
  g_signal_emit_by_name (ui_test_child (all, "grid"), "activate", 1);
  ui_test_wait_for ((viewer = ui_test_find_window (UI_TYPE_PICTURE_VIEWER)) != NULL);
  g_assert_cmpstr (chat_file_get_name (ui_picture_viewer_get_file (viewer)), ==, "x.png");
  g_assert_nonnull (chat_file_get_transfer (ui_picture_viewer_get_file (viewer)));
  ui_test_close (&viewer);
  ui_test_close (&all);

  /* Another one, that has none */
  ui_media_group_set_conversation (fx->group, chat_fixture_get_conversation (fx->client, 1));
  g_assert_false (is_shown (fx));
  ui_media_group_set_conversation (fx->group, NULL);
}

/* What there is of a menu, sections one after the other */
static char *
read_menu (GMenuModel *menu)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; j < g_menu_model_get_n_items (section); j++)
        {
          g_autofree char *label = NULL;

          g_menu_model_get_item_attribute (section, j, G_MENU_ATTRIBUTE_LABEL, "s", &label);
          g_string_append_printf (text, "%s|", label);
        }
    }
  return g_string_free (text, FALSE);
}

/* Each of them has a menu, by which more can be done with it than to look at it. */
static void
test_menu (Fixture       *fx,
           gconstpointer  data)
{
  UiMediaWindow *all = NULL;
  GtkWidget *square = NULL;
  GtkWidget *popover;
  g_autoptr(ChatMedia) media = NULL;
  g_autoptr(GMenuModel) absent = NULL;
  g_autoptr(GMenuModel) here = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  hear (fx, "x.png");
  media = chat_media_new (fx->conversation);
  ui_test_wait_for (count (media) == 1);
  all = ui_media_window_present (fx->window, media);
  ui_test_wait_for ((square = ui_test_find (all, UI_TYPE_MEDIA_SQUARE, NULL)) != NULL
                    && gtk_root_get_focus (GTK_ROOT (all)) != NULL
                    && gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (all)),
                                               ui_test_child (all, "grid")));
  absent = ui_media_menu_new (media, ui_media_square_get_file (UI_MEDIA_SQUARE (square)));
  before = read_menu (absent);
  g_assert_cmpstr (before, ==, "Do_wnload|_Forward…|");
  fetch (fx, ui_media_square_get_file (UI_MEDIA_SQUARE (square)));
  here = ui_media_menu_new (media, ui_media_square_get_file (UI_MEDIA_SQUARE (square)));
  after = read_menu (here);
  g_assert_cmpstr (after, ==,
                   "_Open|S_how in its folder|Copy f_ile|Save _as…|_Forward…|");

  g_assert_true (ui_test_type_key (ui_test_child (all, "grid"), GDK_KEY_Menu));
  ui_test_wait_for ((popover = ui_test_find (all, GTK_TYPE_POPOVER_MENU, NULL)) != NULL
                    && gtk_widget_get_mapped (popover));
  g_assert_true (gtk_widget_activate_action (popover, "media.copy", NULL));
  g_assert_true (gdk_content_formats_contain_gtype (
    gdk_clipboard_get_formats (gtk_widget_get_clipboard (GTK_WIDGET (all))), GDK_TYPE_FILE_LIST));
  ui_test_close (&all);
}

static GMutex gate;

/* In the thread that reads. */
static gpointer
pass_gate (ArchiveConnection *connection,
           gpointer           arguments,
           GError           **error)
{
  g_mutex_lock (&gate);
  g_mutex_unlock (&gate);
  return NULL;
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint *n_waiting = user_data;

  (*n_waiting)--;
}

/* A disk that is slow is waited for in sight. */
static void
test_slow (Fixture       *fx,
           gconstpointer  data)
{
  ArchiveDatabase *database = chat_store_get_database (fx->client->store);
  UiMediaWindow *all = NULL;
  GtkWidget *spinner;
  g_autoptr(ChatMedia) media = NULL;
  guint n_waiting = 4; /* more than read at once */

  hear (fx, "x.png");
  g_mutex_lock (&gate);
  for (guint i = n_waiting; i > 0; i--)
    archive_database_push (database,
                           archive_job_new (g_task_new (NULL, NULL, count_cb, &n_waiting),
                                            ARCHIVE_JOB_READ, pass_gate, NULL));
  media = chat_media_new (fx->conversation);
  all = ui_media_window_present (fx->window, media);
  spinner = ui_test_child (all, "spinner");
  g_assert_false (gtk_widget_get_visible (spinner));
  ui_test_wait_for (gtk_widget_get_visible (spinner)
                    && gtk_spinner_get_spinning (GTK_SPINNER (spinner)));
  g_assert_true (chat_media_get_loading (media));
  leave_picture (GTK_WIDGET (all), "slow");

  g_mutex_unlock (&gate);
  ui_test_wait_for (!gtk_widget_get_visible (spinner) && n_waiting == 0);
  g_assert_cmpuint (count (media), ==, 1);
  ui_test_close (&all);
}

/* R, G and B of what @widget shows 8 px from its corner */
static guint
get_color (GtkWidget *widget)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 16, 16);
  cairo_t *cr = cairo_create (surface);
  guint32 color;

  gtk_test_widget_wait_for_draw (widget);
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  memcpy (&color, cairo_image_surface_get_data (surface)
                    + 8 * cairo_image_surface_get_stride (surface) + 8 * 4, 4);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return color & 0xffffff;
}

static const char *
get_icon (GtkWidget *square)
{
  GtkWidget *icon = ui_test_find (square, GTK_TYPE_IMAGE, NULL);

  return gtk_widget_get_child_visible (icon) ? gtk_image_get_icon_name (GTK_IMAGE (icon)) : NULL;
}

/* What is not here yet shows what came along with it, until it is, without a gap. */
static void
test_absent (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *square;
  ChatFile *file;
  g_autoptr(ArchiveFile) row = NULL;

  hear (fx, "x.png");
  ui_media_group_set_conversation (fx->group, fx->conversation);
  ui_test_wait_for (ui_test_count (fx->group, UI_TYPE_MEDIA_SQUARE) == 1);
  square = ui_test_find (fx->group, UI_TYPE_MEDIA_SQUARE, NULL);
  file = ui_media_square_get_file (UI_MEDIA_SQUARE (square));
  g_assert_cmpstr (get_icon (square), ==, "folder-download-symbolic");
  g_assert_cmpuint (get_color (square), ==, 0);

  row = archive_file_copy (chat_file_get_row (file));
  row->thumbnail = g_strdup ("data:image/blurhash,00NZe?");
  chat_file_update (file, row);
  ui_test_wait_for (get_color (square) == 0xcc6699);
  g_assert_cmpstr (get_icon (square), ==, "folder-download-symbolic");
  leave_picture (fx->window, "absent");
  fetch (fx, file);
  g_assert_cmpuint (get_color (square), !=, 0);
  ui_test_wait_for (get_color (square) == 0x3584e4);
  g_assert_null (get_icon (square));
}

/* A film that is not here says that it is one beside the sign that it is not. */
static void
test_absent_film (Fixture       *fx,
                  gconstpointer  data)
{
  GtkWidget *square;
  GtkWidget *sign;
  ChatFile *file;

  hear (fx, "x.mp4");
  ui_media_group_set_conversation (fx->group, fx->conversation);
  ui_test_wait_for (ui_test_count (fx->group, UI_TYPE_MEDIA_SQUARE) == 1);
  square = ui_test_find (fx->group, UI_TYPE_MEDIA_SQUARE, NULL);
  file = ui_media_square_get_file (UI_MEDIA_SQUARE (square));
  chat_file_set_thumbnail (file, "data:image/blurhash,00NZe?"); /* it was asked for */
  ui_test_wait_for (get_color (square) == 0xcc6699);
  g_assert_cmpstr (get_icon (square), ==, "folder-download-symbolic");
  sign = gtk_widget_get_last_child (square);
  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (sign)), ==, "video-x-generic-symbolic");
  ui_test_wait_for (gtk_widget_get_mapped (sign) && gtk_widget_get_width (sign) == 16);
  leave_picture (fx->window, "absent-film");
}

static char *
save_picture (Fixture    *fx,
              const char *name)
{
  g_autofree char *path = g_build_filename (fx->folder, name, NULL);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 8, 8);

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  return g_steal_pointer (&path);
}

/* A picture in place of an icon. What nobody waits for any more is not even opened. */
static void
test_icon (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatPictures) pictures = chat_pictures_new (NULL);
  g_autofree char *gone_path = save_picture (fx, "gone.png");
  g_autofree char *seen_path = save_picture (fx, "seen.png");
  g_autoptr(GFile) gone_file = g_file_new_for_path (gone_path);
  g_autoptr(GFile) seen_file = g_file_new_for_path (seen_path);
  g_autoptr(GtkWidget) gone = g_object_ref_sink (gtk_image_new ());
  g_autoptr(GtkWidget) seen = g_object_ref_sink (gtk_image_new ());
  int opened = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  char event[1024];

  g_assert_cmpint (inotify_add_watch (opened, gone_path, IN_OPEN), >=, 0);
  ui_file_icon_load (GTK_IMAGE (gone), pictures, gone_file, 16);
  g_assert_finalize_object (g_steal_pointer (&gone));
  ui_file_icon_load (GTK_IMAGE (seen), pictures, seen_file, 16);
  ui_test_wait_for (gtk_image_get_paintable (GTK_IMAGE (seen)) != NULL);
  g_assert_cmpint (gtk_image_get_pixel_size (GTK_IMAGE (seen)), ==, 16);
  g_assert_cmpint (read (opened, event, sizeof event), <, 0);

  close (opened);
  g_unlink (gone_path);
  g_unlink (seen_path);
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/media/icon", Fixture, NULL, set_up, test_icon, tear_down);
  g_test_add ("/ui/media/model", Fixture, NULL, set_up, test_model, tear_down);
  g_test_add ("/ui/media/group", Fixture, NULL, set_up, test_group, tear_down);
  g_test_add ("/ui/media/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/ui/media/slow", Fixture, NULL, set_up, test_slow, tear_down);
  g_test_add ("/ui/media/absent", Fixture, NULL, set_up, test_absent, tear_down);
  g_test_add ("/ui/media/absent-film", Fixture, NULL, set_up, test_absent_film, tear_down);
  return g_test_run ();
}
