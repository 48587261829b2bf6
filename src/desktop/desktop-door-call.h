/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* What the files of the door share. A handler takes @invocation and answers it once, now or
 * later. */
typedef void (*DesktopCallFunc) (ChatClient            *client,
                                 GVariant              *arguments,
                                 GDBusMethodInvocation *invocation);

typedef struct {
  const char      *method;
  DesktopCallFunc  func;
} DesktopCall;

/* One entry of the options that a call takes. */
typedef struct {
  const char *name;
  const char *type; /* of a GVariant */
} DesktopOption;

/* Tables of handlers, each ended by an entry without a method. */
extern const DesktopCall desktop_account_calls[];
extern const DesktopCall desktop_contact_calls[];
extern const DesktopCall desktop_forward_calls[];
extern const DesktopCall desktop_message_calls[];
extern const DesktopCall desktop_room_admin_calls[];
extern const DesktopCall desktop_room_calls[];
extern const DesktopCall desktop_room_find_calls[];
extern const DesktopCall desktop_space_calls[];
extern const DesktopCall desktop_wait_calls[];

/* Both take @invocation; the first takes @error too. */
void              desktop_call_fail         (GDBusMethodInvocation *invocation,
                                             GError                *error);
void              desktop_call_refuse       (GDBusMethodInvocation *invocation,
                                             ChatError              code,
                                             const char            *text);

void              desktop_call_done_cb      (GObject               *object,
                                             GAsyncResult          *result,
                                             gpointer               user_data);
void              desktop_call_sent_cb      (GObject               *object,
                                             GAsyncResult          *result,
                                             gpointer               user_data);
/* FALSE, here and below: @invocation was answered. */
gboolean          desktop_call_check_options (GVariant              *options,
                                              const DesktopOption   *known,
                                              GDBusMethodInvocation *invocation);

/* The account @address, or for "" the one that it can only be; borrowed. NULL: @invocation was
 * answered. */
ChatAccount      *desktop_call_account      (ChatClient            *client,
                                             const char            *address,
                                             const char            *with, /* (nullable) */
                                             GDBusMethodInvocation *invocation);
ChatContact      *desktop_call_contact      (ChatClient            *client,
                                             const char            *account,
                                             const char            *address,
                                             ChatAccount          **found,
                                             GDBusMethodInvocation *invocation);
ChatConversation *desktop_call_conversation (ChatClient            *client,
                                             const char            *account,
                                             const char            *with,
                                             GDBusMethodInvocation *invocation);
gboolean          desktop_call_find_conversation (ChatClient             *client,
                                                  const char             *account,
                                                  const char             *with,
                                                  ChatConversation      **found,
                                                  GDBusMethodInvocation  *invocation);

/* A room that is known */
ChatRoom         *desktop_call_room         (ChatClient            *client,
                                             const char            *account,
                                             const char            *address,
                                             GDBusMethodInvocation *invocation);
/* Answers what chat_room_finish() ends */
void              desktop_call_room_done_cb (GObject               *object,
                                             GAsyncResult          *result,
                                             gpointer               user_data);

/* The words of the door for enumerations, and what things look like as a{sv}. */
const char       *desktop_word              (GType                  type,
                                             int                    value);
gboolean          desktop_unword            (GType                  type,
                                             const char            *word,
                                             int                   *value);
/* @note: (nullable): what there is to tell when the model itself has no trouble */
GVariant         *desktop_status_variant    (ChatClient            *client,
                                             const char            *note);
GVariant         *desktop_account_variant   (ChatAccount           *account);
GVariant         *desktop_contact_variant   (ChatContact           *contact);
GVariant         *desktop_message_variant   (ChatConversation      *conversation,
                                             ChatMessage           *message);
GVariant         *desktop_conversation_variant (ChatConversation   *conversation);
GVariant         *desktop_room_variant      (ChatRoom              *room);
GVariant         *desktop_invitation_variant (ChatInvitation       *invitation);

G_END_DECLS
