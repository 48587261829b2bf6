/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-request.c: a task that is one request to somebody: RFC 6120, 8.2.3. */
#define G_LOG_DOMAIN "xmpp-request"

#include "xmpp-request.h"

#include "xmpp-error.h"

typedef struct {
  GTask          *task;
  XmppAnswerFunc  answer; /* (nullable) */
} Request;

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Request *request = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&request->task);
  XmppAnswerFunc answer = request->answer;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = NULL;

  g_free (request);

  iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  if (iq == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (answer != NULL)
    answer (iq, task);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * xmpp_request_send:
 * @session: (nullable): the session; %NULL where a feature is attached to none
 * @iq: (transfer full): the request
 * @task: (transfer full): what to complete
 * @answer: (nullable): reads the answer and completes the task; %NULL: any result makes it %TRUE
 *
 * Sends a request for a task, whose cancellable it takes. Every error of
 * xmpp_session_send_iq_async() becomes the task's; without a session that is
 * %XMPP_ERROR_DISCONNECTED.
 */
void
xmpp_request_send (XmppSession    *session,
                   XmppElement    *iq,
                   GTask          *task,
                   XmppAnswerFunc  answer)
{
  Request *request;

  g_return_if_fail (iq != NULL);
  g_return_if_fail (G_IS_TASK (task));

  if (session == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      xmpp_element_unref (iq);
      g_object_unref (task);
      return;
    }

  request = g_new0 (Request, 1);
  request->task = task;
  request->answer = answer;
  xmpp_session_send_iq_async (session, iq, 0, g_task_get_cancellable (task), answer_cb, request);
}

/**
 * xmpp_request_finish:
 * @source: the object that the task belongs to
 * @result: what the callback got
 * @source_tag: the function that began
 * @error: return location for an error
 *
 * Finishes a task whose result is that it was done.
 *
 * Returns: %TRUE when it was
 */
gboolean
xmpp_request_finish (gpointer       source,
                     GAsyncResult  *result,
                     gpointer       source_tag,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
