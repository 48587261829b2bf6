/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was negotiated with a server, for those who want to know. */
#define G_LOG_DOMAIN "ui-account-facts"

#include "ui-account-facts.h"

#include <glib/gi18n.h>

struct _UiAccountFacts
{
  GObject         parent_instance;

  ChatAccount    *account;
  AdwExpanderRow *expander; /* (nullable), weak */
  GPtrArray      *rows;     /* borrowed GtkWidget */
};

G_DEFINE_FINAL_TYPE (UiAccountFacts, ui_account_facts, G_TYPE_OBJECT)

static const struct {
  const char *key;
  const char *title;
} facts[] = {
  { "host", N_("Host") },
  { "proxy", N_("Proxy") },
  { "tls", N_("Encryption") },
  { "cipher", N_("Cipher") },
  { "mechanism", N_("Sign-in") },
  { "channel-binding", N_("Channel binding") },
  { "server", N_("Server program") },
  { "resource", N_("Name of this device") },
};

/* What happens to the session when the connection is lost; (nullable) */
static const char *
get_outage_text (GVariant *info)
{
  gboolean is_resumable = FALSE, is_resumed = FALSE;

  if (!g_variant_lookup (info, "resumable", "b", &is_resumable))
    return NULL;

  g_variant_lookup (info, "resumed", "b", &is_resumed);
  if (is_resumed)
    return _("The session went on");
  return is_resumable ? _("The session goes on") : _("A new session");
}

/* What it took to sign in; (nullable) */
static char *
dup_cost_text (GVariant *info)
{
  guint round_trips = 0, time_ms = 0;
  guint64 sent = 0, received = 0;
  g_autofree char *size = NULL;

  if (!g_variant_lookup (info, "round-trips", "u", &round_trips))
    return NULL;

  g_variant_lookup (info, "bytes-sent", "t", &sent);
  g_variant_lookup (info, "bytes-received", "t", &received);
  g_variant_lookup (info, "sign-in-ms", "u", &time_ms);
  size = g_format_size (sent + received);
  /* Translators: %u round trips to the server, %s "3.1 kB", %u milliseconds */
  return g_strdup_printf (ngettext ("%u round trip, %s, %u ms", "%u round trips, %s, %u ms",
                                    round_trips),
                          round_trips, size, time_ms);
}

static void
add_row (UiAccountFacts *self,
         const char     *title,
         const char     *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *value = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_widget_add_css_class (value, "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  adw_expander_row_add_row (self->expander, row);
  g_ptr_array_add (self->rows, row);
}

void
ui_account_facts_update (UiAccountFacts *self)
{
  g_autoptr(GVariant) info = chat_account_dup_status_info (self->account);
  g_autoptr(GVariant) port = g_variant_lookup_value (info, "port", NULL);
  g_autofree char *cost = dup_cost_text (info);
  const char *outage = get_outage_text (info);

  if (self->expander == NULL)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *text = NULL;
      g_autofree char *with_port = NULL;

      if (!g_variant_lookup (info, facts[i].key, "&s", &text) || text[0] == '\0')
        continue;
      if (i == 0 && port != NULL)
        {
          g_autofree char *number = g_variant_print (port, FALSE);

          with_port = g_strdup_printf ("%s:%s", text, number);
        }
      add_row (self, _(facts[i].title), with_port != NULL ? with_port : text);
    }
  if (cost != NULL)
    add_row (self, _("Signing in took"), cost);
  if (outage != NULL)
    add_row (self, _("After an outage"), outage);
}

static void
ui_account_facts_dispose (GObject *object)
{
  UiAccountFacts *self = UI_ACCOUNT_FACTS (object);

  g_clear_weak_pointer (&self->expander);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_account_facts_parent_class)->dispose (object);
}

static void
ui_account_facts_finalize (GObject *object)
{
  g_clear_pointer (&UI_ACCOUNT_FACTS (object)->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ui_account_facts_parent_class)->finalize (object);
}

static void
ui_account_facts_class_init (UiAccountFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_account_facts_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_account_facts_finalize;
}

static void
ui_account_facts_init (UiAccountFacts *self)
{
  self->rows = g_ptr_array_new ();
}

UiAccountFacts *
ui_account_facts_new (ChatAccount    *account,
                      AdwExpanderRow *expander)
{
  UiAccountFacts *self = g_object_new (UI_TYPE_ACCOUNT_FACTS, NULL);

  self->account = g_object_ref (account);
  g_set_weak_pointer (&self->expander, expander);
  return self;
}
