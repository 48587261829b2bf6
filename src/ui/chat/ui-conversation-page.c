/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a conversation: joins the timeline of the model with its view, the composer, the
 * search. */
#define G_LOG_DOMAIN "ui-conversation-page"

#include "ui-conversation-page.h"

#include "chat-error.h"
#include "ui-clock.h"
#include "ui-composer.h"
#include "ui-contact-banners.h"
#include "ui-conversation-title.h"
#include "ui-delete-message.h"
#include "ui-find-bar.h"
#include "ui-links.h"
#include "ui-message-row.h"
#include "ui-timeline-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiConversationPage
{
  GtkWidget           parent_instance;

  ChatClient         *client;
  ChatConversation   *conversation; /* (nullable) */
  ChatTimeline       *timeline;     /* (nullable) of it */
  UiMessageContext    context;
  GSimpleActionGroup *actions;
  GCancellable       *going;        /* (nullable) to a message that is being loaded */
  GtkWindow          *window;       /* (nullable) borrowed, while we are in it */
  guint               n_below;      /* arrived while the end was out of view */
  gboolean            opened;       /* the first page of it has come */

  GtkWidget          *top;
  GtkWidget          *banners;
  GtkWidget          *find;
  GtkWidget          *stack;
  GtkWidget          *scroller;
  GtkWidget          *view;
  GtkWidget          *empty;
  GtkWidget          *loading;
  GtkWidget          *jump_revealer;
  GtkWidget          *jump_count;
  GtkWidget          *composer;
  GtkWidget          *title;        /* (nullable) owned */
};

G_DEFINE_FINAL_TYPE (UiConversationPage, ui_conversation_page, GTK_TYPE_WIDGET)

enum {
  PROP_CLIENT = 1,
  PROP_CONVERSATION,
  PROP_ENTER_SENDS,
  PROP_SEARCH_MODE,
  N_PROPS,
};

enum {
  SIGNAL_DETAILS,
  SIGNAL_ACTIVATE_URI,
  SIGNAL_ERROR,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static UiTimelineView *
get_view (UiConversationPage *self)
{
  return UI_TIMELINE_VIEW (self->view);
}

/* Somebody looks at the end of the conversation, or not. */
static void
update_active (UiConversationPage *self)
{
  if (self->conversation != NULL)
    chat_conversation_set_active (self->conversation,
                                  gtk_widget_get_mapped (GTK_WIDGET (self)) && self->window != NULL
                                  && gtk_window_is_active (self->window)
                                  && self->opened && ui_timeline_view_get_at_end (get_view (self)));
}

static void
update_jump (UiConversationPage *self)
{
  gboolean at_end = ui_timeline_view_get_at_end (get_view (self));
  gboolean shown = self->opened && !at_end;
  g_autofree char *count = NULL;

  if (at_end)
    self->n_below = 0;
  count = g_strdup_printf ("%u", self->n_below);
  gtk_label_set_text (GTK_LABEL (self->jump_count), count);
  gtk_widget_set_visible (self->jump_count, self->n_below > 0);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->jump_revealer), shown);
  gtk_widget_set_can_target (self->jump_revealer, shown);
}

static void
at_end_cb (UiConversationPage *self)
{
  if (self->timeline == NULL)
    return;

  chat_timeline_set_follow (self->timeline, ui_timeline_view_get_at_end (get_view (self)));
  update_jump (self);
  update_active (self);
}

/* The first time that there is something to see: where reading went on last, or the end. */
static void
open_at_unread (UiConversationPage *self)
{
  gint64 first = chat_timeline_get_first_unread (self->timeline);
  guint position;

  self->opened = TRUE;
  self->context.first_unread = first;
  if (first == 0)
    return;

  ui_timeline_view_rebind (get_view (self));
  if (chat_timeline_find (self->timeline, first, &position) != NULL)
    ui_timeline_view_go_to (get_view (self), position, FALSE);
}

static void
timeline_changed_cb (UiConversationPage *self)
{
  gboolean loading = chat_timeline_get_loading (self->timeline);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) > 0;

  ui_timeline_view_set_has_older (get_view (self), chat_timeline_get_has_older (self->timeline));
  ui_timeline_view_set_has_newer (get_view (self), chat_timeline_get_has_newer (self->timeline));
  gtk_widget_set_visible (self->loading, loading && self->opened);
  gtk_spinner_set_spinning (GTK_SPINNER (self->loading), loading && self->opened);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    any || loading || chat_timeline_get_has_older (self->timeline)
                                      ? "messages" : "empty");
  if (!loading && !self->opened)
    {
      open_at_unread (self);
      at_end_cb (self);
    }
}

static void
items_changed_cb (GListModel         *timeline,
                  guint               position,
                  guint               removed,
                  guint               added,
                  UiConversationPage *self)
{
  guint n = g_list_model_get_n_items (timeline);

  if (self->opened && removed == 0 && position + added == n
      && !ui_timeline_view_get_at_end (get_view (self)))
    for (guint i = position; i < n; i++)
      {
        g_autoptr(ChatMessage) message = g_list_model_get_item (timeline, i);

        self->n_below += !chat_message_is_outgoing (message);
      }
  timeline_changed_cb (self);
  update_jump (self);
}

static void
close_timeline (UiConversationPage *self)
{
  if (self->going != NULL)
    g_cancellable_cancel (self->going);
  g_clear_object (&self->going);
  if (self->timeline == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_signal_handlers_disconnect_by_data (self->view, self->timeline);
  ui_timeline_view_set_model (get_view (self), NULL);
  g_clear_object (&self->timeline);
}

static void
open_timeline (UiConversationPage *self)
{
  static const char *const watched[] = {
    "notify::has-older", "notify::has-newer", "notify::loading",
  };

  self->opened = FALSE;
  self->n_below = 0;
  self->context.first_unread = 0;
  g_hash_table_remove_all (self->context.expanded);
  self->timeline = chat_conversation_open_timeline (self->conversation);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_swapped (self->timeline, watched[i], G_CALLBACK (timeline_changed_cb), self);
  ui_timeline_view_set_model (get_view (self), G_LIST_MODEL (self->timeline));
  g_signal_connect (self->timeline, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_object (self->view, "need-older", G_CALLBACK (chat_timeline_load_older),
                           self->timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "need-newer", G_CALLBACK (chat_timeline_load_newer),
                           self->timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "need-end", G_CALLBACK (chat_timeline_load_newest),
                           self->timeline, G_CONNECT_SWAPPED);
  timeline_changed_cb (self);
}

static void
say_error (UiConversationPage *self,
           const GError       *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = chat_error_to_text (error);
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

static void
show_message (UiConversationPage *self,
              guint               position)
{
  ui_timeline_view_go_to (get_view (self), position, TRUE);
  ui_timeline_view_highlight (get_view (self), position);
}

static void
loaded_around_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(UiConversationPage) self = user_data;
  g_autoptr(GError) error = NULL;
  int position = chat_timeline_load_around_finish (CHAT_TIMELINE (object), result, &error);

  if (position < 0)
    say_error (self, error);
  else if (CHAT_TIMELINE (object) == self->timeline)
    show_message (self, (guint) position);
}

void
ui_conversation_page_go_to_message (UiConversationPage *self,
                                    gint64              id)
{
  guint position;

  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  if (self->timeline == NULL)
    return;

  if (self->going != NULL)
    g_cancellable_cancel (self->going);
  g_clear_object (&self->going);
  chat_timeline_set_follow (self->timeline, FALSE);
  if (chat_timeline_find (self->timeline, id, &position) != NULL)
    {
      self->opened = TRUE;
      show_message (self, position);
      return;
    }

  self->opened = TRUE; /* it opens there, not at the first unread */
  self->going = g_cancellable_new ();
  chat_timeline_load_around_async (self->timeline, id, self->going, loaded_around_cb,
                                   g_object_ref (self));
}

/* Rows of the view. */

static void
retry_cb (UiMessageRow       *row,
          ChatMessage        *message,
          UiConversationPage *self)
{
  if (self->conversation != NULL)
    chat_conversation_retry (self->conversation, message);
}

static void
delete_failed_cb (const GError *error,
                  gpointer      user_data)
{
  say_error (user_data, error);
}

static void
delete_cb (UiMessageRow       *row,
           ChatMessage        *message,
           UiConversationPage *self)
{
  ui_delete_message_ask (GTK_WIDGET (self), self->conversation, message, delete_failed_cb, self);
}

static void
expand_cb (UiMessageRow       *row,
           ChatMessage        *message,
           UiConversationPage *self)
{
  gint64 id = chat_message_get_id (message);

  g_hash_table_add (self->context.expanded, g_memdup2 (&id, sizeof id));
  ui_timeline_view_rebind (get_view (self));
}

static gboolean
uri_cb (UiMessageRow       *row,
        const char         *uri,
        UiConversationPage *self)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[SIGNAL_ACTIVATE_URI], 0, uri, &handled);
  if (!handled && g_ascii_strncasecmp (uri, "xmpp:", 5) != 0 && ui_links_is_allowed (uri))
    gtk_show_uri (self->window, uri, GDK_CURRENT_TIME);
  return TRUE;
}

static GtkWidget *
create_row (gpointer user_data)
{
  UiConversationPage *self = user_data;
  GtkWidget *row = ui_message_row_new (&self->context);

  g_signal_connect (row, "retry", G_CALLBACK (retry_cb), self);
  g_signal_connect (row, "delete", G_CALLBACK (delete_cb), self);
  g_signal_connect (row, "expand", G_CALLBACK (expand_cb), self);
  g_signal_connect (row, "activate-uri", G_CALLBACK (uri_cb), self);
  return row;
}

static void
bind_row (GtkWidget *row,
          GObject   *item,
          guint      position,
          gpointer   user_data)
{
  UiConversationPage *self = user_data;
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

static const UiTimelineFactory factory = { create_row, bind_row, unbind_row, is_row_busy };

static void
go_to_cb (UiConversationPage *self,
          gint64              id)
{
  ui_conversation_page_go_to_message (self, id);
}

static void
composer_error_cb (UiConversationPage *self,
                   const char         *text)
{
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

/* Who sends wants to see it, wherever the view stands. */
static void
composer_sent_cb (UiConversationPage *self)
{
  if (self->timeline == NULL)
    return;

  if (chat_timeline_get_has_newer (self->timeline))
    chat_timeline_load_newest (self->timeline);
  ui_timeline_view_go_to_end (get_view (self));
}

/* Actions. */

static void
search_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  ui_conversation_page_set_search_mode (user_data, TRUE);
}

static void
details_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_DETAILS], 0);
}

static void
jump_down_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  composer_sent_cb (user_data);
}

static void
focus_composer_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  ui_conversation_page_focus_composer (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "search", .activate = search_action },
  { .name = "details", .activate = details_action },
  { .name = "jump-down", .activate = jump_down_action },
  { .name = "focus-composer", .activate = focus_composer_action },
};

GActionGroup *
ui_conversation_page_get_actions (UiConversationPage *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_PAGE (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

void
ui_conversation_page_set_search_mode (UiConversationPage *self,
                                      gboolean            search_mode)
{
  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  ui_find_bar_set_search_mode (UI_FIND_BAR (self->find), search_mode);
}

void
ui_conversation_page_focus_composer (UiConversationPage *self)
{
  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  gtk_widget_grab_focus (self->composer);
}

static void
title_clicked_cb (GtkGestureClick    *gesture,
                  int                 n_press,
                  double              x,
                  double              y,
                  UiConversationPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0);
}

GtkWidget *
ui_conversation_page_get_title_widget (UiConversationPage *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_PAGE (self), NULL);

  if (self->title == NULL)
    {
      GtkGesture *click = gtk_gesture_click_new ();

      self->title = g_object_ref_sink (ui_conversation_title_new (self->context.clock));
      g_signal_connect_object (click, "released", G_CALLBACK (title_clicked_cb), self, 0);
      gtk_widget_add_controller (self->title, GTK_EVENT_CONTROLLER (click));
      ui_conversation_title_set_conversation (UI_CONVERSATION_TITLE (self->title),
                                              self->conversation);
    }
  return self->title;
}

ChatConversation *
ui_conversation_page_get_conversation (UiConversationPage *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_PAGE (self), NULL);

  return self->conversation;
}

static void
update_empty (UiConversationPage *self)
{
  g_autofree char *text = NULL, *plain = NULL;

  /* Translators: %s is a name */
  text = g_strdup_printf (_("Say hello to %s."), chat_conversation_get_title (self->conversation));
  plain = g_markup_escape_text (text, -1);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), plain);
}

void
ui_conversation_page_set_conversation (UiConversationPage *self,
                                       ChatConversation   *conversation)
{
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;

  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    chat_conversation_set_active (self->conversation, FALSE);
  close_timeline (self);
  g_set_object (&self->conversation, conversation);

  if (conversation != NULL)
    {
      account = chat_client_get_account (self->client,
                                         chat_conversation_get_account_address (conversation));
      contact = chat_conversation_get_contact (conversation);
    }
  g_set_object (&self->context.contact, contact);
  ui_contact_banners_set_contact (UI_CONTACT_BANNERS (self->banners), contact);
  ui_find_bar_set_conversation (UI_FIND_BAR (self->find), conversation);
  ui_composer_set_conversation (UI_COMPOSER (self->composer), conversation, account);
  if (self->title != NULL)
    ui_conversation_title_set_conversation (UI_CONVERSATION_TITLE (self->title), conversation);
  if (conversation != NULL)
    {
      update_empty (self);
      open_timeline (self);
    }
  update_active (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}

static void
clock_changed_cb (UiConversationPage *self)
{
  ui_timeline_view_rebind (get_view (self));
}

static void
ui_conversation_page_root (GtkWidget *widget)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (ui_conversation_page_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    {
      self->window = GTK_WINDOW (root);
      g_signal_connect_swapped (root, "notify::is-active", G_CALLBACK (update_active), self);
    }
}

static void
ui_conversation_page_unroot (GtkWidget *widget)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;
  update_active (self);
  GTK_WIDGET_CLASS (ui_conversation_page_parent_class)->unroot (widget);
}

static void
ui_conversation_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_conversation_page_parent_class)->map (widget);
  update_active (UI_CONVERSATION_PAGE (widget));
}

static void
ui_conversation_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_conversation_page_parent_class)->unmap (widget);
  update_active (UI_CONVERSATION_PAGE (widget));
}

static gboolean
ui_conversation_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_CONVERSATION_PAGE (widget)->composer);
}

static void
ui_conversation_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_CONVERSATION:
      g_value_set_object (value, self->conversation);
      break;
    case PROP_ENTER_SENDS:
      g_object_get_property (G_OBJECT (self->composer), "enter-sends", value);
      break;
    case PROP_SEARCH_MODE:
      g_object_get_property (G_OBJECT (self->find), "search-mode", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_conversation_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_CONVERSATION:
      ui_conversation_page_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_ENTER_SENDS:
      ui_composer_set_enter_sends (UI_COMPOSER (self->composer), g_value_get_boolean (value));
      break;
    case PROP_SEARCH_MODE:
      ui_conversation_page_set_search_mode (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
search_mode_cb (UiConversationPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH_MODE]);
}

static void
ui_conversation_page_constructed (GObject *object)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  G_OBJECT_CLASS (ui_conversation_page_parent_class)->constructed (object);

  self->find = ui_find_bar_new (self->client);
  gtk_box_append (GTK_BOX (self->top), self->find);
  g_signal_connect_object (self->find, "notify::search-mode", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find, "go-to", G_CALLBACK (go_to_cb), self, G_CONNECT_SWAPPED);
}

static void
ui_conversation_page_dispose (GObject *object)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  if (self->view != NULL)
    ui_conversation_page_set_conversation (self, NULL);
  g_clear_object (&self->title);
  self->view = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_CONVERSATION_PAGE);
  g_clear_object (&self->actions);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_conversation_page_parent_class)->dispose (object);
}

static void
ui_conversation_page_finalize (GObject *object)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  g_clear_object (&self->context.contact);
  g_clear_object (&self->context.clock);
  g_clear_pointer (&self->context.expanded, g_hash_table_unref);

  G_OBJECT_CLASS (ui_conversation_page_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, CHAT_TYPE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, CHAT_TYPE_CONVERSATION, flags);
  props[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, flags);
  props[PROP_SEARCH_MODE] = g_param_spec_boolean ("search-mode", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ui_conversation_page_class_init (UiConversationPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_conversation_page_get_property;
  object_class->set_property = ui_conversation_page_set_property;
  object_class->constructed = ui_conversation_page_constructed;
  object_class->dispose = ui_conversation_page_dispose;
  object_class->finalize = ui_conversation_page_finalize;
  widget_class->root = ui_conversation_page_root;
  widget_class->unroot = ui_conversation_page_unroot;
  widget_class->map = ui_conversation_page_map;
  widget_class->unmap = ui_conversation_page_unmap;
  widget_class->grab_focus = ui_conversation_page_grab_focus;
  install_properties (object_class);

  signals[SIGNAL_DETAILS] = g_signal_new ("details", UI_TYPE_CONVERSATION_PAGE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE_URI] =
    g_signal_new ("activate-uri", UI_TYPE_CONVERSATION_PAGE, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[SIGNAL_ERROR] = g_signal_new ("error", UI_TYPE_CONVERSATION_PAGE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (UI_TYPE_COMPOSER);
  gtk_widget_class_set_css_name (widget_class, "conversationpage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-conversation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, top);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, empty);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, loading);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, jump_count);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, composer);
  gtk_widget_class_bind_template_callback (widget_class, composer_error_cb);
  gtk_widget_class_bind_template_callback (widget_class, composer_sent_cb);
}

static void
ui_conversation_page_init (UiConversationPage *self)
{
  self->context.clock = ui_clock_new ();
  self->context.expanded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "conversation",
                                  G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));

  self->banners = ui_contact_banners_new ();
  gtk_box_append (GTK_BOX (self->top), self->banners);
  self->view = ui_timeline_view_new (&factory, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Messages"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  g_signal_connect_object (self->view, "notify::at-end", G_CALLBACK (at_end_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context.clock, "changed", G_CALLBACK (clock_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
ui_conversation_page_new (ChatClient *client)
{
  return g_object_new (UI_TYPE_CONVERSATION_PAGE, "client", client, NULL);
}
