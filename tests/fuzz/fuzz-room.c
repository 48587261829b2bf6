/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any XML as what comes from a room that is being joined: presence, messages, in any order. Whatever
 * it is, the table of occupants holds together, and nobody has said what it cannot know. */
#include "xmpp-muc.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-room-private.h"

#include <string.h>

#define ROOM "coven@chat.shakespeare.lit"

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static XmppSession *session;
static XmppAddress *address;

static void
message_cb (XmppRoom        *room,
            XmppRoomMessage *said,
            gpointer         user_data)
{
  const XmppMessage *message = said->message;

  if (!xmpp_room_info_has (xmpp_room_get_info (room), XMPP_ROOM_OCCUPANT_IDS))
    g_assert_null (said->occupant_id);
  if (!xmpp_room_info_has (xmpp_room_get_info (room), XMPP_ROOM_STANZA_IDS))
    g_assert_null (said->stanza_id);
  if (said->nick != NULL)
    {
      g_assert_null (message->muc_user);
      g_assert_true (message->retraction == NULL || message->retraction->kind == XMPP_RETRACTION_BY_AUTHOR);
    }
  else
    g_assert_true (message->retraction == NULL || message->retraction->kind == XMPP_RETRACTION_BY_ROOM);
  for (guint i = 0; message->mentions != NULL && i < message->mentions->len; i++)
    {
      const XmppMention *mention = g_ptr_array_index (message->mentions, i);

      if (!xmpp_room_info_has (xmpp_room_get_info (room), XMPP_ROOM_OCCUPANT_IDS))
        g_assert_null (mention->occupant_id);
      g_assert_true (mention->end == 0 || mention->begin < mention->end);
    }
  g_assert_true (xmpp_room_message_is_same_author (said, said) == FALSE || said->nick != NULL);
}

static void
occupants_cb (XmppRoom            *room,
              XmppOccupantChanges *changes,
              gpointer             user_data)
{
  for (guint i = 0; i < changes->changed->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->changed, i);

      g_assert_false (xmpp_occupant_equal (change->before, change->after));
    }
  for (guint i = 0; i < changes->added->len; i++)
    {
      const XmppOccupantChange *change = g_ptr_array_index (changes->added, i);

      g_assert_true (change->before == NULL && change->after != NULL);
    }
}

static void
check_occupants (XmppRoom *room)
{
  g_autoptr(GPtrArray) all = xmpp_room_get_occupants (room);

  for (guint i = 0; i < all->len; i++)
    {
      XmppOccupant *occupant = g_ptr_array_index (all, i);

      g_assert_true (xmpp_room_get_occupant (room, occupant->nick) == occupant);
      if (occupant->occupant_id != NULL)
        g_assert_cmpstr (xmpp_room_get_occupant_by_id (room, occupant->occupant_id)->occupant_id, ==,
                         occupant->occupant_id);
    }
  if (xmpp_room_get_own_occupant (room) != NULL)
    g_assert_true (xmpp_room_get_occupant (room, xmpp_room_get_own_occupant (room)->nick) != NULL);
}

static void
take (XmppRoom    *room,
      XmppElement *stanza)
{
  const char *text = xmpp_element_get_attribute (stanza, "from");
  g_autoptr(XmppAddress) from = text != NULL ? xmpp_address_parse (text, NULL) : NULL;
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(XmppRoomMessage) archived = NULL;
  g_autoptr(XmppRoomMessage) carbon = NULL;

  if (from == NULL || !xmpp_address_equal_bare (from, address))
    return;

  if (xmpp_element_is (stanza, "presence", XMPP_NS_CLIENT)
      && (room->state == XMPP_ROOM_JOINED || room->step == XMPP_ROOM_STEP_ENTERING))
    xmpp_room_take_presence (room, stanza, from);
  if (!xmpp_element_is (stanza, "message", XMPP_NS_CLIENT))
    return;

  message = xmpp_message_parse (stanza, NULL, NULL);
  archived = xmpp_room_read_archived (room, stanza, 1, "a");
  carbon = xmpp_room_read_carbon (room, stanza, FALSE);
  if (message != NULL && (room->state == XMPP_ROOM_JOINED || room->step == XMPP_ROOM_STEP_ENTERING))
    xmpp_room_take_message (room, stanza, g_steal_pointer (&message));
}

static void
set_features (XmppRoom *room,
              guint8    choice)
{
  g_autoptr(XmppDiscoInfo) disco = xmpp_disco_info_new ();
  g_autoptr(XmppRoomInfo) info = NULL;

  xmpp_disco_info_add_identity (disco, "conference", "text", NULL, NULL);
  xmpp_disco_info_add_feature (disco, XMPP_NS_MUC);
  if ((choice & 1) != 0)
    xmpp_disco_info_add_feature (disco, XMPP_NS_OCCUPANT_ID);
  if ((choice & 2) != 0)
    xmpp_disco_info_add_feature (disco, XMPP_NS_STANZA_ID);
  info = xmpp_room_info_read (disco);
  xmpp_room_set_info (room, info);
}

static void
play (XmppElement *stream,
      guint8       choice)
{
  g_autoptr(XmppDisco) disco = xmpp_disco_new ("Charla", NULL);
  g_autoptr(XmppPresence) presence = xmpp_presence_new ();
  g_autoptr(XmppMuc) muc = xmpp_muc_new (disco, presence, NULL);
  XmppRoom *room = xmpp_muc_ensure_room (muc, address);

  xmpp_feature_attach (XMPP_FEATURE (muc), session);
  g_signal_connect (room, "message", G_CALLBACK (message_cb), NULL);
  g_signal_connect (room, "private-message", G_CALLBACK (message_cb), NULL);
  g_signal_connect (room, "occupants-changed", G_CALLBACK (occupants_cb), NULL);
  room->is_wanted = TRUE;
  set_features (room, choice);
  xmpp_room_set_nick (room, "thirdwitch");
  xmpp_room_set_state (room, XMPP_ROOM_JOINING);
  room->step = XMPP_ROOM_STEP_ENTERING;
  xmpp_occupants_begin (room->occupants);

  /* Not known yet: what is said is held until it is. */
  if ((choice & 8) != 0)
    {
      xmpp_room_set_info (room, NULL);
      room->is_asking_info = TRUE;
    }

  for (XmppElement *stanza = xmpp_element_get_first_child (stream);
       stanza != NULL;
       stanza = xmpp_element_get_next (stanza))
    {
      take (room, stanza);
      check_occupants (room);
    }

  if ((choice & 8) != 0)
    {
      set_features (room, choice);
      xmpp_room_let_go (room);
    }
  xmpp_room_flush (room);
  xmpp_feature_detach (XMPP_FEATURE (muc), session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_autoptr(XmppAddress) own = xmpp_address_parse ("juliet@capulet.lit", NULL);

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  session = xmpp_session_new (own);
  address = xmpp_address_parse (ROOM, NULL);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char self[] = "<presence from='" ROOM "/thirdwitch'><x xmlns='" XMPP_NS_MUC_USER "'>"
                             "<item affiliation='none' role='participant'/><status code='110'/></x></presence>";
  g_autofree char *text = NULL;
  g_autofree char *wrapped = NULL;
  g_autoptr(XmppElement) stream = NULL;

  if (size < 1)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  wrapped = g_strconcat ("<stream xmlns='jabber:client'>", (data[0] & 4) != 0 ? self : "", text, "</stream>", NULL);
  stream = xmpp_parser_parse (wrapped, -1, NULL);
  if (stream != NULL)
    play (stream, data[0]);

  return 0;
}
