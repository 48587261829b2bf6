/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sounds and films have in common that are played in their places. */
#define G_LOG_DOMAIN "ui-playback"

#include "ui-playback.h"

#include "ui-duration.h"

#include <glib/gi18n.h>

struct _UiPlayback
{
  GObject       parent_instance;

  GtkWidget    *widget;    /* (nullable) weak: owns us, but not alone */
  GtkWidget    *button;    /* (nullable) weak */
  ChatPlayer   *player;
  char         *path;      /* (nullable) */
  gint64        length_ms;
  guint         width;
  guint         height;
  GCancellable *looking;   /* (nullable) */
  gboolean      is_looked;
  gboolean      has_failed; /* while it is looked at, which says why */
  gboolean      is_late;   /* it was seen within a layout: the rest comes with the next frame */
  guint         tick;      /* while it plays, or is late */
};

G_DEFINE_FINAL_TYPE (UiPlayback, ui_playback, G_TYPE_OBJECT)

enum {
  SIGNAL_STATE,
  SIGNAL_TIME,
  SIGNAL_LOOKED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  g_autoptr(UiPlayback) self = g_object_ref (user_data);
  guint tick = self->tick;

  if (self->is_late)
    {
      self->is_late = FALSE;
      g_signal_emit (self, signals[SIGNAL_STATE], 0);
    }
  else
    g_signal_emit (self, signals[SIGNAL_TIME], 0);

  if (self->tick != tick)
    return G_SOURCE_REMOVE; /* it plays something else now */

  if (self->path != NULL && (self->is_late || ui_playback_get_state (self) == CHAT_PLAYER_PLAYING))
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
start_tick (UiPlayback *self)
{
  if (self->tick == 0 && self->widget != NULL)
    self->tick = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
}

static void
stop_tick (UiPlayback *self)
{
  if (self->tick != 0 && self->widget != NULL)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
}

static gboolean
is_seen (UiPlayback *self)
{
  return self->widget != NULL && gtk_widget_get_mapped (self->widget);
}

/* How it looks. */

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiPlayback) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatLook) look = chat_player_look_finish (CHAT_PLAYER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->looking);
  self->is_looked = TRUE;
  if (look != NULL)
    g_signal_emit (self, signals[SIGNAL_LOOKED], 0, look);
  if (look != NULL && self->has_failed)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, chat_look_get_missing (look));
  else if (look == NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0,
                   g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
                   ? error->message : NULL);
  self->has_failed = FALSE;
}

static void
stop_looking (UiPlayback *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->has_failed = FALSE;
}

/* What is known is shown whether it is seen or not: then its place is as large as it has to be
 * when it is laid out. */
static void
start_looking (UiPlayback *self)
{
  const ChatLook *known = NULL;

  if (self->path == NULL || self->looking != NULL || self->is_looked)
    return;

  known = chat_player_get_look (self->player, self->path);
  if (known != NULL)
    {
      self->is_looked = TRUE;
      g_signal_emit (self, signals[SIGNAL_LOOKED], 0, known);
    }
  else if (is_seen (self))
    {
      self->looking = g_cancellable_new ();
      chat_player_look_async (self->player, self->path, self->width, self->height, self->looking,
                              looked_cb, g_object_ref (self));
    }
}

gboolean
ui_playback_set_path (UiPlayback *self,
                      const char *path,
                      gint64      length_ms,
                      guint       width,
                      guint       height)
{
  g_return_val_if_fail (UI_IS_PLAYBACK (self), FALSE);

  self->length_ms = length_ms;
  self->width = width;
  self->height = height;
  if (g_strcmp0 (self->path, path) == 0)
    return FALSE;

  stop_looking (self);
  stop_tick (self);
  self->is_looked = self->is_late = FALSE;
  g_free (self->path);
  self->path = g_strdup (path);
  return TRUE;
}

const char *
ui_playback_get_path (UiPlayback *self)
{
  g_return_val_if_fail (UI_IS_PLAYBACK (self), NULL);

  return self->path;
}

/* How it plays. */

ChatPlayerState
ui_playback_get_state (UiPlayback *self)
{
  g_return_val_if_fail (UI_IS_PLAYBACK (self), CHAT_PLAYER_PAUSED);

  return chat_player_get_state (self->player, self->path);
}

gint64
ui_playback_get_position (UiPlayback *self)
{
  g_return_val_if_fail (UI_IS_PLAYBACK (self), 0);

  return chat_player_get_position (self->player, self->path);
}

gint64
ui_playback_get_duration (UiPlayback *self)
{
  gint64 duration;

  g_return_val_if_fail (UI_IS_PLAYBACK (self), -1);

  duration = chat_player_get_duration (self->player, self->path);
  return duration < 0 && self->length_ms > 0 ? self->length_ms : duration;
}

char *
ui_playback_dup_time (UiPlayback *self)
{
  gint64 duration;
  g_autofree char *now = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (UI_IS_PLAYBACK (self), NULL);

  duration = ui_playback_get_duration (self);
  now = ui_duration_format (ui_playback_get_position (self));
  if (duration < 0)
    return g_steal_pointer (&now);

  all = ui_duration_format (duration);
  /* Translators: how far a sound was played, and how long it is: 0:12 / 1:30 */
  return g_strdup_printf (_("%s / %s"), now, all);
}

/* What is as it was is left alone: this may be in the middle of a layout. */
void
ui_playback_show (UiPlayback *self)
{
  gboolean plays;
  const char *action;

  g_return_if_fail (UI_IS_PLAYBACK (self));

  plays = ui_playback_get_state (self) == CHAT_PLAYER_PLAYING;
  action = plays ? _("Pause") : _("Play");
  if (self->button != NULL
      && g_strcmp0 (gtk_widget_get_tooltip_text (self->button), action) != 0)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->button), plays ? "media-playback-pause-symbolic"
                                                                 : "media-playback-start-symbolic");
      gtk_widget_set_tooltip_text (self->button, action);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, action, -1);
    }
  if (plays && is_seen (self))
    start_tick (self);
  start_looking (self);
}

void
ui_playback_seek (UiPlayback *self,
                  double      fraction)
{
  gint64 duration = self->path != NULL ? ui_playback_get_duration (self) : -1;

  if (duration > 0)
    chat_player_seek (self->player, self->path, (gint64) (fraction * (double) duration));
}

void
ui_playback_step (UiPlayback *self,
                  int         seconds)
{
  if (self->path != NULL)
    chat_player_seek (self->player, self->path,
                      ui_playback_get_position (self) + seconds * 1000);
}

static void
changed_cb (ChatPlayer *player,
            const char *path,
            UiPlayback *self)
{
  if (self->path == NULL)
    return;

  if (g_strcmp0 (path, self->path) == 0 && ui_playback_get_state (self) == CHAT_PLAYER_FAILED
      && self->looking != NULL)
    self->has_failed = TRUE;
  else if (g_strcmp0 (path, self->path) == 0
           && ui_playback_get_state (self) == CHAT_PLAYER_FAILED)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_STATE], 0); /* the speed is of all */
}

/* A row is seen within the layout: GTK does not draw what changes there after its turn. */
static void
map_cb (UiPlayback *self)
{
  if (self->path == NULL)
    return;

  self->is_late = TRUE;
  start_tick (self);
}

static void
unmap_cb (UiPlayback *self)
{
  stop_looking (self);
  stop_tick (self);
  self->is_late = FALSE;
}

static void
ui_playback_dispose (GObject *object)
{
  UiPlayback *self = UI_PLAYBACK (object);

  unmap_cb (self);
  g_clear_weak_pointer (&self->widget);
  g_clear_weak_pointer (&self->button);
  g_clear_object (&self->player);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (ui_playback_parent_class)->dispose (object);
}

static void
ui_playback_class_init (UiPlaybackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_playback_dispose;
  signals[SIGNAL_STATE] = g_signal_new ("state", UI_TYPE_PLAYBACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TIME] = g_signal_new ("time", UI_TYPE_PLAYBACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOOKED] = g_signal_new ("looked", UI_TYPE_PLAYBACK, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", UI_TYPE_PLAYBACK, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ui_playback_init (UiPlayback *self)
{
}

UiPlayback *
ui_playback_new (GtkWidget             *widget,
                 ChatPlayer            *player,
                 const UiPlaybackParts *parts)
{
  UiPlayback *self = g_object_new (UI_TYPE_PLAYBACK, NULL);

  g_set_weak_pointer (&self->widget, widget);
  g_set_weak_pointer (&self->button, parts->button);
  self->player = g_object_ref (player);
  g_signal_connect_object (player, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (widget, "map", G_CALLBACK (map_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (unmap_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "state", parts->state, widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "time", parts->time, widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "looked", parts->looked, widget, G_CONNECT_SWAPPED);
  if (parts->failed != NULL)
    g_signal_connect_object (self, "failed", parts->failed, widget, G_CONNECT_SWAPPED);
  if (parts->wave != NULL)
    {
      g_signal_connect_object (parts->wave, "seek", G_CALLBACK (ui_playback_seek), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (parts->wave, "step", G_CALLBACK (ui_playback_step), self,
                               G_CONNECT_SWAPPED);
    }
  return self;
}
