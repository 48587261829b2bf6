/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-image.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MediaLook:
 * @duration_ms: how long it plays; -1: not known
 * @has_sound: whether there is any
 * @full_width: px as it is to be seen; 0: there is nothing to be seen
 * @full_height: px as it is to be seen
 * @poster: (nullable): one of its frames
 * @missing: (nullable): what of it nothing here reads, as people call it; static
 * @n_peaks: of @peaks; 0: of a film, or of what is too long
 * @peaks: (array length=n_peaks): how loud, from beginning to end
 *
 * What sound or a film is, before it is played.
 */
typedef struct {
  gint64      duration_ms;
  gboolean    has_sound;
  guint       full_width;
  guint       full_height;
  MediaImage *poster;
  const char *missing;
  guint       n_peaks;
  guint8      peaks[100];
} MediaLook;

void media_look_free (MediaLook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaLook, media_look_free)

/* Looks at files with sound or film, one after the other, in a process that can do nothing else. */
#define MEDIA_TYPE_LOOKER (media_looker_get_type ())
G_DECLARE_FINAL_TYPE (MediaLooker, media_looker, MEDIA, LOOKER, GObject)

/* @program: (nullable): what decodes; NULL: where it is installed, or was built */
MediaLooker *media_looker_new          (const char           *program) G_GNUC_WARN_UNUSED_RESULT;
/* @size: of the picture */
void         media_looker_look_async   (MediaLooker          *self,
                                        GFile                *file,
                                        const MediaImageSize *size,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
MediaLook   *media_looker_look_finish  (MediaLooker          *self,
                                        GAsyncResult         *result,
                                        GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* For tests: ms that one file may take */
void         media_looker_set_patience (MediaLooker          *self,
                                        guint                 patience_ms);

G_END_DECLS
