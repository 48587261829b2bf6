/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-caps.c: what contacts' programs can do, known by a hash in their presence: XEP-0115 1.6.0
 * and XEP-0390 0.3.2. */
#define G_LOG_DOMAIN "xmpp-caps"

#include "xmpp-caps.h"

#include "xmpp-caps-cache.h"
#include "xmpp-namespaces.h"

#define MAX_RESOURCES  100000
#define MAX_JOBS       1000
#define MAX_RUNNING    4
#define MAX_CANDIDATES 8 /* who are asked about one hash */

/* What one resource announces, and what it answered where that is not the truth for all others. */
typedef struct {
  XmppAddress   *address;
  char          *key;
  XmppDiscoInfo *info; /* (nullable): its own answer, when it does not fit the hash */
} Resource;

/* A hash that is not known yet. It leaves the table through end_job() and nowhere else. */
typedef struct {
  char         *key;
  GPtrArray    *candidates; /* owned XmppAddress, who announced it */
  guint         n_asked;
  GCancellable *running;    /* (nullable): while somebody is asked */
} Job;

struct _XmppCaps
{
  GObject             parent_instance;

  XmppDisco          *disco;
  XmppPresence       *presence;
  GSignalGroup       *presence_signals;
  GSignalGroup       *disco_signals;

  char               *node;
  XmppCapsLookupFunc  lookup;           /* (nullable) */
  gpointer            lookup_user_data;

  XmppCapsCache      *cache;
  GHashTable         *resources; /* borrowed char *, the full address, to owned Resource */
  GHashTable         *jobs;      /* borrowed char *, the key, to owned Job */
  GQueue              waiting;   /* borrowed Job, that may be run */
  guint               n_running;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppCaps, xmpp_caps, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  SIGNAL_LEARNED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void run_jobs (XmppCaps *self);

static void
resource_free (gpointer data)
{
  Resource *resource = data;

  xmpp_address_unref (resource->address);
  g_free (resource->key);
  g_clear_pointer (&resource->info, xmpp_disco_info_unref);
  g_free (resource);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->running != NULL)
    g_cancellable_cancel (job->running);
  g_clear_object (&job->running);
  g_ptr_array_unref (job->candidates);
  g_free (job->key);
  g_free (job);
}

static void
end_job (XmppCaps *self,
         Job      *job)
{
  g_queue_remove (&self->waiting, job);
  g_hash_table_remove (self->jobs, job->key);
}

/* Tells of all who announce @key. A handler may change the table. */
static void
tell_of_key (XmppCaps   *self,
             const char *key)
{
  g_autoptr(GPtrArray) addresses = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  g_hash_table_iter_init (&iter, self->resources);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((Resource *) value)->key, key) == 0)
      g_ptr_array_add (addresses, xmpp_address_ref (((Resource *) value)->address));

  for (guint i = 0; i < addresses->len; i++)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, g_ptr_array_index (addresses, i));
}

static void
learn (XmppCaps      *self,
       Job           *job,
       XmppDiscoInfo *info,
       gboolean       is_new)
{
  g_autofree char *key = g_strdup (job->key);

  end_job (self, job);
  xmpp_caps_cache_put (self->cache, key, info);
  if (is_new)
    g_signal_emit (self, signals[SIGNAL_LEARNED], 0, key, info);
  tell_of_key (self, key);
}

/* XEP-0115, 5.4: an answer that does not fit the hash is true of nobody but who gave it. */
static void
keep_private (XmppCaps      *self,
              XmppAddress   *address,
              const char    *key,
              XmppDiscoInfo *info)
{
  Resource *resource = g_hash_table_lookup (self->resources, xmpp_address_get_full (address));

  if (resource == NULL || g_strcmp0 (resource->key, key) != 0)
    return;

  g_debug ("An answer that does not fit the hash of %s", key);
  g_clear_pointer (&resource->info, xmpp_disco_info_unref);
  resource->info = xmpp_disco_info_ref (info);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, address);
}

typedef struct {
  XmppCaps    *self;
  char        *key;
  XmppAddress *address;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question->key);
  xmpp_address_unref (question->address);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  XmppCaps *self = question->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) info = NULL;
  Job *job;

  info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  self->n_running--;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  job = g_hash_table_lookup (self->jobs, question->key);
  if (job != NULL)
    g_clear_object (&job->running);

  if (job != NULL && xmpp_caps_key_matches (question->key, info))
    learn (self, job, info, TRUE);
  else
    {
      if (job != NULL)
        g_queue_push_tail (&self->waiting, job); /* the next candidate, if any */
      if (info != NULL)
        keep_private (self, question->address, question->key, info);
    }

  run_jobs (self);
}

static void
ask (XmppCaps    *self,
     Job         *job,
     XmppAddress *address)
{
  XmppPresenceInfo *info = xmpp_presence_get (self->presence, address);
  g_autofree char *node = info != NULL ? xmpp_caps_key_make_node (job->key, info->caps_node) : NULL;
  Question *question;

  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->key = g_strdup (job->key);
  question->address = xmpp_address_ref (address);

  self->n_running++;
  job->running = g_cancellable_new ();
  xmpp_disco_get_info_async (self->disco, address, node, job->running, info_cb, question);
}

/* A few at a time: at sign-in everybody's presence comes at once. */
static void
run_jobs (XmppCaps *self)
{
  while (self->n_running < MAX_RUNNING && !g_queue_is_empty (&self->waiting))
    {
      Job *job = g_queue_pop_head (&self->waiting);

      if (job->n_asked == job->candidates->len)
        end_job (self, job);
      else
        ask (self, job, g_ptr_array_index (job->candidates, job->n_asked++));
    }
}

static void
start_job (XmppCaps    *self,
           const char  *key,
           XmppAddress *address)
{
  Job *job = g_hash_table_lookup (self->jobs, key);

  if (job != NULL)
    {
      if (job->candidates->len < MAX_CANDIDATES)
        g_ptr_array_add (job->candidates, xmpp_address_ref (address));
      return;
    }

  if (g_hash_table_size (self->jobs) >= MAX_JOBS)
    return;

  job = g_new0 (Job, 1);
  job->key = g_strdup (key);
  job->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  g_ptr_array_add (job->candidates, xmpp_address_ref (address));
  g_hash_table_insert (self->jobs, job->key, job);

  if (self->lookup != NULL)
    self->lookup (self, key, self->lookup_user_data);
  else
    xmpp_caps_answer_lookup (self, key, NULL);
}

static void
presence_changed_cb (XmppPresence     *presence,
                     XmppAddress      *address,
                     XmppPresenceInfo *info,
                     gpointer          user_data)
{
  XmppCaps *self = user_data;
  const char *full = xmpp_address_get_full (address);
  Resource *resource = g_hash_table_lookup (self->resources, full);
  g_autofree char *key = NULL;

  if (info->show == XMPP_SHOW_OFFLINE)
    {
      g_hash_table_remove (self->resources, full);
      return;
    }

  /* What a presence leaves out has not changed: XEP-0390, 6.2. */
  key = xmpp_caps_key_new (info);
  if (key == NULL || (resource != NULL && g_strcmp0 (resource->key, key) == 0)
      || (resource == NULL && g_hash_table_size (self->resources) >= MAX_RESOURCES))
    return;

  resource = g_new0 (Resource, 1);
  resource->address = xmpp_address_ref (address);
  resource->key = g_strdup (key);
  g_hash_table_replace (self->resources, (char *) xmpp_address_get_full (resource->address),
                        resource);

  if (xmpp_caps_cache_get (self->cache, key) != NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, address);
  else
    start_job (self, key, address);
}

static void
reset (XmppCaps *self)
{
  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->jobs);
  g_hash_table_remove_all (self->resources);
}

static void
presence_reset_cb (XmppPresence *presence,
                   gpointer      user_data)
{
  reset (user_data);
}

static void
add_caps (XmppCaps      *self,
          XmppElement   *presence,
          XmppDiscoInfo *own)
{
  g_autofree char *hash = xmpp_disco_info_dup_caps_hash (own, "sha-1");
  g_autofree char *node = NULL;
  XmppElement *c;

  if (hash == NULL)
    return;

  c = xmpp_element_add_child (presence, "c", XMPP_NS_CAPS);
  xmpp_element_set_attribute (c, "hash", "sha-1");
  xmpp_element_set_attribute (c, "node", self->node);
  xmpp_element_set_attribute (c, "ver", hash);

  node = g_strconcat (self->node, "#", hash, NULL);
  xmpp_disco_add_own_node (self->disco, node);
}

static void
add_caps2 (XmppCaps      *self,
           XmppElement   *presence,
           XmppDiscoInfo *own)
{
  g_autofree char *hash = xmpp_disco_info_dup_caps2_hash (own, "sha-256");
  g_autofree char *node = NULL;
  XmppElement *child;

  if (hash == NULL)
    return;

  child = xmpp_element_add_text_child (xmpp_element_add_child (presence, "c", XMPP_NS_ECAPS2),
                                       "hash", XMPP_NS_HASHES, hash);
  xmpp_element_set_attribute (child, "algo", "sha-256");

  node = g_strconcat (XMPP_NS_ECAPS2 "#sha-256.", hash, NULL);
  xmpp_disco_add_own_node (self->disco, node);
}

static void
presence_sending_cb (XmppPresence *presence,
                     XmppElement  *stanza,
                     gpointer      user_data)
{
  XmppCaps *self = user_data;
  XmppDiscoInfo *own = xmpp_disco_get_own (self->disco);

  add_caps (self, stanza, own);
  add_caps2 (self, stanza, own);
}

static void
own_changed_cb (XmppDisco *disco,
                gpointer   user_data)
{
  XmppCaps *self = user_data;

  xmpp_presence_refresh (self->presence);
}

static const char *const *
xmpp_caps_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_CAPS, XMPP_NS_ECAPS2, NULL };

  return namespaces;
}

static void
xmpp_caps_attach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppCaps *self = XMPP_CAPS (feature);

  g_signal_group_set_target (self->presence_signals, self->presence);
  g_signal_group_set_target (self->disco_signals, self->disco);
}

static void
xmpp_caps_detach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppCaps *self = XMPP_CAPS (feature);

  g_signal_group_set_target (self->presence_signals, NULL);
  g_signal_group_set_target (self->disco_signals, NULL);
  reset (self);
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_caps_get_namespaces;
  iface->attach = xmpp_caps_attach;
  iface->detach = xmpp_caps_detach;
}

static void
xmpp_caps_dispose (GObject *object)
{
  XmppCaps *self = XMPP_CAPS (object);

  g_clear_object (&self->presence_signals);
  g_clear_object (&self->disco_signals);
  g_clear_object (&self->disco);
  g_clear_object (&self->presence);

  G_OBJECT_CLASS (xmpp_caps_parent_class)->dispose (object);
}

static void
xmpp_caps_finalize (GObject *object)
{
  XmppCaps *self = XMPP_CAPS (object);

  g_clear_pointer (&self->node, g_free);
  g_clear_pointer (&self->cache, xmpp_caps_cache_free);
  g_clear_pointer (&self->resources, g_hash_table_unref);
  g_clear_pointer (&self->jobs, g_hash_table_unref);
  g_queue_clear (&self->waiting);

  G_OBJECT_CLASS (xmpp_caps_parent_class)->finalize (object);
}

static void
xmpp_caps_class_init (XmppCapsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_caps_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_caps_finalize;

  /**
   * XmppCaps::changed:
   * @full: (type XmppAddress): whose
   *
   * What is known about a resource has changed: xmpp_caps_get_info().
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_CAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppCaps::learned:
   * @key: the hash
   * @info: (type XmppDiscoInfo): what it stands for
   *
   * A verified answer, worth keeping: xmpp_caps_set_lookup().
   */
  signals[SIGNAL_LEARNED] =
    g_signal_new ("learned", XMPP_TYPE_CAPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
}

static void
xmpp_caps_init (XmppCaps *self)
{
  self->cache = xmpp_caps_cache_new ();
  self->resources = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, resource_free);
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, job_free);
  g_queue_init (&self->waiting);

  self->presence_signals = g_signal_group_new (XMPP_TYPE_PRESENCE);
  g_signal_group_connect (self->presence_signals, "changed",
                          G_CALLBACK (presence_changed_cb), self);
  g_signal_group_connect (self->presence_signals, "reset", G_CALLBACK (presence_reset_cb), self);
  g_signal_group_connect (self->presence_signals, "sending",
                          G_CALLBACK (presence_sending_cb), self);

  self->disco_signals = g_signal_group_new (XMPP_TYPE_DISCO);
  g_signal_group_connect (self->disco_signals, "own-changed", G_CALLBACK (own_changed_cb), self);
}

/**
 * xmpp_caps_new:
 * @disco: asks and answers
 * @presence: carries the hashes
 * @node: an address of the web that stands for this program: XEP-0115, 4
 *
 * Makes the feature. Attach it after both.
 *
 * Returns: (transfer full): the feature
 */
XmppCaps *
xmpp_caps_new (XmppDisco    *disco,
               XmppPresence *presence,
               const char   *node)
{
  XmppCaps *self;

  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);
  g_return_val_if_fail (XMPP_IS_PRESENCE (presence), NULL);
  g_return_val_if_fail (node != NULL, NULL);

  self = g_object_new (XMPP_TYPE_CAPS, NULL);
  self->disco = g_object_ref (disco);
  self->presence = g_object_ref (presence);
  self->node = g_strdup (node);
  return self;
}

/**
 * xmpp_caps_set_lookup:
 * @self: the feature
 * @func: (nullable): looks up what was learned before; answers with xmpp_caps_answer_lookup()
 * @user_data: for @func; outlives @self, or is taken back with %NULL
 *
 * Sets where hashes are looked up before anybody is asked.
 */
void
xmpp_caps_set_lookup (XmppCaps           *self,
                      XmppCapsLookupFunc  func,
                      gpointer            user_data)
{
  g_return_if_fail (XMPP_IS_CAPS (self));

  self->lookup = func;
  self->lookup_user_data = user_data;
}

/**
 * xmpp_caps_answer_lookup:
 * @self: the feature
 * @key: what was asked for
 * @info: (nullable): what was learned before; %NULL: nothing
 *
 * Answers a lookup. What does not fit the hash is not believed.
 */
void
xmpp_caps_answer_lookup (XmppCaps      *self,
                         const char    *key,
                         XmppDiscoInfo *info)
{
  Job *job;

  g_return_if_fail (XMPP_IS_CAPS (self));
  g_return_if_fail (key != NULL);

  job = g_hash_table_lookup (self->jobs, key);
  if (job == NULL || job->running != NULL || job->n_asked > 0
      || g_queue_find (&self->waiting, job) != NULL)
    return;

  if (xmpp_caps_key_matches (key, info))
    {
      learn (self, job, info, FALSE);
      return;
    }

  g_queue_push_tail (&self->waiting, job);
  run_jobs (self);
}

/**
 * xmpp_caps_get_info:
 * @self: the feature
 * @full: (nullable): a resource
 *
 * Returns: (nullable) (transfer none): what it can do; %NULL when that is not known
 */
XmppDiscoInfo *
xmpp_caps_get_info (XmppCaps    *self,
                    XmppAddress *full)
{
  Resource *resource;

  g_return_val_if_fail (XMPP_IS_CAPS (self), NULL);

  resource = full != NULL
             ? g_hash_table_lookup (self->resources, xmpp_address_get_full (full)) : NULL;
  if (resource == NULL)
    return NULL;

  return resource->info != NULL ? resource->info
                                : xmpp_caps_cache_get (self->cache, resource->key);
}

/**
 * xmpp_caps_supports:
 * @self: the feature
 * @full: (nullable): a resource
 * @feature: what is asked for
 *
 * Returns: whether it is known that it can
 */
gboolean
xmpp_caps_supports (XmppCaps    *self,
                    XmppAddress *full,
                    const char  *feature)
{
  return xmpp_disco_info_has_feature (xmpp_caps_get_info (self, full), feature);
}

/**
 * xmpp_caps_is_pending:
 * @self: the feature
 * @full: a resource
 *
 * Returns: whether it has announced something whose meaning is not known yet
 */
gboolean
xmpp_caps_is_pending (XmppCaps    *self,
                      XmppAddress *full)
{
  const Resource *resource;

  g_return_val_if_fail (XMPP_IS_CAPS (self), FALSE);
  g_return_val_if_fail (full != NULL, FALSE);

  resource = g_hash_table_lookup (self->resources, xmpp_address_get_full (full));
  return resource != NULL && resource->info == NULL
         && g_hash_table_contains (self->jobs, resource->key);
}

/**
 * xmpp_caps_contact_supports:
 * @self: the feature
 * @bare: a contact
 * @feature: what is asked for
 *
 * Returns: whether it is known that one of the resources can
 */
gboolean
xmpp_caps_contact_supports (XmppCaps    *self,
                            XmppAddress *bare,
                            const char  *feature)
{
  g_autoptr(GPtrArray) resources = NULL;

  g_return_val_if_fail (XMPP_IS_CAPS (self), FALSE);
  g_return_val_if_fail (bare != NULL, FALSE);

  resources = xmpp_presence_get_resources (self->presence, bare);
  for (guint i = 0; i < resources->len; i++)
    {
      XmppPresenceInfo *info = g_ptr_array_index (resources, i);

      if (xmpp_caps_supports (self, info->address, feature))
        return TRUE;
    }

  return FALSE;
}
