/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sender of a message tells of a link in it. Whoever reads it asks nobody, so that nobody
 * hears that it was read; and it is told of links alone that stand in the text. */
#define G_LOG_DOMAIN "chat-preview"

#include "chat-preview.h"

#include "base-link.h"
#include "chat-preview-private.h"
#include "chat-text.h"
#include "chat-thumbnail.h"
#include "xmpp-link-metadata.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_TITLE_CHARS       200
#define MAX_DESCRIPTION_CHARS 400
#define MAX_SITE_CHARS        60

/* Of a text with more of them the others are not looked at. */
#define MAX_LINKS 20

struct _ChatPreview
{
  GObject  parent_instance;

  char    *url;
  char    *host;
  char    *title;
  char    *description; /* (nullable) */
  char    *site;        /* (nullable) */
  char    *image;       /* (nullable): a "data:" URI */
};

G_DEFINE_FINAL_TYPE (ChatPreview, chat_preview, G_TYPE_OBJECT)

static void
chat_preview_finalize (GObject *object)
{
  ChatPreview *self = CHAT_PREVIEW (object);

  g_free (self->url);
  g_free (self->host);
  g_free (self->title);
  g_free (self->description);
  g_free (self->site);
  g_free (self->image);

  G_OBJECT_CLASS (chat_preview_parent_class)->finalize (object);
}

static void
chat_preview_class_init (ChatPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_preview_finalize;
}

static void
chat_preview_init (ChatPreview *self)
{
}

/* Who it really is: letters that look like others show, and a name before an "@" is not taken for a
 * host. */
static char *
dup_host (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *ascii = NULL;
  g_autofree char *line = NULL;

  if (host == NULL || host[0] == '\0' || g_uri_get_user (uri) != NULL
      || (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0))
    return NULL;

  ascii = g_hostname_to_ascii (host);
  line = chat_text_clean_line (ascii, G_MAXUINT16);
  return g_strcmp0 (line, ascii) == 0 ? g_steal_pointer (&line) : NULL;
}

ChatPreview *
chat_preview_new (const char *url,
                  const char *title,
                  const char *description,
                  const char *site)
{
  g_autoptr(ChatPreview) self = g_object_new (CHAT_TYPE_PREVIEW, NULL);

  g_return_val_if_fail (url != NULL, NULL);

  self->url = g_strdup (url);
  self->host = dup_host (url);
  self->title = chat_text_clean_line (title, MAX_TITLE_CHARS);
  self->description = chat_text_clean_line (description, MAX_DESCRIPTION_CHARS);
  self->site = chat_text_clean_line (site, MAX_SITE_CHARS);
  if (self->title == NULL)
    self->title = g_steal_pointer (&self->description);
  if (g_strcmp0 (self->title, self->description) == 0)
    g_clear_pointer (&self->description, g_free);

  return self->host != NULL && self->title != NULL ? g_steal_pointer (&self) : NULL;
}

/* What came with a message, small enough to be kept with it, and a picture at first sight. */
static void
set_image (ChatPreview *self,
           const char  *uri)
{
  g_autoptr(GBytes) picture = chat_thumbnail_is_sent (uri) && strchr (uri, '\n') == NULL
                              ? chat_thumbnail_parse (uri) : NULL;

  if (picture != NULL)
    self->image = g_strdup (uri);
}

/* Lines of which none is missing: the link, the title, the description, the site; then a picture,
 * where there is one. */
ChatPreview *
chat_preview_parse (const char *stored)
{
  g_auto(GStrv) lines = NULL;
  g_autoptr(ChatPreview) self = NULL;
  guint n_lines;

  g_return_val_if_fail (stored != NULL, NULL);

  lines = g_strsplit (stored, "\n", 5);
  n_lines = g_strv_length (lines);
  self = n_lines >= 4 ? chat_preview_new (lines[0], lines[1], lines[2], lines[3]) : NULL;
  if (self != NULL && n_lines == 5)
    set_image (self, lines[4]);
  return g_steal_pointer (&self);
}

char *
chat_preview_store (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return g_strjoin ("\n", self->url, self->title,
                    self->description != NULL ? self->description : "",
                    self->site != NULL ? self->site : "", self->image, NULL);
}

gboolean
chat_preview_equal (ChatPreview *self,
                    ChatPreview *other)
{
  g_autofree char *ours = self != NULL ? chat_preview_store (self) : NULL;
  g_autofree char *theirs = other != NULL ? chat_preview_store (other) : NULL;

  return g_strcmp0 (ours, theirs) == 0;
}

const char *
chat_preview_get_url (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return self->url;
}

const char *
chat_preview_get_host (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return self->host;
}

const char *
chat_preview_get_title (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return self->title;
}

const char *
chat_preview_get_description (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return self->description;
}

const char *
chat_preview_get_site (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return self->site;
}

GBytes *
chat_preview_dup_image (ChatPreview *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEW (self), NULL);

  return chat_thumbnail_parse (self->image);
}

/* @wanted: (nullable): any. */
static char *
find_link (const char *text,
           const char *wanted)
{
  const char *link = text;
  gsize length = 0;

  for (guint n = 0; n < MAX_LINKS && (link = base_link_find (text, link, &length)) != NULL; n++)
    {
      g_autofree char *url = g_strndup (link, length);
      g_autofree char *host = wanted == NULL ? dup_host (url) : NULL;

      if (wanted != NULL ? g_str_equal (url, wanted) : host != NULL)
        return g_steal_pointer (&url);
      link += length;
    }

  return NULL;
}

char *
chat_preview_dup_link (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return find_link (text, NULL);
}

gboolean
chat_preview_is_for (ChatPreview *self,
                     const char  *text)
{
  g_autofree char *link = NULL;

  g_return_val_if_fail (CHAT_IS_PREVIEW (self), FALSE);

  link = find_link (text, self->url);
  return link != NULL;
}

ChatPreview *
chat_preview_read (GPtrArray  *links,
                   const char *body)
{
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const XmppLinkMetadata *link = g_ptr_array_index (links, i);
      g_autoptr(ChatPreview) preview =
        chat_preview_new (link->about, link->title, link->description, link->site);

      if (preview == NULL || !chat_preview_is_for (preview, body))
        continue;

      if (link->image != NULL)
        set_image (preview, link->image);
      return g_steal_pointer (&preview);
    }

  return NULL;
}

GPtrArray *
chat_preview_write (ChatPreview *self)
{
  GPtrArray *links = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_link_metadata_free);
  XmppLinkMetadata *link = NULL;

  g_return_val_if_fail (CHAT_IS_PREVIEW (self), links);

  link = xmpp_link_metadata_new (self->url);
  link->title = g_strdup (self->title);
  link->description = g_strdup (self->description);
  link->site = g_strdup (self->site);
  g_ptr_array_add (links, link);
  return links;
}
