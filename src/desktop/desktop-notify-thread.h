/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DesktopNotifyFunc:
 * @key: what the notification is about
 * @action: "open", "read", "reply", "approve", "deny" or "closed"
 * @text: (nullable): the text of "reply"
 *
 * Called on the main thread.
 */
typedef void (*DesktopNotifyFunc) (const char *key,
                                   const char *action,
                                   const char *text,
                                   gpointer    user_data);

/* One bubble. Plain data, so that it can cross to the thread. */
typedef struct {
  char       *key;      /* the same key replaces what is shown */
  char       *title;
  char       *body;     /* plain text */
  char       *category; /* (nullable) "im.received" */
  GBytes     *picture;  /* (nullable): pixels, R, G, B and, where it is so, A */
  int         picture_size; /* px of the square that it is */
  gboolean    picture_has_alpha;
  GStrv       actions;  /* (nullable): id, label, id, label, … */
  char       *reply;    /* (nullable): label of the reply field */
  gboolean    urgent;
  gboolean    sound;
} DesktopBubble;

DesktopBubble *desktop_bubble_new  (const char *key,
                                    const char *title,
                                    const char *body) G_GNUC_WARN_UNUSED_RESULT;
void           desktop_bubble_free (DesktopBubble *self);

typedef struct _DesktopNotifyThread DesktopNotifyThread;

DesktopNotifyThread *desktop_notify_thread_new   (DesktopNotifyFunc    func,
                                                  gpointer             user_data);
void                 desktop_notify_thread_free  (DesktopNotifyThread *self);
void                 desktop_notify_thread_show  (DesktopNotifyThread *self,
                                                  DesktopBubble       *bubble); /* takes it */
void                 desktop_notify_thread_close (DesktopNotifyThread *self,
                                                  const char          *key);    /* NULL: all */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DesktopBubble, desktop_bubble_free)

G_END_DECLS
