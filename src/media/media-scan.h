/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads a stream forwards, and always knows where it is. What is beyond the end is simply not
 * there; trouble ends it as well, and is told at last. */
typedef struct _MediaScan MediaScan;

MediaScan *media_scan_new        (GInputStream  *stream,
                                  GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void       media_scan_free       (MediaScan     *self);
gsize      media_scan_read       (MediaScan     *self,
                                  guint8        *bytes,
                                  gsize          size);
void       media_scan_skip       (MediaScan     *self,
                                  gint64         size);
void       media_scan_jump       (MediaScan     *self,
                                  gint64         position);
gint64     media_scan_get_length (MediaScan     *self);
gint64     media_scan_tell       (MediaScan     *self);
gboolean   media_scan_has_ended  (MediaScan     *self);
gboolean   media_scan_finish     (MediaScan     *self,
                                  GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaScan, media_scan_free)

G_END_DECLS
