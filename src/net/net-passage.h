/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-types.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * NetWay:
 * @session: what fetches
 * @roots: (nullable): the authorities that are believed; %NULL: the system's
 * @proxy: (nullable): the way to go; %NULL: straight there
 * @judge: (nullable): asked about certificates that the authorities do not vouch for
 * @judge_data: for @judge
 * @patience_ms: how long nothing may move
 * @page_ms: how long a page may take, whatever moves
 *
 * For this room alone: how one gets to the web.
 */
typedef struct {
  SoupSession    *session;
  GTlsDatabase   *roots;
  GProxyResolver *proxy;
  NetJudgeFunc    judge;
  gpointer        judge_data;
  guint           patience_ms;
  guint           page_ms;
} NetWay;

/**
 * NetPassage:
 * @way: borrowed: the task keeps it alive
 * @message: (nullable): what libsoup is asked now
 * @sending: ends all that is done for it
 * @cancelled: (nullable): the person's wish
 * @progress: (nullable)
 * @progress_data: for @progress
 * @done: how many bytes have gone
 * @stall_source: for this file's own room only
 * @limit_source: likewise
 * @has_stalled: nothing moved for too long, or all of it takes too long
 * @is_refused: the certificate is
 * @is_near: it would come from where it may not
 *
 * For this room alone: what is the same for a file whichever way it goes.
 */
typedef struct {
  const NetWay    *way;
  SoupMessage     *message;
  GCancellable    *sending;
  GSource         *cancelled;
  NetProgressFunc  progress;
  gpointer         progress_data;
  gint64           done;
  guint            stall_source;
  guint            limit_source;
  gboolean         has_stalled;
  gboolean         is_refused;
  gboolean         is_near;
} NetPassage;

void         net_passage_init            (NetPassage      *self,
                                          const NetWay    *way,
                                          GTask           *task,
                                          NetProgressFunc  progress,
                                          gpointer         progress_data);
void         net_passage_clear           (NetPassage      *self);
/* Takes @message: it is what is asked from now on. @may_be_near: it may be on this machine or in a
 * network nearby */
void         net_passage_send            (NetPassage          *self,
                                          SoupMessage         *message,
                                          gboolean             may_be_near,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void         net_passage_add             (NetPassage      *self,
                                          gsize            n_bytes);
void         net_passage_note_motion     (NetPassage      *self);
/* Nothing has to move now */
void         net_passage_rest            (NetPassage      *self);
/* How long all of it may take from now on, whatever moves; 0: as long as it likes */
void         net_passage_set_limit       (NetPassage      *self,
                                          guint            limit_ms);
/* Takes @error, returns (transfer full) what it means */
GError      *net_passage_translate_error (NetPassage      *self,
                                          GCancellable    *cancellable,
                                          GError          *error)
  G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what the answer means */
GError      *net_passage_judge_status    (guint            status) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @uri is one of the web */
gboolean     net_passage_is_sound          (GUri                 *uri);

/* Whether the one of @host will do */
gboolean     net_passage_judge_certificate (NetPassage           *self,
                                            const char           *host,
                                            GTlsCertificate      *certificate,
                                            GTlsCertificateFlags  errors);

G_END_DECLS
