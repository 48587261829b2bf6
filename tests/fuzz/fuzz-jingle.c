/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any XML as what another says about a file: an offer, or answers to ours, and blocks, in any order.
 * Whatever it is, what is taken keeps to its bounds, and the file comes to an end. */
#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-socks-candidate.h"

#include <string.h>

#define SIZE 5000

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static XmppSession *session;
static XmppJingleContext *context;
static XmppAddress *peer;

static void
check_file (const XmppFile *file)
{
  g_assert_cmpint (file->size, >=, -1);
  g_assert_true (file->name == NULL || (*file->name != '\0' && strpbrk (file->name, "/\\") == NULL));
  g_assert_cmpuint (file->hashes->len, <=, XMPP_FILE_MAX_HASHES);
}

static void
check_description (XmppElement *description)
{
  XmppJingleRange range = { FALSE, 0, -1 };
  XmppJingleRange again_range = { FALSE, 0, -1 };
  gboolean follows = FALSE;
  g_autoptr(XmppFile) file = xmpp_jingle_description_read (description, &range, &follows);
  g_autoptr(XmppFile) again = NULL;
  g_autoptr(XmppElement) content = NULL;

  if (file == NULL)
    return;

  check_file (file);
  g_assert_cmpint (range.offset, >=, 0);
  g_assert_cmpint (range.length, >=, -1);
  content = xmpp_element_new ("content", XMPP_NS_JINGLE);
  xmpp_jingle_description_write (file, &range, content);
  again = xmpp_jingle_description_read (xmpp_element_get_first_child (content), &again_range, &follows);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->name, ==, file->name);
  g_assert_cmpint (again->size, ==, file->size);
  g_assert_cmpint (again_range.offset, ==, range.offset);
  g_assert_cmpint (again_range.length, ==, range.length);
}

static void
check_transport (XmppElement *transport)
{
  g_autoptr(GPtrArray) candidates =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);

  xmpp_socks_candidates_read (candidates, transport);
  g_assert_cmpuint (candidates->len, <=, XMPP_SOCKS_MAX_CANDIDATES);
  for (guint i = 0; i < candidates->len; i++)
    {
      XmppSocksCandidate *candidate = candidates->pdata[i];

      g_assert_true (xmpp_socks_candidates_find (candidates, candidate->cid) == candidate);
      g_assert_cmpuint (candidate->port, >, 0);
    }
}

static void
check_stanza (const XmppJingleStanza *stanza)
{
  g_autoptr(GError) error = xmpp_jingle_reason_read (stanza->jingle);

  g_assert_true (error == NULL || error->domain == XMPP_JINGLE_ERROR);
  if (stanza->description != NULL)
    check_description (stanza->description);
  if (stanza->transport != NULL)
    check_transport (stanza->transport);
}

static XmppJingleFile *
offer (void)
{
  g_autoptr(XmppFile) file = xmpp_file_new ();
  XmppJingleFile *self;

  file->name = g_strdup ("a");
  file->size = SIZE;
  self = xmpp_jingle_file_new (context, peer, "s", "c", g_steal_pointer (&file));
  self->source = g_memory_input_stream_new_from_data (g_malloc0 (SIZE), SIZE, g_free);
  self->is_in_band = TRUE;
  self->ibb_sid = g_strdup ("i");
  self->ibb_block = 4096;
  return self;
}

/* Whatever @iq holds of ours; the first offer begins it. */
static void
hear (XmppJingleFile **file,
      XmppElement     *iq)
{
  XmppElement *jingle = xmpp_element_get_child (iq, "jingle", XMPP_NS_JINGLE);
  XmppElement *block = xmpp_element_get_child (iq, NULL, XMPP_NS_IBB);
  XmppJingleStanza stanza;
  g_autoptr(GError) error = NULL;

  if (jingle != NULL && xmpp_jingle_stanza_read (&stanza, jingle))
    {
      check_stanza (&stanza);
      if (*file != NULL)
        {
          if (!(*file)->is_ending)
            xmpp_jingle_file_take (*file, iq, &stanza);
          return;
        }

      *file = xmpp_jingle_file_new_offered (context, peer, &stanza, &error);
      g_assert_true ((*file == NULL) == (error != NULL));
      if (*file != NULL)
        {
          g_autoptr(GOutputStream) sink = g_memory_output_stream_new_resizable ();

          check_file ((*file)->file);
          g_assert_cmpint ((*file)->file->size, >=, 0);
          xmpp_jingle_file_accept (*file, sink, 0, NULL);
        }
    }
  else if (block != NULL && *file != NULL
           && xmpp_jingle_file_has_in_band (*file, xmpp_element_get_attribute (block, "sid")))
    {
      xmpp_jingle_file_take_in_band (*file, iq, block);
    }
}

/* It may have ended by itself. */
static void
end (XmppJingleFile *file)
{
  xmpp_jingle_file_cancel (file);
  while (xmpp_jingle_file_get_state (file) < XMPP_JINGLE_FILE_DONE)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (file);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  g_autoptr(XmppDisco) disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppServerInfo) info = xmpp_server_info_new (disco);

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  session = xmpp_session_new (own);
  context = xmpp_jingle_context_new (info);
  context->session = session;
  peer = xmpp_address_parse ("romeo@montague.lit/orchard", NULL);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = NULL;
  g_autofree char *xml = NULL;
  g_autoptr(XmppElement) stream = NULL;
  XmppJingleFile *file = NULL;

  if (size < 1)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  xml = g_strconcat ("<stream xmlns='jabber:client'>", text, "</stream>", NULL);
  stream = xmpp_parser_parse (xml, -1, NULL);
  if (stream == NULL)
    return 0;

  if (data[0] % 2 == 1)
    file = offer ();
  for (XmppElement *iq = xmpp_element_get_first_child (stream); iq != NULL; iq = xmpp_element_get_next (iq))
    {
      hear (&file, iq);
      if (data[0] % 4 < 2)
        g_main_context_iteration (NULL, FALSE);
    }
  if (file != NULL)
    end (file);
  return 0;
}
