/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-join.c: comes into a room, and back to it: XEP-0045 1.35.5, 7.2. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-error.h"
#include "xmpp-request.h"
#include "xmpp-room-private.h"

#define MAX_WAITS 10 /* how often a room that tells one after the other is waited for */
#define MAX_TRIES 4  /* to get back a nick that a ghost of ourselves may hold, or into a room that a
                      * service which has just come up may not know yet */

/* How a room is joined:
 *
 *   join ──► WAITING for its turn ──► ASKING what it is ──► ENTERING ──► self-presence: JOINED
 *                                        └─ there is none ─┐    └─ refused, or silent ─┐
 *                                                          └──────────► FAILED ◄───────┘
 *   temporary: start again after a while
 */

/* Ends whatever is going on. */
void
xmpp_room_rest (XmppRoom *self)
{
  self->step = XMPP_ROOM_STEP_NONE;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->is_asking_info = FALSE;
  self->ask_again = FALSE;
  g_clear_handle_id (&self->deadline, g_source_remove);
  xmpp_room_unwatch (self);
  xmpp_muc_context_leave (self->context, self);
}

void
xmpp_room_leave_audience (XmppRoom *self)
{
  if (self->context->audience != NULL)
    xmpp_audience_remove (self->context->audience, self->address);
}

/* We were in, and nobody has put us out: a service that goes down and comes back says many things
 * meanwhile. What may be the truth as well is believed in the end. */
static gboolean
may_come_back (XmppRoom     *self,
               const GError *error)
{
  if (xmpp_room_error_is_temporary (error))
    return TRUE;
  if (!self->was_joined || (error->domain != XMPP_ROOM_ERROR && error->domain != XMPP_STANZA_ERROR))
    return FALSE;
  if (error->domain == XMPP_STANZA_ERROR || error->code == XMPP_ROOM_ERROR_FULL)
    return TRUE;

  return (error->code == XMPP_ROOM_ERROR_NICK_TAKEN || error->code == XMPP_ROOM_ERROR_NOT_FOUND
          || error->code == XMPP_ROOM_ERROR_CREATION)
         && self->n_refusals++ < MAX_TRIES;
}

static void
go_out (XmppRoom *self,
        gboolean  come_back)
{
  gint64 stay_ms = (g_get_monotonic_time () - self->joined_us) / 1000;

  /* Who is thrown out as soon as it is in waits longer each time. */
  if (self->state == XMPP_ROOM_JOINED && stay_ms >= self->context->patience.retry_most_ms)
    self->n_failures = 0;
  xmpp_room_rest (self);
  xmpp_room_leave_audience (self);
  self->is_pinging = FALSE;
  if (come_back)
    {
      xmpp_room_retry_later (self);
      return;
    }

  self->is_wanted = FALSE;
  self->was_joined = FALSE;
  xmpp_occupants_clear (self->occupants);
}

/* Takes @error. All is as it shall be before anybody is told, who may join or leave then. */
static void
fail (XmppRoom *self,
      GError   *error)
{
  g_autoptr(XmppRoom) kept = g_object_ref (self);
  g_autoptr(GPtrArray) joiners = xmpp_room_take_joiners (self);
  g_autoptr(GError) told = g_error_copy (error);

  g_debug ("Not in the room: %s", error->message);
  go_out (self, self->is_wanted && may_come_back (self, error));
  g_clear_error (&self->error);
  self->error = error;

  g_object_freeze_notify (G_OBJECT (self));
  xmpp_room_set_own (self, NULL);
  xmpp_room_set_state (self, XMPP_ROOM_FAILED);
  if (!self->is_wanted)
    xmpp_room_flush (self);
  g_object_thaw_notify (G_OBJECT (self));
  xmpp_room_finish_renaming (self, g_error_copy (told));
  xmpp_room_finish_joiners (joiners, told);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr(XmppRoom) self = g_object_ref (user_data);
  gint64 wait_us = self->context->patience.join_ms * G_GINT64_CONSTANT (1000);
  gint64 end_us = MIN (self->heard_us + wait_us, self->entered_us + MAX_WAITS * wait_us);
  gint64 left_us = end_us - g_get_monotonic_time ();

  self->deadline = 0;
  /* While a lost connection may be resumed, nothing can come: XEP-0198, 5. */
  if (!xmpp_muc_context_can_join (self->context))
    left_us = wait_us;

  if (left_us > 0)
    self->deadline = g_timeout_add ((guint) (left_us / 1000) + 1, deadline_cb, self);
  else
    fail (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "The room says nothing"));
  return G_SOURCE_REMOVE;
}

static void
enter (XmppRoom *self)
{
  GError *error = NULL;
  g_autoptr(XmppAddress) place = xmpp_room_make_place (self, self->nick, &error);
  XmppElement *presence = place != NULL ? xmpp_room_new_entry (self, place) : NULL;

  if (place == NULL)
    {
      fail (self, error);
      return;
    }

  /* Not now: xmpp_room_start() is called again when it can be. */
  if (presence == NULL || !xmpp_presence_send_stanza (self->context->presence, presence))
    {
      xmpp_room_rest (self);
      return;
    }

  self->step = XMPP_ROOM_STEP_ENTERING;
  self->is_announced = TRUE;
  self->owes_presence = FALSE;
  xmpp_occupants_begin (self->occupants);
  xmpp_room_heard (self);
  self->entered_us = self->heard_us;
  self->deadline = g_timeout_add (self->context->patience.join_ms, deadline_cb, self);
  if (self->context->audience != NULL)
    xmpp_audience_add (self->context->audience, self->address);
  xmpp_room_set_own (self, NULL);
}

/* Nothing can come while a lost connection may be resumed: what is waited for has its time anew. */
void
xmpp_room_extend_deadline (XmppRoom *self)
{
  if (self->step != XMPP_ROOM_STEP_ENTERING)
    return;

  xmpp_room_heard (self);
  self->entered_us = self->heard_us;
  g_clear_handle_id (&self->deadline, g_source_remove);
  self->deadline = g_timeout_add (self->context->patience.join_ms, deadline_cb, self);
}

/* What is said of a room by the server that cannot reach it */
static gboolean
is_out_of_reach (XmppRoom     *self,
                 const GError *error)
{
  if (error->domain != XMPP_STANZA_ERROR)
    return FALSE;

  return error->code == XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND
         || error->code == XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT
         || (self->was_joined && (error->code == XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE
                                  || error->code == XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR
                                  || error->code == XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE));
}

/* There is no room of that name, and joining would make one; or there is something else. */
static GError *
dup_absence (XmppRoom     *self,
             const GError *error)
{
  if (error == NULL)
    return !self->is_info_fresh ? g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND,
                                                       "Not a room") : NULL;
  if (self->may_create)
    return NULL;
  if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND))
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND, error->message);
  if (is_out_of_reach (self, error))
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_UNREACHABLE, error->message);
  return NULL;
}

static void
go_on (XmppRoom     *self,
       const GError *error)
{
  GError *absence;

  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED))
    {
      xmpp_room_rest (self);
      xmpp_room_start (self);
      return;
    }

  absence = dup_absence (self, error);
  if (absence != NULL)
    fail (self, absence);
  else
    enter (self);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppRoom) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) disco = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  g_autoptr(XmppRoomInfo) info = disco != NULL ? xmpp_room_info_read (disco) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->is_asking_info = FALSE;
  if (self->ask_again)
    xmpp_room_ask_info (self);

  if (info != NULL && self->is_archive_shut)
    info->features &= ~(guint) XMPP_ROOM_ARCHIVE;

  /* A room that says less to strangers is asked again from inside. What is not answered leaves us
   * with what it has said when we were there. */
  self->is_info_fresh = self->is_info_fresh || info != NULL;
  if (info != NULL || (self->step == XMPP_ROOM_STEP_ASKING && !self->was_joined))
    xmpp_room_set_info (self, info);
  if (self->step == XMPP_ROOM_STEP_ASKING)
    go_on (self, error);
  else
    xmpp_room_let_go (self);
}

/* However often a room tells that it has changed, it is asked once at a time. */
void
xmpp_room_ask_info (XmppRoom *self)
{
  self->ask_again = self->is_asking_info;
  if (self->is_asking_info)
    return;

  self->is_asking_info = TRUE;
  xmpp_disco_forget (self->context->disco, self->address);
  xmpp_disco_get_info_async (self->context->disco, self->address, NULL, self->asking, info_cb,
                             g_object_ref (self));
}

/* It is the turn of @room. */
void
xmpp_room_begin (gpointer room)
{
  XmppRoom *self = room;

  self->step = XMPP_ROOM_STEP_ASKING;
  self->is_info_fresh = FALSE;
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  xmpp_room_ask_info (self);
}

/*
 * xmpp_room_start:
 * @self: a room
 *
 * Joins it, if it is wanted and that can be now; otherwise somebody calls again.
 */
void
xmpp_room_start (XmppRoom *self)
{
  if (!self->is_wanted || self->step != XMPP_ROOM_STEP_NONE || self->state == XMPP_ROOM_JOINED
      || !xmpp_muc_context_can_join (self->context))
    return;

  xmpp_room_unwatch (self);
  /* What comes of this is for reasons of its own. */
  g_clear_error (&self->error);
  g_clear_pointer (&self->venue, xmpp_address_unref);
  g_clear_pointer (&self->removal, g_free);
  self->step = XMPP_ROOM_STEP_WAITING;
  xmpp_muc_context_enter (self->context, self);
  xmpp_room_set_state (self, self->was_joined ? XMPP_ROOM_REJOINING : XMPP_ROOM_JOINING);
}

/**
 * xmpp_room_shut_archive:
 * @self: a room
 *
 * The room has an archive (XEP-0313) that does not let us read it. As we counted on that, we came
 * in without its own history: we come in once more, with what it tells by itself. A room takes
 * somebody who is in it already for one who has lost sight of it (XEP-0045, 7.2.2). Until we are
 * offline it counts as a room without an archive.
 */
void
xmpp_room_shut_archive (XmppRoom *self)
{
  g_autoptr(XmppRoom) kept = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));

  if (self->is_archive_shut || self->state != XMPP_ROOM_JOINED)
    return;

  kept = g_object_ref (self);
  self->is_archive_shut = TRUE;
  self->spoken_us = 0; /* what we have heard since is not what we have missed */
  xmpp_room_rest (self);
  self->is_pinging = FALSE;
  xmpp_room_set_state (self, XMPP_ROOM_REJOINING);
  xmpp_room_start (self);
}

/**
 * xmpp_room_has_shut_archive:
 * @self: a room
 *
 * Returns: whether xmpp_room_shut_archive() was called since we are online
 */
gboolean
xmpp_room_has_shut_archive (XmppRoom *self)
{
  g_return_val_if_fail (XMPP_IS_ROOM (self), FALSE);

  return self->is_archive_shut;
}

static void
undo_creation (XmppRoom *self)
{
  xmpp_session_send_iq_async (self->context->session, xmpp_room_new_destruction (self, NULL, NULL),
                              0, NULL, NULL, NULL);
  xmpp_room_say_goodbye (self, NULL);
}

void
xmpp_room_take_joined (XmppRoom      *self,
                       XmppMucStatus  status)
{
  g_autoptr(GPtrArray) joiners = NULL;

  if ((status & XMPP_MUC_STATUS_CREATED) != 0 && !self->may_create)
    {
      undo_creation (self);
      self->was_joined = FALSE;
      fail (self, g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND,
                                       "There is no such room"));
      return;
    }

  self->step = XMPP_ROOM_STEP_NONE;
  self->may_create = FALSE;
  self->is_created = (status & XMPP_MUC_STATUS_CREATED) != 0;
  g_clear_handle_id (&self->deadline, g_source_remove);
  xmpp_muc_context_leave (self->context, self);
  xmpp_occupants_end (self->occupants);
  self->was_joined = TRUE;
  self->n_refusals = 0;
  self->joined_us = g_get_monotonic_time ();
  joiners = xmpp_room_take_joiners (self);
  xmpp_room_watch (self, self->context->patience.ping_ms);

  /* Whoever hears of it may leave at once. */
  xmpp_room_set_state (self, XMPP_ROOM_JOINED);
  if (self->state == XMPP_ROOM_JOINED && self->owes_presence)
    xmpp_room_tell_presence (self);
  xmpp_room_flush (self);
  if (self->state == XMPP_ROOM_JOINED)
    xmpp_room_emit_status (self, status);
  xmpp_room_finish_joiners (joiners, NULL);
  if (self->state == XMPP_ROOM_JOINED && !self->is_info_fresh)
    xmpp_room_ask_info (self);
}

void
xmpp_room_take_refusal (XmppRoom    *self,
                        XmppElement *presence)
{
  XmppAddress *venue = xmpp_room_error_read_venue (presence);

  g_clear_pointer (&self->venue, xmpp_address_unref);
  self->venue = venue;
  g_clear_pointer (&self->removal, g_free);
  self->is_announced = FALSE;
  fail (self, xmpp_room_error_from_refusal (presence, self->is_info_fresh || self->was_joined));
}

static gboolean
is_present (XmppRoom *self)
{
  return self->state == XMPP_ROOM_JOINED || self->step == XMPP_ROOM_STEP_ENTERING;
}

/* Without a reason it was our own doing, in hiding, or the service has lost us. */
void
xmpp_room_take_removal (XmppRoom *self,
                        GError   *error)
{
  self->is_announced = FALSE;
  if (error == NULL && !xmpp_muc_context_can_join (self->context))
    {
      xmpp_room_stop (self);
      return;
    }

  if (error == NULL)
    error = g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_REMOVED, "No longer in the room");

  /* Whoever hears what was held may leave. */
  xmpp_room_let_go (self);
  if (is_present (self))
    fail (self, error);
  else
    g_error_free (error);
}

/**
 * xmpp_room_join_async:
 * @self: a room
 * @entry: how to join it
 * @cancellable: (nullable): ends the wait; the joining is ended by xmpp_room_leave()
 * @callback: called when we are in, or at the first reason why not
 * @user_data: for @callback
 *
 * Joins a room, and comes back to it after each outage until xmpp_room_leave(), or until the room
 * does not let us in for a reason that does not pass. Offline it waits until we are online. In a
 * room that we are in already it only sets what holds from the next time on; to one that is letting
 * us in it says nothing new: xmpp_room_leave() first, for another nick or password.
 */
void
xmpp_room_join_async (XmppRoom            *self,
                      const XmppRoomEntry *entry,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (entry != NULL && entry->nick != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_join_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->is_forgotten)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The room is forgotten");
      return;
    }

  self->is_wanted = TRUE;
  g_free (self->password);
  self->password = g_strdup (entry->password);
  if (self->state == XMPP_ROOM_JOINED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->may_create = entry->may_create;
  self->since_us = MAX (self->since_us, entry->since_us);
  g_free (self->affiliations_since);
  self->affiliations_since = g_strdup (entry->affiliations_since);
  if (self->step != XMPP_ROOM_STEP_ENTERING)
    xmpp_room_set_nick (self, entry->nick);
  self->n_failures = 0;
  self->n_refusals = 0;
  xmpp_room_add_joiner (self, g_steal_pointer (&task));
  xmpp_room_start (self);
}

/**
 * xmpp_room_join_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of %XMPP_ROOM_ERROR, or of %XMPP_ERROR or
 *   %XMPP_STANZA_ERROR; %G_IO_ERROR_CANCELLED when we left meanwhile, or
 *   the room was forgotten
 *
 * Returns: %TRUE when we are in the room
 */
gboolean
xmpp_room_join_finish (XmppRoom      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_join_async, error);
}
