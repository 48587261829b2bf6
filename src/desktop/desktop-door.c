/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The D-Bus object: dispatch, waiting until the model is ready, and the events that go out. */
#define G_LOG_DOMAIN "desktop-door"

#include "desktop-door.h"

#include "charla-config.h"
#include "desktop-door-call.h"
#include "desktop-door-events.h"
#include "desktop-door-info.h"

#include <glib/gi18n.h>

#define OBJECT_PATH "/im/charla/Charla1"
#define MAX_WAITING 1000

struct _DesktopDoor
{
  GObject             parent_instance;

  ChatClient         *client;
  DesktopDoorEvents  *events;       /* (nullable) while somebody watches */
  GDBusConnection    *connection;   /* (nullable) */
  guint               registration;
  GQueue              waiting;      /* owned GDBusMethodInvocation, before the model is ready */
  GError             *error;        /* (nullable) why it never will be */
  char               *note;         /* (nullable) what happened at the start */
};

G_DEFINE_FINAL_TYPE (DesktopDoor, desktop_door, G_TYPE_OBJECT)

enum {
  SIGNAL_OPEN,
  SIGNAL_QUIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
has_windows (DesktopDoor *self)
{
  return g_signal_has_handler_pending (self, signals[SIGNAL_OPEN], 0, FALSE);
}

static const DesktopCall *const tables[] = {
  desktop_account_calls, desktop_contact_calls, desktop_message_calls, desktop_room_calls,
  desktop_room_admin_calls, desktop_room_find_calls, desktop_space_calls,
  desktop_wait_calls, desktop_forward_calls,
};

static void
nobody_watches_cb (DesktopDoor *self)
{
  g_clear_object (&self->events);
}

static void
watch (DesktopDoor           *self,
       GDBusMethodInvocation *invocation)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);

  if (self->events == NULL && self->connection != NULL)
    {
      self->events = desktop_door_events_new (self->client, self->connection, OBJECT_PATH);
      g_signal_connect_object (self->events, "empty", G_CALLBACK (nobody_watches_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (self->events != NULL && sender != NULL && desktop_door_events_add (self->events, sender))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    desktop_call_refuse (invocation, CHAT_ERROR_FAILED, _("Too many programs watch."));
}

/* What concerns the program and not the model; FALSE: it is something else. */
static gboolean
dispatch_own (DesktopDoor           *self,
              const char            *method,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *link;

  if (g_str_equal (method, "Quit"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      g_signal_emit (self, signals[SIGNAL_QUIT], 0);
      return TRUE;
    }
  if (!g_str_equal (method, "Open"))
    return FALSE;

  if (has_windows (self))
    {
      g_variant_get (arguments, "(&s)", &link);
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, link);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    desktop_call_refuse (invocation, CHAT_ERROR_UNSUPPORTED,
                         _("Charla runs without windows. End it with “charla quit” first."));
  return TRUE;
}

static void
dispatch (DesktopDoor           *self,
          GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *arguments = g_dbus_method_invocation_get_parameters (invocation);

  if (self->error != NULL)
    {
      desktop_call_fail (invocation, g_error_copy (self->error));
      return;
    }
  if (g_str_equal (method, "Watch"))
    {
      watch (self, invocation);
      return;
    }
  if (g_str_equal (method, "GetStatus"))
    {
      GVariant *status = desktop_status_variant (self->client, self->note);

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", status));
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const DesktopCall *call = tables[i]; call->method != NULL; call++)
      if (g_str_equal (call->method, method))
        {
          call->func (self->client, arguments, invocation);
          return;
        }
  g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                 G_DBUS_ERROR_UNKNOWN_METHOD, method);
}

static void
method_call_cb (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  DesktopDoor *self = user_data;

  if (dispatch_own (self, method, arguments, invocation))
    return;

  if (chat_client_get_ready (self->client) || self->error != NULL)
    dispatch (self, invocation);
  else if (self->waiting.length < MAX_WAITING)
    g_queue_push_tail (&self->waiting, invocation);
  else
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                   G_DBUS_ERROR_LIMITS_EXCEEDED, "Not ready yet");
}

static GVariant *
get_property_cb (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  if (g_str_equal (property, "HasWindows"))
    return g_variant_new_boolean (has_windows (user_data));

  return g_variant_new_string (CHARLA_VERSION);
}

static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb, NULL, { NULL } };

static void
flush_waiting (DesktopDoor *self)
{
  GDBusMethodInvocation *invocation;

  while ((invocation = g_queue_pop_head (&self->waiting)) != NULL)
    dispatch (self, invocation);
}

static void
ready_cb (ChatClient  *client,
          GParamSpec  *pspec,
          DesktopDoor *self)
{
  if (chat_client_get_ready (client))
    flush_waiting (self);
}

/* Who has no window before their eyes must hear of it too. */
static void
salvaged_cb (ChatClient  *client,
             const char  *kept_path,
             guint64      n_messages,
             DesktopDoor *self)
{
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, n_messages);

  g_free (self->note);
  /* Translators: the first is a number, the second a file. */
  self->note = g_strdup_printf (_("The file with your chats was damaged and has been made anew. "
                                  "Messages saved: %s. The damaged file is kept as %s."), count,
                                kept_path);
}

/**
 * desktop_door_export:
 * @self: the door
 * @connection: a message bus connection
 * @error: return location for an error
 *
 * Puts the object on the bus; the name is the application's.
 *
 * Returns: whether it could be done
 */
gboolean
desktop_door_export (DesktopDoor      *self,
                     GDBusConnection  *connection,
                     GError          **error)
{
  g_return_val_if_fail (DESKTOP_IS_DOOR (self) && self->connection == NULL, FALSE);

  self->registration =
    g_dbus_connection_register_object (connection, OBJECT_PATH,
                                       (GDBusInterfaceInfo *) &im_charla_charla1_interface,
                                       &vtable, self, NULL, error);
  if (self->registration == 0)
    return FALSE;

  self->connection = g_object_ref (connection);
  return TRUE;
}

/**
 * desktop_door_unexport:
 * @self: the door
 *
 * Takes the object off the bus.
 */
void
desktop_door_unexport (DesktopDoor *self)
{
  g_return_if_fail (DESKTOP_IS_DOOR (self));

  if (self->connection == NULL)
    return;

  g_clear_object (&self->events);
  g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_object (&self->connection);
}

/**
 * desktop_door_set_error:
 * @self: the door
 * @error: why the model cannot be opened
 *
 * Every call, also those that wait, is answered with @error.
 */
void
desktop_door_set_error (DesktopDoor  *self,
                        const GError *error)
{
  g_return_if_fail (DESKTOP_IS_DOOR (self) && error != NULL);

  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  flush_waiting (self);
}

static void
desktop_door_dispose (GObject *object)
{
  DesktopDoor *self = DESKTOP_DOOR (object);
  GDBusMethodInvocation *invocation;

  desktop_door_unexport (self);
  while ((invocation = g_queue_pop_head (&self->waiting)) != NULL)
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                   G_DBUS_ERROR_NO_SERVER, "Charla has ended");
  g_clear_object (&self->client);

  G_OBJECT_CLASS (desktop_door_parent_class)->dispose (object);
}

static void
desktop_door_finalize (GObject *object)
{
  DesktopDoor *self = DESKTOP_DOOR (object);

  g_clear_error (&self->error);
  g_clear_pointer (&self->note, g_free);

  G_OBJECT_CLASS (desktop_door_parent_class)->finalize (object);
}

static void
desktop_door_class_init (DesktopDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desktop_door_dispose;
  G_OBJECT_CLASS (klass)->finalize = desktop_door_finalize;

  signals[SIGNAL_OPEN] = g_signal_new ("open", DESKTOP_TYPE_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_QUIT] = g_signal_new ("quit", DESKTOP_TYPE_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
desktop_door_init (DesktopDoor *self)
{
  g_queue_init (&self->waiting);
}

DesktopDoor *
desktop_door_new (ChatClient *client)
{
  DesktopDoor *self = g_object_new (DESKTOP_TYPE_DOOR, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (client, "salvaged", G_CALLBACK (salvaged_cb), self, 0);
  return self;
}
