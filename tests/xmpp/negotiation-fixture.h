/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-prompt.h"
#include "mock-server.h"
#include "mock-token-store.h"
#include "xmpp-negotiation.h"

G_BEGIN_DECLS

/* A negotiation by itself, with what a link would give it, against the scripted server. What a test
 * changes in @config counts for the next one that runs. */
typedef struct {
  MockServer           *server;
  MockPrompt           *prompt;
  MockTokenStore       *store;         /* of which the credentials do not know */
  XmppSaslCredentials  *credentials;
  XmppStreamManagement *stream_management;
  XmppSessionConfig     config;
  gboolean              is_inactive;
  gboolean              is_revoking;
  guint                 late_ms;
  XmppNegotiation      *negotiation;   /* (nullable): the one that ran */
} NegotiationFixture;

void        negotiation_fixture_set_up       (NegotiationFixture *self,
                                              gconstpointer       data);
void        negotiation_fixture_tear_down    (NegotiationFixture *self,
                                              gconstpointer       data);
void        negotiation_fixture_begin        (NegotiationFixture  *self,
                                              const MockLine      *play,
                                              gsize                n_lines,
                                              MockResult          *result);
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

/* What SASL2 is asked, and what it answers */
#define SCRAM      MOCK_MECHANISM ("SCRAM-SHA-256")
#define PLUS       MOCK_MECHANISM ("SCRAM-SHA-256-PLUS")
#define EXPORTER   MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-server-end-point") \
                                          MOCK_BINDING ("tls-exporter"))
#define USER_AGENT "<user-agent id='" USER_AGENT_ID "'><software>Charla</software></user-agent>"
#define AUTHENTICATE(mechanism, inlined) \
  "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='" mechanism "'>" \
  "<initial-response>*</initial-response>" USER_AGENT inlined "</authenticate>"
#define BIND_REQUEST(features) "<bind xmlns='urn:xmpp:bind:0'><tag>Charla</tag>" features "</bind>"
#define BOUND(rest)   "<bound xmlns='urn:xmpp:bind:0'>" rest "</bound>"

#define USER_AGENT_ID "d4565fa7-4d72-4749-b3d3-740edbf87770"

G_END_DECLS
