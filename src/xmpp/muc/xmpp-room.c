/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room.c: a room, and what is known of it: XEP-0045 1.35.5. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-room-private.h"

/* After a stream's reader has rested: xmpp-reader.c */
#define PRIORITY_FLUSH (G_PRIORITY_HIGH_IDLE + 40)

G_DEFINE_FINAL_TYPE (XmppRoom, xmpp_room, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  PROP_NICK,
  PROP_SUBJECT,
  PROP_AFFILIATION,
  PROP_ROLE,
  PROP_INFO,
  PROP_AVATAR_HASH,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum {
  SIGNAL_OCCUPANTS_CHANGED,
  SIGNAL_MESSAGE,
  SIGNAL_PRIVATE_MESSAGE,
  SIGNAL_STATUS,
  SIGNAL_AFFILIATIONS_RESET,
  SIGNAL_CONFIRMED,
  SIGNAL_AFFILIATIONS_CHANGED,
  SIGNAL_VOICE_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Who may follow whom; LEFT may follow any. */
#define TO(state) (1u << (state))
static const guint successors[] = {
  [XMPP_ROOM_LEFT] = TO (XMPP_ROOM_JOINING) | TO (XMPP_ROOM_REJOINING) | TO (XMPP_ROOM_FAILED),
  [XMPP_ROOM_JOINING] = TO (XMPP_ROOM_JOINED) | TO (XMPP_ROOM_FAILED),
  [XMPP_ROOM_JOINED] = TO (XMPP_ROOM_REJOINING) | TO (XMPP_ROOM_FAILED),
  [XMPP_ROOM_REJOINING] = TO (XMPP_ROOM_JOINED) | TO (XMPP_ROOM_FAILED),
  [XMPP_ROOM_FAILED] = TO (XMPP_ROOM_JOINING) | TO (XMPP_ROOM_REJOINING),
};

void
xmpp_room_set_state (XmppRoom *self,
                     int       state)
{
  if (self->state == state)
    return;

  g_return_if_fail (state == XMPP_ROOM_LEFT || (successors[self->state] & TO (state)) != 0);

  self->state = state;
  self->is_told = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
xmpp_room_set_own (XmppRoom     *self,
                   XmppOccupant *own)
{
  XmppAffiliation affiliation = xmpp_room_get_affiliation (self);
  XmppRole role = xmpp_room_get_role (self);

  if (own != NULL)
    xmpp_occupant_ref (own);
  if (own != NULL && own->occupant_id != NULL && g_strcmp0 (own->occupant_id, self->own_id) != 0)
    {
      g_free (self->own_id);
      self->own_id = g_strdup (own->occupant_id);
    }
  g_clear_pointer (&self->own, xmpp_occupant_unref);
  self->own = own;

  if (xmpp_room_get_affiliation (self) != affiliation)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AFFILIATION]);
  if (xmpp_room_get_role (self) != role)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROLE]);
}

void
xmpp_room_set_nick (XmppRoom   *self,
                    const char *nick)
{
  if (g_strcmp0 (self->nick, nick) == 0)
    return;

  g_free (self->nick);
  self->nick = g_strdup (nick);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NICK]);
}

void
xmpp_room_set_info (XmppRoom     *self,
                    XmppRoomInfo *info)
{
  g_autofree char *hash = g_strdup (xmpp_room_get_avatar_hash (self));

  if (info != NULL)
    xmpp_room_info_ref (info);
  g_clear_pointer (&self->info, xmpp_room_info_unref);
  self->info = info;

  xmpp_occupants_set_trusted (self->occupants,
                              xmpp_room_info_has (info, XMPP_ROOM_OCCUPANT_IDS));
  if (self->own != NULL)
    {
      XmppOccupant *own = xmpp_occupants_get (self->occupants, self->own->nick);

      if (own != NULL)
        xmpp_room_set_own (self, own);
    }
  xmpp_room_queue_flush (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INFO]);
  if (g_strcmp0 (xmpp_room_get_avatar_hash (self), hash) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVATAR_HASH]);
}

void
xmpp_room_set_photo_hash (XmppRoom   *self,
                          const char *hash)
{
  g_autofree char *before = g_strdup (xmpp_room_get_avatar_hash (self));

  g_free (self->photo_hash);
  self->photo_hash = g_strdup (hash);
  if (g_strcmp0 (xmpp_room_get_avatar_hash (self), before) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVATAR_HASH]);
}

void
xmpp_room_set_subject (XmppRoom   *self,
                       const char *subject,
                       const char *nick,
                       gint64      time_us)
{
  gboolean is_same = g_strcmp0 (self->subject, subject) == 0;

  g_free (self->subject_nick);
  self->subject_nick = g_strdup (nick);
  self->subject_time_us = time_us;
  if (is_same)
    return;

  g_free (self->subject);
  self->subject = g_strdup (subject);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBJECT]);
}

void
xmpp_room_set_version (XmppRoom   *self,
                       const char *version)
{
  char *copy = g_strdup (version);

  g_free (self->version);
  self->version = copy;
}

/* While somebody tells us who is there, there is nothing whole to tell. */
static gboolean
is_listing (XmppRoom *self)
{
  return self->step == XMPP_ROOM_STEP_ENTERING;
}

void
xmpp_room_flush (XmppRoom *self)
{
  g_autoptr(XmppOccupantChanges) changes = NULL;

  if (is_listing (self))
    return;

  g_clear_handle_id (&self->flush, g_source_remove);
  changes = xmpp_occupants_take_changes (self->occupants);
  if (changes != NULL)
    g_signal_emit (self, signals[SIGNAL_OCCUPANTS_CHANGED], 0, changes);
}

static gboolean
flush_cb (gpointer user_data)
{
  g_autoptr(XmppRoom) self = g_object_ref (user_data);

  self->flush = 0;
  xmpp_room_flush (self);
  return G_SOURCE_REMOVE;
}

/* When all that has arrived is read, but not after too long: a flood is told in pieces. */
void
xmpp_room_queue_flush (XmppRoom *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (is_listing (self) || !xmpp_occupants_has_changes (self->occupants))
    return;

  if (self->flush == 0)
    {
      self->flush = g_idle_add_full (PRIORITY_FLUSH, flush_cb, self, NULL);
      self->flush_since_us = now_us;
    }
  else if (now_us - self->flush_since_us
           > self->context->patience.batch_ms * G_GINT64_CONSTANT (1000))
    xmpp_room_flush (self);
}

void
xmpp_room_emit_message (XmppRoom *self,
                        gpointer  message,
                        gboolean  is_private)
{
  xmpp_room_flush (self);
  g_signal_emit (self, signals[is_private ? SIGNAL_PRIVATE_MESSAGE : SIGNAL_MESSAGE], 0, message);
}

void
xmpp_room_emit_status (XmppRoom      *self,
                       XmppMucStatus  status)
{
  g_signal_emit (self, signals[SIGNAL_STATUS], 0, (guint) status);
}

void
xmpp_room_emit_affiliations (XmppRoom    *self,
                             XmppMucUser *user)
{
  g_signal_emit (self, signals[SIGNAL_AFFILIATIONS_CHANGED], 0, user);
}

void
xmpp_room_emit_affiliations_reset (XmppRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_AFFILIATIONS_RESET], 0);
}

void
xmpp_room_emit_confirmed (XmppRoom *self)
{
  g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0);
}

void
xmpp_room_emit_voice (XmppRoom     *self,
                      XmppDataForm *form,
                      const char   *nick,
                      XmppAddress  *real)
{
  g_signal_emit (self, signals[SIGNAL_VOICE_REQUESTED], 0, form, nick, real);
}

static void
xmpp_room_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  XmppRoom *self = XMPP_ROOM (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_NICK:
      g_value_set_string (value, self->nick);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case PROP_AFFILIATION:
      g_value_set_int (value, xmpp_room_get_affiliation (self));
      break;
    case PROP_ROLE:
      g_value_set_int (value, (int) xmpp_room_get_role (self));
      break;
    case PROP_INFO:
      g_value_set_pointer (value, self->info);
      break;
    case PROP_AVATAR_HASH:
      g_value_set_string (value, xmpp_room_get_avatar_hash (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
xmpp_room_dispose (GObject *object)
{
  XmppRoom *self = XMPP_ROOM (object);

  /* Whoever waits has a reference: nobody does. */
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->flush, g_source_remove);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->renaming_deadline, g_source_remove);

  G_OBJECT_CLASS (xmpp_room_parent_class)->dispose (object);
}

static void
xmpp_room_finalize (GObject *object)
{
  XmppRoom *self = XMPP_ROOM (object);

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_pointer (&self->context, xmpp_muc_context_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->venue, xmpp_address_unref);
  g_clear_pointer (&self->removal, g_free);
  g_free (self->nick);
  g_free (self->password);
  g_free (self->affiliations_since);
  g_free (self->version);
  g_clear_pointer (&self->info, xmpp_room_info_unref);
  g_clear_pointer (&self->occupants, xmpp_occupants_free);
  g_clear_pointer (&self->own, xmpp_occupant_unref);
  g_free (self->own_id);
  g_free (self->photo_hash);
  g_free (self->subject);
  g_free (self->subject_nick);
  g_ptr_array_unref (self->joiners);
  xmpp_room_drop_held (self);
  g_free (self->new_nick);

  G_OBJECT_CLASS (xmpp_room_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, XMPP_ROOM_LEFT, XMPP_ROOM_FAILED, XMPP_ROOM_LEFT,
                      flags);
  props[PROP_NICK] = g_param_spec_string ("nick", NULL, NULL, NULL, flags);
  props[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  props[PROP_AFFILIATION] =
    g_param_spec_int ("affiliation", NULL, NULL, XMPP_AFFILIATION_OUTCAST, XMPP_AFFILIATION_OWNER,
                      XMPP_AFFILIATION_NONE, flags);
  props[PROP_ROLE] =
    g_param_spec_int ("role", NULL, NULL, XMPP_ROLE_NONE, XMPP_ROLE_MODERATOR, XMPP_ROLE_NONE,
                      flags);
  props[PROP_INFO] = g_param_spec_pointer ("info", NULL, NULL, flags);
  props[PROP_AVATAR_HASH] = g_param_spec_string ("avatar-hash", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
xmpp_room_class_init (XmppRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = xmpp_room_get_property;
  object_class->dispose = xmpp_room_dispose;
  object_class->finalize = xmpp_room_finalize;
  install_properties (object_class);

  /**
   * XmppRoom::occupants-changed:
   * @changes: (type XmppOccupantChanges): all that has happened since the last time
   *
   * Somebody came, went or changed.
   */
  signals[SIGNAL_OCCUPANTS_CHANGED] =
    g_signal_new ("occupants-changed", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppRoom::message:
   * @message: (type XmppRoomMessage): what was said to all, or by the room
   *
   * Something was said, changed or refused.
   */
  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppRoom::private-message:
   * @message: (type XmppRoomMessage): what was said to us alone
   *
   * Somebody in the room speaks to us: XEP-0045, 7.5. What we have said so is refused here, too.
   */
  signals[SIGNAL_PRIVATE_MESSAGE] =
    g_signal_new ("private-message", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppRoom::status:
   * @status: (type XmppMucStatus): what the room tells
   *
   * The room tells something of itself, or of our coming in.
   */
  signals[SIGNAL_STATUS] =
    g_signal_new ("status", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * XmppRoom::affiliations-reset:
   *
   * What is held of affiliations is outdated: either the room tells all of them next, or it cannot
   * tell what has changed. XEP-0463, 5.2.1.
   */
  signals[SIGNAL_AFFILIATIONS_RESET] =
    g_signal_new ("affiliations-reset", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppRoom::confirmed:
   *
   * The room was asked whether we are in it, and we are: XEP-0410. See
   * xmpp_room_get_confirmed_us().
   */
  signals[SIGNAL_CONFIRMED] =
    g_signal_new ("confirmed", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppRoom::affiliations-changed:
   * @user: (type XmppMucUser): who has which affiliation now
   *
   * The room tells who is what to it.
   */
  signals[SIGNAL_AFFILIATIONS_CHANGED] =
    g_signal_new ("affiliations-changed", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppRoom::voice-requested:
   * @form: (type XmppDataForm): to be given to xmpp_room_answer_voice_request()
   * @nick: (nullable): who asks
   * @real: (nullable) (type XmppAddress): likewise
   *
   * Somebody wants to speak, and we may decide it: XEP-0045, 8.6.
   */
  signals[SIGNAL_VOICE_REQUESTED] =
    g_signal_new ("voice-requested", XMPP_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_POINTER);
}

static void
xmpp_room_init (XmppRoom *self)
{
  self->occupants = xmpp_occupants_new ();
  self->joiners = g_ptr_array_new_with_free_func (g_object_unref);
}

XmppRoom *
xmpp_room_new (XmppAddress    *address,
               XmppMucContext *context)
{
  XmppRoom *self = g_object_new (XMPP_TYPE_ROOM, NULL);

  self->address = xmpp_address_dup_bare (address);
  self->context = xmpp_muc_context_ref (context);
  return self;
}
