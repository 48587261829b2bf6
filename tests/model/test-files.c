/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as windows see them. */
#include "archive-error.h"
#include "archive-error.h"
#include "archive-messages.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-files-sweep.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-store.h"
#include "chat-thumbnail.h"
#include "chat-upload-error.h"
#include "chat-web.h"
#include "net-client.h"
#include "net-error.h"
#include "xmpp-error.h"
#include "xmpp-upload.h"

#include <glib/gstdio.h>
#include <utime.h>

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  ++*n;
}

static void
test_transfer (void)
{
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  guint n_states = 0;
  guint n_fractions = 0;

  g_signal_connect (transfer, "notify::state", G_CALLBACK (count_cb), &n_states);
  g_signal_connect (transfer, "notify::fraction", G_CALLBACK (count_cb), &n_fractions);
  g_assert_cmpint (chat_transfer_get_state (transfer), ==, CHAT_TRANSFER_WAITING);
  g_assert_cmpfloat (chat_transfer_get_fraction (transfer), ==, -1);

  chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
  chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
  chat_transfer_set_progress (transfer, 1, 4);
  chat_transfer_set_progress (transfer, 1, 4);
  g_assert_cmpfloat (chat_transfer_get_fraction (transfer), ==, 0.25);
  chat_transfer_set_progress (transfer, 9, 4); /* it has grown meanwhile */
  g_assert_cmpfloat (chat_transfer_get_fraction (transfer), ==, 1);
  chat_transfer_set_progress (transfer, 0, 0);
  g_assert_cmpfloat (chat_transfer_get_fraction (transfer), ==, 1);
  g_assert_cmpuint (n_states, ==, 1);
  g_assert_cmpuint (n_fractions, ==, 3);
}

static void
test_kinds (void)
{
  static const struct {
    const char   *type;
    ChatFileKind  kind;
  } cases[] = {
    { NULL, CHAT_FILE_OTHER },
    { "image/png", CHAT_FILE_PICTURE },
    { "video/mp4", CHAT_FILE_VIDEO },
    { "audio/ogg", CHAT_FILE_AUDIO },
    { "application/pdf", CHAT_FILE_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ArchiveFile) row = archive_file_new ();
      g_autoptr(ChatFile) file = NULL;

      row->type = g_strdup (cases[i].type);
      file = chat_file_new (row);
      g_assert_cmpint (chat_file_get_kind (file), ==, cases[i].kind);
      g_assert_cmpint (chat_file_get_size (file), ==, -1);
    }
}

/* What comes along is a picture within the message, or nothing. */
static void
test_thumbnails (void)
{
  static const char png[] = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
  static const char *const others[] = {
    "https://tracker.example/x.png", "http://tracker.example/x.png", "cid:sha1+aa@bob.xmpp.org",
    "file:///etc/passwd", "data:", "data:,", "data:image/png,iVBORw0KGgo=",
    "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "data:image/png;base64,", "data:;base64,====",
  };
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(GBytes) picture = chat_thumbnail_parse (png);
  g_autoptr(GBytes) escaped =
    chat_thumbnail_parse ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg%3D%3D");
  g_autofree char *again = chat_thumbnail_format (picture);
  g_autofree char *type = chat_thumbnail_dup_type (png);
  g_autoptr(GString) large = g_string_new (png);
  g_autoptr(GBytes) of_file = NULL;
  g_autoptr(GBytes) much = NULL;
  g_autofree char *asked = NULL;

  g_assert_cmpuint (g_bytes_get_size (picture), ==, 16);
  g_assert_cmpstr (again, ==, png);
  g_assert_cmpstr (type, ==, "image/png");
  g_assert_true (g_bytes_equal (escaped, picture));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (chat_thumbnail_parse (others[i]));
  g_assert_null (chat_thumbnail_parse (NULL));

  while (large->len < 60000)
    g_string_append (large, "AAAA");
  g_assert_null (chat_thumbnail_parse (large->str));
  g_string_truncate (large, 9000);
  g_assert_false (chat_thumbnail_is_sent (large->str));
  much = chat_thumbnail_parse (large->str); /* somebody was asked for it */
  g_assert_nonnull (much);
  g_assert_null (chat_thumbnail_format (much)); /* ours are smaller */
  asked = chat_thumbnail_format_fetched (much);
  g_assert_nonnull (asked);
  g_string_truncate (large, 7000);
  g_assert_true (chat_thumbnail_is_sent (large->str));
  g_assert_true (chat_thumbnail_is_with_sender ("cid:sha1+aa@bob.xmpp.org"));
  g_assert_false (chat_thumbnail_is_sent ("cid:sha1+aa@bob.xmpp.org"));
  g_assert_false (chat_thumbnail_is_with_sender (png));

  row->thumbnail = g_strdup (png);
  file = chat_file_new (row);
  of_file = chat_file_dup_thumbnail (file);
  g_assert_true (g_bytes_equal (of_file, picture));
}

/* The colours of a picture come along as well as a small one of it, in every spelling that is seen. */
/* One that came from its sender while the file did stays when that is here. */
static void
test_fetched_thumbnail (void)
{
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ArchiveFile) here = NULL;
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(GBytes) picture = NULL;

  row->thumbnail = g_strdup ("cid:sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org");
  here = archive_file_copy (row);
  file = chat_file_new (row);
  chat_file_set_thumbnail (file, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV"
                                 "AAAACklEQVR4nGNiAAAABgADNjd8qAAAAABJRU5ErkJggg==");
  here->path = g_strdup ("/nonexistent/picture.png");
  chat_file_update (file, here);
  g_assert_cmpstr (chat_file_get_path (file), ==, here->path);
  picture = chat_file_dup_thumbnail (file);
  g_assert_nonnull (picture);
}

static void
test_hashes (void)
{
  static const struct {
    const char *uri;
    guint       width;  /* px of what comes of it, for a picture of 800 x 200; 0: nothing does */
    guint       height;
  } cases[] = {
    { "data:image/blurhash,LEHV6nWB2yk8pyo0adR*.7kCMdnj", 32, 8 },
    { "DATA:image/BlurHash,LEHV6nWB2yk8pyo0adR*.7kCMdnj", 32, 8 },
    { "data:image/blurhash,L8B|Ta%M00IU00WB~qof00ayM{Rj", 32, 8 },
    { "data:image/blurhash,L8B%7CTa%25M00IU00WB~qof00ayM%7BRj", 32, 8 },
    { "data:image/thumbhash,HwgKNZpwd3dwd3d3d3d3d4CACPiI", 32, 23 },
    { "data:image/thumbhash;base64,HwgKNZpwd3dwd3d3d3d3d4CACPiI", 32, 23 },
    { "data:image/thumbhash;base64,4liGIxJKxLCJd4jEsEj8dECYiIh4iIg%3D", 19, 32 },
    { "data:image/blurhash,", 0, 0 }, { "data:image/blurhash,LEHV6nWB2yk8pyo0adR", 0, 0 },
    { "data:image/blurhash,%00%zz", 0, 0 }, { "data:image/thumbhash,", 0, 0 },
    { "data:image/thumbhash;base64,AAAA", 0, 0 }, { "data:image/thumbhashes,HwgKNZpwd3", 0, 0 },
    { "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==", 0, 0 }, { "data:,", 0, 0 }, { NULL, 0, 0 },
  };
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(ChatFile) unknown = NULL;
  g_autoptr(ChatPicture) picture = NULL;
  guint width = 0;
  guint height = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ChatPicture) colors = chat_thumbnail_render (cases[i].uri, 800, 200);

      if (cases[i].width > 0)
        g_assert_null (chat_thumbnail_parse (cases[i].uri));
      g_assert_cmpuint (colors != NULL ? chat_picture_get_width (colors) : 0, ==, cases[i].width);
      g_assert_cmpuint (colors != NULL ? chat_picture_get_height (colors) : 0, ==, cases[i].height);
    }

  /* One of them knows the shape that nobody has told. */
  row->thumbnail = g_strdup ("data:image/thumbhash;base64,HwgKNZpwd3dwd3d3d3d3d4CACPiI");
  unknown = chat_file_new (row);
  g_assert_null (chat_file_dup_thumbnail (unknown));
  picture = chat_file_dup_colors (unknown);
  g_assert_nonnull (picture);
  chat_file_get_shape (unknown, &width, &height);
  g_assert_cmpuint (width, >=, 1024);
  g_assert_cmpuint (width * 23, ==, height * 32);
  g_assert_cmpuint (chat_file_get_width (unknown), ==, 0);
  row->width = 640;
  row->height = 480;
  file = chat_file_new (row);
  chat_file_get_shape (file, &width, &height);
  g_assert_cmpuint (width, ==, 640);
  g_assert_cmpuint (height, ==, 480);
}

static ArchiveMessage *
make_row (const char *body)
{
  ArchiveMessage *row = archive_message_new ();
  ArchiveFile *file = archive_file_new ();

  row->id = 4711;
  row->sender = g_strdup ("romeo@montague.lit");
  row->with = g_strdup ("romeo@montague.lit");
  row->kind = ARCHIVE_MESSAGE_FILE;
  row->body = g_strdup (body);
  row->files = archive_files_new ();
  file->name = g_strdup ("summit.jpg");
  file->type = g_strdup ("image/jpeg");
  file->size_bytes = 5;
  g_ptr_array_add (row->files, file);
  return row;
}

static ChatMessage *
wrap (ChatClient     *client,
      ArchiveMessage *row)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;

  g_ptr_array_add (rows, row);
  messages = chat_store_wrap (client->store, rows);
  return g_ptr_array_steal_index (messages, 0);
}

/* In a line a picture is one; what has no word of its own keeps its name. */
static void
test_line (void)
{
  static const struct
  {
    const char *type;
    const char *name;
    const char *body; /* (nullable) */
    const char *line;
    const char *named;
  } cases[] = {
    { "image/png", "dot.png", NULL, "Picture", "Picture: dot.png" },
    { "image/png", "dot.png", "at the fair", "Picture: at the fair", "Picture: at the fair" },
    { "video/mp4", "a.mp4", NULL, "Video", "Video: a.mp4" },
    { "audio/flac", "song.flac", NULL, "Sound", "Sound: song.flac" },
    { "audio/wav", "voice-message.wav", NULL, "Voice message", "Voice message" },
    { "audio/ogg", "voice-message-20261128-001500.ogg", "for you", "Voice message: for you",
      "Voice message: for you" },
    { "application/pdf", "plan.pdf", NULL, "plan.pdf", "plan.pdf" },
    { "application/pdf", "plan.pdf", "read it", "read it", "read it" },
  };
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ArchiveMessage) row = make_row (cases[i].body);
      ArchiveFile *file = g_ptr_array_index (row->files, 0);
      ChatMessage *message = NULL;
      g_autofree char *line = NULL;
      g_autofree char *named = NULL;

      g_free (file->name);
      file->name = g_strdup (cases[i].name);
      g_free (file->type);
      file->type = g_strdup (cases[i].type);
      message = wrap (client, row);
      line = chat_message_dup_line (message, FALSE);
      named = chat_message_dup_line (message, TRUE);
      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (named, ==, cases[i].named);
      g_object_unref (message);
    }
}

/* As those who record call it; what has a name of its own is none. */
static void
test_voice (void)
{
  static const struct
  {
    const char *type;
    const char *name;
    gboolean    is_voice;
  } cases[] = {
    { "audio/ogg", "voice-message-20261128-001500.ogg", TRUE },
    { "audio/mp4", "voice-message-20261128-001500.m4a", TRUE },
    { "audio/webm", "voice-message-1795824900000.webm", TRUE },
    { "video/webm", "voice-message-1795824900000.webm", TRUE },
    { "audio/mp4", "RECORDING_20261128_001500123.m4a", TRUE },
    { "audio/ogg", "RECORDING_20261128_001500123.oga", TRUE },
    { "audio/amr-wb", "RECORDING_20261128_001500123.awb", TRUE },
    { "audio/mp4", "8F9E0B1C-77B5-4E0D-9A0C-2C3D1B7F5A10.m4a", TRUE },
    { "audio/ogg", "PTT-20261128-WA0001.opus", TRUE },
    { "audio/ogg", "Voice Message 3.ogg", TRUE },
    { "audio/ogg", "Recording angels.ogg", FALSE },
    { "audio/mpeg", "8F9E0B1C-77B5-4E0D-9A0C-2C3D1B7F5A10.mp3", FALSE },
    { "audio/ogg", "My voice message.ogg", FALSE },
    { "audio/ogg", NULL, FALSE },
    { "video/mp4", "voice-message.mp4", FALSE },
    { "application/pdf", "voice-message.pdf", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ArchiveFile) row = archive_file_new ();
      g_autoptr(ChatFile) file = NULL;

      row->type = g_strdup (cases[i].type);
      row->name = g_strdup (cases[i].name);
      file = chat_file_new (row);
      g_test_message ("%s", cases[i].name);
      g_assert_true (chat_file_is_voice (file) == cases[i].is_voice);
      g_assert_true (chat_file_is_voice (file) == FALSE
                     || chat_file_get_kind (file) == CHAT_FILE_AUDIO);
    }
}

static void
test_message (void)
{
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  g_autoptr(ArchiveMessage) row = make_row (NULL);
  ChatMessage *message = wrap (client, row);
  ChatMessageText gone = { .kind = CHAT_MESSAGE_RETRACTED };

  g_assert_cmpint (chat_message_get_kind (message), ==, CHAT_MESSAGE_FILE);
  g_assert_cmpstr (chat_message_get_body (message), ==, "");
  g_assert_cmpstr (chat_message_get_summary (message), ==, "summit.jpg");
  g_assert_cmpuint (g_list_model_get_n_items (chat_message_get_files (message)), ==, 1);
  g_assert_cmpint (chat_file_get_size (chat_message_get_file (message)), ==, 5);
  g_assert_false (chat_message_can_correct (message));

  /* Nothing of it is left once it is taken back. */
  chat_message_set_text (message, &gone);
  g_assert_null (chat_message_get_files (message));
  g_assert_null (chat_message_get_file (message));
  g_object_unref (message);

  archive_message_free (g_steal_pointer (&row));
  row = make_row ("Look!");
  message = wrap (client, row);
  g_assert_cmpstr (chat_message_get_summary (message), ==, "Look!");
  g_object_unref (message);

  row->flags |= ARCHIVE_FLAG_RETRACTED;
  message = wrap (client, row);
  g_assert_null (chat_message_get_files (message));
  g_assert_cmpint (chat_message_get_kind (message), ==, CHAT_MESSAGE_RETRACTED);
  g_object_unref (message);

  chat_fixture_clear_client (&client);
}

/* What helps by itself, and what is told to people. */
static void
test_upload_errors (void)
{
  const struct {
    GError        *error;
    ChatUploadFate fate;
    const char    *text;
  } cases[] = {
    { g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, ""), CHAT_UPLOAD_ONLINE, NULL },
    { g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT, ""), CHAT_UPLOAD_AGAIN, NULL },
    { g_error_new_literal (NET_ERROR, NET_ERROR_UNREACHABLE, ""), CHAT_UPLOAD_AGAIN,
      "The server for files cannot be reached. Try again later." },
    { g_error_new_literal (NET_ERROR, NET_ERROR_CHANGED, ""), CHAT_UPLOAD_AGAIN,
      "The file changed while it was sent. Try again." },
    { g_error_new_literal (NET_ERROR, NET_ERROR_CERTIFICATE, ""), CHAT_UPLOAD_FAILS,
      "The server for files could not prove who it is, so nothing was sent." },
    { g_error_new_literal (NET_ERROR, NET_ERROR_TOO_LARGE, ""), CHAT_UPLOAD_FAILS,
      "The file is larger than the server takes." },
    { g_error_new_literal (XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_LATER, ""), CHAT_UPLOAD_AGAIN,
      "The server takes no more files now. Try again later." },
    { g_error_new_literal (XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_NO_SERVICE, ""), CHAT_UPLOAD_FAILS,
      "The server takes no files." },
    { g_error_new_literal (XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_REFUSED, "Premium only"),
      CHAT_UPLOAD_FAILS, "The server did not take the file. (Premium only)" },
    { g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, ""), CHAT_UPLOAD_FAILS,
      "The file is not there any more, or may not be read." },
    { g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""), CHAT_UPLOAD_FAILS,
      "Cancelled. Nothing was sent." },
    { g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, ""), CHAT_UPLOAD_FAILS,
      "There is no room for the file on the disk." },
    { g_error_new_literal (ARCHIVE_ERROR, ARCHIVE_ERROR_FULL, ""), CHAT_UPLOAD_AGAIN,
      "There is no room for the file on the disk." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = cases[i].error;
      g_autofree char *detail = NULL;
      const char *condition = chat_upload_error_get_condition (error, &detail);
      g_autofree char *text = chat_error_delivery_text (CHAT_CONVERSATION_ROOM, condition, detail);

      g_assert_cmpint (chat_upload_error_judge (error), ==, cases[i].fate);
      if (cases[i].text != NULL)
        g_assert_cmpstr (text, ==, cases[i].text);
    }

  {
    g_autofree char *limit = chat_error_delivery_text (CHAT_CONVERSATION_CHAT, "file-too-large",
                                                       "5000000");

    g_assert_true (g_str_has_prefix (limit, "The file is too large: the server takes up to 5.0"));
  }
}

static char *
make_file (const char *folder,
           const char *name,
           gint64      age_s)
{
  char *path = g_build_filename (folder, name, NULL);
  time_t when = (time_t) (g_get_real_time () / G_USEC_PER_SEC - age_s);
  const struct utimbuf times = { when, when };

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_cmpint (utime (path, &times), ==, 0);
  return path;
}

static gint64
store (ChatClient *client,
       const char *path)
{
  ArchiveDatabase *database = chat_store_get_database (client->store);
  g_autoptr(ArchiveMessage) row = make_row (NULL);
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GArray) inserted = NULL;
  ArchiveFile *file = g_ptr_array_index (row->files, 0);

  g_free (file->path);
  file->path = g_strdup (path);
  row->id = 0;
  row->account_id = chat_fixture_get_account (client)->record.id;
  g_ptr_array_add (rows, row);
  archive_messages_insert_async (database, rows, ARCHIVE_PLACE_HISTORY, NULL,
                                 chat_fixture_result_cb, &stored);
  inserted = archive_messages_insert_finish (database, chat_fixture_wait_result (&stored), NULL);
  g_assert_nonnull (inserted);
  return g_array_index (inserted, ArchiveInserted, 0).id;
}

static void
erase (ChatClient *client,
       gint64      id)
{
  ArchiveDatabase *database = chat_store_get_database (client->store);
  g_autoptr(GAsyncResult) deleted = NULL;

  archive_messages_delete_async (database, &id, 1, NULL, chat_fixture_result_cb, &deleted);
  g_assert_true (archive_messages_delete_finish (database, chat_fixture_wait_result (&deleted),
                                                 NULL));
}

/* What came with messages goes with them: not what another message has as well, what people have
 * put beside it, and what is elsewhere, such as what they have sent. */
static void
test_sweep (void)
{
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  const char *folder = chat_store_get_files_folder (client->store);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *pasted_folder = g_build_filename (parent, "pasted", NULL);
  g_autofree char *fetched = NULL, *shared = NULL, *theirs = NULL, *sent = NULL, *pasted = NULL;
  g_autofree char *part = NULL, *old_part = NULL;
  gint64 ids[4];

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (pasted_folder, 0700), ==, 0);
  fetched = make_file (folder, "fetched.jpg", 3600);
  shared = make_file (folder, "shared.jpg", 3600);
  theirs = make_file (folder, "fetched (copy).jpg", 30 * 24 * 3600);
  sent = make_file (parent, "holiday.jpg", 3600);
  pasted = make_file (pasted_folder, "pasted.png", 3600);
  part = make_file (folder, ".a.charla-part", 3600);
  old_part = make_file (folder, ".b.charla-part", 8 * 24 * 3600);

  ids[0] = store (client, fetched);
  ids[1] = store (client, shared);
  store (client, shared);
  ids[2] = store (client, sent);
  ids[3] = store (client, pasted);
  chat_files_sweep (client->store);
  while (g_file_test (old_part, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_file_test (fetched, G_FILE_TEST_EXISTS));

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    erase (client, ids[i]);
  chat_files_sweep (client->store);
  while (g_file_test (fetched, G_FILE_TEST_EXISTS) || g_file_test (pasted, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_file_test (shared, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (theirs, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (sent, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  chat_fixture_settle (client);
  g_unlink (shared);
  g_unlink (theirs);
  g_unlink (sent);
  g_unlink (part);
  g_rmdir (pasted_folder);
  g_rmdir (folder);
  chat_fixture_clear_client (&client);
}

static gboolean
comes (ChatClient      *client,
       const char      *with,
       const char      *type,
       gint64           size_bytes,
       ArchiveDirection direction,
       gboolean         is_asked)
{
  static guint n_came;
  ChatAccount *account = chat_fixture_get_account (client);
  ChatConversation *conversation = chat_client_get_conversation (client, account, with, NULL);
  g_autoptr(ArchiveMessage) row = make_row (NULL);
  ArchiveFile *said = g_ptr_array_index (row->files, 0);
  g_autoptr(ChatMessage) message = NULL;
  ChatTransfer *transfer;
  gboolean is_coming;

  g_free (said->type);
  said->type = g_strdup (type);
  g_free (said->url);
  said->url = g_strdup ("https://files.example/x");
  said->size_bytes = size_bytes;
  row->direction = direction;
  row->id += n_came++; /* what was stopped does not come again by itself */
  message = wrap (client, row);
  chat_conversation_fetch_file (conversation, message, chat_message_get_file (message), is_asked);
  transfer = chat_file_get_transfer (chat_message_get_file (message));
  is_coming = transfer != NULL;
  if (is_coming)
    chat_transfer_cancel (transfer);
  g_assert_null (chat_file_get_transfer (chat_message_get_file (message)));
  return is_coming;
}

/* What comes unasked: pictures, sound and cards of whom one knows, up to a size; of strangers nothing that
 * they could see us by (CVE-2020-12772). */
static void
test_unasked (void)
{
  static const char stranger[] = "mallory@elsewhere.example";
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  GListModel *contacts = chat_account_get_contacts (chat_fixture_get_account (client));
  g_autoptr(ChatContact) known = g_list_model_get_item (contacts, 0);
  const char *contact = chat_contact_get_address (known);
  ChatPolicy policy = CHAT_POLICY_INIT;

  g_assert_true (comes (client, contact, "image/png", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, contact, "audio/ogg", -1, ARCHIVE_INCOMING, FALSE));
  g_assert_false (comes (client, contact, "application/pdf", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_false (comes (client, contact, NULL, 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, contact, "text/calendar", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, contact, "text/vcard", -1, ARCHIVE_INCOMING, FALSE));
  g_assert_false (comes (client, contact, "text/vcard", 2000000, ARCHIVE_INCOMING, FALSE));
  g_assert_false (comes (client, stranger, "text/calendar", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_false (comes (client, contact, "image/png", 10000001, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, contact, "image/png", 10000001, ARCHIVE_INCOMING, TRUE));

  g_assert_false (comes (client, stranger, "image/png", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, stranger, "image/png", 1000, ARCHIVE_INCOMING, TRUE));
  g_assert_true (comes (client, stranger, "image/png", 1000, ARCHIVE_OUTGOING, FALSE));

  policy.fetch_files = FALSE;
  chat_client_set_policy (client, &policy);
  g_assert_false (comes (client, contact, "image/png", 1000, ARCHIVE_INCOMING, FALSE));
  g_assert_true (comes (client, contact, "image/png", 1000, ARCHIVE_INCOMING, TRUE));
  chat_fixture_settle (client);
  chat_fixture_clear_client (&client);
}

/* Nothing comes or goes but over a safe way, whatever a message names. */
static void
test_unsafe (void)
{
  static const char *const urls[] = {
    "http://files.example/x", "HTTP://files.example/x", "file:///etc/passwd", "ftp://files.example/x",
    "data:text/plain,x", "javascript:1", "smb://files.example/x", "//files.example/x",
    "aesgcm://files.example/x#00", "https:", "",
  };
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  ChatWeb *web = chat_fixture_get_account (client)->web;
  g_autoptr(GAsyncResult) good = NULL;
  g_autoptr(GError) failure = NULL;
  g_autoptr(NetClient) way = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      chat_web_open_async (web, urls[i], NULL, chat_fixture_result_cb, &result);
      g_assert_null (chat_web_open_finish (web, chat_fixture_wait_result (&result), &error));
      g_assert_error (error, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED);
    }

  chat_web_open_async (web, "https://files.example/x", NULL, chat_fixture_result_cb, &good);
  way = chat_web_open_finish (web, chat_fixture_wait_result (&good), &failure);
  g_assert_no_error (failure);
  chat_fixture_settle (client);
  chat_fixture_clear_client (&client);
}

/* A name from before all was UTF-8 is sent as well. */
static void
test_odd_name (void)
{
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  ChatConversation *conversation =
    chat_client_get_conversation (client, account, "romeo@montague.lit", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "\xe9t\xe9.txt", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;
  ChatFile *file;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "x", 1, &error));
  chat_conversation_send_file_async (conversation, uri, NULL, NULL, chat_fixture_result_cb,
                                     &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                                &error);
  g_assert_no_error (error);
  file = chat_message_get_file (message);
  g_assert_cmpstr (chat_file_get_path (file), ==, uri);
  g_assert_cmpstr (chat_file_get_name (file), ==, "\uFFFDt\uFFFD.txt");
  chat_transfer_cancel (chat_file_get_transfer (file));
  g_clear_object (&message);
  chat_fixture_settle (client);
  g_unlink (path);
  g_rmdir (folder);
  chat_fixture_clear_client (&client);
}

/* What is sent has its place in its size at once, before anybody has looked into it. */
static void
test_own_shape (void)
{
  /* A PNG of 3 × 2 */
  static const char picture[] = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGMwSJgA"
                                "QQxwFgBBVAbBHq+J1AAAAABJRU5ErkJggg==";
  g_autoptr(ChatClient) client = chat_fixture_new_client_with (1, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  ChatConversation *conversation =
    chat_client_get_conversation (client, account, "romeo@montague.lit", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;
  gsize size;
  g_autofree guint8 *content = g_base64_decode (picture, &size);
  guint width;
  guint height;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, (const char *) content, (gssize) size, &error));
  chat_conversation_send_file_async (conversation, path, NULL, NULL, chat_fixture_result_cb,
                                     &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  chat_file_get_shape (chat_message_get_file (message), &width, &height);
  g_assert_cmpuint (width, ==, 3);
  g_assert_cmpuint (height, ==, 2);
  chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (message)));
  g_clear_object (&message);
  chat_fixture_settle (client);
  g_unlink (path);
  g_rmdir (folder);
  chat_fixture_clear_client (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/files/transfer", test_transfer);
  g_test_add_func ("/model/files/kinds", test_kinds);
  g_test_add_func ("/model/files/thumbnails", test_thumbnails);
  g_test_add_func ("/model/files/fetched-thumbnail", test_fetched_thumbnail);
  g_test_add_func ("/model/files/hashes", test_hashes);
  g_test_add_func ("/model/files/message", test_message);
  g_test_add_func ("/model/files/line", test_line);
  g_test_add_func ("/model/files/voice", test_voice);
  g_test_add_func ("/model/files/upload-errors", test_upload_errors);
  g_test_add_func ("/model/files/sweep", test_sweep);
  g_test_add_func ("/model/files/unasked", test_unasked);
  g_test_add_func ("/model/files/unsafe", test_unsafe);
  g_test_add_func ("/model/files/odd-name", test_odd_name);
  g_test_add_func ("/model/files/own-shape", test_own_shape);
  return g_test_run ();
}
