/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-ibb-input.h"
#include "xmpp-ibb-output.h"
#include "xmpp-jingle-context.h"
#include "xmpp-jingle-description.h"
#include "xmpp-jingle-pump.h"
#include "xmpp-jingle-socks.h"
#include "xmpp-jingle-stanza.h"
#include "xmpp-jingle-types.h"

G_BEGIN_DECLS

typedef struct _XmppJingleFile XmppJingleFile;

/* For the files of the object, and for XmppJingleFiles, alone. It is in six:
 *
 *   xmpp-jingle-file.c          the object, what people say to it, and its end
 *   xmpp-jingle-file-talk.c     what is said to the other side
 *   xmpp-jingle-file-hear.c     what that says
 *   xmpp-jingle-file-ask.c      whether it still knows
 *   xmpp-jingle-file-straight.c how they come to a connection
 *   xmpp-jingle-file-flow.c     the bytes: in band, or straight; and whether they are right
 */
struct _XmppJingleFile
{
  GObject              parent_instance;

  XmppJingleContext   *context;
  XmppAddress         *peer;          /* full */
  char                *sid;           /* of the session, unique with @peer */
  char                *offer_id;      /* (nullable): see xmpp_jingle_file_get_offer_id() */
  char                *content;       /* its name */
  char                *creator;       /* "initiator" */
  gboolean             is_incoming;
  XmppFile            *file;
  XmppJingleRange      range;         /* what the peer can, then what was agreed on */
  gboolean             hash_follows;

  XmppJingleFileState  state;
  XmppJingleWay        way;
  gint64               transferred;
  gint64               told_us;       /* monotonic: when "transferred" was told of */
  GBytes              *digest;        /* (nullable) */
  gboolean             is_verified;
  gboolean             is_held;       /* whoever has it says when it is put away */
  gboolean             is_whole;      /* … which is what is waited for */

  gboolean             is_told;       /* the other side knows of the session */
  gboolean             is_ending;
  gboolean             is_left;       /* the other side has ended it */
  gboolean             is_confirmed;  /* … or says that it has all of what is sent */
  GError              *broken;        /* (nullable): so it ends, if the other side has no word */
  GError              *error;         /* (nullable) */

  GInputStream        *source;        /* (nullable): what is sent */
  GInputStream        *before;        /* (nullable): what was there before */
  GOutputStream       *sink;          /* (nullable): where it goes */
  GCancellable        *cancellable;   /* of the pump */
  gboolean             is_pumping;
  guint                n_closing;     /* streams */

  XmppJingleSocks     *socks;         /* (nullable): while a connection is looked for */
  GIOStream           *connection;    /* (nullable): straight, or through a proxy */
  gboolean             is_in_band;    /* what was agreed on, or is proposed */
  gboolean             is_replacing;  /* our transport-replace is not answered yet */
  char                *ibb_sid;       /* (nullable) */
  guint                ibb_block;     /* bytes */
  XmppIbbInput        *ibb_input;     /* (nullable) */
  XmppIbbOutput       *ibb_output;    /* (nullable) */

  guint                timer;
  guint                patience_s;
  gint64               last_us;       /* monotonic: when something happened last */

  gboolean             is_asking;     /* whether the other side still knows of it */
  gboolean             asks_again;    /* … once that is answered */
  guint                silence;       /* timer */
};

/* xmpp-jingle-file.c */
XmppJingleFile *xmpp_jingle_file_new         (XmppJingleContext *context,
                                              XmppAddress       *peer,
                                              const char        *sid,
                                              const char        *content,
                                              XmppFile          *file) /* (transfer full) */
  G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_jingle_file_set_state   (XmppJingleFile      *self,
                                              XmppJingleFileState  state);
void            xmpp_jingle_file_set_patience (XmppJingleFile *self,
                                               guint           seconds); /* 0: endless */
/* Ends it, if nothing has yet; takes @error: NULL: it went well */
void            xmpp_jingle_file_end         (XmppJingleFile *self,
                                              GError         *error);
/* The way between both broke; takes @error */
void            xmpp_jingle_file_break       (XmppJingleFile *self,
                                              GError         *error);
void            xmpp_jingle_file_settle      (XmppJingleFile *self);
/* All of it came, and is right */
void            xmpp_jingle_file_note_whole  (XmppJingleFile *self);
void            xmpp_jingle_file_fail        (XmppJingleFile  *self,
                                              XmppJingleError  code,
                                              const char      *message);
void            xmpp_jingle_file_note_unheard (XmppJingleFile *self);
void            xmpp_jingle_file_add_progress (gsize   n_bytes,
                                               gpointer user_data);

/* xmpp-jingle-file-talk.c */
void            xmpp_jingle_file_refuse_offer (XmppJingleContext *context,
                                               XmppAddress       *peer,
                                               const char        *sid,
                                               const GError      *error);
void            xmpp_jingle_file_initiate    (XmppJingleFile *self);
void            xmpp_jingle_file_say_accept  (XmppJingleFile *self);
void            xmpp_jingle_file_say_replace (XmppJingleFile *self);
void            xmpp_jingle_file_say_replaced (XmppJingleFile         *self,
                                               const XmppJingleStanza *refused); /* (nullable) */
void            xmpp_jingle_file_say_info    (XmppJingleFile *self,
                                              const char     *name,
                                              const char     *cid); /* (nullable) */
void            xmpp_jingle_file_say_checksum (XmppJingleFile *self);
void            xmpp_jingle_file_say_received (XmppJingleFile *self);
void            xmpp_jingle_file_say_no_more (XmppJingleFile *self,
                                              const char     *name);   /* (nullable) */
void            xmpp_jingle_file_say_end     (XmppJingleFile *self);

/* xmpp-jingle-file-ask.c */
void            xmpp_jingle_file_ask         (XmppJingleFile *self);
void            xmpp_jingle_file_watch       (XmppJingleFile *self);

/* xmpp-jingle-file-hear.c */
XmppJingleFile *xmpp_jingle_file_new_offered (XmppJingleContext      *context,
                                              XmppAddress            *peer,
                                              const XmppJingleStanza *stanza,
                                              GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Answers @iq */
void            xmpp_jingle_file_take        (XmppJingleFile         *self,
                                              XmppElement            *iq,
                                              const XmppJingleStanza *stanza);

/* xmpp-jingle-file-straight.c */
void            xmpp_jingle_file_offer_straight (XmppJingleFile *self);
gboolean        xmpp_jingle_file_read_straight (XmppJingleFile *self,
                                                XmppElement    *transport);
void            xmpp_jingle_file_accept_straight (XmppJingleFile *self);
gboolean        xmpp_jingle_file_accepted_straight (XmppJingleFile *self,
                                                    XmppElement    *transport);
void            xmpp_jingle_file_leave_straight (XmppJingleFile *self);

/* xmpp-jingle-file-flow.c */
void            xmpp_jingle_file_run_straight (XmppJingleFile *self);
void            xmpp_jingle_file_open_in_band (XmppJingleFile *self);
gboolean        xmpp_jingle_file_has_in_band (XmppJingleFile *self,
                                              const char     *ibb_sid);
/* Answers @iq */
void            xmpp_jingle_file_take_in_band (XmppJingleFile *self,
                                               XmppElement    *iq,
                                               XmppElement    *payload);
void            xmpp_jingle_file_check       (XmppJingleFile *self);

G_END_DECLS
