/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the server's archive: what is asked next, and what becomes of the answers. One page is
 * asked for while the one before it is stored. */
#define G_LOG_DOMAIN "chat-history"

#include "chat-history.h"

#include "archive-delivery.h"
#include "archive-history.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-history-private.h"
#include "chat-inbox-private.h"
#include "chat-outbox.h"
#include "chat-store.h"
#include "xmpp-carbons.h"
#include "xmpp-error.h"
#include "xmpp-mam.h"

/* What fails is tried again after some seconds, then more rarely. */
#define RETRY_FIRST_S 5
#define RETRY_MOST_S  600

/* A server that never stands by what it says is believed after so many pages: to wait for ever
 * would keep back all that is to be sent. */
#define MAX_UNSTABLE 3
#define MAX_BEHIND   8

/* Somebody waits for it, and sees no more than that at a time. */
#define LOOK_SIZE 50

/* How many pages an account that never had an archive looks through for messages that may have been
 * sent before; and a room, in which others may have said much since. */
#define MAX_SEARCHED      40
#define MAX_SEARCHED_ROOM 400

static void work (ChatHistory     *self,
                  ChatHistoryStep *step);

guint
chat_history_get_support (ChatHistory *self)
{
  return self->room != NULL ? self->support
                            : xmpp_mam_get_own_support (self->account->connection->mam);
}

gconstpointer
chat_history_get_range (ChatHistory *self,
                        guint        from_top)
{
  return self->ranges != NULL && self->ranges->len > from_top
           ? g_ptr_array_index (self->ranges, self->ranges->len - 1 - from_top) : NULL;
}

static void
set_text (char       **place,
          const char  *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return;

  g_free (*place);
  *place = g_strdup (text);
}

/* Where an id is gone from the archive, or the server knows no ids, it is asked by time. */
void
chat_history_begin_run (ChatHistory   *self,
                        const char    *before_id,
                        gconstpointer  met,
                        gboolean       by_time)
{
  const ArchiveRange *below = met;

  set_text (&self->oldest_id, before_id);
  set_text (&self->below_id, below != NULL ? below->last_id : NULL);
  self->start_us =
    below != NULL && by_time ? MAX (below->last_us - CHAT_CLOCKS_APART_US, 1) : 0;
  self->n_pages = 0;
  self->is_run_over = FALSE;
}

/* Trouble. */

static gboolean
retry_cb (gpointer user_data)
{
  ChatHistory *self = user_data;

  self->retry_source = 0;
  if (self->state == CHAT_HISTORY_CATCHING_UP)
    chat_history_want_turn (self);
  /* It may have been the question that failed, while a page is still on its way to the disk. */
  if (self->working != NULL && !self->is_reading && !self->is_storing)
    work (self, g_steal_pointer (&self->working));
  else
    chat_history_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (ChatHistory  *self,
             const GError *error)
{
  self->retry_s = CLAMP (2 * self->retry_s, RETRY_FIRST_S, RETRY_MOST_S);
  g_debug ("History waits for %u s: %s", self->retry_s,
           error != NULL ? error->message : "the page is not whole");
  chat_history_end_turn (self);
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (self->retry_s, retry_cb, self);
}

void
chat_history_set_absent (ChatHistory *self)
{
  g_debug ("The server has no archive that can be used");
  self->holds_outbox = FALSE;
  chat_history_end_turn (self);
  chat_history_set_state (self, CHAT_HISTORY_ABSENT);
  chat_history_note_caught_up (self);
}

/* Asking. */

typedef struct {
  ChatHistory     *history;
  ChatHistoryStep *step;
} Question;

static void take_page     (ChatHistory     *self,
                           ChatHistoryStep *step);
static void take_unsound  (ChatHistory     *self,
                           ChatHistoryStep *step);
static void take_early    (ChatHistory     *self);
static void take_no_page  (ChatHistory     *self,
                           ChatHistoryStep *step,
                           const GError    *error);

/* By now the server's clock may have gone on, but not back. */
static void
note_clock (ChatHistory           *self,
            const ChatHistoryStep *step)
{
  gint64 server_us = chat_history_step_get_clock (step);
  gint64 ahead_us = server_us - g_get_monotonic_time ();

  if (server_us != 0 && (self->server_ahead_us == 0 || ahead_us > self->server_ahead_us))
    self->server_ahead_us = ahead_us;
}

static ChatHistoryStep **
get_place (ChatHistory           *self,
           const ChatHistoryStep *step)
{
  return step->kind == CHAT_HISTORY_LOOK ? &self->looking : &self->asking;
}

/* What the answer goes on from is to stay the end of what is held. */
static void
note_asked (ChatHistory *self)
{
  const ChatHistoryStep *const steps[] = { self->asking, self->arrived, self->working };
  ChatTail *tail = chat_history_get_tail (self);

  tail->is_asked = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    tail->is_asked |= steps[i] != NULL && steps[i]->kind == CHAT_HISTORY_VERIFY
                      && steps[i]->session == self->session;
}

/* Of a server that writes its archive by and by: some of what it has delivered is not there yet,
 * and who knows what else. The rest of it would stand in the wrong order. */
static gboolean
is_behind (ChatHistory           *self,
           const ChatHistoryStep *step)
{
  g_autoptr(GHashTable) ids = NULL;

  if (step->kind != CHAT_HISTORY_VERIFY || !chat_history_step_is_complete (step))
    return FALSE;

  ids = chat_history_step_dup_ids (step);
  self->n_behind = chat_tail_is_within (chat_history_get_tail (self), ids, step->asked_us)
                     ? 0 : self->n_behind + 1;
  return self->n_behind > 0 && self->n_behind <= MAX_BEHIND;
}

static gboolean
is_trustworthy (ChatHistory           *self,
                const ChatHistoryStep *step)
{
  self->n_unstable = chat_history_step_is_stable (step) ? 0 : self->n_unstable + 1;
  return (self->n_unstable == 0 || self->n_unstable > MAX_UNSTABLE)
         && chat_history_step_is_sound (step);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr(ChatHistory) self = question->history;
  g_autoptr(ChatHistoryStep) step = question->step;
  g_autoptr(GError) error = NULL;

  step->page = xmpp_mam_query_finish (XMPP_MAM (object), result, &error);
  if (*get_place (self, step) != step)
    return; /* the session is over */

  *get_place (self, step) = NULL;
  self->slowest_us = MAX (self->slowest_us, g_get_monotonic_time () - step->asked_us);
  note_clock (self, step);
  if (error != NULL)
    take_no_page (self, g_steal_pointer (&step), error);
  else if (!is_trustworthy (self, step))
    take_unsound (self, g_steal_pointer (&step));
  else if (is_behind (self, step))
    take_early (self);
  else
    take_page (self, g_steal_pointer (&step));
}

static void
ask (ChatHistory     *self,
     ChatHistoryStep *step) /* (transfer full) */
{
  g_autoptr(XmppAddress) with =
    step->with != NULL ? xmpp_address_parse (step->with, NULL) : NULL;
  g_autoptr(XmppAddress) archive =
    self->room != NULL ? xmpp_address_parse (self->owner, NULL) : NULL;
  XmppMamQuery query = {
    .archive = archive,
    .with = with,
    .start_us = step->start_us,
    .after_id = step->after_id,
    .before_id = step->before_id,
    .max = step->kind == CHAT_HISTORY_LOOK ? LOOK_SIZE : 0,
  };
  Question *question = g_new0 (Question, 1);

  if (step->before_id == NULL && step->kind != CHAT_HISTORY_VERIFY)
    query.before_id = "";
  question->history = g_object_ref (self);
  question->step = step;
  g_set_object (&step->room, self->room);
  step->asked_us = g_get_monotonic_time ();
  step->server_us = self->server_ahead_us != 0 ? step->asked_us + self->server_ahead_us : 0;
  step->unsettled_us = self->room != NULL ? 0 : chat_history_get_unsettled_us (self);
  *get_place (self, step) = step;
  note_asked (self);
  xmpp_mam_query_async (self->account->connection->mam, &query, step->session, page_cb, question);
}

static void
ask_look (ChatHistory *self)
{
  ChatHistoryStep *step = NULL;

  if (self->looking == NULL && self->looked == NULL)
    step = chat_history_next_look (self);
  if (step != NULL)
    ask (self, step);
}

static void
ask_on (ChatHistory *self)
{
  ChatHistoryStep *step =
    chat_history_step_new (self->state == CHAT_HISTORY_CATCHING_UP ? CHAT_HISTORY_CATCH_UP
                                                            : CHAT_HISTORY_FILL, self->session);

  step->before_id = g_strdup (self->oldest_id);
  step->below_id = g_strdup (self->below_id);
  step->start_us = self->start_us;
  if (self->start_us == 0 && (chat_history_get_support (self) & XMPP_MAM_EXTENDED) != 0)
    step->after_id = g_strdup (self->below_id);
  /* What an account finds that never was here has been read elsewhere; not so what comes first into
   * an archive that was empty. */
  step->is_history =
    self->state == CHAT_HISTORY_FILLING
    || (self->below_id == NULL
        && (self->room != NULL || !self->account->record.has_caught_up));
  ask (self, step);
}

/* Forwards, from what is held; where the archive was empty, from its start. */
static void
verify (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  const ChatTail *tail = chat_history_get_tail (self);
  ChatHistoryStep *step;

  self->is_verify_due = FALSE;
  step = chat_history_step_new (CHAT_HISTORY_VERIFY, self->session);
  step->after_id = g_strdup (tail->last_id != NULL ? tail->last_id
                             : top != NULL         ? top->last_id
                                                   : NULL);
  ask (self, step);
}

/* The run. */

static void
begin_filling (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);

  if (top == NULL || top->at_start)
    {
      chat_history_set_state (self, CHAT_HISTORY_IDLE);
      return;
    }

  chat_history_set_state (self, CHAT_HISTORY_FILLING);
  chat_history_begin_run (self, top->first_id, chat_history_get_range (self, 1), FALSE);
}

static gboolean
settle_cb (gpointer user_data)
{
  ChatHistory *self = user_data;

  self->settle_source = 0;
  self->is_verify_due = TRUE;
  chat_history_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
verify_again (ChatHistory *self,
              gint64       after_us)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add ((guint) (after_us / 1000) + 1, settle_cb, self);
}

/* The next time that is worth it. */
static void
plan_verifying (ChatHistory *self)
{
  gboolean is_unsettled = chat_history_get_tail (self)->is_unsettled;
  gint64 sure_us = self->holds_outbox ? chat_history_get_sure_time (self) : G_MAXINT64;
  gint64 next_us = MIN (sure_us, is_unsettled ? self->settled_us : G_MAXINT64);

  if (next_us == G_MAXINT64)
    g_clear_handle_id (&self->settle_source, g_source_remove);
  else
    verify_again (self, MAX (next_us - g_get_monotonic_time (), 0));
}

/* A server that writes its archive by and by may have one to come that it got before this
 * connection, also where nothing new is to be seen yet. What it gets from now on comes to us as
 * well. That is asked for once: where the end of what is held is gone from the archive it may be
 * gone the next time as well. */
static void
settle_later (ChatHistory *self,
              const char  *last_id) /* (nullable) */
{
  gboolean is_settled = self->settled_us != 0 && self->newest_asked_us >= self->settled_us;
  ChatTail *tail = chat_history_get_tail (self);

  /* A room keeps what is said before it tells it to those who are there. */
  tail->is_unsettled = last_id != NULL && !is_settled && self->room == NULL;
  if (tail->is_unsettled && self->settled_us == 0)
    self->settled_us = g_get_monotonic_time () + chat_history_get_unsettled_us (self);
}

static gint64
get_unsure_time (ChatHistory *self)
{
  return chat_outbox_get_unsure_time (self->account->outbox,
                                      self->room != NULL ? self->owner : NULL);
}

/* What another connection has sent last is not sent again before it is sure that the server has not
 * got it. */
static void
hold_outbox (ChatHistory *self)
{
  self->holds_outbox = get_unsure_time (self) != 0
                       && self->newest_asked_us < chat_history_get_sure_time (self);
}

static void
end_catching_up (ChatHistory *self)
{
  const ArchiveRange *top = chat_history_get_range (self, 0);
  ChatTail *tail = chat_history_get_tail (self);

  g_debug ("%s: caught up with the archive of %s", self->account->address, self->owner);
  self->retry_s = 0;
  if (self->room == NULL)
    chat_account_note_caught_up (self->account);
  tail->is_copied = self->room != NULL
                    || xmpp_carbons_is_enabled (self->account->connection->carbons);
  if (self->newest_ids != NULL)
    chat_tail_join (tail, top != NULL ? top->last_id : NULL, self->newest_ids,
                    self->newest_asked_us);
  g_clear_pointer (&self->newest_ids, g_hash_table_unref);
  settle_later (self, top != NULL ? top->last_id : NULL);
  hold_outbox (self);
  plan_verifying (self);
  begin_filling (self);
  chat_history_end_turn (self);
  chat_history_news_tell (self->news);
  chat_history_judge_lost (self);
  chat_history_note_caught_up (self);
}

/* All that was asked for is stored. */
static void
end_run (ChatHistory *self)
{
  if (self->state == CHAT_HISTORY_CATCHING_UP)
    end_catching_up (self);
  else if (self->state == CHAT_HISTORY_FILLING)
    begin_filling (self);
}

/* Whether pages are to be asked for: of a room, in its turn or when somebody wants to see them, and
 * then one after the other: the first may be enough. */
static gboolean
is_running (ChatHistory *self)
{
  switch (self->state)
    {
    case CHAT_HISTORY_CATCHING_UP:
      return self->room == NULL || self->has_turn;
    case CHAT_HISTORY_FILLING:
      return self->room == NULL || (self->is_wanted && self->working == NULL);
    case CHAT_HISTORY_ASLEEP:
    case CHAT_HISTORY_BEGINNING:
    case CHAT_HISTORY_IDLE:
    case CHAT_HISTORY_ABSENT:
    default:
      return FALSE;
    }
}

/* What nobody asked for does not take the server's time from what somebody waits for. */
static gboolean
is_kept_waiting (ChatHistory *self)
{
  gboolean is_stored = self->working != NULL && self->working->kind == CHAT_HISTORY_LOOK;

  return self->state == CHAT_HISTORY_FILLING
         && (self->looking != NULL || self->looked != NULL || is_stored || self->wanted.length > 0);
}

void
chat_history_go_on (ChatHistory *self)
{
  gboolean runs = is_running (self);
  gboolean is_caught_up = chat_history_is_caught_up (self);

  note_asked (self);
  if (runs && self->session != NULL && self->retry_source == 0)
    ask_look (self);
  if (self->session == NULL || self->asking != NULL || self->arrived != NULL
      || self->retry_source != 0)
    return;

  if (runs && self->is_run_over && self->working == NULL)
    {
      end_run (self);
      chat_history_go_on (self);
      return;
    }

  if (self->is_verify_due && is_caught_up)
    verify (self);
  else if (runs && !self->is_run_over && !is_kept_waiting (self))
    ask_on (self);
}

/* Messages that may have been sent before, of which nothing is held: the archive is looked through
 * back to the time when the first of them was written. */
static gboolean
is_far_enough (ChatHistory           *self,
               const ChatHistoryStep *step)
{
  gint64 oldest_us = get_unsure_time (self);
  gboolean is_there = oldest_us == 0
                      || chat_history_step_get_time (step) < oldest_us - CHAT_CLOCKS_APART_US;

  if (self->room != NULL && self->n_pages >= CHAT_HISTORY_ROOM_PAGES)
    return is_there || self->n_pages >= MAX_SEARCHED_ROOM;

  return self->below_id == NULL && (is_there || self->n_pages >= MAX_SEARCHED);
}

/* Whether the page reaches what is held already, by its ids. */
static gboolean
meets (ChatHistory           *self,
       const ChatHistoryStep *step)
{
  for (guint i = 0; self->ranges != NULL && i < self->ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (self->ranges, i);

      if (g_strcmp0 (range->first_id, step->before_id) != 0
          && chat_history_step_holds (step, range->last_id))
        return TRUE;
    }

  return FALSE;
}

static void
note_page (ChatHistory           *self,
           const ChatHistoryStep *step)
{
  if (step->kind == CHAT_HISTORY_VERIFY || step->kind == CHAT_HISTORY_LOOK)
    return;

  if (step->before_id == NULL)
    {
      g_clear_pointer (&self->newest_ids, g_hash_table_unref);
      self->newest_ids = chat_history_step_dup_ids (step);
      self->newest_asked_us = step->asked_us;
    }
  self->n_pages++;
  if (!chat_history_step_is_complete (step))
    set_text (&self->oldest_id, chat_history_step_get_first (step));
  if (chat_history_step_is_complete (step) || meets (self, step)
      || (self->state == CHAT_HISTORY_CATCHING_UP && is_far_enough (self, step)))
    self->is_run_over = TRUE;
}

static void
take_step (ChatHistory     *self,
           ChatHistoryStep *step) /* (transfer full) */
{
  if (self->working == NULL)
    work (self, step);
  else if (step->kind == CHAT_HISTORY_LOOK)
    self->looked = step;
  else
    self->arrived = step;
}

/* What somebody looks at goes first. */
static void
work_on (ChatHistory *self)
{
  if (self->working != NULL)
    return;

  if (self->looked != NULL)
    work (self, g_steal_pointer (&self->looked));
  else if (self->arrived != NULL)
    work (self, g_steal_pointer (&self->arrived));
}

static void
take_page (ChatHistory     *self,
           ChatHistoryStep *step) /* (transfer full) */
{
  self->retry_s = 0;
  note_page (self, step);
  if (self->state == CHAT_HISTORY_CATCHING_UP)
    chat_outbox_note_coming (self->account->outbox, self->room != NULL ? self->owner : NULL);
  take_step (self, step);
  chat_history_go_on (self);
}

/* An id of the question is gone from the archive: what the server keeps no longer is older than all
 * that it keeps (XEP-0313, 3.2). */
static void
take_gone (ChatHistory     *self,
           ChatHistoryStep *step) /* (transfer full) */
{
  g_autoptr(ChatHistoryStep) owned = step;

  g_debug ("An id is gone from the server's archive");
  if (step->kind == CHAT_HISTORY_LOOK)
    chat_history_end_look (self, step, NULL);
  else if (step->kind == CHAT_HISTORY_VERIFY)
    {
      chat_history_set_state (self, CHAT_HISTORY_CATCHING_UP);
      chat_history_begin_run (self, NULL, chat_history_get_range (self, 0), TRUE);
    }
  else if (step->kind == CHAT_HISTORY_CATCH_UP && self->start_us == 0 && self->below_id != NULL)
    chat_history_begin_run (self, NULL, chat_history_get_range (self, 0), TRUE);
  else if (step->after_id != NULL)
    g_clear_pointer (&self->below_id, g_free); /* then down to the start */
  else
    {
      /* What the page was to end before is gone itself: nothing is older. */
      g_clear_pointer (&owned->below_id, g_free);
      self->is_run_over = TRUE;
      take_step (self, g_steal_pointer (&owned));
    }
  chat_history_go_on (self);
}

static void
take_unsound (ChatHistory     *self,
              ChatHistoryStep *step) /* (transfer full) */
{
  g_autoptr(ChatHistoryStep) owned = step;

  if (owned->kind == CHAT_HISTORY_LOOK)
    chat_history_put_back_look (self, owned);
  self->is_verify_due |= owned->kind == CHAT_HISTORY_VERIFY;
  retry_later (self, NULL);
}

/* What it was asked for is not there yet. */
static void
take_early (ChatHistory *self)
{
  g_debug ("%s: the server's archive is behind what it delivers", self->account->address);
  verify_again (self, 2 * (gint64) self->quiet_ms * 1000);
  chat_history_go_on (self);
}

static void
take_no_page (ChatHistory     *self,
              ChatHistoryStep *step, /* (transfer full) */
              const GError    *error)
{
  g_autoptr(ChatHistoryStep) owned = step;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND))
    take_gone (self, g_steal_pointer (&owned));
  else if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
    chat_history_set_absent (self);
  else if (self->room != NULL && chat_history_is_shut (error))
    chat_history_shut_room (self);
  else
    {
      if (owned->kind == CHAT_HISTORY_LOOK)
        chat_history_put_back_look (self, owned);
      self->is_verify_due |= owned->kind == CHAT_HISTORY_VERIFY;
      retry_later (self, error);
    }
}

/* Storing. */

/* All is held that the archive had at @asked_us (monotonic). */
static void
note_verified (ChatHistory *self,
               gint64       asked_us)
{
  if (asked_us >= self->settled_us)
    chat_history_get_tail (self)->is_unsettled = FALSE;
  if (self->holds_outbox && asked_us >= chat_history_get_sure_time (self))
    {
      self->holds_outbox = FALSE;
      chat_history_let_outbox_go (self);
    }
  plan_verifying (self);
}

static void
note_stored (ChatHistory           *self,
             const ChatHistoryStep *step,
             ArchiveDelivered      *delivered)
{
  /* Receipts wait until it is known which other devices have sent. */
  const ChatDelivered what = { step->delivery, delivered, NULL, FALSE };
  const ArchiveRange *top;
  g_autoptr(GHashTable) ids = NULL;

  chat_inbox_show_delivered (self->inbox, &what);

  /* Stored for a connection that is over: the next one has found out what is held. */
  if (step->session != self->session)
    return;

  g_clear_pointer (&self->ranges, g_ptr_array_unref);
  self->ranges = g_ptr_array_ref (delivered->ranges);
  if (step->kind == CHAT_HISTORY_LOOK)
    chat_history_end_look (self, step, delivered);
  if (step->kind == CHAT_HISTORY_FILL && self->room != NULL)
    chat_history_note_filled (self, delivered);
  if (!step->is_history)
    chat_history_news_add (self->news, step, delivered);
  if (step->kind != CHAT_HISTORY_VERIFY)
    return;

  top = chat_history_get_range (self, 0);
  ids = chat_history_step_dup_ids (step);
  chat_tail_join (chat_history_get_tail (self), top != NULL ? top->last_id : NULL, ids,
                  chat_history_step_is_complete (step) ? step->asked_us : 0);
  self->is_verify_due |= !chat_history_step_is_complete (step)
                         && g_strcmp0 (top != NULL ? top->last_id : NULL, step->after_id) != 0;
  if (chat_history_step_is_complete (step))
    note_verified (self, step->asked_us);
  chat_history_news_tell (self->news);
}

static void
delivered_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ChatHistory) self = user_data;
  g_autoptr(ChatHistoryStep) step = NULL;
  g_autoptr(ArchiveDelivered) delivered = NULL;
  g_autoptr(GError) error = NULL;

  delivered = archive_deliver_finish (ARCHIVE_DATABASE (object), result, &error);
  self->is_storing = FALSE;
  step = g_steal_pointer (&self->working);
  if (self->is_closed)
    return;

  if (delivered != NULL)
    note_stored (self, step, delivered);
  else if (step->session == self->session
           && !g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED))
    {
      g_warning ("A page of history could not be stored: %s", error->message);
      self->working = g_steal_pointer (&step);
      retry_later (self, error);
      return;
    }

  work_on (self);
  chat_history_go_on (self);
}

static void
store (ChatHistory *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database == NULL)
    {
      g_clear_pointer (&self->working, chat_history_step_free);
      return;
    }

  self->is_storing = TRUE;
  chat_inbox_hurry (self->inbox);
  archive_deliver_async (database, self->working->delivery, NULL, delivered_cb,
                         g_object_ref (self));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatHistory) self = user_data;

  self->is_reading = FALSE;
  if (chat_history_step_read_finish (CHAT_INBOX (object), result))
    {
      store (self);
      return;
    }

  /* The connection is over; another one may have begun. */
  g_clear_pointer (&self->working, chat_history_step_free);
  work_on (self);
}

static void
work (ChatHistory     *self,
      ChatHistoryStep *step) /* (transfer full) */
{
  self->working = step;
  if (step->delivery != NULL)
    {
      store (self);
      return;
    }

  self->is_reading = TRUE;
  chat_history_step_read_async (step, self->inbox, read_cb, g_object_ref (self));
}
