/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-occupant.h"
#include "xmpp-data-form.h"
#include "xmpp-room.h"

G_BEGIN_DECLS

typedef struct _ChatAvatars ChatAvatars;
typedef struct _ChatConnection ChatConnection;
typedef struct _ChatFaces ChatFaces;
typedef struct _ChatRoom ChatRoom;

/* The files of a room share its inside:
 *   chat-room.c         the object and its properties
 *   chat-room-events.c  what the room tells
 *   chat-room-settings.c what people set for it
 *   chat-room-avatar.c  its picture
 *   chat-room-typing.c  who writes there
 *   chat-room-join.c    into it and out, and what one does there for oneself
 *   chat-room-occupants.c who is there
 *   chat-room-ignored.c whom one does not want to hear
 *   chat-room-notes.c   who comes and goes
 *   chat-room-admin.c   what one does with others there
 *   chat-room-members.c who belongs to it
 *   chat-room-config.c  its settings
 *
 * Signals, for the account's rooms alone:
 *   "set" (): somebody has set what our other devices are to hear of
 *   "save" (): something is known of it that is worth keeping
 *   "stay" (): whether it is to be joined, or its state
 *   "said" (gpointer message): an XmppRoomMessage
 *   "told" (): it has told what was said before we came, as far as it does so by itself
 *   "wake" (): one may speak there again
 *   "ignore" (const char *author, gboolean ignored): somebody is not to be heard, or again
 *   "noted" (gpointer notes): owned ChatNote, which may be taken: what has happened to people
 *   "keep" (): something has changed that is kept here, and that no other device hears of */
typedef enum {
  CHAT_ROOM_PROP_ADDRESS = 1,
  CHAT_ROOM_PROP_STATE,
  CHAT_ROOM_PROP_ERROR_TEXT,
  CHAT_ROOM_PROP_DESCRIPTION,
  CHAT_ROOM_PROP_SUBJECT,
  CHAT_ROOM_PROP_NICK,
  CHAT_ROOM_PROP_N_OCCUPANTS,
  CHAT_ROOM_PROP_FEATURES,
  CHAT_ROOM_PROP_RIGHTS,
  CHAT_ROOM_PROP_AFFILIATION,
  CHAT_ROOM_PROP_ROLE,
  CHAT_ROOM_PROP_NOTIFY,
  CHAT_ROOM_PROP_AUTOJOIN,
  CHAT_ROOM_PROP_PINNED,
  CHAT_ROOM_PROP_SPEAKING_IN,
  CHAT_ROOM_PROP_TYPISTS,
  CHAT_ROOM_PROP_NOTES,
  CHAT_ROOM_N_PROPS,
  CHAT_ROOM_PROP_NAME = CHAT_ROOM_N_PROPS, /* those of ChatPeer */
  CHAT_ROOM_PROP_COLOR,
  CHAT_ROOM_PROP_AVATAR,
  CHAT_ROOM_PROP_PRESENCE,
  CHAT_ROOM_N_ALL_PROPS,
} ChatRoomProp;

struct _ChatRoom
{
  GObject           parent_instance;

  ChatConnection   *connection;
  XmppRoom         *xmpp;           /* (nullable): made when it is first of use */
  XmppAddress      *address;        /* bare */
  char             *account_address;
  char             *given_name;     /* (nullable): what the bookmark calls it */
  char             *own_name;       /* (nullable): what it calls itself */
  char             *name;           /* what is shown */
  char             *description;    /* (nullable) */
  char             *subject;        /* (nullable) */
  char             *subject_nick;   /* (nullable) */
  char             *nick;           /* (nullable): our own */
  char             *usual_nick;     /* (nullable): what we are called elsewhere */
  char             *password;       /* (nullable): never stored here */
  char             *own_id;         /* (nullable): our occupant-id, kept over sessions */
  char             *kept;           /* (nullable): what the archive has of it, summed up */
  char             *venue;          /* (nullable) */
  GError           *error;          /* (nullable) domain CHAT_ERROR */
  char             *error_text;     /* (nullable) */
  char             *error_reason;   /* (nullable) */
  char             *avatar_hash;    /* (nullable) */
  GBytes           *avatar;         /* (nullable) */
  ChatAvatars      *avatars;        /* (nullable): of the account */
  ChatFaces        *faces;          /* (nullable): made when somebody is first looked at */
  gboolean          has_asked;      /* to become a member */
  GHashTable       *departed;       /* (nullable) owned author → owned XmppOccupant: who left */
  GHashTable       *voice_forms;    /* (nullable) owned nick → owned XmppDataForm: who asks */
  GPtrArray        *speakers;       /* (nullable) owned char *: nicks, who spoke last first */
  GHashTable       *ignored;        /* (nullable) owned char *: authors */
  GPtrArray        *typists;        /* (nullable) owned Typist: who began first first */
  gint64            speaker_us;     /* when the first of the speakers spoke */
  gint64            subject_us;
  gint64            last_us;        /* the last message that is held, by the room's clock */
  gint64            spoken_us;      /* monotonic: when we said something last */
  guint             speaking_source;
  guint             speaking_in_s;
  guint             slow_mode_s;
  guint             n_occupants;
  ChatRoomState     state;
  guint             features;       /* flags of ChatRoomFeatures */
  guint             rights;         /* flags of ChatRoomRights */
  ChatRole          role;
  ChatAffiliation   affiliation;
  ChatRoomNotify    notify;
  char              color[8];
  guint             is_closed : 1;    /* the account has gone */
  guint             has_notify : 1;   /* somebody has chosen it */
  guint             autojoin : 1;
  guint             is_avatar_asked_for : 1;
  guint             is_pinned : 1;    /* as the conversation is, for our other devices */
  guint             has_subject : 1;  /* it was told since we came in */
  guint             is_new : 1;       /* it is being joined, and was not to be joined before */
  guint             is_entering : 1;  /* who is there has not been told yet */
  guint             is_out : 1;       /* put out, which @error tells; it stays so over sessions */
  guint             has_notes : 1;    /* somebody has chosen @notes */
  guint             notes : 1;        /* it is told who comes and goes */
};

/* chat-room.c */
ChatRoom *chat_room_new             (ChatConnection *connection,
                                     XmppAddress    *address) G_GNUC_WARN_UNUSED_RESULT;
/* The account goes: whoever holds it still has what it was */
void      chat_room_close           (ChatRoom       *self);
void      chat_room_notify          (ChatRoom       *self,
                                     ChatRoomProp    prop);
/* (nullable) borrowed: NULL once the account has gone, or where there are too many rooms */
XmppRoom *chat_room_get_xmpp_room   (ChatRoom       *self);
void      chat_room_set_avatars     (ChatRoom       *self,
                                     ChatAvatars    *avatars); /* (nullable) */
void      chat_room_set_given_name  (ChatRoom       *self,
                                     const char     *name); /* (nullable) */
void      chat_room_set_own_name    (ChatRoom       *self,
                                     const char     *name); /* (nullable) */
void      chat_room_set_nick        (ChatRoom       *self,
                                     const char     *nick); /* (nullable) */
/* As it is, without telling the server */
void      chat_room_follow_autojoin (ChatRoom       *self,
                                     gboolean        autojoin);
void      chat_room_follow_notify   (ChatRoom       *self,
                                     ChatRoomNotify  notify,
                                     gboolean        chosen);
void      chat_room_follow_pinned   (ChatRoom       *self,
                                     gboolean        pinned);
/* The conversation was pinned or muted for good, or is not any more */
void      chat_room_set_shared      (ChatRoom       *self,
                                     ChatShared      what,
                                     gboolean        set);
gboolean  chat_room_get_shared      (ChatRoom       *self,
                                     ChatShared      what);
/* When something was said that is held */
void      chat_room_note_time       (ChatRoom       *self,
                                     gint64          time_us);
/* Whether people are to hear of a message */
gboolean  chat_room_is_loud         (ChatRoom       *self,
                                     gboolean        is_mention);
void      chat_room_set_usual_nick  (ChatRoom       *self,
                                     const char     *nick); /* (nullable) */
void      chat_room_emit_status     (ChatRoom       *self,
                                     const char     *text);
void      chat_room_emit_voice      (ChatRoom       *self,
                                     ChatOccupant   *who);
void      chat_room_emit_set        (ChatRoom       *self);
void      chat_room_emit_save       (ChatRoom       *self);
void      chat_room_emit_stay       (ChatRoom       *self);
void      chat_room_emit_said       (ChatRoom       *self,
                                     gpointer        message);
void      chat_room_emit_told       (ChatRoom       *self);
void      chat_room_emit_wake       (ChatRoom       *self);
void      chat_room_emit_ignore     (ChatRoom       *self,
                                     const char     *author,
                                     gboolean        ignored);
void      chat_room_emit_noted      (ChatRoom       *self,
                                     GPtrArray      *notes);
void      chat_room_emit_keep       (ChatRoom       *self);

/* chat-room-events.c */
void      chat_room_listen          (ChatRoom       *self);
void      chat_room_take_state      (ChatRoom       *self);
/* @name: (nullable): why we were put out, as chat_error_get_name(); NULL: we may come back */
void      chat_room_follow_out      (ChatRoom       *self,
                                     const char     *name);

/* chat-room-occupants.c */
/* We are in it again: pictures can be asked for */
void      chat_room_resume_faces    (ChatRoom       *self);
void      chat_room_note_departed   (ChatRoom                  *self,
                                     const XmppOccupantChanges *changes);
/* @time_us: since 1970; 0: now */
void      chat_room_note_speaker    (ChatRoom       *self,
                                     const char     *nick,
                                     gint64          time_us);
/* Who has spoken in its first page */
void      chat_room_note_speakers   (ChatRoom       *self,
                                     GListModel     *timeline); /* of ChatMessage */
/* Few enough that each tells the others what they do; FALSE: nobody is there, or we are not */
gboolean  chat_room_is_small        (ChatRoom       *self);
/* And known to one another, so that they say what they have read */
gboolean  chat_room_shares_reading  (ChatRoom       *self);

/* chat-room-typing.c */
void      chat_room_take_typing     (ChatRoom              *self,
                                     const XmppRoomMessage *said);
/* Who leaves writes no more, and who is called something else now is called so */
void      chat_room_follow_typists  (ChatRoom                  *self,
                                     const XmppOccupantChanges *changes);
void      chat_room_forget_typists  (ChatRoom       *self);

/* chat-room-ignored.c */
/* It is kept already */
void      chat_room_follow_ignored  (ChatRoom       *self,
                                     const char     *author);

/* chat-room-notes.c */
void      chat_room_tell_notes      (ChatRoom                  *self,
                                     const XmppOccupantChanges *changes);
/* It is kept already */
void      chat_room_follow_notes    (ChatRoom       *self,
                                     gboolean        notes);

/* chat-room-admin.c */
void      chat_room_take_voice_request (ChatRoom     *self,
                                        XmppDataForm *form,
                                        const char   *nick); /* (nullable) */

/* chat-room-avatar.c */
GBytes   *chat_room_get_avatar      (ChatRoom       *self); /* (nullable) */
void      chat_room_update_avatar   (ChatRoom       *self);

/* chat-room-join.c */
/* @given (nullable), else as before or as bookmarked, else as elsewhere */
char     *chat_room_choose_nick     (ChatRoom       *self,
                                     const char     *given) G_GNUC_WARN_UNUSED_RESULT;
/* As before, or as bookmarked; nobody waits for it */
void      chat_room_rejoin          (ChatRoom       *self);
/* Out of it, which no other device needs to hear */
void      chat_room_go              (ChatRoom       *self);
/* We have said something: the next may have to wait */
void      chat_room_note_spoken     (ChatRoom       *self);

G_END_DECLS
