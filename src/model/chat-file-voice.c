/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sounds are voice messages.
 *
 * Nothing in XMPP says it: XEP-0446 has a name, a type and a length, XEP-0447 whether a file is
 * shown in its place, and XEP-0385 no more than that. Those who record call their files so that it
 * can be told:
 *
 *   Conversations, Cheogram, Snikket  RECORDING_20261128_001500123.m4a or .oga
 *   Gajim                             voice-message-20261128-001500.m4a
 *   Converse.js                       voice-message-1795824900000.webm
 *   Monal                             8F9E0B1C-77B5-4E0D-9A0C-2C3D1B7F5A10.m4a
 *   recorded elsewhere, handed on     PTT-20261128-WA0001.opus
 *
 * Ours are called as Gajim's are, in every language: so Gajim and Converse.js know them. */
#define G_LOG_DOMAIN "chat-file"

#include "chat-file.h"

#include <string.h>

/* With a digit after it, where it could be the name of something else */
static const struct {
  const char *begin;
  gboolean    has_digit;
} names[] = {
  { "voice message", FALSE },
  { "recording ", TRUE },
  { "ptt ", TRUE },
};

static gboolean
is_recorded (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  g_strdelimit (folded, "-_", ' ');
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n_begin = strlen (names[i].begin);

      if (strncmp (folded, names[i].begin, n_begin) == 0
          && (!names[i].has_digit || g_ascii_isdigit (folded[n_begin])))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_uuid (const char *name)
{
  const char *ending = strrchr (name, '.');
  g_autofree char *stem = ending != NULL ? g_strndup (name, (gsize) (ending - name)) : NULL;

  return stem != NULL && g_ascii_strcasecmp (ending, ".m4a") == 0 && g_uuid_string_is_valid (stem);
}

/**
 * chat_file_is_voice:
 * @self: a file
 *
 * Returns: whether it is, as far as can be told, something that somebody has said
 */
gboolean
chat_file_is_voice (ChatFile *self)
{
  const char *name;

  g_return_val_if_fail (CHAT_IS_FILE (self), FALSE);

  name = chat_file_get_name (self);
  return name != NULL && chat_file_get_kind (self) == CHAT_FILE_AUDIO
         && (is_recorded (name) || is_uuid (name));
}
