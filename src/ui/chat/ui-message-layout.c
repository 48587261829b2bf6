/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of a message row stand. One walk serves measuring and allocating. */
#define G_LOG_DOMAIN "ui-message-layout"

#include "ui-message-layout.h"

#include "ui-avatar.h"
#include "ui-card-view.h"
#include "ui-message-files.h"
#include "ui-offer-line.h"
#include "ui-state-icon.h"
#include "ui-text-layout.h"
#include "ui-transfer-line.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARGIN 12       /* at both sides of the row */
#define MAX_COLUMN 900  /* in a wide window both sides stay within sight of each other */
#define AVATAR 36
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

/* A walk down the row; with @place each part is allocated as it is passed. */
typedef struct {
  const UiMessageParts *parts;
  int                   width;
  int                   left;   /* of the column; counted from the side where reading begins */
  int                   right;  /* of the column */
  int                   y;
  gboolean              rtl;
  gboolean              place;
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

/* What to do about a problem, where there is more than one thing: below the reason. */
static void
walk_ways (Walk *walk)
{
  const UiMessageParts *parts = walk->parts;
  int discard_width = natural_width (parts->discard);
  int retry_width = natural_width (parts->retry);
  int height = MAX (height_for (parts->discard, discard_width),
                    height_for (parts->retry, retry_width));

  put (walk, parts->discard, walk->right - discard_width, walk->y, discard_width, height);
  put (walk, parts->retry, walk->right - discard_width - GAP - retry_width, walk->y, retry_width,
       height);
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
  int end_width = edited_width + state_width;
  int room = walk->right - start - FAR_SIDE - 2 * padding - end_width;
  int padding_y = spaced (parts, PADDING_Y);
  int more_width = 0;
  int more_height = 0;
  int files_width = 0;
  int files_height = 0;
  int files_gap = 0;
  int card_width = 0;
  int card_height = 0;
  int text_width = 1;
  int text_height = 0;
  int text_y;
  int width;
  int height;
  int x;

  if (is_shown (parts->files))
    {
      natural_width (parts->files);
      ui_message_files_measure (UI_MESSAGE_FILES (parts->files), CLAMP (room, 1, MAX_TEXT),
                                &files_width, &files_height);
    }
  if (is_shown (parts->body))
    {
      measure_body (parts, room, &text_width, &text_height);
      files_gap = files_height > 0 ? GAP : 0;
    }
  text_width = MAX (text_width, files_width);
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

  if (is_shown (parts->discard))
    {
      width = CLAMP (natural_width (parts->problem), 1, MAX (walk->right - start - FAR_SIDE, 1));
      height = height_for (parts->problem, width);
      walk->y += 3;
      put (walk, parts->problem, walk->right - width, walk->y, width, height);
      walk->y += height + 3;
      walk_ways (walk);
      return;
    }

  retry_width = natural_width (parts->retry);
  retry_height = height_for (parts->retry, retry_width);
  width = CLAMP (natural_width (parts->problem), 1,
                 MAX (walk->right - start - retry_width - GAP, 1));
  height = MAX (height_for (parts->problem, width), retry_height);
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
  Walk walk = { parts, width, left, left + column, 0, rtl, place };
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

static GtkWidget *
make_label (GtkWidget  *row,
            const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_child_visible (label, FALSE);
  gtk_widget_set_parent (label, row);
  return label;
}

static void
let_wrap (GtkWidget *label,
          float      xalign)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
}

static GtkWidget *
make_button (GtkWidget  *row,
             const char *text,
             const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "inline-button");
  gtk_widget_set_child_visible (button, FALSE);
  gtk_widget_set_parent (button, row);
  return button;
}

static void
show (GtkWidget *part,
      gboolean   shown)
{
  if (part == NULL || gtk_widget_get_child_visible (part) == shown)
    return;

  gtk_widget_set_child_visible (part, shown);
  /* Out of sight it must not be found by the keyboard either. */
  gtk_widget_set_can_focus (part, shown);
}

static void
show_line (UiMessageParts  *parts,
           GtkWidget      **line,
           const char      *size,
           const char      *color,
           const char      *text)
{
  if (*line == NULL && text != NULL)
    {
      *line = make_label (parts->row, size);
      gtk_widget_add_css_class (*line, color);
      let_wrap (*line, 0.5F);
      gtk_label_set_justify (GTK_LABEL (*line), GTK_JUSTIFY_CENTER);
    }

  show (*line, text != NULL);
  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (*line), text);
}

void
ui_message_layout_set_start (UiMessageParts *parts,
                             const char     *text)
{
  show_line (parts, &parts->start, "caption", "dim-label", text);
}

void
ui_message_layout_set_day (UiMessageParts *parts,
                           const char     *text)
{
  show_line (parts, &parts->day, "caption-heading", "dim-label", text);
}

void
ui_message_layout_set_fresh (UiMessageParts *parts,
                             gboolean        fresh)
{
  show_line (parts, &parts->fresh, "caption-heading", "accent", fresh ? _("New") : NULL);
}

void
ui_message_layout_set_more (UiMessageParts *parts,
                            gboolean        more)
{
  if (parts->more == NULL && more)
    parts->more = make_button (parts->row, _("_Read more"), "message.expand");
  show (parts->more, more);
}

void
ui_message_layout_set_edited (UiMessageParts *parts,
                              gboolean        edited)
{
  if (parts->edited == NULL && edited)
    {
      /* Translators: beside a message whose author has changed it */
      parts->edited = make_button (parts->row, _("edited"), "message.versions");
      gtk_button_set_use_underline (GTK_BUTTON (parts->edited), FALSE);
      gtk_widget_remove_css_class (parts->edited, "inline-button");
      gtk_widget_add_css_class (parts->edited, "flat");
      gtk_widget_add_css_class (parts->edited, "edited-mark");
      gtk_widget_set_focus_on_click (parts->edited, FALSE);
      gtk_widget_set_tooltip_text (parts->edited, _("Show what it said before"));
      /* Its own label would count for more than what it is called here. */
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (parts->edited),
                                     GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (parts->edited),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Edited. Show what it said before"),
                                      GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
    }
  show (parts->edited, edited);
}

gboolean
ui_message_layout_set_files (UiMessageParts *parts,
                             GListModel     *files,
                             GListModel     *messages,
                             UiPictureCache *cache)
{
  gboolean is_new = parts->files == NULL && files != NULL;

  if (is_new)
    {
      parts->files = ui_message_files_new (cache);
      gtk_widget_insert_before (parts->files, parts->row, parts->body);
      gtk_widget_set_child_visible (parts->files, FALSE);
    }
  if (parts->files != NULL)
    ui_message_files_set_files (UI_MESSAGE_FILES (parts->files), files, messages);
  show (parts->files, files != NULL);
  return is_new;
}

gboolean
ui_message_layout_set_card (UiMessageParts *parts,
                            gboolean        card)
{
  gboolean is_new = parts->card == NULL && card;

  if (is_new)
    {
      parts->card = ui_card_view_new ();
      gtk_widget_set_child_visible (parts->card, FALSE);
      gtk_widget_insert_after (parts->card, parts->row, parts->body);
    }
  show (parts->card, card);
  return is_new;
}

void
ui_message_layout_set_transfer (UiMessageParts *parts,
                                ChatTransfer   *transfer)
{
  if (parts->transfer == NULL && transfer != NULL)
    {
      parts->transfer = ui_transfer_line_new ();
      gtk_widget_set_parent (parts->transfer, parts->row);
    }

  show (parts->transfer, transfer != NULL);
  if (parts->transfer != NULL)
    ui_transfer_line_set_transfer (UI_TRANSFER_LINE (parts->transfer), transfer);
}

void
ui_message_layout_set_offer (UiMessageParts   *parts,
                             ChatConversation *conversation,
                             ChatMessage      *message)
{
  /* A screen reader finds what is only not drawn. */
  if (message == NULL)
    {
      g_clear_pointer (&parts->offer, gtk_widget_unparent);
      return;
    }

  if (parts->offer == NULL)
    {
      parts->offer = ui_offer_line_new ();
      gtk_widget_set_parent (parts->offer, parts->row);
    }
  ui_offer_line_set_message (UI_OFFER_LINE (parts->offer), conversation, message);
}

/* Its lines end where reading ends in the window. What is written in another direction, as a
 * server's own words may be, Pango turns round. */
static void
justify_end (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  PangoDirection direction = pango_layout_get_line_readonly (layout, 0)->resolved_dir;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL;

  gtk_label_set_justify (label, (direction == PANGO_DIRECTION_RTL) == rtl ? GTK_JUSTIFY_RIGHT
                                                                          : GTK_JUSTIFY_LEFT);
}

void
ui_message_layout_set_failed (UiMessageParts *parts,
                              const char     *reason,
                              gboolean        can_discard)
{
  if (parts->problem == NULL && reason != NULL)
    {
      parts->problem = make_label (parts->row, "caption");
      gtk_widget_add_css_class (parts->problem, "error");
      let_wrap (parts->problem, 1);
      parts->retry = make_button (parts->row, _("Send _again"), "message.retry");
    }

  if (parts->discard == NULL && can_discard)
    parts->discard = make_button (parts->row, _("_Discard"), "message.discard");

  show (parts->problem, reason != NULL);
  show (parts->retry, reason != NULL);
  show (parts->discard, reason != NULL && can_discard);
  if (reason == NULL)
    return;

  gtk_label_set_text (GTK_LABEL (parts->problem), reason);
  justify_end (GTK_LABEL (parts->problem));
}

static void
make_fold (UiMessageParts *parts)
{
  GtkWidget *label;

  parts->fold = make_button (parts->row, "", "message.unfold");
  gtk_button_set_use_underline (GTK_BUTTON (parts->fold), FALSE);
  gtk_widget_remove_css_class (parts->fold, "inline-button");
  gtk_widget_add_css_class (parts->fold, "flat");
  gtk_widget_add_css_class (parts->fold, "fold");
  gtk_widget_set_focus_on_click (parts->fold, FALSE);
  gtk_widget_set_tooltip_text (parts->fold, _("Show when"));
  label = gtk_button_get_child (GTK_BUTTON (parts->fold));
  let_wrap (label, 0.5F);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);

  parts->events = make_label (parts->row, "caption");
  gtk_widget_add_css_class (parts->events, "dim-label");
  gtk_widget_add_css_class (parts->events, "numeric");
  let_wrap (parts->events, 0);
}

void
ui_message_layout_set_fold (UiMessageParts *parts,
                            const char     *sum,
                            const char     *events)
{
  if (parts->fold == NULL && sum != NULL)
    make_fold (parts);
  show (parts->fold, sum != NULL);
  show (parts->events, sum != NULL && events != NULL);
  if (sum == NULL)
    return;

  gtk_button_set_label (GTK_BUTTON (parts->fold), sum);
  /* Else it would be heard twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (parts->fold),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_state (GTK_ACCESSIBLE (parts->fold), GTK_ACCESSIBLE_STATE_EXPANDED,
                               events != NULL, -1);
  gtk_label_set_text (GTK_LABEL (parts->events), events != NULL ? events : "");
}

gboolean
ui_message_layout_set_menu (UiMessageParts *parts,
                            gboolean        shown)
{
  if (is_shown (parts->menu) == shown)
    return FALSE;

  if (parts->menu == NULL)
    {
      parts->menu = make_button (parts->row, "", "message.menu");
      gtk_button_set_icon_name (GTK_BUTTON (parts->menu), "view-more-symbolic");
      gtk_widget_add_css_class (parts->menu, "flat");
      gtk_widget_add_css_class (parts->menu, "circular");
      gtk_widget_set_focus_on_click (parts->menu, FALSE);
      gtk_widget_set_tooltip_text (parts->menu, _("Menu of the message"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (parts->menu),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _("Menu of the message"),
                                      GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
    }
  show (parts->menu, shown);
  return TRUE;
}

/**
 * ui_message_layout_make_parts:
 * @parts: (out): the parts
 * @row: the row that they become children of
 *
 * Makes the children that every row has.
 */
void
ui_message_layout_make_parts (UiMessageParts *parts,
                              GtkWidget      *row)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  parts->row = row;
  parts->avatar = ui_avatar_new (AVATAR);
  gtk_widget_set_parent (parts->avatar, row);
  parts->name = make_label (row, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (parts->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parts->name), 0);
  parts->time = make_label (row, "caption");
  gtk_widget_add_css_class (parts->time, "dim-label");

  parts->bubble = g_object_new (GTK_TYPE_FRAME, "css-name", "bubble", NULL);
  gtk_widget_set_can_target (parts->bubble, FALSE);
  gtk_widget_set_parent (parts->bubble, row);

  parts->body = make_label (row, "body");
  gtk_widget_set_child_visible (parts->body, TRUE);
  gtk_widget_set_layout_manager (parts->body, ui_text_layout_new ());
  /* A hyphen that is not in the text would be taken for a part of an address. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (parts->body), attributes);
  let_wrap (parts->body, 0);
  gtk_label_set_selectable (GTK_LABEL (parts->body), TRUE);
  gtk_label_set_yalign (GTK_LABEL (parts->body), 0);

  parts->state = ui_state_icon_new ();
  gtk_widget_set_parent (parts->state, row);
}
