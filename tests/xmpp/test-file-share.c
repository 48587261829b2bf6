/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come with messages: XEP-0447, 0446, 0300, 0264, 0103, 0066, 0428. */
#include "feature-fixture.h"

#include "xmpp-message.h"
#include "xmpp-web-url.h"

#include <string.h>

#define URL     "https://upload.capulet.lit/4a77/summit.jpg"
#define SHA_256 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define META    "xmlns='urn:xmpp:file:metadata:0'"

#define SHARE \
  "<file-sharing xmlns='urn:xmpp:sfs:0' id='a' disposition='inline'>" \
  "<file " META "><media-type>image/jpeg</media-type><name>summit.jpg</name>" \
  "<date>2015-07-26T21:46:00Z</date><size>3032449</size><width>4096</width><height>2160</height>" \
  "<length>63000</length><desc>Photo from the summit.</desc>" \
  "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>" SHA_256 "</hash>" \
  "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:sha1+ffd7@bob.xmpp.org' media-type='image/png' " \
  "width='128' height='96'/></file>" \
  "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='" URL "'/></sources>" \
  "</file-sharing>"

static XmppMessage *
parse (const char *children)
{
  g_autofree char *xml = g_strconcat ("<message xmlns='jabber:client' type='chat' "
                                      "to='juliet@capulet.lit' id='1'>", children, "</message>", NULL);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);

  return xmpp_message_parse (stanza, NULL, NULL);
}

static XmppFileShare *
parse_file (const char *children)
{
  g_autofree char *xml = g_strconcat ("<file-sharing xmlns='urn:xmpp:sfs:0'><file " META ">", children,
                                      "</file></file-sharing>", NULL);
  g_autoptr(XmppMessage) message = parse (xml);

  g_assert_nonnull (message->files);
  return xmpp_file_share_copy (g_ptr_array_index (message->files, 0));
}

static void
test_read (void)
{
  g_autoptr(XmppMessage) message = parse (SHARE);
  XmppFileShare *share;
  XmppFileThumbnail *thumbnail;
  GBytes *digest;

  g_assert_cmpuint (message->files->len, ==, 1);
  share = g_ptr_array_index (message->files, 0);
  g_assert_cmpstr (share->id, ==, "a");
  g_assert_cmpint (share->disposition, ==, XMPP_DISPOSITION_INLINE);
  g_assert_cmpstr (share->file->name, ==, "summit.jpg");
  g_assert_cmpstr (share->file->media_type, ==, "image/jpeg");
  g_assert_cmpstr (share->file->description, ==, "Photo from the summit.");
  g_assert_cmpint (share->file->size, ==, 3032449);
  g_assert_cmpuint (share->file->width, ==, 4096);
  g_assert_cmpuint (share->file->height, ==, 2160);
  g_assert_cmpint (share->file->length_ms, ==, 63000);
  g_assert_cmpint (share->file->time_us, ==, 1437947160 * (gint64) G_USEC_PER_SEC);
  digest = xmpp_file_get_hash (share->file, "sha-256");
  g_assert_cmpuint (g_bytes_get_size (digest), ==, 32);
  g_assert_null (xmpp_file_get_hash (share->file, "sha-512"));
  thumbnail = g_ptr_array_index (share->file->thumbnails, 0);
  g_assert_cmpstr (thumbnail->uri, ==, "cid:sha1+ffd7@bob.xmpp.org");
  g_assert_cmpuint (thumbnail->width, ==, 128);
  g_assert_cmpstr (xmpp_file_share_get_url (share), ==, URL);
}

/* XEP-0447, 3.1: what is written is what was read, with the text for everybody else. */
static void
test_write (void)
{
  g_autoptr(XmppMessage) message = parse (SHARE);
  g_autoptr(XmppMessage) copy = NULL;
  g_autofree char *xml = NULL;

  message->body = g_strdup ("Look!\n" URL);
  message->oob_url = g_strdup (URL);
  message->files_text = (XmppFallback) { 6, 6 + strlen (URL) };
  copy = xmpp_message_copy (message);
  xml = feature_fixture_to_xml (xmpp_message_to_element (copy));

  g_assert_cmpstr (xml, ==,
                   "<message type='chat' to='juliet@capulet.lit' id='1'>"
                   "<body>Look!\n" URL "</body><x xmlns='jabber:x:oob'><url>" URL "</url></x>" SHARE
                   "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'>"
                   "<body start='6' end='48'/></fallback></message>");
}

/* Nothing in a description is worth a crash, a lie, or more memory than it is worth. */
static void
test_hostile (void)
{
  static const struct {
    const char *children;
    const char *name;
    const char *media_type;
    gint64      size;
    guint       width;
  } cases[] = {
    { "", NULL, NULL, -1, 0 },
    { "<name>../../.bashrc</name>", "bashrc", NULL, -1, 0 },
    { "<name>photo\xe2\x80\xaegpj.exe</name>", "photogpj.exe", NULL, -1, 0 },
    { "<name> </name><name>second</name>", "second", NULL, -1, 0 },
    { "<name>first</name><name>second</name>", "first", NULL, -1, 0 },
    { "<media-type>Image/PNG; charset=x</media-type>", NULL, "image/png", -1, 0 },
    { "<media-type>image</media-type>", NULL, NULL, -1, 0 },
    { "<media-type>image/</media-type>", NULL, NULL, -1, 0 },
    { "<media-type>image/a b</media-type>", NULL, "image/a", -1, 0 },
    { "<media-type>&lt;b>/x</media-type>", NULL, NULL, -1, 0 },
    { "<size>0</size>", NULL, NULL, 0, 0 },
    { "<size>-1</size>", NULL, NULL, -1, 0 },
    { "<size>+1</size>", NULL, NULL, -1, 0 },
    { "<size> 1</size>", NULL, NULL, -1, 0 },
    { "<size>9223372036854775807</size>", NULL, NULL, G_MAXINT64, 0 },
    { "<size>9223372036854775808</size>", NULL, NULL, -1, 0 },
    { "<size>1e3</size>", NULL, NULL, -1, 0 },
    { "<width>10</width><height>20</height>", NULL, NULL, -1, 10 },
    { "<width>10</width>", NULL, NULL, -1, 0 },
    { "<width>10</width><height>0</height>", NULL, NULL, -1, 0 },
    { "<width>10</width><height>65536</height>", NULL, NULL, -1, 0 },
    { "<length>99999999999999</length><date>9999-01-01T00:00:00Z</date>", NULL, NULL, -1, 0 },
    { "<name xmlns='urn:other'>x</name>", NULL, NULL, -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppFileShare) share = parse_file (cases[i].children);

      g_assert_cmpstr (share->file->name, ==, cases[i].name);
      g_assert_cmpstr (share->file->media_type, ==, cases[i].media_type);
      g_assert_cmpint (share->file->size, ==, cases[i].size);
      g_assert_cmpuint (share->file->width, ==, cases[i].width);
      g_assert_cmpint (share->file->length_ms, ==, 0);
      g_assert_cmpint (share->file->time_us, <=, g_get_real_time ());
    }
}

static void
test_hashes (void)
{
  static const struct {
    const char *algorithm;
    const char *text;
    gboolean    taken;
  } cases[] = {
    { "sha-256", SHA_256, TRUE },
    { "sha-256", "2AfMGH8O7UNPTvUVAM9aK13mpCY=", FALSE }, /* too short */
    { "sha-1", "2AfMGH8O7UNPTvUVAM9aK13mpCY=", FALSE },
    { "md5", "1B2M2Y8AsgTpgAmY7PhCfg==", FALSE },
    { "sha-256", "", FALSE },
    { "sha-256", "no base64", FALSE },
    { "sha3-256", SHA_256, TRUE },
    { "made-up", SHA_256, FALSE },
  };
  g_autoptr(XmppFileShare) twice = parse_file (
    "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>" SHA_256 "</hash>"
    "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAAQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hash>");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<hash xmlns='urn:xmpp:hashes:2' algo='%s'>%s</hash>",
                                              cases[i].algorithm, cases[i].text);
      g_autoptr(XmppFileShare) share = parse_file (xml);

      g_assert_cmpuint (share->file->hashes->len, ==, cases[i].taken ? 1 : 0);
    }

  g_assert_cmpuint (twice->file->hashes->len, ==, 1);
  g_assert_cmphex (*(const guint8 *) g_bytes_get_data (xmpp_file_get_hash (twice->file, "sha-256"), NULL),
                   ==, 0xe3);
}

static void
test_urls (void)
{
  static const struct {
    const char *url;
    gboolean    is_safe;
  } cases[] = {
    { URL, TRUE },
    { "https://[::1]:5281/a", TRUE },
    { "HTTPS://upload.lit/a", TRUE },
    { "https://upload.lit/tr%C3%A8s%20cool.jpg?a=b#c", TRUE },
    { "http://upload.lit/a", FALSE },
    { "ftp://upload.lit/a", FALSE },
    { "file:///etc/passwd", FALSE },
    { "javascript:alert(1)", FALSE },
    { "data:text/html,x", FALSE },
    { "//upload.lit/a", FALSE },
    { "https://", FALSE },
    { "https:///a", FALSE },
    { "https://user:password@upload.lit/a", FALSE },
    { "https://upload.lit/a b", FALSE },
    { "https://upload.lit/a\nHost: x", FALSE },
    { "https://upload.lit/tr\xc3\xa8s", FALSE },
    { "https://upload.lit:99999/", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };
  g_autofree char *path = g_strnfill (9000, 'a');
  g_autofree char *large = g_strconcat ("https://upload.lit/", path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (xmpp_web_url_is_safe (cases[i].url), ==, cases[i].is_safe);
  g_assert_false (xmpp_web_url_is_safe (large));
}

static void
test_thumbnails (void)
{
  g_autofree char *digits = g_strnfill (20000, 'A');
  g_autofree char *large = g_strconcat ("data:image/png;base64,", digits, NULL);
  g_autoptr(XmppFile) file = xmpp_file_new ();

  g_assert_true (xmpp_file_add_thumbnail (file, "data:image/thumbhash;base64,AAAA", NULL, 0, 0));
  g_assert_true (xmpp_file_add_thumbnail (file, URL, "image/png", 1, 1));
  g_assert_false (xmpp_file_add_thumbnail (file, large, NULL, 0, 0));
  g_assert_false (xmpp_file_add_thumbnail (file, "http://a.lit/b", NULL, 0, 0));
  g_assert_false (xmpp_file_add_thumbnail (file, "file:///etc/passwd", NULL, 0, 0));
  g_assert_false (xmpp_file_add_thumbnail (file, "cid:", NULL, 0, 0));
  while (xmpp_file_add_thumbnail (file, "cid:a@bob.xmpp.org", NULL, 0, 0))
    ;
  g_assert_cmpuint (file->thumbnails->len, ==, XMPP_FILE_MAX_THUMBNAILS);
}

/* XEP-0231, 2.1: what a "cid:" names may be in the same stanza. */
static void
test_inline (void)
{
#define CID "sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org" /* hello */
#define DATA(cid, type, text) \
  "<data xmlns='urn:xmpp:bob' cid='" cid "'" type ">" text "</data>"
  static const struct
  {
    const char *data;
    const char *uri;
  } cases[] = {
    { DATA (CID, " type='image/png'", "aGVsbG8="), "data:image/png;base64,aGVsbG8=" },
    { DATA ("sha1+bb@bob.xmpp.org", " type='image/png'", "aGVsbG8=")
      DATA (CID, " type='Image/PNG; x=y'", "aGVs\nbG8="), "data:image/png;base64,aGVsbG8=" },
    { DATA (CID, " type='image/png'", "aGVsbG9v"), "cid:" CID }, /* something else */
    { DATA (CID, " type='image/png'", "aGVsbG8"), "cid:" CID },
    { DATA (CID, " type='image/png'", ""), "cid:" CID },
    { DATA (CID, " type='a,b'", "aGVsbG8="), "cid:" CID },
    { DATA (CID, "", "aGVsbG8="), "cid:" CID },
    { DATA ("cid:" CID, " type='image/png'", "aGVsbG8="), "cid:" CID },
    { "", "cid:" CID },
  };
  g_autofree char *digits = g_strnfill (40000, 'A');
  g_autoptr(GBytes) large = g_bytes_new_take (g_malloc0 (30000), 30000);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, large);
  g_autofree char *much = g_strdup_printf (
    "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
    "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:sha-256+%s@bob.xmpp.org'/></file></file-sharing>"
    "<data xmlns='urn:xmpp:bob' cid='sha-256+%s@bob.xmpp.org' type='image/png'>%s</data>",
    hash, hash, digits);
  g_autoptr(XmppMessage) too_much = parse (much);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf (
        "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
        "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:" CID "'/></file></file-sharing>%s",
        cases[i].data);
      g_autoptr(XmppMessage) message = parse (xml);
      XmppFileShare *share = g_ptr_array_index (message->files, 0);
      XmppFileThumbnail *thumbnail = g_ptr_array_index (share->file->thumbnails, 0);

      g_assert_cmpstr (thumbnail->uri, ==, cases[i].uri);
    }

  g_assert_true (g_str_has_prefix (
    ((XmppFileThumbnail *) g_ptr_array_index (
       ((XmppFileShare *) g_ptr_array_index (too_much->files, 0))->file->thumbnails, 0))->uri,
    "cid:"));
}

static void
test_floods (void)
{
  GString *xml = g_string_new ("");
  g_autoptr(XmppMessage) message = NULL;
  XmppFileShare *share;

  for (guint i = 0; i < 500; i++)
    {
      g_string_append (xml, "<file-sharing xmlns='urn:xmpp:sfs:0'><sources>");
      for (guint j = 0; j < 20; j++)
        g_string_append_printf (xml, "<url-data xmlns='http://jabber.org/protocol/url-data' "
                                     "target='https://a.lit/%u/a.txt'/>", j);
      g_string_append (xml, "</sources></file-sharing>");
    }
  message = parse (xml->str);
  g_string_free (xml, TRUE);

  g_assert_cmpuint (message->files->len, ==, XMPP_FILE_SHARES_MAX);
  share = g_ptr_array_index (message->files, 0);
  g_assert_cmpuint (share->urls->len, ==, XMPP_FILE_SHARE_MAX_SOURCES);
  g_assert_cmpstr (share->file->name, ==, "a.txt"); /* for want of another */
}

/* XEP-0428: hides what it says, within the text, and nothing for anybody else. */
static void
test_fallback (void)
{
  static const struct {
    const char *fallback;
    const char *rest;
  } cases[] = {
    { "", "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='4' end='19'/></fallback>",
      "Ünï" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='4'/></fallback>", "Ünï" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body end='3'/></fallback>",
      "https://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>", "" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'/>", "" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><subject/></fallback>",
      "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'/>", "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0'/>", "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='9' end='4'/></fallback>",
      "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='4' end='99999'/>"
      "</fallback>", "Ünï" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='-1' end='4'/></fallback>",
      "Ünï\nhttps://a.lit/b" },
    { "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='30'/></fallback>",
      "Ünï\nhttps://a.lit/b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strconcat ("<body>Ünï\nhttps://a.lit/b</body>" SHARE, cases[i].fallback,
                                          NULL);
      g_autoptr(XmppMessage) message = parse (xml);
      g_autofree char *rest = xmpp_fallback_strip (&message->files_text, message->body);

      g_assert_cmpstr (rest, ==, cases[i].rest);
    }
}

static void
test_url_alone (void)
{
  g_autoptr(XmppFileShare) share = xmpp_file_share_new_for_url ("https://a.lit/b/c%20d.png");

  g_assert_cmpstr (share->file->name, ==, "c d.png");
  g_assert_cmpint (share->file->size, ==, -1);
  g_assert_null (xmpp_file_share_new_for_url ("http://a.lit/b"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/file-share/read", test_read);
  g_test_add_func ("/xmpp/file-share/write", test_write);
  g_test_add_func ("/xmpp/file-share/hostile", test_hostile);
  g_test_add_func ("/xmpp/file-share/hashes", test_hashes);
  g_test_add_func ("/xmpp/file-share/urls", test_urls);
  g_test_add_func ("/xmpp/file-share/thumbnails", test_thumbnails);
  g_test_add_func ("/xmpp/file-share/inline", test_inline);
  g_test_add_func ("/xmpp/file-share/floods", test_floods);
  g_test_add_func ("/xmpp/file-share/fallback", test_fallback);
  g_test_add_func ("/xmpp/file-share/url-alone", test_url_alone);
  return g_test_run ();
}
