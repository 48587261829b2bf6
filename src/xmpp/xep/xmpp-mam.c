/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-mam.c: asks archives of messages: XEP-0313 1.1.3, with XEP-0431 0.2.0. */
#define G_LOG_DOMAIN "xmpp-mam"

#include "xmpp-mam.h"

#include "xmpp-error.h"
#include "xmpp-feature.h"
#include "xmpp-mam-private.h"
#include "xmpp-namespaces.h"

#include <string.h>

#define PATIENCE_MS      60000
#define REQUEST_LIMIT_S  86400 /* not by this, but by our patience does a request end */
#define MAX_RESULTS      5000
#define MAX_PAGE_BYTES   (32 * 1024 * 1024)
#define MAX_FORMS        64
#define NO_FIELD         ""
#define FIELD_FULLTEXT   "{urn:xmpp:fulltext:0}fulltext"
#define FIELD_WITHTEXT   "withtext" /* what ejabberd had before XEP-0431 */

struct _XmppMam
{
  GObject         parent_instance;

  XmppDisco      *disco;
  XmppServerInfo *server_info;
  XmppSession    *session;     /* (nullable) borrowed: it is there from attach to detach */
  guint           handler;
  gulong          online_handler;

  GHashTable     *pages;       /* borrowed query_id to borrowed Page: those that results come for */
  GHashTable     *forms;       /* archive to its field for words, "" for none */
  guint           patience_ms;
};

/* A page that is being asked for; it goes through these steps:
 *
 *   what can the archive do? ──► words to search for? ── no ──► ask ──► results … end ──► done
 *                                      └─ yes: what does its form call them? ─►┘
 *   ask ─◄─ for fewer, when there is too much in the page
 *
 * While it asks, it stands in the table of pages. */
typedef struct {
  XmppMam        *mam;        /* borrowed: the task keeps it */
  XmppMamQuery   *query;
  XmppMamSupport  support;
  gboolean        is_form_wanted;
  char           *field;      /* (nullable) */
  char           *query_id;   /* (nullable): it is not in the table */
  XmppMamPage    *page;       /* (nullable) */
  gsize           n_bytes;
  GCancellable   *request;    /* (nullable): ends the request */
  GSource        *cancelled;  /* (nullable): the caller ends it */
  GSource        *timer;      /* (nullable) */
  gint64          heard_us;
  gboolean        is_too_much;
  gboolean        is_late;
} Page;

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppMam, xmpp_mam, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
page_stop (Page *page)
{
  if (page->query_id != NULL)
    g_hash_table_remove (page->mam->pages, page->query_id);
  g_clear_pointer (&page->query_id, g_free);
  g_clear_object (&page->request);
  clear_source (&page->cancelled);
  clear_source (&page->timer);
}

static void
page_free (gpointer data)
{
  Page *page = data;

  page_stop (page);
  xmpp_mam_query_free (page->query);
  xmpp_mam_page_free (page->page);
  g_free (page->field);
  g_free (page);
}

/* XEP-0313, 8.2: what nobody asked for, or another than the archive says, is no result. */
static gboolean
is_from_archive (XmppSession *session,
                 XmppElement *stanza,
                 XmppAddress *archive)
{
  const char *from = xmpp_element_get_attribute (stanza, "from");
  g_autoptr(XmppAddress) address = NULL;

  if (archive == NULL)
    return xmpp_session_is_from_self (session, stanza);
  if (from == NULL)
    return FALSE;
  if (strcmp (from, xmpp_address_get_full (archive)) == 0)
    return TRUE;

  address = xmpp_address_parse (from, NULL);
  return address != NULL && xmpp_address_equal (address, archive);
}

static void
take_result (Page        *page,
             XmppElement *result)
{
  const char *id = xmpp_element_get_attribute (result, "id");

  if (id == NULL || *id == '\0')
    {
      g_debug ("A result of the archive without an id");
      return;
    }

  page->heard_us = g_get_monotonic_time ();
  page->n_bytes += xmpp_element_get_tree_size (result);
  if (page->page->messages->len >= MAX_RESULTS
      || (page->n_bytes > MAX_PAGE_BYTES && page->page->messages->len > 0))
    {
      page->is_too_much = TRUE;
      g_cancellable_cancel (page->request);
      return;
    }

  g_ptr_array_add (page->page->messages, xmpp_forwarded_read (result, id));
}

static gboolean
result_cb (XmppSession *session,
           XmppElement *stanza,
           XmppElement *result,
           gpointer     user_data)
{
  XmppMam *self = user_data;
  const char *query_id = xmpp_element_get_attribute (result, "queryid");
  Page *page = query_id != NULL ? g_hash_table_lookup (self->pages, query_id) : NULL;

  if (page == NULL || page->is_too_much
      || !is_from_archive (session, stanza, page->query->archive))
    g_debug ("A result of an archive that nobody asked for");
  else
    take_result (page, result);

  return TRUE;
}

static void start_timer (Page   *page,
                         gint64  end_us);

/* While a lost connection may be resumed, nothing can come: XEP-0198, 5. */
static gboolean
can_hear (XmppMam *self)
{
  return self->session == NULL || xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE;
}

static gboolean
timer_cb (gpointer user_data)
{
  Page *page = user_data;
  gint64 end_us;

  clear_source (&page->timer);
  if (!can_hear (page->mam))
    page->heard_us = g_get_monotonic_time ();

  end_us = page->heard_us + page->mam->patience_ms * G_GINT64_CONSTANT (1000);
  if (g_get_monotonic_time () < end_us)
    {
      start_timer (page, end_us);
      return G_SOURCE_REMOVE;
    }

  page->is_late = TRUE;
  g_cancellable_cancel (page->request);
  return G_SOURCE_REMOVE;
}

/* It is looked at when it ends, not with every result. When the program itself was slow, what came
 * meanwhile is read first. */
static void
start_timer (Page   *page,
             gint64  end_us)
{
  gint64 wait_ms = (end_us - g_get_monotonic_time ()) / 1000 + 1;

  page->timer = g_timeout_source_new ((guint) CLAMP (wait_ms, 0, G_MAXINT));
  g_source_set_priority (page->timer, G_PRIORITY_LOW);
  g_source_set_callback (page->timer, timer_cb, page, NULL);
  g_source_attach (page->timer, g_main_context_get_thread_default ());
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Page *page = user_data;

  g_cancellable_cancel (page->request);
  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void ask (GTask *task);

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  page_stop (page);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (page->is_too_much && page->query->max > 1)
    {
      page->query->max = MAX (page->query->max / 4, 1);
      ask (g_steal_pointer (&task));
    }
  else if (page->is_too_much)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "The page is too large");
  else if (iq != NULL && xmpp_mam_page_finish (page->page, page->query, iq, &error))
    g_task_return_pointer (task, g_steal_pointer (&page->page),
                           (GDestroyNotify) xmpp_mam_page_free);
  else if (page->is_late && iq == NULL)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_TIMEOUT, "No more of the page came");
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
return_error_if_detached (XmppMam *self,
                          GTask   *task)
{
  if (self->session != NULL)
    return FALSE;

  g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
  return TRUE;
}

static void
ask (GTask *task)
{
  Page *page = g_task_get_task_data (task);
  XmppMam *self = page->mam;
  GCancellable *cancellable = g_task_get_cancellable (task);
  XmppElement *iq;

  if (return_error_if_detached (self, task))
    {
      g_object_unref (task);
      return;
    }

  g_clear_pointer (&page->page, xmpp_mam_page_free);
  page->page = xmpp_mam_page_new ();
  page->n_bytes = 0;
  page->is_too_much = FALSE;
  page->request = g_cancellable_new ();
  if (cancellable != NULL)
    {
      page->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (page->cancelled, G_SOURCE_FUNC (cancelled_cb), page, NULL);
      g_source_attach (page->cancelled, g_main_context_get_thread_default ());
    }

  page->query_id = g_uuid_string_random ();
  g_hash_table_insert (self->pages, page->query_id, page);
  page->heard_us = g_get_monotonic_time ();
  start_timer (page, page->heard_us + self->patience_ms * G_GINT64_CONSTANT (1000));
  iq = xmpp_mam_query_to_iq (page->query, page->support, page->field, page->query_id);
  xmpp_session_send_iq_async (self->session, iq, REQUEST_LIMIT_S, page->request, answer_cb, task);
}

/* What the archive is called in our tables; our own is "". */
static const char *
get_key (const XmppMamQuery *query)
{
  return query->archive != NULL ? xmpp_address_get_full (query->archive) : "";
}

/* All that is to be known about the archive is. Takes @task. */
static void
go_on (GTask *task)
{
  Page *page = g_task_get_task_data (task);
  const char *field = g_hash_table_lookup (page->mam->forms, get_key (page->query));

  if (field != NULL && *field != '\0')
    {
      page->support |= XMPP_MAM_FULLTEXT;
      g_free (page->field);
      page->field = g_strdup (field);
    }

  if (g_task_get_source_tag (task) == xmpp_mam_get_support_async)
    g_task_return_int (task, page->support);
  else if (page->support == XMPP_MAM_NONE
           || (page->query->ids != NULL && (page->support & XMPP_MAM_EXTENDED) == 0)
           || (page->query->fulltext != NULL && page->field == NULL))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                             "There is no archive that can tell");
  else
    {
      ask (task);
      return;
    }

  g_object_unref (task);
}

static const char *
find_text_field (XmppElement *iq)
{
  XmppElement *query = iq != NULL ? xmpp_element_get_child (iq, "query", XMPP_NS_ARCHIVE) : NULL;
  XmppElement *x = query != NULL ? xmpp_element_get_child (query, "x", XMPP_NS_DATA_FORM) : NULL;
  g_autoptr(XmppDataForm) form = x != NULL ? xmpp_data_form_parse (x, NULL) : NULL;

  if (form == NULL)
    return NO_FIELD;
  if (xmpp_data_form_get_field (form, FIELD_FULLTEXT) != NULL)
    return FIELD_FULLTEXT;

  return xmpp_data_form_get_field (form, FIELD_WITHTEXT) != NULL ? FIELD_WITHTEXT : NO_FIELD;
}

static void
form_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (iq == NULL && error->domain != XMPP_STANZA_ERROR)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (g_hash_table_size (page->mam->forms) >= MAX_FORMS)
    g_hash_table_remove_all (page->mam->forms);
  g_hash_table_insert (page->mam->forms, g_strdup (get_key (page->query)),
                       (char *) find_text_field (iq));
  go_on (g_steal_pointer (&task));
}

static gboolean
is_form_needed (GTask *task)
{
  Page *page = g_task_get_task_data (task);

  return page->support != XMPP_MAM_NONE && page->is_form_wanted
         && !g_hash_table_contains (page->mam->forms, get_key (page->query));
}

static XmppMamSupport
read_support (XmppDiscoInfo *info)
{
  XmppMamSupport support = XMPP_MAM_NONE;

  if (!xmpp_disco_info_has_feature (info, XMPP_NS_ARCHIVE))
    return XMPP_MAM_NONE;

  support |= XMPP_MAM_ARCHIVE;
  if (xmpp_disco_info_has_feature (info, XMPP_NS_ARCHIVE_EXTENDED))
    support |= XMPP_MAM_EXTENDED;
  if (xmpp_disco_info_has_feature (info, XMPP_NS_ARCHIVE_GROUPCHAT))
    support |= XMPP_MAM_GROUPCHAT;

  return support;
}

static void
support_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  XmppElement *iq;

  if (info == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (return_error_if_detached (page->mam, task))
    return;

  page->support = read_support (info);
  if (!is_form_needed (task))
    {
      go_on (g_steal_pointer (&task));
      return;
    }

  iq = xmpp_element_new_iq ("get", page->query->archive != NULL
                                   ? xmpp_address_get_full (page->query->archive) : NULL);
  xmpp_element_add_child (iq, "query", XMPP_NS_ARCHIVE);
  xmpp_session_send_iq_async (page->mam->session, iq, 0, g_task_get_cancellable (task), form_cb,
                              g_object_ref (task));
}

/* Takes @task. */
static void
begin (XmppMam            *self,
       const XmppMamQuery *query,
       gboolean            is_form_wanted,
       GTask              *task)
{
  Page *page = g_new0 (Page, 1);
  g_autoptr(XmppAddress) archive = NULL;
  XmppAddress *own;

  page->mam = self;
  page->query = xmpp_mam_query_copy (query);
  page->is_form_wanted = is_form_wanted;
  g_task_set_task_data (task, page, page_free);
  if (return_error_if_detached (self, task))
    {
      g_object_unref (task);
      return;
    }

  own = xmpp_session_get_address (self->session);
  archive = query->archive != NULL ? xmpp_address_ref (query->archive)
                                   : xmpp_address_dup_bare (own);
  xmpp_disco_get_info_async (self->disco, archive, NULL, g_task_get_cancellable (task),
                             support_cb, task);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppMam *self = user_data;

  if (!resumed)
    g_hash_table_remove_all (self->forms);
}

static void
xmpp_mam_attach (XmppFeature *feature,
                 XmppSession *session)
{
  XmppMam *self = XMPP_MAM (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "message", NULL, "result", XMPP_NS_ARCHIVE,
                                            result_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
}

/* A request that is ended completes later, and leaves the table then. */
static void
xmpp_mam_detach (XmppFeature *feature,
                 XmppSession *session)
{
  XmppMam *self = XMPP_MAM (feature);
  GHashTableIter iter;
  gpointer page = NULL;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    g_cancellable_cancel (((Page *) page)->request);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_mam_attach;
  iface->detach = xmpp_mam_detach;
}

static void
xmpp_mam_dispose (GObject *object)
{
  XmppMam *self = XMPP_MAM (object);

  g_clear_object (&self->disco);
  g_clear_object (&self->server_info);

  G_OBJECT_CLASS (xmpp_mam_parent_class)->dispose (object);
}

static void
xmpp_mam_finalize (GObject *object)
{
  XmppMam *self = XMPP_MAM (object);

  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_pointer (&self->forms, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_mam_parent_class)->finalize (object);
}

static void
xmpp_mam_class_init (XmppMamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_mam_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_mam_finalize;
}

static void
xmpp_mam_init (XmppMam *self)
{
  self->pages = g_hash_table_new (g_str_hash, g_str_equal);
  self->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patience_ms = PATIENCE_MS;
}

/**
 * xmpp_mam_new:
 * @disco: tells what an archive can do
 * @server_info: tells what our own can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppMam *
xmpp_mam_new (XmppDisco      *disco,
              XmppServerInfo *server_info)
{
  XmppMam *self;

  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_MAM, NULL);
  self->disco = g_object_ref (disco);
  self->server_info = g_object_ref (server_info);
  return self;
}

/* (nullable): the one that we are attached to */
XmppSession *
xmpp_mam_get_session (XmppMam *self)
{
  return self->session;
}

/**
 * xmpp_mam_ask_support_async:
 * @self: the feature
 * @archive: (nullable): whose archive; %NULL: our own
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * As xmpp_mam_get_support_async(), with its finish, but without %XMPP_MAM_FULLTEXT, which costs a
 * question of its own.
 */
void
xmpp_mam_ask_support_async (XmppMam             *self,
                            XmppAddress         *archive,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  XmppMamQuery query = { .archive = archive };

  g_task_set_source_tag (task, xmpp_mam_get_support_async);
  begin (self, &query, FALSE, task);
}

/**
 * xmpp_mam_get_own_support:
 * @self: the feature
 *
 * Returns: what our own archive can do, as far as it is known; nothing of %XMPP_MAM_FULLTEXT
 */
XmppMamSupport
xmpp_mam_get_own_support (XmppMam *self)
{
  g_return_val_if_fail (XMPP_IS_MAM (self), XMPP_MAM_NONE);

  return read_support (xmpp_server_info_get_account (self->server_info));
}

/**
 * xmpp_mam_get_support_async:
 * @self: the feature
 * @archive: (nullable): whose archive; %NULL: our own
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks what an archive can do: XEP-0313, 7 and 4.1.5. Answers are remembered while we are online.
 */
void
xmpp_mam_get_support_async (XmppMam             *self,
                            XmppAddress         *archive,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  XmppMamQuery query = { .archive = archive };

  g_return_if_fail (XMPP_IS_MAM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_mam_get_support_async);
  begin (self, &query, TRUE, task);
}

/**
 * xmpp_mam_get_support_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: what it can do; %XMPP_MAM_NONE is no error in itself
 */
XmppMamSupport
xmpp_mam_get_support_finish (XmppMam       *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  gssize support;

  g_return_val_if_fail (g_task_is_valid (result, self), XMPP_MAM_NONE);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_mam_get_support_async),
                        XMPP_MAM_NONE);

  support = g_task_propagate_int (G_TASK (result), error);
  return support > 0 ? (XmppMamSupport) support : XMPP_MAM_NONE;
}

/**
 * xmpp_mam_query_async:
 * @self: the feature
 * @query: what to ask for; copied
 * @cancellable: (nullable): ends the request; what still comes for it is dropped
 * @callback: called when the page is here, or will not be
 * @user_data: for @callback
 *
 * Asks an archive for a page: XEP-0313, 4. As long as results come it waits; results from anybody
 * else, or that were not asked for, are dropped. A page of more than 32 MiB is asked for again in
 * smaller pieces, so there may be fewer messages than asked for. Not every archive refuses an id
 * that it does not know: ejabberd's are times, and it gives what comes before or after.
 */
void
xmpp_mam_query_async (XmppMam             *self,
                      const XmppMamQuery  *query,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_MAM (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_mam_query_async);
  begin (self, query, query->fulltext != NULL, task);
}

/**
 * xmpp_mam_query_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session; %XMPP_STANZA_ERROR_ITEM_NOT_FOUND when an id
 *   of the query is not in the archive (any more); another one of %XMPP_STANZA_ERROR;
 *   %XMPP_ERROR_UNSUPPORTED; %XMPP_ERROR_TIMEOUT; %XMPP_ERROR_TOO_LARGE; %XMPP_ERROR_MALFORMED
 *
 * Returns: (transfer full) (nullable): the page
 */
XmppMamPage *
xmpp_mam_query_finish (XmppMam       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_mam_query_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_mam_set_patience:
 * @self: the feature
 * @patience_ms: how long a query waits while nothing comes, in milliseconds
 *
 * Sets it for queries from now on.
 */
void
xmpp_mam_set_patience (XmppMam *self,
                       guint    patience_ms)
{
  g_return_if_fail (XMPP_IS_MAM (self));

  self->patience_ms = patience_ms;
}
