/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Charla and the program that records its voice messages (charla-recorder) say to one another:
 * one message each, over a socket that keeps them apart (SOCK_SEQPACKET). */

typedef enum {
  MEDIA_RECORDER_BEGIN = 1, /* with the descriptor of the file that is to be written */
  MEDIA_RECORDER_END,       /* finish the file; so it does when the socket is closed */
} MediaRecorderCommandKind;

typedef struct {
  guint32 kind;
} MediaRecorderCommand;

typedef enum {
  MEDIA_RECORDER_LEVEL = 1, /* it records; twenty times a second */
  MEDIA_RECORDER_DONE,      /* the file is whole */
  MEDIA_RECORDER_FAILED,    /* what was recorded before that is in the file */
  MEDIA_RECORDER_ASKING,    /* all that it needs itself is there: now it is for the sound server */
} MediaRecorderEventKind;

/* Why it failed. */
typedef enum {
  MEDIA_RECORDER_PARTS_MISSING = 1, /* what it is made of is not installed */
  MEDIA_RECORDER_NO_MICROPHONE,     /* nor a sound server, or it has gone */
  MEDIA_RECORDER_DENIED,
  MEDIA_RECORDER_BUSY,
  MEDIA_RECORDER_DISK_FULL,
  MEDIA_RECORDER_STORAGE,           /* the file cannot be written for another reason */
} MediaRecorderReason;

/**
 * MediaRecorderEvent:
 * @kind: a #MediaRecorderEventKind
 * @reason: FAILED: a #MediaRecorderReason
 * @level: LEVEL: how loud it was, in hundredths of a decibel, 0 at most
 * @time_ms: LEVEL, DONE: how much is recorded
 */
typedef struct {
  guint32 kind;
  guint32 reason;
  gint32  level;
  gint32  unused;
  gint64  time_ms;
} MediaRecorderEvent;

/* Nothing is heard. */
#define MEDIA_RECORDER_SILENCE (-10000)

G_END_DECLS
