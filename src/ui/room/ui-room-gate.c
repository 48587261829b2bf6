/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands where one would write in a room that one is not in. */
#define G_LOG_DOMAIN "ui-room-gate"

#include "ui-room-gate.h"

#include "ui-room-words.h"

#include <glib/gi18n.h>

struct _UiRoomGate
{
  GtkWidget     parent_instance;

  ChatRoom     *room;   /* (nullable) */
  GSignalGroup *signals;
  const char   *action; /* (nullable): of the button */
  const char   *target; /* (nullable) another room; borrowed from the room */

  GtkWidget    *label;
  GtkWidget    *button;
};

G_DEFINE_FINAL_TYPE (UiRoomGate, ui_room_gate, GTK_TYPE_WIDGET)

static void
offer (UiRoomGate *self,
       const char *verb,   /* (nullable) */
       const char *action) /* (nullable) */
{
  self->action = action;
  gtk_button_set_label (GTK_BUTTON (self->button), verb != NULL ? verb : "");
  gtk_widget_set_visible (self->button, verb != NULL);
}

/* @code: a ChatError, or -1 */
static void
offer_help (UiRoomGate *self,
            int         code)
{
  self->target = chat_room_get_venue (self->room);
  if (self->target != NULL)
    {
      offer (self, _("_Go there"), "room.join");
      return;
    }

  switch (code)
    {
    case CHAT_ERROR_ROOM_PASSWORD:
      offer (self, _("Enter _password"), "room.join");
      break;
    case CHAT_ERROR_ROOM_NICK_TAKEN:
    case CHAT_ERROR_ROOM_NICK_LOCKED:
    case CHAT_ERROR_ROOM_NICK_INVALID:
      offer (self, _("_Other name"), "room.join");
      break;
    case CHAT_ERROR_ROOM_BANNED:
    case CHAT_ERROR_ROOM_DESTROYED:
      offer (self, NULL, NULL);
      break;
    case CHAT_ERROR_ROOM_KICKED:
    case CHAT_ERROR_ROOM_AFFILIATION:
      offer (self, _("_Join again"), "room.rejoin");
      break;
    case CHAT_ERROR_ROOM_MEMBERS_ONLY:
      if (chat_room_may_ask (self->room))
        offer (self, _("Become a _member…"), "room.register");
      else
        offer (self, _("_Try again"), "room.rejoin");
      break;
    case -1:
      offer (self, _("_Join"), "room.rejoin");
      break;
    default:
      offer (self, _("_Try again"), "room.rejoin");
      break;
    }
}

static void
update (UiRoomGate *self)
{
  gboolean is_shut = self->room != NULL && !chat_room_comes_back (self->room);
  const GError *error;
  g_autofree char *text = NULL;

  self->target = NULL;
  if (is_shut)
    {
      error = chat_room_get_error (self->room);
      text = ui_room_words_outside (self->room);
      gtk_label_set_text (GTK_LABEL (self->label), text);
      offer_help (self, error != NULL ? error->code : -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), is_shut);
}

static void
clicked_cb (UiRoomGate *self)
{
  if (self->room != NULL && self->action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->action, "(ss)",
                                chat_room_get_account_address (self->room),
                                self->target != NULL ? self->target
                                                     : chat_room_get_address (self->room));
}

static void
ui_room_gate_dispose (GObject *object)
{
  UiRoomGate *self = UI_ROOM_GATE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->room);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_room_gate_parent_class)->dispose (object);
}

static void
ui_room_gate_class_init (UiRoomGateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_room_gate_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "roomgate");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ui_room_gate_init (UiRoomGate *self)
{
  static const char *const watched[] = {
    "notify::state", "notify::error-text", "notify::autojoin",
  };
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_lines (GTK_LABEL (self->label), 8);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->button = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_widget_add_css_class (self->button, "pill");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);

  self->signals = g_signal_group_new (CHAT_TYPE_ROOM);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_object (self->signals, watched[i], G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ui_room_gate_set_room (UiRoomGate *self,
                       ChatRoom   *room)
{
  g_return_if_fail (UI_IS_ROOM_GATE (self));

  if (!g_set_object (&self->room, room))
    return;

  g_signal_group_set_target (self->signals, room);
  update (self);
}
