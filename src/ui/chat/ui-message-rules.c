/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is behind the parts of a message row. */
#define G_LOG_DOMAIN "ui-message-layout"

#include "ui-message-layout.h"

#include <math.h>

#define RULE_GAP 12 /* between a day or "New" and the rule beside it */

/* The rule at both sides of a line in the middle, where there is room for it. */
static void
snapshot_rule (const UiMessageParts *parts,
               GtkWidget            *line,
               float                 alpha,
               GtkSnapshot          *snapshot)
{
  graphene_rect_t area;
  float length;
  float y;
  int natural;
  GdkRGBA color;

  if (line == NULL || !gtk_widget_get_child_visible (line)
      || !gtk_widget_compute_bounds (line, parts->row, &area))
    return;

  gtk_widget_measure (line, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  length = (area.size.width - (float) natural) / 2 - RULE_GAP;
  if (length < RULE_GAP)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (line), &color);
  color.alpha *= alpha;
  y = floorf (area.origin.y + area.size.height / 2);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (area.origin.x, y, length, 1));
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (area.origin.x + area.size.width - length, y,
                                                  length, 1));
}

/**
 * ui_message_layout_snapshot:
 * @parts: the parts of a row
 * @snapshot: what is drawn on
 *
 * Draws what is behind the parts: the rules of day and "New" lines.
 */
void
ui_message_layout_snapshot (const UiMessageParts *parts,
                            GtkSnapshot          *snapshot)
{
  snapshot_rule (parts, parts->day, 0.25F, snapshot);
  snapshot_rule (parts, parts->fresh, 1, snapshot);
}
