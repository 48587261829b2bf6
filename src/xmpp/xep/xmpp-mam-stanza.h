/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-data-form.h"
#include "xmpp-forward.h"

G_BEGIN_DECLS

#define XMPP_MAM_PAGE_SIZE 250

/**
 * XmppMamQuery:
 * @archive: (nullable): whose archive; %NULL: our own
 * @with: (nullable): only messages with this address; a bare one: on all its devices
 * @start_us: not before this moment, in µs since 1970; 0: any
 * @end_us: not after this moment; 0: any
 * @before_id: (nullable): the page that ends just before this message; "": the last page
 * @after_id: (nullable): the page that begins just after this message
 * @ids: (nullable) (array zero-terminated=1): just these; only where the archive is extended
 * @max: how many at most; 0: %XMPP_MAM_PAGE_SIZE. The server may give less
 * @flip: whether the server shall send the newest one first, where it can. The page is in the
 *   archive's order all the same
 * @with_groupchat: whether a user's archive shall give what was said in rooms, too
 * @fulltext: (nullable): only messages with these words, where the archive can search
 *
 * What to ask an archive for: XEP-0313, 4; all of it borrowed. With both @before_id and @after_id
 * the page ends before the one, and does not reach back to the other: then it is complete.
 */
typedef struct {
  XmppAddress       *archive;
  XmppAddress       *with;
  gint64             start_us;
  gint64             end_us;
  const char        *before_id;
  const char        *after_id;
  const char *const *ids;
  guint              max;
  gboolean           flip;
  gboolean           with_groupchat;
  const char        *fulltext;
} XmppMamQuery;

/**
 * XmppMamPage:
 * @messages: (element-type XmppForwarded): what came, in the archive's order, the oldest first;
 *   each with an archive id, some without a stanza
 * @complete: there is nothing more, in the direction of the query
 * @is_unstable: the server may tell otherwise later
 * @first: (nullable): the archive id of the first one: what to ask for the page before
 * @last: (nullable): likewise of the last one, for the page after
 * @count: how many there are in all pages, about; -1: not told
 *
 * A page of an archive.
 */
typedef struct {
  GPtrArray *messages;
  gboolean   complete;
  gboolean   is_unstable;
  char      *first;
  char      *last;
  gint64     count;
} XmppMamPage;

/**
 * XmppMamSupport:
 * @XMPP_MAM_ARCHIVE: there is an archive
 * @XMPP_MAM_EXTENDED: it knows ids, can flip pages and tell what it spans: XEP-0313, 7
 * @XMPP_MAM_GROUPCHAT: it can be told whether to give what was said in rooms
 * @XMPP_MAM_FULLTEXT: it can search for words: XEP-0431
 *
 * What an archive can do.
 */
typedef enum {
  XMPP_MAM_NONE      = 0,
  XMPP_MAM_ARCHIVE   = 1 << 0,
  XMPP_MAM_EXTENDED  = 1 << 1,
  XMPP_MAM_GROUPCHAT = 1 << 2,
  XMPP_MAM_FULLTEXT  = 1 << 3,
} XmppMamSupport;

XmppMamQuery *xmpp_mam_query_copy     (const XmppMamQuery *self) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_mam_query_free     (XmppMamQuery       *self); /* one that was copied */
/* @fulltext_field: (nullable): the form's name for it */
XmppElement  *xmpp_mam_query_to_iq    (const XmppMamQuery *self,
                                       XmppMamSupport      support,
                                       const char         *fulltext_field,
                                       const char         *query_id) G_GNUC_WARN_UNUSED_RESULT;

XmppMamPage  *xmpp_mam_page_new       (void) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_mam_page_free      (XmppMamPage        *self);
/* Fills in what the end of a page says; FALSE when @iq has no end of a page */
gboolean      xmpp_mam_page_finish    (XmppMamPage        *self,
                                       const XmppMamQuery *query,
                                       XmppElement        *iq,
                                       GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMamQuery, xmpp_mam_query_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMamPage, xmpp_mam_page_free)

G_END_DECLS
