/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sound and film through the real decoder and the real speaker, which plays where nobody hears. */
#include "media-files.h"
#include "media-look.h"
#include "media-player.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char *lying;

typedef struct {
  char         *folder;
  MediaSpeaker *speaker;
  MediaPlayer  *player;
  guint         n_frames;
  guint         n_changes;
  GBytes       *frame;    /* (nullable): the last */
} Fixture;

static void
frame_cb (MediaPlayer *player,
          GBytes      *pixels,
          Fixture     *fx)
{
  fx->n_frames++;
  g_clear_pointer (&fx->frame, g_bytes_unref);
  fx->frame = g_bytes_ref (pixels);
}

static void
changed_cb (MediaPlayer *player,
            Fixture     *fx)
{
  fx->n_changes++;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->folder = g_dir_make_tmp ("charla-player-XXXXXX", NULL);
  fx->speaker = media_speaker_new (NULL);
  fx->player = media_player_new (NULL, fx->speaker);
  g_signal_connect (fx->player, "frame", G_CALLBACK (frame_cb), fx);
  g_signal_connect (fx->player, "changed", G_CALLBACK (changed_cb), fx);
}

static void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (fx->player, fx);
  g_clear_object (&fx->player);
  g_clear_object (&fx->speaker);
  g_clear_pointer (&fx->frame, g_bytes_unref);
  remove_folder (fx->folder);
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
    gint64 wait_end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                          \
                                                                                              \
    while (!(condition) && g_get_monotonic_time () < wait_end)                                \
      g_main_context_iteration (NULL, TRUE);                                                  \
    g_source_remove (wake_source);                                                            \
    g_assert_true (condition);                                                                \
  }                                                                                           \
  G_STMT_END

#define wait_for_state(fx, state) wait_until (media_player_get_state ((fx)->player) == (state))

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static MediaLook *
look (MediaLooker  *looker,
      GFile        *file,
      GError      **error)
{
  static const MediaImageSize size = { .width = 160, .height = 160 };
  g_autoptr(GAsyncResult) result = NULL;

  media_looker_look_async (looker, file, &size, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return media_looker_look_finish (looker, result, error);
}

#define TONE "audiotestsrc num-buffers=100 samplesperbuffer=480 volume=0.5 ! audio/x-raw,rate=48000 ! "

static const struct {
  const char *name;
  const char *words;
} sounds[] = {
  { "tone.opus", TONE "opusenc ! oggmux" },
  { "tone.ogg", TONE "audioconvert ! vorbisenc ! oggmux" },
  { "tone.flac", TONE "audioconvert ! flacenc" },
  { "tone.wav", TONE "wavenc" },
  { "tone.mp3", TONE "audioconvert ! lamemp3enc target=bitrate ! mpegaudioparse" },
  { "tone.m4a", TONE "audioconvert ! avenc_aac ! mp4mux" },
  { "tone.aac", TONE "audioconvert ! avenc_aac ! aacparse ! audio/mpeg,stream-format=adts" },
  { "tone.weba", TONE "opusenc ! webmmux" },
  { "opus.m4a", TONE "opusenc ! mp4mux" },
};

static void
test_look_sound (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    {
      g_autoptr(GFile) file = media_files_make (fx->folder, sounds[i].name, sounds[i].words);
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaLook) seen = file != NULL ? look (looker, file, &error) : NULL;

      if (file == NULL)
        continue;
      g_test_message ("%s: %s, %" G_GINT64_FORMAT " ms, peak %u", sounds[i].name,
                      error != NULL ? error->message : "well",
                      seen != NULL ? seen->duration_ms : -1, seen != NULL ? seen->peaks[50] : 0);
      g_assert_no_error (error);
      g_assert_cmpint (seen->duration_ms, >=, 950);
      g_assert_cmpint (seen->duration_ms, <=, 1100);
      g_assert_true (seen->has_sound);
      g_assert_cmpuint (seen->full_width, ==, 0);
      g_assert_null (seen->poster);
      g_assert_cmpuint (seen->n_peaks, ==, 100);
      g_assert_cmpuint (seen->peaks[50], >, 90);
      g_assert_cmpuint (seen->peaks[50], <, 160);
    }
}

static GFile *
write_file (const char *folder,
            const char *name,
            gconstpointer data,
            gsize         size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

/* What simple phones record: RFC 4867, 5; of this kind a frame of 20 ms has 32 bytes. */
static void
test_look_amr (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  char content[6 + 50 * 32] = "#!AMR\n";
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = NULL;

  for (gsize i = 6; i < sizeof content; i += 32)
    content[i] = 7 << 3 | 4;
  file = write_file (fx->folder, "said.amr", content, sizeof content);
  seen = look (looker, file, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_test_skip ("There is nothing that reads it");
      return;
    }

  g_assert_no_error (error);
  g_assert_true (seen->has_sound);
  g_assert_cmpint (seen->duration_ms, ==, 1000);
}

/* It is read where there is what reads it, which is not required. */
static void
test_look_av1 (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) file = media_files_make (fx->folder, "film.webm",
                                            "videotestsrc num-buffers=5 ! "
                                            "video/x-raw,width=64,height=64,framerate=25/1 ! "
                                            "av1enc cpu-used=8 ! av1parse ! webmmux");
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = NULL;

  if (file == NULL)
    {
      g_test_skip ("There is nothing that makes such a film");
      return;
    }

  seen = look (looker, file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->full_width, ==, 64);
  g_assert_nonnull (seen->poster);
}

static void
test_look_film (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) file = media_files_film (fx->folder, 2000, 320, 180);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = look (looker, file, &error);
  const guint8 *pixel;

  g_assert_no_error (error);
  g_assert_cmpint (seen->duration_ms, >=, 1900);
  g_assert_cmpint (seen->duration_ms, <=, 2100);
  g_assert_true (seen->has_sound);
  g_assert_cmpuint (seen->full_width, ==, 320);
  g_assert_cmpuint (seen->full_height, ==, 180);
  g_assert_nonnull (seen->poster);
  g_assert_cmpuint (seen->poster->width, ==, 160);
  g_assert_cmpuint (seen->poster->height, ==, 90);
  pixel = g_bytes_get_data (g_ptr_array_index (seen->poster->frames, 0), NULL);
  g_assert_cmpuint (pixel[0], >, 200);
  g_assert_cmpuint (pixel[1], <, 60);
  g_assert_cmpuint (pixel[2], <, 60);
  g_assert_cmpuint (pixel[3], ==, 255);
}

static void
test_play (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 1000);
  gint64 begin;
  gint64 left_ms;

  media_player_open (fx->player, file, 1, 1);
  g_assert_cmpint (media_player_get_state (fx->player), ==, MEDIA_PLAYER_PAUSED);
  media_player_play (fx->player);
  g_assert_cmpint (media_player_get_state (fx->player), ==, MEDIA_PLAYER_PLAYING);
  wait_until (media_player_get_position (fx->player) > 300);
  g_assert_cmpint (media_player_get_duration (fx->player), >=, 950);
  /* However late it is that we look. */
  begin = g_get_monotonic_time ();
  left_ms = media_player_get_duration (fx->player) - media_player_get_position (fx->player);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
  g_assert_cmpint (g_get_monotonic_time () - begin, >, (left_ms - 200) * 1000);
  g_assert_cmpint (media_player_get_position (fx->player), ==,
                   media_player_get_duration (fx->player));

  media_player_play (fx->player);
  g_assert_cmpint (media_player_get_position (fx->player), <, 100);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
}

static void
test_pause (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 3000);
  gint64 place;

  media_player_open (fx->player, file, 1, 1);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 200);
  media_player_pause (fx->player);
  place = media_player_get_position (fx->player);
  g_assert_cmpint (place, <, 2000);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (10 * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpint (media_player_get_position (fx->player), ==, place);
    }

  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > place + 200);
  g_assert_cmpint (media_player_get_position (fx->player), <, place + 1500);
}

static void
test_seek (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 60000);

  media_player_open (fx->player, file, 1, 1);
  media_player_seek (fx->player, 30000); /* before it is open */
  g_assert_cmpint (media_player_get_position (fx->player), ==, 30000);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 30100);
  g_assert_cmpint (media_player_get_position (fx->player), <, 33000);

  media_player_seek (fx->player, 5000); /* while it plays */
  wait_until (media_player_get_position (fx->player) > 5200);
  g_assert_cmpint (media_player_get_position (fx->player), <, 8000);

  media_player_pause (fx->player);
  for (guint i = 0; i < 50; i++) /* as a pointer drags it */
    media_player_seek (fx->player, i * 1000);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 49100);
  g_assert_cmpint (media_player_get_position (fx->player), <, 52000);

  media_player_seek (fx->player, 70000);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
}

static void
wait_for_more (Fixture *fx,
               gint64   ms)
{
  const gint64 place = media_player_get_position (fx->player);

  wait_until (media_player_get_position (fx->player) > place + ms);
}

static void
test_speed (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 20000);
  gint64 best = G_MAXINT64;

  media_player_open (fx->player, file, 1, 1);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 500);
  media_player_set_speed (fx->player, 200);
  wait_for_more (fx, 100);
  /* A machine that has other things to do is too slow for it now and then, but not all the time. */
  for (guint i = 0; i < 8 && best >= 1500 * 1000; i++)
    {
      const gint64 begin = g_get_monotonic_time ();

      wait_for_more (fx, 2000);
      best = MIN (best, g_get_monotonic_time () - begin);
    }
  g_test_message ("2 s in %" G_GINT64_FORMAT " ms", best / 1000);
  g_assert_cmpint (best, >, 800 * 1000);
  g_assert_cmpint (best, <, 1500 * 1000);
}

static void
test_film (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_film (fx->folder, 2000, 320, 180);
  const guint8 *pixel;

  media_player_open (fx->player, file, 160, 160);
  media_player_play (fx->player);
  wait_until (fx->n_frames > 0);
  g_assert_cmpuint (media_player_get_width (fx->player), ==, 160);
  g_assert_cmpuint (media_player_get_height (fx->player), ==, 90);
  g_assert_cmpuint (g_bytes_get_size (fx->frame), ==, 160 * 90 * 4);
  pixel = g_bytes_get_data (fx->frame, NULL);
  g_assert_cmpuint (pixel[2], >, 200);
  g_assert_cmpuint (pixel[0], <, 60);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
  g_test_message ("%u frames", fx->n_frames);
  g_assert_cmpuint (fx->n_frames, >, 10); /* those that come too late are left out */
  g_assert_cmpuint (fx->n_frames, <=, 51);

  /* One is shown where it is sought in while it stands. */
  fx->n_frames = 0;
  media_player_seek (fx->player, 1000);
  wait_until (fx->n_frames == 1);
  g_assert_cmpint (media_player_get_state (fx->player), ==, MEDIA_PLAYER_PAUSED);
}

static void
test_silent_film (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(GFile) file =
    media_files_make (fx->folder, "silent.webm",
                      "videotestsrc num-buffers=25 ! video/x-raw,width=64,height=64,"
                      "framerate=25/1 ! vp8enc deadline=1 ! webmmux");
  gint64 begin = g_get_monotonic_time ();

  media_player_open (fx->player, file, 160, 160);
  media_player_play (fx->player);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
  g_assert_cmpuint (fx->n_frames, >, 5);
  g_assert_cmpint (g_get_monotonic_time () - begin, >, 800 * 1000);
}

/* Of a second of sound that is played into a file */
static int
play_into (Fixture    *fx,
           const char *name,
           guint       volume)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 500);
  g_autofree char *path = g_build_filename (fx->folder, name, NULL);
  g_autofree char *sink = g_strdup_printf ("audio/x-raw,format=S16LE ! filesink sync=true "
                                           "location=\"%s\"", path);
  g_autofree char *before = g_strdup (g_getenv ("CHARLA_SPEAKER_SINK"));
  g_autoptr(MediaSpeaker) speaker = media_speaker_new (NULL);
  g_autoptr(MediaPlayer) player = media_player_new (NULL, speaker);
  g_autofree char *bytes = NULL;
  gint16 loudest = 0;
  gsize size;

  g_setenv ("CHARLA_SPEAKER_SINK", sink, TRUE);
  media_speaker_set_volume (speaker, volume);
  media_player_open (player, file, 1, 1);
  media_player_play (player);
  wait_until (media_player_get_state (player) == MEDIA_PLAYER_ENDED);
  g_setenv ("CHARLA_SPEAKER_SINK", before, TRUE);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize i = 0; i + sizeof loudest <= size; i += sizeof loudest)
    {
      gint16 sample;

      memcpy (&sample, bytes + i, sizeof sample);
      loudest = MAX (loudest, sample);
    }
  return loudest;
}

/* Half as loud, as people hear it, is an eighth of it. */
static void
test_volume (Fixture       *fx,
             gconstpointer  data)
{
  int all = play_into (fx, "all", 100);
  int half = play_into (fx, "half", 50);

  g_assert_cmpint (all, >, 1000);
  g_assert_cmpint (half, >, all / 10);
  g_assert_cmpint (half, <, all / 6);
  g_assert_cmpint (play_into (fx, "none", 0), ==, 0);
}

static void
test_one_at_a_time (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 5000);
  g_autoptr(MediaPlayer) other = media_player_new (NULL, fx->speaker);
  gint64 place;

  media_player_open (fx->player, file, 1, 1);
  media_player_open (other, file, 1, 1);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 200);
  media_player_play (other);
  wait_until (media_player_get_position (other) > 200);
  g_assert_cmpint (media_player_get_state (fx->player), ==, MEDIA_PLAYER_PAUSED);
  place = media_player_get_position (fx->player);
  g_assert_cmpint (place, >, 200);

  media_player_pause (other);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > place + 200);
  g_assert_cmpint (media_player_get_position (fx->player), <, place + 2000);
}

/* As telephones make them: in MP4, and turned by a quarter, as it was held (ISO/IEC 14496-12,
 * 8.3.2). */
static void
test_turned (Fixture       *fx,
             gconstpointer  data)
{
  static const guint8 quarter[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0 };
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) file =
    media_files_make (fx->folder, "film.mp4",
                      "qtmux name=mux  videotestsrc pattern=red num-buffers=50 ! "
                      "video/x-raw,width=320,height=180,framerate=25/1 ! vp8enc deadline=1 ! mux.  "
                      "audiotestsrc num-buffers=200 samplesperbuffer=480 ! "
                      "audio/x-raw,rate=48000 ! audioconvert ! avenc_aac ! mux.  mux.");
  g_autoptr(GFile) turned = NULL;
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = NULL;
  char *head;
  gsize size;

  if (file == NULL)
    {
      g_test_skip ("There is nothing that makes such a film");
      return;
    }

  g_assert_true (g_file_load_contents (file, NULL, &content, &size, NULL, NULL));
  head = memmem (content, size, "tkhd", 4);
  g_assert_nonnull (head);
  memcpy (head + 44, quarter, sizeof quarter);
  memset (head + 44 + 16, 0, 8);
  turned = write_file (fx->folder, "turned.mp4", content, size);
  seen = look (looker, turned, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->full_width, ==, 180);
  g_assert_cmpuint (seen->full_height, ==, 320);
  g_assert_cmpuint (seen->poster->width, ==, 90);
  g_assert_cmpuint (seen->poster->height, ==, 160);

  media_player_open (fx->player, turned, 90, 160);
  media_player_play (fx->player);
  wait_until (fx->n_frames > 5);
  g_assert_cmpuint (media_player_get_width (fx->player), ==, 90);
  g_assert_cmpuint (media_player_get_height (fx->player), ==, 160);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
}

/* Five frames of 64 by 64 px in H.265, a second in all */
static const char hevc[] =
  "AAAAGGZ0eXBpc29tAAAAAGlzb21odmMxAAACsW1vb3YAAABsbXZoZAAAAAAAAAAAAAAAAAAAA+gAAAPoAAEAAAEAAAAA"
  "AAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  "AAIAAAI9dHJhawAAAFx0a2hkAAAAAwAAAAAAAAAAAAAAAQAAAAAAAAPoAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAA"
  "AAAAAAAAAQAAAAAAAAAAAAAAAAAAQAAAAABAAAAAQAAAAAAB2W1kaWEAAAAgbWRoZAAAAAAAAAAAAAAAAAAAA+gAAAPo"
  "VcQAAAAAACFoZGxyAAAAAAAAAAB2aWRlAAAAAAAAAAAAAAAAAAAAAZBtaW5mAAAAFHZtaGQAAAABAAAAAAAAAAAAAAAk"
  "ZGluZgAAABxkcmVmAAAAAAAAAAEAAAAMdXJsIAAAAAEAAAFQc3RibAAAANhzdHNkAAAAAAAAAAEAAADIaHZjMQAAAAAA"
  "AAABAAAAAAAAAAAAAAAAAAAAAABAAEAASAAAAEgAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  "ABj//wAAAHJodmNDAQQIAAAAn6gAAAAAHvAA/P34+AAADwOgAAEAF0ABDAH//wQIAAADAJ+oAAADAAAeugJAoQABACdC"
  "AQEECAAAAwCfqAAAAwAAHqAggQWW6SkwvAQEAAADAAQAAAMAFCCiAAEABkQBwHGBEgAAABhzdHRzAAAAAAAAAAEAAAAF"
  "AAAAyAAAABxzdHNjAAAAAAAAAAEAAAABAAAABQAAAAEAAAAoc3RzegAAAAAAAAAAAAAABQAAABYAAAAbAAAAGgAAABsA"
  "AAAbAAAAFHN0Y28AAAAAAAAAAQAAAtEAAACJbWRhdAAAABIoAa3gx6f/osn/uuKV5ePvL+AAAAAXKAGsEODgUaf139//"
  "8Or7L2EBNmN/S/AAAAAWKAGsEKDgUafQt//8Or7L2EBNmN/S/AAAABcoAawQoOBQ9e2/f//Dq+y9hATZjf0vwAAAABco"
  "AawQ4OBQ9fhO3//w6vsvYQE2Y39L8A==";

static void
play_to_end (Fixture *fx,
             GFile   *file)
{
  media_player_open (fx->player, file, 64, 64);
  media_player_play (fx->player);
  wait_for_state (fx, MEDIA_PLAYER_ENDED);
}

/* As telephones make them: each plays where libav is installed. */
static void
test_of_telephones (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  gsize size;
  g_autofree guchar *film = g_base64_decode (hevc, &size);
  g_autoptr(GFile) high = write_file (fx->folder, "film.mp4", film, size);
  g_autoptr(MediaLook) seen = NULL;
  g_autoptr(MediaLook) heard = NULL;
  g_autoptr(GFile) amr = NULL;
  g_autoptr(GString) frames = g_string_new ("#!AMR\n");
  g_autoptr(GError) error = NULL;

  seen = look (looker, high, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_assert_cmpstr (error->message, ==, "H.265 (HEVC)");
      g_test_skip ("libav is not installed");
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpuint (seen->full_width, ==, 64);
  g_assert_null (seen->missing);
  play_to_end (fx, high);

  for (guint i = 0; i < 50; i++) /* 20 ms each, at 12.2 kbit/s: RFC 4867, 5.3 */
    {
      g_string_append_c (frames, 0x3c);
      for (guint k = 0; k < 31; k++)
        g_string_append_c (frames, (char) (i * 37 + k * 11));
    }
  amr = write_file (fx->folder, "voice.amr", frames->str, frames->len);
  heard = look (looker, amr, &error);
  g_assert_no_error (error);
  g_assert_true (heard->has_sound);
  g_assert_cmpint (heard->duration_ms, ==, 1000);
  play_to_end (fx, amr);
}

/* What nothing here reads is called by its name. */
static void
test_missing (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    const char *name;
    const char *words;
    gboolean    has_sound;
  } films[] = {
    { "silent.mov", "videotestsrc num-buffers=5 ! video/x-raw,width=64,height=64 ! "
                    "avenc_mjpeg ! qtmux", FALSE },
    { "sound.mkv", "videotestsrc num-buffers=5 ! video/x-raw,width=64,height=64 ! avenc_mjpeg ! "
                   "mux.  " TONE "opusenc ! mux.  matroskamux name=mux", TRUE },
  };
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (films); i++)
    {
      g_autoptr(GFile) file = media_files_make (fx->folder, films[i].name, films[i].words);
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaLook) seen = NULL;

      if (file == NULL)
        {
          g_test_skip ("There is nothing that makes such a film");
          return;
        }

      seen = look (looker, file, &error);
      if (films[i].has_sound)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (seen->full_width, ==, 0);
          g_assert_cmpstr (seen->missing, ==, "Motion JPEG");
        }
      else
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
          g_assert_cmpstr (error->message, ==, "Motion JPEG");
        }
    }
}

static void
assert_unreadable (MediaLooker  *looker,
                   const char   *folder,
                   const char   *name,
                   gconstpointer data,
                   gsize         size)
{
  g_autoptr(GFile) file = write_file (folder, name, data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = look (looker, file, &error);

  g_test_message ("%s", name);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (seen);
}

static void
test_garbage (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    const char *name;
    const char *text;
  } texts[] = {
    { "text", "This is no sound, and nothing to be seen either.\n" },
    { "playlist", "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n" },
    { "uris", "[playlist]\nFile1=file:///etc/passwd\nNumberOfEntries=1\n" },
    { "sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 9 RTP/AVP 0\n" },
    { "svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>" },
    { "smil", "<smil><body><video src='file:///etc/passwd'/></body></smil>" },
    { "ogg", "OggS and no more, though it is said to be one" },
    { "wave", "RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff................" },
    { "webm", "\x1a\x45\xdf\xa3\xff\xff\xff\xff\xff\xff\xff\xff" "webmwebmwebm" },
  };
  static const guint8 mp4[] = "\0\0\0\x18" "ftypmp42\0\0\0\0mp42isom\xff\xff\xff\xffmoov\xff\xff\xff";
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autofree guint32 *noise = g_new (guint32, 64 * 1024);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_unreadable (looker, fx->folder, texts[i].name, texts[i].text, strlen (texts[i].text));
  for (guint i = 0; i < 64 * 1024; i++)
    noise[i] = g_test_rand_int_range (0, G_MAXINT32);
  noise[0] = GUINT32_TO_BE (0x4f676753); /* as if it were Ogg */
  assert_unreadable (looker, fx->folder, "noise", noise, 64 * 1024 * sizeof *noise);
  assert_unreadable (looker, fx->folder, "mp4", mp4, sizeof mp4);
  assert_unreadable (looker, fx->folder, "empty", "", 0);
}

static void
test_no_file (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (fx->folder);
  g_autoptr(GFile) device = g_file_new_for_path ("/dev/zero");
  g_autoptr(GFile) absent = g_file_get_child (folder, "absent");
  GFile *files[] = { folder, device, absent };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (look (looker, files[i], &error));
      g_assert_nonnull (error);
      media_player_open (fx->player, files[i], 1, 1);
      media_player_play (fx->player);
      wait_for_state (fx, MEDIA_PLAYER_FAILED);
    }
}

/* It comes to an end, whatever that is, and what comes after it does, too. */
static void
try_all (Fixture     *fx,
         MediaLooker *looker,
         GFile       *file)
{
  g_autoptr(GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr(MediaLook) seen = look (looker, file, &error);

  if (g_get_monotonic_time () - begin > G_USEC_PER_SEC)
    g_test_message ("%" G_GINT64_FORMAT " ms: %s", (g_get_monotonic_time () - begin) / 1000,
                    error != NULL ? error->message : "well");
  g_assert_true (seen != NULL || error != NULL);
  if (seen != NULL)
    g_assert_cmpint (seen->duration_ms, >=, -1);
}

static void
test_broken (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) good = media_files_sound (fx->folder, 500);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_broken = g_test_thorough () ? 200 : 12;

  media_looker_set_patience (looker, 5000);
  g_ptr_array_add (files, g_object_ref (good));
  g_ptr_array_add (files, media_files_film (fx->folder, 400, 64, 64));
  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    {
      GFile *file = media_files_make (fx->folder, sounds[i].name, sounds[i].words);

      if (file != NULL)
        g_ptr_array_add (files, file);
    }

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *content = NULL;
      gsize size;

      g_assert_true (g_file_load_contents (files->pdata[i], NULL, &content, &size, NULL, NULL));
      for (guint n = 0; n < n_broken; n++)
        {
          g_autofree char *copy = g_memdup2 (content, size);
          gsize length = n % 3 == 0 ? (gsize) g_test_rand_int_range (1, (gint32) size) : size;
          g_autoptr(GFile) broken = NULL;

          for (guint k = 0; k < n; k++) /* heads more than the rest */
            copy[g_test_rand_int_range (0, (gint32) (k % 2 == 0 ? MIN (size, 300) : size))] =
              (char) g_test_rand_int_range (0, 256);
          broken = write_file (fx->folder, "broken", copy, length);
          try_all (fx, looker, broken);
        }
      g_test_message ("%s", g_file_peek_path (files->pdata[i]));
    }

  /* And it still works. */
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(MediaLook) seen = look (looker, good, &error);

    g_assert_no_error (error);
    g_assert_nonnull (seen);
  }
}

/* RFC 6386, 9.1: where a frame says how large it is */
static void
test_huge (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) good = media_files_film (fx->folder, 400, 64, 64);
  g_autofree char *content = NULL;
  g_autoptr(GFile) huge = NULL;
  char *frame;
  gsize size;

  g_assert_true (g_file_load_contents (good, NULL, &content, &size, NULL, NULL));
  frame = memmem (content, size, "\x9d\x01\x2a", 3);
  g_assert_nonnull (frame);
  memcpy (frame + 3, "\xff\x3f\xff\x3f", 4); /* 16383 x 16383 */
  huge = write_file (fx->folder, "huge", content, size);
  try_all (fx, looker, huge);
  media_player_open (fx->player, huge, 320, 320);
  media_player_play (fx->player);
  wait_until (media_player_get_state (fx->player) == MEDIA_PLAYER_FAILED
              || media_player_get_state (fx->player) == MEDIA_PLAYER_ENDED);
}

/* What becomes of the processes. */

static GPid
find_child (const char *name)
{
  g_autoptr(GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/children", task);
      g_autofree char *text = NULL;
      g_auto(GStrv) children = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      children = g_strsplit (text, " ", -1);
      for (guint i = 0; children[i] != NULL; i++)
        {
          g_autofree char *comm = g_strdup_printf ("/proc/%s/comm", children[i]);
          g_autofree char *called = NULL;

          if (g_file_get_contents (comm, &called, NULL, NULL) && g_str_has_prefix (called, name))
            return atoi (children[i]);
        }
    }

  return 0;
}

/* What is cut off, what is noise after its first bytes, and what says that it is larger than there
 * is room for: it plays as far as it goes, or says that it cannot be played, and nobody stays. */
static void
test_play_broken (Fixture       *fx,
                  gconstpointer  data)
{
  static const struct {
    const char *name;
    const char *words;
    const char *mark;   /* (nullable): after which it says how large it is */
    int         offset;
    const char *huge;
  } kinds[] = {
    { "a.opus", TONE "opusenc ! oggmux", "OggS", 22, "\xff\xff\xff\xff" },
    { "a.mp3", TONE "audioconvert ! lamemp3enc target=bitrate ! id3v2mux", "ID3", 2,
      "\x7f\x7f\x7f\x7f" },
    { "a.mp4", TONE "audioconvert ! avenc_aac ! mp4mux", "moov", -8, "\xff\xff\xff\xff" },
    { "a.webm", "videotestsrc num-buffers=10 ! video/x-raw,width=64,height=64 ! vp8enc deadline=1 ! "
                "webmmux", "\x18\x53\x80\x67", 0, "\x01\xff\xff\xff" },
  };

  media_player_set_patience (fx->player, 3000);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GFile) good = media_files_make (fx->folder, kinds[i].name, kinds[i].words);
      g_autofree char *content = NULL;
      gsize size;

      if (good == NULL)
        continue;

      g_assert_true (g_file_load_contents (good, NULL, &content, &size, NULL, NULL));
      for (guint how = 0; how < 3; how++)
        {
          g_autofree char *copy = g_memdup2 (content, size);
          char *mark = memmem (copy, size, kinds[i].mark, 4 - (kinds[i].mark[0] == 'I'));
          g_autoptr(GFile) broken = NULL;

          for (gsize k = how == 1 ? 64 : size; k < size; k++)
            copy[k] = (char) g_test_rand_int_range (0, 256);
          if (how == 2 && mark != NULL)
            memcpy (mark + 4 + kinds[i].offset, kinds[i].huge, 4);
          broken = write_file (fx->folder, "broken", copy, how == 0 ? size * 2 / 3 : size);
          g_test_message ("%s, %u", kinds[i].name, how);
          media_player_open (fx->player, broken, 64, 64);
          media_player_play (fx->player);
          wait_until (media_player_get_state (fx->player) == MEDIA_PLAYER_FAILED
                      || media_player_get_state (fx->player) == MEDIA_PLAYER_ENDED);
          if (how == 1)
            g_assert_cmpint (media_player_get_state (fx->player), ==, MEDIA_PLAYER_FAILED);
          media_player_open (fx->player, NULL, 1, 1);
          wait_until (find_child ("charla-av-decod") == 0);
        }
    }
}

/* Of the real process, while it decodes: proc(5) */
static void
test_confined (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 5000);
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;

  media_player_open (fx->player, file, 1, 1);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 100);
  path = g_strdup_printf ("/proc/%d/status", find_child ("charla-av-decod"));
  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "\nSeccomp:\t2\n"));
  g_assert_nonnull (strstr (status, "\nNoNewPrivs:\t1\n"));
}

/* What is not played has no process. */
static void
test_idle (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 5000);

  media_player_open (fx->player, file, 1, 1);
  g_assert_cmpint (find_child ("charla-av-decod"), ==, 0);
  g_assert_cmpint (find_child ("charla-speaker"), ==, 0);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 100);
  g_assert_cmpint (find_child ("charla-av-decod"), >, 0);
  media_player_open (fx->player, NULL, 1, 1);
  wait_until (find_child ("charla-av-decod") == 0);
}

static void
test_killed (Fixture       *fx,
             gconstpointer  data)
{
  static const char *const names[] = { "charla-av-decod", "charla-speaker" };
  g_autoptr(GFile) file = media_files_sound (fx->folder, 20000);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      media_player_open (fx->player, file, 1, 1);
      media_player_play (fx->player);
      wait_until (media_player_get_position (fx->player) > 200);
      g_assert_cmpint (find_child (names[i]), >, 0);
      kill (find_child (names[i]), SIGKILL);
      wait_for_state (fx, MEDIA_PLAYER_FAILED);

      /* Once more, from there on. */
      g_assert_cmpint (media_player_get_position (fx->player), >, 200);
      media_player_play (fx->player);
      wait_until (media_player_get_position (fx->player) > 1000);
    }
}

/* The sound goes on alone for a moment, and then it is noticed. */
static void
test_stuck (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 20000);

  media_player_set_patience (fx->player, 1500);
  media_player_open (fx->player, file, 1, 1);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 200);
  kill (find_child ("charla-av-decod"), SIGSTOP);
  wait_for_state (fx, MEDIA_PLAYER_FAILED);
}

static void
test_no_program (Fixture       *fx,
                 gconstpointer  data)
{
  static const char *const programs[] = { "/nowhere/at/all", "/bin/true", "/bin/cat" };
  g_autoptr(GFile) file = media_files_sound (fx->folder, 500);

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr(MediaPlayer) player = media_player_new (programs[i], fx->speaker);
      g_autoptr(MediaLooker) looker = media_looker_new (programs[i]);
      g_autoptr(GError) error = NULL;

      media_player_set_patience (player, 500);
      media_player_open (player, file, 1, 1);
      media_player_play (player);
      wait_until (media_player_get_state (player) == MEDIA_PLAYER_FAILED);
      media_looker_set_patience (looker, 500);
      g_assert_null (look (looker, file, &error));
      g_assert_nonnull (error);
    }
}

/* What decodes may have been taken over: what it says is believed as little as the file. */
static void
test_lies (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 500);

  for (char how = 'a'; how <= 'j'; how++)
    {
      g_autofree char *name = g_strdup_printf ("liar-%c", how);
      g_autofree char *path = g_build_filename (fx->folder, name, NULL);
      g_autoptr(MediaPlayer) player = media_player_new (path, fx->speaker);
      g_autoptr(MediaLooker) looker = media_looker_new (path);
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaLook) seen = NULL;

      g_assert_cmpint (symlink (lying, path), ==, 0);
      g_test_message ("%s", name);
      media_player_open (player, file, 100, 100);
      media_player_play (player);
      wait_until (media_player_get_state (player) == MEDIA_PLAYER_FAILED);
      seen = look (looker, file, &error);
      g_assert_no_error (error);
      g_assert_cmpint (seen->duration_ms, ==, -1);
      g_assert_cmpuint (seen->full_width, ==, 0);
      g_assert_cmpuint (seen->n_peaks, ==, 0);
      g_assert_null (seen->poster);
    }
}

/* What is shown after the end that a file speaks of is its end. */
static void
test_longer (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GFile) file = media_files_sound (fx->folder, 500);
  g_autofree char *path = g_build_filename (fx->folder, "longer-z", NULL);
  g_autoptr(MediaPlayer) player = media_player_new (path, fx->speaker);

  g_assert_cmpint (symlink (lying, path), ==, 0);
  g_signal_connect (player, "frame", G_CALLBACK (frame_cb), fx);
  media_player_open (player, file, 100, 100);
  media_player_play (player);
  wait_until (media_player_get_state (player) == MEDIA_PLAYER_ENDED);
  g_assert_cmpuint (fx->n_frames, ==, 2);
  g_assert_cmpint (media_player_get_position (player), ==, 100);
}

/* Hours of nothing take next to no place. */
static void
test_long (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) file =
    media_files_make (fx->folder, "long.flac",
                      "audiotestsrc wave=silence num-buffers=1800 samplesperbuffer=32000 ! "
                      "audio/x-raw,rate=8000,channels=1 ! audioconvert ! flacenc quality=0");
  gint64 begin = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaLook) seen = look (looker, file, &error);

  g_assert_no_error (error);
  g_assert_cmpint (seen->duration_ms, ==, 2 * 3600 * 1000);
  g_assert_cmpuint (seen->n_peaks, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);

  media_player_open (fx->player, file, 1, 1);
  media_player_seek (fx->player, 90 * 60 * 1000);
  media_player_play (fx->player);
  wait_until (media_player_get_position (fx->player) > 90 * 60 * 1000 + 200);
  g_assert_cmpint (media_player_get_position (fx->player), <, 91 * 60 * 1000);
}

static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  static const MediaImageSize size = { .width = 160, .height = 160 };
  g_autoptr(MediaLooker) looker = media_looker_new (NULL);
  g_autoptr(GFile) file = media_files_sound (fx->folder, 500);
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 3; i++)
    media_looker_look_async (looker, file, &size, i == 1 ? cancellable : NULL, result_cb,
                             &results[i]);
  g_cancellable_cancel (cancellable);
  wait_until (results[0] != NULL && results[1] != NULL && results[2] != NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MediaLook) seen = media_looker_look_finish (looker, results[i], &error);

      if (i == 1)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  lying = argc > 1 ? g_canonicalize_filename (argv[1], NULL) : NULL; /* it is begun elsewhere */
  g_setenv ("CHARLA_SPEAKER_SINK", "fakesink sync=true", FALSE);
#define ADD(name, function) g_test_add ("/media/player/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("look-sound", test_look_sound);
  ADD ("look-amr", test_look_amr);
  ADD ("look-av1", test_look_av1);
  ADD ("look-film", test_look_film);
  ADD ("turned", test_turned);
  ADD ("of-telephones", test_of_telephones);
  ADD ("missing", test_missing);
  ADD ("play", test_play);
  ADD ("pause", test_pause);
  ADD ("seek", test_seek);
  ADD ("speed", test_speed);
  ADD ("film", test_film);
  ADD ("silent-film", test_silent_film);
  ADD ("volume", test_volume);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("garbage", test_garbage);
  ADD ("no-file", test_no_file);
  ADD ("broken", test_broken);
  ADD ("huge", test_huge);
  ADD ("play-broken", test_play_broken);
  ADD ("confined", test_confined);
  ADD ("idle", test_idle);
  ADD ("killed", test_killed);
  ADD ("stuck", test_stuck);
  ADD ("no-program", test_no_program);
  ADD ("lies", test_lies);
  ADD ("longer", test_longer);
  ADD ("long", test_long);
  ADD ("cancelled", test_cancelled);
#undef ADD
  result = g_test_run ();
  g_free (lying);
  return result;
}
