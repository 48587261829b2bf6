/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The title of a conversation: status text, typing, or when they were last there. */
#define G_LOG_DOMAIN "ui-conversation-title"

#include "ui-conversation-title.h"

#include "base-text.h"
#include "ui-avatar.h"
#include "ui-presence-dot.h"

#include <glib/gi18n.h>

struct _UiConversationTitle
{
  GtkWidget         parent_instance;

  UiClock          *clock;
  ChatConversation *conversation; /* (nullable) */
  GSignalGroup     *conversation_signals;
  GSignalGroup     *contact_signals;

  GtkWidget        *avatar;
  GtkWidget        *name;
  GtkWidget        *subtitle;
};

G_DEFINE_FINAL_TYPE (UiConversationTitle, ui_conversation_title, GTK_TYPE_WIDGET)

static char *
describe (UiConversationTitle *self)
{
  ChatContact *contact = chat_conversation_get_contact (self->conversation);
  ChatPresence presence = chat_contact_get_presence (contact);
  const char *status = chat_contact_get_status (contact);
  gint64 seen = chat_contact_get_last_interaction (contact);
  const char *word = ui_presence_to_text (presence);
  g_autofree char *text = NULL, *ago = NULL;

  if (chat_conversation_get_typing (self->conversation) == CHAT_TYPING_COMPOSING)
    return g_strdup (_("typing…"));
  if (status != NULL && status[0] != '\0')
    {
      text = base_text_clean (status, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
      /* Translators: the first is a presence ("Away"), the second a status text */
      return g_strdup_printf (_("%1$s · %2$s"), word, text);
    }
  if (presence != CHAT_PRESENCE_AVAILABLE && presence != CHAT_PRESENCE_CHATTY && seen > 0)
    {
      ago = ui_clock_format_ago (self->clock, seen * G_USEC_PER_SEC);
      /* Translators: %s is a time: "5 minutes ago", "yesterday at 18:40" */
      return g_strdup_printf (_("Last seen %s"), ago);
    }
  return g_strdup (word);
}

static void
update (UiConversationTitle *self)
{
  g_autofree char *subtitle = NULL;
  const char *title;

  if (self->conversation == NULL)
    return;

  title = chat_conversation_get_title (self->conversation);
  subtitle = describe (self);
  gtk_label_set_text (GTK_LABEL (self->name), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               chat_conversation_get_address (self->conversation));
  if (chat_conversation_get_typing (self->conversation) == CHAT_TYPING_COMPOSING)
    gtk_widget_add_css_class (self->subtitle, "accent");
  else
    gtk_widget_remove_css_class (self->subtitle, "accent");
}

void
ui_conversation_title_set_conversation (UiConversationTitle *self,
                                        ChatConversation    *conversation)
{
  ChatContact *contact = NULL;

  g_return_if_fail (UI_IS_CONVERSATION_TITLE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  if (conversation != NULL)
    contact = chat_conversation_get_contact (conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->contact_signals, contact);
  ui_avatar_set_contact (UI_AVATAR (self->avatar), contact);
  update (self);
}

static void
ui_conversation_title_dispose (GObject *object)
{
  UiConversationTitle *self = UI_CONVERSATION_TITLE (object);
  GtkWidget *child;

  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->clock);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_conversation_title_parent_class)->dispose (object);
}

static void
ui_conversation_title_class_init (UiConversationTitleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_conversation_title_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "conversation-title");
}

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
ui_conversation_title_init (UiConversationTitle *self)
{
  static const char *const of_contact[] = {
    "notify::presence", "notify::status", "notify::last-interaction",
  };
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_layout_set_spacing (
    GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->avatar = ui_avatar_new (32);
  ui_avatar_set_show_presence (UI_AVATAR (self->avatar), TRUE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
  self->name = make_label ("title");
  self->subtitle = make_label ("subtitle");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), self->name);
  gtk_box_append (GTK_BOX (lines), self->subtitle);
  gtk_widget_set_parent (lines, GTK_WIDGET (self));

  self->conversation_signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::title",
                                  G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::typing",
                                  G_CALLBACK (update), self);
  self->contact_signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (of_contact); i++)
    g_signal_group_connect_swapped (self->contact_signals, of_contact[i], G_CALLBACK (update),
                                    self);
}

GtkWidget *
ui_conversation_title_new (UiClock *clock)
{
  UiConversationTitle *self = g_object_new (UI_TYPE_CONVERSATION_TITLE, NULL);

  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
