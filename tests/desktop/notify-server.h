/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A notification server on the session bus, in the test's own process. It shows nothing and
 * remembers the last thing that it was told. Bubbles get the ids 1, 2, … */
typedef struct {
  GDBusConnection *bus;
  guint            object;
  guint            name;
  gboolean         is_owned;
  guint            n_shown;   /* how often something was shown */
  guint            n_closed;
  guint            id;        /* of what was shown last */
  guint            replaced;  /* the id that it was to replace; 0: none */
  char            *title;
  char            *body;
  GStrv            actions;
  GVariant        *hints;
} NotifyServer;

NotifyServer *notify_server_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void          notify_server_free       (NotifyServer *self);
/* Until as much was shown, or closed */
void          notify_server_wait_shown  (NotifyServer *self,
                                         guint         n_shown);
void          notify_server_wait_closed (NotifyServer *self,
                                         guint         n_closed);
/* What the person does with the bubble @id */
void          notify_server_press      (NotifyServer *self,
                                        guint         id,
                                        const char   *action);
void          notify_server_reply      (NotifyServer *self,
                                        guint         id,
                                        const char   *text);
void          notify_server_dismiss    (NotifyServer *self,
                                        guint         id);
gboolean      notify_server_has_action (NotifyServer *self,
                                        const char   *action);

G_END_DECLS
