/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How to reach a server where DNS does not say it. */
#define G_LOG_DOMAIN "ui-server-group"

#include "ui-server-group.h"

#include "ui-confirm.h"
#include "ui-file-chooser.h"
#include "ui-proxy-group.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiServerGroup
{
  GtkWidget  parent_instance;

  char      *ca_file; /* (nullable) */

  GtkWidget *expander;
  GtkWidget *host;
  GtkWidget *port;
  GtkWidget *kind;
  GtkWidget *ca;
  GtkWidget *ca_clear;
  GtkWidget *plain;
  GtkWidget *proxy;
};

G_DEFINE_FINAL_TYPE (UiServerGroup, ui_server_group, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order of the rows. */
static const char *const kinds[] = { "auto", "starttls", "direct", "websocket" };

/* 0: the usual one; @valid (nullable) */
static guint16
get_port (UiServerGroup *self,
          gboolean      *valid)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->port));
  guint64 port = 0;
  gboolean fine = *text == '\0'
                  || g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL);

  if (valid != NULL)
    *valid = fine;
  return fine ? (guint16) port : 0;
}

static void
changed_cb (UiServerGroup *self)
{
  gboolean valid = FALSE;

  get_port (self, &valid);
  if (valid)
    gtk_widget_remove_css_class (self->port, "error");
  else
    gtk_widget_add_css_class (self->port, "error");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
proxy_changed_cb (UiServerGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_ca_file (UiServerGroup *self,
             const char    *path) /* (nullable) */
{
  g_free (self->ca_file);
  self->ca_file = g_strdup (path);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->ca), path != NULL ? path : _("Of the system"));
  gtk_widget_set_visible (self->ca_clear, path != NULL);
}

static void
ca_clear_cb (UiServerGroup *self)
{
  set_ca_file (self, NULL);
  changed_cb (self);
}

static void
ca_chosen (GFile    *file,
           gpointer  user_data)
{
  UiServerGroup *self = user_data;
  g_autofree char *path = g_file_get_path (file);

  set_ca_file (self, path);
  changed_cb (self);
}

static void
ca_choose_cb (UiServerGroup *self)
{
  static const char *const patterns[] = { "*.pem", "*.crt", "*.cer", NULL };

  ui_file_chooser_open (ui_confirm_get_window (GTK_WIDGET (self)), _("Certificate authority"),
                        _("Certificates"), patterns, ca_chosen, g_object_ref (self),
                        g_object_unref);
}

static void
ui_server_group_dispose (GObject *object)
{
  ui_template_dispose (GTK_WIDGET (object), UI_TYPE_SERVER_GROUP);

  G_OBJECT_CLASS (ui_server_group_parent_class)->dispose (object);
}

static void
ui_server_group_finalize (GObject *object)
{
  g_free (UI_SERVER_GROUP (object)->ca_file);

  G_OBJECT_CLASS (ui_server_group_parent_class)->finalize (object);
}

static void
ui_server_group_class_init (UiServerGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_server_group_dispose;
  object_class->finalize = ui_server_group_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_PROXY_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, expander);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, host);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, port);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, kind);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, ca);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, ca_clear);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, plain);
  gtk_widget_class_bind_template_child (widget_class, UiServerGroup, proxy);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, proxy_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_choose_cb);
}

static void
ui_server_group_init (UiServerGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
ui_server_group_get_server (UiServerGroup *self,
                            ChatServer    *server)
{
  const char *host = NULL;
  gboolean is_valid = FALSE;

  g_return_val_if_fail (UI_IS_SERVER_GROUP (self), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  host = gtk_editable_get_text (GTK_EDITABLE (self->host));
  server->host = *host != '\0' ? host : NULL;
  server->port = get_port (self, &is_valid);
  server->tls = kinds[MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind)),
                           G_N_ELEMENTS (kinds) - 1)];
  server->ca_file = self->ca_file;
  server->allow_plain = gtk_switch_get_active (GTK_SWITCH (self->plain));
  if (!is_valid)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->expander), TRUE);
  return ui_proxy_group_get_server (UI_PROXY_GROUP (self->proxy), server) && is_valid;
}

void
ui_server_group_set_server (UiServerGroup    *self,
                            const ChatServer *server)
{
  g_autofree char *port = NULL;

  g_return_if_fail (UI_IS_SERVER_GROUP (self));
  g_return_if_fail (server != NULL);

  port = server->port != 0 ? g_strdup_printf ("%u", server->port) : g_strdup ("");
  gtk_editable_set_text (GTK_EDITABLE (self->host), server->host != NULL ? server->host : "");
  gtk_editable_set_text (GTK_EDITABLE (self->port), port);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (server->tls, kinds[i]) == 0)
        adw_combo_row_set_selected (ADW_COMBO_ROW (self->kind), i);
    }
  set_ca_file (self, server->ca_file);
  gtk_switch_set_active (GTK_SWITCH (self->plain), server->allow_plain);
  ui_proxy_group_set_server (UI_PROXY_GROUP (self->proxy), server);
}
