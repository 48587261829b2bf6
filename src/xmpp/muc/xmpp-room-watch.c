/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-watch.c: sees to it that we stay in a room: XEP-0410 1.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-backoff.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

static gboolean watch_cb (gpointer user_data);

/* Long waits end together with others'. */
void
xmpp_room_watch (XmppRoom *self,
                 guint     wait_ms)
{
  xmpp_room_unwatch (self);
  self->watch_us = g_get_monotonic_time () + wait_ms * G_GINT64_CONSTANT (1000);
  self->watch = wait_ms >= 10000 ? g_timeout_add_seconds (wait_ms / 1000, watch_cb, self)
                                 : g_timeout_add (wait_ms, watch_cb, self);
}

void
xmpp_room_unwatch (XmppRoom *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
}

static void
watch_later (XmppRoom *self,
             guint     n_failures)
{
  const XmppMucPatience *patience = &self->context->patience;

  xmpp_room_watch (self, xmpp_backoff_get_delay_ms (n_failures, patience->retry_first_ms,
                                                    patience->retry_most_ms, g_random_double ()));
}

void
xmpp_room_retry_later (XmppRoom *self)
{
  watch_later (self, self->n_failures++);
}

void
xmpp_room_heard (XmppRoom *self)
{
  self->heard_us = g_get_monotonic_time ();
  self->is_doubtful = FALSE;
  self->n_silent = 0;
}

/* After a connection was lost and resumed: what the room has sent meanwhile may have been refused
 * in our name, and then we are out. */
void
xmpp_room_doubt (XmppRoom *self)
{
  xmpp_room_extend_deadline (self);
  xmpp_room_extend_renaming (self);
  if (self->state != XMPP_ROOM_JOINED)
    return;

  self->is_doubtful = TRUE;
  xmpp_room_watch (self, self->context->patience.resume_ms);
}

static gboolean
watch_cb (gpointer user_data)
{
  g_autoptr(XmppRoom) self = g_object_ref (user_data);
  gint64 silence_ms = (g_get_monotonic_time () - self->heard_us) / 1000;

  self->watch = 0;
  if (self->state != XMPP_ROOM_JOINED)
    {
      xmpp_room_start (self);
      return G_SOURCE_REMOVE;
    }

  /* XEP-0410, 4: not between a new nick and the answer to it. */
  if (self->renaming != NULL)
    xmpp_room_watch (self, self->context->patience.ping_ms);
  else if (self->is_doubtful || self->n_silent > 0
           || silence_ms >= self->context->patience.ping_ms)
    xmpp_room_ping (self);
  else
    xmpp_room_watch (self, (guint) (self->context->patience.ping_ms - MAX (silence_ms, 0)));
  return G_SOURCE_REMOVE;
}

/* XEP-0410, 3.2. */
typedef enum {
  PING_JOINED,
  PING_NOT_JOINED,
  PING_UNKNOWN,
} PingAnswer;

static PingAnswer
judge (XmppRoom     *self,
       const GError *error)
{
  gboolean is_room = xmpp_room_info_has (self->info, XMPP_ROOM_SELF_PING);

  if (error == NULL)
    return PING_JOINED;
  if (error->domain != XMPP_STANZA_ERROR)
    return PING_UNKNOWN;

  switch (error->code)
    {
    /* 3.3: who passes nothing on to others of our devices does not say so; who stands before a
     * service that is down does. */
    case XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE:
      return is_room ? PING_UNKNOWN : PING_JOINED;
    case XMPP_STANZA_ERROR_ITEM_NOT_FOUND:
      return is_room ? PING_NOT_JOINED : PING_JOINED;
    case XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
      return PING_JOINED;
    case XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND:
    case XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT:
    case XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR:
      return PING_UNKNOWN;
    default:
      return PING_NOT_JOINED;
    }
}

static void
take_answer (XmppRoom     *self,
             const GError *error)
{
  switch (judge (self, error))
    {
    case PING_JOINED:
      xmpp_room_heard (self);
      xmpp_room_watch (self, self->context->patience.ping_ms);
      self->confirmed_us = self->heard_us;
      xmpp_room_emit_confirmed (self);
      break;
    case PING_NOT_JOINED:
      g_debug ("No longer in the room: %s", error->message);
      xmpp_room_take_removal (self, g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_REMOVED,
                                                         "No longer in the room"));
      break;
    case PING_UNKNOWN:
      watch_later (self, self->n_silent++);
      break;
    }
}

static void
pong_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppRoom) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = NULL;

  iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  self->is_pinging = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED)
      || self->state != XMPP_ROOM_JOINED)
    return;

  take_answer (self, iq != NULL ? NULL : error);
}

/*
 * xmpp_room_ping:
 * @self: a room
 *
 * Asks whether we are in it. Not of another one of our devices, where the room answers itself.
 */
void
xmpp_room_ping (XmppRoom *self)
{
  XmppElement *iq;

  if (self->state != XMPP_ROOM_JOINED || self->is_pinging || self->own == NULL
      || self->renaming != NULL || !xmpp_muc_context_can_join (self->context))
    return;

  xmpp_room_unwatch (self);
  self->is_pinging = TRUE;
  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (self->own->address));
  xmpp_element_add_child (iq, "ping", XMPP_NS_PING);
  xmpp_session_send_iq_async (self->context->session, iq, 0, self->asking, pong_cb,
                              g_object_ref (self));
}

/**
 * xmpp_room_get_retry_ms:
 * @self: a room
 *
 * Returns: in how many milliseconds it is tried again to come into a room that has failed; 0: now,
 *   or not by itself: see xmpp_room_is_wanted()
 */
guint
xmpp_room_get_retry_ms (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), 0);

  if (self->state != XMPP_ROOM_FAILED || self->watch == 0)
    return 0;

  return (guint) (MAX (self->watch_us - g_get_monotonic_time (), 0) / 1000);
}

/**
 * xmpp_room_get_confirmed_us:
 * @self: a room
 *
 * Returns: when it has answered the last time that we are in it, by g_get_monotonic_time(); 0:
 *   never
 */
gint64
xmpp_room_get_confirmed_us (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), 0);

  return self->confirmed_us;
}

/**
 * xmpp_room_check:
 * @self: a room
 *
 * There is reason to doubt that we are still in the room, such as that the machine has slept: asks,
 * and comes back to it if not.
 */
void
xmpp_room_check (XmppRoom *self)
{
  g_return_if_fail (XMPP_IS_ROOM (self));

  if (self->state == XMPP_ROOM_FAILED && self->is_wanted)
    xmpp_room_start (self);
  else
    xmpp_room_ping (self);
}
