/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bars that show how loud a voice message is. */
#define G_LOG_DOMAIN "ui-voice-levels"

#include "ui-voice-levels.h"

#define BAR      3 /* px */
#define GAP      2
#define MIN_BAR  3 /* px of one that is silent */
#define HEIGHT   28
#define MIN_BARS 6
#define BARS     24

/* Of those that run along, a bar stands for two: it could not be followed otherwise. */
#define LEVELS_OF_BAR 2

struct _UiVoiceLevels
{
  GtkWidget   parent_instance;

  GByteArray *levels;
  gboolean    whole;
};

G_DEFINE_FINAL_TYPE (UiVoiceLevels, ui_voice_levels, GTK_TYPE_WIDGET)

static guint8
get_loudest (UiVoiceLevels *self,
             gsize          from,
             gsize          to)
{
  guint8 loudest = 0;

  for (gsize i = from; i < MIN (to, self->levels->len); i++)
    loudest = MAX (loudest, self->levels->data[i]);
  return loudest;
}

/* @bar: from the beginning, of @n_bars; FALSE: nothing stands there yet */
static gboolean
get_bar (UiVoiceLevels *self,
         gsize          bar,
         gsize          n_bars,
         guint8        *level)
{
  gsize n_levels = self->levels->len;
  gsize n_all = (n_levels + LEVELS_OF_BAR - 1) / LEVELS_OF_BAR;
  gsize from;

  if (self->whole)
    {
      from = bar * n_levels / n_bars;
      *level = get_loudest (self, from, MAX (from + 1, (bar + 1) * n_levels / n_bars));
      return n_levels > 0;
    }

  if (bar + n_all < n_bars)
    return FALSE;

  from = (bar + n_all - n_bars) * LEVELS_OF_BAR;
  *level = get_loudest (self, from, from + LEVELS_OF_BAR);
  return TRUE;
}

static void
ui_voice_levels_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  UiVoiceLevels *self = UI_VOICE_LEVELS (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gsize n_bars = (gsize) MAX (0, (width + GAP) / (BAR + GAP));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  for (gsize i = 0; i < n_bars; i++)
    {
      guint8 level = 0;
      gboolean is_there = get_bar (self, i, n_bars, &level);
      float tall = is_there ? MIN_BAR + (float) (height - MIN_BAR) * level / G_MAXUINT8 : MIN_BAR;
      float x = (float) (i * (BAR + GAP));
      GdkRGBA shade = color;

      shade.alpha *= is_there ? 1.0f : 0.3f;
      if (is_rtl)
        x = (float) (width - BAR) - x;
      gtk_snapshot_append_color (snapshot, &shade,
                                 &GRAPHENE_RECT_INIT (x, ((float) height - tall) / 2, BAR, tall));
    }
}

static void
ui_voice_levels_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  gboolean is_wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_wide ? MIN_BARS * (BAR + GAP) : HEIGHT;
  *natural = is_wide ? BARS * (BAR + GAP) : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
ui_voice_levels_finalize (GObject *object)
{
  g_byte_array_unref (UI_VOICE_LEVELS (object)->levels);

  G_OBJECT_CLASS (ui_voice_levels_parent_class)->finalize (object);
}

static void
ui_voice_levels_class_init (UiVoiceLevelsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ui_voice_levels_finalize;
  widget_class->snapshot = ui_voice_levels_snapshot;
  widget_class->measure = ui_voice_levels_measure;
  gtk_widget_class_set_css_name (widget_class, "voicelevels");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_voice_levels_init (UiVoiceLevels *self)
{
  self->levels = g_byte_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
ui_voice_levels_set (UiVoiceLevels *self,
                     const guint8  *levels,
                     gsize          n_levels,
                     gboolean       whole)
{
  g_return_if_fail (UI_IS_VOICE_LEVELS (self));
  g_return_if_fail (levels != NULL || n_levels == 0);

  g_byte_array_set_size (self->levels, 0);
  if (n_levels > 0)
    g_byte_array_append (self->levels, levels, (guint) n_levels);
  self->whole = whole;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
