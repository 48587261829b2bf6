/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-register.c: makes accounts, changes passwords, removes accounts: XEP-0077 2.4, with XEP-0158
 * 1.0.1 and XEP-0445 0.2.0. */
#define G_LOG_DOMAIN "xmpp-register"

#include "xmpp-register.h"

#include "xmpp-error.h"
#include "xmpp-feature.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_URL_BYTES 8192

struct _XmppRegister
{
  GObject      parent_instance;

  XmppSession *session; /* (nullable) borrowed: it is there from attach to detach */
  XmppBob     *bob;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppRegister, xmpp_register, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

/* XEP-0077, 14.1: the plain fields, in the order in which people expect them. */
static const struct {
  const char    *name;
  XmppFieldType  type;
} plain_fields[] = {
  { "username", XMPP_FIELD_TEXT_SINGLE },
  { "nick", XMPP_FIELD_TEXT_SINGLE },
  { "password", XMPP_FIELD_TEXT_PRIVATE },
  { "name", XMPP_FIELD_TEXT_SINGLE },
  { "first", XMPP_FIELD_TEXT_SINGLE },
  { "last", XMPP_FIELD_TEXT_SINGLE },
  { "email", XMPP_FIELD_TEXT_SINGLE },
  { "address", XMPP_FIELD_TEXT_SINGLE },
  { "city", XMPP_FIELD_TEXT_SINGLE },
  { "state", XMPP_FIELD_TEXT_SINGLE },
  { "zip", XMPP_FIELD_TEXT_SINGLE },
  { "phone", XMPP_FIELD_TEXT_SINGLE },
  { "url", XMPP_FIELD_TEXT_SINGLE },
  { "date", XMPP_FIELD_TEXT_SINGLE },
  { "misc", XMPP_FIELD_TEXT_SINGLE },
  { "text", XMPP_FIELD_TEXT_SINGLE },
  { "key", XMPP_FIELD_HIDDEN },
};

/**
 * xmpp_registration_free:
 * @self: (nullable): what a server asks for
 *
 * Frees @self.
 */
void
xmpp_registration_free (XmppRegistration *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->form, xmpp_data_form_unref);
  g_free (self->redirect_url);
  g_free (self);
}

static void
xmpp_register_attach (XmppFeature *feature,
                      XmppSession *session)
{
  XMPP_REGISTER (feature)->session = session;
}

static void
xmpp_register_detach (XmppFeature *feature,
                      XmppSession *session)
{
  XMPP_REGISTER (feature)->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_register_attach;
  iface->detach = xmpp_register_detach;
}

static void
xmpp_register_dispose (GObject *object)
{
  XmppRegister *self = XMPP_REGISTER (object);

  g_clear_object (&self->bob);

  G_OBJECT_CLASS (xmpp_register_parent_class)->dispose (object);
}

static void
xmpp_register_class_init (XmppRegisterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_register_dispose;
}

static void
xmpp_register_init (XmppRegister *self)
{
}

/**
 * xmpp_register_new:
 * @bob: keeps the pictures of forms
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppRegister *
xmpp_register_new (XmppBob *bob)
{
  XmppRegister *self;

  g_return_val_if_fail (XMPP_IS_BOB (bob), NULL);

  self = g_object_new (XMPP_TYPE_REGISTER, NULL);
  self->bob = g_object_ref (bob);
  return self;
}

/* To our own server: what it calls itself is known before anybody is signed in. */
static XmppElement *
new_request (XmppRegister *self,
             const char   *type)
{
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;

  return xmpp_element_new_iq (type, own != NULL ? xmpp_address_get_domain (own) : NULL);
}

/* XEP-0077, 3.1: all that is named must be given. */
static XmppDataForm *
make_form (XmppElement *query)
{
  XmppDataForm *form = xmpp_data_form_new (XMPP_FORM_FORM, NULL);

  form->instructions = g_strdup (xmpp_element_get_child_text (query, "instructions",
                                                              XMPP_NS_REGISTER));
  for (guint i = 0; i < G_N_ELEMENTS (plain_fields); i++)
    {
      const char *value = xmpp_element_get_child_text (query, plain_fields[i].name,
                                                       XMPP_NS_REGISTER);
      XmppDataField *field;

      if (value == NULL)
        continue;

      field = xmpp_data_form_add_field (form, plain_fields[i].type, plain_fields[i].name);
      field->is_required = plain_fields[i].type != XMPP_FIELD_HIDDEN;
      if (*value != '\0')
        xmpp_data_form_set_value (form, plain_fields[i].name, value);
    }

  return form;
}

static gboolean
has_visible_field (XmppDataForm *form)
{
  for (guint i = 0; i < form->fields->len; i++)
    {
      const XmppDataField *field = g_ptr_array_index (form->fields, i);

      if (field->type != XMPP_FIELD_HIDDEN && field->type != XMPP_FIELD_FIXED)
        return TRUE;
    }

  return FALSE;
}

/* XEP-0077, 5: only what a browser opens, and nothing else on this machine. */
static char *
read_redirect (XmppElement *query)
{
  XmppElement *x = xmpp_element_get_child (query, "x", XMPP_NS_OOB);
  const char *text = x != NULL ? xmpp_element_get_child_text (x, "url", XMPP_NS_OOB) : NULL;
  g_autofree char *url = xmpp_text_bounded (text, MAX_URL_BYTES);
  g_autofree char *scheme = url != NULL ? g_uri_parse_scheme (g_strstrip (url)) : NULL;

  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0)
    return NULL;

  return g_steal_pointer (&url);
}

static void
form_answer (XmppElement *iq,
             GTask       *task)
{
  XmppRegister *self = g_task_get_source_object (task);
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_REGISTER);
  XmppElement *x = query != NULL ? xmpp_element_get_child (query, "x", XMPP_NS_DATA_FORM) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDataForm) form = NULL;
  XmppRegistration *registration;

  if (query == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "An empty answer");
      return;
    }

  form = x != NULL ? xmpp_data_form_parse (x, &error) : make_form (query);
  if (form == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  xmpp_bob_take_inline (self->bob, iq);
  xmpp_bob_take_inline (self->bob, query);

  registration = g_new0 (XmppRegistration, 1);
  registration->can_fill_in = has_visible_field (form);
  registration->form = g_steal_pointer (&form);
  registration->is_legacy = x == NULL;
  registration->is_registered = xmpp_element_get_child (query, "registered",
                                                        XMPP_NS_REGISTER) != NULL;
  registration->redirect_url = read_redirect (query);
  g_task_return_pointer (task, registration, (GDestroyNotify) xmpp_registration_free);
}

/* @service: (nullable): our own server */
static void
request_form (GTask       *task,
              XmppAddress *service)
{
  XmppRegister *self = g_task_get_source_object (task);
  XmppElement *iq = service != NULL ? xmpp_element_new_iq ("get", xmpp_address_get_full (service))
                                    : new_request (self, "get");

  xmpp_element_add_child (iq, "query", XMPP_NS_REGISTER);
  xmpp_request_send (self->session, iq, task, form_answer);
}

static void
token_answer (XmppElement *iq,
              GTask       *task)
{
  request_form (g_object_ref (task), NULL);
}

static gboolean
takes_tokens (XmppRegister *self)
{
  XmppElement *features = self->session != NULL
                          ? xmpp_session_get_stream_features (self->session) : NULL;

  return features != NULL
         && xmpp_element_get_child (features, "register", XMPP_NS_REGISTER_TOKEN) != NULL;
}

/**
 * xmpp_register_request_async:
 * @self: the feature
 * @preauth_token: (nullable): the token of an invitation: xmpp_uri_get_preauth_token()
 * @cancellable: (nullable): ends the wait
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Asks what a new account needs: XEP-0077, 3.1. A token is given first: XEP-0445, 4.
 */
void
xmpp_register_request_async (XmppRegister        *self,
                             const char          *preauth_token,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_REGISTER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_request_async);

  if (preauth_token == NULL || self->session == NULL)
    {
      request_form (g_steal_pointer (&task), NULL);
      return;
    }

  if (!takes_tokens (self))
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                               "The server takes no invitations");
      return;
    }

  iq = new_request (self, "set");
  xmpp_element_set_attribute (xmpp_element_add_child (iq, "preauth",
                                                      XMPP_NS_PRE_AUTH_SUBSCRIPTION),
                              "token", preauth_token);
  xmpp_request_send (self->session, iq, g_steal_pointer (&task), token_answer);
}

/**
 * xmpp_register_request_at_async:
 * @self: the feature
 * @service: a service, or a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when it has answered
 * @user_data: for @callback
 *
 * Asks what @service needs to take us: XEP-0077, 3.1, and XEP-0045, 7.10. The answer is taken with
 * xmpp_register_request_finish().
 */
void
xmpp_register_request_at_async (XmppRegister        *self,
                                XmppAddress         *service,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_REGISTER (self));
  g_return_if_fail (service != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_request_at_async);
  request_form (task, service);
}

/**
 * xmpp_register_request_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR (with a token
 *   %XMPP_STANZA_ERROR_ITEM_NOT_FOUND: it is used up or too old), or %XMPP_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full) (nullable): what the server asks for
 */
XmppRegistration *
xmpp_register_request_finish (XmppRegister  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_plain_fields (XmppDataForm *form,
                    XmppElement  *query)
{
  for (guint i = 0; i < form->fields->len; i++)
    {
      const XmppDataField *field = g_ptr_array_index (form->fields, i);

      if (field->var != NULL)
        xmpp_element_add_text_child (query, field->var, NULL,
                                     field->values[0] != NULL ? field->values[0] : "");
    }
}

/* Takes @task and @iq. */
static void
submit (GTask                  *task,
        XmppElement            *iq,
        const XmppRegistration *registration)
{
  XmppRegister *self = g_task_get_source_object (task);
  XmppElement *query = xmpp_element_add_child (iq, "query", XMPP_NS_REGISTER);

  if (registration->is_legacy)
    write_plain_fields (registration->form, query);
  else
    {
      g_autoptr(XmppElement) x = xmpp_data_form_to_submit (registration->form);

      xmpp_element_append_copy (query, x);
    }

  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_register_submit_async:
 * @self: the feature
 * @registration: what the server asked for, with the answers
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Makes the account. To sign in to it is another session's work.
 */
void
xmpp_register_submit_async (XmppRegister           *self,
                            const XmppRegistration *registration,
                            GCancellable           *cancellable,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_REGISTER (self));
  g_return_if_fail (registration != NULL && registration->form != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_submit_async);
  submit (task, new_request (self, "set"), registration);
}

/**
 * xmpp_register_submit_at_async:
 * @self: the feature
 * @service: who asked
 * @registration: what it asked for, with the answers
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it has answered
 * @user_data: for @callback
 *
 * Registers there, or asks for it where somebody has to decide. The answer is taken with
 * xmpp_register_submit_finish().
 */
void
xmpp_register_submit_at_async (XmppRegister           *self,
                               XmppAddress            *service,
                               const XmppRegistration *registration,
                               GCancellable           *cancellable,
                               GAsyncReadyCallback     callback,
                               gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_REGISTER (self));
  g_return_if_fail (service != NULL && registration != NULL && registration->form != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_submit_async);
  submit (task, xmpp_element_new_iq ("set", xmpp_address_get_full (service)), registration);
}

/**
 * xmpp_register_submit_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when there is an account now
 */
gboolean
xmpp_register_submit_finish (XmppRegister  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_register_submit_async, error);
}

/**
 * xmpp_register_change_password_async:
 * @self: the feature
 * @password: the new one
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Changes the password of our account: XEP-0077, 3.3. The session stays.
 */
void
xmpp_register_change_password_async (XmppRegister        *self,
                                     const char          *password,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppAddress *own;
  XmppElement *iq;
  XmppElement *query;

  g_return_if_fail (XMPP_IS_REGISTER (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_change_password_async);

  own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  if (own == NULL || xmpp_address_get_local (own) == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  iq = new_request (self, "set");
  query = xmpp_element_add_child (iq, "query", XMPP_NS_REGISTER);
  xmpp_element_add_text_child (query, "username", NULL, xmpp_address_get_local (own));
  xmpp_element_add_text_child (query, "password", NULL, password);
  xmpp_request_send (self->session, iq, g_steal_pointer (&task), NULL);
}

/**
 * xmpp_register_change_password_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the new password holds
 */
gboolean
xmpp_register_change_password_finish (XmppRegister  *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_register_change_password_async, error);
}

/**
 * xmpp_register_remove_account_async:
 * @self: the feature
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered, or ended the stream
 * @user_data: for @callback
 *
 * Removes our account from the server, with all that is kept for it: XEP-0077, 3.2.
 */
void
xmpp_register_remove_account_async (XmppRegister        *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_REGISTER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_register_remove_account_async);

  iq = xmpp_element_new_iq ("set", NULL);
  xmpp_element_add_child (xmpp_element_add_child (iq, "query", XMPP_NS_REGISTER), "remove", NULL);
  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_register_remove_account_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR. When the server
 *   ended the stream without an answer, whether the account is gone shows at the next sign-in
 *
 * Returns: %TRUE when the account is gone
 */
gboolean
xmpp_register_remove_account_finish (XmppRegister  *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_register_remove_account_async, error);
}
