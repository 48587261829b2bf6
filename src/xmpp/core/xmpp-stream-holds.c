/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the server may be told that we have what it sent: XEP-0198, 4 and 5.
 *
 * Every stanza has a number that is never used again, in whatever session. From the oldest one that
 * is held on, each is remembered by a hash of it and by how many hold it back: what a resumption
 * brings once more is met in the same place, and is not dealt with twice. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-stream-holds.h"

#include "xmpp-namespaces.h"

/* What is remembered. Beyond that a hold is one of the last that is remembered, and what comes
 * again is dealt with again. */
#define MAX_CAME 65536

/* So many that are done with are dropped at once. */
#define MANY_GONE 1024

typedef struct {
  guint64 look;    /* a hash; 0: it was not dealt with yet */
  guint   n_holds;
} Came;

struct _XmppStreamHolds
{
  GArray  *came;     /* of Came */
  guint    n_gone;   /* the first of @came, done with */
  guint64  oldest;   /* the number of the one after those */
  guint64  next;     /* the number of what comes next */
  guint64  start;    /* the number of the first of the session */
  guint64  reserved; /* what was <resume/>d from */
  gboolean is_reserved;
};

static guint
get_n_came (XmppStreamHolds *self)
{
  return self->came->len - self->n_gone;
}

/* (nullable) */
static Came *
find (XmppStreamHolds *self,
      guint64          number)
{
  if (number < self->oldest || number - self->oldest >= get_n_came (self))
    return NULL;

  return &g_array_index (self->came, Came, self->n_gone + (guint) (number - self->oldest));
}

/* Lets go of what nobody holds any more and the server need not send again. */
static void
trim (XmppStreamHolds *self)
{
  while (!self->is_reserved && get_n_came (self) > 0 && self->oldest < self->next
         && find (self, self->oldest)->n_holds == 0)
    {
      self->n_gone++;
      self->oldest++;
    }

  if (self->n_gone == self->came->len || self->n_gone >= MAX (MANY_GONE, self->came->len / 2))
    {
      g_array_remove_range (self->came, 0, self->n_gone);
      self->n_gone = 0;
    }
}

static Came *
add (XmppStreamHolds *self)
{
  const Came none = { 0, 0 };

  if (get_n_came (self) == 0)
    self->oldest = self->next;
  g_array_append_val (self->came, none);
  return &g_array_index (self->came, Came, self->came->len - 1);
}

/* Servers stamp what they send again: XEP-0198, 4. */
static guint64
get_look (XmppElement *stanza)
{
  return MAX (xmpp_element_hash (stanza, XMPP_NS_DELAY), 1);
}

XmppStreamHolds *
xmpp_stream_holds_new (void)
{
  XmppStreamHolds *self = g_new0 (XmppStreamHolds, 1);

  self->came = g_array_new (FALSE, FALSE, sizeof (Came));
  return self;
}

void
xmpp_stream_holds_free (XmppStreamHolds *self)
{
  g_array_unref (self->came);
  g_free (self);
}

void
xmpp_stream_holds_clear (XmppStreamHolds *self)
{
  self->next = MAX (self->next, self->oldest + get_n_came (self)) + 1;
  self->start = self->next;
  self->oldest = self->next;
  self->is_reserved = FALSE;
  g_array_set_size (self->came, 0);
  self->n_gone = 0;
}

guint64
xmpp_stream_holds_open (XmppStreamHolds *self)
{
  guint64 number = self->next;
  Came *came = find (self, number);

  if (came == NULL && get_n_came (self) < MAX_CAME)
    came = add (self);
  else if (came == NULL)
    {
      number = self->oldest + MAX_CAME - 1;
      came = find (self, number);
    }
  came->n_holds++;
  return number + 1;
}

void
xmpp_stream_holds_release (XmppStreamHolds *self,
                           guint64          hold)
{
  Came *came = hold > 0 ? find (self, hold - 1) : NULL;

  if (came == NULL || came->n_holds == 0)
    return;

  came->n_holds--;
  trim (self);
}

void
xmpp_stream_holds_note (XmppStreamHolds *self,
                        XmppElement     *stanza)
{
  Came *came = find (self, self->next);

  if (came == NULL && get_n_came (self) > 0 && get_n_came (self) < MAX_CAME)
    came = add (self);
  if (came != NULL)
    came->look = get_look (stanza);
  self->next++;
  trim (self);
}

guint64
xmpp_stream_holds_get_count (XmppStreamHolds *self)
{
  return self->next - self->start;
}

guint64
xmpp_stream_holds_get_handled (XmppStreamHolds *self)
{
  guint64 end = get_n_came (self) > 0 ? MIN (self->oldest, self->next) : self->next;

  return end - self->start;
}

guint64
xmpp_stream_holds_reserve (XmppStreamHolds *self)
{
  guint64 handled = xmpp_stream_holds_get_handled (self);

  self->reserved = self->start + handled;
  self->is_reserved = TRUE;
  return handled;
}

void
xmpp_stream_holds_rewind (XmppStreamHolds *self)
{
  g_return_if_fail (self->is_reserved);

  self->next = self->reserved;
  xmpp_stream_holds_forgo (self);
}

void
xmpp_stream_holds_forgo (XmppStreamHolds *self)
{
  self->is_reserved = FALSE;
  trim (self);
}

gboolean
xmpp_stream_holds_is_again (XmppStreamHolds *self,
                            XmppElement     *stanza)
{
  const Came *came = find (self, self->next);

  return came != NULL && came->look != 0 && came->look == get_look (stanza);
}
