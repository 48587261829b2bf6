/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the text of a message is shown: links, emoji, "/me" (XEP-0245), files by their address
 * (XEP-0066), who is mentioned (XEP-0513). */
#define G_LOG_DOMAIN "ui-message-body"

#include "ui-message-body.h"

#include "base-text.h"
#include "chat-mentions.h"
#include "ui-links.h"

#include <glib/gi18n.h>
#include <string.h>

#define GROUP_US (2 * 60 * G_USEC_PER_SEC)
#define MOST_CHARS 1500
#define MOST_LINES 40
#define MOST_NOTICE_CHARS 200
#define MOST_NOTICE_LINES 3
/* A text that is hardly longer is shown whole: a button to read three words more is a nuisance. */
#define SLACK_CHARS 300
#define SLACK_LINES 5
#define MAX_LARGE_EMOJI 3
#define MAX_FILE_NAME 80
/* How much is told of a text that could not be sent. */
#define UNSENT_CHARS 60

/* Where @text ends after so many characters and lines; NULL: it is not that long. */
static const char *
find_end (const char *text,
          guint       most_chars,
          guint       most_lines)
{
  const char *p = text;
  guint n_chars = 0;
  guint n_lines = 0;

  for (; *p != '\0' && n_chars < most_chars; n_chars++)
    {
      if (*p == '\n' && ++n_lines >= most_lines)
        return p;
      p = g_utf8_next_char (p);
    }

  return *p != '\0' ? p : NULL;
}

/* As much of a long text as is shown at first, not cut within a word where that can be. */
static char *
dup_start (const char *text,
           guint       most_chars,
           guint       most_lines)
{
  const char *end = find_end (text, most_chars, most_lines);
  gsize length = end != NULL ? (gsize) (end - text) : strlen (text);
  gsize space = length;

  while (space > 0 && space + 40 > length && !g_ascii_isspace (text[space]))
    space--;
  if (g_ascii_isspace (text[space]))
    length = space;
  length = ui_links_skip (text, length);

  return g_strdup_printf ("%.*s…", (int) length, text);
}

char *
ui_message_body_isolate (const char *name)
{
  return g_strconcat ("\342\201\250", name, "\342\201\251", NULL);
}

/* What a file is called and where it lies: an address is not for reading. */
static char *
make_link_markup (const char *uri)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  const char *path = parsed != NULL ? g_uri_get_path (parsed) : NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  g_autofree char *name = slash != NULL ? g_uri_unescape_string (slash + 1, "/") : NULL;
  g_autofree char *shown = NULL;
  g_autofree char *escaped_uri = g_markup_escape_text (uri, -1);
  g_autofree char *escaped_name = NULL;
  g_autofree char *escaped_host = NULL;

  if (name == NULL || name[0] == '\0' || host == NULL || !g_utf8_validate (name, -1, NULL)
      || g_utf8_strlen (name, -1) > MAX_FILE_NAME)
    return ui_links_to_markup (uri);

  shown = base_text_clean (name, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  if (shown[0] == '\0')
    return ui_links_to_markup (uri);

  escaped_name = g_markup_escape_text (shown, -1);
  escaped_host = g_markup_escape_text (host, -1);
  return g_strdup_printf ("<a href=\"%s\">%s</a>\n<small>%s</small>", escaped_uri, escaped_name,
                          escaped_host);
}

static char *
make_file_markup (const char *url, /* (nullable) */
                  const char *text)
{
  g_autofree char *link = NULL;
  g_autofree char *rest = NULL;

  if (url == NULL || !ui_links_is_allowed (url))
    return ui_links_to_markup (text);

  link = make_link_markup (url);
  if (text[0] == '\0' || g_str_equal (text, url))
    return g_steal_pointer (&link);

  rest = ui_links_to_markup (text);
  return g_strdup_printf ("%s\n%s", rest, link);
}

/* Who is mentioned stands out, we most of all. "@all" does where it is more than a word: where it
 * was sent, or has come, as what speaks to us. */
static char *
make_talk_markup (ChatMessage            *message,
                  const char             *text,
                  const UiMessageMention *look) /* (nullable) */
{
  gboolean is_outgoing = chat_message_is_outgoing (message);
  gboolean is_to_us = !is_outgoing && chat_message_is_mention (message);
  g_autoptr(GArray) found = look != NULL ? chat_mentions_find (look->room, text, is_to_us) : NULL;
  g_autoptr(GArray) marks = NULL;

  if (found == NULL)
    return ui_links_to_markup (text);

  marks = g_array_new (FALSE, FALSE, sizeof (UiLinksMark));
  for (guint i = 0; i < found->len; i++)
    {
      const ChatMention *one = &g_array_index (found, ChatMention, i);
      gboolean is_ours = is_to_us && one->kind != CHAT_MENTION_PERSON;
      const UiLinksMark mark = { one->begin, one->end, is_ours ? look->open_ours : "<b>",
                                 is_ours ? look->close_ours : "</b>" };

      if (one->kind == CHAT_MENTION_PERSON || is_ours
          || (is_outgoing && one->kind != CHAT_MENTION_SELF
              && chat_mentions_may (look->room, one->kind)))
        g_array_append_val (marks, mark);
    }

  return ui_links_to_marked_markup (text, (const UiLinksMark *) (gpointer) marks->data,
                                    marks->len);
}

static char *
make_action_markup (ChatMessage            *message,
                    const char             *text,
                    const UiMessageMention *look) /* (nullable) */
{
  g_autofree char *name = ui_message_body_isolate (chat_message_get_sender_name (message));
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *markup = make_talk_markup (message, text, look);

  return g_strdup_printf ("<i><b>%s</b> %s</i>", escaped, markup);
}

static char *
make_tombstone (ChatMessage *message)
{
  const char *moderator = chat_message_get_moderator (message);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!chat_message_is_moderated (message))
    return g_markup_escape_text (_("This message was removed."), -1);
  if (moderator == NULL)
    return g_markup_escape_text (_("Removed by a moderator"), -1);

  name = ui_message_body_isolate (moderator);
  /* Translators: %s is the name of a moderator of a room */
  text = g_strdup_printf (_("Removed by %s"), name);
  return g_markup_escape_text (text, -1);
}

static char *
make_markup (ChatMessage            *message,
             const char             *text,
             const UiMessageMention *look) /* (nullable) */
{
  switch (chat_message_get_kind (message))
    {
    case CHAT_MESSAGE_ACTION:
      return make_action_markup (message, text, look);

    case CHAT_MESSAGE_LINK:
      return make_file_markup (chat_message_get_url (message), text);

    case CHAT_MESSAGE_UNREADABLE:
      return g_markup_escape_text (
        _("This message is encrypted in a way that Charla cannot read."), -1);

    case CHAT_MESSAGE_RETRACTED:
      return make_tombstone (message);

    case CHAT_MESSAGE_TEXT:
    case CHAT_MESSAGE_FILE:
      return make_talk_markup (message, text, look);

    case CHAT_MESSAGE_NOTICE:
    default:
      return ui_links_to_markup (text);
    }
}

/**
 * ui_message_body_make:
 * @self: (out caller-allocates): how it is shown
 * @message: the message
 * @whole: not only the start of a very long text
 * @look: (nullable): in a room: how those who are mentioned are shown
 *
 * What a message says is foreign text: all of it is escaped, and only links of harmless kinds
 * become links.
 */
void
ui_message_body_make (UiMessageBody          *self,
                      ChatMessage            *message,
                      gboolean                whole,
                      const UiMessageMention *look)
{
  const char *text = chat_message_get_body (message);
  ChatMessageKind kind = chat_message_get_kind (message);
  guint n_emoji = kind == CHAT_MESSAGE_TEXT ? ui_links_count_emoji (text) : 0;
  g_autofree char *start = NULL;

  /* What is spoken of in a room stands between what is said there. */
  if (kind == CHAT_MESSAGE_NOTICE)
    self->is_cut = !whole && find_end (text, MOST_NOTICE_CHARS, MOST_NOTICE_LINES) != NULL;
  else
    self->is_cut = !whole
                   && find_end (text, MOST_CHARS + SLACK_CHARS, MOST_LINES + SLACK_LINES) != NULL;
  if (self->is_cut && kind == CHAT_MESSAGE_NOTICE)
    start = dup_start (text, MOST_NOTICE_CHARS, MOST_NOTICE_LINES);
  else if (self->is_cut)
    start = dup_start (text, MOST_CHARS, MOST_LINES);

  self->markup = make_markup (message, self->is_cut ? start : text, look);
  self->is_large = n_emoji > 0 && n_emoji <= MAX_LARGE_EMOJI;
  self->is_dim = kind == CHAT_MESSAGE_UNREADABLE || kind == CHAT_MESSAGE_NOTICE
                 || kind == CHAT_MESSAGE_RETRACTED;
}

void
ui_message_body_clear (UiMessageBody *self)
{
  g_clear_pointer (&self->markup, g_free);
}

gboolean
ui_message_body_continues (ChatMessage *message,
                           ChatMessage *before)
{
  gint64 apart_us = chat_message_get_time (message) - chat_message_get_time (before);

  return chat_message_is_outgoing (message) == chat_message_is_outgoing (before)
         && chat_message_get_kind (before) != CHAT_MESSAGE_NOTICE
         && chat_message_get_kind (message) != CHAT_MESSAGE_NOTICE
         && g_strcmp0 (chat_message_get_sender (message), chat_message_get_sender (before)) == 0
         && apart_us > -GROUP_US && apart_us < GROUP_US;
}

char *
ui_message_body_dup_link (ChatMessage *message)
{
  const char *url = chat_message_get_url (message);

  if (url != NULL && ui_links_is_allowed (url))
    return g_strdup (url);

  return ui_links_dup_first (chat_message_get_body (message));
}

/**
 * ui_message_body_dup_problem:
 * @message: a message
 *
 * Returns: (transfer full) (nullable): why it is not what it was to be; %NULL: it is
 */
char *
ui_message_body_dup_problem (ChatMessage *message)
{
  const char *unsent = chat_message_get_unsent (message);
  const char *reason = chat_message_get_error_text (message);
  g_autofree char *beginning = NULL;

  if (chat_message_get_state (message) == CHAT_MESSAGE_FAILED)
    return g_strdup (reason != NULL && reason[0] != '\0' ? reason : _("Not sent"));
  if (unsent == NULL)
    return NULL;

  reason = chat_message_get_unsent_reason (message);
  if (g_utf8_strlen (unsent, -1) > UNSENT_CHARS)
    {
      g_autofree char *cut = g_utf8_substring (unsent, 0, UNSENT_CHARS);

      beginning = g_strconcat (g_strdelimit (cut, "\r\n", ' '), "…", NULL);
    }
  else
    beginning = g_strdelimit (g_strdup (unsent), "\r\n", ' ');

  /* Translators: of a message that was edited; first the new text, then the reason, a sentence */
  return g_strdup_printf (_("The edit “%s” was not sent. %s"), beginning,
                          reason != NULL ? reason : "");
}
