/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an "xmpp:" link asks for (XEP-0147), asked of the person. */
#define G_LOG_DOMAIN "ui-link-question"

#include "ui-link-question.h"

#include "ui-add-account.h"
#include "ui-add-contact.h"

#include <glib/gi18n.h>

static void
say (GtkWindow  *window,
     const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.say", "s", text);
}

/* What the question is about, until it is answered. */
typedef struct {
  GtkWindow        *window; /* borrowed: the dialog goes with it */
  ChatConversation *conversation;
  char             *body;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->conversation);
  g_free (question->body);
  g_free (question);
}

static void
open_chat (GtkWindow        *window,
           ChatConversation *conversation)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.message", "(ss)",
                              chat_conversation_get_account_address (conversation),
                              chat_conversation_get_address (conversation));
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;

  if (!g_str_equal (response, "write"))
    return;

  /* The composer reads the draft as the chat is opened. */
  gtk_widget_activate_action (GTK_WIDGET (question->window), "win.leave", "(ss)",
                              chat_conversation_get_account_address (question->conversation),
                              chat_conversation_get_address (question->conversation));
  chat_conversation_set_draft (question->conversation, question->body);
  open_chat (question->window, question->conversation);
}

/* A link may come from anybody, so its text is neither sent nor put over what was being written. */
static void
ask_body (GtkWindow        *window,
          ChatConversation *conversation,
          const char       *body)
{
  const char *draft = chat_conversation_get_draft (conversation);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog = NULL;
  Question *question = NULL;

  if (draft != NULL && *draft != '\0')
    {
      open_chat (window, conversation);
      say (window, _("The text of the link was left out: you are writing something else."));
      return;
    }

  heading = g_strdup_printf (_("Write to %s?"), chat_conversation_get_title (conversation));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, heading, body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "write", _("_Write"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "write", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (dialog, "cancel");

  question = g_new0 (Question, 1);
  question->window = window;
  question->conversation = g_object_ref (conversation);
  question->body = g_strdup (body);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question,
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask_contact (GtkWindow   *window,
             ChatClient  *client,
             ChatAccount *account,
             ChatLink    *link)
{
  GtkWidget *dialog = NULL;

  dialog = ui_add_contact_new (client, chat_account_get_address (account), link->address,
                               link->name);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), window);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask_account (GtkWindow  *window,
             ChatClient *client,
             GSettings  *settings,
             const char *uri)
{
  GtkWidget *dialog = ui_add_account_new (client, settings);

  ui_first_start_set_invitation (ui_add_account_get_page (UI_ADD_ACCOUNT (dialog)), uri);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), window);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_action (ChatLink   *link,
           const char *action)
{
  return g_strcmp0 (link->action, action) == 0;
}

/* (nullable) borrowed: of the room, if one is in it */
static ChatConversation *
find_joined (ChatClient  *client,
             ChatAccount *account,
             const char  *address)
{
  ChatConversation *conversation =
    chat_client_find_conversation (client, chat_account_get_address (account), address);
  ChatRoom *room = conversation != NULL ? chat_conversation_get_room (conversation) : NULL;

  return room != NULL && chat_room_get_state (room) == CHAT_ROOM_JOINED ? conversation : NULL;
}

void
ui_link_question_ask (GtkWindow   *window,
                      ChatClient  *client,
                      GSettings   *settings,
                      ChatAccount *account,
                      const char  *uri,
                      ChatLink    *link)
{
  ChatConversation *conversation = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (CHAT_IS_CLIENT (client));
  g_return_if_fail (link != NULL);

  if (is_action (link, "register"))
    {
      ask_account (window, client, settings, uri);
      return;
    }
  if (account == NULL)
    {
      say (window, _("Sign in first, then open the link again."));
      return;
    }
  if (is_action (link, "join")
      && (conversation = find_joined (client, account, link->address)) != NULL)
    {
      open_chat (window, conversation);
      return;
    }
  if (is_action (link, "join"))
    {
      /* It asks, and joins nothing by itself. */
      gtk_widget_activate_action (GTK_WIDGET (window), "room.join", "(ss)",
                                  chat_account_get_address (account), link->address);
      return;
    }
  if (is_action (link, "roster") || is_action (link, "subscribe"))
    {
      ask_contact (window, client, account, link);
      return;
    }
  if (link->action != NULL && !is_action (link, "message"))
    {
      say (window, _("Charla cannot do what this link asks for."));
      return;
    }

  conversation = chat_client_get_conversation (client, account, link->address, NULL);
  if (conversation == NULL)
    say (window, _("The link has no address that can be written to."));
  else if (link->body != NULL && *link->body != '\0')
    ask_body (window, conversation, link->body);
  else
    open_chat (window, conversation);
}
