/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-file-share.c: files that come with messages: XEP-0447 0.3.1; where they are says XEP-0103
 * 0.4.1. */
#define G_LOG_DOMAIN "xmpp-file"

#include "xmpp-file-share.h"

#include "base-file-name.h"
#include "xmpp-bob.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"
#include "xmpp-web-url.h"

#define MAX_ID_BYTES 1024
#define MAX_CHILDREN 128

static const char *const disposition_names[] = {
  [XMPP_DISPOSITION_NONE] = NULL,
  [XMPP_DISPOSITION_INLINE] = "inline",
  [XMPP_DISPOSITION_ATTACHMENT] = "attachment",
};

/**
 * xmpp_file_share_new:
 * @file: (transfer full): what is said of the file
 *
 * Returns: (transfer full): the file, which is nowhere yet
 */
XmppFileShare *
xmpp_file_share_new (XmppFile *file)
{
  XmppFileShare *self;

  g_return_val_if_fail (file != NULL, NULL);

  self = g_new0 (XmppFileShare, 1);
  self->file = file;
  self->urls = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * xmpp_file_share_new_for_url:
 * @url: where a file is: what XEP-0066 says of it
 *
 * Makes what little is known of a file from its URL alone.
 *
 * Returns: (transfer full) (nullable): the file; %NULL when nothing may be fetched from there
 */
XmppFileShare *
xmpp_file_share_new_for_url (const char *url)
{
  XmppFileShare *self;

  g_return_val_if_fail (url != NULL, NULL);

  if (!xmpp_web_url_is_safe (url))
    return NULL;

  self = xmpp_file_share_new (xmpp_file_new ());
  self->file->name = base_file_name_from_url (url);
  xmpp_file_share_add_url (self, url);
  return self;
}

static gpointer
copy_text (gconstpointer source,
           gpointer      user_data)
{
  return g_strdup (source);
}

/**
 * xmpp_file_share_copy:
 * @self: a file
 *
 * Returns: (transfer full): a deep copy
 */
XmppFileShare *
xmpp_file_share_copy (const XmppFileShare *self)
{
  XmppFileShare *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->file = xmpp_file_copy (self->file);
  copy->urls = g_ptr_array_copy (self->urls, (GCopyFunc) copy_text, NULL);
  return copy;
}

/**
 * xmpp_file_share_free:
 * @self: (nullable): a file
 *
 * Frees @self.
 */
void
xmpp_file_share_free (XmppFileShare *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  xmpp_file_free (self->file);
  g_ptr_array_unref (self->urls);
  g_free (self);
}

/**
 * xmpp_file_share_get_url:
 * @self: a file
 *
 * Returns: (nullable): where it is, as far as that is the web
 */
const char *
xmpp_file_share_get_url (const XmppFileShare *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->urls->len > 0 ? g_ptr_array_index (self->urls, 0) : NULL;
}

/**
 * xmpp_file_share_add_url:
 * @self: a file
 * @url: where it is
 *
 * Adds a source.
 *
 * Returns: whether it was added: it is one that may be asked, and new
 */
gboolean
xmpp_file_share_add_url (XmppFileShare *self,
                         const char    *url)
{
  g_return_val_if_fail (self != NULL && url != NULL, FALSE);

  if (self->urls->len >= XMPP_FILE_SHARE_MAX_SOURCES || !xmpp_web_url_is_safe (url)
      || g_ptr_array_find_with_equal_func (self->urls, url, g_str_equal, NULL))
    return FALSE;

  g_ptr_array_add (self->urls, g_strdup (url));
  return TRUE;
}

static void
read_sources (XmppFileShare *self,
              XmppElement   *sources)
{
  guint n_children = 0;

  for (XmppElement *child = xmpp_element_get_first_child (sources);
       child != NULL && n_children++ < MAX_CHILDREN;
       child = xmpp_element_get_next (child))
    if (xmpp_element_is (child, "url-data", XMPP_NS_URL_DATA)
        && xmpp_element_get_attribute (child, "target") != NULL)
      xmpp_file_share_add_url (self, xmpp_element_get_attribute (child, "target"));
}

static XmppFileShare *
read_share (XmppElement *element)
{
  XmppElement *file = xmpp_element_get_child (element, "file", XMPP_NS_FILE_METADATA);
  XmppElement *sources = xmpp_element_get_child (element, "sources", XMPP_NS_FILE_SHARING);
  const char *disposition = xmpp_element_get_attribute (element, "disposition");
  XmppFileShare *self = xmpp_file_share_new (file != NULL ? xmpp_file_read (file)
                                                          : xmpp_file_new ());

  self->id = xmpp_text_bounded (xmpp_element_get_attribute (element, "id"), MAX_ID_BYTES);
  for (guint i = XMPP_DISPOSITION_INLINE; i <= XMPP_DISPOSITION_ATTACHMENT; i++)
    if (g_strcmp0 (disposition, disposition_names[i]) == 0)
      self->disposition = i;
  if (sources != NULL)
    read_sources (self, sources);
  if (self->file->name == NULL && self->urls->len > 0)
    self->file->name = base_file_name_from_url (xmpp_file_share_get_url (self));

  return self;
}

/* XEP-0231, 2.1: of small pictures those that are in the message itself are told of as if they were
 * in their file. */
static void
take_inline (XmppFileShare *self,
             XmppElement   *message)
{
  for (guint i = 0; i < self->file->thumbnails->len; i++)
    {
      XmppFileThumbnail *thumbnail = g_ptr_array_index (self->file->thumbnails, i);
      char *data = xmpp_bob_dup_inline (message, thumbnail->uri);

      if (data == NULL)
        continue;

      g_free (thumbnail->uri);
      thumbnail->uri = data;
    }
}

/**
 * xmpp_file_shares_read:
 * @message: a message stanza, from wherever it came
 *
 * Reads the files that come with a message: XEP-0447, 3.1 and 4.2. One that is nowhere that we
 * could fetch it from is still told of.
 *
 * Returns: (transfer full) (nullable) (element-type XmppFileShare): the files
 */
GPtrArray *
xmpp_file_shares_read (XmppElement *message)
{
  GPtrArray *shares = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  for (XmppElement *element = xmpp_element_get_child (message, "file-sharing",
                                                      XMPP_NS_FILE_SHARING);
       element != NULL && (shares == NULL || shares->len < XMPP_FILE_SHARES_MAX);
       element = xmpp_element_get_next_same (element))
    {
      if (shares == NULL)
        shares = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_file_share_free);
      g_ptr_array_add (shares, read_share (element));
      take_inline (g_ptr_array_index (shares, shares->len - 1), message);
    }

  return shares;
}

static gpointer
copy_share (gconstpointer source,
            gpointer      user_data)
{
  return xmpp_file_share_copy (source);
}

/**
 * xmpp_file_shares_copy:
 * @shares: (nullable): files
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
GPtrArray *
xmpp_file_shares_copy (GPtrArray *shares)
{
  return shares != NULL ? g_ptr_array_copy (shares, (GCopyFunc) copy_share, NULL) : NULL;
}

/**
 * xmpp_file_share_write:
 * @self: a file
 * @message: a message that is built
 *
 * Adds the file.
 */
void
xmpp_file_share_write (const XmppFileShare *self,
                       XmppElement         *message)
{
  XmppElement *element;
  XmppElement *sources;

  g_return_if_fail (self != NULL);
  g_return_if_fail (message != NULL);

  element = xmpp_element_add_child (message, "file-sharing", XMPP_NS_FILE_SHARING);
  xmpp_element_set_attribute (element, "id", self->id);
  xmpp_element_set_attribute (element, "disposition", disposition_names[self->disposition]);
  xmpp_file_write (self->file, element);

  if (self->urls->len == 0)
    return;

  sources = xmpp_element_add_child (element, "sources", NULL);
  for (guint i = 0; i < self->urls->len; i++)
    xmpp_element_set_attribute (xmpp_element_add_child (sources, "url-data", XMPP_NS_URL_DATA),
                                "target", g_ptr_array_index (self->urls, i));
}
