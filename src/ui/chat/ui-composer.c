/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The composer: several lines, a draft that stays, emoji, Enter as the person likes it. */
#define G_LOG_DOMAIN "ui-composer"

#include "ui-composer.h"

#include "ui-composer-words.h"
#include "ui-mention-list.h"
#include "ui-message-text.h"
#include "ui-template.h"

#include "chat-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_BYTES (64 * 1024)
#define MAX_LINES 8
#define MARGIN 8 /* above and below the text, as in the .ui file */
#define DRAFT_MS 500

struct _UiComposer
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatAccount      *account;      /* (nullable) */
  ChatMessage      *editing;      /* (nullable): it is changed, XEP-0308 */
  GSignalGroup     *signals[4];   /* of conversation, contact, account, room */
  guint             draft_timer;
  gboolean          enter_sends;
  gboolean          passing; /* the focus goes through */
  gboolean          filling; /* the text is being set, not typed */
  gboolean          empty;   /* there is nothing that could be sent, nor is anything changed */

  GtkWidget        *scroller;
  GtkWidget        *text;
  GtkWidget        *mentions;
  GtkWidget        *placeholder;
  GtkWidget        *emoji;
  GtkWidget        *send;
};

G_DEFINE_FINAL_TYPE (UiComposer, ui_composer, GTK_TYPE_WIDGET)

enum {
  PROP_ENTER_SENDS = 1,
  PROP_EDITING,
  PROP_EMPTY,
  N_PROPS,
};

enum {
  SIGNAL_ERROR,
  SIGNAL_SENT,
  SIGNAL_SCROLL_PAGES,
  N_SIGNALS,
};

enum {
  OF_CONVERSATION,
  OF_CONTACT,
  OF_ACCOUNT,
  OF_ROOM,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (UiComposer *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
}

static char *
dup_text (UiComposer *self)
{
  return ui_message_text_dup (UI_MESSAGE_TEXT (self->text));
}

static gboolean
is_empty (UiComposer *self)
{
  return ui_message_text_is_empty (UI_MESSAGE_TEXT (self->text));
}

static gboolean
is_preediting (UiComposer *self)
{
  return ui_message_text_get_preediting (UI_MESSAGE_TEXT (self->text));
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static void
save_draft (UiComposer *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->draft_timer, g_source_remove);
  /* What changes a message is no draft: that waits. */
  if (self->conversation == NULL || self->editing != NULL)
    return;

  text = dup_text (self);
  chat_conversation_set_draft (self->conversation, is_blank (text) ? NULL : text);
}

static gboolean
draft_timer_cb (gpointer user_data)
{
  UiComposer *self = user_data;

  self->draft_timer = 0;
  save_draft (self);
  return G_SOURCE_REMOVE;
}

/* What can be done now, and what the empty field says. */
static void
update_state (UiComposer *self)
{
  gboolean may_write;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->placeholder, is_empty (self) && !is_preediting (self));
  if (self->conversation == NULL)
    return;

  may_write = ui_composer_words_may_write (self->conversation);
  /* In this order: without the focus GTK would leave the cursor where it is. */
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self->text), may_write);
  gtk_widget_set_sensitive (GTK_WIDGET (self), may_write);

  text = ui_composer_words_field (self->conversation, self->account);
  gtk_label_set_text (GTK_LABEL (self->placeholder), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text),
                                  GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER, text, -1);
}

/* Where there is nothing to send, something else has the button's place. */
static void
update_empty (UiComposer *self,
              gboolean    blank)
{
  gboolean empty = blank && self->editing == NULL;

  if (self->empty == empty)
    return;

  self->empty = empty;
  gtk_widget_set_visible (self->send, !empty);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EMPTY]);
}

static void
changed_cb (UiComposer *self)
{
  g_autofree char *text = dup_text (self);
  gboolean blank = is_blank (text);

  update_empty (self, blank);
  gtk_widget_set_sensitive (self->send, self->conversation != NULL && !blank);
  update_state (self);
  if (self->filling || self->conversation == NULL)
    return;

  ui_mention_list_update (UI_MENTION_LIST (self->mentions));
  chat_conversation_set_composing (self->conversation, !blank);
  /* Not put off by the next key: who types on and on would have no draft when the lights go out. */
  if (self->draft_timer == 0 && self->editing == NULL)
    self->draft_timer = g_timeout_add (DRAFT_MS, draft_timer_cb, self);
}

static void
set_text (UiComposer *self,
          const char *text)
{
  self->filling = TRUE;
  ui_mention_list_close (UI_MENTION_LIST (self->mentions));
  gtk_text_buffer_set_text (get_buffer (self), text != NULL ? text : "", -1);
  self->filling = FALSE;
}

static void
set_editing (UiComposer  *self,
             ChatMessage *message) /* (nullable) */
{
  const char *verb = message != NULL ? _("Send the edit") : _("Send");
  g_autofree char *text = NULL;

  if (!g_set_object (&self->editing, message))
    return;

  text = dup_text (self);
  update_empty (self, is_blank (text));
  gtk_button_set_icon_name (GTK_BUTTON (self->send), message != NULL ? "object-select-symbolic"
                                                                     : "charla-send-symbolic");
  gtk_widget_set_tooltip_text (self->send, verb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, verb,
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITING]);
}

static void
show_edit (UiComposer  *self,
           ChatMessage *message,
           const char  *text)
{
  save_draft (self);
  set_editing (self, message);
  set_text (self, text);
  gtk_widget_grab_focus (self->text);
}

void
ui_composer_edit (UiComposer  *self,
                  ChatMessage *message)
{
  g_autofree char *text = NULL;

  g_return_if_fail (UI_IS_COMPOSER (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->conversation == NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self)))
    return;

  text = chat_message_dup_draft (message);
  show_edit (self, message, text);
}

void
ui_composer_stop_editing (UiComposer *self)
{
  const char *waiting;

  g_return_if_fail (UI_IS_COMPOSER (self));

  if (self->editing == NULL)
    return;

  waiting = chat_conversation_get_draft (self->conversation);
  set_editing (self, NULL);
  set_text (self, waiting);
  chat_conversation_set_composing (self->conversation, waiting != NULL);
}

/* A message on its way into the archive. */
typedef struct {
  UiComposer  *composer;
  ChatMessage *editing; /* (nullable): what it changes */
  char        *text;
} Sending;

static Sending *
sending_new (UiComposer *self,
             const char *text)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->composer = g_object_ref (self);
  g_set_object (&sending->editing, self->editing);
  sending->text = g_strdup (text);
  return sending;
}

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->composer);
  g_clear_object (&sending->editing);
  g_free (sending->text);
  g_free (sending);
}

/* Nothing that was written gets lost: back to where it came from, before what was written since.
 * While a message is changed that waits, and what changes it is something else. */
static void
put_back (UiComposer       *self,
          ChatConversation *conversation,
          const char       *text)
{
  gboolean shown = conversation == self->conversation && self->editing == NULL;
  g_autofree char *since = shown ? dup_text (self)
                                 : g_strdup (chat_conversation_get_draft (conversation));
  g_autofree char *both = since != NULL && since[0] != '\0' ? g_strconcat (text, "\n", since, NULL)
                                                            : g_strdup (text);

  if (shown)
    set_text (self, both);
  chat_conversation_set_draft (conversation, both);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Sending *sending = user_data;
  UiComposer *self = sending->composer;
  ChatConversation *conversation = CHAT_CONVERSATION (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = chat_conversation_send_finish (conversation, result, &error);

  if (message != NULL)
    g_signal_emit (self, signals[SIGNAL_SENT], 0, message);
  else
    {
      g_autofree char *reason = chat_error_to_text (error);

      put_back (self, conversation, sending->text);
      g_signal_emit (self, signals[SIGNAL_ERROR], 0, reason);
    }

  sending_free (sending);
}

/* Where it could not be stored one goes on with it, if nothing else is under way. */
static void
put_back_edit (UiComposer       *self,
               ChatConversation *conversation,
               const Sending    *sending)
{
  gboolean shown = conversation == self->conversation;

  if (shown && self->editing == NULL)
    show_edit (self, sending->editing, sending->text);
  else if (!shown && chat_conversation_get_edit (conversation, NULL) == NULL)
    chat_conversation_set_edit (conversation, sending->editing, sending->text);
  else
    put_back (self, conversation, sending->text);
}

static void
edited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Sending *sending = user_data;
  UiComposer *self = sending->composer;
  ChatConversation *conversation = CHAT_CONVERSATION (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;

  message = chat_conversation_correct_finish (conversation, result, NULL, &error);
  if (message == NULL)
    {
      g_autofree char *reason = chat_error_to_text (error);

      put_back_edit (self, conversation, sending);
      g_signal_emit (self, signals[SIGNAL_ERROR], 0, reason);
    }

  sending_free (sending);
}

static void
send_edit (UiComposer *self,
           const char *text)
{
  g_autofree char *before = chat_message_dup_draft (self->editing);
  Sending *sending = sending_new (self, text);

  /* What says the same as before is sent to nobody, unless it could not be sent before. */
  if (g_str_equal (text, g_strchomp (before)) && chat_message_get_unsent (self->editing) == NULL)
    sending_free (sending);
  else
    chat_conversation_correct_async (self->conversation, sending->editing, text, NULL, edited_cb,
                                     sending);
  ui_composer_stop_editing (self);
}

void
ui_composer_send (UiComposer *self)
{
  g_autofree char *text = NULL;
  Sending *sending;

  g_return_if_fail (UI_IS_COMPOSER (self));

  text = dup_text (self);
  if (self->conversation == NULL || is_blank (text))
    return;
  if (strlen (text) > MAX_BYTES)
    {
      g_signal_emit (self, signals[SIGNAL_ERROR], 0,
                     _("This is too long for one message. Send it in parts."));
      return;
    }

  g_strchomp (text);
  if (self->editing != NULL)
    {
      send_edit (self, text);
      return;
    }

  sending = sending_new (self, text);
  set_text (self, NULL);
  /* Stored in this order: whatever happens in between, it is there once at least. */
  chat_conversation_send_async (self->conversation, sending->text, NULL, sent_cb, sending);
  save_draft (self);
}

void
ui_composer_insert (UiComposer *self,
                    const char *text)
{
  g_return_if_fail (UI_IS_COMPOSER (self));

  if (strlen (text) > MAX_BYTES)
    {
      g_signal_emit (self, signals[SIGNAL_ERROR], 0, _("This is too long for one message."));
      return;
    }

  gtk_text_buffer_delete_selection (get_buffer (self), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (get_buffer (self), text, -1);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self->text),
                                      gtk_text_buffer_get_insert (get_buffer (self)));
  gtk_widget_grab_focus (self->text);
}

static void
last_own_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(UiComposer) self = user_data;
  g_autoptr(ChatMessage) message =
    chat_conversation_find_last_own_finish (CHAT_CONVERSATION (object), result, NULL);

  if (CHAT_CONVERSATION (object) != self->conversation || self->editing != NULL
      || !is_empty (self))
    return;

  if (message != NULL)
    ui_composer_edit (self, message);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static gboolean
is_enter (guint key)
{
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;
}

/* There is nothing that Up could go up in. */
static gboolean
may_edit_last (UiComposer *self)
{
  return self->editing == NULL && self->conversation != NULL && is_empty (self);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                UiComposer            *self)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;

  /* While an input method is at work, its keys are its own: Enter chooses what it proposes. */
  if (is_preediting (self))
    return FALSE;

  if (ui_mention_list_take_key (UI_MENTION_LIST (self->mentions), key, state))
    return TRUE;

  if (key == GDK_KEY_period && control)
    {
      gtk_menu_button_popup (GTK_MENU_BUTTON (self->emoji));
      return TRUE;
    }

  if (!shift && !control && (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down))
    {
      g_signal_emit (self, signals[SIGNAL_SCROLL_PAGES], 0, key == GDK_KEY_Page_Up ? -1 : 1);
      return TRUE;
    }

  if (key == GDK_KEY_Escape && self->editing != NULL)
    {
      ui_composer_stop_editing (self);
      return TRUE;
    }

  if (!shift && !control && (key == GDK_KEY_Up || key == GDK_KEY_KP_Up) && may_edit_last (self))
    {
      chat_conversation_find_last_own_async (self->conversation, NULL, last_own_cb,
                                             g_object_ref (self));
      return TRUE;
    }

  if (!is_enter (key) || (!control && shift == self->enter_sends))
    return FALSE;

  ui_composer_send (self); /* Ctrl+Enter always does */
  return TRUE;
}

static void
pasted_cb (UiMessageText *view,
           const char    *text,
           UiComposer    *self)
{
  ui_composer_insert (self, text);
}

gboolean
ui_composer_take_key (UiComposer            *self,
                      GtkEventControllerKey *controller)
{
  g_return_val_if_fail (UI_IS_COMPOSER (self), FALSE);

  gtk_widget_grab_focus (self->text);
  return gtk_event_controller_key_forward (controller, self->text);
}

static void
emoji_picked_cb (GtkEmojiChooser *chooser,
                 const char      *text,
                 UiComposer      *self)
{
  ui_composer_insert (self, text);
}

/* Made when it is wanted: it reads a list of all emoji. */
static void
make_chooser (GtkMenuButton *button,
              gpointer       user_data)
{
  UiComposer *self = user_data;
  GtkWidget *chooser;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self, 0);
  gtk_menu_button_set_popover (button, chooser);
}

static void
update_height (UiComposer *self)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->text, "X");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller),
                                              MAX_LINES * height + 2 * MARGIN);
}

/* What was being written or changed stays where it was. */
static void
leave_conversation (UiComposer *self)
{
  g_autofree char *text = dup_text (self);

  ui_message_text_forget_paste (UI_MESSAGE_TEXT (self->text));
  save_draft (self);
  chat_conversation_set_edit (self->conversation, self->editing, text);
  chat_conversation_set_composing (self->conversation, FALSE);
}

static void
enter_conversation (UiComposer *self)
{
  const char *text = NULL;

  set_editing (self, self->conversation != NULL
                       ? chat_conversation_get_edit (self->conversation, &text) : NULL);
  if (self->conversation != NULL && self->editing == NULL)
    text = chat_conversation_get_draft (self->conversation);
  set_text (self, text);
  if (self->editing != NULL)
    chat_conversation_set_edit (self->conversation, NULL, NULL);
}

void
ui_composer_set_conversation (UiComposer       *self,
                              ChatConversation *conversation,
                              ChatAccount      *account)
{
  g_return_if_fail (UI_IS_COMPOSER (self));

  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    leave_conversation (self);

  g_set_object (&self->conversation, conversation);
  g_set_object (&self->account, account);
  g_signal_group_set_target (self->signals[OF_CONVERSATION], conversation);
  g_signal_group_set_target (self->signals[OF_CONTACT],
                             conversation != NULL ? chat_conversation_get_contact (conversation)
                                                  : NULL);
  g_signal_group_set_target (self->signals[OF_ACCOUNT], account);
  g_signal_group_set_target (self->signals[OF_ROOM],
                             conversation != NULL ? chat_conversation_get_room (conversation)
                                                  : NULL);
  ui_mention_list_set_room (UI_MENTION_LIST (self->mentions),
                            conversation != NULL && chat_conversation_get_kind (conversation)
                            == CHAT_CONVERSATION_ROOM ? chat_conversation_get_room (conversation)
                                                      : NULL);
  enter_conversation (self);
  update_state (self);
}

void
ui_composer_set_enter_sends (UiComposer *self,
                             gboolean    enter_sends)
{
  g_return_if_fail (UI_IS_COMPOSER (self));

  if (self->enter_sends == enter_sends)
    return;

  self->enter_sends = enter_sends;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENTER_SENDS]);
}

static gboolean
ui_composer_grab_focus (GtkWidget *widget)
{
  UiComposer *self = UI_COMPOSER (widget);

  return !self->passing && gtk_widget_grab_focus (self->text);
}

/* Where there is nothing more to go to in here, GTK would grab the focus again, and whoever goes by
 * Tab would never get out. */
static gboolean
ui_composer_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  UiComposer *self = UI_COMPOSER (widget);
  gboolean moved;

  self->passing = TRUE;
  moved = GTK_WIDGET_CLASS (ui_composer_parent_class)->focus (widget, direction);
  self->passing = FALSE;
  return moved;
}

static void
ui_composer_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ui_composer_parent_class)->css_changed (widget, change);
  if (UI_COMPOSER (widget)->text != NULL)
    update_height (UI_COMPOSER (widget));
}

static void
ui_composer_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (prop_id == PROP_ENTER_SENDS)
    g_value_set_boolean (value, UI_COMPOSER (object)->enter_sends);
  else if (prop_id == PROP_EDITING)
    g_value_set_object (value, UI_COMPOSER (object)->editing);
  else if (prop_id == PROP_EMPTY)
    g_value_set_boolean (value, UI_COMPOSER (object)->empty);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_composer_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  if (prop_id == PROP_ENTER_SENDS)
    ui_composer_set_enter_sends (UI_COMPOSER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_composer_dispose (GObject *object)
{
  UiComposer *self = UI_COMPOSER (object);

  if (self->text != NULL)
    ui_composer_set_conversation (self, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_object (&self->signals[i]);
  g_clear_handle_id (&self->draft_timer, g_source_remove);
  g_clear_pointer (&self->mentions, gtk_widget_unparent); /* before what it stands over */
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_COMPOSER);

  G_OBJECT_CLASS (ui_composer_parent_class)->dispose (object);
}

static void
ui_composer_class_init (UiComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_composer_get_property;
  object_class->set_property = ui_composer_set_property;
  object_class->dispose = ui_composer_dispose;
  widget_class->focus = ui_composer_focus;
  widget_class->grab_focus = ui_composer_grab_focus;
  widget_class->css_changed = ui_composer_css_changed;

  props[PROP_ENTER_SENDS] =
    g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_EDITING] =
    g_param_spec_object ("editing", NULL, NULL, CHAT_TYPE_MESSAGE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_EMPTY] =
    g_param_spec_boolean ("empty", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SENT] = g_signal_new ("sent", UI_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
  signals[SIGNAL_SCROLL_PAGES] =
    g_signal_new ("scroll-pages", UI_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (UI_TYPE_MESSAGE_TEXT);
  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_template_from_resource (widget_class, "/im/charla/Charla/ui/ui-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, UiComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, text);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, emoji);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, send);
  gtk_widget_class_bind_template_callback (widget_class, pasted_cb);
  gtk_widget_class_bind_template_callback (widget_class, ui_composer_send);
}

static void
ui_composer_init (UiComposer *self)
{
  static const struct {
    guint       of;
    const char *signal;
  } watched[] = {
    { OF_CONVERSATION, "notify::title" },
    { OF_CONTACT, "notify::blocked" },
    { OF_ACCOUNT, "notify::state" },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->enter_sends = TRUE;
  self->empty = TRUE;
  self->signals[OF_CONVERSATION] = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  self->signals[OF_CONTACT] = g_signal_group_new (CHAT_TYPE_CONTACT);
  self->signals[OF_ROOM] = g_signal_group_new (CHAT_TYPE_ROOM);
  g_signal_group_connect_object (self->signals[OF_ROOM], "notify", G_CALLBACK (update_state), self,
                                 G_CONNECT_SWAPPED);
  self->signals[OF_ACCOUNT] = g_signal_group_new (CHAT_TYPE_ACCOUNT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_object (self->signals[watched[i].of], watched[i].signal,
                                   G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->mentions = ui_mention_list_new (GTK_TEXT_VIEW (self->text));
  gtk_widget_set_parent (self->mentions, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (self->text, keys);
  g_signal_connect_object (self->text, "notify::preediting", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_buffer (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->emoji), make_chooser, self, NULL);
  update_height (self);
}

GtkWidget *
ui_composer_new (void)
{
  return g_object_new (UI_TYPE_COMPOSER, NULL);
}
