/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A notification server that a test plays. */
#include "notify-server.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char introspection[] =
  "<node><interface name='" NAME "'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationReplied'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
  "</interface></node>";

static void
emit (NotifyServer *self,
      const char   *signal,
      GVariant     *parameters)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (self->bus, NULL, PATH, NAME, signal, parameters, &error);
  g_assert_no_error (error);
}

static void
show (NotifyServer *self,
      GVariant     *arguments)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->actions, g_strfreev);
  g_clear_pointer (&self->hints, g_variant_unref);
  g_variant_get (arguments, "(susss^as@a{sv}i)", NULL, &self->replaced, NULL, &self->title,
                 &self->body, &self->actions, &self->hints, NULL);
  self->n_shown++;
  self->id = self->replaced != 0 ? self->replaced : self->n_shown;
}

static void
method_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  static const char *const caps[] = { "actions", "body", "body-markup", "inline-reply", NULL };
  NotifyServer *self = user_data;
  guint id;

  if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", caps));
  else if (g_str_equal (method, "GetServerInformation"))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ssss)", "test", "test", "1", "1.2"));
  else if (g_str_equal (method, "CloseNotification"))
    {
      self->n_closed++;
      g_variant_get (arguments, "(u)", &id);
      g_dbus_method_invocation_return_value (invocation, NULL);
      emit (self, "NotificationClosed", g_variant_new ("(uu)", id, 3));
    }
  else
    {
      show (self, arguments);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", self->id));
    }
}

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((NotifyServer *) user_data)->is_owned = TRUE;
}

NotifyServer *
notify_server_new (void)
{
  static const GDBusInterfaceVTable vtable = { method_cb, NULL, NULL, { NULL } };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  NotifyServer *self = g_new0 (NotifyServer, 1);

  g_assert_no_error (error);
  self->bus =
    g_dbus_connection_new_for_address_sync (address,
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                            | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);
  g_assert_no_error (error);
  self->object = g_dbus_connection_register_object (self->bus, PATH, node->interfaces[0], &vtable,
                                                    self, NULL, &error);
  g_assert_no_error (error);
  self->name = g_bus_own_name_on_connection (self->bus, NAME, G_BUS_NAME_OWNER_FLAGS_REPLACE,
                                             owned_cb, NULL, self, NULL);
  while (!self->is_owned)
    g_main_context_iteration (NULL, TRUE);
  return self;
}

void
notify_server_free (NotifyServer *self)
{
  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus, self->object);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_free (self->title);
  g_free (self->body);
  g_strfreev (self->actions);
  g_clear_pointer (&self->hints, g_variant_unref);
  g_free (self);
}

void
notify_server_wait_shown (NotifyServer *self,
                          guint         n_shown)
{
  while (self->n_shown < n_shown)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_shown, ==, n_shown);
}

void
notify_server_wait_closed (NotifyServer *self,
                           guint         n_closed)
{
  while (self->n_closed < n_closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_closed, ==, n_closed);
}

void
notify_server_press (NotifyServer *self,
                     guint         id,
                     const char   *action)
{
  emit (self, "ActionInvoked", g_variant_new ("(us)", id, action));
}

void
notify_server_reply (NotifyServer *self,
                     guint         id,
                     const char   *text)
{
  emit (self, "NotificationReplied", g_variant_new ("(us)", id, text));
}

void
notify_server_dismiss (NotifyServer *self,
                       guint         id)
{
  emit (self, "NotificationClosed", g_variant_new ("(uu)", id, 2));
}

gboolean
notify_server_has_action (NotifyServer *self,
                          const char   *action)
{
  return g_strv_contains ((const char *const *) self->actions, action);
}
