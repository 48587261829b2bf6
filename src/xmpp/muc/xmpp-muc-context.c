/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-muc-context.c: what all rooms of an account share. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-muc-context.h"

#define MAX_JOINING 8

/**
 * xmpp_muc_context_new:
 * @disco: asks what rooms are
 * @presence: our own, which rooms are told
 * @audience: (nullable): where rooms are noted that know that we are here
 * @start: joins a room whose turn it is
 *
 * Returns: (transfer full): what rooms share
 */
XmppMucContext *
xmpp_muc_context_new (XmppDisco        *disco,
                      XmppPresence     *presence,
                      XmppAudience     *audience,
                      XmppMucStartFunc  start)
{
  static const XmppMucPatience patience = XMPP_MUC_PATIENCE_INIT;
  XmppMucContext *self = g_rc_box_new0 (XmppMucContext);

  self->disco = g_object_ref (disco);
  self->presence = g_object_ref (presence);
  g_set_object (&self->audience, audience);
  self->patience = patience;
  self->start = start;
  self->owed = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_element_unref);
  g_queue_init (&self->waiting);
  self->joining = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * xmpp_muc_context_ref:
 * @self: what rooms share
 *
 * Returns: (transfer full): @self
 */
XmppMucContext *
xmpp_muc_context_ref (XmppMucContext *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer context)
{
  XmppMucContext *self = context;

  g_clear_object (&self->disco);
  g_clear_object (&self->presence);
  g_clear_object (&self->audience);
  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->joining);
  g_ptr_array_unref (self->owed);
}

/**
 * xmpp_muc_context_unref:
 * @self: (transfer full): what rooms share
 *
 * Gives a reference back.
 */
void
xmpp_muc_context_unref (XmppMucContext *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * xmpp_muc_context_can_join:
 * @self: what rooms share
 *
 * Returns: whether we are online, and not in hiding
 */
gboolean
xmpp_muc_context_can_join (XmppMucContext *self)
{
  return self->session != NULL
         && xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE
         && xmpp_presence_get_show (self->presence) != XMPP_SHOW_OFFLINE;
}

static void
start_next (XmppMucContext *self)
{
  while (xmpp_muc_context_can_join (self) && g_hash_table_size (self->joining) < MAX_JOINING
         && !g_queue_is_empty (&self->waiting))
    {
      gpointer next = g_queue_pop_head (&self->waiting);

      g_hash_table_add (self->joining, next);
      self->start (next);
    }
}

/**
 * xmpp_muc_context_enter:
 * @self: what rooms share
 * @room: a room that shall be joined
 *
 * Joins a room when there are not too many that are being joined.
 */
void
xmpp_muc_context_enter (XmppMucContext *self,
                        gpointer        room)
{
  if (g_hash_table_contains (self->joining, room) || g_queue_find (&self->waiting, room) != NULL)
    return;

  g_queue_push_tail (&self->waiting, room);
  start_next (self);
}

/**
 * xmpp_muc_context_leave:
 * @self: what rooms share
 * @room: a room that is joined, or shall not be any more
 *
 * Ends xmpp_muc_context_enter().
 */
void
xmpp_muc_context_leave (XmppMucContext *self,
                        gpointer        room)
{
  g_queue_remove (&self->waiting, room);
  if (g_hash_table_remove (self->joining, room))
    start_next (self);
}

/**
 * xmpp_muc_context_send:
 * @self: what rooms share
 * @presence: (transfer full): of a room that we have left
 *
 * Sends it. While a lost connection may be resumed the room has us still, and is told afterwards.
 */
void
xmpp_muc_context_send (XmppMucContext *self,
                       XmppElement    *presence)
{
  if (self->session != NULL && xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE)
    xmpp_session_send (self->session, presence);
  else
    g_ptr_array_add (self->owed, presence);
}

/**
 * xmpp_muc_context_resume:
 * @self: what rooms share
 * @resumed: whether the server has kept what it knew of us; if not, it has told the rooms itself
 *   that we are gone: RFC 6121, 4.5.2
 *
 * Sends what could not be sent, and goes on joining.
 */
void
xmpp_muc_context_resume (XmppMucContext *self,
                         gboolean        resumed)
{
  g_autoptr(GPtrArray) owed = self->owed;

  self->owed = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_element_unref);
  for (guint i = 0; resumed && i < owed->len; i++)
    xmpp_session_send (self->session, xmpp_element_ref (g_ptr_array_index (owed, i)));

  start_next (self);
}
