/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room tells becomes what is shown of it. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-error.h"
#include "chat-room-private.h"
#include "chat-text.h"

#define MAX_DESCRIPTION_CHARS 1000
#define MAX_REASON_CHARS 200

static const ChatRoomState states[] = {
  [XMPP_ROOM_LEFT] = CHAT_ROOM_LEFT,
  [XMPP_ROOM_JOINING] = CHAT_ROOM_JOINING,
  [XMPP_ROOM_JOINED] = CHAT_ROOM_JOINED,
  [XMPP_ROOM_REJOINING] = CHAT_ROOM_REJOINING,
  [XMPP_ROOM_FAILED] = CHAT_ROOM_FAILED,
};

static const struct {
  XmppRoomFeatures from;
  ChatRoomFeatures to;
} feature_table[] = {
  { XMPP_ROOM_MEMBERS_ONLY, CHAT_ROOM_MEMBERS_ONLY },
  { XMPP_ROOM_PASSWORD, CHAT_ROOM_HAS_PASSWORD },
  { XMPP_ROOM_HIDDEN, CHAT_ROOM_HIDDEN },
  { XMPP_ROOM_PERSISTENT, CHAT_ROOM_PERSISTENT },
  { XMPP_ROOM_MODERATED, CHAT_ROOM_MODERATED },
  { XMPP_ROOM_NON_ANONYMOUS, CHAT_ROOM_SHOWS_ADDRESSES },
  { XMPP_ROOM_ARCHIVE, CHAT_ROOM_ARCHIVED },
  { XMPP_ROOM_OCCUPANT_IDS, CHAT_ROOM_SURE_AUTHORS },
};

/* @value: (transfer full) (nullable) */
static gboolean
take_string (char **field,
             char  *value)
{
  g_autofree char *owned = value;

  if (g_strcmp0 (*field, owned) == 0)
    return FALSE;

  g_free (*field);
  *field = g_steal_pointer (&owned);
  return TRUE;
}

/* What may be done: XEP-0045, 5.1.1 and 5.2.1. */
static guint
derive_rights (ChatRoom *self)
{
  XmppRoomInfo *info = xmpp_room_get_info (self->xmpp);
  guint rights = 0;

  if (self->state != CHAT_ROOM_JOINED)
    return 0;

  if (self->role >= CHAT_ROLE_PARTICIPANT)
    rights |= CHAT_ROOM_MAY_SPEAK;
  else if (self->role == CHAT_ROLE_VISITOR)
    rights |= CHAT_ROOM_MAY_ASK_VOICE;
  if (self->role == CHAT_ROLE_MODERATOR
      || (self->role == CHAT_ROLE_PARTICIPANT
          && xmpp_room_info_has (info, XMPP_ROOM_CHANGES_SUBJECT)))
    rights |= CHAT_ROOM_MAY_SUBJECT;
  if (!xmpp_room_info_has (info, XMPP_ROOM_MEMBERS_ONLY)
      || self->affiliation >= CHAT_AFFILIATION_ADMIN
      || (self->affiliation >= CHAT_AFFILIATION_MEMBER
          && xmpp_room_info_has (info, XMPP_ROOM_MEMBERS_INVITE)))
    rights |= CHAT_ROOM_MAY_INVITE;
  if (self->role == CHAT_ROLE_MODERATOR)
    rights |= CHAT_ROOM_MAY_KICK;
  if (self->affiliation >= CHAT_AFFILIATION_ADMIN)
    rights |= CHAT_ROOM_MAY_BAN;
  if (self->role == CHAT_ROLE_MODERATOR
      && (xmpp_room_info_has (info, XMPP_ROOM_MODERATION)
          || xmpp_room_info_has (info, XMPP_ROOM_MODERATION_0)))
    rights |= CHAT_ROOM_MAY_MODERATE;
  if (self->affiliation == CHAT_AFFILIATION_OWNER)
    rights |= CHAT_ROOM_MAY_CONFIGURE;
  return rights;
}

static void
update_rights (ChatRoom *self)
{
  guint rights = derive_rights (self);

  if (self->rights == rights)
    return;

  self->rights = rights;
  chat_room_notify (self, CHAT_ROOM_PROP_RIGHTS);
}

static void
update_own (ChatRoom *self)
{
  ChatRole role = (ChatRole) xmpp_room_get_role (self->xmpp);
  ChatAffiliation affiliation = (ChatAffiliation) ((int) xmpp_room_get_affiliation (self->xmpp)
                                                   + (int) CHAT_AFFILIATION_NONE);

  if (self->role != role)
    {
      self->role = role;
      chat_room_notify (self, CHAT_ROOM_PROP_ROLE);
    }
  if (self->affiliation != affiliation)
    {
      self->affiliation = affiliation;
      chat_room_notify (self, CHAT_ROOM_PROP_AFFILIATION);
    }
  update_rights (self);
}

/* Who was put out does not come back by itself, in whatever session. */
static const ChatError put_out[] = {
  CHAT_ERROR_ROOM_KICKED, CHAT_ERROR_ROOM_BANNED, CHAT_ERROR_ROOM_AFFILIATION,
};

/* @error: (transfer full) (nullable): why we are not in the room */
static void
set_error (ChatRoom *self,
           GError   *error)
{
  char *text = error != NULL ? chat_error_to_text (error) : NULL;

  g_clear_error (&self->error);
  self->error = error;
  if (take_string (&self->error_text, text))
    chat_room_notify (self, CHAT_ROOM_PROP_ERROR_TEXT);
}

void
chat_room_follow_out (ChatRoom   *self,
                      const char *name)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  self->is_out = FALSE;
  if (name == NULL && self->state == CHAT_ROOM_LEFT)
    set_error (self, NULL);
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (put_out); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (CHAT_ERROR, (int) put_out[i], "Put out");

      if (!g_str_equal (chat_error_get_name (error), name))
        continue;
      self->is_out = TRUE;
      set_error (self, g_steal_pointer (&error));
    }
}

static void
update_out (ChatRoom *self)
{
  gboolean is_out = FALSE;

  if (self->state != CHAT_ROOM_FAILED && self->state != CHAT_ROOM_JOINED)
    return;

  for (gsize i = 0; self->state == CHAT_ROOM_FAILED && i < G_N_ELEMENTS (put_out); i++)
    is_out |= g_error_matches (self->error, CHAT_ERROR, (int) put_out[i]);
  if (self->is_out == is_out)
    return;

  self->is_out = is_out;
  chat_room_emit_keep (self);
}

static void
update_error (ChatRoom *self)
{
  const GError *error = self->state == CHAT_ROOM_FAILED ? xmpp_room_get_error (self->xmpp) : NULL;
  XmppAddress *venue = xmpp_room_get_venue (self->xmpp);

  take_string (&self->venue, venue != NULL ? g_strdup (xmpp_address_get_bare (venue)) : NULL);
  /* Offline that is still why. */
  if (self->state != CHAT_ROOM_LEFT || !self->is_out)
    {
      g_autofree char *reason = NULL;

      if (error != NULL)
        reason = chat_text_clean_line (xmpp_room_get_removal (self->xmpp), MAX_REASON_CHARS);
      take_string (&self->error_reason, g_steal_pointer (&reason));
      set_error (self, error != NULL ? chat_error_translate (g_error_copy (error)) : NULL);
    }
  update_out (self);
}

static void
update_n_occupants (ChatRoom *self)
{
  guint n_occupants =
    self->state == CHAT_ROOM_JOINED ? xmpp_room_get_n_occupants (self->xmpp) : 0;
  gboolean notes;

  if (self->n_occupants == n_occupants)
    return;

  notes = chat_room_get_notes (self);
  self->n_occupants = n_occupants;
  chat_room_notify (self, CHAT_ROOM_PROP_N_OCCUPANTS);
  if (chat_room_get_notes (self) != notes)
    chat_room_notify (self, CHAT_ROOM_PROP_NOTES);
}

static void
update_info (ChatRoom *self)
{
  XmppRoomInfo *info = xmpp_room_get_info (self->xmpp);
  ChatRoomNotify notify = chat_room_get_notify (self);
  gboolean notes = chat_room_get_notes (self);
  guint features = 0;

  /* What is not known now was true before. */
  if (info == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (feature_table); i++)
    if (xmpp_room_info_has (info, feature_table[i].from))
      features |= feature_table[i].to;
  self->slow_mode_s = info->slow_mode_s;
  chat_room_set_own_name (self, info->name);
  if (take_string (&self->description, chat_text_clean_line (info->description,
                                                             MAX_DESCRIPTION_CHARS)))
    chat_room_notify (self, CHAT_ROOM_PROP_DESCRIPTION);
  if (self->features != features)
    {
      self->features = features;
      chat_room_notify (self, CHAT_ROOM_PROP_FEATURES);
      if (chat_room_get_notify (self) != notify)
        chat_room_notify (self, CHAT_ROOM_PROP_NOTIFY);
      if (chat_room_get_notes (self) != notes)
        chat_room_notify (self, CHAT_ROOM_PROP_NOTES);
    }
}

void
chat_room_take_state (ChatRoom *self)
{
  ChatRoomState state = states[xmpp_room_get_state (self->xmpp)];
  gboolean was_joined = self->state == CHAT_ROOM_JOINED;
  const char *own_id = xmpp_room_get_own_id (self->xmpp);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->state != state)
    {
      self->state = state;
      self->is_entering = state == CHAT_ROOM_JOINED;
      self->has_subject = self->has_subject && state == CHAT_ROOM_JOINED;
      chat_room_notify (self, CHAT_ROOM_PROP_STATE);
      if (was_joined != (state == CHAT_ROOM_JOINED))
        chat_room_notify (self, CHAT_ROOM_PROP_PRESENCE);
    }
  self->has_asked = self->has_asked && state != CHAT_ROOM_JOINED;
  if (state == CHAT_ROOM_JOINED)
    chat_room_set_nick (self, xmpp_room_get_nick (self->xmpp));
  if (state != CHAT_ROOM_JOINED)
    chat_room_forget_typists (self);
  if (own_id != NULL)
    take_string (&self->own_id, g_strdup (own_id));
  update_error (self);
  update_info (self);
  update_own (self);
  update_n_occupants (self);
  chat_room_update_avatar (self);
  if (!was_joined)
    chat_room_resume_faces (self);
  chat_room_emit_stay (self);
  if (state == CHAT_ROOM_JOINED)
    chat_room_emit_save (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
nick_cb (ChatRoom *self)
{
  if (self->state == CHAT_ROOM_JOINED)
    chat_room_set_nick (self, xmpp_room_get_nick (self->xmpp));
  chat_room_emit_save (self);
}

static void
subject_cb (ChatRoom *self)
{
  const char *nick = NULL;
  const char *subject = xmpp_room_get_subject (self->xmpp, &nick, &self->subject_us);
  gboolean is_changed =
    take_string (&self->subject, subject != NULL && *subject != '\0'
                                   ? chat_text_clean_body (subject) : NULL);

  take_string (&self->subject_nick, g_strdup (nick));
  if (is_changed)
    chat_room_notify (self, CHAT_ROOM_PROP_SUBJECT);
}

static void
info_cb (ChatRoom *self)
{
  update_info (self);
  update_rights (self);
  chat_room_emit_save (self);
  if (self->state == CHAT_ROOM_JOINED)
    chat_room_emit_wake (self);
}

static void
own_cb (ChatRoom *self)
{
  update_own (self);
}

static void
occupants_cb (ChatRoom            *self,
              XmppOccupantChanges *changes)
{
  chat_room_follow_typists (self, changes);
  chat_room_note_departed (self, changes);
  chat_room_tell_notes (self, changes);
  update_n_occupants (self);
  update_own (self);
}

static void
message_cb (ChatRoom        *self,
            XmppRoomMessage *said)
{
  chat_room_emit_said (self, said);
  chat_room_take_typing (self, said);
  if (said->kind == XMPP_ROOM_MESSAGE_TALK && said->nick != NULL && !said->is_private
      && xmpp_message_has_content (said->message))
    chat_room_note_speaker (self, said->nick, said->time_us);
  /* XEP-0045, 7.2.15: after all that was said before we came. */
  if (said->kind == XMPP_ROOM_MESSAGE_SUBJECT && !self->has_subject)
    {
      self->has_subject = TRUE;
      chat_room_emit_told (self);
    }
}

static void
status_cb (ChatRoom *self,
           guint     status)
{
  g_autofree char *text = chat_error_room_status_text (status);

  /* That of our coming in is told once who is there is. */
  self->is_entering = FALSE;
  if (text != NULL)
    chat_room_emit_status (self, text);
}

/* Only who moderates is asked; from anybody else it is none. */
static void
voice_cb (ChatRoom     *self,
          XmppDataForm *form,
          const char   *nick)
{
  if (self->role == CHAT_ROLE_MODERATOR)
    chat_room_take_voice_request (self, form, nick);
}

void
chat_room_listen (ChatRoom *self)
{
  static const struct {
    const char *signal;
    GCallback   func;
  } handlers[] = {
    { "notify::state", G_CALLBACK (chat_room_take_state) },
    { "notify::nick", G_CALLBACK (nick_cb) },
    { "notify::subject", G_CALLBACK (subject_cb) },
    { "notify::info", G_CALLBACK (info_cb) },
    { "notify::avatar-hash", G_CALLBACK (chat_room_update_avatar) },
    { "notify::role", G_CALLBACK (own_cb) },
    { "notify::affiliation", G_CALLBACK (own_cb) },
    { "occupants-changed", G_CALLBACK (occupants_cb) },
    { "message", G_CALLBACK (message_cb) },
    { "private-message", G_CALLBACK (message_cb) },
    { "status", G_CALLBACK (status_cb) },
    { "confirmed", G_CALLBACK (chat_room_emit_wake) },
    { "voice-requested", G_CALLBACK (voice_cb) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->xmpp, handlers[i].signal, handlers[i].func, self,
                             G_CONNECT_SWAPPED);
  chat_room_take_state (self);
}
