/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as windows see them. */
#include "archive-messages.h"
#include "chat-client-private.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-store.h"

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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/files/transfer", test_transfer);
  g_test_add_func ("/model/files/kinds", test_kinds);
  g_test_add_func ("/model/files/message", test_message);
  return g_test_run ();
}
