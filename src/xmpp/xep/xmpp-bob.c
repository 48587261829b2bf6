/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bob.c: small pictures and the like, named by what they hold: XEP-0231 1.1. */
#define G_LOG_DOMAIN "xmpp-bob"

#include "xmpp-bob.h"

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-file.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#include <string.h>

/* 8 KiB are recommended; captchas of real servers take more. */
#define MAX_BYTES      (256 * 1024)
#define MAX_CID_BYTES  512
#define MAX_REMEMBERED 64
#define MAX_REMEMBERED_BYTES (2 * 1024 * 1024)
#define MAX_INLINE     16

/* Of what comes along less is recommended, 1 KiB (XEP-0231, 2.1). */
#define MAX_INLINE_CHARS 16384

struct _XmppBob
{
  GObject      parent_instance;

  XmppSession *session;    /* (nullable) borrowed: it is there from attach to detach */
  GHashTable  *remembered; /* owned char *, the cid, to owned GBytes */
  GQueue       order;      /* borrowed char *, the cids, the newest first */
  gsize        n_bytes;    /* of all that are remembered */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppBob, xmpp_bob, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

/* XEP-0231, 2.6: names of the IANA registry, but for "sha1". */
static const struct {
  const char    *name;
  GChecksumType  type;
} algorithms[] = {
  { "sha1", G_CHECKSUM_SHA1 },
  { "sha-256", G_CHECKSUM_SHA256 },
  { "sha-384", G_CHECKSUM_SHA384 },
  { "sha-512", G_CHECKSUM_SHA512 },
};

static void
xmpp_bob_attach (XmppFeature *feature,
                 XmppSession *session)
{
  XMPP_BOB (feature)->session = session;
}

static void
xmpp_bob_detach (XmppFeature *feature,
                 XmppSession *session)
{
  XMPP_BOB (feature)->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_bob_attach;
  iface->detach = xmpp_bob_detach;
}

static void
xmpp_bob_finalize (GObject *object)
{
  XmppBob *self = XMPP_BOB (object);

  g_queue_clear (&self->order);
  g_clear_pointer (&self->remembered, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_bob_parent_class)->finalize (object);
}

static void
xmpp_bob_class_init (XmppBobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_bob_finalize;
}

static void
xmpp_bob_init (XmppBob *self)
{
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_bytes_unref);
  g_queue_init (&self->order);
}

/**
 * xmpp_bob_new:
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppBob *
xmpp_bob_new (void)
{
  return g_object_new (XMPP_TYPE_BOB, NULL);
}

/* The bytes of a <data/>, if they are what its cid says: XEP-0231, 2.2. */
static GBytes *
read_data (XmppElement *data)
{
  const char *cid = xmpp_element_get_attribute (data, "cid");
  const char *plus = cid != NULL ? strchr (cid, '+') : NULL;
  const char *at = plus != NULL ? strchr (plus, '@') : NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (at == NULL || strlen (cid) > MAX_CID_BYTES)
    return NULL;

  bytes = xmpp_text_decode_base64 (xmpp_element_get_text (data), MAX_BYTES);
  for (guint i = 0; bytes != NULL && i < G_N_ELEMENTS (algorithms); i++)
    if (strlen (algorithms[i].name) == (gsize) (plus - cid)
        && strncmp (algorithms[i].name, cid, plus - cid) == 0)
      {
        g_autofree char *hash = g_compute_checksum_for_bytes (algorithms[i].type, bytes);

        if (strlen (hash) == (gsize) (at - plus - 1)
            && g_ascii_strncasecmp (hash, plus + 1, at - plus - 1) == 0)
          return g_steal_pointer (&bytes);
      }

  g_debug ("Data that are not what their name says");
  return NULL;
}

static void
forget_oldest (XmppBob *self)
{
  const char *cid = g_queue_pop_tail (&self->order);

  self->n_bytes -= g_bytes_get_size (g_hash_table_lookup (self->remembered, cid));
  g_hash_table_remove (self->remembered, cid);
}

static void
remember (XmppBob    *self,
          const char *cid,
          GBytes     *bytes)
{
  char *key;

  if (g_hash_table_contains (self->remembered, cid))
    return;

  self->n_bytes += g_bytes_get_size (bytes);
  while (g_queue_get_length (&self->order) >= MAX_REMEMBERED
         || (self->n_bytes > MAX_REMEMBERED_BYTES && g_queue_get_length (&self->order) > 0))
    forget_oldest (self);

  key = g_strdup (cid);
  g_hash_table_insert (self->remembered, key, g_bytes_ref (bytes));
  g_queue_push_head (&self->order, key);
}

static const char *
skip_scheme (const char *cid)
{
  return g_str_has_prefix (cid, "cid:") ? cid + strlen ("cid:") : cid;
}

/**
 * xmpp_bob_take_inline:
 * @self: the feature
 * @element: a stanza, or a payload
 *
 * Remembers data that came along: XEP-0231, 2.2. What is too large or is not what its name says is
 * left out.
 */
void
xmpp_bob_take_inline (XmppBob     *self,
                      XmppElement *element)
{
  guint n_taken = 0;

  g_return_if_fail (XMPP_IS_BOB (self));
  g_return_if_fail (element != NULL);

  for (XmppElement *data = xmpp_element_get_child (element, "data", XMPP_NS_BITS_OF_BINARY);
       data != NULL && n_taken < MAX_INLINE;
       data = xmpp_element_get_next_same (data), n_taken++)
    {
      g_autoptr(GBytes) bytes = read_data (data);

      if (bytes != NULL)
        remember (self, xmpp_element_get_attribute (data, "cid"), bytes);
    }
}

/**
 * xmpp_bob_lookup:
 * @self: the feature
 * @cid: the name of the data, or its "cid:" link
 *
 * Returns: (nullable) (transfer none): the data, if they are here
 */
GBytes *
xmpp_bob_lookup (XmppBob    *self,
                 const char *cid)
{
  g_return_val_if_fail (XMPP_IS_BOB (self), NULL);
  g_return_val_if_fail (cid != NULL, NULL);

  return g_hash_table_lookup (self->remembered, skip_scheme (cid));
}

/**
 * xmpp_bob_dup_inline:
 * @stanza: a stanza, from wherever it came
 * @uri: what it refers to
 *
 * Finds data that came along: XEP-0231, 2.1. Nothing of them is remembered.
 *
 * Returns: (transfer full) (nullable): them as a "data:" URI (RFC 2397) of the type claimed;
 *   %NULL: @uri is no "cid:" URI, or they did not come along, are too large, have no type or are
 *   not what their name says
 */
char *
xmpp_bob_dup_inline (XmppElement *stanza,
                     const char  *uri)
{
  XmppElement *data;

  g_return_val_if_fail (stanza != NULL && uri != NULL, NULL);

  if (!g_str_has_prefix (uri, "cid:"))
    return NULL;

  data = xmpp_element_get_child (stanza, "data", XMPP_NS_BITS_OF_BINARY);
  for (guint n = 0; data != NULL && n < MAX_INLINE; data = xmpp_element_get_next_same (data), n++)
    if (g_strcmp0 (xmpp_element_get_attribute (data, "cid"), skip_scheme (uri)) == 0)
      {
        const char *text = xmpp_element_get_text (data);
        g_autofree char *type = xmpp_media_type_parse (xmpp_element_get_attribute (data, "type"));
        g_autoptr(GBytes) bytes =
          type != NULL && strnlen (text, MAX_INLINE_CHARS + 1) <= MAX_INLINE_CHARS
          ? read_data (data) : NULL;
        g_autofree char *digits = bytes != NULL ? xmpp_base64_encode (bytes) : NULL;

        return digits != NULL ? g_strdup_printf ("data:%s;base64,%s", type, digits) : NULL;
      }

  return NULL;
}

static void
data_answer (XmppElement *iq,
             GTask       *task)
{
  XmppBob *self = g_task_get_source_object (task);
  const char *cid = g_task_get_task_data (task);
  XmppElement *data = xmpp_element_get_child (iq, "data", XMPP_NS_BITS_OF_BINARY);
  g_autoptr(GBytes) bytes = NULL;

  if (data != NULL && g_strcmp0 (xmpp_element_get_attribute (data, "cid"), cid) == 0)
    bytes = read_data (data);

  if (bytes == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                               "The data are not what was asked for");
      return;
    }

  remember (self, cid, bytes);
  g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
}

/**
 * xmpp_bob_fetch_async:
 * @self: the feature
 * @from: who spoke of them
 * @cid: the name of the data, or its "cid:" link
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Fetches data: XEP-0231, 2.3; at once when they are here. Asking somebody tells that we are here.
 */
void
xmpp_bob_fetch_async (XmppBob             *self,
                      XmppAddress         *from,
                      const char          *cid,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GBytes *bytes;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_BOB (self));
  g_return_if_fail (from != NULL && cid != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_bob_fetch_async);
  g_task_set_task_data (task, g_strdup (skip_scheme (cid)), g_free);

  bytes = xmpp_bob_lookup (self, cid);
  if (bytes != NULL)
    {
      g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
      return;
    }

  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (from));
  xmpp_element_set_attribute (xmpp_element_add_child (iq, "data", XMPP_NS_BITS_OF_BINARY),
                              "cid", skip_scheme (cid));
  xmpp_request_send (self->session, iq, g_steal_pointer (&task), data_answer);
}

/**
 * xmpp_bob_fetch_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_MALFORMED
 *
 * Returns: (transfer full) (nullable): the data
 */
GBytes *
xmpp_bob_fetch_finish (XmppBob       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
