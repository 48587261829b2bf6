/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire of an account, for people who look for a fault; and a way to say
 * something there themselves. */
#define G_LOG_DOMAIN "chat-console"

#include "chat-console.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-console-line-private.h"
#include "chat-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-session.h"

#include <string.h>

/* What is kept in all; a flood pushes out what came before it. */
#define MAX_LINES 2000
#define MAX_BYTES (4 * 1024 * 1024)

/* What a person sends at a time. */
#define MAX_SENT_BYTES   (64 * 1024)
#define MAX_SENT_STANZAS 20

struct _ChatConsole
{
  GObject      parent_instance;

  ChatAccount *account;
  GPtrArray   *lines;    /* owned ChatConsoleLine, oldest first */
  gsize        n_bytes;  /* of their texts */
  guint64      n_heard;
  gulong       handler;  /* 0: paused */
};

static GType
chat_console_get_item_type (GListModel *model)
{
  return CHAT_TYPE_CONSOLE_LINE;
}

static guint
chat_console_get_n_items (GListModel *model)
{
  return CHAT_CONSOLE (model)->lines->len;
}

static gpointer
chat_console_get_item (GListModel *model,
                       guint       position)
{
  GPtrArray *lines = CHAT_CONSOLE (model)->lines;

  return position < lines->len ? g_object_ref (g_ptr_array_index (lines, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_console_get_item_type;
  iface->get_n_items = chat_console_get_n_items;
  iface->get_item = chat_console_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatConsole, chat_console, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_PAUSED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gsize
count_bytes (ChatConsoleLine *line)
{
  return strlen (chat_console_line_get_xml (line));
}

/* @n of the oldest go. */
static void
forget (ChatConsole *self,
        guint        n)
{
  for (guint i = 0; i < n; i++)
    self->n_bytes -= count_bytes (g_ptr_array_index (self->lines, i));
  g_ptr_array_remove_range (self->lines, 0, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
trim (ChatConsole *self)
{
  gsize n_bytes = self->n_bytes;
  guint n = 0;

  while (self->lines->len - n > MAX_LINES || (n_bytes > MAX_BYTES && n + 1 < self->lines->len))
    n_bytes -= count_bytes (g_ptr_array_index (self->lines, n++));
  if (n > 0)
    forget (self, n);
}

static void
traffic_cb (XmppSession *session,
            gboolean     is_sent,
            const char  *xml,
            ChatConsole *self)
{
  ChatConsoleLine *line = chat_console_line_new (++self->n_heard, is_sent, xml);

  self->n_bytes += count_bytes (line);
  g_ptr_array_add (self->lines, line);
  g_list_model_items_changed (G_LIST_MODEL (self), self->lines->len - 1, 0, 1);
  trim (self);
}

static void
listen (ChatConsole *self)
{
  self->handler = g_signal_connect_object (self->account->connection->session, "traffic",
                                           G_CALLBACK (traffic_cb), self, G_CONNECT_DEFAULT);
}

static void
chat_console_dispose (GObject *object)
{
  ChatConsole *self = CHAT_CONSOLE (object);

  if (self->account != NULL)
    g_clear_signal_handler (&self->handler, self->account->connection->session);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (chat_console_parent_class)->dispose (object);
}

static void
chat_console_finalize (GObject *object)
{
  ChatConsole *self = CHAT_CONSOLE (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);

  G_OBJECT_CLASS (chat_console_parent_class)->finalize (object);
}

static void
chat_console_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (prop_id == PROP_PAUSED)
    g_value_set_boolean (value, chat_console_get_paused (CHAT_CONSOLE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
chat_console_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  if (prop_id == PROP_PAUSED)
    chat_console_set_paused (CHAT_CONSOLE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
chat_console_class_init (ChatConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_console_dispose;
  object_class->finalize = chat_console_finalize;
  object_class->get_property = chat_console_get_property;
  object_class->set_property = chat_console_set_property;

  props[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_console_init (ChatConsole *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
}

ChatConsole *
chat_console_new (ChatAccount *account)
{
  ChatConsole *self = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);

  self = g_object_new (CHAT_TYPE_CONSOLE, NULL);
  self->account = g_object_ref (account);
  listen (self);
  return self;
}

ChatAccount *
chat_console_get_account (ChatConsole *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE (self), NULL);

  return self->account;
}

gboolean
chat_console_get_paused (ChatConsole *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE (self), FALSE);

  return self->handler == 0;
}

void
chat_console_set_paused (ChatConsole *self,
                         gboolean     paused)
{
  g_return_if_fail (CHAT_IS_CONSOLE (self));

  if (chat_console_get_paused (self) == (paused != FALSE))
    return;

  if (paused)
    g_clear_signal_handler (&self->handler, self->account->connection->session);
  else
    listen (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

void
chat_console_clear (ChatConsole *self)
{
  g_return_if_fail (CHAT_IS_CONSOLE (self));

  if (self->lines->len > 0)
    forget (self, self->lines->len);
}

/* Sending. */

static gboolean
is_stanza (XmppElement *element)
{
  return xmpp_element_is (element, "message", XMPP_NS_CLIENT)
         || xmpp_element_is (element, "presence", XMPP_NS_CLIENT)
         || xmpp_element_is (element, "iq", XMPP_NS_CLIENT);
}

/* Owned XmppElement, each a stanza; NULL with @error */
static GPtrArray *
read_stanzas (const char  *xml,
              GError     **error)
{
  g_autofree char *document = g_strconcat ("<console xmlns='" XMPP_NS_CLIENT "'>", xml,
                                           "</console>", NULL);
  g_autoptr(GPtrArray) stanzas =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_element_unref);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(XmppElement) root = xmpp_parser_parse (document, -1, &local_error);
  g_autofree char *outside = NULL;
  gboolean are_stanzas = root != NULL;

  if (root != NULL)
    outside = g_strstrip (g_strdup (xmpp_element_get_text (root)));
  for (XmppElement *child = root != NULL ? xmpp_element_get_first_child (root) : NULL;
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      are_stanzas &= is_stanza (child);
      g_ptr_array_add (stanzas, xmpp_element_copy (child));
    }

  if (!are_stanzas || stanzas->len == 0 || outside[0] != '\0')
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_XML, "%s",
                   local_error != NULL ? local_error->message : "Not a stanza");
      return NULL;
    }

  if (stanzas->len > MAX_SENT_STANZAS)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "Too many at a time");
      return NULL;
    }

  return g_steal_pointer (&stanzas);
}

/* RFC 6120, 8.2.3: a request without an id is none. */
static void
ensure_id (XmppElement *stanza)
{
  g_autofree char *id = NULL;

  if (!xmpp_element_is (stanza, "iq", XMPP_NS_CLIENT)
      || xmpp_element_get_attribute (stanza, "id") != NULL)
    return;

  id = g_uuid_string_random ();
  xmpp_element_set_attribute (stanza, "id", id);
}

gboolean
chat_console_send (ChatConsole  *self,
                   const char   *xml,
                   GError      **error)
{
  g_autoptr(GPtrArray) stanzas = NULL;
  gboolean is_sent = TRUE;

  g_return_val_if_fail (CHAT_IS_CONSOLE (self), FALSE);
  g_return_val_if_fail (xml != NULL, FALSE);

  if (strlen (xml) > MAX_SENT_BYTES)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "Too much at a time");
      return FALSE;
    }

  stanzas = read_stanzas (xml, error);
  if (stanzas == NULL)
    return FALSE;

  if (!chat_connection_is_online (self->account->connection))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
      return FALSE;
    }

  for (guint i = 0; i < stanzas->len && is_sent; i++)
    {
      XmppElement *stanza = g_ptr_array_index (stanzas, i);

      ensure_id (stanza);
      is_sent = xmpp_session_send (self->account->connection->session, xmpp_element_ref (stanza));
    }
  if (!is_sent)
    g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The connection was lost");

  return is_sent;
}
