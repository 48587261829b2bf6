/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session is told besides the address. */
#include "xmpp-session-config.h"

/**
 * xmpp_session_config_copy:
 * @self: (out caller-allocates): a configuration that holds nothing
 * @from: what to copy
 *
 * Copies @from with its strings; to be undone with xmpp_session_config_clear().
 */
void
xmpp_session_config_copy (XmppSessionConfig       *self,
                          const XmppSessionConfig *from)
{
  *self = *from;
  self->host = g_strdup (from->host);
  self->ca_file = g_strdup (from->ca_file);
  self->resource = g_strdup (from->resource);
  self->proxy = g_strdup (from->proxy);
  self->proxy_password = g_strdup (from->proxy_password);
  self->software = g_strdup (from->software);
  self->user_agent = g_strdup (from->user_agent);
  self->accepted = g_strdup (from->accepted);
  if (from->client_certificate != NULL)
    g_object_ref (self->client_certificate);
}

/**
 * xmpp_session_config_clear:
 * @self: a copied configuration
 *
 * Frees what xmpp_session_config_copy() made and leaves @self empty.
 */
void
xmpp_session_config_clear (XmppSessionConfig *self)
{
  g_free ((char *) self->host);
  g_free ((char *) self->ca_file);
  g_clear_object (&self->client_certificate);
  g_free ((char *) self->resource);
  g_free ((char *) self->proxy);
  g_free ((char *) self->proxy_password);
  g_free ((char *) self->software);
  g_free ((char *) self->user_agent);
  g_free ((char *) self->accepted);
  *self = (XmppSessionConfig) { 0 };
}
