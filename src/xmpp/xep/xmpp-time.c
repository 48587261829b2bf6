/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-time.c: what time it is where somebody is: XEP-0202 2.0. */
#define G_LOG_DOMAIN "xmpp-time"

#include "xmpp-time.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#include <string.h>

struct _XmppTime
{
  GObject       parent_instance;

  XmppSession  *session; /* (nullable) borrowed: it is there from attach to detach */
  guint         handler;
  XmppAudience *audience;
};

typedef struct {
  gint64 time_us;
  int    offset_s;
} Clock;

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppTime, xmpp_time, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

static char *
format_own_offset (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int minutes = now != NULL ? (int) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE) : 0;

  if (minutes == 0)
    return g_strdup ("Z");

  return g_strdup_printf ("%c%02d:%02d", minutes < 0 ? '-' : '+',
                          ABS (minutes) / 60, ABS (minutes) % 60);
}

static gboolean
query_cb (XmppSession *session,
          XmppElement *iq,
          XmppElement *query,
          gpointer     user_data)
{
  XmppTime *self = user_data;
  XmppElement *reply;
  XmppElement *answer;
  g_autofree char *offset = NULL;
  g_autofree char *utc = NULL;

  if (!xmpp_audience_includes (self->audience, session, iq))
    {
      xmpp_session_send (session,
                         xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
      return TRUE;
    }

  offset = format_own_offset ();
  utc = xmpp_datetime_format (g_get_real_time ());
  reply = xmpp_element_new_result (iq);
  answer = xmpp_element_add_child (reply, "time", XMPP_NS_TIME);
  xmpp_element_add_text_child (answer, "tzo", NULL, offset);
  xmpp_element_add_text_child (answer, "utc", NULL, utc);
  xmpp_session_send (session, reply);
  return TRUE;
}

static const char *const *
xmpp_time_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_TIME, NULL };

  return namespaces;
}

static void
xmpp_time_attach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppTime *self = XMPP_TIME (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "iq", "get", "time", XMPP_NS_TIME,
                                            query_cb, self);
}

static void
xmpp_time_detach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppTime *self = XMPP_TIME (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_time_get_namespaces;
  iface->attach = xmpp_time_attach;
  iface->detach = xmpp_time_detach;
}

static void
xmpp_time_dispose (GObject *object)
{
  XmppTime *self = XMPP_TIME (object);

  g_clear_object (&self->audience);

  G_OBJECT_CLASS (xmpp_time_parent_class)->dispose (object);
}

static void
xmpp_time_class_init (XmppTimeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_time_dispose;
}

static void
xmpp_time_init (XmppTime *self)
{
}

/**
 * xmpp_time_new:
 * @audience: who is answered
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppTime *
xmpp_time_new (XmppAudience *audience)
{
  XmppTime *self;

  g_return_val_if_fail (XMPP_IS_AUDIENCE (audience), NULL);

  self = g_object_new (XMPP_TYPE_TIME, NULL);
  self->audience = g_object_ref (audience);
  return self;
}

/* XEP-0082, 3.2: "Z", or a sign, hours and minutes. */
static gboolean
parse_offset (const char *text,
              int        *offset_s)
{
  gint64 hours = 0;
  gint64 minutes = 0;
  g_autofree char *hours_text = NULL;

  if (text == NULL)
    return FALSE;

  if (strcmp (text, "Z") == 0)
    {
      *offset_s = 0;
      return TRUE;
    }

  if (strlen (text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
    return FALSE;

  hours_text = g_strndup (text + 1, 2);
  if (!g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[4])
      || !g_ascii_string_to_signed (hours_text, 10, 0, 18, &hours, NULL)
      || !g_ascii_string_to_signed (text + 4, 10, 0, 59, &minutes, NULL))
    return FALSE;

  *offset_s = (int) (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
  return TRUE;
}

static void
time_answer (XmppElement *iq,
             GTask       *task)
{
  XmppElement *time = xmpp_element_get_child (iq, "time", XMPP_NS_TIME);
  const char *utc = time != NULL ? xmpp_element_get_child_text (time, "utc", XMPP_NS_TIME) : NULL;
  const char *offset = time != NULL
                       ? xmpp_element_get_child_text (time, "tzo", XMPP_NS_TIME) : NULL;
  Clock clock = { 0, 0 };

  if (utc == NULL || !xmpp_datetime_parse (utc, &clock.time_us)
      || !parse_offset (offset, &clock.offset_s))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "That is no time");
  else
    g_task_return_pointer (task, g_memdup2 (&clock, sizeof clock), g_free);
}

/**
 * xmpp_time_query_async:
 * @self: the feature
 * @address: a resource
 * @cancellable: (nullable): ends the wait
 * @callback: called when the answer is here
 * @user_data: for @callback
 *
 * Asks what time it is where somebody is.
 */
void
xmpp_time_query_async (XmppTime            *self,
                       XmppAddress         *address,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_TIME (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_time_query_async);

  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (address));
  xmpp_element_add_child (iq, "time", XMPP_NS_TIME);
  xmpp_request_send (self->session, iq, task, time_answer);
}

/**
 * xmpp_time_query_finish:
 * @self: the feature
 * @result: what the callback got
 * @time_us: (out) (optional): the time there, µs since 1970
 * @offset_s: (out) (optional): seconds east of UTC
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR or %XMPP_ERROR
 *
 * Returns: %TRUE when there was a proper answer; else nothing is set
 */
gboolean
xmpp_time_query_finish (XmppTime      *self,
                        GAsyncResult  *result,
                        gint64        *time_us,
                        int           *offset_s,
                        GError       **error)
{
  g_autofree Clock *clock = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  clock = g_task_propagate_pointer (G_TASK (result), error);
  if (clock == NULL)
    return FALSE;

  if (time_us != NULL)
    *time_us = clock->time_us;
  if (offset_s != NULL)
    *offset_s = clock->offset_s;
  return TRUE;
}
