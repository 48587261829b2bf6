/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-scan.h"

G_BEGIN_DECLS

/* What is left of a film without what it tells of whoever made it: @scan stands at its start, and
 * @pieces get it. */
void media_film_clean_mp4      (MediaScan *scan,
                                GArray    *pieces,
                                guint     *width, /* as it is to be seen; unchanged: not known */
                                guint     *height);
void media_film_clean_heif     (MediaScan *scan,
                                GArray    *pieces);
void media_film_clean_matroska (MediaScan *scan,
                                GArray    *pieces);

G_END_DECLS
