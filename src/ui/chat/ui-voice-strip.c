/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A voice message while it is recorded, and before it is sent. */
#define G_LOG_DOMAIN "ui-voice-strip"

#include "ui-voice-strip.h"

#include "ui-template.h"
#include "ui-voice-levels.h"
#include "ui-voice-preview.h"

#include "chat-error.h"
#include "chat-message.h"

#include <glib/gi18n.h>

/* After so long without a sound it is worth a word. */
#define SILENT_MS 2000

struct _UiVoiceStrip
{
  GtkWidget     parent_instance;

  ChatVoice    *voice;       /* (nullable) */
  GSignalGroup *signals;
  gboolean      held;
  gboolean      away;
  gint64        silent_ms;   /* when it was last heard that there is something to hear */

  GtkWidget    *discard;
  GtkWidget    *dot;
  GtkWidget    *time;
  GtkWidget    *levels;
  GtkWidget    *hint;
  GtkWidget    *preview;     /* of what is ready */
  GtkWidget    *stop;
  GtkWidget    *send;
};

G_DEFINE_FINAL_TYPE (UiVoiceStrip, ui_voice_strip, GTK_TYPE_WIDGET)

enum {
  SIGNAL_ERROR,
  SIGNAL_SENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_recording (ChatVoiceState state)
{
  return state == CHAT_VOICE_STARTING || state == CHAT_VOICE_RECORDING;
}

static void
update_levels (UiVoiceStrip *self)
{
  gsize n_levels = 0;
  const guint8 *levels = chat_voice_get_levels (self->voice, &n_levels);

  ui_voice_levels_set (UI_VOICE_LEVELS (self->levels), levels, n_levels,
                       !is_recording (chat_voice_get_state (self->voice)));
}

static void
update_time (UiVoiceStrip *self)
{
  gint64 s = chat_voice_get_length (self->voice) / 1000;
  g_autofree char *text =
    g_strdup_printf ("%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, s / 60, s % 60);

  gtk_label_set_text (GTK_LABEL (self->time), text);
}

/* What is said to whoever does not see it; and to whoever does, where something is to be known. */
static void
update_words (UiVoiceStrip *self)
{
  ChatVoiceState state = chat_voice_get_state (self->voice);
  const char *hint = NULL;
  const char *advice = NULL;
  const char *label = _("Voice message");

  if (is_recording (state))
    label = _("Recording a voice message");
  if (state == CHAT_VOICE_STARTING && chat_voice_get_slow (self->voice))
    {
      hint = _("The sound system does not answer");
      advice = _("It is still waited for. Press Esc to give up.");
    }
  else if (state == CHAT_VOICE_STARTING)
    hint = _("Starting…");
  else if (self->held && self->away)
    hint = _("Let go to discard it");
  else if (state == CHAT_VOICE_RECORDING && self->silent_ms + SILENT_MS
           <= chat_voice_get_length (self->voice))
    {
      hint = _("No sound");
      advice = _("Nothing is heard. See in the sound settings whether the microphone is muted.");
    }

  gtk_label_set_text (GTK_LABEL (self->hint), hint != NULL ? hint : "");
  gtk_widget_set_tooltip_text (self->hint, advice);
  gtk_widget_set_visible (self->hint, hint != NULL);
  gtk_widget_set_visible (self->levels, hint == NULL && state != CHAT_VOICE_READY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  advice != NULL ? advice : hint != NULL ? hint : "", -1);
}

static void
update_state (UiVoiceStrip *self)
{
  ChatVoiceState state = self->voice != NULL ? chat_voice_get_state (self->voice)
                                             : CHAT_VOICE_NONE;
  gboolean recording = is_recording (state);
  const char *tooltip = recording ? _("Discard (Esc)") : _("Discard");

  if (state == CHAT_VOICE_STARTING)
    self->silent_ms = 0;
  if (self->voice != NULL)
    {
      update_time (self);
      update_levels (self);
      update_words (self);
    }
  gtk_widget_set_tooltip_text (self->discard, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->discard), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Discard the voice message"), -1);
  ui_voice_preview_set_voice (UI_VOICE_PREVIEW (self->preview),
                              state == CHAT_VOICE_READY ? self->voice : NULL);
  gtk_widget_set_visible (self->preview, state == CHAT_VOICE_READY);
  gtk_widget_set_visible (self->time, state != CHAT_VOICE_READY);
  gtk_widget_set_visible (self->dot, recording);
  gtk_widget_set_visible (self->stop, recording && !self->held);
  gtk_widget_set_visible (self->send, !(recording && self->held));
}

static void
level_cb (UiVoiceStrip *self)
{
  if (chat_voice_get_level (self->voice) > 0)
    self->silent_ms = chat_voice_get_length (self->voice);
  update_levels (self);
  update_time (self);
  update_words (self);
}

static void
voice_error_cb (ChatVoice    *voice,
                const GError *error,
                UiVoiceStrip *self)
{
  g_autofree char *text = chat_error_to_text (error);

  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

static void
voice_sent_cb (ChatVoice    *voice,
               ChatMessage  *message,
               UiVoiceStrip *self)
{
  g_signal_emit (self, signals[SIGNAL_SENT], 0);
}

static void
discard_cb (UiVoiceStrip *self)
{
  chat_voice_discard (self->voice);
}

static void
stop_cb (UiVoiceStrip *self)
{
  chat_voice_stop (self->voice);
}

static void
send_cb (UiVoiceStrip *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  /* Others know by its name what it is: see chat_file_is_voice() */
  g_autofree char *name = g_date_time_format (now, "voice-message-%Y%m%d-%H%M%S");

  chat_voice_send (self->voice, name);
}

static gboolean
ui_voice_strip_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_VOICE_STRIP (widget)->send);
}

static void
ui_voice_strip_dispose (GObject *object)
{
  UiVoiceStrip *self = UI_VOICE_STRIP (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->voice);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_VOICE_STRIP);

  G_OBJECT_CLASS (ui_voice_strip_parent_class)->dispose (object);
}

static void
ui_voice_strip_class_init (UiVoiceStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_voice_strip_dispose;
  widget_class->grab_focus = ui_voice_strip_grab_focus;

  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_VOICE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SENT] = g_signal_new ("sent", UI_TYPE_VOICE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_VOICE_LEVELS);
  g_type_ensure (UI_TYPE_VOICE_PREVIEW);
  gtk_widget_class_set_css_name (widget_class, "voicestrip");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-voice-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, discard);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, dot);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, time);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, levels);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, hint);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, preview);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, stop);
  gtk_widget_class_bind_template_child (widget_class, UiVoiceStrip, send);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
}

static void
ui_voice_strip_init (UiVoiceStrip *self)
{
  self->signals = g_signal_group_new (CHAT_TYPE_VOICE);
  g_signal_group_connect_object (self->signals, "notify::state", G_CALLBACK (update_state), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::level", G_CALLBACK (level_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::slow", G_CALLBACK (update_words), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "error", G_CALLBACK (voice_error_cb), self, 0);
  g_signal_group_connect_object (self->signals, "sent", G_CALLBACK (voice_sent_cb), self, 0);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_state (self);
}

GtkWidget *
ui_voice_strip_new (void)
{
  return g_object_new (UI_TYPE_VOICE_STRIP, NULL);
}

void
ui_voice_strip_set_voice (UiVoiceStrip *self,
                          ChatVoice    *voice)
{
  g_return_if_fail (UI_IS_VOICE_STRIP (self));

  if (!g_set_object (&self->voice, voice))
    return;

  g_signal_group_set_target (self->signals, voice);
  self->held = self->away = FALSE;
  update_state (self);
}

void
ui_voice_strip_set_player (UiVoiceStrip *self,
                           ChatPlayer   *player)
{
  g_return_if_fail (UI_IS_VOICE_STRIP (self));

  ui_voice_preview_set_player (UI_VOICE_PREVIEW (self->preview), player);
  update_state (self);
}

void
ui_voice_strip_set_held (UiVoiceStrip *self,
                         gboolean      held,
                         gboolean      away)
{
  g_return_if_fail (UI_IS_VOICE_STRIP (self));

  if (self->held == held && self->away == away)
    return;

  self->held = held;
  self->away = away;
  update_state (self);
}
