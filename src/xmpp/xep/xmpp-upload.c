/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-upload.c: a place on the server for a file that is sent: XEP-0363 1.2.0. Its purpose is the
 * one that is meant when none is named: a message (5.1). */
#define G_LOG_DOMAIN "xmpp-upload"

#include "xmpp-upload.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-web-url.h"

#include <string.h>

#define MAX_HEADERS      32
#define MAX_HEADER_BYTES 8192

/* XEP-0363, 4: no others. */
static const char *const header_names[] = { "Authorization", "Cookie", "Expires" };

typedef struct {
  gint64 max_size;
  gint64 retry_time_us;
} XmppUploadErrorPrivate;

struct _XmppUpload
{
  GObject         parent_instance;

  XmppServerInfo *info;
  XmppSession    *session; /* (nullable) borrowed: it is there from attach to detach */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppUpload, xmpp_upload, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

static void
xmpp_upload_error_private_init (XmppUploadErrorPrivate *self)
{
}

static void
xmpp_upload_error_private_copy (const XmppUploadErrorPrivate *source,
                                XmppUploadErrorPrivate       *copy)
{
  *copy = *source;
}

static void
xmpp_upload_error_private_clear (XmppUploadErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (XmppUploadError, xmpp_upload_error)

/**
 * xmpp_upload_error_get_max_size:
 * @error: an error
 *
 * Returns: how many bytes the service takes; 0 where that is not what @error is about, or not told
 */
gint64
xmpp_upload_error_get_max_size (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == XMPP_UPLOAD_ERROR ? xmpp_upload_error_get_private (error)->max_size : 0;
}

/**
 * xmpp_upload_error_get_retry_time:
 * @error: an error
 *
 * Returns: when the service wants to be asked again, in µs since 1970; 0 where it does not tell
 */
gint64
xmpp_upload_error_get_retry_time (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == XMPP_UPLOAD_ERROR
         ? xmpp_upload_error_get_private (error)->retry_time_us : 0;
}

static void
header_free (gpointer data)
{
  XmppUploadHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

/**
 * xmpp_upload_slot_free:
 * @self: (nullable): a slot
 *
 * Frees @self.
 */
void
xmpp_upload_slot_free (XmppUploadSlot *self)
{
  if (self == NULL)
    return;

  g_free (self->put_url);
  g_free (self->get_url);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_free (self);
}

/* XEP-0363, 4: "MUST strip any newline characters". What else would end or hide a header goes with
 * them. */
static char *
strip_controls (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_iscntrl (*c))
      g_string_append_c (clean, *c);

  return g_strstrip (g_string_free (clean, FALSE));
}

static void
read_header (XmppUploadSlot *self,
             XmppElement    *element)
{
  const char *given = xmpp_element_get_attribute (element, "name");
  const char *text = xmpp_element_get_text (element);
  g_autofree char *name = given != NULL ? strip_controls (given) : NULL;

  if (name == NULL || strlen (text) > MAX_HEADER_BYTES || self->headers->len >= MAX_HEADERS)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (header_names); i++)
    if (g_ascii_strcasecmp (name, header_names[i]) == 0)
      {
        XmppUploadHeader *header = g_new (XmppUploadHeader, 1);

        header->name = g_strdup (header_names[i]);
        header->value = strip_controls (text);
        g_ptr_array_add (self->headers, header);
      }
}

/**
 * xmpp_upload_slot_read:
 * @slot: <slot/>, from the upload service
 *
 * Reads a place for a file. Headers that are not allowed are left out.
 *
 * Returns: (transfer full) (nullable): the place; %NULL when a file may not go there
 */
XmppUploadSlot *
xmpp_upload_slot_read (XmppElement *slot)
{
  XmppElement *put;
  XmppElement *get;
  XmppUploadSlot *self;

  g_return_val_if_fail (slot != NULL, NULL);

  put = xmpp_element_get_child (slot, "put", XMPP_NS_UPLOAD);
  get = xmpp_element_get_child (slot, "get", XMPP_NS_UPLOAD);
  if (put == NULL || !xmpp_web_url_is_safe (xmpp_element_get_attribute (put, "url"))
      || get == NULL || !xmpp_web_url_is_safe (xmpp_element_get_attribute (get, "url")))
    return NULL;

  self = g_new0 (XmppUploadSlot, 1);
  self->put_url = g_strdup (xmpp_element_get_attribute (put, "url"));
  self->get_url = g_strdup (xmpp_element_get_attribute (get, "url"));
  self->headers = g_ptr_array_new_with_free_func (header_free);
  for (XmppElement *header = xmpp_element_get_child (put, "header", XMPP_NS_UPLOAD);
       header != NULL; header = xmpp_element_get_next_same (header))
    read_header (self, header);

  return self;
}

static void
xmpp_upload_attach (XmppFeature *feature,
                    XmppSession *session)
{
  XMPP_UPLOAD (feature)->session = session;
}

static void
xmpp_upload_detach (XmppFeature *feature,
                    XmppSession *session)
{
  XMPP_UPLOAD (feature)->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_upload_attach;
  iface->detach = xmpp_upload_detach;
}

static void
xmpp_upload_dispose (GObject *object)
{
  XmppUpload *self = XMPP_UPLOAD (object);

  g_clear_object (&self->info);

  G_OBJECT_CLASS (xmpp_upload_parent_class)->dispose (object);
}

static void
xmpp_upload_class_init (XmppUploadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_upload_dispose;
}

static void
xmpp_upload_init (XmppUpload *self)
{
}

/**
 * xmpp_upload_new:
 * @info: what the server and its services can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppUpload *
xmpp_upload_new (XmppServerInfo *info)
{
  XmppUpload *self;

  g_return_val_if_fail (XMPP_IS_SERVER_INFO (info), NULL);

  self = g_object_new (XMPP_TYPE_UPLOAD, NULL);
  self->info = g_object_ref (info);
  return self;
}

/**
 * xmpp_upload_get_service:
 * @self: the feature
 *
 * Looks the service up among those that our own server names: XEP-0363, 3.
 *
 * Returns: (transfer none) (nullable): who takes files; %NULL when nobody does, or that is not
 *   known yet
 */
XmppAddress *
xmpp_upload_get_service (XmppUpload *self)
{
  g_return_val_if_fail (XMPP_IS_UPLOAD (self), NULL);

  return xmpp_server_info_find_service (self->info, NULL, NULL, XMPP_NS_UPLOAD);
}

static gint64
read_size (const char *text)
{
  guint64 size = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &size, NULL);
  return (gint64) size;
}

/**
 * xmpp_upload_get_max_size:
 * @self: the feature
 *
 * Returns: how large a file may be, in bytes: XEP-0363, 3; 0 when that is not told
 */
gint64
xmpp_upload_get_max_size (XmppUpload *self)
{
  XmppAddress *service = xmpp_upload_get_service (self);
  XmppDiscoInfo *info = service != NULL ? xmpp_server_info_get_service (self->info, service) : NULL;
  XmppDataForm *form = info != NULL ? xmpp_disco_info_get_form (info, XMPP_NS_UPLOAD) : NULL;

  return form != NULL ? read_size (xmpp_data_form_get_value (form, "max-file-size")) : 0;
}

/* What passes by itself */
static gboolean
is_temporary (const GError *error)
{
  return error->code == XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT
         || error->code == XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT
         || error->code == XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE
         || error->code == XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR;
}

/* XEP-0363, 6 */
static GError *
translate_error (GError *error)
{
  XmppElement *too_large = xmpp_stanza_error_get_detail (error, "file-too-large", XMPP_NS_UPLOAD);
  XmppElement *retry = xmpp_stanza_error_get_detail (error, "retry", XMPP_NS_UPLOAD);
  const char *stamp = retry != NULL ? xmpp_element_get_attribute (retry, "stamp") : NULL;
  XmppUploadError code = XMPP_UPLOAD_ERROR_REFUSED;
  gint64 retry_time_us = 0;
  GError *ours;

  if (error->domain != XMPP_STANZA_ERROR)
    return error;

  if (too_large != NULL)
    code = XMPP_UPLOAD_ERROR_TOO_LARGE;
  else if (retry != NULL || is_temporary (error))
    code = XMPP_UPLOAD_ERROR_LATER;

  ours = g_error_new_literal (XMPP_UPLOAD_ERROR, code, error->message);
  if (too_large != NULL)
    xmpp_upload_error_get_private (ours)->max_size =
      read_size (xmpp_element_get_child_text (too_large, "max-file-size", XMPP_NS_UPLOAD));
  if (stamp != NULL && xmpp_datetime_parse (stamp, &retry_time_us))
    xmpp_upload_error_get_private (ours)->retry_time_us = MAX (retry_time_us, 0);

  g_error_free (error);
  return ours;
}

static void
slot_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  XmppElement *element;
  XmppUploadSlot *slot;

  if (iq == NULL)
    {
      g_task_return_error (task, translate_error (error));
      return;
    }

  element = xmpp_element_get_child (iq, "slot", XMPP_NS_UPLOAD);
  slot = element != NULL ? xmpp_upload_slot_read (element) : NULL;
  if (slot != NULL)
    g_task_return_pointer (task, slot, (GDestroyNotify) xmpp_upload_slot_free);
  else
    g_task_return_new_error (task, XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_BAD_SLOT,
                             "No place that a file may go to");
}

/**
 * xmpp_upload_request_async:
 * @self: the feature
 * @name: what the file is called
 * @size: how many bytes it has
 * @media_type: (nullable): what kind of file it is
 * @cancellable: (nullable): gives up
 * @callback: called with the place, or why there is none
 * @user_data: for @callback
 *
 * Asks for a place for a file: XEP-0363, 4. It has to be used within minutes (8). A file of which
 * it is known that it is too large is not asked for.
 */
void
xmpp_upload_request_async (XmppUpload          *self,
                           const char          *name,
                           gint64               size,
                           const char          *media_type,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppElement) iq = NULL;
  g_autofree char *bytes = NULL;
  XmppAddress *service;
  XmppElement *request;
  gint64 max_size;

  g_return_if_fail (XMPP_IS_UPLOAD (self));
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (size >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_upload_request_async);

  if (self->session == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  service = xmpp_upload_get_service (self);
  if (service == NULL)
    {
      g_task_return_new_error (task, XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_NO_SERVICE,
                               "The server has no place for files");
      return;
    }

  max_size = xmpp_upload_get_max_size (self);
  if (max_size > 0 && size > max_size)
    {
      GError *error = g_error_new_literal (XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_TOO_LARGE,
                                           "The file is too large");

      xmpp_upload_error_get_private (error)->max_size = max_size;
      g_task_return_error (task, error);
      return;
    }

  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (service));
  request = xmpp_element_add_child (iq, "request", XMPP_NS_UPLOAD);
  bytes = g_strdup_printf ("%" G_GINT64_FORMAT, size);
  xmpp_element_set_attribute (request, "filename", name);
  xmpp_element_set_attribute (request, "size", bytes);
  xmpp_element_set_attribute (request, "content-type", media_type);
  xmpp_session_send_iq_async (self->session, g_steal_pointer (&iq), 0, cancellable, slot_cb,
                              g_steal_pointer (&task));
}

/**
 * xmpp_upload_request_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the place
 */
XmppUploadSlot *
xmpp_upload_request_finish (XmppUpload    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_upload_request_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
