/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS as a test wants it. */
#include "mock-resolver.h"

struct _MockResolver
{
  GResolver    parent_instance;

  GResolver   *real;       /* what was the default before */
  GHashTable  *services;   /* owned name => owned GPtrArray of owned GSrvTarget */
  GHashTable  *hosts;      /* owned name => owned address */
  GHashTable  *failing;    /* owned name */
  GHashTable  *silent;     /* owned name */
  guint        n_asked;
};

G_DEFINE_FINAL_TYPE (MockResolver, mock_resolver, G_TYPE_RESOLVER)

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* Returns whether the lookup has its end already. */
static gboolean
ends_early (MockResolver *self,
            GTask        *task,
            const char   *name)
{
  self->n_asked++;
  if (g_task_return_error_if_cancelled (task))
    return TRUE;

  if (g_hash_table_contains (self->silent, name))
    {
      g_autoptr(GSource) source = g_cancellable_source_new (g_task_get_cancellable (task));

      g_task_attach_source (g_object_ref (task), source, G_SOURCE_FUNC (cancelled_cb));
      return TRUE;
    }

  if (g_hash_table_contains (self->failing, name))
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "%s", name);
      return TRUE;
    }
  return FALSE;
}

static void
free_targets (gpointer targets)
{
  g_resolver_free_targets (targets);
}

static void
lookup_service_async (GResolver           *resolver,
                      const char          *rrname,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  MockResolver *self = MOCK_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GPtrArray *targets = g_hash_table_lookup (self->services, rrname);
  GList *copies = NULL;

  if (ends_early (self, task, rrname))
    return;

  if (targets == NULL)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", rrname);
      return;
    }

  for (guint i = 0; i < targets->len; i++)
    copies = g_list_prepend (copies, g_srv_target_copy (targets->pdata[i]));
  g_task_return_pointer (task, g_srv_target_list_sort (copies), free_targets);
}

static GList *
lookup_service_finish (GResolver     *resolver,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
lookup_by_name_with_flags_async (GResolver                *resolver,
                                 const char               *hostname,
                                 GResolverNameLookupFlags  flags,
                                 GCancellable             *cancellable,
                                 GAsyncReadyCallback       callback,
                                 gpointer                  user_data)
{
  MockResolver *self = MOCK_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  const char *text = g_hash_table_lookup (self->hosts, hostname);
  g_autoptr(GInetAddress) address = text != NULL ? g_inet_address_new_from_string (text) : NULL;
  gboolean is_ipv6 = address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  if (ends_early (self, task, hostname))
    return;

  if (address == NULL || (is_ipv6 && flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY)
      || (!is_ipv6 && flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY))
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", hostname);
  else
    g_task_return_pointer (task, g_list_prepend (NULL, g_steal_pointer (&address)), free_addresses);
}

static GList *
lookup_by_name_with_flags_finish (GResolver     *resolver,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_by_name_async (GResolver           *resolver,
                      const char          *hostname,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  lookup_by_name_with_flags_async (resolver, hostname, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                                   callback, user_data);
}

static void
mock_resolver_finalize (GObject *object)
{
  MockResolver *self = MOCK_RESOLVER (object);

  g_clear_object (&self->real);
  g_hash_table_unref (self->services);
  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->failing);
  g_hash_table_unref (self->silent);

  G_OBJECT_CLASS (mock_resolver_parent_class)->finalize (object);
}

static void
mock_resolver_class_init (MockResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mock_resolver_finalize;
  resolver_class->lookup_service_async = lookup_service_async;
  resolver_class->lookup_service_finish = lookup_service_finish;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_by_name_with_flags_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_by_name_with_flags_finish;
}

static void
free_target_array (gpointer targets)
{
  g_ptr_array_unref (targets);
}

static void
mock_resolver_init (MockResolver *self)
{
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_target_array);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->failing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->silent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

MockResolver *
mock_resolver_install (void)
{
  MockResolver *self = g_object_new (MOCK_TYPE_RESOLVER, NULL);

  self->real = g_resolver_get_default ();
  g_resolver_set_default (G_RESOLVER (self));
  return self;
}

/**
 * mock_resolver_uninstall:
 * @self: (transfer full): the resolver
 *
 * Brings the system's one back.
 */
void
mock_resolver_uninstall (MockResolver *self)
{
  g_resolver_set_default (self->real);
  g_object_unref (self);
}

void
mock_resolver_add_service (MockResolver *self,
                           const char   *rrname,
                           guint16       priority,
                           guint16       weight,
                           guint16       port,
                           const char   *target)
{
  GPtrArray *targets = g_hash_table_lookup (self->services, rrname);

  if (targets == NULL)
    {
      targets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_srv_target_free);
      g_hash_table_insert (self->services, g_strdup (rrname), targets);
    }
  g_ptr_array_add (targets, g_srv_target_new (target, port, priority, weight));
}

void
mock_resolver_add_host (MockResolver *self,
                        const char   *name,
                        const char   *address)
{
  g_hash_table_insert (self->hosts, g_strdup (name), g_strdup (address));
}

void
mock_resolver_fail (MockResolver *self,
                    const char   *name)
{
  g_hash_table_add (self->failing, g_strdup (name));
}

void
mock_resolver_silence (MockResolver *self,
                       const char   *name)
{
  g_hash_table_add (self->silent, g_strdup (name));
}

guint
mock_resolver_get_n_asked (MockResolver *self)
{
  return self->n_asked;
}
