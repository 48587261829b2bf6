/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-av-wire.h"

#include <gst/app/gstappsink.h>

G_BEGIN_DECLS

/**
 * MediaAvPipeline:
 * @fd: the file
 * @pipeline: (owned): decodes a file; each of the sinks is of it
 * @sound: (nullable): what is heard
 * @film: (nullable): what is seen
 * @filter: (nullable): says how large that is
 *
 * What decodes one file, within the sandbox.
 */
typedef struct {
  int          fd;
  gint64       place;        /* from where it is read */
  int          is_reading;   /* atomic */
  int          missing;      /* atomic: see MediaAvEvent; of film if of any */
  GstElement  *pipeline;
  GstAppSink  *sound;
  GstAppSink  *film;
  GstElement  *filter;
  const char  *sound_format; /* of what is asked for: caps */
  const char  *film_format;
  guint        fit_width;
  guint        fit_height;
  gboolean     has_speed;    /* sound may be made faster */
  gboolean     is_sized;     /* there was a frame */
  GMutex       lock;
  MediaAvEvent size;         /* under @lock; only the sizes */
} MediaAvPipeline;

/* @sound_format: caps of the sound; @film_format: name of a format of 4 bytes for each px */
gboolean media_av_pipeline_open         (MediaAvPipeline      *self,
                                         int                   fd,
                                         const MediaAvCommand *command,
                                         const char           *sound_format,
                                         const char           *film_format,
                                         gboolean              has_speed);
void     media_av_pipeline_close        (MediaAvPipeline      *self);
/* Until something could be seen or heard; FALSE: it cannot be decoded */
gboolean media_av_pipeline_wait         (MediaAvPipeline      *self);
void     media_av_pipeline_tell         (MediaAvPipeline      *self,
                                         MediaAvEvent         *event);

G_END_DECLS
