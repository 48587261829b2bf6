/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who belongs to a room, and is not there. The room is asked for its lists once; who of them is
 * there is looked up while people come and go, but not with each of them. */
#define G_LOG_DOMAIN "ui-absent"

#include "ui-absent.h"

#include "chat-contact.h"
#include "ui-match.h"
#include "ui-member.h"

#include <gio/gio.h>

/* How long people may have come and gone before it is seen here. */
#define UPDATE_MS 500
#define SLICE_US 4000

#include <string.h>

struct _UiAbsent
{
  GObject       parent_instance;

  ChatRoom     *room;
  ChatAccount  *account;  /* (nullable) */
  GCancellable *loading;  /* (nullable) */
  GPtrArray    *members;  /* (nullable) owned ChatMember, as the room told */
  GPtrArray    *all;      /* owned UiMember of them, in order */
  GPtrArray    *shown;    /* owned UiMember */
  UiMatch      *match;    /* (nullable) */
  guint         source;

  /* What was just told, while objects are made of it: a room may have tens of thousands */
  GPtrArray    *told;     /* (nullable) owned ChatMember */
  GPtrArray    *made;     /* (nullable) owned UiMember of the first of them */
  GHashTable   *contacts; /* (nullable) owned address → owned ChatContact */
  guint         idle;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiAbsent, ui_absent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* What stands at both ends of the old and the new one stays untouched. */
static void
show (UiAbsent  *self,
      GPtrArray *wanted) /* (transfer full) */
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->shown);
  guint n_most = MIN (old->len, wanted->len);
  guint n_start = 0;
  guint n_end = 0;

  while (n_start < n_most && old->pdata[n_start] == wanted->pdata[n_start])
    n_start++;
  while (n_end < n_most - n_start
         && old->pdata[old->len - 1 - n_end] == wanted->pdata[wanted->len - 1 - n_end])
    n_end++;

  self->shown = wanted;
  if (n_start + n_end < MAX (old->len, wanted->len))
    g_list_model_items_changed (G_LIST_MODEL (self), n_start, old->len - n_start - n_end,
                                wanted->len - n_start - n_end);
}

static void
fill (UiAbsent *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->all->len; i++)
    {
      UiMember *member = g_ptr_array_index (self->all, i);

      if (!ui_member_is_here (member)
          && ui_match_text (self->match, ui_member_get_name (member),
                            ui_member_get_address (member)))
        g_ptr_array_add (wanted, g_object_ref (member));
    }
  show (self, wanted);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return ui_member_compare (*(UiMember *const *) a, *(UiMember *const *) b);
}

/* (transfer full) */
static GHashTable *
list_contacts (ChatAccount *account) /* (nullable) */
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  GListModel *contacts = account != NULL ? chat_account_get_contacts (account) : NULL;
  guint n_contacts = contacts != NULL ? g_list_model_get_n_items (contacts) : 0;

  for (guint i = 0; i < n_contacts; i++)
    {
      ChatContact *contact = g_list_model_get_item (contacts, i);

      g_hash_table_insert (found, g_strdup (chat_contact_get_address (contact)), contact);
    }
  return found;
}

static void
stop_making (UiAbsent *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_pointer (&self->made, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);
}

static gboolean
make_cb (gpointer user_data)
{
  UiAbsent *self = user_data;
  gint64 end_us = g_get_monotonic_time () + SLICE_US;

  while (self->made->len < self->told->len)
    {
      guint position = self->made->len;
      const ChatMember *member = g_ptr_array_index (self->told, position);
      ChatContact *contact = g_hash_table_lookup (self->contacts, member->address);
      const char *name = contact != NULL ? chat_contact_get_name (contact) : NULL;
      UiMember *made;

      /* What has no name of its own has the address for one. */
      if (name != NULL && strcmp (name, member->address) == 0)
        name = NULL;
      made = ui_member_new (self->told, position, name);
      ui_member_set_contact (made, contact);
      g_ptr_array_add (self->made, made);
      if (g_get_monotonic_time () > end_us)
        return G_SOURCE_CONTINUE;
    }

  g_ptr_array_sort (self->made, compare);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  self->members = g_steal_pointer (&self->told);
  g_ptr_array_unref (self->all);
  self->all = g_steal_pointer (&self->made);
  self->idle = 0;
  stop_making (self);
  chat_room_find_members (self->room, self->members);
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiAbsent) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) members =
    chat_room_load_members_finish (CHAT_ROOM (object), result, &error);

  /* Not everybody may ask, and who asked again does not want this answer. */
  if (members == NULL)
    return;

  stop_making (self);
  self->told = g_steal_pointer (&members);
  self->made = g_ptr_array_new_with_free_func (g_object_unref);
  self->contacts = list_contacts (self->account);
  self->idle = g_idle_add (make_cb, self);
}

static gboolean
update_cb (gpointer user_data)
{
  UiAbsent *self = user_data;

  self->source = 0;
  if (self->members != NULL)
    {
      chat_room_find_members (self->room, self->members);
      fill (self);
    }
  return G_SOURCE_REMOVE;
}

static void
stop_loading (UiAbsent *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
ui_absent_dispose (GObject *object)
{
  UiAbsent *self = UI_ABSENT (object);

  stop_loading (self);
  stop_making (self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->room);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_absent_parent_class)->dispose (object);
}

static void
ui_absent_finalize (GObject *object)
{
  UiAbsent *self = UI_ABSENT (object);

  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->match, ui_match_free);

  G_OBJECT_CLASS (ui_absent_parent_class)->finalize (object);
}

static void
ui_absent_class_init (UiAbsentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_absent_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_absent_finalize;
}

static void
ui_absent_init (UiAbsent *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

UiAbsent *
ui_absent_new (ChatRoom    *room,
               ChatAccount *account)
{
  UiAbsent *self = g_object_new (UI_TYPE_ABSENT, NULL);

  self->room = g_object_ref (room);
  g_set_object (&self->account, account);
  ui_absent_reload (self);
  return self;
}

void
ui_absent_reload (UiAbsent *self)
{
  g_return_if_fail (UI_IS_ABSENT (self));

  stop_loading (self);
  self->loading = g_cancellable_new ();
  chat_room_load_members_async (self->room, self->loading, loaded_cb, g_object_ref (self));
}

void
ui_absent_update (UiAbsent *self)
{
  g_return_if_fail (UI_IS_ABSENT (self));

  if (self->source == 0)
    self->source = g_timeout_add (UPDATE_MS, update_cb, self);
}

void
ui_absent_set_filter (UiAbsent   *self,
                      const char *text)
{
  g_return_if_fail (UI_IS_ABSENT (self));

  g_clear_pointer (&self->match, ui_match_free);
  self->match = ui_match_new (text);
  fill (self);
}

static GType
ui_absent_get_item_type (GListModel *model)
{
  return UI_TYPE_MEMBER;
}

static guint
ui_absent_get_n_items (GListModel *model)
{
  return UI_ABSENT (model)->shown->len;
}

static gpointer
ui_absent_get_item (GListModel *model,
                    guint       position)
{
  UiAbsent *self = UI_ABSENT (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position))
                                     : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = ui_absent_get_item_type;
  iface->get_n_items = ui_absent_get_n_items;
  iface->get_item = ui_absent_get_item;
}
