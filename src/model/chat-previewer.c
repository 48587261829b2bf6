/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of the link in a message that is being written. */
#define G_LOG_DOMAIN "chat-previewer"

#include "chat-previewer.h"

#include "chat-preview-private.h"
#include "chat-web.h"
#include "net-page.h"

#include <string.h>

/* A link that is typed grows; each of its beginnings would be somebody else's. */
#define PAUSE_MS 1000

struct _ChatPreviewer
{
  GObject       parent_instance;

  ChatWeb      *web;
  ChatPreview  *preview;      /* (nullable) */
  char         *url;          /* (nullable): the link in the text */
  GCancellable *cancellable;  /* (nullable): it is being asked about */
  guint         pause_source;
  guint         pause_ms;
};

G_DEFINE_FINAL_TYPE (ChatPreviewer, chat_previewer, G_TYPE_OBJECT)

enum {
  PROP_PREVIEW = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_preview (ChatPreviewer *self,
             ChatPreview   *preview) /* (nullable) */
{
  if (g_set_object (&self->preview, preview))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREVIEW]);
}

static void
stop (ChatPreviewer *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
chat_previewer_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (prop_id == PROP_PREVIEW)
    g_value_set_object (value, CHAT_PREVIEWER (object)->preview);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
chat_previewer_dispose (GObject *object)
{
  ChatPreviewer *self = CHAT_PREVIEWER (object);

  stop (self);
  g_clear_object (&self->preview);

  G_OBJECT_CLASS (chat_previewer_parent_class)->dispose (object);
}

static void
chat_previewer_finalize (GObject *object)
{
  ChatPreviewer *self = CHAT_PREVIEWER (object);

  g_clear_object (&self->web);
  g_free (self->url);

  G_OBJECT_CLASS (chat_previewer_parent_class)->finalize (object);
}

static void
chat_previewer_class_init (ChatPreviewerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_previewer_get_property;
  object_class->dispose = chat_previewer_dispose;
  object_class->finalize = chat_previewer_finalize;

  props[PROP_PREVIEW] =
    g_param_spec_object ("preview", NULL, NULL, CHAT_TYPE_PREVIEW,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_previewer_init (ChatPreviewer *self)
{
  self->pause_ms = PAUSE_MS;
}

ChatPreviewer *
chat_previewer_new (ChatWeb *web)
{
  ChatPreviewer *self;

  g_return_val_if_fail (CHAT_IS_WEB (web), NULL);

  self = g_object_new (CHAT_TYPE_PREVIEWER, NULL);
  self->web = g_object_ref (web);
  return self;
}

ChatPreview *
chat_previewer_get_preview (ChatPreviewer *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEWER (self), NULL);

  return self->preview;
}

/* Whoever is not there, or has nothing to say, is no matter of the person who only mentions it. */
static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatPreviewer) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NetPage) page = net_page_finish (NET_CLIENT (object), result, &error);
  g_autoptr(ChatPreview) preview = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (page == NULL)
    {
      g_debug ("A link tells nothing: %s", error->message);
      return;
    }

  preview = chat_preview_new (self->url, page->title, page->description, page->site);
  set_preview (self, preview);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatPreviewer) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NetClient) client = chat_web_open_finish (CHAT_WEB (object), result, &error);

  if (client != NULL && self->cancellable != NULL)
    net_page_async (client, self->url, FALSE, self->cancellable, page_cb, g_object_ref (self));
  else if (client == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("There is no way to a link: %s", error->message);
      g_clear_object (&self->cancellable);
    }
}

static gboolean
pause_cb (gpointer user_data)
{
  ChatPreviewer *self = user_data;

  self->pause_source = 0;
  self->cancellable = g_cancellable_new ();
  chat_web_open_async (self->web, self->url, self->cancellable, opened_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Only over a safe way: on any other the link itself is told to all who are on it, and what is
 * heard there may be anybody's. */
static char *
find_link (const char *text)
{
  g_autofree char *url = chat_preview_dup_link (text);

  return url != NULL && g_ascii_strncasecmp (url, "https://", strlen ("https://")) == 0
         ? g_steal_pointer (&url) : NULL;
}

void
chat_previewer_set_text (ChatPreviewer *self,
                         const char    *text,
                         gboolean       is_wanted)
{
  g_autofree char *url = NULL;

  g_return_if_fail (CHAT_IS_PREVIEWER (self));
  g_return_if_fail (text != NULL);

  url = find_link (text);
  if (g_strcmp0 (url, self->url) == 0)
    return;

  stop (self);
  set_preview (self, NULL);
  g_free (self->url);
  self->url = is_wanted ? g_steal_pointer (&url) : NULL;
  if (self->url != NULL)
    self->pause_source = g_timeout_add (self->pause_ms, pause_cb, self);
}

void
chat_previewer_dismiss (ChatPreviewer *self)
{
  g_return_if_fail (CHAT_IS_PREVIEWER (self));

  stop (self);
  set_preview (self, NULL);
}

ChatPreview *
chat_previewer_take (ChatPreviewer *self,
                     const char    *text)
{
  g_autoptr(ChatPreview) preview = NULL;

  g_return_val_if_fail (CHAT_IS_PREVIEWER (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (self->preview == NULL || !chat_preview_is_for (self->preview, text))
    return NULL;

  preview = g_object_ref (self->preview);
  stop (self);
  g_clear_pointer (&self->url, g_free);
  set_preview (self, NULL);
  return g_steal_pointer (&preview);
}

gboolean
chat_previewer_is_busy (ChatPreviewer *self)
{
  g_return_val_if_fail (CHAT_IS_PREVIEWER (self), FALSE);

  return self->pause_source != 0 || self->cancellable != NULL;
}

void
chat_previewer_hurry (ChatPreviewer *self,
                      guint          pause_ms)
{
  g_return_if_fail (CHAT_IS_PREVIEWER (self));

  self->pause_ms = pause_ms;
}
