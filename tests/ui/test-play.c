/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sounds and films that are played in their messages: with the real decoder, and a speaker that
 * plays where nobody hears. */
#include "archive-file.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "media-files.h"
#include "ui-duration.h"
#include "ui-file-view.h"
#include "ui-film-view.h"
#include "ui-film-window.h"
#include "ui-media-square.h"
#include "ui-message-files.h"
#include "ui-playback.h"
#include "ui-sound-view.h"
#include "ui-test.h"
#include "ui-wave.h"
#include "ui-window.h"

#include <glib/gstdio.h>

typedef struct {
  ChatClient     *client;
  GSettings      *settings;
  GtkWidget      *window;
  GtkWidget      *dialog;
  GtkWidget      *box;
  UiPictureCache *cache;
  ChatPlayer     *player; /* borrowed */
  GListStore     *messages;
  char           *folder;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (0, 0);
  fx->player = chat_pictures_get_player (chat_client_get_pictures (fx->client));
  fx->settings = ui_test_new_settings ();
  fx->window = GTK_WIDGET (ui_window_new (NULL, fx->client, fx->settings));
  fx->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  fx->cache = ui_picture_cache_new ();
  fx->messages = g_list_store_new (CHAT_TYPE_MESSAGE);
  fx->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  fx->dialog = gtk_window_new ();
  gtk_window_set_transient_for (GTK_WINDOW (fx->dialog), GTK_WINDOW (fx->window));
  gtk_window_set_child (GTK_WINDOW (fx->dialog), fx->box);
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
  g_object_unref (fx->messages);
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

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition)                                                                 \
  G_STMT_START                                                                                \
  {                                                                                           \
    guint wake_source = g_timeout_add (10, wake_cb, NULL);                                    \
                                                                                              \
    ui_test_wait_for (condition);                                                             \
    g_source_remove (wake_source);                                                            \
  }                                                                                           \
  G_STMT_END

static ArchiveFile *
new_row (const char *name,
         const char *type,
         GFile      *place) /* (nullable) */
{
  ArchiveFile *row = archive_file_new ();

  row->url = g_strdup ("https://a.example/x");
  row->name = g_strdup (name);
  row->type = g_strdup (type);
  row->size_bytes = 2000;
  row->length_ms = place == NULL ? 7000 : 0;
  row->path = place != NULL ? g_file_get_path (place) : NULL;
  return row;
}

/* A message with a file, and its view, which is shown. */
static GtkWidget *
add (Fixture    *fx,
     const char *name,
     const char *type,
     GFile      *place, /* (nullable) */
     gboolean    is_ours)
{
  g_autoptr(ArchiveFile) row = new_row (name, type, place);
  g_autoptr(ChatFile) file = chat_file_new (row);
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  ChatMessageInit init = {
    .id = g_list_model_get_n_items (G_LIST_MODEL (fx->messages)) + 1,
    .sender = "ana@a.example",
    .sender_name = "Ana",
    .text = { .kind = CHAT_MESSAGE_FILE },
    .time_us = g_get_real_time (),
    .is_outgoing = is_ours,
    .files = G_LIST_MODEL (files),
  };
  g_autoptr(ChatMessage) message = NULL;
  GtkWidget *view = ui_message_files_new (fx->cache);

  g_list_store_append (files, file);
  message = chat_message_new (&init);
  g_list_store_append (fx->messages, message);
  ui_message_files_set_files (UI_MESSAGE_FILES (view), chat_message_get_files (message),
                              G_LIST_MODEL (fx->messages));
  gtk_box_append (GTK_BOX (fx->box), view);
  ui_test_settle ();
  return view;
}

static GtkWidget *
find_button (GtkWidget  *view,
             const char *action)
{
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_BUTTON (child)
                         && g_strcmp0 (gtk_widget_get_tooltip_text (child), action) == 0
                         && gtk_widget_get_mapped (child)
                         ? child : find_button (child, action);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
shows (GtkWidget  *view,
       const char *text)
{
  GtkWidget *label = ui_test_find (view, GTK_TYPE_LABEL, text);

  return label != NULL && gtk_widget_get_mapped (label);
}

static void
test_duration (Fixture       *fx,
               gconstpointer  data)
{
  static const struct {
    gint64      time_ms;
    const char *text;
  } cases[] = {
    { 0, "0:00" }, { 999, "0:00" }, { 61 * 1000, "1:01" }, { 3599 * 1000, "59:59" },
    { 3600 * 1000, "1:00:00" }, { -5, "0:00" }, { G_MAXINT64, "100:00:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ui_duration_format (cases[i].time_ms);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_sound (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 3000);
  GtkWidget *view = add (fx, "voice.ogg", "audio/ogg", file, FALSE);
  const char *path = g_file_peek_path (file);
  GtkWidget *wave = ui_test_find (view, UI_TYPE_WAVE, NULL);

  g_assert_cmpuint (ui_test_count (view, UI_TYPE_SOUND_VIEW), ==, 1);
  g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILE_VIEW), ==, 0);
  wait_until (shows (view, "0:03"));
  ui_test_click (find_button (view, "Play"));
  g_assert_nonnull (find_button (view, "Pause"));
  wait_until (shows (view, "0:01 / 0:03"));

  ui_test_click (find_button (view, "Pause"));
  g_assert_cmpint (chat_player_get_state (fx->player, path), ==, CHAT_PLAYER_PAUSED);
  g_signal_emit_by_name (wave, "seek", 0.7);
  g_assert_true (shows (view, "0:02 / 0:03"));
  g_assert_true (ui_test_press (wave, "Home"));
  g_assert_true (shows (view, "0:03"));
  g_assert_true (ui_test_press (wave, "Right")); /* beyond its end */
  g_assert_true (shows (view, "0:03 / 0:03"));
  g_assert_true (ui_test_press (wave, "Left"));

  ui_test_click (find_button (view, "Play"));
  wait_until (chat_player_get_state (fx->player, path) == CHAT_PLAYER_ENDED);
  g_assert_nonnull (find_button (view, "Play"));
  g_assert_true (shows (view, "0:03"));
}

static GtkWidget *
find_sound (GtkWidget *view)
{
  return gtk_widget_get_ancestor (ui_test_find (view, UI_TYPE_WAVE, NULL), UI_TYPE_SOUND_VIEW);
}

/* What somebody gave a name shows it; nobody has given one to what was said. */
static void
test_named (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 400);
  GtkWidget *song = find_sound (add (fx, "Ode to joy.ogg", "audio/ogg", file, FALSE));
  GtkWidget *voice = find_sound (add (fx, "RECORDING_20261128_001500123.ogg", "audio/ogg", file,
                                      FALSE));
  GtkWidget *unfetched = add (fx, "voice-message-1.ogg", "audio/ogg", NULL, FALSE);

  g_assert_nonnull (ui_test_find (song, GTK_TYPE_LABEL, "Ode to joy.ogg"));
  g_assert_null (ui_test_find (voice, GTK_TYPE_LABEL, "RECORDING_20261128_001500123.ogg"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (voice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Voice message");
  g_assert_nonnull (ui_test_find (unfetched, GTK_TYPE_LABEL, "Voice message"));
}

static void
test_speed (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 1000);
  GtkWidget *one = add (fx, "a.ogg", "audio/ogg", file, FALSE);
  GtkWidget *other = add (fx, "b.ogg", "audio/ogg", file, TRUE);
  static const char *const words[] = { "1×", "1.5×", "2×", "1×" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_nonnull (ui_test_find (one, GTK_TYPE_BUTTON, words[i]));
      g_assert_nonnull (ui_test_find (other, GTK_TYPE_BUTTON, words[i]));
      ui_test_click (ui_test_find (one, GTK_TYPE_BUTTON, words[i]));
    }
}

/* (nullable): that nobody has listened to it */
static GtkWidget *
find_dot (GtkWidget *view)
{
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_has_css_class (child, "unheard")
                         && gtk_widget_get_visible (child) ? child : find_dot (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* One at a time; and what follows directly, came in and was not heard yet plays on. */
static void
test_next (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) first = media_files_sound (fx->folder, 400);
  g_autoptr(GFile) second = media_files_sound (fx->folder, 410);
  g_autoptr(GFile) own = media_files_sound (fx->folder, 420);
  GtkWidget *views[3];
  const char *paths[] = { g_file_peek_path (first), g_file_peek_path (second),
                          g_file_peek_path (own) };

  views[0] = add (fx, "1.ogg", "audio/ogg", first, FALSE);
  views[1] = add (fx, "2.ogg", "audio/ogg", second, FALSE);
  views[2] = add (fx, "3.ogg", "audio/ogg", own, TRUE);
  ui_test_click (find_button (views[0], "Play"));
  wait_until (chat_player_get_state (fx->player, paths[1]) == CHAT_PLAYER_PLAYING);
  g_assert_cmpint (chat_player_get_state (fx->player, paths[0]), ==, CHAT_PLAYER_ENDED);
  g_assert_nonnull (find_button (views[1], "Pause"));
  wait_until (chat_player_get_state (fx->player, paths[1]) == CHAT_PLAYER_ENDED);
  g_assert_cmpstr (chat_player_get_path (fx->player), ==, paths[1]); /* not our own */

  /* The second was heard: the first one ends by itself. */
  ui_test_click (find_button (views[0], "Play"));
  wait_until (chat_player_get_state (fx->player, paths[0]) == CHAT_PLAYER_ENDED);
  g_assert_cmpstr (chat_player_get_path (fx->player), ==, paths[0]);

  ui_test_click (find_button (views[2], "Play"));
  ui_test_click (find_button (views[1], "Play"));
  g_assert_null (find_button (views[2], "Pause"));
  g_assert_nonnull (find_button (views[1], "Pause"));
}

/* That somebody has come, which nobody said */
static void
add_notice (Fixture *fx)
{
  ChatMessageInit init = {
    .id = 100,
    .sender = "ana@a.example",
    .text = { .kind = CHAT_MESSAGE_NOTICE, .body = "Ana has come" },
    .time_us = g_get_real_time (),
  };
  g_autoptr(ChatMessage) notice = chat_message_new (&init);

  g_list_store_append (fx->messages, notice);
}

/* What is still on its way plays on when it is here, if nobody has stopped it meanwhile. */
static void
test_next_comes (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(GFile) first = media_files_sound (fx->folder, 400);
  g_autoptr(GFile) second = media_files_sound (fx->folder, 2000);
  const char *paths[] = { g_file_peek_path (first), g_file_peek_path (second) };

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *view = add (fx, "1.ogg", "audio/ogg", first, FALSE);
      g_autoptr(ArchiveFile) row = new_row ("2.ogg", "audio/ogg", second);
      g_autoptr(ChatMessage) message = NULL;

      add_notice (fx);
      add (fx, "2.ogg", "audio/ogg", NULL, FALSE);
      message = g_list_model_get_item (G_LIST_MODEL (fx->messages), 2);
      ui_test_click (find_button (view, "Play"));
      wait_until (chat_player_get_state (fx->player, paths[0]) == CHAT_PLAYER_ENDED);
      if (i == 1)
        chat_player_pause (fx->player);
      chat_file_update (chat_message_get_file (message), row);
      g_assert_cmpint (chat_player_get_state (fx->player, paths[1]), ==,
                       i == 0 ? CHAT_PLAYER_PLAYING : CHAT_PLAYER_PAUSED);
      chat_player_pause (fx->player);
      chat_player_forget (fx->player, paths[0]);
      g_list_store_remove_all (fx->messages);
    }
}

/* The keyboard stays with what plays. */
static void
test_film_focus (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_film (fx->folder, 5000, 320, 180);
  GtkWidget *view = add (fx, "lake.webm", "video/webm", file, FALSE);
  GtkWidget *button;

  wait_until (shows (view, "0:05"));
  gtk_widget_grab_focus (find_button (view, "Play"));
  ui_test_click (find_button (view, "Play"));
  button = find_button (view, "Pause");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fx->dialog)) == button);
  chat_player_seek (fx->player, g_file_peek_path (file), 4900);
  wait_until (chat_player_get_state (fx->player, g_file_peek_path (file)) == CHAT_PLAYER_ENDED);
  g_assert_false (gtk_widget_get_mapped (button));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fx->dialog)) == find_button (view, "Play"));
}

/* It plays on when its row is gone, and is found as it is when it comes again. */
static void
test_scrolled_away (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 5000);
  GtkWidget *view = add (fx, "1.ogg", "audio/ogg", file, FALSE);

  ui_test_click (find_button (view, "Play"));
  wait_until (chat_player_get_position (fx->player, g_file_peek_path (file)) > 200);
  gtk_box_remove (GTK_BOX (fx->box), view);
  wait_until (chat_player_get_position (fx->player, g_file_peek_path (file)) > 1100);
  view = add (fx, "1.ogg", "audio/ogg", file, FALSE);
  g_assert_nonnull (find_button (view, "Pause"));
  wait_until (shows (view, "0:01 / 0:05"));
}

static void
no_cb (GtkWidget *widget)
{
}

/* Somebody else may still hold what it had. */
static void
test_view_gone (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 5000);
  const char *path = g_file_peek_path (file);
  GtkWidget *button = gtk_button_new ();
  g_autoptr(UiPlayback) playback = ui_playback_new (button, fx->player, &(const UiPlaybackParts) {
    .button = button,
    .state = G_CALLBACK (no_cb),
    .time = G_CALLBACK (no_cb),
    .looked = G_CALLBACK (no_cb),
  });

  gtk_box_append (GTK_BOX (fx->box), button);
  ui_playback_set_path (playback, path, 0, 1, 1);
  chat_player_play (fx->player, path, NULL);
  ui_playback_show (playback);
  wait_until (ui_playback_get_position (playback) > 100);
  gtk_box_remove (GTK_BOX (fx->box), button);
  ui_playback_show (playback);
  ui_playback_step (playback, 1);
  wait_until (ui_playback_get_position (playback) > 1200);
  chat_player_pause (fx->player);
}

/* What came in is marked until somebody listens to it, also when its file is shown anew. */
static void
test_unheard (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 400);
  g_autoptr(GFile) own = media_files_sound (fx->folder, 410);
  GtkWidget *view = add (fx, "1.ogg", "audio/ogg", file, FALSE);
  GtkWidget *ours = add (fx, "2.ogg", "audio/ogg", own, TRUE);
  g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fx->messages), 0);
  g_autoptr(ArchiveFile) row = new_row ("1.ogg", "audio/ogg", file);

  g_assert_true (chat_file_get_unheard (chat_message_get_file (message)));
  g_assert_nonnull (find_dot (view));
  g_assert_null (find_dot (ours));
  ui_test_click (find_button (view, "Play"));
  g_assert_false (chat_file_get_unheard (chat_message_get_file (message)));
  g_assert_null (find_dot (view));
  chat_file_update (chat_message_get_file (message), row);
  g_assert_false (chat_file_get_unheard (chat_message_get_file (message)));
}

static void
test_not_here (Fixture       *fx,
               gconstpointer  data)
{
  GtkWidget *view = add (fx, "voice.ogg", "audio/ogg", NULL, FALSE);
  g_autoptr(GFile) file = media_files_sound (fx->folder, 1000);
  g_autoptr(ArchiveFile) row = new_row ("voice.ogg", "audio/ogg", file);
  g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fx->messages), 0);

  g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILE_VIEW), ==, 1);
  g_assert_cmpuint (ui_test_count (view, UI_TYPE_SOUND_VIEW), ==, 0);
  g_assert_true (shows (view, "0:07 · 2.0\u00a0kB · click to download"));
  chat_file_update (chat_message_get_file (message), row);
  ui_test_settle ();
  wait_until (ui_test_count (view, UI_TYPE_SOUND_VIEW) == 1);
  g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILE_VIEW), ==, 0);
  wait_until (shows (view, "0:01"));
}

static void
test_broken (Fixture       *fx,
             gconstpointer  data)
{
  static const char *const types[] = { "audio/ogg", "video/mp4" };
  g_autofree char *path = g_build_filename (fx->folder, "broken", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "no sound, and nothing to be seen", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *view = add (fx, "broken", types[i], file, FALSE);

      wait_until (ui_test_count (view, UI_TYPE_FILE_VIEW) == 1);
      g_assert_cmpuint (ui_test_count (view, UI_TYPE_SOUND_VIEW), ==, 0);
      g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILM_VIEW), ==, 0);
      g_assert_true (shows (view, "2.0\u00a0kB · cannot be played here"));
    }
}

/* What is no film is known at once the next time that it is shown. */
static void
test_no_film_again (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_make (fx->folder, "old.mkv",
                                            "matroskamux name=mux  videotestsrc num-buffers=5 ! "
                                            "avenc_mjpeg ! mux.  audiotestsrc num-buffers=20 "
                                            "samplesperbuffer=480 ! audio/x-raw,rate=48000 ! "
                                            "opusenc ! mux.  mux.");

  if (file == NULL)
    {
      g_test_skip ("Nothing here writes such a film");
      return;
    }

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *view = add (fx, "old.mkv", "video/x-matroska", file, FALSE);

      wait_until (ui_test_count (view, UI_TYPE_FILE_VIEW) == 1);
      g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILM_VIEW), ==, 0);
      g_assert_true (shows (view, "2.0\u00a0kB · cannot be played here: needs Motion JPEG"));
    }
}

/* More than what takes the time of opening one */
#define N_BUSY 40

/* What would play it is called by its name. */
static void
test_missing (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_make (fx->folder, "old.mov",
                                            "videotestsrc num-buffers=5 ! avenc_mjpeg ! qtmux");
  g_autoptr(GFile) busy = media_files_film (fx->folder, 400, 64, 64);
  GtkWidget *view;
  GtkWindow *large;
  g_autoptr(ArchiveFile) row = NULL;
  g_autoptr(ChatFile) alone = NULL;

  if (file == NULL)
    {
      g_test_skip ("There is nothing that makes such a film");
      return;
    }

  view = add (fx, "old.mov", "video/quicktime", file, FALSE);
  wait_until (shows (view, "2.0\u00a0kB · cannot be played here: needs Motion JPEG"));
  row = new_row ("old.mov", "video/quicktime", file);
  alone = chat_file_new (row);

  /* Also if it has failed before it could be looked at. */
  for (guint i = 0; i < N_BUSY; i++)
    chat_player_look_async (fx->player, g_file_peek_path (busy), 100, 100, NULL, NULL, NULL);
  large = ui_film_window_present (fx->box, fx->player, alone);
  wait_until (shows (GTK_WIDGET (large), "What plays Motion JPEG is not installed."));
  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
}

static GdkPaintable *
get_paintable (GtkWidget *view)
{
  return gtk_picture_get_paintable (ui_test_find (view, GTK_TYPE_PICTURE, NULL));
}

static void
test_film (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_film (fx->folder, 2000, 320, 180);
  GtkWidget *view = add (fx, "lake.webm", "video/webm", file, FALSE);
  g_autoptr(GdkPaintable) poster = NULL;
  GtkWindow *large;
  GtkAllocation corner;
  int width;
  int height;

  wait_until (get_paintable (view) != NULL && shows (view, "0:02"));
  ui_message_files_measure (UI_MESSAGE_FILES (view), 1000, &width, &height);
  g_assert_cmpint (width, ==, 320);
  g_assert_cmpint (height, ==, 180);
  ui_message_files_measure (UI_MESSAGE_FILES (view), 240, &width, &height);
  g_assert_cmpint (width, ==, 240);
  g_assert_cmpint (height, ==, 135);
  /* What stands upon it is where its controls are not. */
  g_assert_true (ui_message_files_find_corner (UI_MESSAGE_FILES (view), 240, 26, 20, &corner));
  g_assert_cmpint (corner.x, ==, 240 - 26 - 6);
  g_assert_cmpint (corner.y, ==, 6);
  g_assert_false (ui_message_files_find_corner (UI_MESSAGE_FILES (view), 240, 26, 100, &corner));

  poster = g_object_ref (get_paintable (view));
  ui_test_click (find_button (view, "Play"));
  wait_until (get_paintable (view) != poster);
  wait_until (shows (view, "0:01 / 0:02"));

  /* It goes on where it is, in a window of its own. */
  ui_test_click (find_button (view, "View large"));
  large = ui_test_find_window (UI_TYPE_FILM_WINDOW);
  g_assert_nonnull (large);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (large)) && get_paintable (GTK_WIDGET (large)));
  g_assert_cmpint (chat_player_get_position (fx->player, g_file_peek_path (file)), >=, 1000);
  wait_until (gdk_paintable_get_intrinsic_width (get_paintable (GTK_WIDGET (large))) == 320);
  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
  g_assert_null (ui_test_find_window (UI_TYPE_FILM_WINDOW));
  g_assert_cmpint (chat_player_get_state (fx->player, g_file_peek_path (file)), !=,
                   CHAT_PLAYER_PLAYING);
  g_assert_nonnull (find_button (view, "Play"));
}

/* One of a phone has no bars beside it, in its row or in its window, nor is it turned by what is said
 * of it. */
static void
test_film_upright (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(GFile) place = media_files_film (fx->folder, 400, 180, 320);
  g_autoptr(ArchiveFile) row = new_row ("lake.webm", "video/webm", place);
  g_autoptr(ChatFile) file = NULL;
  GtkWidget *film = ui_film_view_new (fx->player, FALSE);
  GtkWindow *large;
  int width;
  int height;

  row->width = 320;
  row->height = 180;
  file = chat_file_new (row);
  gtk_box_append (GTK_BOX (fx->box), film);
  ui_film_view_set_file (UI_FILM_VIEW (film), file, NULL);
  wait_until (shows (film, "0:00"));
  ui_film_view_measure (UI_FILM_VIEW (film), 1000, &width, &height);
  g_assert_cmpint (width, ==, 200);
  g_assert_cmpint (height, ==, 356);
  large = ui_film_window_present (fx->box, fx->player, file);
  gtk_window_get_default_size (large, &width, &height);
  g_assert_cmpint (width, ==, 360);
  g_assert_cmpint (height, >, 640);
  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
}

/* What calls itself a film, and has nothing to be seen, is heard. */
static void
test_film_heard_only (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_make (fx->folder, "said.webm",
                                            "audiotestsrc num-buffers=100 samplesperbuffer=480 ! "
                                            "audio/x-raw,rate=48000 ! opusenc ! webmmux");
  GtkWidget *view = add (fx, "said.webm", "video/webm", file, FALSE);
  g_autoptr(ArchiveFile) row = new_row ("said.webm", "video/webm", file);
  g_autoptr(ChatFile) alone = chat_file_new (row);
  GtkWindow *large;

  wait_until (ui_test_count (view, UI_TYPE_SOUND_VIEW) == 1 && shows (view, "0:01"));
  g_assert_cmpuint (ui_test_count (view, UI_TYPE_FILM_VIEW), ==, 0);
  ui_test_click (find_button (view, "Play"));
  wait_until (chat_player_get_state (fx->player, g_file_peek_path (file)) == CHAT_PLAYER_ENDED);

  /* As from the gallery */
  large = ui_film_window_present (fx->box, fx->player, alone);
  g_assert_cmpint (chat_player_get_state (fx->player, g_file_peek_path (file)), ==,
                   CHAT_PLAYER_PLAYING);
  wait_until (chat_player_get_state (fx->player, g_file_peek_path (file)) == CHAT_PLAYER_ENDED
              && gtk_widget_get_mapped (GTK_WIDGET (large)));
  g_assert_false (shows (GTK_WIDGET (large), "Cannot be played here"));
  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
}

/* All of it by the keyboard. */
static void
test_keys (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) place = media_files_film (fx->folder, 30000, 64, 64);
  g_autoptr(ArchiveFile) row = new_row ("lake.webm", "video/webm", place);
  g_autoptr(ChatFile) file = chat_file_new (row);
  const char *path = g_file_peek_path (place);
  GtkWindow *large = ui_film_window_present (fx->box, fx->player, file);
  GtkWidget *content = adw_window_get_content (ADW_WINDOW (large));
  GtkWidget *scale;
  gint64 position;

  wait_until (chat_player_get_position (fx->player, path) > 100);
  g_assert_true (UI_IS_FILM_VIEW (gtk_window_get_focus (large)));
  g_assert_true (ui_test_type_key (content, GDK_KEY_space));
  g_assert_cmpint (chat_player_get_state (fx->player, path), ==, CHAT_PLAYER_PAUSED);
  position = chat_player_get_position (fx->player, path);
  g_assert_true (ui_test_type_key (content, GDK_KEY_Right));
  g_assert_cmpint (chat_player_get_position (fx->player, path), ==, position + 5000);
  g_assert_true (ui_test_type_key (content, GDK_KEY_l));
  g_assert_cmpint (chat_player_get_position (fx->player, path), ==, position + 15000);
  g_assert_true (ui_test_type_key (content, GDK_KEY_j));
  g_assert_true (ui_test_type_key (content, GDK_KEY_Left));
  g_assert_cmpint (chat_player_get_position (fx->player, path), ==, position);

  scale = ui_test_find (large, GTK_TYPE_SCALE, NULL);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 100);
  g_assert_true (ui_test_type_key (content, GDK_KEY_Up));
  g_assert_true (ui_test_type_key (content, GDK_KEY_Down));
  g_assert_true (ui_test_type_key (content, GDK_KEY_Down));
  g_assert_cmpuint (chat_player_get_volume (fx->player), ==, 80);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 80);
  g_assert_true (ui_test_type_key (content, GDK_KEY_m));
  g_assert_cmpuint (chat_player_get_volume (fx->player), ==, 0);
  g_assert_nonnull (find_button (GTK_WIDGET (large), "Turn the sound on (M)"));
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 0);
  ui_test_click (find_button (GTK_WIDGET (large), "Turn the sound on (M)"));
  g_assert_cmpuint (chat_player_get_volume (fx->player), ==, 80);
  gtk_range_set_value (GTK_RANGE (scale), 35);
  g_assert_cmpuint (chat_player_get_volume (fx->player), ==, 35);

  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
  g_assert_null (ui_test_find_window (UI_TYPE_FILM_WINDOW));
}

static void
error_cb (ChatPlayer   *player,
          const GError *error,
          guint        *n_errors)
{
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_SOUND_SYSTEM);
  ++*n_errors;
}

/* The sound system goes: what is played is not to blame. A film goes on, a sound waits. */
static void
test_no_sound_system (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(GFile) film = media_files_film (fx->folder, 2000, 64, 64);
  g_autoptr(GFile) sound = media_files_sound (fx->folder, 3000);
  g_autofree char *before = g_strdup (g_getenv ("CHARLA_SPEAKER_SINK"));
  GtkWidget *film_view = add (fx, "lake.webm", "video/webm", film, FALSE);
  GtkWidget *view = add (fx, "voice.ogg", "audio/ogg", sound, FALSE);
  guint n_errors = 0;

  g_signal_connect (fx->player, "error", G_CALLBACK (error_cb), &n_errors);
  g_setenv ("CHARLA_SPEAKER_SINK", "identity error-after=20 ! fakesink sync=true", TRUE);
  wait_until (get_paintable (film_view) != NULL);
  ui_test_click (find_button (film_view, "Play"));
  wait_until (chat_player_get_state (fx->player, g_file_peek_path (film)) == CHAT_PLAYER_ENDED);
  g_assert_cmpuint (n_errors, ==, 0);

  ui_test_click (find_button (view, "Play"));
  wait_until (n_errors == 1);
  g_assert_cmpint (chat_player_get_state (fx->player, g_file_peek_path (sound)), ==,
                   CHAT_PLAYER_PAUSED);
  g_assert_nonnull (find_button (view, "Play"));

  /* It hangs. */
  g_setenv ("CHARLA_SPEAKER_SINK", "identity sleep-time=60000000 ! fakesink sync=true", TRUE);
  ui_test_click (find_button (view, "Play"));
  wait_until (n_errors == 2);

  /* It is back. */
  g_setenv ("CHARLA_SPEAKER_SINK", before, TRUE);
  ui_test_click (find_button (view, "Play"));
  wait_until (chat_player_get_state (fx->player, g_file_peek_path (sound)) == CHAT_PLAYER_ENDED);
  g_assert_cmpuint (n_errors, ==, 2);
  g_signal_handlers_disconnect_by_data (fx->player, &n_errors);
}

/* A film that is muted says so where it is, and can be heard again. */
static void
test_muted (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_film (fx->folder, 2000, 320, 180);
  GtkWidget *view = add (fx, "lake.webm", "video/webm", file, FALSE);

  wait_until (get_paintable (view) != NULL);
  ui_test_click (find_button (view, "Play"));
  wait_until (find_button (view, "View large") != NULL);
  g_assert_null (find_button (view, "Turn the sound on"));
  g_assert_null (find_button (view, "Mute (M)"));
  chat_player_set_muted (fx->player, TRUE);
  wait_until (find_button (view, "Turn the sound on") != NULL);
  ui_test_click (find_button (view, "Turn the sound on"));
  g_assert_cmpuint (chat_player_get_volume (fx->player), ==, 100);
  g_assert_null (find_button (view, "Turn the sound on"));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, NULL);

  *(gboolean *) user_data = look != NULL;
}

/* A row is bound, and seen, within the layout of its list: what changes there after it was laid
 * out GTK does not draw. */
static void
test_no_change_in_layout (Fixture       *fx,
                          gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_film (fx->folder, 2000, 320, 180);
  GtkWidget *view;
  gboolean is_looked = FALSE;
  int width;
  int height;

  gtk_widget_set_visible (fx->box, FALSE);
  view = add (fx, "lake.webm", "video/webm", file, FALSE);
  chat_player_look_async (fx->player, g_file_peek_path (file), 360, 300, NULL, looked_cb,
                          &is_looked);
  wait_until (is_looked);

  /* As it comes into view within a layout */
  gtk_widget_set_visible (fx->box, TRUE);
  g_assert_true (gtk_widget_get_mapped (view));
  g_assert_null (get_paintable (view));
  g_assert_false (shows (view, "0:02"));
  ui_message_files_measure (UI_MESSAGE_FILES (view), 1000, &width, &height);
  g_assert_cmpint (width, !=, 320);
  wait_until (get_paintable (view) != NULL && shows (view, "0:02"));

  /* What is known when it is bound counts for its first layout. */
  gtk_widget_set_visible (fx->box, FALSE);
  view = add (fx, "lake.webm", "video/webm", file, FALSE);
  ui_message_files_measure (UI_MESSAGE_FILES (view), 1000, &width, &height);
  g_assert_cmpint (width, ==, 320);
  g_assert_cmpint (height, ==, 180);
}

/* As the media of a conversation show it: a picture of it, filling its square. */
static void
test_square (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GFile) place = media_files_film (fx->folder, 400, 320, 180);
  g_autoptr(ArchiveFile) row = new_row ("lake.webm", "video/webm", place);
  g_autoptr(ChatFile) file = chat_file_new (row);
  GtkWidget *square = ui_media_square_new (96);
  GtkWidget *icon;

  gtk_box_append (GTK_BOX (fx->box), square);
  ui_media_square_set_file (UI_MEDIA_SQUARE (square), file);
  icon = gtk_widget_get_first_child (square);
  wait_until (gtk_widget_has_css_class (icon, "over-film"));
  g_assert_true (gtk_widget_get_child_visible (icon));
  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (icon)), ==,
                   "media-playback-start-symbolic");
}

static guint8
get_red (GtkWidget *film)
{
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 8, 8);
  cairo_t *cr = cairo_create (surface);
  guint8 red;

  GTK_WIDGET_GET_CLASS (film)->snapshot (film, snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  red = cairo_image_surface_get_data (surface)[4 * cairo_image_surface_get_stride (surface)
                                               + 4 * 4 + 2];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return red;
}

/* What came along stays in the place of a film that comes until that is seen. */
static void
test_film_comes (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(GFile) place = media_files_film (fx->folder, 2000, 320, 180);
  GtkWidget *view = add (fx, "lake.webm", "video/webm", NULL, FALSE);
  g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fx->messages), 0);
  ChatFile *file = chat_message_get_file (message);
  g_autoptr(ArchiveFile) row = archive_file_copy (chat_file_get_row (file));
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  GtkWidget *told;
  GtkWidget *film;

  row->width = 320;
  row->height = 180;
  row->thumbnail = g_strdup ("data:image/blurhash,00NZe?");
  chat_file_update (file, row);
  ui_message_files_set_files (UI_MESSAGE_FILES (view), NULL, NULL);
  g_list_store_append (files, file);
  ui_message_files_set_files (UI_MESSAGE_FILES (view), G_LIST_MODEL (files), NULL);
  told = ui_test_find (view, UI_TYPE_FILE_VIEW, NULL);
  wait_until (ui_file_view_get_thumbnail (UI_FILE_VIEW (told)) != NULL);

  row->path = g_file_get_path (place);
  chat_file_update (file, row);
  film = ui_test_find (view, UI_TYPE_FILM_VIEW, NULL);
  g_assert_nonnull (film);
  while (get_paintable (view) == NULL)
    {
      if (gtk_widget_get_width (film) > 0)
        g_assert_cmpint (get_red (film), ==, 0xcc);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* By itself, what cannot be played says so. */
static void
test_broken_large (Fixture       *fx,
                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fx->folder, "broken", NULL);
  g_autoptr(GFile) place = g_file_new_for_path (path);
  g_autoptr(ArchiveFile) row = new_row ("broken", "video/webm", place);
  g_autoptr(ChatFile) file = chat_file_new (row);
  GtkWindow *large;

  g_assert_true (g_file_set_contents (path, "nothing to be seen", -1, NULL));
  large = ui_film_window_present (fx->box, fx->player, file);
  wait_until (shows (GTK_WIDGET (large), "Cannot be played here"));
  g_assert_true (ui_test_press (large, "Escape"));
  ui_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_setenv ("CHARLA_SPEAKER_SINK", "fakesink sync=true", FALSE);
#define ADD(name, function) g_test_add ("/ui/play/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("duration", test_duration);
  ADD ("sound", test_sound);
  ADD ("named", test_named);
  ADD ("speed", test_speed);
  ADD ("next", test_next);
  ADD ("next-comes", test_next_comes);
  ADD ("film-focus", test_film_focus);
  ADD ("scrolled-away", test_scrolled_away);
  ADD ("view-gone", test_view_gone);
  ADD ("unheard", test_unheard);
  ADD ("not-here", test_not_here);
  ADD ("broken", test_broken);
  ADD ("no-film-again", test_no_film_again);
  ADD ("missing", test_missing);
  ADD ("film", test_film);
  ADD ("film-upright", test_film_upright);
  ADD ("film-heard-only", test_film_heard_only);
  ADD ("keys", test_keys);
  ADD ("muted", test_muted);
  ADD ("no-sound-system", test_no_sound_system);
  ADD ("no-change-in-layout", test_no_change_in_layout);
  ADD ("film-comes", test_film_comes);
  ADD ("square", test_square);
  ADD ("broken-large", test_broken_large);
#undef ADD
  return g_test_run ();
}
