/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of those who are in a room: XEP-0153 by way of the room. A room may have thousands
 * of people and any of them may be a stranger, so that only who is looked at is asked, few at a
 * time, and what is kept has a bound. */
#define G_LOG_DOMAIN "chat-faces"

#include "chat-faces.h"

#include "chat-avatars.h"
#include "xmpp-text.h"

#define MAX_FETCHES 2
#define MAX_ASKED   4096
/* Encoded, of those whom nobody looks at just now */
#define MAX_IDLE       200
#define MAX_IDLE_BYTES (4 * 1024 * 1024)

typedef enum {
  STEP_NONE,
  STEP_LOADING,
  STEP_WAITING,
  STEP_FETCHING,
} Step;

typedef struct {
  char      *hash;
  GBytes    *bytes;   /* (nullable) */
  GPtrArray *lookers; /* borrowed Looked: who has it and is looked at */
  GList     *idle;    /* (nullable) borrowed: its link there */
  Step       step;
} Face;

/* Who is looked at. */
typedef struct {
  gpointer       who;      /* borrowed GObject */
  XmppOccupant  *occupant; /* (nullable) */
  Face          *face;     /* (nullable) borrowed */
  ChatFacesFunc  func;
} Looked;

struct _ChatFaces
{
  GObject      parent_instance;

  ChatAvatars   *avatars;
  char          *own_address;
  ChatFacesGate  gate;       /* (nullable) */
  gpointer       gate_data;
  GHashTable    *faces;      /* borrowed hash → owned Face */
  GHashTable    *lookers;    /* borrowed GObject → owned Looked */
  GHashTable    *asked;      /* owned char *, address → gint64 *: not again before, monotonic */
  GQueue         waiting;    /* borrowed Face: who was seen last is asked first */
  GQueue         idle;       /* borrowed Face with bytes: who was looked at last is last */
  gsize          idle_bytes;
  guint          n_running;
};

G_DEFINE_FINAL_TYPE (ChatFaces, chat_faces, G_TYPE_OBJECT)

/* What is on its way. */
typedef struct {
  ChatFaces *faces;
  char      *hash;
  char      *address; /* (nullable): who was asked */
} Way;

static Way *
way_new (ChatFaces  *self,
         const char *hash,
         const char *address)
{
  Way *way = g_new0 (Way, 1);

  way->faces = g_object_ref (self);
  way->hash = g_strdup (hash);
  way->address = g_strdup (address);
  return way;
}

static void
way_free (Way *way)
{
  g_object_unref (way->faces);
  g_free (way->hash);
  g_free (way->address);
  g_free (way);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Way, way_free)

static void
face_free (gpointer data)
{
  Face *face = data;

  g_free (face->hash);
  g_clear_pointer (&face->bytes, g_bytes_unref);
  g_ptr_array_unref (face->lookers);
  g_free (face);
}

static void
looked_free (gpointer data)
{
  Looked *looked = data;

  g_clear_pointer (&looked->occupant, xmpp_occupant_unref);
  g_free (looked);
}

/* What is not looked at. */

static void
leave_idle (ChatFaces *self,
            Face      *face)
{
  if (face->idle == NULL)
    return;

  self->idle_bytes -= g_bytes_get_size (face->bytes);
  g_queue_delete_link (&self->idle, face->idle);
  face->idle = NULL;
}

/* A picture that nobody looks at stays for a while: who scrolls back sees it at once. */
static void
settle (ChatFaces *self,
        Face      *face)
{
  if (face->lookers->len > 0 || face->idle != NULL || face->step == STEP_LOADING
      || face->step == STEP_FETCHING)
    return;

  if (face->step == STEP_WAITING)
    g_queue_remove (&self->waiting, face);
  face->step = STEP_NONE;
  if (face->bytes == NULL)
    {
      g_hash_table_remove (self->faces, face->hash);
      return;
    }

  g_queue_push_tail (&self->idle, face);
  face->idle = self->idle.tail;
  self->idle_bytes += g_bytes_get_size (face->bytes);
  while (self->idle.length > MAX_IDLE || self->idle_bytes > MAX_IDLE_BYTES)
    {
      Face *oldest = self->idle.head->data;

      leave_idle (self, oldest);
      g_hash_table_remove (self->faces, oldest->hash);
    }
}

/* Who hears of it may look away, or others. */
static void
tell (ChatFaces *self,
      GPtrArray *people, /* owned GObject */
      gboolean   is_here)
{
  for (guint i = 0; i < people->len; i++)
    {
      const Looked *looked = g_hash_table_lookup (self->lookers, people->pdata[i]);

      if (looked != NULL)
        looked->func (looked->who, is_here);
    }
}

/* Takes @bytes. */
static void
take_bytes (ChatFaces *self,
            Face      *face,
            GBytes    *bytes)
{
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < face->lookers->len; i++)
    g_ptr_array_add (people, g_object_ref (((Looked *) face->lookers->pdata[i])->who));
  face->bytes = bytes;
  settle (self, face);
  tell (self, people, TRUE);
}

/* Asking. */

static void
note_asked (ChatFaces  *self,
            const char *address,
            guint       pause_s)
{
  gint64 until = g_get_monotonic_time () + (gint64) pause_s * G_USEC_PER_SEC;

  g_hash_table_replace (self->asked, g_strdup (address), g_memdup2 (&until, sizeof until));
}

/* Nobody else's: one person who tells a wrong hash does not hide those who have that picture. And
 * who has another one each second is not fetched each second. */
static gboolean
may_ask (ChatFaces  *self,
         const char *address)
{
  const gint64 *until = g_hash_table_lookup (self->asked, address);
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer other;

  if (until != NULL)
    return *until <= now;
  if (g_hash_table_size (self->asked) < MAX_ASKED)
    return TRUE;

  g_hash_table_iter_init (&iter, self->asked);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (*(const gint64 *) other <= now)
      g_hash_table_iter_remove (&iter);
  return g_hash_table_size (self->asked) < MAX_ASKED;
}

/* (nullable): whoever is there, has told that it has this picture, and may be asked */
static XmppAddress *
choose_whom_to_ask (ChatFaces *self,
                    Face      *face)
{
  for (guint i = 0; i < face->lookers->len; i++)
    {
      const Looked *looked = face->lookers->pdata[i];
      const XmppOccupant *occupant = looked->occupant;

      if (occupant != NULL && g_strcmp0 (occupant->photo_hash, face->hash) == 0
          && self->gate (self->gate_data, occupant)
          && may_ask (self, xmpp_address_get_full (occupant->address)))
        return occupant->address;
    }

  return NULL;
}

static void run_next (ChatFaces *self);

static void
take_none (ChatFaces *self,
           Face      *face)
{
  if (face->lookers->len == 0)
    {
      settle (self, face);
      return;
    }

  face->step = STEP_WAITING;
  g_queue_push_head (&self->waiting, face);
  run_next (self);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Way) way = user_data;
  ChatFaces *self = way->faces;
  Face *face = g_hash_table_lookup (self->faces, way->hash);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = chat_avatars_fetch_finish (CHAT_AVATARS (object), result, &error);

  self->n_running--;
  note_asked (self, way->address, bytes != NULL ? CHAT_FACES_PAUSE_S : CHAT_FACES_RETRY_S);
  face->step = STEP_NONE;
  if (bytes != NULL)
    take_bytes (self, face, g_steal_pointer (&bytes));
  else
    {
      g_debug ("A picture of somebody in a room was not to be had: %s", error->message);
      take_none (self, face); /* somebody else may have it too */
    }
  run_next (self);
}

static void
run_next (ChatFaces *self)
{
  while (self->gate != NULL && self->gate (self->gate_data, NULL)
         && self->n_running < MAX_FETCHES && self->waiting.length > 0)
    {
      Face *face = g_queue_pop_head (&self->waiting);
      XmppAddress *address = choose_whom_to_ask (self, face);

      face->step = address != NULL ? STEP_FETCHING : STEP_NONE;
      if (address == NULL)
        continue;

      self->n_running++;
      chat_avatars_fetch_async (self->avatars, address, face->hash, NULL, fetched_cb,
                                way_new (self, face->hash, xmpp_address_get_full (address)));
    }
}

/* A contact whose picture is noted, and is nowhere: it publishes that itself, and is asked. */
static void
renew (ChatFaces  *self,
       const Face *face)
{
  g_autoptr(GHashTable) contacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer address;

  for (guint i = 0; i < face->lookers->len; i++)
    {
      const Looked *looked = face->lookers->pdata[i];
      const XmppOccupant *occupant = looked->occupant;
      const char *bare = occupant != NULL && occupant->real_address != NULL
                           ? xmpp_address_get_bare (occupant->real_address) : NULL;

      if (bare != NULL && g_strcmp0 (chat_avatars_get_hash (self->avatars, bare), face->hash) == 0)
        g_hash_table_add (contacts, g_strdup (bare));
    }

  g_hash_table_iter_init (&iter, contacts);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    chat_avatars_note_missing (self->avatars, address);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Way) way = user_data;
  ChatFaces *self = way->faces;
  Face *face = g_hash_table_lookup (self->faces, way->hash);
  g_autoptr(GBytes) bytes = chat_avatars_load_finish (CHAT_AVATARS (object), result, NULL);

  face->step = STEP_NONE;
  if (bytes != NULL)
    take_bytes (self, face, g_steal_pointer (&bytes));
  else
    {
      renew (self, face);
      take_none (self, face);
    }
}

/* Looking. */

const char *
chat_faces_get_hash (ChatFaces          *self,
                     const XmppOccupant *occupant)
{
  const char *hash = NULL;

  g_return_val_if_fail (CHAT_IS_FACES (self), NULL);
  g_return_val_if_fail (occupant != NULL, NULL);

  /* What contacts publish themselves counts more than what a room says of them. */
  if (occupant->is_self)
    hash = chat_avatars_get_hash (self->avatars, self->own_address);
  else if (occupant->real_address != NULL)
    hash = chat_avatars_get_hash (self->avatars, xmpp_address_get_bare (occupant->real_address));
  if (hash == NULL && occupant->photo_hash != NULL && xmpp_text_is_sha1 (occupant->photo_hash))
    hash = occupant->photo_hash;
  return hash;
}

GBytes *
chat_faces_peek (ChatFaces  *self,
                 const char *hash)
{
  const Face *face;

  g_return_val_if_fail (CHAT_IS_FACES (self), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  face = g_hash_table_lookup (self->faces, hash);
  return face != NULL ? face->bytes : NULL;
}

static Face *
ensure_face (ChatFaces  *self,
             const char *hash)
{
  Face *face = g_hash_table_lookup (self->faces, hash);

  if (face == NULL)
    {
      face = g_new0 (Face, 1);
      face->hash = g_strdup (hash);
      face->lookers = g_ptr_array_new ();
      g_hash_table_insert (self->faces, face->hash, face);
    }
  return face;
}

static void
load (ChatFaces *self,
      Face      *face)
{
  face->step = STEP_LOADING;
  chat_avatars_load_async (self->avatars, face->hash, NULL, loaded_cb,
                           way_new (self, face->hash, NULL));
}

void
chat_faces_look (ChatFaces     *self,
                 gpointer       who,
                 XmppOccupant  *occupant,
                 const char    *hash,
                 ChatFacesFunc  func)
{
  Looked *looked;
  Face *before;

  g_return_if_fail (CHAT_IS_FACES (self));
  g_return_if_fail (G_IS_OBJECT (who) && func != NULL);

  looked = g_hash_table_lookup (self->lookers, who);
  if (looked == NULL)
    {
      looked = g_new0 (Looked, 1);
      looked->who = who;
      looked->func = func;
      g_hash_table_insert (self->lookers, who, looked);
    }
  g_clear_pointer (&looked->occupant, xmpp_occupant_unref);
  looked->occupant = occupant != NULL ? xmpp_occupant_ref (occupant) : NULL;

  before = looked->face;
  looked->face = hash != NULL ? ensure_face (self, hash) : NULL;
  if (looked->face == before)
    return;
  if (before != NULL)
    {
      g_ptr_array_remove_fast (before->lookers, looked);
      settle (self, before);
    }
  if (looked->face == NULL)
    return;

  leave_idle (self, looked->face);
  g_ptr_array_add (looked->face->lookers, looked);
  if (looked->face->bytes == NULL && looked->face->step == STEP_NONE)
    load (self, looked->face);
}

void
chat_faces_look_away (ChatFaces *self,
                      gpointer   who)
{
  Looked *looked;

  g_return_if_fail (CHAT_IS_FACES (self));

  looked = g_hash_table_lookup (self->lookers, who);
  if (looked == NULL)
    return;

  if (looked->face != NULL)
    {
      g_ptr_array_remove_fast (looked->face->lookers, looked);
      settle (self, looked->face);
    }
  g_hash_table_remove (self->lookers, who);
}

void
chat_faces_resume (ChatFaces *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (CHAT_IS_FACES (self));

  /* What went wrong may have been for want of a connection. */
  g_hash_table_remove_all (self->asked);
  g_hash_table_iter_init (&iter, self->faces);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Face *face = value;

      if (face->bytes == NULL && face->step == STEP_NONE && face->lookers->len > 0)
        {
          face->step = STEP_WAITING;
          g_queue_push_tail (&self->waiting, face);
        }
    }
  run_next (self);
}

/* A contact has another picture, or has it here at last. */
static void
changed_cb (ChatFaces  *self,
            const char *address,
            const char *hash) /* (nullable) */
{
  Face *face = hash != NULL ? g_hash_table_lookup (self->faces, hash) : NULL;
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer who;

  if (face != NULL && face->bytes == NULL && face->step == STEP_NONE && face->lookers->len > 0)
    load (self, face);
  g_hash_table_iter_init (&iter, self->lookers);
  while (g_hash_table_iter_next (&iter, &who, NULL))
    g_ptr_array_add (people, g_object_ref (who));
  tell (self, people, FALSE);
}

static void
chat_faces_finalize (GObject *object)
{
  ChatFaces *self = CHAT_FACES (object);

  g_free (self->own_address);
  g_clear_object (&self->avatars);
  g_queue_clear (&self->waiting);
  g_queue_clear (&self->idle);
  g_clear_pointer (&self->lookers, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->faces, g_hash_table_unref);

  G_OBJECT_CLASS (chat_faces_parent_class)->finalize (object);
}

static void
chat_faces_class_init (ChatFacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_faces_finalize;
}

static void
chat_faces_init (ChatFaces *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->idle);
  self->faces = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, face_free);
  self->lookers = g_hash_table_new_full (NULL, NULL, NULL, looked_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ChatFaces *
chat_faces_new (ChatAvatars *avatars,
                const char  *own_address)
{
  ChatFaces *self = NULL;

  g_return_val_if_fail (CHAT_IS_AVATARS (avatars), NULL);
  g_return_val_if_fail (own_address != NULL, NULL);

  self = g_object_new (CHAT_TYPE_FACES, NULL);
  self->avatars = g_object_ref (avatars);
  self->own_address = g_strdup (own_address);
  g_signal_connect_object (avatars, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
chat_faces_set_gate (ChatFaces     *self,
                     ChatFacesGate  gate,
                     gpointer       user_data)
{
  g_return_if_fail (CHAT_IS_FACES (self));

  self->gate = gate;
  self->gate_data = user_data;
}
