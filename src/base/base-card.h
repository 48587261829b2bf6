/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BASE_CARD_MAX_WAYS 4

/**
 * BaseCardKind:
 * @BASE_CARD_NONE: it is neither
 * @BASE_CARD_CONTACT: somebody's card: RFC 6350, RFC 2426, vCard 2.1
 * @BASE_CARD_EVENT: an event or a task of a calendar: RFC 5545
 */
typedef enum {
  BASE_CARD_NONE,
  BASE_CARD_CONTACT,
  BASE_CARD_EVENT,
} BaseCardKind;

/**
 * BaseCard:
 * @kind: what it is
 * @n_cards: how many are in the file; the rest tells of the first one
 * @title: (nullable): what the person is called, or the event
 * @organization: (nullable): of a person
 * @place: (nullable): of an event
 * @ways: telephone numbers and mail addresses of a person
 * @start: (nullable): of an event; without a zone: wherever one is
 * @end: (nullable): the last day, of one that has days
 * @is_days: it begins and ends with a day
 * @repeats: it comes again
 *
 * What a file says. All texts are in one line, and fit to be shown.
 */
typedef struct {
  BaseCardKind  kind;
  guint         n_cards;
  char         *title;
  char         *organization;
  char         *place;
  GPtrArray    *ways; /* owned char * */
  GDateTime    *start;
  GDateTime    *end;
  gboolean      is_days;
  gboolean      repeats;
} BaseCard;

/* @data: from anybody */
BaseCard *base_card_read (const char *data,
                          gsize       length) G_GNUC_WARN_UNUSED_RESULT;
void      base_card_free (BaseCard   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseCard, base_card_free)

G_END_DECLS
