/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server with an archive: XEP-0313, XEP-0280. */
#include "mock-archive.h"

#include <string.h>

#define MAM "xmlns='urn:xmpp:mam:2'"
#define FULLTEXT "{urn:xmpp:fulltext:0}fulltext"

static void
item_free (gpointer data)
{
  MockItem *item = data;

  g_free (item->id);
  g_free (item->xml);
  g_free (item);
}

static MockArchive *
new_archive (MockServer *server,
             const char *owner)
{
  MockArchive *self = g_new0 (MockArchive, 1);

  self->server = server;
  self->owner = owner;
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->heard = g_ptr_array_new_with_free_func (g_free);
  self->looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->has_archive = self->is_extended = self->has_copies = TRUE;
  self->max_page = 10;
  return self;
}

static void
say (MockArchive *self,
     const char  *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
say (MockArchive *self,
     const char  *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mock_server_say (self->server, text);
}

static char *
dup_message (MockArchive    *self,
             const MockItem *item,
             gboolean        with_id)
{
  g_autofree char *stanza_id =
    g_strdup_printf ("<stanza-id xmlns='urn:xmpp:sid:0' id='%s' by='%s'/>", item->id, self->owner);
  GString *xml = g_string_new (item->xml);

  g_string_replace (xml, "$sid", with_id ? stanza_id : "", 0);
  return g_string_free (xml, FALSE);
}

static int
find_item (MockArchive *self,
           const char  *id)
{
  for (guint i = self->n_gone; i < self->items->len; i++)
    if (g_strcmp0 (mock_archive_get_id (self, i), id) == 0)
      return (int) i;

  return -1;
}

/* What a form says. */
static const char *
get_field (XmppElement *query,
           const char  *var)
{
  XmppElement *form = xmpp_element_get_child (query, "x", "jabber:x:data");

  for (XmppElement *field = form != NULL ? xmpp_element_get_first_child (form) : NULL;
       field != NULL; field = xmpp_element_get_next (field))
    if (g_strcmp0 (xmpp_element_get_attribute (field, "var"), var) == 0)
      return xmpp_element_get_child_text (field, "value", "jabber:x:data");

  return NULL;
}

static const char *
get_set (XmppElement *query,
         const char  *name)
{
  XmppElement *set = xmpp_element_get_child (query, "set", "http://jabber.org/protocol/rsm");
  XmppElement *child =
    set != NULL ? xmpp_element_get_child (set, name, "http://jabber.org/protocol/rsm") : NULL;

  return child != NULL ? xmpp_element_get_text (child) : NULL;
}

static void
give (MockArchive *self,
      guint        i,
      const char  *query_id)
{
  const MockItem *item = g_ptr_array_index (self->items, i);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (item->time_us / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *message = dup_message (self, item, FALSE);

  say (self,
       "<message from='%s' to='$jid'><result " MAM " queryid='%s' id='%s'>"
       "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='%s'/>%s"
       "</forwarded></result></message>", self->owner, query_id, item->id, stamp, message);
  self->n_given++;
}

static gboolean
matches (MockArchive *self,
         guint        i,
         XmppElement *query)
{
  const MockItem *item = g_ptr_array_index (self->items, i);
  const char *with = get_field (query, "with");
  const char *words = get_field (query, FULLTEXT);
  const char *start = get_field (query, "start");
  g_autoptr(GDateTime) time = start != NULL ? g_date_time_new_from_iso8601 (start, NULL) : NULL;

  return !item->is_late && (with == NULL || strstr (item->xml, with) != NULL)
         && (words == NULL || strstr (item->xml, words) != NULL)
         && (time == NULL || item->time_us / G_USEC_PER_SEC >= g_date_time_to_unix (time));
}

static gboolean
is_room (MockArchive *self)
{
  return strcmp (self->owner, MOCK_ADDRESS) != 0;
}

static void
refuse (MockArchive *self,
        const char  *condition)
{
  say (self,
       "<iq type='error' id='$id'%s%s%s><error type='cancel'><%s"
       " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
       is_room (self) ? " from='" : "", is_room (self) ? self->owner : "",
       is_room (self) ? "'" : "", condition);
}

/* RSM (XEP-0059) over what is after after-id, backwards from before or forwards from after. */
static void
answer_query (MockArchive *self,
              XmppElement *query)
{
  const char *query_id = xmpp_element_get_attribute (query, "queryid");
  const char *before = get_set (query, "before");
  const char *after = get_set (query, "after");
  const char *after_id = get_field (query, "after-id");
  const char *max_text = get_set (query, "max");
  guint max = MIN (self->max_page, max_text != NULL ? (guint) g_ascii_strtoull (max_text, NULL, 10)
                                                    : 50);
  const char *const ids[] = {
    before != NULL && before[0] != '\0' ? before : NULL, after, after_id,
  };
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = self->n_gone;
  guint end = self->items->len;
  gboolean is_complete;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (ids[i] != NULL && find_item (self, ids[i]) < 0)
      {
        refuse (self, "item-not-found");
        return;
      }

  if (after_id != NULL)
    {
      g_assert_true (self->is_extended);
      first = (guint) find_item (self, after_id) + 1;
    }
  if (after != NULL)
    first = MAX (first, (guint) find_item (self, after) + 1);
  if (ids[0] != NULL)
    end = (guint) find_item (self, before);
  for (guint i = first; i < end; i++)
    if (matches (self, i, query))
      g_array_append_val (found, i);

  is_complete = found->len <= max;
  if (!is_complete && before != NULL)
    g_array_remove_range (found, 0, found->len - max);
  else if (!is_complete)
    g_array_set_size (found, max);
  for (guint i = 0; i + self->loses_one < found->len; i++)
    give (self, g_array_index (found, guint, i), query_id);

  if (found->len == 0)
    say (self, "<iq type='result' id='$id' from='%s'><fin " MAM " complete='true'>"
               "<set xmlns='http://jabber.org/protocol/rsm'/></fin></iq>", self->owner);
  else
    say (self,
         "<iq type='result' id='$id' from='%s'><fin " MAM "%s%s>"
         "<set xmlns='http://jabber.org/protocol/rsm'>"
         "<first>%s</first><last>%s</last></set></fin></iq>", self->owner,
         is_complete ? " complete='true'" : "", self->is_unstable ? " stable='false'" : "",
         mock_archive_get_id (self, g_array_index (found, guint, 0)),
         mock_archive_get_id (self, g_array_index (found, guint, found->len - 1)));
}

static void
take_query (MockArchive *self,
            XmppElement *query)
{
  gboolean is_look = get_field (query, "with") != NULL;
  gboolean is_find = get_field (query, FULLTEXT) != NULL;
  void (*after_page) (gpointer data) = self->after_page;

  self->n_questions++;
  self->n_looks += is_look && !is_find;
  self->n_finds += is_find;
  if (is_look && !is_find)
    self->n_repeated +=
      !g_hash_table_add (self->looks, g_strjoin (" ", get_field (query, "with"),
                                                 get_set (query, "before"), NULL));
  if (self->holds && self->n_to_answer == 0 && !is_look && !is_find)
    return;

  self->n_to_answer -= self->n_to_answer > 0;
  if (self->refuses != NULL)
    refuse (self, g_steal_pointer (&self->refuses));
  else
    answer_query (self, query);

  if (after_page != NULL)
    {
      self->after_page = NULL;
      after_page (self->after_page_data);
    }
}

static void
answer_info (MockArchive *self,
             const char  *to)
{
  gboolean is_account = strchr (to, '@') != NULL;

  say (self,
       "<iq type='result' id='$id' from='%s'><query xmlns='http://jabber.org/protocol/disco#info'>"
       "%s%s%s%s</query></iq>", to,
       is_account ? "<identity category='account' type='registered'/>"
                    "<feature var='urn:xmpp:sid:0'/>"
                  : "<identity category='server' type='im'/>",
       is_account && self->has_archive ? "<feature var='urn:xmpp:mam:2'/>" : "",
       is_account ? (self->has_archive && self->is_extended
                       ? "<feature var='urn:xmpp:mam:2#extended'/>" : "")
                  : (self->has_copies ? "<feature var='urn:xmpp:carbons:2'/>" : ""),
       is_account && self->nodes != NULL
         ? "<feature var='http://jabber.org/protocol/pubsub#publish-options'/>" : "");
}

/* Rooms. */

static gboolean
is_of_room (MockArchive *self,
            const char  *to) /* (nullable) */
{
  return self->room != NULL && to != NULL && g_str_has_prefix (to, self->room->owner);
}

static void
answer_room_iq (MockArchive *room,
                XmppElement *payload)
{
  const char *ns = xmpp_element_get_ns (payload);

  if (g_strcmp0 (ns, "http://jabber.org/protocol/disco#info") == 0)
    say (room,
         "<iq type='result' id='$id' from='%s'><query xmlns='http://jabber.org/protocol/disco#info'>"
         "<identity category='conference' type='text' name='A Dark Cave'/>"
         "<feature var='http://jabber.org/protocol/muc'/><feature var='urn:xmpp:occupant-id:0'/>"
         "<feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:mam:2#extended'/>"
         "</query></iq>", room->owner);
  else if (g_strcmp0 (ns, "urn:xmpp:mam:2") == 0)
    take_query (room, payload);
  else if (g_strcmp0 (ns, "urn:xmpp:ping") == 0)
    say (room, "<iq type='result' id='$id' from='%s/juliet'/>", room->owner);
  else
    refuse (room, "service-unavailable");
}

static void
say_there (MockArchive *room,
           const char  *nick,
           const char  *code)
{
  say (room,
       "<presence from='%s/%s' to='$jid'><x xmlns='http://jabber.org/protocol/muc#user'>"
       "<item affiliation='member' role='participant'/>%s</x>"
       "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='%s'/></presence>",
       room->owner, nick, code, nick);
}

static void
take_presence (MockArchive *self,
               XmppElement *presence)
{
  if (!is_of_room (self, xmpp_element_get_attribute (presence, "to"))
      || xmpp_element_get_child (presence, "x", "http://jabber.org/protocol/muc") == NULL)
    return;

  say_there (self->room, "witch", "");
  say_there (self->room, "juliet", "<status code='110'/>");
  say (self->room, "<message type='groupchat' from='%s' to='$jid'><subject/></message>",
       self->room->owner);
}

guint
mock_archive_talk (MockArchive *room,
                   const char  *nick,
                   const char  *id,
                   const char  *body)
{
  g_autofree char *from = g_strconcat (room->owner, "/", nick, NULL);
  g_autofree char *occupant =
    g_strdup_printf ("<occupant-id xmlns='urn:xmpp:occupant-id:0' id='%s'/>", nick);

  return mock_archive_add (room, from, MOCK_ADDRESS, id, body, occupant);
}

MockArchive *
mock_archive_add_room (MockArchive *self,
                       const char  *address)
{
  self->room = new_archive (self->server, address);
  return self->room;
}

static void
answer_iq (MockArchive *self,
           XmppElement *iq)
{
  const char *type = xmpp_element_get_attribute (iq, "type");
  const char *to = xmpp_element_get_attribute (iq, "to");
  XmppElement *payload = xmpp_element_get_first_child (iq);
  const char *ns = payload != NULL ? xmpp_element_get_ns (payload) : "";

  self->n_settled += g_strcmp0 (type, "error") == 0;
  if (self->nodes != NULL && mock_nodes_answer_space (self->nodes, iq))
    return;
  if (g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0)
    return;

  if (is_of_room (self, to))
    answer_room_iq (self->room, payload);
  else if (g_strcmp0 (ns, "jabber:iq:roster") == 0)
    say (self, "<iq type='result' id='$id'><query xmlns='jabber:iq:roster'>"
               "<item jid='romeo@montague.lit' name='Romeo' subscription='both'/></query></iq>");
  else if (g_strcmp0 (ns, "http://jabber.org/protocol/disco#info") == 0)
    answer_info (self, to != NULL ? to : MOCK_DOMAIN);
  else if (g_strcmp0 (ns, "http://jabber.org/protocol/disco#items") == 0)
    say (self, "<iq type='result' id='$id' from='%s'>"
               "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>", to);
  else if (g_strcmp0 (ns, "urn:xmpp:carbons:2") == 0)
    say (self, "<iq type='result' id='$id'/>");
  else if (g_strcmp0 (ns, "urn:xmpp:ping") == 0)
    {
      if (!self->is_mute)
        say (self, "<iq type='result' id='$id' from='" MOCK_DOMAIN "'/>");
    }
  else if (g_strcmp0 (ns, "urn:xmpp:mam:2") == 0
           && g_strcmp0 (xmpp_element_get_name (payload), "query") == 0
           && g_strcmp0 (type, "set") == 0)
    take_query (self, payload);
  else if (g_strcmp0 (ns, "urn:xmpp:mam:2") == 0 && self->has_fulltext)
    say (self, "<iq type='result' id='$id'><query " MAM "><x xmlns='jabber:x:data' type='form'>"
               "<field type='hidden' var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
               "<field type='text-single' var='" FULLTEXT "'/></x></query></iq>");
  else if (self->nodes == NULL || !mock_nodes_answer (self->nodes, iq))
    refuse (self, "service-unavailable");
}

static void
take_message (MockArchive *self,
              XmppElement *message)
{
  XmppElement *receipt = xmpp_element_get_child (message, "received", "urn:xmpp:receipts");
  const char *id = xmpp_element_get_attribute (message, "id");
  const char *body = xmpp_element_get_child_text (message, "body", NULL);

  if (receipt != NULL)
    g_ptr_array_add (self->heard, g_strdup (xmpp_element_get_attribute (receipt, "id")));
  if (body == NULL)
    return;

  g_ptr_array_add (self->sent, g_strdup (id));
  if (is_of_room (self, xmpp_element_get_attribute (message, "to")))
    {
      if (self->room->drops)
        return;

      mock_archive_deliver (self->room, mock_archive_talk (self->room, "juliet", id, body),
                            MOCK_LIVE);
      return;
    }
  if (!self->drops && self->has_archive)
    mock_archive_add (self, MOCK_FULL, xmpp_element_get_attribute (message, "to"), id, body, NULL);
}

static void
answer_cb (MockServer  *server,
           XmppElement *element,
           gpointer     user_data)
{
  const char *name = xmpp_element_get_name (element);

  if (g_strcmp0 (name, "iq") == 0)
    answer_iq (user_data, element);
  else if (g_strcmp0 (name, "message") == 0)
    take_message (user_data, element);
  else if (g_strcmp0 (name, "presence") == 0)
    take_presence (user_data, element);
}

MockArchive *
mock_archive_new (MockServer *server)
{
  MockArchive *self = new_archive (server, MOCK_ADDRESS);

  mock_server_set_answer (server, answer_cb, self);
  return self;
}

void
mock_archive_free (MockArchive *self)
{
  g_clear_pointer (&self->nodes, mock_nodes_free);
  g_clear_pointer (&self->room, mock_archive_free);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->heard);
  g_hash_table_unref (self->looks);
  g_free (self);
}

void
mock_archive_accept (MockArchive *self)
{
  static const MockLine play[] = { SERVER_SIGNS_IN };

  mock_server_play (self->server, play, G_N_ELEMENTS (play));
}

void
mock_archive_cut (MockArchive *self)
{
  static const MockLine play[] = { SERVER_CUTS, SERVER_SIGNS_IN };

  mock_server_play (self->server, play, G_N_ELEMENTS (play));
}

guint
mock_archive_add (MockArchive *self,
                  const char  *from,
                  const char  *to,
                  const char  *id,
                  const char  *body,
                  const char  *extra)
{
  MockItem *item = g_new0 (MockItem, 1);
  g_autofree char *escaped = body != NULL ? g_markup_escape_text (body, -1) : NULL;
  g_autofree char *text = body != NULL ? g_strdup_printf ("<body>%s</body>", escaped) : NULL;

  item->id = g_strdup_printf ("s%u", self->items->len);
  item->time_us = (g_get_real_time () + self->clock_us) / G_USEC_PER_SEC * G_USEC_PER_SEC;
  item->xml = g_strdup_printf (
    "<message xmlns='jabber:client' type='%s' from='%s' to='%s' id='%s'>%s%s"
    "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/>$sid</message>",
    is_room (self) ? "groupchat" : "chat", from, to, id, text != NULL ? text : "", extra != NULL ? extra : "", id);
  g_ptr_array_add (self->items, item);
  return self->items->len - 1;
}

void
mock_archive_deliver (MockArchive  *self,
                      guint         n,
                      MockDelivery  how)
{
  MockItem *item = g_ptr_array_index (self->items, n);
  g_autofree char *message = dup_message (self, item, self->has_archive);
  const char *name = how == MOCK_SENT ? "sent" : "received";

  switch (how)
    {
    case MOCK_LIVE:
      say (self, "%s", message);
      break;
    case MOCK_OFFLINE:
      message[strlen (message) - strlen ("</message>")] = '\0';
      say (self, "%s<delay xmlns='urn:xmpp:delay' from='" MOCK_DOMAIN
                 "' stamp='2024-01-02T03:04:05Z'/></message>", message);
      break;
    case MOCK_SENT:
    case MOCK_RECEIVED:
    default:
      say (self,
           "<message from='" MOCK_ADDRESS "' to='$jid' type='chat'><%s xmlns='urn:xmpp:carbons:2'>"
           "<forwarded xmlns='urn:xmpp:forward:0'>%s</forwarded></%s></message>",
           name, message, name);
    }
}

const char *
mock_archive_get_id (MockArchive *self,
                     guint        n)
{
  return ((MockItem *) g_ptr_array_index (self->items, n))->id;
}
