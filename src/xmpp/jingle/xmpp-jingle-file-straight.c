/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-straight.c: a connection for a file, or stanzas where there is none: XEP-0260
 * 1.0.3, 3. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"

#include "xmpp-namespaces.h"

#include <string.h>

#define MAX_SID_BYTES 512
#define CONNECTING_S  60

static void
prepared (gpointer user_data)
{
  XmppJingleFile *self = user_data;

  if (!self->is_incoming)
    {
      if (!xmpp_jingle_socks_is_useful (self->socks))
        xmpp_jingle_file_leave_straight (self);
      xmpp_jingle_file_initiate (self);
      return;
    }

  xmpp_jingle_file_say_accept (self);
  xmpp_jingle_socks_run (self->socks);
}

static void
say (const char *name,
     const char *cid,
     gpointer    user_data)
{
  xmpp_jingle_file_say_info (user_data, name, cid);
}

static void
ready (GIOStream *connection,
       gboolean   is_relayed,
       gpointer   user_data)
{
  XmppJingleFile *self = user_data;

  self->way = is_relayed ? XMPP_JINGLE_WAY_PROXY : XMPP_JINGLE_WAY_DIRECT;
  self->connection = g_object_ref (connection);
  xmpp_jingle_file_run_straight (self);
}

/* Who offers proposes another way; who accepts waits for that: XEP-0260, 3. */
static void
failed (gpointer user_data)
{
  XmppJingleFile *self = user_data;

  /* Not everybody gets from one way to the other: the next file goes in stanzas from the start. */
  xmpp_jingle_context_note_failure (self->context, self->peer);
  xmpp_jingle_file_set_patience (self, CONNECTING_S);
  if (!self->is_incoming)
    xmpp_jingle_file_say_replace (self);
}

static const XmppJingleSocksFuncs funcs = { prepared, say, ready, failed };

static void
begin (XmppJingleFile *self,
       const char     *sid)
{
  self->socks = xmpp_jingle_socks_new (self->context, xmpp_address_get_full (self->peer), sid,
                                       !self->is_incoming, &funcs, self);
}

/**
 * xmpp_jingle_file_offer_straight:
 * @self: a file that is sent
 *
 * Offers it as soon as it is known what candidates we have.
 */
void
xmpp_jingle_file_offer_straight (XmppJingleFile *self)
{
  g_autofree char *sid = g_uuid_string_random ();

  begin (self, sid);
  xmpp_jingle_socks_prepare (self->socks);
}

/**
 * xmpp_jingle_file_read_straight:
 * @self: a file that is offered
 * @transport: how
 *
 * Returns: whether it is a way that is known here
 */
gboolean
xmpp_jingle_file_read_straight (XmppJingleFile *self,
                                XmppElement    *transport)
{
  const char *sid = xmpp_element_get_attribute (transport, "sid");

  if (!xmpp_element_is (transport, "transport", XMPP_NS_JINGLE_SOCKS) || sid == NULL
      || *sid == '\0' || strlen (sid) > MAX_SID_BYTES)
    return FALSE;

  begin (self, sid);
  return xmpp_jingle_socks_read (self->socks, transport);
}

/**
 * xmpp_jingle_file_accept_straight:
 * @self: a file that is offered
 *
 * Accepts it as soon as it is known what candidates we have.
 */
void
xmpp_jingle_file_accept_straight (XmppJingleFile *self)
{
  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_CONNECTING);
  xmpp_jingle_file_set_patience (self, CONNECTING_S);
  xmpp_jingle_socks_prepare (self->socks);
}

/**
 * xmpp_jingle_file_accepted_straight:
 * @self: a file that was offered
 * @transport: how it is accepted
 *
 * Connects.
 *
 * Returns: whether that is what was offered
 */
gboolean
xmpp_jingle_file_accepted_straight (XmppJingleFile *self,
                                    XmppElement    *transport)
{
  if (!xmpp_element_is (transport, "transport", XMPP_NS_JINGLE_SOCKS)
      || !xmpp_jingle_socks_read (self->socks, transport))
    return FALSE;

  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_CONNECTING);
  xmpp_jingle_file_set_patience (self, CONNECTING_S);
  xmpp_jingle_socks_run (self->socks);
  return TRUE;
}

/**
 * xmpp_jingle_file_leave_straight:
 * @self: the file
 *
 * There is another way, or none is needed any more.
 */
void
xmpp_jingle_file_leave_straight (XmppJingleFile *self)
{
  if (self->socks != NULL)
    xmpp_jingle_socks_stop (self->socks);
  g_clear_object (&self->socks);
}
