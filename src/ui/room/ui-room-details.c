/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details pane of a room. */
#define G_LOG_DOMAIN "ui-room-details"

#include "ui-room-details.h"

#include "base-text.h"
#include "ui-avatar.h"
#include "ui-media-group.h"
#include "ui-room-words.h"
#include "ui-template.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_SUBJECT 1000
#define MAX_SUBJECT_LINES 6

struct _UiRoomDetails
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatRoom         *room;         /* (nullable): of @conversation */
  GSignalGroup     *conversation_signals;
  GSignalGroup     *room_signals;
  guint             idle;
  gboolean          filling;      /* what is set is no wish of the person */

  GtkWidget        *close;
  GtkWidget        *avatar;
  GtkWidget        *media;
  GtkWidget        *name;
  GtkWidget        *address;
  GtkWidget        *copy;
  GtkWidget        *description;
  GtkWidget        *subject;
  GtkWidget        *subject_fixed;
  GtkWidget        *people;
  GtkWidget        *invite;
  GtkWidget        *notify;
  GtkWidget        *pinned;
  GtkWidget        *notes;
  GtkWidget        *nick;
  GtkWidget        *access;
  GtkWidget        *addresses;
  GtkWidget        *rank;
  GtkWidget        *settings;
  GtkWidget        *clear;
  GtkWidget        *leave;
  GtkWidget        *destroy;
};

G_DEFINE_FINAL_TYPE (UiRoomDetails, ui_room_details, GTK_TYPE_WIDGET)

enum {
  CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_subtitle (GtkWidget  *row,
              const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : "");
}

static void
update_subject (UiRoomDetails *self)
{
  const char *subject = chat_room_get_subject (self->room);
  gboolean may = (chat_room_get_rights (self->room) & CHAT_ROOM_MAY_SUBJECT) != 0;
  g_autofree char *clean = NULL;

  if (subject != NULL && *subject != '\0')
    {
      g_autofree char *start = base_text_truncate (subject, MAX_SUBJECT);
      guint n_lines = 1;

      /* A label counts the lines of each paragraph by itself. */
      for (const char *p = start; (p = strchr (p, '\n')) != NULL; p++)
        n_lines++;
      clean = base_text_clean (start, n_lines <= MAX_SUBJECT_LINES
                                      ? BASE_TEXT_NO_BIDI
                                      : BASE_TEXT_NO_BIDI | BASE_TEXT_ONE_LINE);
    }
  set_subtitle (self->subject, clean != NULL ? clean : _("None"));
  set_subtitle (self->subject_fixed, clean != NULL ? clean : "");
  gtk_widget_set_visible (self->subject, may);
  gtk_widget_set_visible (self->subject_fixed, !may && clean != NULL);
}

/* What a room is, in words. */
static void
update_facts (UiRoomDetails *self)
{
  ChatRoomFeatures features = chat_room_get_features (self->room);
  const char *access = _("Anybody");

  if ((features & CHAT_ROOM_MEMBERS_ONLY) != 0)
    access = _("Only members");
  else if ((features & CHAT_ROOM_HAS_PASSWORD) != 0)
    access = _("Anybody with the password");
  set_subtitle (self->access, access);
  set_subtitle (self->addresses, (features & CHAT_ROOM_SHOWS_ADDRESSES) != 0
                                 ? _("Everybody here sees your address.")
                                 : _("Only moderators see your address."));
  set_subtitle (self->rank,
                ui_room_words_affiliation (chat_room_get_affiliation (self->room)));
}

static void
update (UiRoomDetails *self)
{
  ChatRoomRights rights = chat_room_get_rights (self->room);
  const char *description = chat_room_get_description (self->room);
  gboolean joined = chat_room_get_state (self->room) == CHAT_ROOM_JOINED;
  guint n = chat_room_get_n_occupants (self->room);
  g_autofree char *people = g_strdup_printf (ngettext ("%u person", "%u people", n), n);
  g_autofree char *clean = NULL;

  self->filling = TRUE;
  gtk_label_set_text (GTK_LABEL (self->name), chat_room_get_name (self->room));
  gtk_label_set_text (GTK_LABEL (self->address), chat_room_get_address (self->room));
  if (description != NULL)
    clean = base_text_clean (description, BASE_TEXT_NO_BIDI);
  gtk_label_set_text (GTK_LABEL (self->description), clean != NULL ? clean : "");
  gtk_widget_set_visible (self->description,
                          clean != NULL && *clean != '\0'
                          && !g_str_equal (clean, chat_room_get_name (self->room)));
  update_subject (self);
  update_facts (self);
  set_subtitle (self->people, joined ? people : _("Not in this room"));
  set_subtitle (self->nick, chat_room_get_nick (self->room));
  gtk_widget_set_visible (self->nick, joined);
  gtk_widget_set_visible (self->rank, joined);
  gtk_widget_set_visible (self->invite, (rights & CHAT_ROOM_MAY_INVITE) != 0);
  gtk_widget_set_visible (self->settings, (rights & CHAT_ROOM_MAY_CONFIGURE) != 0);
  gtk_widget_set_visible (self->destroy, (rights & CHAT_ROOM_MAY_CONFIGURE) != 0);
  gtk_widget_set_visible (self->leave, joined || chat_room_get_autojoin (self->room));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->notify),
                              (guint) chat_room_get_notify (self->room));
  gtk_switch_set_active (GTK_SWITCH (self->pinned),
                         chat_conversation_get_pinned (self->conversation));
  gtk_switch_set_active (GTK_SWITCH (self->notes), chat_room_get_notes (self->room));
  self->filling = FALSE;
}

static gboolean
update_idle (gpointer user_data)
{
  UiRoomDetails *self = user_data;

  self->idle = 0;
  if (self->room != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

/* Joining changes a dozen properties at once. */
static void
queue_update (UiRoomDetails *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
notify_cb (UiRoomDetails *self)
{
  if (self->room != NULL && !self->filling)
    chat_room_set_notify (self->room,
                          (ChatRoomNotify) adw_combo_row_get_selected (
                            ADW_COMBO_ROW (self->notify)));
}

static void
pinned_cb (UiRoomDetails *self)
{
  if (self->conversation != NULL && !self->filling)
    chat_conversation_set_pinned (self->conversation,
                                  gtk_switch_get_active (GTK_SWITCH (self->pinned)));
}

static void
notes_cb (UiRoomDetails *self)
{
  if (self->room != NULL && !self->filling)
    chat_room_set_notes (self->room, gtk_switch_get_active (GTK_SWITCH (self->notes)));
}

static void
close_cb (UiRoomDetails *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
set_targets (UiRoomDetails *self)
{
  GtkWidget *widgets[] = {
    self->copy, self->subject, self->people, self->invite, self->nick, self->settings, self->clear,
    self->leave, self->destroy,
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (widgets[i]), "(ss)",
                                      chat_room_get_account_address (self->room),
                                      chat_room_get_address (self->room));
}

static void
ui_room_details_dispose (GObject *object)
{
  UiRoomDetails *self = UI_ROOM_DETAILS (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->room_signals);
  self->filling = TRUE;
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_ROOM_DETAILS);
  g_clear_object (&self->conversation);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (ui_room_details_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, close);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, media);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, name);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, address);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, copy);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, description);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, subject);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, subject_fixed);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, people);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, invite);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, notify);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, pinned);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, notes);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, nick);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, access);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, addresses);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, rank);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, settings);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, clear);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, leave);
  gtk_widget_class_bind_template_child (widget_class, UiRoomDetails, destroy);
}

static void
ui_room_details_class_init (UiRoomDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_room_details_dispose;

  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_MEDIA_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-room-details.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, notify_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinned_cb);
  gtk_widget_class_bind_template_callback (widget_class, notes_cb);
  gtk_widget_class_set_css_name (widget_class, "details");
}

static void
ui_room_details_init (UiRoomDetails *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;

  self->room_signals = g_signal_group_new (CHAT_TYPE_ROOM);
  g_signal_group_connect_swapped (self->room_signals, "notify", G_CALLBACK (queue_update), self);
  self->conversation_signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::pinned",
                                  G_CALLBACK (queue_update), self);
}

GtkWidget *
ui_room_details_new (void)
{
  return g_object_new (UI_TYPE_ROOM_DETAILS, NULL);
}

void
ui_room_details_set_conversation (UiRoomDetails    *self,
                                  ChatConversation *conversation)
{
  ChatRoom *room = NULL;

  g_return_if_fail (UI_IS_ROOM_DETAILS (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  if (conversation != NULL)
    room = chat_conversation_get_room (conversation);
  g_set_object (&self->room, room);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->room_signals, self->room);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) self->room);
  ui_media_group_set_conversation (UI_MEDIA_GROUP (self->media), conversation);
  if (self->room == NULL)
    return;

  set_targets (self);
  update (self);
}

void
ui_room_details_set_alone (UiRoomDetails *self,
                           gboolean       alone)
{
  g_return_if_fail (UI_IS_ROOM_DETAILS (self));

  gtk_button_set_icon_name (GTK_BUTTON (self->close),
                            alone ? "go-previous-symbolic" : "sidebar-show-right-symbolic");
}
