/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-vcard.h"

G_BEGIN_DECLS

#define XMPP_TYPE_VCARD_TEMP (xmpp_vcard_temp_get_type ())
G_DECLARE_FINAL_TYPE (XmppVcardTemp, xmpp_vcard_temp, XMPP, VCARD_TEMP, GObject)

XmppVcardTemp *xmpp_vcard_temp_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whoever has none has an empty one */
void           xmpp_vcard_temp_get_async  (XmppVcardTemp       *self,
                                           XmppAddress         *address, /* NULL: our own */
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
XmppVcard     *xmpp_vcard_temp_get_finish (XmppVcardTemp  *self,
                                           GAsyncResult   *result,
                                           GError        **error) G_GNUC_WARN_UNUSED_RESULT;
/* Our own. Start from what xmpp_vcard_temp_get_finish() gave: it carries what
 * we do not understand */
void           xmpp_vcard_temp_set_async  (XmppVcardTemp       *self,
                                           const XmppVcard     *vcard,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean       xmpp_vcard_temp_set_finish (XmppVcardTemp  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

G_END_DECLS
