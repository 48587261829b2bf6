/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said aloud of a message. */
#define G_LOG_DOMAIN "ui-message-label"

#include "ui-message-label.h"

#include "ui-message-body.h"
#include "ui-message-card.h"
#include "ui-state-icon.h"

#include <glib/gi18n.h>

char *
ui_message_label_dup (ChatMessage *message,
                      UiClock     *clock,
                      const char  *body)
{
  const char *state = ui_state_to_text (chat_message_get_state (message));
  const char *edited = chat_message_get_unsent (message) != NULL ? _("edit not sent")
                       : chat_message_is_edited (message) ? _("edited") : "";
  g_autofree char *time = ui_clock_format_time (clock, chat_message_get_time (message));
  g_autofree char *name =
    ui_message_body_isolate (chat_message_is_outgoing (message)
                             ? _("You") : chat_message_get_sender_name (message));
  g_autofree char *line = ui_message_card_dup_line (message);

  return g_strdup_printf ("%s, %s: %s%s%s%s%s", name, time, line != NULL ? line : body,
                          edited[0] != '\0' ? ", " : "", edited,
                          state[0] != '\0' ? ", " : "", state);
}
