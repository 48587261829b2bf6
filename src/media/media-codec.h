/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MediaCodec:
 * @type: what GStreamer calls it
 * @version: of "audio/mpeg" and "video/mpeg"; 0: any
 * @name: what people do
 *
 * How sound or film is written, of which it is known what it is called where nothing here reads it.
 */
typedef struct {
  const char *type;
  int         version;
  const char *name;
} MediaCodec;

/* The process that decodes tells which one it is by its place, from 1. */
static const MediaCodec media_codecs[] = {
  { "video/x-h265", 0, "H.265 (HEVC)" },
  { "video/x-h264", 0, "H.264" },
  { "video/x-h266", 0, "H.266 (VVC)" },
  { "video/x-h263", 0, "H.263" },
  { "video/x-av1", 0, "AV1" },
  { "video/x-vp8", 0, "VP8" },
  { "video/x-vp9", 0, "VP9" },
  { "video/mpeg", 4, "MPEG-4" },
  { "video/mpeg", 0, "MPEG-2" },
  { "video/x-theora", 0, "Theora" },
  { "video/x-prores", 0, "ProRes" },
  { "image/jpeg", 0, "Motion JPEG" },
  { "video/x-wmv", 0, "Windows Media" },
  { "audio/AMR", 0, "AMR" },
  { "audio/AMR-WB", 0, "AMR" },
  { "audio/mpeg", 4, "AAC" },
  { "audio/mpeg", 0, "MP3" },
  { "audio/x-opus", 0, "Opus" },
  { "audio/x-vorbis", 0, "Vorbis" },
  { "audio/x-flac", 0, "FLAC" },
  { "audio/x-alac", 0, "ALAC" },
  { "audio/x-ac3", 0, "AC-3" },
  { "audio/x-eac3", 0, "E-AC-3" },
  { "audio/x-speex", 0, "Speex" },
  { "audio/x-wma", 0, "Windows Media" },
};

G_END_DECLS
