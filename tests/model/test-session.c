/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account against the scripted server: signing in, passwords, certificates, contacts. */
#include <string.h>

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-device.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "chat-tokens.h"
#include "fake-keyring.h"

#define FEATURES MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))
#define INSIDE_TLS(name) \
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, SERVER_SECURES (name)
#define REFUSES_PASSWORD \
  SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='*'>*</auth>"), \
  SERVER_SAYS ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>")
#define PLAY(mock, play) mock_server_play ((mock)->server, play, G_N_ELEMENTS (play))
#define IN_THE_END SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS

static ChatContact *
get_contact (ChatMock   *mock,
             const char *address)
{
  return chat_account_get_contact (mock->account, address);
}

static gboolean
is_listed (ChatMock   *mock,
           const char *address)
{
  GListModel *contacts = chat_account_get_contacts (mock->account);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (contacts, i);

      if (g_str_equal (chat_contact_get_address (contact), address))
        return TRUE;
    }

  return FALSE;
}

static void
count_cb (gpointer    object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
changed_cb (GListModel *list,
            guint       position,
            guint       n_removed,
            guint       n_added,
            guint      *n)
{
  (*n)++;
}

static void
test_signs_in (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  ChatMock *mock = chat_mock_new (NULL);
  g_autoptr(GVariant) info = NULL;
  g_autofree char *folder = g_strdup (mock->folder);
  const char *text;
  guint n_lists = 0;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  g_signal_connect (chat_account_get_contacts (mock->account), "items-changed",
                    G_CALLBACK (changed_cb), &n_lists);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_CONNECTING);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  g_assert_null (chat_account_get_error (mock->account));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);

  /* A whole roster is one change. */
  g_assert_cmpuint (n_lists, ==, 1);
  g_assert_cmpstr (chat_contact_get_name (get_contact (mock, "romeo@montague.lit")), ==, "Romeo");
  g_assert_cmpint (chat_contact_get_subscription (get_contact (mock, "nurse@capulet.lit")), ==,
                   CHAT_SUBSCRIPTION_FROM);
  g_assert_true (chat_contact_get_blocked (get_contact (mock, "tybalt@capulet.lit")));
  g_assert_true (chat_account_has_feature (mock->account, "blocking"));
  g_assert_false (chat_account_has_feature (mock->account, "report"));

  info = chat_account_dup_status_info (mock->account);
  g_assert_true (g_variant_lookup (info, "state", "&s", &text));
  g_assert_cmpstr (text, ==, "online");
  g_assert_true (g_variant_lookup (info, "mechanism", "&s", &text));
  g_assert_true (g_str_has_prefix (text, "SCRAM-SHA-"));
  g_assert_true (g_variant_lookup (info, "tls", "&s", &text));
  g_assert_true (g_variant_lookup (info, "resource", "&s", &text));
  g_assert_true (g_str_has_prefix (text, "Charla."));
  g_assert_true (g_variant_lookup (info, "server", "&s", &text));
  g_assert_cmpstr (text, ==, "Prosody");

  /* The next start shows them before the server has said a word. */
  chat_mock_restart (mock);
  g_assert_true (is_listed (mock, "romeo@montague.lit"));
  g_assert_cmpstr (chat_contact_get_groups (get_contact (mock, "romeo@montague.lit"))[0], ==,
                   "Orchard");
  chat_mock_free (mock);
}

static void
test_asks_for_password (void)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (FEATURES), REFUSES_PASSWORD, IN_THE_END, MOCK_ASKS_ROSTER,
    MOCK_GREETS, MOCK_GREETS_ON,
  };
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_WORKS);
  ChatMock *mock = chat_mock_new (CHAT_KEYRING (keyring));

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, NULL);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_PASSWORD);
  g_assert_null (chat_account_get_error (mock->account));

  chat_account_give_password (mock->account, "wrong", TRUE);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_CONNECTING);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_PASSWORD);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_WRONG_PASSWORD);
  g_assert_nonnull (chat_account_get_error_text (mock->account));
  g_assert_null (fake_keyring_get (keyring, MOCK_ADDRESS));

  chat_account_give_password (mock->account, MOCK_PASSWORD, TRUE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  g_assert_null (chat_account_get_error_text (mock->account));
  g_assert_cmpstr (fake_keyring_get (keyring, MOCK_ADDRESS), ==, MOCK_PASSWORD);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_password_from_keyring (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_WORKS);
  ChatMock *mock = chat_mock_new (CHAT_KEYRING (keyring));

  fake_keyring_set (keyring, MOCK_ADDRESS, MOCK_PASSWORD);
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, NULL);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  g_assert_cmpuint (fake_keyring_get_n_asked (keyring), ==, 1);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* A key ring that is locked, and is asked for a token: the password does, and is asked for at once. */
static void
test_token_locked (void)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (MOCK_FEATURES_SASL2 (MOCK_MECHANISM ("SCRAM-SHA-256"),
                                       MOCK_INLINE_FAST (MOCK_MECHANISM ("HT-SHA-256-NONE"))
                                       MOCK_INLINE_BIND (""))),
    SERVER_AUTHENTICATES_2 ("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-256'>"
                            "<initial-response>*</initial-response>"
                            "<user-agent id='*'><software>Charla</software></user-agent>"
                            "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"
                            "<bind xmlns='urn:xmpp:bind:0'><tag>Charla</tag></bind></authenticate>"),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x")
                               "<bound xmlns='urn:xmpp:bind:0'/>") MOCK_FEATURES ("")),
    MOCK_ASKS_ROSTER, MOCK_GREETS, MOCK_GREETS_ON,
  };
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_FAILS);
  ChatMock *mock = chat_mock_new (CHAT_KEYRING (keyring));

  PLAY (mock, play);
  chat_mock_add_account (mock, NULL);
  chat_tokens_set_kept (mock->account->tokens, TRUE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_PASSWORD);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_KEYRING);
  g_assert_cmpuint (fake_keyring_get_n_asked (keyring), ==, 1);
  chat_account_give_password (mock->account, MOCK_PASSWORD, FALSE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_no_password (void)
{
  static const MockLine play[] = { INSIDE_TLS ("good"), SERVER_OPENS (FEATURES) };
  g_autoptr(FakeKeyring) keyring = fake_keyring_new (FAKE_KEYRING_FAILS);
  ChatMock *mock = chat_mock_new (CHAT_KEYRING (keyring));

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, NULL);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_PASSWORD);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_KEYRING);

  chat_account_give_password (mock->account, NULL, FALSE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_FAILED);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_NO_PASSWORD);
  chat_mock_free (mock);
}

static void
test_trust (void)
{
  static const MockLine refused[] = { INSIDE_TLS ("self-signed"), SERVER_HEARS_CUT };
  static const MockLine again[] = { INSIDE_TLS ("foreign"), SERVER_HEARS_CUT };
  static const MockLine accepted[] = {
    INSIDE_TLS ("foreign"), SERVER_OPENS (FEATURES), IN_THE_END, MOCK_ASKS_ROSTER, MOCK_GREETS,
    MOCK_GREETS_ON,
  };
  ChatMock *mock = chat_mock_new (NULL);
  ChatCertificate *certificate;
  g_autofree char *reason = NULL;

  mock_server_play (mock->server, refused, G_N_ELEMENTS (refused));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_TRUST);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_CERTIFICATE);
  certificate = chat_account_get_certificate (mock->account);
  g_assert_nonnull (certificate);
  g_assert_cmpstr (chat_certificate_get_domain (certificate), ==, "capulet.lit");
  g_assert_cmpuint (strlen (chat_certificate_get_fingerprint (certificate)), ==, 95);
  reason = chat_certificate_dup_reason (certificate);
  g_assert_nonnull (strstr (reason, "capulet.lit"));
  chat_mock_wait_played (mock);

  /* Only that one is accepted: another one is asked about again. */
  mock_server_play (mock->server, again, G_N_ELEMENTS (again));
  chat_account_answer_trust (mock->account, TRUE);
  g_assert_null (chat_account_get_certificate (mock->account));
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_TRUST);
  chat_mock_wait_played (mock);

  mock_server_play (mock->server, accepted, G_N_ELEMENTS (accepted));
  chat_account_answer_trust (mock->account, TRUE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* Whoever makes an account is shown the certificate as well, when it is said that it was refused. */
typedef struct {
  ChatCertificate *certificate; /* as it was when the answer came */
  GError          *error;
  gboolean         answered;
} Opened;

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Opened *opened = user_data;
  ChatForm *form = chat_registration_open_finish (CHAT_REGISTRATION (object), result,
                                                  &opened->error);

  g_assert_null (form);
  g_set_object (&opened->certificate,
                chat_registration_get_certificate (CHAT_REGISTRATION (object)));
  opened->answered = TRUE;
}

static void
test_trust_before_registration (void)
{
  static const MockLine refused[] = { INSIDE_TLS ("self-signed"), SERVER_HEARS_CUT };
  ChatMock *mock = chat_mock_new (NULL);
  const ChatServer server = { .host = "127.0.0.1", .port = mock_server_get_port (mock->server) };
  g_autoptr(ChatRegistration) registration = NULL;
  g_autoptr(GError) error = NULL;
  Opened opened = { 0 };

  mock_server_play (mock->server, refused, G_N_ELEMENTS (refused));
  registration = chat_client_new_registration (mock->client, "capulet.lit", NULL, &server, &error);
  g_assert_no_error (error);
  chat_registration_open_async (registration, NULL, opened_cb, &opened);
  while (!opened.answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (opened.error, CHAT_ERROR, CHAT_ERROR_CERTIFICATE);
  g_assert_nonnull (opened.certificate);
  g_assert_cmpstr (chat_certificate_get_domain (opened.certificate), ==, "capulet.lit");
  chat_mock_wait_played (mock);
  g_clear_error (&opened.error);
  g_clear_object (&opened.certificate);
  g_clear_object (&registration);
  chat_mock_free (mock);
}

#define WEAKER_FEATURES MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-1"))

static const MockLine weaker_refused[] = {
  INSIDE_TLS ("good"), SERVER_OPENS (WEAKER_FEATURES), SERVER_CONTRADICTS ("x=1"), SERVER_HEARS_CUT,
};
#define TAKES_WEAKER \
  INSIDE_TLS ("good"), SERVER_OPENS (WEAKER_FEATURES), IN_THE_END, MOCK_ASKS_ROSTER, \
  MOCK_GREETS_WITH (MOCK_NO_PHOTO)
static const MockLine weaker_taken[] = { TAKES_WEAKER };
static const MockLine weaker_taken_anew[] = { TAKES_WEAKER, MOCK_GREETS_ON_AGAIN };

/* An account that has signed in, and lost its connection. It waits long, so that nobody comes again
 * before the play is there. */
static ChatMock *
new_waiting (void)
{
  static const MockLine play[] = { MOCK_GREETING, SERVER_CUTS };
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 60000, 60000, 10000 };
  ChatMock *mock = chat_mock_new (NULL);

  PLAY (mock, play);
  chat_mock_add_account (mock, MOCK_PASSWORD);
  xmpp_session_set_limits (mock->account->connection->session, &limits);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  chat_mock_wait_played (mock);
  return mock;
}

static void
wait_refused (ChatMock *mock)
{
  chat_mock_wait_played (mock);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  g_assert_error (chat_account_get_error (mock->account), CHAT_ERROR, CHAT_ERROR_WEAKER);
  g_assert_cmpstr (chat_account_get_weaker (mock->account), ==, "SCRAM-SHA-1");
  g_assert_cmpstr (chat_account_get_usual (mock->account), ==, "SCRAM-SHA-256");
}

static void
wait_taken (ChatMock   *mock,
            const char *usual)
{
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  g_assert_null (chat_account_get_weaker (mock->account));
  g_assert_cmpstr (chat_account_get_usual (mock->account), ==, usual);
}

/* Nothing weaker than before, until somebody says so: for once, and from then on */
static void
test_weaker (void)
{
  static const MockLine good_bye[] = { SERVER_HEARS_CLOSE, SERVER_CLOSES };
  ChatMock *mock = new_waiting ();

  PLAY (mock, weaker_refused);
  chat_account_reconnect (mock->account);
  wait_refused (mock);

  /* Not what was in question */
  chat_account_accept_weaker (mock->account, "PLAIN", TRUE);
  wait_refused (mock);

  PLAY (mock, weaker_taken);
  chat_account_accept_weaker (mock->account, "SCRAM-SHA-1", FALSE);
  wait_taken (mock, "SCRAM-SHA-256");
  PLAY (mock, good_bye);
  chat_account_set_enabled (mock->account, FALSE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_OFFLINE);
  chat_mock_wait_played (mock);

  PLAY (mock, weaker_refused);
  chat_account_set_enabled (mock->account, TRUE);
  wait_refused (mock);

  PLAY (mock, weaker_taken_anew);
  chat_account_accept_weaker (mock->account, "SCRAM-SHA-1", TRUE);
  wait_taken (mock, "SCRAM-SHA-1");
  chat_fixture_settle (mock->client);
  chat_mock_restart (mock);
  g_assert_cmpstr (chat_account_get_usual (mock->account), ==, "SCRAM-SHA-1");
  chat_mock_free (mock);
}

/* It tries again by itself; meanwhile the question can be answered, until a try ends otherwise. */
static void
test_weaker_while_trying (void)
{
  static const MockLine no_answer[] = { SERVER_ACCEPTS, SERVER_CUTS };
  static const MockLine refused_then_taken[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (WEAKER_FEATURES), SERVER_CONTRADICTS ("x=1"),
    SERVER_HEARS_CUT, TAKES_WEAKER,
  };
  ChatMock *mock = new_waiting ();
  guint n_notified = 0;

  PLAY (mock, weaker_refused);
  chat_account_reconnect (mock->account);
  wait_refused (mock);

  PLAY (mock, no_answer);
  chat_account_reconnect (mock->account);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_CONNECTING);
  g_assert_cmpstr (chat_account_get_weaker (mock->account), ==, "SCRAM-SHA-1");
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  chat_mock_wait_played (mock);
  g_assert_null (chat_account_get_weaker (mock->account));

  PLAY (mock, weaker_refused);
  chat_account_reconnect (mock->account);
  g_assert_null (chat_account_get_weaker (mock->account));
  wait_refused (mock);

  /* What is under way was not told, and is done once more. */
  PLAY (mock, refused_then_taken);
  chat_account_reconnect (mock->account);
  g_signal_connect (mock->account, "notify::error-text", G_CALLBACK (count_cb), &n_notified);
  chat_account_accept_weaker (mock->account, "SCRAM-SHA-1", FALSE);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_CONNECTING);
  g_assert_null (chat_account_get_weaker (mock->account));
  g_assert_cmpuint (n_notified, ==, 1);
  wait_taken (mock, "SCRAM-SHA-256");
  chat_mock_free (mock);
}

/* Another server is another matter. */
static void
test_moved (void)
{
  ChatMock *mock = new_waiting ();
  ChatServer server;

  chat_account_get_server (mock->account, &server);
  server.port++;
  chat_account_set_server (mock->account, &server);
  g_assert_cmpstr (chat_account_get_usual (mock->account), ==, "SCRAM-SHA-256");
  chat_account_get_server (mock->account, &server);
  server.host = "elsewhere.lit";
  chat_account_set_server (mock->account, &server);
  g_assert_null (chat_account_get_usual (mock->account));
  chat_mock_free (mock);
}

static void
test_distrust (void)
{
  static const MockLine refused[] = { INSIDE_TLS ("expired"), SERVER_HEARS_CUT };
  ChatMock *mock = chat_mock_new (NULL);
  guint n_certificates = 0;

  mock_server_play (mock->server, refused, G_N_ELEMENTS (refused));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  g_signal_connect (mock->account, "notify::certificate", G_CALLBACK (count_cb), &n_certificates);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_NEEDS_TRUST);
  g_assert_cmpuint (n_certificates, ==, 1);
  chat_account_answer_trust (mock->account, FALSE);
  g_assert_cmpuint (n_certificates, ==, 2);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_FAILED);
  g_assert_null (chat_account_get_certificate (mock->account));
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_presence (void)
{
  static const MockLine come[] = {
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'><show>dnd</show>"
                 "<status>In\nlove</status><priority>5</priority></presence>"
                 "<presence from='romeo@montague.lit/phone'><show>away</show></presence>"
                 "<presence from='stranger@elsewhere.lit/x'/>" CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  static const MockLine go[] = {
    SERVER_SAYS ("<presence from='romeo@montague.lit/orchard' type='unavailable'/>"
                 CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  static const MockLine cut[] = { SERVER_CUTS };
  ChatMock *mock = chat_mock_new_online ();
  ChatContact *romeo = get_contact (mock, "romeo@montague.lit");
  GListModel *devices = chat_contact_get_devices (romeo);
  g_autoptr(ChatDevice) device = NULL;

  mock_server_play (mock->server, come, G_N_ELEMENTS (come));
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_contact_get_presence (romeo), ==, CHAT_PRESENCE_DO_NOT_DISTURB);
  g_assert_cmpstr (chat_contact_get_status (romeo), ==, "In love");
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 2);
  g_assert_null (chat_account_find_contact (mock->account, "stranger@elsewhere.lit"));

  mock_server_play (mock->server, go, G_N_ELEMENTS (go));
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_contact_get_presence (romeo), ==, CHAT_PRESENCE_AWAY);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 1);
  device = g_list_model_get_item (devices, 0);
  g_assert_cmpstr (chat_device_get_resource (device), ==, "phone");

  mock_server_play (mock->server, cut, G_N_ELEMENTS (cut));
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  g_assert_cmpint (chat_contact_get_presence (romeo), ==, CHAT_PRESENCE_OFFLINE);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 0);
  chat_mock_free (mock);
}

static void
test_own_presence (void)
{
  static const MockLine away[] = {
    SERVER_HEARS ("<presence><show>away</show><status>At lunch</status>"
                  MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
  };
  static const MockLine idle[] = {
    SERVER_HEARS ("<presence><show>xa</show><idle xmlns='urn:xmpp:idle:1' since='*'/>"
                  MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
  };
  static const MockLine back[] = {
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
  };
  static const MockLine gone[] = { SERVER_HEARS_CLOSE, SERVER_CLOSES };
  ChatMock *mock = chat_mock_new_online ();
  gboolean is_away;

  mock_server_play (mock->server, away, G_N_ELEMENTS (away));
  chat_account_set_presence (mock->account, CHAT_PRESENCE_AWAY, "At lunch");
  chat_mock_wait_played (mock);
  g_assert_cmpstr (chat_account_get_status_history (mock->account)[0], ==, "At lunch");

  /* Who says to be away does not go away by itself. */
  chat_client_set_idle (mock->client, 100000, TRUE);
  g_object_get (mock->account, "automatic-away", &is_away, NULL);
  g_assert_false (is_away);

  mock_server_play (mock->server, back, G_N_ELEMENTS (back));
  chat_client_set_idle (mock->client, 0, FALSE);
  chat_account_set_presence (mock->account, CHAT_PRESENCE_AVAILABLE, NULL);
  chat_mock_wait_played (mock);

  mock_server_play (mock->server, idle, G_N_ELEMENTS (idle));
  chat_client_set_idle (mock->client, 100000, TRUE);
  chat_mock_wait_played (mock);
  g_object_get (mock->account, "automatic-away", &is_away, NULL);
  g_assert_true (is_away);
  g_assert_cmpint (chat_account_get_presence (mock->account), ==, CHAT_PRESENCE_AVAILABLE);

  mock_server_play (mock->server, back, G_N_ELEMENTS (back));
  chat_client_set_idle (mock->client, 0, FALSE);
  chat_mock_wait_played (mock);

  /* Offline is no connection; it stays so at the next start, and goes by asking for one. */
  mock_server_play (mock->server, gone, G_N_ELEMENTS (gone));
  chat_account_set_presence (mock->account, CHAT_PRESENCE_OFFLINE, NULL);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_OFFLINE);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  chat_mock_restart (mock);
  g_assert_cmpint (chat_account_get_presence (mock->account), ==, CHAT_PRESENCE_OFFLINE);
  g_assert_cmpstr (chat_account_get_status_history (mock->account)[0], ==, "At lunch");
  chat_account_reconnect (mock->account);
  g_assert_cmpint (chat_account_get_presence (mock->account), ==, CHAT_PRESENCE_AVAILABLE);
  chat_mock_free (mock);
}

/* Somebody asks; nothing is answered by itself. */

static void
request_cb (ChatClient   *client,
            ChatAccount  *account,
            ChatContact  *contact,
            ChatContact **asker)
{
  g_assert_null (*asker);
  *asker = contact;
}

static void
test_requests (void)
{
  static const MockLine asks[] = {
    SERVER_SAYS ("<presence from='paris@verona.lit' type='subscribe'><status>Marry me</status>"
                 "<nick xmlns='http://jabber.org/protocol/nick'>\xe2\x80\xae" "Count\xe2\x80\x8b"
                 " Paris\xef\xbb\xbf</nick></presence>"
                 "<presence from='paris@verona.lit' type='subscribe'/>"
                 "<presence from='tybalt@capulet.lit' type='subscribe'/>"
                 CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  static const MockLine approves[] = {
    SERVER_HEARS ("<presence to='paris@verona.lit' type='subscribed'/>"),
    SERVER_HEARS ("<presence to='paris@verona.lit' type='subscribe'/>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatContact *asker = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  g_signal_connect (mock->client, "contact-request", G_CALLBACK (request_cb), &asker);
  mock_server_play (mock->server, asks, G_N_ELEMENTS (asks));
  chat_mock_wait_played (mock);
  g_assert_nonnull (asker);
  g_assert_cmpstr (chat_contact_get_name (asker), ==, "Count Paris");
  g_assert_true (chat_contact_get_wants_subscription (asker));
  g_assert_true (is_listed (mock, "paris@verona.lit"));
  g_assert_false (is_listed (mock, "tybalt@capulet.lit"));

  mock_server_play (mock->server, approves, G_N_ELEMENTS (approves));
  chat_account_answer_request_async (mock->account, asker, TRUE, NULL, chat_fixture_result_cb,
                                     &result);
  g_assert_true (chat_account_finish (mock->account, chat_fixture_wait_result (&result), NULL));
  chat_mock_wait_played (mock);
  g_assert_false (chat_contact_get_wants_subscription (asker));
  g_assert_false (is_listed (mock, "paris@verona.lit"));
  chat_mock_free (mock);
}

/* A server that has no roster has people who ask all the same. */
static void
test_no_roster (void)
{
  static const MockLine play[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER,
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                 "</error></iq>"),
    MOCK_GREETS_AFTER_ROSTER ("<x xmlns='vcard-temp:x:update'/>"), MOCK_GREETS_ON,
    SERVER_SAYS ("<presence from='paris@verona.lit' type='subscribe'/>"
                 "<iq type='set' id='push'><query xmlns='jabber:iq:roster'>"
                 "<item jid='benvolio@montague.lit' subscription='both'/></query></iq>"),
    SERVER_HEARS ("<iq type='result' id='push'/>"),
  };
  ChatMock *mock = chat_mock_new (NULL);

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_true (is_listed (mock, "paris@verona.lit"));
  g_assert_true (is_listed (mock, "benvolio@montague.lit"));
  chat_mock_free (mock);
}

static void
test_contacts (void)
{
  static const MockLine adds[] = {
    SERVER_HEARS ("<iq type='set' id='*'><query xmlns='jabber:iq:roster'>"
                  "<item jid='benvolio@montague.lit' name='Ben'><group>Street</group></item>"
                  "</query></iq>"),
    SERVER_SAYS ("<iq type='set' id='push'><query xmlns='jabber:iq:roster'>"
                 "<item jid='benvolio@montague.lit' name='Ben' subscription='none'>"
                 "<group>Street</group></item></query></iq>"
                 "<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='result' id='push'/>"),
    SERVER_HEARS ("<presence to='benvolio@montague.lit' type='subscribe'/>"),
  };
  /* Neither may change our list. */
  static const MockLine forges[] = {
    SERVER_SAYS ("<iq type='set' id='forged' from='tybalt@capulet.lit'>"
                 "<query xmlns='jabber:iq:roster'>"
                 "<item jid='tybalt@capulet.lit' subscription='both'/></query></iq>"),
    SERVER_HEARS ("<iq type='error' id='forged' to='tybalt@capulet.lit'><error type='cancel'>"
                  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                  "</error></iq>"),
  };
  static const MockLine removes[] = {
    SERVER_HEARS ("<iq type='set' id='*'><query xmlns='jabber:iq:roster'>"
                  "<item jid='benvolio@montague.lit' subscription='remove'/></query></iq>"),
    SERVER_SAYS ("<iq type='set' id='push'><query xmlns='jabber:iq:roster'>"
                 "<item jid='benvolio@montague.lit' subscription='remove'/></query></iq>"
                 "<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='result' id='push'/>"),
  };
  const char *const groups[] = { "Street", NULL };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GAsyncResult) added = NULL;
  g_autoptr(GAsyncResult) bad = NULL;
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (mock->server, adds, G_N_ELEMENTS (adds));
  chat_account_add_contact_async (mock->account, "Benvolio@montague.lit", "Ben", groups, NULL,
                                  chat_fixture_result_cb, &added);
  g_assert_true (chat_account_finish (mock->account, chat_fixture_wait_result (&added), NULL));
  chat_mock_wait_played (mock);
  g_assert_true (is_listed (mock, "benvolio@montague.lit"));

  chat_account_add_contact_async (mock->account, "no body", NULL, NULL, NULL,
                                  chat_fixture_result_cb, &bad);
  g_assert_false (chat_account_finish (mock->account, chat_fixture_wait_result (&bad), &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS);

  mock_server_play (mock->server, forges, G_N_ELEMENTS (forges));
  chat_mock_wait_played (mock);
  g_assert_false (is_listed (mock, "tybalt@capulet.lit"));

  mock_server_play (mock->server, removes, G_N_ELEMENTS (removes));
  chat_account_remove_contact_async (mock->account, get_contact (mock, "benvolio@montague.lit"),
                                     NULL, chat_fixture_result_cb, &removed);
  g_assert_true (chat_account_finish (mock->account, chat_fixture_wait_result (&removed), NULL));
  chat_mock_wait_played (mock);
  g_assert_false (is_listed (mock, "benvolio@montague.lit"));

  chat_fixture_settle (mock->client);
  chat_mock_restart (mock);
  g_assert_false (is_listed (mock, "benvolio@montague.lit"));
  g_assert_true (is_listed (mock, "nurse@capulet.lit"));
  chat_mock_free (mock);
}

#define PREFS(policy) \
  "<prefs xmlns='urn:xmpp:mam:2' default='" policy "'>" \
  "<always><jid>romeo@montague.lit</jid></always><never/></prefs>"

static gboolean
finish_policy (ChatMock           *mock,
               GAsyncResult      **result,
               ChatArchivePolicy  *policy,
               GError            **error)
{
  return chat_account_archive_policy_finish (mock->account, chat_fixture_wait_result (result),
                                             policy, error);
}

/* What is set replaces everything: who was named elsewhere stays named. */
static void
test_archive_policy (void)
{
  static const MockLine play[] = {
    SERVER_HEARS ("<iq type='get' id='*'><prefs xmlns='urn:xmpp:mam:2'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'>" PREFS ("always") "</iq>"),
    SERVER_HEARS ("<iq type='get' id='*'><prefs xmlns='urn:xmpp:mam:2'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'>" PREFS ("always") "</iq>"),
    SERVER_HEARS ("<iq type='set' id='*'>" PREFS ("never") "</iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'>" PREFS ("roster") "</iq>"), /* it knows better */
    SERVER_HEARS ("<iq type='get' id='*'><prefs xmlns='urn:xmpp:mam:2'/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'><feature-not-implemented "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatArchivePolicy policy = CHAT_ARCHIVE_NOBODY;
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GAsyncResult) set = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GAsyncResult) offline = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) no_session = NULL;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_account_load_archive_policy_async (mock->account, NULL, chat_fixture_result_cb, &loaded);
  g_assert_true (finish_policy (mock, &loaded, &policy, NULL));
  g_assert_cmpint (policy, ==, CHAT_ARCHIVE_EVERYBODY);

  chat_account_set_archive_policy_async (mock->account, CHAT_ARCHIVE_NOBODY, NULL,
                                         chat_fixture_result_cb, &set);
  g_assert_true (finish_policy (mock, &set, &policy, NULL));
  g_assert_cmpint (policy, ==, CHAT_ARCHIVE_CONTACTS);

  chat_account_load_archive_policy_async (mock->account, NULL, chat_fixture_result_cb, &refused);
  g_assert_false (finish_policy (mock, &refused, &policy, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED);
  chat_mock_wait_played (mock);

  chat_fixture_settle (mock->client);
  chat_mock_restart (mock);
  chat_account_load_archive_policy_async (mock->account, NULL, chat_fixture_result_cb, &offline);
  g_assert_false (finish_policy (mock, &offline, &policy, &no_session));
  g_assert_error (no_session, CHAT_ERROR, CHAT_ERROR_OFFLINE);
  g_clear_object (&loaded);
  g_clear_object (&set);
  g_clear_object (&refused);
  g_clear_object (&offline);
  chat_mock_free (mock);
}

static void
test_blocks (void)
{
  static const MockLine blocks[] = {
    SERVER_HEARS ("<iq type='set' id='*'><block xmlns='urn:xmpp:blocking'>"
                  "<item jid='romeo@montague.lit'/></block></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"
                 "<iq type='set' id='push'><block xmlns='urn:xmpp:blocking'>"
                 "<item jid='romeo@montague.lit'/></block></iq>"),
    SERVER_HEARS ("<iq type='result' id='push'/>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatContact *romeo = get_contact (mock, "romeo@montague.lit");
  ChatConversation *conversation =
    chat_client_get_conversation (mock->client, mock->account, "romeo@montague.lit", NULL);
  g_autoptr(GAsyncResult) blocked = NULL;
  g_autoptr(GAsyncResult) sent = NULL;
  g_autoptr(GError) error = NULL;

  mock_server_play (mock->server, blocks, G_N_ELEMENTS (blocks));
  chat_account_block_async (mock->account, romeo, TRUE, FALSE, NULL, chat_fixture_result_cb,
                            &blocked);
  g_assert_true (chat_account_finish (mock->account, chat_fixture_wait_result (&blocked), NULL));
  chat_mock_wait_played (mock);
  g_assert_true (chat_contact_get_blocked (romeo));

  chat_conversation_send_async (conversation, "Sorry", NULL, chat_fixture_result_cb, &sent);
  g_assert_null (chat_conversation_send_finish (conversation, chat_fixture_wait_result (&sent),
                                                &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_BLOCKED);
  chat_fixture_settle (mock->client);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/session/signs-in", test_signs_in);
  g_test_add_func ("/model/session/asks-for-password", test_asks_for_password);
  g_test_add_func ("/model/session/password-from-keyring", test_password_from_keyring);
  g_test_add_func ("/model/session/token-locked", test_token_locked);
  g_test_add_func ("/model/session/no-password", test_no_password);
  g_test_add_func ("/model/session/trust", test_trust);
  g_test_add_func ("/model/session/trust-before-registration", test_trust_before_registration);
  g_test_add_func ("/model/session/distrust", test_distrust);
  g_test_add_func ("/model/session/weaker", test_weaker);
  g_test_add_func ("/model/session/weaker-while-trying", test_weaker_while_trying);
  g_test_add_func ("/model/session/moved", test_moved);
  g_test_add_func ("/model/session/presence", test_presence);
  g_test_add_func ("/model/session/own-presence", test_own_presence);
  g_test_add_func ("/model/session/requests", test_requests);
  g_test_add_func ("/model/session/no-roster", test_no_roster);
  g_test_add_func ("/model/session/contacts", test_contacts);
  g_test_add_func ("/model/session/archive-policy", test_archive_policy);
  g_test_add_func ("/model/session/blocks", test_blocks);

  return g_test_run ();
}
