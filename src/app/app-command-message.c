/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: sending, conversations, history, search, opening. */
#define G_LOG_DOMAIN "app-command-message"

#include "app-command.h"
#include "app-door.h"

#include <glib/gi18n.h>

#define DEFAULT_LIMIT 50

static int
send_text (AppCall *call)
{
  guint timeout_s = call->timeout_s > 0 ? (guint) call->timeout_s : 60;
  g_autoptr(GVariant) answer = NULL, reached = NULL;
  const char *id, *state = "queued";
  int status;

  answer = app_door_call (call, "SendMessage",
                          g_variant_new ("(sssa{sv})", call->account, call->args[0], call->args[1],
                                         NULL),
                          0, &status);
  if (answer == NULL)
    return status;

  g_variant_get (answer, "(&s)", &id);
  if (!call->json)
    g_print ("%s\n", id);

  /* The id comes first: also who waits in vain must know what was sent. */
  if (call->wait_state != NULL)
    {
      reached = app_door_call (call, "WaitForMessage",
                               g_variant_new ("(ssssu)", call->account, call->args[0], id,
                                              call->wait_state, timeout_s),
                               (int) timeout_s + 10, &status);
      if (reached != NULL)
        g_variant_get (reached, "(&s)", &state);
    }
  if (call->json)
    {
      GVariantDict dict;
      g_autoptr(GVariant) line = NULL;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, "id", "s", id);
      g_variant_dict_insert (&dict, "state", "s", state);
      line = g_variant_ref_sink (g_variant_dict_end (&dict));
      app_print_json (line);
    }
  return status;
}

static int
list_conversations (AppCall *call)
{
  g_autoptr(GVariant) answer = NULL, conversations = NULL, conversation = NULL;
  GVariantIter iter;
  int status;

  if ((answer = app_door_call (call, "ListConversations", NULL, 0, &status)) == NULL)
    return status;

  conversations = g_variant_get_child_value (answer, 0);
  g_variant_iter_init (&iter, conversations);
  while ((conversation = g_variant_iter_next_value (&iter)) != NULL)
    {
      if (call->json)
        app_print_json (conversation);
      else
        {
          g_autofree char *title = app_print_clean (app_print_text (conversation, "title"));
          g_autofree char *preview = app_print_clean (app_print_text (conversation, "preview"));
          g_autofree char *time = app_print_time (app_print_number (conversation, "last-time"));

          g_print ("%s  %3d  %-32s %s: %s\n", time,
                   (int) app_print_number (conversation, "unread"),
                   app_print_text (conversation, "address"), title, preview);
        }
      g_clear_pointer (&conversation, g_variant_unref);
    }
  return 0;
}

static int
print_messages (AppCall  *call,
                GVariant *answer)
{
  g_autoptr(GVariant) messages = g_variant_get_child_value (answer, 0), message = NULL;
  GVariantIter iter;

  g_variant_iter_init (&iter, messages);
  while ((message = g_variant_iter_next_value (&iter)) != NULL)
    {
      if (call->json)
        app_print_json (message);
      else
        {
          g_autofree char *sender = app_print_clean (app_print_text (message, "sender-name"));
          g_autofree char *body = app_print_clean (app_print_text (message, "body"));
          g_autofree char *time = app_print_time (app_print_number (message, "time"));
          gboolean outgoing = app_print_flag (message, "outgoing");

          g_print ("%s  %s%s%s%s: %s\n", time, sender, outgoing ? " [" : "",
                   outgoing ? app_print_text (message, "state") : "", outgoing ? "]" : "", body);
        }
      g_clear_pointer (&message, g_variant_unref);
    }
  return 0;
}

static int
history (AppCall *call)
{
  g_autoptr(GVariant) answer = NULL;
  int status;

  answer = app_door_call (call, "GetHistory",
                          g_variant_new ("(ssus)", call->account, call->args[0],
                                         call->limit > 0 ? (guint) call->limit : DEFAULT_LIMIT,
                                         call->before != NULL ? call->before : ""),
                          0, &status);
  return answer != NULL ? print_messages (call, answer) : status;
}

static int
search (AppCall *call)
{
  g_autofree char *words = g_strjoinv (" ", call->args);
  g_autoptr(GVariant) answer = NULL;
  int status;

  answer = app_door_call (call, "Search",
                          g_variant_new ("(sssu)", words, call->account,
                                         call->with != NULL ? call->with : "",
                                         call->limit > 0 ? (guint) call->limit : DEFAULT_LIMIT),
                          0, &status);
  return answer != NULL ? print_messages (call, answer) : status;
}

static int
mark_read (AppCall *call)
{
  return app_door_do (call, "MarkRead", g_variant_new ("(ss)", call->account, call->args[0]));
}

static int
open_link (AppCall *call)
{
  return app_door_do (call, "Open", g_variant_new ("(s)", call->n_args > 0 ? call->args[0] : ""));
}

const AppCommand app_message_commands[] = {
  { "send", NULL, "ADDRESS TEXT", N_("Send a message and print its id"), 2, 2,
    APP_OPTION_ACCOUNT | APP_OPTION_STATE | APP_OPTION_TIMEOUT, send_text },
  { "conversations", NULL, "", N_("List the conversations, newest first"), 0, 0, 0,
    list_conversations },
  { "history", NULL, "ADDRESS", N_("Show the last messages with somebody"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_LIMIT | APP_OPTION_BEFORE, history },
  { "search", NULL, "WORD…", N_("Search the messages, newest first"), 1, 100,
    APP_OPTION_ACCOUNT | APP_OPTION_LIMIT | APP_OPTION_WITH, search },
  { "read", NULL, "ADDRESS", N_("Mark a conversation as read"), 1, 1, APP_OPTION_ACCOUNT,
    mark_read },
  { "open", NULL, "[LINK]", N_("Show the window, or what an xmpp: link names"), 0, 1, 0,
    open_link },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
