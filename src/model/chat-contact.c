/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody we talk to, as windows show them. */
#define G_LOG_DOMAIN "chat-contact"

#include "chat-contact.h"

#include "base-color.h"
#include "chat-contact-private.h"
#include "chat-device.h"
#include "chat-device-private.h"
#include "chat-enums.h"
#include "chat-peer.h"
#include "chat-text.h"
#include "xmpp-address.h"

#include <string.h>

#define MAX_NAME_CHARS   80
#define MAX_STATUS_CHARS 300

/* Most people have three devices; a hostile one has as many as it likes. */
#define MAX_DEVICES 32

struct _ChatContact
{
  GObject           parent_instance;

  char             *address;
  char             *account_address;   /* a GRefString: shared by all contacts of the account */
  char             *given_name;        /* (nullable): from the contact list */
  char             *nickname;          /* (nullable): their own */
  char             *name;              /* what is shown */
  char             *status;            /* (nullable) */
  char             *request_text;      /* (nullable) */
  char            **groups;            /* (nullable) */
  char             *avatar_hash;       /* (nullable) */
  GBytes           *avatar;            /* (nullable) */
  GListStore       *devices;           /* (nullable) of ChatDevice: made when somebody asks */
  ChatAvatarFunc    avatar_func;       /* (nullable) */
  gpointer          avatar_data;       /* borrowed: the account owns us */
  gint64            last_interaction_s;
  ChatPresence      presence;
  ChatSubscription  subscription;
  char              color[8];
  guint             is_asking : 1;
  guint             is_in_list : 1;
  guint             wants_subscription : 1;
  guint             is_blocked : 1;
  guint             is_avatar_asked_for : 1;
};

static void peer_iface_init (ChatPeerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatContact, chat_contact, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_PEER, peer_iface_init))

enum {
  PROP_ADDRESS = 1,
  PROP_ACCOUNT_ADDRESS,
  PROP_GIVEN_NAME,
  PROP_STATUS,
  PROP_LAST_INTERACTION,
  PROP_SUBSCRIPTION,
  PROP_ASKING,
  PROP_IN_LIST,
  PROP_WANTS_SUBSCRIPTION,
  PROP_REQUEST_TEXT,
  PROP_GROUPS,
  PROP_BLOCKED,
  PROP_DEVICES,
  N_PROPS,
  PROP_NAME = N_PROPS, /* those of ChatPeer */
  PROP_COLOR,
  PROP_AVATAR,
  PROP_PRESENCE,
  N_ALL_PROPS,
};

static GParamSpec *props[N_ALL_PROPS];

static void
chat_contact_finalize (GObject *object)
{
  ChatContact *self = CHAT_CONTACT (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->account_address, g_ref_string_release);
  g_clear_pointer (&self->given_name, g_free);
  g_clear_pointer (&self->nickname, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->request_text, g_free);
  g_clear_pointer (&self->groups, g_strfreev);
  g_clear_pointer (&self->avatar_hash, g_free);
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (chat_contact_parent_class)->finalize (object);
}

static void
chat_contact_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ChatContact *self = CHAT_CONTACT (object);

  switch (prop_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_ACCOUNT_ADDRESS:
      g_value_set_string (value, self->account_address);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_GIVEN_NAME:
      g_value_set_string (value, self->given_name);
      break;
    case PROP_PRESENCE:
      g_value_set_enum (value, (int) self->presence);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_LAST_INTERACTION:
      g_value_set_int64 (value, self->last_interaction_s);
      break;
    case PROP_SUBSCRIPTION:
      g_value_set_enum (value, (int) self->subscription);
      break;
    case PROP_ASKING:
      g_value_set_boolean (value, self->is_asking);
      break;
    case PROP_IN_LIST:
      g_value_set_boolean (value, self->is_in_list);
      break;
    case PROP_WANTS_SUBSCRIPTION:
      g_value_set_boolean (value, self->wants_subscription);
      break;
    case PROP_REQUEST_TEXT:
      g_value_set_string (value, self->request_text);
      break;
    case PROP_GROUPS:
      g_value_set_boxed (value, chat_contact_get_groups (self));
      break;
    case PROP_BLOCKED:
      g_value_set_boolean (value, self->is_blocked);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, chat_contact_get_avatar (self));
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_DEVICES:
      g_value_set_object (value, chat_contact_get_devices (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static const struct {
  guint       id;
  const char *name;
} peer_props[] = {
  { PROP_NAME, "name" },
  { PROP_COLOR, "color" },
  { PROP_AVATAR, "avatar" },
  { PROP_PRESENCE, "presence" },
};

static void
chat_contact_class_init (ChatContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = chat_contact_finalize;
  object_class->get_property = chat_contact_get_property;

  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_ACCOUNT_ADDRESS] = g_param_spec_string ("account-address", NULL, NULL, NULL, flags);
  props[PROP_GIVEN_NAME] = g_param_spec_string ("given-name", NULL, NULL, NULL, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_LAST_INTERACTION] = g_param_spec_int64 ("last-interaction", NULL, NULL, 0, G_MAXINT64,
                                                     0, flags);
  props[PROP_SUBSCRIPTION] = g_param_spec_enum ("subscription", NULL, NULL, CHAT_TYPE_SUBSCRIPTION,
                                                CHAT_SUBSCRIPTION_NONE, flags);
  props[PROP_ASKING] = g_param_spec_boolean ("asking", NULL, NULL, FALSE, flags);
  props[PROP_IN_LIST] = g_param_spec_boolean ("in-list", NULL, NULL, FALSE, flags);
  props[PROP_WANTS_SUBSCRIPTION] = g_param_spec_boolean ("wants-subscription", NULL, NULL, FALSE,
                                                         flags);
  props[PROP_REQUEST_TEXT] = g_param_spec_string ("request-text", NULL, NULL, NULL, flags);
  props[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_BLOCKED] = g_param_spec_boolean ("blocked", NULL, NULL, FALSE, flags);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);

  for (guint i = 0; i < G_N_ELEMENTS (peer_props); i++)
    {
      g_object_class_override_property (object_class, peer_props[i].id, peer_props[i].name);
      props[peer_props[i].id] =
        g_object_class_find_property (object_class, peer_props[i].name);
    }
}

static void
chat_contact_init (ChatContact *self)
{
  self->presence = CHAT_PRESENCE_OFFLINE;
}

/* The name given in the list, else their own nickname, else what stands before the @. */
static void
update_name (ChatContact *self)
{
  g_autofree char *name = NULL;

  if (self->given_name != NULL)
    name = g_strdup (self->given_name);
  else if (self->nickname != NULL)
    name = g_strdup (self->nickname);
  else
    {
      const char *at = strchr (self->address, '@');

      if (at != NULL)
        {
          g_autofree char *local = g_strndup (self->address, (gsize) (at - self->address));
          g_autofree char *unescaped = xmpp_address_unescape_local (local);

          name = chat_text_clean_line (unescaped, MAX_NAME_CHARS);
        }
    }

  if (name == NULL)
    name = g_strdup (self->address);
  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_steal_pointer (&name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

/* Replaces *@field by @value when they differ; takes @value. */
static gboolean
replace_string (ChatContact *self,
                char       **field,
                char        *value,
                guint        prop_id)
{
  if (g_strcmp0 (*field, value) == 0)
    {
      g_free (value);
      return FALSE;
    }

  g_free (*field);
  *field = value;
  if (prop_id != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
  return TRUE;
}

ChatContact *
chat_contact_new (const char *account_address,
                  const char *address)
{
  ChatContact *self = NULL;

  g_return_val_if_fail (account_address != NULL && address != NULL, NULL);

  self = g_object_new (CHAT_TYPE_CONTACT, NULL);
  self->address = g_strdup (address);
  self->account_address = g_ref_string_new_intern (account_address);
  base_color_for_text (address, self->color);
  update_name (self);
  return self;
}

const char *
chat_contact_get_address (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->address;
}

const char *
chat_contact_get_account_address (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->account_address;
}

const char *
chat_contact_get_name (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->name;
}

const char *
chat_contact_get_given_name (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->given_name;
}

ChatPresence
chat_contact_get_presence (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), CHAT_PRESENCE_OFFLINE);

  return self->presence;
}

const char *
chat_contact_get_status (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->status;
}

gint64
chat_contact_get_last_interaction (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), 0);

  return self->last_interaction_s;
}

ChatSubscription
chat_contact_get_subscription (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), CHAT_SUBSCRIPTION_NONE);

  return self->subscription;
}

gboolean
chat_contact_get_asking (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), FALSE);

  return self->is_asking;
}

gboolean
chat_contact_get_in_list (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), FALSE);

  return self->is_in_list;
}

gboolean
chat_contact_get_wants_subscription (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), FALSE);

  return self->wants_subscription;
}

const char *
chat_contact_get_request_text (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->request_text;
}

const char *const *
chat_contact_get_groups (ChatContact *self)
{
  static const char *const nothing[] = { NULL };

  g_return_val_if_fail (CHAT_IS_CONTACT (self), nothing);

  return self->groups != NULL ? (const char *const *) self->groups : nothing;
}

gboolean
chat_contact_get_blocked (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), FALSE);

  return self->is_blocked;
}

GBytes *
chat_contact_get_avatar (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  if (self->avatar == NULL && self->avatar_hash != NULL && !self->is_avatar_asked_for
      && self->avatar_func != NULL)
    {
      self->is_avatar_asked_for = TRUE;
      self->avatar_func (self, self->avatar_hash, self->avatar_data);
    }

  return self->avatar;
}

const char *
chat_contact_get_color (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  return self->color;
}

GListModel *
chat_contact_get_devices (ChatContact *self)
{
  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);

  if (self->devices == NULL)
    self->devices = g_list_store_new (CHAT_TYPE_DEVICE);

  return G_LIST_MODEL (self->devices);
}

void
chat_contact_set_roster (ChatContact       *self,
                         const char        *name,
                         const char *const *groups,
                         ChatSubscription   subscription,
                         gboolean           asking,
                         gboolean           in_list)
{
  static const char *const nothing[] = { NULL };

  g_return_if_fail (CHAT_IS_CONTACT (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (replace_string (self, &self->given_name, chat_text_clean_line (name, MAX_NAME_CHARS),
                      PROP_GIVEN_NAME))
    update_name (self);
  if (!g_strv_equal (chat_contact_get_groups (self), groups != NULL ? groups : nothing))
    {
      g_strfreev (self->groups);
      self->groups = groups != NULL && groups[0] != NULL ? g_strdupv ((char **) groups) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GROUPS]);
    }
  if (self->subscription != subscription)
    {
      self->subscription = subscription;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION]);
    }
  if (self->is_asking != (asking != FALSE))
    {
      self->is_asking = asking != FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASKING]);
    }
  if (self->is_in_list != (in_list != FALSE))
    {
      self->is_in_list = in_list != FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_LIST]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_contact_set_nickname (ChatContact *self,
                           const char  *nickname)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  if (replace_string (self, &self->nickname, chat_text_clean_line (nickname, MAX_NAME_CHARS), 0))
    update_name (self);
}

void
chat_contact_set_presence (ChatContact  *self,
                           ChatPresence  presence,
                           const char   *status,
                           gint64        last_interaction_s)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  g_object_freeze_notify (G_OBJECT (self));
  replace_string (self, &self->status, chat_text_clean_line (status, MAX_STATUS_CHARS),
                  PROP_STATUS);
  if (self->last_interaction_s != last_interaction_s)
    {
      self->last_interaction_s = last_interaction_s;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAST_INTERACTION]);
    }
  if (self->presence != presence)
    {
      self->presence = presence;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_contact_set_request (ChatContact *self,
                          gboolean     wants_subscription,
                          const char  *text)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  g_object_freeze_notify (G_OBJECT (self));
  replace_string (self, &self->request_text, chat_text_clean_line (text, MAX_STATUS_CHARS),
                  PROP_REQUEST_TEXT);
  if (self->wants_subscription != (wants_subscription != FALSE))
    {
      self->wants_subscription = wants_subscription != FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WANTS_SUBSCRIPTION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_contact_set_blocked (ChatContact *self,
                          gboolean     blocked)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  if (self->is_blocked == (blocked != FALSE))
    return;

  self->is_blocked = blocked != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BLOCKED]);
}

void
chat_contact_set_avatar_hash (ChatContact *self,
                              const char  *hash)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  if (hash != NULL && hash[0] == '\0')
    hash = NULL;
  /* The same once more, for a picture that was not there when it was asked for. */
  if (g_strcmp0 (self->avatar_hash, hash) == 0 && (hash == NULL || self->avatar != NULL))
    return;

  g_free (self->avatar_hash);
  self->avatar_hash = g_strdup (hash);
  self->is_avatar_asked_for = FALSE;
  g_clear_pointer (&self->avatar, g_bytes_unref);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVATAR]);
}

void
chat_contact_set_avatar (ChatContact *self,
                         const char  *hash,
                         GBytes      *avatar)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  if (g_strcmp0 (self->avatar_hash, hash) != 0 || self->avatar == avatar)
    return;

  g_clear_pointer (&self->avatar, g_bytes_unref);
  self->avatar = avatar != NULL ? g_bytes_ref (avatar) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVATAR]);
}

void
chat_contact_set_avatar_func (ChatContact    *self,
                              ChatAvatarFunc  func,
                              gpointer        user_data)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  self->avatar_func = func;
  self->avatar_data = user_data;
}

static ChatDevice *
find_device (ChatContact *self,
             const char  *resource,
             guint       *position)
{
  guint n = self->devices != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->devices)) : 0;

  for (guint i = 0; i < n; i++)
    {
      /* The store keeps it alive. */
      g_autoptr(ChatDevice) device = g_list_model_get_item (G_LIST_MODEL (self->devices), i);

      if (g_str_equal (chat_device_get_resource (device), resource))
        {
          *position = i;
          return device;
        }
    }

  return NULL;
}

ChatDevice *
chat_contact_add_device (ChatContact *self,
                         const char  *resource)
{
  ChatDevice *found;
  guint position;

  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);
  g_return_val_if_fail (resource != NULL, NULL);

  found = find_device (self, resource, &position);
  if (found == NULL)
    {
      g_autoptr(ChatDevice) device = chat_device_new (resource);

      chat_contact_get_devices (self);
      if (g_list_model_get_n_items (G_LIST_MODEL (self->devices)) >= MAX_DEVICES)
        g_list_store_remove (self->devices, 0);
      g_list_store_append (self->devices, device);
      found = device;
    }

  return found;
}

ChatDevice *
chat_contact_find_device (ChatContact *self,
                          const char  *resource)
{
  guint position;

  g_return_val_if_fail (CHAT_IS_CONTACT (self), NULL);
  g_return_val_if_fail (resource != NULL, NULL);

  return find_device (self, resource, &position);
}

void
chat_contact_remove_device (ChatContact *self,
                            const char  *resource)
{
  guint position;

  g_return_if_fail (CHAT_IS_CONTACT (self));
  g_return_if_fail (resource != NULL);

  if (find_device (self, resource, &position) != NULL)
    g_list_store_remove (self->devices, position);
}

void
chat_contact_remove_all_devices (ChatContact *self)
{
  g_return_if_fail (CHAT_IS_CONTACT (self));

  if (self->devices != NULL)
    g_list_store_remove_all (self->devices);
}

static const char *
peer_get_address (ChatPeer *peer)
{
  return chat_contact_get_address (CHAT_CONTACT (peer));
}

static const char *
peer_get_name (ChatPeer *peer)
{
  return chat_contact_get_name (CHAT_CONTACT (peer));
}

static const char *
peer_get_color (ChatPeer *peer)
{
  return chat_contact_get_color (CHAT_CONTACT (peer));
}

static GBytes *
peer_get_avatar (ChatPeer *peer)
{
  return chat_contact_get_avatar (CHAT_CONTACT (peer));
}

static ChatPresence
peer_get_presence (ChatPeer *peer)
{
  return chat_contact_get_presence (CHAT_CONTACT (peer));
}

static void
peer_iface_init (ChatPeerInterface *iface)
{
  iface->get_address = peer_get_address;
  iface->get_name = peer_get_name;
  iface->get_color = peer_get_color;
  iface->get_avatar = peer_get_avatar;
  iface->get_presence = peer_get_presence;
}
