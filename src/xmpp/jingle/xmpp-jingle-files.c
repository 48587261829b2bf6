/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-files.c: files from one to the other: XEP-0234 0.19.1 over XEP-0166 1.1.2. Who says
 * what about which of them is looked at here: a session is with one full address, and whoever else
 * names it hears that there is none. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-files.h"

#include "xmpp-jingle-file-private.h"
#include "xmpp-namespaces.h"

/* What strangers can make us keep. */
#define MAX_FILES          64
#define MAX_FILES_OF_ONE   16

struct _XmppJingleFiles
{
  GObject            parent_instance;

  XmppJingleContext *context;
  XmppCaps          *caps;
  XmppPresence      *presence;
  XmppAudience      *audience;
  GPtrArray         *files;       /* owned XmppJingleFile, until they have ended */
  guint              handlers[4];
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppJingleFiles, xmpp_jingle_files, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_OFFERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
ended_cb (XmppJingleFile  *file,
          const GError    *error,
          XmppJingleFiles *self)
{
  g_signal_handlers_disconnect_by_data (file, self);
  g_ptr_array_remove_fast (self->files, file);
}

static void
add (XmppJingleFiles *self,
     XmppJingleFile  *file)
{
  g_ptr_array_add (self->files, g_object_ref (file));
  g_signal_connect (file, "ended", G_CALLBACK (ended_cb), self);
}

static XmppJingleFile *
find (XmppJingleFiles *self,
      XmppAddress     *peer,
      const char      *sid)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      XmppJingleFile *file = self->files->pdata[i];

      if (!file->is_ending && xmpp_address_equal (file->peer, peer)
          && g_strcmp0 (file->sid, sid) == 0)
        return file;
    }
  return NULL;
}

static XmppJingleFile *
find_in_band (XmppJingleFiles *self,
              XmppAddress     *peer,
              const char      *ibb_sid)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      XmppJingleFile *file = self->files->pdata[i];

      if (xmpp_address_equal (file->peer, peer) && xmpp_jingle_file_has_in_band (file, ibb_sid))
        return file;
    }
  return NULL;
}

static gboolean
has_room (XmppJingleFiles *self,
          XmppAddress     *peer)
{
  guint n_of_one = 0;

  for (guint i = 0; i < self->files->len; i++)
    {
      XmppJingleFile *file = self->files->pdata[i];

      if (xmpp_address_equal_bare (file->peer, peer))
        n_of_one++;
    }
  return self->files->len < MAX_FILES && n_of_one < MAX_FILES_OF_ONE;
}

/* (transfer full) (nullable): who sent @iq, with a resource */
static XmppAddress *
read_sender (XmppElement *iq)
{
  const char *from = xmpp_element_get_attribute (iq, "from");
  g_autoptr(XmppAddress) address = from != NULL ? xmpp_address_parse (from, NULL) : NULL;

  return address != NULL && !xmpp_address_is_bare (address) ? g_steal_pointer (&address) : NULL;
}

/* What waits for a word of somebody who begins anew waits for nothing. Who offers the same once
 * more has forgotten that it did. */
static void
end_former (XmppJingleFiles *self,
            XmppAddress     *peer,
            const char      *offer_id) /* (nullable) */
{
  g_autoptr(GPtrArray) files = g_ptr_array_copy (self->files, (GCopyFunc) g_object_ref, NULL);

  g_ptr_array_set_free_func (files, g_object_unref);
  for (guint i = 0; i < files->len; i++)
    {
      XmppJingleFile *file = files->pdata[i];

      if (!file->is_incoming || !xmpp_address_equal_bare (file->peer, peer))
        continue;
      if (file->broken != NULL)
        xmpp_jingle_file_end (file, g_steal_pointer (&file->broken));
      else if (offer_id != NULL && g_strcmp0 (file->offer_id, offer_id) == 0)
        xmpp_jingle_file_fail (file, XMPP_JINGLE_ERROR_GONE, "It is offered once more");
    }
}

static void
take_offer (XmppJingleFiles        *self,
            XmppElement            *iq,
            XmppAddress            *peer,
            const XmppJingleStanza *stanza)
{
  XmppSession *session = self->context->session;
  g_autoptr(XmppJingleFile) file = NULL;
  g_autoptr(GError) error = NULL;

  /* XEP-0166, 6.3.2: as if nobody were here. */
  if (!xmpp_audience_includes (self->audience, session, iq))
    {
      xmpp_session_send (session, xmpp_stanza_error_reply (
        iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
      return;
    }
  if (!has_room (self, peer))
    {
      xmpp_session_send (session, xmpp_stanza_error_reply (
        iq, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT, NULL));
      return;
    }

  end_former (self, peer, stanza->offer_id);
  xmpp_session_send (session, xmpp_element_new_result (iq));
  file = xmpp_jingle_file_new_offered (self->context, peer, stanza, &error);
  if (file == NULL)
    {
      xmpp_jingle_file_refuse_offer (self->context, peer, stanza->sid, error);
      return;
    }

  add (self, file);
  g_signal_emit (self, signals[SIGNAL_OFFERED], 0, file);
}

static gboolean
jingle_cb (XmppSession *session,
           XmppElement *iq,
           XmppElement *jingle,
           gpointer     user_data)
{
  XmppJingleFiles *self = user_data;
  g_autoptr(XmppAddress) peer = read_sender (iq);
  XmppJingleFile *file;
  XmppJingleStanza stanza;

  if (!xmpp_jingle_stanza_read (&stanza, jingle) || peer == NULL)
    {
      xmpp_session_send (session,
                         xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_BAD_REQUEST, NULL));
      return TRUE;
    }

  file = find (self, peer, stanza.sid);
  if (file != NULL)
    xmpp_jingle_file_take (file, iq, &stanza);
  else if (stanza.action == XMPP_JINGLE_SESSION_INITIATE)
    take_offer (self, iq, peer, &stanza);
  else
    xmpp_session_send (session, xmpp_jingle_stanza_refuse (iq, XMPP_STANZA_ERROR_ITEM_NOT_FOUND,
                                                           "unknown-session"));
  return TRUE;
}

static gboolean
in_band_cb (XmppSession *session,
            XmppElement *iq,
            XmppElement *payload,
            gpointer     user_data)
{
  XmppJingleFiles *self = user_data;
  g_autoptr(XmppAddress) peer = read_sender (iq);
  const char *sid = xmpp_element_get_attribute (payload, "sid");
  XmppJingleFile *file = peer != NULL && sid != NULL ? find_in_band (self, peer, sid) : NULL;

  /* A bytestream that was not agreed on is none: XEP-0047, 2.1 and 2.2. */
  if (file != NULL)
    xmpp_jingle_file_take_in_band (file, iq, payload);
  else
    xmpp_session_send (session, xmpp_stanza_error_reply (
      iq, xmpp_element_is (payload, "open", XMPP_NS_IBB) ? XMPP_STANZA_ERROR_NOT_ACCEPTABLE
                                                         : XMPP_STANZA_ERROR_ITEM_NOT_FOUND,
      NULL));
  return TRUE;
}

static void
end_all (XmppJingleFiles *self,
         XmppAddress     *peer, /* (nullable): all */
         const char      *why)
{
  g_autoptr(GPtrArray) files = g_ptr_array_copy (self->files, (GCopyFunc) g_object_ref, NULL);

  g_ptr_array_set_free_func (files, g_object_unref);
  for (guint i = 0; i < files->len; i++)
    {
      XmppJingleFile *file = files->pdata[i];

      if (peer != NULL && !xmpp_address_equal (file->peer, peer))
        continue;
      file->is_left = TRUE;
      xmpp_jingle_file_fail (file, XMPP_JINGLE_ERROR_GONE, why);
    }
}

/* It may have been away since, and have forgotten them. */
static void
ask_all (XmppJingleFiles *self,
         XmppAddress     *peer)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      XmppJingleFile *file = self->files->pdata[i];

      if (xmpp_address_equal (file->peer, peer))
        xmpp_jingle_file_ask (file);
    }
}

static void
offline_cb (XmppSession     *session,
            const GError    *reason,
            XmppJingleFiles *self)
{
  xmpp_jingle_context_forget_failures (self->context);
  end_all (self, NULL, "We went offline");
  xmpp_jingle_context_flush (self->context);
}

static void
online_cb (XmppSession     *session,
           gboolean         resumed,
           XmppJingleFiles *self)
{
  xmpp_jingle_context_flush (self->context);
}

static void
presence_cb (XmppPresence     *presence,
             XmppAddress      *address,
             XmppPresenceInfo *info,
             XmppJingleFiles  *self)
{
  if (info->show == XMPP_SHOW_OFFLINE)
    end_all (self, address, "The other side went offline");
  else
    ask_all (self, address);
}

static const char *const *
xmpp_jingle_files_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = {
    XMPP_NS_JINGLE, XMPP_NS_JINGLE_FILE, XMPP_NS_JINGLE_SOCKS, XMPP_NS_JINGLE_IBB,
    XMPP_NS_BYTESTREAMS, XMPP_NS_IBB, XMPP_NS_HASHES,
    "urn:xmpp:hash-function-text-names:sha-256", NULL
  };

  return namespaces;
}

static void
xmpp_jingle_files_attach (XmppFeature *feature,
                          XmppSession *session)
{
  XmppJingleFiles *self = XMPP_JINGLE_FILES (feature);

  self->context->session = session;
  self->handlers[0] = xmpp_session_add_handler (session, "iq", "set", "jingle", XMPP_NS_JINGLE,
                                                jingle_cb, self);
  self->handlers[1] = xmpp_session_add_handler (session, "iq", "set", "open", XMPP_NS_IBB,
                                                in_band_cb, self);
  self->handlers[2] = xmpp_session_add_handler (session, "iq", "set", "data", XMPP_NS_IBB,
                                                in_band_cb, self);
  self->handlers[3] = xmpp_session_add_handler (session, "iq", "set", "close", XMPP_NS_IBB,
                                                in_band_cb, self);
  g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
  g_signal_connect (self->presence, "changed", G_CALLBACK (presence_cb), self);
}

static void
xmpp_jingle_files_detach (XmppFeature *feature,
                          XmppSession *session)
{
  XmppJingleFiles *self = XMPP_JINGLE_FILES (feature);

  end_all (self, NULL, "We go offline");
  xmpp_jingle_context_flush (self->context);
  for (gsize i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    xmpp_session_remove_handler (session, self->handlers[i]);
  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_handlers_disconnect_by_data (self->presence, self);
  self->context->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_jingle_files_get_namespaces;
  iface->attach = xmpp_jingle_files_attach;
  iface->detach = xmpp_jingle_files_detach;
}

static void
xmpp_jingle_files_dispose (GObject *object)
{
  XmppJingleFiles *self = XMPP_JINGLE_FILES (object);

  for (guint i = 0; i < self->files->len; i++)
    g_signal_handlers_disconnect_by_data (self->files->pdata[i], self);
  g_ptr_array_set_size (self->files, 0);
  g_clear_object (&self->caps);
  g_clear_object (&self->presence);
  g_clear_object (&self->audience);

  G_OBJECT_CLASS (xmpp_jingle_files_parent_class)->dispose (object);
}

static void
xmpp_jingle_files_finalize (GObject *object)
{
  XmppJingleFiles *self = XMPP_JINGLE_FILES (object);

  g_ptr_array_unref (self->files);
  xmpp_jingle_context_unref (self->context);

  G_OBJECT_CLASS (xmpp_jingle_files_parent_class)->finalize (object);
}

static void
xmpp_jingle_files_class_init (XmppJingleFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_jingle_files_dispose;
  object_class->finalize = xmpp_jingle_files_finalize;

  /**
   * XmppJingleFiles::offered:
   * @self: the feature
   * @file: what is offered
   *
   * Somebody who may know that we are here offers a file.
   */
  signals[SIGNAL_OFFERED] =
    g_signal_new ("offered", XMPP_TYPE_JINGLE_FILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, XMPP_TYPE_JINGLE_FILE);
}

static void
xmpp_jingle_files_init (XmppJingleFiles *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * xmpp_jingle_files_new:
 * @caps: what others can do
 * @presence: who is there
 * @info: what our own server has
 * @audience: who may offer files to us
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppJingleFiles *
xmpp_jingle_files_new (XmppCaps       *caps,
                       XmppPresence   *presence,
                       XmppServerInfo *info,
                       XmppAudience   *audience)
{
  XmppJingleFiles *self;

  g_return_val_if_fail (XMPP_IS_CAPS (caps), NULL);
  g_return_val_if_fail (XMPP_IS_PRESENCE (presence), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (info), NULL);
  g_return_val_if_fail (XMPP_IS_AUDIENCE (audience), NULL);

  self = g_object_new (XMPP_TYPE_JINGLE_FILES, NULL);
  self->context = xmpp_jingle_context_new (info);
  self->caps = g_object_ref (caps);
  self->presence = g_object_ref (presence);
  self->audience = g_object_ref (audience);
  return self;
}

static gboolean
can_take (XmppJingleFiles *self,
          XmppAddress     *full)
{
  return xmpp_caps_supports (self->caps, full, XMPP_NS_JINGLE)
         && xmpp_caps_supports (self->caps, full, XMPP_NS_JINGLE_FILE)
         && (xmpp_caps_supports (self->caps, full, XMPP_NS_JINGLE_IBB)
             || xmpp_caps_supports (self->caps, full, XMPP_NS_JINGLE_SOCKS));
}

/**
 * xmpp_jingle_files_find_peer:
 * @self: the feature
 * @bare: somebody
 * @resource: (nullable): which of their devices is to be asked first
 *
 * Looks for a device that takes files: XEP-0234, 11. Without a wish the best is the one that
 * messages would go to.
 *
 * Returns: (transfer full) (nullable): its full address
 */
XmppAddress *
xmpp_jingle_files_find_peer (XmppJingleFiles *self,
                             XmppAddress     *bare,
                             const char      *resource)
{
  XmppPresenceInfo *best;
  g_autoptr(XmppAddress) wanted = NULL;
  g_autoptr(GPtrArray) resources = NULL;

  g_return_val_if_fail (XMPP_IS_JINGLE_FILES (self), NULL);
  g_return_val_if_fail (bare != NULL, NULL);

  wanted = resource != NULL ? xmpp_address_with_resource (bare, resource, NULL) : NULL;
  if (wanted != NULL && xmpp_presence_get (self->presence, wanted) != NULL
      && can_take (self, wanted))
    return g_steal_pointer (&wanted);

  best = xmpp_presence_get_best (self->presence, bare);
  if (best != NULL && can_take (self, best->address))
    return xmpp_address_ref (best->address);

  resources = xmpp_presence_get_resources (self->presence, bare);
  for (guint i = 0; i < resources->len; i++)
    {
      XmppPresenceInfo *info = resources->pdata[i];

      if (can_take (self, info->address))
        return xmpp_address_ref (info->address);
    }
  return NULL;
}

/**
 * xmpp_jingle_files_is_refused:
 * @self: the feature
 * @bare: somebody
 *
 * Returns: whether @bare is there, and it is known that none of those devices takes files
 */
gboolean
xmpp_jingle_files_is_refused (XmppJingleFiles *self,
                              XmppAddress     *bare)
{
  g_autoptr(GPtrArray) resources = NULL;

  g_return_val_if_fail (XMPP_IS_JINGLE_FILES (self), FALSE);
  g_return_val_if_fail (bare != NULL, FALSE);

  resources = xmpp_presence_get_resources (self->presence, bare);
  for (guint i = 0; i < resources->len; i++)
    {
      XmppPresenceInfo *info = resources->pdata[i];

      if (can_take (self, info->address) || xmpp_caps_is_pending (self->caps, info->address))
        return FALSE;
    }
  return resources->len > 0;
}

/**
 * xmpp_jingle_files_offer:
 * @self: the feature
 * @peer: the full address of whom to offer it
 * @file: what is said of it
 * @offer_id: (nullable): by which whom it is offered again knows it
 * @source: all of it
 *
 * Offers a file.
 *
 * Returns: (transfer full): the file on its way
 */
XmppJingleFile *
xmpp_jingle_files_offer (XmppJingleFiles *self,
                         XmppAddress     *peer,
                         const XmppFile  *file,
                         const char      *offer_id,
                         GInputStream    *source)
{
  XmppJingleFile *sent;
  g_autofree char *sid = g_uuid_string_random ();

  g_return_val_if_fail (XMPP_IS_JINGLE_FILES (self), NULL);
  g_return_val_if_fail (peer != NULL && !xmpp_address_is_bare (peer), NULL);
  g_return_val_if_fail (file != NULL && file->size >= 0, NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (source), NULL);

  sent = xmpp_jingle_file_new (self->context, peer, sid, "file", xmpp_file_copy (file));
  sent->offer_id = g_strdup (offer_id);
  sent->source = g_object_ref (source);
  add (self, sent);

  if (!xmpp_jingle_context_is_online (self->context))
    xmpp_jingle_file_fail (sent, XMPP_JINGLE_ERROR_GONE, "Not connected");
  else if (!can_take (self, peer))
    xmpp_jingle_file_fail (sent, XMPP_JINGLE_ERROR_UNSUPPORTED, "Files are not taken there");
  else if (self->files->len > MAX_FILES)
    xmpp_jingle_file_fail (sent, XMPP_JINGLE_ERROR_BUSY, "Too many files at a time");
  else if (xmpp_caps_supports (self->caps, peer, XMPP_NS_JINGLE_SOCKS)
           && !xmpp_jingle_context_has_failed (self->context, peer))
    xmpp_jingle_file_offer_straight (sent);
  else
    xmpp_jingle_file_initiate (sent);
  return sent;
}

static void
replace_text (char       **text,
              const char  *with)
{
  char *copy = g_strdup (with);

  g_free (*text);
  *text = copy;
}

/**
 * xmpp_jingle_files_set_proxy:
 * @self: the feature
 * @setting: (nullable): as xmpp_proxy_check_setting() takes it
 * @password: (nullable): for the user in it
 *
 * Sets through what the account goes into the network.
 */
void
xmpp_jingle_files_set_proxy (XmppJingleFiles *self,
                             const char      *setting,
                             const char      *password)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILES (self));

  xmpp_jingle_context_forget_failures (self->context);
  replace_text (&self->context->proxy, setting);
  replace_text (&self->context->proxy_password, password);
}

/**
 * xmpp_jingle_files_set_direct:
 * @self: the feature
 * @direct: whether whom a file comes from or goes to may learn our addresses
 *
 * It counts for files to come.
 */
void
xmpp_jingle_files_set_direct (XmppJingleFiles *self,
                              gboolean         direct)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILES (self));

  if (self->context->direct != direct)
    xmpp_jingle_context_forget_failures (self->context);
  self->context->direct = direct;
}

/**
 * xmpp_jingle_files_set_local:
 * @self: the feature
 * @local: whether both sides are on this machine
 *
 * For tests.
 */
void
xmpp_jingle_files_set_local (XmppJingleFiles *self,
                             gboolean         local)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILES (self));

  self->context->local = local;
}
