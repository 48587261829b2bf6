/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MediaRecorderError:
 * @MEDIA_RECORDER_ERROR_FAILED: for a reason that nobody can do anything about
 * @MEDIA_RECORDER_ERROR_MISSING: what is needed is not installed
 * @MEDIA_RECORDER_ERROR_NO_MICROPHONE: there is none, or no sound server; or it has gone
 * @MEDIA_RECORDER_ERROR_DENIED: it may not be used
 * @MEDIA_RECORDER_ERROR_BUSY: something else uses it
 * @MEDIA_RECORDER_ERROR_DISK_FULL: there is no more place for the file
 * @MEDIA_RECORDER_ERROR_STORAGE: the file cannot be written
 * @MEDIA_RECORDER_ERROR_NO_ANSWER: the sound server, or what records, hangs
 *
 * Why nothing is recorded, or no more.
 */
typedef enum {
  MEDIA_RECORDER_ERROR_FAILED,
  MEDIA_RECORDER_ERROR_MISSING,
  MEDIA_RECORDER_ERROR_NO_MICROPHONE,
  MEDIA_RECORDER_ERROR_DENIED,
  MEDIA_RECORDER_ERROR_BUSY,
  MEDIA_RECORDER_ERROR_DISK_FULL,
  MEDIA_RECORDER_ERROR_STORAGE,
  MEDIA_RECORDER_ERROR_NO_ANSWER,
} MediaRecorderError;

#define MEDIA_RECORDER_ERROR (media_recorder_error_quark ())

GQuark media_recorder_error_quark (void);

/* Records one file, Opus in Ogg, in a process of its own. Signals:
 *   "level" (double decibels, gint64 time_ms): how loud it was, 0 at most, and how much there is
 *   "slow": the sound server has not answered for a while; it is still waited for
 *   "ended" (gpointer error): once; the file is whole; of another one, @error (a GError) says why
 *     there is no more of it */
#define MEDIA_TYPE_RECORDER (media_recorder_get_type ())
G_DECLARE_FINAL_TYPE (MediaRecorder, media_recorder, MEDIA, RECORDER, GObject)

/* @program: (nullable): the recorder's; NULL: where it is installed, or was built
 * @source: (nullable): as GStreamer describes it, for tests; NULL: the microphone
 * @fd: of the file, which is taken */
MediaRecorder *media_recorder_new          (const char    *program,
                                            const char    *source,
                                            int            fd) G_GNUC_WARN_UNUSED_RESULT;
/* -1: @error says why. In place of what is there; nobody else may look at it. Blocks */
int            media_recorder_create_file  (const char    *path,
                                            GError       **error);
void           media_recorder_end          (MediaRecorder *self);
/* For tests: ms until the first sound, and from the end to the whole file */
void           media_recorder_set_patience (MediaRecorder *self,
                                            guint          patience_ms);

G_END_DECLS
