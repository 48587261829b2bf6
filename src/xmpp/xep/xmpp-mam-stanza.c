/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-mam-stanza.c: writes questions to an archive, reads the ends of its pages: XEP-0313 1.1.3,
 * XEP-0059 1.0. */
#define G_LOG_DOMAIN "xmpp-mam"

#include "xmpp-mam-stanza.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_ID_BYTES 1024
#define MAX_PAGE     1000

/**
 * xmpp_mam_query_copy:
 * @self: a query
 *
 * Returns: (transfer full): a query that owns what it holds
 */
XmppMamQuery *
xmpp_mam_query_copy (const XmppMamQuery *self)
{
  XmppMamQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (XmppMamQuery, 1);
  *copy = *self;
  copy->archive = self->archive != NULL ? xmpp_address_ref (self->archive) : NULL;
  copy->with = self->with != NULL ? xmpp_address_ref (self->with) : NULL;
  copy->before_id = g_strdup (self->before_id);
  copy->after_id = g_strdup (self->after_id);
  copy->ids = (const char *const *) g_strdupv ((char **) self->ids);
  copy->max = self->max == 0 ? XMPP_MAM_PAGE_SIZE : MIN (self->max, MAX_PAGE);
  copy->fulltext = g_strdup (self->fulltext);
  return copy;
}

/**
 * xmpp_mam_query_free:
 * @self: (nullable): what xmpp_mam_query_copy() made
 *
 * Frees @self.
 */
void
xmpp_mam_query_free (XmppMamQuery *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->archive, xmpp_address_unref);
  g_clear_pointer (&self->with, xmpp_address_unref);
  g_free ((char *) self->before_id);
  g_free ((char *) self->after_id);
  g_strfreev ((char **) self->ids);
  g_free ((char *) self->fulltext);
  g_free (self);
}

static void
set_moment (XmppDataForm *form,
            const char   *var,
            gint64        time_us)
{
  g_autofree char *text = time_us != 0 ? xmpp_datetime_format (time_us) : NULL;

  if (text != NULL)
    xmpp_data_form_set_value (form, var, text);
}

/* Where both are given, XEP-0059 does not say what that means, but the form does: XEP-0313, 9. */
static gboolean
is_range (const XmppMamQuery *self)
{
  return self->before_id != NULL && self->after_id != NULL;
}

static void
append_form (XmppElement        *parent,
             const XmppMamQuery *self,
             XmppMamSupport      support,
             const char         *fulltext_field)
{
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT, XMPP_NS_ARCHIVE);
  g_autoptr(XmppElement) x = NULL;
  guint n_fields = form->fields->len;

  if (self->with != NULL)
    xmpp_data_form_set_value (form, "with", xmpp_address_get_full (self->with));
  set_moment (form, "start", self->start_us);
  set_moment (form, "end", self->end_us);
  if (is_range (self) && (support & XMPP_MAM_EXTENDED) != 0)
    xmpp_data_form_set_value (form, "after-id", self->after_id);
  if (self->ids != NULL)
    xmpp_data_form_set_values (form, "ids", self->ids);
  if (self->fulltext != NULL && fulltext_field != NULL)
    xmpp_data_form_set_value (form, fulltext_field, self->fulltext);
  if ((support & XMPP_MAM_GROUPCHAT) != 0)
    xmpp_data_form_set_value (form, "include-groupchat", self->with_groupchat ? "true" : "false");

  if (form->fields->len == n_fields)
    return;

  x = xmpp_data_form_to_submit (form);
  xmpp_element_append_copy (parent, x);
}

static void
append_set (XmppElement        *parent,
            const XmppMamQuery *self)
{
  XmppElement *set = xmpp_element_add_child (parent, "set", XMPP_NS_RESULT_SET);
  g_autofree char *max = g_strdup_printf ("%u", self->max);

  xmpp_element_add_text_child (set, "max", NULL, max);
  if (self->before_id != NULL)
    xmpp_element_add_text_child (set, "before", NULL, self->before_id);
  else if (self->after_id != NULL)
    xmpp_element_add_text_child (set, "after", NULL, self->after_id);
}

/**
 * xmpp_mam_query_to_iq:
 * @self: a query that was copied
 * @support: what the archive can do
 * @fulltext_field: (nullable): what its form calls the words to search for
 * @query_id: what the results shall carry
 *
 * Returns: (transfer full): the request
 */
XmppElement *
xmpp_mam_query_to_iq (const XmppMamQuery *self,
                      XmppMamSupport      support,
                      const char         *fulltext_field,
                      const char         *query_id)
{
  XmppElement *iq;
  XmppElement *query;

  g_return_val_if_fail (self != NULL, NULL);

  iq = xmpp_element_new_iq ("set", self->archive != NULL ? xmpp_address_get_full (self->archive)
                                                         : NULL);
  query = xmpp_element_add_child (iq, "query", XMPP_NS_ARCHIVE);
  xmpp_element_set_attribute (query, "queryid", query_id);
  append_form (query, self, support, fulltext_field);
  append_set (query, self);
  if (self->flip && (support & XMPP_MAM_EXTENDED) != 0)
    xmpp_element_add_child (query, "flip-page", NULL);

  return iq;
}

/**
 * xmpp_mam_page_new:
 *
 * Returns: (transfer full): a page that is to be filled
 */
XmppMamPage *
xmpp_mam_page_new (void)
{
  XmppMamPage *self = g_new0 (XmppMamPage, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_forwarded_free);
  self->count = -1;
  return self;
}

/**
 * xmpp_mam_page_free:
 * @self: (nullable): a page
 *
 * Frees @self.
 */
void
xmpp_mam_page_free (XmppMamPage *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->messages);
  g_free (self->first);
  g_free (self->last);
  g_free (self);
}

static const char *
get_id (XmppMamPage *self,
        guint        i)
{
  return ((XmppForwarded *) g_ptr_array_index (self->messages, i))->archive_id;
}

/* A flipped page came with the newest one first; who is first and last stays: XEP-0313, 4.3.4. */
static void
restore_order (XmppMamPage *self)
{
  guint n = self->messages->len;

  if (n < 2 || g_strcmp0 (get_id (self, 0), self->last) != 0
      || g_strcmp0 (get_id (self, n - 1), self->first) != 0)
    return;

  for (guint i = 0; i < n / 2; i++)
    {
      gpointer message = self->messages->pdata[i];

      self->messages->pdata[i] = self->messages->pdata[n - 1 - i];
      self->messages->pdata[n - 1 - i] = message;
    }
}

/* An archive that is not extended went on past @after_id. */
static void
cut_range (XmppMamPage        *self,
           const XmppMamQuery *query)
{
  for (guint i = self->messages->len; is_range (query) && i > 0; i--)
    if (g_strcmp0 (get_id (self, i - 1), query->after_id) == 0)
      {
        g_ptr_array_remove_range (self->messages, 0, i);
        self->complete = TRUE;
        g_clear_pointer (&self->first, g_free);
        if (self->messages->len == 0)
          g_clear_pointer (&self->last, g_free);
        return;
      }
}

static void
read_set (XmppMamPage *self,
          XmppElement *set)
{
  const char *count = xmpp_element_get_child_text (set, "count", XMPP_NS_RESULT_SET);
  guint64 number = 0;

  self->first = xmpp_text_bounded (xmpp_element_get_child_text (set, "first", XMPP_NS_RESULT_SET),
                                   MAX_ID_BYTES);
  self->last = xmpp_text_bounded (xmpp_element_get_child_text (set, "last", XMPP_NS_RESULT_SET),
                                  MAX_ID_BYTES);
  if (count != NULL && g_ascii_string_to_unsigned (count, 10, 0, G_MAXINT64, &number, NULL))
    self->count = (gint64) number;
}

/**
 * xmpp_mam_page_finish:
 * @self: a page with all that came for it
 * @query: what was asked
 * @iq: the answer to it
 * @error: return location for %XMPP_ERROR_MALFORMED
 *
 * Reads the end of a page: XEP-0313, 4.3.2.
 *
 * Returns: whether @iq is one
 */
gboolean
xmpp_mam_page_finish (XmppMamPage         *self,
                      const XmppMamQuery  *query,
                      XmppElement         *iq,
                      GError             **error)
{
  XmppElement *fin = xmpp_element_get_child (iq, "fin", XMPP_NS_ARCHIVE);
  XmppElement *set = fin != NULL ? xmpp_element_get_child (fin, "set", XMPP_NS_RESULT_SET) : NULL;
  const char *stable = fin != NULL ? xmpp_element_get_attribute (fin, "stable") : NULL;

  if (fin == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "The page has no end");
      return FALSE;
    }

  self->complete = xmpp_text_is_true (xmpp_element_get_attribute (fin, "complete"));
  self->is_unstable = stable != NULL && !xmpp_text_is_true (stable);
  if (set != NULL)
    read_set (self, set);

  restore_order (self);
  cut_range (self, query);
  if (self->first == NULL && self->messages->len > 0)
    self->first = g_strdup (get_id (self, 0));
  if (self->last == NULL && self->messages->len > 0)
    self->last = g_strdup (get_id (self, self->messages->len - 1));

  return TRUE;
}
