/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why one is not in a room, and what helps. */
#define G_LOG_DOMAIN "ui-room-banners"

#include "ui-room-banners.h"

#include "ui-banner.h"
#include "ui-room-words.h"

#include <glib/gi18n.h>

struct _UiRoomBanners
{
  GtkWidget     parent_instance;

  ChatRoom     *room;   /* (nullable) */
  GSignalGroup *signals;
  ChatOccupant *asking; /* (nullable): would like to speak */
  GSignalGroup *asker;  /* of @asking */
  const char   *action; /* of the button */

  GtkWidget    *state;
  GtkWidget    *voice;
};

G_DEFINE_FINAL_TYPE (UiRoomBanners, ui_room_banners, GTK_TYPE_WIDGET)

static void
say (UiRoomBanners *self,
     UiBannerKind   kind,
     const char    *text,
     const char    *verb,   /* (nullable) */
     const char    *action) /* (nullable) */
{
  self->action = action;
  ui_banner_set_kind (UI_BANNER (self->state), kind);
  ui_banner_set_title (UI_BANNER (self->state), text);
  ui_banner_set_button_label (UI_BANNER (self->state), verb);
  ui_banner_set_revealed (UI_BANNER (self->state), TRUE);
}

/* It is tried again by itself. */
static void
say_failed (UiRoomBanners *self)
{
  g_autofree char *text = ui_room_words_outside (self->room);

  say (self, UI_BANNER_WARNING, text, _("_Try again"), "room.rejoin");
}

/* They may have asked while nobody looked at the room, and more than one may wait. */
static void
update_voice (UiRoomBanners *self)
{
  g_autoptr(ChatOccupant) asking = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->room != NULL && (chat_room_get_rights (self->room) & CHAT_ROOM_MAY_KICK) != 0)
    asking = chat_room_find_voice_request (self->room);
  ui_banner_set_revealed (UI_BANNER (self->voice), asking != NULL);
  if (!g_set_object (&self->asking, asking))
    return;

  g_signal_group_set_target (self->asker, asking);
  if (asking == NULL)
    return;

  name = ui_room_words_name (chat_occupant_get_nick (asking));
  /* Translators: %s is the name of somebody in a room who may only read there until now */
  text = g_strdup_printf (_("%s would like to write here"), name);
  ui_banner_set_title (UI_BANNER (self->voice), text);
}

static void
update (UiRoomBanners *self)
{
  ChatRoomRights rights;

  update_voice (self);
  /* Who does not come back by himself hears of it where he would write: see UiRoomGate. */
  if (self->room == NULL || !chat_room_comes_back (self->room))
    {
      ui_banner_set_revealed (UI_BANNER (self->state), FALSE);
      return;
    }

  rights = chat_room_get_rights (self->room);
  switch (chat_room_get_state (self->room))
    {
    case CHAT_ROOM_FAILED:
      say_failed (self);
      break;
    case CHAT_ROOM_REJOINING:
      if (chat_room_get_error_text (self->room) != NULL)
        say (self, UI_BANNER_NEUTRAL, chat_room_get_error_text (self->room), _("_Try now"),
             "room.retry");
      else
        ui_banner_set_revealed (UI_BANNER (self->state), FALSE);
      break;
    case CHAT_ROOM_JOINED:
      if ((rights & CHAT_ROOM_MAY_SPEAK) == 0)
        say (self, UI_BANNER_NEUTRAL, _("You may read here, but not write."),
             (rights & CHAT_ROOM_MAY_ASK_VOICE) != 0 ? _("_Ask to speak") : NULL,
             "room.ask-voice");
      else
        ui_banner_set_revealed (UI_BANNER (self->state), FALSE);
      break;
    case CHAT_ROOM_LEFT: /* offline, as the account says */
    case CHAT_ROOM_JOINING:
    default:
      ui_banner_set_revealed (UI_BANNER (self->state), FALSE);
      break;
    }
}

static void
status_cb (UiRoomBanners *self,
           const char    *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.say", "s", text);
}

static void
state_clicked_cb (UiRoomBanners *self)
{
  if (self->room != NULL && self->action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->action, "(ss)",
                                chat_room_get_account_address (self->room),
                                chat_room_get_address (self->room));
}

static void
answer_voice (UiRoomBanners *self,
              gboolean       allow)
{
  if (self->room != NULL && self->asking != NULL)
    chat_room_answer_voice (self->room, self->asking, allow);
  update_voice (self);
}

static void
voice_clicked_cb (UiRoomBanners *self)
{
  answer_voice (self, TRUE);
}

static void
voice_refused_cb (UiRoomBanners *self)
{
  answer_voice (self, FALSE);
}

static void
ui_room_banners_dispose (GObject *object)
{
  UiRoomBanners *self = UI_ROOM_BANNERS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->asker);
  g_clear_object (&self->asking);
  g_clear_object (&self->room);
  g_clear_pointer (&self->state, gtk_widget_unparent);
  g_clear_pointer (&self->voice, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_room_banners_parent_class)->dispose (object);
}

static void
ui_room_banners_class_init (UiRoomBannersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_room_banners_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ui_room_banners_init (UiRoomBanners *self)
{
  static const char *const watched[] = {
    "notify::state", "notify::error-text", "notify::rights", "notify::autojoin",
  };

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (
    GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->state = ui_banner_new ();
  self->voice = ui_banner_new ();
  ui_banner_set_button_label (UI_BANNER (self->voice), _("_Allow"));
  ui_banner_set_other_label (UI_BANNER (self->voice), _("_Not now"));
  gtk_widget_set_parent (self->state, GTK_WIDGET (self));
  gtk_widget_set_parent (self->voice, GTK_WIDGET (self));
  g_signal_connect_object (self->state, "clicked", G_CALLBACK (state_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->voice, "clicked", G_CALLBACK (voice_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect_object (self->voice, "other-clicked", G_CALLBACK (voice_refused_cb), self,
                           G_CONNECT_SWAPPED);

  self->signals = g_signal_group_new (CHAT_TYPE_ROOM);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_object (self->signals, watched[i], G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "status", G_CALLBACK (status_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "voice-requested", G_CALLBACK (update_voice), self,
                                 G_CONNECT_SWAPPED);
  self->asker = g_signal_group_new (CHAT_TYPE_OCCUPANT);
  g_signal_group_connect_object (self->asker, "notify::present", G_CALLBACK (update_voice), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->asker, "notify::role", G_CALLBACK (update_voice), self,
                                 G_CONNECT_SWAPPED);
}

void
ui_room_banners_set_room (UiRoomBanners *self,
                          ChatRoom      *room)
{
  g_return_if_fail (UI_IS_ROOM_BANNERS (self));

  if (!g_set_object (&self->room, room))
    return;

  g_signal_group_set_target (self->signals, room);
  update (self);
}
