/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: sending, conversations, history, search, opening. */
#define G_LOG_DOMAIN "app-command-message"

#include "app-command.h"
#include "app-core.h"
#include "app-door.h"
#include "app-print.h"
#include "base-place.h"
#include "media-kind.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* A large file takes its time. */
#define DOWNLOAD_TIMEOUT_S (24 * 60 * 60)

#define DEFAULT_LIMIT 50

/* Between two looks at how far a file is */
#define PROGRESS_US (200 * 1000)

/* As many as the door gives at once. */
#define PAGE_SIZE 1000

/* What was sent, and how far it got. */
static void
print_sent (const char *id,
            const char *state)
{
  g_autoptr(GVariant) line = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "state", "s", state);
  line = g_variant_ref_sink (g_variant_dict_end (&dict));
  app_print_json (line);
}

/* How far a file is, for who looks at the terminal, until its message is on its way itself. */
static void
show_progress (AppCall    *call,
               const char *id)
{
  gint64 end_us = g_get_monotonic_time () + app_call_timeout (call) * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end_us)
    {
      int status;
      g_autoptr(GVariant) answer =
        app_door_call (call, "GetMessage",
                       g_variant_new ("(sss)", call->account, call->args[0], id), 0, &status);
      g_autoptr(GVariant) message = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
      g_autoptr(GVariant) files = NULL;
      g_autoptr(GVariant) file = NULL;
      gint64 size;

      if (message == NULL || !g_str_equal (app_print_text (message, "state"), "queued"))
        break;

      files = g_variant_lookup_value (message, "files", G_VARIANT_TYPE ("aa{sv}"));
      file = files != NULL ? g_variant_get_child_value (files, 0) : NULL;
      size = file != NULL ? MAX (app_print_number (file, "size"), 1) : 1;
      g_printerr ("\r%3d %%", file != NULL ? (int) (100 * app_print_number (file, "done") / size)
                                          : 0);
      g_usleep (PROGRESS_US);
    }

  g_printerr ("\r     \r");
}

/* @path: (nullable): of a file */
static int
send_one (AppCall    *call,
          const char *text,
          const char *path)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) reached = NULL;
  const char *id, *state = "queued";
  GVariantDict options;
  int status;

  g_variant_dict_init (&options, NULL);
  if (call->correct != NULL)
    g_variant_dict_insert (&options, "correct", "s", call->correct);
  if (path != NULL)
    g_variant_dict_insert (&options, "file", "s", path);
  if (path != NULL && call->direct)
    g_variant_dict_insert (&options, "direct", "b", TRUE);
  if (path != NULL && call->resize)
    g_variant_dict_insert (&options, "resize", "b", TRUE);
  answer = app_door_call (call, "SendMessage",
                          g_variant_new ("(sss@a{sv})", call->account, call->args[0], text,
                                         g_variant_dict_end (&options)),
                          0, &status);
  if (answer == NULL)
    return status;

  /* The id comes first: also who waits in vain must know what was sent. */
  g_variant_get (answer, "(&s)", &id);
  if (!call->json)
    {
      g_print ("%s\n", id);
      fflush (stdout);
    }

  if (call->wait_state != NULL && path != NULL && isatty (STDERR_FILENO))
    show_progress (call, id);
  if (call->wait_state != NULL)
    {
      reached = app_door_call (call, "WaitForMessage",
                               g_variant_new ("(ssssu)", call->account, call->args[0], id,
                                              call->wait_state, app_call_timeout (call)),
                               app_call_timeout (call) + 10, &status);
      if (reached != NULL)
        g_variant_get (reached, "(&s)", &state);
    }
  if (call->json)
    print_sent (id, state);
  return status;
}

/* Nobody can be asked here. */
static void
warn_of_picture (GFile *file)
{
  g_autoptr(GSettings) settings = app_core_open_settings ();
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if ((settings != NULL && !g_settings_get_boolean (settings, "clean-pictures"))
      || !media_kind_tells (file, NULL))
    return;

  name = g_file_get_parse_name (file);
  text = g_strdup_printf (
    _("%s may tell where it was taken: this kind of picture is sent as it is."), name);
  app_print_error (text);
}

/* Which of several it was that went wrong: what follows is not sent either. */
static void
name_unsent (AppCall *call,
             guint    at)
{
  for (guint i = at; call->files[1] != NULL && call->files[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (call->files[i]);
      g_autofree char *name = g_file_get_parse_name (file);
      /* Translators: %s is the path of a file */
      g_autofree char *text = g_strdup_printf (_("Not sent: %s"), name);

      app_print_error (text);
    }
}

/* The text stands with the first of several files. */
static int
send_files (AppCall *call)
{
  for (guint i = 0; call->files[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (call->files[i]);
      g_autofree char *place = base_place_from_file (file);
      int status;

      warn_of_picture (file);
      status = send_one (call, i == 0 && call->n_args > 1 ? call->args[1] : "", place);

      if (status != 0)
        {
          name_unsent (call, i);
          return status;
        }
    }

  return 0;
}

static int
send_text (AppCall *call)
{
  static const char *const states[] = { "sent", "delivered", "displayed", NULL };

  if (call->wait_state != NULL && !g_strv_contains (states, call->wait_state))
    {
      app_print_error (_("One can wait for sent, delivered or displayed."));
      return APP_EXIT_USAGE;
    }

  if (call->files != NULL)
    return send_files (call);

  if (call->direct)
    {
      app_print_error (_("Only files go straight to a contact: name one with --file."));
      return APP_EXIT_USAGE;
    }

  if (call->n_args < 2)
    {
      app_print_error (_("There is nothing to send: give a text, or a file."));
      return APP_EXIT_USAGE;
    }

  return send_one (call, call->args[1], NULL);
}

static void
print_conversation (GVariant *conversation)
{
  g_autofree char *time = app_print_time (conversation, "last-time");
  g_autofree char *address = app_print_column (conversation, "address", 32);
  g_autofree char *title = app_print_line (conversation, "title");
  g_autofree char *preview = app_print_line (conversation, "preview");

  g_print ("%s  %3d  %s  %s: %s\n", time, (int) app_print_number (conversation, "unread"), address,
           title, preview);
}

static int
list_conversations (AppCall *call)
{
  return app_door_list (call, "ListConversations", NULL, print_conversation);
}

static void
print_message (GVariant *message)
{
  g_autofree char *time = app_print_time (message, "time");
  g_autofree char *sender = app_print_line (message, "sender-name");
  g_autofree char *body = app_print_content (message);
  gboolean is_outgoing = app_print_flag (message, "outgoing");

  g_print ("%s  %s%s%s%s: %s\n", time, sender, is_outgoing ? " [" : "",
           is_outgoing ? app_print_text (message, "state") : "", is_outgoing ? "]" : "", body);
}

/* The page before the message @before, oldest first; NULL: see *@status. */
static GVariant *
read_page (AppCall    *call,
           guint       limit,
           const char *before,
           int        *status)
{
  g_autoptr(GVariant) answer = NULL;

  answer = app_door_call (call, "GetHistory",
                          g_variant_new ("(ssus)", call->account, call->args[0],
                                         MIN (limit, PAGE_SIZE), before),
                          0, status);
  return answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
}

static int
history (AppCall *call)
{
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autofree char *before = g_strdup (call->before != NULL ? call->before : "");
  guint wanted = call->limit > 0 ? (guint) call->limit : DEFAULT_LIMIT;
  int status = 0;

  while (wanted > 0)
    {
      g_autoptr(GVariant) first = NULL;
      GVariant *page = read_page (call, wanted, before, &status);
      gsize n = page != NULL ? g_variant_n_children (page) : 0;

      if (page == NULL)
        return status;

      g_ptr_array_add (pages, page);
      if (n == 0)
        break;
      first = g_variant_get_child_value (page, 0);
      g_free (before);
      before = g_strdup_printf ("#%" G_GINT64_FORMAT, app_print_number (first, "row"));
      wanted -= (guint) MIN (n, wanted);
    }

  for (guint i = pages->len; i-- > 0;)
    {
      GVariantIter iter;
      GVariant *message;

      g_variant_iter_init (&iter, g_ptr_array_index (pages, i));
      while ((message = g_variant_iter_next_value (&iter)) != NULL)
        {
          if (call->json)
            app_print_json (message);
          else
            print_message (message);
          g_variant_unref (message);
        }
    }
  return 0;
}

static void
print_version (GVariant *version)
{
  g_autofree char *time = app_print_time (version, "time");
  g_autofree char *body = app_print_line (version, "body");

  g_print ("%s  %s\n", time, body);
}

static int
versions (AppCall *call)
{
  return app_door_list (call, "GetVersions",
                        g_variant_new ("(sss)", call->account, call->args[0], call->args[1]),
                        print_version);
}

/* Which file of a message: @index as the door counts, else as it was */
static gboolean
read_number (AppCall *call,
             guint   *index)
{
  guint64 number = 0;

  if (call->n_args <= 2)
    return TRUE;

  if (!g_ascii_string_to_unsigned (call->args[2], 10, 1, 100, &number, NULL))
    {
      app_print_error (_("Which file it is, is a number from 1 on."));
      return FALSE;
    }

  *index = (guint) number - 1;
  return TRUE;
}

static int
download (AppCall *call)
{
  guint index = 0;
  g_autoptr(GVariant) answer = NULL;
  const char *path;
  int status = 0;

  if (!read_number (call, &index))
    return APP_EXIT_USAGE;

  answer = app_door_call (call, "FetchFile",
                          g_variant_new ("(sssu)", call->account, call->args[0], call->args[1],
                                         index),
                          call->timeout_s > 0 ? (guint) call->timeout_s : DOWNLOAD_TIMEOUT_S,
                          &status);
  if (answer == NULL)
    return status;

  g_variant_get (answer, "(&s)", &path);
  g_print ("%s\n", path);
  return 0;
}

static int
decline (AppCall *call)
{
  return app_door_do (call, "DeclineFile",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

static int
cancel (AppCall *call)
{
  guint index = G_MAXUINT32; /* all of them */

  if (!read_number (call, &index))
    return APP_EXIT_USAGE;

  return app_door_do (call, "CancelFile",
                      g_variant_new ("(sssu)", call->account, call->args[0], call->args[1],
                                     index));
}

static int
retry (AppCall *call)
{
  return app_door_do (call, "RetryMessage",
                      g_variant_new ("(sss)", call->account, call->args[0], call->args[1]));
}

/* The ids go to standard output, what went wrong to the other one. */
static int
forward (AppCall *call)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariantIter) iter = NULL;
  GVariant *result;
  int status = 0;

  if (call->to == NULL)
    {
      app_print_error (_("Say to whom, with --to."));
      return APP_EXIT_USAGE;
    }

  answer = app_door_call (call, "ForwardMessage",
                          g_variant_new ("(sss^ass)", call->account, call->args[0], call->args[1],
                                         call->to, call->comment != NULL ? call->comment : ""),
                          0, &status);
  if (answer == NULL)
    return status;

  g_variant_get (answer, "(aa{sv})", &iter);
  while ((result = g_variant_iter_next_value (iter)) != NULL)
    {
      g_autofree char *to = app_print_line (result, "to");
      const char *id = app_print_text (result, "id");
      const char *error = app_print_text (result, "error");

      if (call->json)
        app_print_json (result);
      else if (*id != '\0')
        g_print ("%s\n", id);
      if (*error != '\0')
        {
          g_autofree char *text = g_strdup_printf ("%s: %s", to, error);

          app_print_error (text);
          status = APP_EXIT_FAILED;
        }
      g_variant_unref (result);
    }
  return status;
}

static void
print_reader (GVariant *reader)
{
  g_autofree char *address = app_print_line (reader, "address");
  g_autofree char *name = app_print_line (reader, "name");

  g_print ("%s  %s\n", name, address);
}

static int
readers (AppCall *call)
{
  return app_door_list (call, "GetReaders",
                        g_variant_new ("(sss)", call->account, call->args[0], call->args[1]),
                        print_reader);
}

static int
search (AppCall *call)
{
  g_autofree char *words = g_strjoinv (" ", call->args);

  return app_door_list (call, "Search",
                        g_variant_new ("(sssu)", words, call->account,
                                       call->with != NULL ? call->with : "",
                                       call->limit > 0 ? (guint) call->limit : DEFAULT_LIMIT),
                        print_message);
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
  { "send", NULL, "ADDRESS [TEXT]", N_("Send a message or files and print the id"), 1, 2,
    APP_OPTION_ACCOUNT | APP_OPTION_CORRECT | APP_OPTION_FILE | APP_OPTION_DIRECT
    | APP_OPTION_STATE | APP_OPTION_TIMEOUT, send_text },
  { "conversations", NULL, "", N_("List the conversations, newest first"), 0, 0, 0,
    list_conversations },
  { "history", NULL, "ADDRESS", N_("Show the last messages with somebody"), 1, 1,
    APP_OPTION_ACCOUNT | APP_OPTION_LIMIT | APP_OPTION_BEFORE, history },
  { "versions", NULL, "ADDRESS ID", N_("Show what a message said before it was edited"), 2, 2,
    APP_OPTION_ACCOUNT, versions },
  { "download", NULL, "ADDRESS ID [NUMBER]", N_("Get a file that came, or is offered"), 2, 3,
    APP_OPTION_ACCOUNT | APP_OPTION_TIMEOUT, download },
  { "decline", NULL, "ADDRESS ID", N_("Decline a file that a contact offers"), 2, 2,
    APP_OPTION_ACCOUNT, decline },
  { "cancel", NULL, "ADDRESS ID [NUMBER]", N_("Stop the files of a message, or one of them"), 2, 3,
    APP_OPTION_ACCOUNT, cancel },
  { "retry", NULL, "ADDRESS ID", N_("Send a message again that failed"), 2, 2, APP_OPTION_ACCOUNT,
    retry },
  { "forward", NULL, "ADDRESS ID", N_("Send a message or its files on to others"), 2, 2,
    APP_OPTION_ACCOUNT | APP_OPTION_FORWARD, forward },
  { "readers", NULL, "ROOM ID", N_("Show who has read a message of yours in a private room"), 2, 2,
    APP_OPTION_ACCOUNT, readers },
  { "search", NULL, "WORD…", N_("Search the messages, newest first"), 1, 100,
    APP_OPTION_ACCOUNT | APP_OPTION_LIMIT | APP_OPTION_WITH, search },
  { "read", NULL, "ADDRESS", N_("Mark a conversation as read"), 1, 1, APP_OPTION_ACCOUNT,
    mark_read },
  { "open", NULL, "[LINK]", N_("Show the window, or what an xmpp: link names"), 0, 1, 0,
    open_link },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
