/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: messages are handed on. */
#define G_LOG_DOMAIN "desktop-door-forward"

#include "chat-error.h"
#include "chat-forward.h"
#include "desktop-door-call.h"
#include "desktop-door-look.h"

#include <glib/gi18n.h>

/* To more nobody hands on one message. */
#define MAX_TARGETS 100

/* To whom, and what is said before it */
typedef struct {
  GPtrArray *conversations; /* owned ChatConversation */
  char      *comment;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_ptr_array_unref (wanted->conversations);
  g_free (wanted->comment);
  g_free (wanted);
}

static GVariant *
describe (const ChatForwarded *forwarded)
{
  g_autofree char *text = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "to", "s", chat_conversation_get_address (forwarded->conversation));
  if (forwarded->message != NULL)
    g_variant_dict_insert (&dict, "id", "s", chat_message_get_message_id (forwarded->message));
  if (forwarded->error != NULL)
    {
      text = chat_error_to_text (forwarded->error);
      g_variant_dict_insert (&dict, "error", "s", text);
    }
  return g_variant_dict_end (&dict);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results =
    chat_forward_send_finish (CHAT_FORWARD (object), result, &error);
  GVariantBuilder builder;

  if (results == NULL)
    {
      desktop_call_fail (user_data, g_steal_pointer (&error));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < results->len; i++)
    g_variant_builder_add_value (&builder, describe (g_ptr_array_index (results, i)));
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
found (ChatConversation      *conversation,
       ChatMessage           *message,
       gpointer               user_data,
       GDBusMethodInvocation *invocation)
{
  g_autoptr(ChatForward) forward = chat_forward_new (conversation, message, NULL);
  const Wanted *wanted = user_data;

  chat_forward_send_async (forward, wanted->conversations, wanted->comment, NULL, sent_cb,
                           invocation);
}

static void
forward_message (ChatClient            *client,
                 GVariant              *arguments,
                 GDBusMethodInvocation *invocation)
{
  const char *account, *with, *id, *comment;
  g_autofree const char **to = NULL;
  Wanted *wanted;

  g_variant_get (arguments, "(&s&s&s^a&s&s)", &account, &with, &id, &to, &comment);
  if (to[0] == NULL || g_strv_length ((char **) to) > MAX_TARGETS)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                           _("A message is forwarded to one conversation at least, and to no more "
                             "than a hundred."));
      return;
    }

  wanted = g_new0 (Wanted, 1);
  wanted->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  wanted->comment = g_strdup (comment);
  for (guint i = 0; to[i] != NULL; i++)
    {
      ChatConversation *target = desktop_call_conversation (client, account, to[i], invocation);

      if (target == NULL)
        {
          wanted_free (wanted);
          return;
        }

      if (!g_ptr_array_find (wanted->conversations, target, NULL))
        g_ptr_array_add (wanted->conversations, g_object_ref (target));
    }

  desktop_look_for (client, account, with, id, found, wanted, wanted_free, invocation);
}

const DesktopCall desktop_forward_calls[] = {
  { "ForwardMessage", forward_message },
  { NULL, NULL },
};
