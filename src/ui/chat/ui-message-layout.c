/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of a message row stand. One walk serves measuring and allocating. */
#define G_LOG_DOMAIN "ui-message-layout"

#include "ui-message-layout.h"

#include "ui-avatar.h"
#include "ui-state-icon.h"

#include <glib/gi18n.h>

#define MARGIN 12       /* at both sides of the row */
#define AVATAR 32
#define AVATAR_GAP 12
#define PADDING_X 12    /* within the bubble */
#define PADDING_Y 6
#define GAP 6
#define GROUP_GAP 12    /* above the first of a group */
#define CLOSE_GAP 2     /* above the others */
#define LINE_GAP 18     /* around day and "New" lines */
#define MAX_TEXT 640
#define FAR_SIDE 48     /* what a bubble leaves free at the other's side */

/* A walk down the row; with @place each part is allocated as it is passed. */
typedef struct {
  const UiMessageParts *parts;
  int                   width;
  int                   y;
  gboolean              rtl;
  gboolean              place;
} Walk;

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

/* @x counts from the side where reading begins. */
static void
put (Walk      *walk,
     GtkWidget *widget,
     int        x,
     int        y,
     int        width,
     int        height)
{
  if (!walk->place)
    return;

  gtk_widget_size_allocate (widget,
                            &(GtkAllocation) { walk->rtl ? walk->width - x - width : x, y, width,
                                               height },
                            -1);
}

static void
walk_line (Walk      *walk,
           GtkWidget *line)
{
  int width = walk->width - 2 * MARGIN, height;

  if (!gtk_widget_get_child_visible (line))
    return;

  height = height_for (line, width);
  put (walk, line, MARGIN, walk->y + LINE_GAP - GAP, width, height);
  walk->y += height + 2 * (LINE_GAP - GAP);
}

static void
walk_heading (Walk *walk,
              int   start)
{
  const UiMessageParts *parts = walk->parts;
  gboolean has_name = gtk_widget_get_child_visible (parts->name);
  gboolean has_time = gtk_widget_get_child_visible (parts->time);
  int time_width = has_time ? natural_width (parts->time) : 0;
  int room = MAX (walk->width - start - MARGIN - time_width - GAP, 1);
  int name_width = has_name ? MIN (natural_width (parts->name), room) : 0;
  int height = MAX (has_name ? height_for (parts->name, name_width) : 0,
                    has_time ? height_for (parts->time, time_width) : 0);

  if (!has_name && !has_time)
    return;

  if (has_name)
    put (walk, parts->name, start, walk->y, name_width, height);
  if (has_time)
    put (walk, parts->time,
         parts->outgoing ? walk->width - MARGIN - time_width - GAP : start + name_width + GAP,
         walk->y, time_width, height);
  walk->y += height + 3;
}

static void
walk_bubble (Walk *walk,
             int   start)
{
  const UiMessageParts *parts = walk->parts;
  gboolean has_state = gtk_widget_get_child_visible (parts->state);
  gboolean has_more = gtk_widget_get_child_visible (parts->more);
  int state_width = has_state ? natural_width (parts->state) + GAP : 0;
  int room = walk->width - MARGIN - FAR_SIDE - start - 2 * PADDING_X - state_width;
  int text_width = CLAMP (natural_width (parts->body), 1, MAX (MIN (room, MAX_TEXT), 1));
  int text_height, more_height = 0, width, height, x;

  if (has_more)
    {
      text_width = MAX (text_width, MIN (natural_width (parts->more), room));
      more_height = height_for (parts->more, -1) + GAP;
    }
  text_height = height_for (parts->body, text_width);
  width = text_width + 2 * PADDING_X + state_width;
  height = text_height + more_height + 2 * PADDING_Y;
  x = parts->outgoing ? walk->width - MARGIN - width : start;

  if (gtk_widget_get_child_visible (parts->bubble))
    put (walk, parts->bubble, x, walk->y, width, height);
  put (walk, parts->body, x + PADDING_X, walk->y + PADDING_Y, text_width, text_height);
  if (has_more)
    put (walk, parts->more, x + PADDING_X, walk->y + PADDING_Y + text_height + GAP,
         MIN (natural_width (parts->more), text_width), more_height - GAP);
  if (has_state)
    {
      int state_height = height_for (parts->state, -1);

      put (walk, parts->state, x + width - PADDING_X - state_width + GAP,
           walk->y + height - PADDING_Y - state_height - 1, state_width - GAP, state_height);
    }
  walk->y += height;
}

static void
walk_problem (Walk *walk,
              int   start)
{
  const UiMessageParts *parts = walk->parts;
  int retry_width, retry_height, room, width, height;

  if (!gtk_widget_get_child_visible (parts->problem))
    return;

  retry_width = natural_width (parts->retry);
  retry_height = height_for (parts->retry, retry_width);
  room = MAX (walk->width - start - MARGIN - retry_width - GAP, 1);
  width = MIN (natural_width (parts->problem), room);
  height = MAX (height_for (parts->problem, width), retry_height);
  walk->y += 3;
  put (walk, parts->problem, walk->width - MARGIN - retry_width - GAP - width, walk->y, width,
       height);
  put (walk, parts->retry, walk->width - MARGIN - retry_width,
       walk->y + (height - retry_height) / 2, retry_width, retry_height);
  walk->y += height;
}

static int
walk_all (const UiMessageParts *parts,
          int                   width,
          gboolean              rtl,
          gboolean              place)
{
  Walk walk = { parts, width, 0, rtl, place };
  int start = parts->outgoing ? MARGIN : MARGIN + AVATAR + AVATAR_GAP;

  walk_line (&walk, parts->day);
  walk_line (&walk, parts->fresh);
  walk.y += parts->first ? GROUP_GAP : CLOSE_GAP;
  if (gtk_widget_get_child_visible (parts->avatar))
    put (&walk, parts->avatar, MARGIN, walk.y, AVATAR, AVATAR);
  walk_heading (&walk, start);
  walk_bubble (&walk, start);
  walk_problem (&walk, start);
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
  return walk_all (parts, width > 0 ? width : UI_MESSAGE_MIN_WIDTH, FALSE, FALSE);
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

static GtkWidget *
make_label (GtkWidget  *row,
            const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_parent (label, row);
  gtk_widget_set_child_visible (label, FALSE);
  return label;
}

static GtkWidget *
make_button (GtkWidget  *row,
             const char *text,
             const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "inline-button");
  gtk_widget_set_parent (button, row);
  gtk_widget_set_child_visible (button, FALSE);
  return button;
}

/**
 * ui_message_layout_make_parts:
 * @parts: (out): the parts
 * @row: the row that they become children of
 *
 * Makes the children of a row.
 */
void
ui_message_layout_make_parts (UiMessageParts *parts,
                              GtkWidget      *row)
{
  parts->day = make_label (row, "day-line");
  parts->fresh = make_label (row, "new-line");
  parts->avatar = ui_avatar_new (AVATAR);
  gtk_widget_set_parent (parts->avatar, row);
  parts->name = make_label (row, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (parts->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parts->name), 0);
  parts->time = make_label (row, "caption");
  gtk_widget_add_css_class (parts->time, "dim-label");

  parts->bubble = g_object_new (GTK_TYPE_FRAME, "css-name", "bubble", NULL);
  gtk_widget_set_parent (parts->bubble, row);

  parts->body = make_label (row, "body");
  gtk_widget_set_child_visible (parts->body, TRUE);
  gtk_label_set_wrap (GTK_LABEL (parts->body), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (parts->body), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (parts->body), TRUE);
  gtk_label_set_xalign (GTK_LABEL (parts->body), 0);
  gtk_label_set_yalign (GTK_LABEL (parts->body), 0);

  parts->more = make_button (row, _("_Read more"), "message.expand");
  parts->state = ui_state_icon_new ();
  gtk_widget_set_parent (parts->state, row);
  parts->problem = make_label (row, "caption");
  gtk_widget_add_css_class (parts->problem, "error");
  gtk_label_set_wrap (GTK_LABEL (parts->problem), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (parts->problem), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (parts->problem), 1);
  parts->retry = make_button (row, _("Send _again"), "message.retry");
}
