/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of people in rooms against the scripted server: who is looked at is asked, once. */
#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-fixture.h"
#include "chat-occupant.h"
#include "room-play.h"

#define ROOM     "coven@chat.shakespeare.lit"
#define SELF     ROOM "/juliet"
#define MUC_NS   "http://jabber.org/protocol/muc"
#define USER_NS  MUC_NS "#user"

#define PNG_BYTES "\x89PNG\r\n\x1a\n0123456789"
#define PNG_HASH  "35dcb25b24eed8bfe16f625f8c3b0a75f185c205"
#define PNG_TEXT  "iVBORw0KGgowMTIzNDU2Nzg5"
#define JPEG_HASH "47198e95305386c986de4193b2b0248b69972e95"
#define JPEG_TEXT "/9j/OTg3NjU0MzIxMA=="

#define PHOTO(hash) "<x xmlns='vcard-temp:x:update'><photo>" hash "</photo></x>"
#define COMES_WITH(nick, id, item, content) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant'" item "/></x>" \
  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/>" content "</presence>"
#define COMES(nick, content) COMES_WITH (nick, nick, "", content)
#define US \
  "<presence from='" SELF "' to='juliet@capulet.lit'><x xmlns='" USER_NS "'>" \
  "<item affiliation='member' role='participant'/><status code='110'/></x></presence>"
#define JOINS(occupants) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text'/>" \
               "<feature var='" MUC_NS "'/><feature var='urn:xmpp:occupant-id:0'/>" \
               "<feature var='urn:xmpp:sid:0'/></query></iq>"), \
  SERVER_HEARS ("<presence to='" SELF "'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS (occupants US "<message type='groupchat' from='" ROOM "' to='juliet@capulet.lit'>" \
               "<subject/></message>")
#define ASKS(nick) \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "/" nick "'><vCard xmlns='vcard-temp'/></iq>")
#define ANSWER(id, nick, picture) \
  "<iq type='result' id='" id "' from='" ROOM "/" nick "'><vCard xmlns='vcard-temp'><PHOTO>" \
  "<TYPE>image/png</TYPE><BINVAL>" picture "</BINVAL></PHOTO></vCard></iq>"
#define ANSWERS(nick, picture) SERVER_SAYS (ANSWER ("$id", nick, picture))

typedef struct {
  ChatMock *mock;
  ChatRoom *room; /* borrowed */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new_online ();
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_mock_free (fx->mock);
}

static void
finish (Fixture *fx)
{
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

#define BEGIN(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->mock->server, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END
#define TELL(fx, xml) \
  G_STMT_START { \
    BEGIN (fx, SAYS (xml)); \
    finish (fx); \
  } G_STMT_END

#define JOIN(fx, occupants) \
  G_STMT_START { \
    g_autoptr(GAsyncResult) result_ = NULL; \
    g_autoptr(GError) error_ = NULL; \
    BEGIN (fx, JOINS (occupants)); \
    chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result_); \
    chat_room_finish (fx->room, chat_fixture_wait_result (&result_), &error_); \
    g_assert_no_error (error_); \
    finish (fx); \
  } G_STMT_END

static void
assert_has_png (ChatOccupant *who)
{
  g_autoptr(GBytes) png = g_bytes_new_static (PNG_BYTES, sizeof PNG_BYTES - 1);
  GBytes *avatar = chat_peer_get_avatar (CHAT_PEER (who));

  g_assert_nonnull (avatar);
  g_assert_true (g_bytes_equal (avatar, png));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Nobody is asked who is not looked at, and who has the picture that another one has is not asked
 * at all. */
static void
test_once (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = NULL;
  g_autoptr(ChatOccupant) again = NULL;
  g_autoptr(ChatOccupant) sister = NULL;
  g_autoptr(ChatOccupant) late = NULL;
  guint n_told = 0;
  guint n_late = 0;

  JOIN (fx, COMES ("witch", PHOTO (PNG_HASH)) COMES ("sister", PHOTO (PNG_HASH))
            COMES ("crone", PHOTO (JPEG_HASH)));
  witch = chat_room_find_occupant (fx->room, "witch");
  again = chat_room_find_occupant (fx->room, "witch");
  sister = chat_room_find_occupant (fx->room, "sister");
  late = chat_room_find_occupant (fx->room, "sister");
  g_signal_connect_swapped (witch, "notify::avatar", G_CALLBACK (count_cb), &n_told);
  g_signal_connect_swapped (late, "notify::avatar", G_CALLBACK (count_cb), &n_late);
  g_assert_null (chat_peer_get_avatar (CHAT_PEER (witch)));
  TELL (fx, "");

  BEGIN (fx, ASKS ("witch"), ANSWERS ("witch", PNG_TEXT));
  chat_occupant_look (witch);
  chat_occupant_look (again);
  chat_occupant_look (sister);
  finish (fx);
  WAIT_FOR (n_told == 1);
  assert_has_png (witch);
  assert_has_png (again);
  assert_has_png (sister);
  g_assert_cmpuint (n_late, ==, 0);
  chat_occupant_look (late);
  g_assert_cmpuint (n_late, ==, 1);
  chat_occupant_look_away (late);

  /* Who looks away and back sees it at once. */
  chat_occupant_look_away (witch);
  chat_occupant_look_away (again);
  chat_occupant_look_away (sister);
  assert_has_png (witch);
  chat_occupant_look (witch);
  TELL (fx, "");

  /* No picture any more. */
  TELL (fx, COMES ("witch", "<x xmlns='vcard-temp:x:update'><photo/></x>"));
  g_assert_null (chat_peer_get_avatar (CHAT_PEER (witch)));
  g_assert_cmpuint (n_told, ==, 3);
}

/* It is shown from the archive: nothing is asked for. */
static void
test_kept (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatOccupants) list = NULL;
  g_autoptr(ChatOccupant) witch = NULL;
  g_autoptr(GBytes) png = g_bytes_new_static (PNG_BYTES, sizeof PNG_BYTES - 1);

  chat_avatars_set (fx->mock->account->avatars, "romeo@montague.lit", PNG_HASH, png);
  JOIN (fx, COMES_WITH ("witch", "w", " jid='romeo@montague.lit/x'", PHOTO (JPEG_HASH))
            COMES ("zed", PHOTO (PNG_HASH)));

  /* A contact: as we know them, whatever the room says. */
  witch = chat_room_find_occupant (fx->room, "witch");
  chat_occupant_look (witch);
  WAIT_FOR (chat_peer_get_avatar (CHAT_PEER (witch)) != NULL);
  assert_has_png (witch);

  list = chat_room_open_occupants (fx->room);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(ChatOccupant) who = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_str_equal (chat_occupant_get_nick (who), "zed"))
        {
          chat_occupant_look (who);
          assert_has_png (who);
        }
    }
  TELL (fx, "");

  /* The contact has none any more: what the room says counts. */
  BEGIN (fx, ASKS ("witch"), ANSWERS ("witch", JPEG_TEXT));
  chat_avatars_set (fx->mock->account->avatars, "romeo@montague.lit", NULL, NULL);
  finish (fx);
  WAIT_FOR (chat_peer_get_avatar (CHAT_PEER (witch)) != NULL);
}

/* What was noted, and is nowhere, as after a file was damaged: the contact is asked, not the room. */
static void
test_missing (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ChatOccupant) witch = NULL;

  g_hash_table_insert (hashes, g_strdup ("romeo@montague.lit"), g_strdup (PNG_HASH));
  chat_avatars_start (fx->mock->account->avatars, fx->mock->account->record.id, hashes);
  JOIN (fx, COMES_WITH ("witch", "w", " jid='romeo@montague.lit/x'", ""));
  witch = chat_room_find_occupant (fx->room, "witch");
  BEGIN (fx, SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'>"
                           "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                           "<items node='urn:xmpp:avatar:data'><item id='" PNG_HASH "'/></items>"
                           "</pubsub></iq>"),
         SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'>"
                      "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                      "<items node='urn:xmpp:avatar:data'><item id='" PNG_HASH "'>"
                      "<data xmlns='urn:xmpp:avatar:data'>" PNG_TEXT "</data></item></items>"
                      "</pubsub></iq>"));
  chat_occupant_look (witch);
  finish (fx);
  WAIT_FOR (chat_peer_get_avatar (CHAT_PEER (witch)) != NULL);
  assert_has_png (witch);
}

/* What is not what was announced is not shown, and whoever has sent it is not asked again; another
 * one who has told the same is. */
static void
test_forged (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = NULL;
  g_autoptr(ChatOccupant) sister = NULL;

  JOIN (fx, COMES ("witch", PHOTO (PNG_HASH)) COMES ("sister", PHOTO (PNG_HASH)));
  witch = chat_room_find_occupant (fx->room, "witch");
  sister = chat_room_find_occupant (fx->room, "sister");
  BEGIN (fx, ASKS ("witch"), ANSWERS ("witch", JPEG_TEXT));
  chat_occupant_look (witch);
  finish (fx);
  TELL (fx, "");
  g_assert_null (chat_peer_get_avatar (CHAT_PEER (witch)));

  chat_occupant_look_away (witch);
  chat_occupant_look (witch);
  TELL (fx, COMES ("witch", PHOTO (JPEG_HASH)));
  g_assert_null (chat_peer_get_avatar (CHAT_PEER (witch)));

  BEGIN (fx, ASKS ("sister"), ANSWERS ("sister", PNG_TEXT));
  chat_occupant_look (sister);
  finish (fx);
  WAIT_FOR (chat_peer_get_avatar (CHAT_PEER (sister)) != NULL);
  assert_has_png (sister);
}

/* Few at a time; who is out of sight before it is their turn is not
 * asked, nor is whom we ignore. */
static void
test_few (Fixture       *fx,
          gconstpointer  data)
{
#define HASH(n) "000000000000000000000000000000000000000" n
#define NONE(nick) \
  "<iq type='result' id='$id' from='" ROOM "/" nick "'><vCard xmlns='vcard-temp'/></iq>"
  static const char *const nicks[] = { "one", "two", "three", "four", "five" };
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);

  JOIN (fx, COMES ("one", PHOTO (HASH ("1"))) COMES ("two", PHOTO (HASH ("2")))
            COMES ("three", PHOTO (HASH ("3"))) COMES ("four", PHOTO (HASH ("4")))
            COMES ("five", PHOTO (HASH ("5"))));
  for (gsize i = 0; i < G_N_ELEMENTS (nicks); i++)
    g_ptr_array_add (people, chat_room_find_occupant (fx->room, nicks[i]));
  BEGIN (fx, ASKS ("one"));
  chat_occupant_look (people->pdata[0]);
  finish (fx);
  BEGIN (fx, ASKS ("two"));
  chat_occupant_look (people->pdata[1]);
  finish (fx);
  for (gsize i = 2; i < G_N_ELEMENTS (nicks); i++)
    chat_occupant_look (people->pdata[i]);
  chat_fixture_settle (fx->mock->client);
  chat_occupant_look_away (people->pdata[3]);
  g_assert_true (chat_room_set_ignored (fx->room, "o:three", TRUE));

  BEGIN (fx, SERVER_SAYS ("<presence from='" ROOM "/two' to='juliet@capulet.lit' type='unavailable'>"
                         "<x xmlns='" USER_NS "'><item affiliation='member' role='none'/></x>"
                         "</presence>" NONE ("two")), ASKS ("five"),
        SERVER_SAYS (NONE ("five")), SAYS (""));
  finish (fx);
}

/* Who has left is still known by what he has said, under whichever name he said it; nobody else is. */
static void
test_departed (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatOccupant) witch = NULL;
  g_autoptr(ChatOccupant) renamed = NULL;
  g_autoptr(ChatOccupant) gone = NULL;
  g_autoptr(ChatOccupant) other = NULL;
  g_autofree char *author = NULL;

  JOIN (fx, COMES ("witch", PHOTO (PNG_HASH)));
  witch = chat_room_find_occupant (fx->room, "witch");
  author = g_strdup (chat_occupant_get_author (witch));
  g_assert_nonnull (author);
  BEGIN (fx, ASKS ("witch"), ANSWERS ("witch", PNG_TEXT));
  chat_occupant_look (witch);
  finish (fx);
  WAIT_FOR (chat_peer_get_avatar (CHAT_PEER (witch)) != NULL);

  renamed = chat_room_find_author (fx->room, ROOM "/hag", author);
  g_assert_nonnull (renamed);
  g_assert_cmpstr (chat_occupant_get_nick (renamed), ==, "witch");
  g_assert_true (chat_occupant_is_present (renamed));
  other = chat_room_find_author (fx->room, ROOM "/witch", "o:other");
  g_assert_null (other);

  TELL (fx, "<presence type='unavailable' from='" ROOM "/witch' to='juliet@capulet.lit'>"
            "<x xmlns='" USER_NS "'><item affiliation='member' role='none'/></x></presence>");
  gone = chat_room_find_author (fx->room, ROOM "/witch", author);
  g_assert_nonnull (gone);
  g_assert_false (chat_occupant_is_present (gone));
  chat_occupant_look (gone);
  chat_fixture_settle (fx->mock->client);
  assert_has_png (gone);
  chat_occupant_look_away (gone);
  chat_occupant_look_away (witch);
}

#define ADD(path, func) g_test_add ("/faces/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("once", test_once);
  ADD ("departed", test_departed);
  ADD ("kept", test_kept);
  ADD ("missing", test_missing);
  ADD ("forged", test_forged);
  ADD ("few", test_few);
  return g_test_run ();
}
