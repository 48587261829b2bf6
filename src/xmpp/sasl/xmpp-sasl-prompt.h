/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_PROMPT (xmpp_sasl_prompt_get_type ())
G_DECLARE_INTERFACE (XmppSaslPrompt, xmpp_sasl_prompt, XMPP, SASL_PROMPT, GObject)

/**
 * XmppSaslPromptInterface:
 * @ask_async: asks for the password of @address; @retry when the last one was refused. The answer
 *   may come from a key ring or from a person, whenever it comes
 * @ask_finish: (nullable) (transfer full): the password; %NULL with @error set when there is none
 *
 * Where passwords come from. Implemented above.
 */
struct _XmppSaslPromptInterface
{
  GTypeInterface parent_iface;

  void  (*ask_async)  (XmppSaslPrompt       *self,
                       const char           *address,
                       gboolean              retry,
                       GCancellable         *cancellable,
                       GAsyncReadyCallback   callback,
                       gpointer              user_data);
  char *(*ask_finish) (XmppSaslPrompt       *self,
                       GAsyncResult         *result,
                       GError              **error);
};

void  xmpp_sasl_prompt_ask_async  (XmppSaslPrompt       *self,
                                   const char           *address,
                                   gboolean              retry,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
char *xmpp_sasl_prompt_ask_finish (XmppSaslPrompt       *self,
                                   GAsyncResult         *result,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
