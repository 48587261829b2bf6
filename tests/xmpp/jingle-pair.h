/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jingle-relay.h"
#include "mock-server.h"
#include "xmpp-jingle-files.h"

G_BEGIN_DECLS

#define JINGLE_A "juliet@capulet.lit/balcony"
#define JINGLE_B "juliet@capulet.lit/chamber"

typedef struct _JinglePair JinglePair;

/* One of two clients, each at a server of its own; the servers pass on what is for the other. Both
 * have the same account, so that they see each other without a roster. */
typedef struct {
  JinglePair      *pair;
  const char      *full;
  MockServer      *server;
  XmppSession     *session;
  XmppPresence    *presence;
  XmppCaps        *caps;
  XmppServerInfo  *info;
  XmppJingleFiles *files;
  GPtrArray       *features; /* owned, in the order they were attached */
  XmppJingleFile  *offered;  /* (nullable): what came last */
  guint            n_offered;
  gboolean         is_online;
} JingleSide;

/* What is on its way from @side to the other. Returns what arrives instead: NULL: nothing does. */
typedef char *(*JingleTamperFunc) (JingleSide  *side,
                                   XmppElement *stanza,
                                   gpointer     user_data);

struct _JinglePair
{
  JingleSide       a;
  JingleSide       b;
  JingleTamperFunc tamper;      /* (nullable) */
  gpointer         tamper_data;
  GString         *log;         /* "A session-initiate" …, a line each */
  GString         *replies;
  JingleRelay     *relay;       /* (nullable) borrowed: proxy.capulet.lit */
  guint            n_activated;
  gboolean         is_inactive; /* activation is refused */
};

/* @straight: whether the second says that connections can be made to it; @relay: (nullable): what
 * the server has */
JinglePair *jingle_pair_new     (gboolean     straight,
                                 JingleRelay *relay) G_GNUC_WARN_UNUSED_RESULT;
void        jingle_pair_free    (JinglePair *self);
void        jingle_pair_wait    (gboolean  (*is_so) (gpointer),
                                 gpointer     user_data);
/* Something that nobody has said arrives at @to. What is answered to an id that begins with "forged"
 * goes into @replies and nowhere else: "forged1 result", "forged2 item-not-found", a line each; so
 * does what is said to strangers of itself: "session-terminate decline" */
void        jingle_pair_forge   (JingleSide *to,
                                 const char *xml);
/* Hears how a file ended */
typedef struct {
  guint   n_ended;
  GError *error; /* (nullable) */
} JingleEnd;
void        jingle_end_watch    (JingleEnd      *self,
                                 XmppJingleFile *file);
void        jingle_end_wait     (JingleEnd      *self);
void        jingle_end_clear    (JingleEnd      *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JingleEnd, jingle_end_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JinglePair, jingle_pair_free)

G_END_DECLS
