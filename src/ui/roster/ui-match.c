/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds people by the beginnings of their names. */
#define G_LOG_DOMAIN "ui-match"

#include "ui-match.h"

struct _UiMatch
{
  char **words; /* folded, as they stand in addresses */
};

/* "José" and "jose" are one; addresses are folded already. */
static char *
fold (const char *text)
{
  g_autofree char *split = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  g_autoptr(GString) bare = g_string_new (NULL);

  for (const char *p = split; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (bare, g_unichar_tolower (c));
    }
  return g_string_free (g_steal_pointer (&bare), FALSE);
}

UiMatch *
ui_match_new (const char *text)
{
  g_autofree char *stripped = NULL;
  UiMatch *self = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  stripped = g_strstrip (fold (text));
  if (*stripped == '\0')
    return NULL;

  self = g_new0 (UiMatch, 1);
  self->words = g_strsplit_set (stripped, " \t\n", -1);
  return self;
}

void
ui_match_free (UiMatch *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->words);
  g_free (self);
}

/* Whether @word begins a word of @name. */
static gboolean
begins_word (const char *name,
             const char *word)
{
  gboolean inside = FALSE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean letter = g_unichar_isalnum (g_utf8_get_char (p));

      if ((!inside || !letter) && g_str_has_prefix (p, word))
        return TRUE;
      inside = letter;
    }
  return FALSE;
}

/* A word with "@" or "." is meant for the whole address; others would find all of a domain. */
static gboolean
is_in_address (const char *address,
               const char *word)
{
  g_autofree char *local = NULL;

  if (strpbrk (word, "@.") != NULL)
    return strstr (address, word) != NULL;

  local = g_strndup (address, strcspn (address, "@"));
  return begins_word (local, word);
}

gboolean
ui_match_text (UiMatch    *self,
               const char *name,
               const char *address)
{
  g_autofree char *folded = NULL;

  if (self == NULL)
    return TRUE;

  folded = fold (name);
  for (gsize i = 0; self->words[i] != NULL; i++)
    {
      if (!begins_word (folded, self->words[i])
          && (address == NULL || !is_in_address (address, self->words[i])))
        return FALSE;
    }
  return TRUE;
}

gboolean
ui_match_contact (UiMatch     *self,
                  ChatContact *contact)
{
  return self == NULL || ui_match_text (self, chat_contact_get_name (contact),
                                        chat_contact_get_address (contact));
}
