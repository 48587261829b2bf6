/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Somebody on the session bus who calls the door, which is in the same process: every call spins
 * the main loop until it is answered. */
typedef struct {
  GDBusConnection *bus;
  guint            subscription;
  GPtrArray       *events;  /* owned GVariant: (sa{sv}), as they came */
} DoorClient;

DoorClient *door_client_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Leaves the bus at once */
void        door_client_free       (DoorClient *self);
/* (transfer full): the answer; @arguments: (nullable) */
GVariant   *door_client_call       (DoorClient *self,
                                    const char *method,
                                    GVariant   *arguments) G_GNUC_WARN_UNUSED_RESULT;
/* A call that has no answer */
void        door_client_do         (DoorClient *self,
                                    const char *method,
                                    GVariant   *arguments);
/* A call that fails with im.charla.Error.@name, and says something */
void        door_client_fail       (DoorClient *self,
                                    const char *method,
                                    GVariant   *arguments,
                                    const char *name);
/* A call whose answer is taken later, with door_client_take() */
GTask      *door_client_begin      (DoorClient *self,
                                    const char *method,
                                    GVariant   *arguments) G_GNUC_WARN_UNUSED_RESULT;
gboolean    door_client_is_done    (GTask      *begun);
/* (transfer full): takes @begun as well; NULL with @error_name (out) (nullable) */
GVariant   *door_client_take       (GTask      *begun,
                                    char      **error_name) G_GNUC_WARN_UNUSED_RESULT;
/* The last event of this kind that has @key with @value, once it has come; borrowed */
GVariant   *door_client_wait_event (DoorClient *self,
                                    const char *kind,
                                    const char *key,
                                    const char *value);
/* What is on its way has come: a call to the bus and back */
void        door_client_settle     (DoorClient *self);

G_END_DECLS
