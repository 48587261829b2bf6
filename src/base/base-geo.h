/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BaseGeo:
 * @latitude: in degrees, north of the equator; -90 to 90
 * @longitude: in degrees, east of Greenwich; -180 to 180
 * @accuracy_m: within how many metres; negative: not told
 *
 * A place on the earth: RFC 5870.
 */
typedef struct {
  double latitude;
  double longitude;
  double accuracy_m;
} BaseGeo;

/* FALSE: it is none, or not of this earth */
gboolean base_geo_parse           (const char    *uri,
                                   BaseGeo       *geo);
/* "geo:41.40338,2.17403" */
char    *base_geo_to_uri          (const BaseGeo *self) G_GNUC_WARN_UNUSED_RESULT;
/* "41.40338, 2.17403", as maps take it */
char    *base_geo_to_text         (const BaseGeo *self) G_GNUC_WARN_UNUSED_RESULT;
/* The place on a map on the web */
char    *base_geo_to_web          (const BaseGeo *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
