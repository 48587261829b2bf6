/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-server.h"
#include "xmpp-feature.h"

G_BEGIN_DECLS

/* A session against the scripted server, with features. The features are attached before it goes
 * online, in the order they are added, and detached in the opposite one. */
typedef struct {
  MockServer  *server;
  XmppSession *session;
  GPtrArray   *features; /* owned XmppFeature */
  GString     *events;   /* what feature_fixture_note() was told, one a line */
} FeatureFixture;

/* The client has dealt with all that was said before. */
#define SERVER_WAITS \
  SERVER_SAYS ("<iq type='get' id='wait' from='capulet.lit' to='$jid'>" \
               "<wait xmlns='urn:charla:test'/></iq>"), \
  SERVER_HEARS ("<iq type='error' id='wait' to='capulet.lit'>*</iq>")

/* What somebody hears who may not know that we are here, or asks for what we do not have */
#define SERVER_HEARS_ERROR(id, to, condition) \
  SERVER_HEARS ("<iq type='error' id='" id "' to='" to "'><error type='*'>" \
                "<" condition " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")

FeatureFixture *feature_fixture_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void            feature_fixture_free      (FeatureFixture  *self);
void            feature_fixture_add       (FeatureFixture  *self,
                                           gpointer         feature); /* (transfer full) */
/* Plays SERVER_SIGNS_IN and then @lines, until they are played */
void            feature_fixture_go_online (FeatureFixture  *self,
                                           const MockLine  *lines,
                                           gsize            n_lines);
void            feature_fixture_play      (FeatureFixture  *self,
                                           const MockLine  *lines,
                                           gsize            n_lines);
/* Loses the connection and comes back; @lines follow the second SERVER_SIGNS_IN */
void            feature_fixture_reconnect (FeatureFixture  *self,
                                           const MockLine  *lines,
                                           gsize            n_lines);

void            feature_fixture_note      (FeatureFixture  *self,
                                           const char      *format,
                                           ...) G_GNUC_PRINTF (2, 3);
/* Asserts that just this was noted, and forgets it */
#define feature_fixture_assert_noted(self, expected) \
  G_STMT_START { \
    g_assert_cmpstr ((self)->events->str, ==, (expected)); \
    g_string_truncate ((self)->events, 0); \
  } G_STMT_END

XmppElement    *feature_fixture_parse     (const char      *xml) G_GNUC_WARN_UNUSED_RESULT;
XmppAddress    *feature_fixture_address   (const char      *text) G_GNUC_WARN_UNUSED_RESULT;
char           *feature_fixture_to_xml    (XmppElement     *element) G_GNUC_WARN_UNUSED_RESULT; /* takes it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeatureFixture, feature_fixture_free)

G_END_DECLS
