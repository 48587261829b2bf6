/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of people: XEP-0084, XEP-0153, XEP-0398. */
#include "feature-fixture.h"

#include "xmpp-avatar.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"

#define PNG_BYTES  "\x89PNG\r\n\x1a\n0123456789"
#define PNG_HASH   "35dcb25b24eed8bfe16f625f8c3b0a75f185c205"
#define PNG_TEXT   "iVBORw0KGgowMTIzNDU2Nzg5"
#define JPEG_HASH  "47198e95305386c986de4193b2b0248b69972e95"
#define JPEG_TEXT  "/9j/OTg3NjU0MzIxMA=="
#define SVG_HASH   "8ae14359f70909b24e8542905f9ca9ed07c40274"
#define SVG_TEXT   "PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4="

#define METADATA      "urn:xmpp:avatar:metadata"
#define PUBSUB        "xmlns='http://jabber.org/protocol/pubsub'"
#define EVENT(from, item) \
  "<message from='" from "'><event xmlns='http://jabber.org/protocol/pubsub#event'>" \
  "<items node='" METADATA "'>" item "</items></event></message>"
#define INFO_OF(hash) "<info bytes='18' id='" hash "' type='image/png' width='4' height='3'/>"
#define ITEM(content) "<item id='x'><metadata xmlns='" METADATA "'>" content "</metadata></item>"
#define PRESENCE(from, content) \
  "<presence from='" from "'><x xmlns='vcard-temp:x:update'>" content "</x></presence>"
#define ONLINE "<presence>*</presence>"

typedef struct {
  FeatureFixture *fx;
  XmppPresence   *presence;
  XmppAvatar     *avatars;
  XmppAddress    *romeo;
} Play;

static void
changed_cb (XmppAvatar  *avatars,
            XmppAddress *bare,
            const char  *hash,
            const char  *type,
            gpointer     user_data)
{
  feature_fixture_note (user_data, "%s %.4s %s", xmpp_address_get_full (bare), hash,
                        type != NULL ? type : "-");
}

/* @data: whether to ask the server what it can do */
static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);
  XmppVcardTemp *vcards = xmpp_vcard_temp_new ();

  play->fx = feature_fixture_new ();
  play->presence = xmpp_presence_new ();
  play->avatars = xmpp_avatar_new (pubsub, vcards, play->presence, server_info);
  play->romeo = feature_fixture_address ("romeo@montague.lit");
  g_signal_connect (play->avatars, "changed", G_CALLBACK (changed_cb), play->fx);
  feature_fixture_add (play->fx, play->presence);
  feature_fixture_add (play->fx, disco);
  if (GPOINTER_TO_INT (data))
    feature_fixture_add (play->fx, server_info);
  else
    g_object_unref (server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, vcards);
  feature_fixture_add (play->fx, play->avatars);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
  xmpp_address_unref (play->romeo);
}

static void
test_heard (Play          *play,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (/* Presence first, then what counts more. */
                 PRESENCE ("romeo@montague.lit/x", "<photo>" JPEG_HASH "</photo>")
                 PRESENCE ("romeo@montague.lit/x", "<photo>" JPEG_HASH "</photo>")
                 EVENT ("romeo@montague.lit", ITEM (INFO_OF (PNG_HASH)))
                 PRESENCE ("romeo@montague.lit/x", "<photo>" JPEG_HASH "</photo>")
                 EVENT ("romeo@montague.lit", ITEM (INFO_OF (PNG_HASH)))
                 EVENT ("romeo@montague.lit", ITEM (""))
                 /* Not understood: nothing changes. */
                 EVENT ("romeo@montague.lit", "<item/>")
                 EVENT ("romeo@montague.lit", ITEM ("<info id='../../etc' type='image/png'/>"))
                 EVENT ("romeo@montague.lit", ITEM ("<info id='" PNG_HASH "' url='http://x.lit/' bytes='1'/>"))
                 EVENT ("romeo@montague.lit", ITEM ("<info id='" PNG_HASH "' bytes='99999999'/>"))
                 EVENT ("romeo@montague.lit", ITEM ("<info id='" PNG_HASH "' bytes='-1'/>"))
                 EVENT ("romeo@montague.lit/x", ITEM (INFO_OF (PNG_HASH)))
                 /* Several forms: the one that is not on the web. */
                 EVENT ("nurse@capulet.lit", ITEM ("<info id='" JPEG_HASH "' url='http://x.lit/' type='image/gif'/>"
                                                   INFO_OF (PNG_HASH)))
                 EVENT ("nurse@capulet.lit", "<retract id='x'/>")
                 /* Two devices, one of them without a picture. */
                 PRESENCE ("paris@verona.lit/a", "<photo>" PNG_HASH "</photo>")
                 PRESENCE ("paris@verona.lit/b", "<photo/>")
                 PRESENCE ("paris@verona.lit/c", "")
                 PRESENCE ("paris@verona.lit/a", "<photo/>")),
    SERVER_WAITS,
  };
  g_autoptr(XmppAddress) nobody = feature_fixture_address ("nobody@montague.lit");

  feature_fixture_go_online (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "romeo@montague.lit 4719 -\n"
                                          "romeo@montague.lit 35dc image/png\n"
                                          "romeo@montague.lit  -\n"
                                          "nurse@capulet.lit 35dc image/png\n"
                                          "nurse@capulet.lit  -\n"
                                          "paris@verona.lit 35dc -\n"
                                          "paris@verona.lit  -\n");
  g_assert_cmpstr (xmpp_avatar_get_hash (play->avatars, play->romeo), ==, "");
  g_assert_null (xmpp_avatar_get_hash (play->avatars, nobody));
}

#define ASKS_DATA(hash) \
  "<iq type='get' id='*' to='romeo@montague.lit'><pubsub " PUBSUB ">" \
  "<items node='urn:xmpp:avatar:data'><item id='" hash "'/></items></pubsub></iq>"
#define DATA(hash, text) \
  "<iq type='result' id='$id' from='romeo@montague.lit'><pubsub " PUBSUB ">" \
  "<items node='urn:xmpp:avatar:data'><item id='" hash "'><data xmlns='urn:xmpp:avatar:data'>" text \
  "</data></item></items></pubsub></iq>"
#define ASKS_VCARD "<iq type='get' id='*' to='romeo@montague.lit'><vCard xmlns='vcard-temp'/></iq>"
#define VCARD(text) \
  "<iq type='result' id='$id' from='romeo@montague.lit'><vCard xmlns='vcard-temp'><PHOTO>" \
  "<TYPE>text/html</TYPE><BINVAL>" text "</BINVAL></PHOTO></vCard></iq>"
#define REFUSAL \
  "<iq type='error' id='$id' from='romeo@montague.lit'><error type='cancel'>" \
  "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"

static GBytes *
fetch (Play            *play,
       const char      *hash,
       const MockLine  *lines,
       gsize            n_lines,
       char           **type,
       GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_avatar_fetch_async (play->avatars, play->romeo, hash, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_avatar_fetch_finish (play->avatars, mock_result_wait (&result), type, error);
}

static void
test_fetch (Play          *play,
            gconstpointer  data)
{
  static const MockLine online[] = {
    SERVER_HEARS (ONLINE),
    SERVER_SAYS (PRESENCE ("romeo@montague.lit/x", "<photo>" JPEG_HASH "</photo>")),
    SERVER_WAITS,
  };
  static const MockLine from_vcard[] = {
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (VCARD (JPEG_TEXT)),
  };
  static const MockLine announces[] = {
    SERVER_SAYS (EVENT ("romeo@montague.lit", ITEM (INFO_OF (PNG_HASH)))),
    SERVER_WAITS,
  };
  static const MockLine from_pep[] = {
    SERVER_HEARS (ASKS_DATA (PNG_HASH)),
    SERVER_SAYS (DATA (PNG_HASH, "iVBORw0K\n GgowMTIzNDU2Nzg5")),
  };
  g_autoptr(GBytes) jpeg = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autofree char *jpeg_type = NULL;
  g_autofree char *png_type = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  jpeg = fetch (play, JPEG_HASH, from_vcard, G_N_ELEMENTS (from_vcard), &jpeg_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jpeg_type, ==, "image/jpeg");
  g_assert_cmpuint (g_bytes_get_size (jpeg), ==, 13);

  feature_fixture_play (play->fx, announces, G_N_ELEMENTS (announces));
  png = fetch (play, PNG_HASH, from_pep, G_N_ELEMENTS (from_pep), &png_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (png_type, ==, "image/png");
}

/* What comes must be what was announced, small enough, and a picture. */
static void
test_fetch_forged (Play          *play,
                   gconstpointer  data)
{
  static const MockLine online[] = { SERVER_HEARS (ONLINE) };
  static const MockLine another[] = {
    SERVER_HEARS (ASKS_DATA (PNG_HASH)),
    SERVER_SAYS (DATA (PNG_HASH, JPEG_TEXT)),
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (VCARD (JPEG_TEXT)),
  };
  static const MockLine svg[] = {
    SERVER_HEARS (ASKS_DATA (SVG_HASH)),
    SERVER_SAYS (DATA (SVG_HASH, SVG_TEXT)),
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (VCARD (SVG_TEXT)),
  };
  static const MockLine rescued[] = {
    SERVER_HEARS (ASKS_DATA (JPEG_HASH)),
    SERVER_SAYS (DATA (JPEG_HASH, "!!!!")),
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (VCARD (JPEG_TEXT)),
  };
  static const MockLine nowhere[] = {
    SERVER_HEARS (ASKS_DATA (JPEG_HASH)),
    SERVER_SAYS (REFUSAL),
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (REFUSAL),
  };
  g_autofree char *text = g_strnfill (1500000, 'A');
  g_autofree char *answer = g_strdup_printf (DATA (PNG_HASH, "%s"), text);
  const MockLine large[] = {
    SERVER_HEARS (ASKS_DATA (PNG_HASH)),
    SERVER_SAYS (answer),
    SERVER_HEARS (ASKS_VCARD),
    SERVER_SAYS (REFUSAL),
  };
  g_autoptr(GBytes) image = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  g_assert_null (fetch (play, PNG_HASH, another, G_N_ELEMENTS (another), NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);

  g_assert_null (fetch (play, SVG_HASH, svg, G_N_ELEMENTS (svg), NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  image = fetch (play, JPEG_HASH, rescued, G_N_ELEMENTS (rescued), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (image);

  g_assert_null (fetch (play, JPEG_HASH, nowhere, G_N_ELEMENTS (nowhere), NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_null (fetch (play, PNG_HASH, large, G_N_ELEMENTS (large), NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_null (fetch (play, "../../etc/passwd", NULL, 0, NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (fetch (play, NULL, NULL, 0, NULL, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

#define ASKS_INFO(to) \
  "<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
#define ANSWER_INFO(from, content) \
  "<iq type='result' id='$id' from='" from "'><query xmlns='http://jabber.org/protocol/disco#info'>" \
  content "</query></iq>"
#define SERVER_CAN(content) \
  SERVER_HEARS (ONLINE), \
  SERVER_HEARS (ASKS_INFO ("capulet.lit")), \
  SERVER_SAYS (ANSWER_INFO ("capulet.lit", "")), \
  SERVER_HEARS (ASKS_INFO ("juliet@capulet.lit")), \
  SERVER_SAYS (ANSWER_INFO ("juliet@capulet.lit", content)), \
  SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'>" \
                "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>")
#define PEP        "<identity category='pubsub' type='pep'/>"
#define OPTIONS    "<feature var='http://jabber.org/protocol/pubsub#publish-options'/>"
#define CONVERSION "<feature var='urn:xmpp:pep-vcard-conversion:0'/>"
#define OPEN \
  "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>" \
  "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>" \
  "<field var='pubsub#access_model'><value>open</value></field>" \
  "<field var='pubsub#persist_items'><value>true</value></field></x></publish-options>"
#define PUBLISHES(node, item) \
  "<iq type='set' id='*'><pubsub " PUBSUB "><publish node='" node "'>" item "</publish>" OPEN "</pubsub></iq>"
#define WITH_PHOTO(hash) \
  "<presence><x xmlns='vcard-temp:x:update'><photo>" hash "</photo></x></presence>"
#define NO_PHOTO "<presence><x xmlns='vcard-temp:x:update'><photo/></x></presence>"

static char *
publish (Play            *play,
         GBytes          *image,
         const MockLine  *lines,
         gsize            n_lines,
         GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_avatar_publish_async (play->avatars, image, 4, 3, NULL, mock_result_cb, &result);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_avatar_publish_finish (play->avatars, mock_result_wait (&result), error);
}

/* The server makes the vCard's picture of that at the node, and the other way round. */
static void
test_publish (Play          *play,
              gconstpointer  data)
{
  static const MockLine online[] = { SERVER_CAN (PEP OPTIONS CONVERSION), SERVER_WAITS };
  static const MockLine publishes[] = {
    SERVER_HEARS (PUBLISHES ("urn:xmpp:avatar:data", "<item id='" PNG_HASH "'>"
                             "<data xmlns='urn:xmpp:avatar:data'>" PNG_TEXT "</data></item>")),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS (PUBLISHES (METADATA, "<item id='" PNG_HASH "'><metadata xmlns='" METADATA "'>"
                             INFO_OF (PNG_HASH) "</metadata></item>")),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS (WITH_PHOTO (PNG_HASH)),
  };
  static const MockLine removes[] = {
    SERVER_HEARS (PUBLISHES (METADATA, "<item><metadata xmlns='" METADATA "'/></item>")),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS (NO_PHOTO),
  };
  g_autoptr(GBytes) png = g_bytes_new_static (PNG_BYTES, 18);
  g_autoptr(GBytes) text = g_bytes_new_static ("#!/bin/sh", 9);
  g_autofree char *hash = NULL;
  g_autofree char *gone = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  hash = publish (play, png, publishes, G_N_ELEMENTS (publishes), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hash, ==, PNG_HASH);
  feature_fixture_assert_noted (play->fx, "juliet@capulet.lit 35dc -\n");

  gone = publish (play, NULL, removes, G_N_ELEMENTS (removes), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gone, ==, "");
  feature_fixture_assert_noted (play->fx, "juliet@capulet.lit  -\n");

  g_assert_null (publish (play, text, NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

#define ASKS_OWN "<iq type='get' id='*'><vCard xmlns='vcard-temp'/></iq>"

/* Without the conversion our vCard is ours to keep, and nothing is said of it before it was read. */
static void
test_own_vcard (Play          *play,
                gconstpointer  data)
{
  static const MockLine online[] = {
    SERVER_CAN (""),
    SERVER_HEARS (ASKS_OWN),
    SERVER_SAYS ("<iq type='result' id='$id'><vCard xmlns='vcard-temp'><FN>J</FN><PHOTO><BINVAL>" JPEG_TEXT
                 "</BINVAL></PHOTO></vCard></iq>"),
    SERVER_HEARS (WITH_PHOTO (JPEG_HASH)),
    /* Another device of ours changes it. */
    SERVER_SAYS (PRESENCE ("juliet@capulet.lit/other", "<photo>" PNG_HASH "</photo>")),
    SERVER_HEARS (ASKS_OWN),
    SERVER_SAYS ("<iq type='result' id='$id'><vCard xmlns='vcard-temp'><PHOTO><BINVAL>" PNG_TEXT
                 "</BINVAL></PHOTO></vCard></iq>"),
    SERVER_HEARS (WITH_PHOTO (PNG_HASH)),
  };
  static const MockLine removes[] = {
    SERVER_HEARS (ASKS_OWN),
    SERVER_SAYS ("<iq type='result' id='$id'><vCard xmlns='vcard-temp'><FN>J</FN><PHOTO><BINVAL>" PNG_TEXT
                 "</BINVAL></PHOTO></vCard></iq>"),
    SERVER_HEARS ("<iq type='set' id='*'><vCard xmlns='vcard-temp'><FN>J</FN></vCard></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS (NO_PHOTO),
  };
  g_autofree char *gone = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "juliet@capulet.lit 35dc -\n");
  gone = publish (play, NULL, removes, G_N_ELEMENTS (removes), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gone, ==, "");
}

static void
test_publish_refused (Play          *play,
                      gconstpointer  data)
{
  static const MockLine online[] = { SERVER_CAN (PEP CONVERSION), SERVER_WAITS };
  static const MockLine refused[] = {
    SERVER_HEARS ("<iq type='set' id='*'>*</iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='modify'>"
                 "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  g_autoptr(GBytes) png = g_bytes_new_static (PNG_BYTES, 18);
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  g_assert_null (publish (play, png, refused, G_N_ELEMENTS (refused), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE);
  feature_fixture_assert_noted (play->fx, "");
}

static void
test_types (void)
{
  static const struct {
    const char *bytes;
    gsize       n_bytes;
    const char *type;
  } cases[] = {
    { PNG_BYTES, 18, "image/png" },
    { "\xff\xd8\xff", 3, "image/jpeg" },
    { "\xff\xd8", 2, NULL },
    { "GIF89a", 6, "image/gif" },
    { "RIFF\0\0\0\0WEBP", 12, "image/webp" },
    { "RIFF\0\0\0\0WAVE", 12, NULL },
    { "\0\0\0\x1c" "ftypavif", 12, "image/avif" },
    { "\0\0\0\x1c" "ftypheic", 12, NULL },
    { "<svg", 4, NULL },
    { "", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) image = g_bytes_new_static (cases[i].bytes, cases[i].n_bytes);

      g_assert_cmpstr (xmpp_avatar_image_get_type (image), ==, cases[i].type);
    }
}

int
main (int    argc,
      char **argv)
{
  gpointer knows = GINT_TO_POINTER (TRUE);

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/xmpp/avatar/heard", Play, NULL, setup, test_heard, teardown);
  g_test_add ("/xmpp/avatar/fetch", Play, NULL, setup, test_fetch, teardown);
  g_test_add ("/xmpp/avatar/fetch-forged", Play, NULL, setup, test_fetch_forged, teardown);
  g_test_add ("/xmpp/avatar/publish", Play, knows, setup, test_publish, teardown);
  g_test_add ("/xmpp/avatar/own-vcard", Play, knows, setup, test_own_vcard, teardown);
  g_test_add ("/xmpp/avatar/publish-refused", Play, knows, setup, test_publish_refused, teardown);
  g_test_add_func ("/xmpp/avatar/types", test_types);
  return g_test_run ();
}
