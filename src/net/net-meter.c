/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is just as long as was said, and what its bytes amount to. Who is promised so many
 * bytes gets them all or none: a file may grow, shrink or go while it is read. A thread reads and
 * hashes a few pieces ahead of whoever sends them; when it has filled them all it rests until half
 * of them are free again. Those who send and receive then have its processor for milliseconds, not
 * for moments in which the system gives it to nobody. */
#define G_LOG_DOMAIN "net"

#include "net-meter.h"

#include "base-hex.h"
#include "net-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define PIECE_BYTES (512 * 1024)
#define N_PIECES    8

#define SHA256_SIZE 32

typedef struct {
  guint8 *data;
  gsize   length;
} Piece;

struct _NetMeter
{
  GInputStream     *base;
  GCancellable     *cancellable;  /* (nullable) */
  gint64            size;
  gint64            done;         /* of its thread: what was read of the base, and hashed */
  gnutls_hash_hd_t  hash;         /* of its thread, until that is over */
  GThread          *thread;

  GMutex            mutex;        /* for all that follows */
  GCond             changed;
  Piece             pieces[N_PIECES];
  guint             n_filled;     /* counted from the start */
  guint             n_freed;
  gboolean          is_taken;     /* the oldest is with whoever takes them */
  gboolean          is_stopped;   /* nobody takes them any more */
  gboolean          is_over;      /* nothing comes after what is there */
  GError           *error;        /* (nullable) */
};

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, NET_ERROR, NET_ERROR_CHANGED, "The file has changed");
  return FALSE;
}

/* At the end it must be at its end. */
static gboolean
is_at_end (NetMeter  *self,
           GError   **error)
{
  guint8 more;
  gssize n_read = g_input_stream_read (self->base, &more, 1, self->cancellable, error);

  return n_read == 0 || (n_read > 0 && fail (error));
}

static gboolean
fill (NetMeter  *self,
      Piece     *piece,
      GError   **error)
{
  gsize length = (gsize) MIN (PIECE_BYTES, self->size - self->done);

  if (!g_input_stream_read_all (self->base, piece->data, length, &piece->length, self->cancellable,
                                error))
    return FALSE;
  if (piece->length < length)
    return fail (error);

  gnutls_hash (self->hash, piece->data, piece->length);
  self->done += (gint64) piece->length;
  /* The last one is not given away before it is known to be that. */
  return self->done < self->size || is_at_end (self, error);
}

/* (nullable): one that may be filled */
static Piece *
wait_for_room (NetMeter *self)
{
  Piece *piece = NULL;

  g_mutex_lock (&self->mutex);
  if (self->n_filled - self->n_freed == N_PIECES)
    while (self->n_filled - self->n_freed > N_PIECES / 2 && !self->is_stopped)
      g_cond_wait (&self->changed, &self->mutex);
  if (!self->is_stopped)
    piece = &self->pieces[self->n_filled % N_PIECES];
  g_mutex_unlock (&self->mutex);
  return piece;
}

static gpointer
run (gpointer data)
{
  NetMeter *self = data;
  Piece *piece = NULL;
  GError *error = NULL;
  gboolean goes_on = self->size > 0 || is_at_end (self, &error);

  while (goes_on && self->done < self->size && (piece = wait_for_room (self)) != NULL)
    {
      goes_on = fill (self, piece, &error);
      g_mutex_lock (&self->mutex);
      if (goes_on)
        self->n_filled++;
      g_cond_signal (&self->changed);
      g_mutex_unlock (&self->mutex);
    }

  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  self->error = error;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/**
 * net_meter_new:
 * @base: what is read, by nobody else
 * @size: how many bytes there are
 * @cancellable: (nullable): stops it
 *
 * Returns: (transfer full): what reads it
 */
NetMeter *
net_meter_new (GInputStream *base,
               gint64        size,
               GCancellable *cancellable)
{
  NetMeter *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (base), NULL);
  g_return_val_if_fail (size >= 0, NULL);

  self = g_new0 (NetMeter, 1);
  self->base = g_object_ref (base);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->size = size;
  if (gnutls_hash_init (&self->hash, GNUTLS_DIG_SHA256) != 0)
    g_error ("No SHA-256");

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  for (guint i = 0; i < N_PIECES; i++)
    self->pieces[i].data = g_malloc (PIECE_BYTES);
  self->thread = g_thread_new ("reading", run, self);
  return self;
}

/**
 * net_meter_free:
 * @self: what reads a file
 *
 * Waits until it has stopped: not for the main thread.
 */
void
net_meter_free (NetMeter *self)
{
  g_mutex_lock (&self->mutex);
  self->is_stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  for (guint i = 0; i < N_PIECES; i++)
    g_free (self->pieces[i].data);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  gnutls_hash_deinit (self->hash, NULL);
  g_clear_object (&self->cancellable);
  g_object_unref (self->base);
  g_free (self);
}

/**
 * net_meter_take:
 * @self: what reads a file
 * @length: (out): how many bytes that are; 0 at the end
 * @error: %NET_ERROR_CHANGED where there are more or fewer than was said
 *
 * Waits for the next bytes of it.
 *
 * Returns: (nullable): borrowed, until the next ones are asked for
 */
const guint8 *
net_meter_take (NetMeter  *self,
                gsize     *length,
                GError   **error)
{
  const guint8 *data = NULL;

  g_mutex_lock (&self->mutex);
  if (self->is_taken)
    {
      self->n_freed++;
      if (self->n_filled - self->n_freed == N_PIECES / 2)
        g_cond_signal (&self->changed);
    }
  while (self->n_filled == self->n_freed && !self->is_over)
    g_cond_wait (&self->changed, &self->mutex);

  *length = 0;
  self->is_taken = self->n_filled != self->n_freed;
  if (self->is_taken)
    {
      data = self->pieces[self->n_freed % N_PIECES].data;
      *length = self->pieces[self->n_freed % N_PIECES].length;
    }
  else if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else
    data = self->pieces[0].data;
  g_mutex_unlock (&self->mutex);
  return data;
}

/**
 * net_meter_is_broken:
 * @self: what reads a file
 *
 * Returns: whether the file itself could not be read, whatever became of its bytes
 */
gboolean
net_meter_is_broken (NetMeter *self)
{
  gboolean is_broken;

  g_mutex_lock (&self->mutex);
  is_broken = self->error != NULL && self->error->domain == G_IO_ERROR
              && !g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_mutex_unlock (&self->mutex);
  return is_broken;
}

/**
 * net_meter_dup_sha256:
 * @self: one that has come to its end
 *
 * Returns: (transfer full): the SHA-256 of what was read, in hex
 */
char *
net_meter_dup_sha256 (NetMeter *self)
{
  guint8 digest[SHA256_SIZE];
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (self->is_over, NULL);

  gnutls_hash_output (self->hash, digest);
  bytes = g_bytes_new (digest, sizeof digest);
  return base_hex_from_bytes (bytes);
}
