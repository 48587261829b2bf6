/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file from one stream to another, and their hash on the way. A piece at a time, and
 * with less urgency than drawing: windows stay quick beside it, and memory small. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-pump.h"

#include "xmpp-jingle-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define PIECE_BYTES  (128 * 1024)
#define PRIORITY     (G_PRIORITY_HIGH_IDLE + 30) /* GTK draws at 20 */
#define DIGEST_BYTES 32

typedef struct {
  GInputStream           *before;      /* (nullable) */
  gint64                  n_before;    /* of which so much is left to be hashed */
  GInputStream           *from;
  GOutputStream          *to;
  gint64                  n_left;
  gboolean                is_incoming;
  XmppJingleProgressFunc  progress;    /* (nullable) */
  gpointer                user_data;
  gnutls_hash_hd_t        hash;
  gsize                   n_piece;
  guint8                 *piece;
} Pump;

static void read_piece (GTask *task);

static void
pump_free (gpointer data)
{
  Pump *pump = data;

  g_clear_object (&pump->before);
  g_object_unref (pump->from);
  g_object_unref (pump->to);
  if (pump->hash != NULL)
    gnutls_hash_deinit (pump->hash, NULL);
  g_free (pump->piece);
  g_free (pump);
}

static void
return_digest (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);
  guint8 digest[DIGEST_BYTES];

  gnutls_hash_deinit (g_steal_pointer (&pump->hash), digest);
  g_task_return_pointer (task, g_bytes_new (digest, sizeof digest), (GDestroyNotify) g_bytes_unref);
}

/* Whatever a way has to say (not all of it has a number of its own), it broke; the disk has words
 * that are told. */
static void
return_failure (GTask    *task,
                gboolean  is_here,
                GError   *error) /* (transfer full) */
{
  if (is_here || error->domain != G_IO_ERROR
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE, "%s",
                           error->message);
  g_error_free (error);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Pump *pump = g_task_get_task_data (task);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      return_failure (task, pump->is_incoming, error);
      return;
    }

  pump->n_left -= (gint64) pump->n_piece;
  if (pump->progress != NULL)
    pump->progress (pump->n_piece, pump->user_data);
  read_piece (task);
}

/* What ended is the file here, or the connection from there. */
static void
return_short (GTask    *task,
              gboolean  is_here)
{
  if (is_here)
    g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CHANGED,
                             "The file is shorter than it was");
  else
    g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE,
                             "The connection ended before the file");
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Pump *pump = g_task_get_task_data (task);
  gboolean is_before = pump->n_before > 0;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (n_read < 0)
    {
      return_failure (task, is_before || !pump->is_incoming, error);
      return;
    }
  if (n_read == 0)
    {
      return_short (task, is_before || !pump->is_incoming);
      return;
    }
  if (!is_before && n_read > pump->n_left)
    {
      g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_TOO_LARGE,
                               "More came than was announced");
      return;
    }

  pump->n_piece = (gsize) n_read;
  gnutls_hash (pump->hash, pump->piece, pump->n_piece);
  if (is_before)
    {
      pump->n_before -= n_read;
      read_piece (task);
      return;
    }

  g_output_stream_write_all_async (pump->to, pump->piece, pump->n_piece, PRIORITY,
                                   g_task_get_cancellable (task), written_cb, g_object_ref (task));
}

static void
read_piece (GTask *task)
{
  Pump *pump = g_task_get_task_data (task);
  GInputStream *stream = pump->n_before > 0 ? pump->before : pump->from;
  gint64 n_wanted = pump->n_before > 0 ? pump->n_before : pump->n_left;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (n_wanted == 0)
    {
      return_digest (task);
      return;
    }

  /* One more than is announced: that it comes is to be noticed. */
  if (pump->n_before == 0 && pump->is_incoming)
    n_wanted++;
  g_input_stream_read_async (stream, pump->piece, (gsize) MIN (n_wanted, PIECE_BYTES), PRIORITY,
                             g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/**
 * xmpp_jingle_pump_async:
 * @before: (nullable): where the file's beginning is; it is read for the hash alone
 * @n_before: how many bytes of it count
 * @from: where the rest comes from; may be @before
 * @to: where it goes
 * @length: how much there is to come
 * @is_incoming: whether @from is somebody else, who may send less or more than that
 * @progress: (nullable): hears of each piece that is written
 * @cancellable: (nullable): gives up
 * @callback: called with the hash
 * @user_data: for @callback and @progress
 *
 * Moves a file, or what is left of it. No stream is closed.
 */
void
xmpp_jingle_pump_async (GInputStream           *before,
                        gint64                  n_before,
                        GInputStream           *from,
                        GOutputStream          *to,
                        gint64                  length,
                        gboolean                is_incoming,
                        XmppJingleProgressFunc  progress,
                        GCancellable           *cancellable,
                        GAsyncReadyCallback     callback,
                        gpointer                user_data)
{
  g_autoptr(GTask) task = NULL;
  Pump *pump;

  g_return_if_fail (before != NULL || n_before == 0);
  g_return_if_fail (G_IS_INPUT_STREAM (from) && G_IS_OUTPUT_STREAM (to));
  g_return_if_fail (length >= 0);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_jingle_pump_async);
  g_task_set_priority (task, PRIORITY);

  pump = g_new0 (Pump, 1);
  g_set_object (&pump->before, before);
  pump->n_before = n_before;
  pump->from = g_object_ref (from);
  pump->to = g_object_ref (to);
  pump->n_left = length;
  pump->is_incoming = is_incoming;
  pump->progress = progress;
  pump->user_data = user_data;
  pump->piece = g_malloc (PIECE_BYTES);
  g_task_set_task_data (task, pump, pump_free);

  if (gnutls_hash_init (&pump->hash, GNUTLS_DIG_SHA256) < 0)
    g_task_return_new_error (task, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_FAILED, "No SHA-256");
  else
    read_piece (task);
}

/**
 * xmpp_jingle_pump_finish:
 * @result: what the callback got
 * @error: return location for an error of a stream's, %XMPP_JINGLE_ERROR_INCOMPLETE,
 *   %XMPP_JINGLE_ERROR_TOO_LARGE or %XMPP_JINGLE_ERROR_CHANGED
 *
 * Returns: (transfer full) (nullable): SHA-256 of all that was read
 */
GBytes *
xmpp_jingle_pump_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
