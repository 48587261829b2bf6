/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an account signed in last: nothing weaker will do later, unless its person says so.
 *
 *   signed in            → that way is kept, when it is as strong as the one before; or weaker, and
 *                          confirmed by the server, which has the password (XmppAuthentication)
 *   only weaker ways     → refused; "weaker" is the best of them. That is asked until somebody
 *                          answers or a try ends otherwise: not only between the tries, each of
 *                          which would take the question away from under the pointer
 *   the person accepts it, once          → it will do until the account is signed out
 *                          from now on   → it is what is kept
 *   another host         → nothing is kept */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "xmpp-error.h"
#include "xmpp-session.h"

const char *
chat_account_get_accepted (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->accepted_once != NULL ? self->accepted_once : self->record.mechanism;
}

void
chat_account_note_accepted (ChatAccount *self)
{
  XmppSessionInfo info = { 0 };

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  g_clear_pointer (&self->weaker, g_free);
  self->asks_weaker = FALSE;
  xmpp_session_get_info (self->connection->session, &info);
  if (self->accepted_once != NULL || info.accepted == NULL
      || g_strcmp0 (info.accepted, self->record.mechanism) == 0)
    return;

  g_free (self->record.mechanism);
  self->record.mechanism = g_strdup (info.accepted);
  chat_account_save (self);
}

void
chat_account_note_refusal (ChatAccount *self)
{
  XmppSessionInfo info = { 0 };

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  self->asks_weaker = g_error_matches (xmpp_session_get_error (self->connection->session),
                                       XMPP_ERROR, XMPP_ERROR_DOWNGRADE);
  if (!self->asks_weaker)
    return;

  xmpp_session_get_info (self->connection->session, &info);
  g_free (self->weaker);
  self->weaker = g_strdup (info.weaker);
}

void
chat_account_forget_once (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  g_clear_pointer (&self->accepted_once, g_free);
}

void
chat_account_forget_accepted (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_account_forget_once (self);
  g_clear_pointer (&self->record.mechanism, g_free);
}

const char *
chat_account_get_weaker (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->asks_weaker ? self->weaker : NULL;
}

const char *
chat_account_get_usual (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->record.mechanism;
}

void
chat_account_accept_weaker (ChatAccount *self,
                            const char  *weaker,
                            gboolean     from_now_on)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (weaker != NULL);

  /* The answer is about what was shown. */
  if (g_strcmp0 (self->weaker, weaker) != 0)
    return;

  chat_account_forget_once (self);
  if (from_now_on)
    {
      g_free (self->record.mechanism);
      self->record.mechanism = g_strdup (self->weaker);
      chat_account_save (self);
    }
  else
    {
      self->accepted_once = g_strdup (self->weaker);
    }
  self->asks_weaker = FALSE;
  chat_account_reconnect (self);
  /* Where it is just trying, its state stays what it was. */
  chat_account_notify (self, CHAT_ACCOUNT_PROP_ERROR_TEXT);
}
