/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a message speaks to: XEP-0513. */
#include "feature-fixture.h"

#include "xmpp-message.h"

#define NS "xmlns='urn:xmpp:mentions:0'"
#define TO_ALICE "occupantid='alice'"

static XmppMessage *
parse (const char *content)
{
  static const char *const languages[] = { "en", NULL };
  g_autofree char *xml = g_strdup_printf ("<message type='groupchat' to='a@b.lit'>%s</message>",
                                          content);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);
  XmppMessage *message = xmpp_message_parse (stanza, languages, NULL);

  g_assert_nonnull (message);
  return message;
}

/* "alice 7-12 active;" for each mention */
static char *
describe (const XmppMessage *message)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; message->mentions != NULL && i < message->mentions->len; i++)
    {
      const XmppMention *mention = g_ptr_array_index (message->mentions, i);

      g_string_append (text, mention->kind == XMPP_MENTION_CHANNEL ? "all"
                             : mention->kind == XMPP_MENTION_ASSOCIATION ? mention->group
                             : mention->kind == XMPP_MENTION_HAT ? mention->hat
                             : mention->occupant_id != NULL ? mention->occupant_id
                             : xmpp_address_get_full (mention->address));
      if (mention->end != 0)
        g_string_append_printf (text, " %u-%u", mention->begin, mention->end);
      g_string_append_printf (text, "%s%s;", mention->is_active ? " active" : "",
                              mention->is_silent ? " silent" : "");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_reads (void)
{
  static const struct {
    const char *content;
    const char *mentions;
  } cases[] = {
    { "<body>Hello</body>", "" },
    { "<body>Hello, Alice!</body><mention " NS " begin='7' end='12' " TO_ALICE "/>",
      "alice 7-12;" },
    { "<body>Hi</body><mention " NS " jid='romeo@montague.lit'/>", "romeo@montague.lit;" },
    { "<body>Hi</body><mention " NS " jid='romeo@montague.lit' " TO_ALICE "/>", "alice;" },
    { "<mention " NS " " TO_ALICE "><noping/></mention>", "alice silent;" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#channel'><active/></mention>",
      "all active;" },
    { "<body>Hi us</body><mention " NS " begin='3' end='5' " TO_ALICE "/>"
      "<mention " NS " begin='3' end='5' occupantid='bob'/>", "alice 3-5;bob 3-5;" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#moderators' " TO_ALICE "/>", "moderators;" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#none'/>", "none;" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#hats' uri='urn:cook'><active/></mention>",
      "urn:cook active;" },
    /* Nobody, or nobody that is known here. */
    { "<mention " NS "/>", "" },
    { "<mention " NS " occupantid=''/>", "" },
    { "<mention " NS " jid='@@'/>", "" },
    { "<mention " NS " jid='a@@b' " TO_ALICE "/>", "alice;" },
    { "<mention xmlns='urn:xmpp:mentions:1' " TO_ALICE "/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#associations'/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#moderators' uri='xmpp:other@b.lit'/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#hats'/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#space'/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#server' uri='xmpp:b.lit'/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0channel'/>", "" },
    { "<mention " NS " mentions='' " TO_ALICE "/>", "" },
    { "<mention " NS " mentions='urn:xmpp:mentions:0#channel' uri='xmpp:other@b.lit'/>", "" },
    { "<x xmlns='urn:other'><mention " NS " " TO_ALICE "/></x>", "" },
    { "<mention " NS " " TO_ALICE "><noping xmlns='urn:other'/></mention>", "alice;" },
    /* The text that is shown is the English one. */
    { "<body xml:lang='en'>Hi Alice</body><body xml:lang='ja'>アリスさん</body>"
      "<mention " NS " begin='3' end='8' hreflang='en' " TO_ALICE "/>"
      "<mention " NS " begin='0' end='3' hreflang='ja' " TO_ALICE "/>", "alice 3-8;alice;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppMessage) message = parse (cases[i].content);
      g_autofree char *mentions = describe (message);

      g_assert_cmpstr (mentions, ==, cases[i].mentions);
    }
}

/* A wrong range is none; whom it was about stays. */
static void
test_ranges (void)
{
  static const struct {
    const char *range;
    const char *mention;
  } cases[] = {
    { "begin='0' end='7'", "alice 0-7;" }, /* "¡Hé 👋🏽!": code points, not bytes, nor UTF-16 */
    { "begin='4' end='6'", "alice 4-6;" },
    { "begin='007' end='07'", "alice;" },
    { "begin='0' end='8'", "alice;" },
    { "begin='0' end='13'", "alice;" },
    { "begin='3' end='3'", "alice;" },
    { "begin='4' end='3'", "alice;" },
    { "begin='-1' end='3'", "alice;" },
    { "begin='+1' end='3'", "alice;" },
    { "begin=' 1' end='3'", "alice;" },
    { "begin='1' end='3 '", "alice;" },
    { "begin='1.0' end='3'", "alice;" },
    { "begin='0x1' end='3'", "alice;" },
    { "begin='1e0' end='3'", "alice;" },
    { "begin='' end='3'", "alice;" },
    { "begin='1'", "alice;" },
    { "end='3'", "alice;" },
    { "begin='١' end='٣'", "alice;" },
    { "begin='0' end='4294967295'", "alice;" },
    { "begin='0' end='4294967299'", "alice;" },
    { "begin='4294967296' end='4294967299'", "alice;" },
    { "begin='18446744073709551617' end='18446744073709551619'", "alice;" },
    { "begin='0' end='99999999999999999999999999999999'", "alice;" },
    { "begin='0' end='3' hreflang='en'", "alice;" },
    { "begin='0' end='3' hreflang=''", "alice;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *content =
        g_strdup_printf ("<body>¡Hé 👋🏽!</body><mention " NS " %s " TO_ALICE "/>", cases[i].range);
      g_autoptr(XmppMessage) message = parse (content);
      g_autofree char *mentions = describe (message);

      g_assert_cmpstr (mentions, ==, cases[i].mention);
    }
}

/* Whatever stands there, a range that is left lies within the text. */
static void
test_random_ranges (void)
{
  static const char *const numbers[] = {
    "0", "1", "2", "3", "5", "8", "9", "10", "-1", "", "x", "4294967295", "4294967296", "00", "1 ",
    "2147483648", "18446744073709551616",
  };
  static const char *const bodies[] = { "", "a", "áé", "👩‍👩‍👧", "abcdefgh", "\n\n" };
  g_autoptr(GRand) random = g_rand_new_with_seed (513);

  for (guint i = 0; i < 2000; i++)
    {
      const char *body = bodies[g_rand_int_range (random, 0, G_N_ELEMENTS (bodies))];
      g_autofree char *content =
        g_strdup_printf ("<body>%s</body><mention " NS " begin='%s' end='%s' " TO_ALICE "/>", body,
                         numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))],
                         numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))]);
      g_autoptr(XmppMessage) message = parse (content);
      const XmppMention *mention;

      g_assert_cmpuint (message->mentions->len, ==, 1);
      mention = g_ptr_array_index (message->mentions, 0);
      g_assert_true (mention->begin < mention->end || mention->end == 0);
      g_assert_cmpuint (mention->end, <=, g_utf8_strlen (message->body, -1));
    }
}

static void
test_flood (void)
{
  g_autoptr(GString) xml = g_string_new ("<body>Hi</body>");
  g_autoptr(XmppMessage) most = NULL;
  g_autoptr(XmppMessage) more = NULL;
  g_autofree char *long_id = g_strnfill (5000, 'x');
  g_autofree char *long_xml = g_strdup_printf ("<mention " NS " occupantid='%s'/>", long_id);
  g_autoptr(XmppMessage) too_long = parse (long_xml);

  for (guint i = 0; i < XMPP_MENTIONS_MAX; i++)
    g_string_append (xml, "<mention " NS " " TO_ALICE "/>");
  most = parse (xml->str);
  g_assert_cmpuint (most->mentions->len, ==, XMPP_MENTIONS_MAX);
  g_string_append (xml, "<mention " NS "/>");
  more = parse (xml->str);
  g_assert_null (more->mentions);
  g_assert_null (too_long->mentions);
}

static void
test_writes (void)
{
  g_autoptr(XmppAddress) room = feature_fixture_address ("coven@chat.lit");
  g_autoptr(XmppMessage) message = xmpp_message_new (XMPP_MESSAGE_GROUPCHAT, room);
  g_autoptr(XmppMessage) copy = NULL;
  g_autofree char *xml = NULL;
  XmppMention *mention = xmpp_mention_new (XMPP_MENTION_PERSON);

  message->body = g_strdup ("@al bo @here");
  message->mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_mention_free);
  mention->occupant_id = g_strdup ("alice");
  mention->end = 3;
  g_ptr_array_add (message->mentions, mention);
  mention = xmpp_mention_new (XMPP_MENTION_PERSON);
  mention->address = feature_fixture_address ("bo@b.lit/phone");
  mention->is_silent = TRUE;
  g_ptr_array_add (message->mentions, mention);
  g_ptr_array_add (message->mentions, xmpp_mention_new (XMPP_MENTION_PERSON));
  mention = xmpp_mention_new (XMPP_MENTION_CHANNEL);
  mention->begin = 7;
  mention->end = 12;
  mention->is_active = TRUE;
  g_ptr_array_add (message->mentions, mention);

  copy = xmpp_message_copy (message);
  xml = feature_fixture_to_xml (xmpp_message_to_element (copy));
  g_assert_cmpstr (xml, ==,
                   "<message type='groupchat' to='coven@chat.lit'><body>@al bo @here</body>"
                   "<mention " NS " occupantid='alice' begin='0' end='3'/>"
                   "<mention " NS " jid='bo@b.lit'><noping/></mention>"
                   "<mention " NS " mentions='urn:xmpp:mentions:0#channel' begin='7' end='12'>"
                   "<active/></mention></message>");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/mention/reads", test_reads);
  g_test_add_func ("/xmpp/mention/ranges", test_ranges);
  g_test_add_func ("/xmpp/mention/random-ranges", test_random_ranges);
  g_test_add_func ("/xmpp/mention/flood", test_flood);
  g_test_add_func ("/xmpp/mention/writes", test_writes);
  return g_test_run ();
}
