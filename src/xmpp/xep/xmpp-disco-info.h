/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-data-form.h"
#include "xmpp-identity.h"

G_BEGIN_DECLS

/**
 * XmppDiscoInfo:
 *
 * What an entity is and can do: XEP-0030, with the extensions of XEP-0128. Reference-counted;
 * immutable once it is shared.
 */
typedef struct _XmppDiscoInfo XmppDiscoInfo;

XmppDiscoInfo *xmpp_disco_info_new           (void) G_GNUC_WARN_UNUSED_RESULT;
/* @query: the disco#info <query/>; NULL with an error when it is none or too large */
XmppDiscoInfo *xmpp_disco_info_parse         (XmppElement    *query,
                                              GError        **error) G_GNUC_WARN_UNUSED_RESULT;
XmppDiscoInfo *xmpp_disco_info_ref           (XmppDiscoInfo  *self);
void           xmpp_disco_info_unref         (XmppDiscoInfo  *self);

void           xmpp_disco_info_add_identity  (XmppDiscoInfo  *self,
                                              const char     *category,
                                              const char     *type,
                                              const char     *language, /* (nullable) */
                                              const char     *name);    /* (nullable) */
void           xmpp_disco_info_add_feature   (XmppDiscoInfo  *self,
                                              const char     *feature);
void           xmpp_disco_info_add_form      (XmppDiscoInfo  *self,
                                              XmppDataForm   *form);

/* All of these take NULL for @self: nothing is known, nothing is supported */
gboolean       xmpp_disco_info_has_feature   (XmppDiscoInfo  *self,
                                              const char     *feature);
gboolean       xmpp_disco_info_has_identity  (XmppDiscoInfo  *self,
                                              const char     *category,
                                              const char     *type);    /* NULL: any */
const char    *xmpp_disco_info_get_name      (XmppDiscoInfo  *self);    /* (nullable) */
XmppDataForm  *xmpp_disco_info_get_form      (XmppDiscoInfo  *self,
                                              const char     *form_type); /* (nullable) borrowed */
GPtrArray     *xmpp_disco_info_get_identities (XmppDiscoInfo *self); /* of XmppIdentity */
char         **xmpp_disco_info_dup_features  (XmppDiscoInfo  *self)
  G_GNUC_WARN_UNUSED_RESULT; /* sorted */

/* Hashes of it, base64: XEP-0115, 5.1 and XEP-0390, 4.1. @algorithm: "sha-1", "sha-256",
 * "sha-512"…; NULL when it is not one we know, or when the answer is not fit to be hashed
 * (ill-formed: 5.4) */
char          *xmpp_disco_info_dup_caps_hash (XmppDiscoInfo  *self,
                                              const char     *algorithm) G_GNUC_WARN_UNUSED_RESULT;
char          *xmpp_disco_info_dup_caps2_hash (XmppDiscoInfo *self,
                                               const char    *algorithm) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a hash that somebody announced is that of this answer: XEP-0115, 5.4, XEP-0390, 4.4 */
gboolean       xmpp_disco_info_matches_caps  (XmppDiscoInfo  *self,
                                              const char     *algorithm,
                                              const char     *value);
gboolean       xmpp_disco_info_matches_caps2 (XmppDiscoInfo  *self,
                                              const char     *algorithm,
                                              const char     *value);

/* Appends identities, features and forms to a disco#info <query/> */
void           xmpp_disco_info_write         (XmppDiscoInfo  *self,
                                              XmppElement    *query);
/* To keep it between runs; NULL for what is not such a text */
char          *xmpp_disco_info_to_xml        (XmppDiscoInfo  *self) G_GNUC_WARN_UNUSED_RESULT;
XmppDiscoInfo *xmpp_disco_info_from_xml      (const char     *xml) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDiscoInfo, xmpp_disco_info_unref)

G_END_DECLS
