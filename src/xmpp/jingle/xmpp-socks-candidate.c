/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-socks-candidate.c: where bytes may go through: XEP-0260 1.0.3. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-candidate.h"

#include "xmpp-address.h"
#include "xmpp-namespaces.h"

#include <string.h>

#define MAX_CID_BYTES  256
#define MAX_HOST_BYTES 253
#define PORT           1080

/* XEP-0260, 2.2 */
static const struct {
  const char *name;
  guint       preference;
} kinds[] = {
  [XMPP_SOCKS_DIRECT] = { "direct", 126 },
  [XMPP_SOCKS_ASSISTED] = { "assisted", 120 },
  [XMPP_SOCKS_TUNNEL] = { "tunnel", 110 },
  [XMPP_SOCKS_PROXY] = { "proxy", 10 },
};

/**
 * xmpp_socks_candidate_new:
 * @kind: how it is reached
 * @local_preference: which of its kind is better, up to 65535
 * @host: a name or an address
 * @port: never 0
 * @jid: whose it is
 *
 * Returns: (transfer full): a candidate with a name of its own
 */
XmppSocksCandidate *
xmpp_socks_candidate_new (XmppSocksKind  kind,
                          guint          local_preference,
                          const char    *host,
                          guint16        port,
                          const char    *jid)
{
  XmppSocksCandidate *self = g_new0 (XmppSocksCandidate, 1);

  self->cid = g_uuid_string_random ();
  self->host = g_strdup (host);
  self->port = port;
  self->jid = g_strdup (jid);
  self->priority = (kinds[kind].preference << 16) + MIN (local_preference, G_MAXUINT16);
  self->kind = kind;
  return self;
}

/**
 * xmpp_socks_candidate_free:
 * @self: (transfer full): a candidate
 */
void
xmpp_socks_candidate_free (XmppSocksCandidate *self)
{
  g_free (self->cid);
  g_free (self->host);
  g_free (self->jid);
  g_free (self);
}

/**
 * xmpp_socks_candidates_find:
 * @candidates: of one side
 * @cid: the name of one
 *
 * Returns: (transfer none) (nullable): the candidate
 */
XmppSocksCandidate *
xmpp_socks_candidates_find (GPtrArray  *candidates,
                            const char *cid)
{
  for (guint i = 0; cid != NULL && i < candidates->len; i++)
    {
      XmppSocksCandidate *candidate = candidates->pdata[i];

      if (strcmp (candidate->cid, cid) == 0)
        return candidate;
    }
  return NULL;
}

static gboolean
read_kind (XmppElement   *element,
           XmppSocksKind *kind)
{
  const char *name = xmpp_element_get_attribute (element, "type");

  *kind = XMPP_SOCKS_DIRECT;
  if (name == NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      {
        *kind = (XmppSocksKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (XmppElement *element,
             const char  *name,
             guint64      min,
             guint64      max,
             guint64      otherwise,
             guint64     *number)
{
  const char *text = xmpp_element_get_attribute (element, name);

  *number = otherwise;
  return text == NULL ? otherwise > 0
                      : g_ascii_string_to_unsigned (text, 10, min, max, number, NULL);
}

static gboolean
fits (const char *text,
      gsize       max_bytes)
{
  return text != NULL && *text != '\0' && strnlen (text, max_bytes + 1) <= max_bytes;
}

static XmppSocksCandidate *
read_candidate (XmppElement *element)
{
  const char *cid = xmpp_element_get_attribute (element, "cid");
  const char *host = xmpp_element_get_attribute (element, "host");
  const char *jid = xmpp_element_get_attribute (element, "jid");
  g_autoptr(XmppAddress) address = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;
  guint64 port = 0;
  guint64 priority = 0;
  XmppSocksKind kind = XMPP_SOCKS_DIRECT;
  XmppSocksCandidate *self;

  if (!fits (cid, MAX_CID_BYTES) || !fits (host, MAX_HOST_BYTES) || address == NULL
      || !read_kind (element, &kind)
      || !read_number (element, "port", 1, G_MAXUINT16, PORT, &port)
      || !read_number (element, "priority", 0, G_MAXUINT32, 0, &priority))
    return NULL;

  self = g_new0 (XmppSocksCandidate, 1);
  self->cid = g_strdup (cid);
  self->host = g_strdup (host);
  self->port = (guint16) port;
  self->jid = g_strdup (xmpp_address_get_full (address));
  self->priority = (guint32) priority;
  self->kind = kind;
  return self;
}

/**
 * xmpp_socks_candidates_read:
 * @candidates: (element-type XmppSocksCandidate): what is known already
 * @transport: <transport/> of XEP-0260, from a peer
 *
 * Reads what a peer names. What makes no sense or is too much is left out.
 */
void
xmpp_socks_candidates_read (GPtrArray   *candidates,
                            XmppElement *transport)
{
  guint n_read = 0;

  for (XmppElement *element = xmpp_element_get_child (transport, "candidate", XMPP_NS_JINGLE_SOCKS);
       element != NULL && n_read++ < 4 * XMPP_SOCKS_MAX_CANDIDATES
       && candidates->len < XMPP_SOCKS_MAX_CANDIDATES;
       element = xmpp_element_get_next_same (element))
    {
      XmppSocksCandidate *candidate = read_candidate (element);

      if (candidate == NULL)
        continue;
      if (xmpp_socks_candidates_find (candidates, candidate->cid) == NULL)
        g_ptr_array_add (candidates, candidate);
      else
        xmpp_socks_candidate_free (candidate);
    }
}

/**
 * xmpp_socks_candidate_write:
 * @self: a candidate of ours
 * @transport: what it becomes a child of
 */
void
xmpp_socks_candidate_write (const XmppSocksCandidate *self,
                            XmppElement              *transport)
{
  XmppElement *element = xmpp_element_add_child (transport, "candidate", NULL);
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autofree char *priority = g_strdup_printf ("%u", self->priority);

  xmpp_element_set_attribute (element, "cid", self->cid);
  xmpp_element_set_attribute (element, "host", self->host);
  xmpp_element_set_attribute (element, "jid", self->jid);
  xmpp_element_set_attribute (element, "port", port);
  xmpp_element_set_attribute (element, "priority", priority);
  xmpp_element_set_attribute (element, "type", kinds[self->kind].name);
}

/**
 * xmpp_socks_destination:
 * @sid: of the bytestream
 * @offerer: the full address of whose candidate it is
 * @connecter: the full address of who connects to it
 *
 * Returns: (transfer full): what is asked for in SOCKS: XEP-0065, 5.3.2, as XEP-0260, 2.2 has it
 */
char *
xmpp_socks_destination (const char *sid,
                        const char *offerer,
                        const char *connecter)
{
  g_autofree char *text = g_strconcat (sid, offerer, connecter, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA1, text, -1);
}
