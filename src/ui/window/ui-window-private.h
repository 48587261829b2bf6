/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-account-actions.h"
#include "ui-clock.h"
#include "ui-contact-actions.h"
#include "ui-conversation-actions.h"
#include "ui-room-actions.h"
#include "ui-texture-cache.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _UiWindow UiWindow;

/* For the files of the window alone:
 *   ui-window.c         what it is made of, and what it is about
 *   ui-window-actions.c what it can be told to do */
struct _UiWindow
{
  AdwApplicationWindow   parent_instance;

  ChatClient            *client;
  GSettings             *settings;
  UiClock               *clock;
  UiTextureCache        *textures;
  ChatConversation      *conversation; /* (nullable) */
  GBindingGroup         *titles;       /* of conversation */
  UiConversationActions *conversation_actions;
  UiContactActions      *contact_actions;
  UiRoomActions         *room_actions;
  UiAccountActions      *account_actions;

  GtkWidget             *toasts;
  GtkWidget             *stack;
  GtkWidget             *start;
  GtkWidget             *panes;
  GtkWidget             *sidebar;
  GtkWidget             *content;
  GtkWidget             *details; /* (nullable): made when they are shown first */
};

/* ui-window.c: starts or goes on talking with @address */
void         ui_window_open_chat       (UiWindow       *self,
                                        ChatAccount    *account,
                                        const char     *address);
/* (nullable): the account for what names none: that of the open chat, else the first that is
 * switched on */
ChatAccount *ui_window_get_account     (UiWindow       *self);

/* ui-window-actions.c */
void         ui_window_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
