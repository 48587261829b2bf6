/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of a message row stand. One walk serves measuring and allocating. */
#define G_LOG_DOMAIN "ui-message-layout"

#include "ui-message-layout.h"

#include "ui-card-view.h"
#include "ui-message-files.h"
#include "ui-state-icon.h"
#include "ui-text-layout.h"
#include "ui-transfer-line.h"

#define MARGIN 12       /* at both sides of the row */
#define MAX_COLUMN 900  /* in a wide window both sides stay within sight of each other */
#define AVATAR UI_MESSAGE_AVATAR
#define AVATAR_GAP 6
#define PADDING_X 12    /* within the bubble */
#define PADDING_Y 6
#define GAP 6
#define GROUP_GAP 12    /* above the first of a group */
#define CLOSE_GAP 3     /* above the others */
#define LINE_GAP 12     /* around day and "New" lines */
#define MAX_TEXT 640
#define FAR_SIDE 42     /* what a bubble leaves free at the other's side, for the menu's button */
#define MAX_CARD 400
#define TRANSFER_WIDTH 320 /* of how far a file is */
#define LINE_HEIGHT 32  /* of a bubble with one line, about */
#define MANY_LINES 2    /* times as high as a button: what has no room beside one */

/* A walk down the row; with @place each part is allocated as it is passed. */
typedef struct {
  const UiMessageParts *parts;
  int                   width;
  int                   left;   /* of the column; counted from the side where reading begins */
  int                   right;  /* of the column */
  int                   y;
  gboolean              rtl;
  gboolean              place;
  gboolean              tells;  /* how far its file is stands upon that */
} Walk;

/* A distance, which is half of that in the compact style. */
static int
spaced (const UiMessageParts *parts,
        int                   distance)
{
  return parts->compact ? distance / 2 : distance;
}

static gboolean
is_shown (GtkWidget *part)
{
  return part != NULL && gtk_widget_get_child_visible (part);
}

static int
natural_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
height_for (GtkWidget *widget,
            int        width)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
measure_body (const UiMessageParts *parts,
              int                   room,
              int                  *width,
              int                  *height)
{
  GtkLayoutManager *manager = gtk_widget_get_layout_manager (parts->body);

  /* GTK wants every widget asked before it is given a place. */
  natural_width (parts->body);
  ui_text_layout_measure (UI_TEXT_LAYOUT (manager), CLAMP (room, 1, MAX_TEXT), width, height);
  *width = MAX (*width, 1);
}

static void
measure_card (const UiMessageParts *parts,
              int                   room,
              int                  *width,
              int                  *height)
{
  int minimum;
  int natural;

  gtk_widget_measure (parts->card, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  natural = MAX (natural, ui_card_view_get_wide (UI_CARD_VIEW (parts->card)));
  *width = MAX (MIN (natural, CLAMP (room, 1, MAX_CARD)), minimum);
  *height = height_for (parts->card, *width);
}

/* @x counts from the side where reading begins. */
static void
put (Walk      *walk,
     GtkWidget *widget,
     int        x,
     int        y,
     int        width,
     int        height)
{
  GtkAllocation area = { walk->rtl ? walk->width - x - width : x, y, width, height };

  if (walk->place)
    gtk_widget_size_allocate (widget, &area, -1);
}

static void
walk_line (Walk      *walk,
           GtkWidget *line)
{
  int width = walk->right - walk->left;
  int gap = spaced (walk->parts, LINE_GAP);
  int height;

  if (!is_shown (line))
    return;

  height = height_for (line, width);
  put (walk, line, walk->left, walk->y + gap, width, height);
  walk->y += height + gap;
}

static void
walk_heading (Walk *walk,
              int   start)
{
  const UiMessageParts *parts = walk->parts;
  gboolean has_name = is_shown (parts->name);
  gboolean has_time = is_shown (parts->time);
  int time_width = has_time ? natural_width (parts->time) : 0;
  int room = MAX (walk->right - start - time_width - GAP, 1);
  int name_width = has_name ? MIN (natural_width (parts->name), room) : 0;
  int height = MAX (has_name ? height_for (parts->name, name_width) : 0,
                    has_time ? height_for (parts->time, time_width) : 0);

  if (!has_name && !has_time)
    return;

  if (has_name)
    put (walk, parts->name, start, walk->y, name_width, height);
  if (has_time)
    put (walk, parts->time,
         parts->outgoing ? walk->right - time_width : start + name_width + GAP,
         walk->y, time_width, height);
  walk->y += height + 3;
}

/* What to do about a problem, where there is more than one thing, or much to be read: below the
 * reason. */
static void
walk_ways (Walk *walk)
{
  const UiMessageParts *parts = walk->parts;
  int end = walk->right;
  int retry_width = natural_width (parts->retry);
  int height = height_for (parts->retry, retry_width);

  if (is_shown (parts->discard))
    {
      int discard_width = natural_width (parts->discard);

      height = MAX (height, height_for (parts->discard, discard_width));
      end -= discard_width + GAP;
      put (walk, parts->discard, end + GAP, walk->y, discard_width, height);
    }
  put (walk, parts->retry, end - retry_width, walk->y, retry_width, height);
  walk->y += height;
}

/* Beside the bubble, in the middle of its first line. */
static void
put_menu (Walk *walk,
          int   x,
          int   width,
          int   height)
{
  const UiMessageParts *parts = walk->parts;
  int size = natural_width (parts->menu);

  height_for (parts->menu, size);
  put (walk, parts->menu, parts->outgoing ? x - GAP - size : x + width + GAP,
       walk->y + (MIN (height, LINE_HEIGHT) - size) / 2, size, size);
}

/* That it was edited, and its state: at the end of the bubble, which ends at @end and @bottom. */
static void
put_marks (Walk *walk,
           int   end,
           int   bottom)
{
  const UiMessageParts *parts = walk->parts;

  if (is_shown (parts->state))
    {
      int width = natural_width (parts->state);
      int height = height_for (parts->state, -1);

      put (walk, parts->state, end - width - GAP, bottom - height - 1, width, height);
      end -= width + GAP;
    }
  if (is_shown (parts->edited))
    {
      int width = natural_width (parts->edited);
      int height = height_for (parts->edited, width);

      put (walk, parts->edited, end - width - GAP, bottom - height, width, height);
    }
}

/* Beside a picture there is no line that ends: its state stands upon it. */
static gboolean
has_state_on_picture (const UiMessageParts *parts,
                      int                   room,
                      GtkAllocation        *place) /* (out): from where the files begin */
{
  gboolean is_alone = !is_shown (parts->body) && !is_shown (parts->more)
                      && !is_shown (parts->card) && !is_shown (parts->edited);

  return is_alone && is_shown (parts->files) && is_shown (parts->state)
         && ui_message_files_find_corner (UI_MESSAGE_FILES (parts->files),
                                          CLAMP (room, 1, MAX_TEXT), UI_STATE_SIGN_WIDTH,
                                          UI_STATE_SIGN_HEIGHT, place);
}

/* @x and @y: where the files begin, from which @place counts. That it is on its way is not told
 * twice. */
static void
put_state_on_picture (Walk                *walk,
                      int                  x,
                      int                  y,
                      const GtkAllocation *place)
{
  natural_width (walk->parts->state);
  put (walk, walk->parts->state, walk->tells ? -2 * walk->width : x + place->x, y + place->y,
       place->width, place->height);
}

/* How far a picture is stands upon it as well: nothing moves when that begins and ends. @room: of
 * the files, which begin at @x and @y */
static void
put_transfer_on_picture (Walk *walk,
                         int   x,
                         int   y,
                         int   room)
{
  const UiMessageParts *parts = walk->parts;
  GtkAllocation place;

  if (!is_shown (parts->transfer) || !is_shown (parts->files))
    return;

  natural_width (parts->transfer);
  walk->tells = ui_message_files_find_edge (UI_MESSAGE_FILES (parts->files),
                                            CLAMP (room, 1, MAX_TEXT),
                                            height_for (parts->transfer, -1), &place);
  if (walk->place)
    ui_transfer_line_set_on_picture (UI_TRANSFER_LINE (parts->transfer), walk->tells);
  if (walk->tells)
    put (walk, parts->transfer, x + place.x, y + place.y, place.width, place.height);
}

static void
measure_files (const UiMessageParts *parts,
               int                   room,
               int                  *width,
               int                  *height)
{
  natural_width (parts->files);
  ui_message_files_measure (UI_MESSAGE_FILES (parts->files), CLAMP (room, 1, MAX_TEXT), width,
                            height);
}

static void
walk_bubble (Walk *walk,
             int   start)
{
  const UiMessageParts *parts = walk->parts;
  gboolean has_state = is_shown (parts->state);
  gboolean has_more = is_shown (parts->more);
  int padding = is_shown (parts->bubble) ? PADDING_X : 0;
  int state_width = has_state ? natural_width (parts->state) + GAP : 0;
  int edited_width = is_shown (parts->edited) ? natural_width (parts->edited) + GAP : 0;
  int room = walk->right - start - FAR_SIDE - 2 * padding;
  GtkAllocation sign;
  gboolean is_on_picture = has_state_on_picture (parts, room, &sign);
  int end_width = is_on_picture ? 0 : edited_width + state_width;
  int padding_y = spaced (parts, PADDING_Y);
  int more_width = 0;
  int more_height = 0;
  int files_width = 0;
  int files_height = 0;
  int files_gap = 0;
  int files_end = 0;
  int card_width = 0;
  int card_height = 0;
  int text_width = 1;
  int text_height = 0;
  int text_y;
  int width;
  int height;
  int x;

  /* What ends above has the marks below it. */
  if (is_shown (parts->files) && is_shown (parts->body))
    files_end = end_width;
  room -= end_width;
  if (is_shown (parts->files))
    measure_files (parts, room + files_end, &files_width, &files_height);
  files_gap = files_height > 0 && is_shown (parts->body) ? GAP : 0;
  if (is_shown (parts->body))
    measure_body (parts, room, &text_width, &text_height);
  text_width = MAX (text_width, files_width - files_end);
  if (has_more)
    {
      more_width = MIN (natural_width (parts->more), MAX (room, 1));
      text_width = MAX (text_width, more_width);
      more_height = height_for (parts->more, more_width);
    }
  if (is_shown (parts->card))
    {
      measure_card (parts, room, &card_width, &card_height);
      text_width = MAX (text_width, card_width);
      /* Its edge is that of what stands above it. */
      card_width = MAX (card_width, MIN (text_width, MAX_CARD));
      card_height = height_for (parts->card, card_width) + GAP;
    }
  width = text_width + 2 * padding + end_width;
  text_y = walk->y + padding_y + files_height + files_gap;
  height = files_height + files_gap + text_height + (has_more ? more_height + GAP : 0)
           + card_height + 2 * padding_y;
  x = parts->outgoing ? walk->right - width : start;

  if (is_shown (parts->bubble))
    put (walk, parts->bubble, x, walk->y, width, height);
  if (is_shown (parts->files))
    put (walk, parts->files, x + padding, walk->y + padding_y, files_width, files_height);
  if (is_shown (parts->body))
    put (walk, parts->body, x + padding, text_y, text_width, text_height);
  if (has_more)
    put (walk, parts->more, x + padding, text_y + text_height + GAP,
         more_width, more_height);
  if (is_shown (parts->card))
    put (walk, parts->card, x + padding, walk->y + height - padding_y - card_height + GAP,
         card_width, card_height - GAP);
  if (walk->place)
    ui_state_icon_set_on_picture (UI_STATE_ICON (parts->state), is_on_picture);
  put_transfer_on_picture (walk, x + padding, walk->y + padding_y, room + files_end);
  if (is_on_picture)
    put_state_on_picture (walk, x + padding, walk->y + padding_y, &sign);
  else
    put_marks (walk, x + width - padding + GAP, walk->y + height - padding_y);
  if (is_shown (parts->menu))
    put_menu (walk, x, width, height);
  walk->y += height;
}

static void
walk_notice (Walk *walk)
{
  const UiMessageParts *parts = walk->parts;
  int width;
  int height;

  measure_body (parts, walk->right - walk->left, &width, &height);
  put (walk, parts->body, (walk->width - width) / 2, walk->y, width, height);
  walk->y += height;
  if (is_shown (parts->more))
    {
      width = MIN (natural_width (parts->more), MAX (walk->right - walk->left, 1));
      height = height_for (parts->more, width);
      put (walk, parts->more, (walk->width - width) / 2, walk->y + GAP, width, height);
      walk->y += GAP + height;
    }
}

/* Below the bubble, on its side. */
static void
walk_below (Walk      *walk,
            GtkWidget *part, /* (nullable) */
            int        start,
            int        gap,
            int        wanted) /* px; it may be less */
{
  int width;
  int height;

  if (!is_shown (part))
    return;

  width = CLAMP (MAX (natural_width (part), wanted), 1, MAX (walk->right - start, 1));
  height = height_for (part, width);
  put (walk, part, walk->parts->outgoing ? walk->right - width : start, walk->y + gap, width,
       height);
  walk->y += height + gap;
}

static void
walk_problem (Walk *walk,
              int   start)
{
  const UiMessageParts *parts = walk->parts;
  int retry_width;
  int retry_height;
  int width;
  int height;

  if (!is_shown (parts->problem))
    return;

  retry_width = natural_width (parts->retry);
  retry_height = height_for (parts->retry, retry_width);
  width = CLAMP (natural_width (parts->problem), 1,
                 MAX (walk->right - start - retry_width - GAP, 1));
  height = MAX (height_for (parts->problem, width), retry_height);
  if (is_shown (parts->discard) || height > MANY_LINES * retry_height)
    {
      width = CLAMP (natural_width (parts->problem), 1, MAX (walk->right - start - FAR_SIDE, 1));
      height = height_for (parts->problem, width);
      walk->y += 3;
      put (walk, parts->problem, walk->right - width, walk->y, width, height);
      walk->y += height + 3;
      walk_ways (walk);
      return;
    }

  walk->y += 3;
  put (walk, parts->problem, walk->right - retry_width - GAP - width, walk->y, width, height);
  put (walk, parts->retry, walk->right - retry_width, walk->y + (height - retry_height) / 2,
       retry_width, retry_height);
  walk->y += height;
}

/* In the middle, like a line about the conversation. */
static void
walk_fold (Walk *walk)
{
  const UiMessageParts *parts = walk->parts;
  GtkWidget *lines[] = { parts->fold, parts->events };
  int column = walk->right - walk->left;

  if (!is_shown (parts->fold))
    return;

  walk->y += spaced (parts, GAP);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (is_shown (lines[i]))
      {
        int width = MIN (natural_width (lines[i]), column);
        int height = height_for (lines[i], width);

        put (walk, lines[i], walk->left + (column - width) / 2, walk->y, width, height);
        walk->y += height + CLOSE_GAP;
      }
}

static int
walk_all (const UiMessageParts *parts,
          int                   width,
          gboolean              rtl,
          gboolean              place)
{
  int column = MIN (width - 2 * MARGIN, MAX_COLUMN);
  int left = (width - column) / 2;
  Walk walk = { parts, width, left, left + column, 0, rtl, place, FALSE };
  int start = parts->outgoing ? left : left + AVATAR + AVATAR_GAP;

  walk_line (&walk, parts->start);
  walk_line (&walk, parts->day);
  walk_line (&walk, parts->fresh);
  walk.y += spaced (parts, parts->first ? GROUP_GAP : CLOSE_GAP);

  if (parts->notice)
    {
      walk_notice (&walk);
      walk_fold (&walk);
      return walk.y;
    }

  if (is_shown (parts->avatar))
    put (&walk, parts->avatar, left, walk.y, AVATAR, AVATAR);
  walk_heading (&walk, start);
  walk_bubble (&walk, start);
  if (!walk.tells)
    walk_below (&walk, parts->transfer, start, 3, TRANSFER_WIDTH);
  walk_below (&walk, parts->offer, start, GAP, 0);
  walk_problem (&walk, start);
  walk_fold (&walk);
  return walk.y;
}

/**
 * ui_message_layout_height:
 * @parts: the parts of a row
 * @width: of the row in px; negative: the least
 *
 * Returns: the height in px
 */
int
ui_message_layout_height (const UiMessageParts *parts,
                          int                   width)
{
  return walk_all (parts, MAX (width, UI_MESSAGE_MIN_WIDTH), FALSE, FALSE);
}

/**
 * ui_message_layout_allocate:
 * @parts: the parts of a row
 * @width: of the row in px
 * @rtl: whether reading begins at the right
 *
 * Gives each visible part its place.
 */
void
ui_message_layout_allocate (const UiMessageParts *parts,
                            int                   width,
                            gboolean              rtl)
{
  walk_all (parts, width, rtl, TRUE);
}
