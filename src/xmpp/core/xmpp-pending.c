/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that wait for their answers: RFC 6120, 8.2.3, the sender checked as 8.1.2.1 says. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-pending.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "xmpp-error.h"

#define ID_BYTES 12

struct _XmppPending
{
  GHashTable *requests;  /* borrowed id => owned Request */
  GSource    *timer;     /* (nullable): for the request that times out first */
  gint64      timer_us;  /* when that is */
  gint64      paused_us; /* since when no request times out; 0: they do */
};

typedef struct {
  XmppPending *pending;   /* borrowed: owns us */
  GTask       *task;
  char        *id;
  char        *to;        /* (nullable): our own account, at our server */
  GSource     *cancelled; /* (nullable) */
  gint64       end_us;
} Request;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
request_free (Request *request)
{
  clear_source (&request->cancelled);
  g_clear_object (&request->task);
  g_free (request->id);
  g_free (request->to);
  g_free (request);
}

/* The one door out of the table, so that the caller hears exactly once. Takes @error. */
static void
complete (Request     *request,
          XmppElement *answer,
          GError      *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&request->task);

  g_hash_table_remove (request->pending->requests, request->id); /* frees it */

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, xmpp_element_ref (answer), (GDestroyNotify) xmpp_element_unref);
}

static void set_timer (XmppPending *self,
                       gint64       end_us);

static gboolean
timer_cb (gpointer user_data)
{
  XmppPending *self = user_data;
  g_autoptr(GPtrArray) late = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now_us = g_get_monotonic_time ();
  gint64 next_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  clear_source (&self->timer);

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Request *request = value;

      if (request->end_us <= now_us)
        {
          g_ptr_array_add (late, g_strdup (request->id));
          g_ptr_array_add (keep, g_object_ref (request->task)); /* and so what owns us */
        }
      else
        {
          next_us = MIN (next_us, request->end_us);
        }
    }

  if (next_us != G_MAXINT64)
    set_timer (self, next_us);

  /* By their ids: whoever is told may end other requests. */
  for (guint i = 0; i < late->len; i++)
    {
      GError *error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "No answer in time");

      xmpp_pending_fail (self, late->pdata[i], error);
    }
  return G_SOURCE_REMOVE;
}

/* One timer for the whole table: the main loop looks at every source in every turn. */
static void
set_timer (XmppPending *self,
           gint64       end_us)
{
  gint64 wait_ms = (end_us - g_get_monotonic_time ()) / 1000 + 1;

  if (self->paused_us != 0 || (self->timer != NULL && self->timer_us <= end_us))
    return;

  clear_source (&self->timer);
  self->timer_us = end_us;
  self->timer = g_timeout_source_new ((guint) CLAMP (wait_ms, 0, G_MAXINT));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  complete (user_data, NULL, error);
  return G_SOURCE_REMOVE;
}

/* Nobody can guess it, so nobody can answer in another's place. */
static char *
make_id (void)
{
  guint8 bytes[ID_BYTES];

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0)
    g_error ("No random numbers");
  return g_base64_encode (bytes, sizeof bytes);
}

/**
 * xmpp_pending_new:
 *
 * Returns: (transfer full): an empty table
 */
XmppPending *
xmpp_pending_new (void)
{
  XmppPending *self = g_new0 (XmppPending, 1);

  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) request_free);
  return self;
}

/**
 * xmpp_pending_free:
 * @self: (transfer full): a table; xmpp_pending_fail_all() has emptied it
 *
 * Frees @self.
 */
void
xmpp_pending_free (XmppPending *self)
{
  g_warn_if_fail (g_hash_table_size (self->requests) == 0);

  clear_source (&self->timer);
  g_hash_table_unref (self->requests);
  g_free (self);
}

/**
 * xmpp_pending_add:
 * @self: a table
 * @task: (transfer none): completed once: with the answer (transfer full) of type "result", or
 *   with an error of the domain %XMPP_STANZA_ERROR, %XMPP_ERROR or %G_IO_ERROR
 * @to: (nullable): who is asked
 * @timeout_ms: how long to wait
 *
 * Waits for an answer.
 *
 * Returns: (transfer full): the id that the request must carry
 */
char *
xmpp_pending_add (XmppPending *self,
                  GTask       *task,
                  const char  *to,
                  guint        timeout_ms)
{
  GCancellable *cancellable = NULL;
  Request *request = NULL;

  g_return_val_if_fail (self != NULL && G_IS_TASK (task), NULL);

  request = g_new0 (Request, 1);
  request->pending = self;
  request->task = g_object_ref (task);
  request->id = make_id ();
  request->to = g_strdup (to);
  request->end_us = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);

  /* A source, not a "cancelled" handler: it runs from the main loop, where completing the task
   * cannot deadlock with g_cancellable_disconnect(). */
  cancellable = g_task_get_cancellable (task);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancelled, g_main_context_get_thread_default ());
    }

  g_hash_table_insert (self->requests, request->id, request);
  set_timer (self, request->end_us);
  return g_strdup (request->id);
}

static gboolean
is_one_of (const char *from,
           const char *one,
           const char *other,
           const char *third)
{
  return strcmp (from, one) == 0 || strcmp (from, other) == 0 || strcmp (from, third) == 0;
}

/**
 * xmpp_pending_may_answer:
 * @to: (nullable): who was asked
 * @from: (nullable): who answers
 * @own: our own address
 *
 * Whether an answer comes from whom it was asked of. Our own server speaks for our account, from
 * its domain, our bare address, our full one, or without saying: RFC 6120, 8.1.2.1 and 10.3.3.
 * For everybody else it is just the address that was asked.
 *
 * Returns: whether @from may answer
 */
gboolean
xmpp_pending_may_answer (const char  *to,
                         const char  *from,
                         XmppAddress *own)
{
  const char *bare = xmpp_address_get_bare (own);
  const char *full = xmpp_address_get_full (own);
  const char *domain = xmpp_address_get_domain (own);
  g_autoptr(XmppAddress) asked = NULL;
  g_autoptr(XmppAddress) sender = NULL;

  if (from == NULL)
    return to == NULL || is_one_of (to, bare, full, domain);
  if (to == NULL || strcmp (to, bare) == 0)
    return is_one_of (from, bare, full, domain);
  if (strcmp (to, from) == 0)
    return TRUE;

  /* The same address, written in another way */
  asked = xmpp_address_parse (to, NULL);
  sender = xmpp_address_parse (from, NULL);
  return asked != NULL && sender != NULL && xmpp_address_equal (asked, sender);
}

/**
 * xmpp_pending_answer:
 * @self: a table
 * @answer: an "iq" of type "result" or "error"
 * @own: our own address
 * @is_whole: %FALSE when its content was left out because it was too large
 *
 * Completes the request that @answer belongs to.
 *
 * Returns: whether there was one, and @answer comes from whom it was asked of
 */
gboolean
xmpp_pending_answer (XmppPending *self,
                     XmppElement *answer,
                     XmppAddress *own,
                     gboolean     is_whole)
{
  const char *id = xmpp_element_get_attribute (answer, "id");
  const char *from = xmpp_element_get_attribute (answer, "from");
  Request *request = id != NULL ? g_hash_table_lookup (self->requests, id) : NULL;

  if (request == NULL || !xmpp_pending_may_answer (request->to, from, own))
    {
      g_debug ("An answer that nobody asked for");
      return FALSE;
    }

  if (!is_whole)
    complete (request, NULL,
              g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "The answer is too large"));
  else if (g_strcmp0 (xmpp_element_get_attribute (answer, "type"), "error") == 0)
    complete (request, NULL, xmpp_stanza_error_from_element (answer));
  else
    complete (request, answer, NULL);
  return TRUE;
}

/**
 * xmpp_pending_fail:
 * @self: a table
 * @id: the id of a request
 * @error: (transfer full): why it ends
 *
 * Ends one request, when it still waits.
 */
void
xmpp_pending_fail (XmppPending *self,
                   const char  *id,
                   GError      *error)
{
  Request *request = g_hash_table_lookup (self->requests, id);

  if (request != NULL)
    complete (request, NULL, error);
  else
    g_error_free (error);
}

/**
 * xmpp_pending_fail_all:
 * @self: a table
 * @error: why they end
 *
 * Ends all requests that wait now; not those that are made while they are told.
 */
void
xmpp_pending_fail_all (XmppPending  *self,
                       const GError *error)
{
  g_autofree gpointer *ids = NULL;
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  ids = g_hash_table_get_keys_as_array (self->requests, &n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copies, g_strdup (ids[i]));
  for (guint i = 0; i < n; i++)
    xmpp_pending_fail (self, copies->pdata[i], g_error_copy (error));
}

/**
 * xmpp_pending_set_paused:
 * @self: a table
 * @paused: whether no answer can come for now
 *
 * While paused no request times out; afterwards each has the time that it had left.
 */
void
xmpp_pending_set_paused (XmppPending *self,
                         gboolean     paused)
{
  gint64 lost_us = 0;
  gint64 first_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  if (paused == (self->paused_us != 0))
    return;

  if (paused)
    {
      clear_source (&self->timer);
      self->paused_us = g_get_monotonic_time ();
      return;
    }

  lost_us = g_get_monotonic_time () - self->paused_us;
  self->paused_us = 0;
  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ((Request *) value)->end_us += lost_us;
      first_us = MIN (first_us, ((Request *) value)->end_us);
    }
  if (first_us != G_MAXINT64)
    set_timer (self, first_us);
}

/**
 * xmpp_pending_get_count:
 * @self: a table
 *
 * Returns: how many requests wait
 */
guint
xmpp_pending_get_count (XmppPending *self)
{
  return g_hash_table_size (self->requests);
}
