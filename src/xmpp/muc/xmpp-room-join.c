/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-join.c: comes into a room, back to it, and out of it: XEP-0045 1.35.5, 7.2, 7.6 and
 * 7.14. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-room-private.h"

#define MAX_WAITS 10 /* how often a room that tells one after the other is waited for */
#define MAX_TRIES 4  /* to get back a nick or a place that a ghost of ourselves may hold */

/* How a room is joined:
 *
 *   join ──► WAITING for its turn ──► ASKING what it is ──► ENTERING ──► self-presence: JOINED
 *                                        └─ there is none ─┐    └─ refused, or silent ─┐
 *                                                          └──────────► FAILED ◄───────┘
 *   temporary: start again after a while
 */

static void start_cb (gpointer room);

static void
source_free (gpointer data)
{
  GSource *source = data;

  g_source_destroy (source);
  g_source_unref (source);
}

/* @func ends @task, which nobody else does then. */
static void
watch_cancellable (GTask                  *task,
                   GCancellableSourceFunc  func)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, source, G_SOURCE_FUNC (func));
  g_task_set_task_data (task, source, source_free);
}

/* Takes @error (nullable). */
static void
finish_task (GTask  *task,
             GError *error)
{
  g_task_set_task_data (task, NULL, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
finish_joiners (XmppRoom     *self,
                const GError *error)
{
  g_autoptr(GPtrArray) joiners = self->joiners;

  self->joiners = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < joiners->len; i++)
    finish_task (g_ptr_array_index (joiners, i), error != NULL ? g_error_copy (error) : NULL);
}

static gboolean
joiner_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  XmppRoom *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->joiners, task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static gboolean
renaming_cancelled_cb (GCancellable *cancellable,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  XmppRoom *self = g_task_get_source_object (task);

  if (self->renaming == task)
    xmpp_room_finish_renaming (self, NULL);
  return G_SOURCE_REMOVE;
}

/* Ends whatever is going on. */
static void
rest (XmppRoom *self)
{
  self->step = XMPP_ROOM_STEP_NONE;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->is_asking_info = FALSE;
  self->ask_again = FALSE;
  g_clear_handle_id (&self->deadline, g_source_remove);
  xmpp_room_unwatch (self);
  xmpp_muc_context_leave (self->context, self, start_cb);
}

static void
leave_audience (XmppRoom *self)
{
  if (self->context->audience != NULL)
    xmpp_audience_remove (self->context->audience, self->address);
}

/* Takes @error. */
static void
fail (XmppRoom *self,
      GError   *error)
{
  gboolean is_temporary = xmpp_room_error_is_temporary (error);
  g_autoptr(GError) told = g_error_copy (error);

  /* Of a session that has just broken off something may be left in the room for a while. */
  if (self->was_joined && error->domain == XMPP_ROOM_ERROR && self->n_failures < MAX_TRIES
      && (error->code == XMPP_ROOM_ERROR_NICK_TAKEN || error->code == XMPP_ROOM_ERROR_FULL))
    is_temporary = TRUE;

  g_debug ("Not in the room: %s", error->message);
  rest (self);
  g_clear_error (&self->error);
  self->error = error;
  xmpp_room_set_own (self, NULL);
  if (is_temporary && self->is_wanted)
    xmpp_room_retry_later (self);
  else
    {
      self->is_wanted = FALSE;
      self->was_joined = FALSE;
      xmpp_occupants_clear (self->occupants);
      xmpp_room_flush (self);
    }

  leave_audience (self);
  xmpp_room_set_state (self, XMPP_ROOM_FAILED);
  finish_joiners (self, told);
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
add_history (XmppRoom    *self,
             XmppElement *x)
{
  XmppElement *history;
  g_autofree char *since = NULL;

  if (xmpp_room_info_has (self->info, XMPP_ROOM_ARCHIVE))
    {
      history = xmpp_element_add_child (x, "history", NULL);
      xmpp_element_set_attribute (history, "maxstanzas", "0");
    }
  else if (self->since_us > 0)
    {
      since = xmpp_datetime_format (self->since_us);
      history = xmpp_element_add_child (x, "history", NULL);
      xmpp_element_set_attribute (history, "since", since);
    }
}

static void
add_affiliations (XmppRoom    *self,
                  XmppElement *x)
{
  const char *since = self->version != NULL ? self->version : self->affiliations_since;
  XmppElement *mav;

  if (since == NULL || !xmpp_room_info_has (self->info, XMPP_ROOM_AFFILIATIONS))
    return;

  mav = xmpp_element_add_child (x, "mav", XMPP_NS_MUC_AFFILIATIONS);
  if (*since != '\0')
    xmpp_element_set_attribute (mav, "since", since);
  xmpp_room_set_version (self, since);
}

/* Our place in the room under a nick; NULL with an error when that is none */
static XmppAddress *
make_place (XmppRoom    *self,
            const char  *nick,
            GError     **error)
{
  g_autoptr(XmppAddress) place = xmpp_address_with_resource (self->address, nick, NULL);

  if (place != NULL && !xmpp_address_is_bare (place))
    return g_steal_pointer (&place);

  g_set_error_literal (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NICK_INVALID, "Not a nick");
  return NULL;
}

static void
enter (XmppRoom *self)
{
  GError *error = NULL;
  g_autoptr(XmppAddress) place = make_place (self, self->nick, &error);
  XmppElement *presence;
  XmppElement *x;

  if (place == NULL)
    {
      fail (self, error);
      return;
    }

  presence = xmpp_presence_new_directed (self->context->presence, place);
  if (presence == NULL)
    return;

  x = xmpp_element_add_child (presence, "x", XMPP_NS_MUC);
  add_history (self, x);
  if (self->password != NULL)
    xmpp_element_add_text_child (x, "password", NULL, self->password);
  add_affiliations (self, x);

  self->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_room_set_own (self, NULL);
  xmpp_occupants_begin (self->occupants);
  xmpp_room_heard (self);
  self->entered_us = self->heard_us;
  self->deadline = g_timeout_add (self->context->patience.join_ms, deadline_cb, self);
  if (self->context->audience != NULL)
    xmpp_audience_add (self->context->audience, self->address);
  xmpp_presence_send_stanza (self->context->presence, presence);
}

/* There is no room of that name, and joining would make one; or there is something else. */
static GError *
dup_absence (XmppRoom     *self,
             const GError *error)
{
  if (error == NULL)
    return self->info == NULL ? g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND,
                                                     "Not a room") : NULL;
  if (self->may_create)
    return NULL;
  if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND))
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND, error->message);
  if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND)
      || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT))
    return g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_UNREACHABLE, error->message);
  return NULL;
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
  GError *absence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->is_asking_info = FALSE;
  if (self->ask_again)
    xmpp_room_ask_info (self);

  /* A room that says less to strangers is asked again from inside. */
  if (self->step == XMPP_ROOM_STEP_ASKING || info != NULL)
    xmpp_room_set_info (self, info);
  if (self->step != XMPP_ROOM_STEP_ASKING)
    return;

  absence = dup_absence (self, error);
  if (absence != NULL)
    fail (self, absence);
  else if (!g_error_matches (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED))
    enter (self);
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

static void
start_cb (gpointer room)
{
  XmppRoom *self = room;

  self->step = XMPP_ROOM_STEP_ASKING;
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
  g_clear_error (&self->error);
  self->step = XMPP_ROOM_STEP_WAITING;
  xmpp_room_set_state (self, self->was_joined ? XMPP_ROOM_REJOINING : XMPP_ROOM_JOINING);
  xmpp_muc_context_enter (self->context, self, start_cb);
}

void
xmpp_room_stop (XmppRoom *self)
{
  g_autoptr(XmppRoom) kept = g_object_ref (self);

  rest (self);
  self->n_failures = 0;
  self->is_pinging = FALSE;
  leave_audience (self);
  xmpp_room_set_own (self, NULL);
  xmpp_room_finish_renaming (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                                        "Not connected"));
  xmpp_room_set_state (self, XMPP_ROOM_LEFT);
}

/* Nobody shall wait for what cannot come any more. */
void
xmpp_room_release (XmppRoom *self)
{
  g_autoptr(GError) error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                                 "Not connected");

  xmpp_room_stop (self);
  finish_joiners (self, error);
}

static void
send_unavailable (XmppRoom   *self,
                  const char *farewell)
{
  g_autoptr(XmppAddress) place = make_place (self, self->nick, NULL);
  XmppElement *presence;

  if (place == NULL || self->context->session == NULL)
    return;

  presence = xmpp_element_new ("presence", XMPP_NS_CLIENT);
  xmpp_element_set_attribute (presence, "type", "unavailable");
  xmpp_element_set_attribute (presence, "to", xmpp_address_get_full (place));
  if (farewell != NULL)
    xmpp_element_add_text_child (presence, "status", NULL, farewell);
  xmpp_presence_send_stanza (self->context->presence, presence);
}

static void
undo_creation (XmppRoom *self)
{
  xmpp_session_send_iq_async (self->context->session, xmpp_room_new_destruction (self, NULL, NULL),
                              0, NULL, NULL, NULL);
  send_unavailable (self, NULL);
}

void
xmpp_room_take_joined (XmppRoom      *self,
                       XmppMucStatus  status)
{
  if ((status & XMPP_MUC_STATUS_CREATED) != 0 && !self->may_create)
    {
      undo_creation (self);
      fail (self, g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND,
                                       "There is no such room"));
      return;
    }

  self->step = XMPP_ROOM_STEP_NONE;
  self->n_failures = 0;
  self->may_create = FALSE;
  self->is_created = (status & XMPP_MUC_STATUS_CREATED) != 0;
  g_clear_handle_id (&self->deadline, g_source_remove);
  xmpp_muc_context_leave (self->context, self, start_cb);
  xmpp_occupants_end (self->occupants);
  self->was_joined = TRUE;
  xmpp_room_watch (self, self->context->patience.ping_ms);

  xmpp_room_set_state (self, XMPP_ROOM_JOINED);
  xmpp_room_flush (self);
  xmpp_room_emit_status (self, status);
  finish_joiners (self, NULL);
  if (self->info == NULL && self->state == XMPP_ROOM_JOINED)
    xmpp_room_ask_info (self);
}

void
xmpp_room_take_refusal (XmppRoom    *self,
                        XmppElement *presence)
{
  XmppAddress *venue = xmpp_room_error_read_venue (presence);

  g_clear_pointer (&self->venue, xmpp_address_unref);
  self->venue = venue;
  fail (self, xmpp_room_error_from_refusal (presence, self->info != NULL));
}

/* Without a reason it was our own doing, in hiding, or the service has lost us. */
void
xmpp_room_take_removal (XmppRoom *self,
                        GError   *error)
{
  xmpp_room_finish_renaming (self, g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_REMOVED,
                                                        "No longer in the room"));
  if (error == NULL && !xmpp_muc_context_can_join (self->context))
    {
      xmpp_room_stop (self);
      return;
    }

  if (error == NULL)
    error = g_error_new_literal (XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_REMOVED, "No longer in the room");

  fail (self, error);
}

/* Our own presence has changed, which rooms are told by us alone. */
void
xmpp_room_tell_presence (XmppRoom *self)
{
  XmppElement *presence;

  if (self->state != XMPP_ROOM_JOINED || self->own == NULL)
    return;

  presence = xmpp_presence_new_directed (self->context->presence, self->own->address);
  if (presence != NULL)
    xmpp_presence_send_stanza (self->context->presence, presence);
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
 * room that we are in already it only sets what holds from the next time on.
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
  watch_cancellable (task, joiner_cancelled_cb);
  g_ptr_array_add (self->joiners, g_steal_pointer (&task));
  xmpp_room_start (self);
}

/**
 * xmpp_room_join_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of %XMPP_ROOM_ERROR, or of %XMPP_ERROR or
 *   %XMPP_STANZA_ERROR; %G_IO_ERROR_CANCELLED when we left meanwhile
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

/**
 * xmpp_room_leave:
 * @self: a room
 * @farewell: (nullable): what others are told
 *
 * Leaves a room, and does not come back. At once: what the room still says is not heard.
 */
void
xmpp_room_leave (XmppRoom   *self,
                 const char *farewell)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppRoom) kept = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));

  kept = g_object_ref (self);
  if (self->state == XMPP_ROOM_JOINED || self->step == XMPP_ROOM_STEP_ENTERING)
    send_unavailable (self, farewell);

  self->is_wanted = FALSE;
  self->was_joined = FALSE;
  g_clear_error (&self->error);
  xmpp_room_stop (self);
  xmpp_occupants_clear (self->occupants);
  xmpp_room_flush (self);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The room was left");
  finish_joiners (self, error);
}

void
xmpp_room_finish_renaming (XmppRoom *self,
                           GError   *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->renaming);
  g_autoptr(GError) owned = error;

  g_clear_pointer (&self->new_nick, g_free);
  if (task == NULL)
    return;

  finish_task (task, g_steal_pointer (&owned));
}

/**
 * xmpp_room_change_nick_async:
 * @self: a room that we are in
 * @nick: what we want to be called
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is so, or will not be
 * @user_data: for @callback
 *
 * Changes our nick: XEP-0045, 7.6. The room may make another one of it.
 */
void
xmpp_room_change_nick_async (XmppRoom            *self,
                             const char          *nick,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) place = NULL;
  GError *error = NULL;
  XmppElement *presence;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (nick != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_change_nick_async);
  place = make_place (self, nick, &error);
  presence = place != NULL && self->state == XMPP_ROOM_JOINED && self->renaming == NULL
             ? xmpp_presence_new_directed (self->context->presence, place) : NULL;
  if (error != NULL)
    g_task_return_error (task, error);
  else if (self->own != NULL && xmpp_address_equal (place, self->own->address))
    g_task_return_boolean (task, TRUE);
  else if (presence == NULL || !xmpp_presence_send_stanza (self->context->presence,
                                                           g_steal_pointer (&presence)))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not in the room");
  else
    {
      watch_cancellable (task, renaming_cancelled_cb);
      self->new_nick = g_strdup (xmpp_address_get_resource (place));
      self->renaming = g_steal_pointer (&task);
    }

  g_clear_pointer (&presence, xmpp_element_unref);
}

/**
 * xmpp_room_change_nick_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of %XMPP_ROOM_ERROR (NICK_TAKEN, NICK_LOCKED,
 *   NICK_INVALID), or %XMPP_ERROR_DISCONNECTED
 *
 * Returns: %TRUE when we have the nick
 */
gboolean
xmpp_room_change_nick_finish (XmppRoom      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_change_nick_async, error);
}
