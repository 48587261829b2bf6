/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the server is asked what it has, and how: by <r/> (XEP-0198, 4), or, where it has no stream
 * management, by a ping (XEP-0199): XMPP keeps the order (RFC 6120, 10.1), so whoever answers a
 * ping has taken what was sent before it.
 *
 * One message that somebody waits for is asked for at once, in the same write. What is sent while
 * the answer is under way is asked for together when it has come, or after MAX_UNASKED stanzas.
 * What nobody waits for is asked for when it has become quiet. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-asker.h"

#include "xmpp-namespaces.h"
#include "xmpp-pending.h"

#define MAX_UNASKED 50
#define QUIET_MS    10000 /* until what nobody waits for is asked for */
#define PARTLY_MS   1000  /* until the rest is asked for, when the server was not done with it */
#define AGAIN_MS    30000 /* until an answer is given up */

struct _XmppAsker
{
  XmppStreamManagement *management; /* borrowed: outlives us */
  const XmppAskerFuncs *funcs;
  gpointer              user_data;  /* borrowed */

  XmppStream           *stream;     /* (nullable): while stanzas flow */
  XmppAddress          *address;    /* (nullable): ours, on it */
  guint64               wanted;     /* the last serial that somebody waits for */
  guint64               told;       /* up to which one they have heard */
  guint64               asked;      /* what the question under way is for; 0: none is */
  guint                 n_unasked;  /* stanzas since the last question */
  char                 *ping_id;    /* (nullable): of the question, where it is a ping */
  GSource              *turn;       /* (nullable): asks at the end of this turn of the loop */
  GSource              *timer;      /* (nullable): asks later */
  gint64                timer_us;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
ask_cb (gpointer user_data)
{
  XmppAsker *self = user_data;

  xmpp_asker_ask (self);
  self->funcs->asked (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
ask_in (XmppAsker *self,
        guint      ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  if (self->timer != NULL && self->timer_us <= end_us)
    return;

  clear_source (&self->timer);
  self->timer_us = end_us;
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, ask_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* Before the stream's writer, whose turn it is at G_PRIORITY_DEFAULT, so that the question goes
 * out together with what it asks for. */
static void
ask_this_turn (XmppAsker *self)
{
  if (self->turn != NULL)
    return;

  self->turn = g_idle_source_new ();
  g_source_set_priority (self->turn, G_PRIORITY_DEFAULT - 1);
  g_source_set_callback (self->turn, ask_cb, self, NULL);
  g_source_attach (self->turn, g_main_context_get_thread_default ());
}

static void
send_ping (XmppAsker *self)
{
  const char *server = xmpp_address_get_domain (self->address);
  g_autoptr(XmppElement) iq = xmpp_element_new_iq ("get", server);

  g_free (self->ping_id);
  self->ping_id = g_uuid_string_random ();
  xmpp_element_set_attribute (iq, "id", self->ping_id);
  xmpp_element_add_child (iq, "ping", XMPP_NS_PING);
  xmpp_stream_send (self->stream, iq, NULL);
}

static void
send_request (XmppAsker *self)
{
  g_autoptr(XmppElement) request = xmpp_stream_management_make_request (self->management);

  xmpp_stream_send (self->stream, request, NULL);
}

/**
 * xmpp_asker_new:
 * @management: what counts; outlives the asker
 * @funcs: what to call; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): one without a stream
 */
XmppAsker *
xmpp_asker_new (XmppStreamManagement *management,
                const XmppAskerFuncs *funcs,
                gpointer              user_data)
{
  XmppAsker *self = NULL;

  g_return_val_if_fail (management != NULL && funcs != NULL, NULL);

  self = g_new0 (XmppAsker, 1);
  self->management = management;
  self->funcs = funcs;
  self->user_data = user_data;
  return self;
}

/**
 * xmpp_asker_free:
 * @self: (transfer full): one
 *
 * Frees @self.
 */
void
xmpp_asker_free (XmppAsker *self)
{
  xmpp_asker_stop (self);
  g_free (self);
}

/**
 * xmpp_asker_start:
 * @self: one without a stream
 * @stream: (transfer none): a stream on which stanzas flow
 * @address: our full address on it
 * @n_sent: how many stanzas were sent over it already
 *
 * Asks over @stream from now on.
 */
void
xmpp_asker_start (XmppAsker   *self,
                  XmppStream  *stream,
                  XmppAddress *address,
                  guint        n_sent)
{
  g_return_if_fail (self != NULL && self->stream == NULL);

  self->stream = g_object_ref (stream);
  self->address = xmpp_address_ref (address);
  self->n_unasked = n_sent;
  xmpp_asker_consider (self);
}

/**
 * xmpp_asker_stop:
 * @self: one
 *
 * The stream is gone. Who waits goes on waiting.
 */
void
xmpp_asker_stop (XmppAsker *self)
{
  g_return_if_fail (self != NULL);

  clear_source (&self->turn);
  clear_source (&self->timer);
  g_clear_pointer (&self->ping_id, g_free);
  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_object (&self->stream);
  self->asked = 0;
  self->n_unasked = 0;
}

/**
 * xmpp_asker_forget:
 * @self: one
 *
 * Nobody waits any more: the session is over.
 */
void
xmpp_asker_forget (XmppAsker *self)
{
  g_return_if_fail (self != NULL);

  self->wanted = 0;
}

/**
 * xmpp_asker_note_sent:
 * @self: one with a stream
 * @serial: the serial of what was sent
 * @tracked: whether somebody waits for it
 *
 * Something was sent; it will be asked for.
 */
void
xmpp_asker_note_sent (XmppAsker *self,
                      guint64    serial,
                      gboolean   tracked)
{
  g_return_if_fail (self != NULL && self->stream != NULL);

  self->n_unasked++;
  if (tracked)
    self->wanted = serial;
  xmpp_asker_consider (self);
}

/**
 * xmpp_asker_ask:
 * @self: one with a stream
 *
 * Asks for everything that was sent. Not as long as the server has not said whether it counts:
 * that answer is one as well.
 */
void
xmpp_asker_ask (XmppAsker *self)
{
  g_return_if_fail (self != NULL && self->stream != NULL);

  clear_source (&self->turn);
  clear_source (&self->timer);
  if (xmpp_stream_management_is_awaited (self->management))
    return;

  self->asked = xmpp_stream_management_get_sent (self->management);
  self->n_unasked = 0;
  if (xmpp_stream_management_is_enabled (self->management))
    send_request (self);
  else
    send_ping (self);
  if (self->wanted > self->told)
    ask_in (self, AGAIN_MS);
}

/**
 * xmpp_asker_consider:
 * @self: one
 *
 * Looks whether it is time to ask. Without stream management only one question is under way at a
 * time, and only when somebody waits.
 */
void
xmpp_asker_consider (XmppAsker *self)
{
  gboolean counts = FALSE;
  gboolean is_missed = FALSE;

  g_return_if_fail (self != NULL);

  if (self->stream == NULL || xmpp_stream_management_is_awaited (self->management))
    return;

  counts = xmpp_stream_management_is_enabled (self->management);
  is_missed = self->wanted > self->told && self->wanted > self->asked;
  if ((is_missed && self->asked == 0) || (counts && self->n_unasked >= MAX_UNASKED))
    ask_this_turn (self);
  else if (counts && self->n_unasked > 0)
    ask_in (self, QUIET_MS);
}

/**
 * xmpp_asker_take_answer:
 * @self: one
 * @serial: the last one that the server has
 *
 * The server has said what it has, or had said it while the stream was negotiated.
 */
void
xmpp_asker_take_answer (XmppAsker *self,
                        guint64    serial)
{
  gboolean is_news = FALSE;

  g_return_if_fail (self != NULL);

  if (serial >= self->asked)
    {
      self->asked = 0;
      clear_source (&self->timer);
    }
  else if (self->wanted > serial)
    {
      ask_in (self, PARTLY_MS);
    }

  is_news = serial > self->told;
  self->told = MAX (self->told, serial);
  xmpp_asker_consider (self);
  if (is_news)
    self->funcs->acknowledged (serial, self->user_data);
}

/**
 * xmpp_asker_take_pong:
 * @self: one
 * @iq: a stanza
 *
 * Any answer to our ping says that the server has what was sent before; only from the server.
 *
 * Returns: whether it is the one
 */
gboolean
xmpp_asker_take_pong (XmppAsker   *self,
                      XmppElement *iq)
{
  const char *type = xmpp_element_get_attribute (iq, "type");
  const char *from = xmpp_element_get_attribute (iq, "from");

  g_return_val_if_fail (self != NULL && iq != NULL, FALSE);

  if (self->ping_id == NULL
      || g_strcmp0 (xmpp_element_get_attribute (iq, "id"), self->ping_id) != 0
      || (g_strcmp0 (type, "result") != 0 && g_strcmp0 (type, "error") != 0)
      || !xmpp_pending_may_answer (xmpp_address_get_domain (self->address), from, self->address))
    return FALSE;

  g_clear_pointer (&self->ping_id, g_free);
  xmpp_asker_take_answer (self, self->asked);
  return TRUE;
}
