/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked for together with SASL2, and what the server made of it: XEP-0388, 2.6.1, XEP-0386,
 * 3.2, XEP-0198, 9. */
#define G_LOG_DOMAIN "xmpp-negotiation"

#include "xmpp-negotiation.h"

#include "xmpp-namespaces.h"
#include "xmpp-negotiation-private.h"

/* Takes @child. */
static void
add (XmppElement *parent,
     XmppElement *child)
{
  xmpp_element_append_copy (parent, child);
  xmpp_element_unref (child);
}

static XmppElement *
make_bind (XmppNegotiation *self)
{
  XmppElement *bind = xmpp_element_new ("bind", XMPP_NS_BIND2);

  if (self->config.software != NULL)
    xmpp_element_add_text_child (bind, "tag", NULL, self->config.software);
  if (self->offer.bind_stream_management && self->setup.stream_management != NULL)
    add (bind, xmpp_stream_management_make_enable (self->setup.stream_management));
  if (self->offer.bind_carbons && self->config.carbons)
    xmpp_element_add_child (bind, "enable", XMPP_NS_CARBONS);
  if (self->offer.bind_client_state && self->setup.is_inactive)
    xmpp_element_add_child (bind, "inactive", XMPP_NS_CLIENT_STATE);
  return bind;
}

gboolean
xmpp_negotiation_can_resume (XmppNegotiation *self)
{
  return self->setup.resumable != NULL && self->setup.stream_management != NULL
         && xmpp_stream_management_can_resume (self->setup.stream_management);
}

/* The server resumes when it can, and binds when it cannot.
 *
 * Returns: (element-type XmppElement) (transfer full): what to ask for */
GPtrArray *
xmpp_negotiation_make_inlined (XmppNegotiation *self)
{
  GPtrArray *inlined = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_element_unref);

  if (self->setup.is_revoking)
    return inlined;

  if (self->offer.inline_resume && xmpp_negotiation_can_resume (self))
    g_ptr_array_add (inlined, xmpp_stream_management_make_resume (self->setup.stream_management));
  if (self->offer.inline_bind)
    g_ptr_array_add (inlined, make_bind (self));
  return inlined;
}

/* A server that is slow to hand over the session may have been at what the stream before brought,
 * and go on with it: ejabberd 23.01 takes it, and does not count it. Sent again, it would be there
 * twice. */
static gboolean
is_doubtful (XmppNegotiation *self)
{
  g_autoptr(GPtrArray) again =
    xmpp_stream_management_dup_unacknowledged (self->setup.stream_management);
  gint64 late_us = (gint64) self->limits.late_ms * 1000;
  gint64 took_us = g_get_monotonic_time () - self->entered_us;

  if (late_us > 0 && (took_us < late_us || took_us < 4 * self->answer_us))
    return FALSE;

  for (guint i = 0; i < again->len; i++)
    if (xmpp_element_is (again->pdata[i], "message", XMPP_NS_CLIENT))
      return TRUE;
  return FALSE;
}

/* Takes @resumed. What is doubted is forgotten, with %XMPP_ERROR_DISCONNECTED: the next session
 * first looks for it in the archive. */
gboolean
xmpp_negotiation_take_resumed (XmppNegotiation  *self,
                               XmppElement      *resumed,
                               GError          **error)
{
  if (!xmpp_stream_management_take_resumed (self->setup.stream_management, resumed, error))
    return FALSE;
  if (is_doubtful (self))
    {
      xmpp_stream_management_reset (self->setup.stream_management);
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                           "The server was too slow to be sure what it has of the session");
      return FALSE;
    }

  self->is_resumed = TRUE;
  self->bound = xmpp_address_ref (self->setup.resumable);
  return TRUE;
}

static gboolean
take_resumed (XmppNegotiation  *self,
              XmppElement      *success,
              GError          **error)
{
  XmppStreamManagement *management = self->setup.stream_management;
  XmppElement *resumed = xmpp_element_get_child (success, "resumed", XMPP_NS_STREAM_MANAGEMENT);
  XmppElement *failed = xmpp_element_get_child (success, "failed", XMPP_NS_STREAM_MANAGEMENT);

  if (management == NULL)
    return TRUE;
  if (resumed == NULL)
    {
      if (failed != NULL)
        xmpp_stream_management_take_failed (management, failed);
      return TRUE;
    }
  return xmpp_negotiation_take_resumed (self, resumed, error);
}

static gboolean
take_bound (XmppNegotiation  *self,
            XmppElement      *bound,
            XmppAddress      *identity,
            GError          **error)
{
  XmppStreamManagement *management = self->setup.stream_management;
  XmppElement *enabled = xmpp_element_get_child (bound, "enabled", XMPP_NS_STREAM_MANAGEMENT);

  if (!self->offer.inline_bind || xmpp_address_is_bare (identity))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server bound nothing, or nobody asked it to");
      return FALSE;
    }
  if (management != NULL && enabled != NULL
      && !xmpp_stream_management_take_enabled (management, enabled, error))
    return FALSE;

  self->bound = xmpp_address_ref (identity);
  self->is_inactive = self->offer.bind_client_state && self->setup.is_inactive;
  self->has_carbons = self->offer.bind_carbons && self->config.carbons;
  return TRUE;
}

/* Takes what came with a success of SASL2. @identity: whom it is about, one of ours. */
gboolean
xmpp_negotiation_take_success (XmppNegotiation  *self,
                               XmppElement      *success,
                               XmppAddress      *identity,
                               GError          **error)
{
  XmppElement *bound = xmpp_element_get_child (success, "bound", XMPP_NS_BIND2);

  if (!take_resumed (self, success, error))
    return FALSE;
  if (self->is_resumed)
    return TRUE;
  if (bound != NULL && !take_bound (self, bound, identity, error))
    return FALSE;

  /* What was asked for with the resource and not spoken of did not come about. Without one, the
   * session before may still be resumed on this stream. */
  if (bound != NULL && self->setup.stream_management != NULL
      && !xmpp_stream_management_is_enabled (self->setup.stream_management))
    xmpp_stream_management_reset (self->setup.stream_management);
  return TRUE;
}
