/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full-text search over the bodies of messages and the names of files, newest first. */
#define G_LOG_DOMAIN "archive-search"

#include "archive-search.h"

#include <string.h>

#include "archive-columns.h"
#include "archive-request.h"

#define MAX_LIMIT 1000
#define MAX_WORDS 8
#define MAX_BYTES 2000

/* Around what matched, in what highlight() gives; XML allows neither in a body. */
#define MARK_START '\001'
#define MARK_END   '\002'

typedef enum {
  WORD_INDEXED,
  WORD_SIGNS,  /* nothing but punctuation: counts only where there is nothing else */
  WORD_HIDDEN, /* part of it is not in the index */
  N_WORD_KINDS,
} WordKind;

typedef struct {
  char    **words;
  gboolean  scan; /* the words are not in the index: look at the texts */
  gint64    account_id;
  gint64    conversation_id;
  gint64    before_id;
  guint     limit;
} Search;

static void
search_free (Search *search)
{
  g_strfreev (search->words);
  g_free (search);
}

/**
 * archive_search_hit_free:
 * @self: (nullable) (transfer full): a hit
 */
void
archive_search_hit_free (ArchiveSearchHit *self)
{
  if (self == NULL)
    return;

  archive_message_free (self->message);
  g_free (self->file_name);
  g_clear_pointer (&self->matches, g_array_unref);
  g_free (self);
}

static void
add_match (GArray *matches,
           gsize   start,
           gsize   length)
{
  ArchiveMatch match = { (guint) start, (guint) length };

  if (length > 0)
    g_array_append_val (matches, match);
}

/* From a body with marks in it to places in the body. A body that holds such marks itself, which no
 * server lets through, goes without. */
static GArray *
read_marks (const char *marked,
            const char *body)
{
  g_autoptr(GArray) matches = g_array_new (FALSE, FALSE, sizeof (ArchiveMatch));
  gsize start = 0;
  gsize at = 0;

  for (; marked != NULL && *marked != '\0'; marked++)
    {
      if (*marked == MARK_START)
        start = at;
      else if (*marked == MARK_END)
        add_match (matches, start, at - start);
      else if (body[at] == *marked)
        at++;
      else
        {
          g_array_set_size (matches, 0);
          break;
        }
    }

  return g_steal_pointer (&matches);
}

static int
compare_matches (gconstpointer a,
                 gconstpointer b)
{
  const ArchiveMatch *first = a;
  const ArchiveMatch *second = b;

  return first->start < second->start ? -1 : first->start > second->start ? 1 : 0;
}

static GArray *
find_words (char       **words,
            const char  *body)
{
  g_autoptr(GArray) matches = g_array_new (FALSE, FALSE, sizeof (ArchiveMatch));

  for (gsize i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);

      for (const char *at = body; *at != '\0'; )
        if (g_ascii_strncasecmp (at, words[i], length) == 0)
          {
            add_match (matches, (gsize) (at - body), length);
            at += length;
          }
        else
          {
            at++;
          }
    }

  g_array_sort (matches, compare_matches);
  return g_steal_pointer (&matches);
}

/* "dog sled" → "dog" "sled"*: every word quoted, so that nothing in it is an operator; all must
 * occur; the last one may be a beginning. */
static char *
make_expression (char **words)
{
  GString *expression = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_string_append (expression, i > 0 ? " \"" : "\"");
      for (const char *at = words[i]; *at != '\0'; at++)
        g_string_append (expression, *at == '"' ? "\"\"" : (char[]) { *at, '\0' });
      g_string_append_c (expression, '"');
    }

  g_string_append_c (expression, '*');
  return g_string_free (expression, FALSE);
}

static char *
make_pattern (const char *word)
{
  GString *pattern = g_string_new ("%");

  for (const char *at = word; *at != '\0'; at++)
    {
      if (*at == '%' || *at == '_' || *at == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *at);
    }

  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

static gboolean
read_hits (ArchiveStatement  *row,
           const Search      *search,
           GPtrArray         *hits,
           GError           **error)
{
  ArchiveStep step;

  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveSearchHit *hit = g_new0 (ArchiveSearchHit, 1);
      const char *body;

      hit->message = archive_columns_read_message (row);
      body = hit->message->body != NULL ? hit->message->body : "";
      hit->matches = search->scan
        ? find_words (search->words, body)
        : read_marks (archive_statement_get_text (row, ARCHIVE_MESSAGE_N_COLUMNS), body);
      g_ptr_array_add (hits, hit);
    }

  return step == ARCHIVE_STEP_DONE;
}

static void
bind_search (ArchiveStatement *row,
             const Search     *search)
{
  archive_statement_bind_number (row, 1, search->before_id != 0 ? search->before_id : G_MAXINT64);
  archive_statement_bind_number (row, 2, search->account_id);
  archive_statement_bind_number (row, 3, search->conversation_id);
  archive_statement_bind_number (row, 4, CLAMP (search->limit, 1, MAX_LIMIT));
}

#define IN_SCOPE "(?2 = 0 OR c.account_id = ?2) AND (?3 = 0 OR m.conversation_id = ?3) "

static gboolean
search_index (ArchiveConnection  *connection,
              const Search       *search,
              GPtrArray          *hits,
              GError            **error)
{
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS ", highlight (message_search, 0, char (1), char (2)) "
    "FROM message_search CROSS JOIN message m ON m.id = message_search.rowid" ARCHIVE_MESSAGE_JOINS
    "WHERE message_search MATCH ?5 AND message_search.rowid < ?1 AND m.corrects IS NULL AND "
    IN_SCOPE
    "ORDER BY message_search.rowid DESC LIMIT ?4";
  g_autofree char *expression = make_expression (search->words);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  bind_search (row, search);
  archive_statement_bind_text (row, 5, expression);
  return read_hits (row, search, hits, error);
}

static gboolean
search_texts (ArchiveConnection  *connection,
              const Search       *search,
              GPtrArray          *hits,
              GError            **error)
{
#define LIKE(place) "AND (" place " IS NULL OR m.body LIKE " place " ESCAPE '\\') "
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS " FROM message m" ARCHIVE_MESSAGE_JOINS
    "WHERE m.body LIKE ?5 ESCAPE '\\' AND m.id < ?1 AND m.corrects IS NULL AND " IN_SCOPE
    LIKE ("?6") LIKE ("?7") LIKE ("?8") LIKE ("?9") LIKE ("?10") LIKE ("?11") LIKE ("?12")
    "ORDER BY m.id DESC LIMIT ?4";
#undef LIKE
  g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  bind_search (row, search);
  for (int i = 0; i < MAX_WORDS && search->words[i] != NULL; i++)
    {
      g_ptr_array_add (patterns, make_pattern (search->words[i]));
      archive_statement_bind_text (row, 5 + i, g_ptr_array_index (patterns, i));
    }
  return read_hits (row, search, hits, error);
}

/* Files are few, and their names short: no index is needed. */
static gboolean
search_names (ArchiveConnection  *connection,
              const Search       *search,
              GPtrArray          *hits,
              GError            **error)
{
#define LIKE(place) "AND (" place " IS NULL OR x.name LIKE " place " ESCAPE '\\') "
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS ", x.name "
    "FROM file x CROSS JOIN message m ON m.id = x.message"
    ARCHIVE_MESSAGE_JOINS
    "WHERE x.message < ?1 AND x.name LIKE ?5 ESCAPE '\\' AND m.corrects IS NULL AND " IN_SCOPE
    LIKE ("?6") LIKE ("?7") LIKE ("?8") LIKE ("?9") LIKE ("?10") LIKE ("?11") LIKE ("?12")
    "GROUP BY x.message ORDER BY x.message DESC LIMIT ?4";
#undef LIKE
  g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  bind_search (row, search);
  for (int i = 0; i < MAX_WORDS && search->words[i] != NULL; i++)
    {
      g_ptr_array_add (patterns, make_pattern (search->words[i]));
      archive_statement_bind_text (row, 5 + i, g_ptr_array_index (patterns, i));
    }

  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveSearchHit *hit = g_new0 (ArchiveSearchHit, 1);

      hit->message = archive_columns_read_message (row);
      hit->file_name = archive_statement_dup_text (row, ARCHIVE_MESSAGE_N_COLUMNS);
      hit->matches = find_words (search->words, hit->file_name);
      g_ptr_array_add (hits, hit);
    }

  return step == ARCHIVE_STEP_DONE;
}

/* Newest first; of one message what it says comes before what its file is called. */
static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const ArchiveSearchHit *first = *(const ArchiveSearchHit *const *) a;
  const ArchiveSearchHit *second = *(const ArchiveSearchHit *const *) b;

  if (first->message->id != second->message->id)
    return first->message->id > second->message->id ? -1 : 1;
  return (first->file_name != NULL) - (second->file_name != NULL);
}

static void
join_hits (GPtrArray *hits,
           guint      limit)
{
  g_ptr_array_sort (hits, compare_hits);
  for (guint i = 1; i < hits->len; )
    if (((ArchiveSearchHit *) g_ptr_array_index (hits, i))->message->id
        == ((ArchiveSearchHit *) g_ptr_array_index (hits, i - 1))->message->id)
      g_ptr_array_remove_index (hits, i);
    else
      i++;
  if (hits->len > limit)
    g_ptr_array_set_size (hits, (int) limit);
}

static gpointer
search_job (ArchiveConnection  *connection,
            gpointer            arguments,
            GError            **error)
{
  const Search *search = arguments;
  g_autoptr(GPtrArray) hits =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_search_hit_free);
  gboolean done = search->words[0] == NULL ||
                  (search->scan ? search_texts (connection, search, hits, error)
                                : search_index (connection, search, hits, error));

  if (done && search->words[0] != NULL)
    done = search_names (connection, search, hits, error);
  if (done)
    join_hits (hits, CLAMP (search->limit, 1, MAX_LIMIT));
  return done ? g_steal_pointer (&hits) : NULL;
}

/* The index cuts texts into words at spaces and signs. That leaves whole sentences where words are
 * not set apart, and nothing at all of emoji. */
static WordKind
classify (const char *word)
{
  WordKind kind = WORD_SIGNS;

  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      switch ((int) g_unichar_get_script (c))
        {
        case G_UNICODE_SCRIPT_HAN:
        case G_UNICODE_SCRIPT_HIRAGANA:
        case G_UNICODE_SCRIPT_KATAKANA:
        case G_UNICODE_SCRIPT_THAI:
        case G_UNICODE_SCRIPT_LAO:
        case G_UNICODE_SCRIPT_KHMER:
        case G_UNICODE_SCRIPT_MYANMAR:
          return WORD_HIDDEN;
        default:
          break;
        }

      if (g_unichar_type (c) == G_UNICODE_OTHER_SYMBOL)
        return WORD_HIDDEN;
      if (g_unichar_isalnum (c))
        kind = WORD_INDEXED;
    }

  return kind;
}

static Search *
parse_words (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_BYTES));
  g_auto(GStrv) parts = g_strsplit_set (valid, " \t\r\n", -1);
  g_autoptr(GStrvBuilder) indexed = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();
  guint n[N_WORD_KINDS] = { 0 };
  Search *search = g_new0 (Search, 1);

  for (gsize i = 0, n_words = 0; parts[i] != NULL && n_words < MAX_WORDS; i++)
    {
      WordKind kind = classify (parts[i]);

      if (*parts[i] == '\0')
        continue;

      n_words++;
      n[kind]++;
      g_strv_builder_add (all, parts[i]);
      if (kind == WORD_INDEXED)
        g_strv_builder_add (indexed, parts[i]);
    }

  search->scan = n[WORD_HIDDEN] > 0 || n[WORD_INDEXED] == 0;
  search->words = g_strv_builder_end (search->scan ? all : indexed);
  return search;
}

/**
 * archive_search_async:
 * @database: an archive
 * @words: what to look for, as the user typed it: all words must occur, the last one may be a
 *   beginning; neither case nor accents count. Nothing in it is an operator
 * @account_id: in which account; 0: all
 * @conversation_id: in which conversation; 0: all
 * @before_id: older than this message; 0: from the newest on
 * @limit: how many at most; 1000 is the most
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Searches the bodies of messages, and the names of their files. Where a word is an emoji or of a
 * script that does not set words apart, the texts themselves are looked through for it, which takes
 * longer.
 */
void
archive_search_async (ArchiveDatabase     *database,
                      const char          *words,
                      gint64               account_id,
                      gint64               conversation_id,
                      gint64               before_id,
                      guint                limit,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  Search *search;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (words != NULL);

  search = parse_words (words);
  search->account_id = account_id;
  search->conversation_id = conversation_id;
  search->before_id = before_id;
  search->limit = limit;
  task = archive_request_new (database, archive_search_async, cancellable, callback, user_data);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, search_job,
                        (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_search_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveSearchHit): the hits, newest first
 */
GPtrArray *
archive_search_finish (ArchiveDatabase  *database,
                       GAsyncResult     *result,
                       GError          **error)
{
  return archive_request_finish (database, result, archive_search_async, error);
}
