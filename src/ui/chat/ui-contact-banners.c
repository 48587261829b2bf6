/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact request and block, over the conversation. */
#define G_LOG_DOMAIN "ui-contact-banners"

#include "ui-contact-banners.h"

#include <glib/gi18n.h>

/* A line of text with buttons that slides in. */
typedef struct {
  GtkWidget *revealer;
  GtkWidget *label;
  GtkWidget *buttons[3]; /* (nullable) */
} Strip;

struct _UiContactBanners
{
  GtkWidget     parent_instance;

  ChatContact  *contact; /* (nullable) */
  GSignalGroup *signals;
  Strip         request;
  Strip         blocked;
};

G_DEFINE_FINAL_TYPE (UiContactBanners, ui_contact_banners, GTK_TYPE_WIDGET)

static void
aim (Strip       *strip,
     ChatContact *contact)
{
  for (guint i = 0; i < G_N_ELEMENTS (strip->buttons) && strip->buttons[i] != NULL; i++)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (strip->buttons[i]), "(ss)",
                                      chat_contact_get_account_address (contact),
                                      chat_contact_get_address (contact));
}

static void
update (UiContactBanners *self)
{
  gboolean asks = FALSE, blocked = FALSE;
  g_autofree char *asking = NULL, *blocking = NULL;

  if (self->contact != NULL)
    {
      const char *name = chat_contact_get_name (self->contact);

      blocked = chat_contact_get_blocked (self->contact);
      asks = chat_contact_get_wants_subscription (self->contact) && !blocked;
      /* Translators: %s is a name */
      asking = g_strdup_printf (_("%s would like to see when you are online"), name);
      blocking = g_strdup_printf (_("You have blocked %s"), name);
      gtk_label_set_text (GTK_LABEL (self->request.label), asking);
      gtk_label_set_text (GTK_LABEL (self->blocked.label), blocking);
      aim (&self->request, self->contact);
      aim (&self->blocked, self->contact);
    }
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->request.revealer), asks);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->blocked.revealer), blocked);
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

static void
ui_contact_banners_dispose (GObject *object)
{
  UiContactBanners *self = UI_CONTACT_BANNERS (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->contact);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_contact_banners_parent_class)->dispose (object);
}

static void
ui_contact_banners_class_init (UiContactBannersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_contact_banners_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
make_button (const char *label,
             const char *action,
             const char *style) /* (nullable) */
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", "", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  return button;
}

static void
make_strip (UiContactBanners *self,
            Strip            *strip)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (box, "strip");
  strip->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (strip->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (strip->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (strip->label), 0);
  gtk_widget_set_hexpand (strip->label, TRUE);
  gtk_box_append (GTK_BOX (box), strip->label);
  for (guint i = 0; i < G_N_ELEMENTS (strip->buttons) && strip->buttons[i] != NULL; i++)
    gtk_box_append (GTK_BOX (box), strip->buttons[i]);

  strip->revealer = gtk_revealer_new ();
  gtk_widget_set_hexpand (strip->revealer, TRUE);
  gtk_revealer_set_child (GTK_REVEALER (strip->revealer), box);
  gtk_widget_set_parent (strip->revealer, GTK_WIDGET (self));
}

static void
ui_contact_banners_init (UiContactBanners *self)
{
  static const char *const watched[] = {
    "notify::wants-subscription", "notify::blocked", "notify::name",
  };

  gtk_orientable_set_orientation (
    GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->request.buttons[0] = make_button (_("_Block"), "contact.block", NULL);
  self->request.buttons[1] = make_button (_("_Refuse"), "contact.deny", NULL);
  self->request.buttons[2] = make_button (_("_Accept"), "contact.approve", "suggested-action");
  make_strip (self, &self->request);
  self->blocked.buttons[0] = make_button (_("_Unblock"), "contact.unblock", NULL);
  make_strip (self, &self->blocked);

  self->signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->signals, watched[i], G_CALLBACK (update), self);
}

GtkWidget *
ui_contact_banners_new (void)
{
  return g_object_new (UI_TYPE_CONTACT_BANNERS, NULL);
}
