/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a stream's features: RFC 6120, 4.3.2, XEP-0198, 2 and 9, XEP-0386, 3.1, XEP-0388, 2.1,
 * XEP-0440, 2, XEP-0478, 3.1, XEP-0480, 2.1, XEP-0484, 3.1. */
#include "xmpp-stream-features.h"

#include "xmpp-namespaces.h"

/* RFC 6120, 13.12: no server takes less. */
#define LEAST_MAX_BYTES 10000

/* The text of each child of that name, or its attribute @attribute. */
static char **
dup_items (XmppElement *list,
           const char  *name,
           const char  *ns,
           const char  *attribute)
{
  GPtrArray *items = NULL;
  XmppElement *item = NULL;

  if (list == NULL)
    return NULL;

  items = g_ptr_array_new ();
  item = xmpp_element_get_child (list, name, ns);
  for (; item != NULL; item = xmpp_element_get_next_same (item))
    {
      const char *text = attribute != NULL ? xmpp_element_get_attribute (item, attribute)
                                           : xmpp_element_get_text (item);

      if (text != NULL)
        g_ptr_array_add (items, g_strdup (text));
    }
  g_ptr_array_add (items, NULL);
  return (char **) g_ptr_array_free (items, FALSE);
}

/* RFC 3921, 3; RFC 6121, 1.4 makes it optional. */
static gboolean
needs_session (XmppElement *features)
{
  XmppElement *session = xmpp_element_get_child (features, "session", XMPP_NS_SESSION);

  return session != NULL && xmpp_element_get_child (session, "optional", NULL) == NULL;
}

static guint64
read_limit (XmppElement *features,
            const char  *name,
            guint64      least)
{
  XmppElement *limits = xmpp_element_get_child (features, "limits", XMPP_NS_STREAM_LIMITS);
  const char *text = NULL;
  guint64 limit = 0;

  if (limits != NULL)
    text = xmpp_element_get_child_text (limits, name, XMPP_NS_STREAM_LIMITS);
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, least, G_MAXUINT32, &limit, NULL))
    return 0;
  return limit;
}

static gboolean
has (XmppElement *features,
     const char  *name,
     const char  *ns)
{
  return xmpp_element_get_child (features, name, ns) != NULL;
}

/* What can be asked for together with a resource: XEP-0386, 3.1. */
static void
read_bind2 (XmppStreamFeatures *self,
            XmppElement        *bind)
{
  XmppElement *list = xmpp_element_get_child (bind, "inline", XMPP_NS_BIND2);
  g_auto(GStrv) names = dup_items (list, "feature", XMPP_NS_BIND2, "var");
  const char *const *offered = (const char *const *) names;

  self->inline_bind = TRUE;
  if (offered == NULL)
    return;

  self->bind_stream_management = g_strv_contains (offered, XMPP_NS_STREAM_MANAGEMENT);
  self->bind_carbons = g_strv_contains (offered, XMPP_NS_CARBONS);
  self->bind_client_state = g_strv_contains (offered, XMPP_NS_CLIENT_STATE);
}

/* XEP-0388, 2.1 */
static void
read_sasl2 (XmppStreamFeatures *self,
            XmppElement        *authentication)
{
  XmppElement *list = xmpp_element_get_child (authentication, "inline", XMPP_NS_SASL2);
  XmppElement *bind = NULL;

  self->mechanisms2 = dup_items (authentication, "mechanism", XMPP_NS_SASL2, NULL);
  self->upgrades = dup_items (authentication, "upgrade", XMPP_NS_SASL_UPGRADE, NULL);
  if (list == NULL)
    return;

  bind = xmpp_element_get_child (list, "bind", XMPP_NS_BIND2);
  if (bind != NULL)
    read_bind2 (self, bind);
  self->token_mechanisms = dup_items (xmpp_element_get_child (list, "fast", XMPP_NS_FAST),
                                      "mechanism", XMPP_NS_FAST, NULL);
  self->inline_resume = has (list, "sm", XMPP_NS_STREAM_MANAGEMENT);
}

/**
 * xmpp_stream_features_read:
 * @self: (out caller-allocates): what is offered
 * @features: what the server sent
 *
 * Reads @features; to be undone with xmpp_stream_features_clear().
 */
void
xmpp_stream_features_read (XmppStreamFeatures *self,
                           XmppElement        *features)
{
  XmppElement *authentication = NULL;

  g_return_if_fail (self != NULL && features != NULL);

  *self = (XmppStreamFeatures) {
    .starttls = has (features, "starttls", XMPP_NS_TLS),
    .mechanisms = dup_items (xmpp_element_get_child (features, "mechanisms", XMPP_NS_SASL),
                             "mechanism", XMPP_NS_SASL, NULL),
    .bindings = dup_items (xmpp_element_get_child (features, "sasl-channel-binding",
                                                   XMPP_NS_SASL_CHANNEL_BINDING),
                           "channel-binding", XMPP_NS_SASL_CHANNEL_BINDING, "type"),
    .bind = has (features, "bind", XMPP_NS_BIND),
    .session = needs_session (features),
    .stream_management = has (features, "sm", XMPP_NS_STREAM_MANAGEMENT),
    .max_bytes = (gsize) read_limit (features, "max-bytes", LEAST_MAX_BYTES),
    .idle_s = (guint) read_limit (features, "idle-seconds", 1),
  };

  authentication = xmpp_element_get_child (features, "authentication", XMPP_NS_SASL2);
  if (authentication != NULL)
    read_sasl2 (self, authentication);
}

/**
 * xmpp_stream_features_clear:
 * @self: what was read, or zero
 *
 * Frees what @self holds.
 */
void
xmpp_stream_features_clear (XmppStreamFeatures *self)
{
  g_clear_pointer (&self->mechanisms, g_strfreev);
  g_clear_pointer (&self->bindings, g_strfreev);
  g_clear_pointer (&self->mechanisms2, g_strfreev);
  g_clear_pointer (&self->upgrades, g_strfreev);
  g_clear_pointer (&self->token_mechanisms, g_strfreev);
}
