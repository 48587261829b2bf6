/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-link-metadata.c: what the sender of a message says of its links: XEP-0511 0.1.1, in the
 * words of OpenGraph. */
#define G_LOG_DOMAIN "xmpp-link-metadata"

#include "xmpp-link-metadata.h"

#include "xmpp-bob.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_URL_BYTES   4096
#define MAX_TITLE_BYTES 1024
#define MAX_TEXT_BYTES  4096
#define MAX_IMAGE_BYTES 16384

/* How many children of a message, or of one of its descriptions, are looked at. */
#define MAX_CHILDREN 128

/**
 * xmpp_link_metadata_new:
 * @about: a link
 *
 * Returns: (transfer full): what is said of it: nothing yet
 */
XmppLinkMetadata *
xmpp_link_metadata_new (const char *about)
{
  XmppLinkMetadata *self;

  g_return_val_if_fail (about != NULL, NULL);

  self = g_new0 (XmppLinkMetadata, 1);
  self->about = g_strdup (about);
  return self;
}

/**
 * xmpp_link_metadata_copy:
 * @self: what is said of a link
 *
 * Returns: (transfer full): a deep copy
 */
XmppLinkMetadata *
xmpp_link_metadata_copy (const XmppLinkMetadata *self)
{
  XmppLinkMetadata *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = xmpp_link_metadata_new (self->about);
  copy->title = g_strdup (self->title);
  copy->description = g_strdup (self->description);
  copy->site = g_strdup (self->site);
  copy->image = g_strdup (self->image);
  return copy;
}

/**
 * xmpp_link_metadata_free:
 * @self: (nullable): what is said of a link
 *
 * Frees @self.
 */
void
xmpp_link_metadata_free (XmppLinkMetadata *self)
{
  if (self == NULL)
    return;

  g_free (self->about);
  g_free (self->title);
  g_free (self->description);
  g_free (self->site);
  g_free (self->image);
  g_free (self);
}

/**
 * xmpp_link_metadata_write:
 * @self: what is said of a link
 * @message: a message that is built
 *
 * Adds it: XEP-0511, 3.1.
 */
void
xmpp_link_metadata_write (const XmppLinkMetadata *self,
                          XmppElement            *message)
{
  const struct {
    const char *name;
    const char *text;
  } parts[] = {
    { "title", self->title },
    { "description", self->description },
    { "url", self->about },
    { "site_name", self->site },
  };
  XmppElement *element;

  g_return_if_fail (message != NULL);

  element = xmpp_element_add_child (message, "Description", XMPP_NS_RDF);
  xmpp_element_set_attribute_ns (element, "about", XMPP_NS_RDF, self->about);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].text != NULL)
      xmpp_element_add_text_child (element, parts[i].name, XMPP_NS_OPEN_GRAPH, parts[i].text);
}

/* (nullable): of a picture only what is in the message itself: as a "data:" URI, or by XEP-0231 */
static char *
dup_image (XmppElement *message,
           const char  *uri)
{
  if (g_ascii_strncasecmp (uri, "data:", strlen ("data:")) == 0)
    return xmpp_text_bounded (uri, MAX_IMAGE_BYTES);

  return xmpp_bob_dup_inline (message, uri);
}

static XmppLinkMetadata *
read_one (XmppElement *message,
          XmppElement *element)
{
  g_autofree char *about = xmpp_text_bounded (
    xmpp_element_get_attribute_ns (element, "about", XMPP_NS_RDF), MAX_URL_BYTES);
  XmppLinkMetadata *self = about != NULL ? xmpp_link_metadata_new (about) : NULL;
  guint n_children = 0;

  for (XmppElement *child = xmpp_element_get_first_child (element);
       self != NULL && child != NULL && n_children++ < MAX_CHILDREN;
       child = xmpp_element_get_next (child))
    {
      const char *text = xmpp_element_get_text (child);

      if (self->title == NULL && xmpp_element_is (child, "title", XMPP_NS_OPEN_GRAPH))
        self->title = xmpp_text_clip (text, MAX_TITLE_BYTES);
      else if (self->description == NULL
               && xmpp_element_is (child, "description", XMPP_NS_OPEN_GRAPH))
        self->description = xmpp_text_clip (text, MAX_TEXT_BYTES);
      else if (self->site == NULL && xmpp_element_is (child, "site_name", XMPP_NS_OPEN_GRAPH))
        self->site = xmpp_text_clip (text, MAX_TITLE_BYTES);
      else if (self->image == NULL && xmpp_element_is (child, "image", XMPP_NS_OPEN_GRAPH))
        self->image = dup_image (message, text);
    }

  return self;
}

static gboolean
has_link (GPtrArray  *links, /* (nullable) */
          const char *about)
{
  for (guint i = 0; links != NULL && i < links->len; i++)
    if (g_strcmp0 (((XmppLinkMetadata *) g_ptr_array_index (links, i))->about, about) == 0)
      return TRUE;

  return FALSE;
}

/**
 * xmpp_links_read:
 * @message: a message stanza, from wherever it came
 *
 * Reads what is said of links. Of what is said of one several times, in several languages (5), the
 * first counts.
 *
 * Returns: (transfer full) (nullable) (element-type XmppLinkMetadata): what is said of each
 */
GPtrArray *
xmpp_links_read (XmppElement *message)
{
  GPtrArray *links = NULL;
  guint n_read = 0;

  g_return_val_if_fail (message != NULL, NULL);

  for (XmppElement *element = xmpp_element_get_child (message, "Description", XMPP_NS_RDF);
       element != NULL && n_read++ < MAX_CHILDREN
         && (links == NULL || links->len < XMPP_LINK_METADATA_MAX);
       element = xmpp_element_get_next_same (element))
    {
      g_autoptr(XmppLinkMetadata) link = read_one (message, element);

      if (link == NULL || has_link (links, link->about))
        continue;
      if (links == NULL)
        links = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_link_metadata_free);
      g_ptr_array_add (links, g_steal_pointer (&link));
    }

  return links;
}

static gpointer
copy_link (gconstpointer source,
           gpointer      user_data)
{
  return xmpp_link_metadata_copy (source);
}

/**
 * xmpp_links_copy:
 * @links: (nullable): what is said of links
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
GPtrArray *
xmpp_links_copy (GPtrArray *links)
{
  return links != NULL ? g_ptr_array_copy (links, (GCopyFunc) copy_link, NULL) : NULL;
}
