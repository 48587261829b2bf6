/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file from the web into a folder: it goes on where it was cut, is checked by what it amounts to,
 * and takes as much memory as two pieces of it. One piece is written while the next one comes. */
#define G_LOG_DOMAIN "net"

#include "net-download.h"

#include "net-address.h"
#include "net-client-private.h"
#include "net-error.h"
#include "net-store.h"

#define PIECE_BYTES (2 * 1024 * 1024)

/* Where the disk has nothing else to do it gets as many as these. */
#define LEAST_BYTES (256 * 1024)

/* No more is taken in a turn of the main loop, and a turn of it is had when a window would have one
 * as well: a file that comes as fast as it can be decrypted leaves no time else for frames, which
 * GTK draws at a priority below that of all that has come (GDK_PRIORITY_REDRAW). */
#define TURN_BYTES    (256 * 1024)
#define TURN_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/* More than that is a circle. */
#define MAX_REDIRECTIONS 3

/* One that is gone on with for the whole file: memory that is asked for anew costs more than what
 * is put there. */
typedef struct {
  guint8 *data;
  gsize   length;
} Piece;

/* The data of its task, which it leaves through end() and nowhere else. */
typedef struct {
  NetPassage    passage;
  GUri         *uri;
  char         *folder;
  char         *name;
  char         *key;
  char         *sha256;         /* (nullable) */
  gint64        size;
  gint64        max_size;
  gboolean      may_be_near;

  NetStore     *store;          /* (nullable): not open yet */
  GInputStream *stream;         /* (nullable) */
  Piece         coming;
  Piece         written;
  guint         n_redirections;
  gboolean      is_reading;
  gboolean      is_writing;
  gboolean      is_whole;       /* all has come */
  GError       *failure;        /* (nullable): nothing more is to come */
} Get;

static void ask   (GTask *task);
static void go_on (GTask *task);

static void
get_free (Get *get)
{
  net_passage_clear (&get->passage);
  g_clear_pointer (&get->uri, g_uri_unref);
  g_free (get->folder);
  g_free (get->name);
  g_free (get->key);
  g_free (get->sha256);
  g_clear_pointer (&get->store, net_store_free);
  g_clear_object (&get->stream);
  g_free (get->coming.data);
  g_free (get->written.data);
  g_clear_error (&get->failure);
  g_free (get);
}

/* In a thread: @func waits for the disk. */
static void
run (GTask               *task,
     GTaskThreadFunc      func,
     GAsyncReadyCallback  callback)
{
  GTask *work = g_task_new (g_task_get_source_object (task), NULL, callback, g_object_ref (task));

  g_task_set_source_tag (work, run);
  g_task_set_task_data (work, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (work, func);
  g_object_unref (work);
}

/* The end. */

static void
leave_in_thread (GTask        *work,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Get *get = data;

  if (get->sha256 != NULL && g_error_matches (get->failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    net_store_give_back (get->store);
  else
    net_store_discard (get->store);
  g_task_return_boolean (work, TRUE);
}

/* What the disk does not take now comes once more. */
static void
keep_in_thread (GTask        *work,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Get *get = data;

  (void) net_store_append (get->store, get->coming.data, get->coming.length, NULL);
  g_task_return_boolean (work, TRUE);
}

static void
give_failure (GTask *task)
{
  Get *get = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_error (task, g_steal_pointer (&get->failure));
}

static void
left_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  give_failure (task);
}

/* What came stays where it can be gone on with. */
static void
end (GTask *task)
{
  Get *get = g_task_get_task_data (task);
  gboolean goes_on = get->sha256 != NULL && net_error_is_temporary (get->failure);

  if (get->store != NULL && !goes_on)
    run (task, leave_in_thread, left_cb);
  else if (get->store != NULL && get->coming.length > 0)
    run (task, keep_in_thread, left_cb);
  else
    give_failure (task);
}

/* Takes @error. */
static void
fail (GTask  *task,
      GError *error)
{
  Get *get = g_task_get_task_data (task);

  net_passage_rest (&get->passage);
  if (get->failure == NULL)
    get->failure = error;
  else
    g_error_free (error);
  if (!get->is_writing && !get->is_reading)
    end (task);
  else
    g_cancellable_cancel (get->passage.sending);
}

static void
commit_in_thread (GTask        *work,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Get *get = data;
  g_autoptr(GError) error = NULL;
  char *path = net_store_commit (get->store, get->size, get->sha256, &error);

  if (path != NULL)
    g_task_return_pointer (work, path, g_free);
  else
    g_task_return_error (work, g_steal_pointer (&error));
}

static void
committed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    fail (task, error);
}

/* Coming and being written. */

static void
append_in_thread (GTask        *work,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Get *get = data;
  g_autoptr(GError) error = NULL;

  if (net_store_append (get->store, get->written.data, get->written.length, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, g_steal_pointer (&error));
}

static void
appended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Get *get = g_task_get_task_data (task);
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  get->is_writing = FALSE;
  if (error != NULL)
    get->coming.length = 0; /* it does not follow what is there */
  if (get->failure != NULL || error != NULL)
    fail (task, error != NULL ? error : g_error_copy (get->failure));
  else
    go_on (task);
}

static gboolean
can_take (Get *get)
{
  return G_IS_POLLABLE_INPUT_STREAM (get->stream)
         && g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (get->stream));
}

/* What is there already is taken with it, up to @most: TLS hands out no more than 16 KiB, and each
 * turn of the main loop costs as much as they do. */
static gboolean
take_rest (Get     *get,
           gsize    most,
           GError **error)
{
  gssize length = 1;

  while (length > 0 && get->coming.length < most && can_take (get))
    {
      g_autoptr(GError) failure = NULL;

      length = g_pollable_input_stream_read_nonblocking (
        G_POLLABLE_INPUT_STREAM (get->stream), get->coming.data + get->coming.length,
        most - get->coming.length, get->passage.sending, &failure);
      get->is_whole = length == 0;
      get->coming.length += (gsize) MAX (length, 0);
      if (failure != NULL && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }

  return TRUE;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Get *get = g_task_get_task_data (task);
  const gsize before = get->coming.length;
  const gsize most = MIN (before + TURN_BYTES, PIECE_BYTES);
  GError *error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  get->is_reading = FALSE;
  get->is_whole = length == 0;
  get->coming.length += (gsize) MAX (length, 0);
  if (get->failure != NULL || error != NULL || (length > 0 && !take_rest (get, most, &error)))
    {
      fail (task, error != NULL ? net_passage_translate_error (&get->passage,
                                                               g_task_get_cancellable (task), error)
                                : g_error_copy (get->failure));
      return;
    }

  if (get->coming.length > before)
    net_passage_add (&get->passage, get->coming.length - before);
  if (get->passage.done > get->max_size || (get->size >= 0 && get->passage.done > get->size))
    fail (task, g_error_new_literal (NET_ERROR, NET_ERROR_TOO_LARGE,
                                     "There is more of it than was announced"));
  else
    go_on (task);
}

/* The one that came goes to the disk, and the next one into the one that was there. */
static void
write_piece (GTask *task)
{
  Get *get = g_task_get_task_data (task);
  const Piece full = get->coming;

  get->coming = get->written;
  get->coming.length = 0;
  get->written = full;
  get->is_writing = TRUE;
  run (task, append_in_thread, appended_cb);
}

static void
read_piece (GTask *task)
{
  Get *get = g_task_get_task_data (task);

  if (get->coming.data == NULL)
    get->coming.data = g_malloc (PIECE_BYTES);
  get->is_reading = TRUE;
  net_passage_note_motion (&get->passage);
  g_input_stream_read_async (get->stream, get->coming.data + get->coming.length,
                             MIN (PIECE_BYTES - get->coming.length, TURN_BYTES), TURN_PRIORITY,
                             get->passage.sending, read_cb, g_object_ref (task));
}

static void
go_on (GTask *task)
{
  Get *get = g_task_get_task_data (task);

  if (!get->is_reading && !get->is_writing
      && (get->coming.length >= LEAST_BYTES || (get->is_whole && get->coming.length > 0)))
    write_piece (task);

  if (get->is_whole && !get->is_writing && get->coming.length == 0)
    {
      net_passage_rest (&get->passage);
      /* A connection that ends early looks like the end. */
      if (get->size >= 0 && get->passage.done < get->size)
        fail (task, g_error_new_literal (NET_ERROR, NET_ERROR_UNREACHABLE, "It was cut"));
      else
        run (task, commit_in_thread, committed_cb);
    }
  else if (!get->is_whole && !get->is_reading && get->coming.length < PIECE_BYTES)
    read_piece (task);
  else if (!get->is_reading)
    net_passage_rest (&get->passage); /* it is the disk that is slow */
}

/* The answer. */

static void
restart_in_thread (GTask        *work,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;

  if (net_store_restart (((Get *) data)->store, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, g_steal_pointer (&error));
}

static gboolean
finish_restart (GTask        *task,
                GAsyncResult *result)
{
  Get *get = g_task_get_task_data (task);
  GError *error = NULL;

  get->passage.done = 0;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;

  fail (task, error);
  return FALSE;
}

static void
restarted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (finish_restart (task, result))
    go_on (task);
}

static void
restarted_to_ask_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (finish_restart (task, result))
    ask (task);
}

/* Never from a safe way to one that anybody reads. */
static void
follow (GTask *task)
{
  Get *get = g_task_get_task_data (task);
  const char *location = soup_message_headers_get_one (
    soup_message_get_response_headers (get->passage.message), "Location");
  g_autoptr(GUri) uri = location != NULL
                        ? g_uri_parse_relative (get->uri, location, SOUP_HTTP_URI_FLAGS, NULL)
                        : NULL;

  if (uri == NULL || !net_passage_is_sound (uri) || ++get->n_redirections > MAX_REDIRECTIONS
      || g_strcmp0 (g_uri_get_scheme (uri), g_uri_get_scheme (get->uri)) != 0)
    {
      fail (task, g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED,
                                       "The server sends us where we do not go"));
      return;
    }

  get->may_be_near &= g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (get->uri)) == 0;
  g_uri_unref (get->uri);
  get->uri = g_steal_pointer (&uri);
  ask (task);
}

/* Whether the answer goes on where we are. */
static gboolean
is_rest (Get *get)
{
  goffset first = 0, last = 0, whole = 0;

  return soup_message_get_status (get->passage.message) == SOUP_STATUS_PARTIAL_CONTENT
         && soup_message_headers_get_content_range (
              soup_message_get_response_headers (get->passage.message), &first, &last, &whole)
         && first == get->passage.done;
}

static GError *
judge_length (Get      *get,
              gboolean  rests)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (get->passage.message);
  const gint64 there = rests ? get->passage.done : 0;
  gint64 length;

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return NULL;

  length = soup_message_headers_get_content_length (headers);
  if (length < 0 || length > get->max_size - there)
    return g_error_new_literal (NET_ERROR, NET_ERROR_TOO_LARGE, "There is too much of it");
  if (get->size >= 0 && there + length != get->size)
    return g_error_new_literal (NET_ERROR, NET_ERROR_CHANGED,
                                "The file is another one than was announced");
  return NULL;
}

static void
take_answer (GTask *task)
{
  Get *get = g_task_get_task_data (task);
  guint status = soup_message_get_status (get->passage.message);
  gboolean rests = get->passage.done > 0 && is_rest (get);
  GError *error = NULL;

  if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE && get->passage.done > 0)
    {
      run (task, restart_in_thread, restarted_to_ask_cb);
      return;
    }

  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      follow (task);
      return;
    }

  error = net_passage_judge_status (status);
  if (error == NULL)
    error = judge_length (get, rests);
  if (error == NULL && status == SOUP_STATUS_PARTIAL_CONTENT && !rests)
    error = g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED, "The server answers something else");

  if (error != NULL)
    fail (task, error);
  else if (get->passage.done > 0 && !rests)
    run (task, restart_in_thread, restarted_cb);
  else
    go_on (task);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Get *get = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&get->stream);
  get->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  net_passage_rest (&get->passage);
  if (get->stream != NULL)
    take_answer (task);
  else
    fail (task, net_passage_translate_error (&get->passage, g_task_get_cancellable (task), error));
}

static void
ask (GTask *task)
{
  Get *get = g_task_get_task_data (task);
  SoupMessage *message = NULL;

  if (!get->may_be_near && net_address_is_named_near (g_uri_get_host (get->uri)))
    {
      fail (task, g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED,
                                       "It is on this machine or in a network nearby"));
      return;
    }

  message = soup_message_new_from_uri (SOUP_METHOD_GET, get->uri);
  if (get->passage.done > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (message), get->passage.done,
                                    -1);
  net_passage_send (&get->passage, message, get->may_be_near, sent_cb, g_object_ref (task));
}

static void
open_in_thread (GTask        *work,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Get *get = data;
  g_autoptr(GError) error = NULL;

  get->store = net_store_open (get->folder, get->name, get->key, get->sha256 != NULL, &error);
  if (get->store != NULL && get->sha256 == NULL)
    net_store_sum_nothing (get->store);
  /* What is more than all of it is of something else. */
  if (get->store != NULL && get->size >= 0 && net_store_get_size (get->store) > get->size
      && !net_store_restart (get->store, &error))
    g_clear_pointer (&get->store, net_store_free);

  if (get->store != NULL && net_store_has_room (get->store, get->size, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, g_steal_pointer (&error));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Get *get = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (task, error);
      return;
    }

  get->passage.done = net_store_get_size (get->store);
  if (get->size > 0 && get->passage.done == get->size)
    run (task, commit_in_thread, committed_cb);
  else
    ask (task);
}

/**
 * net_download_async:
 * @client: a way to the web
 * @download: what is to be fetched; copied
 * @progress: (nullable): told how far it is
 * @progress_data: (closure progress): for @progress
 * @cancellable: (nullable): stops it, and drops what has come; where all of it is there already it
 *   is given all the same
 * @callback: called when it is there, or why it is not
 * @user_data: for @callback
 *
 * Fetches a file. It gets its name when all of it is there and, where that is known, amounts to
 * what it should; where there is one of that name already it becomes "name (2)". Where it is known
 * what it amounts to, the next try goes on where this one was cut (RFC 9110, 14).
 */
void
net_download_async (NetClient           *client,
                    const NetDownload   *download,
                    NetProgressFunc      progress,
                    gpointer             progress_data,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  Get *get;

  g_return_if_fail (NET_IS_CLIENT (client));
  g_return_if_fail (download->url != NULL && download->folder != NULL && download->name != NULL);
  g_return_if_fail (strchr (download->name, '/') == NULL);
  g_return_if_fail (download->key != NULL && strchr (download->key, '/') == NULL);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, net_download_async);
  /* A file that has its name is somebody's: nobody else could find and delete it. */
  g_task_set_check_cancellable (task, FALSE);
  uri = g_uri_parse (download->url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !net_passage_is_sound (uri))
    {
      g_task_return_new_error (task, NET_ERROR, NET_ERROR_REFUSED, "Not a URL");
      return;
    }

  get = g_new0 (Get, 1);
  get->uri = g_steal_pointer (&uri);
  get->folder = g_strdup (download->folder);
  get->name = g_strdup (download->name);
  get->key = g_strdup (download->key);
  get->sha256 = g_strdup (download->sha256);
  get->size = download->size;
  get->max_size = download->max_size;
  get->may_be_near = download->may_be_near;
  g_task_set_task_data (task, get, (GDestroyNotify) get_free);
  net_passage_init (&get->passage, net_client_get_way (client), task, progress, progress_data);
  if (get->size > get->max_size)
    fail (task, g_error_new_literal (NET_ERROR, NET_ERROR_TOO_LARGE, "There is too much of it"));
  else
    run (task, open_in_thread, opened_cb);
}

/**
 * net_download_finish:
 * @client: a way to the web
 * @result: what the callback got
 * @size: (out) (optional): how many bytes the file has
 * @error: of the domain %NET_ERROR; of %G_IO_ERROR what is wrong on this machine, or that it was
 *   cancelled
 *
 * Returns: (transfer full) (nullable): the path of the file
 */
char *
net_download_finish (NetClient     *client,
                     GAsyncResult  *result,
                     gint64        *size,
                     GError       **error)
{
  Get *get;

  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  get = g_task_get_task_data (G_TASK (result));
  if (size != NULL)
    *size = get != NULL && get->store != NULL ? net_store_get_size (get->store) : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}
