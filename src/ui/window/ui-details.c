/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details pane: of a contact or of a room. */
#define G_LOG_DOMAIN "ui-details"

#include "ui-details.h"

#include "ui-contact-details.h"
#include "ui-room-details.h"

struct _UiDetails
{
  GtkWidget  parent_instance;

  GtkWidget *stack;
  GtkWidget *contact; /* borrowed: in the stack */
  GtkWidget *room;    /* likewise */
};

G_DEFINE_FINAL_TYPE (UiDetails, ui_details, GTK_TYPE_WIDGET)

enum {
  CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
close_cb (UiDetails *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
ui_details_dispose (GObject *object)
{
  g_clear_pointer (&UI_DETAILS (object)->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_details_parent_class)->dispose (object);
}

static void
ui_details_class_init (UiDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_details_dispose;

  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ui_details_init (UiDetails *self)
{
  GtkWidget *children[2];

  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  children[0] = self->contact = g_object_new (UI_TYPE_CONTACT_DETAILS, NULL);
  children[1] = self->room = ui_room_details_new ();
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      gtk_stack_add_child (GTK_STACK (self->stack), children[i]);
      g_signal_connect_object (children[i], "close", G_CALLBACK (close_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

GtkWidget *
ui_details_new (ChatClient *client,
                UiClock    *clock)
{
  UiDetails *self = g_object_new (UI_TYPE_DETAILS, NULL);

  ui_contact_details_set_client (UI_CONTACT_DETAILS (self->contact), client, clock);
  return GTK_WIDGET (self);
}

void
ui_details_set_conversation (UiDetails        *self,
                             ChatConversation *conversation)
{
  ChatContact *contact = NULL;
  ChatRoom *room = NULL;

  g_return_if_fail (UI_IS_DETAILS (self));

  if (conversation != NULL)
    {
      contact = chat_conversation_get_contact (conversation);
      room = chat_conversation_get_room (conversation);
    }
  ui_contact_details_set_contact (UI_CONTACT_DETAILS (self->contact), contact);
  ui_room_details_set_conversation (UI_ROOM_DETAILS (self->room),
                                    room != NULL ? conversation : NULL);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), room != NULL ? self->room : self->contact);
}

void
ui_details_set_alone (UiDetails *self,
                      gboolean   alone)
{
  g_return_if_fail (UI_IS_DETAILS (self));

  ui_contact_details_set_alone (UI_CONTACT_DETAILS (self->contact), alone);
  ui_room_details_set_alone (UI_ROOM_DETAILS (self->room), alone);
}
