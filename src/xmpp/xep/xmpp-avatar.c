/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-avatar.c: pictures of people: XEP-0084 1.1.4 and XEP-0153 1.1.1, one for the other by
 * XEP-0398. */
#define G_LOG_DOMAIN "xmpp-avatar"

#include "xmpp-avatar.h"

#include "xmpp-avatar-publication.h"
#include "xmpp-error.h"
#include "xmpp-feature.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_KNOWN 60000

/* What was said of somebody's picture. What PEP says counts more than presence: it cannot differ
 * between resources. */
typedef struct {
  char     *hash;        /* "": there is none */
  gboolean  is_from_pep;
} Known;

struct _XmppAvatar
{
  GObject         parent_instance;

  XmppSession    *session; /* (nullable) borrowed: it is there from attach to detach */
  XmppPubsub     *pubsub;
  XmppVcardTemp  *vcards;
  XmppPresence   *presence;
  XmppServerInfo *server_info;
  GSignalGroup   *presence_signals;
  GSignalGroup   *server_signals;
  guint           watch;   /* 0 while attached to no session */

  GHashTable     *known;   /* owned char *, the bare address, to owned Known */
  GCancellable   *own;     /* (nullable): while our own vCard is asked for */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppAvatar, xmpp_avatar, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->hash);
  g_free (known);
}

static void
learn (XmppAvatar  *self,
       XmppAddress *bare,
       const char  *hash,
       const char  *type,
       gboolean     is_from_pep)
{
  Known *known = g_hash_table_lookup (self->known, xmpp_address_get_full (bare));

  if (known == NULL)
    {
      if (g_hash_table_size (self->known) >= MAX_KNOWN)
        return;

      known = g_new0 (Known, 1);
      g_hash_table_insert (self->known, g_strdup (xmpp_address_get_full (bare)), known);
    }
  else if (known->is_from_pep && !is_from_pep)
    return;

  known->is_from_pep = is_from_pep;
  if (g_strcmp0 (known->hash, hash) == 0)
    return;

  g_free (known->hash);
  known->hash = g_strdup (hash);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, bare, hash, type);
}

/* Whose it is says the sender, a bare address: XEP-0163, 4.3.1. */
static void
event_cb (const XmppPubsubEvent *event,
          gpointer               user_data)
{
  XmppAvatar *self = user_data;
  XmppPubsubItem *item = event->items->len > 0
                         ? g_ptr_array_index (event->items, event->items->len - 1) : NULL;
  g_autofree char *hash = NULL;
  g_autofree char *type = NULL;

  if (!xmpp_address_is_bare (event->from))
    return;

  if (item == NULL)
    {
      if (event->is_purged || event->retracted->len > 0)
        learn (self, event->from, "", NULL, TRUE);
      return;
    }

  if (xmpp_avatar_metadata_read (item->payload, &hash, &type))
    learn (self, event->from, hash, type, TRUE);
}

/* XEP-0153, 4.1: one device without a picture does not take away what another one shows. */
static gboolean
shows_any_photo (XmppAvatar  *self,
                 XmppAddress *bare)
{
  g_autoptr(GPtrArray) resources = xmpp_presence_get_resources (self->presence, bare);

  for (guint i = 0; i < resources->len; i++)
    {
      const XmppPresenceInfo *info = g_ptr_array_index (resources, i);

      if (info->photo_hash != NULL && *info->photo_hash != '\0')
        return TRUE;
    }

  return FALSE;
}

static void
own_vcard_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppAvatar) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppVcard) vcard = NULL;
  g_autofree char *hash = NULL;

  vcard = xmpp_vcard_temp_get_finish (XMPP_VCARD_TEMP (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->own);
  if (vcard == NULL)
    return;

  hash = vcard->photo != NULL ? xmpp_avatar_image_dup_hash (vcard->photo) : g_strdup ("");
  xmpp_presence_set_photo_hash (self->presence, hash);
}

/* XEP-0153, 4.2: nothing is said of our picture before we know it. Where the server puts the hash
 * into our presence (XEP-0398, 4), we need not. */
static void
ask_own_vcard (XmppAvatar *self)
{
  if (xmpp_server_info_account_supports (self->server_info, XMPP_NS_AVATAR_CONVERSION)
      || self->own != NULL)
    return;

  self->own = g_cancellable_new ();
  xmpp_vcard_temp_get_async (self->vcards, NULL, self->own, own_vcard_cb, g_object_ref (self));
}

static void
presence_changed_cb (XmppPresence     *presence,
                     XmppAddress      *address,
                     XmppPresenceInfo *info,
                     gpointer          user_data)
{
  XmppAvatar *self = user_data;
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  g_autoptr(XmppAddress) bare = NULL;

  if (info->photo_hash == NULL)
    return;

  bare = xmpp_address_dup_bare (address);

  /* XEP-0153, 4.3: another device of ours has changed our vCard. */
  if (own != NULL && xmpp_address_equal_bare (own, bare) && *info->photo_hash != '\0'
      && xmpp_server_info_is_ready (self->server_info))
    {
      Known *known = g_hash_table_lookup (self->known, xmpp_address_get_full (bare));

      if (known == NULL || g_strcmp0 (known->hash, info->photo_hash) != 0)
        ask_own_vcard (self);
    }

  if (*info->photo_hash != '\0' || !shows_any_photo (self, bare))
    learn (self, bare, info->photo_hash, NULL, FALSE);
}

static void
server_ready_cb (XmppServerInfo *server_info,
                 gpointer        user_data)
{
  ask_own_vcard (user_data);
}

static void
xmpp_avatar_attach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppAvatar *self = XMPP_AVATAR (feature);

  self->session = session;
  self->watch = xmpp_pubsub_watch (self->pubsub, XMPP_NS_AVATAR_METADATA, TRUE, event_cb, self);
  g_signal_group_set_target (self->presence_signals, self->presence);
  g_signal_group_set_target (self->server_signals, self->server_info);
}

static void
stop_asking (XmppAvatar *self)
{
  if (self->own != NULL)
    g_cancellable_cancel (self->own);
  g_clear_object (&self->own);
}

static void
xmpp_avatar_detach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppAvatar *self = XMPP_AVATAR (feature);

  stop_asking (self);
  g_signal_group_set_target (self->presence_signals, NULL);
  g_signal_group_set_target (self->server_signals, NULL);
  xmpp_pubsub_unwatch (self->pubsub, self->watch);
  self->watch = 0;
  g_hash_table_remove_all (self->known);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_avatar_attach;
  iface->detach = xmpp_avatar_detach;
}

static void
xmpp_avatar_dispose (GObject *object)
{
  XmppAvatar *self = XMPP_AVATAR (object);

  g_clear_object (&self->presence_signals);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->pubsub);
  g_clear_object (&self->vcards);
  g_clear_object (&self->presence);
  g_clear_object (&self->server_info);
  g_clear_object (&self->own);

  G_OBJECT_CLASS (xmpp_avatar_parent_class)->dispose (object);
}

static void
xmpp_avatar_finalize (GObject *object)
{
  XmppAvatar *self = XMPP_AVATAR (object);

  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_avatar_parent_class)->finalize (object);
}

static void
xmpp_avatar_class_init (XmppAvatarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_avatar_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_avatar_finalize;

  /**
   * XmppAvatar::changed:
   * @bare: (type XmppAddress): whose picture
   * @hash: its SHA-1 in hex; "" when there is none any more
   * @type: (nullable): what it is said to be
   *
   * Somebody has another picture: xmpp_avatar_fetch_async(), unless it is here already.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_AVATAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_STRING);
}

static void
xmpp_avatar_init (XmppAvatar *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->presence_signals = g_signal_group_new (XMPP_TYPE_PRESENCE);
  g_signal_group_connect (self->presence_signals, "changed",
                          G_CALLBACK (presence_changed_cb), self);
  self->server_signals = g_signal_group_new (XMPP_TYPE_SERVER_INFO);
  g_signal_group_connect (self->server_signals, "ready", G_CALLBACK (server_ready_cb), self);
}

/**
 * xmpp_avatar_new:
 * @pubsub: carries the pictures
 * @vcards: where they are besides
 * @presence: carries their hashes
 * @server_info: tells what the server does by itself
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppAvatar *
xmpp_avatar_new (XmppPubsub     *pubsub,
                 XmppVcardTemp  *vcards,
                 XmppPresence   *presence,
                 XmppServerInfo *server_info)
{
  XmppAvatar *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_VCARD_TEMP (vcards), NULL);
  g_return_val_if_fail (XMPP_IS_PRESENCE (presence), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_AVATAR, NULL);
  self->pubsub = g_object_ref (pubsub);
  self->vcards = g_object_ref (vcards);
  self->presence = g_object_ref (presence);
  self->server_info = g_object_ref (server_info);
  return self;
}

/**
 * xmpp_avatar_get_hash:
 * @self: the feature
 * @bare: somebody
 *
 * Returns: (nullable): the SHA-1 of the picture; "": there is none; %NULL: nothing was heard of it
 */
const char *
xmpp_avatar_get_hash (XmppAvatar  *self,
                      XmppAddress *bare)
{
  Known *known;

  g_return_val_if_fail (XMPP_IS_AVATAR (self), NULL);
  g_return_val_if_fail (bare != NULL, NULL);

  known = g_hash_table_lookup (self->known, xmpp_address_get_full (bare));
  return known != NULL ? known->hash : NULL;
}

/* A picture that is looked for in two places, one after the other. */
typedef struct {
  XmppAddress *address;
  char        *hash;
  gboolean     is_pep_next;
  guint        n_left;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  xmpp_address_unref (search->address);
  g_free (search->hash);
  g_free (search);
}

static void search_next (GTask *task);

/* Takes @error. Where one place fails there may be the other. */
static void
take_image (GTask  *task,
            GBytes *image,
            GError *error)
{
  Search *search = g_task_get_task_data (task);

  if (error == NULL && xmpp_avatar_image_check (image, search->hash, &error))
    g_task_return_pointer (task, g_bytes_ref (image), (GDestroyNotify) g_bytes_unref);
  else if (search->n_left == 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else
    {
      g_error_free (error);
      search_next (task);
    }
}

static void
data_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) items = xmpp_pubsub_fetch_finish (XMPP_PUBSUB (object), result, &error);
  g_autoptr(GBytes) image = NULL;

  if (items != NULL && items->len > 0)
    image = xmpp_avatar_image_read_data (((XmppPubsubItem *) items->pdata[0])->payload);

  take_image (task, image, error);
}

static void
vcard_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppVcard) vcard = NULL;

  vcard = xmpp_vcard_temp_get_finish (XMPP_VCARD_TEMP (object), result, &error);
  take_image (task, vcard != NULL ? vcard->photo : NULL, error);
}

static void
search_next (GTask *task)
{
  XmppAvatar *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean is_pep = search->is_pep_next;

  search->n_left--;
  search->is_pep_next = !is_pep;
  if (is_pep)
    xmpp_pubsub_fetch_async (self->pubsub, search->address, XMPP_NS_AVATAR_DATA, search->hash, 0,
                             cancellable, data_cb, g_object_ref (task));
  else
    xmpp_vcard_temp_get_async (self->vcards, search->address, cancellable, vcard_cb,
                               g_object_ref (task));
}

/**
 * xmpp_avatar_fetch_async:
 * @self: the feature
 * @bare: whose picture; with a resource: that of an occupant of a room
 * @hash: its SHA-1 in hex
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is here, or not to be had
 * @user_data: for @callback
 *
 * Fetches a picture, first from where it was announced: XEP-0084, 3.4 or XEP-0153, 3.2.
 */
void
xmpp_avatar_fetch_async (XmppAvatar          *self,
                         XmppAddress         *bare,
                         const char          *hash,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search;
  Known *known;

  g_return_if_fail (XMPP_IS_AVATAR (self));
  g_return_if_fail (bare != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_avatar_fetch_async);

  if (!xmpp_text_is_sha1 (hash))
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "That names no picture");
      return;
    }

  known = g_hash_table_lookup (self->known, xmpp_address_get_full (bare));
  search = g_new0 (Search, 1);
  search->address = xmpp_address_ref (bare);
  search->hash = g_strdup (hash);
  search->is_pep_next = xmpp_address_is_bare (bare) && (known == NULL || known->is_from_pep);
  search->n_left = xmpp_address_is_bare (bare) ? 2 : 1;
  g_task_set_task_data (task, search, search_free);
  search_next (task);
}

/**
 * xmpp_avatar_fetch_finish:
 * @self: the feature
 * @result: what the callback got
 * @type: (out) (optional) (transfer full): the media type, from the bytes
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR or %XMPP_ERROR
 *
 * Returns: (transfer full) (nullable): the picture: the one of the hash, of a type and size that
 *   are shown; not decoded yet
 */
GBytes *
xmpp_avatar_fetch_finish (XmppAvatar    *self,
                          GAsyncResult  *result,
                          char         **type,
                          GError       **error)
{
  g_autoptr(GBytes) image = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  image = g_task_propagate_pointer (G_TASK (result), error);
  if (image != NULL && type != NULL)
    *type = g_strdup (xmpp_avatar_image_get_type (image));
  return g_steal_pointer (&image);
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppAvatar *self = g_task_get_source_object (task);
  const char *hash = g_task_get_task_data (task);
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  g_autoptr(GError) error = NULL;

  if (!xmpp_avatar_publication_run_finish (result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  xmpp_presence_set_photo_hash (self->presence, hash);
  if (own != NULL)
    {
      g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (own);

      learn (self, bare, hash, NULL, TRUE);
    }

  g_task_return_pointer (task, g_strdup (hash), g_free);
}

/**
 * xmpp_avatar_publish_async:
 * @self: the feature
 * @image: (nullable): our picture; %NULL: we have none any more
 * @width: in pixels
 * @height: in pixels
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Publishes our picture: at our PEP nodes, open to all, and in our vCard, unless the server copies
 * it there. Servers refuse what is larger than their stanzas may be; 64 KiB pass everywhere.
 */
void
xmpp_avatar_publish_async (XmppAvatar          *self,
                           GBytes              *image,
                           guint                width,
                           guint                height,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  char *hash;
  XmppAvatarPlaces places;

  g_return_if_fail (XMPP_IS_AVATAR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_avatar_publish_async);

  hash = image != NULL ? xmpp_avatar_image_dup_hash (image) : g_strdup ("");
  g_task_set_task_data (task, hash, g_free);
  if (image != NULL && !xmpp_avatar_image_check (image, hash, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  places = (XmppAvatarPlaces) { self->pubsub, self->vcards, self->server_info };
  xmpp_avatar_publication_run_async (&places, image, width, height, cancellable, published_cb,
                                     g_steal_pointer (&task));
}

/**
 * xmpp_avatar_publish_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR or %XMPP_ERROR
 *
 * Returns: (transfer full) (nullable): the SHA-1 of our picture; "" when we have none any more
 */
char *
xmpp_avatar_publish_finish (XmppAvatar    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
