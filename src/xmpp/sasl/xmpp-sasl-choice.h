/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-scram.h"

G_BEGIN_DECLS

typedef enum {
  XMPP_SASL_EXTERNAL_KIND,
  XMPP_SASL_SCRAM_KIND,
  XMPP_SASL_PLAIN_KIND,
  XMPP_SASL_HT_KIND,
} XmppSaslKind;

/**
 * XmppSaslOffer:
 * @mechanisms: what the server offers
 * @bindings: (nullable): the kinds of channel binding that it lists (XEP-0440), %NULL without a
 *   list
 * @available: the kinds that this TLS connection can give us
 * @refused: (nullable): mechanisms that the server offered and then did not want
 * @accepted: (nullable): what signed us in before, as xmpp_sasl_choice_to_text() says it
 * @has_certificate: whether we showed a client certificate
 * @allow_plain: whether PLAIN will do
 * @skip_bindings: whether channel binding failed just before
 * @is_strict: whether the rules of XEP-0440 for SASL2 hold
 *
 * What there is to choose from. All lists end with %NULL.
 */
typedef struct {
  const char *const *mechanisms;
  const char *const *bindings;
  const char *const *available;
  const char *const *refused;
  const char        *accepted;
  gboolean           has_certificate;
  gboolean           allow_plain;
  gboolean           skip_bindings;
  gboolean           is_strict;
} XmppSaslOffer;

/**
 * XmppSaslChoice:
 * @name: the mechanism's name
 * @hash: for SCRAM
 * @binding: (nullable): the kind of channel binding, for -PLUS
 * @server_binds: whether the server offers -PLUS at all
 * @must_confirm: whether it is weaker than what there was, or should be, so that SCRAM may only go
 *   on when the server confirms what it offers
 */
typedef struct {
  XmppSaslKind   kind;
  char           name[32];
  XmppScramHash  hash;
  const char    *binding;
  gboolean       server_binds;
  gboolean       must_confirm;
} XmppSaslChoice;

#define XMPP_BINDING_EXPORTER  "tls-exporter"
#define XMPP_BINDING_UNIQUE    "tls-unique"
#define XMPP_BINDING_END_POINT "tls-server-end-point"

/* The kinds that we know, the strongest first */
extern const char *const xmpp_sasl_bindings[];

gboolean xmpp_sasl_choose (const XmppSaslOffer  *offer,
                           XmppSaslChoice       *choice,
                           GError              **error);

gboolean xmpp_sasl_choice_is_weaker (const XmppSaslChoice *self,
                                     const char           *accepted);
char    *xmpp_sasl_choice_to_text   (const XmppSaslChoice *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
