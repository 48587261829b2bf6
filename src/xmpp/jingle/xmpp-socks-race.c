/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-socks-race.c: which of a peer's candidates works: XEP-0260 1.0.3, 2.3 and 4: the best first,
 * the next a little later, a few at a time. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-race.h"

#include "xmpp-socks-connect.h"

#define MAX_RUNNING 4
#define STAGGER_MS  200
#define PROXY_MS    500 /* a direct connection is worth waiting a bit longer */

struct _XmppSocksRace
{
  gatomicrefcount    ref_count;
  GPtrArray         *waiting;     /* borrowed XmppSocksCandidate, the best last */
  XmppProxy         *way;
  char              *destination;
  gboolean           local;
  GCancellable      *cancellable;
  XmppSocksRaceFunc  func;        /* (nullable): NULL when it is over */
  gpointer           user_data;
  guint              n_running;
  guint              timer;
};

typedef struct {
  XmppSocksRace      *race;
  XmppSocksCandidate *candidate; /* borrowed: good while the race goes on */
} Runner;

static void run_next (XmppSocksRace *self);

static void
race_unref (XmppSocksRace *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->waiting);
  xmpp_proxy_free (self->way);
  g_free (self->destination);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
finish (XmppSocksRace      *self,
        XmppSocksCandidate *candidate,
        GSocketConnection  *connection)
{
  XmppSocksRaceFunc func = self->func;

  self->func = NULL;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (func != NULL)
    func (candidate, connection, self->user_data);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Runner *runner = user_data;
  XmppSocksRace *self = runner->race;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = xmpp_socks_connect_finish (result, &error);

  self->n_running--;
  if (self->func == NULL)
    {
      race_unref (self);
      return;
    }

  if (connection != NULL)
    {
      finish (self, runner->candidate, connection);
    }
  else
    {
      g_debug ("%s, port %u: %s", runner->candidate->host, runner->candidate->port,
               error->message);
      run_next (self);
    }
  race_unref (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  XmppSocksRace *self = user_data;

  self->timer = 0;
  run_next (self);
  return G_SOURCE_REMOVE;
}

static void
run_next (XmppSocksRace *self)
{
  XmppSocksCandidate *candidate = NULL;
  Runner *runner;

  if (self->waiting->len == 0 && self->n_running == 0)
    {
      finish (self, NULL, NULL);
      return;
    }
  if (self->waiting->len == 0 || self->n_running >= MAX_RUNNING)
    return;

  candidate = g_ptr_array_steal_index (self->waiting, self->waiting->len - 1);
  runner = g_new (Runner, 1);
  runner->race = self;
  runner->candidate = candidate;
  g_atomic_ref_count_inc (&self->ref_count);
  self->n_running++;
  xmpp_socks_connect_async (self->way, candidate->host, candidate->port, self->destination,
                            self->local || candidate->is_near, self->cancellable, connected_cb,
                            runner);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->waiting->len > 0)
    {
      const XmppSocksCandidate *next = self->waiting->pdata[self->waiting->len - 1];

      self->timer = g_timeout_add (next->kind == XMPP_SOCKS_PROXY ? PROXY_MS : STAGGER_MS,
                                   timer_cb, self);
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const XmppSocksCandidate *left = *(XmppSocksCandidate *const *) a;
  const XmppSocksCandidate *right = *(XmppSocksCandidate *const *) b;

  return left->priority < right->priority ? -1 : left->priority > right->priority;
}

/**
 * xmpp_socks_race_new:
 * @candidates: (element-type XmppSocksCandidate): of the peer
 * @way: through what to connect
 * @destination: what to ask for
 * @local: whether this machine is one like another, in tests
 * @func: hears of the outcome, never at once
 * @user_data: for @func
 *
 * Begins to try.
 *
 * Returns: (transfer full): the race, to be freed at any time
 */
XmppSocksRace *
xmpp_socks_race_new (GPtrArray         *candidates,
                     const XmppProxy   *way,
                     const char        *destination,
                     gboolean           local,
                     XmppSocksRaceFunc  func,
                     gpointer           user_data)
{
  XmppSocksRace *self = g_new0 (XmppSocksRace, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->waiting = g_ptr_array_copy (candidates, NULL, NULL);
  g_ptr_array_set_free_func (self->waiting, NULL);
  g_ptr_array_sort (self->waiting, compare);
  self->way = xmpp_proxy_copy (way);
  self->destination = g_strdup (destination);
  self->local = local;
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;
  self->timer = g_timeout_add (0, timer_cb, self);
  return self;
}

/**
 * xmpp_socks_race_limit:
 * @self: a race
 * @priority: of the candidate that the peer uses
 *
 * What is no better than that is left out: XEP-0260, 2.3. What runs already may run on.
 */
void
xmpp_socks_race_limit (XmppSocksRace *self,
                       guint32        priority)
{
  while (self->waiting->len > 0
         && ((XmppSocksCandidate *) self->waiting->pdata[0])->priority <= priority)
    g_ptr_array_remove_index (self->waiting, 0);

  if (self->waiting->len == 0 && self->n_running == 0 && self->timer == 0 && self->func != NULL)
    self->timer = g_timeout_add (0, timer_cb, self);
}

/**
 * xmpp_socks_race_free:
 * @self: (transfer full): a race
 *
 * Stops it; nothing is heard of it any more.
 */
void
xmpp_socks_race_free (XmppSocksRace *self)
{
  self->func = NULL;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  race_unref (self);
}
