/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workspaces beside the chats. */
#include "chat-fixture.h"
#include "chat-space-private.h"
#include "chat-space-room.h"
#include "ui-chat-list.h"
#include "ui-chat-row.h"
#include "ui-conversation-menu.h"
#include "ui-find-spaces.h"
#include "ui-panes.h"
#include "ui-sidebar.h"
#include "ui-space-menu.h"
#include "ui-space-rooms.h"
#include "ui-space-row.h"
#include "ui-space-strip.h"
#include "ui-test.h"
#include "ui-window.h"

typedef struct {
  ChatClient   *client;
  ChatSpaces   *spaces;
  GSettings    *settings;
  UiWindow     *window;
  UiSpaceStrip *strip;
  UiChatList   *chats;
  GListModel   *model;
} Fixture;

static void
open_window (Fixture *fx)
{
  GtkWidget *sidebar;

  fx->window = ui_window_new (NULL, fx->client, fx->settings);
  sidebar = ui_test_child (fx->window, "sidebar");
  fx->strip = ui_test_child (sidebar, "spaces");
  fx->chats = ui_test_child (sidebar, "chats");
  fx->model = ui_chat_list_get_model (fx->chats);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (8, 5);
  fx->spaces = chat_account_get_spaces (chat_fixture_get_account (fx->client));
  fx->settings = ui_test_new_settings ();
  g_settings_set_int (fx->settings, "window-width", data != NULL ? GPOINTER_TO_INT (data) : 1040);
  open_window (fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static ChatSpace *
create (Fixture    *fx,
        const char *name)
{
  g_autoptr(GError) error = NULL;
  ChatSpace *space = chat_spaces_create (fx->spaces, name, &error);

  g_assert_no_error (error);
  ui_test_settle ();
  return space;
}

static void
add (Fixture          *fx,
     ChatSpace        *space,
     ChatConversation *conversation)
{
  g_assert_true (chat_spaces_add (fx->spaces, space, chat_conversation_get_address (conversation),
                                  NULL));
  ui_test_settle ();
}

static void
act (Fixture    *fx,
     const char *action,
     const char *first,
     const char *second)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->window), action, "(ss)", first,
                                             second));
  ui_test_settle ();
}

static guint
count_listed (Fixture *fx)
{
  return g_list_model_get_n_items (fx->model);
}

static const char *
get_page (Fixture *fx)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fx->chats, "stack"));
}

/* Who has none sees nothing of them. */
static void
test_none (Fixture       *fx,
           gconstpointer  data)
{
  ChatSpace *space;

  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fx->strip)));
  g_assert_false (gtk_widget_get_mapped (ui_test_child (fx->chats, "space_bar")));
  space = create (fx, "Work");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fx->strip)));
  g_assert_null (ui_space_strip_get_chosen (fx->strip));
  g_assert_false (gtk_widget_get_mapped (ui_test_child (fx->chats, "space_bar")));
  g_assert_cmpuint (count_listed (fx), ==, 8);
  chat_spaces_delete (fx->spaces, space);
  ui_test_settle ();
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fx->strip)));
}

/* Only what is in it is listed, by the keys of the window. */
static void
test_choose (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *first = chat_fixture_get_conversation (fx->client, 0);
  ChatConversation *second = chat_fixture_get_conversation (fx->client, 1);
  ChatSpace *work = create (fx, "Work");
  ChatSpace *home = create (fx, "Home_2");

  add (fx, work, first);
  g_assert_cmpuint (count_listed (fx), ==, 8);
  g_assert_true (ui_test_press (fx->window, "<Control>2"));
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == work);
  g_assert_cmpuint (count_listed (fx), ==, 1);
  g_assert_true (ui_chat_list_peek (fx->chats, 0) == first);
  g_assert_cmpstr (gtk_label_get_label (ui_test_child (fx->chats, "space_name")), ==, "Work");
  add (fx, work, second);
  g_assert_cmpuint (count_listed (fx), ==, 2);
  chat_spaces_remove (fx->spaces, work, chat_conversation_get_address (first));
  ui_test_settle ();
  g_assert_cmpuint (count_listed (fx), ==, 1);
  g_assert_cmpstr (get_page (fx), ==, "list");

  g_assert_true (ui_test_press (fx->window, "<Control>3"));
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  g_assert_cmpstr (get_page (fx), ==, "empty-space");
  g_assert_true (ui_test_press (fx->window, "<Control>9")); /* no such one */
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  ui_test_click (ui_test_find (fx->chats, GTK_TYPE_BUTTON, "_Show all chats"));
  ui_test_settle ();
  g_assert_null (ui_space_strip_get_chosen (fx->strip));
  g_assert_cmpuint (count_listed (fx), ==, 8);
}

/* The one that was chosen is so after a start; one that moves or changes stays chosen; where it goes
 * all chats are shown. */
static void
test_stays (Fixture       *fx,
            gconstpointer  data)
{
  ChatSpace *work = create (fx, "Work");
  ChatSpace *home = create (fx, "Home");

  ui_space_strip_choose (fx->strip, home);
  ui_test_close (&fx->window);
  open_window (fx);
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  act (fx, "space.up", chat_space_get_account_address (home), chat_space_get_id (home));
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  g_assert_true (ui_test_press (fx->window, "<Control>2"));
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  act (fx, "space.down", chat_space_get_account_address (home), chat_space_get_id (home));
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == home);
  ui_test_press (fx->window, "<Control>2");
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == work);

  act (fx, "space.delete", chat_space_get_account_address (work), chat_space_get_id (work));
  ui_test_answer (fx->window, "cancel");
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == work);
  act (fx, "space.delete", chat_space_get_account_address (work), chat_space_get_id (work));
  ui_test_answer (fx->window, "yes");
  g_assert_null (ui_space_strip_get_chosen (fx->strip));
  g_assert_cmpuint (count_listed (fx), ==, 8);
}

static void
answer_name (Fixture    *fx,
             const char *name)
{
  AdwMessageDialog *dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)), name);
  ui_test_answer (fx->window, "yes");
}

/* New ones, alone or with the chat in whose menu it was asked for; and another name. */
static void
test_make (Fixture       *fx,
           gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  const char *account = chat_conversation_get_account_address (conversation);
  ChatSpace *space;

  act (fx, "space.new", "", "");
  answer_name (fx, "Work");
  space = chat_spaces_find (fx->spaces, "Work");
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == space);
  g_assert_cmpuint (count_listed (fx), ==, 0);
  act (fx, "space.new", account, chat_conversation_get_address (conversation));
  answer_name (fx, " ");
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == space);
  act (fx, "space.new", account, chat_conversation_get_address (conversation));
  answer_name (fx, "Home");
  g_assert_cmpuint (count_listed (fx), ==, 1);
  space = chat_spaces_find (fx->spaces, "Home");
  act (fx, "space.rename", account, chat_space_get_id (space));
  answer_name (fx, "House");
  g_assert_cmpstr (chat_space_get_name (space), ==, "House");
  g_assert_cmpstr (gtk_label_get_label (ui_test_child (fx->chats, "space_name")), ==, "House");
}

static GMenuModel *
get_places (Fixture          *fx,
            ChatConversation *conversation,
            guint             section)
{
  g_autoptr(GMenuModel) menu = ui_space_menu_new_move (conversation,
                                                       chat_client_get_spaces (fx->client));

  return (int) section < g_menu_model_get_n_items (menu)
           ? g_menu_model_get_item_link (menu, (int) section, G_MENU_LINK_SECTION) : NULL;
}

/* Where a chat can go from where it is. */
static void
test_move (Fixture       *fx,
           gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  ChatSpace *work = create (fx, "Work_1");
  ChatSpace *home = create (fx, "Home");
  g_autoptr(GMenuModel) places = get_places (fx, conversation, 0);
  g_autofree char *label = NULL;

  g_assert_cmpint (g_menu_model_get_n_items (places), ==, 2);
  g_menu_model_get_item_attribute (places, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, "Work__1");
  g_object_unref (places);
  places = get_places (fx, conversation, 1);
  g_assert_cmpint (g_menu_model_get_n_items (places), ==, 1);

  for (guint i = 0; i < 3; i++)
    {
      const char *ids[] = { chat_space_get_id (work), chat_space_get_id (home), "" };

      g_assert_true (gtk_widget_activate_action (
        GTK_WIDGET (fx->window), "space.put", "(sss)",
        chat_conversation_get_account_address (conversation),
        chat_conversation_get_address (conversation), ids[i]));
      g_assert_cmpint (chat_space_contains (work, chat_conversation_get_address (conversation)), ==,
                       i == 0);
      g_assert_cmpint (chat_space_contains (home, chat_conversation_get_address (conversation)), ==,
                       i == 1);
      g_object_unref (places);
      places = get_places (fx, conversation, 1);
      g_assert_cmpint (g_menu_model_get_n_items (places), ==, i < 2 ? 2 : 1);
    }
}

/* What is opened is to be seen in the list. */
static void
test_opened_elsewhere (Fixture       *fx,
                       gconstpointer  data)
{
  ChatConversation *first = chat_fixture_get_conversation (fx->client, 0);
  ChatConversation *second = chat_fixture_get_conversation (fx->client, 1);
  ChatSpace *work = create (fx, "Work");

  add (fx, work, first);
  ui_space_strip_choose (fx->strip, work);
  ui_test_settle ();
  ui_window_show_conversation (fx->window, first);
  ui_test_settle ();
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == work);
  ui_window_show_conversation (fx->window, second);
  ui_test_settle ();
  g_assert_null (ui_space_strip_get_chosen (fx->strip));
  g_assert_cmpuint (count_listed (fx), ==, 8);
}

static GtkWidget *
find_row (GtkWidget *root,
          ChatSpace *space)
{
  if (UI_IS_SPACE_ROW (root) && ui_space_row_get_space (UI_SPACE_ROW (root)) == space)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, space);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* How much is unread in each, and in all. */
static void
test_unread (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 3);
  ChatSpace *work = create (fx, "Work");
  GtkLabel *badge;

  chat_conversation_mark_read (conversation);
  add (fx, work, conversation);
  badge = ui_test_child (find_row (GTK_WIDGET (fx->strip), work), "badge");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (badge)));
  chat_fixture_receive (fx->client, conversation, "One");
  chat_fixture_receive (fx->client, conversation, "Two");
  ui_test_settle ();
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (badge)));
  g_assert_cmpstr (gtk_label_get_label (badge), ==, "2");
  badge = ui_test_child (find_row (GTK_WIDGET (fx->strip), NULL), "badge");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (badge)));
  chat_conversation_mark_read (conversation);
  ui_test_settle ();
  badge = ui_test_child (find_row (GTK_WIDGET (fx->strip), work), "badge");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (badge)));
}

/* There is room for both in the narrowest window. */
static void
test_narrow (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *row;

  create (fx, "Work");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fx->window)), <=, 362);
  row = find_row (GTK_WIDGET (fx->strip), NULL);
  g_assert_cmpint (gtk_widget_get_width (row), >=, 44);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fx->chats)), >=, 280);
}

/* As GTK does when a chat is dropped there. */
static void
test_drop (Fixture       *fx,
           gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  ChatSpace *work = create (fx, "Work");
  GtkWidget *row = find_row (GTK_WIDGET (fx->strip), work);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (row);
  gboolean was_dropped = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      g_auto(GValue) value = G_VALUE_INIT;

      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_value_init (&value, CHAT_TYPE_CONVERSATION);
      g_value_set_object (&value, conversation);
      g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &was_dropped);
    }
  g_assert_true (was_dropped);
  g_assert_true (chat_space_contains (work, chat_conversation_get_address (conversation)));
}

static guint
count_more (Fixture *fx)
{
  GtkWidget *more = ui_test_child (fx->chats, "space_rooms");

  return gtk_widget_get_mapped (more) ? ui_test_count (more, GTK_TYPE_LIST_BOX_ROW) : 0;
}

/* What belongs to a server's space and is not in the list stands below it; a click asks to join. */
static void
test_shared (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *conversation = chat_fixture_get_conversation (fx->client, 0);
  ChatSpace *space = create (fx, "House");
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GMenuModel) menu = NULL;
  g_autoptr(GMenuModel) section = NULL;
  g_autofree char *label = NULL;
  ChatConversation *in_room;
  ChatRoom *room;
  GtkWidget *row;

  space->service = g_strdup ("pubsub.office.example");
  space->node = g_strdup ("house");
  g_ptr_array_add (rooms, chat_space_room_new ("cellar@rooms.office.example", "The cellar"));
  g_ptr_array_add (rooms, chat_space_room_new (chat_conversation_get_address (conversation),
                                               "Somebody"));
  g_ptr_array_add (rooms, chat_space_room_new ("roof@rooms.office.example", NULL));
  chat_space_set_rooms (space, rooms);
  ui_test_settle ();
  g_assert_cmpuint (count_more (fx), ==, 0);
  ui_space_strip_choose (fx->strip, space);
  ui_test_settle ();
  g_assert_cmpuint (count_listed (fx), ==, 1);
  g_assert_cmpuint (count_more (fx), ==, 2);
  ui_chat_list_show_unread (fx->chats, TRUE);
  ui_test_settle ();
  g_assert_cmpuint (count_more (fx), ==, 0);
  ui_chat_list_show_unread (fx->chats, FALSE);

  g_ptr_array_remove_index (rooms, 1);
  chat_space_set_rooms (space, rooms);
  ui_test_settle ();
  g_assert_cmpuint (count_listed (fx), ==, 0);
  g_assert_cmpuint (count_more (fx), ==, 2);
  g_assert_false (gtk_widget_get_mapped (ui_test_child (fx->chats, "stack")));
  row = gtk_widget_get_ancestor (ui_test_find (fx->chats, GTK_TYPE_LABEL, "The cellar"),
                                 GTK_TYPE_LIST_BOX_ROW);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "room.join");

  menu = ui_space_menu_new (space, chat_client_get_spaces (fx->client));
  section = g_menu_model_get_item_link (menu, 1, G_MENU_LINK_SECTION);
  g_menu_model_get_item_attribute (section, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, "_Leave space…");

  /* Whoever owns it can do more, with rooms alone. */
  g_clear_object (&section);
  section = get_places (fx, conversation, 2);
  g_assert_null (section);
  space->is_owned = TRUE;
  g_clear_object (&menu);
  menu = ui_space_menu_new (space, chat_client_get_spaces (fx->client));
  section = g_menu_model_get_item_link (menu, 1, G_MENU_LINK_SECTION);
  g_assert_cmpint (g_menu_model_get_n_items (section), ==, 2);
  g_clear_object (&section);
  section = get_places (fx, conversation, 2);
  g_assert_null (section);
  room = chat_rooms_ensure (chat_account_get_rooms (chat_fixture_get_account (fx->client)),
                            "cellar@rooms.office.example");
  chat_fixture_enter_room (room, 0);
  ui_test_settle ();
  in_room = chat_client_get_conversation (fx->client, chat_fixture_get_account (fx->client),
                                          "cellar@rooms.office.example", NULL);
  section = get_places (fx, in_room, 2);
  g_assert_cmpint (g_menu_model_get_n_items (section), ==, 1);

  /* Without a network it is not left. */
  act (fx, "space.delete", chat_space_get_account_address (space), chat_space_get_id (space));
  ui_test_answer (fx->window, "yes");
  g_assert_true (ui_space_strip_get_chosen (fx->strip) == space);
}

static void
test_find (Fixture       *fx,
           gconstpointer  data)
{
  GtkWindow *dialog;

  act (fx, "space.find", "", "");
  dialog = ui_test_find_window (UI_TYPE_FIND_SPACES);
  g_assert_nonnull (dialog);
  ui_test_wait_for (ui_test_find (dialog, ADW_TYPE_STATUS_PAGE, "No spaces can be shown") != NULL);
  ui_test_close (&dialog);
  act (fx, "space.find", "", "");
  dialog = ui_test_find_window (UI_TYPE_FIND_SPACES);
  ui_test_close (&dialog); /* while it asks */
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

#define ADD(path, func, width) \
  g_test_add ("/ui/spaces/" path, Fixture, GINT_TO_POINTER (width), set_up, func, tear_down)
  ADD ("none", test_none, 0);
  ADD ("choose", test_choose, 0);
  ADD ("stays", test_stays, 0);
  ADD ("make", test_make, 0);
  ADD ("move", test_move, 0);
  ADD ("opened-elsewhere", test_opened_elsewhere, 0);
  ADD ("unread", test_unread, 0);
  ADD ("narrow", test_narrow, 360);
  ADD ("drop", test_drop, 0);
  ADD ("shared", test_shared, 0);
  ADD ("find", test_find, 0);
#undef ADD

  return g_test_run ();
}
