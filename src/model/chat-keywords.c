/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of one's own choice in what others write: whole words, without regard to case, accents and
 * the width of spaces, in any script. */
#define G_LOG_DOMAIN "chat-keywords"

#include "chat-keywords.h"

#include "chat-text.h"

#include <string.h>

/* As much of a text as is shown; and how many words in it stand out. */
#define MAX_BYTES (64 * 1024)
#define MAX_FOUND 32

/* The most that one character is made of, by Unicode's stability policy. */
#define MAX_PARTS 18

/* A text folded, and from where in the text each byte of it comes. */
typedef struct {
  GString *folded;
  GArray  *begins; /* (nullable) of guint32: the character's first byte, for each byte of @folded */
} Fold;

static void
fold_clear (Fold *self)
{
  if (self->folded != NULL)
    g_string_free (self->folded, TRUE);
  g_clear_pointer (&self->begins, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fold, fold_clear)

/* Accents, and the points of Hebrew and Arabic, which people leave out. The signs for vowels of
 * other scripts, and the voicing marks of kana, make another word. */
static gboolean
is_accent (gunichar c)
{
  GUnicodeScript script;

  if (!g_unichar_ismark (c) || c == 0x3099 || c == 0x309A)
    return FALSE;

  script = g_unichar_get_script (c);
  return script == G_UNICODE_SCRIPT_INHERITED || script == G_UNICODE_SCRIPT_HEBREW
         || script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_LATIN
         || script == G_UNICODE_SCRIPT_GREEK || script == G_UNICODE_SCRIPT_CYRILLIC;
}

static void
fold_far (GString    *folded,
          const char *at,
          gsize       length)
{
  g_autofree char *small = g_utf8_casefold (at, (gssize) length);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar parts[MAX_PARTS];
      gsize n_parts = g_unichar_fully_decompose (g_utf8_get_char (p), TRUE, parts, MAX_PARTS);

      for (gsize i = 0; i < MIN (n_parts, MAX_PARTS); i++)
        if (!is_accent (parts[i]))
          g_string_append_unichar (folded, g_unichar_tolower (parts[i]));
    }
}

/* Character by character, so that what is found can be shown where it stands. */
static void
fold_init (Fold       *self,
           const char *text,
           gboolean    with_begins)
{
  self->folded = g_string_new (NULL);
  self->begins = with_begins ? g_array_new (FALSE, FALSE, sizeof (guint32)) : NULL;

  for (const char *p = text; *p != '\0' && p - text < MAX_BYTES;)
    {
      const char *next = g_utf8_next_char (p);
      guint32 begin = (guint32) (p - text);
      gsize length = self->folded->len;

      if (g_unichar_isspace (g_utf8_get_char (p)))
        {
          if (length == 0 || self->folded->str[length - 1] != ' ')
            g_string_append_c (self->folded, ' ');
        }
      else if (next == p + 1)
        g_string_append_c (self->folded, g_ascii_tolower (*p));
      else
        fold_far (self->folded, p, (gsize) (next - p));

      for (; with_begins && length < self->folded->len; length++)
        g_array_append_val (self->begins, begin);
      p = next;
    }
}

char **
chat_keywords_fold (const char *const *words)
{
  g_autoptr(GPtrArray) keywords = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; words != NULL && words[i] != NULL && keywords->len < CHAT_KEYWORDS_MAX; i++)
    {
      g_auto(Fold) fold = { 0 };
      g_autofree char *word = NULL;

      if (!g_utf8_validate (words[i], -1, NULL)
          || g_utf8_strlen (words[i], -1) > CHAT_KEYWORDS_MAX_CHARS)
        continue;

      fold_init (&fold, words[i], FALSE);
      word = g_strdup (g_strstrip (fold.folded->str));
      if (word[0] != '\0' && !g_ptr_array_find_with_equal_func (keywords, word, g_str_equal, NULL))
        g_ptr_array_add (keywords, g_steal_pointer (&word));
    }

  g_ptr_array_add (keywords, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&keywords), FALSE);
}

/* (nullable): where @word stands in @folded from @at on */
static const char *
find_word (const char *folded,
           const char *at,
           const char *word)
{
  gsize length = strlen (word);

  for (at = strstr (at, word); at != NULL; at = strstr (g_utf8_next_char (at), word))
    if (chat_text_is_word (folded, at, length))
      return at;

  return NULL;
}

/* What begins first comes first, and of those the longest. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  const ChatKeyword *one = a;
  const ChatKeyword *other = b;

  if (one->begin != other->begin)
    return one->begin < other->begin ? -1 : 1;

  return (one->end < other->end) - (one->end > other->end);
}

static void
add (GArray     *found,
     const Fold *fold,
     const char *text,
     gsize       begin,
     gsize       end)
{
  ChatKeyword one = { 0 };
  const char *p = text + g_array_index (fold->begins, guint32, end - 1);

  /* The accents that follow as characters of their own belong to it. */
  for (p = g_utf8_next_char (p); *p != '\0' && is_accent (g_utf8_get_char (p));)
    p = g_utf8_next_char (p);
  one.begin = g_array_index (fold->begins, guint32, begin);
  one.end = (gsize) (p - text);
  g_array_append_val (found, one);
}

GArray *
chat_keywords_find (const char *const *keywords,
                    const char        *text)
{
  g_autoptr(GArray) found = NULL;
  g_auto(Fold) fold = { 0 };
  gsize end = 0;
  guint n_kept = 0;

  g_return_val_if_fail (text != NULL, NULL);

  fold_init (&fold, keywords != NULL && keywords[0] != NULL ? text : "", TRUE);
  found = g_array_new (FALSE, FALSE, sizeof (ChatKeyword));
  for (gsize i = 0; keywords != NULL && keywords[i] != NULL; i++)
    {
      const char *folded = fold.folded->str;
      const char *at = find_word (folded, folded, keywords[i]);
      gsize length = strlen (keywords[i]);

      for (guint n = 0; at != NULL && n < MAX_FOUND; n++)
        {
          add (found, &fold, text, (gsize) (at - folded), (gsize) (at - folded) + length);
          at = find_word (folded, at + length, keywords[i]);
        }
    }

  g_array_sort (found, compare);
  for (guint i = 0; i < found->len && n_kept < MAX_FOUND; i++)
    {
      ChatKeyword one = g_array_index (found, ChatKeyword, i);

      if (one.begin < end)
        continue;

      end = one.end;
      g_array_index (found, ChatKeyword, n_kept++) = one;
    }
  g_array_set_size (found, n_kept);
  return n_kept > 0 ? g_steal_pointer (&found) : NULL;
}

gboolean
chat_keywords_has (const char *const *keywords,
                   const char        *text)
{
  g_auto(Fold) fold = { 0 };
  gboolean has = FALSE;

  if (text == NULL || keywords == NULL || keywords[0] == NULL)
    return FALSE;

  fold_init (&fold, text, FALSE);
  for (gsize i = 0; keywords[i] != NULL && !has; i++)
    has = find_word (fold.folded->str, fold.folded->str, keywords[i]) != NULL;
  return has;
}
