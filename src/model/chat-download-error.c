/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file of somebody else's does not come, in words. */
#define G_LOG_DOMAIN "chat-downloads"

#include "chat-download-error.h"

#include "archive-error.h"
#include "chat-error.h"
#include "net-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static const char *
get_net_text (NetError code)
{
  switch (code)
    {
    case NET_ERROR_UNREACHABLE:
      return _("The server that has the file cannot be reached.");
    case NET_ERROR_CERTIFICATE:
      return _("The server that has the file cannot prove who it is.");
    case NET_ERROR_STALLED:
      return _("The server that has the file does not answer.");
    case NET_ERROR_BUSY:
      return _("The server that has the file is busy.");
    case NET_ERROR_TOO_LARGE:
      return _("The file is larger than it should be.");
    case NET_ERROR_CHANGED:
      return _("The file is not the one that was sent.");
    case NET_ERROR_REFUSED:
    default:
      return _("The server does not give the file. It may be there no more.");
    }
}

char *
chat_download_error_text (const GError *error)
{
  const char *text = NULL;

  if (error->domain == NET_ERROR)
    text = get_net_text ((NetError) error->code);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
           || g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL))
    text = _("There is no room for the file on the disk.");
  else if (error->domain == G_IO_ERROR || error->domain == ARCHIVE_ERROR)
    text = _("The file cannot be saved here.");
  else
    return chat_error_to_text (error);

  return g_strdup (text);
}
