/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are handed on. */
#include "archive-file.h"
#include "archive-row.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-forward.h"
#include "chat-store.h"
#include "chat-web.h"
#include "mock-resolver.h"
#include "mock-server.h"
#include "mock-web.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
  ChatClient     *client;
  ArchiveMessage *row;
  ChatMessage    *message;
  ChatConversation *stands; /* (nullable) borrowed: where */
  char           *path;   /* of a file that is there */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  int file;

  fx->client = chat_fixture_new_client_with (4, 0);
  file = g_file_open_tmp ("charla-XXXXXX.txt", &fx->path, NULL);
  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (fx->path, "12345678", 8, NULL));
  fx->row = archive_message_new ();
  fx->row->id = 4711;
  fx->row->sender = g_strdup ("romeo@montague.lit");
  fx->row->with = g_strdup ("romeo@montague.lit");
  fx->row->kind = ARCHIVE_MESSAGE_TEXT;
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_object (&fx->message);
  archive_message_free (fx->row);
  chat_fixture_settle (fx->client);
  chat_fixture_clear_client (&fx->client);
  g_unlink (fx->path);
  g_free (fx->path);
}

static ArchiveFile *
add_file (Fixture    *fx,
          const char *name,
          const char *url,
          const char *path)
{
  ArchiveFile *file = archive_file_new ();

  fx->row->kind = ARCHIVE_MESSAGE_FILE;
  if (fx->row->files == NULL)
    fx->row->files = archive_files_new ();
  file->name = g_strdup (name);
  file->type = g_strdup ("image/jpeg");
  file->size_bytes = 5;
  file->url = g_strdup (url);
  file->path = g_strdup (path);
  g_ptr_array_add (fx->row->files, file);
  return file;
}

static ChatMessage *
wrap (Fixture *fx)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;

  fx->row->id++; /* it is another one */
  g_ptr_array_add (rows, fx->row);
  messages = chat_store_wrap (fx->client->store, rows);
  g_clear_object (&fx->message);
  fx->message = g_ptr_array_steal_index (messages, 0);
  return fx->message;
}

static ChatForwardWay
check (Fixture  *fx,
       ChatFile *file)
{
  g_autoptr(ChatForward) forward = chat_forward_new (fx->stands, fx->message, file);
  g_autoptr(GAsyncResult) result = NULL;

  chat_forward_check_async (forward, NULL, chat_fixture_result_cb, &result);
  return chat_forward_check_finish (forward, chat_fixture_wait_result (&result));
}

static GPtrArray *
send_file (Fixture     *fx,
           ChatFile    *file, /* (nullable) */
           GPtrArray   *to,
           const char  *comment,
           GError     **error)
{
  g_autoptr(ChatForward) forward = chat_forward_new (fx->stands, fx->message, file);
  g_autoptr(GAsyncResult) result = NULL;

  chat_forward_send_async (forward, to, comment, NULL, chat_fixture_result_cb, &result);
  return chat_forward_send_finish (forward, chat_fixture_wait_result (&result), error);
}

static ChatConversation *
get_conversation (Fixture    *fx,
                  const char *address)
{
  return chat_client_get_conversation (fx->client, chat_fixture_get_account (fx->client), address,
                                       NULL);
}

/* To one conversation; what was sent there */
static ChatMessage *
send_to (Fixture    *fx,
         const char *address,
         ChatFile   *file,
         const char *comment)
{
  g_autoptr(GPtrArray) to = g_ptr_array_new ();
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;
  ChatForwarded *forwarded;

  g_ptr_array_add (to, get_conversation (fx, address));
  results = send_file (fx, file, to, comment, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 1);
  forwarded = results->pdata[0];
  g_assert_no_error (forwarded->error);
  g_assert_true (forwarded->conversation == to->pdata[0]);
  return g_object_ref (forwarded->message);
}

/* What comes while the timeline still reads waits for that: it has ended. */
static GListModel *
open_timeline (Fixture    *fx,
               const char *address,
               guint       n_wanted)
{
  ChatTimeline *timeline = chat_conversation_open_timeline (get_conversation (fx, address));

  while (g_list_model_get_n_items (G_LIST_MODEL (timeline)) < n_wanted
         || chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  return G_LIST_MODEL (timeline);
}

/* As they are shown, and nobody is told whose they are. */
static void
test_words (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    const char         *body;
    ArchiveMessageKind  kind;
    guint               flags;
    const char         *sent; /* (nullable): it has nothing for others */
  } cases[] = {
    { "Hello\nyou", ARCHIVE_MESSAGE_TEXT, 0, "Hello\nyou" },
    { "/me waves", ARCHIVE_MESSAGE_TEXT, 0, "/me waves" },
    { "geo:48.2,16.3;u=20", ARCHIVE_MESSAGE_TEXT, 0, "geo:48.2,16.3;u=20" },
    { " \n", ARCHIVE_MESSAGE_TEXT, 0, NULL },
    { "Gone", ARCHIVE_MESSAGE_TEXT, ARCHIVE_FLAG_RETRACTED, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strdup_printf ("to%u@montague.lit", i);
      g_autoptr(GPtrArray) to = g_ptr_array_new ();
      g_autoptr(ChatMessage) sent = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *draft = NULL;

      g_free (fx->row->body);
      fx->row->body = g_strdup (cases[i].body);
      fx->row->kind = cases[i].kind;
      fx->row->flags = cases[i].flags;
      wrap (fx);
      g_assert_cmpint (chat_forward_is_possible (fx->message), ==, cases[i].sent != NULL);
      if (cases[i].sent == NULL)
        {
          g_ptr_array_add (to, get_conversation (fx, address));
          g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_NOTHING);
          g_assert_null (send_file (fx, NULL, to, NULL, &error));
          g_assert_error (error, CHAT_ERROR, CHAT_ERROR_CANNOT_FORWARD);
          continue;
        }

      g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_READY);
      sent = send_to (fx, address, NULL, NULL);
      draft = chat_message_dup_draft (sent);
      g_assert_cmpstr (draft, ==, cases[i].sent);
      g_assert_true (chat_message_is_outgoing (sent));
      g_assert_cmpint (chat_message_get_state (sent), ==, CHAT_MESSAGE_QUEUED);
      g_assert_cmpstr (chat_message_get_sender (sent), ==, "ana@office.example");
    }
}

static void
set_disk (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
fill_disk_cb (GListModel *timeline)
{
  set_disk (1);
}

/* The disk is full between the words and what they are about (they are shown before anything more is
 * queued): a second try says only what is not there yet. */
static void
test_half (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatForward) forward = NULL;
  g_autoptr(GPtrArray) to = g_ptr_array_new ();
  GListModel *timeline = open_timeline (fx, "paris@verona.lit", 0);
  static const char *const wanted[] = { "Look", "Hello" };
  gulong handler =
    g_signal_connect (timeline, "items-changed", G_CALLBACK (fill_disk_cb), NULL);

  signal (SIGXFSZ, SIG_IGN);
  g_free (fx->row->body);
  fx->row->body = g_strdup ("Hello");
  wrap (fx);
  forward = chat_forward_new (fx->stands, fx->message, NULL);
  g_ptr_array_add (to, get_conversation (fx, "paris@verona.lit"));
  for (guint try = 0; try < 2; try++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) results = NULL;
      g_autoptr(GError) error = NULL;
      const ChatForwarded *forwarded;

      chat_forward_send_async (forward, to, "Look", NULL, chat_fixture_result_cb, &result);
      results = chat_forward_send_finish (forward, chat_fixture_wait_result (&result), &error);
      g_assert_no_error (error);
      forwarded = results->pdata[0];
      if (try == 0)
        g_assert_error (forwarded->error, CHAT_ERROR, CHAT_ERROR_DISK_FULL);
      else
        g_assert_no_error (forwarded->error);
      g_clear_signal_handler (&handler, timeline);
      set_disk (RLIM_INFINITY);
    }

  g_assert_cmpuint (g_list_model_get_n_items (timeline), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr(ChatMessage) said = g_list_model_get_item (timeline, i);
      g_autofree char *text = chat_message_dup_draft (said);

      g_assert_cmpstr (text, ==, wanted[i]);
    }
}

/* To several, with a word before it; whom we have blocked gets nothing, and the others do. */
static void
test_several (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) to = g_ptr_array_new ();
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GListModel) timeline = NULL;
  g_autoptr(ChatMessage) first = NULL, second = NULL;
  g_autoptr(GError) error = NULL;
  ChatConversation *unread = get_conversation (fx, "one@montague.lit");
  ChatForwarded *forwarded;

  fx->row->body = g_strdup ("Hello");
  wrap (fx);
  chat_fixture_receive (fx->client, unread, "Are you there?");
  g_assert_cmpuint (chat_conversation_get_unread (unread), ==, 1);
  g_ptr_array_add (to, unread);
  g_ptr_array_add (to, get_conversation (fx, "two@montague.lit"));
  chat_contact_set_blocked (chat_conversation_get_contact (to->pdata[1]), TRUE);
  g_ptr_array_add (to, get_conversation (fx, "three@montague.lit"));
  results = send_file (fx, NULL, to, "  Look: ", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 3);
  forwarded = results->pdata[1];
  g_assert_error (forwarded->error, CHAT_ERROR, CHAT_ERROR_BLOCKED);
  g_assert_null (forwarded->message);
  g_assert_cmpint (chat_conversation_get_last_time (to->pdata[1]), ==, 0);
  forwarded = results->pdata[2];
  g_assert_cmpstr (chat_message_get_body (forwarded->message), ==, "Hello");

  timeline = open_timeline (fx, "three@montague.lit", 2);
  first = g_list_model_get_item (timeline, 0);
  second = g_list_model_get_item (timeline, 1);
  g_assert_cmpstr (chat_message_get_body (first), ==, "Look:");
  g_assert_cmpstr (chat_message_get_body (second), ==, "Hello");

  /* Nobody has looked at what was said there. */
  g_assert_cmpuint (chat_conversation_get_unread (unread), ==, 1);
}

/* Where others get it it stays, with all that was told of it; what is written to it goes along. */
static void
test_link (Fixture       *fx,
           gconstpointer  data)
{
  static const char thumbnail[] = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
  ArchiveFile *file = add_file (fx, "summit.jpg", "https://files.example/1/summit.jpg", NULL);
  g_autoptr(ChatMessage) sent = NULL, alone = NULL;
  const ArchiveFile *row;

  fx->row->body = g_strdup ("Look!");
  file->sha256 = g_strdup ("00ff");
  file->width = 640;
  file->height = 480;
  file->length_ms = 7;
  file->thumbnail = g_strdup (thumbnail);
  wrap (fx);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_READY);
  sent = send_to (fx, "one@montague.lit", NULL, NULL);
  g_assert_cmpstr (chat_message_get_body (sent), ==, "Look!");
  g_assert_null (chat_file_get_transfer (chat_message_get_file (sent)));
  row = chat_file_get_row (chat_message_get_file (sent));
  g_assert_cmpstr (row->url, ==, file->url);
  g_assert_cmpstr (row->name, ==, "summit.jpg");
  g_assert_cmpstr (row->type, ==, "image/jpeg");
  g_assert_cmpstr (row->sha256, ==, "00ff");
  g_assert_cmpstr (row->thumbnail, ==, thumbnail);
  g_assert_cmpint (row->size_bytes, ==, 5);
  g_assert_cmpuint (row->width, ==, 640);
  g_assert_cmpint (row->length_ms, ==, 7);

  alone = send_to (fx, "two@montague.lit", chat_message_get_file (fx->message), NULL);
  g_assert_cmpstr (chat_message_get_body (alone), ==, "");
  g_assert_cmpstr (chat_file_get_url (chat_message_get_file (alone)), ==, file->url);
}

/* What came straight to us, or is there no more, is sent from here; what is nowhere is not sent. */
static void
test_copy (Fixture       *fx,
           gconstpointer  data)
{
  ArchiveFile *file = add_file (fx, "summit.jpg", NULL, fx->path);
  g_autoptr(GPtrArray) to = g_ptr_array_new ();
  g_autoptr(ChatMessage) sent = NULL;
  g_autoptr(GError) error = NULL;
  const ArchiveFile *row;

  file->direct = ARCHIVE_DIRECT_OFFERED;
  file->sha256 = g_strdup ("00ff");
  wrap (fx);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_COPY);
  sent = send_to (fx, "one@montague.lit", NULL, NULL);
  g_assert_nonnull (chat_file_get_transfer (chat_message_get_file (sent)));
  g_assert_false (chat_file_is_direct (chat_message_get_file (sent)));
  row = chat_file_get_row (chat_message_get_file (sent));
  g_assert_cmpstr (row->path, ==, fx->path);
  g_assert_cmpstr (row->name, ==, "summit.jpg");
  g_assert_cmpint (row->size_bytes, ==, 8);
  g_assert_null (row->url);
  g_assert_null (row->sha256);
  chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (sent)));

  g_ptr_array_add (to, get_conversation (fx, "one@montague.lit"));
  g_unlink (fx->path);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_MISSING);
  g_assert_null (send_file (fx, NULL, to, "Look", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_FILE_MISSING);

  /* One that nobody has fetched, and that its server does not give any more */
  file->direct = ARCHIVE_DIRECT_NONE;
  file->url = g_strdup ("https://files.example/1/summit.jpg");
  g_clear_pointer (&file->path, g_free);
  wrap (fx);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_READY);
  chat_file_set_gone (chat_message_get_file (fx->message));
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_MISSING);
}

/* Several that are elsewhere stay together; where one has to be uploaded each goes by itself. */
static void
test_album (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMessage) together = NULL, first = NULL;
  g_autoptr(GListModel) timeline = NULL;

  add_file (fx, "1.jpg", "https://files.example/1.jpg", NULL);
  add_file (fx, "2.jpg", "https://files.example/2.jpg", NULL);
  fx->row->body = g_strdup ("Both");
  wrap (fx);
  together = send_to (fx, "one@montague.lit", NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (chat_message_get_files (together)), ==, 2);

  add_file (fx, "3.jpg", NULL, fx->path);
  wrap (fx);
  first = send_to (fx, "two@montague.lit", NULL, NULL);
  g_assert_cmpstr (chat_message_get_body (first), ==, "Both");
  timeline = open_timeline (fx, "two@montague.lit", 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (timeline, i);
      ChatTransfer *transfer = chat_file_get_transfer (chat_message_get_file (message));

      g_assert_cmpuint (g_list_model_get_n_items (chat_message_get_files (message)), ==, 1);
      g_assert_cmpint (transfer != NULL, ==, i == 2);
      if (transfer != NULL)
        chat_transfer_cancel (transfer);
    }
}

static void
assert_summary (Fixture    *fx,
                ChatFile   *file, /* (nullable) */
                const char *expected)
{
  g_autoptr(ChatForward) forward = chat_forward_new (NULL, fx->message, file);

  g_assert_cmpstr (chat_forward_get_summary (forward), ==, expected);
}

/* As the list of chats tells of it: of what it is, not of what a camera called it. */
static void
test_summary (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    const char *name;
    const char *type;
    const char *line;
  } cases[] = {
    { "DSC_0815.jpg", "image/jpeg", "Picture" },
    { "voice-message-1.opus", "audio/ogg", "Voice message" },
    { "plan.pdf", "application/pdf", "plan.pdf" },
  };

  fx->row->body = g_strdup ("Hello\nyou");
  wrap (fx);
  assert_summary (fx, NULL, "Hello you");
  g_clear_pointer (&fx->row->body, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ArchiveFile *file = add_file (fx, cases[i].name, "https://files.example/1", NULL);

      g_free (file->type);
      file->type = g_strdup (cases[i].type);
      wrap (fx);
      assert_summary (fx, NULL, cases[i].line);
      assert_summary (fx, chat_message_get_file (fx->message), cases[i].line);
      g_clear_pointer (&fx->row->files, g_ptr_array_unref);
    }

  add_file (fx, "DSC_0815.jpg", "https://files.example/1", NULL);
  fx->row->body = g_strdup ("The lake");
  wrap (fx);
  assert_summary (fx, NULL, "Picture: The lake");
  assert_summary (fx, chat_message_get_file (fx->message), "Picture");
}

/* Old files: what the server does not have any more is sent from here, and what is not here either
 * is not sent. Others than our own server are asked only where we have been with the file. */

typedef struct {
  MockResolver *resolver;
  MockWeb      *web;
  ArchiveFile  *file;   /* of the row */
} Old;

static void
set_up_old (Fixture *fx,
            Old     *old)
{
  ChatAccount *account = chat_fixture_add_account (fx->client, "juliet@capulet.lit");
  g_autofree char *ca = mock_cert_path ("ca");
  g_autofree char *url = NULL;

  old->resolver = mock_resolver_install ();
  mock_resolver_add_host (old->resolver, "capulet.lit", "127.0.0.1");
  mock_resolver_add_host (old->resolver, "files.example", "127.0.0.1");
  old->web = mock_web_new ("good");
  chat_web_configure (account->web, NULL, NULL, ca);
  fx->stands = chat_client_get_conversation (fx->client, account, "romeo@montague.lit", NULL);
  url = g_strdup_printf ("https://capulet.lit:%u/1/summit.jpg", mock_web_get_port (old->web));
  old->file = add_file (fx, "summit.jpg", url, fx->path);
  fx->row->time_us = g_get_real_time () - 2 * G_TIME_SPAN_DAY;
}

static void
tear_down_old (Old *old)
{
  mock_web_free (old->web);
  mock_resolver_uninstall (old->resolver);
}

/* How often its server was asked since */
static guint
count_asked (Old   *old,
             guint *before)
{
  guint now = mock_web_get_n_asked (old->web);
  guint n_asked = now - *before;

  *before = now;
  return n_asked;
}

static void
test_old (Fixture       *fx,
          gconstpointer  data)
{
  Old old = { 0 };
  g_autoptr(ChatMessage) sent = NULL, again = NULL;
  g_autoptr(GPtrArray) to = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;
  const ArchiveFile *row;
  guint before = 0;

  set_up_old (fx, &old);
  mock_web_set_file (old.web, "/1/summit.jpg", "image/jpeg", "12345678");
  old.file->fit = 2560;
  wrap (fx);
  sent = send_to (fx, "one@montague.lit", NULL, NULL);
  row = chat_file_get_row (chat_message_get_file (sent));
  g_assert_cmpstr (row->url, ==, old.file->url);
  g_assert_cmpuint (count_asked (&old, &before), ==, 1);

  /* It is gone: what is here goes once more, as small as it was to be. */
  url = g_strdup (old.file->url);
  memcpy (strstr (old.file->url, "/1/"), "/2/", 3);
  wrap (fx);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_COPY);
  g_assert_cmpuint (count_asked (&old, &before), ==, 2);
  again = send_to (fx, "one@montague.lit", NULL, NULL);
  g_assert_cmpuint (count_asked (&old, &before), ==, 0);
  row = chat_file_get_row (chat_message_get_file (again));
  g_assert_null (row->url);
  g_assert_cmpstr (row->path, ==, fx->path);
  g_assert_cmpuint (row->fit, ==, 2560);
  chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (again)));

  /* It is not here either: nothing is sent, the word before it as little. */
  g_clear_pointer (&old.file->path, g_free);
  wrap (fx);
  g_ptr_array_add (to, get_conversation (fx, "two@montague.lit"));
  g_assert_null (send_file (fx, NULL, to, "Look", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_FILE_MISSING);
  g_assert_cmpint (chat_conversation_get_last_time (to->pdata[0]), ==, 0);
  g_assert_cmpuint (count_asked (&old, &before), ==, 2);

  /* It is from today: nobody is asked. */
  fx->row->time_us = g_get_real_time () - G_TIME_SPAN_HOUR;
  wrap (fx);
  g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_READY);
  g_assert_cmpuint (count_asked (&old, &before), ==, 0);
  tear_down_old (&old);
}

/* No stranger learns of it, and nobody nearby is asked in the name of one. */
static void
test_old_elsewhere (Fixture       *fx,
                    gconstpointer  data)
{
  static const char *const hosts[] = { "files.example", "127.0.0.1", "capulet.lit.example" };
  Old old = { 0 };
  guint before = 0;

  set_up_old (fx, &old);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    for (guint here = 0; here < 2; here++)
      {
        g_free (old.file->url);
        old.file->url = g_strdup_printf ("https://%s:%u/1/summit.jpg", hosts[i],
                                         mock_web_get_port (old.web));
        g_free (old.file->path);
        old.file->path = g_strdup (here ? fx->path : NULL);
        wrap (fx);
        g_assert_cmpint (check (fx, NULL), ==, CHAT_FORWARD_READY);
      }
  g_assert_cmpuint (count_asked (&old, &before), ==, 0);
  g_assert_cmpuint (mock_resolver_get_n_asked (old.resolver), >, 0);
  tear_down_old (&old);
}

#define ADD(name, func) g_test_add ("/model/forward/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_words);
  ADD ("half", test_half);
  ADD ("several", test_several);
  ADD ("link", test_link);
  ADD ("copy", test_copy);
  ADD ("album", test_album);
  ADD ("summary", test_summary);
  ADD ("old", test_old);
  ADD ("old-elsewhere", test_old_elsewhere);
  return g_test_run ();
}
