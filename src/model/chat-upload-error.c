/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file is not sent, and what then. */
#define G_LOG_DOMAIN "chat-uploads"

#include "chat-upload-error.h"

#include "archive-error.h"
#include "net-error.h"
#include "xmpp-error.h"
#include "xmpp-upload.h"

#include <gio/gio.h>

/* The condition under which it is stored that a file is too large; the text is the limit */
#define TOO_LARGE "file-too-large"

/* A place that is full for hours helps nobody who waits. */
#define PATIENCE_US (5 * 60 * G_USEC_PER_SEC)

ChatUploadFate
chat_upload_error_judge (const GError *error)
{
  gint64 retry_us;

  g_return_val_if_fail (error != NULL, CHAT_UPLOAD_FAILS);

  if (error->domain == XMPP_ERROR)
    return error->code == XMPP_ERROR_DISCONNECTED ? CHAT_UPLOAD_ONLINE
           : error->code == XMPP_ERROR_TIMEOUT    ? CHAT_UPLOAD_AGAIN : CHAT_UPLOAD_FAILS;
  if (error->domain == ARCHIVE_ERROR || net_error_is_temporary (error)
      || g_error_matches (error, NET_ERROR, NET_ERROR_CHANGED))
    return CHAT_UPLOAD_AGAIN;
  if (!g_error_matches (error, XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_LATER))
    return CHAT_UPLOAD_FAILS;

  retry_us = xmpp_upload_error_get_retry_time (error);
  return retry_us > g_get_real_time () + PATIENCE_US ? CHAT_UPLOAD_FAILS : CHAT_UPLOAD_AGAIN;
}

static const char *
get_upload_condition (const GError  *error,
                      char         **detail)
{
  gint64 max_size = xmpp_upload_error_get_max_size (error);

  switch ((XmppUploadError) error->code)
    {
    case XMPP_UPLOAD_ERROR_NO_SERVICE:
      return "upload-none";
    case XMPP_UPLOAD_ERROR_TOO_LARGE:
      if (max_size > 0)
        *detail = g_strdup_printf ("%" G_GINT64_FORMAT, max_size);
      return TOO_LARGE;
    case XMPP_UPLOAD_ERROR_LATER:
      return "upload-later";
    case XMPP_UPLOAD_ERROR_REFUSED:
      *detail = g_strdup (error->message);
      break;
    case XMPP_UPLOAD_ERROR_BAD_SLOT:
      break;
    }

  return "upload-refused";
}

static const char *
get_net_condition (const GError *error)
{
  switch ((NetError) error->code)
    {
    case NET_ERROR_CERTIFICATE:
      return "upload-certificate";
    case NET_ERROR_TOO_LARGE:
      return TOO_LARGE;
    case NET_ERROR_CHANGED:
      return "file-changed";
    case NET_ERROR_REFUSED:
      return "upload-refused";
    case NET_ERROR_UNREACHABLE:
    case NET_ERROR_STALLED:
    case NET_ERROR_BUSY:
      break;
    }

  return "upload-unreachable";
}

const char *
chat_upload_error_get_condition (const GError  *error,
                                 char         **detail)
{
  g_return_val_if_fail (error != NULL && detail != NULL, NULL);

  *detail = NULL;
  if (error->domain == XMPP_UPLOAD_ERROR)
    return get_upload_condition (error, detail);
  if (error->domain == NET_ERROR)
    return get_net_condition (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "upload-cancelled";
  /* Of a copy that it is cleaned from, or of where it is noted that it has gone */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
      || g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL))
    return "no-room";
  if (error->domain == G_IO_ERROR)
    return "file-gone";
  return "upload-refused";
}
