/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in the preferences. */
#define G_LOG_DOMAIN "ui-account-page"

#include "ui-account-page.h"

#include "chat-error.h"
#include "ui-account-facts.h"
#include "ui-archive-row.h"
#include "ui-avatar-file.h"
#include "ui-avatar.h"
#include "ui-console.h"
#include "ui-password-change.h"
#include "ui-profile.h"
#include "ui-proxy-group.h"
#include "ui-toast.h"
#include "ui-weaker.h"

#include <glib/gi18n.h>

#define MAX_PORT 65535

struct _UiAccountPage
{
  AdwBin           parent_instance;

  ChatClient      *client;
  ChatAccount     *account;
  GCancellable    *cancellable;
  GtkFileChooserNative *chooser; /* (nullable) while it is open */

  AdwToastOverlay *toasts;
  AdwWindowTitle  *title;
  AdwActionRow    *state;
  GtkWidget       *reconnect;
  GtkWidget       *weaker;
  UiAccountFacts  *facts;
  GtkWidget       *negotiated;
  UiAvatar        *avatar;
  GtkWidget       *avatar_remove;
  GtkWidget       *avatar_choose;
  GtkWidget       *nickname;
  GtkWidget       *label;
  GtkWidget       *color;
  GtkWidget       *change_password;
  UiArchiveRow    *archive;
  GtkWidget       *host;
  GtkWidget       *port;
  GtkWidget       *tls;
  GtkWidget       *ca_file;
  GtkWidget       *allow_plain;
  GtkWidget       *proxy;
};

G_DEFINE_FINAL_TYPE (UiAccountPage, ui_account_page, ADW_TYPE_BIN)

static const char *const tls_modes[] = { "auto", "starttls", "direct", "websocket" };

const char *
ui_account_page_get_state_text (ChatAccountState state)
{
  switch (state)
    {
    case CHAT_ACCOUNT_OFFLINE:
      return _("Signed out");
    case CHAT_ACCOUNT_WAITING:
      return _("No connection. It is tried again by itself");
    case CHAT_ACCOUNT_CONNECTING:
      return _("Connecting…");
    case CHAT_ACCOUNT_ONLINE:
      return _("Connected");
    case CHAT_ACCOUNT_NEEDS_PASSWORD:
      return _("Waits for the password");
    case CHAT_ACCOUNT_NEEDS_TRUST:
      return _("Waits for your answer about the certificate");
    case CHAT_ACCOUNT_FAILED:
    default:
      return _("Not connected");
    }
}

static void
say (UiAccountPage *self,
     const char    *text)
{
  adw_toast_overlay_add_toast (self->toasts, ui_toast_new (GTK_WIDGET (self->toasts), text, NULL));
}

static void
say_error (UiAccountPage *self,
           const GError  *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = chat_error_to_text (error);
  say (self, text);
}

static void
update_state (UiAccountPage *self)
{
  ChatAccountState state = chat_account_get_state (self->account);
  gboolean online = state == CHAT_ACCOUNT_ONLINE;
  gboolean is_weaker = chat_account_get_weaker (self->account) != NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state),
                                 ui_account_page_get_state_text (state));
  adw_action_row_set_subtitle (self->state, chat_account_get_error_text (self->account));
  gtk_widget_set_visible (self->reconnect, !is_weaker && (state == CHAT_ACCOUNT_WAITING
                                                          || state == CHAT_ACCOUNT_FAILED));
  gtk_widget_set_visible (self->weaker, is_weaker);
  gtk_widget_set_visible (self->negotiated, online);
  gtk_widget_set_sensitive (self->avatar_choose, online);
  gtk_widget_set_sensitive (self->nickname, online);
  gtk_widget_set_visible (self->change_password,
                          !online || chat_account_has_feature (self->account, "change-password"));
  gtk_widget_set_sensitive (self->change_password, online);
  ui_account_facts_update (self->facts);
}

static void
update_avatar (UiAccountPage *self)
{
  gtk_widget_set_visible (self->avatar_remove, chat_account_get_avatar (self->account) != NULL);
  gtk_widget_set_sensitive (self->avatar_remove,
                            chat_account_get_state (self->account) == CHAT_ACCOUNT_ONLINE);
}

static void
fill_entry (GtkWidget  *entry,
            const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
}

static const char *
entry_text (GtkWidget *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  return text[0] != '\0' ? text : NULL;
}

static void
fill_server (UiAccountPage *self)
{
  g_autofree char *port = NULL;
  ChatServer server;

  chat_account_get_server (self->account, &server);
  if (server.port > 0)
    port = g_strdup_printf ("%u", server.port);
  fill_entry (self->host, server.host);
  fill_entry (self->port, port);
  fill_entry (self->ca_file, server.ca_file);
  gtk_switch_set_active (GTK_SWITCH (self->allow_plain), server.allow_plain);
  for (guint i = 0; i < G_N_ELEMENTS (tls_modes); i++)
    if (g_strcmp0 (server.tls, tls_modes[i]) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->tls), i);
  ui_proxy_group_set_server (UI_PROXY_GROUP (self->proxy), &server);
}

static void
console_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  ui_console_present (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->client,
                      self->account);
}

static void
back_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (root));
}

static void
reconnect_cb (UiAccountPage *self)
{
  chat_account_reconnect (self->account);
}

static void
weaker_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  ui_weaker_present (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->account);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    say_error (self, error);
}

static void
nickname_cb (UiAccountPage *self)
{
  chat_account_set_nickname_async (self->account, entry_text (self->nickname), self->cancellable,
                                   done_cb, g_object_ref (self));
}

static void
label_cb (UiAccountPage *self)
{
  chat_account_set_label (self->account, entry_text (self->label));
}

static void
color_cb (UiAccountPage *self)
{
  g_autofree char *color = NULL;
  GdkRGBA rgba;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->color), &rgba);
  color = g_strdup_printf ("#%02x%02x%02x", (guint) (rgba.red * 255 + 0.5F),
                           (guint) (rgba.green * 255 + 0.5F), (guint) (rgba.blue * 255 + 0.5F));
  chat_account_set_color (self->account, color);
}

static void
picture_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) png = NULL;
  int size = 0;

  if ((png = ui_avatar_file_load_finish (result, &size, &error)) != NULL)
    chat_account_set_avatar_async (self->account, png, size, size, self->cancellable, done_cb,
                                   g_object_ref (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           UiAccountPage   *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    ui_avatar_file_load_async (file, chat_client_get_pictures (self->client), self->cancellable,
                               picture_cb, g_object_ref (self));
  g_clear_object (&self->chooser);
}

static void
avatar_choose_cb (UiAccountPage *self)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;

  gtk_file_filter_add_pixbuf_formats (filter);
  gtk_file_filter_set_name (filter, _("Pictures"));
  self->chooser = gtk_file_chooser_native_new (_("Choose a picture"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
avatar_remove_cb (UiAccountPage *self)
{
  chat_account_set_avatar_async (self->account, NULL, 0, 0, self->cancellable, done_cb,
                                 g_object_ref (self));
}

static void
profile_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (ui_profile_new (GTK_WINDOW (root), self->account));
}

static void
change_password_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (ui_password_change_new (GTK_WINDOW (root), self->account));
}

static void
server_cb (UiAccountPage *self)
{
  const char *port = entry_text (self->port);
  guint64 number = 0;
  ChatServer server = { 0 };

  if (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, MAX_PORT, &number, NULL))
    {
      gtk_widget_add_css_class (self->port, "error");
      gtk_widget_grab_focus (self->port);
      say (self, _("A port is a number from 1 to 65535."));
      return;
    }

  gtk_widget_remove_css_class (self->port, "error");
  if (!ui_proxy_group_get_server (UI_PROXY_GROUP (self->proxy), &server))
    {
      say (self, _("This is not a proxy. Check its host and port."));
      return;
    }

  server.host = entry_text (self->host);
  server.port = (guint16) number;
  server.tls = tls_modes[MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->tls)),
                              G_N_ELEMENTS (tls_modes) - 1)];
  server.ca_file = entry_text (self->ca_file);
  server.allow_plain = gtk_switch_get_active (GTK_SWITCH (self->allow_plain));
  chat_account_set_server (self->account, &server);
  chat_account_reconnect (self->account);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiAccountPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (chat_client_remove_account_finish (CHAT_CLIENT (object), result, &error))
    back_cb (self);
  else
    say_error (self, error);
}

static void
remove_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    UiAccountPage    *self)
{
  GtkWidget *unregister = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "remove"))
    chat_client_remove_account_async (self->client, self->account,
                                      gtk_check_button_get_active (GTK_CHECK_BUTTON (unregister)),
                                      NULL, removed_cb, g_object_ref (self));
}

static void
remove_cb (UiAccountPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), NULL, NULL);
  GtkWidget *unregister = gtk_check_button_new_with_mnemonic (_("_Delete it on the server, too"));
  const char *address = chat_account_get_address (self->account);

  /* Translators: %s is the address of an account */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Remove %s?"), address);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Its messages and its password are deleted on this computer."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), unregister);
  gtk_widget_set_sensitive (unregister,
                            chat_account_get_state (self->account) == CHAT_ACCOUNT_ONLINE);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ui_account_page_dispose (GObject *object)
{
  UiAccountPage *self = UI_ACCOUNT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  /* The bin would take out what the template has already taken from it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_ACCOUNT_PAGE);
  g_clear_object (&self->facts);
  g_clear_object (&self->account);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_account_page_parent_class)->dispose (object);
}

static void
ui_account_page_finalize (GObject *object)
{
  g_clear_object (&UI_ACCOUNT_PAGE (object)->cancellable);

  G_OBJECT_CLASS (ui_account_page_parent_class)->finalize (object);
}

static void
ui_account_page_class_init (UiAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_account_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_account_page_finalize;

  g_type_ensure (UI_TYPE_ARCHIVE_ROW);
  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_PROXY_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, title);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, state);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, reconnect);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, weaker);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, negotiated);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, avatar_remove);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, avatar_choose);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, nickname);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, label);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, color);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, change_password);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, archive);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, host);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, port);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, tls);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, ca_file);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, allow_plain);
  gtk_widget_class_bind_template_child (widget_class, UiAccountPage, proxy);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, reconnect_cb);
  gtk_widget_class_bind_template_callback (widget_class, weaker_cb);
  gtk_widget_class_bind_template_callback (widget_class, avatar_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, avatar_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, nickname_cb);
  gtk_widget_class_bind_template_callback (widget_class, label_cb);
  gtk_widget_class_bind_template_callback (widget_class, color_cb);
  gtk_widget_class_bind_template_callback (widget_class, profile_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_password_cb);
  gtk_widget_class_bind_template_callback (widget_class, say);
  gtk_widget_class_bind_template_callback (widget_class, console_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ui_account_page_init (UiAccountPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_account_page_new (ChatClient  *client,
                     ChatAccount *account)
{
  UiAccountPage *self = g_object_new (UI_TYPE_ACCOUNT_PAGE, NULL);
  const char *label = chat_account_get_label (account);
  const char *address = chat_account_get_address (account);
  GdkRGBA rgba;

  self->client = g_object_ref (client);
  self->account = g_object_ref (account);
  self->facts = ui_account_facts_new (account, ADW_EXPANDER_ROW (self->negotiated));
  ui_archive_row_set_account (self->archive, account);

  adw_window_title_set_title (self->title, address);
  fill_entry (self->nickname, chat_account_get_nickname (account));
  fill_entry (self->label, g_strcmp0 (label, address) != 0 ? label : NULL);
  if (gdk_rgba_parse (&rgba, chat_account_get_color (account)))
    gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->color), &rgba);
  fill_server (self);
  ui_proxy_group_show_apply (UI_PROXY_GROUP (self->proxy));

  ui_avatar_set_name (self->avatar, label);
  g_object_bind_property (account, "color", self->avatar, "color", G_BINDING_SYNC_CREATE);
  g_object_bind_property (account, "avatar", self->avatar, "image", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (account, "notify::avatar", G_CALLBACK (update_avatar), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::error-text", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  update_state (self);
  update_avatar (self);
  return GTK_WIDGET (self);
}
