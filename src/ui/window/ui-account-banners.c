/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the accounts need, under the header bar. */
#define G_LOG_DOMAIN "ui-account-banners"

#include "ui-account-banners.h"

#include "ui-banner.h"
#include "ui-item-watch.h"
#include "ui-template.h"

#include <glib/gi18n.h>

#define PULSE_MS 80
/* Whoever is connected sooner has no bar flash by, and no frames drawn for it. */
#define PATIENCE_MS 700

struct _UiAccountBanners
{
  GtkWidget    parent_instance;

  ChatClient  *client;   /* (nullable) */
  UiItemWatch *accounts; /* (nullable) */
  GHashTable  *banners;  /* borrowed UiBanner (a child), by owned ChatAccount */
  guint        patience; /* until the bar is shown */
  guint        pulse;

  GtkWidget   *connecting;
  GtkWidget   *bar;
  GtkWidget   *trouble;
};

G_DEFINE_FINAL_TYPE (UiAccountBanners, ui_account_banners, GTK_TYPE_WIDGET)

static const char *const account_properties[] = {
  "enabled", "error-text", "label", "presence", "retry-in", "state", NULL,
};

/* What one account has to say. */
typedef struct {
  UiBannerKind  kind;
  char         *title; /* (nullable): nothing */
  const char   *verb;  /* (nullable) */
  const char   *action;
} Notice;

static char *
dup_waiting_text (ChatAccount *account)
{
  guint retry_in = chat_account_get_retry_in (account);
  const char *error = chat_account_get_error_text (account);

  if (error != NULL)
    return g_strdup (error);
  if (retry_in == 0)
    return g_strdup (_("You are offline."));
  return g_strdup_printf (ngettext ("You are offline. The next try is in %u second.",
                                    "You are offline. The next try is in %u seconds.", retry_in),
                          retry_in);
}

static char *
dup_error_text (ChatAccount *account,
                const char  *otherwise)
{
  const char *error = chat_account_get_error_text (account);

  return g_strdup (error != NULL ? error : otherwise);
}

static Notice
get_notice (ChatAccount *account)
{
  Notice notice = { UI_BANNER_NEUTRAL, NULL, NULL, NULL };

  if (!chat_account_get_enabled (account))
    return notice;

  switch (chat_account_get_state (account))
    {
    case CHAT_ACCOUNT_NEEDS_PASSWORD:
      notice.kind = UI_BANNER_WARNING;
      notice.title = dup_error_text (account, _("The password is needed to sign in."));
      notice.verb = _("_Sign in");
      notice.action = "account.give-password";
      break;
    case CHAT_ACCOUNT_NEEDS_TRUST:
      notice.kind = UI_BANNER_WARNING;
      notice.title = g_strdup (_("The server cannot prove that it is the right one."));
      notice.verb = _("_Review");
      notice.action = "account.ask-trust";
      break;
    case CHAT_ACCOUNT_FAILED:
      notice.kind = UI_BANNER_ERROR;
      notice.title = dup_error_text (account, _("This account cannot sign in."));
      notice.verb = _("_Try again");
      notice.action = "account.reconnect";
      break;
    case CHAT_ACCOUNT_CONNECTING:
    case CHAT_ACCOUNT_WAITING:
      if (chat_account_get_weaker (account) != NULL)
        {
          notice.kind = UI_BANNER_WARNING;
          notice.title = g_strdup (_("Only a weaker way to sign in is left."));
          notice.verb = _("_Review");
          notice.action = "account.ask-weaker";
        }
      else if (chat_account_get_state (account) == CHAT_ACCOUNT_WAITING)
        {
          notice.title = dup_waiting_text (account);
          notice.verb = _("_Try now");
          notice.action = "account.reconnect";
        }
      break;
    case CHAT_ACCOUNT_OFFLINE:
      if (chat_account_get_presence (account) == CHAT_PRESENCE_OFFLINE)
        {
          notice.title = g_strdup (_("You are offline."));
          notice.verb = _("_Go online");
          notice.action = "account.go-online";
        }
      break;
    case CHAT_ACCOUNT_ONLINE:
    default:
      break;
    }
  return notice;
}

static void
clicked_cb (UiBanner         *banner,
            UiAccountBanners *self)
{
  GHashTableIter iter;
  gpointer account;
  gpointer other;

  g_hash_table_iter_init (&iter, self->banners);
  while (g_hash_table_iter_next (&iter, &account, &other))
    {
      Notice notice = { 0 };

      if (other != banner)
        continue;

      notice = get_notice (account);
      if (notice.action != NULL)
        gtk_widget_activate_action (GTK_WIDGET (self), notice.action, "s",
                                    chat_account_get_address (account));
      g_free (notice.title);
      return;
    }
}

static void
update_banner (UiAccountBanners *self,
               ChatAccount      *account,
               gboolean          several)
{
  UiBanner *banner = g_hash_table_lookup (self->banners, account);
  Notice notice = get_notice (account);
  g_autofree char *title = g_steal_pointer (&notice.title);

  if (banner == NULL && title == NULL)
    return;

  if (banner == NULL)
    {
      banner = UI_BANNER (ui_banner_new ());
      g_signal_connect_object (banner, "clicked", G_CALLBACK (clicked_cb), self, 0);
      gtk_widget_set_parent (GTK_WIDGET (banner), GTK_WIDGET (self));
      g_hash_table_insert (self->banners, g_object_ref (account), banner);
    }

  /* What was said stays while the strip folds away. */
  if (title != NULL)
    {
      g_autofree char *labelled = NULL;

      if (several)
        labelled = g_strdup_printf ("%s: %s", chat_account_get_label (account), title);
      ui_banner_set_title (banner, several ? labelled : title);
      ui_banner_set_button_label (banner, notice.verb);
      ui_banner_set_kind (banner, notice.kind);
    }
  ui_banner_set_revealed (banner, title != NULL);
}

static void
remove_gone (UiAccountBanners *self)
{
  GListModel *model = ui_item_watch_get_model (self->accounts);
  GHashTableIter iter;
  gpointer account;
  gpointer banner;

  g_hash_table_iter_init (&iter, self->banners);
  while (g_hash_table_iter_next (&iter, &account, &banner))
    {
      gboolean found = FALSE;

      for (guint i = 0; !found && i < g_list_model_get_n_items (model); i++)
        {
          g_autoptr(ChatAccount) other = g_list_model_get_item (model, i);

          found = other == account;
        }
      if (!found)
        {
          gtk_widget_unparent (banner);
          g_hash_table_iter_remove (&iter);
        }
    }
}

static gboolean
pulse_cb (gpointer user_data)
{
  UiAccountBanners *self = user_data;

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  return G_SOURCE_CONTINUE;
}

static gboolean
show_bar_cb (gpointer user_data)
{
  UiAccountBanners *self = user_data;
  gboolean animate = FALSE;

  self->patience = 0;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)),
                "gtk-enable-animations", &animate, NULL);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->connecting), TRUE);
  if (animate)
    self->pulse = g_timeout_add (PULSE_MS, pulse_cb, self);
  else
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), 1); /* a line that keeps still */
  return G_SOURCE_REMOVE;
}

static void
update_bar (UiAccountBanners *self,
            gboolean          connecting)
{
  GtkRevealer *revealer = GTK_REVEALER (self->connecting);

  if (!connecting)
    {
      g_clear_handle_id (&self->patience, g_source_remove);
      g_clear_handle_id (&self->pulse, g_source_remove);
      /* A bar that has pulsed goes on asking for 60 frames a second until it has a fraction. */
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), 0);
      gtk_revealer_set_reveal_child (revealer, FALSE);
    }
  else if (self->patience == 0 && !gtk_revealer_get_reveal_child (revealer))
    {
      self->patience = g_timeout_add (PATIENCE_MS, show_bar_cb, self);
    }
}

static void
update (UiAccountBanners *self)
{
  GListModel *model = ui_item_watch_get_model (self->accounts);
  guint n_accounts = g_list_model_get_n_items (model);
  gboolean connecting = FALSE;

  remove_gone (self);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (model, i);

      update_banner (self, account, n_accounts > 1);
      connecting = connecting || chat_account_get_state (account) == CHAT_ACCOUNT_CONNECTING;
    }
  update_bar (self, connecting);
}

static void
update_trouble (UiAccountBanners *self)
{
  const char *text = chat_client_get_trouble_text (self->client);

  if (text != NULL)
    ui_banner_set_title (UI_BANNER (self->trouble), text);
  ui_banner_set_revealed (UI_BANNER (self->trouble), text != NULL);
}

static void
ui_account_banners_dispose (GObject *object)
{
  UiAccountBanners *self = UI_ACCOUNT_BANNERS (object);
  GHashTableIter iter;
  gpointer banner;

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->accounts);
  g_hash_table_iter_init (&iter, self->banners);
  while (g_hash_table_iter_next (&iter, NULL, &banner))
    {
      gtk_widget_unparent (banner);
      g_hash_table_iter_remove (&iter);
    }
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_ACCOUNT_BANNERS);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_account_banners_parent_class)->dispose (object);
}

static void
ui_account_banners_finalize (GObject *object)
{
  UiAccountBanners *self = UI_ACCOUNT_BANNERS (object);

  g_hash_table_unref (self->banners);

  G_OBJECT_CLASS (ui_account_banners_parent_class)->finalize (object);
}

static void
ui_account_banners_class_init (UiAccountBannersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_account_banners_dispose;
  object_class->finalize = ui_account_banners_finalize;

  g_type_ensure (UI_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-account-banners.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAccountBanners, connecting);
  gtk_widget_class_bind_template_child (widget_class, UiAccountBanners, bar);
  gtk_widget_class_bind_template_child (widget_class, UiAccountBanners, trouble);
}

static void
ui_account_banners_init (UiAccountBanners *self)
{
  self->banners = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_banner_set_kind (UI_BANNER (self->trouble), UI_BANNER_ERROR);
}

void
ui_account_banners_set_client (UiAccountBanners *self,
                               ChatClient       *client)
{
  g_return_if_fail (UI_IS_ACCOUNT_BANNERS (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::trouble-text", G_CALLBACK (update_trouble), self,
                           G_CONNECT_SWAPPED);
  self->accounts = ui_item_watch_new (chat_client_get_accounts (client), account_properties);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update_trouble (self);
  update (self);
}
