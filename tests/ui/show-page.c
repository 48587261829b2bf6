/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the page of a conversation in its states, to be looked at: show-page SCENE [WIDTH HEIGHT].
 * Scenes: talk, empty, request, blocked, find, offline, long, back, menu, details, delete, console,
 * edited, older (is being fetched), older-offline (comes later), recording, silent, voice (is ready),
 * directs (files that go straight).
 * Environment: SHOW_DARK, SHOW_RTL, SHOW_LARGE. */
#include <stdlib.h>

#include "archive-row.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-voice.h"
#include "ui-console.h"
#include "ui-conversation-page.h"
#include "xmpp-session.h"
#include "ui-test.h"

typedef struct {
  ChatClient         *client;
  ChatConversation   *conversation;
  UiConversationPage *page;
  GtkWidget          *window;
} Show;

static void
told_cb (ChatClient       *client,
         ChatConversation *conversation,
         ChatMessage      *message,
         gboolean          notify,
         ChatMessage     **told)
{
  *told = message;
}

static void
nothing_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
}

static void
add_actions (GtkWidget *window)
{
  static const GActionEntry entries[] = {
    { .name = "block", .activate = nothing_cb, .parameter_type = "(ss)" },
    { .name = "deny", .activate = nothing_cb, .parameter_type = "(ss)" },
    { .name = "approve", .activate = nothing_cb, .parameter_type = "(ss)" },
    { .name = "unblock", .activate = nothing_cb, .parameter_type = "(ss)" },
  };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (window, "contact", G_ACTION_GROUP (group));
}

static gboolean
stop_cb (gpointer user_data)
{
  gtk_widget_activate_action (user_data, "conversation.record", NULL);
  return G_SOURCE_REMOVE;
}

static void
record (Show       *show,
        const char *scene)
{
  chat_voice_set_source (chat_voice_get (show->conversation), NULL,
                         g_str_equal (scene, "silent")
                         ? "audiotestsrc is-live=true wave=silence"
                         : "audiotestsrc is-live=true wave=pink-noise volume=0.3");
  gtk_widget_activate_action (GTK_WIDGET (show->page), "conversation.record", NULL);
  if (g_str_equal (scene, "voice"))
    g_timeout_add (3000, stop_cb, show->page);
}

static void
edit (Show *show)
{
  static const char *const texts[] = {
    "At five, then", "And a text of two lines, because what was wrong with it was longer than what "
    "fits into one of them",
  };
  ChatTimeline *timeline = show->conversation->timelines->pdata[0];
  guint n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));

  for (guint i = 0; i < MIN (n_messages, 4); i++)
    {
      g_autoptr(ChatMessage) message =
        g_list_model_get_item (G_LIST_MODEL (timeline), n_messages - 1 - i);
      const ChatMessageText text = { CHAT_MESSAGE_TEXT, texts[i % 2], NULL, TRUE };

      chat_message_set_text (message, &text);
    }
}

static gboolean
receive_cb (gpointer user_data)
{
  Show *show = user_data;

  chat_fixture_receive (show->client, show->conversation, "And another one");
  return G_SOURCE_REMOVE;
}

/* What goes over the wire as an account signs in and talks */
static void
show_console (Show *show,
              int   width,
              int   height)
{
  static const struct {
    gboolean    is_sent;
    const char *xml;
  } traffic[] = {
    { TRUE, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>…</auth>" },
    { FALSE, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>…</success>" },
    { TRUE, "<iq type='get' id='7b1c'><query xmlns='jabber:iq:roster'/></iq>" },
    { FALSE, "<iq type='result' id='7b1c'><query xmlns='jabber:iq:roster'><item "
             "jid='marta@office.example' name='Marta Ruiz' subscription='both'><group>Friends"
             "</group></item><item jid='luis@office.example' subscription='both'/></query></iq>" },
    { FALSE, "<presence from='marta@office.example/phone'><show>away</show></presence>" },
    { FALSE, "<message from='marta@office.example/phone' type='chat' id='a1'><body>Did you see the "
             "plan? مرحبا &amp; more, and a line that goes on until it breaks somewhere</body>"
             "<request xmlns='urn:xmpp:receipts'/></message>" },
  };
  ChatAccount *account = chat_fixture_get_account (show->client);
  GtkWindow *console = NULL;

  ui_console_present (NULL, show->client, account);
  console = ui_test_find_window (UI_TYPE_CONSOLE);
  gtk_window_set_default_size (console, width, height);
  for (gsize i = 0; i < G_N_ELEMENTS (traffic); i++)
    g_signal_emit_by_name (account->connection->session, "traffic", traffic[i].is_sent,
                           traffic[i].xml);
}

static gboolean
act_cb (gpointer user_data)
{
  Show *show = user_data;
  const char *scene = g_getenv ("SHOW_SCENE");
  GtkWidget *view = ui_test_find (show->window, g_type_from_name ("UiTimelineView"), NULL);
  GtkWidget *row;

  if (g_str_equal (scene, "back"))
    {
      for (guint i = 0; i < 3; i++)
        gtk_widget_child_focus (view, GTK_DIR_UP);
      ui_test_press (view, "Page_Up");
      g_timeout_add (500, receive_cb, show);
    }
  else if (g_str_has_prefix (scene, "older"))
    {
      chat_conversation_set_older (show->conversation,
                                   g_str_equal (scene, "older") ? CHAT_OLDER_COMING
                                                                : CHAT_OLDER_OFFLINE, 0);
      for (guint i = 0; i < 6; i++)
        ui_test_press (view, "Page_Up");
    }
  else if (g_str_equal (scene, "recording") || g_str_equal (scene, "silent")
           || g_str_equal (scene, "voice"))
    {
      record (show, scene);
    }
  else if (g_str_equal (scene, "edited"))
    {
      edit (show);
    }
  else if (g_str_equal (scene, "menu") || g_str_equal (scene, "details")
           || g_str_equal (scene, "delete"))
    {
      gtk_widget_child_focus (view, GTK_DIR_UP);
      gtk_widget_child_focus (view, GTK_DIR_UP);
      row = gtk_root_get_focus (GTK_ROOT (show->window));
      gtk_widget_activate_action (row,
                                  g_str_equal (scene, "menu") ? "message.menu"
                                  : g_str_equal (scene, "details") ? "message.details"
                                                                   : "message.delete",
                                  NULL);
    }
  return G_SOURCE_REMOVE;
}

/* What the archive has of one, and how it is now */
typedef struct {
  const char        *name;
  const char        *type;
  gint64             size;
  ArchiveDirect      direct;
  ChatOffer          offer;    /* incoming */
  ChatMessageState   state;
  const char        *error;
  ChatTransferState  transfer; /* DONE: none */
  const char        *trouble;
  const char        *thumbnail;
} Direct;

static void
add_direct (Show         *show,
            const Direct *direct)
{
  ChatAccount *account = chat_fixture_get_account (show->client);
  g_autoptr(ArchiveMessage) row = archive_message_new ();
  ArchiveFile *file = archive_file_new ();
  gboolean is_outgoing = direct->state != CHAT_MESSAGE_RECEIVED;
  ChatMessage *message = NULL;
  gulong handler = g_signal_connect (show->client, "message", G_CALLBACK (told_cb), &message);

  file->name = g_strdup (direct->name);
  file->type = g_strdup (direct->type);
  file->size_bytes = direct->size;
  file->direct = direct->direct;
  file->thumbnail = g_strdup (direct->thumbnail);
  if (is_outgoing)
    file->path = g_strdup ("/nowhere");
  row->with = g_strdup (chat_conversation_get_address (show->conversation));
  row->sender = g_strdup (is_outgoing ? chat_account_get_address (account) : row->with);
  row->direction = is_outgoing ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = is_outgoing ? ARCHIVE_STATE_SENT : ARCHIVE_STATE_RECEIVED;
  row->kind = ARCHIVE_MESSAGE_FILE;
  row->time_us = g_get_real_time ();
  row->ids.message = g_uuid_string_random ();
  row->body = g_strdup ("");
  row->files = archive_files_new ();
  g_ptr_array_add (row->files, file);
  g_signal_emit_by_name (account->directs, "offered", row);
  while (message == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (show->client, handler);

  if (is_outgoing)
    chat_fixture_set_message_state (message, direct->state, direct->error);
  chat_file_set_offer (chat_message_get_file (message), direct->offer);
  if (direct->transfer != CHAT_TRANSFER_DONE)
    {
      g_autoptr(ChatTransfer) transfer = chat_transfer_new ();

      chat_transfer_set_progress (transfer, direct->size / 3, direct->size);
      chat_transfer_set_state (transfer, direct->transfer);
      if (direct->trouble != NULL)
        chat_transfer_fail (transfer, direct->trouble);
      chat_file_set_transfer (chat_message_get_file (message), transfer);
    }
  g_object_ref (message); /* as whoever carries it does */
}

static void
add_directs (Show *show)
{
  static const Direct directs[] = {
    { "Lease for the workshop.pdf", "application/pdf", 1843000, ARCHIVE_DIRECT_DECLINED,
      CHAT_OFFER_NONE, CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_DONE },
    { "Garden.mkv", "video/x-matroska", 734003200, ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_NONE,
      CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_DONE },
    { "Backup of all the pictures of the last ten years.tar.zst", "application/zstd", 48318382080,
      ARCHIVE_DIRECT_FAILED, CHAT_OFFER_NONE, CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_FAILED,
      "There is no room for the file on the disk." },
    { "Plan.odt", "application/vnd.oasis.opendocument.text", 52000, ARCHIVE_DIRECT_OFFERED,
      CHAT_OFFER_NONE, CHAT_MESSAGE_DELIVERED, NULL, CHAT_TRANSFER_DONE },
    { "Recording.flac", "audio/flac", 340000000, ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_NONE,
      CHAT_MESSAGE_FAILED, "The connection was lost. Try again to go on.", CHAT_TRANSFER_DONE },
    { "Film.mp4", "video/mp4", 2147483648, ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_TAKEN,
      CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_ACTIVE },
    { "Photos of the fair.zip", "application/zip", 312000000, ARCHIVE_DIRECT_OFFERED,
      CHAT_OFFER_OPEN, CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_DONE },
    { "Lake.jpg", "image/jpeg", 5200000, ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_OPEN,
      CHAT_MESSAGE_RECEIVED, NULL, CHAT_TRANSFER_DONE, NULL,
      "data:image/thumbhash;base64,JsgCBYCHh4iIeHeAd3h4dYeIcIgH" },
    { "Harbour.jpg", "image/jpeg", 4100000, ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_NONE,
      CHAT_MESSAGE_QUEUED, NULL, CHAT_TRANSFER_ACTIVE },
    { "Accounts.ods", "application/vnd.oasis.opendocument.spreadsheet", 88000,
      ARCHIVE_DIRECT_OFFERED, CHAT_OFFER_NONE, CHAT_MESSAGE_QUEUED, NULL, CHAT_TRANSFER_ASKING },
    { "Minutes.odt", "application/vnd.oasis.opendocument.text", 61000, ARCHIVE_DIRECT_OFFERED,
      CHAT_OFFER_NONE, CHAT_MESSAGE_QUEUED, NULL, CHAT_TRANSFER_ABSENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (directs); i++)
    add_direct (show, &directs[i]);
}

static void
set_scene (Show       *show,
           const char *scene)
{
  ChatContact *contact = chat_conversation_get_contact (show->conversation);
  ChatAccount *account = chat_fixture_get_account (show->client);

  if (g_str_equal (scene, "request"))
    chat_contact_set_request (contact, TRUE, "Hi Ana, it is me, Marta from Vigo. We met in May.");
  else if (g_str_equal (scene, "blocked"))
    chat_contact_set_blocked (contact, TRUE);
  else if (g_str_equal (scene, "offline"))
    chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, -1);
  else if (g_str_equal (scene, "long"))
    chat_conversation_set_draft (show->conversation,
                                 "1\n2\n3\n4\n5\n6\n7\nA line that is so long that it goes on and on, "
                                 "and on, until it breaks\n9\n10");
  else if (g_str_equal (scene, "directs"))
    add_directs (show);
  ui_conversation_page_set_conversation (show->page, show->conversation);
  if (g_str_equal (scene, "find"))
    {
      ui_conversation_page_set_search_mode (show->page, TRUE);
      gtk_editable_set_text (ui_test_find (show->window, GTK_TYPE_SEARCH_ENTRY, NULL), "plan");
    }
  g_setenv ("SHOW_SCENE", scene, TRUE);
  g_timeout_add (1000, act_cb, show);
}

int
main (int    argc,
      char **argv)
{
  const char *scene = argc > 1 ? argv[1] : "talk";
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  int width = argc > 3 ? atoi (argv[2]) : 740;
  int height = argc > 3 ? atoi (argv[3]) : 720;
  GtkWidget *box;
  GtkWidget *header;
  Show show = { 0 };

  ui_test_init (&argc, &argv);
  if (g_getenv ("SHOW_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_getenv ("SHOW_LARGE") != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 144 * 1024, NULL);
  if (g_getenv ("SHOW_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);

  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/im/charla/Charla/icons");
  show.client = chat_fixture_new_client_with (2, g_str_equal (scene, "empty") ? 0 : 30);
  show.conversation = chat_fixture_get_conversation (show.client, 0);
  if (show.conversation == NULL)
    show.conversation = chat_client_get_conversation (show.client,
                                                      chat_fixture_get_account (show.client),
                                                      "contact0@office.example", NULL);
  show.page = UI_CONVERSATION_PAGE (ui_conversation_page_new (show.client));
  show.window = adw_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  header = adw_header_bar_new ();
  add_actions (show.window);
  gtk_widget_set_vexpand (GTK_WIDGET (show.page), TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (show.page));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   ui_conversation_page_get_title_widget (show.page));
  adw_window_set_content (ADW_WINDOW (show.window), box);
  gtk_window_set_default_size (GTK_WINDOW (show.window), width, height);
  set_scene (&show, scene);
  g_signal_connect_swapped (show.window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  if (g_str_equal (scene, "console"))
    show_console (&show, width, height);
  else
    gtk_window_present (GTK_WINDOW (show.window));
  g_main_loop_run (loop);
  chat_fixture_clear_client (&show.client);
  return 0;
}
