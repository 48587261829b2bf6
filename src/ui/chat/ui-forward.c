/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that hands a message on. */
#define G_LOG_DOMAIN "ui-forward"

#include "ui-forward.h"

#include "chat-error.h"
#include "ui-chat-picker.h"
#include "ui-client-scope.h"
#include "ui-confirm.h"
#include "ui-message-body.h"
#include "ui-toast.h"

#include <glib/gi18n.h>

/* So many are named. */
#define MAX_NAMED 3

struct _UiForward
{
  AdwWindow      parent_instance;

  ChatForward   *forward;     /* (nullable) */
  GWeakRef       toasts;      /* where it says what has become of it */
  GCancellable  *cancellable; /* of looking where the files are */
  ChatForwardWay way;         /* as far as it is known */

  GtkWidget     *title;
  GtkWidget     *cancel;
  GtkWidget     *send;
  GtkWidget     *problem;
  GtkWidget     *picker;
  GtkWidget     *nothing;     /* in its place: why it cannot be handed on */
  GtkWidget     *summary;
  GtkWidget     *note;
  GtkWidget     *comment;
};

G_DEFINE_FINAL_TYPE (UiForward, ui_forward, ADW_TYPE_WINDOW)

/* "Ana, Marta", whichever way each is written */
static char *
join_names (const char *const *names)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) isolated = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = ui_message_body_isolate (names[i]);

      g_strv_builder_add (builder, name);
    }
  isolated = g_strv_builder_end (builder);
  /* Translators: between two names of a list */
  return g_strjoinv (_(", "), isolated);
}

static void
changed_cb (UiForward *self)
{
  UiChatPicker *picker = UI_CHAT_PICKER (self->picker);
  g_auto(GStrv) names = ui_chat_picker_dup_names (picker);
  g_autofree char *joined = join_names ((const char *const *) names);
  gboolean is_possible = self->way == CHAT_FORWARD_READY || self->way == CHAT_FORWARD_COPY;

  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), joined);
  gtk_widget_set_sensitive (self->send, is_possible && ui_chat_picker_get_count (picker) > 0);
}

/* What has become of it. */

static gboolean
close_cb (gpointer user_data)
{
  gtk_window_close (user_data);
  return G_SOURCE_REMOVE;
}

/* Where it was said there is no such action, unless that is the main window; what is over that
 * goes, so that one sees it: but not while one of its buttons is pressed. */
static void
open_cb (AdwToast        *toast,
         AdwToastOverlay *toasts)
{
  UiClientScope *scope = ui_client_scope_find (GTK_WIDGET (toasts));
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (toasts)));

  if (scope == NULL)
    return;

  for (; window != NULL && window != (GtkWindow *) scope;
       window = gtk_window_get_transient_for (window))
    g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, g_object_ref (window), g_object_unref);
  gtk_widget_activate_action_variant (GTK_WIDGET (scope), "win.message",
                                      adw_toast_get_action_target_value (toast));
  gtk_window_present (GTK_WINDOW (scope));
}

static char *
describe (GPtrArray *results)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) names = NULL;
  g_autofree char *joined = NULL;

  if (results->len > MAX_NAMED)
    return g_strdup_printf (ngettext ("Forwarded to %u chat", "Forwarded to %u chats",
                                      results->len), results->len);

  for (guint i = 0; i < results->len; i++)
    g_strv_builder_add (builder, chat_conversation_get_title (
                                   ((ChatForwarded *) results->pdata[i])->conversation));
  names = g_strv_builder_end (builder);
  joined = join_names ((const char *const *) names);
  /* Translators: %s is a name, or some */
  return g_strdup_printf (_("Forwarded to %s"), joined);
}

static void
tell (UiForward *self,
      GPtrArray *results)
{
  g_autoptr(AdwToastOverlay) toasts = g_weak_ref_get (&self->toasts);
  g_autofree char *text = describe (results);
  AdwToast *toast;

  if (toasts == NULL)
    return;

  toast = ui_toast_new (GTK_WIDGET (toasts), text, results->len == 1 ? _("_Open") : NULL);
  if (results->len == 1)
    {
      ChatConversation *to = ((ChatForwarded *) results->pdata[0])->conversation;

      adw_toast_set_action_target (toast, "(ss)", chat_conversation_get_account_address (to),
                                   chat_conversation_get_address (to));
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_cb), toasts, 0);
    }
  adw_toast_overlay_add_toast (toasts, toast);
}

static void
complain (UiForward  *self,
          const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text);
  gtk_widget_set_visible (self->problem, text[0] != '\0');
}

/* A line for each conversation to which it did not go */
static char *
dup_problems (GPtrArray *results)
{
  g_autoptr(GString) problems = g_string_new (NULL);

  for (guint i = 0; i < results->len; i++)
    {
      const ChatForwarded *forwarded = results->pdata[i];
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;

      if (forwarded->error == NULL)
        continue;

      text = chat_error_to_text (forwarded->error);
      name = ui_message_body_isolate (chat_conversation_get_title (forwarded->conversation));
      g_string_append_printf (problems, "%s%s: %s", problems->len > 0 ? "\n" : "", name, text);
    }

  return g_string_free (g_steal_pointer (&problems), FALSE);
}

/* Where it did not go it may be tried again. */
static void
take_results (UiForward *self,
              GPtrArray *results)
{
  g_autofree char *problems = dup_problems (results);

  for (guint i = 0; i < results->len; i++)
    {
      const ChatForwarded *forwarded = results->pdata[i];

      if (forwarded->error == NULL)
        ui_chat_picker_drop (UI_CHAT_PICKER (self->picker), forwarded->conversation);
    }

  complain (self, problems);
  if (problems[0] != '\0')
    return;

  tell (self, results);
  gtk_window_close (GTK_WINDOW (self));
}

/* Whoever has closed it meanwhile does not see what it says. */
static void
tell_closed (UiForward    *self,
             GPtrArray    *results, /* (nullable) */
             const GError *error)   /* (nullable) */
{
  g_autoptr(AdwToastOverlay) toasts = g_weak_ref_get (&self->toasts);
  g_autofree char *problems = results != NULL ? dup_problems (results) : chat_error_to_text (error);

  if (problems[0] == '\0')
    tell (self, results);
  else if (toasts != NULL)
    adw_toast_overlay_add_toast (toasts, ui_toast_new (GTK_WIDGET (toasts), problems, NULL));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiForward) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results =
    chat_forward_send_finish (CHAT_FORWARD (object), result, &error);

  /* It is kept until now: a window that is closed is not gone before nobody has it. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      tell_closed (self, results, error);
      return;
    }

  if (results != NULL)
    {
      take_results (self, results);
    }
  else
    {
      g_autofree char *text = chat_error_to_text (error);

      complain (self, text);
    }
  changed_cb (self);
}

static void
send_cb (UiForward *self)
{
  g_autoptr(GPtrArray) to = NULL;

  if (!gtk_widget_get_sensitive (self->send))
    return;

  to = ui_chat_picker_get_chosen (UI_CHAT_PICKER (self->picker));
  gtk_widget_set_sensitive (self->send, FALSE);
  chat_forward_send_async (self->forward, to,
                           gtk_editable_get_text (GTK_EDITABLE (self->comment)), NULL, sent_cb,
                           g_object_ref (self));
}

/* What is handed on. */

/* Nobody is chosen in vain. */
static void
give_up (UiForward  *self,
         const char *text)
{
  gtk_widget_grab_focus (self->cancel); /* what has it is about to be hidden */
  gtk_widget_set_visible (self->send, FALSE);
  gtk_widget_set_visible (self->picker, FALSE);
  gtk_widget_set_visible (self->comment, FALSE);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->nothing), text);
  gtk_widget_set_visible (self->nothing, TRUE);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiForward) self = user_data;
  ChatForwardWay way = chat_forward_check_finish (CHAT_FORWARD (object), result);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->way = way;
  if (way == CHAT_FORWARD_MISSING || way == CHAT_FORWARD_NOTHING)
    {
      error = g_error_new_literal (CHAT_ERROR, way == CHAT_FORWARD_MISSING
                                               ? CHAT_ERROR_FILE_MISSING
                                               : CHAT_ERROR_CANNOT_FORWARD, "Nothing to forward");
      text = chat_error_to_text (error);
      give_up (self, text);
    }
  gtk_widget_set_visible (self->note, way == CHAT_FORWARD_COPY);
  changed_cb (self);
}

static void
ui_forward_dispose (GObject *object)
{
  UiForward *self = UI_FORWARD (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_FORWARD);
  g_clear_object (&self->forward);

  G_OBJECT_CLASS (ui_forward_parent_class)->dispose (object);
}

static void
ui_forward_finalize (GObject *object)
{
  UiForward *self = UI_FORWARD (object);

  g_weak_ref_clear (&self->toasts);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ui_forward_parent_class)->finalize (object);
}

static void
ui_forward_class_init (UiForwardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_forward_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_forward_finalize;

  g_type_ensure (UI_TYPE_CHAT_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-forward.ui");
  gtk_widget_class_bind_template_child (widget_class, UiForward, title);
  gtk_widget_class_bind_template_child (widget_class, UiForward, cancel);
  gtk_widget_class_bind_template_child (widget_class, UiForward, send);
  gtk_widget_class_bind_template_child (widget_class, UiForward, problem);
  gtk_widget_class_bind_template_child (widget_class, UiForward, picker);
  gtk_widget_class_bind_template_child (widget_class, UiForward, nothing);
  gtk_widget_class_bind_template_child (widget_class, UiForward, summary);
  gtk_widget_class_bind_template_child (widget_class, UiForward, note);
  gtk_widget_class_bind_template_child (widget_class, UiForward, comment);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_forward_init (UiForward *self)
{
  g_weak_ref_init (&self->toasts, NULL);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (nullable): the nearest place for a sentence: what is above @from, else that of its window, else
 * that of the one with the model, whose template calls it so */
static GtkWidget *
find_toasts (GtkWidget     *from,
             UiClientScope *scope)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);
  GtkWidget *content = NULL;

  if (toasts == NULL && ADW_IS_WINDOW (from))
    content = adw_window_get_content (ADW_WINDOW (from));
  if (toasts == NULL && ADW_IS_TOAST_OVERLAY (content))
    toasts = content;
  if (toasts == NULL)
    toasts = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (scope), G_OBJECT_TYPE (scope),
                                                        "toasts"));
  return toasts;
}

UiForward *
ui_forward_present (GtkWidget        *from,
                    ChatConversation *conversation,
                    ChatMessage      *message,
                    ChatFile         *file)
{
  UiClientScope *scope;
  UiForward *self;

  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  scope = ui_client_scope_find (from);
  if (scope == NULL)
    return NULL;

  self = g_object_new (UI_TYPE_FORWARD, "transient-for", ui_confirm_get_window (from), NULL);
  self->forward = chat_forward_new (conversation, message, file);
  g_weak_ref_set (&self->toasts, find_toasts (from, scope));
  gtk_label_set_text (GTK_LABEL (self->summary), chat_forward_get_summary (self->forward));
  ui_chat_picker_set_client (UI_CHAT_PICKER (self->picker), ui_client_scope_get_client (scope));
  chat_forward_check_async (self->forward, self->cancellable, checked_cb, g_object_ref (self));
  gtk_widget_grab_focus (self->picker);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
