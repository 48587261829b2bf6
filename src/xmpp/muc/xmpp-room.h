/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-message.h"
#include "xmpp-occupants.h"
#include "xmpp-room-error.h"
#include "xmpp-room-info.h"

G_BEGIN_DECLS

/**
 * XmppRoomState:
 * @XMPP_ROOM_LEFT: we are not in the room; when xmpp_room_is_wanted(), because we are offline
 * @XMPP_ROOM_JOINING: asked to be let in, or waiting for it
 * @XMPP_ROOM_JOINED: in the room, all its occupants are known
 * @XMPP_ROOM_REJOINING: we were in the room, have lost it, and are asking to be let in again. The
 *   occupants are those of before
 * @XMPP_ROOM_FAILED: not let in, or thrown out: xmpp_room_get_error(); when xmpp_room_is_wanted(),
 *   it is tried again by itself after a while
 */
typedef enum {
  XMPP_ROOM_LEFT,
  XMPP_ROOM_JOINING,
  XMPP_ROOM_JOINED,
  XMPP_ROOM_REJOINING,
  XMPP_ROOM_FAILED,
} XmppRoomState;

/**
 * XmppRoomMessageKind:
 * @XMPP_ROOM_MESSAGE_TALK: what somebody says, or a notice: chat state, marker, …
 * @XMPP_ROOM_MESSAGE_SERVICE: what the room itself says to people
 * @XMPP_ROOM_MESSAGE_SUBJECT: the subject has changed, or is told after joining
 * @XMPP_ROOM_MESSAGE_RETRACTION: a message is taken back. By its author, which has to be compared
 *   with that of the message (xmpp_room_message_is_same_author()), or by the room
 * @XMPP_ROOM_MESSAGE_TOMBSTONE: in an archive alone: here was a message that was taken back
 * @XMPP_ROOM_MESSAGE_BOUNCE: what we have sent was refused: message->error, message->id
 */
typedef enum {
  XMPP_ROOM_MESSAGE_TALK,
  XMPP_ROOM_MESSAGE_SERVICE,
  XMPP_ROOM_MESSAGE_SUBJECT,
  XMPP_ROOM_MESSAGE_RETRACTION,
  XMPP_ROOM_MESSAGE_TOMBSTONE,
  XMPP_ROOM_MESSAGE_BOUNCE,
} XmppRoomMessageKind;

/**
 * XmppRoomMessage:
 *
 * What came from a room, and was checked: of @message only that is left which the room has
 * vouched for or the sender may say of itself. Gone are occupant-ids where the room gives none,
 * stanza-ids by others, delays by others, moderation by others than the room, and whatever else
 * occupants say in the room's name. Immutable; shared by reference.
 */
typedef struct _XmppRoomMessage {
  XmppRoomMessageKind  kind;
  XmppMessage         *message;
  XmppElement         *stanza;      /* as it came, unchecked */
  const char          *nick;        /* (nullable) borrowed: who says it, or, of what we have said
                                     * in private, to whom; %NULL: the room itself */
  XmppOccupant        *occupant;    /* (nullable): who says it, when in the room */
  const char          *occupant_id; /* (nullable) borrowed: whose message it is, for good */
  XmppAddress         *real_address; /* (nullable): where the room tells it */
  char                *stanza_id;   /* (nullable): the room's own id of it; of what is private
                                     * our own archive's, if that gives any */
  gint64               time_us;     /* when it was said, since 1970; 0: now */
  gboolean             is_own;      /* we have said it, on this device or on another */
  gboolean             is_private;
} XmppRoomMessage;

XmppRoomMessage *xmpp_room_message_ref             (XmppRoomMessage       *self);
void             xmpp_room_message_unref           (XmppRoomMessage       *self);
/* Whether it is sure that one person says both; for corrections, retractions, … */
gboolean         xmpp_room_message_is_same_author  (const XmppRoomMessage *self,
                                                    const XmppRoomMessage *other);

/**
 * XmppRoomEntry:
 * @nick: what we want to be called
 * @password: (nullable): the room's
 * @may_create: whether to create the room when there is none
 * @since_us: the time of the last message that is held, by the room's clock, so that a room without
 *   an archive tells what was said since; 0: as much as the room likes to tell
 * @affiliations_since: (nullable): up to where the affiliations are known: XEP-0463; "": the room
 *   shall tell all of them; %NULL: none
 *
 * How to join a room; all of it borrowed.
 */
typedef struct {
  const char *nick;
  const char *password;
  gboolean    may_create;
  gint64      since_us;
  const char *affiliations_since;
} XmppRoomEntry;

#define XMPP_TYPE_ROOM (xmpp_room_get_type ())
G_DECLARE_FINAL_TYPE (XmppRoom, xmpp_room, XMPP, ROOM, GObject)

/* Made by xmpp_muc_ensure_room(). What can be asked of a room and done to it is in
 * xmpp-room-admin.h and xmpp-room-owner.h.
 * Properties, all with notify: "state" (int, XmppRoomState), "nick", "subject" (string),
 * "affiliation", "role" (int: our own), "info" (pointer: XmppRoomInfo), "avatar-hash" (string).
 * Signals, with borrowed arguments:
 *   "occupants-changed" (XmppOccupantChanges *): all that has happened in a turn of the main
 *             loop, before any message that comes after. While joining nobody is told; then all
 *   "message" (XmppRoomMessage *): to all
 *   "private-message" (XmppRoomMessage *): to us alone, from somebody in the room
 *   "status" (XmppMucStatus): what the room tells of itself (configuration, logging, anonymity)
 *             or, with SELF, of our joining (created, nick assigned, logged…)
 *   "affiliations-reset" (): what is held of affiliations is outdated: perhaps all of them follow,
 *             in one or more "affiliations-changed"
 *   "affiliations-changed" (XmppMucUser *): affiliations of people, whether in the room or not;
 *             with since and until where the room counts versions (XEP-0463), and with is_cut where
 *             it has told more than are read
 *   "voice-requested" (XmppDataForm *form, const char *nick, XmppAddress *real), the last two
 *             nullable: answer with xmpp_room_answer_voice_request() */
XmppAddress     *xmpp_room_get_address      (XmppRoom    *self); /* bare */
XmppRoomState    xmpp_room_get_state        (XmppRoom    *self);
/* Whether we are in the room, or come back to it by ourselves. Is right before "state" tells */
gboolean         xmpp_room_is_wanted        (XmppRoom    *self);
const GError    *xmpp_room_get_error        (XmppRoom    *self); /* (nullable) */
/* In how many milliseconds it is tried again after FAILED; 0: now, or not by itself */
guint            xmpp_room_get_retry_ms     (XmppRoom    *self);
gint64           xmpp_room_get_confirmed_us (XmppRoom    *self);
/* Where to go instead, after MOVED or DESTROYED; never gone to by itself */
XmppAddress     *xmpp_room_get_venue        (XmppRoom    *self); /* (nullable) */
/* (nullable): while it has put us out */
const char      *xmpp_room_get_removal (XmppRoom  *self);
const char      *xmpp_room_get_nick         (XmppRoom    *self); /* (nullable) our own */
XmppAffiliation  xmpp_room_get_affiliation  (XmppRoom    *self);
XmppRole         xmpp_room_get_role         (XmppRoom    *self);
XmppRoomInfo    *xmpp_room_get_info         (XmppRoom    *self); /* (nullable) not known */
/* (nullable): SHA-1 of the room's picture: for xmpp_room_get_avatar_async() */
const char      *xmpp_room_get_avatar_hash  (XmppRoom    *self);
/* "": there is none; NULL: not told yet. @nick, @time_us: (out) (optional): who has set it, when */
const char      *xmpp_room_get_subject      (XmppRoom    *self,
                                             const char **nick,
                                             gint64      *time_us);
/* (nullable): up to where "affiliations-changed" has told all */
const char      *xmpp_room_get_affiliations_version (XmppRoom *self);

/* Occupants, borrowed */
guint            xmpp_room_get_n_occupants  (XmppRoom    *self);
XmppOccupant    *xmpp_room_get_occupant     (XmppRoom    *self,
                                             const char  *nick);
XmppOccupant    *xmpp_room_get_occupant_by_id (XmppRoom  *self,
                                             const char  *occupant_id);
XmppOccupant    *xmpp_room_get_own_occupant (XmppRoom    *self);
/* (nullable): our own occupant-id, also when we are not in the room; to be kept over sessions */
const char      *xmpp_room_get_own_id       (XmppRoom    *self);
void             xmpp_room_set_own_id       (XmppRoom    *self,
                                             const char  *occupant_id);
GPtrArray       *xmpp_room_get_occupants    (XmppRoom    *self) G_GNUC_WARN_UNUSED_RESULT;

/* Joining. Completes when we are in, or at the first reason why not; a temporary one is followed by
 * more tries all the same. Offline, it waits */
void             xmpp_room_join_async       (XmppRoom             *self,
                                             const XmppRoomEntry  *entry,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean         xmpp_room_join_finish      (XmppRoom             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void             xmpp_room_leave            (XmppRoom             *self,
                                             const char           *farewell); /* (nullable) */
/* The session goes for good */
void             xmpp_room_release          (XmppRoom             *self);
void             xmpp_room_change_nick_async (XmppRoom            *self,
                                             const char           *nick,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean         xmpp_room_change_nick_finish (XmppRoom           *self,
                                             GAsyncResult         *result,
                                             GError              **error);
/* There is reason to doubt that we are still in the room: asks, and comes back to it if not */
void             xmpp_room_check            (XmppRoom             *self);

/* Its archive does not let us read it: until we are offline it is a room without one, and tells
 * once more, by itself, what was said before we came */
void             xmpp_room_shut_archive     (XmppRoom             *self);
gboolean         xmpp_room_has_shut_archive (XmppRoom             *self);

/* To be filled in and sent with XmppMessaging; @nick: NULL: to all */
XmppMessage     *xmpp_room_new_message      (XmppRoom             *self,
                                             const char           *nick) G_GNUC_WARN_UNUSED_RESULT;
/* A message from the room's archive: what is no message of this room is NULL. @time_us, @archive_id
 * as the archive says */
XmppRoomMessage *xmpp_room_read_archived    (XmppRoom             *self,
                                             XmppElement          *stanza,
                                             gint64                time_us,
                                             const char           *archive_id)
  G_GNUC_WARN_UNUSED_RESULT;
/* A copy of a private message that another device of ours has sent, or got; and one from our own
 * account's archive */
XmppRoomMessage *xmpp_room_read_carbon      (XmppRoom             *self,
                                             XmppElement          *stanza,
                                             gboolean              sent) G_GNUC_WARN_UNUSED_RESULT;
XmppRoomMessage *xmpp_room_read_kept        (XmppRoom             *self,
                                             XmppElement          *stanza,
                                             gboolean              sent) G_GNUC_WARN_UNUSED_RESULT;

/* These send a message and return its id, NULL when it cannot be sent; refusals come as BOUNCE */
char            *xmpp_room_change_subject   (XmppRoom             *self,
                                             const char           *subject);
/* By the room, which lets the invited in where it is for members */
char            *xmpp_room_invite           (XmppRoom             *self,
                                             XmppAddress          *address,
                                             const char           *reason); /* (nullable) */
char            *xmpp_room_request_voice    (XmppRoom             *self);
/* @form: that of "voice-requested" */
char            *xmpp_room_answer_voice_request (XmppRoom         *self,
                                             XmppDataForm         *form,
                                             gboolean              allow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppRoomMessage, xmpp_room_message_unref)

G_END_DECLS
