/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before the archive and the session stand: the model in memory. */
#define G_LOG_DOMAIN "chat-early"

#include "chat-client.h"
#include "chat-account-private.h"
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-message-private.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-store.h"
#include "chat-outbox.h"
#include "chat-early.h"
#include <string.h>

/* ---- store ---- */
struct _ChatStore { GObject parent_instance; GHashTable *by_conversation; gint64 next; };
G_DEFINE_FINAL_TYPE (ChatStore, chat_store, G_TYPE_OBJECT)
static void chat_store_class_init (ChatStoreClass *klass) {}
static void chat_store_init (ChatStore *self) { self->by_conversation = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref); }
ChatStore *chat_store_new (void) { return g_object_new (CHAT_TYPE_STORE, NULL); }
void chat_page_free (ChatPage *self) { g_clear_pointer (&self->messages, g_ptr_array_unref); g_free (self); }
static GPtrArray *rows (ChatStore *self, gint64 id)
{
  GPtrArray *found = g_hash_table_lookup (self->by_conversation, &id);
  if (found == NULL) { found = g_ptr_array_new_with_free_func (g_object_unref); g_hash_table_insert (self->by_conversation, g_memdup2 (&id, sizeof id), found); }
  return found;
}
void chat_store_page_async (ChatStore *self, gint64 cid, ChatPageKind kind, gint64 sort_us, gint64 id, guint limit, GCancellable *c, GAsyncReadyCallback cb, gpointer d)
{
  g_autoptr(GTask) task = g_task_new (self, c, cb, d);
  ChatPage *page = g_new0 (ChatPage, 1);
  GPtrArray *all = rows (self, cid);
  guint place = 0, from, to;
  while (place < all->len && chat_message_get_sort (all->pdata[place]) < sort_us) place++;
  switch (kind) {
    case CHAT_PAGE_BEFORE: to = place; from = to > limit ? to - limit : 0; break;
    case CHAT_PAGE_AFTER: from = MIN (place + 1, all->len); to = MIN (from + limit, all->len); break;
    case CHAT_PAGE_AROUND: from = place > limit / 2 ? place - limit / 2 : 0; to = MIN (from + limit, all->len); break;
    case CHAT_PAGE_NEWEST: default: to = all->len; from = to > limit ? to - limit : 0; break; }
  page->messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = from; i < to; i++) g_ptr_array_add (page->messages, g_object_ref (all->pdata[i]));
  page->at_start = from == 0; page->at_end = to == all->len;
  g_task_return_pointer (task, page, (GDestroyNotify) chat_page_free);
}
ChatPage *chat_store_page_finish (ChatStore *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
void chat_store_get_message_async (ChatStore *self, gint64 id, GCancellable *c, GAsyncReadyCallback cb, gpointer d)
{
  g_autoptr(GTask) task = g_task_new (self, c, cb, d);
  GHashTableIter iter; gpointer value;
  g_hash_table_iter_init (&iter, self->by_conversation);
  while (g_hash_table_iter_next (&iter, NULL, &value)) { GPtrArray *all = value;
    for (guint i = 0; i < all->len; i++) if (chat_message_get_id (all->pdata[i]) == id) { g_task_return_pointer (task, g_object_ref (all->pdata[i]), g_object_unref); return; } }
  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NOT_FOUND, "not there");
}
ChatMessage *chat_store_get_message_finish (ChatStore *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
void chat_store_first_unread_async (ChatStore *self, gint64 cid, GCancellable *c, GAsyncReadyCallback cb, gpointer d)
{ g_autoptr(GTask) task = g_task_new (self, c, cb, d); GPtrArray *all = rows (self, cid); g_task_return_int (task, all->len > 3 ? (gssize) chat_message_get_id (all->pdata[all->len - 3]) : 0); }
gint64 chat_store_first_unread_finish (ChatStore *self, GAsyncResult *r) { return g_task_propagate_int (G_TASK (r), NULL); }
void chat_store_set_draft (ChatStore *s, gint64 i, const char *d) {}
void chat_store_set_pinned (ChatStore *s, gint64 i, gboolean d) {}
void chat_store_set_muted (ChatStore *s, gint64 i, gint64 d) {}
void chat_store_set_archived (ChatStore *s, gint64 i, gboolean d) {}
void chat_store_mark_read (ChatStore *s, gint64 i, gint64 d) {}

ChatMessage *chat_early_message (ChatStore *store, gint64 cid, const char *from, const char *name, const char *color, gboolean out, ChatMessageState state, gint64 time_us, const char *body)
{
  gint64 id = ++store->next; g_autofree char *mid = g_strdup_printf ("m%" G_GINT64_FORMAT, id);
  ChatMessage *m = chat_message_new (&(ChatMessageInit) { .id = id, .conversation_id = cid, .sort_us = time_us, .time_us = time_us, .message_id = mid, .body = g_str_has_prefix (body, "/me ") ? body + 4 : body, .sender = from, .sender_name = name, .sender_color = color, .is_outgoing = out, .state = state, .kind = g_str_has_prefix (body, "/me ") ? CHAT_MESSAGE_ACTION : g_str_has_prefix (body, "https://") ? CHAT_MESSAGE_LINK : CHAT_MESSAGE_TEXT, .url = g_str_has_prefix (body, "https://") ? body : NULL, .error_text = state == CHAT_MESSAGE_FAILED ? "The other side refused." : NULL });
  g_ptr_array_add (rows (store, cid), g_object_ref (m));
  return m;
}

/* ---- conversation ---- */
void chat_conversation_set_composing (ChatConversation *self, gboolean c) {}
void chat_conversation_send_async (ChatConversation *self, const char *body, GCancellable *c, GAsyncReadyCallback cb, gpointer d)
{
  g_autoptr(GTask) task = g_task_new (self, c, cb, d);
  g_autoptr(ChatMessage) m = chat_early_message (self->store, self->id, chat_conversation_get_account_address (self), "Me", "#3584e4", TRUE, CHAT_MESSAGE_SENT, g_get_real_time (), body);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_ptr_array_add (all, m);
  chat_conversation_add (self, all, 0);
  g_task_return_pointer (task, g_object_ref (m), g_object_unref);
}
ChatMessage *chat_conversation_send_finish (ChatConversation *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
void chat_conversation_retry (ChatConversation *self, ChatMessage *m) { chat_message_set_state (m, CHAT_MESSAGE_QUEUED, NULL); }
static void done (gpointer self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { g_autoptr(GTask) task = g_task_new (self, c, cb, d); g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "not online"); }
void chat_conversation_delete_message_async (ChatConversation *self, ChatMessage *m, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
gboolean chat_conversation_delete_message_finish (ChatConversation *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }
void chat_conversation_clear_async (ChatConversation *self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
gboolean chat_conversation_clear_finish (ChatConversation *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }

/* ---- outbox ---- */
struct _ChatOutbox { GObject parent_instance; };
G_DEFINE_FINAL_TYPE (ChatOutbox, chat_outbox, G_TYPE_OBJECT)
static void chat_outbox_class_init (ChatOutboxClass *klass) {}
static void chat_outbox_init (ChatOutbox *self) {}

/* ---- account ---- */
GVariant *chat_account_dup_status_info (ChatAccount *self)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_variant_dict_insert (&dict, "address", "s", self->address);
  g_variant_dict_insert (&dict, "state", "s", "offline");
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
gboolean chat_account_has_feature (ChatAccount *self, const char *f) { return FALSE; }
void chat_account_set_enabled (ChatAccount *self, gboolean enabled) { self->enabled = enabled; chat_account_notify (self, CHAT_ACCOUNT_PROP_ENABLED); }
void chat_account_set_label (ChatAccount *self, const char *label) { g_free (self->label); self->label = g_strdup (label); chat_account_notify (self, CHAT_ACCOUNT_PROP_LABEL); }
void chat_account_set_color (ChatAccount *self, const char *color) { g_free (self->color); self->color = g_strdup (color); chat_account_notify (self, CHAT_ACCOUNT_PROP_COLOR); }
void chat_account_set_server (ChatAccount *self, const ChatServer *s) { g_free (self->host); self->host = g_strdup (s->host); self->port = s->port; }
void chat_account_set_presence (ChatAccount *self, ChatPresence p, const char *status)
{ self->presence = p; g_free (self->status); self->status = g_strdup (status); chat_account_notify (self, CHAT_ACCOUNT_PROP_PRESENCE); chat_account_notify (self, CHAT_ACCOUNT_PROP_STATUS); }
void chat_account_reconnect (ChatAccount *self) {}
void chat_account_give_password (ChatAccount *self, const char *p, gboolean r) {}
void chat_account_answer_trust (ChatAccount *self, gboolean t) {}
void chat_account_enter (ChatAccount *self, ChatAccountState state, GError *error)
{ self->state = state; g_clear_error (&self->error); self->error = error; g_free (self->error_text); self->error_text = error ? chat_error_to_text (error) : NULL; chat_account_notify (self, CHAT_ACCOUNT_PROP_ERROR_TEXT); chat_account_notify (self, CHAT_ACCOUNT_PROP_STATE); }
ChatContact *chat_account_get_contact (ChatAccount *self, const char *address)
{
  ChatContact *c = g_hash_table_lookup (self->contacts, address);
  if (strchr (address, ' ') != NULL || *address == '\0') return NULL;
  if (c == NULL) { c = chat_contact_new (self->address, address); g_hash_table_insert (self->contacts, (gpointer) chat_contact_get_address (c), c); }
  return c;
}
#define OP(name, ...) void chat_account_##name##_async (ChatAccount *self, __VA_ARGS__, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
OP (add_contact, const char *a, const char *n, const char *const *g)
OP (set_contact, ChatContact *a, const char *n, const char *const *g)
OP (remove_contact, ChatContact *a)
OP (answer_request, ChatContact *a, gboolean x)
OP (block, ChatContact *a, gboolean x, gboolean y)
OP (change_password, const char *p)
OP (set_avatar, GBytes *p, int w, int h)
OP (set_nickname, const char *p)
OP (query_device, ChatContact *a, const char *r)
OP (load_profile, ChatContact *a)
OP (save_profile, ChatProfile *a)
void chat_account_ask_presence (ChatAccount *self, ChatContact *c) {}
gboolean chat_account_finish (ChatAccount *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }
ChatProfile *chat_account_load_profile_finish (ChatAccount *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }

/* ---- search ---- */
struct _ChatHit { GObject parent_instance; };
G_DEFINE_FINAL_TYPE (ChatHit, chat_hit, G_TYPE_OBJECT)
static void chat_hit_class_init (ChatHitClass *klass) {}
static void chat_hit_init (ChatHit *self) {}
ChatConversation *chat_hit_get_conversation (ChatHit *self) { return NULL; }
ChatMessage *chat_hit_get_message (ChatHit *self) { return NULL; }
const char *chat_hit_get_excerpt (ChatHit *self, GArray **s, GArray **e) { return ""; }
struct _ChatSearch { GObject parent_instance; char *query; };
static GType se_type (GListModel *m) { return CHAT_TYPE_HIT; }
static guint se_n (GListModel *m) { return 0; }
static gpointer se_item (GListModel *m, guint i) { return NULL; }
static void se_iface (GListModelInterface *i) { i->get_item_type = se_type; i->get_n_items = se_n; i->get_item = se_item; }
G_DEFINE_FINAL_TYPE_WITH_CODE (ChatSearch, chat_search, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, se_iface))
static void se_get (GObject *o, guint id, GValue *v, GParamSpec *p) { if (id == 1) g_value_set_string (v, CHAT_SEARCH (o)->query); }
static void chat_search_class_init (ChatSearchClass *klass)
{
  GObjectClass *oc = G_OBJECT_CLASS (klass); oc->get_property = se_get;
  g_object_class_install_property (oc, 1, g_param_spec_string ("query", NULL, NULL, NULL, G_PARAM_READABLE));
  g_object_class_install_property (oc, 2, g_param_spec_boolean ("searching", NULL, NULL, FALSE, G_PARAM_READABLE));
  g_object_class_install_property (oc, 3, g_param_spec_boolean ("has-more", NULL, NULL, FALSE, G_PARAM_READABLE));
}
static void chat_search_init (ChatSearch *self) {}
void chat_search_set_query (ChatSearch *self, const char *q) { g_free (self->query); self->query = g_strdup (q); g_object_notify (G_OBJECT (self), "query"); }
const char *chat_search_get_query (ChatSearch *self) { return self->query; }
gboolean chat_search_get_searching (ChatSearch *self) { return FALSE; }
gboolean chat_search_get_has_more (ChatSearch *self) { return FALSE; }
void chat_search_load_more (ChatSearch *self) {}

/* ---- registration ---- */
struct _ChatRegistration { GObject parent_instance; char *domain; };
G_DEFINE_FINAL_TYPE (ChatRegistration, chat_registration, G_TYPE_OBJECT)
static void re_get (GObject *o, guint id, GValue *v, GParamSpec *p) {}
static void chat_registration_class_init (ChatRegistrationClass *klass)
{ GObjectClass *oc = G_OBJECT_CLASS (klass); oc->get_property = re_get; g_object_class_install_property (oc, 1, g_param_spec_object ("certificate", NULL, NULL, CHAT_TYPE_CERTIFICATE, G_PARAM_READABLE)); }
static void chat_registration_init (ChatRegistration *self) {}
const char *chat_registration_get_domain (ChatRegistration *self) { return self->domain; }
ChatCertificate *chat_registration_get_certificate (ChatRegistration *self) { return NULL; }
void chat_registration_trust (ChatRegistration *self) {}
void chat_registration_open_async (ChatRegistration *self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
ChatForm *chat_registration_open_finish (ChatRegistration *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
void chat_registration_submit_async (ChatRegistration *self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
ChatAccount *chat_registration_submit_finish (ChatRegistration *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
ChatForm *chat_registration_get_form (ChatRegistration *self) { return NULL; }

/* ---- client ---- */
struct _ChatClient { GObject parent_instance; ChatStore *store; GListStore *accounts, *conversations; gboolean ready; gint64 next; };
G_DEFINE_FINAL_TYPE (ChatClient, chat_client, G_TYPE_OBJECT)
static void cl_get (GObject *o, guint id, GValue *v, GParamSpec *p)
{ ChatClient *self = CHAT_CLIENT (o); if (id == 1) g_value_set_boolean (v, self->ready); else if (id == 2) g_value_set_uint (v, chat_client_get_unread (self)); }
static void chat_client_class_init (ChatClientClass *klass)
{
  GObjectClass *oc = G_OBJECT_CLASS (klass); oc->get_property = cl_get;
  g_object_class_install_property (oc, 1, g_param_spec_boolean ("ready", NULL, NULL, FALSE, G_PARAM_READABLE));
  g_object_class_install_property (oc, 2, g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE));
  g_object_class_install_property (oc, 3, g_param_spec_string ("trouble-text", NULL, NULL, NULL, G_PARAM_READABLE));
  g_signal_new ("message", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE, G_TYPE_BOOLEAN);
  g_signal_new ("message-changed", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE);
  g_signal_new ("contact-request", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, CHAT_TYPE_ACCOUNT, CHAT_TYPE_CONTACT);
  g_signal_new ("salvaged", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
}
static void chat_client_init (ChatClient *self) { self->store = chat_store_new (); self->accounts = g_list_store_new (CHAT_TYPE_ACCOUNT); self->conversations = g_list_store_new (CHAT_TYPE_CONVERSATION); }
ChatClient *chat_client_new (const char *dir, ChatKeyring *k) { return g_object_new (CHAT_TYPE_CLIENT, NULL); }
void chat_client_start_async (ChatClient *self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { g_autoptr(GTask) task = g_task_new (self, c, cb, d); self->ready = TRUE; g_object_notify (G_OBJECT (self), "ready"); g_task_return_boolean (task, TRUE); }
gboolean chat_client_start_finish (ChatClient *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }
void chat_client_stop_async (ChatClient *self, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { g_autoptr(GTask) task = g_task_new (self, c, cb, d); g_task_return_boolean (task, TRUE); }
gboolean chat_client_stop_finish (ChatClient *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }
gboolean chat_client_get_ready (ChatClient *self) { return self->ready; }
guint chat_client_get_unread (ChatClient *self)
{ guint n = 0; for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i++) { g_autoptr(ChatConversation) c = g_list_model_get_item (G_LIST_MODEL (self->conversations), i); n += chat_conversation_get_unread (c); } return n; }
const char *chat_client_get_trouble_text (ChatClient *self) { return NULL; }
GListModel *chat_client_get_accounts (ChatClient *self) { return G_LIST_MODEL (self->accounts); }
GListModel *chat_client_get_conversations (ChatClient *self) { return G_LIST_MODEL (self->conversations); }
ChatAccount *chat_client_get_account (ChatClient *self, const char *address)
{ for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++) { g_autoptr(ChatAccount) a = g_list_model_get_item (G_LIST_MODEL (self->accounts), i); if (g_str_equal (chat_account_get_address (a), address)) return a; } return NULL; }
ChatConversation *chat_client_find_conversation (ChatClient *self, const char *account, const char *address)
{ for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->conversations)); i++) { g_autoptr(ChatConversation) c = g_list_model_get_item (G_LIST_MODEL (self->conversations), i); if (g_str_equal (chat_conversation_get_address (c), address) && g_str_equal (chat_conversation_get_account_address (c), account)) return c; } return NULL; }
ChatConversation *chat_client_get_conversation (ChatClient *self, ChatAccount *account, const char *address, GError **error)
{
  ChatConversation *found = chat_client_find_conversation (self, chat_account_get_address (account), address); ChatContact *contact;
  if (found) return found;
  contact = chat_account_get_contact (account, address);
  if (contact == NULL) { g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "no address"); return NULL; }
  found = chat_conversation_new (self->store, NULL, contact, &(ChatConversationInit) { .id = ++self->next });
  g_list_store_append (self->conversations, found); g_object_unref (found);
  return found;
}
ChatStore *chat_early_store (ChatClient *self) { return self->store; }
void chat_client_add_account_async (ChatClient *self, const char *address, const char *p, gboolean r, const ChatServer *s, GCancellable *c, GAsyncReadyCallback cb, gpointer d)
{ g_autoptr(GTask) task = g_task_new (self, c, cb, d); g_autoptr(ChatAccount) a = chat_account_new (address, g_list_model_get_n_items (G_LIST_MODEL (self->accounts))); g_list_store_append (self->accounts, a); g_task_return_pointer (task, a, NULL); }
ChatAccount *chat_client_add_account_finish (ChatClient *self, GAsyncResult *r, GError **e) { return g_task_propagate_pointer (G_TASK (r), e); }
void chat_client_remove_account_async (ChatClient *self, ChatAccount *a, gboolean u, GCancellable *c, GAsyncReadyCallback cb, gpointer d) { done (self, c, cb, d); }
gboolean chat_client_remove_account_finish (ChatClient *self, GAsyncResult *r, GError **e) { return g_task_propagate_boolean (G_TASK (r), e); }
ChatRegistration *chat_client_new_registration (ChatClient *self, const char *domain, const char *i, const ChatServer *s, GError **e) { ChatRegistration *r = g_object_new (CHAT_TYPE_REGISTRATION, NULL); r->domain = g_strdup (domain); return r; }
ChatSearch *chat_client_new_search (ChatClient *self, ChatConversation *c) { return g_object_new (CHAT_TYPE_SEARCH, NULL); }
void chat_client_set_idle (ChatClient *self, guint s, gboolean l) {}
void chat_client_set_asleep (ChatClient *self, gboolean a) {}
void chat_client_set_policy (ChatClient *self, const ChatPolicy *p) {}
ChatLink *chat_link_parse (const char *text, GError **e) { ChatLink *l = g_new0 (ChatLink, 1); l->address = g_strdup (g_str_has_prefix (text, "xmpp:") ? text + 5 : text); return l; }
void chat_link_free (ChatLink *l) { g_free (l->address); g_free (l); }
