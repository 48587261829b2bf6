/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/* Of more links nobody tells. */
#define XMPP_LINK_METADATA_MAX 4

/**
 * XmppLinkMetadata:
 * @about: the link
 * @title: (nullable): what it leads to
 * @description: (nullable): a few sentences about that
 * @site: (nullable): the name of the site
 * @image: (nullable): a small picture, as a "data:" URI; only read
 *
 * What the sender of a message says of a link in it: XEP-0511. None of it is known to be so.
 * Pictures that are elsewhere are left out: to get them tells others that it was read.
 */
typedef struct {
  char *about;
  char *title;
  char *description;
  char *site;
  char *image;
} XmppLinkMetadata;

XmppLinkMetadata *xmpp_link_metadata_new   (const char             *about)
  G_GNUC_WARN_UNUSED_RESULT;
XmppLinkMetadata *xmpp_link_metadata_copy  (const XmppLinkMetadata *self) G_GNUC_WARN_UNUSED_RESULT;
void              xmpp_link_metadata_free  (XmppLinkMetadata       *self);
void              xmpp_link_metadata_write (const XmppLinkMetadata *self,
                                            XmppElement            *message);
GPtrArray        *xmpp_links_read          (XmppElement            *message)
  G_GNUC_WARN_UNUSED_RESULT; /* (nullable) of XmppLinkMetadata */
GPtrArray        *xmpp_links_copy          (GPtrArray              *links) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppLinkMetadata, xmpp_link_metadata_free)

G_END_DECLS
