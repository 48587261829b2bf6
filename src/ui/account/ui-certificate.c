/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question about a certificate that did not verify. */
#define G_LOG_DOMAIN "ui-certificate"

#include "ui-certificate.h"

#include "ui-clock.h"

#include <glib/gi18n.h>

struct _UiCertificate
{
  AdwWindow        parent_instance;

  ChatCertificate *certificate;
  gboolean         answered;

  GtkWidget       *heading;
  GtkWidget       *reason;
  GtkWidget       *details;
  GtkWidget       *facts;
  GtkWidget       *cancel;
  GtkWidget       *connect;
};

G_DEFINE_FINAL_TYPE (UiCertificate, ui_certificate, ADW_TYPE_WINDOW)

enum {
  ANSWER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
answer (UiCertificate *self,
        gboolean       trust)
{
  if (self->answered)
    return;

  self->answered = TRUE;
  g_signal_emit (self, signals[ANSWER], 0, trust);
}

static void
connect_cb (UiCertificate *self)
{
  answer (self, TRUE);
  gtk_window_close (GTK_WINDOW (self));
}

static void
expanded_cb (UiCertificate *self)
{
  if (!gtk_expander_get_expanded (GTK_EXPANDER (self->details)))
    return;

  gtk_widget_set_sensitive (self->connect, TRUE);
  gtk_widget_set_tooltip_text (self->connect, NULL);
}

static void
add_fact (UiCertificate *self,
          const char    *title,
          const char    *value)
{
  GtkWidget *row = NULL;

  if (value == NULL || *value == '\0')
    return;

  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->facts), row);
}

static void
add_time (UiCertificate *self,
          const char    *title,
          GDateTime     *time)
{
  g_autoptr(UiClock) clock = ui_clock_new ();
  g_autofree char *text = NULL;

  if (time != NULL)
    text = ui_clock_format_full (clock, g_date_time_to_unix (time) * G_USEC_PER_SEC);

  add_fact (self, title, text);
}

/* Pairs of the fingerprint in four groups a line: it is there to be compared by eye. */
static char *
dup_fingerprint (const char *fingerprint)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_pairs = 0;

  for (const char *p = fingerprint; *p != '\0'; p++)
    {
      if (*p == ':' && ++n_pairs % 8 == 0)
        g_string_append_c (text, '\n');
      else
        g_string_append_c (text, *p);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
ui_certificate_close_request (GtkWindow *window)
{
  answer (UI_CERTIFICATE (window), FALSE);

  return GTK_WINDOW_CLASS (ui_certificate_parent_class)->close_request (window);
}

static void
ui_certificate_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), UI_TYPE_CERTIFICATE);
  g_clear_object (&UI_CERTIFICATE (object)->certificate);

  G_OBJECT_CLASS (ui_certificate_parent_class)->dispose (object);
}

static void
ui_certificate_class_init (UiCertificateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_certificate_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ui_certificate_close_request;

  signals[ANSWER] = g_signal_new ("answer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-certificate.ui");
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, heading);
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, reason);
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, details);
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, facts);
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, cancel);
  gtk_widget_class_bind_template_child (widget_class, UiCertificate, connect);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_certificate_init (UiCertificate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (self->cancel);
  g_signal_connect_object (self->details, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
ui_certificate_new (ChatCertificate *certificate)
{
  UiCertificate *self = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *fingerprint = NULL;

  g_return_val_if_fail (CHAT_IS_CERTIFICATE (certificate), NULL);

  self = g_object_new (UI_TYPE_CERTIFICATE, NULL);
  self->certificate = g_object_ref (certificate);
  heading = g_strdup_printf (_("Is this really %s?"), chat_certificate_get_domain (certificate));
  reason = chat_certificate_dup_reason (certificate);
  fingerprint = dup_fingerprint (chat_certificate_get_fingerprint (certificate));
  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  gtk_label_set_text (GTK_LABEL (self->reason), reason);

  add_fact (self, _("Fingerprint (SHA-256)"), fingerprint);
  add_fact (self, _("Issued to"), chat_certificate_get_subject (certificate));
  add_fact (self, _("Issued by"), chat_certificate_get_issuer (certificate));
  add_time (self, _("Valid from"), chat_certificate_get_not_before (certificate));
  add_time (self, _("Valid until"), chat_certificate_get_not_after (certificate));
  return GTK_WIDGET (self);
}

static void
answer_account_cb (UiCertificate *self,
                   gboolean       trust,
                   ChatAccount   *account)
{
  /* The answer is about what was shown; meanwhile the server may have come with another one. */
  if (chat_account_get_certificate (account) == self->certificate)
    chat_account_answer_trust (account, trust);
}

GtkWidget *
ui_certificate_present_for_account (GtkWindow   *parent,
                                    ChatAccount *account)
{
  GtkWidget *window = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (chat_account_get_certificate (account) != NULL, NULL);

  window = ui_certificate_new (chat_account_get_certificate (account));
  g_signal_connect_object (window, "answer", G_CALLBACK (answer_account_cb), account, 0);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}
