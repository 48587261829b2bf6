/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-version.c: which program somebody uses: XEP-0092 1.1. */
#define G_LOG_DOMAIN "xmpp-version"

#include "xmpp-version.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_TEXT_BYTES 1024

struct _XmppVersion
{
  GObject       parent_instance;

  XmppSession  *session; /* (nullable) borrowed: it is there from attach to detach */
  guint         handler;
  XmppAudience *audience;
  char         *name;
  char         *version;
  char         *os;      /* (nullable) */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppVersion, xmpp_version, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

/**
 * xmpp_software_free:
 * @self: (nullable): what a program is
 *
 * Frees @self.
 */
void
xmpp_software_free (XmppSoftware *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->version);
  g_free (self->os);
  g_free (self);
}

static gboolean
query_cb (XmppSession *session,
          XmppElement *iq,
          XmppElement *query,
          gpointer     user_data)
{
  XmppVersion *self = user_data;
  XmppElement *reply;
  XmppElement *answer;

  if (!xmpp_audience_includes (self->audience, session, iq))
    {
      xmpp_session_send (session,
                         xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
      return TRUE;
    }

  reply = xmpp_element_new_result (iq);
  answer = xmpp_element_add_child (reply, "query", XMPP_NS_VERSION);
  xmpp_element_add_text_child (answer, "name", NULL, self->name);
  xmpp_element_add_text_child (answer, "version", NULL, self->version);
  if (self->os != NULL)
    xmpp_element_add_text_child (answer, "os", NULL, self->os);
  xmpp_session_send (session, reply);
  return TRUE;
}

static const char *const *
xmpp_version_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_VERSION, NULL };

  return namespaces;
}

static void
xmpp_version_attach (XmppFeature *feature,
                     XmppSession *session)
{
  XmppVersion *self = XMPP_VERSION (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "iq", "get", "query", XMPP_NS_VERSION,
                                            query_cb, self);
}

static void
xmpp_version_detach (XmppFeature *feature,
                     XmppSession *session)
{
  XmppVersion *self = XMPP_VERSION (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_version_get_namespaces;
  iface->attach = xmpp_version_attach;
  iface->detach = xmpp_version_detach;
}

static void
xmpp_version_dispose (GObject *object)
{
  XmppVersion *self = XMPP_VERSION (object);

  g_clear_object (&self->audience);

  G_OBJECT_CLASS (xmpp_version_parent_class)->dispose (object);
}

static void
xmpp_version_finalize (GObject *object)
{
  XmppVersion *self = XMPP_VERSION (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->os, g_free);

  G_OBJECT_CLASS (xmpp_version_parent_class)->finalize (object);
}

static void
xmpp_version_class_init (XmppVersionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_version_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_version_finalize;
}

static void
xmpp_version_init (XmppVersion *self)
{
}

/**
 * xmpp_version_new:
 * @audience: who is answered
 * @name: what this program is called
 * @version: which version it is
 * @os: (nullable): what it runs on; %NULL: nobody is told (XEP-0092, 5)
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppVersion *
xmpp_version_new (XmppAudience *audience,
                  const char   *name,
                  const char   *version,
                  const char   *os)
{
  XmppVersion *self;

  g_return_val_if_fail (XMPP_IS_AUDIENCE (audience), NULL);
  g_return_val_if_fail (name != NULL && version != NULL, NULL);

  self = g_object_new (XMPP_TYPE_VERSION, NULL);
  self->audience = g_object_ref (audience);
  self->name = g_strdup (name);
  self->version = g_strdup (version);
  self->os = g_strdup (os);
  return self;
}

static char *
read_text (XmppElement *query,
           const char  *name)
{
  return xmpp_text_clip (xmpp_element_get_child_text (query, name, XMPP_NS_VERSION),
                         MAX_TEXT_BYTES);
}

static void
version_answer (XmppElement *iq,
                GTask       *task)
{
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_VERSION);
  XmppSoftware *software;

  if (query == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "An empty answer");
      return;
    }

  software = g_new0 (XmppSoftware, 1);
  software->name = read_text (query, "name");
  software->version = read_text (query, "version");
  software->os = read_text (query, "os");
  g_task_return_pointer (task, software, (GDestroyNotify) xmpp_software_free);
}

/**
 * xmpp_version_query_async:
 * @self: the feature
 * @address: a resource, a server or a service
 * @cancellable: (nullable): ends the wait
 * @callback: called when the answer is here
 * @user_data: for @callback
 *
 * Asks which program somebody uses.
 */
void
xmpp_version_query_async (XmppVersion         *self,
                          XmppAddress         *address,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_VERSION (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_version_query_async);

  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (address));
  xmpp_element_add_child (iq, "query", XMPP_NS_VERSION);
  xmpp_request_send (self->session, iq, task, version_answer);
}

/**
 * xmpp_version_query_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable): what was said
 */
XmppSoftware *
xmpp_version_query_finish (XmppVersion   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
