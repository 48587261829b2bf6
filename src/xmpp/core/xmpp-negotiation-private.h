/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-authentication.h"
#include "xmpp-connector.h"
#include "xmpp-error.h"
#include "xmpp-stream-features.h"

G_BEGIN_DECLS

/* For the files of XmppNegotiation, which include its header before this one. */

struct _XmppNegotiation
{
  GObject               parent_instance;

  XmppPhase             phase;
  XmppNegotiationSetup  setup;        /* its pointers are ours, but for the owner */
  XmppSessionConfig     config;
  XmppSessionLimits     limits;

  GTask                *task;         /* (nullable): while it runs */
  GCancellable         *steps;        /* ends what runs below */
  GSource              *cancelled;    /* (nullable) */
  GSource              *timer;        /* (nullable) */
  GError               *failure;      /* (nullable): of the host before this one */

  XmppConnector        *connector;
  XmppStream           *stream;       /* (nullable) */
  XmppAuthentication   *authentication; /* (nullable) */
  XmppElement          *features;     /* (nullable): of the last stream */
  XmppStreamFeatures    offer;        /* the same, read */
  XmppAddress          *bound;        /* (nullable) */
  char                 *request_id;   /* (nullable): of the running bind or session request */
  guint                 n_redirects;
  gboolean              was_opened;   /* the stream's header came */
  gboolean              skip_token;   /* it was refused on the stream before */
  gboolean              any_resource; /* the one we asked for is taken */
  gboolean              is_resumed;
  gboolean              has_carbons;
  gboolean              is_inactive;

  gint64                entered_us;   /* the phase */
  gint64                answer_us;    /* how long the phase before took */
  gint64                begin_us;
  guint                 time_ms;      /* that it took */
  XmppStreamCost        cost;         /* of it */
};

/* The machine */
void xmpp_negotiation_enter             (XmppNegotiation *self,
                                         XmppPhase        next);
void xmpp_negotiation_fail              (XmppNegotiation *self,
                                         GError          *error);
void xmpp_negotiation_fail_with         (XmppNegotiation *self,
                                         XmppError        code,
                                         const char      *why);
void xmpp_negotiation_give_up_host      (XmppNegotiation *self,
                                         GError          *error);
void xmpp_negotiation_give_up_host_with (XmppNegotiation *self,
                                         XmppError        code,
                                         const char      *why);
void xmpp_negotiation_end_watch         (XmppNegotiation *self);
void xmpp_negotiation_drop_stream       (XmppNegotiation *self);

/* What we do in a phase, and what the server says in it */
void xmpp_negotiation_start_work        (XmppNegotiation *self);
void xmpp_negotiation_listen            (XmppNegotiation *self);

/* What is asked for together with SASL2 */
gboolean   xmpp_negotiation_can_resume   (XmppNegotiation *self);
GPtrArray *xmpp_negotiation_make_inlined (XmppNegotiation *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean   xmpp_negotiation_take_resumed (XmppNegotiation  *self,
                                          XmppElement      *resumed,
                                          GError          **error);
gboolean   xmpp_negotiation_take_success (XmppNegotiation  *self,
                                          XmppElement      *success,
                                          XmppAddress      *identity,
                                          GError          **error);

G_END_DECLS
