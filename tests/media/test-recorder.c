/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording: a file that is whole whatever comes between, and an end that says why. */
#include "media-length.h"
#include "media-recorder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define TONE "audiotestsrc is-live=true freq=440 volume=0.5"

static const char *program;

typedef struct {
  MediaRecorder *recorder;
  char          *path;
  guint          n_levels;
  guint          n_slow;
  guint          n_ended;
  double         loudest;
  gint64         time_ms;
  GError        *error; /* (nullable) */
} Fixture;

static void
level_cb (MediaRecorder *recorder,
          double         decibels,
          gint64         time_ms,
          Fixture       *fx)
{
  g_assert_cmpfloat (decibels, <=, 0);
  g_assert_cmpint (time_ms, >=, fx->time_ms);
  fx->loudest = MAX (fx->loudest, decibels);
  fx->time_ms = time_ms;
  fx->n_levels++;
}

static void
slow_cb (MediaRecorder *recorder,
         Fixture       *fx)
{
  fx->n_slow++;
}

static void
ended_cb (MediaRecorder *recorder,
          GError        *error,
          Fixture       *fx)
{
  fx->n_ended++;
  if (error != NULL)
    fx->error = g_error_copy (error);
}

static void
begin_with (Fixture    *fx,
            const char *source,
            int         fd)
{
  fx->loudest = -200;
  fx->recorder = media_recorder_new (program, source, fd);
  g_signal_connect (fx->recorder, "level", G_CALLBACK (level_cb), fx);
  g_signal_connect (fx->recorder, "slow", G_CALLBACK (slow_cb), fx);
  g_signal_connect (fx->recorder, "ended", G_CALLBACK (ended_cb), fx);
}

static void
begin (Fixture    *fx,
       const char *source)
{
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("charla-recorder-XXXXXX", &fx->path, &error);

  g_assert_no_error (error);
  begin_with (fx, source, fd);
}

static void
wait_for_ms (Fixture *fx,
             gint64   time_ms)
{
  while (fx->time_ms < time_ms && fx->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_end (Fixture *fx)
{
  while (fx->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
length_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(gint64 *) user_data = media_length_read_finish (G_FILE (object), result);
}

static gint64
read_length (Fixture *fx)
{
  g_autoptr(GFile) file = g_file_new_for_path (fx->path);
  gint64 length_ms = -1;

  media_length_read_async (file, NULL, length_cb, &length_ms);
  while (length_ms < 0)
    g_main_context_iteration (NULL, TRUE);
  return length_ms;
}

static void
clear (Fixture *fx)
{
  g_object_add_weak_pointer (G_OBJECT (fx->recorder), (gpointer *) &fx->recorder);
  g_object_unref (fx->recorder);
  g_assert_null (fx->recorder);
  g_clear_error (&fx->error);
  if (fx->path != NULL)
    g_unlink (fx->path);
  g_free (fx->path);
}

/* Each page with the sum of RFC 3533, 6, and the last one says so. */
static gboolean
is_whole (Fixture *fx,
          gboolean *is_ended)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  gsize at = 0;

  *is_ended = FALSE;
  g_assert_true (g_file_get_contents (fx->path, &bytes, &size, NULL));
  while (size - at >= 27 && memcmp (bytes + at, "OggS", 4) == 0)
    {
      gsize n_segments = (guint8) bytes[at + 26];
      gsize length = 27 + n_segments;

      for (gsize i = 0; i < n_segments && at + 27 + i < size; i++)
        length += (guint8) bytes[at + 27 + i];
      if (length > size - at)
        return FALSE;
      *is_ended = (bytes[at + 5] & 4) != 0;
      at += length;
    }

  return size > 0 && at == size;
}

static void
test_whole (void)
{
  Fixture fx = { NULL };
  gboolean is_ended = FALSE;
  gint64 length_ms;

  begin (&fx, TONE);
  g_assert_cmpuint (fx.n_levels, ==, 0);
  wait_for_ms (&fx, 1000);
  g_assert_cmpuint (fx.n_levels, >=, 15);
  /* A sine of half the amplitude */
  g_assert_cmpfloat_with_epsilon (fx.loudest, -9, 1);
  media_recorder_end (fx.recorder);
  media_recorder_end (fx.recorder);
  wait_for_end (&fx);
  g_assert_no_error (fx.error);
  g_assert_cmpuint (fx.n_ended, ==, 1);
  g_assert_true (is_whole (&fx, &is_ended));
  g_assert_true (is_ended);
  length_ms = read_length (&fx);
  g_assert_cmpint (length_ms, >=, fx.time_ms - 100);
  g_assert_cmpint (length_ms, <=, fx.time_ms + 500);
  media_recorder_end (fx.recorder);
  clear (&fx);
}

static void
test_silence (void)
{
  Fixture fx = { NULL };

  begin (&fx, "audiotestsrc is-live=true wave=silence");
  wait_for_ms (&fx, 300);
  g_assert_cmpfloat (fx.loudest, <=, -99);
  clear (&fx);
}

/* Before there was any sound */
static void
test_at_once (void)
{
  Fixture fx = { NULL };

  begin (&fx, TONE);
  media_recorder_end (fx.recorder);
  wait_for_end (&fx);
  g_assert_cmpint (read_length (&fx), <, 500);
  clear (&fx);
}

/* Dropped, it tells nothing any more, and whoever wrote has ended. */
static void
test_dropped (void)
{
  Fixture fx = { NULL };
  guint n_levels;

  begin (&fx, TONE);
  wait_for_ms (&fx, 200);
  n_levels = fx.n_levels;
  clear (&fx);
  g_assert_cmpuint (fx.n_levels, ==, n_levels);
  g_assert_cmpuint (fx.n_ended, ==, 0);
}

/* What was recorded before it went can be heard. */
static void
test_source_gone (void)
{
  Fixture fx = { NULL };
  gboolean is_ended = FALSE;

  begin (&fx, "audiotestsrc is-live=true ! identity error-after=40");
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_MICROPHONE);
  g_assert_true (is_whole (&fx, &is_ended));
  g_assert_cmpint (read_length (&fx), >, 300);
  clear (&fx);
}

/* A sound server that hangs tells nobody. */
static void
test_source_stuck (void)
{
  Fixture fx = { NULL };
  gboolean is_ended = FALSE;

  begin (&fx, "audiotestsrc is-live=true num-buffers=60 ! concat name=both  appsrc ! both.  "
              "both. ! identity");
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_MICROPHONE);
  g_assert_true (is_whole (&fx, &is_ended));
  g_assert_true (is_ended);
  g_assert_cmpint (read_length (&fx), >, 1000);
  clear (&fx);
}

/* One that hangs before there is any sound is told of long before it is given up. */
static void
test_slow (void)
{
  Fixture fx = { NULL };

  begin (&fx, "appsrc is-live=true");
  while (fx.n_slow == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fx.n_levels, ==, 0);
  g_assert_cmpuint (fx.n_ended, ==, 0);
  media_recorder_set_patience (fx.recorder, 100);
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_ANSWER);
  g_assert_cmpuint (fx.n_slow, ==, 1);
  clear (&fx);
}

/* Where GStreamer has no code for it, its words count. */
static void
test_refused (void)
{
  static const struct {
    const char        *words;
    MediaRecorderError code;
  } cases[] = {
    { "Permission denied", MEDIA_RECORDER_ERROR_DENIED },
    { "Access denied", MEDIA_RECORDER_ERROR_DENIED },
    { "Device or resource busy", MEDIA_RECORDER_ERROR_BUSY },
    { "Is not there", MEDIA_RECORDER_ERROR_NO_MICROPHONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fx = { NULL };
      g_autofree char *source = g_strdup_printf ("filesrc location=\"/nonexistent/%s\"",
                                                 cases[i].words);

      begin (&fx, source);
      wait_for_end (&fx);
      g_assert_error (fx.error, MEDIA_RECORDER_ERROR, (int) cases[i].code);
      clear (&fx);
    }
}

static void
test_no_microphone (void)
{
  Fixture fx = { NULL };

  g_setenv ("PULSE_SERVER", "/nonexistent/pulse", TRUE);
  g_setenv ("PIPEWIRE_REMOTE", "nonexistent", TRUE);
  g_setenv ("ALSA_CONFIG_PATH", "/nonexistent", TRUE);
  begin (&fx, NULL);
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_MICROPHONE);
  g_assert_cmpuint (fx.n_levels, ==, 0);
  clear (&fx);
}

static void
test_no_program (void)
{
  const char *real = program;
  Fixture fx = { NULL };

  program = "/nonexistent/charla-recorder";
  begin (&fx, TONE);
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_FAILED);
  program = real;
  clear (&fx);
}

/* One that says nothing */
static void
test_mute_program (void)
{
  const char *real = program;
  Fixture fx = { NULL };

  program = "/bin/sleep";
  begin (&fx, "60");
  media_recorder_set_patience (fx.recorder, 100);
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_ANSWER);
  program = real;
  clear (&fx);
}

static void
test_disk_full (void)
{
  Fixture fx = { NULL };
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  begin_with (&fx, TONE, fd);
  wait_for_end (&fx);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_DISK_FULL);
  clear (&fx);
}

/* Of one that was full later, what was written can be heard. */
static void
test_disk_full_later (void)
{
  Fixture fx = { NULL };
  struct rlimit before;
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 8 * 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  begin (&fx, "audiotestsrc is-live=true wave=white-noise");
  wait_for_end (&fx);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (fx.error, MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_DISK_FULL);
  g_assert_cmpint (read_length (&fx), >, 500);
  clear (&fx);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 1);
  program = path = g_canonicalize_filename (argv[1], NULL); /* it is begun elsewhere */
  g_test_add_func ("/media/recorder/whole", test_whole);
  g_test_add_func ("/media/recorder/silence", test_silence);
  g_test_add_func ("/media/recorder/at-once", test_at_once);
  g_test_add_func ("/media/recorder/dropped", test_dropped);
  g_test_add_func ("/media/recorder/source-gone", test_source_gone);
  g_test_add_func ("/media/recorder/source-stuck", test_source_stuck);
  g_test_add_func ("/media/recorder/slow", test_slow);
  g_test_add_func ("/media/recorder/refused", test_refused);
  g_test_add_func ("/media/recorder/no-program", test_no_program);
  g_test_add_func ("/media/recorder/mute-program", test_mute_program);
  g_test_add_func ("/media/recorder/disk-full", test_disk_full);
  g_test_add_func ("/media/recorder/disk-full-later", test_disk_full_later);
  g_test_add_func ("/media/recorder/no-microphone", test_no_microphone);
  return g_test_run ();
}
