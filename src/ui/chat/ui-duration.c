/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long something plays. */
#define G_LOG_DOMAIN "ui-duration"

#include "ui-duration.h"

char *
ui_duration_format (gint64 time_ms)
{
  int seconds = (int) (CLAMP (time_ms, 0, G_GINT64_CONSTANT (360000000)) / 1000);

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);

  return g_strdup_printf ("%d:%02d", seconds / 60, seconds % 60);
}
