/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact request and block, over the conversation. */
#define G_LOG_DOMAIN "ui-contact-banners"

#include "ui-contact-banners.h"

#include "base-text.h"
#include "ui-banner.h"
#include "ui-message-body.h"

#include <glib/gi18n.h>

#define MAX_REQUEST_CHARS 300

struct _UiContactBanners
{
  GtkWidget     parent_instance;

  ChatContact  *contact; /* (nullable) */
  GSignalGroup *signals;

  GtkWidget    *request;
  GtkWidget    *request_title;
  GtkWidget    *request_text;
  GtkWidget    *block;
  GtkWidget    *deny;
  GtkWidget    *approve;
  GtkWidget    *blocked;
};

G_DEFINE_FINAL_TYPE (UiContactBanners, ui_contact_banners, GTK_TYPE_WIDGET)

static void
aim (UiContactBanners *self,
     GtkWidget        *button)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)",
                                    chat_contact_get_account_address (self->contact),
                                    chat_contact_get_address (self->contact));
}

static void
fill (UiContactBanners *self)
{
  const char *foreign = chat_contact_get_request_text (self->contact);
  g_autofree char *name = ui_message_body_isolate (chat_contact_get_name (self->contact));
  g_autofree char *asking = NULL;
  g_autofree char *blocking = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is a name */
  asking = g_strdup_printf (_("%s would like to see when you are online"), name);
  blocking = g_strdup_printf (_("You have blocked %s"), name);
  if (foreign != NULL)
    {
      clean = base_text_clean (foreign, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
      text = base_text_truncate (clean, MAX_REQUEST_CHARS);
    }

  gtk_label_set_text (GTK_LABEL (self->request_title), asking);
  gtk_label_set_text (GTK_LABEL (self->request_text), text != NULL ? text : "");
  gtk_widget_set_visible (self->request_text, text != NULL && text[0] != '\0');
  ui_banner_set_title (UI_BANNER (self->blocked), blocking);
  aim (self, self->block);
  aim (self, self->deny);
  aim (self, self->approve);
}

static void
update (UiContactBanners *self)
{
  gboolean blocked = FALSE;
  gboolean asks = FALSE;

  if (self->contact != NULL)
    {
      blocked = chat_contact_get_blocked (self->contact);
      asks = chat_contact_get_wants_subscription (self->contact) && !blocked;
      fill (self);
    }

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->request), asks);
  ui_banner_set_revealed (UI_BANNER (self->blocked), blocked);
}

static void
unblock_cb (UiContactBanners *self)
{
  if (self->contact != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "contact.unblock", "(ss)",
                                chat_contact_get_account_address (self->contact),
                                chat_contact_get_address (self->contact));
}

static void
ui_contact_banners_dispose (GObject *object)
{
  UiContactBanners *self = UI_CONTACT_BANNERS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->contact);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_CONTACT_BANNERS);

  G_OBJECT_CLASS (ui_contact_banners_parent_class)->dispose (object);
}

static void
ui_contact_banners_class_init (UiContactBannersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_contact_banners_dispose;

  g_type_ensure (UI_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-contact-banners.ui");
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, request);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, request_title);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, request_text);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, block);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, deny);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, approve);
  gtk_widget_class_bind_template_child (widget_class, UiContactBanners, blocked);
  gtk_widget_class_bind_template_callback (widget_class, unblock_cb);
}

static void
ui_contact_banners_init (UiContactBanners *self)
{
  static const char *const watched[] = {
    "notify::wants-subscription", "notify::request-text", "notify::blocked", "notify::name",
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_object (self->signals, watched[i], G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
}

void
ui_contact_banners_set_contact (UiContactBanners *self,
                                ChatContact      *contact)
{
  g_return_if_fail (UI_IS_CONTACT_BANNERS (self));

  if (!g_set_object (&self->contact, contact))
    return;

  g_signal_group_set_target (self->signals, contact);
  update (self);
}
