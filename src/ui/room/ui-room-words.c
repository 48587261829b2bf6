/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What things in a room are called. */
#define G_LOG_DOMAIN "ui-room-words"

#include "ui-room-words.h"

#include <glib/gi18n.h>

const char *
ui_room_words_role (ChatRole role)
{
  switch (role)
    {
    case CHAT_ROLE_MODERATOR:
      return _("moderator");
    case CHAT_ROLE_PARTICIPANT:
      return _("participant");
    case CHAT_ROLE_VISITOR:
      return _("may only read");
    case CHAT_ROLE_NONE:
    default:
      return _("not in the room");
    }
}

const char *
ui_room_words_roles (ChatRole role)
{
  switch (role)
    {
    case CHAT_ROLE_MODERATOR:
      return _("Moderators");
    case CHAT_ROLE_PARTICIPANT:
      return _("Participants");
    case CHAT_ROLE_VISITOR:
    case CHAT_ROLE_NONE:
    default:
      return _("May only read");
    }
}

const char *
ui_room_words_affiliation (ChatAffiliation affiliation)
{
  switch (affiliation)
    {
    case CHAT_AFFILIATION_OWNER:
      return _("owner");
    case CHAT_AFFILIATION_ADMIN:
      return _("administrator");
    case CHAT_AFFILIATION_MEMBER:
      return _("member");
    case CHAT_AFFILIATION_OUTCAST:
      return _("banned");
    case CHAT_AFFILIATION_NONE:
    default:
      return _("guest");
    }
}
