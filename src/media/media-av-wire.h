/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Charla, the program that decodes sound and video (charla-av-decoder), and the one that plays
 * sound (charla-speaker) say to one another: one message each, over sockets that keep them apart
 * (SOCK_SEQPACKET). Charla has a socket to each of the two, and gives them one between themselves,
 * on which the sound goes; where that is full, the decoder waits. */

/* Sound is signed numbers of 16 bits, left and right. */
#define MEDIA_AV_RATE        48000
#define MEDIA_AV_FRAME_BYTES 4

/* px that are asked for at most, and that are decoded at most */
#define MEDIA_AV_MAX_FIT     1920
#define MEDIA_AV_MAX_SIDE    8192
#define MEDIA_AV_MAX_PIXELS  (16 * 1024 * 1024)

/* Frames that are decoded and not shown yet */
#define MEDIA_AV_SLOTS       4

#define MEDIA_AV_PEAKS       100
#define MEDIA_AV_MAX_MS      G_GINT64_CONSTANT (360000000) /* 100 hours: longer is not told of */

typedef enum {
  MEDIA_AV_LOOK = 1, /* at a file, its descriptor: how long, how large, how it looks and sounds */
  MEDIA_AV_OPEN,     /* a file, its descriptor, and the socket for the sound */
  MEDIA_AV_SEEK,
  MEDIA_AV_RELEASE,  /* a slot is free again */
} MediaAvCommandKind;

/**
 * MediaAvCommand:
 * @kind: a #MediaAvCommandKind
 * @serial: LOOK: of the question; SEEK: of what comes after it
 * @time_ms: SEEK: where to
 * @speed: SEEK: in per cent
 * @width: LOOK, OPEN: px at most
 * @height: LOOK, OPEN: px at most
 * @slot: RELEASE: which one
 */
typedef struct {
  guint32 kind;
  guint32 serial;
  gint64  time_ms;
  guint32 speed;
  guint32 width;
  guint32 height;
  guint32 slot;
} MediaAvCommand;

typedef enum {
  MEDIA_AV_LOOKED = 1, /* with the memory of a picture, where there is one */
  MEDIA_AV_OPENED,     /* with the memory of the slots, where there are frames */
  MEDIA_AV_FRAME,      /* a slot is filled */
  MEDIA_AV_ENDED,      /* there are no more frames */
  MEDIA_AV_FAILED,     /* it cannot be decoded, or no further */
} MediaAvEventKind;

/**
 * MediaAvEvent:
 * @kind: a #MediaAvEventKind
 * @serial: of the question, or of the seek that it came after
 * @time_ms: FRAME: when it is shown; LOOKED, OPENED: how long it is in all, -1: not known
 * @has_sound: whether there is any
 * @full_width: px as it is to be seen; 0: there is nothing to be seen
 * @full_height: px as it is to be seen
 * @width: px of what is in the memory
 * @height: px of what is in the memory
 * @slot: FRAME: which one
 * @missing: LOOKED, FAILED: what nothing here reads: its place in media_codecs, from 1; 0: none
 * @n_peaks: LOOKED: 0 or MEDIA_AV_PEAKS
 * @peaks: LOOKED: how loud, from beginning to end
 */
typedef struct {
  guint32 kind;
  guint32 serial;
  gint64  time_ms;
  guint32 has_sound;
  guint32 full_width;
  guint32 full_height;
  guint32 width;
  guint32 height;
  guint32 slot;
  guint32 missing;
  guint32 n_peaks;
  guint8  peaks[MEDIA_AV_PEAKS];
} MediaAvEvent;

/* From the decoder to the speaker. */

#define MEDIA_AV_PACKET_BYTES 7680 /* 40 ms */

/**
 * MediaAvPacket:
 * @serial: of the seek that it came after
 * @is_end: there is no more sound
 * @time_ms: where in the file it is from
 * @sound: as many bytes as the message is longer than what stands before them
 */
typedef struct {
  guint32 serial;
  guint32 is_end;
  gint64  time_ms;
  guint8  sound[MEDIA_AV_PACKET_BYTES];
} MediaAvPacket;

/* To the speaker and back. */

#define MEDIA_SPEAKER_SILENT "--silent" /* its argument: nothing is to be heard */

typedef enum {
  MEDIA_SPEAKER_LISTEN = 1, /* the socket with the sound, and what is wanted of it: as FLUSH */
  MEDIA_SPEAKER_FLUSH,      /* forget what was not heard yet; only what has this serial is wanted */
  MEDIA_SPEAKER_PLAY,
  MEDIA_SPEAKER_PAUSE,
  MEDIA_SPEAKER_VOLUME,
} MediaSpeakerCommandKind;

typedef struct {
  guint32 kind;
  guint32 serial;
  guint32 speed;  /* in per cent */
  guint32 volume; /* VOLUME: in per cent, as people hear it */
} MediaSpeakerCommand;

typedef enum {
  MEDIA_SPEAKER_POSITION = 1,
  MEDIA_SPEAKER_ENDED,  /* all was heard */
  MEDIA_SPEAKER_FAILED, /* no sound can be played here */
} MediaSpeakerEventKind;

/**
 * MediaSpeakerEvent:
 * @kind: a #MediaSpeakerEventKind
 * @serial: as in the command
 * @time_ms: POSITION: where in the file that is which is heard now
 * @monotonic_us: POSITION: when it was heard
 */
typedef struct {
  guint32 kind;
  guint32 serial;
  gint64  time_ms;
  gint64  monotonic_us;
} MediaSpeakerEvent;

G_END_DECLS
