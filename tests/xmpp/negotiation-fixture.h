/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-prompt.h"
#include "mock-server.h"
#include "xmpp-negotiation.h"

G_BEGIN_DECLS

/* A negotiation by itself, with what a link would give it, against the scripted server. What a test
 * changes in @config counts for the next one that runs. */
typedef struct {
  MockServer           *server;
  MockPrompt           *prompt;
  XmppSaslCredentials  *credentials;
  XmppStreamManagement *stream_management;
  XmppSessionConfig     config;
  gboolean              is_inactive;
  XmppNegotiation      *negotiation;   /* (nullable): the one that ran */
} NegotiationFixture;

void        negotiation_fixture_set_up       (NegotiationFixture *self,
                                              gconstpointer       data);
void        negotiation_fixture_tear_down    (NegotiationFixture *self,
                                              gconstpointer       data);
XmppStream *negotiation_fixture_run          (NegotiationFixture  *self,
                                              const MockLine      *play,
                                              gsize                n_lines,
                                              GError             **error)
                                              G_GNUC_WARN_UNUSED_RESULT;
void        negotiation_fixture_lose_session (NegotiationFixture *self);

#define RUN(fx, play, error) negotiation_fixture_run (fx, play, G_N_ELEMENTS (play), error)

/* To where the client stands inside TLS */
#define INSIDE_TLS SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, \
                   SERVER_SECURES ("good")

#define USER_AGENT_ID "d4565fa7-4d72-4749-b3d3-740edbf87770"

G_END_DECLS
