/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-geo.h"

G_BEGIN_DECLS

/* A place on the earth is a message of its own, as Conversations and others send it.
 * FALSE: @text is something else, or more than that */
gboolean chat_place_read            (const char    *text,
                                     BaseGeo       *geo);
/* "41.40338° N, 2.17403° E" */
char    *chat_place_dup_coordinates (const BaseGeo *geo) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what is said of the place that @text is, in a line */
char    *chat_place_dup_line        (const char    *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
