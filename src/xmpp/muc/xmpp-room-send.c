/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-send.c: what is said in a room, and to it: XEP-0045 1.35.5, 7.4, 7.5, 7.8.2, 7.13, 8.1
 * and 8.6. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-namespaces.h"
#include "xmpp-room-private.h"

/**
 * xmpp_room_new_message:
 * @self: a room
 * @nick: (nullable): to whom alone; %NULL: to all
 *
 * Makes a message to be filled in and sent with XmppMessaging. What is said to all comes back as
 * "message" with is_own, and with the id that it had where the room keeps it.
 *
 * Returns: (transfer full) (nullable): the message; %NULL when that is no nick
 */
XmppMessage *
xmpp_room_new_message (XmppRoom   *self,
                       const char *nick)
{
  g_autoptr(XmppAddress) to = NULL;
  XmppMessage *message;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  if (nick == NULL)
    return xmpp_message_new (XMPP_MESSAGE_GROUPCHAT, self->address);

  to = xmpp_address_with_resource (self->address, nick, NULL);
  if (to == NULL || xmpp_address_is_bare (to))
    return NULL;

  /* XEP-0045, 7.5: so that servers know a private message when they copy it. */
  message = xmpp_message_new (XMPP_MESSAGE_CHAT, to);
  message->muc_user = xmpp_muc_user_new ();
  return message;
}

XmppElement *
xmpp_room_new_destruction (XmppRoom    *self,
                           XmppAddress *venue,
                           const char  *reason)
{
  XmppElement *iq = xmpp_element_new_iq ("set", xmpp_address_get_full (self->address));
  XmppElement *query = xmpp_element_add_child (iq, "query", XMPP_NS_MUC_OWNER);
  XmppElement *destroy = xmpp_element_add_child (query, "destroy", NULL);

  if (venue != NULL)
    xmpp_element_set_attribute (destroy, "jid", xmpp_address_get_bare (venue));
  if (reason != NULL)
    xmpp_element_add_text_child (destroy, "reason", NULL, reason);
  return iq;
}

static XmppElement *
new_stanza (XmppRoom   *self,
            const char *type)
{
  XmppElement *stanza = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autofree char *id = g_uuid_string_random ();

  xmpp_element_set_attribute (stanza, "type", type);
  xmpp_element_set_attribute (stanza, "id", id);
  xmpp_element_set_attribute (stanza, "to", xmpp_address_get_full (self->address));
  return stanza;
}

/* Takes @stanza. */
static char *
send (XmppRoom    *self,
      XmppElement *stanza)
{
  g_autofree char *id = g_strdup (xmpp_element_get_attribute (stanza, "id"));

  if (self->context->session == NULL)
    {
      xmpp_element_unref (stanza);
      return NULL;
    }

  return xmpp_session_send (self->context->session, stanza) ? g_steal_pointer (&id) : NULL;
}

/**
 * xmpp_room_change_subject:
 * @self: a room that we are in
 * @subject: what it shall be; "" for none
 *
 * Asks for another subject. It is told like any other: XEP-0045, 8.1.
 *
 * Returns: (transfer full) (nullable): the id of what was sent
 */
char *
xmpp_room_change_subject (XmppRoom   *self,
                          const char *subject)
{
  XmppElement *stanza;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (subject != NULL, NULL);

  stanza = new_stanza (self, "groupchat");
  xmpp_element_add_text_child (stanza, "subject", NULL, subject);
  return send (self, stanza);
}

/**
 * xmpp_room_invite:
 * @self: a room that we are in
 * @address: whom to invite
 * @reason: (nullable): why
 *
 * Has the room invite somebody: XEP-0045, 7.8.2. Rooms that are for members make the invited one
 * where we may do that.
 *
 * Returns: (transfer full) (nullable): the id of what was sent
 */
char *
xmpp_room_invite (XmppRoom    *self,
                  XmppAddress *address,
                  const char  *reason)
{
  XmppElement *stanza;
  XmppElement *invite;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  stanza = new_stanza (self, NULL);
  invite = xmpp_element_add_child (xmpp_element_add_child (stanza, "x", XMPP_NS_MUC_USER),
                                   "invite", NULL);
  xmpp_element_set_attribute (invite, "to", xmpp_address_get_full (address));
  if (reason != NULL)
    xmpp_element_add_text_child (invite, "reason", NULL, reason);
  return send (self, stanza);
}

/**
 * xmpp_room_request_voice:
 * @self: a room where we may not speak
 *
 * Asks to be allowed to speak: XEP-0045, 7.13.
 *
 * Returns: (transfer full) (nullable): the id of what was sent
 */
char *
xmpp_room_request_voice (XmppRoom *self)
{
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT, XMPP_NS_MUC_REQUEST);
  g_autoptr(XmppElement) submit = NULL;
  XmppElement *stanza;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);

  xmpp_data_form_set_value (form, "muc#role", xmpp_role_get_name (XMPP_ROLE_PARTICIPANT));
  submit = xmpp_data_form_to_submit (form);
  stanza = new_stanza (self, NULL);
  xmpp_element_append_copy (stanza, submit);
  return send (self, stanza);
}

/**
 * xmpp_room_answer_voice_request:
 * @self: the room
 * @form: what "voice-requested" has brought; is filled in
 * @allow: whether the one who asks may speak
 *
 * Answers a request: XEP-0045, 8.6.
 *
 * Returns: (transfer full) (nullable): the id of what was sent
 */
char *
xmpp_room_answer_voice_request (XmppRoom     *self,
                                XmppDataForm *form,
                                gboolean      allow)
{
  g_autoptr(XmppElement) submit = NULL;
  XmppElement *stanza;

  g_return_val_if_fail (XMPP_IS_ROOM (self), NULL);
  g_return_val_if_fail (form != NULL, NULL);

  xmpp_data_form_set_boolean (form, "muc#request_allow", allow);
  submit = xmpp_data_form_to_submit (form);
  stanza = new_stanza (self, NULL);
  xmpp_element_append_copy (stanza, submit);
  return send (self, stanza);
}
