/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose messages the server keeps. */
#define G_LOG_DOMAIN "ui-archive-row"

#include "ui-archive-row.h"

#include "chat-error.h"

#include <glib/gi18n.h>

struct _UiArchiveRow
{
  AdwComboRow   parent_instance;

  ChatAccount  *account;     /* (nullable) */
  GCancellable *cancellable;
  guint         shown;       /* what the server has said: a ChatArchivePolicy */
  gboolean      is_busy;     /* the server is asked or told */
  gboolean      is_known;
};

G_DEFINE_FINAL_TYPE (UiArchiveRow, ui_archive_row, ADW_TYPE_COMBO_ROW)

enum {
  SIGNAL_ERROR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show (UiArchiveRow *self,
      guint         policy)
{
  self->shown = policy;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), policy);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(UiArchiveRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ChatArchivePolicy policy = CHAT_ARCHIVE_EVERYBODY;
  gboolean is_done = chat_account_archive_policy_finish (CHAT_ACCOUNT (object), result, &policy,
                                                         &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->is_busy = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (is_done)
    {
      self->is_known = TRUE;
      show (self, policy);
      gtk_widget_show (GTK_WIDGET (self));
    }
  else if (self->is_known)
    {
      text = chat_error_to_text (error);
      show (self, self->shown);
      g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
    }
}

static void
selected_cb (UiArchiveRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->account == NULL || self->is_busy || selected == self->shown)
    return;

  self->is_busy = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  chat_account_set_archive_policy_async (self->account, (ChatArchivePolicy) selected,
                                         self->cancellable, answered_cb, g_object_ref (self));
}

static void
state_cb (UiArchiveRow *self)
{
  gboolean is_online = chat_account_get_state (self->account) == CHAT_ACCOUNT_ONLINE;

  if (!is_online)
    {
      self->is_known = FALSE;
      gtk_widget_hide (GTK_WIDGET (self));
    }
  else if (!self->is_busy && !self->is_known)
    {
      self->is_busy = TRUE;
      chat_account_load_archive_policy_async (self->account, self->cancellable, answered_cb,
                                              g_object_ref (self));
    }
}

static void
ui_archive_row_dispose (GObject *object)
{
  UiArchiveRow *self = UI_ARCHIVE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_archive_row_parent_class)->dispose (object);
}

static void
ui_archive_row_finalize (GObject *object)
{
  UiArchiveRow *self = UI_ARCHIVE_ROW (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ui_archive_row_parent_class)->finalize (object);
}

static void
ui_archive_row_class_init (UiArchiveRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_archive_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_archive_row_finalize;

  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_ARCHIVE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ui_archive_row_init (UiArchiveRow *self)
{
  /* In the order of ChatArchivePolicy */
  const char *const choices[] = { _("Everybody"), _("Contacts"), _("Nobody"), NULL };
  g_autoptr(GtkStringList) model = gtk_string_list_new (choices);

  self->cancellable = g_cancellable_new ();
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (model));
  gtk_widget_hide (GTK_WIDGET (self));
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

void
ui_archive_row_set_account (UiArchiveRow *self,
                            ChatAccount  *account)
{
  g_return_if_fail (UI_IS_ARCHIVE_ROW (self));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  state_cb (self);
}
