/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files from one to the other: XEP-0234 over XEP-0260 and XEP-0261. */
#include "jingle-passage.h"
#include "mock-proxy.h"

#include "xmpp-namespaces.h"

#include <string.h>

static void
test_in_band (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (FALSE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  const XmppFile *file;

  jingle_passage_offer (&passage, pair, size, (gint64) size);
  g_assert_cmpint (xmpp_jingle_file_get_state (passage.sent), ==, XMPP_JINGLE_FILE_OFFERED);
  jingle_passage_wait_offered (&passage);

  file = xmpp_jingle_file_get_file (pair->b.offered);
  g_assert_cmpstr (file->name, ==, "a file.bin");
  g_assert_cmpstr (file->media_type, ==, "application/octet-stream");
  g_assert_cmpint (file->size, ==, (gint64) size);
  g_assert_true (xmpp_jingle_file_is_incoming (pair->b.offered));
  g_assert_true (xmpp_jingle_file_can_resume (pair->b.offered));
  g_assert_cmpstr (xmpp_address_get_full (xmpp_jingle_file_get_peer (pair->b.offered)), ==, JINGLE_A);

  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_IN_BAND);
}

static void
test_straight (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, size, (gint64) size);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_DIRECT);
  g_assert_cmpint (xmpp_jingle_file_get_way (pair->b.offered), ==, XMPP_JINGLE_WAY_DIRECT);
}

/* What a file amounts to is told once: who has all of it is through with it. */
static void
test_hash_once (gconstpointer data)
{
  gboolean is_summed = GPOINTER_TO_INT (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  if (is_summed)
    jingle_passage_offer_summed (&passage, pair, 1000);
  else
    jingle_passage_offer (&passage, pair, 1000, 1000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpint (strstr (pair->log->str, "A session-info") == NULL, ==, is_summed);
}

/* Candidates as they stand in a stanza: "direct", "proxy" … */
typedef struct {
  GString *a;
  GString *b;
} Named;

static char *
note_candidates_cb (JingleSide  *side,
                    XmppElement *stanza,
                    gpointer     user_data)
{
  Named *named = user_data;
  XmppElement *jingle = xmpp_element_get_child (stanza, "jingle", XMPP_NS_JINGLE);
  XmppElement *content = jingle != NULL ? xmpp_element_get_child (jingle, "content", NULL) : NULL;
  XmppElement *transport = content != NULL ? xmpp_element_get_child (content, "transport", NULL) : NULL;

  for (XmppElement *candidate =
         transport != NULL ? xmpp_element_get_child (transport, "candidate", NULL) : NULL;
       candidate != NULL; candidate = xmpp_element_get_next_same (candidate))
    g_string_append_printf (side == &side->pair->a ? named->a : named->b, "%s ",
                            xmpp_element_get_attribute (candidate, "type"));
  return xmpp_element_to_xml (stanza, XMPP_NS_CLIENT);
}

/* Whose addresses nobody may learn: nobody learns them, and both come together at the proxy. */
static void
test_relay (gconstpointer data)
{
  gboolean a_hides = strchr (data, 'a') != NULL;
  gboolean b_hides = strchr (data, 'b') != NULL;
  g_autoptr(JingleRelay) relay = jingle_relay_new ();
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, relay);
  g_auto(JinglePassage) passage = { NULL };
  Named named = { g_string_new (NULL), g_string_new (NULL) };

  pair->tamper = note_candidates_cb;
  pair->tamper_data = &named;
  xmpp_jingle_files_set_direct (pair->a.files, !a_hides);
  xmpp_jingle_files_set_direct (pair->b.files, !b_hides);
  jingle_passage_offer (&passage, pair, 300000, 300000);
  jingle_passage_wait_offered (&passage);
  g_assert_true (strstr (named.a->str, "proxy") != NULL);
  g_assert_cmpint (strstr (named.a->str, "direct") == NULL, ==, a_hides);
  g_assert_cmpuint (jingle_relay_get_n (relay), ==, 0);
  g_assert_cmpstr (named.b->str, ==, "");

  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpint (strstr (named.b->str, "direct") == NULL, ==, b_hides);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==,
                   a_hides && b_hides ? XMPP_JINGLE_WAY_PROXY : xmpp_jingle_file_get_way (pair->b.offered));
  if (a_hides && b_hides)
    g_assert_cmpuint (pair->n_activated, ==, 1);

  g_string_free (named.a, TRUE);
  g_string_free (named.b, TRUE);
}

/* Nobody can be reached: in stanzas, then; the next time at once. */
static void
test_falls_back (void)
{
  g_autoptr(JingleRelay) relay = jingle_relay_new ();
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, relay);

  pair->is_inactive = TRUE;
  xmpp_jingle_files_set_direct (pair->a.files, FALSE);
  xmpp_jingle_files_set_direct (pair->b.files, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_auto(JinglePassage) passage = { NULL };

      g_clear_object (&pair->b.offered);
      jingle_passage_offer (&passage, pair, 20000, 20000);
      jingle_passage_wait_offered (&passage);
      jingle_passage_accept (&passage, 0);
      jingle_passage_assert_came (&passage, 0);
      g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_IN_BAND);
      g_assert_cmpint (strstr (pair->log->str, "A transport-replace\n") != NULL, ==, i == 0);
      g_assert_cmpint (strstr (pair->log->str, "B transport-accept\nA open\n") != NULL, ==, i == 0);
      g_string_truncate (pair->log, 0);
    }
  g_assert_cmpuint (pair->n_activated, ==, 1);
}

/* Who can name nothing does not try. */
static void
test_no_way (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  xmpp_jingle_files_set_direct (pair->a.files, FALSE);
  jingle_passage_offer (&passage, pair, 20000, 20000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_IN_BAND);
  g_assert_null (strstr (pair->log->str, "transport-"));
}

/* With a proxy of the account's nothing of ours is named, and all goes through it. */
static void
test_account_proxy (void)
{
  g_autoptr(JingleRelay) relay = jingle_relay_new ();
  g_autoptr(MockProxy) proxy = mock_proxy_new (jingle_relay_get_port (relay));
  g_autofree char *uri = g_strdup_printf ("socks5://127.0.0.1:%u", mock_proxy_get_port (proxy));
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, relay);
  g_auto(JinglePassage) passage = { NULL };
  g_autofree char *asked = NULL;
  g_autofree char *relay_place = g_strdup_printf ("127.0.0.1:%u", jingle_relay_get_port (relay));
  Named named = { g_string_new (NULL), g_string_new (NULL) };

  pair->tamper = note_candidates_cb;
  pair->tamper_data = &named;
  xmpp_jingle_files_set_direct (pair->b.files, FALSE);
  xmpp_jingle_files_set_proxy (pair->a.files, uri, NULL);
  jingle_passage_offer (&passage, pair, 300000, 300000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_passage_assert_came (&passage, 0);

  g_assert_cmpstr (named.a->str, ==, "proxy ");
  g_assert_cmpint (xmpp_jingle_file_get_way (passage.sent), ==, XMPP_JINGLE_WAY_PROXY);
  asked = mock_proxy_dup_asked (proxy);
  g_assert_nonnull (strstr (asked, relay_place));
  g_string_free (named.a, TRUE);
  g_string_free (named.b, TRUE);
}

/* What is there already is not sent again, and counts for the hash. */
static void
test_resumes (gconstpointer data)
{
  static const gint64 offsets[] = { 1, 8191, 150000, 299999, 300000 };
  gboolean straight = GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autoptr(JinglePair) pair = jingle_pair_new (straight, NULL);
      g_auto(JinglePassage) passage = { NULL };

      jingle_passage_offer (&passage, pair, 300000, 300000);
      jingle_passage_wait_offered (&passage);
      jingle_passage_accept (&passage, offsets[i]);
      jingle_passage_assert_came (&passage, offsets[i]);
    }
}

#define N_SEVERAL 5

/* Several at a time: each is a session of its own, and nothing is left of any. */
static void
test_several (gconstpointer data)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (GPOINTER_TO_INT (data), NULL);
  JinglePassage passages[N_SEVERAL] = { { NULL } };
  gpointer weak[2 * N_SEVERAL] = { NULL };

  for (guint i = 0; i < N_SEVERAL; i++)
    {
      jingle_passage_offer (&passages[i], pair, 100000, 100000);
      jingle_passage_wait_offered (&passages[i]);
      jingle_passage_accept (&passages[i], 0);
      weak[2 * i] = passages[i].sent;
      weak[2 * i + 1] = pair->b.offered;
      g_object_add_weak_pointer (G_OBJECT (passages[i].sent), &weak[2 * i]);
      g_object_add_weak_pointer (G_OBJECT (pair->b.offered), &weak[2 * i + 1]);
      g_clear_object (&pair->b.offered);
    }

  for (guint i = 0; i < N_SEVERAL; i++)
    {
      jingle_end_wait (&passages[i].sent_end);
      jingle_end_wait (&passages[i].came_end);
      g_assert_no_error (passages[i].sent_end.error);
      g_assert_no_error (passages[i].came_end.error);
      g_assert_cmpuint (g_memory_output_stream_get_data_size (
                          G_MEMORY_OUTPUT_STREAM (passages[i].sink)), ==, 100000);
      jingle_passage_clear (&passages[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (weak); i++)
    while (weak[i] != NULL)
      g_main_context_iteration (NULL, TRUE);
}

/* A connection that breaks: what came is kept, and nobody takes it for the file. */
static void
test_cut (void)
{
  g_autoptr(JingleRelay) relay = jingle_relay_new ();
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, relay);
  g_auto(JinglePassage) passage = { NULL };

  jingle_relay_cut_after (relay, 100000);
  xmpp_jingle_files_set_direct (pair->a.files, FALSE);
  xmpp_jingle_files_set_direct (pair->b.files, FALSE);
  jingle_passage_offer (&passage, pair, 3000000, 3000000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_end_wait (&passage.came_end);
  jingle_end_wait (&passage.sent_end);

  g_assert_error (passage.came_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE);
  g_assert_true (g_output_stream_is_closed (passage.sink));
  g_assert_cmpint (xmpp_jingle_file_get_transferred (pair->b.offered), >, 0);
  g_assert_cmpint (xmpp_jingle_file_get_transferred (pair->b.offered), <=, 100000);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (passage.sink)), ==,
                    (gsize) xmpp_jingle_file_get_transferred (pair->b.offered));

  /* Whether the other side has a word on it was asked, and not only waited for. */
  g_assert_nonnull (strstr (pair->log->str, "session-info"));
}

static void
test_declined (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, 10, 10);
  jingle_passage_wait_offered (&passage);
  xmpp_jingle_file_decline (pair->b.offered);
  jingle_end_wait (&passage.sent_end);
  jingle_end_wait (&passage.came_end);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_DECLINED);
  g_assert_error (passage.came_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_DECLINED);

  /* Too late for a yes: nothing happens but that the stream is closed. */
  jingle_passage_accept (&passage, 0);
  jingle_passage_wait_closed (&passage);
}

static gboolean
is_running (gpointer user_data)
{
  JinglePassage *passage = user_data;

  return xmpp_jingle_file_get_transferred (passage->sent) > 0
         && xmpp_jingle_file_get_transferred (passage->pair->b.offered) > 0;
}

/* "offered-sender", "running-receiver-straight" … */
static void
test_cancelled (gconstpointer data)
{
  const char *how = data;
  gboolean by_sender = strstr (how, "sender") != NULL;
  g_autoptr(JinglePair) pair = jingle_pair_new (strstr (how, "straight") != NULL, NULL);
  g_auto(JinglePassage) passage = { NULL };
  const GError *here = NULL;
  const GError *there = NULL;

  jingle_passage_offer (&passage, pair, 30000000, 30000000);
  if (strstr (how, "at-once") != NULL)
    {
      xmpp_jingle_file_cancel (passage.sent);
      jingle_end_wait (&passage.sent_end);
      g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CANCELLED);
      return;
    }

  jingle_passage_wait_offered (&passage);
  if (strstr (how, "running") != NULL)
    {
      jingle_passage_accept (&passage, 0);
      jingle_pair_wait (is_running, &passage);
    }
  xmpp_jingle_file_cancel (by_sender ? passage.sent : pair->b.offered);
  jingle_end_wait (&passage.sent_end);
  jingle_end_wait (&passage.came_end);
  here = by_sender ? passage.sent_end.error : passage.came_end.error;
  there = by_sender ? passage.came_end.error : passage.sent_end.error;
  g_assert_error (here, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CANCELLED);
  g_assert_error (there, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CANCELLED_BY_PEER);
}

static void
test_goes_offline (void)
{
  static const MockLine cut[] = { SERVER_CUTS };
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, 10, 10);
  jingle_passage_wait_offered (&passage);

  pair->b.is_online = FALSE;
  mock_server_play (pair->b.server, cut, G_N_ELEMENTS (cut));
  jingle_end_wait (&passage.came_end);
  g_assert_error (passage.came_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_GONE);

  /* Its server tells. */
  jingle_pair_forge (&pair->a, "<presence type='unavailable' from='" JINGLE_B "'/>");
  jingle_end_wait (&passage.sent_end);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_GONE);
}

/* Nothing of what it says of an end arrives. */
static char *
lose_end_cb (JingleSide  *side,
             XmppElement *stanza,
             gpointer     user_data)
{
  XmppElement *jingle = xmpp_element_get_child (stanza, "jingle", XMPP_NS_JINGLE);
  const char *action = jingle != NULL ? xmpp_element_get_attribute (jingle, "action") : NULL;
  gboolean is_end = g_strcmp0 (action, "session-terminate") == 0
                    || (jingle != NULL && xmpp_element_get_child (jingle, "received", NULL) != NULL);

  return is_end ? NULL : xmpp_element_to_xml (stanza, XMPP_NS_CLIENT);
}

static gboolean
is_confirming (gpointer user_data)
{
  JinglePassage *passage = user_data;

  return passage->came_end.n_ended > 0
         && xmpp_jingle_file_get_state (passage->sent) == XMPP_JINGLE_FILE_CHECKING;
}

#define IS_BACK "<presence from='" JINGLE_B "'><show>away</show></presence>"

/* Who is back under the same address, without having been away as far as the server tells, is
 * asked: it may have forgotten. */
static void
test_forgotten (gconstpointer data)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (GPOINTER_TO_INT (data), NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, 30000, 30000);
  jingle_passage_wait_offered (&passage);
  jingle_pair_forge (&pair->a, IS_BACK);

  /* It has not forgotten. */
  jingle_passage_accept (&passage, 0);
  pair->tamper = lose_end_cb;
  jingle_pair_wait (is_confirming, &passage);
  g_assert_no_error (passage.came_end.error);
  g_assert_cmpuint (passage.sent_end.n_ended, ==, 0);

  jingle_pair_forge (&pair->a, IS_BACK);
  jingle_end_wait (&passage.sent_end);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_GONE);
}

static void
whole_cb (XmppJingleFile *file,
          gboolean       *is_whole)
{
  *is_whole = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Its sender does not hear that it is here before it is put away. */
static void
test_held (gconstpointer data)
{
  gboolean is_kept = GPOINTER_TO_INT (data);
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "It is full");
  gboolean is_whole = FALSE;

  jingle_passage_offer (&passage, pair, 30000, 30000);
  jingle_passage_wait_offered (&passage);
  g_signal_connect (pair->b.offered, "whole", G_CALLBACK (whole_cb), &is_whole);
  xmpp_jingle_file_hold (pair->b.offered);
  jingle_passage_accept (&passage, 0);
  jingle_pair_wait (is_set, &is_whole);
  g_assert_null (strstr (pair->log->str, "B session-info"));
  g_assert_null (strstr (pair->log->str, "B session-terminate"));
  g_assert_cmpuint (passage.sent_end.n_ended, ==, 0);

  xmpp_jingle_file_conclude (pair->b.offered, is_kept ? NULL : error);
  if (is_kept)
    {
      jingle_passage_assert_came (&passage, 0);
      return;
    }

  jingle_end_wait (&passage.sent_end);
  jingle_end_wait (&passage.came_end);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_FAILED);
  g_assert_error (passage.came_end.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* What is there already is not sent again, and its sender hears that it is there. */
static void
test_had (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, 30000, 30000);
  jingle_passage_wait_offered (&passage);
  xmpp_jingle_file_conclude (pair->b.offered, NULL);
  jingle_end_wait (&passage.sent_end);
  jingle_end_wait (&passage.came_end);
  g_assert_no_error (passage.sent_end.error);
  g_assert_cmpint (xmpp_jingle_file_get_state (passage.sent), ==, XMPP_JINGLE_FILE_DONE);
}

/* A full disk */
static void
test_sink_fails (gconstpointer data)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (GPOINTER_TO_INT (data), NULL);
  g_auto(JinglePassage) passage = { NULL };
  static guint8 room[1000];

  jingle_passage_offer (&passage, pair, 5000, 5000);
  jingle_passage_wait_offered (&passage);
  passage.sink = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  xmpp_jingle_file_accept (pair->b.offered, passage.sink, 0, NULL);
  jingle_end_wait (&passage.came_end);
  jingle_end_wait (&passage.sent_end);
  g_assert_error (passage.came_end.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_FAILED);
}

/* A file that is shorter when it is sent than it was */
static void
test_source_shrinks (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_auto(JinglePassage) passage = { NULL };

  jingle_passage_offer (&passage, pair, 5000, 6000);
  jingle_passage_wait_offered (&passage);
  jingle_passage_accept (&passage, 0);
  jingle_end_wait (&passage.came_end);
  jingle_end_wait (&passage.sent_end);
  g_assert_error (passage.sent_end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_CHANGED);
  g_assert_nonnull (passage.came_end.error);
}

/* Nobody is offered what they do not take. */
static void
test_not_taken (void)
{
  g_autoptr(JinglePair) pair = jingle_pair_new (TRUE, NULL);
  g_autoptr(XmppAddress) stranger = xmpp_address_parse ("juliet@capulet.lit/garden", NULL);
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  g_autoptr(XmppAddress) found = NULL;
  g_autoptr(XmppFile) file = xmpp_file_new ();
  g_autoptr(GInputStream) source = g_memory_input_stream_new ();
  g_autoptr(XmppJingleFile) sent = NULL;
  g_auto(JingleEnd) end = { 0, NULL };

  file->size = 0;
  sent = xmpp_jingle_files_offer (pair->a.files, stranger, file, NULL, source);
  jingle_end_watch (&end, sent);
  jingle_end_wait (&end);
  g_assert_error (end.error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_UNSUPPORTED);
  g_assert_true (g_input_stream_is_closed (source));

  found = xmpp_jingle_files_find_peer (pair->a.files, own, NULL);
  g_assert_cmpstr (xmpp_address_get_full (found), ==, JINGLE_B);
}

static gsize
get_peak_kib (void)
{
  g_autofree char *status = NULL;
  const char *peak;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  peak = status != NULL ? strstr (status, "VmHWM:") : NULL;
  return peak != NULL ? (gsize) g_ascii_strtoull (peak + strlen ("VmHWM:"), NULL, 10) : 0;
}

/* -m perf: a gigabyte from disk to disk, or a part of it in stanzas: how fast, in how much memory */
static void
test_speed (gconstpointer data)
{
  gboolean straight = GPOINTER_TO_INT (data);
  gint64 size = straight ? 1000000000 : 50000000;
  g_autoptr(JinglePair) pair = jingle_pair_new (straight, NULL);
  g_autoptr(XmppAddress) peer = xmpp_address_parse (JINGLE_B, NULL);
  g_autoptr(XmppFile) file = xmpp_file_new ();
  g_autoptr(GFileIOStream) from_io = NULL;
  g_autoptr(GFileIOStream) to_io = NULL;
  g_autoptr(GFile) from = g_file_new_tmp (NULL, &from_io, NULL);
  g_autoptr(GFile) to = g_file_new_tmp (NULL, &to_io, NULL);
  g_autoptr(GInputStream) source = NULL;
  g_autoptr(GOutputStream) sink = NULL;
  g_autoptr(XmppJingleFile) sent = NULL;
  g_auto(JingleEnd) end = { 0, NULL };
  g_autoptr(GTimer) timer = NULL;
  gsize peak;

  g_assert_true (g_seekable_truncate (G_SEEKABLE (from_io), size, NULL, NULL));
  source = G_INPUT_STREAM (g_file_read (from, NULL, NULL));
  sink = G_OUTPUT_STREAM (g_file_append_to (to, G_FILE_CREATE_NONE, NULL, NULL));
  file->size = size;
  peak = get_peak_kib ();
  timer = g_timer_new ();
  sent = xmpp_jingle_files_offer (pair->a.files, peer, file, NULL, source);
  jingle_end_watch (&end, sent);
  while (pair->b.offered == NULL)
    g_main_context_iteration (NULL, TRUE);
  xmpp_jingle_file_accept (pair->b.offered, sink, 0, NULL);
  while (end.n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (end.error);
  g_test_message ("%.0f MB/s, %" G_GSIZE_FORMAT " KiB more", (double) size / 1e6 / g_timer_elapsed (timer, NULL),
                  get_peak_kib () - peak);
  g_file_delete (from, NULL, NULL);
  g_file_delete (to, NULL, NULL);
}

int
main (int    argc,
      char **argv)
{
  static const char *const cancels[] = {
    "at-once-sender", "at-once-sender-straight", "offered-sender", "offered-receiver",
    "running-sender", "running-receiver", "running-sender-straight", "running-receiver-straight",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/empty", GSIZE_TO_POINTER (0), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/byte", GSIZE_TO_POINTER (1), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/block", GSIZE_TO_POINTER (8192), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/in-band/large", GSIZE_TO_POINTER (1000001), test_in_band);
  g_test_add_data_func ("/xmpp/jingle-files/straight/empty", GSIZE_TO_POINTER (0), test_straight);
  g_test_add_data_func ("/xmpp/jingle-files/straight/byte", GSIZE_TO_POINTER (1), test_straight);
  g_test_add_data_func ("/xmpp/jingle-files/straight/large", GSIZE_TO_POINTER (5000001), test_straight);
  g_test_add_data_func ("/xmpp/jingle-files/hash-once/before", GINT_TO_POINTER (TRUE), test_hash_once);
  g_test_add_data_func ("/xmpp/jingle-files/hash-once/after", GINT_TO_POINTER (FALSE), test_hash_once);
  g_test_add_data_func ("/xmpp/jingle-files/relay/both-hide", "ab", test_relay);
  g_test_add_data_func ("/xmpp/jingle-files/relay/sender-hides", "a", test_relay);
  g_test_add_data_func ("/xmpp/jingle-files/relay/receiver-hides", "b", test_relay);
  g_test_add_func ("/xmpp/jingle-files/falls-back", test_falls_back);
  g_test_add_func ("/xmpp/jingle-files/no-way", test_no_way);
  g_test_add_func ("/xmpp/jingle-files/account-proxy", test_account_proxy);
  g_test_add_data_func ("/xmpp/jingle-files/resumes/in-band", GINT_TO_POINTER (FALSE), test_resumes);
  g_test_add_data_func ("/xmpp/jingle-files/resumes/straight", GINT_TO_POINTER (TRUE), test_resumes);
  g_test_add_data_func ("/xmpp/jingle-files/several/in-band", GINT_TO_POINTER (FALSE), test_several);
  g_test_add_data_func ("/xmpp/jingle-files/several/straight", GINT_TO_POINTER (TRUE), test_several);
  g_test_add_func ("/xmpp/jingle-files/cut", test_cut);
  g_test_add_func ("/xmpp/jingle-files/declined", test_declined);
  for (gsize i = 0; i < G_N_ELEMENTS (cancels); i++)
    {
      g_autofree char *path = g_strconcat ("/xmpp/jingle-files/cancelled/", cancels[i], NULL);

      g_test_add_data_func (path, cancels[i], test_cancelled);
    }
  g_test_add_func ("/xmpp/jingle-files/goes-offline", test_goes_offline);
  g_test_add_data_func ("/xmpp/jingle-files/forgotten/in-band", GINT_TO_POINTER (FALSE), test_forgotten);
  g_test_add_data_func ("/xmpp/jingle-files/forgotten/straight", GINT_TO_POINTER (TRUE), test_forgotten);
  g_test_add_data_func ("/xmpp/jingle-files/held/kept", GINT_TO_POINTER (TRUE), test_held);
  g_test_add_data_func ("/xmpp/jingle-files/held/not-kept", GINT_TO_POINTER (FALSE), test_held);
  g_test_add_func ("/xmpp/jingle-files/had", test_had);
  g_test_add_data_func ("/xmpp/jingle-files/sink-fails/in-band", GINT_TO_POINTER (FALSE), test_sink_fails);
  g_test_add_data_func ("/xmpp/jingle-files/sink-fails/straight", GINT_TO_POINTER (TRUE), test_sink_fails);
  g_test_add_func ("/xmpp/jingle-files/source-shrinks", test_source_shrinks);
  g_test_add_func ("/xmpp/jingle-files/not-taken", test_not_taken);
  if (g_test_perf ())
    {
      g_test_add_data_func ("/xmpp/jingle-files/speed/straight", GINT_TO_POINTER (TRUE), test_speed);
      g_test_add_data_func ("/xmpp/jingle-files/speed/in-band", GINT_TO_POINTER (FALSE), test_speed);
    }
  return g_test_run ();
}
