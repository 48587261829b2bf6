/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications of messages, files that are offered, contact requests and invitations: what to say,
 * when, and what the answers do. */
#define G_LOG_DOMAIN "desktop-notifier"

#include "desktop-notifier.h"

#include "base-text.h"
#include "desktop-notify-thread.h"
#include "desktop-notify-words.h"

#include <glib/gi18n.h>

/* A bubble that grew over this many lines says how many more there are. */
#define MAX_LINES 5

/* So many offers of one contact are asked about at a time; of more it is told like of messages. */
#define MAX_OFFERS 3

#define PICTURE_SIZE 64

struct _DesktopNotifier
{
  GObject              parent_instance;

  ChatClient          *client;
  DesktopNotifyThread *thread;
  GHashTable          *open;     /* owned key => owned Bubble */
  guint                show_source;
  gboolean             messages;
  gboolean             requests;
  gboolean             show_text;
  gboolean             sound;
};

/* What a conversation's bubble says now. */
typedef struct {
  DesktopNotifier  *notifier;     /* borrowed: it owns us */
  ChatConversation *conversation; /* (nullable): of a contact request */
  ChatAccount      *account;      /* (nullable): of a contact request */
  ChatPeer         *peer;         /* (nullable): of an invitation */
  ChatInvitation   *invitation;   /* (nullable) */
  ChatMessage      *message;      /* (nullable): that offers a file, in a bubble of its own */
  ChatFile         *file;         /* (nullable): of it */
  GPtrArray        *lines;        /* owned char * */
  guint             count;
  gboolean          is_changed;   /* and is about to be shown so */
  GBytes           *image;        /* (nullable): of the peer, encoded, of which is */
  ChatPicture      *picture;      /* (nullable): it decoded */
  GCancellable     *decoding;     /* (nullable): it is about to be */
  gulong            unread_handler;
  gulong            offer_handler;
} Bubble;

G_DEFINE_FINAL_TYPE (DesktopNotifier, desktop_notifier, G_TYPE_OBJECT)

enum {
  PROP_MESSAGES = 1,
  PROP_REQUESTS,
  PROP_SHOW_TEXT,
  PROP_SOUND,
  N_PROPS,
};

enum {
  SIGNAL_OPEN,
  SIGNAL_OPEN_REQUESTS,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
drop_picture (Bubble *bubble)
{
  if (bubble->decoding != NULL)
    g_cancellable_cancel (bubble->decoding);
  g_clear_object (&bubble->decoding);
  g_clear_pointer (&bubble->picture, chat_picture_free);
  g_clear_pointer (&bubble->image, g_bytes_unref);
}

static void
bubble_free (Bubble *bubble)
{
  drop_picture (bubble);
  if (bubble->conversation != NULL)
    g_clear_signal_handler (&bubble->unread_handler, bubble->conversation);
  else if (bubble->peer != NULL)
    g_clear_signal_handler (&bubble->unread_handler, bubble->peer);
  g_clear_object (&bubble->conversation);
  g_clear_object (&bubble->account);
  g_clear_object (&bubble->peer);
  g_clear_object (&bubble->invitation);
  if (bubble->file != NULL)
    g_clear_signal_handler (&bubble->offer_handler, bubble->file);
  g_clear_object (&bubble->file);
  g_clear_object (&bubble->message);
  g_ptr_array_unref (bubble->lines);
  g_free (bubble);
}

static void
forget (DesktopNotifier *self,
        const char      *key)
{
  desktop_notify_thread_close (self->thread, key);
  g_hash_table_remove (self->open, key);
}

static char *
conversation_key (ChatConversation *conversation)
{
  return g_strdup_printf ("chat %s %s", chat_conversation_get_account_address (conversation),
                          chat_conversation_get_address (conversation));
}

static void
unread_cb (ChatConversation *conversation,
           GParamSpec       *pspec,
           DesktopNotifier  *self)
{
  g_autofree char *key = NULL;

  if (chat_conversation_get_unread (conversation) > 0)
    return;

  key = conversation_key (conversation);
  forget (self, key);
}

static void
request_cb (ChatContact     *contact,
            GParamSpec      *pspec,
            DesktopNotifier *self)
{
  g_autofree char *key = NULL;

  if (chat_contact_get_wants_subscription (contact))
    return;

  key = g_strdup_printf ("request %s %s", chat_contact_get_account_address (contact),
                         chat_contact_get_address (contact));
  forget (self, key);
}

static Bubble *
bubble_new (DesktopNotifier  *self,
            ChatConversation *conversation,
            ChatAccount      *account,
            ChatPeer         *peer)
{
  Bubble *bubble = g_new0 (Bubble, 1);

  bubble->notifier = self;
  bubble->peer = g_object_ref (peer);
  bubble->lines = g_ptr_array_new_with_free_func (g_free);
  if (conversation != NULL)
    {
      bubble->conversation = g_object_ref (conversation);
      bubble->unread_handler = g_signal_connect (conversation, "notify::unread",
                                                 G_CALLBACK (unread_cb), self);
    }
  else
    {
      bubble->account = g_object_ref (account);
      bubble->unread_handler = g_signal_connect (peer, "notify::wants-subscription",
                                                 G_CALLBACK (request_cb), self);
    }
  return bubble;
}

static char *
bubble_text (const Bubble *bubble)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (!bubble->notifier->show_text)
    return g_strdup_printf (ngettext ("%u new message", "%u new messages", bubble->count),
                            bubble->count);

  if (bubble->count > bubble->lines->len)
    {
      guint more = bubble->count - bubble->lines->len;

      g_string_append_printf (text, ngettext ("%u message before", "%u messages before", more),
                              more);
    }
  for (guint i = 0; i < bubble->lines->len; i++)
    {
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, g_ptr_array_index (bubble->lines, i));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Opening is offered where somebody listens to @signal: who has windows. */
static void
add_opening (DesktopNotifier *self,
             guint            signal,
             GStrvBuilder    *builder)
{
  if (g_signal_has_handler_pending (self, signal, 0, FALSE))
    g_strv_builder_add_many (builder, "default", _("Open"), NULL);
}

static GStrv
make_actions (DesktopNotifier *self,
              guint            signal,
              const char      *action, /* (nullable) */
              const char      *label)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  add_opening (self, signal, builder);
  if (action != NULL)
    g_strv_builder_add_many (builder, action, label, NULL);
  return g_strv_builder_end (builder);
}

static GStrv
make_offer_actions (DesktopNotifier *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  add_opening (self, signals[SIGNAL_OPEN], builder);
  g_strv_builder_add_many (builder, "accept", _("Accept"), "decline", _("Decline"), NULL);
  return g_strv_builder_end (builder);
}

static void
show_messages (DesktopNotifier *self,
               const char      *key,
               Bubble          *bubble)
{
  g_autofree char *text = bubble->file != NULL
                            ? desktop_notify_offer (bubble->file, self->show_text)
                            : bubble_text (bubble);
  DesktopBubble *shown =
    desktop_bubble_new (key, chat_conversation_get_title (bubble->conversation), text);

  bubble->is_changed = FALSE;
  shown->category = g_strdup ("im.received");
  shown->sound = self->sound;
  if (bubble->picture != NULL)
    {
      shown->picture = g_bytes_ref (chat_picture_get_frame (bubble->picture, 0));
      shown->picture_size = PICTURE_SIZE;
      shown->picture_has_alpha = chat_picture_get_has_alpha (bubble->picture);
    }
  if (bubble->file != NULL)
    {
      shown->actions = make_offer_actions (self);
    }
  else
    {
      shown->actions = make_actions (self, signals[SIGNAL_OPEN], "read", _("Mark as read"));
      shown->reply = g_strdup (_("Reply"));
    }
  desktop_notify_thread_show (self->thread, shown);
}

typedef struct {
  DesktopNotifier *notifier;
  char            *key;
} Decoding;

/* Without it where it cannot be shown. */
static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Decoding *decoding = user_data;
  g_autoptr(DesktopNotifier) self = decoding->notifier;
  g_autofree char *key = decoding->key;
  g_autoptr(GError) error = NULL;
  ChatPicture *picture = chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);
  Bubble *bubble;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* so is the bubble gone, or has another picture */

  if (error != NULL)
    g_debug ("No picture: %s", error->message);
  bubble = g_hash_table_lookup (self->open, key);
  g_clear_object (&bubble->decoding);
  bubble->picture = picture;
  if (bubble->is_changed)
    show_messages (self, key, bubble);
}

/* Returns whether it is there, or there is none. */
static gboolean
ensure_picture (DesktopNotifier *self,
                const char      *key,
                Bubble          *bubble)
{
  static const ChatPictureSize size = { PICTURE_SIZE, PICTURE_SIZE, TRUE, 0 };
  GBytes *image = chat_peer_get_avatar (bubble->peer);
  Decoding *decoding;

  if (image == bubble->image)
    return bubble->decoding == NULL;

  drop_picture (bubble);
  if (image == NULL)
    return TRUE;

  bubble->image = g_bytes_ref (image);
  bubble->decoding = g_cancellable_new ();
  decoding = g_new0 (Decoding, 1);
  decoding->notifier = g_object_ref (self);
  decoding->key = g_strdup (key);
  chat_pictures_decode_async (chat_client_get_pictures (self->client), image, &size,
                              bubble->decoding, decoded_cb, decoding);
  return FALSE;
}

static gboolean
show_cb (gpointer user_data)
{
  DesktopNotifier *self = user_data;
  GHashTableIter iter;
  gpointer key, bubble;

  self->show_source = 0;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &key, &bubble))
    if (((Bubble *) bubble)->is_changed && ensure_picture (self, key, bubble))
      show_messages (self, key, bubble);
  return G_SOURCE_REMOVE;
}

static void
plan_showing (DesktopNotifier *self,
              Bubble          *bubble)
{
  bubble->is_changed = TRUE;
  if (self->show_source == 0)
    self->show_source = g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, self, NULL);
}

static char *
offer_key (ChatMessage *message)
{
  return g_strdup_printf ("offer %" G_GINT64_FORMAT, chat_message_get_id (message));
}

/* What is answered elsewhere, or offered no longer, needs no bubble any more. */
static void
offer_cb (Bubble *bubble)
{
  g_autofree char *key = offer_key (bubble->message);

  if (chat_file_get_offer (bubble->file) != CHAT_OFFER_OPEN)
    forget (bubble->notifier, key);
}

static void
offer_read_cb (Bubble *bubble)
{
  g_autofree char *key = offer_key (bubble->message);

  if (chat_conversation_get_unread (bubble->conversation) == 0)
    forget (bubble->notifier, key);
}

/* It can be answered: it does not stand among what was written. */
static void
tell_offer (DesktopNotifier  *self,
            ChatConversation *conversation,
            ChatMessage      *message)
{
  Bubble *bubble = g_new0 (Bubble, 1);

  bubble->notifier = self;
  bubble->conversation = g_object_ref (conversation);
  bubble->peer = g_object_ref (chat_conversation_get_peer (conversation));
  bubble->message = g_object_ref (message);
  bubble->file = g_object_ref (chat_message_get_file (message));
  bubble->lines = g_ptr_array_new_with_free_func (g_free);
  bubble->unread_handler = g_signal_connect_swapped (conversation, "notify::unread",
                                                     G_CALLBACK (offer_read_cb), bubble);
  bubble->offer_handler = g_signal_connect_swapped (bubble->file, "notify::offer",
                                                    G_CALLBACK (offer_cb), bubble);
  g_hash_table_replace (self->open, offer_key (message), bubble);
  plan_showing (self, bubble);
}

static gboolean
is_offer (ChatMessage *message)
{
  ChatFile *file = chat_message_get_file (message);

  return file != NULL && chat_file_get_offer (file) == CHAT_OFFER_OPEN;
}

/* Whoever offers one file after the other does not fill the screen. */
static gboolean
has_room (DesktopNotifier  *self,
          ChatConversation *conversation)
{
  GHashTableIter iter;
  gpointer value;
  guint n_offers = 0;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Bubble *bubble = value;

      n_offers += bubble->file != NULL && bubble->conversation == conversation;
    }
  return n_offers < MAX_OFFERS;
}

/* Messages that come together are shown together: each showing asks the bus and the server. */
static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            DesktopNotifier  *self)
{
  g_autofree char *key = NULL;
  Bubble *bubble;

  if (!notify || !self->messages)
    return;

  if (is_offer (message) && has_room (self, conversation))
    {
      tell_offer (self, conversation, message);
      return;
    }

  key = conversation_key (conversation);
  if ((bubble = g_hash_table_lookup (self->open, key)) == NULL)
    {
      bubble = bubble_new (self, conversation, NULL, chat_conversation_get_peer (conversation));
      g_hash_table_insert (self->open, g_strdup (key), bubble);
    }

  bubble->count++;
  g_ptr_array_add (bubble->lines, desktop_notify_line (conversation, message));
  if (bubble->lines->len > MAX_LINES)
    g_ptr_array_remove_index (bubble->lines, 0);
  plan_showing (self, bubble);
}

static void
contact_request_cb (ChatClient      *client,
                    ChatAccount     *account,
                    ChatContact     *contact,
                    DesktopNotifier *self)
{
  g_autofree char *key = NULL, *text = NULL;
  DesktopBubble *shown;

  if (!self->requests)
    return;

  key = g_strdup_printf ("request %s %s", chat_contact_get_account_address (contact),
                         chat_contact_get_address (contact));
  g_hash_table_replace (self->open, g_strdup (key),
                        bubble_new (self, NULL, account, CHAT_PEER (contact)));

  /* Translators: %s is the name of somebody who asks to be a contact */
  text = g_strdup_printf (_("%s would like to see when you are online"),
                          chat_contact_get_name (contact));
  shown = desktop_bubble_new (key, _("Contact request"), text);
  shown->category = g_strdup ("im");
  shown->sound = self->sound;
  shown->actions = make_actions (self, signals[SIGNAL_OPEN_REQUESTS], NULL, NULL);
  desktop_notify_thread_show (self->thread, shown);
}

static char *
invitation_key (ChatInvitation *invitation)
{
  return g_strdup_printf ("invitation %s %s", chat_invitation_get_account_address (invitation),
                          chat_invitation_get_room (invitation));
}

static void
invited_cb (ChatRooms       *rooms,
            ChatInvitation  *invitation,
            DesktopNotifier *self)
{
  ChatAccount *account =
    chat_client_get_account (self->client, chat_invitation_get_account_address (invitation));
  const char *reason = self->show_text ? chat_invitation_get_reason (invitation) : NULL;
  g_autofree char *key = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL;
  DesktopBubble *shown;
  Bubble *bubble;

  if (!self->requests || account == NULL)
    return;

  key = invitation_key (invitation);
  bubble = g_new0 (Bubble, 1);
  bubble->notifier = self;
  bubble->account = g_object_ref (account);
  bubble->invitation = g_object_ref (invitation);
  bubble->lines = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_replace (self->open, g_strdup (key), bubble);

  /* Translators: the first is the name of a person, the second that of a room */
  sentence = g_strdup_printf (_("%1$s invites you to %2$s"),
                              chat_invitation_get_inviter_name (invitation),
                              chat_invitation_get_room_name (invitation));
  text = reason != NULL ? g_strconcat (sentence, "\n", reason, NULL)
                        : g_steal_pointer (&sentence);
  shown = desktop_bubble_new (key, _("Invitation"), text);
  shown->category = g_strdup ("im");
  shown->sound = self->sound;
  shown->actions = make_actions (self, signals[SIGNAL_OPEN_REQUESTS], "accept", _("Join"));
  desktop_notify_thread_show (self->thread, shown);
}

/* What is answered elsewhere in the program needs no bubble any more. */
static void
invitations_cb (GListModel      *invitations,
                guint            position,
                guint            n_removed,
                guint            n_added,
                DesktopNotifier *self)
{
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->open);
  while (n_removed > 0 && g_hash_table_iter_next (&iter, &key, &value))
    {
      const Bubble *bubble = value;
      gboolean is_there = FALSE;

      if (bubble->invitation == NULL
          || chat_rooms_get_invitations (chat_account_get_rooms (bubble->account)) != invitations)
        continue;
      for (guint i = 0; !is_there && i < g_list_model_get_n_items (invitations); i++)
        {
          g_autoptr(ChatInvitation) other = g_list_model_get_item (invitations, i);

          is_there = other == bubble->invitation;
        }
      if (!is_there)
        g_ptr_array_add (gone, g_strdup (key));
    }

  for (guint i = 0; i < gone->len; i++)
    forget (self, g_ptr_array_index (gone, i));
}

static void
accounts_cb (GListModel      *accounts,
             guint            position,
             guint            n_removed,
             guint            n_added,
             DesktopNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);
      ChatRooms *rooms = chat_account_get_rooms (account);

      g_signal_connect_object (rooms, "invited", G_CALLBACK (invited_cb), self, 0);
      g_signal_connect_object (chat_rooms_get_invitations (rooms), "items-changed",
                               G_CALLBACK (invitations_cb), self, 0);
    }
}

static void
replied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree char *text = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message = NULL;
  ChatConversation *conversation = CHAT_CONVERSATION (object);

  message = chat_conversation_send_finish (conversation, result, &error);
  if (message != NULL)
    chat_conversation_mark_read (conversation);
  else
    {
      /* The bubble it was typed into is gone: the composer keeps it, after what was begun there. */
      g_debug ("A reply was not sent: %s", error->message);
      chat_conversation_add_to_draft (conversation, text);
    }
}

static void
answer_cb (const char *key,
           const char *action,
           const char *text,
           gpointer    user_data)
{
  g_autoptr(DesktopNotifier) self = g_object_ref (DESKTOP_NOTIFIER (user_data));
  g_autoptr(ChatConversation) conversation = NULL;
  g_autoptr(ChatMessage) message = NULL;
  Bubble *bubble = g_hash_table_lookup (self->open, key);

  /* What was closed did not say yet what is about to be shown. */
  if (bubble == NULL || (bubble->is_changed && g_str_equal (action, "closed")))
    return;

  if (bubble->conversation == NULL)
    {
      if (g_str_equal (action, "open"))
        g_signal_emit (self, signals[SIGNAL_OPEN_REQUESTS], 0, bubble->account);
      else if (bubble->invitation != NULL && g_str_equal (action, "accept"))
        chat_invitation_accept (bubble->invitation);
      else if (g_str_equal (action, "closed"))
        g_hash_table_remove (self->open, key);
      return;
    }

  conversation = g_object_ref (bubble->conversation);
  g_set_object (&message, bubble->message);
  if (message != NULL && g_str_equal (action, "accept"))
    chat_conversation_fetch_file (conversation, message, chat_message_get_file (message), TRUE);
  else if (message != NULL && g_str_equal (action, "decline"))
    chat_conversation_decline_file (conversation, message);
  else if (g_str_equal (action, "open"))
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, conversation);
  else if (g_str_equal (action, "read"))
    chat_conversation_mark_read (conversation);
  else if (g_str_equal (action, "reply"))
    chat_conversation_send_async (conversation, text, NULL, replied_cb, g_strdup (text));
  else if (g_str_equal (action, "closed"))
    g_hash_table_remove (self->open, key);
}

static gboolean *
get_switch (DesktopNotifier *self,
            guint            prop_id)
{
  switch (prop_id)
    {
    case PROP_MESSAGES:
      return &self->messages;
    case PROP_REQUESTS:
      return &self->requests;
    case PROP_SHOW_TEXT:
      return &self->show_text;
    case PROP_SOUND:
      return &self->sound;
    default:
      return NULL;
    }
}

static void
desktop_notifier_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  gboolean *place = get_switch (DESKTOP_NOTIFIER (object), prop_id);

  if (place != NULL)
    g_value_set_boolean (value, *place);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
desktop_notifier_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  gboolean *place = get_switch (DESKTOP_NOTIFIER (object), prop_id);

  if (place != NULL)
    *place = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
desktop_notifier_dispose (GObject *object)
{
  DesktopNotifier *self = DESKTOP_NOTIFIER (object);

  g_clear_handle_id (&self->show_source, g_source_remove);
  g_hash_table_remove_all (self->open);
  g_clear_pointer (&self->thread, desktop_notify_thread_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (desktop_notifier_parent_class)->dispose (object);
}

static void
desktop_notifier_finalize (GObject *object)
{
  DesktopNotifier *self = DESKTOP_NOTIFIER (object);

  g_clear_pointer (&self->open, g_hash_table_unref);

  G_OBJECT_CLASS (desktop_notifier_parent_class)->finalize (object);
}

static void
desktop_notifier_class_init (DesktopNotifierClass *klass)
{
  static const char *const names[N_PROPS] = {
    [PROP_MESSAGES] = "messages", [PROP_REQUESTS] = "requests", [PROP_SHOW_TEXT] = "show-text",
    [PROP_SOUND] = "sound",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desktop_notifier_get_property;
  object_class->set_property = desktop_notifier_set_property;
  object_class->dispose = desktop_notifier_dispose;
  object_class->finalize = desktop_notifier_finalize;

  for (guint i = PROP_MESSAGES; i < N_PROPS; i++)
    props[i] = g_param_spec_boolean (names[i], NULL, NULL, TRUE,
                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_OPEN] = g_signal_new ("open", DESKTOP_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONVERSATION);
  signals[SIGNAL_OPEN_REQUESTS] =
    g_signal_new ("open-requests", DESKTOP_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_ACCOUNT);
}

static void
desktop_notifier_init (DesktopNotifier *self)
{
  self->messages = self->requests = self->show_text = self->sound = TRUE;
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) bubble_free);
  self->thread = desktop_notify_thread_new (answer_cb, self);
}

DesktopNotifier *
desktop_notifier_new (ChatClient *client)
{
  DesktopNotifier *self = g_object_new (DESKTOP_TYPE_NOTIFIER, NULL);

  g_return_val_if_fail (CHAT_IS_CLIENT (client), self);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (client, "contact-request", G_CALLBACK (contact_request_cb), self, 0);
  g_signal_connect_object (chat_client_get_accounts (client), "items-changed",
                           G_CALLBACK (accounts_cb), self, 0);
  accounts_cb (chat_client_get_accounts (client), 0, 0,
               g_list_model_get_n_items (chat_client_get_accounts (client)), self);
  return self;
}
