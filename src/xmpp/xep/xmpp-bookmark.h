/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-notify-setting.h"

G_BEGIN_DECLS

/**
 * XmppBookmark:
 * @address: the room's or the person's, bare
 * @is_room: whether it is a room's; else what is kept for the conversation with one person, and of
 *   what is said of rooms nothing is used
 * @name: (nullable): what the user calls the room
 * @autojoin: whether all devices shall be in the room
 * @nick: (nullable): the user's name in the room
 * @password: (nullable): the room's
 * @is_pinned: whether it stands on top: XEP-0469
 * @notify: which messages are worth a notification: XEP-0492
 * @element: (nullable): as it was stored last, with what others put there
 *
 * What is kept for a room or a conversation: XEP-0402.
 */
typedef struct {
  XmppAddress       *address;
  gboolean           is_room;
  char              *name;
  gboolean           autojoin;
  char              *nick;
  char              *password;
  gboolean           is_pinned;
  XmppNotifySetting  notify;
  XmppElement       *element;
} XmppBookmark;

XmppBookmark *xmpp_bookmark_new        (XmppAddress        *address,
                                        gboolean            is_room) G_GNUC_WARN_UNUSED_RESULT;
/* @address: the id of the item, or what XEP-0048 has as the jid; NULL when either is none */
XmppBookmark *xmpp_bookmark_read       (const char         *address,
                                        XmppElement        *element) G_GNUC_WARN_UNUSED_RESULT;
XmppBookmark *xmpp_bookmark_copy       (const XmppBookmark *self) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_bookmark_free       (XmppBookmark       *self);
/* Whether all that we know of is the same */
gboolean      xmpp_bookmark_equal      (const XmppBookmark *self,
                                        const XmppBookmark *other);

/* What to store: @base (nullable) with what is otherwise in @self; all else in it stays as it is.
 * @ns: XMPP_NS_BOOKMARKS, XMPP_NS_CONVERSATIONS or XMPP_NS_BOOKMARK_STORAGE */
XmppElement  *xmpp_bookmark_to_element (const XmppBookmark *self,
                                        XmppElement        *base,
                                        const char         *ns) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppBookmark, xmpp_bookmark_free)

G_END_DECLS
