/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a conversation besides talking. */
#define G_LOG_DOMAIN "ui-conversation-actions"

#include "ui-conversation-actions.h"

#include "chat-error.h"
#include "ui-confirm.h"
#include "ui-toast.h"

#include <glib/gi18n.h>

struct _UiConversationActions
{
  GObject             parent_instance;

  ChatClient         *client;
  AdwToastOverlay    *toasts; /* weak */
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (UiConversationActions, ui_conversation_actions, G_TYPE_OBJECT)

static ChatConversation *
find_conversation (UiConversationActions *self,
                   GVariant              *target)
{
  const char *account = NULL;
  const char *address = NULL;

  g_variant_get_child (target, 0, "&s", &account);
  g_variant_get_child (target, 1, "&s", &address);
  return chat_client_find_conversation (self->client, account, address);
}

static void
pin_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);

  if (conversation != NULL)
    chat_conversation_set_pinned (conversation, TRUE);
}

static void
unpin_cb (GSimpleAction *action,
          GVariant      *target,
          gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);

  if (conversation != NULL)
    chat_conversation_set_pinned (conversation, FALSE);
}

static void
previews_cb (GSimpleAction *action,
             GVariant      *target,
             gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);
  const char *name = g_action_get_name (G_ACTION (action));

  if (conversation != NULL)
    chat_conversation_set_previews (conversation, g_str_equal (name, "previews"));
}

static void
mark_read_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);

  if (conversation != NULL)
    chat_conversation_mark_read (conversation);
}

/* Eight in the morning: whoever mutes until tomorrow means to sleep first. */
static gint64
get_tomorrow (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) then = g_date_time_add_days (now, 1);
  g_autoptr(GDateTime) morning = NULL;

  morning = g_date_time_new_local (g_date_time_get_year (then), g_date_time_get_month (then),
                                   g_date_time_get_day_of_month (then), 8, 0, 0);
  return g_date_time_to_unix (morning != NULL ? morning : then);
}

static void
mute_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *until = NULL;

  if (conversation == NULL)
    return;

  g_variant_get_child (target, 2, "&s", &until);
  if (g_str_equal (until, "1h"))
    chat_conversation_set_muted_until (conversation, now + 3600);
  else if (g_str_equal (until, "8h"))
    chat_conversation_set_muted_until (conversation, now + 8 * 3600);
  else if (g_str_equal (until, "tomorrow"))
    chat_conversation_set_muted_until (conversation, get_tomorrow ());
  else if (g_str_equal (until, "always"))
    chat_conversation_set_muted_until (conversation, G_MAXINT64);
  else
    chat_conversation_set_muted_until (conversation, 0);
}

static void
unarchive_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  ChatConversation *conversation = find_conversation (user_data, target);

  if (conversation != NULL)
    chat_conversation_set_archived (conversation, FALSE);
}

static void
archive_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiConversationActions *self = user_data;
  ChatConversation *conversation = find_conversation (self, target);
  g_autofree char *title = NULL;
  AdwToast *toast = NULL;

  if (conversation == NULL)
    return;

  chat_conversation_set_archived (conversation, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->toasts), "win.leave", "(ss)",
                              chat_conversation_get_account_address (conversation),
                              chat_conversation_get_address (conversation));

  /* Translators: the name of a chat. */
  title = g_strdup_printf (_("“%s” archived"), chat_conversation_get_title (conversation));
  toast = ui_toast_new (GTK_WIDGET (self->toasts), title, _("_Undo"));
  adw_toast_set_action_name (toast, "chat.unarchive");
  adw_toast_set_action_target_value (toast, target);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
clear_done_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(UiConversationActions) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_conversation_clear_finish (CHAT_CONVERSATION (object), result, &error)
      && self->toasts != NULL)
    {
      g_autofree char *text = chat_error_to_text (error);

      gtk_widget_activate_action (GTK_WIDGET (self->toasts), "win.say", "s", text);
    }
}

/* What the question is about, until it is answered. */
typedef struct {
  UiConversationActions *self;
  ChatConversation      *conversation;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->self);
  g_object_unref (question->conversation);
  g_free (question);
}

static void
clear_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   gpointer          user_data)
{
  Question *question = user_data;

  if (g_str_equal (response, "yes"))
    chat_conversation_clear_async (question->conversation, NULL, clear_done_cb,
                                   g_object_ref (question->self));
}

static void
clear_history_cb (GSimpleAction *action,
                  GVariant      *target,
                  gpointer       user_data)
{
  UiConversationActions *self = user_data;
  ChatConversation *conversation = find_conversation (self, target);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog = NULL;
  Question *question = NULL;

  if (conversation == NULL)
    return;

  heading = g_strdup_printf (_("Clear the history with %s?"),
                             chat_conversation_get_title (conversation));
  dialog = ui_confirm_new (GTK_WIDGET (self->toasts), heading,
                           _("All messages of this chat are deleted from this computer. "
                             "The server and other people keep their copies."),
                           _("C_lear history"));
  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->conversation = g_object_ref (conversation);
  g_signal_connect_data (dialog, "response", G_CALLBACK (clear_response_cb), question,
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry entries[] = {
  { .name = "pin", .activate = pin_cb, .parameter_type = "(ss)" },
  { .name = "unpin", .activate = unpin_cb, .parameter_type = "(ss)" },
  { .name = "mark-read", .activate = mark_read_cb, .parameter_type = "(ss)" },
  { .name = "previews", .activate = previews_cb, .parameter_type = "(ss)" },
  { .name = "stop-previews", .activate = previews_cb, .parameter_type = "(ss)" },
  { .name = "mute", .activate = mute_cb, .parameter_type = "(sss)" },
  { .name = "archive", .activate = archive_cb, .parameter_type = "(ss)" },
  { .name = "unarchive", .activate = unarchive_cb, .parameter_type = "(ss)" },
  { .name = "clear-history", .activate = clear_history_cb, .parameter_type = "(ss)" },
};

static void
ui_conversation_actions_dispose (GObject *object)
{
  UiConversationActions *self = UI_CONVERSATION_ACTIONS (object);

  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (ui_conversation_actions_parent_class)->dispose (object);
}

static void
ui_conversation_actions_class_init (UiConversationActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_conversation_actions_dispose;
}

static void
ui_conversation_actions_init (UiConversationActions *self)
{
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

UiConversationActions *
ui_conversation_actions_new (ChatClient      *client,
                             AdwToastOverlay *toasts)
{
  UiConversationActions *self = g_object_new (UI_TYPE_CONVERSATION_ACTIONS, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->toasts, toasts);
  return self;
}

GActionGroup *
ui_conversation_actions_get_group (UiConversationActions *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
