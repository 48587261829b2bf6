/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-disco-info.h"
#include "xmpp-element.h"

G_BEGIN_DECLS

#define XMPP_SPACE_MAX_ROOMS       500
#define XMPP_SPACE_MAX_TEXT_BYTES  4096
#define XMPP_SPACE_MAX_NODE_BYTES  1024

/**
 * XmppSpace:
 * @service: whose it is
 * @node: which
 * @title: (nullable): what it is called
 * @description: (nullable): what it is for
 *
 * A space of a server: XEP-0503.
 */
typedef struct {
  XmppAddress *service;
  char        *node;
  char        *title;
  char        *description;
} XmppSpace;

/**
 * XmppSpaceRoom:
 * @address: bare
 * @name: (nullable): what the space calls it
 *
 * A room that belongs to a space.
 */
typedef struct {
  XmppAddress *address;
  char        *name;
} XmppSpaceRoom;

/**
 * XmppSpaceKind:
 * @XMPP_SPACE_KIND_UNKNOWN: the service does not say what it is
 * @XMPP_SPACE_KIND_SPACE: it is a space
 * @XMPP_SPACE_KIND_OTHER: it is something else
 *
 * What a node is.
 */
typedef enum {
  XMPP_SPACE_KIND_UNKNOWN,
  XMPP_SPACE_KIND_SPACE,
  XMPP_SPACE_KIND_OTHER,
} XmppSpaceKind;

XmppSpace     *xmpp_space_new            (XmppAddress   *service,
                                          const char    *node) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_space_free           (XmppSpace     *self);
XmppSpaceKind  xmpp_space_read_info      (XmppSpace     *self,
                                          XmppDiscoInfo *info); /* (nullable) */

/* NULL: it is no room, as much else that may be in a space */
XmppSpaceRoom *xmpp_space_room_read      (const char    *id,      /* (nullable) */
                                          XmppElement   *payload) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_space_room_free      (XmppSpaceRoom *self);
XmppElement   *xmpp_space_room_to_element (const char   *name) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

/* Requests; all (transfer full) */
XmppElement   *xmpp_space_new_list       (XmppAddress   *service,
                                          gboolean       with_filter) G_GNUC_WARN_UNUSED_RESULT;
XmppElement   *xmpp_space_new_create     (XmppAddress   *service,
                                          const char    *node,
                                          const char    *title,
                                          gboolean       is_public) G_GNUC_WARN_UNUSED_RESULT;
/* @own: whose subscription; it is taken back where @join is FALSE */
XmppElement   *xmpp_space_new_subscribe  (XmppAddress   *service,
                                          const char    *node,
                                          XmppAddress   *own,
                                          gboolean       join) G_GNUC_WARN_UNUSED_RESULT;

/* Of XmppSpaceRoom: those in an array of XmppPubsubItem, no more than XMPP_SPACE_MAX_ROOMS */
GPtrArray     *xmpp_space_read_rooms     (GPtrArray     *items) G_GNUC_WARN_UNUSED_RESULT;
/* Answers. Of XmppSpace, no more than @max, all of @service */
GPtrArray     *xmpp_space_read_list      (XmppElement   *iq,
                                          XmppAddress   *service,
                                          guint          max) G_GNUC_WARN_UNUSED_RESULT;
/* Whether somebody has yet to agree */
gboolean       xmpp_space_read_pending   (XmppElement   *iq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppSpace, xmpp_space_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppSpaceRoom, xmpp_space_room_free)

G_END_DECLS
