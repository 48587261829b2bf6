/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-pubsub-publication.c: publishes an item to a node that is as it has to be: XEP-0060 1.30.0,
 * 7.1.5. */
#define G_LOG_DOMAIN "xmpp-pubsub"

#include "xmpp-pubsub-publication.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

/* What is published; it goes through these steps:
 *
 *   options? ── no ──────────────────────────────┐
 *     │ yes                                      ▼
 *   service has publish-options? ── no, open ─► publish ──► done
 *     │ yes                    └─ no, private ─► fail
 *   publish with options ──► done
 *     ├─ conflict, once: ask for the configuration, change it, publish with options again
 *     └─ refused, once: it may not know all of them. Publish with those that keep it private; then
 *        ask for the configuration and change it, which is no matter of privacy: done in any case
 */
typedef struct {
  XmppSession       *session;
  XmppServerInfo    *server_info;
  XmppAddress       *service;      /* (nullable) */
  char              *node;
  char              *item_id;      /* (nullable) */
  XmppElement       *payload;      /* (nullable) */
  XmppPubsubOptions  options;
  gboolean           has_options;
  gboolean           is_basic;     /* only the options that all services know */
  gboolean           is_configured;
  char              *published_id; /* (nullable): it is published, and configured afterwards */
} Publication;

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  g_object_unref (publication->session);
  g_object_unref (publication->server_info);
  g_clear_pointer (&publication->service, xmpp_address_unref);
  g_free (publication->node);
  g_free (publication->item_id);
  g_clear_pointer (&publication->payload, xmpp_element_unref);
  g_free (publication->published_id);
  g_free (publication);
}

static gboolean
has_more_than_basic (const XmppPubsubOptions *options)
{
  return options->never_send_last || options->max_items > 0;
}

static XmppPubsubOptions
make_basic (const XmppPubsubOptions *options)
{
  return (XmppPubsubOptions) { .access = options->access, .persist_items = options->persist_items };
}

/* Takes @task. */
static void publish (GTask *task);

/* Takes @error. */
static void
end_configuration (GTask  *task,
                   GError *error)
{
  Publication *publication = g_task_get_task_data (task);

  if (publication->published_id != NULL)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, g_steal_pointer (&publication->published_id), g_free);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    publish (g_object_ref (task));
}

static void
configured_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  end_configuration (task, error);
}

static void
configuration_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Publication *publication = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  g_autoptr(XmppDataForm) form = iq != NULL ? xmpp_pubsub_read_configure (iq) : NULL;

  if (form == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_MALFORMED,
                                     "The node has no configuration");
      end_configuration (task, error);
      return;
    }

  xmpp_pubsub_options_apply (&publication->options, form);
  xmpp_session_send_iq_async (XMPP_SESSION (object),
                              xmpp_pubsub_new_configure (publication->service, publication->node,
                                                         form),
                              0, g_task_get_cancellable (task), configured_cb,
                              g_object_ref (task));
}

static void
configure (GTask *task)
{
  Publication *publication = g_task_get_task_data (task);

  publication->is_configured = TRUE;
  xmpp_session_send_iq_async (publication->session,
                              xmpp_pubsub_new_configure (publication->service, publication->node,
                                                         NULL),
                              0, g_task_get_cancellable (task), configuration_cb,
                              g_object_ref (task));
}

/* XEP-0060, 7.1.5: an unknown option is refused; by what error it does not say. */
static gboolean
may_be_unknown_option (const Publication *publication,
                       const GError      *error)
{
  return publication->has_options && !publication->is_basic
         && has_more_than_basic (&publication->options)
         && (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_BAD_REQUEST)
             || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE)
             || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT));
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  g_autofree char *id = iq != NULL ? xmpp_pubsub_read_published (iq) : NULL;

  if (iq != NULL && id == NULL)
    id = g_strdup (publication->item_id != NULL ? publication->item_id : "");

  if (iq != NULL && publication->is_basic && !publication->is_configured)
    {
      publication->published_id = g_steal_pointer (&id);
      configure (task);
    }
  else if (iq != NULL)
    g_task_return_pointer (task, g_steal_pointer (&id), g_free);
  else if (publication->has_options && !publication->is_configured
           && g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT))
    configure (task);
  else if (may_be_unknown_option (publication, error))
    {
      publication->is_basic = TRUE;
      publish (g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
publish (GTask *task)
{
  Publication *publication = g_task_get_task_data (task);
  XmppPubsubOptions options = publication->is_basic ? make_basic (&publication->options)
                                                    : publication->options;
  XmppElement *iq;

  iq = xmpp_pubsub_new_publish (publication->service, publication->node, publication->item_id,
                                publication->payload,
                                publication->has_options ? &options : NULL);
  xmpp_session_send_iq_async (publication->session, iq, 0, g_task_get_cancellable (task),
                              published_cb, task);
}

/* XEP-0163, 6.1: the account says it for itself; older servers said it for all. */
static gboolean
has_publish_options (Publication   *publication,
                     XmppDiscoInfo *info)
{
  if (xmpp_disco_info_has_feature (info, XMPP_NS_PUBSUB_PUBLISH_OPTIONS))
    return TRUE;

  return publication->service == NULL
         && xmpp_server_info_supports (publication->server_info, XMPP_NS_PUBSUB_PUBLISH_OPTIONS);
}

static void
service_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);

  if (info == NULL && error->domain != XMPP_STANZA_ERROR)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!has_publish_options (publication, info))
    {
      if (publication->options.access == XMPP_PUBSUB_ACCESS_WHITELIST)
        {
          g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                                   "The server cannot keep this private");
          return;
        }

      publication->has_options = FALSE;
    }

  publish (g_steal_pointer (&task));
}

/**
 * xmpp_pubsub_publication_run_async:
 * @places: by whom to publish
 * @what: what to publish
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Publishes an item.
 */
void
xmpp_pubsub_publication_run_async (const XmppPubsubPlaces      *places,
                                   const XmppPubsubPublication *what,
                                   GCancellable                *cancellable,
                                   GAsyncReadyCallback          callback,
                                   gpointer                     user_data)
{
  GTask *task;
  g_autoptr(XmppAddress) asked = NULL;
  Publication *publication;
  XmppAddress *own;

  g_return_if_fail (places != NULL && XMPP_IS_SESSION (places->session));
  g_return_if_fail (what != NULL && what->node != NULL);

  publication = g_new0 (Publication, 1);
  publication->session = g_object_ref (places->session);
  publication->server_info = g_object_ref (places->server_info);
  publication->service = what->service != NULL ? xmpp_address_ref (what->service) : NULL;
  publication->node = g_strdup (what->node);
  publication->item_id = g_strdup (what->item_id);
  publication->payload = what->payload != NULL ? xmpp_element_copy (what->payload) : NULL;
  publication->has_options = what->options != NULL;
  if (what->options != NULL)
    publication->options = *what->options;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_pubsub_publication_run_async);
  g_task_set_task_data (task, publication, publication_free);

  own = xmpp_session_get_address (places->session);
  if (what->service != NULL)
    asked = xmpp_address_ref (what->service);
  else if (own != NULL)
    asked = xmpp_address_dup_bare (own);

  if (what->options == NULL || asked == NULL)
    publish (task);
  else
    xmpp_disco_get_info_async (places->disco, asked, NULL, cancellable, service_cb, task);
}

/**
 * xmpp_pubsub_publication_run_finish:
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full) (nullable): the id of the item; "" when the service does not tell it
 */
char *
xmpp_pubsub_publication_run_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
