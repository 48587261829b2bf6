/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-server.h"

G_BEGIN_DECLS

/**
 * MockNodes:
 * @nodes: owned char *, a node's name → owned GHashTable of owned char *, id → payload
 * @published: owned char *: "id payload" of what the client has published, in order, and "id
 *   retracted"
 * @held: (nullable) owned char *: questions for items wait while it is there: "id node"
 * @space: (nullable): what is in the space "dev" of MOCK_SPACES, called "Developers": items
 * @owns_space: it is the client's
 * @asked: owned char *: what the client wanted of that service: "subscribe dev"
 * @is_open: all nodes are for everybody, whatever is asked of them
 *
 * What juliet@capulet.lit keeps on the server for her own devices: XEP-0223.
 */
typedef struct {
  MockServer *server;
  GHashTable *nodes;
  GPtrArray  *published;
  GPtrArray  *held;
  const char *space;
  gboolean    owns_space;
  GPtrArray  *asked;
  gboolean    is_open;
} MockNodes;

#define MOCK_SPACES "pubsub.capulet.lit"

MockNodes *mock_nodes_new    (MockServer  *server) G_GNUC_WARN_UNUSED_RESULT;
void       mock_nodes_free   (MockNodes   *self);
/* FALSE: @iq is about something else */
gboolean   mock_nodes_answer (MockNodes   *self,
                              XmppElement *iq);
/* Likewise, for what is asked of MOCK_SPACES */
gboolean   mock_nodes_answer_space (MockNodes   *self,
                                    XmppElement *iq);
/* Answers what is held, and holds nothing any more */
void       mock_nodes_release (MockNodes  *self);
/* Another device puts it there; it is told where somebody is connected */
void       mock_nodes_put    (MockNodes   *self,
                              const char  *node,
                              const char  *id,
                              const char  *payload,
                              gboolean     tell);
/* Another device takes it away */
void       mock_nodes_remove (MockNodes   *self,
                              const char  *node,
                              const char  *id,
                              gboolean     tell);
/* (nullable): what is there */
const char *mock_nodes_get   (MockNodes   *self,
                              const char  *node,
                              const char  *id);

G_END_DECLS
