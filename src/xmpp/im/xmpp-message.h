/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-element.h"
#include "xmpp-fallback.h"
#include "xmpp-file-share.h"
#include "xmpp-link-metadata.h"
#include "xmpp-mention.h"
#include "xmpp-muc-user.h"
#include "xmpp-retraction.h"

G_BEGIN_DECLS

#define XMPP_MESSAGE_MAX_STANZA_IDS 16

/**
 * XmppMessageType:
 *
 * RFC 6121, 5.2.2. What is absent or unknown is %XMPP_MESSAGE_NORMAL.
 */
typedef enum {
  XMPP_MESSAGE_NORMAL,
  XMPP_MESSAGE_CHAT,
  XMPP_MESSAGE_GROUPCHAT,
  XMPP_MESSAGE_HEADLINE,
  XMPP_MESSAGE_ERROR,
} XmppMessageType;

/**
 * XmppChatState:
 *
 * XEP-0085. %XMPP_CHAT_STATE_NONE: the message carries none.
 */
typedef enum {
  XMPP_CHAT_STATE_NONE,
  XMPP_CHAT_STATE_ACTIVE,
  XMPP_CHAT_STATE_COMPOSING,
  XMPP_CHAT_STATE_PAUSED,
  XMPP_CHAT_STATE_INACTIVE,
  XMPP_CHAT_STATE_GONE,
} XmppChatState;

/**
 * XmppHints:
 *
 * XEP-0334.
 */
typedef enum {
  XMPP_HINT_NONE               = 0,
  XMPP_HINT_NO_PERMANENT_STORE = 1 << 0,
  XMPP_HINT_NO_STORE           = 1 << 1,
  XMPP_HINT_NO_COPY            = 1 << 2,
  XMPP_HINT_STORE              = 1 << 3,
} XmppHints;

/**
 * XmppWrappers:
 *
 * Wrappers that the message carries and that are not opened here: what they hold may be trusted
 * only after their own sender was checked.
 */
typedef enum {
  XMPP_WRAPPER_NONE           = 0,
  XMPP_WRAPPER_CARBON         = 1 << 0, /* XEP-0280 */
  XMPP_WRAPPER_ARCHIVE_RESULT = 1 << 1, /* XEP-0313 */
  XMPP_WRAPPER_FORWARDED      = 1 << 2, /* XEP-0297, bare */
} XmppWrappers;

/**
 * XmppStanzaId:
 *
 * An identity that an archive gave to a message: XEP-0359.
 */
typedef struct {
  char *id;
  char *by; /* a prepared address */
} XmppStanzaId;

/**
 * XmppMessage:
 *
 * A pure reading of a message stanza. Nothing in it is trusted: who may say what is decided by who
 * uses it. Every string may be %NULL. Fields may be filled in by hand to build a message to send.
 */
typedef struct {
  XmppMessageType type;
  XmppAddress    *from;          /* (nullable): the server, or ourselves */
  XmppAddress    *to;            /* (nullable): ourselves */
  char           *id;

  char           *body;
  char           *language;      /* of @body */
  char           *subject;       /* "" takes the subject away */
  char           *thread;
  GError         *error;         /* of a message of type error */

  char           *origin_id;     /* XEP-0359 */
  GPtrArray      *stanza_ids;    /* (nullable) owned XmppStanzaId, unchecked */
  char           *occupant_id;   /* XEP-0421: only from a room that says that it gives them */

  gint64          delay_time_us; /* since 1970, 0 none; never in the future: XEP-0203, XEP-0091 */
  XmppAddress    *delay_from;    /* (nullable): who says that it was delayed */

  XmppChatState   chat_state;
  gboolean        wants_receipt; /* XEP-0184 */
  char           *received_id;   /* the message that a receipt is for */
  gboolean        is_markable;   /* XEP-0333 */
  char           *displayed_id;  /* the last message that was displayed */

  char           *replace_id;    /* XEP-0308: the first version of what it corrects */
  char           *oob_url;       /* XEP-0066 */
  char           *nick;          /* XEP-0172 */
  XmppHints       hints;
  char           *encryption;    /* what it is encrypted with, where we know no more: XEP-0380 */
  XmppWrappers    wrappers;

  XmppMucUser    *muc_user;      /* (nullable): what a room says: XEP-0045. Of what is sent no more
                                  * than its being there: the message is for somebody in a room */
  GPtrArray      *mentions;      /* (nullable) owned XmppMention: whom it speaks to: XEP-0513 */
  GPtrArray      *files;         /* (nullable) owned XmppFileShare: what comes with it: XEP-0447 */
  XmppFallback    files_text;    /* what of @body only repeats @files: XEP-0428 */
  GPtrArray      *links;         /* (nullable) owned XmppLinkMetadata: XEP-0511 */
  XmppRetraction *retraction;    /* (nullable): it takes a message back: XEP-0424, XEP-0425 */
} XmppMessage;

const char   *xmpp_message_type_get_name     (XmppMessageType      type);
const char   *xmpp_chat_state_get_name       (XmppChatState        chat_state); /* (nullable) */
XmppHints     xmpp_hints_parse               (const char          *name);

XmppStanzaId *xmpp_stanza_id_new             (const char          *id,
                                              const char          *by) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_stanza_id_free            (XmppStanzaId        *self);

XmppMessage  *xmpp_message_new               (XmppMessageType      type,
                                              XmppAddress         *to) G_GNUC_WARN_UNUSED_RESULT;
/* @languages: (nullable): which body to take when there are several; NULL: those of the locale */
XmppMessage  *xmpp_message_parse             (XmppElement         *stanza,
                                              const char *const   *languages,
                                              GError             **error) G_GNUC_WARN_UNUSED_RESULT;
XmppMessage  *xmpp_message_copy              (const XmppMessage   *self) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_message_free              (XmppMessage         *self);

XmppElement  *xmpp_message_to_element        (const XmppMessage   *self) G_GNUC_WARN_UNUSED_RESULT;

/* Only the id that @by gave, and only when there is exactly one; NULL otherwise */
const char   *xmpp_message_get_stanza_id_by  (const XmppMessage   *self,
                                              XmppAddress         *by);
/* Whether there is something for a person to read */
gboolean      xmpp_message_has_content       (const XmppMessage   *self);

/* What is sent about a message: to whom it came from, of its type */
XmppMessage  *xmpp_message_new_receipt       (const XmppMessage   *received)
  G_GNUC_WARN_UNUSED_RESULT;
XmppMessage  *xmpp_message_new_displayed     (XmppMessageType      type,
                                              XmppAddress         *to,
                                              const char          *id) G_GNUC_WARN_UNUSED_RESULT;
XmppMessage  *xmpp_message_new_chat_state    (XmppMessageType      type,
                                              XmppAddress         *to,
                                              XmppChatState        chat_state)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppStanzaId, xmpp_stanza_id_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMessage, xmpp_message_free)

G_END_DECLS
