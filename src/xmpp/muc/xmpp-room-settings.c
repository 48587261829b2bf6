/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-settings.c: what a room shall be, in the words of its server's form: XEP-0045 1.35.5,
 * 16.5.3. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-settings.h"

#include "xmpp-namespaces.h"

/* Of several names the first one that the form has is taken. */
static const char *const persistent_vars[] = { "muc#roomconfig_persistentroom", NULL };
static const char *const public_vars[] = { "muc#roomconfig_publicroom", NULL };
static const char *const moderated_vars[] = { "muc#roomconfig_moderatedroom", NULL };
static const char *const members_vars[] = { "muc#roomconfig_membersonly", NULL };
static const char *const subject_vars[] = { "muc#roomconfig_changesubject", NULL };
/* Prosody, ejabberd, and what serves where there is no other archive */
static const char *const archive_vars[] = {
  "muc#roomconfig_enablearchiving", "muc#roomconfig_mam", "mam", "muc#roomconfig_enablelogging",
  NULL,
};
static const char *const invite_vars[] = {
  "muc#roomconfig_allowinvites", "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites",
  NULL,
};

static XmppDataField *
find_field (XmppDataForm      *form,
            const char *const *vars)
{
  for (; *vars != NULL; vars++)
    {
      XmppDataField *field = xmpp_data_form_get_field (form, *vars);

      if (field != NULL && field->type != XMPP_FIELD_FIXED)
        return field;
    }
  return NULL;
}

/* Whether it is as it shall be */
static gboolean
set_boolean (XmppDataForm      *form,
             const char *const *vars,
             XmppSetting        setting)
{
  XmppDataField *field = setting != XMPP_SETTING_KEEP ? find_field (form, vars) : NULL;

  if (field != NULL)
    xmpp_data_form_set_boolean (form, field->var, setting == XMPP_SETTING_ON);
  return setting == XMPP_SETTING_KEEP || field != NULL;
}

/* "anyone" may see the addresses, or "moderators" alone. */
static gboolean
set_whois (XmppDataForm *form,
           XmppSetting   setting)
{
  static const char var[] = "muc#roomconfig_whois";

  if (setting == XMPP_SETTING_KEEP)
    return TRUE;
  if (xmpp_data_form_get_field (form, var) == NULL)
    return FALSE;

  xmpp_data_form_set_value (form, var, setting == XMPP_SETTING_ON ? "anyone" : "moderators");
  return TRUE;
}

static void
set_text (XmppDataForm *form,
          const char   *var,
          const char   *text)
{
  if (text != NULL && xmpp_data_form_get_field (form, var) != NULL)
    xmpp_data_form_set_value (form, var, text);
}

static gboolean
set_password (XmppDataForm *form,
              const char   *password)
{
  static const char var[] = "muc#roomconfig_roomsecret";

  if (password == NULL)
    return TRUE;
  if (xmpp_data_form_get_field (form, var) == NULL)
    return FALSE;

  xmpp_data_form_set_value (form, var, password);
  if (xmpp_data_form_get_field (form, "muc#roomconfig_passwordprotectedroom") != NULL)
    xmpp_data_form_set_boolean (form, "muc#roomconfig_passwordprotectedroom", *password != '\0');
  return TRUE;
}

/**
 * xmpp_room_settings_apply:
 * @self: what the room shall be
 * @form: a room's form, which is filled in
 *
 * Fills in a form.
 *
 * Returns: whether the form has a field for all that decides who may come in, see and find
 */
gboolean
xmpp_room_settings_apply (const XmppRoomSettings *self,
                          XmppDataForm           *form)
{
  gboolean is_whole = TRUE;

  g_return_val_if_fail (self != NULL && form != NULL, FALSE);

  set_text (form, "muc#roomconfig_roomname", self->name);
  set_text (form, "muc#roomconfig_roomdesc", self->description);
  set_text (form, "muc#roomconfig_lang", self->language);
  set_boolean (form, persistent_vars, self->is_persistent);
  set_boolean (form, moderated_vars, self->is_moderated);
  set_boolean (form, archive_vars, self->is_archived);
  set_boolean (form, invite_vars, self->members_invite);
  set_boolean (form, subject_vars, self->all_change_subject);

  is_whole &= set_boolean (form, members_vars, self->is_members_only);
  is_whole &= set_boolean (form, public_vars, self->is_public)
              || self->is_public == XMPP_SETTING_ON;
  is_whole &= set_whois (form, self->is_non_anonymous)
              || self->is_non_anonymous == XMPP_SETTING_ON;
  is_whole &= set_password (form, self->password);
  return is_whole;
}
