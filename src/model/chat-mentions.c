/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a text speaks to. It is looked for whenever the text is sent or shown: so a message that
 * waits, and one that is corrected, speaks to who is there when it is said, and no message needs to
 * be stored with more than its text. */
#define G_LOG_DOMAIN "chat-mentions"

#include "chat-mentions.h"

#include "chat-connection.h"
#include "chat-keywords.h"
#include "chat-room-private.h"
#include "chat-text.h"
#include "xmpp-mention.h"

#include <string.h>

/* Beyond that nobody reads who is meant. */
#define MAX_MENTIONS   32
#define MAX_NICK_CHARS 80

/* How many places of a text are looked at closely: most are none, unless somebody wants it so. */
#define MAX_TRIES 128

G_STATIC_ASSERT (MAX_MENTIONS <= XMPP_MENTIONS_MAX);

static const char *const groups[] = { "all", "here", "moderators", NULL };

static const ChatMentionKind group_kinds[] = {
  CHAT_MENTION_ALL, CHAT_MENTION_ACTIVE, CHAT_MENTION_MODERATORS,
};

const char *const *
chat_mentions_get_groups (void)
{
  return groups;
}

gboolean
chat_mentions_has_nick (const char *text,
                        const char *nick)
{
  g_autofree char *folded_text = NULL;
  g_autofree char *folded_nick = NULL;
  gsize length;

  if (text == NULL || nick == NULL || nick[0] == '\0')
    return FALSE;

  folded_text = g_utf8_casefold (text, -1);
  folded_nick = g_utf8_casefold (nick, -1);
  length = strlen (folded_nick);
  for (const char *at = strstr (folded_text, folded_nick); at != NULL;
       at = strstr (g_utf8_next_char (at), folded_nick))
    if (chat_text_is_word (folded_text, at, length))
      return TRUE;

  return FALSE;
}

/* What is looked through. */
typedef struct {
  XmppRoom   *room;   /* (nullable) */
  const char *nick;   /* (nullable): our own */
  const char *text;
  GArray     *found;  /* (nullable) of ChatMention */
  guint       n_tries;
} Search;

static void
add (Search          *self,
     const char      *begin,
     const char      *end,
     ChatMentionKind  kind)
{
  const ChatMention mention = { (gsize) (begin - self->text), (gsize) (end - self->text), kind };

  if (self->found == NULL)
    self->found = g_array_new (FALSE, FALSE, sizeof (ChatMention));
  g_array_append_val (self->found, mention);
}

static gboolean
is_full (const Search *self)
{
  return self->n_tries >= MAX_TRIES
         || (self->found != NULL && self->found->len >= MAX_MENTIONS);
}

/* (nullable) borrowed: who is called what stands there, to the letter */
static XmppOccupant *
find_occupant (const Search *self,
               const char   *begin,
               const char   *end)
{
  g_autofree char *nick = g_strndup (begin, (gsize) (end - begin));

  return self->room != NULL ? xmpp_room_get_occupant (self->room, nick) : NULL;
}

static ChatMentionKind
get_kind (const XmppOccupant *occupant)
{
  return occupant->is_self ? CHAT_MENTION_SELF : CHAT_MENTION_PERSON;
}

/* The longest nick that stands at @at: they may hold spaces. (nullable): its end */
static const char *
find_nick (Search          *self,
           const char      *at,
           ChatMentionKind *kind)
{
  const char *ends[MAX_NICK_CHARS];
  guint n_ends = 0;

  self->n_tries++;
  for (const char *p = at; *p != '\0' && *p != '\n' && n_ends < MAX_NICK_CHARS;)
    {
      p = g_utf8_next_char (p);
      ends[n_ends++] = p;
    }
  for (; n_ends > 0; n_ends--)
    {
      const XmppOccupant *occupant = NULL;

      if (chat_text_ends_word (at, ends[n_ends - 1]))
        occupant = find_occupant (self, at, ends[n_ends - 1]);
      if (occupant == NULL)
        continue;

      *kind = get_kind (occupant);
      return ends[n_ends - 1];
    }

  return NULL;
}

static const char *
find_group (const char      *at,
            ChatMentionKind *kind)
{
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      gsize length = strlen (groups[i]);

      if (g_ascii_strncasecmp (at, groups[i], length) == 0 && chat_text_ends_word (at, at + length))
        {
          *kind = group_kinds[i];
          return at + length;
        }
    }

  return NULL;
}

/* Our own nick as people write it, whatever the case. (nullable): its end */
static const char *
find_own (Search     *self,
          const char *at)
{
  g_autofree char *folded_nick = NULL;
  g_autofree char *folded = NULL;
  const char *end = at;

  if (g_unichar_tolower (g_utf8_get_char (at)) != g_unichar_tolower (g_utf8_get_char (self->nick)))
    return NULL;

  self->n_tries++;
  for (glong n = g_utf8_strlen (self->nick, -1); n > 0 && *end != '\0'; n--)
    end = g_utf8_next_char (end);
  folded_nick = g_utf8_casefold (self->nick, -1);
  folded = g_utf8_casefold (at, end - at);
  return g_str_equal (folded, folded_nick) && chat_text_is_word (self->text, at, (gsize) (end - at))
         ? end : NULL;
}

/* "ana, luis: …": who is addressed as one does in mere text. Returns where it goes on. */
static const char *
find_addressed (Search *self)
{
  const char *at = self->text;

  while (!is_full (self))
    {
      const XmppOccupant *occupant = NULL;
      const char *end = NULL;
      const char *p = at;

      self->n_tries++;
      for (guint n = 0; n < MAX_NICK_CHARS && *p != '\0' && *p != '\n'; n++)
        {
          const XmppOccupant *one = NULL;

          if (p > at && (*p == ':' || *p == ',')
              && (p[1] == '\0' || g_ascii_isspace (p[1])))
            one = find_occupant (self, at, p);
          if (one != NULL)
            {
              occupant = one;
              end = p;
            }
          p = g_utf8_next_char (p);
        }
      if (occupant == NULL)
        return at;

      add (self, at, end, get_kind (occupant));
      at = end + 1;
      while (*at == ' ')
        at++;
      if (*end == ':')
        return at;
    }

  return at;
}

gboolean
chat_mentions_may_follow (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isspace (c) || c == '"' || c == '\'' || c == '*' || c == '_'
         || type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_INITIAL_PUNCTUATION;
}

static gboolean
may_begin (const char *text,
           const char *at)
{
  const char *before = g_utf8_find_prev_char (text, at);

  return before == NULL || chat_mentions_may_follow (g_utf8_get_char (before));
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const ChatMention *one = a;
  const ChatMention *other = b;

  return (one->begin > other->begin) - (one->begin < other->begin);
}

/* Takes @words in where nobody is mentioned already. */
static void
add_words (Search       *self,
           const GArray *words)
{
  guint n_mentions = self->found != NULL ? self->found->len : 0;

  for (guint i = 0; i < words->len; i++)
    {
      const ChatKeyword *word = &g_array_index (words, ChatKeyword, i);
      gboolean is_apart = TRUE;

      for (guint j = 0; j < n_mentions && is_apart; j++)
        {
          const ChatMention *one = &g_array_index (self->found, ChatMention, j);

          is_apart = one->end <= word->begin || one->begin >= word->end;
        }
      if (is_apart)
        add (self, self->text + word->begin, self->text + word->end, CHAT_MENTION_WORD);
    }
  g_array_sort (self->found, compare);
}

GArray *
chat_mentions_find (ChatRoom   *room,
                    const char *text,
                    gboolean    is_to_us)
{
  g_autoptr(GArray) words = NULL;
  Search search = { 0 };
  const char *at;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  search.room = chat_room_get_xmpp_room (room);
  search.nick = chat_room_get_nick (room);
  search.text = text;
  if (is_to_us && room->connection != NULL)
    words = chat_keywords_find ((const char *const *) room->connection->keywords, text);
  is_to_us = is_to_us && search.nick != NULL && search.nick[0] != '\0';
  at = find_addressed (&search);
  if (!is_to_us)
    at = strchr (at, '@');

  while (at != NULL && *at != '\0' && !is_full (&search))
    {
      ChatMentionKind kind = CHAT_MENTION_SELF;
      const char *end = NULL;

      if (*at == '@' && may_begin (text, at))
        {
          end = find_nick (&search, at + 1, &kind);
          if (end == NULL)
            end = find_group (at + 1, &kind);
        }
      if (end == NULL && is_to_us)
        end = find_own (&search, *at == '@' ? at + 1 : at);
      if (end != NULL)
        add (&search, at, end, kind);

      at = end != NULL ? end : g_utf8_next_char (at);
      if (!is_to_us)
        at = strchr (at, '@');
    }
  if (words != NULL)
    add_words (&search, words);

  return search.found;
}

static XmppMentionKind
get_xmpp_kind (ChatMentionKind kind)
{
  if (kind == CHAT_MENTION_PERSON)
    return XMPP_MENTION_PERSON;

  return kind == CHAT_MENTION_MODERATORS ? XMPP_MENTION_ASSOCIATION : XMPP_MENTION_CHANNEL;
}

gboolean
chat_mentions_may (ChatRoom        *room,
                   ChatMentionKind  kind)
{
  XmppRoom *xmpp;

  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);

  xmpp = chat_room_get_xmpp_room (room);
  return xmpp == NULL || kind == CHAT_MENTION_SELF || kind == CHAT_MENTION_WORD
         || xmpp_room_info_may_mention (xmpp_room_get_info (xmpp), get_xmpp_kind (kind),
                                        xmpp_room_get_role (xmpp));
}

/* XEP-0513, 3.1. Where not everybody sees them an address is not told, though we may know it. */
static gboolean
name_person (XmppMention        *mention,
             const XmppOccupant *occupant,
             gboolean            tells_addresses)
{
  if (occupant->occupant_id != NULL)
    mention->occupant_id = g_strdup (occupant->occupant_id);
  else if (tells_addresses && occupant->real_address != NULL)
    mention->address = xmpp_address_ref (occupant->real_address);
  return mention->occupant_id != NULL || mention->address != NULL;
}

static XmppMention *
make_one (ChatRoom          *room,
          const char        *text,
          const ChatMention *found)
{
  const Search search = { .room = chat_room_get_xmpp_room (room), .text = text };
  gboolean tells_addresses = (chat_room_get_features (room) & CHAT_ROOM_SHOWS_ADDRESSES) != 0;
  gboolean is_person = found->kind == CHAT_MENTION_PERSON;
  g_autoptr(XmppMention) mention =
    found->kind == CHAT_MENTION_MODERATORS ? xmpp_mention_new_group ("moderators")
                                           : xmpp_mention_new (get_xmpp_kind (found->kind));
  const char *begin = text + found->begin;

  if (is_person)
    {
      const XmppOccupant *occupant = find_occupant (&search, begin + (*begin == '@'),
                                                    text + found->end);

      /* A nick may begin with an "@" itself. */
      if (occupant == NULL)
        occupant = find_occupant (&search, begin, text + found->end);
      if (occupant == NULL || !name_person (mention, occupant, tells_addresses))
        return NULL;
    }

  mention->is_active = found->kind == CHAT_MENTION_ACTIVE;
  mention->begin = (guint) g_utf8_pointer_to_offset (text, begin);
  mention->end = (guint) g_utf8_pointer_to_offset (text, text + found->end);
  return g_steal_pointer (&mention);
}

GPtrArray *
chat_mentions_make (ChatRoom   *room,
                    const char *text)
{
  g_autoptr(GArray) found = chat_mentions_find (room, text, FALSE);
  XmppRoom *xmpp = chat_room_get_xmpp_room (room);
  guint most = xmpp_room_info_get_most_mentions (xmpp != NULL ? xmpp_room_get_info (xmpp) : NULL);
  g_autoptr(GPtrArray) mentions = NULL;

  if (found == NULL)
    return NULL;

  mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_mention_free);
  /* Of more than the room allows nobody would heed any. */
  for (guint i = 0; i < found->len && mentions->len < most; i++)
    {
      const ChatMention *one = &g_array_index (found, ChatMention, i);
      XmppMention *mention = one->kind != CHAT_MENTION_SELF && chat_mentions_may (room, one->kind)
                               ? make_one (room, text, one) : NULL;

      if (mention != NULL)
        g_ptr_array_add (mentions, mention);
    }

  return mentions->len > 0 ? g_steal_pointer (&mentions) : NULL;
}
