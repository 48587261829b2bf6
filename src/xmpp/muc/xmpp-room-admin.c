/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-admin.c: a room's people, and what they may do: XEP-0045 1.35.5, 7.12, 8 and 9,
 * XEP-0317 0.3.1, XEP-0425 0.3.0 and 0.2.1. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-admin.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-room-private.h"
#include "xmpp-text.h"

#define MAX_ITEMS       50000
#define MAX_HATS        1000
#define MAX_NICK_BYTES  1023
#define MAX_URI_BYTES   1024
#define MAX_TITLE_BYTES 256
#define RESERVED_NODE   "x-roomuser-item"
#define HATS_NODE       "urn:xmpp:hats:commands:list"

static XmppElement *
new_request (XmppRoom   *self,
             const char *type)
{
  return xmpp_element_new_iq (type, xmpp_address_get_full (self->address));
}

static void
affiliated_answer (XmppElement *iq,
                   GTask       *task)
{
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_MUC_ADMIN);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_muc_item_free);
  XmppElement *element = query != NULL
                         ? xmpp_element_get_child (query, "item", XMPP_NS_MUC_ADMIN) : NULL;

  for (; element != NULL && items->len < MAX_ITEMS; element = xmpp_element_get_next_same (element))
    {
      g_autoptr(XmppMucItem) item = xmpp_muc_item_read (element);

      if (item->address != NULL)
        g_ptr_array_add (items, g_steal_pointer (&item));
    }

  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_room_get_affiliated_async:
 * @self: a room
 * @affiliation: which ones
 * @cancellable: (nullable): ends the wait
 * @callback: called when the list is here
 * @user_data: for @callback
 *
 * Asks who has an affiliation: XEP-0045, 9.5, 9.2, 10.5 and 10.8.
 */
void
xmpp_room_get_affiliated_async (XmppRoom            *self,
                                XmppAffiliation      affiliation,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *query;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_get_affiliated_async);
  iq = new_request (self, "get");
  query = xmpp_element_add_child (iq, "query", XMPP_NS_MUC_ADMIN);
  xmpp_element_set_attribute (xmpp_element_add_child (query, "item", NULL), "affiliation",
                              xmpp_affiliation_get_name (affiliation));
  xmpp_request_send (self->context->session, iq, task, affiliated_answer);
}

/**
 * xmpp_room_get_affiliated_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppMucItem): who has it
 */
GPtrArray *
xmpp_room_get_affiliated_finish (XmppRoom      *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_get_affiliated_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_item (XmppElement       *query,
            const XmppMucItem *item)
{
  XmppElement *element = xmpp_element_add_child (query, "item", NULL);

  if (item->address != NULL)
    {
      xmpp_element_set_attribute (element, "affiliation",
                                  xmpp_affiliation_get_name (item->affiliation));
      xmpp_element_set_attribute (element, "jid", xmpp_address_get_bare (item->address));
      xmpp_element_set_attribute (element, "nick", item->nick);
    }
  else
    {
      xmpp_element_set_attribute (element, "role", xmpp_role_get_name (item->role));
      xmpp_element_set_attribute (element, "nick", item->nick);
    }

  if (item->reason != NULL)
    xmpp_element_add_text_child (element, "reason", NULL, item->reason);
}

typedef struct {
  GPtrArray *items; /* of XmppMucItem */
  guint      next;
} Changes;

static void
changes_free (Changes *changes)
{
  g_ptr_array_unref (changes->items);
  g_free (changes);
}

static void change_next (GTask *task);

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_request_finish (object, result, change_next, &error))
    change_next (task);
  else
    g_task_return_error (task, error);
}

/* Prosody 0.12 takes the first item of a request, and says that it has done them all. */
static void
change_next (GTask *task)
{
  XmppRoom *self = g_task_get_source_object (task);
  Changes *changes = g_task_get_task_data (task);
  GTask *one = NULL;
  XmppElement *iq = NULL;

  if (changes->next == changes->items->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  one = g_task_new (self, g_task_get_cancellable (task), changed_cb, g_object_ref (task));
  g_task_set_source_tag (one, change_next);
  iq = new_request (self, "set");
  write_item (xmpp_element_add_child (iq, "query", XMPP_NS_MUC_ADMIN),
              g_ptr_array_index (changes->items, changes->next++));
  xmpp_request_send (self->context->session, iq, one, NULL);
}

/**
 * xmpp_room_change_async:
 * @self: a room
 * @items: (element-type XmppMucItem): who becomes what; not changed while it lasts
 * @cancellable: (nullable): ends the wait, not what the room does with what it was asked
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * Changes what people are to the room, or may do in it: XEP-0045, 8 and 9. One after the other, up
 * to the first that is refused.
 */
void
xmpp_room_change_async (XmppRoom            *self,
                        GPtrArray           *items,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Changes *changes = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (items != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_change_async);
  changes = g_new0 (Changes, 1);
  changes->items = g_ptr_array_ref (items);
  g_task_set_task_data (task, changes, (GDestroyNotify) changes_free);
  change_next (task);
}

/**
 * xmpp_room_change_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the room has done it
 */
gboolean
xmpp_room_change_finish (XmppRoom      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_change_async, error);
}

/* Takes @item. */
static void
change_one (XmppRoom            *self,
            XmppMucItem         *item,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_muc_item_free);

  g_ptr_array_add (items, item);
  xmpp_room_change_async (self, items, cancellable, callback, user_data);
}

/**
 * xmpp_room_set_affiliation_async:
 * @self: a room
 * @address: who
 * @affiliation: what to become
 * @reason: (nullable): why
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * xmpp_room_change_async() for the affiliation of one.
 */
void
xmpp_room_set_affiliation_async (XmppRoom            *self,
                                 XmppAddress         *address,
                                 XmppAffiliation      affiliation,
                                 const char          *reason,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (address != NULL);

  change_one (self, xmpp_muc_item_new_affiliation (address, affiliation, reason), cancellable,
              callback, user_data);
}

/**
 * xmpp_room_set_role_async:
 * @self: a room that we are in
 * @nick: who
 * @role: what to become
 * @reason: (nullable): why
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * xmpp_room_change_async() for the role of one.
 */
void
xmpp_room_set_role_async (XmppRoom            *self,
                          const char          *nick,
                          XmppRole             role,
                          const char          *reason,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (nick != NULL);

  change_one (self, xmpp_muc_item_new_role (nick, role, reason), cancellable, callback, user_data);
}

static XmppElement *
new_moderation (XmppRoom   *self,
                const char *stanza_id,
                const char *reason)
{
  gboolean is_current = xmpp_room_info_has (self->info, XMPP_ROOM_MODERATION);
  XmppElement *iq = new_request (self, "set");
  XmppElement *moderate = iq;

  if (!is_current)
    {
      moderate = xmpp_element_add_child (iq, "apply-to", XMPP_NS_FASTEN);
      xmpp_element_set_attribute (moderate, "id", stanza_id);
    }
  moderate = xmpp_element_add_child (moderate, "moderate",
                                     is_current ? XMPP_NS_MODERATE : XMPP_NS_MODERATE_0);
  if (is_current)
    xmpp_element_set_attribute (moderate, "id", stanza_id);

  xmpp_element_add_child (moderate, "retract", is_current ? XMPP_NS_RETRACT : XMPP_NS_RETRACT_0);
  if (reason != NULL)
    xmpp_element_add_text_child (moderate, "reason", NULL, reason);
  return iq;
}

/**
 * xmpp_room_moderate_async:
 * @self: a room that we are in
 * @stanza_id: the room's id of the message
 * @reason: (nullable): why
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * Has the room take a message away: XEP-0425, in the version that the room speaks.
 */
void
xmpp_room_moderate_async (XmppRoom            *self,
                          const char          *stanza_id,
                          const char          *reason,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (stanza_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_moderate_async);
  if (!xmpp_room_info_has (self->info, XMPP_ROOM_MODERATION)
      && !xmpp_room_info_has (self->info, XMPP_ROOM_MODERATION_0))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                             "The room cannot take messages away");
  else
    xmpp_request_send (self->context->session, new_moderation (self, stanza_id, reason),
                       g_steal_pointer (&task), NULL);
}

/**
 * xmpp_room_moderate_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED
 *
 * Returns: %TRUE when the message is taken away; all hear of it as "message"
 */
gboolean
xmpp_room_moderate_finish (XmppRoom      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_moderate_async, error);
}

static const char *
get_column (GPtrArray  *fields,
            const char *var)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const XmppDataField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->var, var) == 0)
        return field->values[0];
    }
  return NULL;
}

static void
hats_answer (XmppElement *iq,
             GTask       *task)
{
  XmppElement *command = xmpp_element_get_child (iq, "command", XMPP_NS_COMMANDS);
  XmppElement *x = command != NULL
                   ? xmpp_element_get_child (command, "x", XMPP_NS_DATA_FORM) : NULL;
  g_autoptr(XmppDataForm) form = x != NULL ? xmpp_data_form_parse (x, NULL) : NULL;
  GPtrArray *hats = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_hat_free);

  for (guint i = 0; form != NULL && i < form->items->len && hats->len < MAX_HATS; i++)
    {
      GPtrArray *fields = g_ptr_array_index (form->items, i);
      g_autofree char *uri = xmpp_text_bounded (get_column (fields, "hats#uri"), MAX_URI_BYTES);
      g_autofree char *title = xmpp_text_clip (get_column (fields, "hats#title"), MAX_TITLE_BYTES);

      if (uri != NULL)
        g_ptr_array_add (hats, xmpp_hat_new (uri, title != NULL ? title : uri,
                                             get_column (fields, "hats#hue")));
    }

  g_task_return_pointer (task, hats, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_room_get_hats_async:
 * @self: a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when the list is here
 * @user_data: for @callback
 *
 * Asks which hats there are: XEP-0317, 3.4.
 */
void
xmpp_room_get_hats_async (XmppRoom            *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *command;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_get_hats_async);
  iq = new_request (self, "set");
  command = xmpp_element_add_child (iq, "command", XMPP_NS_COMMANDS);
  xmpp_element_set_attribute (command, "action", "execute");
  xmpp_element_set_attribute (command, "node", HATS_NODE);
  xmpp_request_send (self->context->session, iq, task, hats_answer);
}

/**
 * xmpp_room_get_hats_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppHat): the hats
 */
GPtrArray *
xmpp_room_get_hats_finish (XmppRoom      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_get_hats_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
reserved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  const char *nick = info != NULL ? xmpp_disco_info_get_name (info) : NULL;

  /* A room that does not know the question has reserved none. */
  if (info == NULL && error->domain != XMPP_STANZA_ERROR)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, xmpp_text_bounded (nick, MAX_NICK_BYTES), g_free);
}

/**
 * xmpp_room_get_reserved_nick_async:
 * @self: a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks which nick is reserved for us: XEP-0045, 7.12.
 */
void
xmpp_room_get_reserved_nick_async (XmppRoom            *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_get_reserved_nick_async);
  xmpp_disco_get_info_async (self->context->disco, self->address, RESERVED_NODE, cancellable,
                             reserved_cb, task);
}

/**
 * xmpp_room_get_reserved_nick_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session
 *
 * Returns: (transfer full) (nullable): the nick; %NULL without an error: none
 */
char *
xmpp_room_get_reserved_nick_finish (XmppRoom      *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_get_reserved_nick_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppRoom *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) disco = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  g_autoptr(XmppRoomInfo) info = disco != NULL ? xmpp_room_info_read (disco) : NULL;

  if (disco == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (info == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED, "Not a room");
      return;
    }

  xmpp_room_set_info (self, info);
  g_task_return_pointer (task, g_steal_pointer (&info), (GDestroyNotify) xmpp_room_info_unref);
}

/**
 * xmpp_room_ask_info_async:
 * @self: a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when it has answered
 * @user_data: for @callback
 *
 * Asks what the room is: XEP-0045, 6.4.
 */
void
xmpp_room_ask_info_async (XmppRoom            *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_ask_info_async);
  xmpp_disco_forget (self->context->disco, self->address);
  xmpp_disco_get_info_async (self->context->disco, self->address, NULL, cancellable, info_cb,
                             task);
}

/**
 * xmpp_room_ask_info_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: it is no room
 *
 * Returns: (transfer full) (nullable): what the room says about itself
 */
XmppRoomInfo *
xmpp_room_ask_info_finish (XmppRoom      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_ask_info_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
