/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody in a room, as windows show them: XEP-0045. */
#define G_LOG_DOMAIN "chat-occupant"

#include "chat-occupant.h"

#include "base-color.h"
#include "chat-enums.h"
#include "chat-faces.h"
#include "chat-occupant-private.h"
#include "chat-peer.h"
#include "chat-text.h"
#include "xmpp-room.h"
#include "xmpp-skeleton.h"

#include <string.h>

#define MAX_NAME_CHARS   80
#define MAX_STATUS_CHARS 200
#define MAX_HAT_CHARS    40

struct _ChatOccupant
{
  GObject       parent_instance;

  XmppOccupant *occupant; /* as it was told last */
  XmppRoom     *room;     /* (nullable) weak: where it is looked at alone */
  char         *name;
  char         *status;   /* (nullable) */
  char         *author;   /* (nullable) */
  GPtrArray    *hats;     /* (nullable) owned ChatHat */
  char          color[8];
  ChatFaces    *faces;    /* (nullable) */
  char         *face;     /* (nullable): the hash of its picture */
  guint         n_looks;
  gboolean      is_present;
  gboolean      is_alike;
  gboolean      is_alike_known;
};

static void peer_iface_init (ChatPeerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatOccupant, chat_occupant, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_PEER, peer_iface_init))

enum {
  PROP_ROLE = 1,
  PROP_AFFILIATION,
  PROP_STATUS,
  PROP_PRESENT,
  PROP_LOOK_ALIKE,
  N_PROPS,
  PROP_NAME = N_PROPS, /* those of ChatPeer */
  PROP_COLOR,
  PROP_AVATAR,
  PROP_PRESENCE,
};

static GParamSpec *props[N_PROPS];

static void
hat_free (gpointer data)
{
  ChatHat *hat = data;

  g_free (hat->title);
  g_free (hat->color);
  g_free (hat);
}

static void
chat_occupant_finalize (GObject *object)
{
  ChatOccupant *self = CHAT_OCCUPANT (object);

  if (self->n_looks > 0 && self->faces != NULL)
    chat_faces_look_away (self->faces, self);
  g_clear_object (&self->faces);
  g_clear_pointer (&self->face, g_free);
  g_clear_weak_pointer (&self->room);
  g_clear_pointer (&self->occupant, xmpp_occupant_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->hats, g_ptr_array_unref);

  G_OBJECT_CLASS (chat_occupant_parent_class)->finalize (object);
}

static void
chat_occupant_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ChatOccupant *self = CHAT_OCCUPANT (object);

  switch (prop_id)
    {
    case PROP_ROLE:
      g_value_set_enum (value, (int) chat_occupant_get_role (self));
      break;
    case PROP_AFFILIATION:
      g_value_set_enum (value, (int) chat_occupant_get_affiliation (self));
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_PRESENT:
      g_value_set_boolean (value, self->is_present);
      break;
    case PROP_LOOK_ALIKE:
      g_value_set_boolean (value, chat_occupant_is_look_alike (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_AVATAR:
      g_value_set_boxed (value, chat_peer_get_avatar (CHAT_PEER (self)));
      break;
    case PROP_PRESENCE:
      g_value_set_enum (value, (int) chat_peer_get_presence (CHAT_PEER (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_occupant_class_init (ChatOccupantClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_occupant_finalize;
  object_class->get_property = chat_occupant_get_property;

  props[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, CHAT_TYPE_ROLE, CHAT_ROLE_NONE, flags);
  props[PROP_AFFILIATION] = g_param_spec_enum ("affiliation", NULL, NULL, CHAT_TYPE_AFFILIATION,
                                               CHAT_AFFILIATION_NONE, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_PRESENT] = g_param_spec_boolean ("present", NULL, NULL, FALSE, flags);
  props[PROP_LOOK_ALIKE] = g_param_spec_boolean ("look-alike", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_COLOR, "color");
  g_object_class_override_property (object_class, PROP_AVATAR, "avatar");
  g_object_class_override_property (object_class, PROP_PRESENCE, "presence");
}

static void
chat_occupant_init (ChatOccupant *self)
{
}

char *
chat_occupant_make_author (const XmppOccupant *occupant)
{
  if (occupant->occupant_id != NULL)
    return g_strconcat ("o:", occupant->occupant_id, NULL);
  if (occupant->real_address != NULL)
    return g_strconcat ("j:", xmpp_address_get_bare (occupant->real_address), NULL);

  return NULL;
}

static GPtrArray *
make_hats (const XmppOccupant *occupant)
{
  GPtrArray *hats = NULL;

  for (guint i = 0; occupant->hats != NULL && i < occupant->hats->len; i++)
    {
      const XmppHat *said = g_ptr_array_index (occupant->hats, i);
      g_autofree char *title = chat_text_clean_line (said->title, MAX_HAT_CHARS);
      ChatHat *hat;

      if (title == NULL)
        continue;

      hat = g_new0 (ChatHat, 1);
      hat->title = g_steal_pointer (&title);
      hat->color = g_malloc0 (8);
      if (said->hue >= 0)
        base_color_for_hue (said->hue, hat->color);
      else
        base_color_for_text (said->uri, hat->color);
      if (hats == NULL)
        hats = g_ptr_array_new_with_free_func (hat_free);
      g_ptr_array_add (hats, hat);
    }

  return hats;
}

static void
read_occupant (ChatOccupant *self)
{
  const XmppOccupant *occupant = self->occupant;

  g_free (self->name);
  self->name = chat_text_clean_line (occupant->nick, MAX_NAME_CHARS);
  if (self->name == NULL)
    self->name = g_strdup (xmpp_address_get_full (occupant->address));
  g_free (self->status);
  self->status = occupant->status != NULL
                 ? chat_text_clean_line (occupant->status, MAX_STATUS_CHARS) : NULL;
  g_free (self->author);
  self->author = chat_occupant_make_author (occupant);
  g_clear_pointer (&self->hats, g_ptr_array_unref);
  self->hats = make_hats (occupant);
  base_color_for_text (occupant->nick, self->color);
}

ChatOccupant *
chat_occupant_new (XmppOccupant *occupant)
{
  ChatOccupant *self = NULL;

  g_return_val_if_fail (occupant != NULL, NULL);

  self = g_object_new (CHAT_TYPE_OCCUPANT, NULL);
  self->occupant = xmpp_occupant_ref (occupant);
  self->is_present = TRUE;
  read_occupant (self);
  return self;
}

static void face_cb (gpointer who,
                     gboolean is_here);

static void
update_face (ChatOccupant *self)
{
  g_autofree char *before = NULL;

  if (self->faces == NULL)
    return;

  before = g_steal_pointer (&self->face);
  self->face = g_strdup (chat_faces_get_hash (self->faces, self->occupant));
  if (self->n_looks > 0)
    chat_faces_look (self->faces, self, self->is_present ? self->occupant : NULL, self->face,
                     face_cb);
  if (g_strcmp0 (self->face, before) != 0)
    g_object_notify (G_OBJECT (self), "avatar");
}

static void
face_cb (gpointer who,
         gboolean is_here)
{
  if (is_here)
    g_object_notify (G_OBJECT (who), "avatar");
  else
    update_face (CHAT_OCCUPANT (who));
}

/* What chat_faces_get_hash() goes by, and by which address it is asked for. */
static gboolean
has_same_face (const XmppOccupant *before,
               const XmppOccupant *after)
{
  XmppAddress *a = before->real_address;
  XmppAddress *b = after->real_address;

  return g_strcmp0 (before->photo_hash, after->photo_hash) == 0
         && before->is_self == after->is_self && g_str_equal (before->nick, after->nick)
         && (a == b || (a != NULL && b != NULL && xmpp_address_equal (a, b)));
}

static void
take_gone (ChatOccupant *self)
{
  if (!self->is_present)
    return;

  self->is_present = FALSE;
  update_face (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENT]);
  g_object_notify (G_OBJECT (self), "presence");
}

void
chat_occupant_take_changes (ChatOccupant *self,
                            XmppOccupant *occupant)
{
  g_autoptr(XmppOccupant) before = NULL;

  g_return_if_fail (CHAT_IS_OCCUPANT (self));

  if (occupant == NULL)
    {
      take_gone (self);
      return;
    }
  if (occupant == self->occupant)
    return;

  before = g_steal_pointer (&self->occupant);
  self->occupant = xmpp_occupant_ref (occupant);
  g_object_freeze_notify (G_OBJECT (self));
  read_occupant (self);
  if (g_strcmp0 (before->nick, occupant->nick) != 0)
    {
      self->is_alike_known &= self->room == NULL;
      g_object_notify (G_OBJECT (self), "name");
      g_object_notify (G_OBJECT (self), "color");
    }
  if (before->show != occupant->show)
    g_object_notify (G_OBJECT (self), "presence");
  if (before->role != occupant->role)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROLE]);
  if (before->affiliation != occupant->affiliation)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AFFILIATION]);
  /* With hats, which have no property of their own. */
  if (g_strcmp0 (before->status, occupant->status) != 0 || before->hats != occupant->hats)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
  if (!has_same_face (before, occupant))
    update_face (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_occupant_set_faces (ChatOccupant *self,
                         ChatFaces    *faces)
{
  g_return_if_fail (CHAT_IS_OCCUPANT (self));
  g_return_if_fail (self->faces == NULL);

  if (faces == NULL)
    return;

  self->faces = g_object_ref (faces);
  self->face = g_strdup (chat_faces_get_hash (faces, self->occupant));
}

void
chat_occupant_look (ChatOccupant *self)
{
  g_return_if_fail (CHAT_IS_OCCUPANT (self));

  if (self->n_looks++ > 0 || self->faces == NULL)
    return;

  update_face (self);
  /* Others may have had it loaded since it was asked for here. */
  if (chat_peer_get_avatar (CHAT_PEER (self)) != NULL)
    g_object_notify (G_OBJECT (self), "avatar");
}

void
chat_occupant_look_away (ChatOccupant *self)
{
  g_return_if_fail (CHAT_IS_OCCUPANT (self));
  g_return_if_fail (self->n_looks > 0);

  if (--self->n_looks == 0 && self->faces != NULL)
    chat_faces_look_away (self->faces, self);
}

void
chat_occupant_set_alike (ChatOccupant *self,
                         gboolean      alike)
{
  g_return_if_fail (CHAT_IS_OCCUPANT (self));

  self->is_alike_known = TRUE;
  if (self->is_alike == (alike != FALSE))
    return;

  self->is_alike = alike != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOOK_ALIKE]);
}

static void
occupants_cb (ChatOccupant        *self,
              XmppOccupantChanges *changes)
{
  GPtrArray *const lists[] = { changes->removed, changes->changed };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint n = 0; n < lists[i]->len; n++)
      {
        const XmppOccupantChange *change = g_ptr_array_index (lists[i], n);

        if (change->before->serial != self->occupant->serial)
          continue;
        chat_occupant_take_changes (self, change->after != NULL
                                            && change->after->serial == change->before->serial
                                            ? change->after : NULL);
        return;
      }
}

void
chat_occupant_follow (ChatOccupant *self,
                      XmppRoom     *room)
{
  g_return_if_fail (CHAT_IS_OCCUPANT (self));

  g_set_weak_pointer (&self->room, room);
  g_signal_connect_object (room, "occupants-changed", G_CALLBACK (occupants_cb), self,
                           G_CONNECT_SWAPPED);
}

const char *
chat_occupant_get_nick (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), NULL);

  return self->occupant->nick;
}

const char *
chat_occupant_get_real_address (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), NULL);

  return self->occupant->real_address != NULL
         ? xmpp_address_get_bare (self->occupant->real_address) : NULL;
}

const char *
chat_occupant_get_author (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), NULL);

  return self->author;
}

ChatRole
chat_occupant_get_role (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), CHAT_ROLE_NONE);

  return (ChatRole) self->occupant->role;
}

ChatAffiliation
chat_occupant_get_affiliation (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), CHAT_AFFILIATION_NONE);

  return (ChatAffiliation) ((int) self->occupant->affiliation + (int) CHAT_AFFILIATION_NONE);
}

const char *
chat_occupant_get_status (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), NULL);

  return self->status;
}

const GPtrArray *
chat_occupant_get_hats (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), NULL);

  return self->hats;
}

gboolean
chat_occupant_is_self (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), FALSE);

  return self->occupant->is_self;
}

gboolean
chat_occupant_is_present (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), FALSE);

  return self->is_present;
}

static gboolean
looks_like_another (ChatOccupant *self)
{
  g_autoptr(XmppSkeletons) skeletons = xmpp_skeletons_new ();
  g_autoptr(GPtrArray) others = xmpp_room_get_occupants (self->room);
  g_autofree char *skeleton = xmpp_skeletons_make (skeletons, self->occupant->nick);

  for (guint i = 0; i < others->len; i++)
    {
      XmppOccupant *other = g_ptr_array_index (others, i);
      g_autofree char *another = xmpp_skeletons_make (skeletons, other->nick);

      if (other->serial != self->occupant->serial && strcmp (skeleton, another) == 0
          && !xmpp_occupant_is_same (self->occupant, other))
        return TRUE;
    }

  return FALSE;
}

/* All nicks in the room are gone through for it: only when somebody asks, as nobody does for each
 * message. */
gboolean
chat_occupant_is_look_alike (ChatOccupant *self)
{
  g_return_val_if_fail (CHAT_IS_OCCUPANT (self), FALSE);

  if (!self->is_alike_known && self->room != NULL)
    {
      self->is_alike = looks_like_another (self);
      self->is_alike_known = TRUE;
    }
  return self->is_alike;
}

static const char *
peer_get_address (ChatPeer *peer)
{
  return xmpp_address_get_full (CHAT_OCCUPANT (peer)->occupant->address);
}

static const char *
peer_get_name (ChatPeer *peer)
{
  return CHAT_OCCUPANT (peer)->name;
}

static const char *
peer_get_color (ChatPeer *peer)
{
  return CHAT_OCCUPANT (peer)->color;
}

static GBytes *
peer_get_avatar (ChatPeer *peer)
{
  ChatOccupant *self = CHAT_OCCUPANT (peer);

  return self->face != NULL ? chat_faces_peek (self->faces, self->face) : NULL;
}

static ChatPresence
peer_get_presence (ChatPeer *peer)
{
  static const ChatPresence presences[] = {
    [XMPP_SHOW_OFFLINE] = CHAT_PRESENCE_OFFLINE,
    [XMPP_SHOW_ONLINE] = CHAT_PRESENCE_AVAILABLE,
    [XMPP_SHOW_CHAT] = CHAT_PRESENCE_CHATTY,
    [XMPP_SHOW_AWAY] = CHAT_PRESENCE_AWAY,
    [XMPP_SHOW_EXTENDED_AWAY] = CHAT_PRESENCE_EXTENDED_AWAY,
    [XMPP_SHOW_DO_NOT_DISTURB] = CHAT_PRESENCE_DO_NOT_DISTURB,
  };
  ChatOccupant *self = CHAT_OCCUPANT (peer);

  return self->is_present ? presences[self->occupant->show] : CHAT_PRESENCE_OFFLINE;
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
