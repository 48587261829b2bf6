/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-ibb-input.c: bytes from another in stanzas: XEP-0047 2.0.1. A block is answered when it has
 * been read, so that a slow reader slows the sender down. */
#define G_LOG_DOMAIN "xmpp-ibb"

#include "xmpp-ibb-input.h"

#include "xmpp-error.h"
#include "xmpp-jingle-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

/* Senders that do not wait for answers do not fill the memory. */
#define MAX_WAITING_BYTES (1024 * 1024)
#define MAX_WAITING       256

typedef struct {
  XmppElement *iq;
  GBytes      *bytes;
} Block;

struct _XmppIbbInput
{
  GInputStream  parent_instance;

  XmppJingleContext  *context;
  guint         block_bytes;
  guint16       seq;             /* of the next */
  GQueue        blocks;          /* owned Block */
  gsize         n_waiting_bytes;
  gsize         offset;          /* how much of the first block was read */
  gboolean      is_ended;
  GError       *error;           /* (nullable) */
  GTask        *reading;         /* (nullable) */
  void         *buffer;          /* borrowed: of @reading */
  gsize         count;
};

G_DEFINE_FINAL_TYPE (XmppIbbInput, xmpp_ibb_input, G_TYPE_INPUT_STREAM)

static void
block_free (gpointer data)
{
  Block *block = data;

  xmpp_element_unref (block->iq);
  g_bytes_unref (block->bytes);
  g_free (block);
}

static gsize
read_blocks (XmppIbbInput *self,
             guint8       *buffer,
             gsize         count)
{
  gsize n_read = 0;

  while (n_read < count && !g_queue_is_empty (&self->blocks))
    {
      Block *block = g_queue_peek_head (&self->blocks);
      gsize size = 0;
      const guint8 *bytes = g_bytes_get_data (block->bytes, &size);
      gsize n_bytes = MIN (count - n_read, size - self->offset);

      memcpy (buffer + n_read, bytes + self->offset, n_bytes);
      n_read += n_bytes;
      self->offset += n_bytes;
      if (self->offset == size)
        {
          xmpp_jingle_context_send (self->context, xmpp_element_new_result (block->iq));
          self->n_waiting_bytes -= size;
          self->offset = 0;
          block_free (g_queue_pop_head (&self->blocks));
        }
    }

  return n_read;
}

/* Whether there was something to return */
static gboolean
return_reading (XmppIbbInput *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->reading == NULL || (g_queue_is_empty (&self->blocks) && !self->is_ended))
    return FALSE;

  task = g_steal_pointer (&self->reading);
  if (!g_queue_is_empty (&self->blocks))
    g_task_return_int (task, (gssize) read_blocks (self, self->buffer, self->count));
  else if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_int (task, 0);
  return TRUE;
}

/**
 * xmpp_ibb_input_end:
 * @self: the stream
 * @error: (nullable): why it is over; %NULL: it was closed
 *
 * What has come can still be read.
 */
void
xmpp_ibb_input_end (XmppIbbInput *self,
                    const GError *error)
{
  g_return_if_fail (XMPP_IS_IBB_INPUT (self));

  if (self->is_ended)
    return;

  self->is_ended = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  return_reading (self);
}

static void
refuse (XmppIbbInput    *self,
        XmppElement     *iq,
        XmppStanzaError  condition,
        const char      *why)
{
  g_autoptr(GError) error = g_error_new (XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_MALFORMED,
                                         "In-band: %s", why);

  xmpp_jingle_context_send (self->context, xmpp_stanza_error_reply (iq, condition, why));
  xmpp_ibb_input_end (self, error);
}

/**
 * xmpp_ibb_input_take:
 * @self: the stream
 * @iq: what came
 * @data: <data/> in it
 *
 * Takes a block. One that is out of order, too large or no base64 ends the stream: XEP-0047, 2.2.
 */
void
xmpp_ibb_input_take (XmppIbbInput *self,
                     XmppElement  *iq,
                     XmppElement  *data)
{
  const char *seq = xmpp_element_get_attribute (data, "seq");
  guint64 number = 0;
  g_autoptr(GBytes) bytes = NULL;
  Block *block;

  g_return_if_fail (XMPP_IS_IBB_INPUT (self));

  if (self->is_ended)
    {
      xmpp_jingle_context_send (self->context,
                         xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_ITEM_NOT_FOUND, NULL));
      return;
    }
  if (seq == NULL || !g_ascii_string_to_unsigned (seq, 10, 0, G_MAXUINT16, &number, NULL)
      || number != self->seq)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST, "A block is not in order");
      return;
    }

  bytes = xmpp_text_decode_base64 (xmpp_element_get_text (data), self->block_bytes);
  if (bytes == NULL)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_BAD_REQUEST, "A block is too large or no base64");
      return;
    }
  if (self->n_waiting_bytes + g_bytes_get_size (bytes) > MAX_WAITING_BYTES
      || self->blocks.length >= MAX_WAITING)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT, "Too many blocks at a time");
      return;
    }

  block = g_new (Block, 1);
  block->iq = xmpp_element_ref (iq);
  block->bytes = g_steal_pointer (&bytes);
  g_queue_push_tail (&self->blocks, block);
  self->n_waiting_bytes += g_bytes_get_size (block->bytes);
  self->seq++;
  return_reading (self);
}

static void
xmpp_ibb_input_read_async (GInputStream        *stream,
                           void                *buffer,
                           gsize                count,
                           int                  io_priority,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  XmppIbbInput *self = XMPP_IBB_INPUT (stream);

  self->reading = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (self->reading, xmpp_ibb_input_read_async);
  g_task_set_priority (self->reading, io_priority);
  self->buffer = buffer;
  self->count = count;
  return_reading (self);
}

static gssize
xmpp_ibb_input_read_finish (GInputStream  *stream,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static gssize
xmpp_ibb_input_read_fn (GInputStream  *stream,
                        void          *buffer,
                        gsize          count,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Stanzas do not block");
  return -1;
}

static void
xmpp_ibb_input_finalize (GObject *object)
{
  XmppIbbInput *self = XMPP_IBB_INPUT (object);

  xmpp_jingle_context_unref (self->context);
  g_queue_clear_full (&self->blocks, block_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (xmpp_ibb_input_parent_class)->finalize (object);
}

static void
xmpp_ibb_input_class_init (XmppIbbInputClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xmpp_ibb_input_finalize;
  stream_class->read_fn = xmpp_ibb_input_read_fn;
  stream_class->read_async = xmpp_ibb_input_read_async;
  stream_class->read_finish = xmpp_ibb_input_read_finish;
}

static void
xmpp_ibb_input_init (XmppIbbInput *self)
{
  g_queue_init (&self->blocks);
}

/**
 * xmpp_ibb_input_new:
 * @context: how stanzas go
 * @block_bytes: what was agreed on
 *
 * Returns: (transfer full): a stream of what xmpp_ibb_input_take() is given
 */
XmppIbbInput *
xmpp_ibb_input_new (XmppJingleContext *context,
                    guint        block_bytes)
{
  XmppIbbInput *self;

  g_return_val_if_fail (context != NULL, NULL);

  self = g_object_new (XMPP_TYPE_IBB_INPUT, NULL);
  self->context = xmpp_jingle_context_ref (context);
  self->block_bytes = block_bytes;
  return self;
}
