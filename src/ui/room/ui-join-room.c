/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that joins a room. */
#define G_LOG_DOMAIN "ui-join-room"

#include "ui-join-room.h"

#include "chat-error.h"
#include "ui-address.h"
#include "ui-room-settings.h"
#include "ui-room-words.h"

#include <glib/gi18n.h>

#define MAX_NICK_CHARS 100

struct _UiJoinRoom
{
  AdwWindow     parent_instance;

  ChatClient   *client;
  ChatRoom     *room;        /* (nullable): asked for here, and not joined yet */
  gboolean      was_wanted;  /* the room, before */
  GCancellable *cancellable; /* (nullable): while it is on its way */

  GtkWidget    *join;
  GtkWidget    *spinner;
  GtkWidget    *accounts;
  GtkWidget    *address;
  GtkWidget    *nick;
  GtkWidget    *password;
  GtkWidget    *problem;
  GtkWidget    *ask;
};

G_DEFINE_FINAL_TYPE (UiJoinRoom, ui_join_room, ADW_TYPE_WINDOW)

enum {
  JOINED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_problem (UiJoinRoom *self,
              const char *text, /* (nullable) */
              GtkWidget  *row)  /* (nullable): where it is */
{
  GtkWidget *rows[] = { self->address, self->nick, self->password };

  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  gtk_widget_set_visible (self->ask, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i] == row)
        gtk_widget_add_css_class (rows[i], "error");
      else
        gtk_widget_remove_css_class (rows[i], "error");
    }
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static void
set_busy (UiJoinRoom *self,
          gboolean    busy)
{
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_sensitive (self->join, !busy);
  gtk_widget_set_sensitive (self->address, !busy);
  gtk_widget_set_sensitive (self->nick, !busy);
  gtk_widget_set_sensitive (self->password, !busy);
}

/* A room that was asked for and not entered is none of ours. */
static void
forget_room (UiJoinRoom *self)
{
  if (self->room != NULL && !self->was_wanted
      && chat_room_get_state (self->room) != CHAT_ROOM_JOINED)
    chat_room_leave (self->room);
  g_clear_object (&self->room);
}

static void
changed_cb (UiJoinRoom *self)
{
  g_autofree char *address = NULL;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  show_problem (self, NULL, NULL);
  gtk_widget_set_sensitive (self->join, address != NULL && self->cancellable == NULL);
}

/* The nick that the room wants is filled in, where nobody has written another one meanwhile. */
static void
reserved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(UiJoinRoom) self = user_data;
  g_autofree char *nick =
    chat_room_load_reserved_nick_finish (CHAT_ROOM (object), result, NULL);
  g_autofree char *text = g_strdup (gtk_label_get_text (GTK_LABEL (self->problem)));

  if (nick == NULL || self->room != CHAT_ROOM (object) || self->cancellable != NULL
      || !gtk_widget_has_css_class (self->nick, "error"))
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->nick), nick);
  show_problem (self, text, NULL);
}

static void
show_error (UiJoinRoom   *self,
            const GError *error)
{
  g_autofree char *text = self->room != NULL && (chat_room_has_asked (self->room)
                                                     || chat_room_may_ask (self->room))
                            ? ui_room_words_outside (self->room) : chat_error_to_text (error);
  GtkWidget *row = NULL;

  switch (error->domain == CHAT_ERROR ? error->code : CHAT_ERROR_FAILED)
    {
    case CHAT_ERROR_ROOM_PASSWORD:
      if (!gtk_widget_get_visible (self->password))
        {
          gtk_widget_show (self->password);
          show_problem (self, text, NULL);
          gtk_widget_grab_focus (self->password);
          return;
        }
      row = self->password;
      break;
    case CHAT_ERROR_ROOM_NICK_LOCKED:
      if (self->room != NULL)
        chat_room_load_reserved_nick_async (self->room, NULL, reserved_cb, g_object_ref (self));
      row = self->nick;
      break;
    case CHAT_ERROR_ROOM_NICK_TAKEN:
    case CHAT_ERROR_ROOM_NICK_INVALID:
      row = self->nick;
      break;
    case CHAT_ERROR_ROOM_NOT_FOUND:
    case CHAT_ERROR_ROOM_CREATION:
    case CHAT_ERROR_ROOM_UNREACHABLE:
      row = self->address;
      break;
    default:
      break;
    }
  show_problem (self, text, row);
  gtk_widget_set_visible (self->ask, self->room != NULL && chat_room_may_ask (self->room));
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiJoinRoom) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean joined = chat_room_finish (CHAT_ROOM (object), result, &error);

  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  if (!joined)
    {
      show_error (self, error);
      return;
    }

  g_clear_object (&self->room);
  g_signal_emit (self, signals[JOINED], 0, CHAT_ROOM (object));
  gtk_window_close (GTK_WINDOW (self));
}

static void
join_cb (UiJoinRoom *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  g_autofree char *address = NULL;
  g_autofree char *nick = NULL;
  ChatRoom *room = NULL;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  nick = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->nick))));
  if (account == NULL)
    {
      show_problem (self, _("No account is switched on."), NULL);
      return;
    }
  room = address != NULL ? chat_rooms_ensure (chat_account_get_rooms (account), address) : NULL;
  if (room == NULL)
    {
      show_problem (self, _("This is not an address. It should look like room@rooms.example.org."),
                    self->address);
      return;
    }

  if (room != self->room)
    {
      forget_room (self);
      self->room = g_object_ref (room);
      self->was_wanted = chat_room_get_autojoin (room);
    }
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  chat_room_join_async (room, *nick != '\0' ? nick : NULL, *password != '\0' ? password : NULL,
                        self->cancellable, joined_cb, g_object_ref (self));
}

static void
ask_cb (UiJoinRoom *self)
{
  GtkWidget *window = NULL;

  if (self->room == NULL)
    return;

  window = ui_room_settings_new_registration (self->room);
  g_signal_connect_object (window, "sent", G_CALLBACK (join_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
ui_join_room_dispose (GObject *object)
{
  UiJoinRoom *self = UI_JOIN_ROOM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_room (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_JOIN_ROOM);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_join_room_parent_class)->dispose (object);
}

static void
ui_join_room_class_init (UiJoinRoomClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_join_room_dispose;

  signals[JOINED] = g_signal_new ("joined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_ROOM);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-join-room.ui");
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, join);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, address);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, nick);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, password);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, problem);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_child (widget_class, UiJoinRoom, ask);
  gtk_widget_class_bind_template_callback (widget_class, join_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_join_room_init (UiJoinRoom *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The name of before, else what the account is called. */
static const char *
get_nick (ChatAccount *account,
          const char  *address) /* (nullable) */
{
  ChatRoom *room = NULL;

  if (address != NULL)
    room = chat_rooms_find (chat_account_get_rooms (account), address);
  if (room != NULL && chat_room_get_nick (room) != NULL)
    return chat_room_get_nick (room);
  return chat_account_get_nickname (account);
}

GtkWidget *
ui_join_room_new (ChatClient *client,
                  const char *account,
                  const char *address)
{
  UiJoinRoom *self = NULL;
  ChatAccount *chosen = NULL;
  ChatRoom *room = NULL;
  const char *nick = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_JOIN_ROOM, NULL);
  self->client = g_object_ref (client);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, account);
  chosen = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  if (chosen != NULL)
    {
      nick = get_nick (chosen, address);
      room = address != NULL ? chat_rooms_find (chat_account_get_rooms (chosen), address) : NULL;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->address), address != NULL ? address : "");
  gtk_editable_set_text (GTK_EDITABLE (self->nick), nick != NULL ? nick : "");
  changed_cb (self);
  if (room != NULL && chat_room_get_error (room) != NULL)
    show_error (self, chat_room_get_error (room));
  else
    gtk_widget_grab_focus (address != NULL ? self->nick : self->address);
  return GTK_WIDGET (self);
}
