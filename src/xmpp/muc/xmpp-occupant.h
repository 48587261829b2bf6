/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-muc-user.h"
#include "xmpp-presence-info.h"

G_BEGIN_DECLS

#define XMPP_OCCUPANT_MAX_HATS 16

/**
 * XmppHat:
 *
 * What a room says that somebody is, beside role and affiliation: XEP-0317.
 */
typedef struct {
  char   *uri;   /* which one it is; never NULL */
  char   *title; /* for people; never NULL */
  double  hue;   /* its colour, 0 to less than 360; less than 0: none told */
} XmppHat;

XmppHat *xmpp_hat_new  (const char *uri,
                        const char *title,
                        const char *hue) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) as on the wire */
XmppHat *xmpp_hat_copy (const XmppHat *self) G_GNUC_WARN_UNUSED_RESULT;
void     xmpp_hat_free (XmppHat *self);

/**
 * XmppOccupant:
 *
 * Somebody in a room, as the room has told it last. Immutable; shared by reference.
 */
typedef struct {
  XmppAddress     *address;      /* of the room, with the nick as its resource */
  const char      *nick;         /* borrowed: of @address */
  guint64          serial;       /* kept as long as the person stays, over changes of nick and
                                  * joining anew, as far as it is sure to be the same person; who
                                  * leaves and comes back has another one */
  char            *occupant_id;  /* (nullable): whoever it is, for good: XEP-0421. Only where the
                                  * room announces that it gives them */
  XmppAddress     *real_address; /* (nullable): where the room tells us */
  XmppAffiliation  affiliation;
  XmppRole         role;
  XmppShow         show;
  gboolean         is_self;      /* it is ourselves, on this device or on another with its nick */
  char            *status;       /* (nullable) */
  gint64           idle_since_us; /* since 1970; 0: unknown: XEP-0319 */
  char            *photo_hash;   /* (nullable): not known, "": no picture: XEP-0153 */
  GPtrArray       *hats;         /* (nullable) owned XmppHat */

  char            *claimed_id;   /* (nullable): for the room alone: what may become @occupant_id */
} XmppOccupant;

/* Of whom no presence tells: @real_address: (nullable) */
XmppOccupant *xmpp_occupant_new    (XmppAddress        *address,
                                    XmppAddress        *real_address) G_GNUC_WARN_UNUSED_RESULT;
/* @stanza: an available presence from @address, @user what it holds (nullable) */
XmppOccupant *xmpp_occupant_read   (XmppElement        *stanza,
                                    XmppAddress        *address,
                                    const XmppMucUser  *user) G_GNUC_WARN_UNUSED_RESULT;
XmppOccupant *xmpp_occupant_copy   (const XmppOccupant *self) G_GNUC_WARN_UNUSED_RESULT;
XmppOccupant *xmpp_occupant_ref    (XmppOccupant       *self);
void          xmpp_occupant_unref  (XmppOccupant       *self);
/* Whether it is sure that both are the same person */
gboolean      xmpp_occupant_is_same (const XmppOccupant *self,
                                     const XmppOccupant *other);
/* Whether all that people see is the same */
gboolean      xmpp_occupant_equal  (const XmppOccupant *self,
                                    const XmppOccupant *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppHat, xmpp_hat_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppOccupant, xmpp_occupant_unref)

G_END_DECLS
