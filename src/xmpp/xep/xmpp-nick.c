/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-nick.c: what people call themselves: XEP-0172 1.1. */
#define G_LOG_DOMAIN "xmpp-nick"

#include "xmpp-nick.h"

#include "xmpp-feature.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_NICK_BYTES 1024

struct _XmppNick
{
  GObject     parent_instance;

  XmppPubsub *pubsub;
  guint       watch; /* 0 while attached to no session */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppNick, xmpp_nick, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* XEP-0172, 4.3: whose nick it is says the sender, which is a bare address: XEP-0163, 4.3.1. */
static void
event_cb (const XmppPubsubEvent *event,
          gpointer               user_data)
{
  XmppNick *self = user_data;
  XmppPubsubItem *item = event->items->len > 0
                         ? g_ptr_array_index (event->items, event->items->len - 1) : NULL;
  g_autofree char *nick = NULL;

  if (!xmpp_address_is_bare (event->from))
    return;

  if (item == NULL && event->retracted->len == 0 && !event->is_purged)
    return;

  if (item != NULL && item->payload != NULL
      && xmpp_element_is (item->payload, "nick", XMPP_NS_NICK))
    nick = g_strstrip (xmpp_text_clip (xmpp_element_get_text (item->payload), MAX_NICK_BYTES));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, event->from,
                 nick != NULL && *nick != '\0' ? nick : NULL);
}

static const char *const *
xmpp_nick_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_NICK, NULL };

  return namespaces;
}

static void
xmpp_nick_attach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppNick *self = XMPP_NICK (feature);

  self->watch = xmpp_pubsub_watch (self->pubsub, XMPP_NS_NICK, TRUE, event_cb, self);
}

static void
xmpp_nick_detach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppNick *self = XMPP_NICK (feature);

  xmpp_pubsub_unwatch (self->pubsub, self->watch);
  self->watch = 0;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_nick_get_namespaces;
  iface->attach = xmpp_nick_attach;
  iface->detach = xmpp_nick_detach;
}

static void
xmpp_nick_dispose (GObject *object)
{
  XmppNick *self = XMPP_NICK (object);

  g_clear_object (&self->pubsub);

  G_OBJECT_CLASS (xmpp_nick_parent_class)->dispose (object);
}

static void
xmpp_nick_class_init (XmppNickClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_nick_dispose;

  /**
   * XmppNick::changed:
   * @bare: (type XmppAddress): who
   * @nick: (nullable): what he or she wants to be called
   *
   * Somebody has taken a nick, or none any more. It is not checked: names may be made to mislead.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_NICK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
xmpp_nick_init (XmppNick *self)
{
}

/**
 * xmpp_nick_new:
 * @pubsub: carries the nicks
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppNick *
xmpp_nick_new (XmppPubsub *pubsub)
{
  XmppNick *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);

  self = g_object_new (XMPP_TYPE_NICK, NULL);
  self->pubsub = g_object_ref (pubsub);
  return self;
}

static void
publish_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = xmpp_pubsub_publish_finish (XMPP_PUBSUB (object), result, &error);

  if (id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * xmpp_nick_publish_async:
 * @self: the feature
 * @nick: (nullable): what we want to be called; %NULL or "": nothing
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Tells our contacts what we want to be called: XEP-0172, 4.3.
 */
void
xmpp_nick_publish_async (XmppNick            *self,
                         const char          *nick,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  g_autoptr(XmppElement) payload = NULL;

  g_return_if_fail (XMPP_IS_NICK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_nick_publish_async);

  payload = xmpp_element_new ("nick", XMPP_NS_NICK);
  if (nick != NULL)
    xmpp_element_set_text (payload, nick);
  xmpp_pubsub_publish_async (self->pubsub, NULL, XMPP_NS_NICK, "current", payload, NULL,
                             cancellable, publish_cb, task);
}

/**
 * xmpp_nick_publish_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is published
 */
gboolean
xmpp_nick_publish_finish (XmppNick      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_nick_publish_async, error);
}
