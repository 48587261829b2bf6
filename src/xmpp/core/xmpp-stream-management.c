/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the stanzas of a session and keeps those that the server may not have: XEP-0198 1.6.3.
 *
 * Every stanza that is sent has a serial, which is never used again. On the wire both sides count
 * from the stream's enabling on, modulo 2^32; here everything is counted in 64 bits, and what
 * comes in is stretched to that. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-stream-management.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-stream-holds.h"

/* What is kept to be sent again. A server that answers for nothing shall not make us keep more. */
#define MAX_QUEUED       2000
#define MAX_QUEUED_BYTES (8 * 1024 * 1024)

/* XEP-0198, 5: no identifier should be longer than that. */
#define MAX_ID_BYTES 4000

/* Where the server does not say how long it remembers a session, and the most that we count on. */
#define USUAL_MAX_S 300
#define MOST_MAX_S  900

/* How the present stream relates to the session. */
typedef enum {
  STREAM_NONE,      /* there is none, or nothing was agreed on it */
  STREAM_NEW,       /* its stanzas are counted from the enabling on */
  STREAM_CONTINUES, /* it goes on where another one ended */
} Stream;

typedef struct {
  XmppElement *stanza;
  gsize        n_bytes;
} Sent;

struct _XmppStreamManagement
{
  Stream   stream;
  gboolean is_flowing;     /* it is negotiated, stanzas may come and go */
  gboolean is_resuming;    /* <resume/> waits for its answer */
  gboolean is_enabling;    /* <enable/> waits for its answer */

  char    *id;             /* (nullable): of a session that the server will resume */
  char    *location;       /* (nullable): where it wants us to come back to */
  guint    max_s;

  guint64  last_serial;    /* of all that was ever sent */
  guint64  enable_serial;  /* the last one before <enable/> */
  guint64  base_serial;    /* the last one before the server began to count */
  guint64  counted;        /* the last one that the server has counted */
  guint64  acknowledged;   /* the last one that the server has said to have, ever */
  GQueue   queue;          /* owned Sent: the last of all that was sent, without a gap */
  gsize    n_queued_bytes;
  guint64  dropped_serial; /* the last one that should be queued and is not; 0: none */

  XmppStreamHolds *holds;  /* what was received since the server began to count */
  guint64  told;           /* what of it we have said to have handled */
  gboolean owes_ack;       /* the server was told less than it asked for */
};

static void
sent_free (Sent *sent)
{
  xmpp_element_unref (sent->stanza);
  g_free (sent);
}

static void
clear_queue (XmppStreamManagement *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) sent_free);
  self->n_queued_bytes = 0;
}

/* The server knows nothing of us any more. */
static void
forget_session (XmppStreamManagement *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->location, g_free);
  self->max_s = 0;
  clear_queue (self);
  self->dropped_serial = 0;
  xmpp_stream_holds_clear (self->holds);
  self->told = 0;
  self->owes_ack = FALSE;
}

/* Everything up to @serial is the server's business now. */
static void
acknowledge (XmppStreamManagement *self,
             guint64               serial)
{
  while (self->queue.length > 0 && self->last_serial - self->queue.length < serial)
    {
      Sent *sent = g_queue_pop_head (&self->queue);

      self->n_queued_bytes -= sent->n_bytes;
      sent_free (sent);
    }

  self->counted = serial;
  self->acknowledged = MAX (self->acknowledged, serial);
  if (self->dropped_serial <= serial)
    self->dropped_serial = 0;
}

static gboolean
is_true (const char *value)
{
  return g_strcmp0 (value, "true") == 0 || g_strcmp0 (value, "1") == 0;
}

static gboolean
read_number (XmppElement *element,
             const char  *name,
             guint32     *number)
{
  const char *text = xmpp_element_get_attribute (element, name);
  guint64 value = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;

  *number = (guint32) value;
  return TRUE;
}

/* Takes what the server says to have handled, as far as it can be: no more than was sent, no less
 * than it has said before, which modulo 2^32 is the same. */
static gboolean
take_handled (XmppStreamManagement  *self,
              XmppElement           *element,
              GError               **error)
{
  guint32 handled = 0;
  guint32 fresh = 0;

  if (!read_number (element, "h", &handled))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server does not say what it has handled");
      return FALSE;
    }

  fresh = handled - (guint32) (self->counted - self->base_serial);
  if (fresh > self->last_serial - self->counted)
    {
      g_set_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                   "The server acknowledged %u stanzas, but was sent %u", handled,
                   (guint32) (self->last_serial - self->base_serial));
      return FALSE;
    }

  acknowledge (self, self->counted + fresh);
  return TRUE;
}

static void
set_count (XmppElement *element,
           guint64      count)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", (guint32) count);
  xmpp_element_set_attribute (element, "h", text);
}

/**
 * xmpp_stream_management_new:
 *
 * Returns: (transfer full): one that knows of no session
 */
XmppStreamManagement *
xmpp_stream_management_new (void)
{
  XmppStreamManagement *self = g_new0 (XmppStreamManagement, 1);

  g_queue_init (&self->queue);
  self->holds = xmpp_stream_holds_new ();
  return self;
}

/**
 * xmpp_stream_management_free:
 * @self: (transfer full): one
 *
 * Frees @self.
 */
void
xmpp_stream_management_free (XmppStreamManagement *self)
{
  forget_session (self);
  xmpp_stream_holds_free (self->holds);
  g_free (self);
}

/**
 * xmpp_stream_management_reset:
 * @self: one
 *
 * Forgets the session: it was ended, or is of no use. Serials go on.
 */
void
xmpp_stream_management_reset (XmppStreamManagement *self)
{
  g_return_if_fail (self != NULL);

  forget_session (self);
  xmpp_stream_management_lose_stream (self);
}

/**
 * xmpp_stream_management_lose_stream:
 * @self: one
 *
 * The stream is gone, the session is not yet.
 */
void
xmpp_stream_management_lose_stream (XmppStreamManagement *self)
{
  g_return_if_fail (self != NULL);

  self->stream = STREAM_NONE;
  self->is_flowing = FALSE;
  self->is_resuming = FALSE;
  self->is_enabling = FALSE;
  xmpp_stream_holds_forgo (self->holds);
}

/**
 * xmpp_stream_management_start_stream:
 * @self: one
 *
 * The negotiation is over and stanzas flow. When this is not the session of before, nothing of
 * that one is left.
 */
void
xmpp_stream_management_start_stream (XmppStreamManagement *self)
{
  g_return_if_fail (self != NULL);

  if (self->stream == STREAM_NONE)
    forget_session (self);
  self->is_resuming = FALSE;
  self->is_flowing = TRUE;
}

/**
 * xmpp_stream_management_make_enable:
 * @self: one
 *
 * Asks for a new session. Stanzas that are sent after this are counted, so the answer may come
 * when they flow already.
 *
 * Returns: (transfer full): the request
 */
XmppElement *
xmpp_stream_management_make_enable (XmppStreamManagement *self)
{
  XmppElement *enable = xmpp_element_new ("enable", XMPP_NS_STREAM_MANAGEMENT);

  xmpp_element_set_attribute (enable, "resume", "true");
  self->is_enabling = TRUE;
  self->enable_serial = self->last_serial;
  return enable;
}

/**
 * xmpp_stream_management_make_resume:
 * @self: one that can resume
 *
 * Asks to go on with the session. What is held is not said to be handled: XEP-0198, 5 has the
 * server send that again, and should we end before it is released, it is the server's still.
 *
 * Returns: (transfer full): the request
 */
XmppElement *
xmpp_stream_management_make_resume (XmppStreamManagement *self)
{
  XmppElement *resume = NULL;

  g_return_val_if_fail (xmpp_stream_management_can_resume (self), NULL);

  resume = xmpp_element_new ("resume", XMPP_NS_STREAM_MANAGEMENT);
  xmpp_element_set_attribute (resume, "previd", self->id);
  set_count (resume, xmpp_stream_holds_reserve (self->holds));
  self->is_resuming = TRUE;
  return resume;
}

/**
 * xmpp_stream_management_take_enabled:
 * @self: one
 * @element: <enabled/>
 * @error: return location for %XMPP_ERROR_MALFORMED: nobody asked
 *
 * The server counts. A session from before is over.
 *
 * Returns: whether this was to be expected
 */
gboolean
xmpp_stream_management_take_enabled (XmppStreamManagement  *self,
                                     XmppElement           *element,
                                     GError               **error)
{
  const char *id = NULL;
  guint32 max_s = 0;

  g_return_val_if_fail (self != NULL && element != NULL, FALSE);

  if (!self->is_enabling)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "Nobody asked for stream management");
      return FALSE;
    }

  if (!self->is_flowing)
    forget_session (self);
  self->is_resuming = FALSE;
  self->is_enabling = FALSE;
  self->stream = STREAM_NEW;
  self->base_serial = self->enable_serial;
  self->counted = self->enable_serial;

  id = xmpp_element_get_attribute (element, "id");
  if (is_true (xmpp_element_get_attribute (element, "resume")) && id != NULL && id[0] != '\0'
      && strlen (id) <= MAX_ID_BYTES)
    {
      self->id = g_strdup (id);
      self->location = g_strdup (xmpp_element_get_attribute (element, "location"));
      self->max_s = read_number (element, "max", &max_s) && max_s > 0 ? MIN (max_s, MOST_MAX_S)
                                                                      : USUAL_MAX_S;
    }
  return TRUE;
}

/**
 * xmpp_stream_management_take_resumed:
 * @self: one
 * @element: <resumed/>
 * @error: return location for %XMPP_ERROR_MALFORMED: nobody asked, it is another session, or the
 *   server says to have what it was not sent
 *
 * The session goes on: xmpp_stream_management_dup_unacknowledged() is to be sent again. After an
 * error the session is of no use.
 *
 * Returns: whether it goes on
 */
gboolean
xmpp_stream_management_take_resumed (XmppStreamManagement  *self,
                                     XmppElement           *element,
                                     GError               **error)
{
  g_return_val_if_fail (self != NULL && element != NULL, FALSE);

  if (!self->is_resuming
      || g_strcmp0 (xmpp_element_get_attribute (element, "previd"), self->id) != 0)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server resumed another session");
      xmpp_stream_management_reset (self);
      return FALSE;
    }
  if (!take_handled (self, element, error))
    {
      xmpp_stream_management_reset (self);
      return FALSE;
    }

  self->is_resuming = FALSE;
  self->is_enabling = FALSE;
  self->stream = STREAM_CONTINUES;
  xmpp_stream_holds_rewind (self->holds);
  self->told = xmpp_stream_holds_get_count (self->holds); /* with <resume/> */
  self->owes_ack = FALSE;
  return TRUE;
}

/**
 * xmpp_stream_management_take_failed:
 * @self: one
 * @element: <failed/>
 *
 * The answer to what was asked first and not answered yet. When that was to resume, the session is
 * over; what the server says to have of it counts.
 */
void
xmpp_stream_management_take_failed (XmppStreamManagement *self,
                                    XmppElement          *element)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (self != NULL && element != NULL);

  if (self->is_resuming)
    {
      if (!take_handled (self, element, &error))
        g_debug ("Not resumed: %s", error->message);
      self->is_resuming = FALSE;
      forget_session (self);
    }
  else if (self->is_enabling)
    {
      self->is_enabling = FALSE;
      forget_session (self);
    }
}

/**
 * xmpp_stream_management_is_enabled:
 * @self: one
 *
 * Returns: whether the stanzas of the present stream are counted
 */
gboolean
xmpp_stream_management_is_enabled (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->stream != STREAM_NONE;
}

/**
 * xmpp_stream_management_is_awaited:
 * @self: one
 *
 * Returns: whether <enable/> was sent and not answered yet
 */
gboolean
xmpp_stream_management_is_awaited (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_enabling;
}

/**
 * xmpp_stream_management_is_resumed:
 * @self: one
 *
 * Returns: whether the present stream goes on where another one ended
 */
gboolean
xmpp_stream_management_is_resumed (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->stream == STREAM_CONTINUES;
}

/**
 * xmpp_stream_management_can_resume:
 * @self: one
 *
 * Returns: whether there is a session that can go on over another stream, with nothing missing
 */
gboolean
xmpp_stream_management_can_resume (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->id != NULL && self->dropped_serial == 0;
}

/**
 * xmpp_stream_management_get_location:
 * @self: one
 *
 * Returns: (nullable): where the server wants the session to be resumed: "host", "host:port" or
 *   "[address]:port"
 */
const char *
xmpp_stream_management_get_location (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->location;
}

/**
 * xmpp_stream_management_get_max_s:
 * @self: one
 *
 * Returns: for how many seconds after the loss of its stream the session can be resumed
 */
guint
xmpp_stream_management_get_max_s (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_s;
}

/* All of it, since what is sent again must have no gap; the session cannot be resumed until the
 * server has said to have what we no longer have. Acknowledgements go on as before. */
static void
drop_queue (XmppStreamManagement *self)
{
  g_debug ("Too much waits for the server: not to be resumed for now");
  clear_queue (self);
  self->dropped_serial = self->last_serial;
}

/**
 * xmpp_stream_management_note_sent:
 * @self: one
 * @stanza: (transfer none): a stanza, written to the stream for the first time; nobody changes it
 *   any more
 * @n_bytes: how large it is
 *
 * Counts a stanza, and keeps it until the server has it.
 *
 * Returns: its serial
 */
guint64
xmpp_stream_management_note_sent (XmppStreamManagement *self,
                                  XmppElement          *stanza,
                                  gsize                 n_bytes)
{
  Sent *sent = NULL;

  g_return_val_if_fail (self != NULL && stanza != NULL, 0);

  self->last_serial++;
  if (self->stream == STREAM_NONE && !self->is_enabling)
    return self->last_serial;

  sent = g_new0 (Sent, 1);
  sent->stanza = xmpp_element_ref (stanza);
  sent->n_bytes = n_bytes;
  g_queue_push_tail (&self->queue, sent);
  self->n_queued_bytes += n_bytes;
  if (self->queue.length > MAX_QUEUED || self->n_queued_bytes > MAX_QUEUED_BYTES)
    drop_queue (self);
  return self->last_serial;
}

/**
 * xmpp_stream_management_note_received:
 * @self: one
 * @stanza: what came
 *
 * Counts a stanza that came and was handled.
 */
void
xmpp_stream_management_note_received (XmppStreamManagement *self,
                                      XmppElement          *stanza)
{
  g_return_if_fail (self != NULL && stanza != NULL);

  if (self->stream != STREAM_NONE)
    xmpp_stream_holds_note (self->holds, stanza);
}

/**
 * xmpp_stream_management_is_again:
 * @self: one
 * @stanza: what is just coming
 *
 * What was held when the session was resumed comes again. It is to be counted, and nothing else.
 *
 * Returns: whether @stanza was handled before
 */
gboolean
xmpp_stream_management_is_again (XmppStreamManagement *self,
                                 XmppElement          *stanza)
{
  g_return_val_if_fail (self != NULL && stanza != NULL, FALSE);

  return self->stream == STREAM_CONTINUES && xmpp_stream_holds_is_again (self->holds, stanza);
}

/**
 * xmpp_stream_management_take_ack:
 * @self: one that is enabled
 * @element: <a/>
 * @error: return location for %XMPP_ERROR_MALFORMED: the server says to have what it was not sent
 *
 * Lets go of what the server has.
 *
 * Returns: whether it can be
 */
gboolean
xmpp_stream_management_take_ack (XmppStreamManagement  *self,
                                 XmppElement           *element,
                                 GError               **error)
{
  g_return_val_if_fail (self != NULL && element != NULL, FALSE);
  g_return_val_if_fail (self->stream != STREAM_NONE, FALSE);

  return take_handled (self, element, error);
}

/**
 * xmpp_stream_management_make_error:
 * @self: one
 * @element: what xmpp_stream_management_take_ack() or xmpp_stream_management_take_resumed()
 *   refused
 *
 * Returns: (transfer full): the stream error that ends the stream for it: XEP-0198, 6
 */
XmppElement *
xmpp_stream_management_make_error (XmppStreamManagement *self,
                                   XmppElement          *element)
{
  XmppElement *error = NULL;
  XmppElement *reason = NULL;
  guint32 handled = 0;
  char sent[16];

  g_return_val_if_fail (self != NULL && element != NULL, NULL);

  error = xmpp_element_new ("error", XMPP_NS_STREAM);
  xmpp_element_add_child (error, "undefined-condition", XMPP_NS_STREAM_ERRORS);
  if (!read_number (element, "h", &handled))
    return error;

  reason = xmpp_element_add_child (error, "handled-count-too-high", XMPP_NS_STREAM_MANAGEMENT);
  set_count (reason, handled);
  g_snprintf (sent, sizeof sent, "%u", (guint32) (self->last_serial - self->base_serial));
  xmpp_element_set_attribute (reason, "send-count", sent);
  return error;
}

/**
 * xmpp_stream_management_make_request:
 * @self: one that is enabled
 *
 * Returns: (transfer full): the question what the server has handled
 */
XmppElement *
xmpp_stream_management_make_request (XmppStreamManagement *self)
{
  return xmpp_element_new ("r", XMPP_NS_STREAM_MANAGEMENT);
}

/**
 * xmpp_stream_management_make_ack:
 * @self: one that is enabled
 *
 * Returns: (transfer full): what we have handled, as far as no hold keeps it back
 */
XmppElement *
xmpp_stream_management_make_ack (XmppStreamManagement *self)
{
  XmppElement *ack = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  ack = xmpp_element_new ("a", XMPP_NS_STREAM_MANAGEMENT);
  self->told = xmpp_stream_holds_get_handled (self->holds);
  self->owes_ack = self->told != xmpp_stream_holds_get_count (self->holds);
  set_count (ack, self->told);
  return ack;
}

/**
 * xmpp_stream_management_dup_unacknowledged:
 * @self: one
 *
 * Returns: (transfer container) (element-type XmppElement): what the server may not have, in order
 */
GPtrArray *
xmpp_stream_management_dup_unacknowledged (XmppStreamManagement *self)
{
  GPtrArray *stanzas = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  stanzas = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_element_unref);
  for (GList *link = self->queue.head; link != NULL; link = link->next)
    g_ptr_array_add (stanzas, xmpp_element_ref (((Sent *) link->data)->stanza));
  return stanzas;
}

/**
 * xmpp_stream_management_get_sent:
 * @self: one
 *
 * Returns: the serial of the last stanza that was sent
 */
guint64
xmpp_stream_management_get_sent (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last_serial;
}

/**
 * xmpp_stream_management_get_acknowledged:
 * @self: one
 *
 * Returns: the serial of the last stanza that the server has said to have
 */
guint64
xmpp_stream_management_get_acknowledged (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->acknowledged;
}

/**
 * xmpp_stream_management_hold:
 * @self: one
 *
 * What comes from now on, and what is just being handled, is not said to be handled before
 * xmpp_stream_management_release().
 *
 * Returns: the hold
 */
guint64
xmpp_stream_management_hold (XmppStreamManagement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return xmpp_stream_holds_open (self->holds);
}

/**
 * xmpp_stream_management_release:
 * @self: one
 * @hold: a hold; one of a session that is over does not matter
 *
 * Ends a hold.
 *
 * Returns: whether xmpp_stream_management_make_ack() is to be sent now: the server has asked for it
 *   and was told less
 */
gboolean
xmpp_stream_management_release (XmppStreamManagement *self,
                                guint64               hold)
{
  g_return_val_if_fail (self != NULL, FALSE);

  xmpp_stream_holds_release (self->holds, hold);
  return self->owes_ack && self->stream != STREAM_NONE
         && xmpp_stream_holds_get_handled (self->holds) != self->told;
}
