/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others must not be able to do with files: XEP-0166, 13; XEP-0234, 12; XEP-0260, 6. */
#include "jingle-passage.h"

#include "xmpp-namespaces.h"
#include "xmpp-socks-candidate.h"
#include "xmpp-socks-host.h"

#include <string.h>

#define STRANGER "mallory@evil.lit/lair"
#define OTHER    "juliet@capulet.lit/garden" /* of the audience, and somebody else */

#define JINGLE(id, from, action, sid, content) \
  "<iq type='set' id='" id "' from='" from "'><jingle xmlns='urn:xmpp:jingle:1' action='" action "' " \
  "sid='" sid "'>" content "</jingle></iq>"
#define FILE(size) \
  "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file><name>a</name>" size "</file></description>"
#define IBB(sid, block) \
  "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' sid='" sid "' block-size='" block "'/>"
#define CONTENT(attributes, children) \
  "<content creator='initiator' name='c'" attributes ">" children "</content>"
#define OPEN(id, from, sid, attributes) \
  "<iq type='set' id='" id "' from='" from "'><open xmlns='http://jabber.org/protocol/ibb' sid='" sid "' " \
  attributes "/></iq>"
#define DATA(id, from, sid, seq, text) \
  "<iq type='set' id='" id "' from='" from "'><data xmlns='http://jabber.org/protocol/ibb' sid='" sid "' " \
  "seq='" seq "'>" text "</data></iq>"

/* What is on its way, changed or watched */
typedef struct {
  char       *sid;        /* (nullable): of the session */
  char       *ibb_sid;    /* (nullable) */
  const char *find;       /* (nullable): what is replaced, in what A says */
  const char *replace;
  guint       block;      /* of IBB; 0: none: which is changed … */
  char        change;     /* … how: 'f'lipped, 't'wice, 'd'ropped, 'l'arge */
  guint       n_blocks;
} Wire;

static void
wire_clear (Wire *self)
{
  g_free (self->sid);
  g_free (self->ibb_sid);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wire, wire_clear)

static void
learn (Wire        *self,
       XmppElement *stanza)
{
  XmppElement *jingle = xmpp_element_get_child (stanza, "jingle", XMPP_NS_JINGLE);
  XmppElement *content = jingle != NULL ? xmpp_element_get_child (jingle, "content", NULL) : NULL;
  XmppElement *transport =
    content != NULL ? xmpp_element_get_child (content, "transport", XMPP_NS_JINGLE_IBB) : NULL;

  if (jingle != NULL && self->sid == NULL)
    self->sid = g_strdup (xmpp_element_get_attribute (jingle, "sid"));
  if (transport != NULL && self->ibb_sid == NULL)
    self->ibb_sid = g_strdup (xmpp_element_get_attribute (transport, "sid"));
}

static char *
change_block (Wire *self,
              char *xml)
{
  char *text = strchr (strstr (xml, "<data "), '>') + 1;
  char *longer;

  switch (self->change)
    {
    case 'f':
      text[0] = text[0] == 'A' ? 'B' : 'A';
      return xml;
    case 't':
      longer = g_strconcat (xml, xml, NULL);
      g_free (xml);
      return longer;
    case 'l':
      longer = g_strdup_printf ("%.*s%012000d%s", (int) (text - xml), xml, 0, text);
      g_free (xml);
      return longer;
    default:
      g_free (xml);
      return NULL;
    }
}

static char *
wire_cb (JingleSide  *side,
         XmppElement *stanza,
         gpointer     user_data)
{
  Wire *self = user_data;
  char *xml = xmpp_element_to_xml (stanza, XMPP_NS_CLIENT);

  learn (self, stanza);
  if (side != &side->pair->a)
    return xml;

  if (self->find != NULL && strstr (xml, self->find) != NULL)
    {
      GString *text = g_string_new (xml);

      g_free (xml);
      g_string_replace (text, self->find, self->replace, 0);
      xml = g_string_free (text, FALSE);
    }
  if (xmpp_element_get_child (stanza, "data", XMPP_NS_IBB) != NULL && ++self->n_blocks == self->block)
    xml = change_block (self, xml);
  return xml;
}

static void
offer (JinglePassage *passage,
       JinglePair    *pair,
       Wire          *wire,
       gsize          size)
{
  pair->tamper = wire_cb;
  pair->tamper_data = wire;
  jingle_passage_offer (passage, pair, size, (gint64) size);
}

typedef struct {
  JinglePair *pair;
  const char *expected;
} Replies;

static gboolean
has_replied (gpointer user_data)
{
  Replies *self = user_data;

  return strlen (self->pair->replies->str) >= strlen (self->expected);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The two sides answer in any order. */
static char *
sort_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  qsort (lines, g_strv_length (lines), sizeof *lines, compare);
  return g_strjoinv ("\n", lines);
}

static void
assert_replies (JinglePair *pair,
                const char *expected)
{
  Replies replies = { pair, expected };
  g_autofree char *sorted = sort_lines (expected);
  g_autofree char *replied = NULL;

  jingle_pair_wait (has_replied, &replies);
  replied = sort_lines (pair->replies->str);
  g_assert_cmpstr (replied, ==, sorted);
  g_string_truncate (pair->replies, 0);
}

static void forge (JingleSide *to, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
forge (JingleSide *to,
       const char *format,
       ...)
{
  va_list args;
  g_autofree char *xml = NULL;

  va_start (args, format);
  xml = g_strdup_vprintf (format, args);
  va_end (args);
  jingle_pair_forge (to, xml);
}

/* A session is with one full address: others cannot end, accept or fill it. */
static void
test_forged_sender (void)
{
  static const char *const others[] = { STRANGER, OTHER, "juliet@capulet.lit", "capulet.lit" };
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_auto(Wire) wire = { NULL };

  offer (&passage, pair, &wire, 50000);
  jingle_passage_wait_offered (&passage);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const char *expected = i < 2 ? "item-not-found" : "bad-request";
      g_autofree char *replies =
        g_strdup_printf ("forged1 %s\nforged2 %s\nforged3 not-acceptable\nforged4 item-not-found\n",
                         expected, expected);

      forge (&pair->b, JINGLE ("forged1", "%s", "session-terminate", "%s", "<reason><cancel/></reason>"),
             others[i], wire.sid);
      forge (&pair->a, JINGLE ("forged2", "%s", "session-accept", "%s",
                               CONTENT ("", FILE ("") IBB ("%s", "4096"))),
             others[i], wire.sid, wire.ibb_sid);
      forge (&pair->b, OPEN ("forged3", "%s", "%s", "block-size='4096'"), others[i], wire.ibb_sid);
      forge (&pair->b, DATA ("forged4", "%s", "%s", "0", "AAAA"), others[i], wire.ibb_sid);
      assert_replies (pair, replies);
    }

  jingle_passage_accept (&passage, 0);
  forge (&pair->b, DATA ("forged1", OTHER, "%s", "0", "AAAA"), wire.ibb_sid);
  jingle_passage_assert_came (&passage, 0);
  assert_replies (pair, "forged1 item-not-found\n");
  g_assert_cmpuint (pair->b.n_offered, ==, 1);
}

static gboolean
is_running (gpointer user_data)
{
  JinglePassage *passage = user_data;

  return xmpp_jingle_file_get_transferred (passage->sent) > 0
         && xmpp_jingle_file_get_transferred (passage->pair->b.offered) > 0;
}

/* Who has a file may say so before who sends it knows that all is written; who says so too early gets
 * all of it nevertheless. */
static void
test_confirmed_early (gconstpointer data)
{
  gboolean ends = GPOINTER_TO_INT (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_auto(Wire) wire = { NULL };

  offer (&passage, pair, &wire, 1000000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_pair_wait (is_running, &passage);
  if (ends)
    forge (&pair->a, JINGLE ("forged1", JINGLE_B, "session-terminate", "%s",
                             "<reason><success/></reason>"), wire.sid);
  else
    forge (&pair->a, JINGLE ("forged1", JINGLE_B, "session-info", "%s",
                             "<received xmlns='urn:xmpp:jingle:apps:file-transfer:5' "
                             "creator='initiator' name='x'/>"), wire.sid);
  assert_replies (pair, "forged1 result\n");
  g_assert_cmpint (xmpp_jingle_file_get_state (passage.sent), ==, XMPP_JINGLE_FILE_RUNNING);
  jingle_end_wait (&passage.sent_end);
  g_assert_no_error (passage.sent_end.error);
  g_assert_cmpint (xmpp_jingle_file_get_transferred (passage.sent), ==, 1000000);
  if (ends)
    {
      xmpp_jingle_file_cancel (pair->b.offered); /* it waits for what it should amount to */
      jingle_end_wait (&passage.came_end);
    }
  else
    {
      jingle_passage_assert_came (&passage, 0);
    }
}

/* What was said once does nothing a second time. */
static void
test_replay (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_auto(Wire) wire = { NULL };

  offer (&passage, pair, &wire, 3000000);
  jingle_passage_wait_offered (&passage);
  forge (&pair->b, JINGLE ("forged1", JINGLE_A, "session-initiate", "%s",
                           CONTENT ("", FILE ("<size>1</size>") IBB ("%s", "4096"))),
         wire.sid, wire.ibb_sid);
  forge (&pair->b, JINGLE ("forged2", JINGLE_A, "session-accept", "%s",
                           "<content creator='initiator' name='file'/>"), wire.sid);
  assert_replies (pair, "forged1 unexpected-request\nforged2 unexpected-request\n");

  jingle_passage_accept (&passage, 0);
  forge (&pair->a, JINGLE ("forged4", JINGLE_B, "transport-accept", "%s",
                           "<content creator='initiator' name='file'/>"), wire.sid);
  forge (&pair->a, JINGLE ("forged5", JINGLE_B, "transport-replace", "%s",
                           "<content creator='initiator' name='file'/>"), wire.sid);
  forge (&pair->a, JINGLE ("forged6", JINGLE_B, "transport-info", "%s",
                           "<content creator='initiator' name='other'/>"), wire.sid);
  assert_replies (pair, "forged4 unexpected-request\nforged5 unexpected-request\nforged6 bad-request\n");
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpuint (pair->b.n_offered, ==, 1);
}

static void
test_blocks (gconstpointer data)
{
  const char *change = data;
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_auto(Wire) wire = { NULL };

  wire.block = 3;
  wire.change = *change;
  offer (&passage, pair, &wire, 100000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_end_wait (&passage.came_end);
  jingle_end_wait (&passage.sent_end);
  g_assert_nonnull (passage.sent_end.error);
  g_assert_error (passage.came_end.error, XMPP_JINGLE_ERROR,
                  (int) (*change == 'f' ? XMPP_JINGLE_ERROR_WRONG_HASH : XMPP_JINGLE_ERROR_MALFORMED));
  g_assert_cmpint (xmpp_jingle_file_get_state (pair->b.offered), ==, XMPP_JINGLE_FILE_FAILED);
  g_assert_false (xmpp_jingle_file_is_verified (pair->b.offered));
}

typedef struct {
  const char *name;
  gboolean    straight;
  const char *find;
  const char *replace;
  int         came;  /* -1: it came */
  int         sent;  /* -1: it was sent, -2: any error */
} Lie;

static const Lie lies[] = {
  { "less/in-band", FALSE, "<size>100000</size>", "<size>50000</size>",
    XMPP_JINGLE_ERROR_TOO_LARGE, XMPP_JINGLE_ERROR_TOO_LARGE },
  { "less/straight", TRUE, "<size>100000</size>", "<size>50000</size>",
    XMPP_JINGLE_ERROR_TOO_LARGE, -2 },
  { "more/in-band", FALSE, "<size>100000</size>", "<size>100001</size>",
    XMPP_JINGLE_ERROR_INCOMPLETE, -2 },
  { "more/straight", TRUE, "<size>100000</size>", "<size>100001</size>",
    XMPP_JINGLE_ERROR_INCOMPLETE, -2 },
  { "hash", FALSE, "<hash-used xmlns='urn:xmpp:hashes:2' algo='sha-256'/>",
    "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</hash>",
    XMPP_JINGLE_ERROR_WRONG_HASH, XMPP_JINGLE_ERROR_FAILED },
  { "no-hash", FALSE, "urn:xmpp:hashes:2", "urn:xmpp:hashes:none", -1, -1 },
};

/* What is told beforehand and is not so */
static void
test_lies (gconstpointer data)
{
  const Lie *lie = data;
  g_autoptr(JinglePair) pair = jingle_pair_new (lie->straight, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_auto(Wire) wire = { NULL };

  wire.find = lie->find;
  wire.replace = lie->replace;
  offer (&passage, pair, &wire, 100000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_end_wait (&passage.came_end);
  jingle_end_wait (&passage.sent_end);
  if (lie->came >= 0)
    g_assert_error (passage.came_end.error, XMPP_JINGLE_ERROR, lie->came);
  else
    g_assert_no_error (passage.came_end.error);
  if (lie->sent >= 0)
    g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, lie->sent);
  else if (lie->sent == -1)
    g_assert_no_error (passage.sent_end.error);
  g_assert_false (xmpp_jingle_file_is_verified (pair->b.offered));
  if (lie->came == XMPP_JINGLE_ERROR_TOO_LARGE)
    g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (passage.sink)), <=,
                      50000);
}

/* What is not even shown */
static void
test_refused_offers (void)
{
#define TRANSPORT IBB ("i", "4096")
  static const struct {
    const char *content;
    const char *reason;
  } cases[] = {
    { CONTENT (" senders='responder'", FILE ("<size>1</size>") TRANSPORT), "unsupported-applications" },
    { CONTENT ("", FILE ("<size>1</size>") TRANSPORT "<security xmlns='urn:xmpp:jingle:jet:0'/>"),
      "unsupported-applications" },
    { CONTENT ("", FILE ("<size>1</size><encrypted xmlns='eu.siacs.conversations.axolotl'/>") TRANSPORT),
      "unsupported-applications" },
    { CONTENT ("", FILE ("<size>1</size>") TRANSPORT) "<content creator='initiator' name='d'/>",
      "unsupported-applications" },
    { CONTENT ("", "<description xmlns='urn:xmpp:jingle:apps:rtp:1'/>" TRANSPORT),
      "unsupported-applications" },
    { CONTENT ("", FILE ("") TRANSPORT), "general-error" },
    { CONTENT ("", FILE ("<size>-1</size>") TRANSPORT), "general-error" },
    { CONTENT ("", FILE ("<size>9999999999999999999999</size>") TRANSPORT), "general-error" },
    { CONTENT ("", FILE ("<size>5</size><range offset='3'/>") TRANSPORT), "general-error" },
    { CONTENT ("", FILE ("<size>1</size>") "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>"),
      "connectivity-error" },
    { CONTENT ("", FILE ("<size>1</size>") IBB ("i", "0")), "connectivity-error" },
    { CONTENT ("", FILE ("<size>1</size>") IBB ("i", "65536")), "connectivity-error" },
    { CONTENT ("", FILE ("<size>1</size>")), "connectivity-error" },
    { CONTENT ("", FILE ("<size>1</size>")
               "<transport xmlns='urn:xmpp:jingle:transports:s5b:1' sid='s' mode='udp'/>"),
      "connectivity-error" },
    { "", "unsupported-applications" },
  };
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expected = g_strdup_printf ("forged1 result\nsession-terminate %s\n",
                                                   cases[i].reason);

      forge (&pair->b, JINGLE ("forged1", OTHER, "session-initiate", "s", "%s"), cases[i].content);
      assert_replies (pair, expected);
    }

  /* Strangers learn nothing. */
  forge (&pair->b, JINGLE ("forged1", STRANGER, "session-initiate", "s",
                           CONTENT ("", FILE ("<size>1</size>") TRANSPORT)));
  forge (&pair->b, JINGLE ("forged2", OTHER, "session-initiate", "",
                           CONTENT ("", FILE ("<size>1</size>") TRANSPORT)));
  forge (&pair->b, JINGLE ("forged3", OTHER, "dance", "s", ""));
  assert_replies (pair, "forged1 service-unavailable\nforged2 bad-request\nforged3 bad-request\n");
  g_assert_cmpuint (pair->b.n_offered, ==, 0);
}

/* One of the audience cannot fill the memory with offers, nor the screen. */
static void
test_flood_of_offers (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  GString *expected = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    {
      forge (&pair->b, JINGLE ("forged1", OTHER, "session-initiate", "s%u",
                               CONTENT ("", FILE ("<size>1</size>") TRANSPORT)), i);
      g_string_append (expected, i < 16 ? "forged1 result\n" : "forged1 resource-constraint\n");
    }
  assert_replies (pair, expected->str);
  g_assert_cmpuint (pair->b.n_offered, ==, 16);

  /* Those that end make room. */
  forge (&pair->b, JINGLE ("forged1", OTHER, "session-terminate", "s3", "<reason><gone/></reason>"));
  assert_replies (pair, "forged1 result\n");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  forge (&pair->b, JINGLE ("forged1", OTHER, "session-initiate", "s99",
                           CONTENT ("", FILE ("<size>1</size>") TRANSPORT)));
  assert_replies (pair, "forged1 result\n");
  g_string_free (expected, TRUE);
}

static void
test_actions (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);

#define SAY(id, action, content) jingle_pair_forge (&pair->b, JINGLE (id, OTHER, action, "s", content))
  SAY ("forged1", "session-initiate", CONTENT ("", FILE ("<size>1</size>") TRANSPORT));
  SAY ("forged2", "session-info", "");
  SAY ("forged3", "session-info", "<ringing xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
  SAY ("forged4", "session-info", "<received xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>");
  SAY ("forged5", "content-modify", CONTENT ("", ""));
  SAY ("forged6", "description-info", CONTENT ("", ""));
  SAY ("forged7", "transport-replace", CONTENT ("", TRANSPORT));
  SAY ("forged8", "transport-info", "");
  SAY ("forged9", "content-add", CONTENT ("", ""));
  assert_replies (pair, "forged1 result\nforged2 result\nforged3 feature-not-implemented\n"
                  "forged4 feature-not-implemented\nforged5 unexpected-request\nforged6 result\n"
                  "forged7 unexpected-request\nforged8 bad-request\nforged9 result\n"
                  "content-reject unsupported-applications\n");
  SAY ("forged1", "content-remove", CONTENT ("", ""));
  assert_replies (pair, "forged1 result\nsession-terminate failed-application\n");
}

/* A bytestream is what was agreed on, and holds what fits. */
static void
test_in_band_bounds (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_autoptr(GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_auto(JingleEnd) end = { 0, NULL };
  GString *flood = g_string_new (NULL);
  g_autofree char *text = g_strnfill (5460, 'A');

  SAY ("forged1", "session-initiate", CONTENT ("", FILE ("<size>100000000</size>") TRANSPORT));
  jingle_pair_forge (&pair->b, OPEN ("forged2", OTHER, "i", "block-size='4096'"));
  assert_replies (pair, "forged1 result\nforged2 not-acceptable\n");

  jingle_end_watch (&end, pair->b.offered);
  xmpp_jingle_file_accept (pair->b.offered, sink, 0, NULL);
  assert_replies (pair, "session-accept \n");
  jingle_pair_forge (&pair->b, DATA ("forged1", OTHER, "i", "0", "AAAA"));
  jingle_pair_forge (&pair->b, OPEN ("forged2", OTHER, "i", "block-size='4097'"));
  jingle_pair_forge (&pair->b, OPEN ("forged3", OTHER, "i", "block-size='4096' stanza='message'"));
  jingle_pair_forge (&pair->b, OPEN ("forged4", OTHER, "j", "block-size='4096'"));
  jingle_pair_forge (&pair->b, OPEN ("forged5", OTHER, "i", "block-size='4096'"));
  jingle_pair_forge (&pair->b, OPEN ("forged6", OTHER, "i", "block-size='4096'"));
  assert_replies (pair, "forged1 unexpected-request\nforged2 resource-constraint\n"
                  "forged3 feature-not-implemented\nforged4 not-acceptable\nforged5 result\n"
                  "forged6 not-acceptable\n");

  /* Who does not wait for answers is not let to fill the memory. */
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (flood, DATA ("x", OTHER, "i", "%u", "%s"), i, text);
  jingle_pair_forge (&pair->b, flood->str);
  jingle_end_wait (&end);
  g_assert_nonnull (end.error);
  g_string_free (flood, TRUE);
}

static void
test_hosts (void)
{
  static const struct {
    const char *address;
    gboolean    is_fit;
  } cases[] = {
    { "127.0.0.1", FALSE }, { "127.8.8.8", FALSE }, { "::1", FALSE }, { "::ffff:127.0.0.1", FALSE },
    { "0.0.0.0", FALSE }, { "0.1.2.3", FALSE }, { "::", FALSE }, { "224.0.0.1", FALSE }, { "ff02::1", FALSE },
    { "255.255.255.255", FALSE }, { "240.0.0.1", FALSE }, { "169.254.1.1", FALSE }, { "fe80::1", FALSE },
    { "::ffff:0.0.0.0", FALSE },
    { "192.168.1.2", TRUE }, { "10.0.0.1", TRUE }, { "192.0.2.1", TRUE }, { "2001:db8::1", TRUE },
    { "fd00::1", TRUE }, { "::ffff:192.0.2.1", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (cases[i].address);

      g_assert_nonnull (address);
      if (xmpp_socks_host_is_fit (address, FALSE) != cases[i].is_fit)
        g_error ("%s", cases[i].address);
    }
}

/* Names that lead to this machine lead nowhere, whoever names them. */
static void
test_candidates_of_this_machine (void)
{
  g_autoptr(JingleRelay) relay = jingle_relay_new ();
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_autoptr(GOutputStream) sink = g_memory_output_stream_new_resizable ();
  guint port = jingle_relay_get_port (relay);

#define ENDS "jid='" OTHER "' priority='9'"
  xmpp_jingle_files_set_local (pair->b.files, FALSE);
  forge (&pair->b, JINGLE ("forged1", OTHER, "session-initiate", "t",
                           CONTENT ("", FILE ("<size>1</size>")
                                    "<transport xmlns='urn:xmpp:jingle:transports:s5b:1' sid='s'>"
                                    "<candidate cid='1' host='127.0.0.1' port='%u' " ENDS "/>"
                                    "<candidate cid='2' host='localhost' port='%u' " ENDS "/>"
                                    "<candidate cid='3' host='::1' port='%u' type='proxy' " ENDS "/>"
                                    "</transport>")),
         port, port, port);
  assert_replies (pair, "forged1 result\n");
  xmpp_jingle_file_accept (pair->b.offered, sink, 0, NULL);
  assert_replies (pair, "session-accept \ntransport-info \n");
  g_assert_cmpuint (jingle_relay_get_n (relay), ==, 0);
}

static void
test_candidate_flood (void)
{
  g_autoptr(GPtrArray) candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);
  g_autoptr(XmppElement) transport = xmpp_element_new ("transport", XMPP_NS_JINGLE_SOCKS);
  g_autofree char *destination = xmpp_socks_destination ("vj3hs98y", "romeo@montague.lit/orchard",
                                                         "juliet@capulet.lit/balcony");

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *cid = g_strdup_printf ("c%u", i / 2);
      XmppElement *candidate = xmpp_element_add_child (transport, "candidate", NULL);

      xmpp_element_set_attribute (candidate, "cid", cid);
      xmpp_element_set_attribute (candidate, "host", "192.0.2.1");
      xmpp_element_set_attribute (candidate, "jid", OTHER);
      xmpp_element_set_attribute (candidate, "port", "1");
      xmpp_element_set_attribute (candidate, "priority", i == 0 ? "-1" : "4294967295");
    }
  xmpp_socks_candidates_read (candidates, transport);
  g_assert_cmpuint (candidates->len, ==, XMPP_SOCKS_MAX_CANDIDATES);

  /* XEP-0260, 2.2 */
  g_assert_cmpstr (destination, ==, "972b7bf47291ca609517f67f86b5081086052dad");
}

int
main (int    argc,
      char **argv)
{
  static const char *const changes[] = { "flipped", "twice", "dropped", "large" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/jingle-security/forged-sender", test_forged_sender);
  g_test_add_data_func ("/xmpp/jingle-security/confirmed-early/ended", GINT_TO_POINTER (TRUE),
                        test_confirmed_early);
  g_test_add_data_func ("/xmpp/jingle-security/confirmed-early/received", GINT_TO_POINTER (FALSE),
                        test_confirmed_early);
  g_test_add_func ("/xmpp/jingle-security/replay", test_replay);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strconcat ("/xmpp/jingle-security/blocks/", changes[i], NULL);

      g_test_add_data_func (path, changes[i], test_blocks);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *path = g_strconcat ("/xmpp/jingle-security/lies/", lies[i].name, NULL);

      g_test_add_data_func (path, &lies[i], test_lies);
    }
  g_test_add_func ("/xmpp/jingle-security/refused-offers", test_refused_offers);
  g_test_add_func ("/xmpp/jingle-security/flood-of-offers", test_flood_of_offers);
  g_test_add_func ("/xmpp/jingle-security/actions", test_actions);
  g_test_add_func ("/xmpp/jingle-security/in-band-bounds", test_in_band_bounds);
  g_test_add_func ("/xmpp/jingle-security/hosts", test_hosts);
  g_test_add_func ("/xmpp/jingle-security/candidates-of-this-machine", test_candidates_of_this_machine);
  g_test_add_func ("/xmpp/jingle-security/candidate-flood", test_candidate_flood);
  return g_test_run ();
}
