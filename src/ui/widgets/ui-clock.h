/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Tells times as people read them, in their locale and zone. Signal "changed": what was said may
 * read otherwise now (a new day began, the zone is another one, or the person chose 12 or 24
 * hours). It looks once a minute. */
#define UI_TYPE_CLOCK (ui_clock_get_type ())
G_DECLARE_FINAL_TYPE (UiClock, ui_clock, UI, CLOCK, GObject)

UiClock *ui_clock_new           (void) G_GNUC_WARN_UNUSED_RESULT;
/* What it does once a minute */
void     ui_clock_look          (UiClock *self);

/* All: unix µs in; (transfer full) "" for 0 */
char    *ui_clock_format_time   (UiClock *self,
                                 gint64   time_us); /* "18:40" */
/* for lists: "18:40", "Yesterday", "Mon", "12 Mar", "12/03/24" */
char    *ui_clock_format_short  (UiClock *self,
                                 gint64   time_us);
/* day line: "Today", "Yesterday", "Monday, 12 March" */
char    *ui_clock_format_day    (UiClock *self,
                                 gint64   time_us);
char    *ui_clock_format_full   (UiClock *self,
                                 gint64   time_us); /* "Monday, 12 March 2024, 18:40:05" */
char    *ui_clock_format_ago    (UiClock *self,
                                 gint64   time_us); /* "5 minutes ago", "yesterday at 18:40" */
/* Whether both lie on one local day. */
gboolean ui_clock_is_same_day   (UiClock *self,
                                 gint64   a_us,
                                 gint64   b_us);

G_END_DECLS
