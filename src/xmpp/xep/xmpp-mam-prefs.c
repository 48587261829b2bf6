/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-mam-prefs.c: what our archive shall keep: XEP-0441 0.2.0. */
#define G_LOG_DOMAIN "xmpp-mam"

#include "xmpp-mam.h"

#include "xmpp-error.h"
#include "xmpp-mam-private.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#define MAX_LISTED 10000

static const char *const policy_names[] = {
  [XMPP_MAM_POLICY_ALWAYS] = "always",
  [XMPP_MAM_POLICY_NEVER] = "never",
  [XMPP_MAM_POLICY_ROSTER] = "roster",
};

/**
 * xmpp_mam_prefs_new:
 * @policy: for all who are in neither list
 *
 * Returns: (transfer full): preferences with two empty lists
 */
XmppMamPrefs *
xmpp_mam_prefs_new (XmppMamPolicy policy)
{
  XmppMamPrefs *self = g_new0 (XmppMamPrefs, 1);

  self->policy = policy;
  self->always = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  self->never = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  return self;
}

/**
 * xmpp_mam_prefs_free:
 * @self: (nullable): preferences
 *
 * Frees @self.
 */
void
xmpp_mam_prefs_free (XmppMamPrefs *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->always);
  g_ptr_array_unref (self->never);
  g_free (self);
}

static void
read_list (XmppElement *prefs,
           const char  *name,
           GPtrArray   *addresses)
{
  XmppElement *list = xmpp_element_get_child (prefs, name, XMPP_NS_ARCHIVE);
  XmppElement *jid = list != NULL ? xmpp_element_get_child (list, "jid", XMPP_NS_ARCHIVE) : NULL;

  for (; jid != NULL && addresses->len < MAX_LISTED; jid = xmpp_element_get_next_same (jid))
    {
      XmppAddress *address = xmpp_address_parse (xmpp_element_get_text (jid), NULL);

      if (address != NULL)
        g_ptr_array_add (addresses, address);
    }
}

static gboolean
read_policy (const char    *name,
             XmppMamPolicy *policy)
{
  for (guint i = 0; i < G_N_ELEMENTS (policy_names); i++)
    if (g_strcmp0 (name, policy_names[i]) == 0)
      {
        *policy = (XmppMamPolicy) i;
        return TRUE;
      }

  return FALSE;
}

static void
prefs_answer (XmppElement *iq,
              GTask       *task)
{
  XmppElement *element = xmpp_element_get_child (iq, "prefs", XMPP_NS_ARCHIVE);
  XmppMamPolicy policy = XMPP_MAM_POLICY_ALWAYS;
  XmppMamPrefs *prefs;

  if (element == NULL || !read_policy (xmpp_element_get_attribute (element, "default"), &policy))
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Not preferences");
      return;
    }

  prefs = xmpp_mam_prefs_new (policy);
  read_list (element, "always", prefs->always);
  read_list (element, "never", prefs->never);
  g_task_return_pointer (task, prefs, (GDestroyNotify) xmpp_mam_prefs_free);
}

static void
write_list (XmppElement *prefs,
            const char  *name,
            GPtrArray   *addresses)
{
  XmppElement *list = xmpp_element_add_child (prefs, name, NULL);

  for (guint i = 0; i < addresses->len; i++)
    xmpp_element_add_text_child (list, "jid", NULL,
                                 xmpp_address_get_full (g_ptr_array_index (addresses, i)));
}

static XmppMamPrefs *
finish (XmppMam       *self,
        GAsyncResult  *result,
        gpointer       source_tag,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_mam_get_prefs_async:
 * @self: the feature
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Asks what our archive keeps.
 */
void
xmpp_mam_get_prefs_async (XmppMam             *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_MAM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_mam_get_prefs_async);
  iq = xmpp_element_new_iq ("get", NULL);
  xmpp_element_add_child (iq, "prefs", XMPP_NS_ARCHIVE);
  xmpp_request_send (xmpp_mam_get_session (self), iq, task, prefs_answer);
}

/**
 * xmpp_mam_get_prefs_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR: the server has no
 *   such preferences
 *
 * Returns: (transfer full) (nullable): the preferences
 */
XmppMamPrefs *
xmpp_mam_get_prefs_finish (XmppMam       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return finish (self, result, xmpp_mam_get_prefs_async, error);
}

/**
 * xmpp_mam_set_prefs_async:
 * @self: the feature
 * @prefs: what to keep
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Tells our archive what to keep.
 */
void
xmpp_mam_set_prefs_async (XmppMam             *self,
                          const XmppMamPrefs  *prefs,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *element;

  g_return_if_fail (XMPP_IS_MAM (self));
  g_return_if_fail (prefs != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_mam_set_prefs_async);
  iq = xmpp_element_new_iq ("set", NULL);
  element = xmpp_element_add_child (iq, "prefs", XMPP_NS_ARCHIVE);
  xmpp_element_set_attribute (element, "default", policy_names[prefs->policy]);
  write_list (element, "always", prefs->always);
  write_list (element, "never", prefs->never);
  xmpp_request_send (xmpp_mam_get_session (self), iq, task, prefs_answer);
}

/**
 * xmpp_mam_set_prefs_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable): what the server made of it
 */
XmppMamPrefs *
xmpp_mam_set_prefs_finish (XmppMam       *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return finish (self, result, xmpp_mam_set_prefs_async, error);
}
