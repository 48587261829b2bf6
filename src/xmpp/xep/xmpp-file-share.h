/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-file.h"

G_BEGIN_DECLS

#define XMPP_FILE_SHARES_MAX        16 /* more in one message are not read */
#define XMPP_FILE_SHARE_MAX_SOURCES 8

/**
 * XmppDisposition:
 * @XMPP_DISPOSITION_NONE: not told
 * @XMPP_DISPOSITION_INLINE: to be shown in place
 * @XMPP_DISPOSITION_ATTACHMENT: to be fetched when the person asks
 *
 * How the sender means a file to be shown: XEP-0447, 3.1.
 */
typedef enum {
  XMPP_DISPOSITION_NONE,
  XMPP_DISPOSITION_INLINE,
  XMPP_DISPOSITION_ATTACHMENT,
} XmppDisposition;

/**
 * XmppFileShare:
 *
 * A file that comes with a message: XEP-0447. A pure reading: nothing in it is trusted.
 */
typedef struct {
  char            *id;          /* (nullable) */
  XmppDisposition  disposition;
  XmppFile        *file;
  GPtrArray       *urls;        /* owned char *: where it is, each xmpp_web_url_is_safe() */
} XmppFileShare;

XmppFileShare *xmpp_file_share_new         (XmppFile            *file) /* (transfer full) */
  G_GNUC_WARN_UNUSED_RESULT;
XmppFileShare *xmpp_file_share_new_for_url (const char          *url) G_GNUC_WARN_UNUSED_RESULT;
XmppFileShare *xmpp_file_share_copy        (const XmppFileShare *self) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_file_share_free        (XmppFileShare       *self);
const char    *xmpp_file_share_get_url     (const XmppFileShare *self); /* (nullable) the first */
gboolean       xmpp_file_share_add_url     (XmppFileShare       *self,
                                            const char          *url);
void           xmpp_file_share_write       (const XmppFileShare *self,
                                            XmppElement         *message);

/* Owned XmppFileShare; NULL where there is none */
GPtrArray     *xmpp_file_shares_read       (XmppElement *message) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *xmpp_file_shares_copy       (GPtrArray   *shares) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppFileShare, xmpp_file_share_free)

G_END_DECLS
