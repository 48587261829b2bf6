/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-error.h"
#include "xmpp-sasl-choice.h"
#include "xmpp-sasl-mechanism.h"
#include "xmpp-sasl-profile.h"

G_BEGIN_DECLS

/* For the files of XmppAuthentication, which include its header before this one. */

typedef enum {
  AUTHENTICATION_NEW,
  AUTHENTICATION_LOADING,   /* the token, from where tokens are kept */
  AUTHENTICATION_ASKING,    /* a person, or a key ring */
  AUTHENTICATION_WAITING,   /* for the server */
  AUTHENTICATION_COMPUTING,
  AUTHENTICATION_ENDED,
} AuthenticationState;

struct _XmppAuthentication
{
  GObject              parent_instance;

  AuthenticationState  state;
  XmppStream          *stream;
  XmppSaslCredentials *credentials;
  XmppSessionConfig    config;
  guint                step_ms;
  GPtrArray           *inlined;       /* (nullable), owned XmppElement: what to ask for besides */

  GTask               *task;          /* (nullable): while it runs */
  GSource             *timer;         /* (nullable): while the server is waited for */
  GSource             *cancelled;     /* (nullable) */
  GError              *lost;          /* (nullable): the stream went while somebody was asked */

  XmppSaslProfile      profile;
  GStrv                mechanisms;    /* what the server offers */
  GStrv                bindings;      /* (nullable): that it lists */
  GPtrArray           *available;     /* owned, NULL-terminated: of the bindings */
  GPtrArray           *refused;       /* owned, NULL-terminated: of the mechanisms */
  gboolean             skip_bindings;

  GStrv                token_mechanisms; /* (nullable): what the server makes tokens for */
  const char          *wanted;           /* (nullable), of them: the one we asked for */
  gboolean             is_token_refused;
  gboolean             is_stuck;         /* after that, on this stream */
  gboolean             is_revoking;      /* the token, and nothing else */

  GStrv                upgrade_tasks;    /* (nullable): for which the server wants a hash */
  guint                upgrades;         /* bits by XmppScramHash: asked for, and not yet begun */
  gboolean             is_upgrading;     /* begun, and its salt is waited for */
  XmppScramHash        upgrading;

  XmppSaslChoice       choice;
  XmppSaslMechanism   *mechanism;     /* (nullable) */
  gboolean             is_complete;   /* the mechanism has run, and the server was right */

  XmppElement         *success;       /* (nullable): of profile 2 */
  XmppAddress         *identity;      /* (nullable): whom it is about */
};

void xmpp_authentication_end              (XmppAuthentication *self,
                                           GError             *error);
void xmpp_authentication_end_with         (XmppAuthentication *self,
                                           XmppError           code,
                                           const char         *why);
void xmpp_authentication_stop_timer       (XmppAuthentication *self);
void xmpp_authentication_say              (XmppAuthentication *self,
                                           XmppElement        *element);

/* The token: XEP-0484 */
gboolean           xmpp_authentication_can_use_tokens       (XmppAuthentication *self);
gboolean           xmpp_authentication_choose_token         (XmppAuthentication *self);
XmppSaslMechanism *xmpp_authentication_make_token_mechanism (XmppAuthentication *self,
                                                             GBytes             *binding)
                                                             G_GNUC_WARN_UNUSED_RESULT;
void               xmpp_authentication_add_token            (XmppAuthentication *self,
                                                             XmppElement        *authenticate);
void               xmpp_authentication_take_token           (XmppAuthentication *self,
                                                             XmppElement        *success);
void               xmpp_authentication_refuse_token         (XmppAuthentication *self,
                                                             gboolean            for_good,
                                                             const char         *why);

/* Other hashes of the password: XEP-0480 */
void     xmpp_authentication_add_upgrades    (XmppAuthentication *self,
                                              XmppElement        *authenticate);
gboolean xmpp_authentication_begin_upgrade   (XmppAuthentication *self,
                                              const char *const  *tasks);
void     xmpp_authentication_go_on_upgrading (XmppAuthentication *self,
                                              XmppElement        *element);

/* The next try: another one, without this mechanism, without this password */
void xmpp_authentication_choose           (XmppAuthentication *self);
void xmpp_authentication_refuse_mechanism (XmppAuthentication *self);
void xmpp_authentication_refuse_password  (XmppAuthentication *self,
                                           const char         *why);

G_END_DECLS
