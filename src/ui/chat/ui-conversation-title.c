/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The title of a conversation: status text, typing, or when they were last there (XEP-0319). */
#define G_LOG_DOMAIN "ui-conversation-title"

#include "ui-conversation-title.h"

#include "base-text.h"
#include "ui-avatar.h"
#include "ui-clock.h"
#include "ui-presence-dot.h"
#include "ui-room-words.h"

#include <glib/gi18n.h>

/* A header bar has its title in the middle unless that wants all the room between its buttons: this
 * one stands where reading begins, above the messages. */
#define WHOLE_BAR 8192
#define AGO_S 60 /* how often "5 minutes ago" is told anew, while it is told */

struct _UiConversationTitle
{
  GtkWidget         parent_instance;

  UiClock          *clock;
  ChatConversation *conversation; /* (nullable) */
  GSignalGroup     *conversation_signals;
  GSignalGroup     *contact_signals;
  GSignalGroup     *room_signals;
  guint             ago_source;

  GtkWidget        *button;
  GtkWidget        *avatar;
  GtkWidget        *name;
  GtkWidget        *subtitle;
};

G_DEFINE_FINAL_TYPE (UiConversationTitle, ui_conversation_title, GTK_TYPE_WIDGET)

enum {
  SIGNAL_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean ago_cb (gpointer user_data);

/* How many are there, and what is spoken of. */
static char *
describe_room (ChatRoom *room)
{
  const char *subject = chat_room_get_subject (room);
  guint n = chat_room_get_n_occupants (room);
  g_autofree char *people = NULL;
  g_autofree char *clean = NULL;

  switch (chat_room_get_state (room))
    {
    case CHAT_ROOM_JOINING:
      return g_strdup (_("Joining…"));
    case CHAT_ROOM_REJOINING:
      return g_strdup (_("Coming back…"));
    case CHAT_ROOM_LEFT:
    case CHAT_ROOM_FAILED:
      return g_strdup (_("Not in this room"));
    case CHAT_ROOM_JOINED:
    default:
      break;
    }

  people = g_strdup_printf (ngettext ("%u person", "%u people", n), n);
  if (subject == NULL || subject[0] == '\0')
    return g_steal_pointer (&people);

  clean = base_text_clean (subject, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  /* Translators: of a room: the first is "5 people", the second what is spoken of */
  return g_strdup_printf (_("%1$s · %2$s"), people, clean);
}

/* @ages: set when the text is another one in a while */
static char *
describe (UiConversationTitle *self,
          gboolean            *ages)
{
  ChatContact *contact = chat_conversation_get_contact (self->conversation);
  ChatPresence presence = chat_peer_get_presence (chat_conversation_get_peer (self->conversation));
  const char *status = contact != NULL ? chat_contact_get_status (contact) : NULL;
  gint64 seen = contact != NULL ? chat_contact_get_last_interaction (contact) : 0;
  const char *word = ui_presence_to_text (presence);
  g_autofree char *text = NULL;
  g_autofree char *ago = NULL;

  if (chat_conversation_get_typing (self->conversation) == CHAT_TYPING_COMPOSING)
    return ui_room_words_typing (self->conversation);
  if (chat_conversation_get_kind (self->conversation) == CHAT_CONVERSATION_ROOM)
    return describe_room (chat_conversation_get_room (self->conversation));
  if (chat_conversation_get_kind (self->conversation) == CHAT_CONVERSATION_PRIVATE)
    /* Translators: %s is the name of a room, where one speaks to somebody in private */
    return g_strdup_printf (_("In private, from %s"),
                            chat_room_get_name (chat_conversation_get_room (self->conversation)));

  if (status != NULL && status[0] != '\0')
    {
      text = base_text_clean (status, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
      /* Translators: the first is a presence ("Away"), the second a status text */
      return g_strdup_printf (_("%1$s · %2$s"), word, text);
    }

  if (presence != CHAT_PRESENCE_AVAILABLE && presence != CHAT_PRESENCE_CHATTY && seen > 0)
    {
      *ages = TRUE;
      ago = ui_clock_format_ago (self->clock, seen * G_USEC_PER_SEC);
      /* Translators: %s is a time: "5 minutes ago", "yesterday at 18:40" */
      return g_strdup_printf (_("Last seen %s"), ago);
    }

  if (!ui_presence_is_known (CHAT_PEER (contact)))
    return g_strdup (chat_conversation_get_address (self->conversation));
  return g_strdup (word);
}

/* What does not fit into one line is there as well. */
static void
set_tooltip (UiConversationTitle *self)
{
  const char *address = chat_conversation_get_address (self->conversation);
  ChatRoom *room = chat_conversation_get_room (self->conversation);
  const char *subject = room != NULL ? chat_room_get_subject (room) : NULL;
  g_autofree char *clean = NULL;
  g_autofree char *text = NULL;

  if (subject != NULL && subject[0] != '\0')
    {
      clean = base_text_clean (subject, BASE_TEXT_NO_BIDI);
      text = g_strdup_printf ("%s\n%s", address, clean);
    }
  gtk_widget_set_tooltip_text (self->button, text != NULL ? text : address);
}

static void
update (UiConversationTitle *self)
{
  gboolean ages = FALSE;
  g_autofree char *subtitle = NULL;
  g_autofree char *label = NULL;
  const char *title;

  if (self->conversation == NULL)
    return;

  title = chat_conversation_get_title (self->conversation);
  subtitle = describe (self, &ages);
  label = g_strdup_printf ("%s, %s", title, subtitle);
  gtk_label_set_text (GTK_LABEL (self->name), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);
  set_tooltip (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);

  if (chat_conversation_get_typing (self->conversation) == CHAT_TYPING_COMPOSING)
    gtk_widget_add_css_class (self->subtitle, "accent");
  else
    gtk_widget_remove_css_class (self->subtitle, "accent");

  ages = ages && gtk_widget_get_mapped (GTK_WIDGET (self));
  if (ages && self->ago_source == 0)
    self->ago_source = g_timeout_add_seconds (AGO_S, ago_cb, self);
  else if (!ages)
    g_clear_handle_id (&self->ago_source, g_source_remove);
}

static gboolean
ago_cb (gpointer user_data)
{
  UiConversationTitle *self = user_data;

  self->ago_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
clicked_cb (UiConversationTitle *self)
{
  g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

static void
ui_conversation_title_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_conversation_title_parent_class)->map (widget);
  update (UI_CONVERSATION_TITLE (widget));
}

static void
ui_conversation_title_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_conversation_title_parent_class)->unmap (widget);
  g_clear_handle_id (&UI_CONVERSATION_TITLE (widget)->ago_source, g_source_remove);
}

static void
ui_conversation_title_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  gtk_widget_measure (UI_CONVERSATION_TITLE (widget)->button, orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*natural, WHOLE_BAR);
}

static void
ui_conversation_title_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  gtk_widget_allocate (UI_CONVERSATION_TITLE (widget)->button, width, height, baseline, NULL);
}

static void
ui_conversation_title_dispose (GObject *object)
{
  UiConversationTitle *self = UI_CONVERSATION_TITLE (object);

  g_clear_handle_id (&self->ago_source, g_source_remove);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->room_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_conversation_title_parent_class)->dispose (object);
}

static void
ui_conversation_title_class_init (UiConversationTitleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_conversation_title_dispose;
  widget_class->map = ui_conversation_title_map;
  widget_class->unmap = ui_conversation_title_unmap;
  widget_class->measure = ui_conversation_title_measure;
  widget_class->size_allocate = ui_conversation_title_size_allocate;

  signals[SIGNAL_CLICKED] = g_signal_new ("clicked", UI_TYPE_CONVERSATION_TITLE,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "conversationtitle");
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
make_children (UiConversationTitle *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->avatar = ui_avatar_new (32);
  ui_avatar_set_show_presence (UI_AVATAR (self->avatar), TRUE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_CENTER);
  self->name = make_label ("title");
  self->subtitle = make_label ("subtitle");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), self->name);
  gtk_box_append (GTK_BOX (lines), self->subtitle);
  gtk_box_append (GTK_BOX (box), self->avatar);
  gtk_box_append (GTK_BOX (box), lines);

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->button, "flat");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static void
ui_conversation_title_init (UiConversationTitle *self)
{
  static const char *const of_conversation[] = {
    "notify::title", "notify::typing",
  };
  static const char *const of_contact[] = {
    "notify::presence", "notify::status", "notify::last-interaction", "notify::subscription",
  };

  static const char *const of_room[] = {
    "notify::state", "notify::subject", "notify::n-occupants",
  };

  make_children (self);
  self->clock = ui_clock_new ();
  g_signal_connect_object (self->clock, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  self->conversation_signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  for (guint i = 0; i < G_N_ELEMENTS (of_conversation); i++)
    g_signal_group_connect_object (self->conversation_signals, of_conversation[i],
                                   G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->contact_signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (of_contact); i++)
    g_signal_group_connect_object (self->contact_signals, of_contact[i], G_CALLBACK (update),
                                   self, G_CONNECT_SWAPPED);
  self->room_signals = g_signal_group_new (CHAT_TYPE_ROOM);
  for (guint i = 0; i < G_N_ELEMENTS (of_room); i++)
    g_signal_group_connect_object (self->room_signals, of_room[i], G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
}

GtkWidget *
ui_conversation_title_new (void)
{
  return g_object_new (UI_TYPE_CONVERSATION_TITLE, NULL);
}

void
ui_conversation_title_set_conversation (UiConversationTitle *self,
                                        ChatConversation    *conversation)
{
  ChatContact *contact = NULL;
  ChatPeer *peer = NULL;
  ChatRoom *room = NULL;

  g_return_if_fail (UI_IS_CONVERSATION_TITLE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  if (conversation != NULL)
    {
      contact = chat_conversation_get_contact (conversation);
      peer = chat_conversation_get_peer (conversation);
      room = chat_conversation_get_room (conversation);
    }
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->contact_signals, contact);
  g_signal_group_set_target (self->room_signals, room);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), peer);
  update (self);
}
