/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-conversation-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "ui-avatar.h"
#include "ui-chat-list.h"
#include "ui-chat-row.h"
#include "ui-conversation-menu.h"
#include "ui-jump-item.h"
#include "ui-jump-list.h"
#include "ui-presence-dot.h"
#include "ui-sidebar.h"
#include "ui-test.h"

/* A side bar in a window, with people in it. */
typedef struct {
  ChatClient *client;
  GSettings  *settings;
  UiClock    *clock;
  GtkWidget  *window;
  UiSidebar  *sidebar;
  UiChatList *chats;
  GListModel *model;
  UiJumpList *found;
  GtkWidget  *search;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (12, 5);
  fx->settings = ui_test_new_settings ();
  fx->clock = ui_clock_new ();
  fx->window = gtk_window_new ();
  fx->sidebar = g_object_new (UI_TYPE_SIDEBAR, NULL);
  ui_sidebar_set_client (fx->sidebar, fx->client, fx->settings, fx->clock);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->sidebar));
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 320, 700);
  gtk_window_present (GTK_WINDOW (fx->window));
  fx->chats = ui_test_child (fx->sidebar, "chats");
  fx->model = ui_chat_list_get_model (fx->chats);
  fx->found = ui_test_child (fx->sidebar, "found");
  fx->search = ui_test_child (fx->sidebar, "search");
  gtk_test_widget_wait_for_draw (fx->window);
  ui_test_settle ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  g_assert_finalize_object (fx->clock);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static ChatConversation *
at (Fixture *fx,
    guint    position)
{
  return ui_chat_list_peek (fx->chats, position);
}

/* The row that shows @conversation; it must be in view. */
static UiChatRow *
find_row (GtkWidget        *root,
          ChatConversation *conversation)
{
  if (UI_IS_CHAT_ROW (root) && ui_chat_row_get_conversation (UI_CHAT_ROW (root)) == conversation)
    return UI_CHAT_ROW (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      UiChatRow *found = find_row (child, conversation);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_newest_first (Fixture       *fx,
                   gconstpointer  data)
{
  ChatConversation *last = at (fx, 11);

  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 12);
  for (guint i = 1; i < 12; i++)
    g_assert_cmpint (chat_conversation_get_last_time (at (fx, i - 1)), >=,
                     chat_conversation_get_last_time (at (fx, i)));

  chat_fixture_receive (fx->client, last, "Here I am");
  ui_test_settle ();
  g_assert_true (at (fx, 0) == last);
}

static void
test_pinned_stand_above (Fixture       *fx,
                         gconstpointer  data)
{
  ChatConversation *pinned = at (fx, 7);
  ChatConversation *other = at (fx, 3);
  GtkWidget *holder = NULL;

  chat_conversation_set_pinned (pinned, TRUE);
  ui_test_settle ();
  g_assert_true (at (fx, 0) == pinned);
  gtk_test_widget_wait_for_draw (fx->window);
  holder = gtk_widget_get_parent (GTK_WIDGET (find_row (fx->window, pinned)));
  g_assert_true (gtk_widget_has_css_class (holder, "last-pinned"));

  chat_fixture_receive (fx->client, other, "News");
  ui_test_settle ();
  g_assert_true (at (fx, 0) == pinned);
  g_assert_true (at (fx, 1) == other);

  chat_conversation_set_pinned (pinned, FALSE);
  ui_test_settle ();
  g_assert_true (at (fx, 0) == other);
  g_assert_false (gtk_widget_has_css_class (holder, "last-pinned"));
}

static void
test_top_stays_in_view (Fixture       *fx,
                        gconstpointer  data)
{
  ChatConversation *last = at (fx, 11);

  chat_fixture_receive (fx->client, last, "Here I am");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  ui_test_settle ();
  g_assert_nonnull (find_row (fx->window, last));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (find_row (fx->window, last))));
}

static void
test_archived_go_and_come (Fixture       *fx,
                           gconstpointer  data)
{
  ChatConversation *archived = at (fx, 4);

  chat_conversation_set_archived (archived, TRUE);
  ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 11);

  chat_conversation_set_archived (archived, FALSE);
  ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 12);
}

static void
test_unread_filter (Fixture       *fx,
                    gconstpointer  data)
{
  ChatConversation *first = at (fx, 0);

  for (guint i = 0; i < 12; i++)
    chat_conversation_mark_read (at (fx, i));
  chat_fixture_receive (fx->client, first, "Read me");
  ui_chat_list_show_unread (fx->chats, TRUE);
  ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 1);

  /* What is being read does not vanish under the eyes. */
  ui_sidebar_choose (fx->sidebar, first);
  chat_conversation_mark_read (first);
  ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 1);

  ui_sidebar_choose (fx->sidebar, NULL);
  ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (fx->model), ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->chats, "stack")), ==,
                   "all-read");
}

static void
test_row_says_it (Fixture       *fx,
                  gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  g_autofree char *sentence = NULL;
  g_autofree char *plain = NULL;
  UiChatRow *row = NULL;

  chat_conversation_mark_read (conversation);
  chat_fixture_receive (fx->client, conversation, "On my way");
  chat_fixture_receive (fx->client, conversation, "Nearly there\nreally");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  row = find_row (fx->window, conversation);
  sentence = ui_chat_row_dup_sentence (row);
  g_assert_true (g_str_has_prefix (sentence, "Marta Ruiz, Free to chat, 2 unread, Nearly there"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       sentence);
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row))),
    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "unread"));

  chat_conversation_mark_read (conversation);
  chat_conversation_set_muted_until (conversation, G_MAXINT64);
  chat_fixture_set_typing (conversation, CHAT_TYPING_COMPOSING);
  ui_test_settle ();
  plain = ui_chat_row_dup_sentence (row);
  g_assert_nonnull (strstr (plain, "muted, typing…"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "unread"));
}

static void
test_draft_shows_unless_open (Fixture       *fx,
                              gconstpointer  data)
{
  ChatConversation *conversation = at (fx, 0);
  GtkLabel *preview = NULL;

  chat_conversation_set_draft (conversation, "I wanted\nto say");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  preview = ui_test_child (find_row (fx->window, conversation), "preview");
  g_assert_cmpstr (gtk_label_get_text (preview), ==, "Draft: I wanted");

  ui_sidebar_choose (fx->sidebar, conversation);
  ui_test_settle ();
  g_assert_cmpstr (gtk_label_get_text (preview), !=, "Draft: I wanted");
}

/* What was said last was removed: that is what there is to say of it. */
static void
test_removed (Fixture       *fx,
              gconstpointer  data)
{
  const ChatMessageInit init = {
    .id = 1, .sender = "marta@office.example", .time_us = g_get_real_time (),
    .text.kind = CHAT_MESSAGE_RETRACTED,
  };
  const ChatMessageInit place_init = {
    .id = 2, .sender = "marta@office.example", .time_us = g_get_real_time () + 1,
    .text.kind = CHAT_MESSAGE_TEXT, .text.body = "geo:-41.40338,2.17403;u=12",
  };
  g_autoptr(ChatMessage) message = chat_message_new (&init);
  g_autoptr(ChatMessage) place = chat_message_new (&place_init);
  ChatConversation *conversation = at (fx, 0);
  GtkLabel *preview = NULL;

  chat_conversation_set_last (conversation, message);
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  preview = ui_test_child (find_row (fx->window, conversation), "preview");
  g_assert_cmpstr (gtk_label_get_text (preview), ==, "Message removed");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (preview)));

  /* A place is no more legible as it is sent. */
  chat_conversation_set_last (conversation, place);
  ui_test_wait_for (g_str_equal (gtk_label_get_text (preview),
                                 "Location: 41.40338° S, 2.17403° E"));
}

static void
test_menu_offers_what_fits (Fixture       *fx,
                            gconstpointer  data)
{
  ChatConversation *conversation = at (fx, 0);
  g_autoptr(GMenuModel) menu = NULL;
  g_autoptr(GMenuModel) section = NULL;
  g_autofree char *label = NULL;

  chat_conversation_set_pinned (conversation, TRUE);
  menu = ui_conversation_menu_new (conversation, chat_client_get_spaces (fx->client), FALSE);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 2);
  section = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  g_menu_model_get_item_attribute (section, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, "Un_pin");
}

static GtkWidget *
tab (Fixture          *fx,
     GtkDirectionType  direction)
{
  gboolean moved = FALSE;

  g_signal_emit_by_name (fx->window, "move-focus", direction, &moved);
  return gtk_root_get_focus (GTK_ROOT (fx->window));
}

/* A list is one stop of Tab, and comes back to the row that one was at. */
static void
test_tab_passes_lists (Fixture       *fx,
                       gconstpointer  data)
{
  GtkWidget *view = ui_test_child (fx->chats, "view");
  GtkWidget *chips = ui_test_child (fx->chats, "chips");
  GtkWidget *row = NULL;
  GtkWidget *after = NULL;

  ui_chat_list_focus (fx->chats);
  tab (fx, GTK_DIR_DOWN);
  row = tab (fx, GTK_DIR_DOWN);
  g_assert_true (gtk_widget_get_parent (row) == view);
  g_assert_true (row != gtk_widget_get_first_child (view));

  after = tab (fx, GTK_DIR_TAB_FORWARD);
  g_assert_false (gtk_widget_is_ancestor (after, GTK_WIDGET (fx->chats)));
  g_assert_true (tab (fx, GTK_DIR_TAB_BACKWARD) == row);
  g_assert_true (gtk_widget_is_ancestor (tab (fx, GTK_DIR_TAB_BACKWARD), chips));
  g_assert_true (tab (fx, GTK_DIR_TAB_FORWARD) == row);
}

/* The keyboard goes on where the view was changed to. */
static void
test_toggle_focuses (Fixture       *fx,
                     gconstpointer  data)
{
  GtkWidget *contacts = ui_test_child (fx->sidebar, "contacts");
  GtkRoot *root = GTK_ROOT (fx->window);

  ui_sidebar_toggle_view (fx->sidebar);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (root),
                                         ui_test_child (contacts, "view")));
  ui_sidebar_toggle_view (fx->sidebar);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (root),
                                         ui_test_child (fx->chats, "view")));
}

/* Of whom we see no presence, nothing is claimed. */
static void
test_unknown_presence (Fixture       *fx,
                       gconstpointer  data)
{
  ChatContact *stranger = chat_fixture_add_request (fx->client, "nora@elsewhere.example", "Hello");
  UiAvatar *avatar = UI_AVATAR (g_object_ref_sink (ui_avatar_new (40)));
  GtkWidget *dot = gtk_widget_get_first_child (GTK_WIDGET (avatar));

  g_assert_false (ui_presence_is_known (CHAT_PEER (stranger)));
  ui_avatar_set_show_presence (avatar, TRUE);
  g_assert_true (gtk_widget_get_child_visible (dot));
  ui_avatar_set_peer (avatar, CHAT_PEER (stranger));
  g_assert_false (gtk_widget_get_child_visible (dot));
  chat_fixture_set_presence (stranger, CHAT_PRESENCE_AWAY, NULL);
  g_assert_true (gtk_widget_get_child_visible (dot));
  g_assert_finalize_object (avatar);
}

/* What somebody said under another name has that name's letter and colour, and the picture of today. */
static void
test_other_name (Fixture       *fx,
                 gconstpointer  data)
{
  ChatContact *nora = chat_fixture_add_request (fx->client, "nora@elsewhere.example", "Hello");
  UiAvatar *avatar = UI_AVATAR (g_object_ref_sink (ui_avatar_new (40)));

  ui_avatar_set_peer_as (avatar, CHAT_PEER (nora), "Hecate", "#123456");
  g_assert_cmpstr (ui_avatar_get_name (avatar), ==, "Hecate");
  g_assert_cmpstr (ui_avatar_get_color (avatar), ==, "#123456");
  g_object_notify (G_OBJECT (nora), "name");
  g_assert_cmpstr (ui_avatar_get_name (avatar), ==, "Hecate");
  ui_avatar_set_peer (avatar, CHAT_PEER (nora));
  g_assert_cmpstr (ui_avatar_get_name (avatar), ==, chat_peer_get_name (CHAT_PEER (nora)));
  g_assert_cmpstr (ui_avatar_get_color (avatar), ==, chat_peer_get_color (CHAT_PEER (nora)));
  g_assert_finalize_object (avatar);
}

static void
test_menu_by_key (Fixture       *fx,
                  gconstpointer  data)
{
  GtkWidget *view = ui_test_child (fx->chats, "view");

  ui_chat_list_focus (fx->chats);
  g_assert_true (ui_test_type_key (view, GDK_KEY_Menu));
  g_assert_cmpuint (ui_test_count (fx->chats, GTK_TYPE_POPOVER_MENU), ==, 1);

  /* The keyboard comes back to the row. */
  gtk_popover_popdown (ui_test_find (fx->chats, GTK_TYPE_POPOVER_MENU, NULL));
  ui_test_settle ();
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fx->window)), view));
}

static void
type_search (Fixture    *fx,
             const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fx->search), text);
  g_signal_emit_by_name (fx->search, "search-changed");
  ui_test_settle ();
}

static UiJumpItem *
found_at (Fixture *fx,
          guint    position)
{
  g_autoptr(UiJumpItem) item = NULL;

  item = g_list_model_get_item (ui_jump_list_get_model (fx->found), position);
  g_assert_nonnull (item);
  return item;
}

static void
keep_conversation_cb (UiSidebar         *sidebar,
                      ChatConversation  *conversation,
                      gint64             message,
                      ChatConversation **kept)
{
  *kept = conversation;
}

static void
keep_address_cb (UiSidebar   *sidebar,
                 const char  *address,
                 char       **kept)
{
  *kept = g_strdup (address);
}

static void
test_jump_by_keys (Fixture       *fx,
                   gconstpointer  data)
{
  ChatConversation *opened = NULL;

  g_signal_connect (fx->sidebar, "open-conversation", G_CALLBACK (keep_conversation_cb), &opened);
  type_search (fx, "marta");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->sidebar, "pages")), ==,
                   "found");
  g_assert_cmpint (ui_jump_item_get_kind (found_at (fx, 0)), ==, UI_JUMP_HEADER);
  g_assert_cmpint (ui_jump_item_get_kind (found_at (fx, 1)), ==, UI_JUMP_CHAT);
  g_assert_true (gtk_selection_model_is_selected (
    GTK_SELECTION_MODEL (ui_jump_list_get_model (fx->found)), 1));

  g_assert_true (ui_test_type_key (fx->search, GDK_KEY_Down));
  g_assert_true (gtk_selection_model_is_selected (
    GTK_SELECTION_MODEL (ui_jump_list_get_model (fx->found)), 2));
  g_assert_true (ui_test_type_key (fx->search, GDK_KEY_Up));
  g_assert_true (ui_test_type_key (fx->search, GDK_KEY_Up));
  g_assert_true (gtk_selection_model_is_selected (
    GTK_SELECTION_MODEL (ui_jump_list_get_model (fx->found)), 1));

  g_signal_emit_by_name (fx->search, "activate");
  g_assert_nonnull (opened);
  g_assert_true (g_str_has_prefix (chat_conversation_get_title (opened), "Marta Ruiz"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fx->search)), ==, "");
}

static void
test_jump_to_a_new_address (Fixture       *fx,
                            gconstpointer  data)
{
  g_autofree char *opened = NULL;

  g_signal_connect (fx->sidebar, "open-address", G_CALLBACK (keep_address_cb), &opened);
  type_search (fx, "new.one@elsewhere.example");
  g_assert_cmpint (ui_jump_item_get_kind (found_at (fx, 1)), ==, UI_JUMP_ADDRESS);
  g_signal_emit_by_name (fx->search, "activate");
  g_assert_cmpstr (opened, ==, "new.one@elsewhere.example");

  /* Whom one knows already is no new address. */
  type_search (fx, "contact3@office.example");
  g_assert_cmpint (ui_jump_item_get_kind (found_at (fx, 1)), ==, UI_JUMP_CHAT);
}

static void
test_search_ends (Fixture       *fx,
                  gconstpointer  data)
{
  type_search (fx, "zzzzzz");
  ui_test_wait_for (g_strcmp0 (gtk_stack_get_visible_child_name (ui_test_child (fx->found, "stack")),
                               "none") == 0);
  g_signal_emit_by_name (fx->search, "stop-search");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->sidebar, "pages")), ==,
                   "views");
  g_assert_false (ui_sidebar_stop_search (fx->sidebar));
}

static void
test_steps_wrap (Fixture       *fx,
                 gconstpointer  data)
{
  g_assert_true (ui_sidebar_step (fx->sidebar, 1) == at (fx, 0));
  g_assert_true (ui_sidebar_step (fx->sidebar, -1) == at (fx, 11));
  ui_sidebar_choose (fx->sidebar, at (fx, 11));
  g_assert_true (ui_sidebar_step (fx->sidebar, 1) == at (fx, 0));
  ui_sidebar_choose (fx->sidebar, at (fx, 0));
  g_assert_true (ui_sidebar_step (fx->sidebar, -1) == at (fx, 11));
}

/* With a thousand chats only the rows in view exist, and a message makes no others. */
static void
test_thousand (void)
{
  ChatClient *client = chat_fixture_new_client_with (1000, 1);
  g_autoptr(GSettings) settings = ui_test_new_settings ();
  g_autoptr(UiClock) clock = ui_clock_new ();
  GtkWidget *window = gtk_window_new ();
  UiSidebar *sidebar = g_object_new (UI_TYPE_SIDEBAR, NULL);
  UiChatList *chats = NULL;
  GtkWidget *row = NULL;

  ui_sidebar_set_client (sidebar, client, settings, clock);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (sidebar));
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 700);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  ui_test_settle ();

  chats = ui_test_child (sidebar, "chats");
  g_assert_cmpuint (g_list_model_get_n_items (ui_chat_list_get_model (chats)), ==, 1000);
  g_assert_cmpuint (ui_test_count (chats, UI_TYPE_CHAT_ROW), <, 300);

  row = GTK_WIDGET (find_row (window, ui_chat_list_peek (chats, 3)));
  chat_fixture_receive (client, ui_chat_list_peek (chats, 900), "From far down");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (GTK_WIDGET (find_row (window, ui_chat_list_peek (chats, 4))) == row);

  ui_test_close (&window);
  chat_fixture_clear_client (&client);
}

#define ADD(name, func) g_test_add ("/ui/sidebar/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("newest-first", test_newest_first);
  ADD ("pinned-stand-above", test_pinned_stand_above);
  ADD ("top-stays-in-view", test_top_stays_in_view);
  ADD ("archived-go-and-come", test_archived_go_and_come);
  ADD ("unread-filter", test_unread_filter);
  ADD ("row-says-it", test_row_says_it);
  ADD ("draft-shows-unless-open", test_draft_shows_unless_open);
  ADD ("menu-offers-what-fits", test_menu_offers_what_fits);
  ADD ("menu-by-key", test_menu_by_key);
  ADD ("toggle-focuses", test_toggle_focuses);
  ADD ("tab-passes-lists", test_tab_passes_lists);
  ADD ("unknown-presence", test_unknown_presence);
  ADD ("other-name", test_other_name);
  ADD ("removed", test_removed);
  ADD ("jump-by-keys", test_jump_by_keys);
  ADD ("jump-to-a-new-address", test_jump_to_a_new_address);
  ADD ("search-ends", test_search_ends);
  ADD ("steps-wrap", test_steps_wrap);
  g_test_add_func ("/ui/sidebar/thousand", test_thousand);
  return g_test_run ();
}
