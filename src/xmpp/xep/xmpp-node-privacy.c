/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-node-privacy.c: sees to it that a node is private before something private goes there:
 * XEP-0223 1.1.1, XEP-0060 1.30.0, 8.1 and 8.2. */
#define G_LOG_DOMAIN "xmpp-pubsub"

#include "xmpp-node-privacy.h"

#include "xmpp-error.h"

#define FIELD_ACCESS "pubsub#access_model"
#define PRIVATE      "whitelist"

/* What is ensured; it goes through these steps. A service that takes publish-options and does not
 * act upon them is found out before it has anything to show around.
 *
 *   how is the node configured? ── private ──► done
 *     ├─ not there, once: make it, with fewer options if it knows no more, then look again
 *     ├─ open, once: configure it, then look again
 *     ├─ the service does not tell: publish-options alone have to do ──► done
 *     └─ still not private ──► fail
 */
typedef struct {
  char              *node;
  XmppPubsubOptions  options;
  gboolean           is_created;
  gboolean           is_basic;      /* only the options that all services know */
  gboolean           is_configured;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_free (check->node);
  g_free (check);
}

static void
return_not_private (GTask *task)
{
  g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                           "The server does not keep this private");
}

/* Takes @task. */
static void look (XmppSession *session,
                  GTask       *task);

static void
configured_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (iq == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    look (XMPP_SESSION (object), g_steal_pointer (&task));
}

static void create (XmppSession *session,
                    GTask       *task);

/* XEP-0060, 8.1.3: an option that is not known is refused; by what error it does not say. */
static gboolean
may_be_unknown_option (const GError *error)
{
  return g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_BAD_REQUEST)
         || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE)
         || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  /* Another device may have been quicker: then it is there, too. */
  if (iq != NULL || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT))
    look (XMPP_SESSION (object), g_steal_pointer (&task));
  else if (!check->is_basic && may_be_unknown_option (error))
    {
      check->is_basic = TRUE;
      create (XMPP_SESSION (object), task);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
create (XmppSession *session,
        GTask       *task)
{
  Check *check = g_task_get_task_data (task);
  XmppPubsubOptions options = check->options;

  if (check->is_basic)
    options = (XmppPubsubOptions) { .access = options.access,
                                    .persist_items = options.persist_items };

  check->is_created = TRUE;
  xmpp_session_send_iq_async (session, xmpp_pubsub_new_create (NULL, check->node, &options), 0,
                              g_task_get_cancellable (task), created_cb, g_object_ref (task));
}

static void
configure (XmppSession  *session,
           GTask        *task,
           XmppDataForm *form)
{
  Check *check = g_task_get_task_data (task);

  check->is_configured = TRUE;
  xmpp_pubsub_options_apply (&check->options, form);
  xmpp_session_send_iq_async (session, xmpp_pubsub_new_configure (NULL, check->node, form), 0,
                              g_task_get_cancellable (task), configured_cb, g_object_ref (task));
}

static void
judge (XmppSession *session,
       GTask       *task,
       XmppElement *iq)
{
  Check *check = g_task_get_task_data (task);
  g_autoptr(XmppDataForm) form = xmpp_pubsub_read_configure (iq);
  const char *access = form != NULL ? xmpp_data_form_get_value (form, FIELD_ACCESS) : NULL;

  if (g_strcmp0 (access, PRIVATE) == 0)
    g_task_return_boolean (task, TRUE);
  else if (access == NULL || check->is_configured)
    return_not_private (task);
  else
    configure (session, task, form);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (iq != NULL)
    judge (XMPP_SESSION (object), task, iq);
  else if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND)
           && !check->is_created)
    create (XMPP_SESSION (object), task);
  else if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
look (XmppSession *session,
      GTask       *task)
{
  Check *check = g_task_get_task_data (task);

  xmpp_session_send_iq_async (session, xmpp_pubsub_new_configure (NULL, check->node, NULL), 0,
                              g_task_get_cancellable (task), looked_cb, task);
}

/**
 * xmpp_node_privacy_ensure_async:
 * @session: the session
 * @node: a node of our own account
 * @options: how it shall be; private
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is so, or will not be
 * @user_data: for @callback
 *
 * Makes sure that a node is there and private. That the server says that it knows publish-options
 * is for the caller to have checked.
 */
void
xmpp_node_privacy_ensure_async (XmppSession             *session,
                                const char              *node,
                                const XmppPubsubOptions *options,
                                GCancellable            *cancellable,
                                GAsyncReadyCallback      callback,
                                gpointer                 user_data)
{
  GTask *task;
  Check *check;

  g_return_if_fail (XMPP_IS_SESSION (session));
  g_return_if_fail (node != NULL);
  g_return_if_fail (options != NULL && options->access == XMPP_PUBSUB_ACCESS_WHITELIST);

  check = g_new0 (Check, 1);
  check->node = g_strdup (node);
  check->options = *options;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_node_privacy_ensure_async);
  g_task_set_task_data (task, check, check_free);
  look (session, task);
}

/**
 * xmpp_node_privacy_ensure_finish:
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED when it cannot be kept private
 *
 * Returns: %TRUE when it is
 */
gboolean
xmpp_node_privacy_ensure_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
