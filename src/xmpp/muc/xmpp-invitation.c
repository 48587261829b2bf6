/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-invitation.c: invitations to rooms: XEP-0045 1.35.5, 7.8, XEP-0249 1.2. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-invitation.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_REASON_BYTES   4096
#define MAX_PASSWORD_BYTES 1024
#define MAX_ID_BYTES       1024

/**
 * xmpp_invitation_copy:
 * @self: an invitation
 *
 * Returns: (transfer full): a copy
 */
XmppInvitation *
xmpp_invitation_copy (const XmppInvitation *self)
{
  XmppInvitation *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (XmppInvitation, 1);
  *copy = *self;
  copy->room = xmpp_address_ref (self->room);
  copy->inviter = self->inviter != NULL ? xmpp_address_ref (self->inviter) : NULL;
  copy->reason = g_strdup (self->reason);
  copy->password = g_strdup (self->password);
  copy->thread = g_strdup (self->thread);
  return copy;
}

/**
 * xmpp_invitation_free:
 * @self: (nullable): an invitation
 *
 * Frees @self.
 */
void
xmpp_invitation_free (XmppInvitation *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->room);
  g_clear_pointer (&self->inviter, xmpp_address_unref);
  g_free (self->reason);
  g_free (self->password);
  g_free (self->thread);
  g_free (self);
}

/**
 * xmpp_invitation_read_direct:
 * @stanza: a message
 * @message: what was read from it; its sender is the one that invites
 *
 * Reads an invitation by somebody who knows the room: XEP-0249, 2. One that stands in an archive,
 * or that another device of ours has sent, is read as well.
 *
 * Returns: (transfer full) (nullable): the invitation; %NULL where there is none
 */
XmppInvitation *
xmpp_invitation_read_direct (XmppElement       *stanza,
                             const XmppMessage *message)
{
  XmppElement *x;
  const char *jid;
  g_autoptr(XmppAddress) address = NULL;
  XmppInvitation *self;

  g_return_val_if_fail (stanza != NULL && message != NULL, NULL);

  x = xmpp_element_get_child (stanza, "x", XMPP_NS_CONFERENCE);
  jid = x != NULL ? xmpp_element_get_attribute (x, "jid") : NULL;
  address = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;
  if (address == NULL || message->type == XMPP_MESSAGE_GROUPCHAT
      || message->type == XMPP_MESSAGE_ERROR || message->wrappers != XMPP_WRAPPER_NONE)
    return NULL;

  self = g_new0 (XmppInvitation, 1);
  self->room = xmpp_address_dup_bare (address);
  self->inviter = message->from != NULL ? xmpp_address_ref (message->from) : NULL;
  self->reason = xmpp_text_clip (xmpp_element_get_attribute (x, "reason"), MAX_REASON_BYTES);
  self->password = xmpp_text_bounded (xmpp_element_get_attribute (x, "password"),
                                      MAX_PASSWORD_BYTES);
  self->is_continuation = xmpp_text_is_true (xmpp_element_get_attribute (x, "continue"));
  self->thread = xmpp_text_bounded (xmpp_element_get_attribute (x, "thread"), MAX_ID_BYTES);
  return self;
}

static XmppElement *
new_message (XmppAddress *to)
{
  XmppElement *stanza = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autofree char *id = g_uuid_string_random ();

  xmpp_element_set_attribute (stanza, "id", id);
  xmpp_element_set_attribute (stanza, "to", xmpp_address_get_full (to));
  return stanza;
}

/**
 * xmpp_invitation_to_direct:
 * @self: an invitation by ourselves
 * @to: whom
 *
 * Returns: (transfer full): the message that invites: XEP-0249, 2
 */
XmppElement *
xmpp_invitation_to_direct (const XmppInvitation *self,
                           XmppAddress          *to)
{
  XmppElement *stanza;
  XmppElement *x;

  g_return_val_if_fail (self != NULL && to != NULL, NULL);

  stanza = new_message (to);
  x = xmpp_element_add_child (stanza, "x", XMPP_NS_CONFERENCE);
  xmpp_element_set_attribute (x, "jid", xmpp_address_get_bare (self->room));
  xmpp_element_set_attribute (x, "reason", self->reason);
  xmpp_element_set_attribute (x, "password", self->password);
  if (self->is_continuation)
    xmpp_element_set_attribute (x, "continue", "true");
  xmpp_element_set_attribute (x, "thread", self->thread);
  return stanza;
}

/**
 * xmpp_invitation_to_decline:
 * @self: an invitation by a room
 * @reason: (nullable): why we do not come
 *
 * Returns: (transfer full) (nullable): the message that says so: XEP-0045, 7.8.2; %NULL where
 *   nobody can be told
 */
XmppElement *
xmpp_invitation_to_decline (const XmppInvitation *self,
                            const char           *reason)
{
  XmppElement *stanza;
  XmppElement *decline;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->is_mediated || self->inviter == NULL)
    return NULL;

  stanza = new_message (self->room);
  decline = xmpp_element_add_child (xmpp_element_add_child (stanza, "x", XMPP_NS_MUC_USER),
                                    "decline", NULL);
  xmpp_element_set_attribute (decline, "to", xmpp_address_get_full (self->inviter));
  if (reason != NULL)
    xmpp_element_add_text_child (decline, "reason", NULL, reason);
  return stanza;
}
