/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where ports are blocked: host-meta files of all kinds, and streams over WebSocket. */
#include <string.h>

#include "mock-prompt.h"
#include "mock-proxy.h"
#include "mock-resolver.h"
#include "mock-server.h"
#include "mock-trust.h"
#include "mock-web.h"
#include "xmpp-error.h"
#include "xmpp-frames.h"
#include "xmpp-host-meta-parse.h"
#include "xmpp-host-meta.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser-error.h"

#define REL "urn:xmpp:alt-connections:websocket"
#define XRD(links) \
  "<?xml version='1.0' encoding='utf-8'?><!-- ours -->" \
  "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>" links "</XRD>"
#define LINK(href) "<Link rel='" REL "' href='" href "'/>"
#define JRD(links) "{ \"subject\": \"x\", \"links\": [" links "] }"
#define JSON_LINK(href) "{ \"rel\": \"" REL "\", \"href\": \"" href "\" }"

#define XRD_PATH  "/.well-known/host-meta"
#define JSON_PATH "/.well-known/host-meta.json"

static char *
join (GPtrArray *links)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < links->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (char *) links->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
test_xrd (void)
{
  static const struct {
    const char *text;
    const char *want;
  } cases[] = {
    { XRD (LINK ("wss://a.example/ws")), "wss://a.example/ws" },
    { XRD (LINK ("wss://a.example:5443/ws") LINK ("WSS://b.example/")),
      "wss://a.example:5443/ws WSS://b.example/" },
    { XRD (LINK ("wss://a.example/ws") LINK ("wss://a.example/ws")), "wss://a.example/ws" },
    { XRD ("<Link rel='urn:xmpp:alt-connections:xbosh' href='https://a.example/bosh'/>"), "" },
    { XRD ("<Link rel='" REL "'/><Link href='wss://a.example/'/>"), "" },
    { XRD ("<Link xmlns='urn:x' rel='" REL "' href='wss://a.example/'/>"), "" },

    /* XEP-0156, 2.2: nothing but wss */
    { XRD (LINK ("ws://a.example/ws")), "" },
    { XRD (LINK ("https://a.example/ws")), "" },
    { XRD (LINK ("wss:///ws")), "" },
    { XRD (LINK ("wss://user:secret@a.example/ws")), "" },
    { XRD (LINK ("")), "" },
    { XRD (LINK ("wss://a.example:99999/")), "" },

    { "", "" },
    { "<", "" },
    { "not XML", "" },
    { "<html><body>404</body></html>", "" },
    { "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>" LINK ("wss://a.example/ws"), "" },

    /* CVE-2013-0338 and its kind */
    { "<!DOCTYPE XRD [<!ENTITY a 'wss://a.example/'>]>"
      "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'><Link rel='" REL "' href='&a;'/></XRD>",
      "" },
    { "<!DOCTYPE XRD SYSTEM 'file:///etc/passwd'>" LINK ("wss://a.example/ws"), "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) links = xmpp_host_meta_parse_xrd (cases[i].text, strlen (cases[i].text));
      g_autofree char *found = join (links);

      g_assert_cmpstr (found, ==, cases[i].want);
    }
}

static void
test_json (void)
{
  static const struct {
    const char *text;
    const char *want;
  } cases[] = {
    { JRD (JSON_LINK ("wss://a.example/ws")), "wss://a.example/ws" },
    { JRD (JSON_LINK ("wss://a.example/ws") "," JSON_LINK ("ws://b.example/")),
      "wss://a.example/ws" },
    { JRD ("1, null, [], \"x\", {}, { \"rel\": 1, \"href\": [] }"), "" },
    { JRD ("{ \"rel\": \"" REL "\", \"href\": null }"), "" },
    { "{ \"links\": {} }", "" },
    { "{ \"links\": \"wss://a.example/\" }", "" },
    { JRD (JSON_LINK ("wss://a.example/\\\\") "," JSON_LINK ("wss://b.example/\\\"")),
      "wss://a.example/\\ wss://b.example/\"" },
    { JRD (JSON_LINK ("wss://a.example/ws")) "{}", "" },
    { "{} " JRD (JSON_LINK ("wss://a.example/ws")), "" },
    { "/* { */" JRD (JSON_LINK ("wss://a.example/ws")), "" },
    { "[]", "" },
    { "[][]", "" },
    { "1", "" },
    { "null", "" },
    { "", "" },
    { "{", "" },
    { "{ \"links\": [\xff] }", "" },
  };
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *quoted = g_strconcat ("'\"'", deep, NULL);
  g_autoptr(GPtrArray) none = xmpp_host_meta_parse_json (deep, strlen (deep));
  g_autoptr(GPtrArray) none_quoted = xmpp_host_meta_parse_json (quoted, strlen (quoted));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) links = xmpp_host_meta_parse_json (cases[i].text, strlen (cases[i].text));
      g_autofree char *found = join (links);

      g_assert_cmpstr (found, ==, cases[i].want);
    }
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (none_quoted->len, ==, 0);
}

static void
test_many_links (void)
{
  g_autoptr(GString) text = g_string_new ("<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>");
  g_autoptr(GPtrArray) links = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "<Link rel='" REL "' href='wss://%u.example/'/>", i);
  g_string_append (text, "</XRD>");
  links = xmpp_host_meta_parse_xrd (text->str, text->len);
  g_assert_cmpuint (links->len, ==, 8);
}

/* Frames: one message, one element */

typedef struct {
  GString *told;   /* an entry for each event */
  GError  *error;  /* (nullable) */
  gboolean failed;
} Told;

static void
told_event_cb (XmppReaderEvent  event,
               XmppElement     *element,
               gpointer         user_data)
{
  static const char *const names[] = { "header", "element", "skipped", "end" };
  Told *told = user_data;

  g_string_append_printf (told->told, "%s%s:%s", told->told->len > 0 ? " " : "", names[event],
                          element != NULL ? xmpp_element_get_name (element) : "");
}

static void
told_heard_cb (gsize    n_bytes,
               gpointer user_data)
{
}

static void
told_failed_cb (const GError *error,
                gpointer      user_data)
{
  Told *told = user_data;

  told->error = g_error_copy (error);
  told->failed = TRUE;
}

static const XmppReaderFuncs told_funcs = { told_event_cb, told_heard_cb, told_failed_cb };

/* NULL for @failure: none */
static void
assert_told (const char *const *messages,
             const char        *want,
             int                failure)
{
  Told told = { g_string_new (NULL), NULL, FALSE };
  g_autoptr(XmppFrames) frames = xmpp_frames_new (&told_funcs, &told);

  for (gsize i = 0; messages[i] != NULL; i++)
    {
      g_autoptr(GBytes) message = g_bytes_new (messages[i], strlen (messages[i]));

      xmpp_frames_push (frames, message);
    }
  g_assert_cmpuint (told.told->len, ==, 0);
  xmpp_frames_set_running (frames, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (told.told->str, ==, want);
  g_assert_cmpint (told.failed, ==, failure >= 0);
  if (told.failed)
    g_assert_error (told.error, XMPP_PARSER_ERROR, failure);
  g_clear_error (&told.error);
  g_string_free (told.told, TRUE);
}

static void
test_frames (void)
{
  static const struct {
    const char *messages[4];
    const char *want;
    int         failure;
  } cases[] = {
    { { "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='x'/>", "<a/>", "<b>text</b>", NULL },
      "header:stream element:a element:b", -1 },
    { { "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>", NULL }, "end:close", -1 },
    { { "<close xmlns='urn:wrong'/>", "<open/>", NULL }, "element:close element:open", -1 },
    { { "<a></a> ", "<b/>", NULL }, "element:a element:b", -1 },

    /* RFC 7395, 3.3.3: no half elements, none together, nothing else */
    { { "<a/><b/>", "<c/>", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "<a>", "</a>", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "<a/>", "<b", "/>", NULL }, "element:a", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
    { { "", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { " <a/>", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "text", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "<a/>text", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "<a/><b>", "<c/></b>", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },
    { { "<a/><b", "<c/>", NULL }, "", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
    { { "<a/><between/>", NULL }, "", XMPP_PARSER_ERROR_BAD_FORMAT },

    /* Nobody gets out of what the parser has around them. */
    { { "</frames>", NULL }, "", XMPP_PARSER_ERROR_CLOSED },
    { { "<a/></frames>", NULL }, "", XMPP_PARSER_ERROR_CLOSED },
    { { "</frames><frames><a/>", NULL }, "", XMPP_PARSER_ERROR_CLOSED },
    { { "<a></b>", NULL }, "", XMPP_PARSER_ERROR_NOT_WELL_FORMED },

    /* RFC 6120, 11.1 */
    { { "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", NULL }, "", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
    { { "<!-- no --><a/>", NULL }, "", XMPP_PARSER_ERROR_RESTRICTED_XML },
    { { "<a>\xff</a>", NULL }, "", XMPP_PARSER_ERROR_INVALID_ENCODING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      assert_told (cases[i].messages, cases[i].want, cases[i].failure);
    }
}

static void
test_large_frames (void)
{
  g_autofree char *filling = g_strnfill (100 * 1024, 'x');
  g_autofree char *large = g_strdup_printf ("<a>%s</a>", filling);
  const char *const messages[] = { large, "<b/>", NULL };
  Told told = { g_string_new (NULL), NULL, FALSE };
  g_autoptr(XmppFrames) frames = xmpp_frames_new (&told_funcs, &told);
  g_autoptr(GBytes) message = g_bytes_new (large, strlen (large));
  g_autoptr(GError) end = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "gone");

  assert_told (messages, "", XMPP_PARSER_ERROR_TOO_LARGE);

  /* After the sign-in; and what came is told before the end. */
  xmpp_frames_set_trusted (frames);
  xmpp_frames_push (frames, message);
  xmpp_frames_fail (frames, end);
  xmpp_frames_set_running (frames, TRUE);
  mock_wait_for (&told.failed);
  g_assert_cmpstr (told.told->str, ==, "element:a");
  g_assert_error (told.error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&told.error);
  g_string_free (told.told, TRUE);
}

/* Streams */

typedef struct {
  MockWeb     *web;
  XmppSession *session;
  MockPrompt  *prompt;
  MockTrust   *trust;
} Fixture;

static void
configure (Fixture    *fx,
           const char *host,
           const char *proxy)
{
  g_autofree char *ca_file = mock_cert_path ("ca");
  const XmppSessionConfig config = {
    .host = host, .ca_file = ca_file, .allow_plain = TRUE, .proxy = proxy,
  };

  xmpp_session_set_config (fx->session, &config);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const char *const passwords[] = {
    MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, NULL,
  };
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 60000, 60000, 10000 };
  g_autoptr(XmppAddress) address = xmpp_address_parse (MOCK_ADDRESS, NULL);
  g_autofree char *uri = NULL;

  fx->web = mock_web_new (data != NULL ? data : "good");
  fx->session = xmpp_session_new (address);
  fx->prompt = mock_prompt_new (passwords);
  fx->trust = mock_trust_new ();
  uri = mock_web_dup_uri (fx->web);
  configure (fx, uri, "none");
  xmpp_session_set_limits (fx->session, &limits);
  xmpp_session_set_prompt (fx->session, XMPP_SASL_PROMPT (fx->prompt));
  xmpp_session_set_trust (fx->session, XMPP_TRUST (fx->trust));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  mock_session_free (fx->session);
  g_object_unref (fx->prompt);
  g_object_unref (fx->trust);
  mock_web_free (fx->web);
}

static void
play (Fixture           *fx,
      const char *const *lines)
{
  mock_web_play (fx->web, lines);
  xmpp_session_start (fx->session);
}

static void
wait_played (Fixture *fx)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, (GSourceFunc) abort, NULL);

  while (!mock_web_has_played (fx->web))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
test_session (Fixture       *fx,
              gconstpointer  data)
{
  static const char *const lines[] = {
    MOCK_WEB_SIGNS_IN,
    "C: <presence xmlns='jabber:client'",
    "C: <message xmlns='jabber:client' to='romeo@montague.lit'><body>&lt;3 é</body></message>",
    NULL,
  };
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);
  XmppSessionInfo info;

  play (fx, lines);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.host, ==, "127.0.0.1");
  g_assert_cmpuint (info.port, ==, mock_web_get_port (fx->web));
  g_assert_true (g_str_has_prefix (info.websocket, "wss://127.0.0.1:"));
  g_assert_cmpstr (info.tls_version, ==, "TLS 1.3");
  g_assert_nonnull (info.cipher);

  /* RFC 7395, 3.3.3: each in its own message, with its namespace */
  xmpp_element_set_attribute (message, "to", "romeo@montague.lit");
  xmpp_element_set_text (xmpp_element_add_child (message, "body", XMPP_NS_CLIENT), "<3 é");
  xmpp_session_send (fx->session, xmpp_element_new ("presence", XMPP_NS_CLIENT));
  xmpp_session_send (fx->session, g_steal_pointer (&message));
  wait_played (fx);
}

static void
test_much_to_say (Fixture       *fx,
                  gconstpointer  data)
{
  static const char *const lines[] = { MOCK_WEB_SIGNS_IN, NULL };
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autofree char *filling = g_strnfill (20000, 'x');
  guint n_sent = 0;

  play (fx, lines);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  for (const char *const *line = lines; *line != NULL; line++)
    g_ptr_array_add (all, (gpointer) *line);
  for (guint i = 0; i < 400; i++)
    g_ptr_array_add (all, (gpointer) "C: <message");
  g_ptr_array_add (all, NULL);

  /* The play goes on where it was: 8 MB through 256 KiB at a time. */
  g_assert_true (mock_web_has_played (fx->web));
  mock_web_play (fx->web, (const char *const *) &all->pdata[G_N_ELEMENTS (lines) - 1]);
  for (; n_sent < 400; n_sent++)
    {
      XmppElement *message = xmpp_element_new ("message", XMPP_NS_CLIENT);

      xmpp_element_set_text (xmpp_element_add_child (message, "body", XMPP_NS_CLIENT), filling);
      g_assert_true (xmpp_session_send (fx->session, message));
    }
  wait_played (fx);
}

static void
test_server_closes (Fixture       *fx,
                    gconstpointer  data)
{
  static const char *const ends[] = {
    "S: <close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
    "S: <close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='ws://evil.example/'/>",
    "X",
    "!",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *lines[] = { MOCK_WEB_SIGNS_IN, "C: <presence", ends[i], NULL };
      g_auto(MockResult) stopped = { NULL, 0 };

      play (fx, lines);
      mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
      xmpp_session_send (fx->session, xmpp_element_new ("presence", XMPP_NS_CLIENT));
      mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
      g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
      g_assert_cmpuint (mock_web_get_n_opened (fx->web), ==, i + 1);

      xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
      xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL);
    }
}

#define OPENS \
  "C: <open ", \
  "S: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.lit' id='1' version='1.0'/>"
#define SENDS_TO(scheme) \
  g_strdup_printf ("S: <close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='%s%s'/>", \
                   scheme, strstr (uri, "://"))

/* RFC 7395, 3.6.1: before we have signed in, and after; and where nobody must follow. */
static void
test_see_other_uri (Fixture       *fx,
                    gconstpointer  data)
{
  static const char *const lines[] = { MOCK_WEB_SIGNS_IN, "C: <presence", NULL };
  g_autoptr(MockWeb) other = mock_web_new ("good");
  g_autofree char *uri = mock_web_dup_uri (other);
  g_autofree char *close = SENDS_TO ("wss");
  const char *const before[] = { OPENS, close, NULL };
  const char *const after[] = { MOCK_WEB_SIGNS_IN, "C: <presence", close, NULL };
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 10, 50, 10000 };
  XmppSessionInfo info;
  g_auto(MockResult) stopped = { NULL, 0 };

  xmpp_session_set_limits (fx->session, &limits);
  mock_web_play (other, lines);
  play (fx, before);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.websocket, ==, uri);
  g_assert_cmpuint (mock_web_get_n_opened (fx->web), ==, 1);
  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  mock_web_forget_connection (other);
  xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL);

  mock_web_play (other, lines);
  play (fx, after);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_send (fx->session, xmpp_element_new ("presence", XMPP_NS_CLIENT));
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.websocket, ==, uri);
  g_assert_cmpuint (mock_web_get_n_opened (fx->web), ==, 2);
  g_assert_cmpuint (mock_web_get_n_opened (other), ==, 2);
  mock_web_forget_connection (other);
  {
    g_auto(MockResult) again = { NULL, 0 };

    xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &again);
    xmpp_session_stop_finish (fx->session, mock_result_wait (&again), NULL);
  }
}

/* Not to who encrypts nothing, speaks something else, or has another's certificate */
static void
test_see_other_uri_refused (Fixture       *fx,
                            gconstpointer  data)
{
  g_autoptr(MockWeb) other = mock_web_new ("foreign");
  g_autofree char *uri = mock_web_dup_uri (other);

  for (guint i = 0; i < 3; i++)
    {
      static const char *const schemes[] = { "ws", "https", "wss" };
      g_autofree char *close = SENDS_TO (schemes[i]);
      const char *const lines[] = { OPENS, close, NULL };
      g_auto(MockResult) stopped = { NULL, 0 };
      gboolean followed = g_str_equal (schemes[i], "wss");
      int code = followed ? XMPP_ERROR_CERTIFICATE : XMPP_ERROR_DISCONNECTED;

      play (fx, lines);
      mock_session_wait_state (fx->session, followed ? XMPP_SESSION_FAILED : XMPP_SESSION_WAITING);
      g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, code);
      g_assert_cmpuint (mock_web_get_n_opened (other), ==, 0);
      xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
      xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL);
    }
}

/* What is no element of its own, and what is no text */
static void
test_malformed (Fixture       *fx,
                gconstpointer  data)
{
  static const char *const ends[] = {
    "S: <message xmlns='jabber:client'/><message xmlns='jabber:client'/>",
    "S: <message xmlns='jabber:client'>",
    "S: </frames>",
    "B: <message xmlns='jabber:client'/>",
    "S: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *lines[] = { MOCK_WEB_SIGNS_IN, "C: <presence", ends[i], NULL };
      g_auto(MockResult) stopped = { NULL, 0 };

      play (fx, lines);
      mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
      xmpp_session_send (fx->session, xmpp_element_new ("presence", XMPP_NS_CLIENT));
      mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
      g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_MALFORMED);

      mock_web_forget_connection (fx->web); /* whatever was said last does not matter */
      xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
      xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL);
    }
}

static void
assert_fails (Fixture          *fx,
              XmppSessionState  state,
              XmppError         code)
{
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, state);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, (int) code);
}

/* Nothing is said before the certificate is good, and the user may take it. */
static void
test_certificate (Fixture       *fx,
                  gconstpointer  data)
{
  static const char *const lines[] = { MOCK_WEB_SIGNS_IN, NULL };

  mock_web_play (fx->web, lines);
  assert_fails (fx, XMPP_SESSION_FAILED, XMPP_ERROR_CERTIFICATE);
  g_assert_cmpuint (mock_web_get_n_opened (fx->web), ==, 0);
  g_assert_cmpuint (mock_trust_get_n_refused (fx->trust), ==, 1);
  g_assert_cmpstr (mock_trust_get_domain (fx->trust), ==, MOCK_DOMAIN);

  mock_trust_pin (fx->trust, mock_trust_get_refused (fx->trust));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
}

static void
test_other_protocol (Fixture       *fx,
                     gconstpointer  data)
{
  static const char *const lines[] = { NULL };

  mock_web_play (fx->web, lines);
  mock_web_set_protocol (fx->web, NULL);
  assert_fails (fx, XMPP_SESSION_WAITING, XMPP_ERROR_MALFORMED);
}

static void
test_no_websocket (Fixture       *fx,
                   gconstpointer  data)
{
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/else", mock_web_get_port (fx->web));
  g_autofree char *other = g_strdup_printf ("wss://127.0.0.1:%u/else", 1);

  configure (fx, uri, "none");
  assert_fails (fx, XMPP_SESSION_WAITING, XMPP_ERROR_MALFORMED);
}

static void
test_silent (Fixture       *fx,
             gconstpointer  data)
{
  const XmppSessionLimits limits = { 10000, 10000, 30, 60000, 10000, 5000, 60000, 60000, 10000 };
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/silent", mock_web_get_port (fx->web));

  mock_web_set_silent (fx->web, "/silent");
  configure (fx, uri, "none");
  xmpp_session_set_limits (fx->session, &limits);
  assert_fails (fx, XMPP_SESSION_WAITING, XMPP_ERROR_TIMEOUT);
}

static void
test_stopped_while_connecting (Fixture       *fx,
                               gconstpointer  data)
{
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u/silent", mock_web_get_port (fx->web));

  mock_web_set_silent (fx->web, "/silent");
  configure (fx, uri, "none");
  xmpp_session_start (fx->session);
  while (mock_web_get_n_asked (fx->web) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Host-meta: through a proxy that leads everything to our web server */

typedef struct {
  MockWeb      *web;
  MockProxy    *mock_proxy;
  XmppProxy    *proxy;
  XmppTls      *tls;
  MockResolver *dns;
} Meta;

static void
meta_set_up (Meta          *fx,
             gconstpointer  data)
{
  g_autofree char *ca_file = mock_cert_path ("ca");
  const XmppSessionConfig config = { .ca_file = ca_file };
  g_autofree char *uri = NULL;

  fx->web = mock_web_new (data != NULL ? data : "good");
  fx->mock_proxy = mock_proxy_new (mock_web_get_port (fx->web));
  uri = g_strdup_printf ("socks5://127.0.0.1:%u", mock_proxy_get_port (fx->mock_proxy));
  fx->proxy = xmpp_proxy_parse (uri, NULL);
  fx->tls = xmpp_tls_new (MOCK_DOMAIN, MOCK_DOMAIN, &config);
  fx->dns = mock_resolver_install ();
}

static void
meta_tear_down (Meta          *fx,
                gconstpointer  data)
{
  g_assert_cmpuint (mock_resolver_get_n_asked (fx->dns), ==, 0);
  mock_resolver_uninstall (fx->dns);
  g_clear_object (&fx->tls);
  xmpp_proxy_free (fx->proxy);
  mock_proxy_free (fx->mock_proxy); /* first: it ends what is in the midst of a handshake */
  mock_web_free (fx->web);
}

static char *
look_up (Meta    *fx,
         GError **error)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) links = NULL;

  xmpp_host_meta_lookup_async (MOCK_DOMAIN, fx->tls, fx->proxy, cancellable, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  links = xmpp_host_meta_lookup_finish (mock_result_wait (&result), error);
  return links != NULL ? join (links) : NULL;
}

static void
assert_found (Meta       *fx,
              const char *want)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *found = look_up (fx, &error);

  g_assert_cmpstr (found, ==, want);
  if (want == NULL)
    g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NO_SERVICE);
}

static void
test_meta_xrd (Meta          *fx,
               gconstpointer  data)
{
  g_autofree char *asked = NULL;

  mock_web_set_file (fx->web, XRD_PATH, "application/xrd+xml", XRD (LINK ("wss://x.example/ws")));
  assert_found (fx, "wss://x.example/ws");
  asked = mock_proxy_dup_asked (fx->mock_proxy);
  g_assert_true (g_str_has_prefix (asked, MOCK_DOMAIN ":443"));
}

static void
test_meta_json (Meta          *fx,
                gconstpointer  data)
{
  mock_web_set_file (fx->web, XRD_PATH, "application/xrd+xml", XRD (""));
  mock_web_set_file (fx->web, JSON_PATH, "application/json", JRD (JSON_LINK ("wss://j.example/")));
  assert_found (fx, "wss://j.example/");
}

static void
test_meta_none (Meta          *fx,
                gconstpointer  data)
{
  assert_found (fx, NULL);
  mock_web_set_file (fx->web, XRD_PATH, "text/html", "<html/>");
  mock_web_set_file (fx->web, JSON_PATH, "text/html", "<html/>");
  assert_found (fx, NULL);
}

static void
test_meta_redirects (Meta          *fx,
                     gconstpointer  data)
{
  mock_web_set_file (fx->web, JSON_PATH, NULL, "http://" MOCK_DOMAIN "/there");
  mock_web_set_file (fx->web, XRD_PATH, NULL, "https://" MOCK_DOMAIN "/one");
  mock_web_set_file (fx->web, "/one", NULL, "https://" MOCK_DOMAIN "/two");
  mock_web_set_file (fx->web, "/two", "application/xrd+xml", XRD (LINK ("wss://r.example/")));
  mock_web_set_file (fx->web, "/there", "application/json", JRD (JSON_LINK ("wss://clear.example/")));
  assert_found (fx, "wss://r.example/");

  /* In a circle, and out of https */
  mock_web_set_file (fx->web, "/two", NULL, "https://" MOCK_DOMAIN "/one");
  assert_found (fx, NULL);
}

static void
test_meta_large (Meta          *fx,
                 gconstpointer  data)
{
  g_autofree char *filling = g_strnfill (64 * 1024, ' ');
  g_autofree char *large = g_strconcat (filling, JRD (JSON_LINK ("wss://l.example/")), NULL);

  mock_web_set_file (fx->web, JSON_PATH, "application/json", large);
  assert_found (fx, NULL);
}

static void
test_meta_certificate (Meta          *fx,
                       gconstpointer  data)
{
  mock_web_set_file (fx->web, XRD_PATH, "application/xrd+xml", XRD (LINK ("wss://x.example/ws")));
  assert_found (fx, NULL);
  g_assert_cmpuint (mock_web_get_n_asked (fx->web), ==, 0);
  g_assert_false (xmpp_tls_has_refused (fx->tls)); /* nobody asked for it, so nobody is asked */
}

static void
test_meta_cancelled (Meta          *fx,
                     gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  mock_web_set_silent (fx->web, XRD_PATH);
  mock_web_set_silent (fx->web, JSON_PATH);
  xmpp_host_meta_lookup_async (MOCK_DOMAIN, fx->tls, fx->proxy, cancellable, mock_result_cb, &result);
  while (mock_web_get_n_asked (fx->web) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_host_meta_lookup_finish (mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (result.n_calls, ==, 1);
}

/* All the way: neither 5222 nor 5223 lead anywhere, so the web server is asked. */
static void
test_fall_back (Fixture       *fx,
                gconstpointer  data)
{
  static const char *const lines[] = { MOCK_WEB_SIGNS_IN, NULL };
  g_autoptr(MockProxy) proxy = mock_proxy_new (mock_web_get_port (fx->web));
  MockResolver *dns = mock_resolver_install ();
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) "http",
                                          mock_proxy_get_port (proxy));
  g_autofree char *asked = NULL;
  XmppSessionInfo info;

  mock_web_set_file (fx->web, XRD_PATH, "application/xrd+xml",
                     XRD (LINK ("wss://web.capulet.lit:4443/xmpp")));
  configure (fx, NULL, uri);
  play (fx, lines);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.websocket, ==, "wss://web.capulet.lit:4443/xmpp");
  asked = mock_proxy_dup_asked (proxy);
  g_assert_true (g_str_has_prefix (asked, MOCK_DOMAIN ":5222 " MOCK_DOMAIN ":5223 " MOCK_DOMAIN
                                   ":443"));
  g_assert_true (g_str_has_suffix (asked, "web.capulet.lit:4443"));
  g_assert_cmpuint (mock_resolver_get_n_asked (dns), ==, 0);

  /* Before the proxy goes */
  {
    g_auto(MockResult) stopped = { NULL, 0 };

    xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
    xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL);
  }
  mock_resolver_uninstall (dns);
}

#define ADD(name, func, certificate) \
  g_test_add ("/xmpp/websocket/" name, Fixture, certificate, set_up, func, tear_down)
#define ADD_META(name, func, certificate) \
  g_test_add ("/xmpp/host-meta/" name, Meta, certificate, meta_set_up, func, meta_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/host-meta/parse-xrd", test_xrd);
  g_test_add_func ("/xmpp/host-meta/parse-json", test_json);
  g_test_add_func ("/xmpp/host-meta/many-links", test_many_links);
  ADD_META ("xrd", test_meta_xrd, NULL);
  ADD_META ("json", test_meta_json, NULL);
  ADD_META ("none", test_meta_none, NULL);
  ADD_META ("redirects", test_meta_redirects, NULL);
  ADD_META ("large", test_meta_large, NULL);
  ADD_META ("certificate", test_meta_certificate, "self-signed");
  ADD_META ("wrong-host", test_meta_certificate, "wrong-host");
  ADD_META ("cancelled", test_meta_cancelled, NULL);
  g_test_add_func ("/xmpp/websocket/frames", test_frames);
  g_test_add_func ("/xmpp/websocket/large-frames", test_large_frames);
  ADD ("session", test_session, NULL);
  ADD ("much-to-say", test_much_to_say, NULL);
  ADD ("server-closes", test_server_closes, NULL);
  ADD ("see-other-uri", test_see_other_uri, NULL);
  ADD ("see-other-uri-refused", test_see_other_uri_refused, NULL);
  ADD ("malformed", test_malformed, NULL);
  ADD ("self-signed", test_certificate, "self-signed");
  ADD ("expired", test_certificate, "expired");
  ADD ("wrong-host", test_certificate, "wrong-host");
  ADD ("other-protocol", test_other_protocol, NULL);
  ADD ("no-websocket", test_no_websocket, NULL);
  ADD ("silent", test_silent, NULL);
  ADD ("stopped-while-connecting", test_stopped_while_connecting, NULL);
  ADD ("fall-back", test_fall_back, NULL);
  return g_test_run ();
}
