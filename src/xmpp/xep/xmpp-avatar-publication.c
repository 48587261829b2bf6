/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-avatar-publication.c: puts our picture where everybody finds it: XEP-0084 1.1.4, XEP-0153
 * 1.1.1, XEP-0398 1.0.0. */
#define G_LOG_DOMAIN "xmpp-avatar"

#include "xmpp-avatar-publication.h"

#include "xmpp-avatar-image.h"
#include "xmpp-namespaces.h"

/* Anybody may see it, members of a room too. */
static const XmppPubsubOptions options = {
  .access = XMPP_PUBSUB_ACCESS_OPEN,
  .persist_items = TRUE,
};

/* The steps: wait for what the server can do; the data, then the metadata (XEP-0084, 3.1 and 3.2),
 * unless there is no PEP; the vCard, unless the server makes one by itself (XEP-0398). */
typedef struct {
  XmppPubsub     *pubsub;
  XmppVcardTemp  *vcards;
  XmppServerInfo *server_info;
  GBytes         *image; /* (nullable) */
  char           *hash;  /* (nullable) */
  guint           width;
  guint           height;
} Publication;

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  g_object_unref (publication->pubsub);
  g_object_unref (publication->vcards);
  g_object_unref (publication->server_info);
  g_clear_pointer (&publication->image, g_bytes_unref);
  g_free (publication->hash);
  g_free (publication);
}

static void
vcard_set_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (xmpp_vcard_temp_set_finish (XMPP_VCARD_TEMP (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
vcard_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppVcard) vcard = NULL;

  vcard = xmpp_vcard_temp_get_finish (XMPP_VCARD_TEMP (object), result, &error);
  if (vcard == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_clear_pointer (&vcard->photo, g_bytes_unref);
  g_clear_pointer (&vcard->photo_type, g_free);
  if (publication->image != NULL)
    {
      vcard->photo = g_bytes_ref (publication->image);
      vcard->photo_type = g_strdup (xmpp_avatar_image_get_type (publication->image));
    }

  xmpp_vcard_temp_set_async (publication->vcards, vcard, g_task_get_cancellable (task),
                             vcard_set_cb, g_object_ref (task));
}

static void
publish_vcard (GTask *task)
{
  Publication *publication = g_task_get_task_data (task);

  if (xmpp_server_info_account_supports (publication->server_info, XMPP_NS_AVATAR_CONVERSION))
    g_task_return_boolean (task, TRUE);
  else
    xmpp_vcard_temp_get_async (publication->vcards, NULL, g_task_get_cancellable (task),
                               vcard_cb, g_object_ref (task));
}

static void
metadata_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = xmpp_pubsub_publish_finish (XMPP_PUBSUB (object), result, &error);

  if (id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    publish_vcard (task);
}

static void
publish_metadata (GTask *task)
{
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(XmppElement) metadata = xmpp_avatar_metadata_new (publication->image,
                                                              publication->width,
                                                              publication->height);

  xmpp_pubsub_publish_async (publication->pubsub, NULL, XMPP_NS_AVATAR_METADATA,
                             publication->hash, metadata, &options,
                             g_task_get_cancellable (task), metadata_cb, g_object_ref (task));
}

static void
data_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = xmpp_pubsub_publish_finish (XMPP_PUBSUB (object), result, &error);

  if (id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    publish_metadata (task);
}

static void
publish_data (GTask *task)
{
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(XmppElement) data = xmpp_avatar_image_new_data (publication->image);

  xmpp_pubsub_publish_async (publication->pubsub, NULL, XMPP_NS_AVATAR_DATA, publication->hash,
                             data, &options, g_task_get_cancellable (task), data_cb,
                             g_object_ref (task));
}

static void
server_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Publication *publication = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  XmppDiscoInfo *account;

  if (!xmpp_server_info_wait_finish (XMPP_SERVER_INFO (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  account = xmpp_server_info_get_account (publication->server_info);
  if (!xmpp_disco_info_has_identity (account, "pubsub", "pep"))
    publish_vcard (task);
  else if (publication->image != NULL)
    publish_data (task);
  else
    publish_metadata (task);
}

/**
 * xmpp_avatar_publication_run_async:
 * @places: where to publish
 * @image: (nullable): a picture that was checked; %NULL: takes the one away that is there
 * @width: in pixels
 * @height: in pixels
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when all is done, or something failed
 * @user_data: for @callback
 *
 * Publishes our picture.
 */
void
xmpp_avatar_publication_run_async (const XmppAvatarPlaces *places,
                                   GBytes                 *image,
                                   guint                   width,
                                   guint                   height,
                                   GCancellable           *cancellable,
                                   GAsyncReadyCallback     callback,
                                   gpointer                user_data)
{
  GTask *task;
  Publication *publication;

  g_return_if_fail (places != NULL);

  publication = g_new0 (Publication, 1);
  publication->pubsub = g_object_ref (places->pubsub);
  publication->vcards = g_object_ref (places->vcards);
  publication->server_info = g_object_ref (places->server_info);
  publication->image = image != NULL ? g_bytes_ref (image) : NULL;
  publication->hash = image != NULL ? xmpp_avatar_image_dup_hash (image) : NULL;
  publication->width = width;
  publication->height = height;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_avatar_publication_run_async);
  g_task_set_task_data (task, publication, publication_free);
  xmpp_server_info_wait_async (places->server_info, cancellable, server_cb, task);
}

/**
 * xmpp_avatar_publication_run_finish:
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the picture is everywhere
 */
gboolean
xmpp_avatar_publication_run_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
