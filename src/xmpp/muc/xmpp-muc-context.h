/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-disco.h"
#include "xmpp-presence.h"

G_BEGIN_DECLS

/**
 * XmppMucPatience:
 * @join_ms: how long a room that is being joined may say nothing
 * @ping_ms: after how much silence a room is asked whether we are in it: XEP-0410, 3.2
 * @resume_ms: the same, after a connection was lost and resumed
 * @retry_first_ms: the most that the first try to come back waits
 * @retry_most_ms: the most that any waits
 * @batch_ms: for how long what happens to occupants is gathered, at the most
 *
 * Time limits, in milliseconds.
 */
typedef struct {
  guint join_ms;
  guint ping_ms;
  guint resume_ms;
  guint retry_first_ms;
  guint retry_most_ms;
  guint batch_ms;
} XmppMucPatience;

#define XMPP_MUC_PATIENCE_INIT { 60000, 15 * 60000, 5000, 5000, 10 * 60000, 50 }

typedef void (*XmppMucStartFunc) (gpointer room);

/**
 * XmppMucContext:
 *
 * What all rooms of an account share, and who may join next: only some do at the same time, so that
 * fifty rooms do not answer all at once.
 */
typedef struct _XmppMucContext XmppMucContext;

struct _XmppMucContext
{
  XmppDisco       *disco;
  XmppPresence    *presence;
  XmppAudience    *audience; /* (nullable) */
  XmppSession     *session;  /* (nullable) borrowed: it is there from attach to detach */
  XmppMucPatience  patience;

  XmppMucStartFunc start;
  GQueue           waiting;  /* borrowed rooms */
  GHashTable      *joining;  /* borrowed rooms */
  GPtrArray       *owed;     /* owned XmppElement: for rooms that we have left meanwhile */
};

/* @start: joins a room whose turn it is */
XmppMucContext *xmpp_muc_context_new      (XmppDisco        *disco,
                                           XmppPresence     *presence,
                                           XmppAudience     *audience,
                                           XmppMucStartFunc  start) G_GNUC_WARN_UNUSED_RESULT;
XmppMucContext *xmpp_muc_context_ref      (XmppMucContext   *self);
void            xmpp_muc_context_unref    (XmppMucContext   *self);
gboolean        xmpp_muc_context_can_join (XmppMucContext   *self);
/* Starts @room when it is its turn, perhaps at once; until xmpp_muc_context_leave() */
void            xmpp_muc_context_enter    (XmppMucContext   *self,
                                           gpointer          room);
void            xmpp_muc_context_leave    (XmppMucContext   *self,
                                           gpointer          room);
/* Takes @presence, which is sent now, or when a lost connection is resumed */
void            xmpp_muc_context_send     (XmppMucContext   *self,
                                           XmppElement      *presence);
/* We are online, after which rooms may be joined again */
void            xmpp_muc_context_resume   (XmppMucContext   *self,
                                           gboolean          resumed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMucContext, xmpp_muc_context_unref)

G_END_DECLS
