/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the contacts of all accounts into the rows of one list. */
#define G_LOG_DOMAIN "ui-roster"

#include "ui-roster.h"

#include "ui-item-watch.h"
#include "ui-match.h"
#include "ui-roster-item.h"

struct _UiRoster
{
  GObject      parent_instance;

  UiItemWatch *watch;
  UiLiveList  *list;
  GHashTable  *items;  /* owned UiRosterItem, by their Key */
  char        *filter; /* (nullable) */
  GHashTable  *folded; /* owned strings */
  gboolean     show_offline;
  gboolean     shown;  /* somebody looks at the list */
  gboolean     stale;  /* the list is not what it should be */
  guint        n_requests;
  guint        n_contacts;
};

G_DEFINE_FINAL_TYPE (UiRoster, ui_roster, G_TYPE_OBJECT)

enum {
  PROP_FILTER = 1,
  PROP_FOLDED,
  PROP_SHOW_OFFLINE,
  N_PROPS,
};

enum {
  REBUILD,
  REBUILT,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const contact_properties[] = {
  "blocked", "groups", "in-list", "name", "presence", "wants-subscription", NULL,
};

/* One group while the list is put together. */
typedef struct {
  UiRosterItem *head;    /* borrowed: the table of items has it */
  GPtrArray    *members; /* borrowed items */
  guint         online;
} Group;

static void
group_free (Group *group)
{
  g_ptr_array_unref (group->members);
  g_free (group);
}

/* What makes a row the same. In the table both are the item's own. */
typedef struct {
  UiRosterKind  kind;
  const char   *group;
  ChatContact  *contact; /* (nullable) */
} Key;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_direct_hash (key->contact) * 31 + g_str_hash (key->group) + (guint) key->kind;
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  return one->contact == other->contact && one->kind == other->kind
         && g_str_equal (one->group, other->group);
}

static GHashTable *
new_items (void)
{
  return g_hash_table_new_full (key_hash, key_equal, g_free, g_object_unref);
}

/* The same row stays the same object, so that its widget and the focus on it stay. Moves it over
 * from the table of before. */
static UiRosterItem *
take_item (UiRoster     *self,
           GHashTable   *before,
           UiRosterKind  kind,
           const char   *group,
           ChatContact  *contact)
{
  Key key = { kind, group, contact };
  gpointer kept = NULL;
  gpointer item = g_hash_table_lookup (self->items, &key);

  if (item != NULL)
    return item;

  if (!g_hash_table_steal_extended (before, &key, &kept, &item))
    {
      item = ui_roster_item_new (kind, group, contact);
      key.group = ui_roster_item_get_group (item);
      kept = g_memdup2 (&key, sizeof key);
    }
  g_hash_table_insert (self->items, kept, item);
  return item;
}

static void
add_to_group (UiRoster    *self,
              GHashTable  *before,
              GHashTable  *groups,
              const char  *name,
              ChatContact *contact)
{
  Group *group = g_hash_table_lookup (groups, name);
  gboolean online = chat_contact_get_presence (contact) != CHAT_PRESENCE_OFFLINE;

  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->head = take_item (self, before, UI_ROSTER_GROUP, name, NULL);
      group->members = g_ptr_array_new ();
      g_hash_table_insert (groups, g_strdup (name), group);
    }

  g_ptr_array_add (group->members,
                   take_item (self, before, UI_ROSTER_CONTACT, name, contact));
  group->online += online ? 1 : 0;
}

static void
add_contact (UiRoster    *self,
             GHashTable  *before,
             GHashTable  *groups,
             ChatContact *contact)
{
  const char *const *names = chat_contact_get_groups (contact);

  if (names == NULL || names[0] == NULL)
    add_to_group (self, before, groups, "", contact);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    add_to_group (self, before, groups, names[i], contact);
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  return ui_roster_item_compare (*(UiRosterItem *const *) a, *(UiRosterItem *const *) b);
}

/* By name; those in no group stand last. */
static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = *(const Group *const *) a;
  const Group *second = *(const Group *const *) b;
  gboolean first_named = *ui_roster_item_get_group (first->head) != '\0';
  gboolean second_named = *ui_roster_item_get_group (second->head) != '\0';

  if (first_named != second_named)
    return first_named ? -1 : 1;
  return ui_roster_item_compare (first->head, second->head);
}

static void
append (GPtrArray *rows,
        gpointer   item)
{
  g_ptr_array_add (rows, g_object_ref (item));
}

static void
append_group (UiRoster  *self,
              GPtrArray *rows,
              Group     *group,
              gboolean   with_head)
{
  const char *name = ui_roster_item_get_group (group->head);
  gboolean folded = self->filter == NULL && with_head
                    && g_hash_table_contains (self->folded, name);

  if (with_head)
    append (rows, group->head);
  ui_roster_item_set_head (group->head, group->online, group->members->len, folded);
  if (folded)
    return;

  g_ptr_array_sort (group->members, compare_items);
  for (guint i = 0; i < group->members->len; i++)
    {
      UiRosterItem *item = group->members->pdata[i];
      ChatContact *contact = ui_roster_item_get_contact (item);

      if (self->show_offline || self->filter != NULL
          || chat_contact_get_presence (contact) != CHAT_PRESENCE_OFFLINE)
        append (rows, item);
    }
}

static void
append_groups (UiRoster   *self,
               GPtrArray  *rows,
               GHashTable *groups)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  guint n_groups = g_hash_table_size (groups);
  gboolean with_heads = n_groups > 1 || (n_groups == 1 && !g_hash_table_contains (groups, ""));
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    g_ptr_array_add (order, group);
  g_ptr_array_sort (order, compare_groups);
  for (guint i = 0; i < order->len; i++)
    append_group (self, rows, order->pdata[i], with_heads);
}

/* What is told of a list that nobody looks at. */
static void
count (UiRoster *self)
{
  GListModel *model = ui_item_watch_get_model (self->watch);
  guint n_items = g_list_model_get_n_items (model);

  self->n_contacts = 0;
  self->n_requests = 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (model, i);

      self->n_contacts += chat_contact_get_in_list (contact) ? 1 : 0;
      self->n_requests += chat_contact_get_wants_subscription (contact) ? 1 : 0;
    }
  self->stale = TRUE;
  g_signal_emit (self, signals[REBUILT], 0);
}

static void
rebuild (UiRoster *self)
{
  GListModel *model = ui_item_watch_get_model (self->watch);
  guint n_items = g_list_model_get_n_items (model);
  g_autoptr(UiMatch) match = ui_match_new (self->filter);
  g_autoptr(GHashTable) before = g_steal_pointer (&self->items);
  g_autoptr(GHashTable) groups = NULL;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) requests = g_ptr_array_new ();

  self->items = new_items ();
  self->n_contacts = 0;
  groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) group_free);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (model, i);

      self->n_contacts += chat_contact_get_in_list (contact) ? 1 : 0;
      if (chat_contact_get_wants_subscription (contact))
        g_ptr_array_add (requests, take_item (self, before, UI_ROSTER_REQUEST, "", contact));
      if (chat_contact_get_in_list (contact) && ui_match_contact (match, contact))
        add_contact (self, before, groups, contact);
    }

  g_ptr_array_sort (requests, compare_items);
  self->n_requests = requests->len;
  self->stale = FALSE;
  for (guint i = 0; i < requests->len; i++)
    append (rows, requests->pdata[i]);
  append_groups (self, rows, groups);

  g_signal_emit (self, signals[REBUILD], 0);
  ui_live_list_take_items (self->list, g_steal_pointer (&rows));
  g_signal_emit (self, signals[REBUILT], 0);
}

static void
update (UiRoster *self)
{
  if (self->shown)
    rebuild (self);
  else
    count (self);
}

static char **
dup_folded (UiRoster *self)
{
  g_autofree char **keys = (char **) g_hash_table_get_keys_as_array (self->folded, NULL);

  return g_strdupv (keys);
}

static void
take_folded (UiRoster          *self,
             const char *const *groups)
{
  g_hash_table_remove_all (self->folded);
  for (gsize i = 0; groups != NULL && groups[i] != NULL; i++)
    g_hash_table_add (self->folded, g_strdup (groups[i]));
  if (self->watch != NULL)
    update (self);
}

static void
ui_roster_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  UiRoster *self = UI_ROSTER (object);

  switch (prop_id)
    {
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_FOLDED:
      g_value_take_boxed (value, dup_folded (self));
      break;
    case PROP_SHOW_OFFLINE:
      g_value_set_boolean (value, self->show_offline);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_roster_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  UiRoster *self = UI_ROSTER (object);

  switch (prop_id)
    {
    case PROP_FILTER:
      ui_roster_set_filter (self, g_value_get_string (value));
      break;
    case PROP_FOLDED:
      take_folded (self, g_value_get_boxed (value));
      break;
    case PROP_SHOW_OFFLINE:
      self->show_offline = g_value_get_boolean (value);
      if (self->watch != NULL)
        update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_roster_dispose (GObject *object)
{
  UiRoster *self = UI_ROSTER (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (ui_roster_parent_class)->dispose (object);
}

static void
ui_roster_finalize (GObject *object)
{
  UiRoster *self = UI_ROSTER (object);

  g_hash_table_unref (self->items);
  g_free (self->filter);
  g_hash_table_unref (self->folded);

  G_OBJECT_CLASS (ui_roster_parent_class)->finalize (object);
}

static void
ui_roster_class_init (UiRosterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ui_roster_get_property;
  object_class->set_property = ui_roster_set_property;
  object_class->dispose = ui_roster_dispose;
  object_class->finalize = ui_roster_finalize;

  props[PROP_FILTER] =
    g_param_spec_string ("filter", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_FOLDED] =
    g_param_spec_boxed ("folded", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOW_OFFLINE] =
    g_param_spec_boolean ("show-offline", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[REBUILD] = g_signal_new ("rebuild", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REBUILT] = g_signal_new ("rebuilt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_roster_init (UiRoster *self)
{
  self->list = ui_live_list_new (UI_TYPE_ROSTER_ITEM);
  self->items = new_items ();
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->show_offline = self->shown = TRUE;
}

static gpointer
map_contacts (gpointer item,
              gpointer user_data)
{
  g_autoptr(ChatAccount) account = item;

  return g_object_ref (chat_account_get_contacts (account));
}

UiRoster *
ui_roster_new (ChatClient *client)
{
  UiRoster *self = NULL;
  GtkMapListModel *lists = NULL;
  g_autoptr(GtkFlattenListModel) contacts = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_ROSTER, NULL);
  lists = gtk_map_list_model_new (g_object_ref (chat_client_get_accounts (client)),
                                  map_contacts, NULL, NULL);
  contacts = gtk_flatten_list_model_new (G_LIST_MODEL (lists));
  self->watch = ui_item_watch_new (G_LIST_MODEL (contacts), contact_properties);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

UiLiveList *
ui_roster_get_list (UiRoster *self)
{
  g_return_val_if_fail (UI_IS_ROSTER (self), NULL);

  return self->list;
}

guint
ui_roster_get_n_requests (UiRoster *self)
{
  g_return_val_if_fail (UI_IS_ROSTER (self), 0);

  return self->n_requests;
}

guint
ui_roster_get_n_contacts (UiRoster *self)
{
  g_return_val_if_fail (UI_IS_ROSTER (self), 0);

  return self->n_contacts;
}

void
ui_roster_set_filter (UiRoster   *self,
                      const char *filter)
{
  g_return_if_fail (UI_IS_ROSTER (self));

  if (filter != NULL && *filter == '\0')
    filter = NULL;
  if (g_strcmp0 (self->filter, filter) == 0)
    return;

  g_free (self->filter);
  self->filter = g_strdup (filter);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

void
ui_roster_set_folded (UiRoster   *self,
                      const char *group,
                      gboolean    folded)
{
  gboolean changed;

  g_return_if_fail (UI_IS_ROSTER (self));

  changed = folded ? g_hash_table_add (self->folded, g_strdup (group))
                   : g_hash_table_remove (self->folded, group);
  if (!changed)
    return;

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
}

void
ui_roster_set_shown (UiRoster *self,
                     gboolean  shown)
{
  g_return_if_fail (UI_IS_ROSTER (self));

  self->shown = shown;
  if (shown && self->stale)
    rebuild (self);
}
