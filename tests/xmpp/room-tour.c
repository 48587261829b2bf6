/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two people and a room on a real server, for tests/app/test_room_tour.py: creates it, lets somebody
 * in, talks, runs it and destroys it. Says each step, and ends with an error at the first that goes
 * wrong. */
#include <locale.h>
#include <stdio.h>

#include "mock-prompt.h"
#include "mock-server.h"
#include "xmpp-avatar-image.h"
#include "xmpp-mam.h"
#include "xmpp-messaging.h"
#include "xmpp-muc-directory.h"
#include "xmpp-ping.h"
#include "xmpp-room-admin.h"
#include "xmpp-room-owner.h"
#include "xmpp-room-private.h"

typedef struct {
  XmppSession    *session;
  XmppAudience   *audience;
  XmppDisco      *disco;
  XmppServerInfo *server_info;
  XmppPresence   *presence;
  XmppMessaging  *messaging;
  XmppMam        *mam;
  XmppPing       *ping;
  XmppMuc        *muc;
  XmppAddress    *address;
  XmppRoom       *room;       /* borrowed */
  GPtrArray      *said;       /* owned char *: "nick: body" */
  char           *stanza_id;  /* (nullable): of what was said last */
  char           *invited;    /* (nullable): to what, by whom */
  gboolean        is_moderated;
} Person;

static char *host;
static char *ca_file;
static char *domain;
static int port = 5222;
static gboolean is_outage;
static gboolean is_cut;
static gboolean is_service;

static const GOptionEntry options[] = {
  { "host", 0, 0, G_OPTION_ARG_STRING, &host, "Where the server is", "ADDRESS" },
  { "port", 0, 0, G_OPTION_ARG_INT, &port, "Its port", "PORT" },
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, "Whom to trust", "FILE" },
  { "domain", 0, 0, G_OPTION_ARG_STRING, &domain, "Its domain", "DOMAIN" },
  { "outage", 0, 0, G_OPTION_ARG_NONE, &is_outage, "Wait for a line while the server is started again", NULL },
  { "cut", 0, 0, G_OPTION_ARG_NONE, &is_cut, "Leave while the connection is cut", NULL },
  { "service", 0, 0, G_OPTION_ARG_NONE, &is_service, "Wait for lines while the rooms are gone and back", NULL },
  { NULL }
};

#define WAIT_FOR(condition) \
  G_STMT_START { \
    guint patience = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, (gpointer) #condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (patience); \
  } G_STMT_END

#define DO(call) \
  G_STMT_START { \
    g_autoptr(GError) step_error = NULL; \
    gboolean step_done = (call); \
    if (!step_done) \
      g_error ("%s: %s", #call, step_error->message); \
  } G_STMT_END

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("This never came: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

static void
message_cb (XmppRoom        *room,
            XmppRoomMessage *said,
            gpointer         user_data)
{
  Person *person = user_data;
  gboolean is_moderated = said->message->retraction != NULL
                          && said->message->retraction->kind == XMPP_RETRACTION_BY_ROOM;

  person->is_moderated |= is_moderated;
  if (said->message->body == NULL || said->nick == NULL)
    return;

  g_ptr_array_add (person->said, g_strdup_printf ("%s%s: %s%s", said->is_private ? "private " : "",
                                                  said->nick, said->message->body,
                                                  said->is_own ? " (own)" : ""));
  if (said->stanza_id != NULL)
    {
      g_free (person->stanza_id);
      person->stanza_id = g_strdup (said->stanza_id);
    }
}

static void
invited_cb (XmppMuc        *muc,
            XmppInvitation *invitation,
            gpointer        user_data)
{
  Person *person = user_data;

  g_free (person->invited);
  person->invited = g_strdup (xmpp_address_get_full (invitation->room));
}

static gboolean
has_heard (Person     *person,
           const char *text)
{
  for (guint i = 0; i < person->said->len; i++)
    if (g_strcmp0 (person->said->pdata[i], text) == 0)
      return TRUE;
  return FALSE;
}

static void
attach (Person *person)
{
  XmppFeature *features[] = {
    XMPP_FEATURE (person->disco), XMPP_FEATURE (person->server_info), XMPP_FEATURE (person->muc),
    XMPP_FEATURE (person->presence), XMPP_FEATURE (person->messaging), XMPP_FEATURE (person->mam),
    XMPP_FEATURE (person->ping),
  };

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    xmpp_feature_attach (features[i], person->session);
}

static void
come (Person      *person,
      const char  *name,
      XmppAddress *room)
{
  static const char *const passwords[] = { "secret", NULL };
  g_autofree char *text = g_strdup_printf ("%s@%s", name, domain);
  g_autoptr(XmppRoster) roster = xmpp_roster_new ();
  MockPrompt *prompt = mock_prompt_new (passwords);
  XmppSessionConfig config = { 0 };

  config.host = host;
  config.port = (guint16) port;
  config.tls = XMPP_TLS_STARTTLS;
  config.ca_file = ca_file;
  person->address = xmpp_address_parse (text, NULL);
  person->session = xmpp_session_new (person->address);
  g_object_set_data_full (G_OBJECT (person->session), "prompt", prompt, g_object_unref);
  xmpp_session_set_config (person->session, &config);
  xmpp_session_set_prompt (person->session, XMPP_SASL_PROMPT (prompt));
  person->said = g_ptr_array_new_with_free_func (g_free);
  person->audience = xmpp_audience_new (roster);
  person->disco = xmpp_disco_new ("Charla", person->audience);
  person->server_info = xmpp_server_info_new (person->disco);
  person->presence = xmpp_presence_new ();
  person->messaging = xmpp_messaging_new ();
  person->mam = xmpp_mam_new (person->disco, person->server_info);
  person->ping = xmpp_ping_new (person->audience);
  person->muc = xmpp_muc_new (person->disco, person->presence, person->audience);
  xmpp_presence_set (person->presence, XMPP_SHOW_ONLINE, NULL);
  attach (person);
  person->room = xmpp_muc_ensure_room (person->muc, room);
  g_signal_connect (person->room, "message", G_CALLBACK (message_cb), person);
  g_signal_connect (person->room, "private-message", G_CALLBACK (message_cb), person);
  g_signal_connect (person->muc, "invited", G_CALLBACK (invited_cb), person);
  xmpp_session_start (person->session);
  WAIT_FOR (xmpp_session_get_state (person->session) == XMPP_SESSION_ONLINE);
}

static void
go (Person *person)
{
  XmppFeature *features[] = {
    XMPP_FEATURE (person->ping), XMPP_FEATURE (person->mam), XMPP_FEATURE (person->messaging),
    XMPP_FEATURE (person->presence), XMPP_FEATURE (person->muc),
    XMPP_FEATURE (person->server_info), XMPP_FEATURE (person->disco),
  };

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    {
      xmpp_feature_detach (features[i], person->session);
      g_object_unref (features[i]);
    }
  mock_session_free (person->session);
  g_object_unref (person->audience);
  xmpp_address_unref (person->address);
  g_ptr_array_unref (person->said);
  g_free (person->stanza_id);
  g_free (person->invited);
}

static gboolean
join (Person      *person,
      const char  *nick,
      GError     **error)
{
  const XmppRoomEntry entry = { .nick = nick };
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_join_async (person->room, &entry, NULL, mock_result_cb, &result);
  return xmpp_room_join_finish (person->room, mock_result_wait (&result), error);
}

static void
say (Person     *person,
     const char *nick,
     const char *body)
{
  g_autoptr(XmppMessage) message = xmpp_room_new_message (person->room, nick);

  message->body = g_strdup (body);
  g_free (xmpp_messaging_send (person->messaging, message));
}

static gboolean
create (Person  *person,
        GError **error)
{
  XmppRoomSettings settings = XMPP_ROOM_SETTINGS_GROUP;
  g_auto(MockResult) result = { NULL, 0 };

  settings.name = "The Coven";
  settings.description = "For witches";
  xmpp_room_create_async (person->room, "ana", &settings, NULL, mock_result_cb, &result);
  return xmpp_room_create_finish (person->room, mock_result_wait (&result), error);
}

static gboolean
affiliate (Person           *person,
           XmppAddress      *address,
           XmppAffiliation   affiliation,
           GError          **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_room_set_affiliation_async (person->room, address, affiliation, "so be it", NULL, mock_result_cb,
                                   &result);
  return xmpp_room_change_finish (person->room, mock_result_wait (&result), error);
}

static guint
count_affiliated (Person          *person,
                  XmppAffiliation  affiliation)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  xmpp_room_get_affiliated_async (person->room, affiliation, NULL, mock_result_cb, &result);
  items = xmpp_room_get_affiliated_finish (person->room, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  return items->len;
}

static void
create_and_let_in (Person *ana,
                   Person *ben)
{
  g_autoptr(GError) error = NULL;
  const XmppRoomInfo *info;

  DO (create (ana, &step_error));
  WAIT_FOR (xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_MEMBERS_ONLY));
  info = xmpp_room_get_info (ana->room);
  g_assert_true (xmpp_room_info_has (info, XMPP_ROOM_MEMBERS_ONLY | XMPP_ROOM_NON_ANONYMOUS | XMPP_ROOM_PERSISTENT
                                     | XMPP_ROOM_HIDDEN | XMPP_ROOM_ARCHIVE | XMPP_ROOM_STANZA_IDS));
  g_assert_cmpstr (info->name, ==, "The Coven");
  g_assert_cmpint (xmpp_room_get_affiliation (ana->room), ==, XMPP_AFFILIATION_OWNER);
  g_print ("created (features %x)\n", info->features);

  g_assert_false (join (ben, "ben", &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_MEMBERS_ONLY);
  DO (affiliate (ana, ben->address, XMPP_AFFILIATION_MEMBER, &step_error));
  g_assert_cmpuint (count_affiliated (ana, XMPP_AFFILIATION_MEMBER), ==, 1);
  g_free (xmpp_room_invite (ana->room, ben->address, "Come"));
  WAIT_FOR (ben->invited != NULL);
  g_assert_cmpstr (ben->invited, ==, xmpp_address_get_full (xmpp_room_get_address (ben->room)));
  DO (join (ben, "ben", &step_error));
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "ben") != NULL);
  g_assert_true (xmpp_address_equal_bare (xmpp_room_get_occupant (ana->room, "ben")->real_address, ben->address));
  g_print ("let in\n");
}

static void
talk (Person *ana,
      Person *ben)
{
  gboolean gives_ids = xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_OCCUPANT_IDS);
  g_auto(MockResult) result = { NULL, 0 };

  say (ben, NULL, "Hail");
  WAIT_FOR (has_heard (ana, "ben: Hail") && has_heard (ben, "ben: Hail (own)"));
  g_assert_cmpstr (ana->stanza_id, ==, ben->stanza_id);
  g_assert_nonnull (ana->stanza_id);
  if (gives_ids)
    g_assert_nonnull (xmpp_room_get_occupant (ana->room, "ben")->occupant_id);
  say (ana, "ben", "Psst");
  WAIT_FOR (has_heard (ben, "private ana: Psst"));
  g_free (xmpp_room_change_subject (ana->room, "Spells"));
  WAIT_FOR (g_strcmp0 (xmpp_room_get_subject (ben->room, NULL, NULL), "Spells") == 0);

  xmpp_room_change_nick_async (ben->room, "benjamin", NULL, mock_result_cb, &result);
  DO (xmpp_room_change_nick_finish (ben->room, mock_result_wait (&result), &step_error));
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "benjamin") != NULL);
  g_assert_null (xmpp_room_get_occupant (ana->room, "ben"));
  g_assert_cmpstr (xmpp_room_get_nick (ben->room), ==, "benjamin");
  g_print ("talked%s\n", gives_ids ? ", with occupant-ids" : "");
}

static void
read_archive (Person *ana)
{
  XmppMamQuery query = { .archive = xmpp_room_get_address (ana->room) };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMamPage) page = NULL;
  guint n_found = 0;

  xmpp_mam_query_async (ana->mam, &query, NULL, mock_result_cb, &result);
  page = xmpp_mam_query_finish (ana->mam, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->messages->len; i++)
    {
      const XmppForwarded *forwarded = g_ptr_array_index (page->messages, i);
      g_autoptr(XmppRoomMessage) said = xmpp_room_read_archived (ana->room, forwarded->stanza, forwarded->time_us,
                                                                 forwarded->archive_id);

      if (said == NULL || g_strcmp0 (said->message->body, "Hail") != 0)
        continue;
      g_assert_cmpstr (said->nick, ==, "ben");
      g_assert_cmpstr (said->stanza_id, ==, ana->stanza_id);
      g_assert_false (said->is_own);
      n_found++;
    }
  g_assert_cmpuint (n_found, ==, 1);
  g_print ("archived\n");
}

static void
moderate (Person *ana,
          Person *ben)
{
  g_auto(MockResult) result = { NULL, 0 };

  if (!xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_MODERATION)
      && !xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_MODERATION_0))
    return;

  xmpp_room_moderate_async (ana->room, ana->stanza_id, "spam", NULL, mock_result_cb, &result);
  DO (xmpp_room_moderate_finish (ana->room, mock_result_wait (&result), &step_error));
  WAIT_FOR (ben->is_moderated);
  g_print ("moderated\n");
}

/* The picture is known by what the room says about itself. */
static void
give_picture (Person *ana)
{
  g_autoptr(GBytes) image = g_bytes_new_static ("\x89PNG\r\n\x1a\n0123456789", 18);
  g_autofree char *hash = xmpp_avatar_image_dup_hash (image);
  g_autoptr(GBytes) got = NULL;
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };

  if (!xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_AVATAR))
    return;

  xmpp_room_set_avatar_async (ana->room, image, NULL, mock_result_cb, &one);
  DO (xmpp_room_set_avatar_finish (ana->room, mock_result_wait (&one), &step_error));
  xmpp_room_get_avatar_async (ana->room, hash, NULL, mock_result_cb, &two);
  DO ((got = xmpp_room_get_avatar_finish (ana->room, mock_result_wait (&two), &step_error)) != NULL);
  WAIT_FOR (g_strcmp0 (xmpp_room_get_avatar_hash (ana->room), hash) == 0);
  g_print ("pictured\n");
}

static void
configure (Person *ana)
{
  XmppRoomSettings settings = { .description = "For all" };
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(XmppDataForm) form = NULL;

  settings.is_moderated = XMPP_SETTING_ON;
  xmpp_room_get_config_async (ana->room, NULL, mock_result_cb, &one);
  DO ((form = xmpp_room_get_config_finish (ana->room, mock_result_wait (&one), &step_error)) != NULL);
  g_assert_true (xmpp_room_settings_apply (&settings, form));
  xmpp_room_set_config_async (ana->room, form, NULL, mock_result_cb, &two);
  DO (xmpp_room_set_config_finish (ana->room, mock_result_wait (&two), &step_error));
  /* The room tells that it has changed, and is asked. */
  WAIT_FOR (xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_MODERATED));
  g_assert_true (xmpp_room_info_has (xmpp_room_get_info (ana->room), XMPP_ROOM_MEMBERS_ONLY));
  g_assert_cmpstr (xmpp_room_get_info (ana->room)->description, ==, "For all");
  g_print ("configured\n");
}

static void
voice_cb (XmppRoom     *room,
          XmppDataForm *form,
          const char   *nick,
          XmppAddress  *real,
          gpointer      user_data)
{
  g_assert_cmpstr (nick, ==, "benjamin");
  g_free (xmpp_room_answer_voice_request (room, form, TRUE));
}

static void
give_voice (Person *ana,
            Person *ben)
{
  g_auto(MockResult) result = { NULL, 0 };
  gulong handler = g_signal_connect (ana->room, "voice-requested", G_CALLBACK (voice_cb), NULL);

  xmpp_room_set_role_async (ana->room, "benjamin", XMPP_ROLE_VISITOR, NULL, NULL, mock_result_cb, &result);
  DO (xmpp_room_change_finish (ana->room, mock_result_wait (&result), &step_error));
  WAIT_FOR (xmpp_room_get_role (ben->room) == XMPP_ROLE_VISITOR);
  g_free (xmpp_room_request_voice (ben->room));
  WAIT_FOR (xmpp_room_get_role (ben->room) == XMPP_ROLE_PARTICIPANT);
  g_signal_handler_disconnect (ana->room, handler);
  g_print ("given voice\n");
}

static void
throw_out (Person *ana,
           Person *ben)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_room_set_role_async (ana->room, "benjamin", XMPP_ROLE_NONE, "Avaunt", NULL, mock_result_cb, &result);
  DO (xmpp_room_change_finish (ana->room, mock_result_wait (&result), &step_error));
  WAIT_FOR (xmpp_room_get_state (ben->room) == XMPP_ROOM_FAILED);
  g_assert_error (xmpp_room_get_error (ben->room), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_KICKED);
  g_assert_cmpstr (xmpp_room_get_error (ben->room)->message, ==, "Avaunt");

  DO (join (ben, "ben", &step_error));
  DO (affiliate (ana, ben->address, XMPP_AFFILIATION_OUTCAST, &step_error));
  WAIT_FOR (xmpp_room_get_state (ben->room) == XMPP_ROOM_FAILED);
  g_assert_error (xmpp_room_get_error (ben->room), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_BANNED);

  /* Prosody first says that he is no member; ejabberd 23.01 lets him in all the same. */
  if (join (ben, "ben", &error))
    g_assert_cmpint (xmpp_room_get_affiliation (ben->room), ==, XMPP_AFFILIATION_OUTCAST);
  else if (!g_error_matches (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_MEMBERS_ONLY))
    g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_BANNED);
  xmpp_room_leave (ben->room, NULL);
  g_assert_cmpuint (count_affiliated (ana, XMPP_AFFILIATION_OUTCAST), ==, 1);
  g_print ("thrown out\n");
}

static void
list (Person *ana)
{
  g_autoptr(XmppAddress) service = xmpp_address_parse (xmpp_address_get_domain (xmpp_room_get_address (ana->room)), NULL);
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(XmppChannelPage) page = NULL;

  xmpp_muc_list_rooms_async (ana->muc, service, NULL, 50, NULL, mock_result_cb, &result);
  DO ((page = xmpp_muc_list_finish (ana->muc, mock_result_wait (&result), &step_error)) != NULL);
  /* Nobody sees those that hide, but perhaps their owners. */
  g_assert_cmpuint (page->channels->len, <=, 1);
  g_print ("listed\n");
}

static void
destroy (Person *ana,
         Person *ben)
{
  g_autoptr(XmppAddress) venue = xmpp_address_parse ("heath@chat.shakespeare.lit", NULL);
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_room_destroy_async (ana->room, venue, "Macbeth doth come", NULL, mock_result_cb, &result);
  DO (xmpp_room_destroy_finish (ana->room, mock_result_wait (&result), &step_error));
  WAIT_FOR (xmpp_room_get_state (ana->room) == XMPP_ROOM_FAILED);
  g_assert_error (xmpp_room_get_error (ana->room), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_DESTROYED);
  g_assert_true (xmpp_address_equal (xmpp_room_get_venue (ana->room), venue));

  /* Where it was there is nothing, and nothing is made. */
  g_assert_false (join (ben, "ben", &error));
  g_print ("destroyed: %s\n", error->message);
}

static void
wait_for_line (const char *why)
{
  g_print ("%s\n", why);
  fflush (stdout);
  g_assert_cmpint (getchar (), ==, '\n');
}

static guint
note_loss (const Person *person,
           guint        *n_losses)
{
  *n_losses += xmpp_room_get_state (person->room) != XMPP_ROOM_JOINED;
  return *n_losses;
}

/* The server goes and comes back, and all are in the room again with nobody's doing; one of them
 * perhaps before the other has noticed. */
static void
survive (Person *ana,
         Person *ben)
{
  guint n_losses[2] = { 0, 0 };

  wait_for_line ("waiting");
  WAIT_FOR ((note_loss (ana, &n_losses[0]) > 0) + (note_loss (ben, &n_losses[1]) > 0) == 2);
  WAIT_FOR (xmpp_room_get_state (ana->room) == XMPP_ROOM_JOINED && xmpp_room_get_state (ben->room) == XMPP_ROOM_JOINED);
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "benjamin") != NULL);
  say (ben, NULL, "Again");
  WAIT_FOR (has_heard (ana, "benjamin: Again") && has_heard (ben, "benjamin: Again (own)"));
  g_print ("survived\n");
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  if (resumed)
    (*(guint *) user_data)++;
}

/* Who leaves while the connection is gone has left when it is back, though the server kept all. */
static void
leave_unconnected (Person *ana,
                   Person *ben)
{
  guint n_resumed = 0;
  gulong handler = g_signal_connect (ben->session, "online", G_CALLBACK (online_cb), &n_resumed);

  wait_for_line ("waiting");
  WAIT_FOR (xmpp_session_get_state (ben->session) != XMPP_SESSION_ONLINE);
  xmpp_room_leave (ben->room, NULL);
  g_assert_nonnull (xmpp_room_get_occupant (ana->room, "benjamin"));
  wait_for_line ("left");
  WAIT_FOR (n_resumed > 0);
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "benjamin") == NULL);
  g_signal_handler_disconnect (ben->session, handler);
  DO (join (ben, "benjamin", &step_error));
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "benjamin") != NULL);
  g_print ("gone\n");
}

static gboolean
is_lost (Person *person)
{
  return person->room->n_silent > 0 || xmpp_room_get_state (person->room) != XMPP_ROOM_JOINED;
}

/* The service goes and comes back, while the server stays: nobody has put us out. */
static void
outlive_service (Person *ana,
                 Person *ben)
{
  static const XmppMucPatience hasty = { 60000, 900000, 5000, 200, 1000, 50 };

  xmpp_muc_set_patience (ana->muc, &hasty);
  xmpp_muc_set_patience (ben->muc, &hasty);
  wait_for_line ("waiting");
  xmpp_muc_check (ana->muc);
  xmpp_muc_check (ben->muc);
  WAIT_FOR (is_lost (ana) && is_lost (ben));
  WAIT_FOR (ana->room->n_silent > 3 || ana->room->n_failures > 3);
  g_assert_true (xmpp_room_is_wanted (ana->room) && xmpp_room_is_wanted (ben->room));
  wait_for_line ("lost");
  WAIT_FOR (!is_lost (ana) && !is_lost (ben));
  WAIT_FOR (xmpp_room_get_occupant (ana->room, "benjamin") != NULL);
  say (ben, NULL, "Again");
  WAIT_FOR (has_heard (ana, "benjamin: Again") && has_heard (ben, "benjamin: Again (own)"));
  g_print ("outlived\n");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppAddress) room = NULL;
  g_autofree char *text = NULL;
  Person ana = { NULL };
  Person ben = { NULL };

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);

  text = g_strdup_printf ("coven@conference.%s", domain);
  room = xmpp_address_parse (text, NULL);
  come (&ana, "ana", room);
  come (&ben, "ben", room);
  create_and_let_in (&ana, &ben);
  talk (&ana, &ben);
  if (is_outage)
    survive (&ana, &ben);
  else if (is_cut)
    leave_unconnected (&ana, &ben);
  else if (is_service)
    outlive_service (&ana, &ben);
  else
    read_archive (&ana);
  moderate (&ana, &ben);
  give_picture (&ana);
  xmpp_muc_check (ana.muc);
  xmpp_muc_check (ben.muc);
  configure (&ana);
  g_assert_cmpint (xmpp_room_get_state (ben.room), ==, XMPP_ROOM_JOINED);
  give_voice (&ana, &ben);
  throw_out (&ana, &ben);
  list (&ana);
  destroy (&ana, &ben);
  go (&ana);
  go (&ben);
  g_free (host);
  g_free (ca_file);
  g_free (domain);
  return 0;
}
