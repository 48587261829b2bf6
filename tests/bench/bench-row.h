/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One figure, as report.py reads it. @beside: the same of @name, which ran by turns with us; 0 where
 * there is none. */
static inline void
bench_row (const char *what,
           double      value,
           const char *unit,
           double      beside,
           const char *name,
           const char *wanted)
{
  g_autofree char *other = beside != 0 ? g_strdup_printf ("%.6g", beside) : g_strdup ("");

  g_print ("row\t%s\t%.6g\t%s\t%s\t%s\t%s\n", what, value, unit, other, name, wanted);
}
