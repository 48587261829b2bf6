/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a conversation: banners, search, messages, composer; and whether somebody looks at
 * it. */
#define G_LOG_DOMAIN "ui-conversation-page"

#include "ui-conversation-page.h"

#include "ui-composer.h"
#include "ui-contact-banners.h"
#include "ui-conversation-title.h"
#include "ui-drop-sign.h"
#include "ui-edit-strip.h"
#include "ui-find-bar.h"
#include "ui-links.h"
#include "ui-message-list.h"
#include "ui-preview-strip.h"
#include "ui-room-banners.h"
#include "ui-room-gate.h"
#include "ui-send-files.h"
#include "ui-template.h"
#include "ui-voice-bar.h"

struct _UiConversationPage
{
  GtkWidget           parent_instance;

  ChatClient         *client;
  ChatConversation   *conversation; /* (nullable) */
  GSimpleActionGroup *actions;
  GtkWindow          *window;       /* (nullable) borrowed, while we are in it */
  gboolean            passing;      /* the focus goes through */
  gboolean            original_photos;

  GtkWidget          *top;
  GtkWidget          *banners;
  GtkWidget          *room_banners;
  GtkWidget          *find;
  GtkWidget          *list;
  GtkWidget          *drop_sign;
  GtkWidget          *gate;     /* where one cannot write, in its place */
  GtkWidget          *writing;
  GtkWidget          *attach;
  GtkWidget          *composer;
  GtkWidget          *voice;
  GtkWidget          *title;        /* (nullable) owned */
};

G_DEFINE_FINAL_TYPE (UiConversationPage, ui_conversation_page, GTK_TYPE_WIDGET)

enum {
  PROP_CLIENT = 1,
  PROP_CONVERSATION,
  PROP_COMPACT,
  PROP_ENTER_SENDS,
  PROP_ORIGINAL_PHOTOS,
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

/* Somebody looks at the end of the conversation, or not: then nothing counts as read. */
static void
update_active (UiConversationPage *self)
{
  if (self->conversation == NULL)
    return;

  chat_conversation_set_active (self->conversation,
                                gtk_widget_get_mapped (GTK_WIDGET (self))
                                && self->window != NULL && gtk_window_is_active (self->window)
                                && ui_message_list_get_seen (UI_MESSAGE_LIST (self->list)));
}

static gboolean
uri_cb (UiConversationPage *self,
        const char         *uri)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[SIGNAL_ACTIVATE_URI], 0, uri, &handled);
  if (!handled && g_ascii_strncasecmp (uri, "xmpp:", 5) != 0 && ui_links_is_allowed (uri))
    gtk_show_uri (self->window, uri, GDK_CURRENT_TIME);
  return TRUE;
}

static void
error_cb (UiConversationPage *self,
          const char         *text)
{
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, text);
}

static gboolean
can_write (UiConversationPage *self)
{
  return gtk_widget_get_visible (self->writing) && gtk_widget_get_sensitive (self->composer)
         && !ui_voice_bar_get_active (UI_VOICE_BAR (self->voice));
}

/* Or on what helps, where one cannot write. */
static gboolean
focus_writing (UiConversationPage *self)
{
  if (!gtk_widget_get_visible (self->writing))
    return gtk_widget_child_focus (self->gate, GTK_DIR_TAB_FORWARD);

  if (ui_voice_bar_get_active (UI_VOICE_BAR (self->voice)))
    return gtk_widget_grab_focus (self->voice);

  return gtk_widget_grab_focus (self->composer);
}

/* What is recorded is where one writes otherwise. */
static void
voice_cb (UiConversationPage *self)
{
  gboolean active = ui_voice_bar_get_active (UI_VOICE_BAR (self->voice));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!active)
    gtk_widget_set_visible (self->composer, TRUE);
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->writing))
    focus_writing (self);
  gtk_widget_set_visible (self->composer, !active);
  gtk_widget_set_visible (self->attach, !active);
}

static void
gate_cb (UiConversationPage *self)
{
  gboolean is_shut = gtk_widget_get_visible (self->gate);
  GtkWidget *before = is_shut ? self->writing : self->gate;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (is_shut)
    ui_voice_bar_stop (UI_VOICE_BAR (self->voice));
  gtk_widget_set_visible (self->writing, !is_shut);
  /* The keyboard goes on where the other one was; of what is out of sight GTK knows no more. */
  if (focus == NULL || gtk_widget_is_ancestor (focus, before))
    focus_writing (self);
}

/* Who writes wants to see it, wherever the view stands. */
static void
sent_cb (UiConversationPage *self)
{
  ui_message_list_go_to_end (UI_MESSAGE_LIST (self->list));
}

static void
scroll_pages_cb (UiConversationPage *self,
                 int                 pages)
{
  ui_message_list_scroll_pages (UI_MESSAGE_LIST (self->list), pages);
}

static void
edit_cb (UiConversationPage *self,
         ChatMessage        *message)
{
  ui_composer_edit (UI_COMPOSER (self->composer), message);
}

static void
stop_editing_cb (UiConversationPage *self)
{
  ui_composer_stop_editing (UI_COMPOSER (self->composer));
  gtk_widget_grab_focus (self->composer);
}

static void
go_to_cb (UiConversationPage *self,
          gint64              id)
{
  ui_message_list_go_to_message (UI_MESSAGE_LIST (self->list), id);
}

/* What had the keyboard goes out of sight: it goes on where one writes. */
static void
search_mode_cb (UiConversationPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean search_mode;

  g_object_get (self->find, "search-mode", &search_mode, NULL);
  if (!search_mode && self->conversation != NULL
      && (focus == NULL || gtk_widget_is_ancestor (focus, self->find)))
    focus_writing (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH_MODE]);
}

static void
details_cb (UiConversationPage *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0);
}

/* What is typed while a message has the focus goes where one writes. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                UiConversationPage    *self)
{
  gunichar c = gdk_keyval_to_unicode (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_META_MASK | GDK_SUPER_MASK)) != 0
      || !g_unichar_isgraph (c))
    return FALSE;

  focus_writing (self);
  return can_write (self) && ui_composer_take_key (UI_COMPOSER (self->composer), controller);
}

/* Before anything else takes it for its own. */
static gboolean
escape_cb (GtkEventControllerKey *controller,
           guint                  key,
           guint                  code,
           GdkModifierType        state,
           UiConversationPage    *self)
{
  return key == GDK_KEY_Escape && ui_voice_bar_cancel (UI_VOICE_BAR (self->voice));
}

static void
text_dropped_cb (UiConversationPage *self,
                 const char         *text)
{
  ui_composer_insert (UI_COMPOSER (self->composer), text);
}

/* Of the conversation; (nullable) */
static ChatAccount *
get_account (UiConversationPage *self)
{
  return chat_client_get_account (self->client,
                                  chat_conversation_get_account_address (self->conversation));
}

static void
files_cb (ChatConversation *conversation,
          const char       *text,
          const char       *unsent,
          gpointer          user_data)
{
  UiConversationPage *self = user_data;
  g_autofree char *line = unsent != NULL && chat_conversation_get_draft (conversation) != NULL
                          ? g_strconcat ("\n", unsent, NULL) : g_strdup (unsent);

  if (unsent != NULL && conversation == self->conversation)
    ui_composer_insert (UI_COMPOSER (self->composer), line);
  else if (unsent != NULL)
    chat_conversation_add_to_draft (conversation, unsent);
  else if (text != NULL)
    error_cb (user_data, text);
  else
    sent_cb (user_data);
}

static void
ask_files (UiConversationPage *self,
           GListModel         *files) /* of GFile */
{
  if (self->conversation != NULL && can_write (self))
    ui_send_files_ask (GTK_WIDGET (self), self->conversation, get_account (self), files, files_cb,
                       self);
}

static void
attach_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  UiConversationPage *self = user_data;

  if (self->conversation != NULL && can_write (self))
    ui_send_files_choose (GTK_WIDGET (self), self->conversation, get_account (self), files_cb,
                          self);
}

/* What was pasted */
static void
attach_files_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_uri (uris[i]);

      g_list_store_append (files, file);
    }
  ask_files (user_data, G_LIST_MODEL (files));
}

static void
record_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  UiConversationPage *self = user_data;

  if (self->conversation != NULL && gtk_widget_get_visible (self->writing))
    ui_voice_bar_toggle (UI_VOICE_BAR (self->voice));
}

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
  details_cb (user_data);
}

static void
jump_down_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  sent_cb (user_data);
}

static void
focus_composer_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  ui_conversation_page_focus_composer (user_data);
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
      g_signal_connect_object (root, "notify::is-active", G_CALLBACK (update_active), self,
                               G_CONNECT_SWAPPED);
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
  ui_voice_bar_stop (UI_VOICE_BAR (UI_CONVERSATION_PAGE (widget)->voice));
  update_active (UI_CONVERSATION_PAGE (widget));
}

static gboolean
ui_conversation_page_grab_focus (GtkWidget *widget)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (widget);

  return !self->passing && focus_writing (self);
}

/* See ui_composer_focus(). */
static gboolean
ui_conversation_page_focus (GtkWidget        *widget,
                            GtkDirectionType  direction)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (widget);
  gboolean moved;

  self->passing = TRUE;
  moved = GTK_WIDGET_CLASS (ui_conversation_page_parent_class)->focus (widget, direction);
  self->passing = FALSE;
  return moved;
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
    case PROP_COMPACT:
      g_value_set_boolean (value, ui_message_list_get_compact (UI_MESSAGE_LIST (self->list)));
      break;
    case PROP_ENTER_SENDS:
      g_object_get_property (G_OBJECT (self->composer), "enter-sends", value);
      break;
    case PROP_ORIGINAL_PHOTOS:
      g_value_set_boolean (value, self->original_photos);
      break;
    case PROP_SEARCH_MODE:
      g_object_get_property (G_OBJECT (self->find), "search-mode", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_original_photos (UiConversationPage *self,
                     gboolean            original)
{
  if (self->original_photos == original)
    return;

  self->original_photos = original;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORIGINAL_PHOTOS]);
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
    case PROP_COMPACT:
      ui_message_list_set_compact (UI_MESSAGE_LIST (self->list), g_value_get_boolean (value));
      break;
    case PROP_ENTER_SENDS:
      ui_composer_set_enter_sends (UI_COMPOSER (self->composer), g_value_get_boolean (value));
      break;
    case PROP_ORIGINAL_PHOTOS:
      set_original_photos (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH_MODE:
      ui_conversation_page_set_search_mode (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_conversation_page_constructed (GObject *object)
{
  UiConversationPage *self = UI_CONVERSATION_PAGE (object);

  G_OBJECT_CLASS (ui_conversation_page_parent_class)->constructed (object);

  ui_voice_bar_set_player (UI_VOICE_BAR (self->voice),
                           chat_pictures_get_player (chat_client_get_pictures (self->client)));
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

  if (self->list != NULL)
    ui_conversation_page_set_conversation (self, NULL);
  g_clear_object (&self->title);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CONVERSATION_PAGE);
  g_clear_object (&self->actions);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_conversation_page_parent_class)->dispose (object);
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
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  props[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, flags);
  props[PROP_ORIGINAL_PHOTOS] =
    g_param_spec_boolean ("original-photos", NULL, NULL, FALSE, flags);
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
  widget_class->root = ui_conversation_page_root;
  widget_class->unroot = ui_conversation_page_unroot;
  widget_class->map = ui_conversation_page_map;
  widget_class->unmap = ui_conversation_page_unmap;
  widget_class->focus = ui_conversation_page_focus;
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
  g_type_ensure (UI_TYPE_CONTACT_BANNERS);
  g_type_ensure (UI_TYPE_DROP_SIGN);
  g_type_ensure (UI_TYPE_EDIT_STRIP);
  g_type_ensure (UI_TYPE_PREVIEW_STRIP);
  g_type_ensure (UI_TYPE_MESSAGE_LIST);
  g_type_ensure (UI_TYPE_ROOM_BANNERS);
  g_type_ensure (UI_TYPE_ROOM_GATE);
  g_type_ensure (UI_TYPE_VOICE_BAR);
  gtk_widget_class_set_css_name (widget_class, "conversationpage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-conversation-page.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK,
                                       "conversation.attach", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "conversation.record", NULL);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, top);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, banners);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, room_banners);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, list);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, drop_sign);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, gate);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, writing);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, attach);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, composer);
  gtk_widget_class_bind_template_child (widget_class, UiConversationPage, voice);
  gtk_widget_class_bind_template_callback (widget_class, update_active);
  gtk_widget_class_bind_template_callback (widget_class, uri_cb);
  gtk_widget_class_bind_template_callback (widget_class, error_cb);
  gtk_widget_class_bind_template_callback (widget_class, sent_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_pages_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_editing_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_writing);
  gtk_widget_class_bind_template_callback (widget_class, gate_cb);
  gtk_widget_class_bind_template_callback (widget_class, voice_cb);
  gtk_widget_class_bind_template_callback (widget_class, can_write);
  gtk_widget_class_bind_template_callback (widget_class, text_dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_files);
}

static void
ui_conversation_page_init (UiConversationPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "search", .activate = search_action },
    { .name = "details", .activate = details_action },
    { .name = "jump-down", .activate = jump_down_action },
    { .name = "focus-composer", .activate = focus_composer_action },
    { .name = "attach", .activate = attach_action },
    { .name = "record", .activate = record_action },
    { .name = "attach-files", .activate = attach_files_action, .parameter_type = "as" },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *escape = gtk_event_controller_key_new ();

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "conversation",
                                  G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (self->list, keys);
  gtk_event_controller_set_propagation_phase (escape, GTK_PHASE_CAPTURE);
  g_signal_connect_object (escape, "key-pressed", G_CALLBACK (escape_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), escape);
  ui_drop_sign_watch (UI_DROP_SIGN (self->drop_sign), GTK_WIDGET (self));
}

GtkWidget *
ui_conversation_page_new (ChatClient *client)
{
  return g_object_new (UI_TYPE_CONVERSATION_PAGE, "client", client, NULL);
}

ChatConversation *
ui_conversation_page_get_conversation (UiConversationPage *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_PAGE (self), NULL);

  return self->conversation;
}

void
ui_conversation_page_set_conversation (UiConversationPage *self,
                                       ChatConversation   *conversation)
{
  ChatAccount *account = NULL;
  ChatContact *contact = NULL;
  ChatRoom *room = NULL;

  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    chat_conversation_set_active (self->conversation, FALSE);
  g_set_object (&self->conversation, conversation);

  if (conversation != NULL)
    {
      account = chat_client_get_account (self->client,
                                         chat_conversation_get_account_address (conversation));
      contact = chat_conversation_get_contact (conversation);
      room = chat_conversation_get_room (conversation);
    }
  ui_contact_banners_set_contact (UI_CONTACT_BANNERS (self->banners), contact);
  ui_room_banners_set_room (UI_ROOM_BANNERS (self->room_banners), room);
  ui_room_gate_set_room (UI_ROOM_GATE (self->gate), room);
  ui_find_bar_set_conversation (UI_FIND_BAR (self->find), conversation);
  ui_message_list_set_conversation (UI_MESSAGE_LIST (self->list), conversation);
  ui_drop_sign_set_conversation (UI_DROP_SIGN (self->drop_sign), conversation);
  ui_composer_set_conversation (UI_COMPOSER (self->composer), conversation, account);
  ui_voice_bar_set_conversation (UI_VOICE_BAR (self->voice), conversation, account);
  if (self->title != NULL)
    ui_conversation_title_set_conversation (UI_CONVERSATION_TITLE (self->title), conversation);
  update_active (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONVERSATION]);
}

GtkWidget *
ui_conversation_page_get_title_widget (UiConversationPage *self)
{
  g_return_val_if_fail (UI_IS_CONVERSATION_PAGE (self), NULL);

  if (self->title == NULL)
    {
      self->title = g_object_ref_sink (ui_conversation_title_new ());
      g_signal_connect_object (self->title, "clicked", G_CALLBACK (details_cb), self,
                               G_CONNECT_SWAPPED);
      ui_conversation_title_set_conversation (UI_CONVERSATION_TITLE (self->title),
                                              self->conversation);
    }

  return self->title;
}

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

  focus_writing (self);
}

void
ui_conversation_page_go_to_message (UiConversationPage *self,
                                    gint64              id)
{
  g_return_if_fail (UI_IS_CONVERSATION_PAGE (self));

  ui_message_list_go_to_message (UI_MESSAGE_LIST (self->list), id);
}
