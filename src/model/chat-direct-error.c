/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file does not get straight from one to the other, in words. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-direct-error.h"

#include "charla-config.h"
#include "chat-download-error.h"
#include "net-error.h"
#include "xmpp-jingle-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* By the number of the error */
static const struct {
  const char *condition; /* of one that goes */
  const char *text;      /* (nullable): of one that comes */
} errors[] = {
  [XMPP_JINGLE_ERROR_DECLINED] = { "direct-declined", NULL },
  [XMPP_JINGLE_ERROR_CANCELLED] = { "direct-cancelled", NULL },
  [XMPP_JINGLE_ERROR_CANCELLED_BY_PEER] = { "direct-stopped", N_("The sender cancelled it.") },
  [XMPP_JINGLE_ERROR_BUSY] = { "direct-busy", N_("Too much goes on at the same time.") },
  [XMPP_JINGLE_ERROR_GONE] = { "direct-cut", N_("The connection was lost.") },
  [XMPP_JINGLE_ERROR_UNSUPPORTED] = { "direct-unsupported",
                                      N_("The sender's program sends it in an unknown way.") },
  [XMPP_JINGLE_ERROR_NO_WAY] = { "direct-no-way", N_("No connection to the sender came about.") },
  [XMPP_JINGLE_ERROR_TIMEOUT] = { "direct-timeout", N_("The sender does not answer.") },
  [XMPP_JINGLE_ERROR_TOO_LARGE] = { "direct-refused", N_("The file is larger than it should be.") },
  [XMPP_JINGLE_ERROR_INCOMPLETE] = { "direct-cut", N_("The connection was lost.") },
  [XMPP_JINGLE_ERROR_WRONG_HASH] = { "direct-refused",
                                     N_("The file is not the one that was offered.") },
  [XMPP_JINGLE_ERROR_CHANGED] = { "file-changed", N_("The sender cancelled it.") },
  [XMPP_JINGLE_ERROR_MALFORMED] = { "direct-unsupported",
                                    N_("The sender's program sends it in an unknown way.") },
  [XMPP_JINGLE_ERROR_FAILED] = { "direct-refused", N_("The sender's program gave it up.") },
};

/* The way between the two broke: what is there or here of the file has nothing to do with it. */
static gboolean
is_cut (const GError *error)
{
  static const GIOErrorEnum codes[] = {
    G_IO_ERROR_CONNECTION_CLOSED, G_IO_ERROR_TIMED_OUT, G_IO_ERROR_CLOSED,
    G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_NOT_CONNECTED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

gboolean
chat_direct_error_is_cut (const GError *error)
{
  return is_cut (error) || g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_GONE)
         || g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE);
}

const char *
chat_direct_error_get_condition (const GError *error)
{
  if (error->domain == XMPP_JINGLE_ERROR && error->code >= 0
      && error->code < (int) G_N_ELEMENTS (errors))
    return errors[error->code].condition;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "direct-cancelled";

  if (g_error_matches (error, NET_ERROR, NET_ERROR_CHANGED))
    return "file-changed";

  if (is_cut (error))
    return errors[XMPP_JINGLE_ERROR_GONE].condition;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return "no-room";

  return error->domain == G_IO_ERROR ? "file-gone" : "direct-refused";
}

char *
chat_direct_error_text (const GError *error)
{
  if (is_cut (error))
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, errors[XMPP_JINGLE_ERROR_GONE].text));

  if (error->domain != XMPP_JINGLE_ERROR)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
           ? NULL : chat_download_error_text (error);

  if (error->code < 0 || error->code >= (int) G_N_ELEMENTS (errors)
      || errors[error->code].text == NULL)
    return NULL;

  return g_strdup (g_dgettext (GETTEXT_PACKAGE, errors[error->code].text));
}
