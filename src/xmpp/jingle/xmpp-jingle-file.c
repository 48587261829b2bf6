/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file.c: one file on its way from one to the other: XEP-0234 0.19.1. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file.h"

#include "xmpp-jingle-file-private.h"

/* How often people are told how far it is */
#define PROGRESS_US (100 * 1000)

/* How much later than the end of the connection the word of it may come, at most */
#define WORD_S 5

G_DEFINE_FINAL_TYPE (XmppJingleFile, xmpp_jingle_file, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  PROP_TRANSFERRED,
  N_PROPS,
};

enum {
  SIGNAL_WHOLE,
  SIGNAL_ENDED,
  SIGNAL_UNHEARD,
  N_SIGNALS,
};

static const char *const ways[] = {
  [XMPP_JINGLE_WAY_NONE] = "no way",
  [XMPP_JINGLE_WAY_DIRECT] = "straight",
  [XMPP_JINGLE_WAY_PROXY] = "through a proxy",
  [XMPP_JINGLE_WAY_IN_BAND] = "in band",
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/**
 * xmpp_jingle_file_set_state:
 * @self: the file
 * @state: how far it is
 *
 * The one writer of the state.
 */
void
xmpp_jingle_file_set_state (XmppJingleFile      *self,
                            XmppJingleFileState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static gboolean
patience_cb (gpointer user_data)
{
  XmppJingleFile *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 end_us;

  /* An outage takes its own time. */
  if (self->context->session != NULL && !xmpp_jingle_context_is_online (self->context))
    self->last_us = now_us;
  end_us = self->last_us + self->patience_s * G_USEC_PER_SEC;
  if (now_us < end_us)
    {
      self->timer = g_timeout_add ((guint) ((end_us - now_us) / 1000 + 1), patience_cb, self);
      return G_SOURCE_REMOVE;
    }

  self->timer = 0;
  if (self->broken != NULL)
    {
      xmpp_jingle_file_end (self, g_steal_pointer (&self->broken));
    }
  else if (self->state == XMPP_JINGLE_FILE_CHECKING && self->is_incoming)
    {
      self->hash_follows = FALSE; /* it does not, after all */
      xmpp_jingle_file_check (self);
    }
  else if (self->state == XMPP_JINGLE_FILE_CONNECTING)
    {
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_NO_WAY, "No connection came about in time");
    }
  else
    {
      xmpp_jingle_file_fail (self, self->state == XMPP_JINGLE_FILE_RUNNING
                                     ? XMPP_JINGLE_ERROR_INCOMPLETE : XMPP_JINGLE_ERROR_TIMEOUT,
                             "Nothing happened for too long");
    }
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_jingle_file_set_patience:
 * @self: the file
 * @seconds: how long nothing may happen; 0: for ever
 *
 * The clock begins anew, now and whenever bytes move.
 */
void
xmpp_jingle_file_set_patience (XmppJingleFile *self,
                               guint           seconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->patience_s = seconds;
  self->last_us = g_get_monotonic_time ();
  if (seconds > 0)
    self->timer = g_timeout_add_seconds (seconds, patience_cb, self);
}

static void
finish (XmppJingleFile *self)
{
  g_clear_object (&self->ibb_input);
  g_clear_object (&self->ibb_output);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSFERRED]);
  xmpp_jingle_file_set_state (self, self->error == NULL ? XMPP_JINGLE_FILE_DONE
                                                        : XMPP_JINGLE_FILE_FAILED);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, self->error);
  g_object_unref (self);
}

static void
finish_when_closed (XmppJingleFile *self)
{
  if (--self->n_closing == 0)
    finish (self);
}

static void
input_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_input_stream_close_finish (G_INPUT_STREAM (object), result, NULL);
  finish_when_closed (user_data);
}

/* A file that is not whole has its error already. */
static void
output_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, NULL);
  finish_when_closed (user_data);
}

static void
connection_closed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_io_stream_close_finish (G_IO_STREAM (object), result, NULL);
  finish_when_closed (user_data);
}

static void
close_input (XmppJingleFile  *self,
             GInputStream   **stream)
{
  g_autoptr(GInputStream) input = g_steal_pointer (stream);

  if (input == NULL)
    return;

  self->n_closing++;
  g_input_stream_close_async (input, G_PRIORITY_DEFAULT, NULL, input_closed_cb, self);
}

static gboolean
close_streams_cb (gpointer user_data)
{
  XmppJingleFile *self = user_data;
  g_autoptr(GOutputStream) sink = g_steal_pointer (&self->sink);
  g_autoptr(GIOStream) connection = g_steal_pointer (&self->connection);

  self->n_closing = 1;
  close_input (self, &self->source);
  close_input (self, &self->before);
  if (sink != NULL)
    {
      self->n_closing++;
      g_output_stream_close_async (sink, G_PRIORITY_DEFAULT, NULL, output_closed_cb, self);
    }
  if (connection != NULL)
    {
      self->n_closing++;
      g_io_stream_close_async (connection, G_PRIORITY_DEFAULT, NULL, connection_closed_cb, self);
    }
  finish_when_closed (self);
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_jingle_file_settle:
 * @self: the file, which is ending
 *
 * Nothing reads or writes any more: the streams can be closed.
 */
void
xmpp_jingle_file_settle (XmppJingleFile *self)
{
  if (!self->is_pumping)
    g_idle_add (close_streams_cb, self);
}

/**
 * xmpp_jingle_file_end:
 * @self: the file
 * @error: (transfer full) (nullable): why; %NULL: it went well
 *
 * Ends it; what was first counts. "ended" comes when the streams are closed, never at once.
 */
void
xmpp_jingle_file_end (XmppJingleFile *self,
                      GError         *error)
{
  g_autoptr(GError) over = g_error_new_literal (XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CANCELLED,
                                                "It is over");

  if (self->is_ending)
    {
      g_clear_error (&error);
      return;
    }

  g_debug ("%s, %s: %s", xmpp_address_get_full (self->peer), ways[self->way],
           error != NULL ? error->message : "done");
  self->is_ending = TRUE;
  self->error = error;
  xmpp_jingle_file_set_patience (self, 0);
  g_clear_handle_id (&self->silence, g_source_remove);
  if (self->is_told && !self->is_left)
    xmpp_jingle_file_say_end (self);

  xmpp_jingle_file_leave_straight (self);
  g_cancellable_cancel (self->cancellable);
  if (self->ibb_input != NULL)
    xmpp_ibb_input_end (self->ibb_input, over);
  if (self->ibb_output != NULL)
    xmpp_ibb_output_abort (self->ibb_output, over);
  g_object_ref (self); /* until finish() */
  xmpp_jingle_file_settle (self);
}

/**
 * xmpp_jingle_file_fail:
 * @self: the file
 * @code: what went wrong
 * @message: the same in English
 *
 * Ends it with an error.
 */
void
xmpp_jingle_file_fail (XmppJingleFile  *self,
                       XmppJingleError  code,
                       const char      *message)
{
  xmpp_jingle_file_end (self, g_error_new_literal (XMPP_JINGLE_ERROR, (int) code, message));
}

/**
 * xmpp_jingle_file_break:
 * @self: the file
 * @error: (transfer full): what is known of it
 *
 * Ends it, since nothing comes through any more. Whoever cancels closes the connection, and says so
 * by way of the servers, which takes longer: that word is waited for. It comes before the answer to
 * what is asked now.
 */
void
xmpp_jingle_file_break (XmppJingleFile *self,
                        GError         *error)
{
  if (self->is_left || self->is_ending || self->broken != NULL)
    {
      xmpp_jingle_file_end (self, error);
      return;
    }

  g_debug ("%s: %s", xmpp_address_get_full (self->peer), error->message);
  self->broken = error;
  xmpp_jingle_file_set_patience (self, WORD_S);
  xmpp_jingle_file_ask (self);
}

/**
 * xmpp_jingle_file_add_progress:
 * @n_bytes: how many more were moved
 * @user_data: the file
 *
 * Counts, and tells now and then.
 */
void
xmpp_jingle_file_add_progress (gsize    n_bytes,
                               gpointer user_data)
{
  XmppJingleFile *self = user_data;
  gint64 now_us = g_get_monotonic_time ();

  self->transferred += (gint64) n_bytes;
  self->last_us = now_us;
  if (now_us - self->told_us < PROGRESS_US)
    return;

  self->told_us = now_us;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSFERRED]);
}

/**
 * xmpp_jingle_file_note_unheard:
 * @self: a file that has ended
 *
 * Tells that the other side did not hear so.
 */
void
xmpp_jingle_file_note_unheard (XmppJingleFile *self)
{
  g_signal_emit (self, signals[SIGNAL_UNHEARD], 0);
}

static void
xmpp_jingle_file_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  XmppJingleFile *self = XMPP_JINGLE_FILE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_TRANSFERRED:
      g_value_set_int64 (value, self->transferred);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
xmpp_jingle_file_dispose (GObject *object)
{
  XmppJingleFile *self = XMPP_JINGLE_FILE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->silence, g_source_remove);
  xmpp_jingle_file_leave_straight (self);
  g_clear_object (&self->source);
  g_clear_object (&self->before);
  g_clear_object (&self->sink);
  g_clear_object (&self->connection);
  g_clear_object (&self->ibb_input);
  g_clear_object (&self->ibb_output);

  G_OBJECT_CLASS (xmpp_jingle_file_parent_class)->dispose (object);
}

static void
xmpp_jingle_file_finalize (GObject *object)
{
  XmppJingleFile *self = XMPP_JINGLE_FILE (object);

  xmpp_jingle_context_unref (self->context);
  xmpp_address_unref (self->peer);
  g_free (self->sid);
  g_free (self->offer_id);
  g_free (self->content);
  g_free (self->creator);
  xmpp_file_free (self->file);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_clear_error (&self->broken);
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  g_free (self->ibb_sid);

  G_OBJECT_CLASS (xmpp_jingle_file_parent_class)->finalize (object);
}

static void
xmpp_jingle_file_class_init (XmppJingleFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = xmpp_jingle_file_get_property;
  object_class->dispose = xmpp_jingle_file_dispose;
  object_class->finalize = xmpp_jingle_file_finalize;

  /**
   * XmppJingleFile:state:
   *
   * How far it is, #XmppJingleFileState.
   */
  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, 0, XMPP_JINGLE_FILE_FAILED, 0,
                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * XmppJingleFile:transferred:
   *
   * How many bytes of the file are over.
   */
  props[PROP_TRANSFERRED] =
    g_param_spec_int64 ("transferred", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * XmppJingleFile::whole:
   * @self: the file
   *
   * All of it came, and is right. Whoever holds it is to put it away.
   */
  signals[SIGNAL_WHOLE] =
    g_signal_new ("whole", XMPP_TYPE_JINGLE_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppJingleFile::ended:
   * @self: the file
   * @error: (nullable): why it is not there
   *
   * It is over; nothing more comes.
   */
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", XMPP_TYPE_JINGLE_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * XmppJingleFile::unheard:
   * @self: the file
   *
   * The other side was told that it is over, and has forgotten that there was anything: it may
   * offer the same once more.
   */
  signals[SIGNAL_UNHEARD] =
    g_signal_new ("unheard", XMPP_TYPE_JINGLE_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_jingle_file_init (XmppJingleFile *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * xmpp_jingle_file_new:
 * @context: what it has in common with others
 * @peer: whom it is with
 * @sid: of the session
 * @content: its name there
 * @file: (transfer full): what is said of it
 *
 * Returns: (transfer full): a file of which nobody knows yet
 */
XmppJingleFile *
xmpp_jingle_file_new (XmppJingleContext *context,
                      XmppAddress       *peer,
                      const char        *sid,
                      const char        *content,
                      XmppFile          *file)
{
  XmppJingleFile *self = g_object_new (XMPP_TYPE_JINGLE_FILE, NULL);

  self->context = xmpp_jingle_context_ref (context);
  self->peer = xmpp_address_ref (peer);
  self->sid = g_strdup (sid);
  self->content = g_strdup (content);
  self->creator = g_strdup ("initiator");
  self->file = file;
  self->range.length = -1;
  return self;
}

/**
 * xmpp_jingle_file_get_peer:
 * @self: the file
 *
 * Returns: (transfer none): the full address of the other side
 */
XmppAddress *
xmpp_jingle_file_get_peer (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), NULL);

  return self->peer;
}

/**
 * xmpp_jingle_file_is_incoming:
 * @self: the file
 *
 * Returns: whether it comes here
 */
gboolean
xmpp_jingle_file_is_incoming (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), FALSE);

  return self->is_incoming;
}

/**
 * xmpp_jingle_file_get_file:
 * @self: the file
 *
 * Returns: (transfer none): what is said of it
 */
const XmppFile *
xmpp_jingle_file_get_file (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), NULL);

  return self->file;
}

/**
 * xmpp_jingle_file_get_offer_id:
 * @self: the file
 *
 * Returns: (transfer none) (nullable): what its sender calls it, however often it is offered; not
 *   every client says so
 */
const char *
xmpp_jingle_file_get_offer_id (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), NULL);

  return self->offer_id;
}

/**
 * xmpp_jingle_file_can_resume:
 * @self: the file
 *
 * Returns: whether the other side can begin in the middle: XEP-0234, 6.4
 */
gboolean
xmpp_jingle_file_can_resume (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), FALSE);

  return self->range.is_there;
}

/**
 * xmpp_jingle_file_get_state:
 * @self: the file
 *
 * Returns: how far it is
 */
XmppJingleFileState
xmpp_jingle_file_get_state (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), XMPP_JINGLE_FILE_FAILED);

  return self->state;
}

/**
 * xmpp_jingle_file_is_ending:
 * @self: the file
 *
 * Returns: whether it is over: "ended" has come, or is about to
 */
gboolean
xmpp_jingle_file_is_ending (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), TRUE);

  return self->is_ending;
}

/**
 * xmpp_jingle_file_get_way:
 * @self: the file
 *
 * Returns: how its bytes go
 */
XmppJingleWay
xmpp_jingle_file_get_way (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), XMPP_JINGLE_WAY_NONE);

  return self->way;
}

/**
 * xmpp_jingle_file_get_transferred:
 * @self: the file
 *
 * Returns: how many bytes of it are over
 */
gint64
xmpp_jingle_file_get_transferred (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), 0);

  return self->transferred;
}

/**
 * xmpp_jingle_file_get_error:
 * @self: the file
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
xmpp_jingle_file_get_error (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), NULL);

  return self->error;
}

/**
 * xmpp_jingle_file_is_verified:
 * @self: the file
 *
 * Returns: whether it is known that what came is what was sent
 */
gboolean
xmpp_jingle_file_is_verified (XmppJingleFile *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_FILE (self), FALSE);

  return self->is_verified;
}

/**
 * xmpp_jingle_file_hold:
 * @self: a file that is offered
 *
 * Asks to be told by "whole" when all of it came: the other side is not to hear that it is here
 * before it is where it stays.
 */
void
xmpp_jingle_file_hold (XmppJingleFile *self)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILE (self));

  self->is_held = TRUE;
}

/**
 * xmpp_jingle_file_note_whole:
 * @self: a file that came
 *
 * Ends it, now or when it is put away.
 */
void
xmpp_jingle_file_note_whole (XmppJingleFile *self)
{
  if (self->is_whole)
    return;

  self->is_whole = TRUE;
  if (!self->is_held)
    {
      xmpp_jingle_file_conclude (self, NULL);
      return;
    }

  xmpp_jingle_file_set_patience (self, 0);
  g_signal_emit (self, signals[SIGNAL_WHOLE], 0);
}

/**
 * xmpp_jingle_file_conclude:
 * @self: a file that came, or one that is offered and is here
 * @error: (nullable): why it cannot be kept
 *
 * Ends it. What is offered and is here is not sent again: its sender hears that it succeeded.
 */
void
xmpp_jingle_file_conclude (XmppJingleFile *self,
                           const GError   *error)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILE (self));

  if (!self->is_incoming || self->is_ending
      || !(self->is_whole || self->state == XMPP_JINGLE_FILE_OFFERED))
    return;

  if (error == NULL && self->is_whole)
    xmpp_jingle_file_say_received (self);
  xmpp_jingle_file_end (self, error != NULL ? g_error_copy (error) : NULL);
}

/**
 * xmpp_jingle_file_decline:
 * @self: the file
 *
 * The person does not want it.
 */
void
xmpp_jingle_file_decline (XmppJingleFile *self)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILE (self));

  if (self->state == XMPP_JINGLE_FILE_OFFERED)
    xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_DECLINED, "Declined");
}

/**
 * xmpp_jingle_file_cancel:
 * @self: the file
 *
 * The person has had enough.
 */
void
xmpp_jingle_file_cancel (XmppJingleFile *self)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILE (self));

  xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_CANCELLED, "Cancelled");
}
