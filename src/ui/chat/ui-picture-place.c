/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place that a picture has in a message, and how it lies in it. */
#define G_LOG_DOMAIN "ui-picture-place"

#include "ui-picture-place.h"

#define MIN_SIDE 48 /* of a picture that is next to nothing */

/* What is around a film needs more. */
#define MIN_FILM_WIDTH  200
#define MIN_FILM_HEIGHT 110

void
ui_picture_place_measure (guint  full_width,
                          guint  full_height,
                          int    room,
                          int   *width,
                          int   *height)
{
  double scale = MIN (MIN ((double) MIN (UI_PICTURE_PLACE_WIDTH, room) / full_width,
                           (double) UI_PICTURE_PLACE_HEIGHT / full_height), 1);

  *width = CLAMP ((int) (full_width * scale + 0.5), MIN (MIN_SIDE, room), MAX (room, 1));
  *height = MAX ((int) (full_height * scale + 0.5), MIN_SIDE);
}

/* Whether it is much wider than high, or higher than wide: its place is larger then */
static gboolean
is_extreme (guint full_width,
            guint full_height,
            int   room)
{
  int width;
  int height;

  ui_picture_place_measure (full_width, full_height, room, &width, &height);
  return ABS ((double) width * full_height / full_width - height) > 2
         && ABS ((double) height * full_width / full_height - width) > 2;
}

static void
snapshot_empty (GtkWidget   *widget,
                GtkSnapshot *snapshot)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha = 0.12F;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                  (float) gtk_widget_get_height (widget)));
}

/* In its own shape. */
void
ui_picture_place_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot,
                           GdkTexture  *texture,
                           guint        full_width,
                           guint        full_height)
{
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float scale = MIN (width / (float) full_width, height / (float) full_height);
  float across = (float) full_width * scale;
  float down = (float) full_height * scale;
  gboolean fills = !is_extreme (full_width, full_height, gtk_widget_get_width (widget));

  if (texture == NULL || !fills)
    snapshot_empty (widget, snapshot);
  if (texture != NULL && fills)
    gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (0, 0, width, height));
  else if (texture != NULL)
    gtk_snapshot_append_texture (snapshot, texture,
                                 &GRAPHENE_RECT_INIT ((width - across) / 2, (height - down) / 2,
                                                      across, down));
}

void
ui_picture_place_measure_film (guint  full_width,
                               guint  full_height,
                               int    room,
                               int   *width,
                               int   *height)
{
  gboolean is_known = full_width > 0 && full_height > 0;
  guint across = is_known ? full_width : 16;
  guint down = is_known ? full_height : 9;
  /* One of 9:16 is as wide as what is around it needs, without bars beside it. */
  double most = CLAMP ((double) MIN_FILM_WIDTH * down / across, UI_PICTURE_PLACE_HEIGHT,
                       UI_PICTURE_PLACE_UPRIGHT);
  double scale = MIN ((double) MIN (UI_PICTURE_PLACE_WIDTH, MAX (room, 1)) / across, most / down);

  /* Small ones are made as large as what is around them needs. */
  if (is_known && across * scale > MAX (across, MIN_FILM_WIDTH))
    scale = MAX ((double) MIN (MIN_FILM_WIDTH, room) / across, 1);
  *width = CLAMP ((int) (across * scale + 0.5), MIN (MIN_FILM_WIDTH, room), MAX (room, 1));
  *height = CLAMP ((int) (down * scale + 0.5), MIN_FILM_HEIGHT, UI_PICTURE_PLACE_UPRIGHT);
}

/* In its own shape, in black, as it is when it plays; of what nothing is known nothing is said. */
void
ui_picture_place_snapshot_film (GtkWidget   *widget,
                                GtkSnapshot *snapshot,
                                GdkTexture  *texture,
                                guint        full_width,
                                guint        full_height)
{
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  gboolean is_known = full_width > 0 && full_height > 0;
  float scale = is_known ? MIN (width / (float) full_width, height / (float) full_height) : 1;
  float across = is_known ? (float) full_width * scale : width;
  float down = is_known ? (float) full_height * scale : height;

  if (texture == NULL)
    {
      snapshot_empty (widget, snapshot);
      return;
    }

  gtk_snapshot_append_color (snapshot, &(const GdkRGBA) { 0, 0, 0, 1 },
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT ((width - across) / 2, (height - down) / 2,
                                                    across, down));
}
