/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-file.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "ui-avatar.h"
#include "ui-banner.h"
#include "ui-browse-rooms.h"
#include "ui-composer.h"
#include "ui-conversation-page.h"
#include "ui-contact-details.h"
#include "ui-invite.h"
#include "ui-join-room.h"
#include "ui-message-context.h"
#include "ui-message-menu.h"
#include "ui-moderation.h"
#include "ui-new-group.h"
#include "ui-occupant-menu.h"
#include "ui-people.h"
#include "ui-people-picker.h"
#include "ui-room-banners.h"
#include "ui-room-details.h"
#include "ui-room-gate.h"
#include "ui-room-words.h"
#include "ui-test.h"
#include "ui-texture-cache.h"
#include "ui-window.h"

#include <string.h>

#define ROOM "garden@rooms.office.example"

/* The window, and a room that nobody is in. */
typedef struct {
  ChatClient       *client;
  ChatAccount      *account;
  ChatConversation *conversation; /* borrowed */
  ChatRoom         *room;         /* borrowed */
  GSettings        *settings;
  UiWindow         *window;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (5, 1);
  fx->account = chat_fixture_get_account (fx->client);
  fx->settings = ui_test_new_settings ();
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->account), ROOM);
  fx->conversation = chat_client_get_conversation (fx->client, fx->account, ROOM, NULL);
  fx->window = ui_window_new (NULL, fx->client, fx->settings);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static void
test_conversation (Fixture       *fx,
                   gconstpointer  data)
{
  g_assert_cmpint (chat_conversation_get_kind (fx->conversation), ==, CHAT_CONVERSATION_ROOM);
  ui_window_show_conversation (fx->window, fx->conversation);
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (fx->window, GTK_TYPE_LABEL, "Not in this room"));
}

/* Why one is not in it, and the one thing that helps, stand where one would write; gone with the
 * room. */
static void
test_gate (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *page = NULL;
  UiRoomGate *gate = NULL;
  GtkWidget *composer = NULL;
  GtkWidget *button = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  ui_test_settle ();
  gate = ui_test_find (fx->window, UI_TYPE_ROOM_GATE, NULL);
  page = gtk_widget_get_ancestor (GTK_WIDGET (gate), UI_TYPE_CONVERSATION_PAGE);
  composer = ui_test_child (page, "composer");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (gate)));
  g_assert_nonnull (ui_test_find (gate, GTK_TYPE_LABEL, "You are not in this room."));
  button = ui_test_find (gate, GTK_TYPE_BUTTON, "_Join");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_get_mapped (composer));
  /* Nor is anything said twice. */
  g_assert_false (ui_banner_get_revealed (ui_test_find (
    ui_test_find (fx->window, UI_TYPE_ROOM_BANNERS, NULL), UI_TYPE_BANNER, NULL)));

  /* What would go to where one writes goes to what helps. */
  ui_conversation_page_focus_composer (UI_CONVERSATION_PAGE (page));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fx->window)) == button);

  /* Put out, one may come back; banned, not. */
  chat_fixture_put_out (fx->room, "room-kicked");
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (gate, GTK_TYPE_LABEL, "You were put out of this room."));
  g_assert_true (gtk_widget_get_mapped (ui_test_find (gate, GTK_TYPE_BUTTON, "_Join again")));
  chat_fixture_put_out (fx->room, "room-banned");
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (gate, GTK_TYPE_LABEL, "You are banned from this room."));
  g_assert_false (gtk_widget_get_visible (button));

  chat_fixture_enter_room (fx->room, CHAT_ROOM_MAY_SPEAK);
  ui_test_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (gate)));
  g_assert_true (gtk_widget_get_mapped (composer));

  ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 0));
  ui_test_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (gate)));
  g_assert_true (gtk_widget_get_mapped (composer));
}

/* A room has details of its own, and a contact after it those of a contact. */
static void
test_details (Fixture       *fx,
              gconstpointer  data)
{
  GtkWidget *of_room = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  gtk_widget_activate_action (GTK_WIDGET (fx->window), "win.details", NULL);
  ui_test_settle ();
  of_room = ui_test_find (fx->window, UI_TYPE_ROOM_DETAILS, NULL);
  g_assert_true (gtk_widget_get_child_visible (of_room));
  g_assert_false (gtk_widget_get_visible (ui_test_child (of_room, "invite")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (of_room, "destroy")));

  ui_window_show_conversation (fx->window, chat_fixture_get_conversation (fx->client, 0));
  ui_test_settle ();
  g_assert_true (gtk_widget_get_mapped (ui_test_find (fx->window, UI_TYPE_CONTACT_DETAILS, NULL)));
}

static void
test_notify_is_set (Fixture       *fx,
                    gconstpointer  data)
{
  UiRoomDetails *details = NULL;

  ui_window_show_conversation (fx->window, fx->conversation);
  gtk_widget_activate_action (GTK_WIDGET (fx->window), "win.details", NULL);
  ui_test_settle ();
  details = ui_test_find (fx->window, UI_TYPE_ROOM_DETAILS, NULL);
  adw_combo_row_set_selected (ui_test_child (details, "notify"), CHAT_ROOM_NOTIFY_NEVER);
  g_assert_cmpint (chat_room_get_notify (fx->room), ==, CHAT_ROOM_NOTIFY_NEVER);
}

/* A link asks, and joins nothing by itself. */
static void
test_link_asks (Fixture       *fx,
                gconstpointer  data)
{
  UiJoinRoom *dialog = NULL;

  ui_window_open_link (fx->window, "xmpp:" ROOM "?join");
  ui_test_settle ();
  dialog = ui_test_find_window (UI_TYPE_JOIN_ROOM);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (dialog, "address")), ==, ROOM);
  g_assert_cmpint (chat_room_get_state (fx->room), ==, CHAT_ROOM_LEFT);
  g_assert_false (chat_room_get_autojoin (fx->room));
  ui_test_close (&dialog);
}

static void
test_join (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *dialog = ui_join_room_new (fx->client, NULL, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (ui_test_child (dialog, "join")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (dialog, "password")));
  gtk_editable_set_text (ui_test_child (dialog, "address"), "garden");
  g_assert_false (gtk_widget_get_sensitive (ui_test_child (dialog, "join")));
  gtk_editable_set_text (ui_test_child (dialog, "address"), ROOM);
  g_assert_true (gtk_widget_get_sensitive (ui_test_child (dialog, "join")));
  ui_test_close (&dialog);
}

static void
test_new_group (Fixture       *fx,
                gconstpointer  data)
{
  GtkWidget *dialog = ui_new_group_new (fx->client, NULL);
  GtkWidget *next = ui_test_child (dialog, "next");
  UiPeoplePicker *picker = ui_test_child (dialog, "picker");
  g_auto(GStrv) chosen = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (next));
  gtk_editable_set_text (ui_test_child (dialog, "name"), "  ");
  g_assert_false (gtk_widget_get_sensitive (next));
  gtk_editable_set_text (ui_test_child (dialog, "name"), "Garden");
  ui_test_click (next);
  ui_test_settle ();
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (next)), ==, "_Create");

  g_signal_emit_by_name (ui_test_child (picker, "view"), "activate", 0);
  g_assert_cmpuint (ui_people_picker_get_count (picker), ==, 1);
  gtk_editable_set_text (ui_test_child (picker, "entry"), "new@elsewhere.example");
  g_signal_emit_by_name (ui_test_child (picker, "entry"), "activate");
  chosen = ui_people_picker_dup_chosen (picker);
  g_assert_cmpuint (g_strv_length (chosen), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) chosen, "new@elsewhere.example"));
  /* Twice is not at all */
  g_signal_emit_by_name (ui_test_child (picker, "view"), "activate", 0);
  g_assert_cmpuint (ui_people_picker_get_count (picker), ==, 1);
  ui_test_click (ui_test_child (dialog, "back"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (next)), ==, "_Next");
  ui_test_close (&dialog);
}

/* Escape leaves, also from the search, which has the keyboard. */
static void
test_invite_closes (Fixture       *fx,
                    gconstpointer  data)
{
  GtkWidget *dialog = ui_invite_new (fx->account, fx->room);
  UiPeoplePicker *picker = ui_test_child (dialog, "picker");

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (ui_test_child (dialog, "invite")));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (ui_test_child (picker, "entry"), "stop-search");
  ui_test_settle ();
  g_assert_null (dialog);
}

static void
test_people (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *dialog = ui_people_new (fx->room, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (dialog, "stack")), ==, "none");
  gtk_editable_set_text (ui_test_child (dialog, "entry"), "x");
  g_signal_emit_by_name (ui_test_child (dialog, "entry"), "search-changed");
  g_assert_cmpstr (adw_status_page_get_description (ui_test_child (dialog, "none")), ==,
                   "Nobody here has this name.");
  ui_test_close (&dialog);
}

/* What somebody wrote in the room. @archive_id, @author: (nullable) */
static ChatMessage *
say (const char      *body,
     const char      *archive_id,
     const char      *author,
     ChatMessageKind  kind)
{
  const ChatMessageInit init = {
    .id = 1, .conversation_id = 1, .sender = ROOM "/be_n", .sender_name = "be_n",
    .archive_id = archive_id, .author = author, .text.kind = kind, .text.body = body,
  };

  return chat_message_new (&init);
}

/* Slow mode counts down before one's eyes. */
static void
test_slow_mode (Fixture       *fx,
                gconstpointer  data)
{
  UiComposer *composer = NULL;

  chat_fixture_set_account_state (fx->account, CHAT_ACCOUNT_ONLINE, -1);
  chat_fixture_enter_room (fx->room, CHAT_ROOM_MAY_SPEAK);
  ui_window_show_conversation (fx->window, fx->conversation);
  ui_test_settle ();
  composer = ui_test_find (fx->window, UI_TYPE_COMPOSER, NULL);
  chat_fixture_hold_up (fx->room, 12);
  g_assert_nonnull (ui_test_find (composer, GTK_TYPE_LABEL, "You can write again in 12 seconds"));
  chat_fixture_hold_up (fx->room, 1);
  g_assert_nonnull (ui_test_find (composer, GTK_TYPE_LABEL, "You can write again in 1 second"));
  chat_fixture_hold_up (fx->room, 0);
  g_assert_null (ui_test_find (composer, GTK_TYPE_LABEL, "You can write again in 1 second"));
}

/* What a menu offers, without how it is reached. */
static char *
read_menu (GMenuModel *menu)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *label = NULL;
      g_autofree char *within = section != NULL ? read_menu (section) : NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label))
        g_string_append_printf (text, "%s|", label);
      if (within != NULL)
        g_string_append (text, within);
    }
  return g_string_free (text, FALSE);
}

#define assert_menu(fx, message, wanted) \
  G_STMT_START { \
    g_autoptr(GMenuModel) menu_ = ui_message_menu_new (message, NULL, (fx)->room, 0); \
    g_autofree char *text_ = read_menu (menu_); \
    g_assert_cmpstr (text_, ==, wanted); \
  } G_STMT_END
#define assert_offers(fx, message, wanted) \
  assert_menu (fx, message, "_Copy|_Forward…|D_etails|_Delete here…|" wanted)

/* Only who may do it is offered to remove what others wrote, and only what the room has a name for;
 * all of somebody only where it is sure who they are. */
static void
test_moderation_menu (Fixture       *fx,
                      gconstpointer  data)
{
#define ALL "Re_move all of \342\201\250be__n\342\201\251…|"
  g_autoptr(ChatMessage) message = say ("Rude", "s1", "o:b", CHAT_MESSAGE_TEXT);
  g_autoptr(ChatMessage) unsure = say ("Rude", "s1", NULL, CHAT_MESSAGE_TEXT);
  g_autoptr(ChatMessage) unnamed = say ("Rude", NULL, NULL, CHAT_MESSAGE_TEXT);
  g_autoptr(ChatMessage) gone = say ("", "s1", "o:b", CHAT_MESSAGE_RETRACTED);

  chat_fixture_enter_room (fx->room, CHAT_ROOM_MAY_SPEAK | CHAT_ROOM_MAY_KICK);
  assert_offers (fx, message, "");
  chat_fixture_enter_room (fx->room, CHAT_ROOM_MAY_SPEAK | CHAT_ROOM_MAY_MODERATE);
  assert_offers (fx, message, "Remove for every_body…|" ALL);
  assert_offers (fx, unsure, "Remove for every_body…|");
  assert_offers (fx, unnamed, "");
  /* What is not there is not handed on. */
  assert_menu (fx, gone, "_Copy|D_etails|_Delete here…|" ALL);
#undef ALL
}

/* Each item has a letter of its own, whatever else is there. */
static void
assert_letters (ChatMessage        *message,
                ChatFile           *file, /* (nullable) */
                ChatRoom           *room,
                UiMessageMenuFlags  flags)
{
  g_autoptr(GMenuModel) menu = ui_message_menu_new (message, file, room, flags);
  g_autofree char *text = read_menu (menu);
  g_auto(GStrv) items = g_strsplit (text, "|", -1);
  g_autoptr(GString) letters = g_string_new (NULL);

  for (guint i = 0; items[i][0] != '\0'; i++)
    {
      const char *mark = strchr (items[i], '_');

      g_assert_nonnull (mark);
      if (strchr (letters->str, g_ascii_tolower (mark[1])) != NULL)
        g_error ("Two of them: %s", text);
      g_string_append_c (letters, g_ascii_tolower (mark[1]));
    }
}

static void
test_menu_letters (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(GListStore) here = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(GListStore) elsewhere = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ArchiveFile) row = archive_file_new ();
  g_autoptr(ChatFile) absent = NULL;
  g_autoptr(ChatFile) present = NULL;
  ChatMessageInit init = {
    .id = 1, .conversation_id = 1, .sender = ROOM "/be_n", .sender_name = "ben",
    .message_id = "m", .archive_id = "s1", .author = "o:b", .error_text = "No",
    .text = { .body = "Look", .is_edited = TRUE, .unsent_body = "Look!", .unsent_id = 2 },
  };

  row->name = g_strdup ("plan.pdf");
  row->url = g_strdup ("https://files.example/1/plan.pdf");
  absent = chat_file_new (row);
  g_list_store_append (elsewhere, absent);
  row->path = g_strdup ("/nonexistent/plan.pdf");
  present = chat_file_new (row);
  g_list_store_append (here, present);
  chat_fixture_enter_room (fx->room, CHAT_ROOM_MAY_SPEAK | CHAT_ROOM_MAY_MODERATE);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(ChatMessage) message = NULL;

      init.is_outgoing = i % 2 == 1;
      init.state = init.is_outgoing ? CHAT_MESSAGE_FAILED : CHAT_MESSAGE_RECEIVED;
      init.text.kind = i < 2 ? CHAT_MESSAGE_TEXT : CHAT_MESSAGE_FILE;
      init.files = i < 2 ? NULL : G_LIST_MODEL (i < 4 ? here : elsewhere);
      message = chat_message_new (&init);
      assert_letters (message, i < 2 ? NULL : i < 4 ? present : absent, fx->room,
                      UI_MESSAGE_MENU_LINK);
      assert_letters (message, NULL, fx->room, UI_MESSAGE_MENU_SELECTION);
    }
}

/* It is asked before, and told what became of it. */
static void
test_moderation_asks (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(ChatMessage) message = say ("Rude\nvery", "s1", "o:b", CHAT_MESSAGE_TEXT);
  AdwMessageDialog *dialog = NULL;

  ui_moderation_ask (ui_test_child (fx->window, "toasts"), fx->room, message);
  ui_test_settle ();
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==,
                   "\342\201\250be_n\342\201\251: “Rude very”");
  ui_test_answer (fx->window, "cancel");
  g_assert_null (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG));

  ui_moderation_ask (ui_test_child (fx->window, "toasts"), fx->room, message);
  ui_test_answer (fx->window, "yes");
  ui_test_wait_for (ui_test_find (fx->window, GTK_TYPE_LABEL,
                                  "The account is not online. Connect it and try again.") != NULL);
}

/* Nothing of theirs is in the archive. */
static void
test_moderation_of_nothing (Fixture       *fx,
                            gconstpointer  data)
{
  g_autoptr(ChatMessage) message = say ("Rude", "s1", "o:b", CHAT_MESSAGE_TEXT);

  ui_moderation_ask_all (ui_test_child (fx->window, "toasts"), fx->conversation, message);
  ui_test_wait_for (ui_test_find (fx->window, GTK_TYPE_LABEL, "Nothing of theirs is left here.")
                    != NULL);
}

/* The rows of a dialogue are there before it is told which window it belongs to. */
static void
test_picture_in_dialogue (Fixture       *fx,
                          gconstpointer  data)
{
  GtkWidget *dialog = gtk_window_new ();
  GtkWidget *avatar = ui_avatar_new (40);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 40, 40);
  g_autoptr(GBytes) image = NULL;
  char *png = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", NULL, NULL));
  image = g_bytes_new_take (png, length);
  g_object_set (avatar, "image", image, NULL);
  gtk_window_set_child (GTK_WINDOW (dialog), avatar);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (fx->window));
  gtk_window_present (GTK_WINDOW (dialog));
  ui_test_wait_for (ui_texture_cache_lookup (
                      ui_texture_cache_for_widget (GTK_WIDGET (fx->window)), image,
                      40 * gtk_widget_get_scale_factor (avatar)) != NULL);
  ui_test_close (&dialog);
}

/* Being online does not help whoever does not come back to the room. */
static void
test_top (Fixture       *fx,
          gconstpointer  data)
{
  UiMessageContext context = { .room = fx->room, .top = UI_MESSAGE_TOP_OFFLINE };
  g_autofree char *outside = NULL;
  g_autofree char *offline = NULL;

  chat_room_set_autojoin (fx->room, FALSE);
  outside = ui_message_context_dup_top (&context);
  g_assert_cmpstr (outside, ==, "Older messages come once you are in this room");
  chat_room_set_autojoin (fx->room, TRUE);
  offline = ui_message_context_dup_top (&context);
  g_assert_cmpstr (offline, ==, "Older messages come when you are online again");
}

static void
test_browse (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *dialog = ui_browse_rooms_new (fx->client, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  ui_test_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (dialog, "stack")), ==, "none");
  ui_test_close (&dialog);
}

static void
test_typing (void)
{
  static const struct {
    const char *nicks[4];
    const char *words;
  } cases[] = {
    { { "Ben", NULL }, "Ben is typing…" },
    { { "Ben", "Eva", NULL }, "Ben and Eva are typing…" },
    { { "Ben", "Eva", "Ida", NULL }, "Several people are typing…" },
    { { "B\nen\xe2\x80\xae", NULL }, "B en is typing…" }, /* lines, and what turns them round */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = ui_room_words_typists (cases[i].nicks);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  ADD ("/room/conversation", test_conversation);
  ADD ("/room/gate", test_gate);
  ADD ("/room/details", test_details);
  ADD ("/room/notify-is-set", test_notify_is_set);
  ADD ("/room/link-asks", test_link_asks);
  ADD ("/room/join", test_join);
  ADD ("/room/new-group", test_new_group);
  ADD ("/room/invite-closes", test_invite_closes);
  ADD ("/room/people", test_people);
  ADD ("/room/slow-mode", test_slow_mode);
  ADD ("/room/moderation-menu", test_moderation_menu);
  ADD ("/room/menu-letters", test_menu_letters);
  ADD ("/room/moderation-asks", test_moderation_asks);
  ADD ("/room/moderation-of-nothing", test_moderation_of_nothing);
  ADD ("/room/browse", test_browse);
  ADD ("/room/top", test_top);
  ADD ("/room/picture-in-dialogue", test_picture_in_dialogue);
  g_test_add_func ("/room/typing", test_typing);

  return g_test_run ();
}
