/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of rooms have in common. */
#include "room-play.h"

static const char *const states[] = { "left", "joining", "joined", "rejoining", "failed" };

static void
state_cb (XmppRoom   *room,
          GParamSpec *pspec,
          gpointer    user_data)
{
  feature_fixture_note (user_data, "state %s", states[xmpp_room_get_state (room)]);
}

static void
append_change (GString                  *text,
               const XmppOccupantChange *change)
{
  const XmppOccupant *one = change->after != NULL ? change->after : change->before;

  g_string_append_printf (text, " %c%s%s", change->before == NULL ? '+'
                                           : change->after == NULL ? '-' : '~',
                          one->nick, one->is_self ? "*" : change->is_unsure ? "?" : "");
  if (change->before != NULL && change->after != NULL
      && g_strcmp0 (change->before->nick, one->nick) != 0)
    g_string_append_printf (text, "(%s)", change->before->nick);
  if (change->reason != NULL || change->actor_nick != NULL || change->farewell != NULL)
    g_string_append_printf (text, "(%s,%s,%s)", change->reason, change->actor_nick, change->farewell);
}

static void
occupants_cb (XmppRoom            *room,
              XmppOccupantChanges *changes,
              gpointer             user_data)
{
  g_autoptr(GString) text = g_string_new ("occupants");
  GPtrArray *lists[] = { changes->removed, changes->changed, changes->added };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint n = 0; n < lists[i]->len; n++)
      append_change (text, g_ptr_array_index (lists[i], n));
  feature_fixture_note (user_data, "%s", text->str);
}

static const char *const kinds[] = {
  "talk", "service", "subject", "retraction", "tombstone", "bounce",
};

static void
note_message (FeatureFixture        *fx,
              const XmppRoomMessage *said)
{
  const XmppMessage *message = said->message;
  const XmppRetraction *retraction = message->retraction;

  /* Whoever reads the rest of the message finds nothing that its author cannot know. */
  g_assert_true (said->nick == NULL || message->muc_user == NULL);
  for (guint i = 0; message->stanza_ids != NULL && i < message->stanza_ids->len; i++)
    g_assert_cmpstr (((XmppStanzaId *) message->stanza_ids->pdata[i])->by, ==,
                     said->is_private ? "juliet@capulet.lit" : ROOM);

  feature_fixture_note (fx, "%s%s%s %s: %s%s%s%s%s%s%s", said->is_private ? "private " : "",
                        said->is_own ? "own " : "", kinds[said->kind],
                        said->nick != NULL ? said->nick : "-",
                        message->error != NULL ? message->error->message
                        : message->body != NULL ? message->body
                        : message->subject != NULL ? message->subject : "",
                        said->occupant_id != NULL ? " id " : "",
                        said->occupant_id != NULL ? said->occupant_id : "",
                        said->stanza_id != NULL ? " stanza " : "",
                        said->stanza_id != NULL ? said->stanza_id : "",
                        said->time_us != 0 ? " late" : "",
                        retraction == NULL ? ""
                        : retraction->kind == XMPP_RETRACTION_BY_ROOM ? " by room" : " by author");
}

static void
message_cb (XmppRoom        *room,
            XmppRoomMessage *said,
            gpointer         user_data)
{
  g_assert_false (said->is_private);
  note_message (user_data, said);
}

static void
private_cb (XmppRoom        *room,
            XmppRoomMessage *said,
            gpointer         user_data)
{
  g_assert_true (said->is_private);
  note_message (user_data, said);
}

static void
status_cb (XmppRoom *room,
           guint     status,
           gpointer  user_data)
{
  if (status != XMPP_MUC_STATUS_SELF)
    feature_fixture_note (user_data, "status %x", status);
}

static void
contact_cb (XmppPresence     *presence,
            XmppAddress      *address,
            XmppPresenceInfo *info,
            gpointer          user_data)
{
  feature_fixture_note (user_data, "contact %s", xmpp_address_get_full (address));
}

static void
plain_message_cb (XmppMessaging *messaging,
                  XmppMessage   *message,
                  XmppElement   *stanza,
                  gpointer       user_data)
{
  feature_fixture_note (user_data, "plain message %s", message->body);
}

void
room_play_setup (RoomPlay      *play,
                 gconstpointer  data)
{
  static const XmppMucPatience patience = { 30000, 600000, 600000, 1, 1, 600000 };
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);

  play->fx = feature_fixture_new ();
  play->presence = xmpp_presence_new ();
  play->messaging = xmpp_messaging_new ();
  play->muc = xmpp_muc_new (disco, play->presence, NULL);
  play->address = feature_fixture_address (ROOM);
  xmpp_muc_set_patience (play->muc, &patience);
  xmpp_presence_set (play->presence, XMPP_SHOW_ONLINE, NULL);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, play->muc);
  feature_fixture_add (play->fx, play->presence);
  feature_fixture_add (play->fx, play->messaging);
  g_signal_connect (play->presence, "changed", G_CALLBACK (contact_cb), play->fx);
  g_signal_connect (play->messaging, "message", G_CALLBACK (plain_message_cb), play->fx);

  play->room = xmpp_muc_ensure_room (play->muc, play->address);
  g_assert_true (play->room == xmpp_muc_ensure_room (play->muc, play->address));
  g_signal_connect (play->room, "notify::state", G_CALLBACK (state_cb), play->fx);
  g_signal_connect (play->room, "occupants-changed", G_CALLBACK (occupants_cb), play->fx);
  g_signal_connect (play->room, "message", G_CALLBACK (message_cb), play->fx);
  g_signal_connect (play->room, "private-message", G_CALLBACK (private_cb), play->fx);
  g_signal_connect (play->room, "status", G_CALLBACK (status_cb), play->fx);
}

void
room_play_teardown (RoomPlay      *play,
                    gconstpointer  data)
{
  feature_fixture_free (play->fx);
  xmpp_address_unref (play->address);
}

void
room_play_online (RoomPlay *play)
{
  static const MockLine online[] = { BROADCASTS, SERVER_WAITS };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
}

#define SM "xmlns='urn:xmpp:sm:3'"
#define CONNECTS \
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, SERVER_SECURES ("good"), \
  SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))), SERVER_AUTHENTICATES, \
  SERVER_OPENS (MOCK_FEATURES_BIND "<sm " SM "/>")

void
room_play_online_resumable (RoomPlay *play)
{
  static const MockLine online[] = {
    CONNECTS, SERVER_BINDS, SERVER_HEARS ("<enable " SM " resume='true'/>"),
    SERVER_SAYS ("<enabled " SM " id='before' resume='true' max='300'/>"),
    BROADCASTS, SERVER_WAITS,
  };

  xmpp_session_start (play->fx->session);
  feature_fixture_play (play->fx, online, G_N_ELEMENTS (online));
}

void
room_play_cut (RoomPlay *play)
{
  static const MockLine cut[] = { SERVER_CUTS };

  feature_fixture_play (play->fx, cut, G_N_ELEMENTS (cut));
  ROOM_PLAY_WAIT_FOR (xmpp_session_get_state (play->fx->session) != XMPP_SESSION_ONLINE);
}

void
room_play_resume (RoomPlay       *play,
                  const char     *n_sent,
                  const MockLine *lines,
                  gsize           n_lines)
{
  static const MockLine asked[] = {
    CONNECTS, SERVER_HEARS ("<resume " SM " previd='before' h='*'/>"),
  };
  static const MockLine fresh[] = {
    SERVER_SAYS ("<failed " SM "><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"),
    SERVER_BINDS, SERVER_HEARS ("<enable " SM " resume='true'/>"),
    SERVER_SAYS ("<enabled " SM " id='before' resume='true' max='300'/>"),
  };
  g_autofree char *xml = g_strdup_printf ("<resumed " SM " previd='before' h='%s'/>", n_sent);
  const MockLine resumed[] = { SERVER_SAYS (xml) };

  mock_server_play (play->fx->server, asked, G_N_ELEMENTS (asked));
  if (n_sent != NULL)
    mock_server_play (play->fx->server, resumed, G_N_ELEMENTS (resumed));
  else
    mock_server_play (play->fx->server, fresh, G_N_ELEMENTS (fresh));
  feature_fixture_play (play->fx, lines, n_lines);
}

gboolean
room_play_impatient_cb (gpointer user_data)
{
  g_error ("This never came: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

gboolean
room_play_try (RoomPlay             *play,
               const XmppRoomEntry  *entry,
               const MockLine       *lines,
               gsize                 n_lines,
               GError              **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_join_async (play->room, entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_room_join_finish (play->room, mock_result_wait (&result), error);
}

void
room_play_join (RoomPlay       *play,
                const MockLine *lines,
                gsize           n_lines)
{
  static const MockLine plain[] = {
    ASKS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), "") COMES_SELF ("")),
    SERVER_WAITS,
  };
  const XmppRoomEntry entry = { .nick = NICK };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  g_assert_true (room_play_try (play, &entry, lines != NULL ? lines : plain,
                                lines != NULL ? n_lines : G_N_ELEMENTS (plain), &error));
  g_assert_no_error (error);
  g_string_truncate (play->fx->events, 0);
}
