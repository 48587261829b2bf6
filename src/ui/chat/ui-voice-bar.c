/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where voice messages are recorded. */
#define G_LOG_DOMAIN "ui-voice-bar"

#include "ui-voice-bar.h"

#include "ui-template.h"
#include "ui-voice-strip.h"

#include "chat-error.h"
#include "chat-voice.h"

#include <glib/gi18n.h>

/* Whoever lets go sooner has clicked: it goes on without being held. */
#define HOLD_US (500 * 1000)

/* px from the button: whoever lets go there wants it no more. */
#define AWAY_PX 48

#define LIMIT_MS (60 * 60 * (gint64) 1000)

/* More than any of ours has in a millisecond: 40 kbit/s */
#define BYTES_OF_MS 5

struct _UiVoiceBar
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatAccount      *account;      /* (nullable) */
  ChatVoice        *voice;        /* (nullable) */
  ChatPlayer       *player;       /* (nullable) */
  GSignalGroup     *of_voice;
  GSignalGroup     *of_account;
  gint64            pressed_us;
  gboolean          held;
  gboolean          away;
  gboolean          offered;
  gboolean          can_write;
  gboolean          active;

  GtkWidget        *strip;
  GtkWidget        *button;
};

G_DEFINE_FINAL_TYPE (UiVoiceBar, ui_voice_bar, GTK_TYPE_WIDGET)

enum {
  PROP_OFFERED = 1,
  PROP_CAN_WRITE,
  PROP_ACTIVE,
  N_PROPS,
};

enum {
  SIGNAL_ERROR,
  SIGNAL_SENT,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static ChatVoiceState
get_state (UiVoiceBar *self)
{
  return self->voice != NULL ? chat_voice_get_state (self->voice) : CHAT_VOICE_NONE;
}

static gboolean
is_recording (UiVoiceBar *self)
{
  ChatVoiceState state = get_state (self);

  return state == CHAT_VOICE_STARTING || state == CHAT_VOICE_RECORDING;
}

/* The server says that there is no place for it. */
static gboolean
is_refused (UiVoiceBar *self)
{
  return self->account != NULL && chat_account_get_file_limit (self->account) < 0;
}

static void
update_button (UiVoiceBar *self)
{
  const char *text = is_refused (self) ? _("The server takes no files. Ask whoever runs it.")
                                       : _("Record a voice message: hold, or click "
                                           "(Ctrl+Shift+R)");

  gtk_widget_set_tooltip_text (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_set_sensitive (self->button, self->can_write && !is_refused (self));
  gtk_widget_set_visible (self->button,
                          self->held || (self->voice != NULL && self->offered && !self->active));
  if (self->held)
    {
      gtk_widget_remove_css_class (self->button, "flat");
      gtk_widget_add_css_class (self->button, "destructive-action");
    }
  else
    {
      gtk_widget_remove_css_class (self->button, "destructive-action");
      gtk_widget_add_css_class (self->button, "flat");
    }
}

/* Who listens to "active" finds the keyboard where it was: in what is about to go, or to come. */
static void
update_state (UiVoiceBar *self)
{
  gboolean active = get_state (self) != CHAT_VOICE_NONE;

  if (!is_recording (self))
    self->held = FALSE;
  ui_voice_strip_set_held (UI_VOICE_STRIP (self->strip), self->held, self->away);
  if (active != self->active)
    {
      gtk_widget_set_visible (self->strip, TRUE);
      self->active = active;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
      gtk_widget_set_visible (self->strip, active);
      gtk_widget_set_hexpand (GTK_WIDGET (self), active);
    }
  update_button (self);
}

static void
start (UiVoiceBar *self)
{
  gint64 limit = self->account != NULL ? chat_account_get_file_limit (self->account) : 0;

  if (self->voice == NULL || !self->can_write || get_state (self) != CHAT_VOICE_NONE)
    return;

  if (limit < 0)
    {
      update_button (self);
      g_signal_emit (self, signals[SIGNAL_ERROR], 0,
                     _("The server takes no files. Ask whoever runs it."));
      return;
    }

  chat_voice_set_limit (self->voice, limit > 0 ? MIN (limit / BYTES_OF_MS, LIMIT_MS) : LIMIT_MS);
  /* Nobody wants to hear in it what was playing. */
  if (self->player != NULL)
    chat_player_pause (self->player);
  chat_voice_start (self->voice);
}

static void
clicked_cb (UiVoiceBar *self)
{
  start (self);
}

/* The pointer, or a finger, is down. */
static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               UiVoiceBar     *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (self->button);
  self->pressed_us = g_get_monotonic_time ();
  self->held = TRUE;
  self->away = FALSE;
  start (self);
  update_state (self);
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          x,
                double          y,
                UiVoiceBar     *self)
{
  self->away = x * x + y * y > AWAY_PX * AWAY_PX;
  ui_voice_strip_set_held (UI_VOICE_STRIP (self->strip), self->held, self->away);
}

static void
let_go (UiVoiceBar *self,
        gboolean    is_long)
{
  gboolean away = self->away;

  if (!self->held)
    return;

  self->held = self->away = FALSE;
  if (away)
    ui_voice_bar_cancel (self);
  else if (is_long)
    ui_voice_bar_stop (self);
  /* The keyboard goes on in the strip, before the button goes. */
  if (self->active)
    {
      ui_voice_strip_set_held (UI_VOICE_STRIP (self->strip), FALSE, FALSE);
      gtk_widget_grab_focus (self->strip);
    }
  update_state (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          x,
             double          y,
             UiVoiceBar     *self)
{
  let_go (self, g_get_monotonic_time () - self->pressed_us >= HOLD_US);
}

/* Something else has taken the pointer: nobody has let go on purpose. */
static void
cancel_cb (GtkGesture       *gesture,
           GdkEventSequence *sequence,
           UiVoiceBar       *self)
{
  self->away = FALSE;
  let_go (self, TRUE);
}

static void
error_cb (UiVoiceBar *self,
          const char *text)
{
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

/* Also of what plays in a message: it is said where what went wrong here is. */
static void
player_error_cb (UiVoiceBar   *self,
                 const GError *error)
{
  g_autofree char *text = chat_error_to_text (error);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    error_cb (self, text);
}

static void
sent_cb (UiVoiceBar *self)
{
  g_signal_emit (self, signals[SIGNAL_SENT], 0);
}

static gboolean
ui_voice_bar_grab_focus (GtkWidget *widget)
{
  UiVoiceBar *self = UI_VOICE_BAR (widget);

  return gtk_widget_grab_focus (self->active && !self->held ? self->strip : self->button);
}

static void
ui_voice_bar_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  UiVoiceBar *self = UI_VOICE_BAR (object);

  if (prop_id == PROP_OFFERED)
    g_value_set_boolean (value, self->offered);
  else if (prop_id == PROP_CAN_WRITE)
    g_value_set_boolean (value, self->can_write);
  else if (prop_id == PROP_ACTIVE)
    g_value_set_boolean (value, self->active);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_voice_bar_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  UiVoiceBar *self = UI_VOICE_BAR (object);

  if (prop_id == PROP_OFFERED)
    self->offered = g_value_get_boolean (value);
  else if (prop_id == PROP_CAN_WRITE)
    self->can_write = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);

  update_button (self);
}

static void
ui_voice_bar_dispose (GObject *object)
{
  UiVoiceBar *self = UI_VOICE_BAR (object);

  if (self->strip != NULL)
    ui_voice_bar_set_conversation (self, NULL, NULL);
  g_clear_object (&self->of_voice);
  g_clear_object (&self->of_account);
  g_clear_object (&self->player);
  g_clear_pointer (&self->strip, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_voice_bar_parent_class)->dispose (object);
}

static void
ui_voice_bar_class_init (UiVoiceBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ui_voice_bar_get_property;
  object_class->set_property = ui_voice_bar_set_property;
  object_class->dispose = ui_voice_bar_dispose;
  widget_class->grab_focus = ui_voice_bar_grab_focus;

  props[PROP_OFFERED] = g_param_spec_boolean ("offered", NULL, NULL, TRUE, flags);
  props[PROP_CAN_WRITE] = g_param_spec_boolean ("can-write", NULL, NULL, TRUE, flags);
  props[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_VOICE_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SENT] = g_signal_new ("sent", UI_TYPE_VOICE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "voicebar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
make_button (UiVoiceBar *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->button = gtk_button_new_from_icon_name ("audio-input-microphone-symbolic");
  gtk_widget_add_css_class (self->button, "circular");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Record a voice message"), -1);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  /* Before the button takes it for a click: it is recorded from when it goes down. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (cancel_cb), self, 0);
  gtk_widget_add_controller (self->button, GTK_EVENT_CONTROLLER (drag));
}

static void
ui_voice_bar_init (UiVoiceBar *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->offered = self->can_write = TRUE;
  self->of_voice = g_signal_group_new (CHAT_TYPE_VOICE);
  g_signal_group_connect_object (self->of_voice, "notify::state", G_CALLBACK (update_state), self,
                                 G_CONNECT_SWAPPED);
  self->of_account = g_signal_group_new (CHAT_TYPE_ACCOUNT);
  g_signal_group_connect_object (self->of_account, "notify::state", G_CALLBACK (update_button),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->of_account, "notify::file-limit",
                                 G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);

  self->strip = ui_voice_strip_new ();
  gtk_widget_set_hexpand (self->strip, TRUE);
  gtk_widget_set_visible (self->strip, FALSE);
  g_signal_connect_object (self->strip, "error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "sent", G_CALLBACK (sent_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->strip, GTK_WIDGET (self));
  make_button (self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  update_button (self);
}

GtkWidget *
ui_voice_bar_new (void)
{
  return g_object_new (UI_TYPE_VOICE_BAR, NULL);
}

void
ui_voice_bar_set_player (UiVoiceBar *self,
                         ChatPlayer *player)
{
  g_return_if_fail (UI_IS_VOICE_BAR (self));
  g_return_if_fail (self->player == NULL);

  self->player = g_object_ref (player);
  g_signal_connect_object (player, "error", G_CALLBACK (player_error_cb), self, G_CONNECT_SWAPPED);
  ui_voice_strip_set_player (UI_VOICE_STRIP (self->strip), player);
}

void
ui_voice_bar_set_conversation (UiVoiceBar       *self,
                               ChatConversation *conversation,
                               ChatAccount      *account)
{
  ChatVoice *voice = conversation != NULL ? chat_voice_get (conversation) : NULL;

  g_return_if_fail (UI_IS_VOICE_BAR (self));

  if (self->conversation == conversation)
    return;

  ui_voice_bar_stop (self);
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->account, account);
  g_set_object (&self->voice, voice);
  self->held = self->away = FALSE;
  g_signal_group_set_target (self->of_account, account);
  ui_voice_strip_set_voice (UI_VOICE_STRIP (self->strip), self->voice);
  g_signal_group_set_target (self->of_voice, self->voice);
  update_state (self);
}

gboolean
ui_voice_bar_get_active (UiVoiceBar *self)
{
  g_return_val_if_fail (UI_IS_VOICE_BAR (self), FALSE);

  return self->active;
}

void
ui_voice_bar_toggle (UiVoiceBar *self)
{
  g_return_if_fail (UI_IS_VOICE_BAR (self));

  if (is_recording (self))
    ui_voice_bar_stop (self);
  else
    start (self);
}

void
ui_voice_bar_stop (UiVoiceBar *self)
{
  g_return_if_fail (UI_IS_VOICE_BAR (self));

  if (is_recording (self))
    chat_voice_stop (self->voice);
}

gboolean
ui_voice_bar_cancel (UiVoiceBar *self)
{
  g_return_val_if_fail (UI_IS_VOICE_BAR (self), FALSE);

  if (!is_recording (self))
    return FALSE;

  chat_voice_discard (self->voice);
  return TRUE;
}
