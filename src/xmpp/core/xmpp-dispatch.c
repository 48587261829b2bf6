/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of stanza handlers. Those that want a payload are found by its namespace in one
 * look-up, so that a hundred features cost a stanza no more than one. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-dispatch.h"

#include <string.h>

typedef struct {
  grefcount       ref_count;
  guint           id;
  char           *name;
  char           *type;         /* (nullable): any */
  char           *payload_name; /* (nullable): any */
  char           *payload_ns;   /* (nullable): any */
  XmppStanzaFunc  func;         /* (nullable): removed */
  gpointer        user_data;    /* borrowed */
} Handler;

struct _XmppDispatch
{
  GHashTable *by_ns;    /* owned payload_ns => owned GPtrArray of owned Handler, by id */
  GPtrArray  *by_name;  /* owned Handler, those for any namespace, by id */
  GHashTable *by_id;    /* id => borrowed Handler */
  guint       last_id;
};

/* A handler that will be called for a stanza, and the child that it wants. */
typedef struct {
  Handler     *handler;
  XmppElement *payload;  /* borrowed */
} Match;

static void
handler_unref (Handler *handler)
{
  if (!g_ref_count_dec (&handler->ref_count))
    return;

  g_free (handler->name);
  g_free (handler->type);
  g_free (handler->payload_name);
  g_free (handler->payload_ns);
  g_free (handler);
}

static gboolean
wants_stanza (const Handler *handler,
              const char    *name,
              const char    *type)
{
  return strcmp (handler->name, name) == 0
         && (handler->type == NULL || strcmp (handler->type, type) == 0);
}

static gboolean
wants_payload (const Handler *handler,
               XmppElement   *payload)
{
  return handler->payload_name == NULL
         || strcmp (handler->payload_name, xmpp_element_get_name (payload)) == 0;
}

static void
add_match (GArray      *matches,
           Handler     *handler,
           XmppElement *payload)
{
  Match match = { handler, payload };

  for (guint i = 0; i < matches->len; i++)
    if (g_array_index (matches, Match, i).handler == handler)
      return; /* its first payload is told; it looks for others itself */

  g_ref_count_inc (&handler->ref_count);
  g_array_append_val (matches, match);
}

static int
compare_matches (gconstpointer a,
                 gconstpointer b)
{
  const Match *one = a;
  const Match *other = b;

  return one->handler->id < other->handler->id ? -1 : one->handler->id > other->handler->id;
}

static void
clear_match (gpointer match)
{
  handler_unref (((Match *) match)->handler);
}

/* In the order in which handlers were added, whatever order the sender chose for the children. */
static void
find_by_payload (XmppDispatch *self,
                 XmppElement  *stanza,
                 const char   *name,
                 const char   *type,
                 GArray       *matches)
{
  XmppElement *child = xmpp_element_get_first_child (stanza);
  const char *last_ns = NULL;
  GPtrArray *handlers = NULL;

  for (; child != NULL; child = xmpp_element_get_next (child))
    {
      const char *ns = xmpp_element_get_ns (child);

      if (ns != last_ns)
        handlers = ns != NULL ? g_hash_table_lookup (self->by_ns, ns) : NULL;
      last_ns = ns;

      for (guint i = 0; handlers != NULL && i < handlers->len; i++)
        if (wants_stanza (handlers->pdata[i], name, type)
            && wants_payload (handlers->pdata[i], child))
          add_match (matches, handlers->pdata[i], child);
    }

  if (matches->len > 1)
    g_array_sort (matches, compare_matches);
}

static void
find_by_name (XmppDispatch *self,
              XmppElement  *stanza,
              const char   *name,
              const char   *type,
              GArray       *matches)
{
  for (guint i = 0; i < self->by_name->len; i++)
    {
      Handler *handler = self->by_name->pdata[i];
      XmppElement *payload = stanza;

      if (!wants_stanza (handler, name, type))
        continue;
      if (handler->payload_name != NULL
          && (payload = xmpp_element_get_child (stanza, handler->payload_name, NULL)) == NULL)
        continue;
      add_match (matches, handler, payload);
    }
}

/**
 * xmpp_dispatch_new:
 *
 * Returns: (transfer full): a table without handlers
 */
XmppDispatch *
xmpp_dispatch_new (void)
{
  XmppDispatch *self = g_new0 (XmppDispatch, 1);

  self->by_ns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  self->by_name = g_ptr_array_new_with_free_func ((GDestroyNotify) handler_unref);
  self->by_id = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * xmpp_dispatch_free:
 * @self: (transfer full): a table
 *
 * Frees @self; not from within a handler.
 */
void
xmpp_dispatch_free (XmppDispatch *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_ns);
  g_ptr_array_unref (self->by_name);
  g_free (self);
}

static GPtrArray *
ensure_list (XmppDispatch *self,
             const char   *ns)
{
  GPtrArray *list = g_hash_table_lookup (self->by_ns, ns);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) handler_unref);
      g_hash_table_insert (self->by_ns, g_strdup (ns), list);
    }
  return list;
}

/**
 * xmpp_dispatch_add:
 * @self: a table
 * @name: "message", "presence" or "iq"
 * @type: (nullable): the type, "" for none; %NULL for any
 * @payload_name: (nullable): the name of a child; %NULL for any
 * @payload_ns: (nullable): its namespace; %NULL for any
 * @func: what to call
 * @user_data: for @func
 *
 * Adds a handler. A stanza that is being dealt with does not reach it.
 *
 * Returns: its id, never 0
 */
guint
xmpp_dispatch_add (XmppDispatch   *self,
                   const char     *name,
                   const char     *type,
                   const char     *payload_name,
                   const char     *payload_ns,
                   XmppStanzaFunc  func,
                   gpointer        user_data)
{
  Handler *handler = g_new0 (Handler, 1);

  g_ref_count_init (&handler->ref_count);
  handler->id = ++self->last_id;
  handler->name = g_strdup (name);
  handler->type = g_strdup (type);
  handler->payload_name = g_strdup (payload_name);
  handler->payload_ns = g_strdup (payload_ns);
  handler->func = func;
  handler->user_data = user_data;

  g_hash_table_insert (self->by_id, GUINT_TO_POINTER (handler->id), handler);
  g_ptr_array_add (payload_ns != NULL ? ensure_list (self, payload_ns) : self->by_name, handler);
  return handler->id;
}

/**
 * xmpp_dispatch_remove:
 * @self: a table
 * @id: what xmpp_dispatch_add() returned
 *
 * Removes a handler; it is not called any more, not even for the stanza that is being dealt with.
 */
void
xmpp_dispatch_remove (XmppDispatch *self,
                      guint         id)
{
  Handler *handler = g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id));
  GPtrArray *list = NULL;

  g_return_if_fail (handler != NULL);

  handler->func = NULL;
  g_hash_table_remove (self->by_id, GUINT_TO_POINTER (id));
  list = handler->payload_ns != NULL ? g_hash_table_lookup (self->by_ns, handler->payload_ns)
                                     : self->by_name;
  g_ptr_array_remove (list, handler);
}

/**
 * xmpp_dispatch_stanza:
 * @self: a table
 * @session: for the handlers
 * @stanza: what arrived
 *
 * Calls the handlers that want @stanza until one says that it is dealt with: those with a payload
 * before those without one, each in the order they were added.
 *
 * Returns: whether it is dealt with
 */
gboolean
xmpp_dispatch_stanza (XmppDispatch *self,
                      XmppSession  *session,
                      XmppElement  *stanza)
{
  const char *name = xmpp_element_get_name (stanza);
  const char *type = xmpp_element_get_attribute (stanza, "type");
  g_autoptr(GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  gboolean is_done = FALSE;

  g_array_set_clear_func (matches, clear_match);
  find_by_payload (self, stanza, name, type != NULL ? type : "", matches);
  find_by_name (self, stanza, name, type != NULL ? type : "", matches);

  for (guint i = 0; i < matches->len && !is_done; i++)
    {
      const Match *match = &g_array_index (matches, Match, i);

      if (match->handler->func != NULL)
        is_done = match->handler->func (session, stanza, match->payload, match->handler->user_data);
    }
  return is_done;
}
