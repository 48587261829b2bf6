/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a host-meta file, in both forms: what is found can be connected to. */
#include "xmpp-host-meta-parse.h"
#include "xmpp-resolver.h"

#include <json-glib/json-glib.h>
#include <libxml/parser.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  /* What lives as long as the program is made before leaks are looked for. */
  g_autoptr(GPtrArray) none = xmpp_host_meta_parse_json ("{}", 2);

  g_assert_cmpuint (none->len, ==, 0);
  xmlInitParser ();
  return 0;
}

static void
check_links (GPtrArray *links)
{
  g_assert_cmpuint (links->len, <=, 8);
  for (guint i = 0; i < links->len; i++)
    {
      XmppTarget *target = xmpp_target_new_websocket (links->pdata[i]);

      g_assert_nonnull (target);
      g_assert_nonnull (target->host);
      g_assert_cmpuint (target->port, >, 0);
      xmpp_target_free (target);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  g_autoptr(GPtrArray) xrd = xmpp_host_meta_parse_xrd (text, size);
  g_autoptr(GPtrArray) json = xmpp_host_meta_parse_json (text, size);

  check_links (xrd);
  check_links (json);
  return 0;
}
