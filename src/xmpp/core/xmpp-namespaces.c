/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that the protocol knows, each kept once, for quick comparing. */
#include "xmpp-namespaces.h"

#include <string.h>

#include <glib.h>

/* Elements and attributes that are on the wire often, in the order of strcmp(). */
static const char *const names[] = {
  "ADR", "BDAY", "BINVAL", "CTRY", "DESC", "EMAIL", "FAMILY", "FN", "GIVEN", "HOME", "INTERNET",
  "JABBERID", "LOCALITY", "MIDDLE", "N", "NICKNAME", "NOTE", "NUMBER", "ORG", "ORGNAME", "ORGUNIT",
  "PCODE", "PHOTO", "PREF", "REGION", "ROLE", "TEL", "TITLE", "TYPE", "URL", "USERID", "WORK", "a",
  "abort", "abuse", "accept", "acknowledged", "active", "actor", "additional-data", "address",
  "affiliation", "after", "algo", "all", "alt", "amount", "approved", "archived", "ask",
  "attachment", "auth", "authcid", "authenticate", "authentication", "authentication-info",
  "authorization", "authzid", "bad-request", "before", "bind", "block", "blocked", "blocklist",
  "body", "by", "bytes", "c", "cancel", "captcha", "category", "challenge", "channel-binding",
  "chat", "cid", "code", "collection", "composing", "compressed", "condition", "conference",
  "configure", "conflict", "connection", "content", "continue", "continue-with", "count", "create",
  "created", "data", "date", "default", "delay", "delete", "delivered", "desc", "detail",
  "device-id", "disable", "disabled", "display", "displayed", "domain", "enable", "enabled",
  "encrypted", "encryption", "end", "error", "event", "failed", "failure", "fallback", "fast",
  "feature", "feature-not-implemented", "features", "field", "file", "first", "flipped",
  "forbidden", "form", "forwarded", "from", "full", "gateway", "gone", "group", "groupchat", "h",
  "hash", "hash-used", "hashes", "height", "hint", "host-unknown", "hostname", "id", "identity",
  "idle", "inactive", "index", "info", "initial-response", "inline", "instructions",
  "internal-server-error", "invalidate", "invite", "iq", "item", "item-not-found", "items", "jid",
  "jid-malformed", "jump", "key", "keys", "label", "lang", "last", "limits", "list", "location",
  "markable", "max", "max-age", "max-bytes", "max-seconds", "max_items", "mechanism", "mechanisms",
  "media", "media-type", "mention", "message", "metadata", "method", "min", "mode", "moderated",
  "modify", "moved", "n", "name", "namespace", "nick", "no-copy", "no-permanent-storage",
  "no-permanent-store", "no-store", "node", "none", "normal", "not-acceptable", "not-allowed",
  "not-authorized", "note", "notify", "ns", "occupant-id", "open", "optimize", "option", "optional",
  "options", "order", "origin-id", "os", "outcast", "owner", "param", "parent", "participant",
  "password", "paused", "payload", "photo", "ping", "pointer", "policy", "policy-violation", "port",
  "postal-code", "preauth", "prefix", "prefs", "preid", "presence", "previd", "priority", "private",
  "proceed", "prompt", "publish", "publish-options", "publisher", "pubsub", "purge", "put", "query",
  "r", "reaction", "reactions", "reason", "received", "recipient-unavailable", "redirect",
  "register", "registered", "registration-required", "remote-server-not-found",
  "remote-server-timeout", "remove", "replace", "reply", "report", "report-origin", "reported",
  "request", "required", "resource", "resource-constraint", "response", "result", "resume",
  "resumed", "resumption", "retract", "retraction", "role", "roster", "sasl-channel-binding",
  "seconds", "see-other-host", "sent", "server", "service-unavailable", "session", "session-id",
  "set", "show", "since", "size", "slot", "spam", "stamp", "stanza", "stanza-id", "start",
  "starttls", "state", "status", "storage", "store", "stream", "sub", "subid", "subject",
  "subscribe", "subscribed", "subscription", "subscription-required", "success", "supported",
  "synchronization", "system-shutdown", "task", "text", "third-party", "thread", "thumbnail",
  "thumbs", "time", "title", "to", "token", "type", "tz", "tzo", "unavailable", "unblock",
  "undefined-condition", "unexpected-request", "unsubscribe", "unsubscribed", "upgrade", "upload",
  "uri", "url", "url-data", "used", "user-agent", "username", "utc", "vCard", "value", "var", "ver",
  "version", "via", "wait", "width", "with", "x",
};

/* Likewise, in the order of what they stand for. */
static const char *const namespaces[] = {
  XMPP_NS_STREAM,
  XMPP_NS_REGISTER_FEATURE,
  XMPP_NS_CAPS,
  XMPP_NS_CAPS_OPTIMIZE,
  XMPP_NS_CHAT_STATES,
  XMPP_NS_DISCO_INFO,
  XMPP_NS_DISCO_ITEMS,
  XMPP_NS_MUC,
  XMPP_NS_MUC_ADMIN,
  XMPP_NS_MUC_OWNER,
  XMPP_NS_MUC_USER,
  XMPP_NS_NICK,
  XMPP_NS_PUBSUB,
  XMPP_NS_PUBSUB_ERRORS,
  XMPP_NS_PUBSUB_EVENT,
  XMPP_NS_PUBSUB_NODE_CONFIG,
  XMPP_NS_PUBSUB_OWNER,
  XMPP_NS_PUBSUB_PUBLISH_OPTIONS,
  XMPP_NS_RESULT_SET,
  XMPP_NS_URL_DATA,
  XMPP_NS_DATA_LAYOUT,
  XMPP_NS_DATA_VALIDATE,
  XMPP_NS_XML,
  XMPP_NS_CLIENT,
  XMPP_NS_LAST_ACTIVITY,
  XMPP_NS_PRIVATE,
  XMPP_NS_REGISTER,
  XMPP_NS_ROSTER,
  XMPP_NS_VERSION,
  XMPP_NS_CONFERENCE,
  XMPP_NS_DATA_FORM,
  XMPP_NS_LEGACY_DELAY,
  XMPP_NS_OOB,
  XMPP_NS_BIND,
  XMPP_NS_FRAMING,
  XMPP_NS_SASL,
  XMPP_NS_SESSION,
  XMPP_NS_STANZA_ERRORS,
  XMPP_NS_STREAM_ERRORS,
  XMPP_NS_TLS,
  XMPP_NS_AVATAR_DATA,
  XMPP_NS_AVATAR_METADATA,
  XMPP_NS_BIND2,
  XMPP_NS_BLOCKING,
  XMPP_NS_BLOCKING_ERRORS,
  XMPP_NS_BITS_OF_BINARY,
  XMPP_NS_PINNING,
  XMPP_NS_BOOKMARKS,
  XMPP_NS_ECAPS2,
  XMPP_NS_ECAPS2_OPTIMIZE,
  XMPP_NS_CAPTCHA,
  XMPP_NS_CARBONS,
  XMPP_NS_CHAT_MARKERS,
  XMPP_NS_CLIENT_STATE,
  XMPP_NS_DELAY,
  XMPP_NS_ENCRYPTION,
  XMPP_NS_FALLBACK,
  XMPP_NS_FAST,
  XMPP_NS_PRE_APPROVAL,
  XMPP_NS_ROSTER_VERSIONING,
  XMPP_NS_FILE_METADATA,
  XMPP_NS_FORWARD,
  XMPP_NS_HASHES,
  XMPP_NS_HINTS,
  XMPP_NS_UPLOAD,
  XMPP_NS_REGISTER_TOKEN,
  XMPP_NS_IDLE,
  XMPP_NS_ARCHIVE,
  XMPP_NS_ARCHIVE_EXTENDED,
  XMPP_NS_DISPLAYED,
  XMPP_NS_MEDIA_ELEMENT,
  XMPP_NS_MENTIONS,
  XMPP_NS_CORRECTION,
  XMPP_NS_NOTIFY,
  XMPP_NS_OCCUPANT_ID,
  XMPP_NS_PRE_AUTH_SUBSCRIPTION,
  XMPP_NS_AVATAR_CONVERSION,
  XMPP_NS_PING,
  XMPP_NS_REACTIONS,
  XMPP_NS_RECEIPTS,
  XMPP_NS_REPLY,
  XMPP_NS_REPORTING,
  XMPP_NS_REPORTING_ABUSE,
  XMPP_NS_REPORTING_SPAM,
  XMPP_NS_SASL_CHANNEL_BINDING,
  XMPP_NS_SASL2,
  XMPP_NS_FILE_SHARING,
  XMPP_NS_STANZA_ID,
  XMPP_NS_STREAM_MANAGEMENT,
  XMPP_NS_STREAM_LIMITS,
  XMPP_NS_THUMBNAILS,
  XMPP_NS_TIME,
  XMPP_NS_VCARD,
  XMPP_NS_VCARD_UPDATE,
};

static const char *
find (const char *const *sorted,
      gsize              n_sorted,
      const char        *name)
{
  gsize low = 0;
  gsize high = n_sorted;

  while (low < high)
    {
      gsize middle = (low + high) / 2;
      int order = strcmp (name, sorted[middle]);

      if (order == 0)
        return sorted[middle];
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return NULL;
}

/**
 * xmpp_known_name:
 * @name: the name of an element or an attribute, or a namespace
 *
 * Looks @name up among the names that the protocol uses often. What strangers make up is not among
 * them and never stays in memory for it.
 *
 * Returns: (nullable): the one copy of @name, which lives for ever; %NULL when it is not known
 */
const char *
xmpp_known_name (const char *name)
{
  const char *known;

  g_return_val_if_fail (name != NULL, NULL);

  known = find (names, G_N_ELEMENTS (names), name);
  return known != NULL ? known : find (namespaces, G_N_ELEMENTS (namespaces), name);
}
