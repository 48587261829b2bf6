/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

#define XMPP_WORKSPACE_MAX_NAME_BYTES   256
#define XMPP_WORKSPACE_MAX_MEMBERS      500
#define XMPP_WORKSPACE_MAX_MEMBER_BYTES (64 * 1024) /* of all of them; a stanza has a limit, too */
#define XMPP_WORKSPACE_MAX_POSITION     100000

/**
 * XmppWorkspace:
 * @id: by which all devices know it
 * @name: what the user calls it
 * @position: which of them comes first
 * @members: owned char *: bare addresses of people and rooms, in order, none twice
 * @service: (nullable): whose space it shows
 * @node: (nullable): which one; there whenever @service is
 *
 * Some of the user's conversations under one name. See xmpp-workspace.c for how it is written.
 */
typedef struct {
  char      *id;
  char      *name;
  guint      position;
  GPtrArray *members;
  char      *service;
  char      *node;
} XmppWorkspace;

XmppWorkspace *xmpp_workspace_new        (const char          *id,
                                          const char          *name) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when it is none */
XmppWorkspace *xmpp_workspace_read       (const char          *id,      /* (nullable) */
                                          XmppElement         *payload) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
XmppElement   *xmpp_workspace_to_element (const XmppWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE: it is no bare address, it is there, or there are too many */
gboolean       xmpp_workspace_add_member (XmppWorkspace       *self,
                                          const char          *address); /* (nullable) */
void           xmpp_workspace_free       (XmppWorkspace       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppWorkspace, xmpp_workspace_free)

G_END_DECLS
