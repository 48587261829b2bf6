/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a large room costs below the window: its people come, change and speak; beside it, what it
 * costs to parse the same bytes and do nothing. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "bench-row.h"
#include "xmpp-muc.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-room-private.h"

#define N_OCCUPANTS 5000
#define N_CHANGES   10000
#define N_MESSAGES  1000
#define ROUNDS      9
#define CHUNK       16384
#define ROOM        "coven@chat.shakespeare.lit"
#define NS          "xmlns='jabber:client'"

typedef struct {
  XmppSession *session;
  XmppMuc     *muc;      /* (nullable): only parses */
  XmppRoom    *room;     /* (nullable) borrowed */
  guint        n_stanzas;
  guint        n_told;
  guint        n_signals;
} Play;

static void
occupants_cb (XmppRoom            *room,
              XmppOccupantChanges *changes,
              gpointer             user_data)
{
  Play *play = user_data;

  play->n_signals++;
  play->n_told += changes->added->len + changes->changed->len + changes->removed->len;
}

static void
message_cb (XmppRoom        *room,
            XmppRoomMessage *said,
            gpointer         user_data)
{
  ((Play *) user_data)->n_told += said->message->body != NULL && said->occupant != NULL;
}

static void
open_cb (XmppParser  *parser,
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
  Play *play = user_data;
  g_autoptr(XmppAddress) from = NULL;

  play->n_stanzas++;
  if (play->room == NULL)
    return;

  from = xmpp_address_parse (xmpp_element_get_attribute (stanza, "from"), NULL);
  if (xmpp_element_is (stanza, "presence", XMPP_NS_CLIENT))
    xmpp_room_take_presence (play->room, stanza, from);
  else
    xmpp_room_take_message (play->room, stanza, xmpp_message_parse (stanza, NULL, NULL));
}

static void
append_presence (GString    *xml,
                 guint       i,
                 const char *show)
{
  g_string_append_printf (xml, "<presence from='" ROOM "/Nick Number %u' to='juliet@capulet.lit/balcony' id='p%u'>"
                          "<show>%s</show><status>On the heath</status>"
                          "<c xmlns='" XMPP_NS_CAPS "' hash='sha-1' node='https://charla.im' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>"
                          "<x xmlns='" XMPP_NS_VCARD_UPDATE "'><photo>da39a3ee5e6b4b0d3255bfef95601890afd80709</photo></x>"
                          "<occupant-id xmlns='" XMPP_NS_OCCUPANT_ID "' id='dd72603deec90a38ba552f7c68cbcc61bca2%04u'/>"
                          "<x xmlns='" XMPP_NS_MUC_USER "'><item affiliation='member' role='participant' "
                          "jid='user%u@shakespeare.lit/desktop'/></x></presence>", i, i, show, i, i);
}

static GString *
make_joining (void)
{
  GString *xml = g_string_new (NULL);

  for (guint i = 0; i < N_OCCUPANTS; i++)
    append_presence (xml, i, "away");
  g_string_append (xml, "<presence from='" ROOM "/me'><x xmlns='" XMPP_NS_MUC_USER "'>"
                        "<item affiliation='member' role='participant'/><status code='110'/></x></presence>");
  return xml;
}

static GString *
make_changes (void)
{
  GString *xml = g_string_new (NULL);

  for (guint i = 0; i < N_CHANGES; i++)
    append_presence (xml, i % N_OCCUPANTS, i < N_OCCUPANTS ? "dnd" : "xa");
  return xml;
}

static GString *
make_messages (void)
{
  GString *xml = g_string_new (NULL);

  for (guint i = 0; i < N_MESSAGES; i++)
    g_string_append_printf (xml, "<message from='" ROOM "/Nick Number %u' type='groupchat' id='m%u' "
                            "to='juliet@capulet.lit/balcony'><body>Thrice the brinded cat hath mew'd, %u times</body>"
                            "<occupant-id xmlns='" XMPP_NS_OCCUPANT_ID "' id='dd72603deec90a38ba552f7c68cbcc61bca2%04u'/>"
                            "<stanza-id xmlns='" XMPP_NS_STANZA_ID "' by='" ROOM "' id='s%u'/></message>",
                            i % N_OCCUPANTS, i, i, i % N_OCCUPANTS, i);
  return xml;
}

static void
start_room (Play *play)
{
  g_autoptr(XmppAddress) address = xmpp_address_parse (ROOM, NULL);
  g_autoptr(XmppDisco) disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppPresence) presence = xmpp_presence_new ();
  g_autoptr(XmppDiscoInfo) answer = xmpp_disco_info_new ();
  g_autoptr(XmppRoomInfo) info = NULL;

  play->muc = xmpp_muc_new (disco, presence, NULL);
  xmpp_feature_attach (XMPP_FEATURE (play->muc), play->session);
  play->room = xmpp_muc_ensure_room (play->muc, address);
  g_signal_connect (play->room, "occupants-changed", G_CALLBACK (occupants_cb), play);
  g_signal_connect (play->room, "message", G_CALLBACK (message_cb), play);
  xmpp_disco_info_add_identity (answer, "conference", "text", NULL, NULL);
  xmpp_disco_info_add_feature (answer, XMPP_NS_MUC);
  xmpp_disco_info_add_feature (answer, XMPP_NS_OCCUPANT_ID);
  xmpp_disco_info_add_feature (answer, XMPP_NS_STANZA_ID);
  info = xmpp_room_info_read (answer);
  xmpp_room_set_info (play->room, info);
  xmpp_room_set_nick (play->room, "me");
  xmpp_room_set_state (play->room, XMPP_ROOM_JOINING);
  play->room->is_wanted = TRUE;
  play->room->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_occupants_begin (play->room->occupants);
}

static void
end_room (Play *play)
{
  xmpp_feature_detach (XMPP_FEATURE (play->muc), play->session);
  g_clear_object (&play->muc);
  play->room = NULL;
}

/* Milliseconds */
static double
run (Play    *play,
     GString *xml)
{
  static const XmppParserFuncs funcs = { .stream_open = open_cb, .stanza = stanza_cb, .stream_close = close_cb };
  static const char header[] = "<stream:stream " NS " xmlns:stream='" XMPP_NS_STREAM "' version='1.0'>";
  g_autoptr(XmppParser) parser = xmpp_parser_new (&funcs, play);
  g_autoptr(GError) error = NULL;
  gint64 start;

  xmpp_parser_set_limits (parser, &xmpp_parser_limits_signed_in);
  if (!xmpp_parser_push (parser, header, strlen (header), &error))
    g_error ("%s", error->message);

  start = g_get_monotonic_time ();
  for (gsize i = 0; i < xml->len; i += CHUNK)
    if (!xmpp_parser_push (parser, xml->str + i, MIN (CHUNK, xml->len - i), &error))
      g_error ("%s", error->message);
  if (play->room != NULL)
    xmpp_room_flush (play->room);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (double times[ROUNDS])
{
  qsort (times, ROUNDS, sizeof *times, compare);
  return times[ROUNDS / 2];
}

int
main (int    argc,
      char **argv)
{
  static const char *const what[] = {
    "room: 5 000 people are there", "  10 000 times one changes", "  1 000 messages",
  };
  GString *texts[] = { make_joining (), make_changes (), make_messages () };
  double ours[G_N_ELEMENTS (texts)][ROUNDS];
  double floor[G_N_ELEMENTS (texts)][ROUNDS];
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  Play play = { .session = xmpp_session_new (own) };
  gsize n_bytes = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      gsize before;

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        floor[i][round] = run (&play, texts[i]);

      before = mallinfo2 ().uordblks;
      start_room (&play);
      play.n_told = 0;
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          ours[i][round] = run (&play, texts[i]);
          n_bytes = i == 0 ? (mallinfo2 ().uordblks - before) / N_OCCUPANTS : n_bytes;
        }
      g_assert_cmpuint (play.n_told, >=, N_OCCUPANTS + 1 + N_OCCUPANTS + N_MESSAGES);
      end_room (&play);
    }

#if defined __SANITIZE_ADDRESS__ || !defined __OPTIMIZE__
  g_print ("This is no build for measuring\n");
#endif
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      bench_row (what[i], get_median (ours[i]), "ms", get_median (floor[i]), "parsing alone", "");
      g_string_free (texts[i], TRUE);
    }
  bench_row ("  memory for each", (double) n_bytes, "bytes", 0, "", "");
  g_object_unref (play.session);
  return 0;
}
