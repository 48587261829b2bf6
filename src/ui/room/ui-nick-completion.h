/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* Completes the names of people in a room where one writes, and goes through those that fit. */
typedef struct _UiNickCompletion UiNickCompletion;

UiNickCompletion *ui_nick_completion_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void              ui_nick_completion_free (UiNickCompletion *self);
/* The word before the cursor, with or without "@", becomes a name likewise; once more: the next.
 * FALSE: nobody is called so, and nothing has changed. */
gboolean          ui_nick_completion_step (UiNickCompletion *self,
                                           GtkTextBuffer    *buffer,
                                           ChatRoom         *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiNickCompletion, ui_nick_completion_free)

G_END_DECLS
