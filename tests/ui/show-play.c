/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows messages with sounds and films, to be looked at: show-play [WIDTH HEIGHT]. Environment:
 * SHOW_DARK, SHOW_RTL, SHOW_LARGE, SHOW_PLAY: 1: the first sound plays, 2: the film, 3: the film by
 * itself; SHOW_FILM: as wide and high, as 360x640; SHOW_FILES: paths of films, with colons between, in
 * place of those that are made. */
#include "archive-file.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-player.h"
#include "media-files.h"
#include "ui-film-window.h"
#include "ui-message-row.h"
#include "ui-test.h"
#include "ui-window.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
  ChatClient      *client;
  UiMessageContext context;
  GtkWidget       *box;
  GtkWidget       *window;
  ChatMessage     *before; /* (nullable) */
  GListStore      *messages;
  char            *folder;
  GFile           *sound;
  ChatFile        *film;
} Show;

static ChatFile *
add (Show       *show,
     const char *name,
     const char *type,
     GFile      *place, /* (nullable) */
     gboolean    is_ours)
{
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(ChatMessage) message = NULL;
  GtkWidget *widget = ui_message_row_new (&show->context);
  ChatMessageInit init = {
    .id = g_list_model_get_n_items (G_LIST_MODEL (show->messages)) + 1,
    .conversation_id = 1,
    .sender = is_ours ? "ana@office.example" : "marta@office.example",
    .sender_name = is_ours ? "Ana" : "Marta",
    .text = { .kind = CHAT_MESSAGE_FILE },
    .state = is_ours ? CHAT_MESSAGE_DISPLAYED : CHAT_MESSAGE_RECEIVED,
    .time_us = g_get_real_time (),
    .is_outgoing = is_ours,
    .files = G_LIST_MODEL (files),
  };

  row->url = g_strdup ("https://a.example/x");
  row->name = g_strdup (name);
  row->type = g_strdup (type);
  row->size_bytes = 48000;
  row->length_ms = place == NULL ? 31000 : 0;
  row->path = place != NULL ? g_file_get_path (place) : NULL;
  file = chat_file_new (row);
  g_list_store_append (files, file);
  message = chat_message_new (&init);
  g_list_store_append (show->messages, message);
  ui_message_row_bind (UI_MESSAGE_ROW (widget), message, show->before);
  show->before = message;
  gtk_box_append (GTK_BOX (show->box), widget);
  return file;
}

static gboolean
play_cb (gpointer user_data)
{
  Show *show = user_data;
  ChatPlayer *player = chat_pictures_get_player (chat_client_get_pictures (show->client));
  int what = atoi (g_getenv ("SHOW_PLAY") != NULL ? g_getenv ("SHOW_PLAY") : "0");

  if (what == 1)
    {
      chat_player_seek (player, g_file_peek_path (show->sound), 4000);
      chat_player_play (player, g_file_peek_path (show->sound), NULL);
    }
  else if (what == 2)
    chat_player_play_film (player, chat_file_get_path (show->film), 360, 300);
  else if (what == 3)
    {
      GtkWindow *window = ui_film_window_present (show->window, player, show->film);
      int width = 0;
      int height = 0;

      if (g_getenv ("SHOW_FILM") != NULL
          && sscanf (g_getenv ("SHOW_FILM"), "%dx%d", &width, &height) == 2)
        gtk_window_set_default_size (window, width, height);
    }
  return G_SOURCE_REMOVE;
}

/* Of a camera or another program */
static void
fill_with (Show       *show,
           const char *paths)
{
  g_auto(GStrv) list = g_strsplit (paths, ":", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (list[i]);
      g_autofree char *name = g_file_get_basename (file);
      ChatFile *film = add (show, name, "video/mp4", file, i % 2 == 1);

      if (show->film == NULL)
        show->film = film;
    }
}

static void
fill (Show *show)
{
  g_autoptr(GFile) film = media_files_make (show->folder, "lake.webm",
                                            "webmmux name=mux videotestsrc pattern=smpte "
                                            "num-buffers=500 ! video/x-raw,width=640,height=360,"
                                            "framerate=25/1 ! vp8enc deadline=1 ! mux. mux.");
  g_autoptr(GFile) tall = media_files_make (show->folder, "tall.webm",
                                            "videotestsrc pattern=ball num-buffers=100 ! "
                                            "video/x-raw,width=270,height=480,framerate=25/1 ! "
                                            "vp8enc deadline=1 ! webmmux");
  g_autoptr(GFile) song = media_files_make (show->folder, "song.flac",
                                            "audiotestsrc wave=ticks num-buffers=3000 "
                                            "samplesperbuffer=480 ! audio/x-raw,rate=48000 ! "
                                            "audioconvert ! flacenc");
  g_autofree char *broken = g_build_filename (show->folder, "broken.mp4", NULL);
  g_autoptr(GFile) no_film = g_file_new_for_path (broken);

  show->sound = media_files_make (show->folder, "voice.ogg",
                                  "audiotestsrc wave=red-noise num-buffers=1200 "
                                  "samplesperbuffer=480 ! audio/x-raw,rate=48000 ! opusenc ! "
                                  "oggmux");
  g_file_set_contents (broken, "none", -1, NULL);
  add (show, "voice-message-1.ogg", "audio/ogg", show->sound, FALSE);
  add (show, "voice-message-2.ogg", "audio/ogg", show->sound, TRUE);
  add (show, "A song of ticks, with a long name.flac", "audio/flac", song, FALSE);
  add (show, "voice-message-3.ogg", "audio/ogg", NULL, FALSE);
  show->film = add (show, "lake.webm", "video/webm", film, FALSE);
  add (show, "tall.webm", "video/webm", tall, TRUE);
  add (show, "broken.mp4", "video/mp4", no_film, FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GSettings) settings = NULL;
  GtkWidget *owner;
  GtkWidget *scrolled;
  Show show = { 0 };

  ui_test_init (&argc, &argv);
  g_setenv ("CHARLA_SPEAKER_SINK", "fakesink sync=true", FALSE);
  if (g_getenv ("SHOW_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_getenv ("SHOW_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (g_getenv ("SHOW_LARGE") != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 144 * 1024, NULL);
  settings = ui_test_new_settings ();
  show.client = chat_fixture_new_client_with (0, 0);
  owner = GTK_WIDGET (ui_window_new (NULL, show.client, settings));
  show.folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  show.messages = g_list_store_new (CHAT_TYPE_MESSAGE);
  ui_message_context_init (&show.context);
  show.box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  show.window = adw_window_new ();
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), show.box);
  gtk_window_set_transient_for (GTK_WINDOW (show.window), GTK_WINDOW (owner));
  gtk_window_set_default_size (GTK_WINDOW (show.window), argc > 2 ? atoi (argv[1]) : 640,
                               argc > 2 ? atoi (argv[2]) : 1100);
  adw_window_set_content (ADW_WINDOW (show.window), scrolled);
  gtk_window_present (GTK_WINDOW (show.window));
  if (g_getenv ("SHOW_FILES") != NULL)
    fill_with (&show, g_getenv ("SHOW_FILES"));
  else
    fill (&show);
  g_timeout_add (1500, play_cb, &show);
  g_signal_connect_swapped (show.window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  g_main_loop_run (loop);
  return 0;
}
