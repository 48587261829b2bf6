/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* A whole model without a server, for tests of windows and of the model itself: an account
 * "ana@office.example" in a folder of its own under /tmp, with contacts and conversations. */

/* Started and ready. The first conversations have @n_messages messages each, of all kinds and states */
ChatClient       *chat_fixture_new_client_with    (guint             n_contacts,
                                                   guint             n_messages)
  G_GNUC_WARN_UNUSED_RESULT;
/* Stops it and removes its folder */
void              chat_fixture_clear_client       (ChatClient      **client);

ChatAccount      *chat_fixture_get_account        (ChatClient       *client); /* the first one */
ChatConversation *chat_fixture_get_conversation   (ChatClient       *client,
                                                   guint             position);
/* As if the server had said it. @error: a ChatError, or -1 for none */
void              chat_fixture_set_account_state  (ChatAccount      *account,
                                                   ChatAccountState  state,
                                                   int               error);
/* As if the server offered nothing better than @weaker any more */
void              chat_fixture_refuse_weaker      (ChatAccount      *account,
                                                   const char       *weaker);
/* A certificate that nobody trusts, and the account asks about it */
void              chat_fixture_ask_trust          (ChatAccount      *account);
void              chat_fixture_set_presence       (ChatContact      *contact,
                                                   ChatPresence      presence,
                                                   const char       *status);
void              chat_fixture_set_typing         (ChatConversation *conversation,
                                                   ChatTyping        typing);
/* Somebody new asks to see our presence */
ChatContact      *chat_fixture_add_request        (ChatClient       *client,
                                                   const char       *address,
                                                   const char       *text);
/* Somebody invites us to a room */
void              chat_fixture_add_invitation     (ChatClient       *client,
                                                   const char       *room,
                                                   const char       *inviter,
                                                   const char       *reason);
/* As if we were in a room, and might do that there */
void              chat_fixture_enter_room         (ChatRoom         *room,
                                                   ChatRoomRights    rights);
/* As if we had been put out of it, with that name of an error, before we were offline */
void              chat_fixture_put_out            (ChatRoom         *room,
                                                   const char       *error);
/* As if slow mode let us write there only after that */
void              chat_fixture_hold_up            (ChatRoom         *room,
                                                   guint             seconds);
/* A message comes; borrowed, stored and shown when this returns */
ChatMessage      *chat_fixture_receive            (ChatClient       *client,
                                                   ChatConversation *conversation,
                                                   const char       *body);
void              chat_fixture_set_message_state  (ChatMessage      *message,
                                                   ChatMessageState  state,
                                                   const char       *error_text);

/* For tests of the model. */

/* On an archive that may be there already, asleep: no account goes online */
ChatClient       *chat_fixture_start              (const char       *folder)
  G_GNUC_WARN_UNUSED_RESULT;
/* Stops it, and asserts that nobody keeps it */
void              chat_fixture_stop               (ChatClient      **client);
/* Until nothing is to be done and the archive has written everything */
void              chat_fixture_settle             (ChatClient       *client);
void              chat_fixture_remove_folder      (const char       *folder);
ChatAccount      *chat_fixture_add_account        (ChatClient       *client,
                                                   const char       *address);
/* @message: the XmppMessage that is about to arrive, to be made into something else */
typedef void    (*ChatFixtureFunc)                (gpointer          message,
                                                   gpointer          user_data);
/* A message arrives, and goes its way; @func and @body: (nullable) */
void              chat_fixture_hear               (ChatAccount      *account,
                                                   const char       *from,
                                                   const char       *id,
                                                   const char       *body,
                                                   ChatFixtureFunc   func,
                                                   gpointer          user_data);
/* (transfer full): an XmppElement of jabber:client */
gpointer          chat_fixture_parse              (const char       *xml) G_GNUC_WARN_UNUSED_RESULT;
/* For _async calls: keeps a reference on the result in the GAsyncResult * at @user_data */
void              chat_fixture_result_cb          (GObject          *object,
                                                   GAsyncResult     *result,
                                                   gpointer          user_data);
GAsyncResult     *chat_fixture_wait_result        (GAsyncResult    **result);

G_END_DECLS
