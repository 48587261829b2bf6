/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of films and sounds that are sent. */
#include "chat-thumbnail.h"
#include "chat-upload-prepare.h"
#include "media-files.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

/* (transfer full): of what @place is, which is deleted */
static ChatPrepared *
prepare (GFile      *place, /* (transfer full) */
         const char *type)
{
  g_autoptr(GFile) file = place;
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(MediaDecoder) decoder = media_decoder_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatPrepared *prepared;

  row->path = g_file_get_path (file);
  row->type = g_strdup (type);
  chat_upload_prepare_async (row, decoder, TRUE, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  prepared = chat_upload_prepare_finish (result, &error);
  g_assert_no_error (error);
  g_unlink (row->path);
  return prepared;
}

static GFile *
make_text (void)
{
  g_autofree char *path = g_build_filename (folder, "text.mp4", NULL);

  g_assert_true (g_file_set_contents (path, "\0\0\0\x18" "ftypmp42 and nothing more", 29, NULL));
  return g_file_new_for_path (path);
}

static void
test_film (void)
{
  ChatPrepared *prepared = prepare (media_files_film (folder, 1000, 180, 320), "video/webm");
  g_autoptr(GBytes) small = chat_thumbnail_parse (prepared->file->thumbnail);

  g_assert_cmpuint (prepared->file->width, ==, 180);
  g_assert_cmpuint (prepared->file->height, ==, 320);
  g_assert_cmpint (prepared->file->length_ms, >=, 900);
  g_assert_cmpint (prepared->file->length_ms, <=, 1200);
  g_assert_nonnull (small);
  g_assert_true (chat_thumbnail_is_sent (prepared->file->thumbnail));
  chat_prepared_free (prepared);
}

/* As a phone does that is held upright: ISO/IEC 14496-12, 8.3.2.3 */
static void
turn (GFile *film)
{
  static const guint8 matrix[] = {
    0, 0, 0, 0,  0, 1, 0, 0,  0, 0, 0, 0,  0xff, 0xff, 0, 0,  0, 0, 0, 0,
  };
  g_autofree char *bytes = NULL;
  gsize size = 0;
  char *header;

  g_assert_true (g_file_load_contents (film, NULL, &bytes, &size, NULL, NULL));
  header = memmem (bytes, size, "tkhd", 4);
  g_assert_nonnull (header);
  memcpy (header + 44, matrix, sizeof matrix);
  g_assert_true (g_file_set_contents (g_file_peek_path (film), bytes, (gssize) size, NULL));
}

/* How it was held when it was recorded counts. */
static void
test_turned (void)
{
  GFile *film = media_files_make (folder, "turned.mp4",
                                  "videotestsrc num-buffers=25 ! "
                                  "video/x-raw,width=160,height=96,framerate=25/1 ! "
                                  "avenc_mpeg4 ! qtmux");
  ChatPrepared *prepared;

  if (film == NULL)
    {
      g_test_skip ("Nothing here writes such a film");
      return;
    }

  turn (film);
  prepared = prepare (film, "video/mp4");
  g_assert_cmpuint (prepared->file->width, ==, 96);
  g_assert_cmpuint (prepared->file->height, ==, 160);
  chat_prepared_free (prepared);
}

static void
test_sound (void)
{
  GFile *sound = media_files_make (folder, "said.flac",
                                   "audiotestsrc num-buffers=100 samplesperbuffer=480 ! "
                                   "audio/x-raw,rate=48000,format=S16LE ! flacenc");
  ChatPrepared *prepared;

  if (sound == NULL)
    {
      g_test_skip ("Nothing here writes such a sound");
      return;
    }

  prepared = prepare (sound, "audio/flac");
  g_assert_cmpint (prepared->file->length_ms, ==, 1000);
  g_assert_cmpuint (prepared->file->width, ==, 0);
  g_assert_null (prepared->file->thumbnail);
  chat_prepared_free (prepared);
}

/* What only says that it is one is sent, too. */
static void
test_broken (void)
{
  ChatPrepared *prepared = prepare (make_text (), "video/mp4");

  g_assert_nonnull (prepared);
  g_assert_cmpuint (prepared->file->width, ==, 0);
  g_assert_cmpint (prepared->file->length_ms, <=, 0);
  g_assert_null (prepared->file->thumbnail);
  chat_prepared_free (prepared);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_test_add_func ("/chat/prepare/film", test_film);
  g_test_add_func ("/chat/prepare/turned", test_turned);
  g_test_add_func ("/chat/prepare/sound", test_sound);
  g_test_add_func ("/chat/prepare/broken", test_broken);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
