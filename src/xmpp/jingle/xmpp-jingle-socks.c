/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-socks.c: a connection from one to the other: XEP-0260 1.0.3. Both connect to what the
 * other has named, tell how that went, and come to the same conclusion. Whom our addresses are
 * told, and whose are connected to, is decided here:
 *
 *   straight      our addresses and the server's proxy are named; all of theirs are tried
 *   by a proxy    (the account's way into the network): the server's proxy is named; all of theirs
 *                 are tried, through the account's proxy
 *   hidden        (a setting): the server's proxy is named, and connected to; nothing else is
 *   nowhere       (no way is known that the account may go): nothing at all */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-jingle-socks.h"

#include "xmpp-namespaces.h"
#include "xmpp-proxy.h"
#include "xmpp-socks-candidate.h"
#include "xmpp-socks-connect.h"
#include "xmpp-socks-host.h"
#include "xmpp-socks-listener.h"
#include "xmpp-socks-race.h"
#include "xmpp-socks-relay.h"

#include <string.h>

#define LOOKUP_MS  10000
#define ARRIVAL_MS 5000

struct _XmppJingleSocks
{
  GObject               parent_instance;

  XmppJingleContext    *context;
  char                 *own;              /* full addresses */
  char                 *peer;
  char                 *sid;
  gboolean              is_initiator;
  XmppJingleSocksFuncs  funcs;
  gpointer              user_data;
  gboolean              is_over;          /* it is told how it ended, or nobody asks any more */
  GCancellable         *cancellable;

  XmppProxy            *way;              /* (nullable): nowhere */
  XmppSocksListener    *listener;         /* (nullable) */
  GPtrArray            *relays;           /* owned XmppSocksCandidate: the server's proxy */
  GPtrArray            *own_candidates;   /* owned XmppSocksCandidate */
  GPtrArray            *peer_candidates;  /* likewise */
  char                 *own_destination;  /* what is asked for at our candidates */
  char                 *peer_destination; /* at theirs */

  GPtrArray            *tried;            /* (nullable): borrowed: theirs that may be tried */
  XmppSocksRace        *race;             /* (nullable) */
  gboolean              is_own_known;     /* which of theirs we use */
  XmppSocksCandidate   *own_used;         /* (nullable) borrowed: none */
  GSocketConnection    *connection;       /* (nullable): to it */
  gboolean              is_peer_known;    /* which of ours they use */
  XmppSocksCandidate   *peer_used;        /* (nullable) borrowed: none */
  gboolean              is_decided;
  char                 *activated;        /* (nullable): which of theirs they say is ready */
  guint                 arrival_timer;    /* they say that they have come, and have not yet */
};

G_DEFINE_FINAL_TYPE (XmppJingleSocks, xmpp_jingle_socks, G_TYPE_OBJECT)

static gboolean
is_straight (XmppJingleSocks *self)
{
  return self->way != NULL && self->way->scheme == NULL && self->context->direct;
}

static gboolean
is_proxied (XmppJingleSocks *self)
{
  return self->way != NULL && self->way->scheme != NULL;
}

/* Our server's proxy may be on this very machine only where our server is. */
static gboolean
has_near_server (XmppJingleSocks *self)
{
  XmppSessionInfo info = { 0 };
  g_autoptr(GInetAddress) address = NULL;

  xmpp_session_get_info (self->context->session, &info);
  if (info.proxy != NULL || info.host == NULL)
    return FALSE;

  address = g_inet_address_new_from_string (info.host);
  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : strcmp (info.host, "localhost") == 0;
}

static void
close_all (XmppJingleSocks *self)
{
  self->is_over = TRUE;
  g_clear_handle_id (&self->arrival_timer, g_source_remove);
  g_clear_pointer (&self->race, xmpp_socks_race_free);
  g_clear_pointer (&self->listener, xmpp_socks_listener_free);
  g_clear_object (&self->connection);
  g_cancellable_cancel (self->cancellable);
}

static void
fail (XmppJingleSocks *self)
{
  if (self->is_over)
    return;

  close_all (self);
  self->funcs.failed (self->user_data);
}

static void
succeed (XmppJingleSocks   *self,
         GSocketConnection *connection,
         gboolean           is_relayed)
{
  g_autoptr(GIOStream) stream = g_object_ref (G_IO_STREAM (connection));

  if (self->is_over)
    return;

  close_all (self);
  self->funcs.ready (stream, is_relayed, self->user_data);
}

static void
fail_relay (XmppJingleSocks *self,
            const GError    *error)
{
  if (self->is_over)
    return;

  g_debug ("The proxy: %s", error->message);
  self->funcs.say ("proxy-error", NULL, self->user_data);
  fail (self);
}

static void
activated_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppJingleSocks) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!xmpp_socks_relay_activate_finish (result, &error))
    {
      fail_relay (self, error);
      return;
    }
  if (self->is_over)
    return;

  self->funcs.say ("activated", self->peer_used->cid, self->user_data);
  succeed (self, self->connection, TRUE);
}

static void
relay_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(XmppJingleSocks) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = xmpp_socks_connect_finish (result, &error);

  if (connection == NULL)
    {
      fail_relay (self, error);
      return;
    }
  if (self->is_over)
    return;

  g_set_object (&self->connection, connection);
  xmpp_socks_relay_activate_async (self->context, self->peer_used->jid, self->sid, self->peer,
                                   self->cancellable, activated_cb, g_object_ref (self));
}

static gboolean
never_came_cb (gpointer user_data)
{
  XmppJingleSocks *self = user_data;

  self->arrival_timer = 0;
  fail (self);
  return G_SOURCE_REMOVE;
}

/* Whether the other side has come to our door */
static gboolean
take_arrived (XmppJingleSocks *self)
{
  g_autoptr(GSocketConnection) connection =
    self->listener != NULL ? xmpp_socks_listener_take (self->listener, self->peer_used->host)
                           : NULL;

  if (connection == NULL)
    return FALSE;

  succeed (self, connection, FALSE);
  return TRUE;
}

/* XEP-0260, 2.4: it is one of ours. */
static void
use_own_candidate (XmppJingleSocks *self)
{
  if (self->peer_used->kind == XMPP_SOCKS_PROXY && self->way != NULL)
    xmpp_socks_connect_async (self->way, self->peer_used->host, self->peer_used->port,
                              self->own_destination,
                              self->context->local || has_near_server (self), self->cancellable,
                              relay_cb, g_object_ref (self));
  else if (!take_arrived (self))
    self->arrival_timer = g_timeout_add (ARRIVAL_MS, never_came_cb, self);
}

/* It is one of theirs; a proxy is ready when they say so. */
static void
use_peer_candidate (XmppJingleSocks *self)
{
  if (self->own_used->kind != XMPP_SOCKS_PROXY)
    succeed (self, self->connection, FALSE);
  else if (g_strcmp0 (self->activated, self->own_used->cid) == 0)
    succeed (self, self->connection, TRUE);
}

/* XEP-0260, 2.4: the better one; of two that are as good, the initiator's choice. */
static void
decide (XmppJingleSocks *self)
{
  if (self->is_over || self->is_decided || !self->is_own_known || !self->is_peer_known)
    return;

  self->is_decided = TRUE;
  if (self->own_used == NULL && self->peer_used == NULL)
    {
      fail (self);
    }
  else if (self->peer_used == NULL
           || (self->own_used != NULL
               && (self->own_used->priority > self->peer_used->priority
                   || (self->own_used->priority == self->peer_used->priority
                       && self->is_initiator))))
    {
      self->peer_used = NULL;
      use_peer_candidate (self);
    }
  else
    {
      self->own_used = NULL;
      g_clear_object (&self->connection);
      use_own_candidate (self);
    }
}

static void
arrived_cb (gpointer user_data)
{
  XmppJingleSocks *self = user_data;

  if (!self->is_over && self->arrival_timer != 0)
    take_arrived (self);
}

static void
race_cb (XmppSocksCandidate *candidate,
         GSocketConnection  *connection,
         gpointer            user_data)
{
  XmppJingleSocks *self = user_data;

  self->is_own_known = TRUE;
  self->own_used = candidate;
  g_set_object (&self->connection, connection);
  if (candidate != NULL)
    self->funcs.say ("candidate-used", candidate->cid, self->user_data);
  else
    self->funcs.say ("candidate-error", NULL, self->user_data);
  decide (self);
}

static gboolean
is_named (GPtrArray                *candidates,
          const XmppSocksCandidate *candidate)
{
  for (guint i = 0; i < candidates->len; i++)
    {
      const XmppSocksCandidate *other = candidates->pdata[i];

      if (other->port == candidate->port && strcmp (other->host, candidate->host) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * xmpp_jingle_socks_run:
 * @self: the negotiation
 *
 * Tries what the peer has named: only now, when people here and there have said yes.
 */
void
xmpp_jingle_socks_run (XmppJingleSocks *self)
{
  g_autoptr(XmppProxy) none = xmpp_proxy_new_none ();

  if (self->is_over || self->race != NULL)
    return;

  self->tried = g_ptr_array_new ();
  for (guint i = 0; i < self->peer_candidates->len; i++)
    {
      XmppSocksCandidate *candidate = self->peer_candidates->pdata[i];
      gboolean is_own_relay = is_named (self->relays, candidate);

      candidate->is_near = is_own_relay && has_near_server (self);
      if (is_straight (self) || is_proxied (self) || (self->way != NULL && is_own_relay))
        g_ptr_array_add (self->tried, candidate);
    }

  self->race = xmpp_socks_race_new (self->tried, self->way != NULL ? self->way : none,
                                    self->peer_destination, self->context->local, race_cb, self);
  if (self->is_peer_known && self->peer_used != NULL)
    xmpp_socks_race_limit (self->race, self->peer_used->priority);
}

/**
 * xmpp_jingle_socks_read:
 * @self: the negotiation
 * @transport: <transport/> of an offer or an answer
 *
 * Reads what the peer names.
 *
 * Returns: whether it is about this bytestream
 */
gboolean
xmpp_jingle_socks_read (XmppJingleSocks *self,
                        XmppElement     *transport)
{
  const char *sid = xmpp_element_get_attribute (transport, "sid");
  const char *mode = xmpp_element_get_attribute (transport, "mode");
  const char *destination = xmpp_element_get_attribute (transport, "dstaddr");

  if (g_strcmp0 (sid, self->sid) != 0 || (mode != NULL && strcmp (mode, "tcp") != 0))
    return FALSE;

  if (destination != NULL && strlen (destination) == strlen (self->peer_destination)
      && strspn (destination, "0123456789abcdefABCDEF") == strlen (destination))
    {
      g_free (self->peer_destination);
      self->peer_destination = g_strdup (destination);
    }
  xmpp_socks_candidates_read (self->peer_candidates, transport);
  return TRUE;
}

static gboolean
take_used (XmppJingleSocks *self,
           XmppElement     *used)
{
  XmppSocksCandidate *candidate =
    xmpp_socks_candidates_find (self->own_candidates, xmpp_element_get_attribute (used, "cid"));

  if (candidate == NULL || self->is_peer_known)
    return FALSE;

  self->is_peer_known = TRUE;
  self->peer_used = candidate;
  if (self->race != NULL && !self->is_own_known)
    xmpp_socks_race_limit (self->race, candidate->priority);
  decide (self);
  return TRUE;
}

static gboolean
take_activated (XmppJingleSocks *self,
                XmppElement     *activated)
{
  const char *cid = xmpp_element_get_attribute (activated, "cid");

  if (xmpp_socks_candidates_find (self->peer_candidates, cid) == NULL)
    return FALSE;

  g_free (self->activated);
  self->activated = g_strdup (cid);
  if (self->is_decided && self->own_used != NULL && !self->is_over)
    use_peer_candidate (self);
  return TRUE;
}

/**
 * xmpp_jingle_socks_take:
 * @self: the negotiation
 * @transport: <transport/> of a transport-info
 *
 * Takes what the peer tells of its side. It may come before the answer to the offer does.
 *
 * Returns: whether it makes sense
 */
gboolean
xmpp_jingle_socks_take (XmppJingleSocks *self,
                        XmppElement     *transport)
{
  XmppElement *child = NULL;

  if (g_strcmp0 (xmpp_element_get_attribute (transport, "sid"), self->sid) != 0)
    return FALSE;
  if (self->is_over)
    return TRUE;

  if ((child = xmpp_element_get_child (transport, "candidate-used", XMPP_NS_JINGLE_SOCKS)) != NULL)
    return take_used (self, child);
  if ((child = xmpp_element_get_child (transport, "activated", XMPP_NS_JINGLE_SOCKS)) != NULL)
    return take_activated (self, child);
  if (xmpp_element_get_child (transport, "candidate-error", XMPP_NS_JINGLE_SOCKS) != NULL)
    {
      self->is_peer_known = TRUE;
      decide (self);
    }
  else if (xmpp_element_get_child (transport, "proxy-error", XMPP_NS_JINGLE_SOCKS) != NULL)
    {
      fail (self);
    }
  else if (self->race == NULL)
    {
      xmpp_socks_candidates_read (self->peer_candidates, transport);
    }
  return TRUE;
}

static void
open_door (XmppJingleSocks *self)
{
  g_autoptr(GPtrArray) hosts = xmpp_socks_host_get_own (self->context->local);
  g_autofree char *other = xmpp_socks_destination (self->sid, self->peer, self->own);
  g_autoptr(GError) error = NULL;

  if (hosts->len == 0)
    return;

  self->listener = xmpp_socks_listener_new (self->own_destination, other, G_CALLBACK (arrived_cb),
                                            self, &error);
  if (self->listener == NULL)
    {
      g_debug ("No listening: %s", error->message);
      return;
    }

  for (guint i = 0; i < hosts->len; i++)
    g_ptr_array_add (self->own_candidates,
                     xmpp_socks_candidate_new (XMPP_SOCKS_DIRECT, G_MAXUINT16 - i, hosts->pdata[i],
                                               xmpp_socks_listener_get_port (self->listener),
                                               self->own));
}

/* What the peer has named already must not be named again: XEP-0260, 2.2. */
static void
relays_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(XmppJingleSocks) self = user_data;
  g_autoptr(GPtrArray) relays = xmpp_socks_relay_find_finish (result, NULL);

  if (self->is_over)
    return;

  if (relays != NULL)
    g_ptr_array_extend_and_steal (self->relays, g_steal_pointer (&relays));
  for (guint i = 0; i < self->relays->len; i++)
    {
      const XmppSocksCandidate *relay = self->relays->pdata[i];

      if (self->is_initiator || !is_named (self->peer_candidates, relay))
        g_ptr_array_add (self->own_candidates,
                         xmpp_socks_candidate_new (XMPP_SOCKS_PROXY, G_MAXUINT16 - i, relay->host,
                                                   relay->port, relay->jid));
    }
  if (is_straight (self))
    open_door (self);
  self->funcs.prepared (self->user_data);
}

static void
way_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(XmppJingleSocks) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ways = xmpp_proxy_lookup_finish (result, &error);

  if (self->is_over)
    return;

  if (ways != NULL)
    self->way = xmpp_proxy_copy (ways->pdata[0]);
  else
    g_debug ("No way into the network: %s", error->message);
  xmpp_socks_relay_find_async (self->context, self->cancellable, relays_cb, g_object_ref (self));
}

/**
 * xmpp_jingle_socks_prepare:
 * @self: the negotiation
 *
 * Finds out where we can be reached, as far as others may know.
 */
void
xmpp_jingle_socks_prepare (XmppJingleSocks *self)
{
  g_autofree char *uri = NULL;
  g_autoptr(XmppAddress) own = xmpp_address_parse (self->own, NULL);

  uri = g_strdup_printf ("none://%s:5222", own != NULL ? xmpp_address_get_domain (own) : "");
  xmpp_proxy_lookup_async (self->context->proxy, self->context->proxy_password, uri, LOOKUP_MS,
                           self->cancellable, way_cb, g_object_ref (self));
}

/**
 * xmpp_jingle_socks_is_useful:
 * @self: the negotiation, prepared
 *
 * Who names nothing, and connects to nothing that the peer names, need not offer it.
 *
 * Returns: whether a connection may come about
 */
gboolean
xmpp_jingle_socks_is_useful (XmppJingleSocks *self)
{
  g_return_val_if_fail (XMPP_IS_JINGLE_SOCKS (self), FALSE);

  return self->own_candidates->len > 0 || is_straight (self) || is_proxied (self);
}

/**
 * xmpp_jingle_socks_write:
 * @self: the negotiation, prepared
 * @content: of an offer or an answer
 *
 * Names our candidates: XEP-0260, 2.2.
 */
void
xmpp_jingle_socks_write (XmppJingleSocks *self,
                         XmppElement     *content)
{
  XmppElement *transport = xmpp_element_add_child (content, "transport", XMPP_NS_JINGLE_SOCKS);

  xmpp_element_set_attribute (transport, "sid", self->sid);
  xmpp_element_set_attribute (transport, "mode", self->is_initiator ? "tcp" : NULL);
  xmpp_element_set_attribute (transport, "dstaddr", self->own_destination);
  for (guint i = 0; i < self->own_candidates->len; i++)
    xmpp_socks_candidate_write (self->own_candidates->pdata[i], transport);
}

/**
 * xmpp_jingle_socks_write_info:
 * @self: the negotiation
 * @name: what @say was told
 * @cid: (nullable): likewise
 * @content: of a transport-info
 *
 * Tells the peer how far we are.
 */
void
xmpp_jingle_socks_write_info (XmppJingleSocks *self,
                              const char      *name,
                              const char      *cid,
                              XmppElement     *content)
{
  XmppElement *transport = xmpp_element_add_child (content, "transport", XMPP_NS_JINGLE_SOCKS);

  xmpp_element_set_attribute (transport, "sid", self->sid);
  xmpp_element_set_attribute (xmpp_element_add_child (transport, name, NULL), "cid", cid);
}

/**
 * xmpp_jingle_socks_stop:
 * @self: the negotiation
 *
 * Gives up; nothing is heard of it any more.
 */
void
xmpp_jingle_socks_stop (XmppJingleSocks *self)
{
  g_return_if_fail (XMPP_IS_JINGLE_SOCKS (self));

  close_all (self);
}

static void
xmpp_jingle_socks_dispose (GObject *object)
{
  close_all (XMPP_JINGLE_SOCKS (object));

  G_OBJECT_CLASS (xmpp_jingle_socks_parent_class)->dispose (object);
}

static void
xmpp_jingle_socks_finalize (GObject *object)
{
  XmppJingleSocks *self = XMPP_JINGLE_SOCKS (object);

  xmpp_jingle_context_unref (self->context);
  g_free (self->own);
  g_free (self->peer);
  g_free (self->sid);
  g_free (self->own_destination);
  g_free (self->peer_destination);
  g_free (self->activated);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->way, xmpp_proxy_free);
  g_ptr_array_unref (self->relays);
  g_ptr_array_unref (self->own_candidates);
  g_ptr_array_unref (self->peer_candidates);
  g_clear_pointer (&self->tried, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_jingle_socks_parent_class)->finalize (object);
}

static void
xmpp_jingle_socks_class_init (XmppJingleSocksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_jingle_socks_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_jingle_socks_finalize;
}

static void
xmpp_jingle_socks_init (XmppJingleSocks *self)
{
  self->cancellable = g_cancellable_new ();
  self->relays = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);
  self->own_candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);
  self->peer_candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);
}

/**
 * xmpp_jingle_socks_new:
 * @context: of the account, which is online
 * @peer: the full address of the other side
 * @sid: of the bytestream
 * @is_initiator: whether the session was begun here
 * @funcs: what is done about it
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a negotiation of which nobody has heard
 */
XmppJingleSocks *
xmpp_jingle_socks_new (XmppJingleContext          *context,
                       const char                 *peer,
                       const char                 *sid,
                       gboolean                    is_initiator,
                       const XmppJingleSocksFuncs *funcs,
                       gpointer                    user_data)
{
  XmppJingleSocks *self = g_object_new (XMPP_TYPE_JINGLE_SOCKS, NULL);

  self->context = xmpp_jingle_context_ref (context);
  self->own = g_strdup (xmpp_address_get_full (xmpp_session_get_address (context->session)));
  self->peer = g_strdup (peer);
  self->sid = g_strdup (sid);
  self->is_initiator = is_initiator;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->own_destination = xmpp_socks_destination (sid, self->own, peer);
  self->peer_destination = xmpp_socks_destination (sid, peer, self->own);
  return self;
}
