/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a file that a contact offers. */
#define G_LOG_DOMAIN "ui-offer-line"

#include "ui-offer-line.h"

#include <glib/gi18n.h>

#define SPACING 6

struct _UiOfferLine
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatMessage      *message;      /* (nullable) */
  GtkWidget        *accept;
};

G_DEFINE_FINAL_TYPE (UiOfferLine, ui_offer_line, GTK_TYPE_WIDGET)

static void
accept_cb (UiOfferLine *self)
{
  ChatFile *file = self->message != NULL ? chat_message_get_file (self->message) : NULL;

  if (file != NULL)
    chat_conversation_fetch_file (self->conversation, self->message, file, TRUE);
}

static void
decline_cb (UiOfferLine *self)
{
  if (self->message != NULL)
    chat_conversation_decline_file (self->conversation, self->message);
}

static void
ui_offer_line_dispose (GObject *object)
{
  UiOfferLine *self = UI_OFFER_LINE (object);
  GtkWidget *child;

  g_clear_object (&self->conversation);
  g_clear_object (&self->message);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_offer_line_parent_class)->dispose (object);
}

static void
ui_offer_line_class_init (UiOfferLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_offer_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_button (UiOfferLine *self,
            const char  *label,
            GCallback    callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
ui_offer_line_init (UiOfferLine *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
  self->accept = add_button (self, _("_Accept"), G_CALLBACK (accept_cb));
  gtk_widget_add_css_class (self->accept, "suggested-action");
  add_button (self, _("_Decline"), G_CALLBACK (decline_cb));
}

GtkWidget *
ui_offer_line_new (void)
{
  return g_object_new (UI_TYPE_OFFER_LINE, NULL);
}

void
ui_offer_line_set_message (UiOfferLine      *self,
                           ChatConversation *conversation,
                           ChatMessage      *message)
{
  ChatFile *file = message != NULL ? chat_message_get_file (message) : NULL;
  const char *name = file != NULL ? chat_file_get_name (file) : NULL;

  g_return_if_fail (UI_IS_OFFER_LINE (self));

  g_set_object (&self->conversation, conversation);
  g_set_object (&self->message, message);
  if (message == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->accept),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  name != NULL ? name : _("File"), -1);
  gtk_widget_set_tooltip_text (self->accept,
                               conversation != NULL
                               && chat_conversation_get_shows_address (conversation)
                                 ? _("Whoever sends it may see your network address") : NULL);
}
