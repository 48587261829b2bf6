/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-data-form.h"

G_BEGIN_DECLS

/**
 * XmppSetting:
 *
 * What shall become of something: nothing, off or on.
 */
typedef enum {
  XMPP_SETTING_KEEP,
  XMPP_SETTING_OFF,
  XMPP_SETTING_ON,
} XmppSetting;

/**
 * XmppRoomSettings:
 *
 * What a room shall be. Strings are borrowed; %NULL leaves what is there, "" takes it away.
 */
typedef struct {
  const char  *name;
  const char  *description;
  const char  *language;
  const char  *password;       /* on wire and server it is readable */
  XmppSetting  is_members_only;
  XmppSetting  is_non_anonymous; /* everybody sees everybody's address */
  XmppSetting  is_persistent;
  XmppSetting  is_public;      /* stands in the list of rooms */
  XmppSetting  is_moderated;
  XmppSetting  is_archived;
  XmppSetting  members_invite; /* members may invite others */
  XmppSetting  all_change_subject;
} XmppRoomSettings;

/* A few people who know each other */
#define XMPP_ROOM_SETTINGS_GROUP \
  { NULL, NULL, NULL, NULL, XMPP_SETTING_ON, XMPP_SETTING_ON, XMPP_SETTING_ON, XMPP_SETTING_OFF, \
    XMPP_SETTING_OFF, XMPP_SETTING_ON, XMPP_SETTING_ON, XMPP_SETTING_ON }
/* Everybody */
#define XMPP_ROOM_SETTINGS_CHANNEL \
  { NULL, NULL, NULL, NULL, XMPP_SETTING_OFF, XMPP_SETTING_OFF, XMPP_SETTING_ON, XMPP_SETTING_ON, \
    XMPP_SETTING_OFF, XMPP_SETTING_ON, XMPP_SETTING_KEEP, XMPP_SETTING_OFF }

/* Fills in a room's form, whatever its server calls the fields; what it has no field for stays.
 * FALSE when that is one of who may come in, see and find: nobody shall believe in a privacy that
 * is not there */
gboolean xmpp_room_settings_apply (const XmppRoomSettings *self,
                                   XmppDataForm           *form);

G_END_DECLS
