/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A voice message on its way from the microphone to the message. */
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-files-sweep.h"
#include "chat-fixture.h"
#include "chat-store.h"
#include "chat-voice.h"
#include "media-program.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define TONE "audiotestsrc is-live=true freq=440 volume=0.5"

typedef struct {
  ChatClient       *client;
  ChatConversation *conversation;
  ChatVoice        *voice;        /* borrowed */
  char             *folder;
  ChatMessage      *message;      /* (nullable) */
  int               error;        /* a ChatError; -1: none */
} Fixture;

static void
error_cb (ChatVoice    *voice,
          const GError *error,
          Fixture      *fx)
{
  g_autofree char *text = chat_error_to_text (error);

  g_assert_cmpuint (error->domain, ==, CHAT_ERROR);
  g_assert_cmpstr (text, !=, "");
  fx->error = error->code;
}

static void
sent_cb (ChatVoice   *voice,
         ChatMessage *message,
         Fixture     *fx)
{
  g_assert_null (fx->message);
  fx->message = g_object_ref (message);
}

static void
take (Fixture    *fx,
      const char *address)
{
  fx->conversation =
    chat_client_get_conversation (fx->client, chat_fixture_get_account (fx->client), address, NULL);
  fx->voice = chat_voice_get (fx->conversation);
  g_assert_true (chat_voice_get (fx->conversation) == fx->voice);
  chat_voice_set_source (fx->voice, NULL, TONE);
  g_signal_connect (fx->voice, "error", G_CALLBACK (error_cb), fx);
  g_signal_connect (fx->voice, "sent", G_CALLBACK (sent_cb), fx);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (1, 0);
  fx->folder = g_build_filename (fx->client->data_dir, "voice", NULL);
  fx->error = -1;
  take (fx, "romeo@montague.lit");
}

static guint
count_files (Fixture *fx)
{
  g_autoptr(GDir) dir = g_dir_open (fx->folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
empty (const char *folder)
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
  if (fx->message != NULL && chat_file_get_transfer (chat_message_get_file (fx->message)) != NULL)
    chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (fx->message)));
  g_clear_object (&fx->message);
  chat_fixture_settle (fx->client);
  empty (fx->folder);
  g_free (fx->folder);
  chat_fixture_clear_client (&fx->client);
}

static void
wait_for_state (Fixture        *fx,
                ChatVoiceState  state)
{
  while (chat_voice_get_state (fx->voice) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_ms (Fixture *fx,
             gint64   length_ms)
{
  while (chat_voice_get_length (fx->voice) < length_ms)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_files (Fixture *fx,
                guint    n_files)
{
  while (count_files (fx) != n_files)
    g_main_context_iteration (NULL, FALSE);
}

static void
make_ready (Fixture *fx)
{
  chat_voice_start (fx->voice);
  g_assert_null (chat_voice_get_path (fx->voice));
  wait_for_ms (fx, 500);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_RECORDING);
  chat_voice_stop (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
}

/* Recorded, listened to, sent: then the file is its message's. */
static void
test_sent (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *path = NULL;
  const guint8 *levels;
  gsize n_levels = 0;
  GStatBuf status;
  ChatFile *file;

  make_ready (fx);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >, 450);
  g_assert_cmpint (chat_voice_get_length (fx->voice), <, 5000);
  levels = chat_voice_get_levels (fx->voice, &n_levels);
  g_assert_cmpuint (n_levels, >=, 8);
  g_assert_cmpuint (levels[4], >, 200);
  path = g_strdup (chat_voice_get_path (fx->voice));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (fx->folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);

  chat_voice_send (fx->voice, "Voice message 2026-11-28 00-15-00");
  g_assert_null (chat_voice_get_path (fx->voice));
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_nonnull (fx->message);
  g_assert_cmpint (fx->error, ==, -1);
  file = chat_message_get_file (fx->message);
  g_assert_cmpstr (chat_file_get_name (file), ==, "Voice message 2026-11-28 00-15-00.ogg");
  g_assert_cmpstr (chat_file_get_media_type (file), ==, "audio/ogg");
  g_assert_cmpint (chat_file_get_kind (file), ==, CHAT_FILE_AUDIO);
  g_assert_cmpint (chat_file_get_length (file), >, 450);
  g_assert_true (g_file_test (chat_file_get_path (file), G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fx), ==, 1);
  g_assert_cmpint (chat_voice_get_length (fx->voice), ==, 0);
  g_assert_null (chat_voice_get_levels (fx->voice, &n_levels));
}

/* At once, without a listen; a second one in the same second has a name of its own. */
static void
test_sent_at_once (Fixture       *fx,
                   gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      if (fx->message != NULL)
        chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (fx->message)));
      g_clear_object (&fx->message);
      chat_voice_start (fx->voice);
      wait_for_ms (fx, 500);
      chat_voice_send (fx->voice, "Voice message");
      wait_for_state (fx, CHAT_VOICE_NONE);
      g_assert_nonnull (fx->message);
      g_assert_cmpstr (chat_file_get_name (chat_message_get_file (fx->message)), ==,
                       i == 0 ? "Voice message.ogg" : "Voice message (2).ogg");
    }
  g_assert_cmpuint (count_files (fx), ==, 2);
}

/* Nothing is left of it, whenever that is; and one can begin again at once. */
static void
test_discarded (Fixture       *fx,
                gconstpointer  data)
{
  chat_voice_start (fx->voice);
  chat_voice_discard (fx->voice);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_NONE);
  for (guint i = 0; i < 10; i++)
    {
      chat_voice_start (fx->voice);
      if (i % 2 == 1)
        wait_for_state (fx, CHAT_VOICE_RECORDING);
      chat_voice_discard (fx->voice);
    }
  chat_voice_start (fx->voice);
  wait_for_ms (fx, 200);
  chat_voice_discard (fx->voice);
  g_assert_cmpint (chat_voice_get_length (fx->voice), ==, 0);
  wait_for_files (fx, 0);

  make_ready (fx);
  g_assert_cmpuint (count_files (fx), ==, 1);
  chat_voice_start (fx->voice); /* it is not recorded over */
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_READY);
  chat_voice_discard (fx->voice);
  wait_for_files (fx, 0);

  chat_voice_start (fx->voice);
  wait_for_ms (fx, 400);
  chat_voice_stop (fx->voice);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_ENDING);
  chat_voice_discard (fx->voice);
  wait_for_files (fx, 0);
  g_assert_null (fx->message);
  g_assert_cmpint (fx->error, ==, -1);
}

/* A slip of the finger is no message. */
static void
test_too_short (Fixture       *fx,
                gconstpointer  data)
{
  chat_voice_start (fx->voice);
  wait_for_ms (fx, 10);
  chat_voice_send (fx->voice, "Voice message");
  wait_for_state (fx, CHAT_VOICE_NONE);
  wait_for_files (fx, 0);
  g_assert_null (fx->message);
}

/* What was recorded is still there when the program has ended in the middle of it, and in no other
 * conversation. */
static void
test_restart (Fixture       *fx,
              gconstpointer  data)
{
  g_autofree char *folder = g_strdup (fx->client->data_dir);
  gsize n_levels;

  chat_voice_start (fx->voice);
  wait_for_ms (fx, 1500);
  chat_fixture_stop (&fx->client);
  fx->client = chat_fixture_start (folder);
  take (fx, "mercutio@montague.lit");
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_RECORDING);
  chat_voice_discard (fx->voice);
  wait_for_files (fx, 1);

  take (fx, "romeo@montague.lit");
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >=, 500);
  g_assert_null (chat_voice_get_levels (fx->voice, &n_levels));
  chat_voice_send (fx->voice, "Voice message");
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_nonnull (fx->message);
}

/* Nobody can do anything with it: it is not offered, and does not stay. */
static void
test_leftover (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = g_strdup (fx->client->data_dir);
  g_autoptr(GError) error = NULL;
  struct utimbuf times = { 0 };

  make_ready (fx);
  path = g_strdup (chat_voice_get_path (fx->voice));
  chat_fixture_stop (&fx->client);
  g_assert_true (g_file_set_contents (path, "no sound", -1, &error));
  fx->client = chat_fixture_start (folder);
  take (fx, "romeo@montague.lit");
  make_ready (fx);

  /* It would not be sent any more. */
  chat_files_sweep (fx->client->store);
  chat_fixture_settle (fx->client);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  times.actime = times.modtime = time (NULL) - 31 * 24 * 60 * 60;
  g_assert_cmpint (utime (path, &times), ==, 0);
  chat_files_sweep (fx->client->store);
  wait_for_files (fx, 0);
}

/* What could not be sent can be sent again. */
static void
test_not_sent (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *path = NULL;
  ChatContact *contact;

  take (fx, chat_contact_get_address (chat_conversation_get_contact (
              chat_fixture_get_conversation (fx->client, 0))));
  contact = chat_conversation_get_contact (fx->conversation);
  make_ready (fx);
  path = g_strdup (chat_voice_get_path (fx->voice));
  chat_contact_set_blocked (contact, TRUE);
  chat_voice_send (fx->voice, "Voice message");
  wait_for_state (fx, CHAT_VOICE_SENDING);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_BLOCKED);
  g_assert_cmpstr (chat_voice_get_path (fx->voice), ==, path);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fx), ==, 1);
  g_assert_null (fx->message);
}

static void
test_limit (Fixture       *fx,
            gconstpointer  data)
{
  chat_voice_set_limit (fx->voice, 600);
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_VOICE_LIMIT);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >=, 550);
  g_assert_cmpint (chat_voice_get_length (fx->voice), <, 5000);
}

static void
test_no_microphone (Fixture       *fx,
                    gconstpointer  data)
{
  chat_voice_set_source (fx->voice, NULL, "audiotestsrc is-live=true ! identity error-after=1");
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_STARTING);
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_NO_MICROPHONE);
  wait_for_files (fx, 0);

  chat_voice_set_source (fx->voice, "/nonexistent/charla-recorder", NULL);
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_STARTING);
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_RECORDER);
  wait_for_files (fx, 0);
}

/* What was said until the microphone was pulled out is not sent before it was listened to. */
static void
test_microphone_gone (Fixture       *fx,
                      gconstpointer  data)
{
  chat_voice_set_source (fx->voice, NULL, "audiotestsrc is-live=true ! identity error-after=60");
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_VOICE_BROKEN);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >, 300);
  g_assert_null (fx->message);

  /* It is a recording as any other. */
  chat_voice_send (fx->voice, "Voice message");
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_nonnull (fx->message);
}

/* It says nothing any more, whoever is at fault. */
static void
test_recorder_killed (Fixture       *fx,
                      gconstpointer  data)
{
  g_autofree char *script = g_build_filename (fx->client->data_dir, "recorder", NULL);
  g_autofree char *real = media_program_find ("charla-recorder");
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n{ sleep 3; kill -9 $$; } >&- 2>&- <&- &\n"
                                           "exec '%s' \"$@\"\n", real);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents_full (script, text, -1, G_FILE_SET_CONTENTS_NONE, 0700,
                                           &error));
  chat_voice_set_source (fx->voice, script, TONE);
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_VOICE_BROKEN);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >, 300);
  g_unlink (script);
}

/* There is no more room in the middle of it. */
static void
test_disk_full (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *script = g_build_filename (fx->client->data_dir, "recorder", NULL);
  g_autofree char *real = media_program_find ("charla-recorder");
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\nulimit -f 8\nexec '%s' \"$@\"\n", real);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents_full (script, text, -1, G_FILE_SET_CONTENTS_NONE, 0700,
                                           &error));
  chat_voice_set_source (fx->voice, script, "audiotestsrc is-live=true wave=white-noise");
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_cmpint (fx->error, ==, CHAT_ERROR_VOICE_DISK_FULL);
  g_assert_cmpint (chat_voice_get_length (fx->voice), >, 300);
  chat_voice_send (fx->voice, "Voice message");
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_nonnull (fx->message);
  g_unlink (script);
}

/* There is no folder to be had. */
static void
test_no_storage (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fx->folder, "", 0, &error));
  chat_voice_start (fx->voice);
  wait_for_state (fx, CHAT_VOICE_STARTING);
  wait_for_state (fx, CHAT_VOICE_NONE);
  g_assert_cmpint (fx->error, !=, -1);
  g_unlink (fx->folder);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*test) (Fixture       *fx,
                       gconstpointer  data);
  } tests[] = {
    { "/model/voice/sent", test_sent },
    { "/model/voice/sent-at-once", test_sent_at_once },
    { "/model/voice/discarded", test_discarded },
    { "/model/voice/too-short", test_too_short },
    { "/model/voice/restart", test_restart },
    { "/model/voice/leftover", test_leftover },
    { "/model/voice/not-sent", test_not_sent },
    { "/model/voice/limit", test_limit },
    { "/model/voice/no-microphone", test_no_microphone },
    { "/model/voice/microphone-gone", test_microphone_gone },
    { "/model/voice/recorder-killed", test_recorder_killed },
    { "/model/voice/disk-full", test_disk_full },
    { "/model/voice/no-storage", test_no_storage },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
