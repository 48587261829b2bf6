/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of a room against the scripted server: who is there, who belongs there, who is banned. */
#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "chat-occupant.h"
#include "ui-avatar.h"
#include "ui-banner.h"
#include "ui-member.h"
#include "ui-occupant-menu.h"
#include "ui-occupant-row.h"
#include "ui-people.h"
#include "ui-room-banners.h"
#include "ui-test.h"

#define ROOM    "coven@chat.shakespeare.lit"
#define MUC_NS  "http://jabber.org/protocol/muc"
#define COMES(nick, affiliation, role, content, id) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" MUC_NS "#user'>" \
  "<item affiliation='" affiliation "' role='" role "' jid='" id "@shakespeare.lit/x'/>" content \
  "</x></presence>"
#define GOES(nick, id) \
  "<presence type='unavailable' from='" ROOM "/" nick "' to='juliet@capulet.lit'>" \
  "<x xmlns='" MUC_NS "#user'><item affiliation='member' role='none' jid='" id \
  "@shakespeare.lit/x'/></x></presence>"
#define LISTS(affiliation, items) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'><query xmlns='" MUC_NS "#admin'>" \
                "<item affiliation='" affiliation "'/></query></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'><query xmlns='" MUC_NS "#admin'>" items \
               "</query></iq>")
#define ITEM(affiliation, id) "<item affiliation='" affiliation "' jid='" id "@shakespeare.lit'/>"
#define ALL_LISTS \
  LISTS ("owner", ITEM ("owner", "me")), LISTS ("admin", ITEM ("admin", "h")), \
  LISTS ("member", ITEM ("member", "puck") ITEM ("member", "ariel") ITEM ("member", "witch")), \
  LISTS ("outcast", ITEM ("outcast", "iago"))

typedef struct {
  ChatMock   *mock;
  ChatRoom   *room;   /* borrowed */
  GtkWidget  *dialog;
  GListModel *shown;  /* borrowed */
} Fixture;

static void
play (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const MockLine joins[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info'>"
                 "<identity category='conference' type='text' name='A Dark Cave'/>"
                 "<feature var='" MUC_NS "'/></query></iq>"),
    SERVER_HEARS ("<presence to='" ROOM "/juliet'>" MOCK_NO_PHOTO MOCK_CAPS
                  "<x xmlns='" MUC_NS "'/></presence>"),
    SERVER_SAYS (COMES ("witch", "member", "participant", "", "witch")
                 COMES ("juliet", "owner", "moderator", "<status code='110'/>", "me")
                 "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                 "<subject>Spells</subject></message>"),
  };
  static const MockLine lists[] = { ALL_LISTS };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fx->mock = chat_mock_new_online ();
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);
  mock_server_play (fx->mock->server, joins, G_N_ELEMENTS (joins));
  chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_finish (fx->room, chat_fixture_wait_result (&result), &error));
  g_assert_no_error (error);
  chat_mock_wait_played (fx->mock);

  mock_server_play (fx->mock->server, lists, G_N_ELEMENTS (lists));
  fx->dialog = ui_people_new (fx->room, NULL);
  gtk_window_present (GTK_WINDOW (fx->dialog));
  fx->shown = G_LIST_MODEL (gtk_list_view_get_model (ui_test_child (fx->dialog, "view")));
  chat_mock_wait_played (fx->mock);
  ui_test_wait_for (g_list_model_get_n_items (fx->shown) == 6);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->dialog);
  chat_mock_free (fx->mock);
}

/* A contact is called as everywhere. */
static void
test_names (void)
{
  ChatMember hag = { (char *) "hag@shakespeare.lit", (char *) "thirdwitch",
                     CHAT_AFFILIATION_MEMBER, FALSE };
  g_autoptr(GPtrArray) members = g_ptr_array_new ();
  g_autoptr(UiMember) ours = NULL;
  g_autoptr(UiMember) other = NULL;

  g_ptr_array_add (members, &hag);
  ours = ui_member_new (members, 0, "Aunt Hag\u202e");
  other = ui_member_new (members, 0, NULL);
  g_assert_cmpstr (ui_member_get_name (ours), ==, "Aunt Hag");
  g_assert_cmpstr (ui_member_get_name (other), ==, "thirdwitch");
}

/* "juliet witch | h …": the second part is not there. */
static char *
describe (Fixture *fx)
{
  g_autoptr(GString) there = g_string_new (NULL);
  g_autoptr(GString) absent = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (fx->shown); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (fx->shown, i);

      if (UI_IS_MEMBER (item))
        g_string_append_printf (absent, " %.*s", (int) strcspn (ui_member_get_address (
                                  UI_MEMBER (item)), "@"),
                                ui_member_get_address (UI_MEMBER (item)));
      else
        g_string_append_printf (there, "%s ", chat_occupant_get_nick (CHAT_OCCUPANT (item)));
    }
  return g_strdup_printf ("%s|%s", there->str, absent->str);
}

#define assert_shown(fx, wanted) \
  G_STMT_START { \
    g_autofree char *shown_ = describe (fx); \
    g_assert_cmpstr (shown_, ==, wanted); \
  } G_STMT_END

/* Who is there is in no other section, and who is not is found by the same search. */
static void
test_sections (Fixture       *fx,
               gconstpointer  data)
{
  GtkWidget *entry = ui_test_child (fx->dialog, "entry");

  assert_shown (fx, "juliet witch | h ariel puck iago");
  g_assert_nonnull (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "Not in the room"));
  g_assert_nonnull (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "Banned"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "puc");
  g_signal_emit_by_name (entry, "search-changed");
  assert_shown (fx, "| puck");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "search-changed");
  assert_shown (fx, "juliet witch | h ariel puck iago");
}

static void
test_come_and_go (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine comes[] = { SERVER_SAYS (COMES ("Puck", "member", "participant", "", "puck")
                                                 CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING };
  static const MockLine goes[] = { SERVER_SAYS (GOES ("witch", "witch") CHAT_MOCK_ASKS_NOTHING),
                                   MOCK_ANSWERS_NOTHING };

  play (fx, comes, G_N_ELEMENTS (comes));
  ui_test_wait_for (g_list_model_get_n_items (fx->shown) == 6);
  assert_shown (fx, "juliet Puck witch | h ariel iago");
  play (fx, goes, G_N_ELEMENTS (goes));
  ui_test_wait_for (g_list_model_get_n_items (fx->shown) == 6);
  assert_shown (fx, "juliet Puck | h ariel witch iago");
}

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

static void
assert_offers (Fixture    *fx,
               guint       position,
               const char *wanted)
{
  g_autoptr(UiMember) member = g_list_model_get_item (fx->shown, position);
  g_autoptr(GMenuModel) menu = ui_occupant_menu_new_for_member (fx->room, member);
  g_autofree char *text = read_menu (menu);

  g_assert_cmpstr (text, ==, wanted);
}

/* A ban is lifted where it was made; the room is asked again for what has changed. */
static void
test_lift_ban (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query xmlns='" MUC_NS "#admin'>"
                  "<item affiliation='none' jid='iago@shakespeare.lit'/></query></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'/>"),
    LISTS ("owner", ITEM ("owner", "me")), LISTS ("admin", ""),
    LISTS ("member", ITEM ("member", "puck")), LISTS ("outcast", ""),
  };

  assert_offers (fx, 2, "_Write|_Copy address|Make _owner|Make _member|Take out of the _list|_Ban…|");
  assert_offers (fx, 5, "_Write|_Copy address|Lift the _ban|");
  mock_server_play (fx->mock->server, lines, G_N_ELEMENTS (lines));
  gtk_widget_activate_action (fx->dialog, "occupant.affiliation", "(si)", "iago@shakespeare.lit",
                              (int) CHAT_AFFILIATION_NONE);
  chat_mock_wait_played (fx->mock);
  ui_test_wait_for (g_list_model_get_n_items (fx->shown) == 3);
  assert_shown (fx, "juliet witch | puck");
}

/* The menu of a row, which GTK would not take from a stack. */
static void
test_menu (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *row = ui_test_find (fx->dialog, UI_TYPE_OCCUPANT_ROW, NULL);
  GtkWidget *view = ui_test_child (fx->dialog, "view");
  GtkWidget *menu = NULL;

  gtk_widget_grab_focus (gtk_widget_get_parent (row));
  g_assert_true (ui_test_type_key (view, GDK_KEY_Menu));
  menu = ui_test_find (fx->dialog, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_true (gtk_widget_get_mapped (menu));
  g_assert_false (GTK_IS_STACK (gtk_widget_get_parent (menu)));
  gtk_popover_popdown (GTK_POPOVER (menu));
}

/* Who asked while nobody looked at the room is told when it is opened; one after the other. */
static void
test_voice_requests (Fixture       *fx,
                     gconstpointer  data)
{
#define ASKS(nick) \
  "<message from='" ROOM "' to='juliet@capulet.lit'><x xmlns='jabber:x:data' type='form'>" \
  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>" \
  "<field var='muc#role' type='list-single'><value>participant</value></field>" \
  "<field var='muc#roomnick' type='text-single'><value>" nick "</value></field>" \
  "<field var='muc#request_allow' type='boolean'><value>false</value></field></x></message>"
  static const MockLine asks[] = {
    SERVER_SAYS (COMES ("Puck", "none", "visitor", "", "p") COMES ("Ariel", "none", "visitor", "", "a")
                 ASKS ("Puck") ASKS ("Ariel") CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };
  static const MockLine first[] = { SERVER_SAYS (
    COMES ("Puck", "none", "participant", "", "p") CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING };
  static const MockLine refused[] = {
    SERVER_HEARS ("<message to='" ROOM "' id='*'><x xmlns='jabber:x:data' type='submit'>"
                  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>"
                  "<field var='muc#role'><value>participant</value></field>"
                  "<field var='muc#roomnick'><value>Ariel</value></field>"
                  "<field var='muc#request_allow'><value>0</value></field></x>"
                  "</message>"),
  };
  g_autoptr(GtkWidget) banners = g_object_ref_sink (g_object_new (UI_TYPE_ROOM_BANNERS, NULL));
  UiBanner *voice = NULL;

  play (fx, asks, G_N_ELEMENTS (asks));
  ui_room_banners_set_room (UI_ROOM_BANNERS (banners), fx->room);
  voice = UI_BANNER (gtk_widget_get_last_child (banners));
  g_assert_true (ui_banner_get_revealed (voice));
  g_assert_nonnull (strstr (ui_banner_get_title (voice), "would like to write here"));
  play (fx, first, G_N_ELEMENTS (first));
  g_assert_true (ui_banner_get_revealed (voice));
  g_assert_nonnull (strstr (ui_banner_get_title (voice), "Ariel"));
  mock_server_play (fx->mock->server, refused, G_N_ELEMENTS (refused));
  ui_test_click (ui_test_find (voice, GTK_TYPE_BUTTON, "_Not now"));
  g_assert_false (ui_banner_get_revealed (voice));
  chat_mock_wait_played (fx->mock);
#undef ASKS
}

static guint
count_pictures (Fixture *fx)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (fx->shown); i++)
    {
      g_autoptr(GObject) person = g_list_model_get_item (fx->shown, i);

      n += CHAT_IS_OCCUPANT (person) && chat_peer_get_avatar (CHAT_PEER (person)) != NULL;
    }
  return n;
}

static gboolean
has_picture (Fixture *fx,
             guint    position)
{
  g_autoptr(ChatPeer) person = g_list_model_get_item (fx->shown, position);

  return chat_peer_get_avatar (person) != NULL;
}

static void
set_cb (gpointer flag)
{
  *(gboolean *) flag = TRUE;
}

/* Until more would have come. */
static void
wait_a_moment (void)
{
  gboolean is_over = FALSE;

  g_timeout_add_once (500, set_cb, &is_over);
  ui_test_wait_for (is_over);
}

/* So many people come in, each with a picture of which the bytes are here. */
static void
come (Fixture *fx,
      guint    n_people)
{
  g_autoptr(GBytes) png = g_bytes_new_static ("\x89PNG\r\n\x1a\n0123456789", 18);
  g_autoptr(GString) presences = g_string_new (NULL);
  MockLine lines[] = { SERVER_SAYS (NULL), MOCK_ANSWERS_NOTHING };

  for (guint i = 1; i <= n_people; i++)
    {
      g_autofree char *hash = g_strdup_printf ("%040x", i);
      g_autofree char *owner = g_strdup_printf ("owner%u@montague.lit", i);

      chat_avatars_set (fx->mock->account->avatars, owner, hash, png);
      g_string_append_printf (presences, "<presence from='" ROOM "/z%03u' to='juliet@capulet.lit'>"
                              "<x xmlns='" MUC_NS "#user'><item affiliation='none' "
                              "role='participant'/></x><x xmlns='vcard-temp:x:update'><photo>%s"
                              "</photo></x></presence>", i, hash);
    }
  g_string_append (presences, CHAT_MOCK_ASKS_NOTHING);
  lines[0].xml = presences->str;
  play (fx, lines, G_N_ELEMENTS (lines));
}

/* A list has rows at hand that it does not show: only of whom one sees the picture is had. */
static void
test_pictures (Fixture       *fx,
               gconstpointer  data)
{
#define N_PEOPLE 300
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (
    GTK_SCROLLABLE (ui_test_child (fx->dialog, "view")));
  guint n_first;

  come (fx, N_PEOPLE);
  ui_test_wait_for (g_list_model_get_n_items (fx->shown) == 6 + N_PEOPLE);

  /* juliet and the witch, then they. */
  ui_test_wait_for (has_picture (fx, 2));
  wait_a_moment ();
  n_first = count_pictures (fx);
  g_assert_cmpuint (n_first, >, 3);
  g_assert_cmpuint (n_first, <, 40);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 2);
  ui_test_wait_for (count_pictures (fx) > n_first);
  wait_a_moment ();
  g_assert_cmpuint (count_pictures (fx), <, 80);
#undef N_PEOPLE
}

/* Where all rows are mapped, those out of sight are not asked for either. */
static void
test_sight (Fixture       *fx,
            gconstpointer  data)
{
#define N_ROWS 60
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkAdjustment *adjustment;

  gtk_widget_set_visible (fx->dialog, FALSE);
  come (fx, N_ROWS);
  for (guint i = 1; i <= N_ROWS; i++)
    {
      g_autofree char *nick = g_strdup_printf ("z%03u", i);
      ChatOccupant *person = chat_room_find_occupant (fx->room, nick);
      GtkWidget *avatar = ui_avatar_new (40);

      g_ptr_array_add (people, person);
      ui_avatar_set_peer (UI_AVATAR (avatar), CHAT_PEER (person));
      gtk_box_append (GTK_BOX (box), avatar);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 200);
  gtk_window_present (GTK_WINDOW (window));

  ui_test_wait_for (chat_peer_get_avatar (people->pdata[0]) != NULL);
  wait_a_moment ();
  g_assert_nonnull (chat_peer_get_avatar (people->pdata[3]));
  g_assert_null (chat_peer_get_avatar (people->pdata[20]));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  ui_test_wait_for (chat_peer_get_avatar (people->pdata[N_ROWS - 1]) != NULL);
  g_assert_null (chat_peer_get_avatar (people->pdata[20]));
  ui_test_close (&window);
#undef N_ROWS
}

static GBytes *
get_image (GtkWidget *row)
{
  return ui_avatar_get_image (UI_AVATAR (ui_test_child (row, "avatar")));
}

/* Who belongs here and is not there has the picture that we have of him. */
static void
test_absent_picture (Fixture       *fx,
                     gconstpointer  data)
{
  ChatMember romeo = { (char *) "romeo@montague.lit", NULL, CHAT_AFFILIATION_MEMBER, FALSE };
  g_autoptr(GBytes) png = g_bytes_new_static ("\x89PNG\r\n\x1a\n0123456789", 18);
  g_autoptr(GPtrArray) members = g_ptr_array_new ();
  g_autoptr(UiMember) contact = NULL;
  g_autoptr(UiMember) stranger = NULL;
  GtkWidget *row = g_object_ref_sink (ui_occupant_row_new ());

  g_ptr_array_add (members, &romeo);
  contact = ui_member_new (members, 0, NULL);
  ui_member_set_contact (contact, chat_account_find_contact (fx->mock->account, romeo.address));
  stranger = ui_member_new (members, 0, NULL);
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (row), contact);
  g_assert_null (get_image (row));
  chat_avatars_set (fx->mock->account->avatars, romeo.address,
                    "35dcb25b24eed8bfe16f625f8c3b0a75f185c205", png);
  ui_test_wait_for (get_image (row) != NULL);
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (row), stranger);
  g_assert_null (get_image (row));
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (row), contact);
  g_assert_nonnull (get_image (row));
  g_assert_finalize_object (row);
}

/* What others call themselves and are called is text, whatever it looks like. */
static void
test_hostile (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine comes[] = {
    SERVER_SAYS ("<presence from='" ROOM "/&lt;b&gt;%n&amp;amp;' to='juliet@capulet.lit'>"
                 "<status>&lt;span size='99999'&gt;%s&#x202e;</status>"
                 "<hats xmlns='urn:xmpp:hats:0'><hat uri='} * { color: red }' hue='0;}' "
                 "title='&lt;i&gt;%n&#x202e;&amp;'/></hats><x xmlns='" MUC_NS "#user'>"
                 "<item affiliation='member' role='participant' jid='mallory@evil.lit/x'/></x></presence>"),
  };
  g_autoptr(ChatOccupant) mallory = NULL;
  GtkWidget *row = g_object_ref_sink (ui_occupant_row_new ());

  play (fx, comes, G_N_ELEMENTS (comes));
  ui_test_wait_for ((mallory = chat_room_find_occupant (fx->room, "<b>%n&amp;")) != NULL);
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (row), mallory);
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (row, "nick")), ==, "<b>%n&amp;");
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (row, "line")), ==, "<span size='99999'>%s");
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (row, "rank")), ==, "<i>%n&");
  g_assert_finalize_object (row);
}

/* Whom one does not hear is told by the row; and what is said of it is read to its end. */
static void
test_ignored (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = chat_room_find_occupant (fx->room, "witch");
  const char *author = chat_occupant_get_author (witch);
  GtkLabel *toast = NULL;

  g_assert_null (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "ignored"));
  g_assert_true (gtk_widget_activate_action (ui_test_child (fx->dialog, "view"), "occupant.ignore",
                                             "(sb)", author, TRUE));
  g_assert_nonnull (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "ignored"));
  toast = ui_test_find (fx->dialog, GTK_TYPE_LABEL, "What they write from now on is not shown.");
  g_assert_true (gtk_label_get_wrap (toast));
  gtk_widget_activate_action (ui_test_child (fx->dialog, "view"), "occupant.ignore", "(sb)",
                              author, FALSE);
  g_assert_null (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "ignored"));
}

/* While a button is down, what it is on is lit; a menu that opened then would keep it so. */
static void
test_menu_opens (Fixture       *fx,
                 gconstpointer  data)
{
  GtkWidget *view = ui_test_child (fx->dialog, "view");
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (view);
  GtkGesture *click = NULL;

  for (guint i = 0; click == NULL && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller))
               == GDK_BUTTON_SECONDARY)
        click = GTK_GESTURE (controller);
    }
  g_assert_nonnull (click);
  ui_test_wait_for (gtk_widget_get_height (view) > 100);
  g_signal_emit_by_name (click, "pressed", 1, 60.0, 60.0);
  g_assert_null (ui_test_find (fx->dialog, GTK_TYPE_POPOVER_MENU, NULL));
  g_signal_emit_by_name (click, "released", 1, 60.0, 60.0);
  g_assert_true (gtk_widget_get_visible (ui_test_find (fx->dialog, GTK_TYPE_POPOVER_MENU, NULL)));
}

#define ADD(name, test) g_test_add ("/people/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  ADD ("sections", test_sections);
  ADD ("come-and-go", test_come_and_go);
  ADD ("lift-ban", test_lift_ban);
  ADD ("menu", test_menu);
  ADD ("menu-opens", test_menu_opens);
  ADD ("hostile", test_hostile);
  ADD ("ignored", test_ignored);
  ADD ("voice-requests", test_voice_requests);
  ADD ("pictures", test_pictures);
  ADD ("sight", test_sight);
  ADD ("absent-picture", test_absent_picture);

  g_test_add_func ("/ui/people/names", test_names);
  return g_test_run ();
}
