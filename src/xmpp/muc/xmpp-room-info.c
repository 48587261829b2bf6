/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-info.c: what a room says about itself: XEP-0045 1.35.5, 6.4, with XEP-0486 0.1.0,
 * XEP-0500 0.1.1, XEP-0502 0.1.0 and XEP-0513 0.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-info.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_TEXT_BYTES   4096
#define MAX_CONTACTS     64
#define MAX_HASHES       16
#define MAX_OCCUPANTS    G_MAXINT
#define MAX_SLOW_MODE_S  (7 * 24 * 3600)
#define FIELD_ACTIVITY   "{urn:xmpp:muc-activity}message-activity"

static const struct {
  const char       *name;
  XmppRoomFeatures  feature;
} features[] = {
  { "muc_membersonly", XMPP_ROOM_MEMBERS_ONLY },
  { "muc_passwordprotected", XMPP_ROOM_PASSWORD },
  { "muc_hidden", XMPP_ROOM_HIDDEN },
  { "muc_persistent", XMPP_ROOM_PERSISTENT },
  { "muc_moderated", XMPP_ROOM_MODERATED },
  { "muc_nonanonymous", XMPP_ROOM_NON_ANONYMOUS },
  { XMPP_NS_ARCHIVE, XMPP_ROOM_ARCHIVE },
  { XMPP_NS_OCCUPANT_ID, XMPP_ROOM_OCCUPANT_IDS },
  { XMPP_NS_STANZA_ID, XMPP_ROOM_STANZA_IDS },
  { XMPP_NS_ARCHIVE, XMPP_ROOM_STANZA_IDS }, /* XEP-0313, 6.1.1 */
  { XMPP_NS_MUC_STABLE_ID, XMPP_ROOM_STABLE_IDS },
  { XMPP_NS_MUC_SELF_PING, XMPP_ROOM_SELF_PING },
  { XMPP_NS_MODERATE, XMPP_ROOM_MODERATION },
  { XMPP_NS_MODERATE_0, XMPP_ROOM_MODERATION_0 },
  { XMPP_NS_RETRACT "#tombstone", XMPP_ROOM_TOMBSTONES },
  { XMPP_NS_RETRACT_0 "#tombstone", XMPP_ROOM_TOMBSTONES },
  { XMPP_NS_MUC_AFFILIATIONS, XMPP_ROOM_AFFILIATIONS },
  { XMPP_NS_VCARD, XMPP_ROOM_AVATAR },
  { XMPP_NS_HATS, XMPP_ROOM_HATS },
  { XMPP_NS_REGISTER, XMPP_ROOM_REGISTRATION },
};

static void
read_features (XmppRoomInfo  *self,
               XmppDiscoInfo *disco)
{
  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    if (xmpp_disco_info_has_feature (disco, features[i].name))
      self->features |= features[i].feature;
}

static char *
dup_value (XmppDataForm *form,
           const char   *var)
{
  const char *value = xmpp_data_form_get_value (form, var);

  return value != NULL && *value != '\0' ? xmpp_text_clip (value, MAX_TEXT_BYTES) : NULL;
}

/* What is no number is @otherwise: XEP-0500, 5.2. */
static guint64
read_number (XmppDataForm *form,
             const char   *var,
             guint64       most,
             guint64       otherwise)
{
  const char *value = xmpp_data_form_get_value (form, var);
  guint64 number = 0;

  return value != NULL && g_ascii_string_to_unsigned (value, 10, 0, most, &number, NULL)
         ? number : otherwise;
}

static double
read_activity (XmppDataForm *form)
{
  const char *value = xmpp_data_form_get_value (form, FIELD_ACTIVITY);
  char *end = NULL;
  double activity = value != NULL ? g_ascii_strtod (value, &end) : -1;

  return value != NULL && end != value && activity >= 0 && activity < 1e9 ? activity : -1;
}

static XmppMentioners
read_mentioners (XmppDataForm *form,
                 const char   *var)
{
  const char *value = xmpp_data_form_get_value (form, var);

  if (g_strcmp0 (value, "participants") == 0)
    return XMPP_MENTIONERS_PARTICIPANTS;
  if (g_strcmp0 (value, "moderators") == 0)
    return XMPP_MENTIONERS_MODERATORS;

  return g_strcmp0 (value, "none") == 0 ? XMPP_MENTIONERS_NONE : XMPP_MENTIONERS_ANY;
}

static char **
dup_values (XmppDataForm *form,
            const char   *var,
            guint         most,
            gboolean      are_hashes)
{
  XmppDataField *field = xmpp_data_form_get_field (form, var);
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; field != NULL && field->values[i] != NULL && values->len < most; i++)
    {
      g_autofree char *value = are_hashes ? g_ascii_strdown (field->values[i], -1)
                                          : xmpp_text_bounded (field->values[i], MAX_TEXT_BYTES);

      if (value != NULL && (!are_hashes || xmpp_text_is_sha1 (value)))
        g_ptr_array_add (values, g_steal_pointer (&value));
    }

  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

/* Whatever a room's configuration has may stand there, too: XEP-0045, 6.4. */
static void
read_form (XmppRoomInfo *self,
           XmppDataForm *form)
{
  self->description = dup_value (form, "muc#roominfo_description");
  self->subject = dup_value (form, "muc#roominfo_subject");
  self->language = dup_value (form, "muc#roominfo_lang");
  self->logs = dup_value (form, "muc#roominfo_logs");
  self->contacts = dup_values (form, "muc#roominfo_contactjid", MAX_CONTACTS, FALSE);
  self->avatar_hashes = dup_values (form, "muc#roominfo_avatarhash", MAX_HASHES, TRUE);
  self->n_occupants = (int) read_number (form, "muc#roominfo_occupants", MAX_OCCUPANTS,
                                         G_MAXUINT);
  self->slow_mode_s = (guint) read_number (form, "muc#roominfo_slow_mode_duration",
                                           MAX_SLOW_MODE_S, 0);
  self->activity = read_activity (form);
  if (xmpp_data_form_get_boolean (form, "muc#roominfo_subjectmod", FALSE)
      || xmpp_data_form_get_boolean (form, "muc#roomconfig_changesubject", FALSE))
    self->features |= XMPP_ROOM_CHANGES_SUBJECT;
  if (xmpp_data_form_get_boolean (form, "muc#roomconfig_allowinvites", FALSE)
      || xmpp_data_form_get_boolean (form, "{http://prosody.im/protocol/muc}roomconfig_"
                                           "allowmemberinvites", FALSE))
    self->features |= XMPP_ROOM_MEMBERS_INVITE;
}

static char *
dup_name (XmppDiscoInfo *disco)
{
  GPtrArray *identities = xmpp_disco_info_get_identities (disco);

  for (guint i = 0; i < identities->len; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (identities, i);

      if (g_strcmp0 (identity->category, "conference") == 0 && identity->name != NULL
          && *identity->name != '\0')
        return xmpp_text_clip (identity->name, MAX_TEXT_BYTES);
    }
  return NULL;
}

/**
 * xmpp_room_info_read:
 * @disco: what a room has answered
 *
 * Reads what a room says about itself.
 *
 * Returns: (transfer full) (nullable): the information; %NULL where @disco is not of a room
 */
XmppRoomInfo *
xmpp_room_info_read (XmppDiscoInfo *disco)
{
  XmppDataForm *form;
  XmppRoomInfo *self;

  g_return_val_if_fail (disco != NULL, NULL);

  if (!xmpp_disco_info_has_feature (disco, XMPP_NS_MUC)
      || !xmpp_disco_info_has_identity (disco, "conference", NULL))
    return NULL;

  self = g_rc_box_new0 (XmppRoomInfo);
  self->name = dup_name (disco);
  self->n_occupants = -1;
  self->activity = -1;
  read_features (self, disco);
  form = xmpp_disco_info_get_form (disco, XMPP_NS_MUC_ROOM_INFO);
  if (form != NULL)
    read_form (self, form);
  self->most_mentions = G_MAXUINT;
  if (form != NULL && xmpp_disco_info_has_feature (disco, XMPP_NS_MENTIONS))
    {
      self->mentioners[XMPP_MENTION_PERSON] = read_mentioners (form, "mentions#individual");
      self->mentioners[XMPP_MENTION_CHANNEL] = read_mentioners (form, "mentions#channel");
      self->mentioners[XMPP_MENTION_ASSOCIATION] = read_mentioners (form, "mentions#associations");
      self->mentioners[XMPP_MENTION_HAT] = read_mentioners (form, "mentions#hats");
      self->most_mentions = (guint) read_number (form, "mentions#count", G_MAXUINT, G_MAXUINT);
    }
  if (self->contacts == NULL)
    self->contacts = g_new0 (char *, 1);
  if (self->avatar_hashes == NULL)
    self->avatar_hashes = g_new0 (char *, 1);
  return self;
}

/**
 * xmpp_room_info_ref:
 * @self: information
 *
 * Returns: (transfer full): @self
 */
XmppRoomInfo *
xmpp_room_info_ref (XmppRoomInfo *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer info)
{
  XmppRoomInfo *self = info;

  g_free (self->name);
  g_free (self->description);
  g_free (self->subject);
  g_free (self->language);
  g_free (self->logs);
  g_strfreev (self->contacts);
  g_strfreev (self->avatar_hashes);
}

/**
 * xmpp_room_info_unref:
 * @self: (transfer full): information
 *
 * Gives a reference back.
 */
void
xmpp_room_info_unref (XmppRoomInfo *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * xmpp_room_info_has:
 * @self: (nullable): information; %NULL: nothing is known
 * @feature: one or several features
 *
 * Returns: whether the room has all of them
 */
gboolean
xmpp_room_info_has (const XmppRoomInfo *self,
                    XmppRoomFeatures    feature)
{
  return self != NULL && (self->features & feature) == feature;
}

/**
 * xmpp_room_info_may_mention:
 * @self: (nullable): information; %NULL: nothing is known
 * @kind: whom
 * @role: of whoever does it; %XMPP_ROLE_NONE: it is not known
 *
 * Returns: whether the room lets them: XEP-0513, 3.6
 */
gboolean
xmpp_room_info_may_mention (const XmppRoomInfo *self,
                            XmppMentionKind     kind,
                            XmppRole            role)
{
  switch (self != NULL ? self->mentioners[kind] : XMPP_MENTIONERS_ANY)
    {
    case XMPP_MENTIONERS_NONE:
      return FALSE;
    case XMPP_MENTIONERS_MODERATORS:
      return role == XMPP_ROLE_NONE || role >= XMPP_ROLE_MODERATOR;
    case XMPP_MENTIONERS_PARTICIPANTS:
      return role == XMPP_ROLE_NONE || role >= XMPP_ROLE_PARTICIPANT;
    case XMPP_MENTIONERS_ANY:
    default:
      return TRUE;
    }
}

/**
 * xmpp_room_info_get_most_mentions:
 * @self: (nullable): information; %NULL: nothing is known
 *
 * Returns: how many mentions a message may have; of one with more none counts
 */
guint
xmpp_room_info_get_most_mentions (const XmppRoomInfo *self)
{
  return self != NULL ? self->most_mentions : G_MAXUINT;
}
