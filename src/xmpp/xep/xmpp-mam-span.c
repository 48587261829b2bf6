/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-mam-span.c: asks from where to where an archive reaches: XEP-0313 1.1.3, 5. */
#define G_LOG_DOMAIN "xmpp-mam"

#include "xmpp-mam.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-mam-private.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_ID_BYTES 1024

/* What is asked; it goes through these steps:
 *
 *   what can the archive do? ── it is extended ──► metadata ──────────────► done
 *                └─ it is not ──► its first message ──► its last message ─►┘
 */
typedef struct {
  XmppAddress *archive; /* (nullable) */
  XmppMamSpan *span;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->archive, xmpp_address_unref);
  xmpp_mam_span_free (question->span);
  g_free (question);
}

/**
 * xmpp_mam_span_free:
 * @self: (nullable): a span
 *
 * Frees @self.
 */
void
xmpp_mam_span_free (XmppMamSpan *self)
{
  if (self == NULL)
    return;

  g_free (self->first_id);
  g_free (self->last_id);
  g_free (self);
}

static void
return_span (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&question->span),
                         (GDestroyNotify) xmpp_mam_span_free);
}

static void
read_end (XmppElement  *metadata,
          const char   *name,
          char        **id,
          gint64       *time_us)
{
  XmppElement *end = xmpp_element_get_child (metadata, name, XMPP_NS_ARCHIVE);

  if (end == NULL)
    return;

  *id = xmpp_text_bounded (xmpp_element_get_attribute (end, "id"), MAX_ID_BYTES);
  if (xmpp_datetime_parse (xmpp_element_get_attribute (end, "timestamp"), time_us))
    *time_us = CLAMP (*time_us, 0, g_get_real_time ());
}

static void
metadata_answer (XmppElement *iq,
                 GTask       *task)
{
  Question *question = g_task_get_task_data (task);
  XmppElement *metadata = xmpp_element_get_child (iq, "metadata", XMPP_NS_ARCHIVE);

  if (metadata == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "An empty answer");
      return;
    }

  read_end (metadata, "start", &question->span->first_id, &question->span->first_us);
  read_end (metadata, "end", &question->span->last_id, &question->span->last_us);
  return_span (task);
}

static void
take_end (XmppMamPage  *page,
          char        **id,
          gint64       *time_us)
{
  XmppForwarded *message;

  if (page->messages->len == 0)
    return;

  message = g_ptr_array_index (page->messages, 0);
  *id = g_strdup (message->archive_id);
  *time_us = message->time_us;
}

static void
last_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = xmpp_mam_query_finish (XMPP_MAM (object), result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_end (page, &question->span->last_id, &question->span->last_us);
  return_span (task);
}

static void
first_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = xmpp_mam_query_finish (XMPP_MAM (object), result, &error);
  XmppMamQuery last = { .archive = question->archive, .before_id = "", .max = 1 };

  if (page == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (page->messages->len == 0)
    return_span (task);
  else
    {
      take_end (page, &question->span->first_id, &question->span->first_us);
      xmpp_mam_query_async (XMPP_MAM (object), &last, g_task_get_cancellable (task), last_cb,
                            g_object_ref (task));
    }
}

static void
support_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  XmppMamSupport support = xmpp_mam_get_support_finish (XMPP_MAM (object), result, &error);
  XmppMamQuery first = { .archive = question->archive, .max = 1 };
  XmppElement *iq;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if ((support & XMPP_MAM_EXTENDED) == 0)
    {
      xmpp_mam_query_async (XMPP_MAM (object), &first, g_task_get_cancellable (task), first_cb,
                            g_object_ref (task));
      return;
    }

  iq = xmpp_element_new_iq ("get", question->archive != NULL
                                   ? xmpp_address_get_full (question->archive) : NULL);
  xmpp_element_add_child (iq, "metadata", XMPP_NS_ARCHIVE);
  xmpp_request_send (xmpp_mam_get_session (XMPP_MAM (object)), iq, g_steal_pointer (&task),
                     metadata_answer);
}

/**
 * xmpp_mam_get_span_async:
 * @self: the feature
 * @archive: (nullable): whose archive; %NULL: our own
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks from where to where an archive reaches.
 */
void
xmpp_mam_get_span_async (XmppMam             *self,
                         XmppAddress         *archive,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (XMPP_IS_MAM (self));

  question = g_new0 (Question, 1);
  question->archive = archive != NULL ? xmpp_address_ref (archive) : NULL;
  question->span = g_new0 (XmppMamSpan, 1);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_mam_get_span_async);
  g_task_set_task_data (task, question, question_free);
  xmpp_mam_ask_support_async (self, archive, cancellable, support_cb, task);
}

/**
 * xmpp_mam_get_span_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error as of xmpp_mam_query_finish()
 *
 * Returns: (transfer full) (nullable): the span
 */
XmppMamSpan *
xmpp_mam_get_span_finish (XmppMam       *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_mam_get_span_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
