/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-form.h"
#include "chat-occupants.h"
#include "chat-peer.h"

G_BEGIN_DECLS

/**
 * ChatRoomFeatures:
 *
 * What a room is, as far as it says so.
 */
typedef enum {
  CHAT_ROOM_MEMBERS_ONLY    = 1 << 0,
  CHAT_ROOM_HAS_PASSWORD    = 1 << 1,
  CHAT_ROOM_HIDDEN          = 1 << 2,
  CHAT_ROOM_PERSISTENT      = 1 << 3,
  CHAT_ROOM_MODERATED       = 1 << 4,
  CHAT_ROOM_SHOWS_ADDRESSES = 1 << 5,
  CHAT_ROOM_ARCHIVED        = 1 << 6,
  CHAT_ROOM_SURE_AUTHORS    = 1 << 7,  /* it says for good who wrote something: XEP-0421 */
} ChatRoomFeatures;

/**
 * ChatRoomRights:
 *
 * What we may do in a room now; what is not in it is not offered.
 */
typedef enum {
  CHAT_ROOM_MAY_SPEAK     = 1 << 0,
  CHAT_ROOM_MAY_ASK_VOICE = 1 << 1,
  CHAT_ROOM_MAY_SUBJECT   = 1 << 2,
  CHAT_ROOM_MAY_INVITE    = 1 << 3,
  CHAT_ROOM_MAY_KICK      = 1 << 4,
  CHAT_ROOM_MAY_BAN       = 1 << 5, /* and appoint members */
  CHAT_ROOM_MAY_MODERATE  = 1 << 6, /* take messages away */
  CHAT_ROOM_MAY_CONFIGURE = 1 << 7, /* appoint admins and owners, destroy */
} ChatRoomRights;

typedef struct {
  char           *address;
  char           *nick;   /* (nullable): reserved, or worn now */
  ChatAffiliation affiliation;
  gboolean        is_here; /* when they were loaded, or looked for: chat_room_find_members() */
} ChatMember;

/* A room that is joined, was joined, or is being looked at. A ChatPeer. One object per account
 * and address, for as long as the account lives.
 *
 * Properties besides those of ChatPeer (all notify): state (ChatRoomState), error-text (nullable:
 * translated: why not in it), subject (nullable), nick (nullable: our own), n-occupants (uint),
 * features (flags: ChatRoomFeatures), rights (flags: ChatRoomRights), affiliation, role (our
 * own), notify (ChatRoomNotify), autojoin (bool), speaking-in (uint: seconds until slow mode lets
 * us say more, 0: now), typists (strv: nicks of who is writing now), notes (bool: it is told who
 * comes and goes). Signals: "status" (const char *text): translated: what the room tells of itself
 * "voice-requested" (ChatOccupant *who): answer with chat_room_answer_voice() */
#define CHAT_TYPE_ROOM (chat_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoom, chat_room, CHAT, ROOM, GObject)

const char       *chat_room_get_account_address (ChatRoom *self);
const char       *chat_room_get_address         (ChatRoom *self); /* bare */
const char       *chat_room_get_name            (ChatRoom *self);
ChatRoomState     chat_room_get_state           (ChatRoom *self);
/* (nullable) domain CHAT_ERROR: why not in the room: CHAT_ERROR_ROOM_… */
const GError     *chat_room_get_error           (ChatRoom *self);
const char       *chat_room_get_error_text      (ChatRoom *self);
/* (nullable): what who put us out, or destroyed it, says why; set before error-text tells of it */
const char       *chat_room_get_error_reason    (ChatRoom *self);
/* (nullable): where to go instead, after MOVED or DESTROYED */
const char       *chat_room_get_venue           (ChatRoom *self);
/* Whether we are in it, or come back to it by ourselves: what is written there is said some time */
gboolean          chat_room_comes_back          (ChatRoom *self);
const char       *chat_room_get_description     (ChatRoom *self); /* (nullable) */
const char       *chat_room_get_subject         (ChatRoom *self); /* (nullable) */
const char       *chat_room_get_subject_nick    (ChatRoom *self); /* (nullable) who set it */
const char       *chat_room_get_nick            (ChatRoom *self); /* (nullable) our own */
ChatRole          chat_room_get_role            (ChatRoom *self);
ChatAffiliation   chat_room_get_affiliation     (ChatRoom *self);
guint             chat_room_get_n_occupants     (ChatRoom *self);
ChatRoomFeatures  chat_room_get_features        (ChatRoom *self);
ChatRoomRights    chat_room_get_rights          (ChatRoom *self);
ChatRoomNotify    chat_room_get_notify          (ChatRoom *self);
gboolean          chat_room_get_autojoin        (ChatRoom *self);
guint             chat_room_get_speaking_in     (ChatRoom *self);
/* Nicks of who is writing now, who began first first */
char            **chat_room_dup_typists         (ChatRoom *self) G_GNUC_WARN_UNUSED_RESULT;
void              chat_room_set_notify          (ChatRoom *self,
                                                 ChatRoomNotify notify);
void              chat_room_set_autojoin        (ChatRoom *self,
                                                 gboolean  autojoin);
/* While nobody has chosen: in small rooms that are for members */
gboolean          chat_room_get_notes           (ChatRoom *self);
void              chat_room_set_notes           (ChatRoom *self,
                                                 gboolean  notes);
/* (transfer full) */
ChatOccupants    *chat_room_open_occupants      (ChatRoom *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): who has that nick now */
ChatOccupant     *chat_room_find_occupant       (ChatRoom *self,
                                                 const char *nick) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): who has said something there as @sender, an address with a nick, and
 * is @author for sure, whatever the nick is now; who has left and is known, too */
ChatOccupant     *chat_room_find_author         (ChatRoom   *self,
                                                 const char *sender,
                                                 const char *author) G_GNUC_WARN_UNUSED_RESULT;
/* Owned ChatOccupant, not more than @max: whose nick begins with @text, then who has it within,
 * both without regard to case and accents; in each who spoke last first, then by name; not us */
GPtrArray        *chat_room_find_people         (ChatRoom *self,
                                                 const char *text,
                                                 guint max) G_GNUC_WARN_UNUSED_RESULT;
/* Owned strings: the nicks of those of them that begin with @prefix; for completion */
GPtrArray        *chat_room_complete_nick       (ChatRoom *self,
                                                 const char *prefix) G_GNUC_WARN_UNUSED_RESULT;

/* By chat_occupant_get_author(): who is neither shown nor told from now on; nothing of it is kept.
 * Set: FALSE: there are too many */
gboolean          chat_room_is_ignored          (ChatRoom *self,
                                                 const char *author); /* (nullable) */
gboolean          chat_room_set_ignored         (ChatRoom *self,
                                                 const char *author,
                                                 gboolean ignored);
char            **chat_room_dup_ignored         (ChatRoom *self) G_GNUC_WARN_UNUSED_RESULT;

/* Joins, or with another nick or password tries again. @nick: NULL: the one of before, else ours.
 * Finish: once in, or with CHAT_ERROR_ROOM_…, after which state and error stay; a temporary
 * reason is tried again by itself. A room that is joined stays so over restarts, and on other
 * devices, until chat_room_leave(). @cancellable: also ends the joining, unless that was wanted
 * before */
void     chat_room_join_async        (ChatRoom           *self,
                                      const char         *nick,     /* (nullable) */
                                      const char         *password, /* (nullable) */
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
void     chat_room_leave             (ChatRoom *self);
/* Now, instead of after a while */
void     chat_room_retry             (ChatRoom *self);

/* All of these finish with chat_room_finish(); errors in CHAT_ERROR. Reasons are nullable. */
void     chat_room_change_nick_async (ChatRoom *self, const char *nick,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void     chat_room_set_subject_async (ChatRoom *self, const char *subject,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* Makes a member where the room is for members; @addresses: bare */
void     chat_room_invite_async      (ChatRoom *self, const char *const *addresses,
                                      const char *reason, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void     chat_room_set_role_async    (ChatRoom *self, const char *nick, ChatRole role,
                                      const char *reason, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void     chat_room_set_affiliation_async (ChatRoom *self, const char *address,
                                      ChatAffiliation affiliation, const char *reason,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
void     chat_room_request_voice     (ChatRoom *self);
/* (transfer full) (nullable): somebody who has asked to speak, and waits for an answer */
ChatOccupant *chat_room_find_voice_request (ChatRoom *self) G_GNUC_WARN_UNUSED_RESULT;
void     chat_room_answer_voice      (ChatRoom *self, ChatOccupant *who, gboolean allow);
/* XEP-0425; @archive_id: as chat_message_get_archive_id() */
void     chat_room_moderate_async    (ChatRoom *self, const char *archive_id,
                                      const char *reason, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* The same with several of them (utf8), one after the other, until one is refused; those that the
 * room has no more are passed over. Finish: chat_room_moderate_all_finish() */
void     chat_room_moderate_all_async (ChatRoom *self, GPtrArray *archive_ids,
                                      const char *reason, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* @n_removed: (out): also where it fails */
gboolean chat_room_moderate_all_finish (ChatRoom *self, GAsyncResult *result, guint *n_removed,
                                      GError **error);
/* @venue: (nullable): the room to go to instead */
void     chat_room_destroy_async     (ChatRoom *self, const char *venue, const char *reason,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_room_finish            (ChatRoom *self, GAsyncResult *result, GError **error);

/* Owned ChatMember: those with an affiliation, whether in the room or not */
void       chat_room_load_members_async  (ChatRoom *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *chat_room_load_members_finish (ChatRoom *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Which of them (ChatMember) are in the room now */
void       chat_room_find_members        (ChatRoom *self, GPtrArray *members);

/* The server's form of settings, and back */
void      chat_room_load_config_async  (ChatRoom *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
ChatForm *chat_room_load_config_finish (ChatRoom *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Finish: chat_room_finish() */
void      chat_room_save_config_async  (ChatRoom *self, ChatForm *form, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);

/* Whether the room, which lets in members alone, may be asked to make us one; and whether we have.
 * "error-text" is told of when that changes */
gboolean  chat_room_may_ask                  (ChatRoom *self);
gboolean  chat_room_has_asked                (ChatRoom *self);
/* The form in which that is asked, and back; CHAT_ERROR_ROOM_MEMBERS_ONLY: it takes nobody so */
void      chat_room_load_registration_async  (ChatRoom *self, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
ChatForm *chat_room_load_registration_finish (ChatRoom *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Finish: chat_room_finish(). Coming in is tried by whoever asked, at once or later */
void      chat_room_send_registration_async  (ChatRoom *self, ChatForm *form,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* Which nick the room keeps for us; CHAT_ERROR_NOT_FOUND: none */
void      chat_room_load_reserved_nick_async  (ChatRoom *self, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
char     *chat_room_load_reserved_nick_finish (ChatRoom *self, GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
