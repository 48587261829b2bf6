/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppUploadError:
 * @XMPP_UPLOAD_ERROR_NO_SERVICE: the server has no place for files
 * @XMPP_UPLOAD_ERROR_TOO_LARGE: xmpp_upload_error_get_max_size() tells how much it takes
 * @XMPP_UPLOAD_ERROR_LATER: not now; xmpp_upload_error_get_retry_time() tells when
 * @XMPP_UPLOAD_ERROR_REFUSED: the service does not take it from us; the message is its text
 * @XMPP_UPLOAD_ERROR_BAD_SLOT: the place that it gave is none that a file may go to
 *
 * Why there is no place for a file. What else can happen to a request is of the domains
 * %XMPP_ERROR and %XMPP_STANZA_ERROR.
 */
typedef enum {
  XMPP_UPLOAD_ERROR_NO_SERVICE,
  XMPP_UPLOAD_ERROR_TOO_LARGE,
  XMPP_UPLOAD_ERROR_LATER,
  XMPP_UPLOAD_ERROR_REFUSED,
  XMPP_UPLOAD_ERROR_BAD_SLOT,
} XmppUploadError;

#define XMPP_UPLOAD_ERROR (xmpp_upload_error_quark ())
GQuark          xmpp_upload_error_quark          (void);
gint64          xmpp_upload_error_get_max_size   (const GError *error); /* bytes; 0: not told */
gint64          xmpp_upload_error_get_retry_time (const GError *error); /* since 1970, µs; 0 */

/**
 * XmppUploadHeader:
 *
 * What has to be sent together with a file: one of three names, and a value without line ends.
 */
typedef struct {
  char *name;
  char *value;
} XmppUploadHeader;

/**
 * XmppUploadSlot:
 *
 * A place for one file: XEP-0363, 4. Both URLs are xmpp_web_url_is_safe().
 */
typedef struct {
  char      *put_url;
  char      *get_url;
  GPtrArray *headers; /* owned XmppUploadHeader, in the order they have to have */
} XmppUploadSlot;

void            xmpp_upload_slot_free      (XmppUploadSlot *self);
XmppUploadSlot *xmpp_upload_slot_read      (XmppElement    *slot) G_GNUC_WARN_UNUSED_RESULT;

#define XMPP_TYPE_UPLOAD (xmpp_upload_get_type ())
G_DECLARE_FINAL_TYPE (XmppUpload, xmpp_upload, XMPP, UPLOAD, GObject)

/* @info: finds the service; its "changed" and "ready" say when there may be another one */
XmppUpload     *xmpp_upload_new            (XmppServerInfo *info) G_GNUC_WARN_UNUSED_RESULT;

XmppAddress    *xmpp_upload_get_service    (XmppUpload *self); /* (nullable) borrowed */
gint64          xmpp_upload_get_max_size   (XmppUpload *self); /* bytes; 0: not told */
void            xmpp_upload_request_async  (XmppUpload          *self,
                                            const char          *name,
                                            gint64               size,
                                            const char          *media_type, /* (nullable) */
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
XmppUploadSlot *xmpp_upload_request_finish (XmppUpload    *self,
                                            GAsyncResult  *result,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppUploadSlot, xmpp_upload_slot_free)

G_END_DECLS
