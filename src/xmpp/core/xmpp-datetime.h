/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  xmpp_datetime_parse  (const char *text,
                                gint64     *time_us);
char     *xmpp_datetime_format (gint64      time_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
