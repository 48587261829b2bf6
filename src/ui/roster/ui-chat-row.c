/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One conversation in the side bar. */
#define G_LOG_DOMAIN "ui-chat-row"

#include "ui-chat-row.h"

#include "ui-avatar.h"
#include "ui-color-mark.h"
#include "ui-presence-dot.h"
#include "ui-room-words.h"
#include "ui-state-icon.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiChatRow
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  UiClock          *clock;        /* (nullable) */
  GSignalGroup     *conversation_signals;
  GSignalGroup     *peer_signals;
  guint             idle;
  gboolean          chosen;

  GtkWidget        *avatar;
  GtkWidget        *mark;
  GtkWidget        *title;
  GtkWidget        *muted;
  GtkWidget        *pinned;
  GtkWidget        *time;
  GtkWidget        *preview;
  GtkWidget        *state;
  GtkWidget        *badge;
};

G_DEFINE_FINAL_TYPE (UiChatRow, ui_chat_row, GTK_TYPE_WIDGET)

enum {
  PROP_CONVERSATION = 1,
  PROP_CLOCK,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
is_typing (UiChatRow *self)
{
  return chat_conversation_get_typing (self->conversation) == CHAT_TYPING_COMPOSING;
}

/* What is being written stands in the composer of the open conversation already. */
static const char *
get_draft (UiChatRow *self)
{
  const char *draft = chat_conversation_get_draft (self->conversation);

  return !self->chosen && draft != NULL && *draft != '\0' ? draft : NULL;
}

static char *
first_line (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));

  return g_strdup (g_strstrip (line));
}

static char *
dup_preview (UiChatRow *self)
{
  const char *preview = chat_conversation_get_preview (self->conversation);
  const char *name = chat_conversation_get_preview_name (self->conversation);
  const char *draft = get_draft (self);

  if (is_typing (self))
    return ui_room_words_typing (self->conversation);

  if (draft != NULL)
    {
      g_autofree char *line = first_line (draft);

      /* Translators: a message that is not sent yet, in the list of chats. */
      return g_strdup_printf (_("Draft: %s"), line);
    }

  /* What was removed says nothing any more. */
  if (preview == NULL
      && chat_conversation_get_preview_kind (self->conversation) != CHAT_MESSAGE_RETRACTED)
    return g_strdup ("");

  switch (chat_conversation_get_preview_kind (self->conversation))
    {
    case CHAT_MESSAGE_UNREADABLE:
      return g_strdup (_("Encrypted message"));
    case CHAT_MESSAGE_ACTION:
      if (chat_conversation_get_preview_outgoing (self->conversation))
        /* Translators: what the person did with "/me", in the list of chats. */
        return g_strdup_printf (_("* You %s"), preview);
      return g_strdup_printf ("* %s %s", name != NULL ? name
                              : chat_conversation_get_title (self->conversation), preview);
    case CHAT_MESSAGE_RETRACTED:
      /* Translators: in the list of chats, of the last message. */
      return g_strdup (_("Message removed"));
    case CHAT_MESSAGE_NOTICE:
      return g_strdup (preview);
    case CHAT_MESSAGE_TEXT:
    case CHAT_MESSAGE_LINK:
    case CHAT_MESSAGE_FILE:
    default:
      if (chat_conversation_get_preview_outgoing (self->conversation))
        /* Translators: the person's own last message, in the list of chats. */
        return g_strdup_printf (_("You: %s"), preview);
      if (name != NULL)
        /* Translators: in a room: who said it, and what */
        return g_strdup_printf (_("%1$s: %2$s"), name, preview);
      return g_strdup (preview);
    }
}

static void
toggle_class (GtkWidget  *widget,
              const char *name,
              gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* How far the last message has got, where it is an own one. */
static gboolean
shows_state (UiChatRow *self)
{
  return !is_typing (self) && get_draft (self) == NULL
         && chat_conversation_get_preview (self->conversation) != NULL
         && chat_conversation_get_preview_outgoing (self->conversation);
}

static void
update_preview (UiChatRow *self)
{
  g_autofree char *preview = dup_preview (self);

  gtk_label_set_text (GTK_LABEL (self->preview), preview);
  gtk_widget_set_visible (self->preview, *preview != '\0'); /* the name stands in the middle then */
  toggle_class (self->preview, "accent", is_typing (self));
  toggle_class (self->preview, "dim-label", !is_typing (self) && get_draft (self) == NULL);
  gtk_widget_set_visible (self->state, shows_state (self));
  ui_state_icon_set_state (UI_STATE_ICON (self->state),
                           chat_conversation_get_preview_state (self->conversation));
}

static void
update (UiChatRow *self)
{
  guint unread = chat_conversation_get_unread (self->conversation);
  gboolean muted = chat_conversation_get_muted (self->conversation);
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *count = NULL;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->clock != NULL)
    time = ui_clock_format_short (self->clock,
                                  chat_conversation_get_last_time (self->conversation));
  if (chat_conversation_get_mentions (self->conversation) > 0)
    count = g_strdup ("@");
  else
    count = unread > 999 ? g_strdup ("999+") : g_strdup_printf ("%u", unread);

  gtk_label_set_text (GTK_LABEL (self->title), chat_conversation_get_title (self->conversation));
  gtk_label_set_text (GTK_LABEL (self->time), time != NULL ? time : "");
  gtk_label_set_text (GTK_LABEL (self->badge), count);
  gtk_widget_set_visible (self->badge, unread > 0);
  gtk_widget_set_visible (self->muted, muted);
  gtk_widget_set_visible (self->pinned, chat_conversation_get_pinned (self->conversation));
  toggle_class (GTK_WIDGET (self), "unread", unread > 0);
  toggle_class (GTK_WIDGET (self), "muted", muted);
  toggle_class (GTK_WIDGET (self), "mentioned",
                chat_conversation_get_mentions (self->conversation) > 0);
  update_preview (self);

  sentence = ui_chat_row_dup_sentence (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  /* The list's own widget around the row is what has the focus and is read out. */
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static gboolean
update_idle (gpointer user_data)
{
  UiChatRow *self = user_data;

  self->idle = 0;
  if (self->conversation != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

/* A message changes half a dozen properties at once. */
static void
queue_update (UiChatRow *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
ui_chat_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  UiChatRow *self = UI_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_chat_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  UiChatRow *self = UI_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      ui_chat_row_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      if (self->clock != NULL)
        g_signal_connect_object (self->clock, "changed", G_CALLBACK (queue_update), self,
                                 G_CONNECT_SWAPPED);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_chat_row_dispose (GObject *object)
{
  UiChatRow *self = UI_CHAT_ROW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->peer_signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CHAT_ROW);
  g_clear_object (&self->conversation);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (ui_chat_row_parent_class)->dispose (object);
}

static void
ui_chat_row_class_init (UiChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_chat_row_get_property;
  object_class->set_property = ui_chat_row_set_property;
  object_class->dispose = ui_chat_row_dispose;

  props[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, CHAT_TYPE_CONVERSATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_CLOCK] =
    g_param_spec_object ("clock", NULL, NULL, UI_TYPE_CLOCK,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_COLOR_MARK);
  g_type_ensure (UI_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, mark);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, title);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, muted);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, pinned);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, time);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, preview);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, state);
  gtk_widget_class_bind_template_child (widget_class, UiChatRow, badge);
  gtk_widget_class_set_css_name (widget_class, "chatrow");
}

static void
ui_chat_row_init (UiChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->conversation_signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify",
                                  G_CALLBACK (queue_update), self);
  self->peer_signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_swapped (self->peer_signals, "notify::presence",
                                  G_CALLBACK (queue_update), self);
  g_signal_group_connect_swapped (self->peer_signals, "notify::subscription",
                                  G_CALLBACK (queue_update), self);
}

GtkWidget *
ui_chat_row_new (UiClock *clock)
{
  return g_object_new (UI_TYPE_CHAT_ROW, "clock", clock, NULL);
}

ChatConversation *
ui_chat_row_get_conversation (UiChatRow *self)
{
  g_return_val_if_fail (UI_IS_CHAT_ROW (self), NULL);

  return self->conversation;
}

void
ui_chat_row_set_conversation (UiChatRow        *self,
                              ChatConversation *conversation)
{
  ChatPeer *peer = NULL;

  g_return_if_fail (UI_IS_CHAT_ROW (self));
  g_return_if_fail (conversation == NULL || CHAT_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  if (conversation != NULL)
    peer = chat_conversation_get_peer (conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->peer_signals, peer);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), peer);
  if (conversation != NULL)
    update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}

void
ui_chat_row_set_account_color (UiChatRow  *self,
                               const char *color)
{
  g_return_if_fail (UI_IS_CHAT_ROW (self));

  ui_color_mark_set_color (UI_COLOR_MARK (self->mark), color);
  gtk_widget_set_visible (self->mark, color != NULL);
}

void
ui_chat_row_set_chosen (UiChatRow *self,
                        gboolean   chosen)
{
  g_return_if_fail (UI_IS_CHAT_ROW (self));

  if (self->chosen == chosen)
    return;

  self->chosen = chosen;
  if (self->conversation != NULL)
    update (self);
}

char *
ui_chat_row_dup_sentence (UiChatRow *self)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  ChatPeer *peer = NULL;
  guint unread;

  g_return_val_if_fail (UI_IS_CHAT_ROW (self), NULL);
  g_return_val_if_fail (self->conversation != NULL, NULL);

  peer = chat_conversation_get_peer (self->conversation);
  unread = chat_conversation_get_unread (self->conversation);
  g_strv_builder_add (parts, chat_conversation_get_title (self->conversation));
  if (chat_conversation_get_kind (self->conversation) == CHAT_CONVERSATION_ROOM)
    g_strv_builder_add (parts, _("room"));
  if (ui_presence_is_known (peer))
    g_strv_builder_add (parts, ui_presence_to_text (chat_peer_get_presence (peer)));
  if (unread > 0)
    {
      g_autofree char *count = NULL;

      count = g_strdup_printf (ngettext ("%u unread", "%u unread", unread), unread);
      g_strv_builder_add (parts, count);
    }
  if (chat_conversation_get_mentions (self->conversation) > 0)
    g_strv_builder_add (parts, _("you are mentioned"));
  if (chat_conversation_get_pinned (self->conversation))
    g_strv_builder_add (parts, _("pinned"));
  if (chat_conversation_get_muted (self->conversation))
    g_strv_builder_add (parts, _("muted"));
  if (*gtk_label_get_text (GTK_LABEL (self->preview)) != '\0')
    g_strv_builder_add (parts, gtk_label_get_text (GTK_LABEL (self->preview)));
  if (shows_state (self))
    g_strv_builder_add (parts, ui_state_to_text (
      chat_conversation_get_preview_state (self->conversation)));
  if (*gtk_label_get_text (GTK_LABEL (self->time)) != '\0')
    g_strv_builder_add (parts, gtk_label_get_text (GTK_LABEL (self->time)));

  list = g_strv_builder_end (parts);
  return g_strjoinv (", ", list);
}
