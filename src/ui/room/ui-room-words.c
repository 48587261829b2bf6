/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What things in a room are called. */
#define G_LOG_DOMAIN "ui-room-words"

#include "ui-room-words.h"

#include "base-text.h"
#include "chat-error.h"
#include "chat-room.h"

#include <glib/gi18n.h>

/* How much of a name stands in a sentence. */
#define NAME_CHARS 60

char *
ui_room_words_name (const char *nick)
{
  g_autofree char *clean = base_text_clean (nick, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  g_autofree char *cut = base_text_truncate (clean, NAME_CHARS);

  return g_strconcat ("\342\201\250", cut, "\342\201\251", NULL); /* its direction is its own */
}

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

char *
ui_room_words_waiting (guint seconds)
{
  return g_strdup_printf (ngettext ("You can write again in %u second",
                                    "You can write again in %u seconds", seconds), seconds);
}

char *
ui_room_words_typists (const char *const *nicks)
{
  g_autofree char *first = base_text_clean (nicks[0], BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  g_autofree char *second = NULL;

  if (nicks[1] == NULL)
    /* Translators: in a room: %s is a person */
    return g_strdup_printf (_("%s is typing…"), first);
  if (nicks[2] != NULL)
    return g_strdup (_("Several people are typing…"));

  second = base_text_clean (nicks[1], BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  /* Translators: in a room: two persons */
  return g_strdup_printf (_("%1$s and %2$s are typing…"), first, second);
}

char *
ui_room_words_typing (ChatConversation *conversation)
{
  g_auto(GStrv) nicks = NULL;

  if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM)
    nicks = chat_room_dup_typists (chat_conversation_get_room (conversation));

  return nicks != NULL && nicks[0] != NULL ? ui_room_words_typists ((const char *const *) nicks)
                                           : g_strdup (_("typing…"));
}

char *
ui_room_words_outside (ChatRoom *room)
{
  const char *text = chat_room_get_error_text (room);
  const char *reason = chat_room_get_error_reason (room);

  if (text == NULL)
    text = _("You are not in this room.");
  else if (chat_room_may_ask (room))
    text = _("This room is for members only.");
  else if (chat_room_has_asked (room)
           && g_error_matches (chat_room_get_error (room), CHAT_ERROR,
                               CHAT_ERROR_ROOM_MEMBERS_ONLY))
    text = _("You have asked to become a member. You can come in once that is granted.");

  /* Translators: %1$s is a sentence, %2$s what somebody gave as the reason */
  return reason != NULL ? g_strdup_printf (_("%1$s Reason: “%2$s”"), text, reason)
                        : g_strdup (text);
}

gboolean
ui_room_words_may_write (ChatRoom *room)
{
  const GError *error = chat_room_get_error (room);

  if (chat_room_get_state (room) == CHAT_ROOM_JOINED)
    return (chat_room_get_rights (room) & CHAT_ROOM_MAY_SPEAK) != 0;

  return !g_error_matches (error, CHAT_ERROR, CHAT_ERROR_ROOM_BANNED)
         && !g_error_matches (error, CHAT_ERROR, CHAT_ERROR_ROOM_DESTROYED);
}

char *
ui_room_words_field (ChatRoom   *room,
                     const char *title)
{
  ChatRoomState state = chat_room_get_state (room);

  if (!ui_room_words_may_write (room))
    return g_strdup (state == CHAT_ROOM_JOINED ? _("You may only read here")
                                               : _("Nothing can be written here"));
  if (state == CHAT_ROOM_LEFT || state == CHAT_ROOM_FAILED)
    return g_strdup (_("Will be sent when you are in the room"));
  if (chat_room_get_speaking_in (room) > 0)
    return ui_room_words_waiting (chat_room_get_speaking_in (room));

  /* Translators: %s is the name of a room */
  return g_strdup_printf (_("Write in %s"), title);
}

char *
ui_room_words_activity (double activity)
{
  guint an_hour = (guint) (MIN (activity, G_MAXUINT16) + 0.5);
  guint a_day = (guint) (MIN (activity, G_MAXUINT16) * 24 + 0.5);

  if (activity >= 1)
    return g_strdup_printf (ngettext ("About %u message an hour", "About %u messages an hour",
                                      an_hour), an_hour);
  if (a_day >= 1)
    return g_strdup_printf (ngettext ("About %u message a day", "About %u messages a day", a_day),
                            a_day);
  return g_strdup (_("Hardly anything is written"));
}
