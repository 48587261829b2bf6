/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-server-info.c: what our own server, account and the server's services can do: XEP-0030
 * 2.5.0, and whom to turn to: XEP-0157 1.1.1. */
#define G_LOG_DOMAIN "xmpp-server-info"

#include "xmpp-server-info.h"

#include "xmpp-error.h"
#include "xmpp-feature.h"
#include "xmpp-namespaces.h"

#include <string.h>

#define MAX_SERVICES       32
#define MAX_URIS           16
#define FORM_TYPE_CONTACTS "http://jabber.org/network/serverinfo"

typedef struct {
  XmppAddress   *address;
  XmppDiscoInfo *info; /* (nullable): it has not answered */
} Service;

/* Somebody who waits. It leaves the list through end_waiter() and nowhere else. */
typedef struct {
  XmppServerInfo *self;      /* borrowed: the task keeps it alive */
  GTask          *task;
  GSource        *cancelled; /* (nullable) */
} Waiter;

struct _XmppServerInfo
{
  GObject        parent_instance;

  XmppDisco     *disco;
  XmppSession   *session;  /* (nullable) borrowed: it is there from attach to detach */
  gulong         online_handler;
  gulong         offline_handler;

  GCancellable  *asking;   /* (nullable): while we are online */
  guint          n_asked;  /* questions without an answer */
  XmppDiscoInfo *server;   /* (nullable) */
  XmppDiscoInfo *account;  /* (nullable) */
  GPtrArray     *services; /* owned Service, in the server's order */
  GQueue         waiters;  /* owned Waiter */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppServerInfo, xmpp_server_info, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  SIGNAL_READY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
service_free (gpointer data)
{
  Service *service = data;

  xmpp_address_unref (service->address);
  g_clear_pointer (&service->info, xmpp_disco_info_unref);
  g_free (service);
}

static void
end_waiter (Waiter *waiter,
            GError *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&waiter->task);

  g_queue_remove (&waiter->self->waiters, waiter);
  if (waiter->cancelled != NULL)
    {
      g_source_destroy (waiter->cancelled);
      g_source_unref (waiter->cancelled);
    }
  g_free (waiter);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  end_waiter (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

static void
fail_waiters (XmppServerInfo *self)
{
  Waiter *waiter;

  while ((waiter = g_queue_peek_head (&self->waiters)) != NULL)
    end_waiter (waiter, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                             "Not connected"));
}

static void
end_question (XmppServerInfo *self)
{
  Waiter *waiter;

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (--self->n_asked > 0)
    return;

  g_signal_emit (self, signals[SIGNAL_READY], 0);
  while ((waiter = g_queue_peek_head (&self->waiters)) != NULL)
    end_waiter (waiter, NULL);
}

/* What a round of questions is about. A new sign-in starts another one. */
typedef struct {
  XmppServerInfo *self;
  GCancellable   *round;
  XmppAddress    *address;
} Question;

static Question *
question_new (XmppServerInfo *self,
              XmppAddress    *address)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->round = g_object_ref (self->asking);
  question->address = xmpp_address_ref (address);
  self->n_asked++;
  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_object_unref (question->round);
  xmpp_address_unref (question->address);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* An answer to an earlier round, or none as the connection broke: then a new round begins later. */
static gboolean
is_over (Question *question)
{
  XmppServerInfo *self = question->self;

  return g_cancellable_is_cancelled (question->round) || self->session == NULL
         || xmpp_session_get_state (self->session) != XMPP_SESSION_ONLINE;
}

static void
server_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  XmppServerInfo *self = question->self;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, NULL);

  if (is_over (question))
    return;

  self->server = g_steal_pointer (&info);
  end_question (self);
}

static void
account_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  XmppServerInfo *self = question->self;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, NULL);

  if (is_over (question))
    return;

  self->account = g_steal_pointer (&info);
  end_question (self);
}

static void
service_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  XmppServerInfo *self = question->self;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, NULL);

  if (is_over (question))
    return;

  for (guint i = 0; i < self->services->len; i++)
    {
      Service *service = g_ptr_array_index (self->services, i);

      if (service->info == NULL && xmpp_address_equal (service->address, question->address))
        service->info = g_steal_pointer (&info);
    }

  end_question (self);
}

static void
items_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  XmppServerInfo *self = question->self;
  g_autoptr(GPtrArray) items = xmpp_disco_get_items_finish (XMPP_DISCO (object), result, NULL);

  if (is_over (question))
    return;

  for (guint i = 0; items != NULL && i < items->len && self->services->len < MAX_SERVICES; i++)
    {
      XmppDiscoItem *item = g_ptr_array_index (items, i);
      Service *service;

      if (item->node != NULL || xmpp_address_equal (item->address, question->address))
        continue;

      service = g_new0 (Service, 1);
      service->address = xmpp_address_ref (item->address);
      g_ptr_array_add (self->services, service);
      xmpp_disco_get_info_async (self->disco, item->address, NULL, self->asking, service_cb,
                                 question_new (self, item->address));
    }

  end_question (self);
}

static void
forget (XmppServerInfo *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->n_asked = 0;
  g_clear_pointer (&self->server, xmpp_disco_info_unref);
  g_clear_pointer (&self->account, xmpp_disco_info_unref);
  g_ptr_array_set_size (self->services, 0);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppServerInfo *self = user_data;
  XmppAddress *own = xmpp_session_get_address (session);
  g_autoptr(XmppAddress) account = NULL;
  g_autoptr(XmppAddress) server = NULL;

  if (resumed && self->asking != NULL)
    return;

  forget (self);
  account = own != NULL ? xmpp_address_dup_bare (own) : NULL;
  server = own != NULL ? xmpp_address_new (NULL, xmpp_address_get_domain (own), NULL, NULL) : NULL;
  if (account == NULL || server == NULL)
    return;

  self->asking = g_cancellable_new ();
  xmpp_disco_get_info_async (self->disco, server, NULL, self->asking, server_cb,
                             question_new (self, server));
  xmpp_disco_get_info_async (self->disco, account, NULL, self->asking, account_cb,
                             question_new (self, account));
  xmpp_disco_get_items_async (self->disco, server, NULL, self->asking, items_cb,
                              question_new (self, server));
}

/* What is known stays until the next sign-in: the session may be resumed. */
static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  XmppServerInfo *self = user_data;

  fail_waiters (self);
  if (self->n_asked > 0)
    forget (self);
}

static void
xmpp_server_info_attach (XmppFeature *feature,
                         XmppSession *session)
{
  XmppServerInfo *self = XMPP_SERVER_INFO (feature);

  self->session = session;
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
}

static void
xmpp_server_info_detach (XmppFeature *feature,
                         XmppSession *session)
{
  XmppServerInfo *self = XMPP_SERVER_INFO (feature);

  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  fail_waiters (self);
  forget (self);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_server_info_attach;
  iface->detach = xmpp_server_info_detach;
}

static void
xmpp_server_info_dispose (GObject *object)
{
  XmppServerInfo *self = XMPP_SERVER_INFO (object);

  g_clear_object (&self->disco);
  g_clear_object (&self->asking);

  G_OBJECT_CLASS (xmpp_server_info_parent_class)->dispose (object);
}

static void
xmpp_server_info_finalize (GObject *object)
{
  XmppServerInfo *self = XMPP_SERVER_INFO (object);

  g_clear_pointer (&self->server, xmpp_disco_info_unref);
  g_clear_pointer (&self->account, xmpp_disco_info_unref);
  g_clear_pointer (&self->services, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_server_info_parent_class)->finalize (object);
}

static void
xmpp_server_info_class_init (XmppServerInfoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_server_info_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_server_info_finalize;

  /**
   * XmppServerInfo::changed:
   *
   * One of those asked has answered, or will not.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_SERVER_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppServerInfo::ready:
   *
   * All have answered, or will not.
   */
  signals[SIGNAL_READY] =
    g_signal_new ("ready", XMPP_TYPE_SERVER_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_server_info_init (XmppServerInfo *self)
{
  self->services = g_ptr_array_new_with_free_func (service_free);
  g_queue_init (&self->waiters);
}

/**
 * xmpp_server_info_new:
 * @disco: asks
 *
 * Makes the feature; it asks by itself after each sign-in.
 *
 * Returns: (transfer full): the feature
 */
XmppServerInfo *
xmpp_server_info_new (XmppDisco *disco)
{
  XmppServerInfo *self;

  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);

  self = g_object_new (XMPP_TYPE_SERVER_INFO, NULL);
  self->disco = g_object_ref (disco);
  return self;
}

/**
 * xmpp_server_info_is_ready:
 * @self: the feature
 *
 * Returns: whether all that were asked have answered, or will not
 */
gboolean
xmpp_server_info_is_ready (XmppServerInfo *self)
{
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (self), FALSE);

  return self->asking != NULL && self->n_asked == 0;
}

/**
 * xmpp_server_info_get_server:
 * @self: the feature
 *
 * Returns: (nullable) (transfer none): what the server answered
 */
XmppDiscoInfo *
xmpp_server_info_get_server (XmppServerInfo *self)
{
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (self), NULL);

  return self->server;
}

/**
 * xmpp_server_info_supports:
 * @self: the feature
 * @feature: what is asked for
 *
 * Returns: whether it is known that the server can
 */
gboolean
xmpp_server_info_supports (XmppServerInfo *self,
                           const char     *feature)
{
  return xmpp_disco_info_has_feature (xmpp_server_info_get_server (self), feature);
}

/**
 * xmpp_server_info_get_account:
 * @self: the feature
 *
 * Returns: (nullable) (transfer none): what our own bare address answered
 */
XmppDiscoInfo *
xmpp_server_info_get_account (XmppServerInfo *self)
{
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (self), NULL);

  return self->account;
}

/**
 * xmpp_server_info_account_supports:
 * @self: the feature
 * @feature: what is asked for
 *
 * Returns: whether it is known that our account can
 */
gboolean
xmpp_server_info_account_supports (XmppServerInfo *self,
                                   const char     *feature)
{
  return xmpp_disco_info_has_feature (xmpp_server_info_get_account (self), feature);
}

/**
 * xmpp_server_info_find_service:
 * @self: the feature
 * @category: (nullable): what it is; %NULL: anything
 * @type: (nullable): of which kind; %NULL: any
 * @feature: (nullable): what it can do; %NULL: anything
 *
 * Looks for a service of our server.
 *
 * Returns: (nullable) (transfer none): the first one that fits
 */
XmppAddress *
xmpp_server_info_find_service (XmppServerInfo *self,
                               const char     *category,
                               const char     *type,
                               const char     *feature)
{
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (self), NULL);

  for (guint i = 0; i < self->services->len; i++)
    {
      Service *service = g_ptr_array_index (self->services, i);

      if (service->info != NULL
          && (category == NULL || xmpp_disco_info_has_identity (service->info, category, type))
          && (feature == NULL || xmpp_disco_info_has_feature (service->info, feature)))
        return service->address;
    }

  return NULL;
}

/**
 * xmpp_server_info_get_service:
 * @self: the feature
 * @address: a service of our server
 *
 * Returns: (nullable) (transfer none): what it answered
 */
XmppDiscoInfo *
xmpp_server_info_get_service (XmppServerInfo *self,
                              XmppAddress    *address)
{
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  for (guint i = 0; i < self->services->len; i++)
    {
      Service *service = g_ptr_array_index (self->services, i);

      if (xmpp_address_equal (service->address, address))
        return service->info;
    }

  return NULL;
}

/**
 * xmpp_server_info_dup_contact_uris:
 * @self: the feature
 * @kind: "abuse-addresses", "admin-addresses", "feedback-addresses", "sales-addresses",
 *   "security-addresses", "status-addresses" or "support-addresses": XEP-0157, 3
 *
 * Tells whom to turn to. The server's word is not checked: these are links to be shown.
 *
 * Returns: (transfer full) (array zero-terminated=1): URIs
 */
char **
xmpp_server_info_dup_contact_uris (XmppServerInfo *self,
                                   const char     *kind)
{
  XmppDataForm *form = NULL;
  XmppDataField *field = NULL;
  GPtrArray *uris = g_ptr_array_new ();

  form = xmpp_disco_info_get_form (xmpp_server_info_get_server (self), FORM_TYPE_CONTACTS);
  if (form != NULL)
    field = xmpp_data_form_get_field (form, kind);

  for (guint i = 0; field != NULL && field->values[i] != NULL && uris->len < MAX_URIS; i++)
    if (*field->values[i] != '\0')
      g_ptr_array_add (uris, g_strdup (field->values[i]));

  g_ptr_array_add (uris, NULL);
  return (char **) g_ptr_array_free (uris, FALSE);
}

/**
 * xmpp_server_info_wait_async:
 * @self: the feature
 * @cancellable: (nullable): ends the wait
 * @callback: called when all is known that will be, or the session went offline
 * @user_data: for @callback
 *
 * Waits until xmpp_server_info_is_ready().
 */
void
xmpp_server_info_wait_async (XmppServerInfo      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Waiter *waiter;

  g_return_if_fail (XMPP_IS_SERVER_INFO (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_server_info_wait_async);

  if (self->session == NULL || xmpp_session_get_state (self->session) != XMPP_SESSION_ONLINE)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  if (xmpp_server_info_is_ready (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  waiter = g_new0 (Waiter, 1);
  waiter->self = self;
  waiter->task = g_steal_pointer (&task);
  g_queue_push_tail (&self->waiters, waiter);
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (waiter_cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (waiter->task));
    }
}

/**
 * xmpp_server_info_wait_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for %XMPP_ERROR_DISCONNECTED, or that it was cancelled
 *
 * Returns: %TRUE when all is known that will be
 */
gboolean
xmpp_server_info_wait_finish (XmppServerInfo  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
