/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Begins GStreamer with these plugins alone, without its list of all there are; later, in the
 * sandbox, no other can be had. A plugin that is not there is left out. */
void media_av_plugins_load     (const char *const *names); /* %NULL-terminated */
/* What decodes sound and video; @is_all: also what most files do without, and takes long to load */
void media_av_plugins_load_all (gboolean           is_all);

G_END_DECLS
