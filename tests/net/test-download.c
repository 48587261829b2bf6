/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files from the web, from a server of our own. */
#include "net-download.h"
#include "net-error.h"
#include "net-test-server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define LARGE (3 * 1024 * 1024 + 17)

/* More than what is on the wire at once. */
#define HUGE_BYTES (9 * 1024 * 1024 + 17)

typedef struct {
  gint64        max_size;
  SoupServer   *server;
  char         *url;
  NetClient    *client;
  char         *folder;
  GBytes       *content;
  char         *sha256;
  guint         status;     /* that is answered */
  const char   *location;   /* (nullable): where it sends us */
  gsize         stop_at;    /* the connection is cut when that much is gone; 0: never */
  gsize         n_ready;    /* no more of it is there; 0: all of it */
  gboolean      is_chunked; /* it does not say how long it is */
  gboolean      is_mute;
  gboolean      is_endless; /* it goes on where it was cut, and says that there is no end of it */
  guint         n_requests;
  char         *range;      /* (nullable): that was asked for last */
  gint64        last_done;
  GCancellable *cancellable;
  gint64        cancel_at;  /* 0: never */
  char         *path;
  gint64        size;
  GError       *error;
  gboolean      is_over;
} Fixture;

static void
wrote_cb (SoupServerMessage *message,
          guint              n_bytes,
          Fixture           *fx)
{
  if (fx->stop_at == 0)
    return;

  fx->stop_at -= MIN (fx->stop_at, n_bytes);
  if (fx->stop_at == 0)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fx = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize length = 0;
  const char *data = g_bytes_get_data (fx->content, &length);

  fx->n_requests++;
  g_free (fx->range);
  fx->range = g_strdup (soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Range"));
  if (fx->is_mute)
    {
      soup_server_message_pause (message);
      return;
    }

  if (fx->is_endless)
    {
      soup_server_message_set_status (message, SOUP_STATUS_PARTIAL_CONTENT, NULL);
      soup_message_headers_set_content_range (headers, 500, G_MAXINT64 - 1, G_MAXINT64);
      soup_message_headers_set_content_length (headers, G_MAXINT64);
      soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                                "x", 1);
      return;
    }

  soup_server_message_set_status (message, fx->status, NULL);
  if (fx->location != NULL)
    {
      soup_message_headers_replace (headers, "Location", fx->location);
      if (g_str_has_suffix (fx->location, "/once"))
        {
          fx->location = NULL;
          fx->status = SOUP_STATUS_OK;
        }
      return;
    }

  if (fx->is_chunked)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  if (fx->n_ready > 0)
    soup_message_headers_set_content_length (headers, (goffset) length);
  soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY, data,
                                    fx->n_ready > 0 ? fx->n_ready : length);
  if (fx->is_chunked)
    soup_message_body_complete (soup_server_message_get_response_body (message));
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), fx);
}

static void
set_content (Fixture *fx,
             gsize    length)
{
  char *data = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    data[i] = (char) (i * 7 % 251);
  g_clear_pointer (&fx->content, g_bytes_unref);
  g_free (fx->sha256);
  fx->content = g_bytes_new_take (data, length);
  fx->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, fx->content);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = soup_server_new (NULL, NULL);
  fx->status = SOUP_STATUS_OK;
  fx->max_size = 10 * 1024 * 1024;
  fx->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  set_content (fx, 1000);
  soup_server_add_handler (fx->server, NULL, answer_cb, fx, NULL);
  fx->url = g_strdup_printf ("http://127.0.0.1:%u/4a77/plan.pdf",
                             net_test_server_listen (fx->server));
  fx->client = net_client_new (NULL, NULL, NULL, NULL, NULL);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What is in the folder, in order. */
static char *
list (Fixture *fx)
{
  g_autoptr(GDir) dir = g_dir_open (fx->folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("|", (char **) names->pdata);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fx->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fx->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fx->folder);
  g_free (fx->folder);
  g_clear_object (&fx->client);
  g_clear_object (&fx->server);
  g_bytes_unref (fx->content);
  g_free (fx->sha256);
  g_free (fx->range);
  g_free (fx->url);
  g_free (fx->path);
  g_clear_error (&fx->error);
  g_clear_object (&fx->cancellable);
}

static void
progress_cb (gint64   done,
             gpointer user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  fx->last_done = done;
  if (fx->cancel_at != 0 && done >= fx->cancel_at)
    g_cancellable_cancel (fx->cancellable);
}

static void
download_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  fx->is_over = TRUE;
  fx->path = net_download_finish (NET_CLIENT (object), result, &fx->size, &fx->error);
  g_assert_true ((fx->path != NULL) == (fx->error == NULL));
}

static void
download (Fixture    *fx,
          gint64      size,
          const char *sha256,
          gboolean    may_be_near)
{
  const NetDownload what = {
    .url = fx->url, .folder = fx->folder, .name = "plan.pdf", .key = "77-0",
    .size = size,
    .max_size = fx->max_size, .sha256 = sha256, .may_be_near = may_be_near,
  };

  fx->is_over = FALSE;
  g_clear_error (&fx->error);
  g_clear_pointer (&fx->path, g_free);
  net_download_async (fx->client, &what, progress_cb, fx, fx->cancellable, download_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_there (Fixture    *fx,
              const char *name)
{
  g_autofree char *wanted = g_build_filename (fx->folder, name, NULL);
  g_autofree char *found = NULL;
  gsize length = 0;

  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->path, ==, wanted);
  g_assert_true (g_file_get_contents (fx->path, &found, &length, NULL));
  g_assert_cmpint (fx->size, ==, length);
  g_assert_cmpmem (found, length, g_bytes_get_data (fx->content, NULL),
                   g_bytes_get_size (fx->content));
}

static void
assert_folder (Fixture    *fx,
               const char *wanted)
{
  g_autofree char *found = list (fx);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_sizes (Fixture       *fx,
            gconstpointer  data)
{
  gsize size = GPOINTER_TO_SIZE (data);

  set_content (fx, size);
  download (fx, (gint64) size, fx->sha256, TRUE);
  assert_there (fx, "plan.pdf");
  assert_folder (fx, "plan.pdf");
  g_assert_cmpint (fx->last_done, ==, size);
}

/* Neither size nor sum are known, and the server does not say. */
static void
test_unknown (Fixture       *fx,
              gconstpointer  data)
{
  set_content (fx, LARGE);
  fx->is_chunked = TRUE;
  download (fx, -1, NULL, TRUE);
  assert_there (fx, "plan.pdf");
}

/* What is there already stays as it is. */
static void
test_taken (Fixture       *fx,
            gconstpointer  data)
{
  download (fx, -1, NULL, TRUE);
  assert_there (fx, "plan.pdf");
  set_content (fx, 2000);
  download (fx, -1, NULL, TRUE);
  assert_there (fx, "plan (2).pdf");
  download (fx, -1, NULL, TRUE);
  assert_there (fx, "plan (3).pdf");
  assert_folder (fx, "plan (2).pdf|plan (3).pdf|plan.pdf");
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = net_download_finish (NET_CLIENT (object), result, NULL, &error);

  g_assert_no_error (error);
  ++*(guint *) user_data;
}

/* Two of one name at once. */
static void
test_same_name (Fixture       *fx,
                gconstpointer  data)
{
  NetDownload what = {
    .url = fx->url, .folder = fx->folder, .name = "plan.pdf", .size = LARGE,
    .max_size = fx->max_size, .sha256 = fx->sha256, .may_be_near = TRUE,
  };
  guint n_done = 0;

  set_content (fx, LARGE);
  what.sha256 = fx->sha256;
  what.key = "1-0";
  net_download_async (fx->client, &what, NULL, NULL, NULL, count_cb, &n_done);
  what.key = "2-0";
  net_download_async (fx->client, &what, NULL, NULL, NULL, count_cb, &n_done);
  while (n_done < 2)
    g_main_context_iteration (NULL, TRUE);
  assert_folder (fx, "plan (2).pdf|plan.pdf");
}

/* It goes on where it was cut, where it is known what it comes to. */
static void
test_cut (Fixture       *fx,
          gconstpointer  data)
{
  const char *sha256;

  set_content (fx, HUGE_BYTES);
  sha256 = data == NULL ? fx->sha256 : NULL;
  fx->stop_at = 2 * 1024 * 1024;
  download (fx, HUGE_BYTES, sha256, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);
  g_assert_true (net_error_is_temporary (fx->error));
  assert_folder (fx, data == NULL ? ".77-0.charla-part" : "");

  download (fx, HUGE_BYTES, sha256, TRUE);
  assert_there (fx, "plan.pdf");
  assert_folder (fx, "plan.pdf");
  if (data == NULL)
    {
      g_assert_true (g_str_has_prefix (fx->range, "bytes="));
      g_assert_cmpstr (fx->range, !=, "bytes=0-");
    }
  else
    g_assert_null (fx->range);
}

/* Little has come, and is not for nothing. */
static void
test_cut_soon (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GSIZE_FORMAT "-", GPOINTER_TO_SIZE (data));

  set_content (fx, LARGE);
  fx->stop_at = fx->n_ready = GPOINTER_TO_SIZE (data);
  download (fx, LARGE, fx->sha256, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);

  fx->n_ready = 0;
  download (fx, LARGE, fx->sha256, TRUE);
  assert_there (fx, "plan.pdf");
  g_assert_cmpstr (fx->range, ==, range);
}

/* What was there before is of another file. */
static void
test_cut_and_changed (Fixture       *fx,
                      gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fx->folder, ".77-0.charla-part", NULL);
  g_autofree char *other = g_strnfill (data == NULL ? 500 : 5000, 'x');

  g_assert_true (g_file_set_contents (part, other, -1, NULL));
  download (fx, data == NULL ? 1000 : -1, fx->sha256, TRUE);
  /* It began beyond the end: that is seen at once. */
  if (data == NULL)
    {
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_CHANGED);
      assert_folder (fx, "");
      download (fx, 1000, fx->sha256, TRUE);
    }
  assert_there (fx, "plan.pdf");
}

static void
test_wrong_sum (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *wrong = g_strdup (fx->sha256);

  wrong[0] = wrong[0] == '0' ? '1' : '0';
  download (fx, 1000, wrong, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_CHANGED);
  assert_folder (fx, "");
}

static void
test_wrong_size (Fixture       *fx,
                 gconstpointer  data)
{
  static const NetError codes[][2] = {
    { NET_ERROR_CHANGED, NET_ERROR_CHANGED },
    { NET_ERROR_UNREACHABLE, NET_ERROR_TOO_LARGE },
  };

  fx->is_chunked = data != NULL;
  download (fx, 1001, NULL, TRUE);
  g_assert_error (fx->error, NET_ERROR, (int) codes[data != NULL][0]);
  download (fx, 999, NULL, TRUE);
  g_assert_error (fx->error, NET_ERROR, (int) codes[data != NULL][1]);
  assert_folder (fx, "");
}

/* A file that does not end. */
static void
test_too_large (Fixture       *fx,
                gconstpointer  data)
{
  set_content (fx, 11 * 1024 * 1024);
  fx->is_chunked = data != NULL;
  download (fx, -1, NULL, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_TOO_LARGE);
  assert_folder (fx, "");
}

static void
test_answer (Fixture       *fx,
             gconstpointer  data)
{
  NetError code = NET_ERROR_REFUSED;

  fx->status = GPOINTER_TO_UINT (data);
  if (fx->status >= 500)
    code = NET_ERROR_BUSY;
  download (fx, -1, NULL, TRUE);
  g_assert_error (fx->error, NET_ERROR, (int) code);
  assert_folder (fx, "");
}

static void
test_redirections (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *const refused[] = { "/again", "https://127.0.0.1/x", "file:///etc/passwd",
                                         "ftp://127.0.0.1/x", "http:///x", "" };

  fx->status = SOUP_STATUS_FOUND;
  fx->location = "/once";
  download (fx, -1, NULL, TRUE);
  assert_there (fx, "plan.pdf");
  g_assert_cmpuint (fx->n_requests, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      fx->status = SOUP_STATUS_FOUND;
      fx->location = refused[i];
      fx->n_requests = 0;
      download (fx, -1, NULL, TRUE);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
      g_assert_cmpuint (fx->n_requests, <=, 4);
    }
  assert_folder (fx, "plan.pdf");
}

/* Who may be near is who was named, and nobody whom that one names. */
static void
test_sent_near (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *named = g_strdup_printf ("http://localhost%s", strrchr (fx->url, ':'));
  const char *const near[] = {
    named, "http://10.0.0.1/x", "http://[::1]/x", "http://0/x", "http://169.254.169.254/latest",
    "http://[::ffff:192.168.0.1]/x", "http://printer.local/x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    {
      fx->status = SOUP_STATUS_FOUND;
      fx->location = near[i];
      fx->n_requests = 0;
      download (fx, -1, NULL, TRUE);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
      g_assert_cmpuint (fx->n_requests, ==, 1);
    }
  assert_folder (fx, "");
}

/* Whatever its name is: nobody nearby is asked for anything. */
static void
test_near (Fixture       *fx,
           gconstpointer  data)
{
  if (data != NULL)
    {
      g_autofree char *named = g_strdup_printf ("http://localhost%s", strrchr (fx->url, ':'));

      g_free (fx->url);
      fx->url = g_steal_pointer (&named);
    }
  download (fx, -1, NULL, FALSE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (fx->n_requests, ==, 0);
  assert_folder (fx, "");
}

static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  set_content (fx, LARGE);
  fx->cancellable = g_cancellable_new ();
  fx->cancel_at = LARGE / 2;
  download (fx, LARGE, fx->sha256, TRUE);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_folder (fx, "");
}

/* A file that has its name is given to somebody, and else there is none: whenever it was cancelled. */
static void
test_cancelled_at_the_end (Fixture       *fx,
                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fx->folder, "plan.pdf", NULL);
  const NetDownload what = {
    .url = fx->url, .folder = fx->folder, .name = "plan.pdf", .key = "77-0", .size = 1000,
    .max_size = fx->max_size, .sha256 = fx->sha256, .may_be_near = TRUE,
  };

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();

      fx->is_over = FALSE;
      net_download_async (fx->client, &what, NULL, NULL, cancellable, download_cb, fx);
      while (!fx->is_over)
        {
          if (g_access (path, F_OK) == 0)
            g_cancellable_cancel (cancellable);
          g_main_context_iteration (NULL, FALSE);
        }
      if (fx->path != NULL)
        g_assert_cmpint (g_unlink (fx->path), ==, 0);
      else
        g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_folder (fx, "");
      g_clear_error (&fx->error);
      g_clear_pointer (&fx->path, g_free);
    }
}

/* A window that has something to draw in every turn of the main loop. */
typedef struct {
  guint  n_drawn;
  guint  told_at; /* how many it had drawn when it was told how far it is, last */
  gint64 done;
} Window;

static gboolean
draw_cb (gpointer user_data)
{
  ((Window *) user_data)->n_drawn++;
  return G_SOURCE_CONTINUE;
}

static void
told_cb (gint64   done,
         gpointer user_data)
{
  Window *window = user_data;

  g_assert_cmpint (done - window->done, <=, 256 * 1024);
  if (window->done > 0)
    g_assert_cmpuint (window->n_drawn, >, window->told_at);
  window->told_at = window->n_drawn;
  window->done = done;
}

/* However fast it comes, each turn takes a little of it, and is not the window's only hope. */
static void
test_frames (Fixture       *fx,
             gconstpointer  data)
{
  const NetDownload what = {
    .url = fx->url, .folder = fx->folder, .name = "plan.pdf", .key = "77-0",
    .size = HUGE_BYTES, .max_size = fx->max_size, .may_be_near = TRUE,
  };
  Window window = { 0 };
  /* As GDK_PRIORITY_REDRAW */
  const guint drawing = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, draw_cb, &window, NULL);

  set_content (fx, HUGE_BYTES);
  net_download_async (fx->client, &what, told_cb, &window, NULL, download_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (drawing);
  assert_there (fx, "plan.pdf");
  g_assert_cmpint (window.done, ==, HUGE_BYTES);
}

/* What is said of its length is not added up beyond all numbers. */
static void
test_endless (Fixture       *fx,
              gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fx->folder, ".77-0.charla-part", NULL);
  g_autofree char *begin = g_strnfill (500, 'x');

  g_assert_true (g_file_set_contents (part, begin, -1, NULL));
  fx->max_size = G_MAXINT64;
  fx->is_endless = TRUE;
  download (fx, -1, fx->sha256, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_TOO_LARGE);
  assert_folder (fx, "");
}

/* A crash came when it had its name, and that of the part still. */
static void
test_two_names (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fx->folder, ".77-0.charla-part", NULL);
  g_autofree char *whole = g_build_filename (fx->folder, "plan.pdf", NULL);
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (part, "of old", -1, NULL));
  g_assert_cmpint (link (part, whole), ==, 0);
  download (fx, 1000, fx->sha256, TRUE);
  assert_there (fx, "plan (2).pdf");
  assert_folder (fx, "plan (2).pdf|plan.pdf");
  g_assert_true (g_file_get_contents (whole, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "of old");
}

static void
test_stalled (Fixture       *fx,
              gconstpointer  data)
{
  fx->is_mute = TRUE;
  net_client_set_patience (fx->client, 100);
  download (fx, -1, NULL, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
}

/* A disk that is full in the midst of it. */
static void
test_full (Fixture       *fx,
           gconstpointer  data)
{
  struct rlimit before;
  struct rlimit small;

  set_content (fx, LARGE);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = LARGE / 2;
  setrlimit (RLIMIT_FSIZE, &small);
  download (fx, LARGE, fx->sha256, TRUE);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_true (fx->error->domain == G_IO_ERROR);
  assert_folder (fx, "");
}

/* One that would be: nothing is asked for. */
static void
test_no_room (Fixture       *fx,
              gconstpointer  data)
{
  fx->max_size = G_MAXINT64;
  download (fx, G_MAXINT64 / 2, fx->sha256, TRUE);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (fx->n_requests, ==, 0);
  assert_folder (fx, "");
}

/* Somebody else's file stands where ours is to come. */
static void
test_link (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fx->folder, ".77-0.charla-part", NULL);

  g_assert_cmpint (symlink ("/tmp/charla-elsewhere", part), ==, 0);
  download (fx, 1000, fx->sha256, TRUE);
  g_assert_true (fx->error->domain == G_IO_ERROR);
  g_assert_false (g_file_test ("/tmp/charla-elsewhere", G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, test) \
  g_test_add ("/net/download/" name, Fixture, data, set_up, test, tear_down)
  ADD ("empty", GSIZE_TO_POINTER (0), test_sizes);
  ADD ("one-byte", GSIZE_TO_POINTER (1), test_sizes);
  ADD ("large", GSIZE_TO_POINTER (LARGE), test_sizes);
  ADD ("unknown", NULL, test_unknown);
  ADD ("taken", NULL, test_taken);
  ADD ("same-name", NULL, test_same_name);
  ADD ("cut", NULL, test_cut);
  ADD ("cut-and-unknown", "unknown", test_cut);
  ADD ("cut-soon", GSIZE_TO_POINTER (20 * 1024), test_cut_soon);
  ADD ("cut-later", GSIZE_TO_POINTER (700 * 1024), test_cut_soon);
  ADD ("cut-and-changed", NULL, test_cut_and_changed);
  ADD ("cut-and-shrunk", "longer", test_cut_and_changed);
  ADD ("wrong-sum", NULL, test_wrong_sum);
  ADD ("wrong-size", NULL, test_wrong_size);
  ADD ("wrong-size-and-silent", "chunked", test_wrong_size);
  ADD ("too-large", NULL, test_too_large);
  ADD ("too-large-and-silent", "chunked", test_too_large);
  ADD ("not-found", GUINT_TO_POINTER (404), test_answer);
  ADD ("busy", GUINT_TO_POINTER (503), test_answer);
  ADD ("redirections", NULL, test_redirections);
  ADD ("near", NULL, test_near);
  ADD ("near-by-name", "name", test_near);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("cancelled-at-the-end", NULL, test_cancelled_at_the_end);
  ADD ("frames", NULL, test_frames);
  ADD ("endless", NULL, test_endless);
  ADD ("two-names", NULL, test_two_names);
  ADD ("sent-near", NULL, test_sent_near);
  ADD ("stalled", NULL, test_stalled);
  ADD ("full", NULL, test_full);
  ADD ("no-room", NULL, test_no_room);
  ADD ("link", NULL, test_link);
#undef ADD
  return g_test_run ();
}
