/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a room, as a list: with five of them and with five thousand. */
#include "chat-occupants.h"

#include "chat-enums.h"
#include "chat-occupant-private.h"
#include "chat-occupants-private.h"
#include "chat-peer.h"
#include "xmpp-disco.h"
#include "xmpp-muc.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-room-private.h"

#include <string.h>

#define ROOM "coven@chat.shakespeare.lit"

/* @mirror: what somebody sees who goes by the signals alone. */
typedef struct {
  XmppSession *session;
  XmppMuc     *muc;
  XmppRoom    *room;     /* borrowed */
  XmppParser  *parser;
  GListModel  *list;
  GPtrArray   *mirror;   /* owned ChatOccupant; or NULL: not looked at */
  guint        n_signals;
} Fixture;

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    user_data)
{
  Fixture *fx = user_data;

  fx->n_signals++;
  if (n_removed > 0)
    g_ptr_array_remove_range (fx->mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (fx->mirror, (int) (position + i),
                        g_list_model_get_item (list, position + i));
}

static void
header_cb (XmppParser  *parser,
           XmppElement *header,
           gpointer     user_data)
{
}

static void
close_cb (XmppParser *parser,
          gpointer    user_data)
{
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  Fixture *fx = user_data;
  g_autoptr(XmppAddress) from =
    xmpp_address_parse (xmpp_element_get_attribute (stanza, "from"), NULL);

  xmpp_room_take_presence (fx->room, stanza, from);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const XmppParserFuncs funcs = {
    .stream_open = header_cb, .stanza = stanza_cb, .stream_close = close_cb,
  };
  static const char header[] =
    "<stream:stream xmlns='jabber:client' xmlns:stream='" XMPP_NS_STREAM "' version='1.0'>";
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  g_autoptr(XmppAddress) address = xmpp_address_parse (ROOM, NULL);
  g_autoptr(XmppDisco) disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppPresence) presence = xmpp_presence_new ();
  g_autoptr(XmppDiscoInfo) answer = xmpp_disco_info_new ();
  g_autoptr(XmppRoomInfo) info = NULL;
  g_autoptr(GError) error = NULL;
  XmppMucPatience patience = XMPP_MUC_PATIENCE_INIT;

  patience.batch_ms = 600000; /* told when the test says so */
  fx->parser = xmpp_parser_new (&funcs, fx);
  xmpp_parser_set_limits (fx->parser, &xmpp_parser_limits_signed_in);
  xmpp_parser_push (fx->parser, header, strlen (header), &error);
  g_assert_no_error (error);
  fx->session = xmpp_session_new (own);
  fx->muc = xmpp_muc_new (disco, presence, NULL);
  xmpp_feature_attach (XMPP_FEATURE (fx->muc), fx->session);
  xmpp_muc_set_patience (fx->muc, &patience);
  fx->room = xmpp_muc_ensure_room (fx->muc, address);
  xmpp_disco_info_add_identity (answer, "conference", "text", NULL, NULL);
  xmpp_disco_info_add_feature (answer, XMPP_NS_MUC);
  xmpp_disco_info_add_feature (answer, XMPP_NS_OCCUPANT_ID);
  info = xmpp_room_info_read (answer);
  xmpp_room_set_info (fx->room, info);
  xmpp_room_set_nick (fx->room, "me");
  xmpp_room_set_state (fx->room, XMPP_ROOM_JOINING);
  fx->room->is_wanted = TRUE;
  fx->room->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_occupants_begin (fx->room->occupants);
  fx->list = G_LIST_MODEL (chat_occupants_new (fx->room, NULL));
  fx->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fx->list, "items-changed", G_CALLBACK (items_changed_cb), fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fx->list));
  g_ptr_array_unref (fx->mirror);
  g_clear_pointer (&fx->parser, xmpp_parser_free);
  xmpp_feature_detach (XMPP_FEATURE (fx->muc), fx->session);
  g_clear_object (&fx->muc);
  g_clear_object (&fx->session);
}

/* @id: (nullable); @more: what else the presence has (nullable) */
static void
say (Fixture    *fx,
     const char *nick,
     const char *id,
     const char *role,
     const char *type,
     const char *more)
{
  g_autofree char *from = g_strdup_printf (ROOM "/%s", nick);
  g_autofree char *occupant_id =
    id != NULL ? g_strdup_printf ("<occupant-id xmlns='" XMPP_NS_OCCUPANT_ID "' id='%s'/>", id)
               : g_strdup ("");
  g_autofree char *xml =
    g_strdup_printf ("<presence from='%s'%s%s%s>%s"
                     "<x xmlns='" XMPP_NS_MUC_USER "'><item affiliation='member' role='%s' "
                     "jid='%s@shakespeare.lit/x'/>%s</x></presence>", from,
                     type != NULL ? " type='" : "", type != NULL ? type : "",
                     type != NULL ? "'" : "", occupant_id, role, id != NULL ? id : "nobody",
                     more != NULL ? more : "");
  g_autoptr(GError) error = NULL;

  xmpp_parser_push (fx->parser, xml, strlen (xml), &error);
  g_assert_no_error (error);
}

static void
come (Fixture    *fx,
      const char *nick,
      const char *id,
      const char *role)
{
  say (fx, nick, id, role, NULL, NULL);
}

static void
go (Fixture    *fx,
    const char *nick)
{
  say (fx, nick, NULL, "none", "unavailable", NULL);
}

static void
become (Fixture    *fx,
        const char *nick,
        const char *id,
        const char *new_nick,
        const char *role)
{
  g_autofree char *item = g_strdup_printf ("%s' nick='%s", role, new_nick);

  say (fx, nick, id, item, "unavailable", "<status code='303'/>");
  come (fx, new_nick, id, role);
  xmpp_room_flush (fx->room);
}

static void
finish_joining (Fixture *fx)
{
  say (fx, "me", "me", "participant", NULL, "<status code='110'/>");
  xmpp_room_flush (fx->room);
}

static char *
describe (Fixture *fx)
{
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (fx->mirror->len, ==, g_list_model_get_n_items (fx->list));
  for (guint i = 0; i < fx->mirror->len; i++)
    {
      g_autoptr(ChatOccupant) occupant = g_list_model_get_item (fx->list, i);

      g_assert_true (occupant == g_ptr_array_index (fx->mirror, i));
      g_assert_true (chat_occupant_is_present (occupant));
      g_string_append_printf (text, "%s%s ", chat_occupant_get_nick (occupant),
                              chat_occupant_is_look_alike (occupant) ? "!" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_list (Fixture    *fx,
             const char *expected)
{
  g_autofree char *text = describe (fx);

  g_assert_cmpstr (text, ==, expected);
}

static ChatOccupant *
get (Fixture *fx,
     guint    position)
{
  return g_ptr_array_index (fx->mirror, position);
}

/* Moderators first, then as people sort; who changes is at another place, the same object. */
static void
test_order (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatOccupant) held = NULL;

  come (fx, "nurse", "n", "participant");
  come (fx, "Angelica", "a", "participant");
  come (fx, "romeo", "r", "moderator");
  come (fx, "abram", "b", "visitor");
  finish_joining (fx);
  assert_list (fx, "romeo Angelica me nurse abram ");

  held = g_object_ref (get (fx, 4));
  come (fx, "abram", "b", "moderator");
  xmpp_room_flush (fx->room);
  assert_list (fx, "abram romeo Angelica me nurse ");
  g_assert_true (get (fx, 0) == held);
  g_assert_cmpint (chat_occupant_get_role (held), ==, CHAT_ROLE_MODERATOR);
  become (fx, "abram", "b", "zoe", "moderator");
  g_assert_true (get (fx, 1) == held);
  g_assert_cmpstr (chat_peer_get_name (CHAT_PEER (held)), ==, "zoe");
  assert_list (fx, "romeo zoe Angelica me nurse ");
  go (fx, "romeo");
  xmpp_room_flush (fx->room);
  assert_list (fx, "zoe Angelica me nurse ");
}

/* Who follows changes of nick is the same; who takes the nick of who has left is not. */
static void
test_same_person (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatOccupant) romeo = NULL;
  g_autoptr(ChatOccupant) nurse = NULL;

  come (fx, "romeo", "r", "participant");
  come (fx, "nurse", "n", "participant");
  finish_joining (fx);
  nurse = g_object_ref (get (fx, 1));
  romeo = g_object_ref (get (fx, 2));
  become (fx, "romeo", "r", "zeno", "participant");
  g_assert_true (get (fx, 2) == romeo);
  g_assert_cmpstr (chat_occupant_get_nick (romeo), ==, "zeno");

  go (fx, "nurse");
  come (fx, "nurse", "other", "participant");
  xmpp_room_flush (fx->room);
  g_assert_false (chat_occupant_is_present (nurse));
  g_assert_true (get (fx, 1) != nurse);
  g_assert_cmpstr (chat_occupant_get_author (get (fx, 1)), ==, "o:other");
  g_assert_cmpstr (chat_occupant_get_author (nurse), ==, "o:n");
  g_assert_cmpint (chat_peer_get_presence (CHAT_PEER (nurse)), ==, CHAT_PRESENCE_OFFLINE);
}

/* A colour is a number, and nothing else of what is said of it gets any further; a title is a line of
 * text. */
static void
test_hats (Fixture       *fx,
           gconstpointer  data)
{
  static const struct {
    const char *hat;
    const char *title; /* (nullable): there is no such hat */
  } cases[] = {
    { "title='Host' uri='urn:h' hue='327.25'", "Host" },
    { "title='Host' uri='urn:h' hue='0; } * { background: url(http://evil.lit)'", "Host" },
    { "title='Host' uri='urn:h' hue='red'", "Host" },
    { "title='Host' uri='urn:h' hue='&quot;/&gt;&lt;span foreground=&apos;red'", "Host" },
    { "title='Host' uri='urn:h' hue='nan'", "Host" },
    { "title='Host' uri='urn:h' hue='inf'", "Host" },
    { "title='Host' uri='urn:h' hue='-1e308'", "Host" },
    { "title='Host' uri='urn:h' hue='1e9999'", "Host" },
    { "title='Host' uri='urn:h' hue='360'", "Host" },
    { "title='Host' uri='urn:h' hue=''", "Host" },
    { "title='Host' uri='} * { color: red; } %n%s'", "Host" },
    { "title='A&#10;B' uri='urn:h'", "A B" },
    { "title='Ad&#x202e;nim' uri='urn:h'", "Adnim" },
    { "title='&#x200b;' uri='urn:h'", NULL },
    { "title='&lt;b&gt;%n%s&amp;amp;' uri='urn:h'", "<b>%n%s&amp;" },
  };

  finish_joining (fx);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *more = g_strdup_printf ("</x><hats xmlns='urn:xmpp:hats:0'><hat %s/></hats>"
                                               "<x xmlns='urn:charla:test'>", cases[i].hat);
      g_autofree char *nick = g_strdup_printf ("z%02u", (guint) i);
      const GPtrArray *hats = NULL;
      const ChatHat *hat = NULL;

      say (fx, nick, nick, "participant", NULL, more);
      xmpp_room_flush (fx->room);
      hats = chat_occupant_get_hats (get (fx, (guint) i + 1));
      g_assert_true ((hats != NULL) == (cases[i].title != NULL));
      if (hats == NULL)
        continue;

      hat = hats->pdata[0];
      g_assert_cmpstr (hat->title, ==, cases[i].title);
      g_assert_true (g_regex_match_simple ("^#[0-9a-f]{6}$", hat->color, G_REGEX_DOLLAR_ENDONLY, 0));
    }
}

/* When the room was lost and found again, somebody else may have the nick. */
static void
test_rejoined (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatOccupant) nurse = NULL;
  g_autoptr(ChatOccupant) romeo = NULL;

  come (fx, "nurse", "n", "participant");
  come (fx, "romeo", "r", "participant");
  finish_joining (fx);
  nurse = g_object_ref (get (fx, 1));
  romeo = g_object_ref (get (fx, 2));
  xmpp_room_set_state (fx->room, XMPP_ROOM_REJOINING);
  fx->room->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_occupants_begin (fx->room->occupants);
  come (fx, "nurse", "other", "participant");
  come (fx, "romeo", "r", "participant");
  finish_joining (fx);
  assert_list (fx, "me nurse romeo ");
  g_assert_false (chat_occupant_is_present (nurse));
  g_assert_cmpstr (chat_occupant_get_author (get (fx, 1)), ==, "o:other");
  g_assert_true (get (fx, 2) == romeo);
  g_assert_true (chat_occupant_is_present (romeo));
}

/* Whoever tells it so: another number is another person. */
static void
test_other_under_the_nick (Fixture       *fx,
                           gconstpointer  data)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();
  XmppOccupantChanges changes = { none, changed, none };
  XmppOccupantChange change = { NULL };
  g_autoptr(ChatOccupant) nurse = NULL;
  g_autoptr(XmppOccupant) other = NULL;

  come (fx, "nurse", "n", "participant");
  finish_joining (fx);
  nurse = g_object_ref (get (fx, 1));
  other = xmpp_occupant_copy (xmpp_room_get_occupant (fx->room, "nurse"));
  other->serial += 1000;
  change.before = xmpp_room_get_occupant (fx->room, "nurse");
  change.after = other;
  g_ptr_array_add (changed, &change);
  g_signal_emit_by_name (fx->room, "occupants-changed", &changes);
  assert_list (fx, "me nurse ");
  g_assert_true (get (fx, 1) != nurse);
  g_assert_false (chat_occupant_is_present (nurse));
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* What people see of somebody is told by the object, and moves nothing. */
static void
test_presence (Fixture       *fx,
               gconstpointer  data)
{
  guint n = 0;
  ChatOccupant *romeo;

  come (fx, "romeo", "r", "participant");
  finish_joining (fx);
  romeo = get (fx, 1);
  g_assert_cmpstr (chat_peer_get_address (CHAT_PEER (romeo)), ==, ROOM "/romeo");
  g_assert_cmpstr (chat_occupant_get_real_address (romeo), ==, "r@shakespeare.lit");
  g_assert_cmpint (chat_occupant_get_affiliation (romeo), ==, CHAT_AFFILIATION_MEMBER);
  g_assert_true (chat_occupant_is_self (get (fx, 0)));
  g_assert_false (chat_occupant_is_self (romeo));
  fx->n_signals = 0;
  g_signal_connect_swapped (romeo, "notify::presence", G_CALLBACK (count_cb), &n);
  g_signal_connect_swapped (romeo, "notify::status", G_CALLBACK (count_cb), &n);
  say (fx, "romeo", "r", "participant", NULL, "</x><show>away</show><status>Sad</status><x>");
  xmpp_room_flush (fx->room);
  g_assert_cmpuint (fx->n_signals, ==, 0);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (chat_peer_get_presence (CHAT_PEER (romeo)), ==, CHAT_PRESENCE_AWAY);
  g_assert_cmpstr (chat_occupant_get_status (romeo), ==, "Sad");
}

static void
test_alikes (Fixture       *fx,
             gconstpointer  data)
{
  come (fx, "Juliet", "j", "participant");
  come (fx, "romeo", "r", "participant");
  finish_joining (fx);
  assert_list (fx, "Juliet me romeo ");
  come (fx, "JuIiet", "x", "participant");
  xmpp_room_flush (fx->room);
  assert_list (fx, "JuIiet! Juliet! me romeo ");
  go (fx, "Juliet");
  xmpp_room_flush (fx->room);
  assert_list (fx, "JuIiet me romeo ");
  /* The same person on two devices. */
  come (fx, "Romeo", "r", "participant");
  xmpp_room_flush (fx->room);
  assert_list (fx, "JuIiet me romeo Romeo ");
}

static void
test_filter (Fixture       *fx,
             gconstpointer  data)
{
  ChatOccupants *list = CHAT_OCCUPANTS (fx->list);

  come (fx, "Ánge", "aa", "participant");
  come (fx, "romeo", "rr", "participant");
  come (fx, "nurse", "nn", "participant");
  finish_joining (fx);
  chat_occupants_set_filter (list, "ANG");
  assert_list (fx, "Ánge ");
  chat_occupants_set_filter (list, "rr@shakes");
  assert_list (fx, "romeo ");
  come (fx, "rosaline", "rr", "participant");
  come (fx, "paris", "pp", "participant");
  go (fx, "romeo");
  xmpp_room_flush (fx->room);
  assert_list (fx, "rosaline ");
  chat_occupants_set_filter (list, "");
  assert_list (fx, "me nurse paris rosaline Ánge "); /* as the C locale has it */
}

/* What happens in one go is one signal, and what stands at either end stays. */
static void
test_many (Fixture       *fx,
           gconstpointer  data)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *nick = g_strdup_printf ("person %04u", i);
      g_autofree char *id = g_strdup_printf ("id%u", i);

      come (fx, nick, id, "participant");
    }
  g_assert_cmpuint (fx->n_signals, ==, 0);
  finish_joining (fx);
  g_assert_cmpuint (fx->n_signals, ==, 1);
  g_assert_cmpuint (fx->mirror->len, ==, 5001);

  fx->n_signals = 0;
  for (guint i = 1000; i < 1500; i++)
    {
      g_autofree char *nick = g_strdup_printf ("person %04u", i);
      g_autofree char *id = g_strdup_printf ("id%u", i);

      if (i % 2 == 0)
        go (fx, nick);
      else
        come (fx, nick, id, "visitor");
    }
  xmpp_room_flush (fx->room);
  g_assert_cmpuint (fx->n_signals, ==, 1);
  g_assert_cmpuint (fx->mirror->len, ==, 4751);
  g_assert_cmpstr (chat_occupant_get_nick (get (fx, 1001)), ==, "person 1500");
  g_assert_cmpstr (chat_occupant_get_nick (get (fx, 4750)), ==, "person 1499");
  g_free (describe (fx));
}

/* Whatever happens, who goes by the signals alone sees what is there. */
static void
test_random (Fixture       *fx,
             gconstpointer  data)
{
  static const char *const roles[] = { "visitor", "participant", "moderator" };

  finish_joining (fx);
  for (guint round = 0; round < 200; round++)
    {
      int n = g_test_rand_int_range (1, round % 4 == 0 ? 300 : 20);

      for (int i = 0; i < n; i++)
        {
          g_autofree char *nick = g_strdup_printf ("p%d", g_test_rand_int_range (0, 400));
          g_autofree char *id = g_strdup_printf ("i%s%d", nick, g_test_rand_int_range (0, 2));

          if (g_test_rand_int_range (0, 3) == 0)
            go (fx, nick);
          else
            come (fx, nick, id, roles[g_test_rand_int_range (0, 3)]);
        }
      if (round % 10 == 0)
        chat_occupants_set_filter (CHAT_OCCUPANTS (fx->list), round % 20 == 0 ? "1" : NULL);
      xmpp_room_flush (fx->room);
      g_free (describe (fx));
    }
}

/* Somebody whom no list shows is followed all the same. */
static void
test_follow (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatOccupant) romeo = NULL;

  come (fx, "romeo", "r", "participant");
  finish_joining (fx);
  romeo = chat_occupant_new (xmpp_room_get_occupant (fx->room, "romeo"));
  chat_occupant_follow (romeo, fx->room);
  come (fx, "romeo", "r", "moderator");
  xmpp_room_flush (fx->room);
  g_assert_cmpint (chat_occupant_get_role (romeo), ==, CHAT_ROLE_MODERATOR);
  go (fx, "romeo");
  come (fx, "romeo", "x", "participant");
  xmpp_room_flush (fx->room);
  g_assert_false (chat_occupant_is_present (romeo));
  g_assert_cmpstr (chat_occupant_get_author (romeo), ==, "o:r");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/model/occupants/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("order", test_order);
  ADD ("same-person", test_same_person);
  ADD ("hats", test_hats);
  ADD ("rejoined", test_rejoined);
  ADD ("other-under-the-nick", test_other_under_the_nick);
  ADD ("presence", test_presence);
  ADD ("alikes", test_alikes);
  ADD ("filter", test_filter);
  ADD ("many", test_many);
  ADD ("random", test_random);
  ADD ("follow", test_follow);
#undef ADD

  return g_test_run ();
}
