/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to show who is in a large room: joined, and then everybody changes; beside it the
 * same room with nobody who looks. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-row.h"
#include "chat-occupants-private.h"
#include "chat-occupants.h"
#include "xmpp-muc.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-room-private.h"

#define N_OCCUPANTS 5000
#define N_CHANGES   10000
#define N_SHOWN     40
#define ROUNDS      9
#define CHUNK       16384 /* what is told after each of them */
#define ROOM        "coven@chat.shakespeare.lit"

typedef struct {
  XmppSession   *session;
  XmppMuc       *muc;
  XmppRoom      *room;    /* borrowed */
  ChatOccupants *list;    /* (nullable): nobody looks */
  GPtrArray     *shown;   /* owned ChatOccupant */
  guint          n_signals;
} Play;

typedef struct {
  double total_ms;
  double longest_ms;
} Times;

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    user_data)
{
  Play *play = user_data;
  g_autoptr(GPtrArray) before = g_steal_pointer (&play->shown); /* what stays stays the same */

  play->n_signals++;
  play->shown = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < MIN (N_SHOWN, g_list_model_get_n_items (list)); i++)
    g_ptr_array_add (play->shown, g_list_model_get_item (list, i));
}

static void
ignore_cb (XmppParser *parser,
           gpointer    user_data)
{
}

static void
header_cb (XmppParser  *parser,
           XmppElement *header,
           gpointer     user_data)
{
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  g_autoptr(XmppAddress) from =
    xmpp_address_parse (xmpp_element_get_attribute (stanza, "from"), NULL);

  xmpp_room_take_presence (((Play *) user_data)->room, stanza, from);
}

static void
append_presence (GString    *xml,
                 guint       i,
                 const char *role,
                 const char *show)
{
  g_string_append_printf (xml, "<presence from='" ROOM "/Nick Number %u'><show>%s</show>"
                          "<occupant-id xmlns='" XMPP_NS_OCCUPANT_ID "' id='dd72603deec90%04u'/>"
                          "<x xmlns='" XMPP_NS_MUC_USER "'><item affiliation='member' role='%s' "
                          "jid='user%u@shakespeare.lit/desktop'/></x></presence>", i, show, i, role,
                          i);
}

static GString *
make_joining (void)
{
  GString *xml = g_string_new (NULL);

  for (guint i = 0; i < N_OCCUPANTS; i++)
    append_presence (xml, i, "participant", "away");
  g_string_append (xml, "<presence from='" ROOM "/me'><x xmlns='" XMPP_NS_MUC_USER "'>"
                        "<item affiliation='member' role='participant'/><status code='110'/></x>"
                        "</presence>");
  return xml;
}

/* One in ten gets another place. */
static GString *
make_changes (void)
{
  GString *xml = g_string_new (NULL);

  for (guint i = 0; i < N_CHANGES; i++)
    append_presence (xml, i * 7 % N_OCCUPANTS, i % 10 == 0 ? "visitor" : "participant",
                     i < N_OCCUPANTS ? "dnd" : "xa");
  return xml;
}

static void
start (Play     *play,
       gboolean  looks)
{
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  g_autoptr(XmppAddress) address = xmpp_address_parse (ROOM, NULL);
  g_autoptr(XmppDisco) disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppPresence) presence = xmpp_presence_new ();
  g_autoptr(XmppDiscoInfo) answer = xmpp_disco_info_new ();
  g_autoptr(XmppRoomInfo) info = NULL;

  play->session = xmpp_session_new (own);
  play->muc = xmpp_muc_new (disco, presence, NULL);
  xmpp_feature_attach (XMPP_FEATURE (play->muc), play->session);
  play->room = xmpp_muc_ensure_room (play->muc, address);
  xmpp_disco_info_add_identity (answer, "conference", "text", NULL, NULL);
  xmpp_disco_info_add_feature (answer, XMPP_NS_MUC);
  xmpp_disco_info_add_feature (answer, XMPP_NS_OCCUPANT_ID);
  info = xmpp_room_info_read (answer);
  xmpp_room_set_info (play->room, info);
  xmpp_room_set_nick (play->room, "me");
  xmpp_room_set_state (play->room, XMPP_ROOM_JOINING);
  play->room->is_wanted = TRUE;
  play->room->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_occupants_begin (play->room->occupants);
  play->shown = g_ptr_array_new_with_free_func (g_object_unref);
  if (!looks)
    return;

  play->list = chat_occupants_new (play->room, NULL);
  g_signal_connect (play->list, "items-changed", G_CALLBACK (items_changed_cb), play);
}

static void
end (Play *play)
{
  g_ptr_array_unref (play->shown);
  g_clear_object (&play->list);
  xmpp_feature_detach (XMPP_FEATURE (play->muc), play->session);
  g_clear_object (&play->muc);
  g_clear_object (&play->session);
}

/* Of the processor: others may use it, too. */
static double
get_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

static Times
run (Play    *play,
     GString *xml)
{
  static const XmppParserFuncs funcs = {
    .stream_open = header_cb, .stanza = stanza_cb, .stream_close = ignore_cb,
  };
  static const char header[] =
    "<stream:stream xmlns='jabber:client' xmlns:stream='" XMPP_NS_STREAM "' version='1.0'>";
  g_autoptr(XmppParser) parser = xmpp_parser_new (&funcs, play);
  g_autoptr(GError) error = NULL;
  Times times = { 0, 0 };

  xmpp_parser_set_limits (parser, &xmpp_parser_limits_signed_in);
  if (!xmpp_parser_push (parser, header, strlen (header), &error))
    g_error ("%s", error->message);

  for (gsize i = 0; i < xml->len; i += CHUNK)
    {
      double start_ms = get_ms ();
      double ms;

      if (!xmpp_parser_push (parser, xml->str + i, MIN (CHUNK, xml->len - i), &error))
        g_error ("%s", error->message);
      xmpp_room_flush (play->room);
      ms = get_ms () - start_ms;
      times.total_ms += ms;
      times.longest_ms = MAX (times.longest_ms, ms);
    }
  return times;
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
  static const char *const what[] = { "people: 5 000 come", "  10 000 times one changes" };
  GString *texts[] = { make_joining (), make_changes () };
  double total[2][2][ROUNDS];   /* looked at, text, round */
  double longest[2][2][ROUNDS];
  guint n_signals = 0;

  for (guint round = 0; round < ROUNDS; round++)
    for (guint looks = 0; looks < 2; looks++)
      {
        Play play = { NULL };

        start (&play, looks != 0);
        for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
          {
            Times times = run (&play, texts[i]);

            total[looks][i][round] = times.total_ms;
            longest[looks][i][round] = times.longest_ms;
          }
        if (looks != 0)
          g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (play.list)), ==,
                            N_OCCUPANTS + 1);
        n_signals = play.n_signals;
        end (&play);
      }

#if defined __SANITIZE_ADDRESS__ || !defined __OPTIMIZE__
  g_print ("This is no build for measuring\n");
#endif
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      bench_row (what[i], get_median (total[1][i]), "ms", get_median (total[0][i]),
                 "nobody looks", "");
      bench_row ("  longest in one go", get_median (longest[1][i]), "ms",
                 get_median (longest[0][i]), "nobody looks", "");
      g_string_free (texts[i], TRUE);
    }
  bench_row ("  told in how many signals", (double) n_signals, "", 0, "", "");
  return 0;
}
