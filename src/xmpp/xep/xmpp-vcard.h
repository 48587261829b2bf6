/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppVcard:
 *
 * What people usually say about themselves in a vCard: XEP-0054. All strings nullable. What else
 * the vCard holds is kept in @source and written back unchanged.
 */
typedef struct {
  char        *full_name;
  char        *nickname;
  char        *email;
  char        *phone;
  char        *organization;
  char        *title;
  char        *birthday;   /* as it was written */
  char        *url;        /* unchecked */
  char        *note;
  GBytes      *photo;      /* (nullable) bounded, unchecked otherwise */
  char        *photo_type; /* media type as it was said */
  XmppElement *source;     /* (nullable) what it was read from */
} XmppVcard;

XmppVcard   *xmpp_vcard_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* @vcard: a <vCard xmlns='vcard-temp'/>, or NULL for an empty one */
XmppVcard   *xmpp_vcard_parse      (XmppElement     *vcard) G_GNUC_WARN_UNUSED_RESULT;
XmppVcard   *xmpp_vcard_copy       (const XmppVcard *self) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_vcard_free       (XmppVcard       *self);
XmppElement *xmpp_vcard_to_element (const XmppVcard *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppVcard, xmpp_vcard_free)

G_END_DECLS
