/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-muc-directory.c: finds rooms: XEP-0045 1.35.5, 6.3, with XEP-0059 1.0; XEP-0433 0.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-muc-directory.h"

#include "xmpp-data-form.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_CHANNELS   5000
#define MAX_TEXT_BYTES 4096
#define MAX_ID_BYTES   1024
#define KEY_OCCUPANTS  "{urn:xmpp:channel-search:0:order}nusers"
#define KEY_ADDRESS    "{urn:xmpp:channel-search:0:order}address"

/**
 * xmpp_channel_free:
 * @self: (nullable): a channel
 *
 * Frees @self.
 */
void
xmpp_channel_free (XmppChannel *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->address);
  g_free (self->name);
  g_free (self->description);
  g_free (self->language);
  g_free (self);
}

/**
 * xmpp_channel_page_free:
 * @self: (nullable): a page
 *
 * Frees @self.
 */
void
xmpp_channel_page_free (XmppChannelPage *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->channels);
  g_free (self->last);
  g_free (self);
}

static XmppChannel *
new_channel (const char *address)
{
  g_autoptr(XmppAddress) parsed = address != NULL ? xmpp_address_parse (address, NULL) : NULL;
  XmppChannel *self;

  if (parsed == NULL || xmpp_address_get_local (parsed) == NULL || !xmpp_address_is_bare (parsed))
    return NULL;

  self = g_new0 (XmppChannel, 1);
  self->address = g_steal_pointer (&parsed);
  self->n_occupants = -1;
  return self;
}

static XmppChannel *
read_listed (XmppElement *item)
{
  XmppChannel *self = new_channel (xmpp_element_get_attribute (item, "jid"));

  if (self != NULL)
    self->name = xmpp_text_clip (xmpp_element_get_attribute (item, "name"), MAX_TEXT_BYTES);
  return self;
}

static const char *
get_text (XmppElement *item,
          const char  *name)
{
  return xmpp_element_get_child_text (item, name, XMPP_NS_CHANNEL_SEARCH);
}

/* An empty <is-open/> says that it is, as in the example of XEP-0433, 4.2.2.1. */
static gboolean
is_open (XmppElement *item)
{
  const char *text = get_text (item, "is-open");

  return text != NULL && (*text == '\0' || xmpp_text_is_true (text));
}

static XmppChannel *
read_found (XmppElement *item)
{
  XmppChannel *self = new_channel (xmpp_element_get_attribute (item, "address"));
  const char *n_occupants = get_text (item, "nusers");
  const char *type = get_text (item, "service-type");
  guint64 number = 0;

  /* XEP-0433, 6.2: other kinds were not asked for. */
  if (self == NULL || (type != NULL && g_strcmp0 (type, "xep-0045") != 0))
    {
      xmpp_channel_free (self);
      return NULL;
    }

  self->name = xmpp_text_clip (get_text (item, "name"), MAX_TEXT_BYTES);
  self->description = xmpp_text_clip (get_text (item, "description"), MAX_TEXT_BYTES);
  self->language = xmpp_text_bounded (get_text (item, "language"), MAX_ID_BYTES);
  if (n_occupants != NULL
      && g_ascii_string_to_unsigned (n_occupants, 10, 0, G_MAXINT, &number, NULL))
    self->n_occupants = (int) number;
  self->is_open = is_open (item);
  self->is_anonymous = g_strcmp0 (get_text (item, "anonymity-mode"), "muc_semianonymous") == 0;
  return self;
}

static void
read_set (XmppChannelPage *page,
          XmppElement     *parent)
{
  XmppElement *set = xmpp_element_get_child (parent, "set", XMPP_NS_RESULT_SET);
  XmppElement *first = NULL;
  const char *count;
  const char *index;
  guint64 number = 0;
  guint64 place = 0;

  if (set == NULL)
    return;

  count = xmpp_element_get_child_text (set, "count", XMPP_NS_RESULT_SET);
  if (count != NULL && g_ascii_string_to_unsigned (count, 10, 0, G_MAXINT64, &number, NULL))
    page->count = (gint64) number;

  first = xmpp_element_get_child (set, "first", XMPP_NS_RESULT_SET);
  index = first != NULL ? xmpp_element_get_attribute (first, "index") : NULL;
  if (page->count >= 0 && index != NULL
      && g_ascii_string_to_unsigned (index, 10, 0, G_MAXINT64 / 2, &place, NULL)
      && (gint64) place + page->channels->len >= page->count)
    return;

  if (page->channels->len > 0)
    page->last = xmpp_text_bounded (xmpp_element_get_child_text (set, "last", XMPP_NS_RESULT_SET),
                                    MAX_ID_BYTES);
}

static XmppChannelPage *
read_page (XmppElement  *parent,
           const char   *ns,
           XmppChannel *(*read) (XmppElement *item))
{
  XmppChannelPage *page = g_new0 (XmppChannelPage, 1);
  XmppElement *item;

  page->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_channel_free);
  page->count = -1;
  for (item = xmpp_element_get_child (parent, "item", ns);
       item != NULL && page->channels->len < MAX_CHANNELS;
       item = xmpp_element_get_next_same (item))
    {
      XmppChannel *channel = read (item);

      if (channel != NULL)
        g_ptr_array_add (page->channels, channel);
    }

  read_set (page, parent);
  return page;
}

static void
return_page (GTask       *task,
             XmppElement *parent,
             const char  *ns,
             XmppChannel *(*read) (XmppElement *item))
{
  if (parent == NULL)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "An empty answer");
  else
    g_task_return_pointer (task, read_page (parent, ns, read),
                           (GDestroyNotify) xmpp_channel_page_free);
}

static void
list_answer (XmppElement *iq,
             GTask       *task)
{
  return_page (task, xmpp_element_get_child (iq, "query", XMPP_NS_DISCO_ITEMS),
               XMPP_NS_DISCO_ITEMS, read_listed);
}

static void
search_answer (XmppElement *iq,
               GTask       *task)
{
  return_page (task, xmpp_element_get_child (iq, "result", XMPP_NS_CHANNEL_SEARCH),
               XMPP_NS_CHANNEL_SEARCH, read_found);
}

static void
add_set (XmppElement *parent,
         const char  *after,
         guint        max)
{
  XmppElement *set = xmpp_element_add_child (parent, "set", XMPP_NS_RESULT_SET);
  g_autofree char *text = g_strdup_printf ("%u", max);

  xmpp_element_add_text_child (set, "max", NULL, text);
  if (after != NULL)
    xmpp_element_add_text_child (set, "after", NULL, after);
}

/**
 * xmpp_muc_list_rooms_async:
 * @self: the feature
 * @service: which service
 * @after: (nullable): the last one of the page before
 * @max: how many at most; not all services keep to it
 * @cancellable: (nullable): ends the wait
 * @callback: called when the page is here
 * @user_data: for @callback
 *
 * Asks which rooms a service has.
 */
void
xmpp_muc_list_rooms_async (XmppMuc             *self,
                           XmppAddress         *service,
                           const char          *after,
                           guint                max,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_MUC (self));
  g_return_if_fail (service != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_muc_list_finish);
  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (service));
  add_set (xmpp_element_add_child (iq, "query", XMPP_NS_DISCO_ITEMS), after, max);
  xmpp_request_send (xmpp_muc_get_session (self), iq, task, list_answer);
}

static XmppElement *
new_search_form (const XmppChannelSearch *search)
{
  static const char *const types[] = { "xep-0045", NULL };
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT,
                                                     XMPP_NS_CHANNEL_SEARCH_PARAMS);
  g_autofree char *min_occupants = g_strdup_printf ("%u", search->min_occupants);

  if (search->words != NULL)
    xmpp_data_form_set_value (form, "q", search->words);
  else
    xmpp_data_form_set_boolean (form, "all", TRUE);
  if (search->min_occupants > 0)
    xmpp_data_form_set_value (form, "min_users", min_occupants);
  xmpp_data_form_set_values (form, "types", types);
  xmpp_data_form_set_value (form, "key", search->by_address ? KEY_ADDRESS : KEY_OCCUPANTS);
  return xmpp_data_form_to_submit (form);
}

/**
 * xmpp_muc_search_async:
 * @self: the feature
 * @service: whom to ask
 * @search: what for
 * @after: (nullable): the last one of the page before
 * @max: how many at most
 * @cancellable: (nullable): ends the wait
 * @callback: called when the page is here
 * @user_data: for @callback
 *
 * Searches for rooms.
 */
void
xmpp_muc_search_async (XmppMuc                 *self,
                       XmppAddress             *service,
                       const XmppChannelSearch *search,
                       const char              *after,
                       guint                    max,
                       GCancellable            *cancellable,
                       GAsyncReadyCallback      callback,
                       gpointer                 user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *element;
  g_autoptr(XmppElement) form = NULL;

  g_return_if_fail (XMPP_IS_MUC (self));
  g_return_if_fail (service != NULL && search != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_muc_list_finish);
  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (service));
  element = xmpp_element_add_child (iq, "search", XMPP_NS_CHANNEL_SEARCH);
  add_set (element, after, max);
  form = new_search_form (search);
  xmpp_element_append_copy (element, form);
  xmpp_request_send (xmpp_muc_get_session (self), iq, task, search_answer);
}

/**
 * xmpp_muc_list_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_MALFORMED
 *
 * Returns: (transfer full) (nullable): the page
 */
XmppChannelPage *
xmpp_muc_list_finish (XmppMuc       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_muc_list_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
