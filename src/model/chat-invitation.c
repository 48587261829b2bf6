/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody asks us into a room: XEP-0045, 7.8, XEP-0249. */
#define G_LOG_DOMAIN "chat-invitation"

#include "chat-invitation.h"

#include "chat-contact.h"
#include "chat-invitation-private.h"
#include "chat-text.h"
#include "xmpp-invitation.h"

#define MAX_NAME_CHARS   80
#define MAX_REASON_CHARS 300

struct _ChatInvitation
{
  GObject         parent_instance;

  ChatContact    *contact;      /* (nullable): the inviter, when one of ours */
  char           *account_address;
  char           *room;
  char           *room_name;
  char           *inviter;      /* (nullable) */
  char           *inviter_name;
  char           *reason;       /* (nullable) */
  XmppInvitation *invitation;
};

G_DEFINE_FINAL_TYPE (ChatInvitation, chat_invitation, G_TYPE_OBJECT)

enum {
  PROP_INVITER_NAME = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint accepted_signal;
static guint refused_signal;

static void
chat_invitation_dispose (GObject *object)
{
  ChatInvitation *self = CHAT_INVITATION (object);

  g_clear_object (&self->contact);

  G_OBJECT_CLASS (chat_invitation_parent_class)->dispose (object);
}

static void
chat_invitation_finalize (GObject *object)
{
  ChatInvitation *self = CHAT_INVITATION (object);

  g_clear_pointer (&self->account_address, g_free);
  g_clear_pointer (&self->room, g_free);
  g_clear_pointer (&self->room_name, g_free);
  g_clear_pointer (&self->inviter, g_free);
  g_clear_pointer (&self->inviter_name, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->invitation, xmpp_invitation_free);

  G_OBJECT_CLASS (chat_invitation_parent_class)->finalize (object);
}

static void
chat_invitation_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ChatInvitation *self = CHAT_INVITATION (object);

  switch (prop_id)
    {
    case PROP_INVITER_NAME:
      g_value_set_string (value, chat_invitation_get_inviter_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_invitation_class_init (ChatInvitationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_invitation_dispose;
  object_class->finalize = chat_invitation_finalize;
  object_class->get_property = chat_invitation_get_property;

  props[PROP_INVITER_NAME] =
    g_param_spec_string ("inviter-name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  accepted_signal = g_signal_new ("accepted", CHAT_TYPE_INVITATION, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  refused_signal = g_signal_new ("refused", CHAT_TYPE_INVITATION, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_invitation_init (ChatInvitation *self)
{
}

static void
name_cb (ChatInvitation *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INVITER_NAME]);
}

static char *
dup_local (XmppAddress *address)
{
  const char *local = xmpp_address_get_local (address);
  g_autofree char *unescaped = local != NULL ? xmpp_address_unescape_local (local) : NULL;
  char *name = chat_text_clean_line (unescaped, MAX_NAME_CHARS);

  return name != NULL ? name : g_strdup (xmpp_address_get_bare (address));
}

/* The inviter of a room that hides people is somebody in it, known by a nick alone. */
static void
take_inviter (ChatInvitation *self,
              XmppAddress    *inviter)
{
  if (xmpp_address_equal_bare (inviter, self->invitation->room))
    {
      self->inviter_name = chat_text_clean_line (xmpp_address_get_resource (inviter),
                                                 MAX_NAME_CHARS);
      return;
    }

  self->inviter = g_strdup (xmpp_address_get_bare (inviter));
  self->inviter_name = dup_local (inviter);
}

ChatInvitation *
chat_invitation_new (const char    *account_address,
                     ChatContact   *contact,
                     gconstpointer  reading)
{
  const XmppInvitation *invitation = reading;
  ChatInvitation *self = NULL;

  g_return_val_if_fail (account_address != NULL && invitation != NULL, NULL);

  self = g_object_new (CHAT_TYPE_INVITATION, NULL);
  self->account_address = g_strdup (account_address);
  self->invitation = xmpp_invitation_copy (invitation);
  self->room = g_strdup (xmpp_address_get_bare (invitation->room));
  self->room_name = dup_local (invitation->room);
  self->reason = chat_text_clean_line (invitation->reason, MAX_REASON_CHARS);
  if (invitation->inviter != NULL)
    take_inviter (self, invitation->inviter);
  if (self->inviter_name == NULL)
    self->inviter_name = g_strdup (self->room_name);
  if (contact != NULL)
    {
      self->contact = g_object_ref (contact);
      g_signal_connect_object (contact, "notify::name", G_CALLBACK (name_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return self;
}

gconstpointer
chat_invitation_get_xmpp (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->invitation;
}

const char *
chat_invitation_get_account_address (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->account_address;
}

const char *
chat_invitation_get_room (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->room;
}

const char *
chat_invitation_get_room_name (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->room_name;
}

const char *
chat_invitation_get_inviter (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->inviter;
}

const char *
chat_invitation_get_inviter_name (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->contact != NULL ? chat_contact_get_name (self->contact) : self->inviter_name;
}

const char *
chat_invitation_get_reason (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), NULL);

  return self->reason;
}

gboolean
chat_invitation_is_from_contact (ChatInvitation *self)
{
  g_return_val_if_fail (CHAT_IS_INVITATION (self), FALSE);

  return self->contact != NULL;
}

void
chat_invitation_accept (ChatInvitation *self)
{
  g_return_if_fail (CHAT_IS_INVITATION (self));

  g_signal_emit (self, accepted_signal, 0);
}

void
chat_invitation_decline (ChatInvitation *self)
{
  g_return_if_fail (CHAT_IS_INVITATION (self));

  g_signal_emit (self, refused_signal, 0);
}
