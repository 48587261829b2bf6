/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a room. */
#define G_LOG_DOMAIN "ui-room-actions"

#include "ui-room-actions.h"

#include "chat-error.h"
#include "ui-ask-text.h"
#include "ui-browse-rooms.h"
#include "ui-confirm.h"
#include "ui-invite.h"
#include "ui-join-room.h"
#include "ui-new-group.h"
#include "ui-people.h"
#include "ui-room-settings.h"
#include "ui-toast.h"

#include <glib/gi18n.h>

struct _UiRoomActions
{
  GObject             parent_instance;

  ChatClient         *client;
  AdwToastOverlay    *toasts; /* weak */
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (UiRoomActions, ui_room_actions, G_TYPE_OBJECT)

/* What a question is about, until it is answered. */
typedef struct {
  UiRoomActions *self;
  ChatRoom      *room;
} Question;

static Question *
question_new (UiRoomActions *self,
              ChatRoom      *room)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->room = g_object_ref (room);
  return question;
}

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->self);
  g_object_unref (question->room);
  g_free (question);
}

static GtkWidget *
get_widget (UiRoomActions *self)
{
  return GTK_WIDGET (self->toasts);
}

static void
say (UiRoomActions *self,
     const char    *text)
{
  if (self->toasts != NULL)
    gtk_widget_activate_action (get_widget (self), "win.say", "s", text);
}

static ChatAccount *
find_account (UiRoomActions *self,
              GVariant      *target)
{
  const char *account = NULL;

  g_variant_get_child (target, 0, "&s", &account);
  return chat_client_get_account (self->client, account);
}

/* (nullable) borrowed */
static ChatRoom *
find_room (UiRoomActions *self,
           GVariant      *target)
{
  ChatAccount *account = find_account (self, target);
  const char *address = NULL;

  g_variant_get_child (target, 1, "&s", &address);
  return account != NULL ? chat_rooms_find (chat_account_get_rooms (account), address) : NULL;
}

static void
present (UiRoomActions *self,
         GtkWidget     *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), ui_confirm_get_window (get_widget (self)));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiRoomActions) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_room_finish (CHAT_ROOM (object), result, &error))
    {
      g_autofree char *text = chat_error_to_text (error);

      say (self, text);
    }
}

/* Why not, the room itself tells: over the conversation. */
static void
tried_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  chat_room_finish (CHAT_ROOM (object), result, NULL);
}

static void
open_room (UiRoomActions *self,
           ChatRoom      *room)
{
  if (self->toasts != NULL)
    gtk_widget_activate_action (get_widget (self), "win.message", "(ss)",
                                chat_room_get_account_address (room),
                                chat_room_get_address (room));
}

static void
join_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiRoomActions *self = user_data;
  const char *account = NULL;
  const char *address = NULL;
  GtkWidget *dialog = NULL;

  g_variant_get (target, "(&s&s)", &account, &address);
  dialog = ui_join_room_new (self->client, account, *address != '\0' ? address : NULL);
  g_signal_connect_object (dialog, "joined", G_CALLBACK (open_room), self, G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
rejoin_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  ChatRoom *room = find_room (user_data, target);

  if (room != NULL)
    chat_room_join_async (room, NULL, NULL, NULL, tried_cb, NULL);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *target,
          gpointer       user_data)
{
  ChatRoom *room = find_room (user_data, target);

  if (room != NULL)
    chat_room_retry (room);
}

static void
ask_voice_cb (GSimpleAction *action,
              GVariant      *target,
              gpointer       user_data)
{
  ChatRoom *room = find_room (user_data, target);

  if (room == NULL)
    return;

  chat_room_request_voice (room);
  say (user_data, _("The moderators were asked."));
}

/* One can come back at once, so that nothing is asked. */
static void
leave_cb (GSimpleAction *action,
          GVariant      *target,
          gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);
  g_autofree char *text = NULL;
  AdwToast *toast = NULL;

  if (room == NULL)
    return;

  chat_room_leave (room);
  /* Translators: the name of a room. */
  text = g_strdup_printf (_("You have left “%s”"), chat_room_get_name (room));
  toast = ui_toast_new (GTK_WIDGET (self->toasts), text, _("_Undo"));
  adw_toast_set_action_name (toast, "room.rejoin");
  adw_toast_set_action_target_value (toast, target);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
subject_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *text = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  text = ui_ask_text_dup (dialog);
  chat_room_set_subject_async (question->room, text, NULL, done_cb,
                               g_object_ref (question->self));
}

static void
nick_response_cb (AdwMessageDialog *dialog,
                  const char       *response,
                  gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *text = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  text = ui_ask_text_dup (dialog);
  if (*text != '\0')
    chat_room_change_nick_async (question->room, text, NULL, done_cb,
                                 g_object_ref (question->self));
}

static void
ask (UiRoomActions    *self,
     ChatRoom         *room,
     AdwMessageDialog *dialog,
     GCallback         callback)
{
  g_signal_connect_data (dialog, "response", callback, question_new (self, room), question_free,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
subject_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);

  if (room != NULL)
    ask (self, room,
         ui_ask_text_new (get_widget (self), _("Subject"),
                          _("What is spoken of here. Everybody in the room sees it."),
                          _("Subject"), chat_room_get_subject (room), _("_Save")),
         G_CALLBACK (subject_response_cb));
}

static void
nick_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);

  if (room != NULL)
    ask (self, room,
         ui_ask_text_new (get_widget (self), _("Your name in the room"),
                          _("Everybody in the room sees it."), _("Name"),
                          chat_room_get_nick (room), _("_Save")),
         G_CALLBACK (nick_response_cb));
}

static void
people_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);

  if (room != NULL)
    present (self, ui_people_new (room, find_account (self, target)));
}

static void
invite_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatAccount *account = find_account (self, target);
  ChatRoom *room = find_room (self, target);

  if (room != NULL)
    present (self, ui_invite_new (account, room));
}

static void
settings_cb (GSimpleAction *action,
             GVariant      *target,
             gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);

  if (room != NULL)
    present (self, ui_room_settings_new (room));
}

/* Who is a member at once comes in at once. */
static void
asked_cb (ChatRoom *room)
{
  chat_room_join_async (room, NULL, NULL, NULL, tried_cb, NULL);
}

static void
register_cb (GSimpleAction *action,
             GVariant      *target,
             gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);
  GtkWidget *window = NULL;

  if (room == NULL)
    return;

  window = ui_room_settings_new_registration (room);
  g_signal_connect_object (window, "sent", G_CALLBACK (asked_cb), room, G_CONNECT_SWAPPED);
  present (self, window);
}

static void
destroy_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  Question *question = user_data;

  if (g_str_equal (response, "yes"))
    chat_room_destroy_async (question->room, NULL, NULL, NULL, done_cb,
                             g_object_ref (question->self));
}

static void
destroy_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  UiRoomActions *self = user_data;
  ChatRoom *room = find_room (self, target);
  g_autofree char *heading = NULL;

  if (room == NULL)
    return;

  heading = g_strdup_printf (_("Delete the room %s?"), chat_room_get_name (room));
  ask (self, room,
       ui_confirm_new (get_widget (self), heading,
                       _("It is gone for everybody, and its history on the server with it. What "
                         "is on this computer stays."), _("_Delete room")),
       G_CALLBACK (destroy_response_cb));
}

static void
new_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiRoomActions *self = user_data;
  const char *account = NULL;
  GtkWidget *dialog = NULL;

  g_variant_get_child (target, 0, "&s", &account);
  dialog = ui_new_group_new (self->client, account);
  g_signal_connect_object (dialog, "created", G_CALLBACK (open_room), self, G_CONNECT_SWAPPED);
  present (self, dialog);
}

static void
browse_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiRoomActions *self = user_data;
  const char *account = NULL;

  g_variant_get_child (target, 0, "&s", &account);
  present (self, ui_browse_rooms_new (self->client, account));
}

static const GActionEntry entries[] = {
  { .name = "ask-voice", .activate = ask_voice_cb, .parameter_type = "(ss)" },
  { .name = "browse", .activate = browse_cb, .parameter_type = "(ss)" },
  { .name = "destroy", .activate = destroy_cb, .parameter_type = "(ss)" },
  { .name = "invite", .activate = invite_cb, .parameter_type = "(ss)" },
  { .name = "join", .activate = join_cb, .parameter_type = "(ss)" },
  { .name = "leave", .activate = leave_cb, .parameter_type = "(ss)" },
  { .name = "new", .activate = new_cb, .parameter_type = "(ss)" },
  { .name = "nick", .activate = nick_cb, .parameter_type = "(ss)" },
  { .name = "people", .activate = people_cb, .parameter_type = "(ss)" },
  { .name = "rejoin", .activate = rejoin_cb, .parameter_type = "(ss)" },
  { .name = "retry", .activate = retry_cb, .parameter_type = "(ss)" },
  { .name = "settings", .activate = settings_cb, .parameter_type = "(ss)" },
  { .name = "register", .activate = register_cb, .parameter_type = "(ss)" },
  { .name = "subject", .activate = subject_cb, .parameter_type = "(ss)" },
};

static void
ui_room_actions_dispose (GObject *object)
{
  UiRoomActions *self = UI_ROOM_ACTIONS (object);

  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (ui_room_actions_parent_class)->dispose (object);
}

static void
ui_room_actions_class_init (UiRoomActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_room_actions_dispose;
}

static void
ui_room_actions_init (UiRoomActions *self)
{
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

UiRoomActions *
ui_room_actions_new (ChatClient      *client,
                     AdwToastOverlay *toasts)
{
  UiRoomActions *self = g_object_new (UI_TYPE_ROOM_ACTIONS, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->toasts, toasts);
  return self;
}

GActionGroup *
ui_room_actions_get_group (UiRoomActions *self)
{
  g_return_val_if_fail (UI_IS_ROOM_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
