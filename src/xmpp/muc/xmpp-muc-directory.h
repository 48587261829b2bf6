/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-muc.h"

G_BEGIN_DECLS

/**
 * XmppChannel:
 *
 * A room in a list. What is not told is %NULL or less than 0.
 */
typedef struct {
  XmppAddress *address;
  char        *name;          /* (nullable) */
  char        *description;   /* (nullable) */
  char        *language;      /* (nullable) */
  int          n_occupants;
  gboolean     is_open;       /* can be joined without more */
  gboolean     is_anonymous;  /* only moderators see addresses */
} XmppChannel;

/**
 * XmppChannelPage:
 *
 * A part of a list: XEP-0059.
 */
typedef struct {
  GPtrArray *channels;  /* owned XmppChannel */
  char      *last;      /* (nullable): what to ask for the next page after; NULL: this is all */
  gint64     count;     /* of all pages, about; -1: not told */
} XmppChannelPage;

/**
 * XmppChannelSearch:
 * @words: (nullable): what to search for; %NULL: all there are
 * @by_address: whether to have them in the order of their addresses; else those with the most
 *   people first
 * @min_occupants: with how many people at least
 *
 * What to search for; all of it borrowed.
 */
typedef struct {
  const char *words;
  gboolean    by_address;
  guint       min_occupants;
} XmppChannelSearch;

void             xmpp_channel_free             (XmppChannel         *self);
void             xmpp_channel_page_free        (XmppChannelPage     *self);

/* The rooms that a service lists: XEP-0045, 6.3. @after: (nullable): `last` of the page before */
void             xmpp_muc_list_rooms_async     (XmppMuc             *self,
                                                XmppAddress         *service,
                                                const char          *after,
                                                guint                max,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
/* A search over many services: XEP-0433. It tells the one that is asked what we search for */
void             xmpp_muc_search_async         (XmppMuc             *self,
                                                XmppAddress         *service,
                                                const XmppChannelSearch *search,
                                                const char          *after,
                                                guint                max,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
/* Ends either */
XmppChannelPage *xmpp_muc_list_finish          (XmppMuc             *self,
                                                GAsyncResult        *result,
                                                GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppChannel, xmpp_channel_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppChannelPage, xmpp_channel_page_free)

G_END_DECLS
