/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Charla and its decoder say to one another: one message each, over a socket that keeps them
 * apart (SOCK_SEQPACKET). With the question goes the descriptor of an encoded picture; with an
 * answer that is MEDIA_WIRE_OK one of memory that nobody can change or cut any more. */

/* What is larger is not decoded. */
#define MEDIA_WIRE_MAX_BYTES  (64 * 1024 * 1024)
#define MEDIA_WIRE_MAX_SIDE   16384
#define MEDIA_WIRE_MAX_PIXELS (64 * 1024 * 1024)

/* Nobody may ask for more: in px */
#define MEDIA_WIRE_MAX_FIT    4096

#define MEDIA_WIRE_MAX_FRAMES      200
#define MEDIA_WIRE_MAX_FRAME_BYTES (48 * 1024 * 1024)

typedef enum {
  MEDIA_WIRE_PIXELS,
  MEDIA_WIRE_JPEG,
  MEDIA_WIRE_PNG,
} MediaWireFormat;

/**
 * MediaWireQuestion:
 * @number: of the question
 * @width: px at most; for a crop: exactly
 * @height: px at most; for a crop: exactly
 * @is_crop: the middle of it fills all of that; else all of it fits into that
 * @max_frames: how many pictures of a moving one at most; at least 1
 * @format: a #MediaWireFormat: as what it is wanted; of what is encoded the first picture alone
 * @quality: for JPEG: 1 to 100
 */
typedef struct {
  guint32 number;
  guint32 width;
  guint32 height;
  guint32 is_crop;
  guint32 max_frames;
  guint32 format;
  guint32 quality;
} MediaWireQuestion;

typedef enum {
  MEDIA_WIRE_OK,
  MEDIA_WIRE_UNREADABLE, /* damaged, or of a kind that is not shown */
  MEDIA_WIRE_TOO_LARGE,
  MEDIA_WIRE_TRANSPARENT, /* which the format that is wanted cannot say */
} MediaWireStatus;

/**
 * MediaWireAnswer:
 * @number: of the question
 * @status: a #MediaWireStatus; what follows is 0 where it is not MEDIA_WIRE_OK
 * @full_width: px of the picture as it is
 * @full_height: px of the picture as it is
 * @width: px of what is in the memory
 * @height: px of what is in the memory
 * @n_channels: 3: R, G, B; 4: and alpha, not premultiplied
 * @n_frames: so many pictures, one after the other, without space between their lines; after them
 *   in the memory, as a guint32 each, how many ms they are shown
 * @n_bytes: 0: that is so; else the memory holds so many bytes of an encoded picture, and no more
 */
typedef struct {
  guint32 number;
  guint32 status;
  guint32 full_width;
  guint32 full_height;
  guint32 width;
  guint32 height;
  guint32 n_channels;
  guint32 n_frames;
  guint32 n_bytes;
} MediaWireAnswer;

/* (a multiple of 4, so that the numbers after the pictures can be read as such) */
static inline gsize
media_wire_get_frame_bytes (const MediaWireAnswer *answer)
{
  gsize n_bytes = (gsize) answer->width * answer->height * answer->n_channels;

  return (n_bytes + 3) & ~(gsize) 3;
}

static inline gsize
media_wire_get_bytes (const MediaWireAnswer *answer)
{
  if (answer->n_bytes > 0)
    return answer->n_bytes;

  return answer->n_frames * (media_wire_get_frame_bytes (answer) + sizeof (guint32));
}

G_END_DECLS
