/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-owner.c: creates, configures and destroys rooms, and gives them a picture: XEP-0045
 * 1.35.5, 10, XEP-0486 0.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room-owner.h"

#include "xmpp-avatar-image.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-room-private.h"
#include "xmpp-vcard.h"

static XmppElement *
new_request (XmppRoom   *self,
             const char *type)
{
  return xmpp_element_new_iq (type, xmpp_address_get_full (self->address));
}

static void
config_answer (XmppElement *iq,
               GTask       *task)
{
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_MUC_OWNER);
  XmppElement *x = query != NULL ? xmpp_element_get_child (query, "x", XMPP_NS_DATA_FORM) : NULL;
  GError *error = NULL;
  XmppDataForm *form;

  if (x == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                               "There is nothing to configure");
      return;
    }

  form = xmpp_data_form_parse (x, &error);
  if (form == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, form, (GDestroyNotify) xmpp_data_form_unref);
}

/**
 * xmpp_room_get_config_async:
 * @self: a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when the form is here
 * @user_data: for @callback
 *
 * Asks for the form that the room is configured by: XEP-0045, 10.2.
 */
void
xmpp_room_get_config_async (XmppRoom            *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_get_config_async);
  iq = new_request (self, "get");
  xmpp_element_add_child (iq, "query", XMPP_NS_MUC_OWNER);
  xmpp_request_send (self->context->session, iq, task, config_answer);
}

/**
 * xmpp_room_get_config_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: there is nothing to configure
 *
 * Returns: (transfer full) (nullable): the form, with what is set now
 */
XmppDataForm *
xmpp_room_get_config_finish (XmppRoom      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_get_config_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_room_set_config_async:
 * @self: a room
 * @form: (nullable): the form, filled in; %NULL: as the server likes it
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * Configures the room: XEP-0045, 10.1.2 and 10.2.
 */
void
xmpp_room_set_config_async (XmppRoom            *self,
                            XmppDataForm        *form,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *query;
  g_autoptr(XmppElement) submit = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_set_config_async);
  iq = new_request (self, "set");
  query = xmpp_element_add_child (iq, "query", XMPP_NS_MUC_OWNER);
  if (form != NULL)
    {
      submit = xmpp_data_form_to_submit (form);
      xmpp_element_append_copy (query, submit);
    }
  else
    xmpp_element_set_attribute (xmpp_element_add_child (query, "x", XMPP_NS_DATA_FORM),
                                "type", "submit");
  xmpp_request_send (self->context->session, iq, task, NULL);
}

/**
 * xmpp_room_set_config_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the room is so
 */
gboolean
xmpp_room_set_config_finish (XmppRoom      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_set_config_async, error);
}

/**
 * xmpp_room_destroy_async:
 * @self: a room
 * @venue: (nullable): where to go instead
 * @reason: (nullable): why
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * Destroys a room: XEP-0045, 10.9. Who is in it is thrown out.
 */
void
xmpp_room_destroy_async (XmppRoom            *self,
                         XmppAddress         *venue,
                         const char          *reason,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_destroy_async);
  xmpp_request_send (self->context->session, xmpp_room_new_destruction (self, venue, reason), task,
                     NULL);
}

/**
 * xmpp_room_destroy_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_room_destroy_finish (XmppRoom      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_destroy_async, error);
}

/* How a room is created:
 *
 *   join ──► is it new? ──► its form ──► filled in ──► submit ──► done
 *               │               └──────────┴─────────────┴─ fails: destroy it, and leave
 *               └─ no: leave
 */
static void
settings_free (gpointer data)
{
  XmppRoomSettings *settings = data;

  g_free ((char *) settings->name);
  g_free ((char *) settings->description);
  g_free ((char *) settings->language);
  g_free ((char *) settings->password);
  g_free (settings);
}

static XmppRoomSettings *
copy_settings (const XmppRoomSettings *settings)
{
  XmppRoomSettings *copy = g_memdup2 (settings, sizeof *settings);

  copy->name = g_strdup (settings->name);
  copy->description = g_strdup (settings->description);
  copy->language = g_strdup (settings->language);
  copy->password = g_strdup (settings->password);
  return copy;
}

/* Takes @error. */
static void
give_up (GTask  *task,
         GError *error)
{
  XmppRoom *self = g_task_get_source_object (task);

  if (self->context->session != NULL)
    xmpp_session_send_iq_async (self->context->session,
                                xmpp_room_new_destruction (self, NULL, NULL), 0, NULL, NULL, NULL);
  xmpp_room_leave (self, NULL);
  g_task_return_error (task, error);
}

static void
configured_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppRoom *self = XMPP_ROOM (object);
  GError *error = NULL;

  if (!xmpp_room_set_config_finish (self, result, &error))
    {
      give_up (task, error);
      return;
    }

  xmpp_room_ask_info (self);
  g_task_return_boolean (task, TRUE);
}

static void
form_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppRoom *self = XMPP_ROOM (object);
  GError *error = NULL;
  g_autoptr(XmppDataForm) form = xmpp_room_get_config_finish (self, result, &error);

  if (form == NULL)
    give_up (task, error);
  else if (!xmpp_room_settings_apply (g_task_get_task_data (task), form))
    give_up (task, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                                        "Rooms cannot be so there"));
  else
    xmpp_room_set_config_async (self, form, g_task_get_cancellable (task), configured_cb,
                                g_object_ref (task));
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppRoom *self = XMPP_ROOM (object);
  GError *error = NULL;

  if (!xmpp_room_join_finish (self, result, &error))
    {
      xmpp_room_leave (self, NULL);
      g_task_return_error (task, error);
    }
  else if (!self->is_created)
    {
      xmpp_room_leave (self, NULL);
      g_task_return_new_error (task, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_EXISTS,
                               "There is a room of that name");
    }
  else
    xmpp_room_get_config_async (self, g_task_get_cancellable (task), form_cb, g_object_ref (task));
}

/**
 * xmpp_room_create_async:
 * @self: a room that we are not in
 * @nick: what we want to be called in it
 * @settings: what it shall be; copied
 * @cancellable: (nullable): ends the wait; what is half done is undone
 * @callback: called when the room is there, or will not be
 * @user_data: for @callback
 *
 * Creates a room: XEP-0045, 10.1. Nobody else comes in before it is what it shall be.
 */
void
xmpp_room_create_async (XmppRoom               *self,
                        const char             *nick,
                        const XmppRoomSettings *settings,
                        GCancellable           *cancellable,
                        GAsyncReadyCallback     callback,
                        gpointer                user_data)
{
  const XmppRoomEntry entry = { .nick = nick, .may_create = TRUE };
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (nick != NULL && settings != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_create_async);
  g_task_set_task_data (task, copy_settings (settings), settings_free);
  if (self->state == XMPP_ROOM_JOINED)
    g_task_return_new_error (task, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_EXISTS,
                             "There is a room of that name");
  else
    xmpp_room_join_async (self, &entry, cancellable, joined_cb, g_steal_pointer (&task));
}

/**
 * xmpp_room_create_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error as of xmpp_room_join_finish() or
 *   xmpp_room_set_config_finish(), %XMPP_ROOM_ERROR_EXISTS, or %XMPP_ERROR_UNSUPPORTED
 *
 * Returns: %TRUE when we are in a new room that is what it shall be
 */
gboolean
xmpp_room_create_finish (XmppRoom      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_create_async, error);
}

static void
avatar_answer (XmppElement *iq,
               GTask       *task)
{
  XmppElement *element = xmpp_element_get_child (iq, "vCard", XMPP_NS_VCARD);
  g_autoptr(XmppVcard) vcard = xmpp_vcard_parse (element);
  GError *error = NULL;

  if (!xmpp_avatar_image_check (vcard->photo, g_task_get_task_data (task), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_bytes_ref (vcard->photo), (GDestroyNotify) g_bytes_unref);
}

/**
 * xmpp_room_get_avatar_async:
 * @self: a room
 * @hash: which picture it has said that it has
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * Fetches the room's picture: XEP-0486, 3.4.
 */
void
xmpp_room_get_avatar_async (XmppRoom            *self,
                            const char          *hash,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_get_avatar_async);
  g_task_set_task_data (task, g_strdup (hash), g_free);
  iq = new_request (self, "get");
  xmpp_element_add_child (iq, "vCard", XMPP_NS_VCARD);
  xmpp_request_send (self->context->session, iq, task, avatar_answer);
}

/**
 * xmpp_room_get_avatar_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or as of
 *   xmpp_avatar_image_check()
 *
 * Returns: (transfer full) (nullable): the picture
 */
GBytes *
xmpp_room_get_avatar_finish (XmppRoom      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_room_get_avatar_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_room_set_avatar_async:
 * @self: a room
 * @image: (nullable): the picture; %NULL: none
 * @cancellable: (nullable): ends the wait, not what the room does
 * @callback: called when it is done, or will not be
 * @user_data: for @callback
 *
 * Gives the room a picture: XEP-0486, 3.2.
 */
void
xmpp_room_set_avatar_async (XmppRoom            *self,
                            GBytes              *image,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(XmppVcard) vcard = xmpp_vcard_new ();
  g_autoptr(XmppElement) element = NULL;
  GTask *task;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_ROOM (self));

  if (image != NULL)
    {
      vcard->photo = g_bytes_ref (image);
      vcard->photo_type = g_strdup (xmpp_avatar_image_get_type (image));
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_set_avatar_async);
  iq = new_request (self, "set");
  element = xmpp_vcard_to_element (vcard);
  xmpp_element_append_copy (iq, element);
  xmpp_request_send (self->context->session, iq, task, NULL);
}

/**
 * xmpp_room_set_avatar_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the room has it
 */
gboolean
xmpp_room_set_avatar_finish (XmppRoom      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_set_avatar_async, error);
}
