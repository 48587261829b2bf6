/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspaces of an account, and what people do with them. */
#define G_LOG_DOMAIN "chat-spaces"

#include "chat-spaces.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-spaces-private.h"
#include "chat-store.h"
#include "chat-text.h"
#include "xmpp-address.h"
#include "xmpp-workspaces.h"

G_DEFINE_FINAL_TYPE (ChatSpaces, chat_spaces, G_TYPE_OBJECT)

static guint members_changed_signal;

/* Each, for a loop that changes nothing of the list. */
static ChatSpace *
get (ChatSpaces *self,
     guint       position)
{
  g_autoptr(ChatSpace) space = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  return space; /* the list keeps it */
}

static guint
count (ChatSpaces *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

static void
chat_spaces_dispose (GObject *object)
{
  ChatSpaces *self = CHAT_SPACES (object);

  chat_spaces_close (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_spaces_parent_class)->dispose (object);
}

static void
chat_spaces_finalize (GObject *object)
{
  ChatSpaces *self = CHAT_SPACES (object);

  g_free (self->account_address);
  g_object_unref (self->list);
  g_hash_table_unref (self->removed);
  g_hash_table_unref (self->telling);
  g_hash_table_unref (self->to_keep);

  G_OBJECT_CLASS (chat_spaces_parent_class)->finalize (object);
}

static void
chat_spaces_class_init (ChatSpacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_spaces_dispose;
  object_class->finalize = chat_spaces_finalize;

  members_changed_signal = g_signal_new ("members-changed", CHAT_TYPE_SPACES, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SPACE);
}

static void
chat_spaces_init (ChatSpaces *self)
{
  self->list = g_list_store_new (CHAT_TYPE_SPACE);
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->to_keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->telling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ChatSpaces *
chat_spaces_new (ChatStore      *store,
                 ChatConnection *connection,
                 const char     *account_address)
{
  ChatSpaces *self = g_object_new (CHAT_TYPE_SPACES, NULL);

  self->store = g_object_ref (store);
  self->connection = connection;
  self->account_address = g_strdup (account_address);
  chat_spaces_init_sync (self);
  chat_spaces_init_shared (self);
  return self;
}

void
chat_spaces_start (ChatSpaces *self,
                   gint64      account_id)
{
  g_return_if_fail (CHAT_IS_SPACES (self));

  self->account_id = account_id;
}

void
chat_spaces_close (ChatSpaces *self)
{
  g_return_if_fail (CHAT_IS_SPACES (self));

  if (self->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->connection->workspaces, self);
      g_signal_handlers_disconnect_by_data (self->connection->spaces, self);
    }
  self->connection = NULL;
  g_clear_handle_id (&self->keep_source, g_source_remove);
}

GListModel *
chat_spaces_get_list (ChatSpaces *self)
{
  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);

  return G_LIST_MODEL (self->list);
}

ChatSpace *
chat_spaces_find_id (ChatSpaces *self,
                     const char *id)
{
  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < count (self); i++)
    if (g_str_equal (get (self, i)->id, id))
      return get (self, i);

  return NULL;
}

/* (nullable): that of which people would say that it has that name, if it is only one */
static ChatSpace *
find_name (ChatSpaces *self,
           const char *name)
{
  g_autofree char *folded = chat_text_fold (name);
  ChatSpace *found = NULL;

  for (guint i = 0; i < count (self); i++)
    {
      g_autofree char *other = chat_text_fold (get (self, i)->name);

      if (!g_str_equal (folded, other))
        continue;
      if (found != NULL)
        return NULL;
      found = get (self, i);
    }

  return found;
}

ChatSpace *
chat_spaces_find (ChatSpaces *self,
                  const char *id)
{
  ChatSpace *space = chat_spaces_find_id (self, id);

  return space != NULL ? space : find_name (self, id);
}

/* The order is the same on all devices, also where two have given the same place. */
static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const ChatSpace *one = a;
  const ChatSpace *other = b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;

  return g_strcmp0 (one->id, other->id);
}

/* Whether it is another than before; one that is listed stands there then. */
static gboolean
set_position (ChatSpaces *self,
              ChatSpace  *space,
              guint       position)
{
  guint place;

  if (space->position == position)
    return FALSE;

  space->position = position;
  if (g_list_store_find (self->list, space, &place)
      && ((place > 0 && compare (get (self, place - 1), space, NULL) > 0)
          || (place + 1 < count (self) && compare (space, get (self, place + 1), NULL) > 0)))
    g_list_store_sort (self->list, compare, NULL);
  return TRUE;
}

void
chat_spaces_note_members (ChatSpaces *self,
                          ChatSpace  *space)
{
  g_return_if_fail (CHAT_IS_SPACES (self));

  g_signal_emit (self, members_changed_signal, 0, space);
}

static gboolean
set_members (ChatSpaces *self,
             ChatSpace  *space,
             GPtrArray  *members)
{
  if (!chat_space_set_members (space, members))
    return FALSE;

  chat_spaces_note_members (self, space);
  return TRUE;
}

static gboolean
set_name (ChatSpace  *space,
          const char *name)
{
  g_autofree char *line = chat_text_clean_line (name, CHAT_SPACE_MAX_NAME_CHARS);

  return chat_space_set_name (space, line != NULL ? line : "?");
}

static gboolean
set_shown (ChatSpaces *self,
           ChatSpace  *space,
           const char *service,
           const char *node)
{
  if (g_strcmp0 (space->service, service) == 0 && g_strcmp0 (space->node, node) == 0)
    return FALSE;

  chat_spaces_set_shown (self, space, service, node);
  return TRUE;
}

ChatSpace *
chat_spaces_take (ChatSpaces *self,
                  const char *id,
                  const char *name,
                  guint       position,
                  GPtrArray  *members,
                  const char *service,
                  const char *node,
                  gboolean   *changed)
{
  g_autoptr(ChatSpace) made = NULL;
  ChatSpace *space;

  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);
  g_return_val_if_fail (id != NULL && name != NULL && members != NULL, NULL);

  space = chat_spaces_find_id (self, id);
  if (space == NULL && count (self) >= XMPP_WORKSPACES_MAX)
    return NULL;
  if (space == NULL)
    space = made = chat_space_new (self->account_address, id);

  *changed = made != NULL;
  *changed |= set_name (space, name);
  *changed |= set_shown (self, space, service, node);
  *changed |= set_members (self, space, members);
  *changed |= set_position (self, space, position);
  if (made != NULL)
    g_list_store_insert_sorted (self->list, made, compare, NULL);
  return space; /* the list keeps it */
}

void
chat_spaces_drop (ChatSpaces *self,
                  ChatSpace  *space)
{
  guint place;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  if (space->service != NULL)
    chat_spaces_set_shown (self, space, NULL, NULL);
  if (g_list_store_find (self->list, space, &place))
    g_list_store_remove (self->list, place);
}

void
chat_spaces_count (ChatSpaces *self,
                   const char *address,
                   guint       more)
{
  g_return_if_fail (CHAT_IS_SPACES (self));

  for (guint i = 0; i < count (self); i++)
    if (chat_space_contains (get (self, i), address))
      chat_space_set_unread (get (self, i), get (self, i)->unread + more);
}

/* What people do. */

void
chat_spaces_note_changed (ChatSpaces *self,
                          ChatSpace  *space)
{
  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  space->is_untold = TRUE;
  space->n_changes++;
  chat_spaces_keep (self, space);
  chat_spaces_tell (self, space);
}

char *
chat_spaces_check_name (ChatSpaces  *self,
                        ChatSpace   *space,
                        const char  *name,
                        GError     **error)
{
  g_autofree char *line = NULL;
  ChatSpace *other;

  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  line = chat_text_clean_line (name, 2 * CHAT_SPACE_MAX_NAME_CHARS);
  if (line == NULL || g_utf8_strlen (line, -1) > CHAT_SPACE_MAX_NAME_CHARS)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_NAME, "Empty or too long");
      return NULL;
    }

  other = find_name (self, line);
  if (other != NULL && other != space)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_ALREADY_EXISTS, "Another one has that name");
      return NULL;
    }
  return g_steal_pointer (&line);
}

ChatSpace *
chat_spaces_append (ChatSpaces *self,
                    const char *id,
                    const char *name,
                    const char *service,
                    const char *node)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();
  guint position = 0;
  gboolean changed;
  ChatSpace *space;

  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);

  if (count (self) > 0)
    position = MIN (get (self, count (self) - 1)->position + 1, XMPP_WORKSPACE_MAX_POSITION);
  space = chat_spaces_take (self, id, name, position, nobody, service, node, &changed);
  /* It may have been left, and the server not told so yet. */
  g_hash_table_remove (self->removed, id);
  if (space != NULL)
    chat_spaces_note_changed (self, space);
  return space;
}

ChatSpace *
chat_spaces_create (ChatSpaces  *self,
                    const char  *name,
                    GError     **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *line = NULL;
  ChatSpace *space;

  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if ((line = chat_spaces_check_name (self, NULL, name, error)) == NULL)
    return NULL;

  space = chat_spaces_append (self, id, line, NULL, NULL);
  if (space == NULL)
    g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "There are too many");
  return space;
}

gboolean
chat_spaces_rename (ChatSpaces  *self,
                    ChatSpace   *space,
                    const char  *name,
                    GError     **error)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (CHAT_IS_SPACES (self), FALSE);
  g_return_val_if_fail (CHAT_IS_SPACE (space) && name != NULL, FALSE);

  if (space->service != NULL)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_REFUSED, "Its owner says what it is called");
      return FALSE;
    }
  if ((line = chat_spaces_check_name (self, space, name, error)) == NULL)
    return FALSE;
  if (g_str_equal (line, space->name))
    return TRUE;

  chat_space_set_name (space, line);
  chat_spaces_note_changed (self, space);
  return TRUE;
}

void
chat_spaces_delete (ChatSpaces *self,
                    ChatSpace  *space)
{
  g_autoptr(ChatSpace) kept = NULL;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  kept = g_object_ref (space);
  chat_spaces_drop (self, space);
  chat_spaces_keep_removed (self, space->id, TRUE);
  chat_spaces_tell_removed (self, space->id);
}

static GPtrArray *
copy_members (ChatSpace  *space,
              const char *without) /* (nullable) */
{
  GPtrArray *members = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < space->members->len; i++)
    if (g_strcmp0 (space->members->pdata[i], without) != 0)
      g_ptr_array_add (members, g_strdup (space->members->pdata[i]));

  return members;
}

/* (transfer full) (nullable) */
static char *
normalize (const char  *address,
           GError     **error)
{
  g_autoptr(XmppAddress) parsed = xmpp_address_parse (address, NULL);

  if (parsed != NULL)
    return g_strdup (xmpp_address_get_bare (parsed));

  g_set_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "No address");
  return NULL;
}

gboolean
chat_spaces_add (ChatSpaces  *self,
                 ChatSpace   *space,
                 const char  *address,
                 GError     **error)
{
  g_autoptr(XmppWorkspace) workspace = NULL;
  g_autofree char *bare = NULL;

  g_return_val_if_fail (CHAT_IS_SPACES (self), FALSE);
  g_return_val_if_fail (CHAT_IS_SPACE (space) && address != NULL, FALSE);

  if ((bare = normalize (address, error)) == NULL)
    return FALSE;
  if (chat_space_contains (space, bare))
    return TRUE;

  workspace = xmpp_workspace_new (space->id, space->name);
  for (guint i = 0; i < space->members->len; i++)
    xmpp_workspace_add_member (workspace, space->members->pdata[i]);
  if (!xmpp_workspace_add_member (workspace, bare))
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "There are too many");
      return FALSE;
    }

  set_members (self, space, workspace->members);
  chat_spaces_note_changed (self, space);
  return TRUE;
}

void
chat_spaces_remove (ChatSpaces *self,
                    ChatSpace  *space,
                    const char *address)
{
  g_autoptr(GPtrArray) members = NULL;
  g_autofree char *bare = NULL;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space) && address != NULL);

  if ((bare = normalize (address, NULL)) == NULL || !chat_space_contains (space, bare))
    return;

  members = copy_members (space, bare);
  set_members (self, space, members);
  chat_spaces_note_changed (self, space);
}

gboolean
chat_spaces_move_chat (ChatSpaces  *self,
                       ChatSpace   *space,
                       const char  *address,
                       GError     **error)
{
  g_return_val_if_fail (CHAT_IS_SPACES (self), FALSE);
  g_return_val_if_fail (space == NULL || CHAT_IS_SPACE (space), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (space != NULL && !chat_spaces_add (self, space, address, error))
    return FALSE;

  for (guint i = 0; i < count (self); i++)
    if (get (self, i) != space)
      chat_spaces_remove (self, get (self, i), address);

  return TRUE;
}

void
chat_spaces_move (ChatSpaces *self,
                  ChatSpace  *space,
                  guint       position)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  for (guint i = 0; i < count (self); i++)
    if (get (self, i) != space)
      g_ptr_array_add (order, g_object_ref (get (self, i)));
  g_ptr_array_insert (order, (int) MIN (position, order->len), g_object_ref (space));

  for (guint i = 0; i < order->len; i++)
    {
      ChatSpace *one = order->pdata[i];

      if (one->position == i)
        continue;

      set_position (self, one, i);
      chat_spaces_note_changed (self, one);
    }
}
