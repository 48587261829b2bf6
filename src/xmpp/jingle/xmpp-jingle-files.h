/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-caps.h"
#include "xmpp-jingle-file.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

#define XMPP_TYPE_JINGLE_FILES (xmpp_jingle_files_get_type ())
G_DECLARE_FINAL_TYPE (XmppJingleFiles, xmpp_jingle_files, XMPP, JINGLE_FILES, GObject)

/* Signals:
 *   "offered" (XmppJingleFile *file): somebody of the audience offers a file. Nothing is done about
 *             it, and nobody learns an address of ours, before xmpp_jingle_file_accept(). It is
 *             kept until it has ended */
XmppJingleFiles *xmpp_jingle_files_new        (XmppCaps       *caps,
                                               XmppPresence   *presence,
                                               XmppServerInfo *info,      /* finds the proxy */
                                               XmppAudience   *audience)  /* who may offer */
  G_GNUC_WARN_UNUSED_RESULT;

/* Which of @bare's devices a file can be offered to: @resource, else the best that says so; NULL:
 * none */
XmppAddress     *xmpp_jingle_files_find_peer  (XmppJingleFiles *self,
                                               XmppAddress     *bare,
                                               const char      *resource) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether it is known of all of @bare's devices that are there that they take none */
gboolean         xmpp_jingle_files_is_refused (XmppJingleFiles *self,
                                               XmppAddress     *bare);
/* Offers a file; its size has to be told, and a hash is not needed. @source has all of it, and is
 * read once, from its beginning, and closed. The answer's state may be FAILED at once, with "ended"
 * to come */
XmppJingleFile  *xmpp_jingle_files_offer      (XmppJingleFiles *self,
                                               XmppAddress     *peer,   /* full */
                                               const XmppFile  *file,
                                               const char      *offer_id, /* (nullable) */
                                               GInputStream    *source)
  G_GNUC_WARN_UNUSED_RESULT;

/* The account's: xmpp_proxy_check_setting(). With a proxy nobody is offered our own addresses, and
 * all connections go through it */
void             xmpp_jingle_files_set_proxy  (XmppJingleFiles *self,
                                               const char      *setting,   /* (nullable) */
                                               const char      *password); /* (nullable) */
/* Whether others may learn our addresses, once something was offered or accepted: TRUE. Otherwise
 * bytes go through our own server's proxy, or in stanzas */
void             xmpp_jingle_files_set_direct (XmppJingleFiles *self,
                                               gboolean         direct);
/* For tests: this very machine is an address like another */
void             xmpp_jingle_files_set_local  (XmppJingleFiles *self,
                                               gboolean         local);

G_END_DECLS
