/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms that a service lists (XEP-0045, 6.3), or that a search over many finds (XEP-0433):
 * a list that grows by pages. */
#define G_LOG_DOMAIN "chat-directory"

#include "chat-directory.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-rooms.h"
#include "chat-rooms-private.h"
#include "chat-text.h"
#include "xmpp-disco.h"
#include "xmpp-muc-directory.h"

#include <string.h>

/* Rooms that are looked at are asked what they are, a few at a time. */
#define MAX_ASKED 4

#define PAGE_SIZE             50
#define MAX_CHANNELS          5000
#define MAX_NAME_CHARS        80
#define MAX_DESCRIPTION_CHARS 300

/* A list is not searched by the service: pages without a hit are leafed through, not for ever. */
#define MAX_IDLE_PAGES 20

struct _ChatChannel
{
  GObject   parent_instance;

  char     *address;
  char     *name;
  char     *description;    /* (nullable) */
  int       n_occupants;
  double    activity;
  gboolean  needs_password;
  gboolean  is_asked;       /* what it says of itself, once */
};

G_DEFINE_FINAL_TYPE (ChatChannel, chat_channel, G_TYPE_OBJECT)

enum {
  CHANNEL_PROP_NAME = 1,
  CHANNEL_PROP_DESCRIPTION,
  CHANNEL_PROP_N_OCCUPANTS,
  CHANNEL_PROP_ACTIVITY,
  CHANNEL_N_PROPS,
};

static GParamSpec *channel_props[CHANNEL_N_PROPS];

struct _ChatDirectory
{
  GObject         parent_instance;

  ChatConnection *connection;  /* (nullable): the account has gone */
  XmppAddress    *service;     /* (nullable): it is none */
  char           *text;        /* (nullable) */
  char           *folded;      /* (nullable): @text, to compare with */
  gboolean        is_search;
  GPtrArray      *channels;    /* owned ChatChannel */
  GHashTable     *known;       /* borrowed address: what a list says twice stands in it once */
  GQueue          to_ask;      /* owned ChatChannel */
  guint           n_asked;     /* that have not answered */
  GCancellable   *cancellable;
  char           *last;        /* (nullable): where the next page begins */
  char           *error_text;  /* (nullable) */
  guint           n_idle;      /* pages without a hit, one after the other */
  gboolean        is_loading;
  gboolean        has_more;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatDirectory, chat_directory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_LOADING = 1,
  PROP_HAS_MORE,
  PROP_ERROR_TEXT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* One room. */

static void
chat_channel_finalize (GObject *object)
{
  ChatChannel *self = CHAT_CHANNEL (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);

  G_OBJECT_CLASS (chat_channel_parent_class)->finalize (object);
}

static void
chat_channel_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ChatChannel *self = CHAT_CHANNEL (object);

  switch (prop_id)
    {
    case CHANNEL_PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case CHANNEL_PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case CHANNEL_PROP_N_OCCUPANTS:
      g_value_set_int (value, self->n_occupants);
      break;
    case CHANNEL_PROP_ACTIVITY:
      g_value_set_double (value, self->activity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_channel_class_init (ChatChannelClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_channel_finalize;
  object_class->get_property = chat_channel_get_property;

  channel_props[CHANNEL_PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  channel_props[CHANNEL_PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL,
                                                                 flags);
  channel_props[CHANNEL_PROP_N_OCCUPANTS] = g_param_spec_int ("n-occupants", NULL, NULL, -1,
                                                              G_MAXINT, -1, flags);
  channel_props[CHANNEL_PROP_ACTIVITY] = g_param_spec_double ("activity", NULL, NULL, -1,
                                                              G_MAXDOUBLE, -1, flags);
  g_object_class_install_properties (object_class, CHANNEL_N_PROPS, channel_props);
}

static void
chat_channel_init (ChatChannel *self)
{
  self->n_occupants = -1;
  self->activity = -1;
}

static ChatChannel *
channel_new (const XmppChannel *said)
{
  ChatChannel *self = g_object_new (CHAT_TYPE_CHANNEL, NULL);

  self->address = g_strdup (xmpp_address_get_bare (said->address));
  self->name = chat_text_clean_line (said->name, MAX_NAME_CHARS);
  if (self->name == NULL)
    {
      g_autofree char *local =
        xmpp_address_unescape_local (xmpp_address_get_local (said->address));

      self->name = chat_text_clean_line (local, MAX_NAME_CHARS);
    }
  if (self->name == NULL)
    self->name = g_strdup (self->address);
  self->description = chat_text_clean_line (said->description, MAX_DESCRIPTION_CHARS);
  self->n_occupants = said->n_occupants < 0 ? -1 : said->n_occupants;
  return self;
}

const char *
chat_channel_get_address (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), NULL);

  return self->address;
}

const char *
chat_channel_get_name (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), NULL);

  return self->name;
}

const char *
chat_channel_get_description (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), NULL);

  return self->description;
}

double
chat_channel_get_activity (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), -1);

  return self->activity;
}

int
chat_channel_get_n_occupants (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), -1);

  return self->n_occupants;
}

gboolean
chat_channel_needs_password (ChatChannel *self)
{
  g_return_val_if_fail (CHAT_IS_CHANNEL (self), FALSE);

  return self->needs_password;
}

/* The list. */

static void
chat_directory_dispose (GObject *object)
{
  ChatDirectory *self = CHAT_DIRECTORY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (chat_directory_parent_class)->dispose (object);
}

static void
chat_directory_finalize (GObject *object)
{
  ChatDirectory *self = CHAT_DIRECTORY (object);

  g_clear_pointer (&self->service, xmpp_address_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->folded, g_free);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_queue_clear_full (&self->to_ask, g_object_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->last, g_free);
  g_clear_pointer (&self->error_text, g_free);

  G_OBJECT_CLASS (chat_directory_parent_class)->finalize (object);
}

static void
chat_directory_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ChatDirectory *self = CHAT_DIRECTORY (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_HAS_MORE:
      g_value_set_boolean (value, self->has_more);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_directory_class_init (ChatDirectoryClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_directory_dispose;
  object_class->finalize = chat_directory_finalize;
  object_class->get_property = chat_directory_get_property;

  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  props[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_directory_init (ChatDirectory *self)
{
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->to_ask);
  self->cancellable = g_cancellable_new ();
}

/* What a room says of itself. */

static void
channel_take_info (ChatChannel  *self,
                   XmppRoomInfo *info)
{
  g_autofree char *name = chat_text_clean_line (info->name, MAX_NAME_CHARS);
  g_autofree char *description =
    chat_text_clean_line (info->description, MAX_DESCRIPTION_CHARS);

  self->needs_password = xmpp_room_info_has (info, XMPP_ROOM_PASSWORD);
  if (name != NULL && strcmp (name, self->name) != 0)
    {
      g_free (self->name);
      self->name = g_steal_pointer (&name);
      g_object_notify_by_pspec (G_OBJECT (self), channel_props[CHANNEL_PROP_NAME]);
    }
  if (description != NULL && g_strcmp0 (description, self->description) != 0)
    {
      g_free (self->description);
      self->description = g_steal_pointer (&description);
      g_object_notify_by_pspec (G_OBJECT (self), channel_props[CHANNEL_PROP_DESCRIPTION]);
    }
  if (info->n_occupants >= 0 && info->n_occupants != self->n_occupants)
    {
      self->n_occupants = info->n_occupants;
      g_object_notify_by_pspec (G_OBJECT (self), channel_props[CHANNEL_PROP_N_OCCUPANTS]);
    }
  if (info->activity >= 0)
    {
      self->activity = info->activity;
      g_object_notify_by_pspec (G_OBJECT (self), channel_props[CHANNEL_PROP_ACTIVITY]);
    }
}

typedef struct {
  ChatDirectory *directory;
  ChatChannel   *channel;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->directory);
  g_object_unref (asking->channel);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static void ask_rooms (ChatDirectory *self);

static void
room_info_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Asking) asking = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) answer =
    xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  g_autoptr(XmppRoomInfo) info = answer != NULL ? xmpp_room_info_read (answer) : NULL;

  asking->directory->n_asked--;
  if (g_cancellable_is_cancelled (asking->directory->cancellable))
    return;

  if (info != NULL)
    channel_take_info (asking->channel, info);
  ask_rooms (asking->directory);
}

static void
ask_rooms (ChatDirectory *self)
{
  while (self->n_asked < MAX_ASKED && !g_queue_is_empty (&self->to_ask)
         && self->connection != NULL)
    {
      Asking *asking = g_new0 (Asking, 1);
      g_autoptr(XmppAddress) address = NULL;

      asking->directory = g_object_ref (self);
      asking->channel = g_queue_pop_head (&self->to_ask);
      address = xmpp_address_parse (asking->channel->address, NULL);
      self->n_asked++;
      xmpp_disco_get_info_async (self->connection->disco, address, NULL, self->cancellable,
                                 room_info_cb, asking);
    }
}

/* A search has told all of it. */
static void
look_at (ChatDirectory *self,
         ChatChannel   *channel)
{
  if (channel->is_asked || self->is_search)
    return;

  channel->is_asked = TRUE;
  g_queue_push_tail (&self->to_ask, g_object_ref (channel));
  ask_rooms (self);
}

static gboolean
is_wanted (ChatDirectory     *self,
           const XmppChannel *said)
{
  const char *const texts[] = {
    said->name, said->description, xmpp_address_get_bare (said->address),
  };

  if (g_hash_table_contains (self->known, xmpp_address_get_bare (said->address)))
    return FALSE;
  /* A search has found it by what it knows of it. */
  if (self->folded == NULL || self->is_search)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folded = texts[i] != NULL ? g_utf8_casefold (texts[i], -1) : NULL;

      if (folded != NULL && strstr (folded, self->folded) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* How many are new. */
static guint
add_channels (ChatDirectory *self,
              GPtrArray     *channels)
{
  guint before = self->channels->len;

  for (guint i = 0; i < channels->len && self->channels->len < MAX_CHANNELS; i++)
    {
      const XmppChannel *said = g_ptr_array_index (channels, i);
      ChatChannel *channel;

      if (!is_wanted (self, said))
        continue;
      channel = channel_new (said);
      g_hash_table_add (self->known, channel->address);
      g_ptr_array_add (self->channels, channel);
    }

  if (self->channels->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->channels->len - before);
  return self->channels->len - before;
}

static void
set_loading (ChatDirectory *self,
             gboolean       is_loading)
{
  if (self->is_loading == is_loading)
    return;

  self->is_loading = is_loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
set_has_more (ChatDirectory *self,
              gboolean       has_more)
{
  if (self->has_more == has_more)
    return;

  self->has_more = has_more;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_MORE]);
}

/* @error: (transfer full) (nullable) */
static void
set_error (ChatDirectory *self,
           GError        *error)
{
  g_autoptr(GError) translated = error != NULL ? chat_error_translate (error) : NULL;
  g_autofree char *text = translated != NULL ? chat_error_to_text (translated) : NULL;

  if (g_strcmp0 (text, self->error_text) == 0)
    return;

  g_free (self->error_text);
  self->error_text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR_TEXT]);
}

static void load_page (ChatDirectory *self);

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ChatDirectory) self = user_data;
  GError *error = NULL;
  g_autoptr(XmppChannelPage) page = xmpp_muc_list_finish (XMPP_MUC (object), result, &error);
  gboolean is_same;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_error (&error);
      return;
    }

  if (page == NULL)
    {
      set_error (self, error);
      set_loading (self, FALSE);
      return;
    }

  /* A page that begins where it began would come for ever. */
  is_same = g_strcmp0 (self->last, page->last) == 0;
  g_free (self->last);
  self->last = g_steal_pointer (&page->last);
  self->n_idle = add_channels (self, page->channels) > 0 ? 0 : self->n_idle + 1;
  set_has_more (self, self->last != NULL && !is_same && self->channels->len < MAX_CHANNELS);
  if (self->has_more && self->n_idle > 0 && self->n_idle < MAX_IDLE_PAGES)
    load_page (self);
  else
    set_loading (self, FALSE);
}

static void
load_page (ChatDirectory *self)
{
  const XmppChannelSearch search = { .words = self->text };

  if (self->is_search)
    xmpp_muc_search_async (self->connection->muc, self->service, &search, self->last, PAGE_SIZE,
                           self->cancellable, page_cb, g_object_ref (self));
  else
    xmpp_muc_list_rooms_async (self->connection->muc, self->service, self->last, PAGE_SIZE,
                               self->cancellable, page_cb, g_object_ref (self));
}

static void
start (ChatDirectory *self)
{
  if (self->service == NULL)
    {
      set_error (self, g_error_new_literal (CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS,
                                            "This is no service"));
      return;
    }
  if (self->connection == NULL || !chat_connection_is_online (self->connection))
    {
      set_error (self, g_error_new_literal (CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online"));
      return;
    }

  self->n_idle = 0;
  set_error (self, NULL);
  set_loading (self, TRUE);
  load_page (self);
}

ChatDirectory *
chat_directory_new (ChatRooms  *rooms,
                    const char *service,
                    const char *text,
                    gboolean    is_search)
{
  ChatDirectory *self = NULL;

  g_return_val_if_fail (CHAT_IS_ROOMS (rooms), NULL);
  g_return_val_if_fail (service != NULL, NULL);

  self = g_object_new (CHAT_TYPE_DIRECTORY, NULL);
  g_set_object (&self->connection, rooms->connection);
  self->service = xmpp_address_parse (service, NULL);
  self->is_search = is_search;
  if (text != NULL && text[0] != '\0')
    {
      self->text = g_strdup (text);
      self->folded = g_utf8_casefold (text, -1);
    }
  start (self);
  return self;
}

/* After an error it is the same page once more. */
void
chat_directory_load_more (ChatDirectory *self)
{
  g_return_if_fail (CHAT_IS_DIRECTORY (self));

  if (!self->is_loading && (self->has_more || self->error_text != NULL))
    start (self);
}

static GType
chat_directory_get_item_type (GListModel *model)
{
  return CHAT_TYPE_CHANNEL;
}

static guint
chat_directory_get_n_items (GListModel *model)
{
  return CHAT_DIRECTORY (model)->channels->len;
}

static gpointer
chat_directory_get_item (GListModel *model,
                         guint       position)
{
  ChatDirectory *self = CHAT_DIRECTORY (model);

  if (position >= self->channels->len)
    return NULL;

  look_at (self, g_ptr_array_index (self->channels, position));
  return g_object_ref (g_ptr_array_index (self->channels, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_directory_get_item_type;
  iface->get_n_items = chat_directory_get_n_items;
  iface->get_item = chat_directory_get_item;
}
