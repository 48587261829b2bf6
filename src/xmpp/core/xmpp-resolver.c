/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a domain's service is: SRV records, RFC 6120, 3.2, RFC 2782 and XEP-0368. */
#define G_LOG_DOMAIN "xmpp-resolver"

#include "xmpp-resolver.h"

#include <string.h>

#include "xmpp-error.h"

#define PORT_STARTTLS 5222
#define PORT_DIRECT   5223
#define PORT_HTTPS    443

/* More places than that nobody tries. */
#define MAX_TARGETS 16

/* The records of both kinds, which are looked up at the same time. */
typedef struct {
  GCancellable *lookups;    /* ends both, by time or from outside */
  GSource      *timer;
  GSource      *cancelled;  /* (nullable) */
  GPtrArray    *targets;    /* owned XmppTarget */
  char         *domain;
  XmppTlsMode   mode;
  guint         n_running;
  gboolean      denied;     /* a record says that there is no such service */
} Lookup;

/* One of both. */
typedef struct {
  GTask    *task;
  gboolean  direct;
} Question;

/**
 * xmpp_target_new:
 * @host: a host name or address
 * @port: its port
 * @direct: whether TLS begins at once
 *
 * Returns: (transfer full): a target of priority and weight 0
 */
XmppTarget *
xmpp_target_new (const char *host,
                 guint16     port,
                 gboolean    direct)
{
  XmppTarget *self = g_new0 (XmppTarget, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->direct = direct;
  return self;
}

/**
 * xmpp_target_new_websocket:
 * @uri: of the scheme wss
 *
 * Returns: (transfer full) (nullable): a target; %NULL when @uri is none
 */
XmppTarget *
xmpp_target_new_websocket (const char *uri)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  XmppTarget *self = NULL;

  if (parsed == NULL || g_ascii_strcasecmp (g_uri_get_scheme (parsed), "wss") != 0
      || g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    return NULL;

  self = xmpp_target_new (g_uri_get_host (parsed),
                          g_uri_get_port (parsed) > 0 ? (guint16) g_uri_get_port (parsed)
                                                      : PORT_HTTPS, TRUE);
  self->uri = g_strdup (uri);
  return self;
}

/**
 * xmpp_target_free:
 * @self: (transfer full): a target
 *
 * Frees @self.
 */
void
xmpp_target_free (XmppTarget *self)
{
  g_free (self->uri);
  g_free (self->host);
  g_free (self->proxy);
  g_free (self);
}

static int
compare_targets (gconstpointer a,
                 gconstpointer b)
{
  const XmppTarget *one = *(const XmppTarget *const *) a;
  const XmppTarget *other = *(const XmppTarget *const *) b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;

  /* Those without weight come first in the draw, so that they have a chance at all: RFC 2782. */
  return (one->weight != 0) - (other->weight != 0);
}

/* Draws the next of those from @start to before @end: each as likely as its weight. */
static guint
draw (GPtrArray      *targets,
      guint           start,
      guint           end,
      XmppRandomFunc  random,
      gpointer        user_data)
{
  guint32 sum = 0;
  guint32 lot = 0;

  for (guint i = start; i < end; i++)
    sum += ((XmppTarget *) targets->pdata[i])->weight;

  lot = random (sum, user_data);
  sum = 0;
  for (guint i = start; i < end; i++)
    if ((sum += ((XmppTarget *) targets->pdata[i])->weight) >= lot)
      return i;
  return end - 1;
}

/**
 * xmpp_targets_order:
 * @targets: (element-type XmppTarget): both kinds of records
 * @random: where chance comes from
 * @user_data: for @random
 *
 * Brings @targets into the order in which to try them: by priority, and by lot among equals, RFC
 * 2782.
 */
void
xmpp_targets_order (GPtrArray      *targets,
                    XmppRandomFunc  random,
                    gpointer        user_data)
{
  guint start = 0;

  g_return_if_fail (targets != NULL && random != NULL);

  g_ptr_array_sort (targets, compare_targets);

  while (start < targets->len)
    {
      guint16 priority = ((XmppTarget *) targets->pdata[start])->priority;
      guint end = start + 1;

      while (end < targets->len && ((XmppTarget *) targets->pdata[end])->priority == priority)
        end++;

      for (; start < end; start++)
        {
          guint chosen = draw (targets, start, end, random, user_data);
          gpointer target = targets->pdata[chosen];

          /* Not a swap: those without weight stay before the others. */
          memmove (&targets->pdata[start + 1], &targets->pdata[start],
                   (chosen - start) * sizeof (gpointer));
          targets->pdata[start] = target;
        }
    }
}

static guint32
random_up_to (guint32  most,
              gpointer user_data)
{
  return most == 0 ? 0 : (guint32) (g_random_double () * ((double) most + 1));
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
lookup_free (Lookup *lookup)
{
  g_clear_object (&lookup->lookups);
  clear_source (&lookup->timer);
  clear_source (&lookup->cancelled);
  g_clear_pointer (&lookup->targets, g_ptr_array_unref);
  g_free (lookup->domain);
  g_free (lookup);
}

static void
lookup_done (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  gboolean direct = lookup->mode == XMPP_TLS_DIRECT;

  clear_source (&lookup->timer);
  clear_source (&lookup->cancelled);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (lookup->targets->len == 0 && lookup->denied)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NO_SERVICE, "%s has no XMPP service",
                               lookup->domain);
      return;
    }

  /* RFC 6120, 3.2.2: without records, the domain itself. */
  if (lookup->targets->len == 0)
    g_ptr_array_add (lookup->targets,
                     xmpp_target_new (lookup->domain, direct ? PORT_DIRECT : PORT_STARTTLS,
                                      direct));

  xmpp_targets_order (lookup->targets, random_up_to, NULL);
  if (lookup->targets->len > MAX_TARGETS)
    g_ptr_array_set_size (lookup->targets, MAX_TARGETS);
  g_task_return_pointer (task, g_steal_pointer (&lookup->targets),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
add_records (Lookup   *lookup,
             GList    *records,
             gboolean  direct)
{
  for (GList *l = records; l != NULL; l = l->next)
    {
      GSrvTarget *record = l->data;
      const char *host = g_srv_target_get_hostname (record);
      XmppTarget *target = NULL;

      if (host == NULL || *host == '\0' || strcmp (host, ".") == 0)
        {
          lookup->denied = TRUE;
          continue;
        }

      target = xmpp_target_new (host, g_srv_target_get_port (record), direct);
      target->priority = g_srv_target_get_priority (record);
      target->weight = g_srv_target_get_weight (record);
      g_ptr_array_add (lookup->targets, target);
    }
}

static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Question *question = user_data;
  g_autoptr(GTask) task = question->task;
  g_autoptr(GError) error = NULL;
  Lookup *lookup = g_task_get_task_data (task);
  GList *records = g_resolver_lookup_service_finish (G_RESOLVER (object), result, &error);

  if (error != NULL)
    g_debug ("No %s records: %s", question->direct ? "xmpps-client" : "xmpp-client",
             error->message);
  else if (records == NULL)
    lookup->denied = TRUE; /* GResolver leaves a lone "." out of its list */

  add_records (lookup, records, question->direct);
  g_resolver_free_targets (records);
  g_free (question);

  if (--lookup->n_running == 0)
    lookup_done (task);
}

static void
ask (GTask     *task,
     GResolver *resolver,
     gboolean   direct)
{
  Lookup *lookup = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  question->task = g_object_ref (task);
  question->direct = direct;
  lookup->n_running++;
  g_resolver_lookup_service_async (resolver, direct ? "xmpps-client" : "xmpp-client", "tcp",
                                   lookup->domain, lookup->lookups, records_cb, question);
}

static gboolean
timeout_cb (gpointer task)
{
  Lookup *lookup = g_task_get_task_data (task);

  g_debug ("DNS is slow");
  g_cancellable_cancel (lookup->lookups);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  Lookup *lookup = g_task_get_task_data (task);

  g_cancellable_cancel (lookup->lookups);
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_resolver_lookup_async:
 * @resolver: whom to ask
 * @domain: the address's domain, as DNS writes it
 * @mode: which kinds of records count
 * @timeout_ms: how long to wait for DNS; what has come till then is used
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with the targets
 * @user_data: for @callback
 *
 * Looks up "_xmpps-client" and "_xmpp-client" at the same time and mixes them. A domain without
 * records, or whose records cannot be had, is its own only target, unless a record says "." (RFC
 * 2782, XEP-0368, 3).
 */
void
xmpp_resolver_lookup_async (GResolver           *resolver,
                            const char          *domain,
                            XmppTlsMode          mode,
                            guint                timeout_ms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Lookup *lookup = NULL;

  g_return_if_fail (G_IS_RESOLVER (resolver));
  g_return_if_fail (domain != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_resolver_lookup_async);

  lookup = g_new0 (Lookup, 1);
  lookup->lookups = g_cancellable_new ();
  lookup->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_target_free);
  lookup->domain = g_strdup (domain);
  lookup->mode = mode;
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);

  if (g_hostname_is_ip_address (domain))
    {
      lookup_done (task);
      return;
    }

  lookup->timer = g_timeout_source_new (timeout_ms);
  g_task_attach_source (task, lookup->timer, timeout_cb);
  if (cancellable != NULL)
    {
      lookup->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, lookup->cancelled, G_SOURCE_FUNC (cancelled_cb));
    }

  if (mode != XMPP_TLS_STARTTLS)
    ask (task, resolver, TRUE);
  if (mode != XMPP_TLS_DIRECT)
    ask (task, resolver, FALSE);
}

/**
 * xmpp_resolver_lookup_finish:
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_NO_SERVICE, or a cancellation
 *
 * Returns: (transfer full) (element-type XmppTarget): the targets in the order to try them, at
 *   least one
 */
GPtrArray *
xmpp_resolver_lookup_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
