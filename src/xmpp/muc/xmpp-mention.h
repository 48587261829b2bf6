/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"
#include "xmpp-occupant.h"

G_BEGIN_DECLS

/* More in one message are a flood, of which none counts. */
#define XMPP_MENTIONS_MAX 64

/**
 * XmppMentionKind:
 * @XMPP_MENTION_PERSON: one person
 * @XMPP_MENTION_CHANNEL: all who are in the room
 * @XMPP_MENTION_ASSOCIATION: those of them who have a role or an affiliation
 * @XMPP_MENTION_HAT: those of them who wear a hat
 */
typedef enum {
  XMPP_MENTION_PERSON,
  XMPP_MENTION_CHANNEL,
  XMPP_MENTION_ASSOCIATION,
  XMPP_MENTION_HAT,
} XmppMentionKind;

#define XMPP_MENTION_N_KINDS (XMPP_MENTION_HAT + 1)

/**
 * XmppMention:
 *
 * Whom a message says that it speaks to: XEP-0513. It is the word of whoever has sent it, and says
 * whom they mean, not who is there.
 */
typedef struct {
  XmppMentionKind  kind;
  char            *occupant_id; /* (nullable): whom, in a room that gives occupant-ids */
  XmppAddress     *address;     /* (nullable): whom, elsewhere */
  const char      *group;       /* (nullable): of an association: "moderators", … */
  char            *hat;         /* (nullable): of a hat: its URI */
  guint            begin;       /* where in the body, in code points */
  guint            end;         /* the one after; 0: nowhere in particular */
  gboolean         is_active;   /* only those who are active now */
  gboolean         is_silent;   /* they are not to be disturbed */
} XmppMention;

XmppMention *xmpp_mention_new          (XmppMentionKind    kind) G_GNUC_WARN_UNUSED_RESULT;
/* @group: "moderators", "participants", "visitors", "owner", "admin", "member", "none" */
XmppMention *xmpp_mention_new_group    (const char        *group) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it is for @occupant, of whom it names what they are, not who */
gboolean     xmpp_mention_includes     (const XmppMention  *self,
                                        const XmppOccupant *occupant);
XmppMention *xmpp_mention_copy         (const XmppMention *self) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_mention_free         (XmppMention       *self);
/* @body: (nullable), @language: (nullable): the text that is shown, and what it is in. (nullable):
 * owned XmppMention */
GPtrArray   *xmpp_mentions_read        (XmppElement       *stanza,
                                        const char        *body,
                                        const char        *language) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray   *xmpp_mentions_copy        (GPtrArray         *mentions) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_mention_write        (const XmppMention *self,
                                        XmppElement       *stanza);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMention, xmpp_mention_free)

G_END_DECLS
