/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a conversation: joins the model's timeline with the view that never jumps. */
#define G_LOG_DOMAIN "ui-message-list"

#include "ui-message-list.h"

#include "chat-error.h"
#include "ui-delete-message.h"
#include "ui-message-details.h"
#include "ui-message-row.h"
#include "ui-moderation.h"
#include "ui-template.h"
#include "ui-timeline-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiMessageList
{
  GtkWidget         parent_instance;

  ChatConversation *conversation; /* (nullable) */
  ChatTimeline     *timeline;     /* (nullable) of it */
  GSignalGroup     *signals;      /* of conversation */
  GSignalGroup     *note_signals; /* of who comes and goes there */
  GSignalGroup     *room_signals; /* of its room */
  UiMessageContext  context;
  ChatOlder         older;        /* as the view knows it */
  GCancellable     *going;        /* (nullable) to a message that is being loaded */
  gboolean          opened;       /* it stands where it is to be read from */
  gboolean          wants_end;    /* as soon as the newest page is there */
  gboolean          seen;         /* as told to others */

  GtkWidget        *scroller;
  GtkWidget        *view;
  GtkWidget        *empty;
  GtkWidget        *loading;
  GtkWidget        *jump_revealer;
  GtkWidget        *jump;
  GtkWidget        *jump_count;
};

G_DEFINE_FINAL_TYPE (UiMessageList, ui_message_list, GTK_TYPE_WIDGET)

enum {
  PROP_SEEN = 1,
  N_PROPS,
};

enum {
  SIGNAL_ACTIVATE_URI,
  SIGNAL_ERROR,
  SIGNAL_EDIT,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static UiTimelineView *
get_view (UiMessageList *self)
{
  return UI_TIMELINE_VIEW (self->view);
}

static void
say_error (UiMessageList *self,
           const GError  *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = chat_error_to_text (error);
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

/* How many wait below is what nobody has read: while the end is out of view nothing counts as
 * read. */
static void
update_jump (UiMessageList *self)
{
  gboolean shown = self->opened && !ui_timeline_view_get_at_end (get_view (self));
  guint n = self->conversation != NULL ? chat_conversation_get_unread (self->conversation) : 0;
  g_autofree char *count = n < 1000 ? g_strdup_printf ("%u", n) : g_strdup ("999+");
  g_autofree char *label =
    /* Translators: what a screen reader says of the button that goes to the end */
    g_strdup_printf (ngettext ("Go to the newest message, %u unread",
                               "Go to the newest message, %u unread", n), n);

  gtk_label_set_text (GTK_LABEL (self->jump_count), count);
  gtk_widget_set_visible (self->jump_count, n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->jump), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  n > 0 ? label : _("Go to the newest message"), -1);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->jump_revealer), shown);
  gtk_widget_set_can_target (self->jump_revealer, shown);
  gtk_widget_set_can_focus (self->jump_revealer, shown);
}

/* Follows where the view stands. */
static void
update_place (UiMessageList *self)
{
  gboolean at_end = ui_timeline_view_get_at_end (get_view (self));
  gboolean seen = self->opened && at_end;

  if (self->timeline != NULL)
    chat_timeline_set_follow (self->timeline, seen);
  update_jump (self);

  if (self->seen == seen)
    return;

  self->seen = seen;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEEN]);
}

static void
set_opened (UiMessageList *self)
{
  self->opened = TRUE;
  self->context.first_unread = chat_timeline_get_first_unread (self->timeline);
  if (self->context.first_unread != 0)
    ui_timeline_view_rebind (get_view (self));
  update_place (self);
}

static void
opened_around_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(UiMessageList) self = user_data;
  g_autoptr(GError) error = NULL;
  int position = chat_timeline_load_around_finish (CHAT_TIMELINE (object), result, &error);

  if (CHAT_TIMELINE (object) != self->timeline || self->opened)
    return;

  if (position >= 0)
    ui_timeline_view_go_to (get_view (self), (guint) position, FALSE);
  set_opened (self);
}

static GCancellable *
renew_going (UiMessageList *self)
{
  if (self->going != NULL)
    g_cancellable_cancel (self->going);
  g_clear_object (&self->going);
  self->going = g_cancellable_new ();
  return self->going;
}

/* The first page has come: it opens where reading stopped, else at the end. */
static void
open_where_reading_stopped (UiMessageList *self)
{
  gint64 first = chat_timeline_get_first_unread (self->timeline);
  guint position;

  if (first != 0 && chat_timeline_find (self->timeline, first, &position) == NULL)
    {
      chat_timeline_load_around_async (self->timeline, first, renew_going (self),
                                       opened_around_cb, g_object_ref (self));
      return;
    }

  if (first != 0)
    ui_timeline_view_go_to (get_view (self), position, FALSE);
  set_opened (self);
}

/* (ui_timeline_view_rebind() makes the view look whether it needs more.) */
static void
update_top (UiMessageList *self,
            ChatOlder      older)
{
  UiMessageTop top = UI_MESSAGE_TOP_OPEN;

  if (self->opened && !chat_timeline_get_has_older (self->timeline))
    {
      if (older == CHAT_OLDER_NONE)
        top = UI_MESSAGE_TOP_START;
      else if (older == CHAT_OLDER_OFFLINE)
        top = UI_MESSAGE_TOP_OFFLINE;
      else
        top = UI_MESSAGE_TOP_COMING;
    }
  if (self->context.top == top && self->older == older)
    return;

  self->context.top = top;
  self->older = older;
  ui_timeline_view_rebind (get_view (self));
}

static void
timeline_changed_cb (UiMessageList *self)
{
  gboolean loading = chat_timeline_get_loading (self->timeline);
  gboolean has_newer = chat_timeline_get_has_newer (self->timeline);
  gboolean has_older = chat_timeline_get_has_older (self->timeline);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) > 0;
  ChatOlder older = chat_conversation_get_older (self->conversation);
  gboolean is_coming = older == CHAT_OLDER_THERE || older == CHAT_OLDER_COMING;
  gboolean is_waiting = self->opened && (loading || older == CHAT_OLDER_COMING);

  ui_timeline_view_set_has_older (get_view (self), has_older || is_coming);
  ui_timeline_view_set_has_newer (get_view (self), has_newer);
  gtk_widget_set_visible (self->loading, is_waiting);
  gtk_spinner_set_spinning (GTK_SPINNER (self->loading), is_waiting);
  /* Over the view, which has its size by then: the rows of the first messages can be made before
   * they are laid out. */
  gtk_widget_set_visible (self->empty, !any && !loading && !has_older && !is_coming);

  if (!loading && !self->opened && self->going == NULL)
    open_where_reading_stopped (self);
  if (!loading && self->wants_end)
    {
      self->wants_end = FALSE;
      ui_timeline_view_go_to_end (get_view (self));
    }
  update_top (self, older);
}

static void
close_timeline (UiMessageList *self)
{
  if (self->going != NULL)
    g_cancellable_cancel (self->going);
  g_clear_object (&self->going);
  self->opened = FALSE;
  self->wants_end = FALSE;

  if (self->timeline == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->timeline, self);
  ui_timeline_view_set_model (get_view (self), NULL);
  self->context.messages = NULL;
  g_clear_object (&self->timeline);
}

static void
open_timeline (UiMessageList *self)
{
  static const char *const watched[] = {
    "notify::has-older", "notify::has-newer", "notify::loading", "items-changed",
  };

  ui_message_context_reset (&self->context);
  self->timeline = chat_conversation_open_timeline (self->conversation);
  self->context.messages = G_LIST_MODEL (self->timeline);
  ui_timeline_view_set_has_newer (get_view (self), FALSE);
  ui_timeline_view_set_model (get_view (self), G_LIST_MODEL (self->timeline));
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->timeline, watched[i], G_CALLBACK (timeline_changed_cb), self,
                             G_CONNECT_SWAPPED);
  timeline_changed_cb (self);
}

static void
update_empty (UiMessageList *self)
{
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;

  if (self->conversation == NULL)
    return;

  if (self->context.room != NULL)
    text = g_strdup (chat_room_get_state (self->context.room) == CHAT_ROOM_JOINED
                     ? _("Nobody has written here since you came.")
                     : _("They come once you are in this room."));
  else
    /* Translators: %s is a name */
    text = g_strdup_printf (_("Say hello to %s."),
                            chat_conversation_get_title (self->conversation));
  plain = g_markup_escape_text (text, -1);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), plain);
}

static void
title_changed_cb (UiMessageList *self)
{
  update_empty (self);
  ui_timeline_view_rebind (get_view (self));
}

static void
show_message (UiMessageList *self,
              guint          position)
{
  ui_timeline_view_go_to (get_view (self), position, TRUE);
  ui_timeline_view_highlight (get_view (self), position);
}

static void
loaded_around_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(UiMessageList) self = user_data;
  g_autoptr(GError) error = NULL;
  int position = chat_timeline_load_around_finish (CHAT_TIMELINE (object), result, &error);

  if (CHAT_TIMELINE (object) != self->timeline)
    return;

  if (position < 0)
    say_error (self, error);
  else
    show_message (self, (guint) position);
}

static void
retry_cb (UiMessageRow  *row,
          ChatMessage   *message,
          UiMessageList *self)
{
  if (self->conversation != NULL)
    chat_conversation_retry (self->conversation, message);
}

static void
discarded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(UiMessageList) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_conversation_discard_unsent_finish (CHAT_CONVERSATION (object), result, &error))
    say_error (self, error);
}

static void
discard_cb (UiMessageRow  *row,
            ChatMessage   *message,
            UiMessageList *self)
{
  if (self->conversation != NULL)
    chat_conversation_discard_unsent_async (self->conversation, message, NULL, discarded_cb,
                                            g_object_ref (self));
}

static void
edit_cb (UiMessageRow  *row,
         ChatMessage   *message,
         UiMessageList *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, message);
}

/* Earlier versions on their way to a row, which may show another message by then. */
typedef struct {
  UiMessageList *list;
  UiMessageRow  *row;
  ChatMessage   *message;
} Versions;

static void
versions_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Versions *versions = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found =
    chat_conversation_load_versions_finish (CHAT_CONVERSATION (object), result, &error);

  if (found == NULL)
    say_error (versions->list, error);
  else if (ui_message_row_get_message (versions->row) == versions->message
           && gtk_widget_get_mapped (GTK_WIDGET (versions->row)))
    ui_message_row_show_versions (versions->row, found);

  g_object_unref (versions->list);
  g_object_unref (versions->row);
  g_object_unref (versions->message);
  g_free (versions);
}

static void
versions_cb (UiMessageRow  *row,
             ChatMessage   *message,
             UiMessageList *self)
{
  Versions *versions;

  if (self->conversation == NULL)
    return;

  versions = g_new0 (Versions, 1);
  versions->list = g_object_ref (self);
  versions->row = g_object_ref (row);
  versions->message = g_object_ref (message);
  chat_conversation_load_versions_async (self->conversation, message, NULL, versions_loaded_cb,
                                         versions);
}

static void
delete_failed_cb (const GError *error,
                  gpointer      user_data)
{
  say_error (user_data, error);
}

static void
delete_cb (UiMessageRow  *row,
           ChatMessage   *message,
           UiMessageList *self)
{
  if (self->conversation != NULL)
    ui_delete_message_ask (GTK_WIDGET (self), self->conversation, message, delete_failed_cb,
                           self);
}

static void
moderate_cb (UiMessageRow  *row,
             ChatMessage   *message,
             UiMessageList *self)
{
  if (self->context.room != NULL)
    ui_moderation_ask (GTK_WIDGET (self), self->context.room, message);
}

static void
moderate_all_cb (UiMessageRow  *row,
                 ChatMessage   *message,
                 UiMessageList *self)
{
  if (self->context.room != NULL)
    ui_moderation_ask_all (GTK_WIDGET (self), self->conversation, message);
}

static void
expand_cb (UiMessageRow  *row,
           ChatMessage   *message,
           UiMessageList *self)
{
  gint64 id = chat_message_get_id (message);

  g_hash_table_add (self->context.expanded, g_memdup2 (&id, sizeof id));
  ui_timeline_view_rebind (get_view (self));
}

static void
notes_changed_cb (UiMessageList *self,
                  gint64         message_id)
{
  GtkWidget *row = NULL;
  guint position;

  if (self->timeline != NULL && chat_timeline_find (self->timeline, message_id, &position) != NULL)
    row = ui_timeline_view_get_row (get_view (self), position);
  if (row != NULL)
    ui_message_row_update_fold (UI_MESSAGE_ROW (row));
}

static void
unfold_cb (UiMessageRow  *row,
           ChatMessage   *message,
           UiMessageList *self)
{
  ui_message_context_turn_fold (&self->context, chat_message_get_id (message));
  ui_message_row_update_fold (row);
}

static void
details_cb (UiMessageRow  *row,
            ChatMessage   *message,
            UiMessageList *self)
{
  if (self->conversation != NULL)
    ui_message_details_present (GTK_WIDGET (self), self->conversation, message,
                                self->context.clock);
}

static gboolean
uri_cb (UiMessageRow  *row,
        const char    *uri,
        UiMessageList *self)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[SIGNAL_ACTIVATE_URI], 0, uri, &handled);
  return handled;
}

static GtkWidget *
create_row (gpointer user_data)
{
  UiMessageList *self = user_data;
  GtkWidget *row = ui_message_row_new (&self->context);

  g_signal_connect (row, "retry", G_CALLBACK (retry_cb), self);
  g_signal_connect (row, "discard", G_CALLBACK (discard_cb), self);
  g_signal_connect (row, "edit", G_CALLBACK (edit_cb), self);
  g_signal_connect (row, "versions", G_CALLBACK (versions_cb), self);
  g_signal_connect (row, "delete", G_CALLBACK (delete_cb), self);
  g_signal_connect (row, "moderate", G_CALLBACK (moderate_cb), self);
  g_signal_connect (row, "moderate-all", G_CALLBACK (moderate_all_cb), self);
  g_signal_connect (row, "expand", G_CALLBACK (expand_cb), self);
  g_signal_connect (row, "unfold", G_CALLBACK (unfold_cb), self);
  g_signal_connect (row, "details", G_CALLBACK (details_cb), self);
  g_signal_connect (row, "activate-uri", G_CALLBACK (uri_cb), self);
  return row;
}

static void
bind_row (GtkWidget *row,
          GObject   *item,
          guint      position,
          gpointer   user_data)
{
  UiMessageList *self = user_data;
  g_autoptr(ChatMessage) before = NULL;

  if (position > 0)
    before = g_list_model_get_item (G_LIST_MODEL (self->timeline), position - 1);
  ui_message_row_bind (UI_MESSAGE_ROW (row), CHAT_MESSAGE (item), before);
}

static void
unbind_row (GtkWidget *row,
            gpointer   user_data)
{
  ui_message_row_unbind (UI_MESSAGE_ROW (row));
}

static gboolean
is_row_busy (GtkWidget *row,
             gpointer   user_data)
{
  return ui_message_row_is_busy (UI_MESSAGE_ROW (row));
}

static void
need_older_cb (UiMessageList *self)
{
  if (self->timeline != NULL)
    chat_conversation_load_older (self->conversation, self->timeline);
}

static void
older_changed_cb (UiMessageList *self)
{
  if (self->timeline != NULL)
    timeline_changed_cb (self);
}

static void
need_newer_cb (UiMessageList *self)
{
  if (self->timeline != NULL && !self->wants_end)
    chat_timeline_load_newer (self->timeline);
}

static void
need_end_cb (UiMessageList *self)
{
  if (self->timeline == NULL)
    return;

  self->wants_end = TRUE;
  chat_timeline_load_newest (self->timeline);
}

static void
ui_message_list_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (prop_id == PROP_SEEN)
    g_value_set_boolean (value, UI_MESSAGE_LIST (object)->seen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_message_list_dispose (GObject *object)
{
  UiMessageList *self = UI_MESSAGE_LIST (object);

  if (self->view != NULL)
    ui_message_list_set_conversation (self, NULL);
  self->view = NULL;
  g_clear_object (&self->signals);
  g_clear_object (&self->note_signals);
  g_clear_object (&self->room_signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_MESSAGE_LIST);

  G_OBJECT_CLASS (ui_message_list_parent_class)->dispose (object);
}

static void
ui_message_list_finalize (GObject *object)
{
  ui_message_context_clear (&UI_MESSAGE_LIST (object)->context);

  G_OBJECT_CLASS (ui_message_list_parent_class)->finalize (object);
}

static void
ui_message_list_class_init (UiMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_message_list_get_property;
  object_class->dispose = ui_message_list_dispose;
  object_class->finalize = ui_message_list_finalize;

  props[PROP_SEEN] = g_param_spec_boolean ("seen", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_ACTIVATE_URI] =
    g_signal_new ("activate-uri", UI_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", UI_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);

  gtk_widget_class_set_css_name (widget_class, "messages");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, empty);
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, loading);
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, jump);
  gtk_widget_class_bind_template_child (widget_class, UiMessageList, jump_count);
  gtk_widget_class_bind_template_callback (widget_class, ui_message_list_go_to_end);
}

static void
ui_message_list_init (UiMessageList *self)
{
  static const UiTimelineFactory factory = { create_row, bind_row, unbind_row, is_row_busy };
  static const struct {
    const char *signal;
    GCallback   callback;
  } handlers[] = {
    { "notify::at-end", G_CALLBACK (update_place) },
    { "need-older", G_CALLBACK (need_older_cb) },
    { "need-newer", G_CALLBACK (need_newer_cb) },
    { "need-end", G_CALLBACK (need_end_cb) },
  };

  ui_message_context_init (&self->context);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->view = ui_timeline_view_new (&factory, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Messages"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->view, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context.clock, "changed", G_CALLBACK (ui_timeline_view_rebind),
                           self->view, G_CONNECT_SWAPPED);
  /* Colours of names are others on dark ground. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (ui_timeline_view_rebind), self->view, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (ui_timeline_view_rebind), self->view, G_CONNECT_SWAPPED);

  self->signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->signals, "notify::unread", G_CALLBACK (update_jump), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::older", G_CALLBACK (older_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::title", G_CALLBACK (title_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  self->note_signals = g_signal_group_new (CHAT_TYPE_NOTES);
  g_signal_group_connect_object (self->note_signals, "changed", G_CALLBACK (notes_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  /* Who is there, and so who is mentioned, is known once one is in it. */
  self->room_signals = g_signal_group_new (CHAT_TYPE_ROOM);
  g_signal_group_connect_object (self->room_signals, "notify::state",
                                 G_CALLBACK (ui_timeline_view_rebind), self->view,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->room_signals, "notify::autojoin",
                                 G_CALLBACK (ui_timeline_view_rebind), self->view,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->room_signals, "notify::state", G_CALLBACK (update_empty),
                                 self, G_CONNECT_SWAPPED);
}

void
ui_message_list_set_conversation (UiMessageList    *self,
                                  ChatConversation *conversation)
{
  g_return_if_fail (UI_IS_MESSAGE_LIST (self));

  if (self->conversation == conversation)
    return;

  close_timeline (self);
  g_set_object (&self->conversation, conversation);
  ui_message_context_set_conversation (&self->context, conversation);
  g_signal_group_set_target (self->room_signals, self->context.room);
  g_signal_group_set_target (self->signals, conversation);
  g_signal_group_set_target (self->note_signals, self->context.notes);
  update_empty (self);
  if (conversation != NULL)
    open_timeline (self);
  update_place (self);
}

gboolean
ui_message_list_get_seen (UiMessageList *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_LIST (self), FALSE);

  return self->seen;
}

gboolean
ui_message_list_get_compact (UiMessageList *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_LIST (self), FALSE);

  return self->context.compact;
}

/* Whether there is less space between messages. */
void
ui_message_list_set_compact (UiMessageList *self,
                             gboolean       compact)
{
  g_return_if_fail (UI_IS_MESSAGE_LIST (self));

  if (self->context.compact == compact)
    return;

  self->context.compact = compact;
  ui_timeline_view_rebind (get_view (self));
}

void
ui_message_list_go_to_message (UiMessageList *self,
                               gint64         id)
{
  GCancellable *cancellable = NULL;
  guint position;

  g_return_if_fail (UI_IS_MESSAGE_LIST (self));

  if (self->timeline == NULL)
    return;

  /* It opens there, not where reading stopped. */
  cancellable = renew_going (self);
  self->wants_end = FALSE;
  set_opened (self);
  chat_timeline_set_follow (self->timeline, FALSE);
  if (chat_timeline_find (self->timeline, id, &position) != NULL)
    show_message (self, position);
  else
    chat_timeline_load_around_async (self->timeline, id, cancellable, loaded_around_cb,
                                     g_object_ref (self));
}

void
ui_message_list_go_to_end (UiMessageList *self)
{
  g_return_if_fail (UI_IS_MESSAGE_LIST (self));

  ui_timeline_view_go_to_end (get_view (self));
}

void
ui_message_list_scroll_pages (UiMessageList *self,
                              int            pages)
{
  g_return_if_fail (UI_IS_MESSAGE_LIST (self));

  ui_timeline_view_scroll_pages (get_view (self), pages);
}
