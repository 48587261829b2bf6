/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong, in words: errors of the rooms below become one domain and a sentence. */
#define G_LOG_DOMAIN "chat-error"

#include "chat-error.h"

#include "archive-error.h"
#include "charla-config.h"
#include "chat-text.h"
#include "xmpp-error.h"
#include "xmpp-muc-user.h"
#include "xmpp-room-error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (chat-error-quark, chat_error)

/* What happened, what to do. NC_ is not needed: every sentence is its own context. */
static const struct {
  const char *name;
  const char *text;
} errors[] = {
  [CHAT_ERROR_FAILED] = { "failed",
    N_("Something went wrong. Try again.") },
  [CHAT_ERROR_INVALID_ADDRESS] = { "invalid-address",
    N_("This is not an address. Addresses look like name@example.org.") },
  [CHAT_ERROR_ALREADY_EXISTS] = { "already-exists",
    N_("This is there already.") },
  [CHAT_ERROR_INVALID_NAME] = { "invalid-name",
    N_("This cannot be a name. It may be too long.") },
  [CHAT_ERROR_NOT_FOUND] = { "not-found",
    N_("This was not found.") },
  [CHAT_ERROR_NO_NETWORK] = { "no-network",
    N_("There is no network. Charla connects by itself once there is one.") },
  [CHAT_ERROR_UNKNOWN_HOST] = { "unknown-host",
    N_("The server was not found. Check the part after the @ of the address.") },
  [CHAT_ERROR_UNREACHABLE] = { "unreachable",
    N_("The server cannot be reached. It may be down, or the network blocks it.") },
  [CHAT_ERROR_TIMEOUT] = { "timeout",
    N_("The server took too long to answer. Try again.") },
  [CHAT_ERROR_NO_TLS] = { "no-tls",
    N_("The server offers no encryption, so nothing was sent. Ask whoever runs it.") },
  [CHAT_ERROR_CERTIFICATE] = { "certificate",
    N_("The server could not prove who it is, so nothing was sent. "
       "Look at its certificate before going on.") },
  [CHAT_ERROR_WRONG_PASSWORD] = { "wrong-password",
    N_("The address or the password was not accepted. Check both and try again.") },
  [CHAT_ERROR_NO_PASSWORD] = { "no-password",
    N_("The password is needed to sign in.") },
  [CHAT_ERROR_ACCOUNT_DISABLED] = { "account-disabled",
    N_("The server does not let this account in. Ask whoever runs it.") },
  [CHAT_ERROR_SERVER_TOO_OLD] = { "server-too-old",
    N_("The server offers no safe way to sign in, so the password was not sent. "
       "Ask whoever runs it.") },
  [CHAT_ERROR_SERVER_UNTRUSTED] = { "server-untrusted",
    N_("The server did not know the password itself: it may be a forgery. "
       "The connection was closed.") },
  [CHAT_ERROR_WEAKER] = { "weaker",
    N_("Only weaker ways to sign in are left, so the password was not sent. "
       "Somebody in between may have cut out the others.") },
  [CHAT_ERROR_TAMPERED] = { "tampered",
    N_("Somebody between here and the server changes what it offers, so the password was not sent. "
       "Try another network.") },
  [CHAT_ERROR_NOT_XMPP] = { "not-xmpp",
    N_("What answers there is not a chat server. Check the address of the server.") },
  [CHAT_ERROR_REPLACED] = { "replaced",
    N_("Signed out, because the same account signed in elsewhere in the place of this one.") },
  [CHAT_ERROR_DISCONNECTED] = { "disconnected",
    N_("The connection was lost.") },
  [CHAT_ERROR_OFFLINE] = { "offline",
    N_("The account is not online. Connect it and try again.") },
  [CHAT_ERROR_REFUSED] = { "refused",
    N_("The other side refused.") },
  [CHAT_ERROR_BLOCKED] = { "blocked",
    N_("This contact is blocked. Unblock the contact to write.") },
  [CHAT_ERROR_UNSUPPORTED] = { "unsupported",
    N_("The server does not support this.") },
  [CHAT_ERROR_TOO_LARGE] = { "too-large",
    N_("This is too large.") },
  [CHAT_ERROR_INVALID_XML] = { "invalid-xml",
    N_("This cannot be sent. It has to be a <message>, a <presence> or an <iq>, "
       "in XML without a mistake.") },
  [CHAT_ERROR_NO_REGISTRATION] = { "no-registration",
    N_("New accounts cannot be made on this server from here. "
       "Try its web site or another server.") },
  [CHAT_ERROR_DISK_FULL] = { "disk-full",
    N_("The disk is full, so messages cannot be stored. Free some space.") },
  [CHAT_ERROR_DAMAGED] = { "damaged",
    N_("The message store is damaged.") },
  [CHAT_ERROR_TOO_NEW] = { "too-new",
    N_("The message store was written by a newer version of Charla. Install that version.") },
  [CHAT_ERROR_STORAGE] = { "storage",
    N_("Messages cannot be stored. Check the disk and the permissions of your home folder.") },
  [CHAT_ERROR_KEYRING] = { "keyring",
    N_("The key ring for passwords does not answer. The password is asked for at each start.") },
  [CHAT_ERROR_CANCELLED] = { "cancelled",
    N_("Cancelled.") },
  [CHAT_ERROR_PROXY] = { "proxy",
    N_("The proxy cannot be reached or lets nothing through. Check the proxy of this account.") },
  [CHAT_ERROR_PROXY_LOGIN] = { "proxy-login",
    N_("The proxy wants another user name or password. Check the proxy of this account.") },
  [CHAT_ERROR_NEEDS_PROXY] = { "needs-proxy",
    N_("An .onion address can be reached through a proxy only. "
       "Set the proxy of this account to that of Tor.") },
  [CHAT_ERROR_INVALID_PROXY] = { "invalid-proxy",
    N_("This is not a proxy. Proxies look like socks5://proxy.example.org:1080.") },
  [CHAT_ERROR_CANNOT_EDIT] = { "cannot-edit",
    N_("This message cannot be edited. Only what you wrote yourself can be, not files.") },
  [CHAT_ERROR_CANNOT_FORWARD] = { "cannot-forward",
    N_("This message has nothing that could be forwarded.") },
  [CHAT_ERROR_FILE_MISSING] = { "file-missing",
    N_("The file cannot be forwarded: it is not on this computer, and no server has it.") },
  [CHAT_ERROR_NO_FILE] = { "no-file",
    N_("There is no such file, or it may not be read. Folders cannot be sent.") },
  [CHAT_ERROR_NO_UPLOAD] = { "no-upload",
    N_("The server takes no files. Ask whoever runs it.") },
  [CHAT_ERROR_NO_DIRECT] = { "no-direct",
    N_("This contact is not online with a program that can receive files directly.") },
  [CHAT_ERROR_NO_MICROPHONE] = { "no-microphone",
    N_("There is no microphone. Connect one, or look into the sound settings.") },
  [CHAT_ERROR_MICROPHONE_DENIED] = { "microphone-denied",
    N_("Charla may not use the microphone. Look into the privacy settings of the system.") },
  [CHAT_ERROR_MICROPHONE_BUSY] = { "microphone-busy",
    N_("The microphone is in use. Close whatever uses it, and try again.") },
  [CHAT_ERROR_RECORDER] = { "recorder",
    N_("Nothing can be recorded here: parts of the program are missing or have failed.") },
  [CHAT_ERROR_SOUND_SYSTEM] = { "sound-system",
    N_("The sound system of this computer does not answer. Try again, or sign out and in again.") },
  [CHAT_ERROR_VOICE_BROKEN] = { "voice-broken",
    N_("The recording has broken off: the microphone or the sound system has gone. "
       "What there is can be listened to and sent.") },
  [CHAT_ERROR_VOICE_DISK_FULL] = { "voice-disk-full",
    N_("The recording has broken off: no more can be written to the disk. "
       "What there is can be listened to and sent.") },
  [CHAT_ERROR_VOICE_LIMIT] = { "voice-limit",
    N_("Longer than this a voice message cannot be.") },
  [CHAT_ERROR_ROOM_PASSWORD] = { "room-password",
    N_("This room wants a password, or another one than this.") },
  [CHAT_ERROR_ROOM_BANNED] = { "room-banned",
    N_("You are banned from this room.") },
  [CHAT_ERROR_ROOM_NOT_FOUND] = { "room-not-found",
    N_("There is no such room.") },
  [CHAT_ERROR_ROOM_MOVED] = { "room-moved",
    N_("This room has moved to another address.") },
  [CHAT_ERROR_ROOM_CREATION] = { "room-creation",
    N_("There is no such room, and the server does not let you create it.") },
  [CHAT_ERROR_ROOM_NICK_LOCKED] = { "room-nick-locked",
    N_("This room wants you to use the nickname that is reserved for you.") },
  [CHAT_ERROR_ROOM_MEMBERS_ONLY] = { "room-members-only",
    N_("This room is for members only. Ask somebody in it to invite you.") },
  [CHAT_ERROR_ROOM_NICK_TAKEN] = { "room-nick-taken",
    N_("Somebody else in this room has that nickname.") },
  [CHAT_ERROR_ROOM_NICK_INVALID] = { "room-nick-invalid",
    N_("That cannot be a nickname.") },
  [CHAT_ERROR_ROOM_FULL] = { "room-full",
    N_("This room is full.") },
  [CHAT_ERROR_ROOM_KICKED] = { "room-kicked",
    N_("You were put out of this room.") },
  [CHAT_ERROR_ROOM_AFFILIATION] = { "room-affiliation",
    N_("You were put out of this room, because your rights in it were changed.") },
  [CHAT_ERROR_ROOM_DESTROYED] = { "room-destroyed",
    N_("This room no longer exists.") },
  [CHAT_ERROR_ROOM_SHUTDOWN] = { "room-shutdown",
    N_("The server is shutting down its rooms. You come back by yourself.") },
  [CHAT_ERROR_ROOM_REMOVED] = { "room-removed",
    N_("The server lost you from this room. You come back by yourself.") },
  [CHAT_ERROR_ROOM_UNREACHABLE] = { "room-unreachable",
    N_("The server of this room cannot be reached. It is tried again.") },
  [CHAT_ERROR_ROOM_EXISTS] = { "room-exists",
    N_("There is already a room with that address.") },
};

/* One line of a table that leads from a code below to one of ours. */
typedef struct {
  int       from;
  ChatError to;
} Translation;

static const Translation from_xmpp[] = {
  { XMPP_ERROR_DISCONNECTED, CHAT_ERROR_DISCONNECTED },
  { XMPP_ERROR_TIMEOUT, CHAT_ERROR_TIMEOUT },
  { XMPP_ERROR_MALFORMED, CHAT_ERROR_NOT_XMPP },
  { XMPP_ERROR_INVALID_ADDRESS, CHAT_ERROR_INVALID_ADDRESS },
  { XMPP_ERROR_UNKNOWN_HOST, CHAT_ERROR_UNKNOWN_HOST },
  { XMPP_ERROR_UNREACHABLE, CHAT_ERROR_UNREACHABLE },
  { XMPP_ERROR_NO_SERVICE, CHAT_ERROR_UNKNOWN_HOST },
  { XMPP_ERROR_NO_TLS, CHAT_ERROR_NO_TLS },
  { XMPP_ERROR_CERTIFICATE, CHAT_ERROR_CERTIFICATE },
  { XMPP_ERROR_NO_MECHANISM, CHAT_ERROR_SERVER_TOO_OLD },
  { XMPP_ERROR_DOWNGRADE, CHAT_ERROR_WEAKER },
  { XMPP_ERROR_TAMPERED, CHAT_ERROR_TAMPERED },
  { XMPP_ERROR_NOT_AUTHORIZED, CHAT_ERROR_WRONG_PASSWORD },
  { XMPP_ERROR_ACCOUNT_DISABLED, CHAT_ERROR_ACCOUNT_DISABLED },
  { XMPP_ERROR_SERVER_UNTRUSTED, CHAT_ERROR_SERVER_UNTRUSTED },
  { XMPP_ERROR_CANCELLED_BY_USER, CHAT_ERROR_NO_PASSWORD },
  { XMPP_ERROR_CONFLICT, CHAT_ERROR_REPLACED },
  { XMPP_ERROR_STREAM, CHAT_ERROR_DISCONNECTED },
  { XMPP_ERROR_TOO_LARGE, CHAT_ERROR_TOO_LARGE },
  { XMPP_ERROR_UNSUPPORTED, CHAT_ERROR_UNSUPPORTED },
  { XMPP_ERROR_PROXY, CHAT_ERROR_PROXY },
  { XMPP_ERROR_PROXY_LOGIN, CHAT_ERROR_PROXY_LOGIN },
  { XMPP_ERROR_NEEDS_PROXY, CHAT_ERROR_NEEDS_PROXY },
};

static const Translation from_room[] = {
  { XMPP_ROOM_ERROR_PASSWORD, CHAT_ERROR_ROOM_PASSWORD },
  { XMPP_ROOM_ERROR_BANNED, CHAT_ERROR_ROOM_BANNED },
  { XMPP_ROOM_ERROR_NOT_FOUND, CHAT_ERROR_ROOM_NOT_FOUND },
  { XMPP_ROOM_ERROR_MOVED, CHAT_ERROR_ROOM_MOVED },
  { XMPP_ROOM_ERROR_CREATION, CHAT_ERROR_ROOM_CREATION },
  { XMPP_ROOM_ERROR_NICK_LOCKED, CHAT_ERROR_ROOM_NICK_LOCKED },
  { XMPP_ROOM_ERROR_MEMBERS_ONLY, CHAT_ERROR_ROOM_MEMBERS_ONLY },
  { XMPP_ROOM_ERROR_NICK_TAKEN, CHAT_ERROR_ROOM_NICK_TAKEN },
  { XMPP_ROOM_ERROR_NICK_INVALID, CHAT_ERROR_ROOM_NICK_INVALID },
  { XMPP_ROOM_ERROR_FULL, CHAT_ERROR_ROOM_FULL },
  { XMPP_ROOM_ERROR_KICKED, CHAT_ERROR_ROOM_KICKED },
  { XMPP_ROOM_ERROR_AFFILIATION, CHAT_ERROR_ROOM_AFFILIATION },
  { XMPP_ROOM_ERROR_DESTROYED, CHAT_ERROR_ROOM_DESTROYED },
  { XMPP_ROOM_ERROR_SHUTDOWN, CHAT_ERROR_ROOM_SHUTDOWN },
  { XMPP_ROOM_ERROR_REMOVED, CHAT_ERROR_ROOM_REMOVED },
  { XMPP_ROOM_ERROR_UNREACHABLE, CHAT_ERROR_ROOM_UNREACHABLE },
  { XMPP_ROOM_ERROR_EXISTS, CHAT_ERROR_ROOM_EXISTS },
};

static const Translation from_stanza[] = {
  { XMPP_STANZA_ERROR_CONFLICT, CHAT_ERROR_ALREADY_EXISTS },
  { XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, CHAT_ERROR_UNSUPPORTED },
  { XMPP_STANZA_ERROR_GONE, CHAT_ERROR_NOT_FOUND },
  { XMPP_STANZA_ERROR_ITEM_NOT_FOUND, CHAT_ERROR_NOT_FOUND },
  { XMPP_STANZA_ERROR_JID_MALFORMED, CHAT_ERROR_INVALID_ADDRESS },
  { XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND, CHAT_ERROR_UNKNOWN_HOST },
  { XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT, CHAT_ERROR_UNREACHABLE },
};

static const Translation from_archive[] = {
  { ARCHIVE_ERROR_IO, CHAT_ERROR_STORAGE },
  { ARCHIVE_ERROR_FULL, CHAT_ERROR_DISK_FULL },
  { ARCHIVE_ERROR_DAMAGED, CHAT_ERROR_DAMAGED },
  { ARCHIVE_ERROR_TOO_NEW, CHAT_ERROR_TOO_NEW },
  { ARCHIVE_ERROR_BUSY, CHAT_ERROR_STORAGE },
  { ARCHIVE_ERROR_NOT_FOUND, CHAT_ERROR_NOT_FOUND },
  { ARCHIVE_ERROR_CONSTRAINT, CHAT_ERROR_ALREADY_EXISTS },
  { ARCHIVE_ERROR_INVALID, CHAT_ERROR_TOO_LARGE },
  { ARCHIVE_ERROR_CLOSED, CHAT_ERROR_STORAGE },
};

static const Translation from_gio[] = {
  { G_IO_ERROR_CANCELLED, CHAT_ERROR_CANCELLED },
  { G_IO_ERROR_TIMED_OUT, CHAT_ERROR_TIMEOUT },
  { G_IO_ERROR_HOST_NOT_FOUND, CHAT_ERROR_UNKNOWN_HOST },
  { G_IO_ERROR_HOST_UNREACHABLE, CHAT_ERROR_UNREACHABLE },
  { G_IO_ERROR_CONNECTION_REFUSED, CHAT_ERROR_UNREACHABLE },
  { G_IO_ERROR_CONNECTION_CLOSED, CHAT_ERROR_DISCONNECTED }, /* also: broken pipe */
  { G_IO_ERROR_NOT_CONNECTED, CHAT_ERROR_DISCONNECTED },
  { G_IO_ERROR_NETWORK_UNREACHABLE, CHAT_ERROR_NO_NETWORK },
  { G_IO_ERROR_NO_SPACE, CHAT_ERROR_DISK_FULL },
  { G_IO_ERROR_NOT_FOUND, CHAT_ERROR_NOT_FOUND },
  { G_IO_ERROR_EXISTS, CHAT_ERROR_ALREADY_EXISTS },
  { G_IO_ERROR_NOT_SUPPORTED, CHAT_ERROR_UNSUPPORTED },
  { G_IO_ERROR_PERMISSION_DENIED, CHAT_ERROR_STORAGE },
  { G_IO_ERROR_READ_ONLY, CHAT_ERROR_STORAGE },
};

static const Translation from_resolver[] = {
  { G_RESOLVER_ERROR_NOT_FOUND, CHAT_ERROR_UNKNOWN_HOST },
  { G_RESOLVER_ERROR_TEMPORARY_FAILURE, CHAT_ERROR_NO_NETWORK },
};

static const Translation from_tls[] = {
  { G_TLS_ERROR_BAD_CERTIFICATE, CHAT_ERROR_CERTIFICATE },
  { G_TLS_ERROR_NOT_TLS, CHAT_ERROR_NO_TLS },
  { G_TLS_ERROR_HANDSHAKE, CHAT_ERROR_NO_TLS },
  { G_TLS_ERROR_EOF, CHAT_ERROR_DISCONNECTED },
};

static ChatError
look_up (const Translation *table,
         gsize              n_rows,
         int                code,
         ChatError          otherwise)
{
  for (gsize i = 0; i < n_rows; i++)
    if (table[i].from == code)
      return table[i].to;

  return otherwise;
}

#define LOOK_UP(table, code, otherwise) look_up (table, G_N_ELEMENTS (table), code, otherwise)

static ChatError
translate_code (const GError *error)
{
  if (error->domain == XMPP_ERROR)
    return LOOK_UP (from_xmpp, error->code, CHAT_ERROR_FAILED);
  if (error->domain == XMPP_ROOM_ERROR)
    return LOOK_UP (from_room, error->code, CHAT_ERROR_FAILED);
  if (error->domain == XMPP_STANZA_ERROR)
    return LOOK_UP (from_stanza, error->code, CHAT_ERROR_REFUSED);
  if (error->domain == ARCHIVE_ERROR)
    return LOOK_UP (from_archive, error->code, CHAT_ERROR_STORAGE);
  if (error->domain == G_IO_ERROR)
    return LOOK_UP (from_gio, error->code, CHAT_ERROR_FAILED);
  if (error->domain == G_RESOLVER_ERROR)
    return LOOK_UP (from_resolver, error->code, CHAT_ERROR_UNREACHABLE);
  if (error->domain == G_TLS_ERROR)
    return LOOK_UP (from_tls, error->code, CHAT_ERROR_NO_TLS);

  return CHAT_ERROR_FAILED;
}

GError *
chat_error_translate (GError *error)
{
  g_autoptr(GError) owned = error;
  ChatError code;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == CHAT_ERROR)
    return g_steal_pointer (&owned);

  code = translate_code (error);
  g_debug ("%s (%s %d) is shown as %s", error->message, g_quark_to_string (error->domain),
           error->code, errors[code].name);
  /* (The domain of an error is no mere number: some have more in front of them.) */
  return g_error_new_literal (CHAT_ERROR, (int) code, error->message);
}

static gboolean
is_ours (const GError *error)
{
  return error->domain == CHAT_ERROR && error->code >= 0
         && (gsize) error->code < G_N_ELEMENTS (errors);
}

char *
chat_error_to_text (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (!is_ours (error))
    {
      g_autoptr(GError) translated = chat_error_translate (g_error_copy (error));

      return chat_error_to_text (translated);
    }

  /* Only what the other side says for itself is quoted: it knows why, and in its own words. */
  if (error->code == CHAT_ERROR_REFUSED && error->message[0] != '\0')
    return g_strdup_printf (_("The other side refused: %s"), error->message);

  return g_strdup (g_dgettext (GETTEXT_PACKAGE, errors[error->code].text));
}

const char *
chat_error_get_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return is_ours (error) ? errors[error->code].name : errors[translate_code (error)].name;
}

/* A condition of RFC 6120, 8.3.3, as the answer to a message. */
typedef struct {
  const char *condition;
  const char *text;
} Delivery;

static const Delivery deliveries[] = {
  { "service-unavailable", N_("The contact cannot be reached now, or takes no messages.") },
  { "recipient-unavailable", N_("The contact cannot be reached now.") },
  { "item-not-found", N_("There is nobody with this address.") },
  { "jid-malformed", N_("There is nobody with this address.") },
  { "gone", N_("The contact has moved or given up this address.") },
  { "redirect", N_("The contact has moved or given up this address.") },
  { "remote-server-not-found", N_("The contact's server was not found.") },
  { "remote-server-timeout", N_("The contact's server does not answer.") },
  { "not-acceptable", N_("The message was not accepted. Is this contact blocked?") },
  { "forbidden", N_("The contact does not take messages from you.") },
  { "not-allowed", N_("The contact does not take messages from you.") },
  { "subscription-required", N_("The contact does not take messages from you.") },
  { "registration-required", N_("The contact does not take messages from you.") },
  { "policy-violation", N_("The server refused the message.") },
  { "too-large", N_("The message is larger than the server takes. Split it.") },
  { "resource-constraint", N_("The server takes no more messages now. Try again later.") },
};

/* And to one that was said in a room: XEP-0045, 7.4. */
static const Delivery room_deliveries[] = {
  { "forbidden", N_("You may not speak in this room. Ask a moderator.") },
  { "not-acceptable", N_("You were not in this room.") },
  { "not-allowed", N_("This room does not take that message.") },
  { "policy-violation", N_("This room does not take that message.") },
  { "item-not-found", N_("Nobody in this room has that nickname.") },
  { "lost", N_("The room has not passed it on.") },
  { "recipient-unavailable", N_("Nobody in this room has that nickname.") },
  { "gone", N_("This room no longer exists.") },
  { "service-unavailable", N_("The room cannot be reached now.") },
  { "remote-server-not-found", N_("The server of this room was not found.") },
  { "remote-server-timeout", N_("The server of this room does not answer.") },
  { "resource-constraint", N_("This room takes no more messages now. Try again later.") },
  { "too-large", N_("The message is larger than the server takes. Split it.") },
};

/* And to one that was said to somebody there: 7.5; what is not here is as between two. */
static const Delivery private_deliveries[] = {
  { "not-acceptable", N_("You were not in this room.") },
  { "item-not-found", N_("Nobody in this room has that nickname.") },
  { "recipient-unavailable", N_("Nobody in this room has that nickname.") },
  { "recipient-unsure", N_("Somebody else may have that nickname now. Nothing was sent.") },
  { "gone", N_("This room no longer exists.") },
  { "remote-server-not-found", N_("The server of this room was not found.") },
  { "remote-server-timeout", N_("The server of this room does not answer.") },
};

/* (nullable) */
static const char *
find_delivery (const Delivery *table,
               gsize           n_rows,
               const char     *condition)
{
  for (gsize i = 0; i < n_rows; i++)
    if (g_str_equal (table[i].condition, condition))
      return g_dgettext (GETTEXT_PACKAGE, table[i].text);

  return NULL;
}

/* And to a file, before anybody was told of it: see chat-upload-error.c. */
static const Delivery file_deliveries[] = {
  { "file-gone", N_("The file is not there any more, or may not be read.") },
  { "file-changed", N_("The file changed while it was sent. Try again.") },
  { "file-too-large", N_("The file is larger than the server takes.") },
  { "no-room", N_("There is no room for the file on the disk.") },
  { "upload-cancelled", N_("Cancelled. Nothing was sent.") },
  { "upload-none", N_("The server takes no files.") },
  { "upload-refused", N_("The server did not take the file.") },
  { "upload-later", N_("The server takes no more files now. Try again later.") },
  { "upload-unreachable", N_("The server for files cannot be reached. Try again later.") },
  { "upload-certificate",
    N_("The server for files could not prove who it is, so nothing was sent.") },
  { "direct-unavailable",
    N_("The contact is not online with a program that can receive files directly.") },
  { "direct-declined", N_("The contact declined the file.") },
  { "direct-cancelled", N_("Cancelled.") },
  { "direct-stopped", N_("The contact cancelled it.") },
  { "direct-busy", N_("Too much goes on at the same time. Try again later.") },
  { "direct-cut", N_("The connection was lost. Try again to go on.") },
  { "direct-unsupported", N_("The contact's program cannot receive this file directly.") },
  { "direct-no-way", N_("No connection to the contact came about.") },
  { "direct-timeout", N_("The contact's program does not answer.") },
  { "direct-refused", N_("The contact's program did not take the file.") },
  { "upload-proxy", N_("The proxy lets no files through. Check the proxy of this account.") },
};

/* (nullable) (transfer full): where it is about a file */
static char *
make_file_text (const char *condition,
                const char *said) /* (nullable) */
{
  const char *sentence = find_delivery (file_deliveries, G_N_ELEMENTS (file_deliveries), condition);
  guint64 bytes = 0;

  if (sentence == NULL || said == NULL)
    return g_strdup (sentence);

  if (g_str_equal (condition, "file-too-large")
      && g_ascii_string_to_unsigned (said, 10, 1, G_MAXINT64, &bytes, NULL))
    {
      g_autofree char *limit = g_format_size (bytes);

      /* Translators: "%s" is like "10.5 MB". */
      return g_strdup_printf (_("The file is too large: the server takes up to %s."), limit);
    }

  return g_strdup_printf ("%s (%s)", sentence, said);
}

char *
chat_error_delivery_text (ChatConversationKind  kind,
                          const char           *condition,
                          const char           *text)
{
  g_autofree char *said = chat_text_clean_line (text, 200);
  const char *sentence = NULL;
  char *about_file = condition != NULL ? make_file_text (condition, said) : NULL;

  if (about_file != NULL)
    return about_file;

  if (condition != NULL && kind == CHAT_CONVERSATION_PRIVATE)
    sentence = find_delivery (private_deliveries, G_N_ELEMENTS (private_deliveries), condition);
  if (condition != NULL && kind == CHAT_CONVERSATION_ROOM)
    sentence = find_delivery (room_deliveries, G_N_ELEMENTS (room_deliveries), condition);
  else if (condition != NULL && sentence == NULL)
    sentence = find_delivery (deliveries, G_N_ELEMENTS (deliveries), condition);

  if (sentence != NULL)
    return said != NULL ? g_strdup_printf ("%s (%s)", sentence, said) : g_strdup (sentence);

  return said != NULL ? g_strdup_printf (_("The other side refused: %s"), said)
                      : g_strdup (_("The message could not be delivered."));
}

/* What a room is, or has become: XEP-0045, 10.2.1 and 16.6.2. */
static const struct {
  XmppMucStatus  status;
  const char    *text;
} room_statuses[] = {
  { XMPP_MUC_STATUS_NICK_ASSIGNED, N_("The room has given you another nickname.") },
  { XMPP_MUC_STATUS_NOW_NON_ANONYMOUS, N_("Everybody in the room now sees your address.") },
  { XMPP_MUC_STATUS_NON_ANONYMOUS, N_("Everybody in the room sees your address.") },
  { XMPP_MUC_STATUS_NOW_SEMI_ANONYMOUS, N_("Only moderators of the room now see your address.") },
  { XMPP_MUC_STATUS_LOGGED, N_("What is said in this room is logged, perhaps in public.") },
  { XMPP_MUC_STATUS_NOT_LOGGED, N_("What is said in this room is no longer logged.") },
  { XMPP_MUC_STATUS_CONFIG, N_("The settings of the room have changed.") },
};

char *
chat_error_room_status_text (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (room_statuses); i++)
    if ((status & room_statuses[i].status) != 0)
      return g_strdup (g_dgettext (GETTEXT_PACKAGE, room_statuses[i].text));

  return NULL;
}
