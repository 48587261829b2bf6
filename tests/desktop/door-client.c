/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other side of the door, in the same process. */
#include "door-client.h"

#define PATH "/im/charla/Charla1"
#define INTERFACE "im.charla.Charla1"
#define ERROR_PREFIX "im.charla.Error."

static void
event_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  DoorClient *self = user_data;

  g_assert_true (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv})")));
  g_ptr_array_add (self->events, g_variant_ref (parameters));
}

DoorClient *
door_client_new (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  DoorClient *self = g_new0 (DoorClient, 1);

  g_assert_no_error (error);
  self->bus =
    g_dbus_connection_new_for_address_sync (address,
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                            | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);
  g_assert_no_error (error);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->subscription =
    g_dbus_connection_signal_subscribe (self->bus, NULL, INTERFACE, "Event", PATH, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, event_cb, self, NULL);
  return self;
}

void
door_client_free (DoorClient *self)
{
  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->events);
  g_free (self);
}

/* The task is done with the answer, or with the error as it came. */
static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
}

GTask *
door_client_begin (DoorClient *self,
                   const char *method,
                   GVariant   *arguments)
{
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);
  /* The door is on the connection that everybody in the process shares. */
  g_autoptr(GDBusConnection) other = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_dbus_connection_call (self->bus, g_dbus_connection_get_unique_name (other), PATH, INTERFACE,
                          method, arguments, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, 60 * 1000,
                          NULL, answered_cb, g_object_ref (task));
  return task;
}

gboolean
door_client_is_done (GTask *begun)
{
  return g_task_get_completed (begun);
}

GVariant *
door_client_take (GTask  *begun,
                  char  **error_name)
{
  g_autoptr(GTask) task = begun;
  g_autoptr(GError) error = NULL;
  GVariant *answer;

  while (!g_task_get_completed (task))
    g_main_context_iteration (NULL, TRUE);

  answer = g_task_propagate_pointer (task, &error);
  if (error_name != NULL)
    *error_name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
  if (error != NULL)
    {
      g_dbus_error_strip_remote_error (error);
      g_assert_cmpstr (error->message, !=, "");
    }
  return answer;
}

GVariant *
door_client_call (DoorClient *self,
                  const char *method,
                  GVariant   *arguments)
{
  g_autofree char *name = NULL;
  GVariant *answer = door_client_take (door_client_begin (self, method, arguments), &name);

  g_assert_cmpstr (name, ==, NULL);
  g_assert_nonnull (answer);
  return answer;
}

void
door_client_do (DoorClient *self,
                const char *method,
                GVariant   *arguments)
{
  g_autoptr(GVariant) answer = door_client_call (self, method, arguments);

  g_assert_cmpuint (g_variant_n_children (answer), ==, 0);
}

void
door_client_fail (DoorClient *self,
                  const char *method,
                  GVariant   *arguments,
                  const char *name)
{
  g_autofree char *wanted = g_strconcat (ERROR_PREFIX, name, NULL);
  g_autofree char *found = NULL;
  g_autoptr(GVariant) answer = door_client_take (door_client_begin (self, method, arguments),
                                                 &found);

  g_assert_null (answer);
  g_assert_cmpstr (found, ==, wanted);
}

static GVariant *
find_event (DoorClient *self,
            const char *kind,
            const char *key,
            const char *value)
{
  for (guint i = self->events->len; i-- > 0;)
    {
      GVariant *event = g_ptr_array_index (self->events, i);
      g_autoptr(GVariant) details = NULL;
      const char *of, *text;

      g_variant_get (event, "(&s@a{sv})", &of, &details);
      if (g_str_equal (of, kind) && g_variant_lookup (details, key, "&s", &text)
          && g_str_equal (text, value))
        return event;
    }
  return NULL;
}

GVariant *
door_client_wait_event (DoorClient *self,
                        const char *kind,
                        const char *key,
                        const char *value)
{
  GVariant *event;

  while ((event = find_event (self, kind, key, value)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return event;
}

void
door_client_settle (DoorClient *self)
{
  g_autoptr(GDBusConnection) other = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) pong = NULL;
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  /* Ordered behind what the door has sent before. */
  g_dbus_connection_call (self->bus, g_dbus_connection_get_unique_name (other), "/",
                          "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, g_object_ref (task));
  while (!g_task_get_completed (task))
    g_main_context_iteration (NULL, TRUE);
  pong = g_task_propagate_pointer (task, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
