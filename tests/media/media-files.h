/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): a file with what a GStreamer pipeline gives; NULL: an element is not there */
GFile *media_files_make   (const char *folder,
                           const char *name,
                           const char *words);
/* @ms of a tone in Ogg with Opus */
GFile *media_files_sound  (const char *folder,
                           guint       ms);
/* @ms of a film of 25 frames a second, with sound, in WebM */
GFile *media_files_film   (const char *folder,
                           guint       ms,
                           guint       width,
                           guint       height);

G_END_DECLS
