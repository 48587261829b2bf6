/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account connects through. */
#define G_LOG_DOMAIN "ui-proxy-group"

#include "ui-proxy-group.h"

#include "chat-proxy.h"

#include <glib/gi18n.h>

struct _UiProxyGroup
{
  AdwPreferencesGroup  parent_instance;

  char                *text; /* (nullable): the proxy as it was asked for last */

  GtkWidget           *expander;
  GtkWidget           *kind;
  GtkWidget           *host;
  GtkWidget           *port;
  GtkWidget           *user;
  GtkWidget           *password;
  GtkWidget           *apply_row;
};

G_DEFINE_FINAL_TYPE (UiProxyGroup, ui_proxy_group, ADW_TYPE_PREFERENCES_GROUP)

enum {
  CHANGED,
  APPLY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static ChatProxyKind
get_kind (UiProxyGroup *self)
{
  return (ChatProxyKind) MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind)),
                              CHAT_PROXY_HTTP);
}

static gboolean
has_place (UiProxyGroup *self)
{
  return get_kind (self) == CHAT_PROXY_SOCKS5 || get_kind (self) == CHAT_PROXY_HTTP;
}

static char *
get_text (GtkWidget *entry)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (*text != '\0')
    return text;
  g_free (text);
  return NULL;
}

static gboolean
mark (GtkWidget *row,
      gboolean   valid)
{
  if (valid)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  return valid;
}

/* The proxy as text; NULL: it is none. */
static char *
make_text (UiProxyGroup *self)
{
  ChatProxy proxy = { .kind = get_kind (self) };
  g_autofree char *host = get_text (self->host);
  g_autofree char *port = get_text (self->port);
  g_autofree char *user = get_text (self->user);
  g_autofree char *text = NULL;
  g_autoptr(ChatProxy) parsed = NULL;
  guint64 number = 0;
  gboolean is_valid = TRUE;

  if (has_place (self))
    {
      is_valid = mark (self->port, port == NULL
                                   || g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number,
                                                                  NULL));
      proxy.host = host;
      proxy.port = (guint16) number;
      proxy.user = user;
    }

  text = chat_proxy_to_text (&proxy);
  parsed = chat_proxy_parse (text, NULL);
  is_valid &= mark (self->host, !has_place (self) || (host != NULL && parsed != NULL));
  return is_valid ? g_steal_pointer (&text) : NULL;
}

static void
update (UiProxyGroup *self)
{
  g_autofree char *text = make_text (self);
  g_autofree char *subtitle = NULL;

  switch (get_kind (self))
    {
    case CHAT_PROXY_SYSTEM:
      subtitle = g_strdup (_("As the system says"));
      break;
    case CHAT_PROXY_NONE:
      subtitle = g_strdup (_("None"));
      break;
    case CHAT_PROXY_SOCKS5:
    case CHAT_PROXY_HTTP:
    default:
      subtitle = g_markup_escape_text (text != NULL ? text : "", -1);
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->expander), subtitle);

  gtk_widget_set_visible (self->host, has_place (self));
  gtk_widget_set_visible (self->port, has_place (self));
  gtk_widget_set_visible (self->user, has_place (self));
  gtk_widget_set_visible (self->password, has_place (self));
}

static void
changed_cb (UiProxyGroup *self)
{
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
apply_cb (UiProxyGroup *self)
{
  g_signal_emit (self, signals[APPLY], 0);
}

static void
ui_proxy_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), UI_TYPE_PROXY_GROUP);

  G_OBJECT_CLASS (ui_proxy_group_parent_class)->dispose (object);
}

static void
ui_proxy_group_finalize (GObject *object)
{
  g_free (UI_PROXY_GROUP (object)->text);

  G_OBJECT_CLASS (ui_proxy_group_parent_class)->finalize (object);
}

static void
ui_proxy_group_class_init (UiProxyGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_proxy_group_dispose;
  object_class->finalize = ui_proxy_group_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[APPLY] = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-proxy-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, expander);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, kind);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, host);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, port);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, user);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, password);
  gtk_widget_class_bind_template_child (widget_class, UiProxyGroup, apply_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
ui_proxy_group_init (UiProxyGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

gboolean
ui_proxy_group_get_server (UiProxyGroup *self,
                           ChatServer   *server)
{
  const char *password = NULL;

  g_return_val_if_fail (UI_IS_PROXY_GROUP (self), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  g_free (self->text);
  self->text = make_text (self);
  if (self->text == NULL)
    {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->expander), TRUE);
      return FALSE;
    }

  password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  server->proxy = self->text;
  server->proxy_password = has_place (self) && *password != '\0' ? password : NULL;
  return TRUE;
}

void
ui_proxy_group_set_server (UiProxyGroup     *self,
                           const ChatServer *server)
{
  g_autoptr(ChatProxy) proxy = NULL;
  g_autofree char *port = NULL;

  g_return_if_fail (UI_IS_PROXY_GROUP (self));
  g_return_if_fail (server != NULL);

  proxy = chat_proxy_parse (server->proxy, NULL);
  if (proxy == NULL)
    return;

  port = proxy->port != 0 ? g_strdup_printf ("%u", proxy->port) : g_strdup ("");
  gtk_editable_set_text (GTK_EDITABLE (self->host), proxy->host != NULL ? proxy->host : "");
  gtk_editable_set_text (GTK_EDITABLE (self->port), port);
  gtk_editable_set_text (GTK_EDITABLE (self->user), proxy->user != NULL ? proxy->user : "");
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->kind), proxy->kind);
  update (self);
}

void
ui_proxy_group_show_apply (UiProxyGroup *self)
{
  g_return_if_fail (UI_IS_PROXY_GROUP (self));

  gtk_widget_show (self->apply_row);
}
