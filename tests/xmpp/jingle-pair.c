/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two clients that talk to each other. */
#include "jingle-pair.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

#include <string.h>

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("What was waited for never came");
  return G_SOURCE_REMOVE;
}

void
jingle_pair_wait (gboolean (*is_so) (gpointer),
                  gpointer   user_data)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, NULL);

  while (!is_so (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static JingleSide *
other_of (JingleSide *side)
{
  return side == &side->pair->a ? &side->pair->b : &side->pair->a;
}

/* What a test may want to see */
static void
note (JingleSide  *side,
      XmppElement *stanza)
{
  XmppElement *jingle = xmpp_element_get_child (stanza, "jingle", XMPP_NS_JINGLE);
  XmppElement *open = xmpp_element_get_child (stanza, "open", XMPP_NS_IBB);
  XmppElement *close = xmpp_element_get_child (stanza, "close", XMPP_NS_IBB);
  const char *what = jingle != NULL ? xmpp_element_get_attribute (jingle, "action")
                     : open != NULL ? "open" : close != NULL ? "close" : NULL;

  if (what != NULL && g_strcmp0 (xmpp_element_get_attribute (stanza, "type"), "set") == 0)
    g_string_append_printf (side->pair->log, "%s %s\n", side == &side->pair->a ? "A" : "B", what);
}

static void
pass_on (JingleSide  *side,
         XmppElement *stanza)
{
  g_autoptr(XmppElement) copy = xmpp_element_copy (stanza);
  g_autofree char *xml = NULL;

  note (side, stanza);
  xmpp_element_set_attribute (copy, "from", side->full);
  if (side->pair->tamper != NULL)
    xml = side->pair->tamper (side, copy, side->pair->tamper_data);
  else
    xml = xmpp_element_to_xml (copy, XMPP_NS_CLIENT);
  if (xml != NULL && other_of (side)->is_online)
    mock_server_say (other_of (side)->server, xml);
}

static void
say (JingleSide  *side,
     XmppElement *stanza)
{
  g_autofree char *xml = xmpp_element_to_xml (stanza, XMPP_NS_CLIENT);

  mock_server_say (side->server, xml);
}

/* The server has a proxy, or nothing at all. */
static void
answer_item (JingleSide  *side,
             XmppElement *iq,
             const char  *to)
{
  g_autoptr(XmppElement) result = xmpp_element_new_result (iq);
  XmppElement *payload = xmpp_element_get_first_child (iq);
  gboolean has_proxy = side->pair->relay != NULL;
  gboolean is_proxy = g_strcmp0 (to, "proxy.capulet.lit") == 0;

  xmpp_element_set_attribute (result, "from", to);
  xmpp_element_set_attribute (result, "to", NULL);
  if (has_proxy && xmpp_element_is (payload, "query", XMPP_NS_DISCO_ITEMS))
    {
      XmppElement *query = xmpp_element_add_child (result, "query", XMPP_NS_DISCO_ITEMS);

      xmpp_element_set_attribute (xmpp_element_add_child (query, "item", NULL), "jid",
                                  "proxy.capulet.lit");
    }
  else if (is_proxy && xmpp_element_is (payload, "query", XMPP_NS_DISCO_INFO))
    {
      XmppElement *query = xmpp_element_add_child (result, "query", XMPP_NS_DISCO_INFO);
      XmppElement *identity = xmpp_element_add_child (query, "identity", NULL);

      xmpp_element_set_attribute (identity, "category", "proxy");
      xmpp_element_set_attribute (identity, "type", "bytestreams");
      xmpp_element_set_attribute (xmpp_element_add_child (query, "feature", NULL), "var",
                                  XMPP_NS_BYTESTREAMS);
    }
  else if (has_proxy && is_proxy && xmpp_element_get_child (payload, "activate", NULL) != NULL)
    {
      side->pair->n_activated++;
      if (side->pair->is_inactive)
        {
          g_autoptr(XmppElement) error = xmpp_stanza_error_reply (
            iq, XMPP_STANZA_ERROR_NOT_ALLOWED, NULL);

          xmpp_element_set_attribute (error, "from", to);
          xmpp_element_set_attribute (error, "to", NULL);
          say (side, error);
          return;
        }
      jingle_relay_activate (side->pair->relay);
    }
  else if (has_proxy && is_proxy)
    {
      g_autofree char *port = g_strdup_printf ("%u", jingle_relay_get_port (side->pair->relay));
      XmppElement *query = xmpp_element_add_child (result, "query", XMPP_NS_BYTESTREAMS);
      XmppElement *host = xmpp_element_add_child (query, "streamhost", NULL);

      xmpp_element_set_attribute (host, "jid", "proxy.capulet.lit");
      xmpp_element_set_attribute (host, "host", "127.0.0.1");
      xmpp_element_set_attribute (host, "port", port);
    }
  else if (xmpp_element_is (payload, "query", XMPP_NS_DISCO_INFO))
    {
      xmpp_element_add_child (result, "query", XMPP_NS_DISCO_INFO);
    }
  else
    {
      g_autoptr(XmppElement) error = xmpp_stanza_error_reply (
        iq, XMPP_STANZA_ERROR_ITEM_NOT_FOUND, NULL);

      xmpp_element_set_attribute (error, "from", to);
      xmpp_element_set_attribute (error, "to", NULL);
      say (side, error);
      return;
    }
  say (side, result);
}

static const char *
first_name (XmppElement *element,
            const char  *name)
{
  XmppElement *child = element != NULL ? xmpp_element_get_child (element, name, NULL) : NULL;
  XmppElement *first = child != NULL ? xmpp_element_get_first_child (child) : NULL;

  return first != NULL ? xmpp_element_get_name (first) : "";
}

/* Whether it is an answer to what was forged, or what a stranger hears */
static gboolean
note_reply (JingleSide  *side,
            XmppElement *stanza,
            const char  *to)
{
  const char *id = xmpp_element_get_attribute (stanza, "id");
  const char *type = xmpp_element_get_attribute (stanza, "type");
  XmppElement *jingle = xmpp_element_get_child (stanza, "jingle", XMPP_NS_JINGLE);
  gboolean is_answer = g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0;

  if (is_answer && id != NULL && g_str_has_prefix (id, "forged"))
    {
      g_string_append_printf (side->pair->replies, "%s %s\n", id,
                              strcmp (type, "error") == 0 ? first_name (stanza, "error") : "result");
      return TRUE;
    }
  if (jingle == NULL || g_strcmp0 (to, other_of (side)->full) == 0)
    return FALSE;

  g_string_append_printf (side->pair->replies, "%s %s\n",
                          xmpp_element_get_attribute (jingle, "action"),
                          first_name (jingle, "reason"));
  return TRUE;
}

static void
answer_cb (MockServer  *server,
           XmppElement *stanza,
           gpointer     user_data)
{
  JingleSide *side = user_data;
  const char *to = xmpp_element_get_attribute (stanza, "to");
  const char *type = xmpp_element_get_attribute (stanza, "type");

  if (note_reply (side, stanza, to))
    return;

  if (g_strcmp0 (to, other_of (side)->full) == 0
      || (to == NULL && xmpp_element_is (stanza, "presence", XMPP_NS_CLIENT)))
    pass_on (side, stanza);
  else if (xmpp_element_is (stanza, "iq", XMPP_NS_CLIENT)
           && (g_strcmp0 (type, "get") == 0 || g_strcmp0 (type, "set") == 0))
    answer_item (side, stanza, to);
}

static void
offered_cb (XmppJingleFiles *files,
            XmppJingleFile  *file,
            JingleSide      *side)
{
  side->n_offered++;
  g_set_object (&side->offered, file);
}

static void
attach (JingleSide *side,
        gpointer    feature)
{
  g_ptr_array_add (side->features, feature);
  xmpp_feature_attach (feature, side->session);
}

static void
start (JingleSide *side,
       JinglePair *pair,
       const char *full,
       gboolean    straight)
{
  static const MockLine to_bind[] = {
    SERVER_ACCEPTS,
    SERVER_OPENS (MOCK_FEATURES_STARTTLS),
    SERVER_STARTS_TLS,
    SERVER_SECURES ("good"),
    SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))),
    SERVER_AUTHENTICATES,
    SERVER_OPENS (MOCK_FEATURES_BIND),
    SERVER_HEARS ("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>*</bind></iq>"),
  };
  static const MockLine bound_a[] = {
    SERVER_SAYS ("<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>"
                 JINGLE_A "</jid></bind></iq>"),
  };
  static const MockLine bound_b[] = {
    SERVER_SAYS ("<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>"
                 JINGLE_B "</jid></bind></iq>"),
  };
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *info = side->info = xmpp_server_info_new (disco);
  XmppRoster *roster = xmpp_roster_new ();
  g_autoptr(XmppAudience) audience = xmpp_audience_new (roster);

  side->pair = pair;
  side->full = full;
  side->features = g_ptr_array_new ();
  side->server = mock_server_new ();
  side->session = mock_session_new (side->server);
  side->presence = xmpp_presence_new ();
  side->caps = xmpp_caps_new (disco, side->presence, "https://charla.im");
  side->files = xmpp_jingle_files_new (side->caps, side->presence, info, audience);
  g_signal_connect (side->files, "offered", G_CALLBACK (offered_cb), side);

  attach (side, disco);
  attach (side, info);
  attach (side, roster);
  attach (side, side->presence);
  attach (side, side->caps);
  attach (side, side->files);
  xmpp_disco_add_namespaces (disco, XMPP_FEATURE (side->files));
  if (!straight)
    xmpp_disco_remove_feature (disco, XMPP_NS_JINGLE_SOCKS);
  xmpp_jingle_files_set_local (side->files, TRUE);
  xmpp_presence_set (side->presence, XMPP_SHOW_ONLINE, NULL);

  mock_server_set_answer (side->server, answer_cb, side);
  mock_server_play (side->server, to_bind, G_N_ELEMENTS (to_bind));
  if (strcmp (full, JINGLE_A) == 0)
    mock_server_play (side->server, bound_a, G_N_ELEMENTS (bound_a));
  else
    mock_server_play (side->server, bound_b, G_N_ELEMENTS (bound_b));
  xmpp_session_start (side->session);
  mock_session_wait_state (side->session, XMPP_SESSION_ONLINE);
  side->is_online = TRUE;
}

static gboolean
can_offer (gpointer user_data)
{
  JingleSide *side = user_data;
  g_autoptr(XmppAddress) other = xmpp_address_parse (other_of (side)->full, NULL);

  return xmpp_caps_supports (side->caps, other, XMPP_NS_JINGLE_FILE);
}

static gboolean
knows_server (gpointer user_data)
{
  return xmpp_server_info_is_ready (((JingleSide *) user_data)->info);
}

JinglePair *
jingle_pair_new (gboolean     straight,
                 JingleRelay *relay)
{
  JinglePair *self = g_new0 (JinglePair, 1);

  self->relay = relay;
  self->log = g_string_new (NULL);
  self->replies = g_string_new (NULL);
  start (&self->b, self, JINGLE_B, straight);
  start (&self->a, self, JINGLE_A, TRUE);
  /* The first hears nothing of the second's presence before it is there. */
  xmpp_presence_refresh (self->b.presence);
  jingle_pair_wait (can_offer, &self->a);
  jingle_pair_wait (can_offer, &self->b);
  jingle_pair_wait (knows_server, &self->a);
  jingle_pair_wait (knows_server, &self->b);
  return self;
}

static void
stop (JingleSide *side)
{
  if (side->server == NULL)
    return;

  g_clear_object (&side->offered);
  while (side->features->len > 0)
    {
      XmppFeature *feature = g_ptr_array_steal_index (side->features, side->features->len - 1);

      xmpp_feature_detach (feature, side->session);
      g_object_unref (feature);
    }
  g_ptr_array_unref (side->features);
}

void
jingle_pair_free (JinglePair *self)
{
  stop (&self->a);
  stop (&self->b);
  mock_session_free (self->a.session);
  mock_session_free (self->b.session);
  mock_server_free (self->a.server);
  mock_server_free (self->b.server);
  g_string_free (self->log, TRUE);
  g_string_free (self->replies, TRUE);
  g_free (self);
}

void
jingle_pair_forge (JingleSide *to,
                   const char *xml)
{
  mock_server_say (to->server, xml);
}

static void
ended_cb (XmppJingleFile *file,
          const GError   *error,
          JingleEnd      *self)
{
  g_assert_cmpuint (self->n_ended, ==, 0);
  self->n_ended++;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
jingle_end_watch (JingleEnd      *self,
                  XmppJingleFile *file)
{
  g_signal_connect (file, "ended", G_CALLBACK (ended_cb), self);
}

static gboolean
has_ended (gpointer user_data)
{
  return ((JingleEnd *) user_data)->n_ended > 0;
}

void
jingle_end_wait (JingleEnd *self)
{
  jingle_pair_wait (has_ended, self);
}

void
jingle_end_clear (JingleEnd *self)
{
  g_clear_error (&self->error);
}
