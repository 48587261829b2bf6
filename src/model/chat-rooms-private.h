/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatAvatars ChatAvatars;
typedef struct _ChatConnection ChatConnection;
typedef struct _ChatContact ChatContact;
typedef struct _ChatRoom ChatRoom;
typedef struct _ChatRooms ChatRooms;
typedef struct _ChatStore ChatStore;
typedef struct _XmppAddress XmppAddress;

/* The files of an account's rooms share its inside:
 *   chat-rooms.c       which there are, and who invites us
 *   chat-rooms-keep.c  what is kept of them here
 *   chat-rooms-sync.c  what is kept of them on the server: XEP-0402
 *   chat-room-create.c makes new ones
 *
 * Signals, for the inbox and the outbox alone:
 *   "said" (ChatRoom *, gpointer message): an XmppRoomMessage
 *   "ready" (ChatRoom *): one may speak there now, or soon
 *   "told" (ChatRoom *): it has told what was said before we came, as far as it does so itself */

/* (nullable): who of our contacts has that bare address */
typedef ChatContact *(*ChatContactFunc) (gpointer    user_data,
                                         const char *address);

struct _ChatRooms
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;  /* (nullable): NULL once the account has gone */
  ChatAvatars    *avatars;     /* (nullable) */
  ChatContactFunc contact_func; /* (nullable) */
  gpointer        contact_data;
  gint64          account_id;  /* 0: the archive does not know it yet */
  char           *usual_nick;  /* (nullable) */
  GListStore     *list;        /* ChatRoom: those that are to be joined */
  GListStore     *invitations; /* ChatInvitation, newest first */
  GHashTable     *by_address;  /* borrowed address → owned ChatRoom: all we know of */
  GHashTable     *untold;      /* owned char *: rooms of which the server has not heard yet */
  GHashTable     *persons;     /* owned char *: address of who is talked to in private → owned
                                * author */
  GHashTable     *telling;     /* owned char *: is on its way to the server */
  gboolean        is_refused;  /* the server does not keep it private after all */
};

/* chat-rooms.c */
ChatRooms  *chat_rooms_new            (ChatStore      *store,
                                       ChatConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
/* Where the pictures of people are; before there are rooms */
void        chat_rooms_set_avatars    (ChatRooms      *self,
                                       ChatAvatars    *avatars);
void        chat_rooms_set_contact_func (ChatRooms      *self,
                                         ChatContactFunc func,
                                         gpointer        user_data);
/* What we are called where nobody has said it */
void        chat_rooms_set_usual_nick (ChatRooms   *self,
                                       const char  *nick); /* (nullable) */
/* The archive knows the account */
void        chat_rooms_start          (ChatRooms   *self,
                                       gint64       account_id);
/* The account goes */
void        chat_rooms_close          (ChatRooms   *self);
/* @address: bare or full */
ChatRoom   *chat_rooms_ensure_address (ChatRooms   *self,
                                       XmppAddress *address);

/* chat-rooms-keep.c */
void        chat_rooms_load_async     (ChatRooms          *self,
                                       gint64              account_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean    chat_rooms_load_finish    (ChatRooms          *self,
                                       GAsyncResult       *result,
                                       GError            **error);
/* Whether a setting of the account is about rooms */
gboolean    chat_rooms_take_setting   (ChatRooms   *self,
                                       const char  *key,
                                       const char  *value);
/* What is known of it, where that is something new */
void        chat_rooms_save           (ChatRooms   *self,
                                       ChatRoom    *room);
/* Whether an author is to be heard in a room */
void        chat_rooms_keep_ignored   (ChatRooms   *self,
                                       const char  *author,
                                       gboolean     ignored,
                                       ChatRoom    *room);
/* Who it is that is talked to in private under an address in a room, as the archive names authors;
 * get: (nullable) borrowed. @is_written_to: by us; else they talk to us, and may be too many */
void        chat_rooms_set_person     (ChatRooms   *self,
                                       const char  *address,
                                       const char  *author,
                                       gboolean     is_written_to);
const char *chat_rooms_get_person     (ChatRooms   *self,
                                       const char  *address);
/* What is kept of a room here alone */
void        chat_rooms_keep_choices   (ChatRooms   *self,
                                       ChatRoom    *room);
void        chat_rooms_set_untold     (ChatRooms   *self,
                                       const char  *address,
                                       gboolean     untold);

/* Joins it, if it is to be, and is not */
void        chat_rooms_come_back      (ChatRoom    *room);

/* chat-rooms-sync.c */
/* What the server keeps has not come yet, and a room's password is only there */
gboolean    chat_rooms_waits_for_password (ChatRooms *self,
                                           ChatRoom  *room);
void        chat_rooms_init_sync      (ChatRooms   *self);
/* Our other devices are to hear what is set for @room */
void        chat_rooms_tell           (ChatRooms   *self,
                                       ChatRoom    *room);

G_END_DECLS
