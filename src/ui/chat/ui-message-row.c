/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a message. It lays out its children itself: a box would ask every label for many
 * widths. */
#define G_LOG_DOMAIN "ui-message-row"

#include "ui-message-row.h"

#include "ui-fold-words.h"
#include "ui-links.h"
#include "ui-message-actions.h"
#include "ui-message-body.h"
#include "ui-message-card.h"
#include "ui-message-files.h"
#include "ui-message-heading.h"
#include "ui-message-label.h"
#include "ui-message-layout.h"
#include "ui-message-menu.h"
#include "ui-message-popovers.h"
#include "ui-name-color.h"
#include "ui-show-file.h"
#include "ui-state-icon.h"

struct _UiMessageRow
{
  GtkWidget               parent_instance;

  const UiMessageContext *context;  /* borrowed */
  ChatMessage            *message;  /* (nullable) */
  GSignalGroup           *signals;
  GSignalGroup           *file_signals;
  GSignalGroup           *transfer_signals;
  UiMessageParts          parts;
  UiMessagePopovers       popovers;
  char                   *menu_link; /* (nullable): what the menu copies */
};

G_DEFINE_FINAL_TYPE (UiMessageRow, ui_message_row, GTK_TYPE_WIDGET)

enum {
  SIGNAL_RETRY,
  SIGNAL_DISCARD,
  SIGNAL_DELETE,
  SIGNAL_EDIT,
  SIGNAL_VERSIONS,
  SIGNAL_EXPAND,
  SIGNAL_MODERATE,
  SIGNAL_MODERATE_ALL,
  SIGNAL_UNFOLD,
  SIGNAL_DETAILS,
  SIGNAL_ACTIVATE_URI,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_style (GtkWidget  *widget,
           const char *style,
           gboolean    has)
{
  if (has)
    gtk_widget_add_css_class (widget, style);
  else
    gtk_widget_remove_css_class (widget, style);
}

/* Gives TRUE: nobody else has to open it. */
static gboolean
activate_link (UiMessageRow *self,
               const char   *uri)
{
  gboolean handled = FALSE;

  if (ui_links_is_allowed (uri))
    g_signal_emit (self, signals[SIGNAL_ACTIVATE_URI], 0, uri, &handled);
  return TRUE;
}

static void
make_body (UiMessageRow  *self,
           UiMessageBody *body)
{
  gint64 id = chat_message_get_id (self->message);
  gboolean whole = g_hash_table_contains (self->context->expanded, &id);
  gboolean is_to_us = self->context->room != NULL && chat_message_is_mention (self->message);
  g_autofree char *own = is_to_us ? ui_name_color_make_own (GTK_WIDGET (self)) : NULL;
  const UiMessageMention look = { self->context->room, own, "</span>" };

  ui_message_body_make (body, self->message, whole, look.room != NULL ? &look : NULL);
}

static void
activate_file_cb (UiMessageFiles *files,
                  ChatFile       *file,
                  UiMessageRow   *self)
{
  if (self->message != NULL)
    ui_show_file (GTK_WIDGET (self), self->context->conversation, self->context->messages,
                  self->message, file);
}

/* What is seen of whom one knows comes by itself. */
static void
fill_files (UiMessageRow *self)
{
  GListModel *files = chat_message_get_kind (self->message) == CHAT_MESSAGE_FILE
                      ? chat_message_get_files (self->message) : NULL;
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;

  if (ui_message_parts_set_files (&self->parts, files, self->context->messages,
                                  self->context->pictures))
    g_signal_connect_object (self->parts.files, "activate-file", G_CALLBACK (activate_file_cb),
                             self, 0);
  for (guint i = 0; self->context->conversation != NULL && i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);

      chat_conversation_fetch_file (self->context->conversation, self->message, file, FALSE);
    }
}

static gboolean
activate_card_cb (UiCardView   *card,
                  const char   *uri,
                  UiMessageRow *self)
{
  return activate_link (self, uri);
}

static void
fill_card (UiMessageRow *self)
{
  gboolean is_wanted = ui_message_card_is_wanted (self->message, self->context->conversation);

  if (ui_message_parts_set_card (&self->parts, is_wanted))
    g_signal_connect_object (self->parts.card, "activate-uri", G_CALLBACK (activate_card_cb), self,
                             0);
  if (is_wanted)
    ui_message_card_fill (UI_CARD_VIEW (self->parts.card), self->message);
}

static void
fill_body (UiMessageRow *self)
{
  UiMessageParts *parts = &self->parts;
  GtkLabel *label = GTK_LABEL (parts->body);
  UiMessageBody body = { 0 };

  make_body (self, &body);

  /* When only the neighbour of the row has changed, a selection in it stays. */
  if (g_strcmp0 (gtk_label_get_label (label), body.markup) != 0)
    gtk_label_set_markup (label, body.markup);

  /* Of files alone there is nothing to be read. */
  gtk_widget_set_child_visible (parts->body,
                                (chat_message_get_kind (self->message) != CHAT_MESSAGE_FILE
                                 || body.markup[0] != '\0')
                                && !ui_message_card_says_all (self->message));
  gtk_label_set_justify (label, parts->notice ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  set_style (parts->body, "large-emoji", body.is_large);
  set_style (parts->body, "bare", body.is_large || parts->notice);
  set_style (parts->body, "dim-label", body.is_dim);
  set_style (parts->body, "caption", parts->notice);
  ui_message_parts_set_more (parts, body.is_cut);
  ui_message_parts_set_edited (parts, chat_message_is_edited (self->message) && !parts->notice);
  gtk_widget_set_child_visible (parts->bubble, !body.is_large && !parts->notice);
  set_style (parts->bubble, "mention", !parts->outgoing && chat_message_is_mention (self->message));
  ui_message_body_clear (&body);
  fill_card (self);
}

static void
update_transfer (UiMessageRow *self)
{
  ChatFile *file = chat_message_get_file (self->message);
  ChatTransfer *transfer = file != NULL ? chat_file_get_transfer (file) : NULL;
  gboolean is_over =
    transfer != NULL && chat_transfer_get_state (transfer) == CHAT_TRANSFER_FAILED;

  g_signal_group_set_target (self->transfer_signals, transfer);
  /* What has failed the file itself tells. */
  ui_message_parts_set_transfer (&self->parts, is_over ? NULL : transfer);
  if (file != NULL && chat_file_get_offer (file) == CHAT_OFFER_OPEN
      && self->context->conversation != NULL)
    ui_message_parts_set_offer (&self->parts, self->context->conversation, self->message);
  else
    ui_message_parts_set_offer (&self->parts, NULL, NULL);
}

static void
transfer_changed_cb (UiMessageRow *self)
{
  update_transfer (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update_state (UiMessageRow *self)
{
  ChatMessageState state = chat_message_get_state (self->message);
  g_autofree char *problem = ui_message_body_dup_problem (self->message);

  ui_state_icon_set_state (UI_STATE_ICON (self->parts.state), state);
  gtk_widget_set_child_visible (self->parts.state,
                                state != CHAT_MESSAGE_RECEIVED && !self->parts.notice);
  ui_message_parts_set_failed (&self->parts, problem,
                                chat_message_get_unsent (self->message) != NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update_label (UiMessageRow *self)
{
  g_autofree char *label =
    ui_message_label_dup (self->message, self->context->clock,
                          gtk_label_get_text (GTK_LABEL (self->parts.body)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
state_changed_cb (UiMessageRow *self)
{
  update_state (self);
  update_label (self);
}

/* It is on its way, or no longer, or turned out to be otherwise. */
static void
file_changed_cb (UiMessageRow *self)
{
  update_transfer (self);
  fill_body (self);
  update_label (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Its author has changed what it says. */
static void
edited_cb (UiMessageRow *self)
{
  fill_files (self);
  fill_body (self);
  update_label (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* It is there for the message that the pointer is on or that has the focus. */
static void
update_menu_button (UiMessageRow *self)
{
  const GtkStateFlags near = GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN;
  gboolean wanted = (gtk_widget_get_state_flags (GTK_WIDGET (self)) & near) != 0;

  wanted |= self->popovers.is_menu_open;
  if (self->message != NULL
      && ui_message_parts_set_menu (&self->parts, wanted && !self->parts.notice))
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
ui_message_row_update_fold (UiMessageRow *self)
{
  const ChatFold *fold = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *events = NULL;
  gint64 id;

  g_return_if_fail (UI_IS_MESSAGE_ROW (self));

  if (self->message == NULL)
    return;

  id = chat_message_get_id (self->message);
  if (self->context->notes != NULL)
    fold = chat_notes_find (self->context->notes, id);
  if (fold != NULL)
    sum = ui_fold_words_sum (fold);
  if (fold != NULL && g_hash_table_contains (self->context->unfolded, &id))
    events = ui_fold_words_events (fold, self->context->clock,
                                   chat_message_get_time (self->message));
  ui_message_parts_set_fold (&self->parts, sum, events);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * ui_message_row_bind:
 * @self: the row
 * @message: what it shows from now on
 * @before: (nullable): the message above, for day lines and groups
 *
 * Fills the row.
 */
void
ui_message_row_bind (UiMessageRow *self,
                     ChatMessage  *message,
                     ChatMessage  *before)
{
  g_return_if_fail (UI_IS_MESSAGE_ROW (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  g_set_object (&self->message, message);
  g_signal_group_set_target (self->signals, message);
  g_signal_group_set_target (self->file_signals, chat_message_get_file (message));
  ui_message_heading_fill (&self->parts, self->context, message, before);
  fill_files (self);
  fill_body (self);
  update_transfer (self);
  update_state (self);
  update_label (self);
  update_menu_button (self);
  ui_message_row_update_fold (self);
}

void
ui_message_row_unbind (UiMessageRow *self)
{
  g_return_if_fail (UI_IS_MESSAGE_ROW (self));

  g_signal_group_set_target (self->signals, NULL);
  g_signal_group_set_target (self->file_signals, NULL);
  g_signal_group_set_target (self->transfer_signals, NULL);
  ui_message_parts_set_transfer (&self->parts, NULL);
  ui_message_parts_set_offer (&self->parts, NULL, NULL);
  ui_message_parts_set_files (&self->parts, NULL, NULL, self->context->pictures);
  g_clear_object (&self->message);
  /* An open menu would be about the next message that is shown here. */
  ui_message_popovers_close (&self->popovers);
  gtk_label_select_region (GTK_LABEL (self->parts.body), 0, 0);
}

ChatMessage *
ui_message_row_get_message (UiMessageRow *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

gboolean
ui_message_row_is_busy (UiMessageRow *self)
{
  int start;
  int end;

  g_return_val_if_fail (UI_IS_MESSAGE_ROW (self), FALSE);

  return ui_message_popovers_are_open (&self->popovers)
         || (gtk_label_get_selection_bounds (GTK_LABEL (self->parts.body), &start, &end)
             && start != end);
}

/* GTK opens nothing by itself: a link may look harmless and be none. */
static gboolean
activate_link_cb (GtkLabel     *label,
                  const char   *uri,
                  UiMessageRow *self)
{
  return activate_link (self, uri);
}

static void
copy_text (UiMessageRow *self,
           const char   *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static char *
dup_selection (UiMessageRow *self)
{
  GtkLabel *label = GTK_LABEL (self->parts.body);
  int start;
  int end;

  if (!gtk_label_get_selection_bounds (label, &start, &end) || start == end)
    return NULL;

  return g_utf8_substring (gtk_label_get_text (label), MIN (start, end), MAX (start, end));
}

static void
run_action (UiMessageRow *self,
            const char   *name)
{
  ui_message_run_action (GTK_WIDGET (self), self->context, self->message,
                         (UiMessageFiles *) self->parts.files, name);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);
  g_autofree char *selection = dup_selection (self);

  if (self->message == NULL)
    return;

  if (selection != NULL || chat_message_get_body (self->message)[0] != '\0')
    {
      copy_text (self, selection != NULL ? selection : chat_message_get_body (self->message));
      return;
    }

  /* By a key: it is that which has the keyboard, whatever a menu was about. */
  if (self->parts.files != NULL)
    ui_message_files_choose (UI_MESSAGE_FILES (self->parts.files), widget, -1, -1);
  run_action (self, "message.copy-file");
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);

  if (self->menu_link != NULL)
    copy_text (self, self->menu_link);
}

/* What has a signal of its own */
static const struct {
  const char *name;
  guint       signal;
} actions[] = {
  { "message.retry", SIGNAL_RETRY },
  { "message.discard", SIGNAL_DISCARD },
  { "message.edit", SIGNAL_EDIT },
  { "message.versions", SIGNAL_VERSIONS },
  { "message.delete", SIGNAL_DELETE },
  { "message.expand", SIGNAL_EXPAND },
  { "message.moderate", SIGNAL_MODERATE },
  { "message.moderate-all", SIGNAL_MODERATE_ALL },
  { "message.unfold", SIGNAL_UNFOLD },
  { "message.details", SIGNAL_DETAILS },
};

static void
message_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);
  g_autoptr(ChatMessage) message = self->message != NULL ? g_object_ref (self->message) : NULL;

  for (guint i = 0; message != NULL && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (name, actions[i].name))
      g_signal_emit (self, signals[actions[i].signal], 0, message);
}

static const char *const file_actions[] = {
  "message.open-file", "message.open-card", "message.save-file", "message.copy-file",
  "message.show-folder", "message.forward",
};

static void
file_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  if (UI_MESSAGE_ROW (widget)->message != NULL)
    run_action (UI_MESSAGE_ROW (widget), name);
}

static GMenuModel *
make_menu (UiMessageRow *self)
{
  g_autofree char *selection = dup_selection (self);
  GtkWidget *files = self->parts.files;
  ChatFile *file = files != NULL ? ui_message_files_get_chosen (UI_MESSAGE_FILES (files)) : NULL;

  return ui_message_menu_new (self->message, file, self->context->room,
                              (selection != NULL ? UI_MESSAGE_MENU_SELECTION : 0)
                              | (self->menu_link != NULL ? UI_MESSAGE_MENU_LINK : 0));
}

static void
menu_closed_cb (UiMessageRow *self)
{
  ui_message_popovers_note_closed (&self->popovers);
  update_menu_button (self);
}

static void
open_menu (UiMessageRow *self,
           double        x,
           double        y)
{
  const char *uri = gtk_label_get_current_uri (GTK_LABEL (self->parts.body));
  g_autoptr(GMenuModel) model = NULL;

  if (self->message == NULL)
    return;

  g_free (self->menu_link);
  self->menu_link = uri != NULL ? g_strdup (uri) : ui_message_body_dup_link (self->message);

  if (self->parts.files != NULL)
    ui_message_files_choose (UI_MESSAGE_FILES (self->parts.files), GTK_WIDGET (self), x, y);
  model = make_menu (self);
  ui_message_popovers_open_menu (&self->popovers, GTK_WIDGET (self), model, x, y,
                                 G_CALLBACK (menu_closed_cb));
}

void
ui_message_row_show_versions (UiMessageRow *self,
                              GPtrArray    *versions)
{
  g_return_if_fail (UI_IS_MESSAGE_ROW (self));
  g_return_if_fail (versions != NULL);

  ui_message_popovers_show_versions (&self->popovers, GTK_WIDGET (self), self->parts.edited,
                                     versions, self->context->clock);
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);
  GtkWidget *button = self->parts.menu;
  gboolean has_button = button != NULL && gtk_widget_get_child_visible (button);
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (has_button ? button : self->parts.body, widget, &bounds))
    open_menu (self, bounds.origin.x + bounds.size.width / 2,
               bounds.origin.y + bounds.size.height);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            UiMessageRow    *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture,
                 double               x,
                 double               y,
                 UiMessageRow        *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, x, y);
}

static void
ui_message_row_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = UI_MESSAGE_MIN_WIDTH;
  else if (for_size < 0)
    *minimum = *natural = 1; /* nobody asks in earnest: a row is as high as its width makes it */
  else
    *minimum = *natural = ui_message_layout_height (&UI_MESSAGE_ROW (widget)->parts, for_size);
}

static void
ui_message_row_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);

  ui_message_layout_allocate (&self->parts, width,
                              gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  ui_message_popovers_present (&self->popovers);
}

/* The full time of a message, wherever the pointer rests on it. */
static gboolean
ui_message_row_query_tooltip (GtkWidget  *widget,
                              int         x,
                              int         y,
                              gboolean    keyboard,
                              GtkTooltip *tooltip)
{
  UiMessageRow *self = UI_MESSAGE_ROW (widget);
  GtkWidget *parts[] = { self->parts.body, self->parts.bubble, self->parts.time };
  g_autofree char *time = NULL;
  gboolean found = keyboard;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      graphene_rect_t bounds;

      if (gtk_widget_get_child_visible (parts[i])
          && gtk_widget_compute_bounds (parts[i], widget, &bounds)
          && graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        found = TRUE;
    }

  /* It would cover the menu. */
  if (!found || self->message == NULL || self->popovers.is_menu_open)
    return FALSE;

  time = ui_clock_format_full (self->context->clock, chat_message_get_time (self->message));
  gtk_tooltip_set_text (tooltip, time);
  return TRUE;
}

static void
ui_message_row_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  ui_message_layout_snapshot (&UI_MESSAGE_ROW (widget)->parts, snapshot);
  GTK_WIDGET_CLASS (ui_message_row_parent_class)->snapshot (widget, snapshot);
}

static GtkSizeRequestMode
ui_message_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_message_row_state_flags_changed (GtkWidget     *widget,
                                    GtkStateFlags  before)
{
  update_menu_button (UI_MESSAGE_ROW (widget));
  GTK_WIDGET_CLASS (ui_message_row_parent_class)->state_flags_changed (widget, before);
}

static void
ui_message_row_dispose (GObject *object)
{
  UiMessageRow *self = UI_MESSAGE_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->file_signals);
  g_clear_object (&self->transfer_signals);
  g_clear_object (&self->message);
  g_clear_pointer (&self->menu_link, g_free);
  self->popovers = (UiMessagePopovers) { 0 };
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_message_row_parent_class)->dispose (object);
}

static void
ui_message_row_class_init (UiMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_message_row_dispose;
  widget_class->measure = ui_message_row_measure;
  widget_class->size_allocate = ui_message_row_size_allocate;
  widget_class->snapshot = ui_message_row_snapshot;
  widget_class->get_request_mode = ui_message_row_get_request_mode;
  widget_class->state_flags_changed = ui_message_row_state_flags_changed;
  widget_class->query_tooltip = ui_message_row_query_tooltip;

  for (guint i = SIGNAL_RETRY; i <= SIGNAL_DETAILS; i++)
    {
      static const char *const names[] = {
        "retry", "discard", "delete", "edit", "versions", "expand", "moderate", "moderate-all",
        "unfold", "details",
      };

      signals[i] = g_signal_new (names[i], UI_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, CHAT_TYPE_MESSAGE);
    }
  signals[SIGNAL_ACTIVATE_URI] =
    g_signal_new ("activate-uri", UI_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_action);
  for (guint i = 0; i < G_N_ELEMENTS (file_actions); i++)
    gtk_widget_class_install_action (widget_class, file_actions[i], NULL, file_action);
  gtk_widget_class_install_action (widget_class, "message.copy-link", NULL, copy_link_action);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, message_action);
  gtk_widget_class_install_action (widget_class, "message.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "message.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "message.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "message.delete", NULL);

  gtk_widget_class_set_css_name (widget_class, "message");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
ui_message_row_init (UiMessageRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  /* Marks piled upon a letter must not reach into what others said. */
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  ui_message_parts_make (&self->parts, GTK_WIDGET (self));
  g_signal_connect_object (self->parts.body, "activate-link", G_CALLBACK (activate_link_cb), self,
                           0);

  /* Before the label, whose own menu knows nothing of messages. */
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (long_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));

  self->transfer_signals = g_signal_group_new (CHAT_TYPE_TRANSFER);
  g_signal_group_connect_object (self->transfer_signals, "notify::state",
                                 G_CALLBACK (transfer_changed_cb), self, G_CONNECT_SWAPPED);
  self->file_signals = g_signal_group_new (CHAT_TYPE_FILE);
  g_signal_group_connect_object (self->file_signals, "notify::transfer",
                                 G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->file_signals, "notify::offer", G_CALLBACK (file_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->file_signals, "notify::url", G_CALLBACK (file_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  self->signals = g_signal_group_new (CHAT_TYPE_MESSAGE);
  g_signal_group_connect_object (self->signals, "notify::state", G_CALLBACK (state_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::body", G_CALLBACK (edited_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::kind", G_CALLBACK (edited_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::edited", G_CALLBACK (edited_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::preview", G_CALLBACK (edited_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::unsent", G_CALLBACK (state_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::error-text",
                                 G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
ui_message_row_new (const UiMessageContext *context)
{
  UiMessageRow *self = g_object_new (UI_TYPE_MESSAGE_ROW, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
