/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What decodes may write there again. */
typedef void (*MediaSlotsRelease) (guint    slot,
                                   gpointer user_data);

/**
 * MediaSlots:
 * @memory: (nullable): MEDIA_AV_SLOTS frames, which whoever decodes can change at any time
 * @width: px of a frame
 * @height: px of a frame
 * @waiting: frames that have come and were not taken yet
 * @release: called for each that is not needed any more
 * @user_data: for @release
 *
 * The memory in which the frames of a film come. Nothing in it can be used against us: its size is
 * bounded, it cannot be cut, and what is taken is a copy.
 */
typedef struct {
  const guint8      *memory;
  guint              width;
  guint              height;
  GQueue             waiting;
  MediaSlotsRelease  release;
  gpointer           user_data;
} MediaSlots;

void     media_slots_init     (MediaSlots        *self,
                               MediaSlotsRelease  release,
                               gpointer           user_data);
/* @event: a MediaAvEvent, MEDIA_AV_OPENED; @fd: that came with it; @width, @height: px that were
 * asked for. FALSE: it is not what was asked for */
gboolean media_slots_map      (MediaSlots        *self,
                               gconstpointer      event,
                               int                fd,
                               guint              width,
                               guint              height);
/* Releases what waits, too */
void     media_slots_unmap    (MediaSlots        *self);
/* @event: MEDIA_AV_FRAME. FALSE: there can be no such frame */
gboolean media_slots_check    (MediaSlots        *self,
                               gconstpointer      event);
/* @event: one that was checked */
void     media_slots_push     (MediaSlots        *self,
                               gconstpointer      event);
void     media_slots_drop     (MediaSlots        *self);
/* (nullable): the last of those up to @until_ms; those before it are skipped */
GBytes  *media_slots_take     (MediaSlots        *self,
                               gint64             until_ms) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the next one, whenever it is to be seen */
GBytes  *media_slots_take_one (MediaSlots        *self) G_GNUC_WARN_UNUSED_RESULT;
/* ms of the next one; -1: none waits */
gint64   media_slots_get_next (MediaSlots        *self);

G_END_DECLS
