/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of features have in common. */
#include "feature-fixture.h"

#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("The play was not played to its end");
  return G_SOURCE_REMOVE;
}

static void
wait_until_played (FeatureFixture *self)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, NULL);

  while (!mock_server_has_played (self->server))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);

  while (g_main_context_iteration (NULL, FALSE))
    ;
}

FeatureFixture *
feature_fixture_new (void)
{
  FeatureFixture *self = g_new0 (FeatureFixture, 1);

  self->server = mock_server_new ();
  self->session = mock_session_new (self->server);
  self->features = g_ptr_array_new ();
  self->events = g_string_new (NULL);
  return self;
}

void
feature_fixture_free (FeatureFixture *self)
{
  while (self->features->len > 0)
    {
      XmppFeature *feature = g_ptr_array_steal_index (self->features, self->features->len - 1);

      xmpp_feature_detach (feature, self->session);
      g_object_unref (feature);
    }

  mock_session_free (self->session);
  mock_server_free (self->server);
  g_ptr_array_unref (self->features);
  g_string_free (self->events, TRUE);
  g_free (self);
}

void
feature_fixture_add (FeatureFixture *self,
                     gpointer        feature)
{
  g_ptr_array_add (self->features, feature);
  xmpp_feature_attach (XMPP_FEATURE (feature), self->session);
}

void
feature_fixture_play (FeatureFixture *self,
                      const MockLine *lines,
                      gsize           n_lines)
{
  mock_server_play (self->server, lines, n_lines);
  wait_until_played (self);
}

void
feature_fixture_go_online (FeatureFixture *self,
                           const MockLine *lines,
                           gsize           n_lines)
{
  static const MockLine sign_in[] = { SERVER_SIGNS_IN };

  mock_server_play (self->server, sign_in, G_N_ELEMENTS (sign_in));
  if (n_lines > 0)
    mock_server_play (self->server, lines, n_lines);
  xmpp_session_start (self->session);
  wait_until_played (self);
  mock_session_wait_state (self->session, XMPP_SESSION_ONLINE);
}

void
feature_fixture_reconnect (FeatureFixture *self,
                           const MockLine *lines,
                           gsize           n_lines)
{
  static const MockLine cut[] = { SERVER_CUTS, SERVER_SIGNS_IN };

  mock_server_play (self->server, cut, G_N_ELEMENTS (cut));
  if (n_lines > 0)
    mock_server_play (self->server, lines, n_lines);
  wait_until_played (self);
  mock_session_wait_state (self->session, XMPP_SESSION_ONLINE);
}

void
feature_fixture_note (FeatureFixture *self,
                      const char     *format,
                      ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->events, format, args);
  va_end (args);
  g_string_append_c (self->events, '\n');
}

/* As it would come over a stream: in jabber:client. */
XmppElement *
feature_fixture_parse (const char *xml)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *whole = g_strconcat ("<stream xmlns='jabber:client'>", xml, "</stream>", NULL);
  g_autoptr(XmppElement) stream = xmpp_parser_parse (whole, -1, &error);
  XmppElement *element;

  g_assert_no_error (error);
  element = xmpp_element_get_first_child (stream);
  g_assert_nonnull (element);
  return xmpp_element_ref (element);
}

XmppAddress *
feature_fixture_address (const char *text)
{
  g_autoptr(GError) error = NULL;
  XmppAddress *address = xmpp_address_parse (text, &error);

  g_assert_no_error (error);
  return address;
}

char *
feature_fixture_to_xml (XmppElement *element)
{
  char *xml = xmpp_element_to_xml (element, XMPP_NS_CLIENT);

  xmpp_element_unref (element);
  return xml;
}
