/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-message.h"
#include "xmpp-muc-context.h"
#include "xmpp-occupants.h"
#include "xmpp-room-error.h"
#include "xmpp-room-info.h"

G_BEGIN_DECLS

typedef struct _XmppRoom XmppRoom;

/* How far joining has come, inside JOINING and REJOINING */
typedef enum {
  XMPP_ROOM_STEP_NONE,
  XMPP_ROOM_STEP_WAITING,  /* for its turn */
  XMPP_ROOM_STEP_ASKING,   /* what the room is */
  XMPP_ROOM_STEP_ENTERING, /* our presence is on its way */
} XmppRoomStep;

/* For the files of the room alone. */
struct _XmppRoom
{
  GObject           parent_instance;

  XmppAddress      *address;
  XmppMucContext   *context;

  int               state;          /* XmppRoomState; written by xmpp_room_set_state() alone */
  XmppRoomStep      step;
  gboolean          is_wanted;
  gboolean          is_forgotten;   /* by XmppMuc, which tells it nothing any more */
  gboolean          was_joined;     /* the occupants are those of before */
  GError           *error;          /* (nullable) */
  XmppAddress      *venue;          /* (nullable) */
  char             *removal; /* (nullable) */

  char             *nick;           /* (nullable): our own, or the one that is wanted */
  char             *password;       /* (nullable) */
  gboolean          may_create;
  gboolean          is_created;     /* by us, when we came in last */
  gint64            since_us;       /* until when we know what was said, by the room's clock */
  gint64            spoken_us;      /* monotonic: when we heard what had no time; 0: not yet */
  gint64            spoken_real_us; /* the same by the wall clock */
  char             *affiliations_since; /* (nullable) */
  char             *version;        /* (nullable): of the affiliations */

  XmppRoomInfo     *info;           /* (nullable) */
  XmppOccupants    *occupants;
  XmppOccupant     *own;            /* (nullable) */
  char             *own_id;         /* (nullable): our own occupant-id, as it was told last */
  char             *photo_hash;     /* (nullable): what its own presence says: XEP-0486, 5.2 */
  char             *subject;        /* (nullable) */
  char             *subject_nick;   /* (nullable) */
  gint64            subject_time_us;

  GPtrArray        *joiners;        /* owned GTask */
  GQueue            held;           /* owned XmppRoomMessage: while @info is asked for */
  GTask            *renaming;       /* (nullable) */
  char             *new_nick;       /* (nullable): while renaming */
  guint             renaming_deadline; /* source */
  GCancellable     *asking;         /* (nullable): ends what is asked while joining, or pings */
  gboolean          is_asking_info;
  gboolean          is_told;        /* all that was said before we came: what comes is said now */
  gboolean          ask_again;      /* what is asked may have changed meanwhile */
  gboolean          is_info_fresh;  /* @info was told since we began to join */
  gboolean          is_archive_shut;  /* it does not let us read it, as long as we are online */
  gboolean          is_announced;   /* the room may know us: it was sent our presence */
  gboolean          owes_presence;  /* ours has changed since */
  guint             n_failures;     /* to stay there, in a row */
  guint             n_refusals;     /* to let us in again, that may pass */
  guint             n_silent;       /* pings in a row that said nothing */
  gint64            heard_us;       /* monotonic: when the room has said something */
  gint64            confirmed_us;   /* monotonic: when it has answered that we are in it */
  gint64            entered_us;     /* monotonic: when our presence was sent */
  gint64            joined_us;      /* monotonic: when we came in last */
  guint             flush;          /* source */
  gint64            flush_since_us; /* monotonic: since when there is something to tell */
  guint             deadline;       /* source: of joining */
  guint             watch;          /* source: the next ping, or the next try */
  gint64            watch_us;       /* monotonic: when that is */
  gboolean          is_pinging;
  gboolean          is_doubtful;    /* nothing was heard since the connection was resumed */
};

/* xmpp-room.c */
void     xmpp_room_set_state        (XmppRoom          *self,
                                     int                state);
void     xmpp_room_set_own          (XmppRoom          *self,
                                     XmppOccupant      *own); /* (nullable) */
void     xmpp_room_set_nick         (XmppRoom          *self,
                                     const char        *nick);
void     xmpp_room_set_info         (XmppRoom          *self,
                                     XmppRoomInfo      *info); /* (nullable) */
void     xmpp_room_set_subject      (XmppRoom          *self,
                                     const char        *subject,
                                     const char        *nick,
                                     gint64             time_us);
void     xmpp_room_set_photo_hash   (XmppRoom          *self,
                                     const char        *hash); /* (nullable) */
void     xmpp_room_set_version      (XmppRoom          *self,
                                     const char        *version);
void     xmpp_room_queue_flush      (XmppRoom          *self);
void     xmpp_room_flush            (XmppRoom          *self);
void     xmpp_room_emit_message     (XmppRoom          *self,
                                     gpointer           message,
                                     gboolean           is_private);
void     xmpp_room_emit_status      (XmppRoom          *self,
                                     XmppMucStatus      status);
void     xmpp_room_emit_affiliations (XmppRoom         *self,
                                      XmppMucUser      *user);
void     xmpp_room_emit_affiliations_reset (XmppRoom   *self);
void     xmpp_room_emit_confirmed  (XmppRoom           *self);
void     xmpp_room_emit_voice       (XmppRoom          *self,
                                     XmppDataForm      *form,
                                     const char        *nick,
                                     XmppAddress       *real);

/* xmpp-room-join.c */
void     xmpp_room_start            (XmppRoom          *self); /* when it is wanted and can be */
void     xmpp_room_begin            (gpointer           room); /* it is its turn */
void     xmpp_room_rest             (XmppRoom          *self);
void     xmpp_room_leave_audience   (XmppRoom          *self);
void     xmpp_room_extend_deadline  (XmppRoom          *self);
void     xmpp_room_take_joined      (XmppRoom          *self,
                                     XmppMucStatus      status);
void     xmpp_room_take_refusal     (XmppRoom          *self,
                                     XmppElement       *presence);
/* Takes @error (nullable): we are out */
void     xmpp_room_take_removal     (XmppRoom          *self,
                                     GError            *error);
void     xmpp_room_ask_info         (XmppRoom          *self); /* it may have changed */

/* xmpp-room-entry.c */
/* Our place in the room under a nick; NULL with an error when that is none */
XmppAddress *xmpp_room_make_place   (XmppRoom          *self,
                                     const char        *nick,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_room_new_entry    (XmppRoom          *self,
                                     XmppAddress       *place) G_GNUC_WARN_UNUSED_RESULT;

/* xmpp-room-leave.c */
void     xmpp_room_say_goodbye      (XmppRoom          *self,
                                     const char        *farewell); /* (nullable) */
void     xmpp_room_stop             (XmppRoom          *self); /* the server has forgotten us */
void     xmpp_room_tell_presence    (XmppRoom          *self);

/* xmpp-room-nick.c. Takes @error (nullable) */
void     xmpp_room_finish_renaming  (XmppRoom          *self,
                                     GError            *error);
void     xmpp_room_extend_renaming  (XmppRoom          *self);

/* xmpp-room-waiters.c */
void     xmpp_room_watch_task       (GTask             *task,
                                     GCancellableSourceFunc func);
void     xmpp_room_finish_task      (GTask             *task,
                                     GError            *error); /* takes it (nullable) */
void     xmpp_room_add_joiner       (XmppRoom          *self,
                                     GTask             *task);  /* takes it */
GPtrArray *xmpp_room_take_joiners   (XmppRoom          *self) G_GNUC_WARN_UNUSED_RESULT;
void     xmpp_room_finish_joiners   (GPtrArray         *joiners,
                                     const GError      *error); /* (nullable) */

/* xmpp-room-presence.c, xmpp-room-talk.c */
void     xmpp_room_take_presence    (XmppRoom          *self,
                                     XmppElement       *stanza,
                                     XmppAddress       *from);
void     xmpp_room_take_message     (XmppRoom          *self,
                                     XmppElement       *stanza,
                                     XmppMessage       *message); /* takes it */
void     xmpp_room_let_go           (XmppRoom          *self); /* what was held */
void     xmpp_room_drop_held        (XmppRoom          *self);

/* xmpp-room-message.c. XmppRoomMessage, for those that include xmpp-room.h, too */
struct _XmppRoomMessage *xmpp_room_message_read (XmppRoom    *self,
                                                 XmppElement *stanza,
                                                 XmppMessage *message) /* takes it */
  G_GNUC_WARN_UNUSED_RESULT;
void     xmpp_room_message_settle   (XmppRoom          *self,
                                     struct _XmppRoomMessage *said);
gboolean xmpp_room_is_subject       (const XmppMessage *message);

/* xmpp-room-send.c */
XmppElement *xmpp_room_new_destruction (XmppRoom       *self,
                                        XmppAddress    *venue, /* (nullable), as @reason */
                                        const char     *reason) G_GNUC_WARN_UNUSED_RESULT;

/* xmpp-room-watch.c */
void     xmpp_room_watch            (XmppRoom          *self,
                                     guint              wait_ms);
void     xmpp_room_unwatch          (XmppRoom          *self);
void     xmpp_room_retry_later      (XmppRoom          *self);
void     xmpp_room_heard            (XmppRoom          *self);
void     xmpp_room_doubt            (XmppRoom          *self);
void     xmpp_room_ping             (XmppRoom          *self);

XmppRoom *xmpp_room_new             (XmppAddress       *address,
                                     XmppMucContext    *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
