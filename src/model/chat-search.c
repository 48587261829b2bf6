/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words looked for in all that was written: a list of hits that grows by pages. */
#define G_LOG_DOMAIN "chat-search"

#include "chat-search.h"

#include "archive-search.h"
#include "chat-account.h"
#include "chat-conversations.h"
#include "chat-history-find.h"
#include "chat-search-private.h"
#include "chat-store.h"

#include <string.h>

#define PAGE_SIZE 50

/* Servers are not asked for every letter, nor for what nearly everything matches. */
#define SERVER_DELAY_MS  600
#define SERVER_MIN_CHARS 3

/* What is shown of a long message: a little before the first match, and a line or two in all. */
#define BYTES_BEFORE  40
#define EXCERPT_BYTES 200

struct _ChatHit
{
  GObject           parent_instance;

  ChatConversation *conversation;
  ChatMessage      *message;
  char             *excerpt;
  GArray           *starts; /* guint */
  GArray           *ends;   /* guint */
};

G_DEFINE_FINAL_TYPE (ChatHit, chat_hit, G_TYPE_OBJECT)

struct _ChatSearch
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatConversations *conversations;
  GPtrArray         *histories;    /* ChatHistory */
  ChatConversation  *conversation; /* (nullable): only there */
  char              *query;
  GPtrArray         *hits;         /* owned ChatHit */
  GCancellable      *cancellable;  /* (nullable): of the page under way */
  gint64             last_id;      /* of the last hit; 0: none yet */
  GCancellable      *server;       /* (nullable): of what servers are asked */
  guint              server_source;
  guint              n_servers;    /* that have not answered */
  gboolean           has_found;    /* one of them has */
  gboolean           has_more;
  gboolean           is_searching; /* as was told */
};

static GType
chat_search_get_item_type (GListModel *model)
{
  return CHAT_TYPE_HIT;
}

static guint
chat_search_get_n_items (GListModel *model)
{
  return CHAT_SEARCH (model)->hits->len;
}

static gpointer
chat_search_get_item (GListModel *model,
                      guint       position)
{
  ChatSearch *self = CHAT_SEARCH (model);

  return position < self->hits->len ? g_object_ref (g_ptr_array_index (self->hits, position))
                                    : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_search_get_item_type;
  iface->get_n_items = chat_search_get_n_items;
  iface->get_item = chat_search_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatSearch, chat_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_QUERY = 1,
  PROP_SEARCHING,
  PROP_HAS_MORE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
chat_hit_finalize (GObject *object)
{
  ChatHit *self = CHAT_HIT (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->message);
  g_clear_pointer (&self->excerpt, g_free);
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);

  G_OBJECT_CLASS (chat_hit_parent_class)->finalize (object);
}

static void
chat_hit_class_init (ChatHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_hit_finalize;
}

static void
chat_hit_init (ChatHit *self)
{
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Where the excerpt begins: at a word shortly before the first match, never inside a character. */
static gsize
find_start (const char *body,
            gsize       match)
{
  gsize start = match > BYTES_BEFORE ? match - BYTES_BEFORE : 0;
  const char *space;

  if (start == 0)
    return 0;

  space = memchr (body + start, ' ', match - start);
  if (space != NULL)
    return (gsize) (space - body) + 1;

  while (start < match && ((guchar) body[start] & 0xc0) == 0x80)
    start++;
  return start;
}

static gsize
find_end (const char *body,
          gsize       start,
          gsize       length)
{
  gsize end = MIN (length, start + EXCERPT_BYTES);

  while (end > start && end < length && ((guchar) body[end] & 0xc0) == 0x80)
    end--;
  return end;
}

/* Bytes of @body between @start and @end become the excerpt; line ends become spaces, so that
 * offsets stay what they are. */
static void
make_excerpt (ChatHit    *self,
              const char *body,
              GArray     *matches)
{
  gsize length = strlen (body);
  gsize first = matches->len > 0 ? g_array_index (matches, ArchiveMatch, 0).start : 0;
  gsize start = find_start (body, MIN (first, length));
  gsize end = find_end (body, start, length);
  const char *before = start > 0 ? "…" : "";
  gsize offset = strlen (before);

  self->excerpt = g_strdup_printf ("%s%.*s%s", before, (int) (end - start), body + start,
                                   end < length ? "…" : "");
  for (char *p = self->excerpt; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  for (guint i = 0; i < matches->len; i++)
    {
      const ArchiveMatch *match = &g_array_index (matches, ArchiveMatch, i);
      guint from;
      guint to;

      if (match->start < start || match->start + match->length > end)
        continue;

      from = (guint) (match->start - start + offset);
      to = from + match->length;
      g_array_append_val (self->starts, from);
      g_array_append_val (self->ends, to);
    }
}

ChatConversation *
chat_hit_get_conversation (ChatHit *self)
{
  g_return_val_if_fail (CHAT_IS_HIT (self), NULL);

  return self->conversation;
}

ChatMessage *
chat_hit_get_message (ChatHit *self)
{
  g_return_val_if_fail (CHAT_IS_HIT (self), NULL);

  return self->message;
}

const char *
chat_hit_get_excerpt (ChatHit  *self,
                      GArray  **starts,
                      GArray  **ends)
{
  g_return_val_if_fail (CHAT_IS_HIT (self), "");

  if (starts != NULL)
    *starts = self->starts;
  if (ends != NULL)
    *ends = self->ends;
  return self->excerpt;
}

static void
update_searching (ChatSearch *self)
{
  gboolean is_searching =
    self->cancellable != NULL || self->server_source != 0 || self->n_servers > 0;

  if (self->is_searching == is_searching)
    return;

  self->is_searching = is_searching;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCHING]);
}

static void
set_cancellable (ChatSearch   *self,
                 GCancellable *cancellable)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, cancellable);
}

static void
leave_servers (ChatSearch *self)
{
  g_clear_handle_id (&self->server_source, g_source_remove);
  if (self->server != NULL)
    g_cancellable_cancel (self->server);
  g_clear_object (&self->server);
  self->n_servers = 0;
  self->has_found = FALSE;
}

static void
set_has_more (ChatSearch *self,
              gboolean    has_more)
{
  if (self->has_more == has_more)
    return;

  self->has_more = has_more;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_MORE]);
}

static void
chat_search_dispose (GObject *object)
{
  ChatSearch *self = CHAT_SEARCH (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  leave_servers (self);

  G_OBJECT_CLASS (chat_search_parent_class)->dispose (object);
}

static void
chat_search_finalize (GObject *object)
{
  ChatSearch *self = CHAT_SEARCH (object);

  g_clear_object (&self->store);
  g_clear_object (&self->conversations);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->histories, g_ptr_array_unref);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->hits, g_ptr_array_unref);

  G_OBJECT_CLASS (chat_search_parent_class)->finalize (object);
}

static void
chat_search_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ChatSearch *self = CHAT_SEARCH (object);

  switch (prop_id)
    {
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    case PROP_SEARCHING:
      g_value_set_boolean (value, self->is_searching);
      break;
    case PROP_HAS_MORE:
      g_value_set_boolean (value, self->has_more);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_search_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_QUERY:
      chat_search_set_query (CHAT_SEARCH (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_search_class_init (ChatSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = chat_search_dispose;
  object_class->finalize = chat_search_finalize;
  object_class->get_property = chat_search_get_property;
  object_class->set_property = chat_search_set_property;

  props[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, NULL, flags | G_PARAM_WRITABLE);
  props[PROP_SEARCHING] = g_param_spec_boolean ("searching", NULL, NULL, FALSE, flags);
  props[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_search_init (ChatSearch *self)
{
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
  self->query = g_strdup ("");
}

ChatSearch *
chat_search_new (ChatStore         *store,
                 ChatConversations *conversations,
                 GPtrArray         *histories,
                 ChatConversation  *conversation)
{
  ChatSearch *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);

  self = g_object_new (CHAT_TYPE_SEARCH, NULL);
  self->store = g_object_ref (store);
  self->conversations = g_object_ref (conversations);
  self->histories = g_ptr_array_ref (histories);
  self->conversation = conversation != NULL ? g_object_ref (conversation) : NULL;
  return self;
}

gboolean
chat_search_get_searching (ChatSearch *self)
{
  g_return_val_if_fail (CHAT_IS_SEARCH (self), FALSE);

  return self->is_searching;
}

gboolean
chat_search_get_has_more (ChatSearch *self)
{
  g_return_val_if_fail (CHAT_IS_SEARCH (self), FALSE);

  return self->has_more;
}

static void
add_hits (ChatSearch *self,
          GPtrArray  *found) /* of ArchiveSearchHit */
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;
  guint n_before = self->hits->len;

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (rows, ((ArchiveSearchHit *) g_ptr_array_index (found, i))->message);
  messages = chat_store_wrap (self->store, rows);

  for (guint i = 0; i < found->len; i++)
    {
      const ArchiveSearchHit *row = g_ptr_array_index (found, i);
      ChatConversation *conversation =
        chat_conversations_find_id (self->conversations, row->message->conversation_id);
      const char *text = row->file_name != NULL ? row->file_name : row->message->body;
      ChatHit *hit;

      self->last_id = row->message->id;
      if (conversation == NULL || text == NULL)
        continue;

      hit = g_object_new (CHAT_TYPE_HIT, NULL);
      hit->conversation = g_object_ref (conversation);
      hit->message = g_object_ref (g_ptr_array_index (messages, i));
      make_excerpt (hit, text, row->matches);
      g_ptr_array_add (self->hits, hit);
    }

  if (self->hits->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->hits->len - n_before);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatSearch) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;

  found = archive_search_finish (ARCHIVE_DATABASE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another one is under way, or none is wanted */

  if (found != NULL)
    add_hits (self, found);
  else
    g_warning ("The archive could not be searched: %s", error->message);
  set_has_more (self, found != NULL && found->len == PAGE_SIZE);
  g_clear_object (&self->cancellable);
  update_searching (self);
}

static void
ask (ChatSearch *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autoptr(GCancellable) cancellable = NULL;

  if (database == NULL)
    return;

  cancellable = g_cancellable_new ();
  set_cancellable (self, cancellable);
  archive_search_async (database, self->query, 0,
                        self->conversation != NULL
                          ? chat_conversation_get_id (self->conversation) : 0,
                        self->last_id, PAGE_SIZE, cancellable, page_cb, g_object_ref (self));
}

static void
clear_hits (ChatSearch *self)
{
  guint n_before = self->hits->len;

  g_ptr_array_set_size (self->hits, 0);
  self->last_id = 0;
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
}

/* Servers. */

typedef struct {
  ChatSearch   *search;
  GCancellable *server;
} Question;

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr(ChatSearch) self = question->search;
  g_autoptr(GCancellable) server = question->server;
  g_autoptr(GError) error = NULL;
  gboolean has_found = chat_history_find_finish (CHAT_HISTORY (object), result, &error);

  if (server != self->server)
    return; /* it was about other words */

  if (error != NULL)
    g_debug ("The server did not search: %s", error->message);
  self->has_found |= has_found;
  if (--self->n_servers == 0 && self->has_found)
    {
      clear_hits (self);
      ask (self);
    }
  update_searching (self);
}

static gboolean
is_asked (ChatSearch  *self,
          ChatHistory *history)
{
  const char *only = self->conversation != NULL
                       ? chat_conversation_get_account_address (self->conversation) : NULL;

  return chat_history_can_find (history)
         && (only == NULL || g_str_equal (only, chat_account_get_address (
                                                  chat_history_get_account (history))));
}

static gboolean
ask_servers_cb (gpointer user_data)
{
  ChatSearch *self = user_data;
  const char *with =
    self->conversation != NULL ? chat_conversation_get_address (self->conversation) : NULL;

  self->server_source = 0;
  self->server = g_cancellable_new ();
  for (guint i = 0; i < self->histories->len; i++)
    {
      ChatHistory *history = g_ptr_array_index (self->histories, i);
      Question *question;

      if (!is_asked (self, history))
        continue;

      question = g_new0 (Question, 1);
      question->search = g_object_ref (self);
      question->server = g_object_ref (self->server);
      self->n_servers++;
      chat_history_find_async (history, self->query, with, self->server, found_cb, question);
    }
  update_searching (self);
  return G_SOURCE_REMOVE;
}

static void
ask_servers_soon (ChatSearch *self)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < self->histories->len; i++)
    is_any |= is_asked (self, g_ptr_array_index (self->histories, i));

  if (is_any && g_utf8_strlen (self->query, -1) >= SERVER_MIN_CHARS)
    self->server_source = g_timeout_add (SERVER_DELAY_MS, ask_servers_cb, self);
}

void
chat_search_set_query (ChatSearch *self,
                       const char *query)
{
  g_return_if_fail (CHAT_IS_SEARCH (self));

  if (query == NULL)
    query = "";
  if (g_str_equal (self->query, query))
    return;

  g_free (self->query);
  self->query = g_strdup (query);
  set_cancellable (self, NULL);
  leave_servers (self);
  clear_hits (self);
  set_has_more (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
  if (query[0] != '\0' && (self->conversation == NULL
                           || chat_conversation_get_id (self->conversation) != 0))
    {
      ask (self);
      ask_servers_soon (self);
    }
  update_searching (self);
}

void
chat_search_load_more (ChatSearch *self)
{
  g_return_if_fail (CHAT_IS_SEARCH (self));

  if (self->has_more && self->cancellable == NULL)
    ask (self);
  update_searching (self);
}
