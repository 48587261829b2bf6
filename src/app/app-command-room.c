/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: rooms, and invitations to them. */
#define G_LOG_DOMAIN "app-command-room"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"

#include <glib/gi18n.h>

static void
print_room (GVariant *room)
{
  g_autofree char *address = app_print_column (room, "address", 40);
  g_autofree char *state = app_print_column (room, "state", 10);
  g_autofree char *nick = app_print_column (room, "nick", 16);
  g_autofree char *name = app_print_line (room, "name");
  g_autofree char *error = app_print_line (room, "error");

  g_print ("%s  %s  %s  %s%s%s\n", address, state, nick, name, error[0] != '\0' ? ": " : "", error);
}

static int
list (AppCall *call)
{
  return app_door_list (call, "ListRooms", g_variant_new ("(s)", call->account), print_room);
}

static int
join (AppCall *call)
{
  g_autofree char *password = NULL;
  g_autoptr(GVariant) answer = NULL;
  GVariantDict options;
  int status = 0;

  if (call->password_stdin && (status = app_door_password (call, &password)) != 0)
    return status;

  g_variant_dict_init (&options, NULL);
  if (call->nick != NULL)
    g_variant_dict_insert (&options, "nick", "s", call->nick);
  if (password != NULL)
    g_variant_dict_insert (&options, "password", "s", password);
  answer = app_door_call (call, "JoinRoom",
                          g_variant_new ("(ss@a{sv})", call->account, call->args[0],
                                         g_variant_dict_end (&options)),
                          app_call_timeout (call), &status);
  return status;
}

static int
leave (AppCall *call)
{
  return app_door_do (call, "LeaveRoom", g_variant_new ("(ss)", call->account, call->args[0]));
}

static int
set_nick (AppCall *call)
{
  return app_door_do (call, "SetRoomNick",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

static int
set_topic (AppCall *call)
{
  return app_door_do (call, "SetRoomTopic",
                      g_variant_new ("(sss)", call->account, call->args[0],
                                     call->n_args > 1 ? call->args[1] : ""));
}

static int
set_notify (AppCall *call)
{
  return app_door_do (call, "SetRoomNotify",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

static int
invite (AppCall *call)
{
  return app_door_do (call, "InviteToRoom",
                      g_variant_new ("(ss^ass)", call->account, call->args[0], call->args + 1,
                                     call->reason != NULL ? call->reason : ""));
}

static void
print_invitation (GVariant *invitation)
{
  g_autofree char *room = app_print_column (invitation, "room", 40);
  g_autofree char *inviter = app_print_column (invitation, "inviter-name", 24);
  g_autofree char *reason = app_print_line (invitation, "reason");

  g_print ("%s  %s  %s\n", room, inviter, reason);
}

static int
invitations (AppCall *call)
{
  return app_door_list (call, "ListInvitations", g_variant_new ("(s)", call->account),
                        print_invitation);
}

static int
answer_invitation (AppCall  *call,
                   gboolean  accept)
{
  return app_door_do (call, "AnswerInvitation",
                      g_variant_new ("(ssb)", call->account, call->args[0], accept));
}

static int
accept_one (AppCall *call)
{
  return answer_invitation (call, TRUE);
}

static int
decline (AppCall *call)
{
  return answer_invitation (call, FALSE);
}

const AppCommand app_room_commands[] = {
  { "room", "list", "", N_("List the rooms that you are in"), 0, 0, APP_OPTION_ACCOUNT, list },
  { "room", "join", "ROOM", N_("Join a room, and stay in it"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_NICK | APP_OPTION_PASSWORD | APP_OPTION_TIMEOUT, join },
  { "room", "leave", "ROOM", N_("Leave a room"), 1, 1, APP_OPTION_ACCOUNT, leave },
  { "room", "nick", "ROOM NICKNAME", N_("Change your nickname in a room"), 2, 2,
    APP_OPTION_ACCOUNT, set_nick },
  { "room", "topic", "ROOM [TOPIC]", N_("Change the topic of a room"), 1, 2, APP_OPTION_ACCOUNT,
    set_topic },
  { "room", "notify", "ROOM always|mentions|never", N_("Set what in a room you are told of"), 2, 2,
    APP_OPTION_ACCOUNT, set_notify },
  { "room", "invite", "ROOM ADDRESS…", N_("Invite people to a room"), 2, 100,
    APP_OPTION_ACCOUNT | APP_OPTION_REASON, invite },
  { "room", "invitations", "", N_("List the rooms that you are invited to"), 0, 0,
    APP_OPTION_ACCOUNT, invitations },
  { "room", "accept", "ROOM", N_("Accept an invitation, and join the room"), 1, 1,
    APP_OPTION_ACCOUNT, accept_one },
  { "room", "decline", "ROOM", N_("Decline an invitation"), 1, 1, APP_OPTION_ACCOUNT, decline },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
