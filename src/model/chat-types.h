/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Enumerations of the model; GTypes for them are made by glib-mkenums in chat-enums.h. */

/**
 * ChatAccountState:
 * @CHAT_ACCOUNT_OFFLINE: switched off, or signed out
 * @CHAT_ACCOUNT_WAITING: no connection; tries again by itself, see ChatAccount:retry-in
 * @CHAT_ACCOUNT_CONNECTING: on the way
 * @CHAT_ACCOUNT_ONLINE: signed in
 * @CHAT_ACCOUNT_NEEDS_PASSWORD: waits for chat_account_give_password()
 * @CHAT_ACCOUNT_NEEDS_TRUST: waits for an answer about ChatAccount:certificate
 * @CHAT_ACCOUNT_FAILED: cannot go on by itself, see ChatAccount:error
 */
typedef enum {
  CHAT_ACCOUNT_OFFLINE,
  CHAT_ACCOUNT_WAITING,
  CHAT_ACCOUNT_CONNECTING,
  CHAT_ACCOUNT_ONLINE,
  CHAT_ACCOUNT_NEEDS_PASSWORD,
  CHAT_ACCOUNT_NEEDS_TRUST,
  CHAT_ACCOUNT_FAILED,
} ChatAccountState;

/* In the order in which a contact list sorts them. */
typedef enum {
  CHAT_PRESENCE_CHATTY,
  CHAT_PRESENCE_AVAILABLE,
  CHAT_PRESENCE_AWAY,
  CHAT_PRESENCE_EXTENDED_AWAY,
  CHAT_PRESENCE_DO_NOT_DISTURB,
  CHAT_PRESENCE_OFFLINE,
} ChatPresence;

/**
 * ChatVoiceState:
 * @CHAT_VOICE_NONE: there is no voice message
 * @CHAT_VOICE_STARTING: the microphone is asked for
 * @CHAT_VOICE_RECORDING: it is being recorded
 * @CHAT_VOICE_ENDING: its file is being finished
 * @CHAT_VOICE_READY: it can be listened to, sent and discarded
 * @CHAT_VOICE_SENDING: it is about to become a message
 */
typedef enum {
  CHAT_VOICE_NONE,
  CHAT_VOICE_STARTING,
  CHAT_VOICE_RECORDING,
  CHAT_VOICE_ENDING,
  CHAT_VOICE_READY,
  CHAT_VOICE_SENDING,
} ChatVoiceState;

/* @TO: we see their presence; @FROM: they see ours. */
typedef enum {
  CHAT_SUBSCRIPTION_NONE,
  CHAT_SUBSCRIPTION_TO,
  CHAT_SUBSCRIPTION_FROM,
  CHAT_SUBSCRIPTION_BOTH,
} ChatSubscription;

/* What is set for a conversation on all devices */
typedef enum {
  CHAT_SHARED_MUTED,  /* for good */
  CHAT_SHARED_PINNED,
  CHAT_N_SHARED,
} ChatShared;

typedef enum {
  CHAT_MESSAGE_RECEIVED,  /* incoming */
  CHAT_MESSAGE_QUEUED,    /* stored here, not yet sent */
  CHAT_MESSAGE_SENT,      /* the server has it */
  CHAT_MESSAGE_DELIVERED, /* XEP-0184 */
  CHAT_MESSAGE_DISPLAYED, /* XEP-0333 */
  CHAT_MESSAGE_FAILED,    /* ChatMessage:error-text says why */
} ChatMessageState;

/* What a message is, for its row and for previews. */
typedef enum {
  CHAT_MESSAGE_TEXT,
  CHAT_MESSAGE_ACTION,     /* "/me waves" (XEP-0245); body without the "/me " */
  CHAT_MESSAGE_LINK,       /* out of band data: a file or picture by its URL (XEP-0066) */
  CHAT_MESSAGE_UNREADABLE, /* encrypted by means that we lack; body: what its sender says */
  CHAT_MESSAGE_NOTICE,     /* a line about the conversation, not from a person */
  CHAT_MESSAGE_RETRACTED,  /* taken back (XEP-0424, XEP-0425): nothing of it is left */
  CHAT_MESSAGE_FILE,       /* ChatMessage:files; body: what is written to them, or nothing */
} ChatMessageKind;

/* What a file is, for how it is shown. */
typedef enum {
  CHAT_FILE_OTHER,
  CHAT_FILE_PICTURE,
  CHAT_FILE_VIDEO,
  CHAT_FILE_AUDIO,
} ChatFileKind;

/* A file that comes straight from whoever sends it, as long as it is not here. */
typedef enum {
  CHAT_OFFER_NONE,      /* it is here, or is had in another way */
  CHAT_OFFER_OPEN,      /* whoever sends it waits for our answer */
  CHAT_OFFER_TAKEN,     /* it comes: ChatFile:transfer */
  CHAT_OFFER_DECLINED,
  CHAT_OFFER_WITHDRAWN, /* it can be had no more */
  CHAT_OFFER_FAILED,    /* it has not come; it may be offered again */
} ChatOffer;

/* Of a file that may be sent */
typedef enum {
  CHAT_FILE_PLAIN = 0,
  CHAT_FILE_TELLS = 1 << 0,   /* the settings say that pictures are cleaned of place, time and
                               * camera, and this one may tell them and cannot be cleaned */
  CHAT_FILE_SHRINKS = 1 << 1, /* a photograph that is worth to be sent smaller */
} ChatFileTraits;

/* When something that only its receiver can take can be sent */
typedef enum {
  CHAT_REACH_NONE,  /* as it looks never */
  CHAT_REACH_LATER, /* once both are online */
  CHAT_REACH_NOW,
} ChatReach;

typedef enum {
  CHAT_TRANSFER_WAITING, /* for its turn, or to be online */
  CHAT_TRANSFER_ABSENT,  /* for the one whom it is for to be online */
  CHAT_TRANSFER_ASKING,  /* for the answer of the one whom it is for */
  CHAT_TRANSFER_ACTIVE,
  CHAT_TRANSFER_DONE,
  CHAT_TRANSFER_FAILED,
} ChatTransferState;

typedef enum {
  CHAT_TYPING_IDLE,
  CHAT_TYPING_COMPOSING,
  CHAT_TYPING_PAUSED,
  CHAT_TYPING_GONE,
} ChatTyping;

/* What a conversation is. */
typedef enum {
  CHAT_CONVERSATION_CHAT,    /* with one contact */
  CHAT_CONVERSATION_ROOM,
  CHAT_CONVERSATION_PRIVATE, /* with somebody in a room, whom one knows by the nick alone */
} ChatConversationKind;

/**
 * ChatRoomState:
 * @CHAT_ROOM_LEFT: not in the room; perhaps as we are offline
 * @CHAT_ROOM_JOINING: on the way in
 * @CHAT_ROOM_JOINED: in the room
 * @CHAT_ROOM_REJOINING: was in the room, has lost it, comes back by itself
 * @CHAT_ROOM_FAILED: not let in, or thrown out: ChatRoom:error-text
 */
typedef enum {
  CHAT_ROOM_LEFT,
  CHAT_ROOM_JOINING,
  CHAT_ROOM_JOINED,
  CHAT_ROOM_REJOINING,
  CHAT_ROOM_FAILED,
} ChatRoomState;

/* From the least to the most, as XEP-0045 has them. */
typedef enum {
  CHAT_ROLE_NONE,
  CHAT_ROLE_VISITOR,
  CHAT_ROLE_PARTICIPANT,
  CHAT_ROLE_MODERATOR,
} ChatRole;

typedef enum {
  CHAT_AFFILIATION_OUTCAST, /* banned */
  CHAT_AFFILIATION_NONE,
  CHAT_AFFILIATION_MEMBER,
  CHAT_AFFILIATION_ADMIN,
  CHAT_AFFILIATION_OWNER,
} ChatAffiliation;

/* Of what in a room one is told: XEP-0492. */
typedef enum {
  CHAT_ROOM_NOTIFY_ALWAYS,
  CHAT_ROOM_NOTIFY_MENTIONS,
  CHAT_ROOM_NOTIFY_NEVER,
} ChatRoomNotify;

/* What is older than all that is held of a conversation at its newest end. */
typedef enum {
  CHAT_OLDER_NONE,    /* nothing, as far as is known */
  CHAT_OLDER_THERE,   /* the server has more */
  CHAT_OLDER_COMING,  /* it is being fetched */
  CHAT_OLDER_OFFLINE, /* the server has more, when we are online again */
} ChatOlder;

/* Of whose messages the server keeps an archive: XEP-0441. */
typedef enum {
  CHAT_ARCHIVE_EVERYBODY,
  CHAT_ARCHIVE_CONTACTS,
  CHAT_ARCHIVE_NOBODY,
} ChatArchivePolicy;

/**
 * ChatError:
 *
 * What went wrong, as the person must understand it. chat_error_to_text() says it in a sentence.
 */
typedef enum {
  CHAT_ERROR_FAILED,
  CHAT_ERROR_INVALID_ADDRESS,
  CHAT_ERROR_ALREADY_EXISTS,
  CHAT_ERROR_INVALID_NAME,
  CHAT_ERROR_NOT_FOUND,
  CHAT_ERROR_NO_NETWORK,
  CHAT_ERROR_UNKNOWN_HOST,
  CHAT_ERROR_UNREACHABLE,
  CHAT_ERROR_TIMEOUT,
  CHAT_ERROR_NO_TLS,
  CHAT_ERROR_CERTIFICATE,
  CHAT_ERROR_WRONG_PASSWORD,
  CHAT_ERROR_NO_PASSWORD,
  CHAT_ERROR_ACCOUNT_DISABLED,
  CHAT_ERROR_SERVER_TOO_OLD,   /* no sign-in that is safe */
  CHAT_ERROR_SERVER_UNTRUSTED, /* the server did not know the password */
  CHAT_ERROR_WEAKER,           /* than the way that signed us in before */
  CHAT_ERROR_TAMPERED,         /* what the server offers was changed on the way */
  CHAT_ERROR_NOT_XMPP,         /* something else answers there */
  CHAT_ERROR_REPLACED,         /* signed in elsewhere with the same resource */
  CHAT_ERROR_DISCONNECTED,
  CHAT_ERROR_OFFLINE,
  CHAT_ERROR_REFUSED,          /* the other side said no; the message has its text */
  CHAT_ERROR_BLOCKED,
  CHAT_ERROR_UNSUPPORTED,
  CHAT_ERROR_TOO_LARGE,
  CHAT_ERROR_INVALID_XML,      /* of the console */
  CHAT_ERROR_NO_REGISTRATION,
  CHAT_ERROR_DISK_FULL,
  CHAT_ERROR_DAMAGED,
  CHAT_ERROR_TOO_NEW,          /* the archive was written by a newer Charla */
  CHAT_ERROR_STORAGE,
  CHAT_ERROR_KEYRING,
  CHAT_ERROR_CANCELLED,
  CHAT_ERROR_PROXY,            /* cannot be reached, or fails */
  CHAT_ERROR_PROXY_LOGIN,      /* wants another user or password */
  CHAT_ERROR_NEEDS_PROXY,      /* an onion service, and there is no proxy */
  CHAT_ERROR_INVALID_PROXY,    /* what was written is none */
  CHAT_ERROR_CANNOT_EDIT,      /* a message that nobody may correct */
  CHAT_ERROR_CANNOT_FORWARD,   /* a message that has nothing for others */
  CHAT_ERROR_FILE_MISSING,     /* of a message that is handed on: it is nowhere */
  CHAT_ERROR_NO_FILE,          /* there is none, or it may not be read */
  CHAT_ERROR_NO_UPLOAD,        /* the server takes no files */
  CHAT_ERROR_NO_DIRECT,        /* nor can they be sent directly now */
  CHAT_ERROR_NO_MICROPHONE,    /* nor anything else to record from */
  CHAT_ERROR_MICROPHONE_DENIED,
  CHAT_ERROR_MICROPHONE_BUSY,
  CHAT_ERROR_RECORDER,         /* nothing can be recorded here */
  CHAT_ERROR_SOUND_SYSTEM,     /* it hangs */
  CHAT_ERROR_VOICE_BROKEN,     /* the microphone has gone in the middle; what there is is kept */
  CHAT_ERROR_VOICE_DISK_FULL,  /* likewise the room on the disk */
  CHAT_ERROR_VOICE_LIMIT,      /* a voice message is as long as one may be */
  CHAT_ERROR_ROOM_PASSWORD,    /* the room wants one, or another one */
  CHAT_ERROR_ROOM_BANNED,
  CHAT_ERROR_ROOM_NOT_FOUND,
  CHAT_ERROR_ROOM_MOVED,       /* chat_room_get_venue() */
  CHAT_ERROR_ROOM_CREATION,    /* there is none, and we may not make it */
  CHAT_ERROR_ROOM_NICK_LOCKED,
  CHAT_ERROR_ROOM_MEMBERS_ONLY,
  CHAT_ERROR_ROOM_NICK_TAKEN,
  CHAT_ERROR_ROOM_NICK_INVALID,
  CHAT_ERROR_ROOM_FULL,
  CHAT_ERROR_ROOM_KICKED,
  CHAT_ERROR_ROOM_AFFILIATION, /* ours was taken */
  CHAT_ERROR_ROOM_DESTROYED,   /* chat_room_get_venue() */
  CHAT_ERROR_ROOM_SHUTDOWN,
  CHAT_ERROR_ROOM_REMOVED,     /* for technical reasons */
  CHAT_ERROR_ROOM_UNREACHABLE,
  CHAT_ERROR_ROOM_EXISTS,
} ChatError;

G_END_DECLS
