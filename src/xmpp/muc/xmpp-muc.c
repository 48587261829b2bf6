/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-muc.c: the rooms of an account, and invitations to others: XEP-0045 1.35.5, XEP-0249 1.2. It
 * says, too, that mentions are understood (XEP-0513 0.1.0, 2). */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-muc.h"

#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

#define MAX_ROOMS 1000

struct _XmppMuc
{
  GObject         parent_instance;

  XmppMucContext *context;
  GHashTable     *rooms;            /* borrowed bare address, of the room, to owned XmppRoom */
  guint           presence_handler;
  guint           message_handler;
  gulong          online_handler;
  gulong          offline_handler;
  gulong          sent_handler;     /* of the context's presence */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppMuc, xmpp_muc, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_INVITED,
  SIGNAL_DECLINED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_present (XmppRoom *room)
{
  return room->state == XMPP_ROOM_JOINED || room->step == XMPP_ROOM_STEP_ENTERING;
}

static XmppRoom *
find_room (XmppMuc     *self,
           XmppAddress *address)
{
  return g_hash_table_lookup (self->rooms, xmpp_address_get_bare (address));
}

static XmppAddress *
read_from (XmppElement *stanza)
{
  const char *from = xmpp_element_get_attribute (stanza, "from");

  return from != NULL ? xmpp_address_parse (from, NULL) : NULL;
}

static gboolean
presence_cb (XmppSession *session,
             XmppElement *stanza,
             XmppElement *payload,
             gpointer     user_data)
{
  XmppMuc *self = user_data;
  g_autoptr(XmppAddress) from = read_from (stanza);
  XmppRoom *room = from != NULL ? find_room (self, from) : NULL;

  if (room == NULL)
    return FALSE;

  /* Of a room where we are not, nobody's presence tells anything. */
  if (is_present (room))
    xmpp_room_take_presence (room, stanza, from);
  else
    g_debug ("Presence from a room that was not joined");
  return TRUE;
}

static void
invite (XmppMuc              *self,
        const XmppInvitation *invitation)
{
  XmppRoom *room = find_room (self, invitation->room);

  if (xmpp_address_get_local (invitation->room) == NULL
      || (room != NULL && room->state == XMPP_ROOM_JOINED))
    return;

  g_signal_emit (self, signals[SIGNAL_INVITED], 0, invitation);
}

/* XEP-0045, 7.8.2: from the room itself, of type normal; others have other ways to say so. */
static gboolean
take_mediated (XmppMuc     *self,
               XmppMessage *message)
{
  const XmppMucUser *user = message->muc_user;
  XmppInvitation invitation = { 0 };

  if (user == NULL || (!user->is_invitation && !user->is_decline))
    return FALSE;

  if (message->type != XMPP_MESSAGE_NORMAL || !xmpp_address_is_bare (message->from)
      || user->is_invitation == user->is_decline)
    {
      g_debug ("An invitation that is not from a room");
      return TRUE;
    }

  if (user->is_decline)
    {
      XmppRoom *room = find_room (self, message->from);

      /* Whom could we have invited to where we are not? */
      if (room != NULL && room->state == XMPP_ROOM_JOINED)
        g_signal_emit (self, signals[SIGNAL_DECLINED], 0, message->from, user->inviter,
                       user->reason);
      return TRUE;
    }

  invitation.room = message->from;
  invitation.inviter = user->inviter;
  invitation.reason = user->reason;
  invitation.password = user->password;
  invitation.is_mediated = TRUE;
  invitation.is_continuation = user->is_continuation;
  invitation.thread = user->thread;
  invite (self, &invitation);
  return TRUE;
}

static gboolean
take_direct (XmppMuc     *self,
             XmppElement *stanza,
             XmppMessage *message)
{
  g_autoptr(XmppInvitation) invitation = xmpp_invitation_read_direct (stanza, message);

  if (invitation != NULL)
    invite (self, invitation);
  return invitation != NULL;
}

/* What nobody but a room says, and none where we are: whoever it is, it is lying, or we have left
 * meanwhile. */
static gboolean
is_of_rooms (const XmppMessage *message)
{
  return message->type == XMPP_MESSAGE_GROUPCHAT
         || (message->muc_user != NULL && message->type != XMPP_MESSAGE_ERROR);
}

/* All others are not even read. */
static gboolean
may_be_of_rooms (XmppElement *stanza)
{
  return g_strcmp0 (xmpp_element_get_attribute (stanza, "type"), "groupchat") == 0
         || xmpp_element_get_child (stanza, "x", XMPP_NS_MUC_USER) != NULL
         || xmpp_element_get_child (stanza, "x", XMPP_NS_CONFERENCE) != NULL;
}

static gboolean
message_cb (XmppSession *session,
            XmppElement *stanza,
            XmppElement *payload,
            gpointer     user_data)
{
  XmppMuc *self = user_data;
  g_autoptr(XmppAddress) from = read_from (stanza);
  XmppRoom *room = from != NULL ? find_room (self, from) : NULL;
  g_autoptr(XmppMessage) message = NULL;

  if (room == NULL && !may_be_of_rooms (stanza))
    return FALSE;

  message = xmpp_message_parse (stanza, NULL, NULL);
  if (message == NULL || message->from == NULL)
    return FALSE;

  if (take_mediated (self, message) || take_direct (self, stanza, message))
    return TRUE;

  /* What we have said before we were put out is refused later. */
  if (room != NULL && (is_present (room) || message->type == XMPP_MESSAGE_ERROR))
    xmpp_room_take_message (room, stanza, g_steal_pointer (&message));
  else if (is_of_rooms (message) || room != NULL)
    g_debug ("A message from a room that was not joined");
  else
    return FALSE;

  return TRUE;
}

/* What happens to one of them may change the table. */
static void
for_each_room (XmppMuc *self,
               void   (*func) (XmppRoom *room))
{
  g_autoptr(GPtrArray) rooms = xmpp_muc_get_rooms (self);

  for (guint i = 0; i < rooms->len; i++)
    func (g_ptr_array_index (rooms, i));
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppMuc *self = user_data;

  xmpp_muc_context_resume (self->context, resumed);
  if (resumed)
    for_each_room (self, xmpp_room_doubt);
  for_each_room (self, xmpp_room_start);
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  XmppMuc *self = user_data;

  g_ptr_array_set_size (self->context->owed, 0);
  for_each_room (self, xmpp_room_stop);
}

/* Rooms are told that we hide by the server, which then forgets that they know us: RFC 6121,
 * 4.6.3. */
static void
sent_cb (XmppPresence *presence,
         gpointer      user_data)
{
  XmppMuc *self = user_data;

  if (xmpp_presence_get_show (presence) == XMPP_SHOW_OFFLINE)
    {
      for_each_room (self, xmpp_room_stop);
      return;
    }

  for_each_room (self, xmpp_room_tell_presence);
  for_each_room (self, xmpp_room_start);
}

static const char *const *
xmpp_muc_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_MUC, XMPP_NS_CONFERENCE, XMPP_NS_MENTIONS,
                                            XMPP_NS_MENTIONS_ASSOCIATIONS,
                                            XMPP_NS_MENTIONS_CHANNEL, XMPP_NS_MENTIONS_HATS,
                                            NULL };

  return namespaces;
}

static void
xmpp_muc_attach (XmppFeature *feature,
                 XmppSession *session)
{
  XmppMuc *self = XMPP_MUC (feature);

  self->context->session = session;
  self->presence_handler = xmpp_session_add_handler (session, "presence", NULL, NULL, NULL,
                                                     presence_cb, self);
  self->message_handler = xmpp_session_add_handler (session, "message", NULL, NULL, NULL,
                                                    message_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
  self->sent_handler = g_signal_connect (self->context->presence, "sent", G_CALLBACK (sent_cb),
                                         self);
}

static void
xmpp_muc_detach (XmppFeature *feature,
                 XmppSession *session)
{
  XmppMuc *self = XMPP_MUC (feature);

  xmpp_session_remove_handler (session, self->presence_handler);
  xmpp_session_remove_handler (session, self->message_handler);
  self->presence_handler = 0;
  self->message_handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  g_clear_signal_handler (&self->sent_handler, self->context->presence);
  self->context->session = NULL;
  for_each_room (self, xmpp_room_release);
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_muc_get_namespaces;
  iface->attach = xmpp_muc_attach;
  iface->detach = xmpp_muc_detach;
}

static void
xmpp_muc_finalize (GObject *object)
{
  XmppMuc *self = XMPP_MUC (object);

  g_clear_pointer (&self->rooms, g_hash_table_unref);
  g_clear_pointer (&self->context, xmpp_muc_context_unref);

  G_OBJECT_CLASS (xmpp_muc_parent_class)->finalize (object);
}

static void
xmpp_muc_class_init (XmppMucClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_muc_finalize;

  /**
   * XmppMuc::invited:
   * @invitation: (type XmppInvitation): to what, and by whom
   *
   * Somebody wants us in a room.
   */
  signals[SIGNAL_INVITED] =
    g_signal_new ("invited", XMPP_TYPE_MUC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppMuc::declined:
   * @room: (type XmppAddress): to what we have invited
   * @who: (nullable) (type XmppAddress): who does not want to come, by the room's word
   * @reason: (nullable): why
   *
   * Somebody has declined our invitation.
   */
  signals[SIGNAL_DECLINED] =
    g_signal_new ("declined", XMPP_TYPE_MUC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
xmpp_muc_init (XmppMuc *self)
{
  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

/**
 * xmpp_muc_new:
 * @disco: asks what rooms are
 * @presence: our own
 * @audience: (nullable): where rooms are noted that know that we are here
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppMuc *
xmpp_muc_new (XmppDisco    *disco,
              XmppPresence *presence,
              XmppAudience *audience)
{
  XmppMuc *self;

  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);
  g_return_val_if_fail (XMPP_IS_PRESENCE (presence), NULL);

  self = g_object_new (XMPP_TYPE_MUC, NULL);
  self->context = xmpp_muc_context_new (disco, presence, audience, xmpp_room_begin);
  return self;
}

/**
 * xmpp_muc_ensure_room:
 * @self: the feature
 * @address: a room's address
 *
 * Gives the one object that stands for a room, whether we are in it or not.
 *
 * Returns: (transfer none) (nullable): the room
 */
XmppRoom *
xmpp_muc_ensure_room (XmppMuc     *self,
                      XmppAddress *address)
{
  XmppRoom *room;

  g_return_val_if_fail (XMPP_IS_MUC (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  room = find_room (self, address);
  if (room != NULL || xmpp_address_get_local (address) == NULL
      || g_hash_table_size (self->rooms) >= MAX_ROOMS)
    return room;

  room = xmpp_room_new (address, self->context);
  g_hash_table_insert (self->rooms, (gpointer) xmpp_address_get_bare (room->address), room);
  return room;
}

/**
 * xmpp_muc_get_room:
 * @self: the feature
 * @address: a room's address, or somebody's in it
 *
 * Returns: (transfer none) (nullable): the room, if somebody has asked for it
 */
XmppRoom *
xmpp_muc_get_room (XmppMuc     *self,
                   XmppAddress *address)
{
  g_return_val_if_fail (XMPP_IS_MUC (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return find_room (self, address);
}

/**
 * xmpp_muc_get_rooms:
 * @self: the feature
 *
 * Returns: (transfer full) (element-type XmppRoom): all rooms that somebody has asked for
 */
GPtrArray *
xmpp_muc_get_rooms (XmppMuc *self)
{
  GPtrArray *rooms;
  GHashTableIter iter;
  gpointer room = NULL;

  g_return_val_if_fail (XMPP_IS_MUC (self), NULL);

  rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    g_ptr_array_add (rooms, g_object_ref (room));
  return rooms;
}

/**
 * xmpp_muc_forget_room:
 * @self: the feature
 * @address: a room's address
 *
 * Leaves a room, and forgets it: whoever still holds it cannot join it any more, see
 * xmpp_muc_ensure_room(). May be called from whatever the room tells.
 */
void
xmpp_muc_forget_room (XmppMuc     *self,
                      XmppAddress *address)
{
  XmppRoom *room;

  g_return_if_fail (XMPP_IS_MUC (self));
  g_return_if_fail (address != NULL);

  room = find_room (self, address);
  if (room == NULL)
    return;

  /* Before it is told to anybody, who may ask for a new one. */
  g_object_ref (room);
  g_hash_table_remove (self->rooms, xmpp_address_get_bare (room->address));
  room->is_forgotten = TRUE;
  xmpp_room_leave (room, NULL);
  g_object_unref (room);
}

/**
 * xmpp_muc_get_session:
 * @self: the feature
 *
 * Returns: (transfer none) (nullable): the session that it is attached to
 */
XmppSession *
xmpp_muc_get_session (XmppMuc *self)
{
  g_return_val_if_fail (XMPP_IS_MUC (self), NULL);

  return self->context->session;
}

/**
 * xmpp_muc_check:
 * @self: the feature
 *
 * There is reason to doubt that we are still in our rooms: asks all of them.
 */
void
xmpp_muc_check (XmppMuc *self)
{
  g_return_if_fail (XMPP_IS_MUC (self));

  for_each_room (self, xmpp_room_check);
}

/**
 * xmpp_muc_set_patience:
 * @self: the feature
 * @patience: time limits; copied
 *
 * Sets how patient we are with rooms, from now on.
 */
void
xmpp_muc_set_patience (XmppMuc               *self,
                       const XmppMucPatience *patience)
{
  g_return_if_fail (XMPP_IS_MUC (self));
  g_return_if_fail (patience != NULL);

  self->context->patience = *patience;
}

/* Takes @stanza. */
static gboolean
send (XmppMuc     *self,
      XmppElement *stanza)
{
  if (self->context->session != NULL)
    return xmpp_session_send (self->context->session, stanza);

  xmpp_element_unref (stanza);
  return FALSE;
}

/**
 * xmpp_muc_invite_directly:
 * @self: the feature
 * @to: whom
 * @invitation: to what; who invites is ourselves
 *
 * Invites somebody to a room: XEP-0249, 2. Into rooms that are for members it does not let anybody:
 * see xmpp_room_invite(), and xmpp_room_change_async().
 *
 * Returns: whether it was sent
 */
gboolean
xmpp_muc_invite_directly (XmppMuc              *self,
                          XmppAddress          *to,
                          const XmppInvitation *invitation)
{
  g_return_val_if_fail (XMPP_IS_MUC (self), FALSE);
  g_return_val_if_fail (to != NULL && invitation != NULL, FALSE);

  return send (self, xmpp_invitation_to_direct (invitation, to));
}

/**
 * xmpp_muc_decline:
 * @self: the feature
 * @invitation: one by a room
 * @reason: (nullable): why
 *
 * Tells who has invited us that we do not come: XEP-0045, 7.8.2.
 *
 * Returns: whether it was sent
 */
gboolean
xmpp_muc_decline (XmppMuc              *self,
                  const XmppInvitation *invitation,
                  const char           *reason)
{
  XmppElement *stanza;

  g_return_val_if_fail (XMPP_IS_MUC (self), FALSE);
  g_return_val_if_fail (invitation != NULL, FALSE);

  stanza = xmpp_invitation_to_decline (invitation, reason);
  return stanza != NULL && send (self, stanza);
}
